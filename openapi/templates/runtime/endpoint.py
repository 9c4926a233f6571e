"""Where a client's calls go first, its token, and what was learnt about it."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from ipaddress import ip_address
from typing import Any, Final, Literal, TypeAlias
from urllib.parse import urlsplit

from attrs import define, field

from .errors import InsecureToken
from .redirects import origin_of
from .types import Answer

_log = logging.getLogger("aistore_api")

Redirects: TypeAlias = Literal["cluster", "any"]
"""Which hosts a redirect may name: nodes of the cluster map, or any."""

_UNREADABLE: Final = frozenset(range(400, 500)) - {408, 429} | {501}
"""Answers to the question for the map that will not change soon; others are the caller's to retry."""


@define(eq=False)
class Endpoint:
    """Shared by all calls of one client. Threads may learn at the same time: each fact is one assignment."""

    origin: str
    redirects: Redirects = "cluster"
    token: str | None = field(default=None, repr=False)
    redirecting: bool | None = None
    """Whether it names another node for uploads; `None` until seen."""
    nodes: frozenset[str] | None = None
    """Origins of the cluster's nodes; `None` until read."""
    unchecked: bool = False
    """Hosts of redirects are not checked: the caller wants that, or the endpoint does not show its map."""

    def learn_nodes(self, answer: Answer) -> bool:
        """Take the nodes from an answer to `what=smap`; whether that was possible, or will not be."""
        if answer.status in _UNREADABLE and self.nodes is None:
            _log.warning("%s shows no cluster map (%d): redirects are followed to any host", self.origin, answer.status)
            self.unchecked = True
            return True
        found = frozenset(_origins(answer.content)) if answer.status == 200 else frozenset()
        if found:
            self.nodes = found | {self.origin}
        return bool(found)


def endpoint_of(
    base_url: str, *, token: str | None = None, allow_insecure_token: bool = False, redirects: Redirects = "cluster"
) -> Endpoint:
    """The endpoint that `base_url` names.

    Raises:
        ValueError: not `http(s)://host[:port]`, or a token that a header cannot carry.
        InsecureToken: a token, and plain http to a host that is not this machine.
    """
    if redirects not in ("cluster", "any"):
        raise ValueError(f"redirects is 'cluster' or 'any', not {redirects!r}")
    origin, host = _parse(base_url)
    if token is not None:
        # The text must not show the token, so it does not say which character is wrong.
        if not token or any(not "!" <= char <= "~" for char in token):
            raise ValueError("a token is one word of printable ASCII")
        if origin.startswith("http:") and not allow_insecure_token and not _is_loopback(host):
            raise InsecureToken(f"a token would go over plain http to {host}: use https, or allow_insecure_token=True")
    return Endpoint(origin, redirects, token, unchecked=redirects == "any")


def _parse(base_url: str) -> tuple[str, str]:
    try:
        parts = urlsplit(base_url)
        host, port = parts.hostname, parts.port
    except ValueError as exc:
        raise ValueError("not a base URL: http(s)://host[:port] is wanted") from exc
    if "@" in parts.netloc:
        raise ValueError("a base URL takes no credentials")  # and the text must not show them
    rest = parts.path not in ("", "/") or parts.query or parts.fragment
    if parts.scheme not in ("http", "https") or not host or rest or not _is_word(parts.netloc):
        raise ValueError(f"not a base URL: {base_url!r}; http(s)://host[:port] is wanted")
    return origin_of(parts.scheme, host, port), host


def _is_word(text: str) -> bool:
    return all("!" <= char <= "~" for char in text)


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def _origins(content: bytes) -> Iterator[str]:
    """Origins of all nodes of a cluster map on all of their networks.

    Source: core/meta/smap.go, Snode (AIS 5.0)
    """
    try:
        smap: Any = json.loads(content)
    except (ValueError, RecursionError):
        return
    maps = [smap.get(name) for name in ("pmap", "tmap")] if isinstance(smap, dict) else []
    for node in (node for nodes in maps if isinstance(nodes, dict) for node in nodes.values()):
        for net in _nets(node):
            url = net.get("direct_url")
            if isinstance(url, str):
                yield from _origin(url)


def _nets(node: Any) -> Iterator[dict[str, Any]]:
    if not isinstance(node, dict):
        return
    extra = node.get("pub_extra")
    more = extra if isinstance(extra, list) else []
    for net in (node.get("public_net"), node.get("intra_control_net"), node.get("intra_data_net"), *more):
        if isinstance(net, dict):
            yield net


def _origin(url: str) -> Iterator[str]:
    try:
        yield _parse(url)[0]
    except ValueError:
        return
