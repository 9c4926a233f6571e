# Copied by codegen.py from openapi/templates/runtime/redirects.py; do not edit.
"""The one rule of redirects: what to send next, and what not. Pure: no I/O, no clock.

A proxy answers object traffic with the address of the target that holds, or will hold, the object.
Whoever sends a call asks here; no transport follows redirects by itself.
"""

from __future__ import annotations

import re
from collections.abc import Container
from enum import Enum
from typing import Final
from urllib.parse import quote, unquote_to_bytes

from attrs import define

MAX_HOPS: Final = 3
STATUSES: Final = frozenset((301, 302, 303, 307, 308))


class RedirectRefused(Exception):
    """A redirect that must not be followed; the text says why."""


class UnknownNode(RedirectRefused):
    """The redirect names a node that is not in the cluster map; the map may be old."""

    def __init__(self, origin: str) -> None:
        super().__init__(origin)
        self.origin = origin

    def __str__(self) -> str:
        return f"redirected to {self.origin}, which is not a node of this cluster"


@define
class Hop:
    """Where the same request goes next: same method, header fields and body, but no `Authorization`.

    Not frozen: there is one for each object, and freezing costs as much as all else in making it.
    """

    origin: str
    """`http://host:port`."""
    target: str
    """Path and query as they go on the wire."""
    signed: bool
    """The proxy signed the redirect: a body must be sent chunked, since the signature covers its announced length."""


def follow(
    *,
    origin: str,
    target: str,
    location: str | None,
    nodes: Container[str] | None,
    hops: int,
    keeps_path: bool = True,
) -> Hop:
    """The next hop of a request that `origin` answered with a redirect.

    The path sent next is the request's own: servers write `Location` from the decoded path, so that control
    characters are lost in it. Only an operation whose redirect really names another path takes it from there.

    `nodes` holds the origins that may be named; `None` means that they are not known and any host is taken.

    Raises:
        UnknownNode: the host is not in `nodes`.
        RedirectRefused: no or a malformed `Location`, another scheme or path, credentials in it, or too many hops.

    Source: wire/04-objects, 14-signed-redirects (AIS 5.0)
    """
    if hops >= MAX_HOPS:
        raise RedirectRefused(f"more than {MAX_HOPS} redirects")
    if not location:
        raise RedirectRefused("redirected without a Location")
    named, path, query = _split(location, nodes)
    if origin.startswith("https:") and not named.startswith("https:"):
        raise RedirectRefused("redirected from https to http")
    if nodes is not None and named not in nodes:
        raise UnknownNode(named)
    own = target.partition("?")[0]
    if not keeps_path:
        next_path = quote(path.encode("utf-8", "surrogateescape"), safe="/%:@!$&'()*+,;=~-._")
    elif path == own or _plain(path) == _plain(own):
        next_path = own
    else:
        raise RedirectRefused("redirected to another path")
    return Hop(named, f"{next_path}?{query}" if query else next_path, _SIGNATURE.search(query) is not None)


def leave(*, origin: str, location: str | None) -> Hop:
    """The last hop of a request that a target sends out of the cluster: to a transformer that fetches objects itself.

    Host, path and query are those of `location`, as they stand. Whoever asks knows that there is such a transformer.

    Raises:
        RedirectRefused: no or a malformed `Location`, credentials in it, or from https to http.

    Source: wire/10b-etl-live (AIS 5.0)
    """
    if not location:
        raise RedirectRefused("redirected without a Location")
    named, path, query = _split(location, None)
    if origin.startswith("https:") and not named.startswith("https:"):
        raise RedirectRefused("redirected from https to http")
    if not path.isascii() or not path.isprintable() or " " in path:
        raise RedirectRefused("redirected to something that is not an absolute http URL of a node")
    return Hop(named, f"{path}?{query}" if query else path, False)


_ORIGIN = re.compile(r"(https?)://(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(?::([0-9]{1,5}))?")
_REST = re.compile(r"(/[^?#\r\n]*)(?:\?([!-~]*))?")
_SIGNATURE = re.compile("(?:^|&)u=")


def _split(location: str, nodes: Container[str] | None) -> tuple[str, str, str]:
    """Origin, path and query of an absolute http(s) URL without credentials.

    Not by urlsplit and parse_qs: this runs once per object, and those two cost more than all else that is done for it.
    """
    # 8 is where the host begins, or the character after; what comes before the next slash is the origin.
    end = location.find("/", 8)
    named, rest = (location[:end], location[end:]) if end > 0 else (location, "")
    if nodes is None or named not in nodes:
        named = _normal(named)
    found = _REST.fullmatch(rest)
    if found is None:
        raise RedirectRefused("redirected to something that is not an absolute http URL of a node")
    return named, found[1], found[2] or ""


def _normal(origin: str) -> str:
    """An origin that is not known as it stands, as it would be known."""
    found = _ORIGIN.fullmatch(origin)
    if found is None:
        raise RedirectRefused("redirected to something that is not an absolute http URL of a node")
    scheme, host, port = found.groups("")
    if port and not 0 < int(port) <= 65535:
        raise RedirectRefused("redirected to a port that does not exist")
    return origin_of(scheme, host.strip("[]"), int(port) if port else None)


def origin_of(scheme: str, host: str, port: int | None) -> str:
    """`scheme://host:port` with the port always written and IPv6 addresses in brackets: origins compare as text."""
    shown = f"[{host}]" if ":" in host else host
    return f"{scheme}://{shown.lower()}:{port or (443 if scheme == 'https' else 80)}"


def _plain(path: str) -> bytes:
    """A path as Go's header writer leaves it in `Location`: decoded, CR and LF as spaces."""
    return unquote_to_bytes(path.encode("utf-8", "surrogateescape")).translate(_LINE_BREAKS_TO_SPACES)


_LINE_BREAKS_TO_SPACES = bytes.maketrans(b"\r\n", b"  ")


class FirstLeg(Enum):
    """How an upload first speaks to an endpoint.

    A body pushed at a proxy is lost and costs half a second, and an empty request at a server that does not redirect
    would overwrite the object: so the first upload asks, and only what it learnt is relied on afterwards.
    """

    ASK = "the true length, `Expect: 100-continue`, no body until the server asks for it"
    PROBE = "`Content-Length: 0`: the endpoint redirects"
    SEND = "the body at once: the endpoint takes bodies itself"


def first_leg(redirects: bool | None) -> FirstLeg:
    """The first leg of an upload to an endpoint that is known to redirect, known not to, or not known yet (`None`)."""
    if redirects is None:
        return FirstLeg.ASK
    return FirstLeg.PROBE if redirects else FirstLeg.SEND
