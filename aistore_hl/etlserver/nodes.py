"""Which node a result goes to next: what `Ais-Node-Url` may say. Pure, but for files that say what is allowed.

Source: ext/etl/communicator.go, ext/etl/webserver (AIS 5.0), and requests recorded on AIS 5.0
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, Self
from urllib.parse import quote, unquote_to_bytes

from attrs import frozen

from .refusal import Refused

if TYPE_CHECKING:
    from .settings import ServerSettings

_HOST: Final = r"(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)"
_URL: Final = re.compile(
    rf"(https?)://{_HOST}(?::([0-9]{{1,5}}))?(/[A-Za-z0-9\-._~!$&'()*+;=:@%/]*)?(?:\?([A-Za-z0-9\-._~!$&'()*+;=:@%/?]*))?"
)
_PLACE: Final = re.compile(rf"{_HOST}(?::([0-9]{{1,5}}))?")
_BAD_ESCAPE: Final = re.compile(r"%(?![0-9A-Fa-f]{2})")
_PORTS: Final = {"http": 80, "https": 443}


@frozen
class Endpoint:
    """A URL, taken apart."""

    scheme: str
    host: str
    port: int
    path: str
    """As written, percent-encoded; empty where the URL has none."""
    query: str

    @property
    def place(self) -> str:
        """`host:port`, as lists of allowed hosts have it."""
        return f"{self.host}:{self.port}"

    @property
    def origin(self) -> str:
        """The address to connect to."""
        return f"{self.scheme}://{self.host}:{self.port}"

    @classmethod
    def parse(cls, url: str) -> Self | None:
        """The parts of an absolute http URL; None where it is none, or has credentials, a fragment or dot segments."""
        match = _URL.fullmatch(url)
        if match is None:
            return None
        scheme, host, digits, path, query = match.groups()
        port = int(digits) if digits else _PORTS[scheme]
        if not 0 < port < 65536 or not is_plain(path or "") or _BAD_ESCAPE.search(query or ""):
            return None
        return cls(scheme, host.lower(), port, path or "", query or "")


@frozen
class Hop:
    """Where a result is put."""

    origin: str
    target: str
    """Path and query of the request."""
    rest: str
    """What `Ais-Node-Url` says there: the stages after that one; empty after the last."""
    is_stage: bool
    """Whether it is another transformer, which may answer content, rather than the target that keeps it."""


def is_plain(path: str) -> bool:
    """Whether an encoded path is one that every reader takes for the same: no dot segments, no control characters."""
    if _BAD_ESCAPE.search(path):
        return False
    decoded = unquote_to_bytes(path)
    return not any(part in (b".", b"..") for part in decoded.split(b"/")) and not any(byte < 32 for byte in decoded)


def place(text: str, name: str) -> str:
    """`host:port` in the form in which they are compared.

    Raises:
        ValueError: it is none; the text names the variable.
    """
    match = _PLACE.fullmatch(text)
    if match is None or not 0 < int(match[2] or 80) < 65536:
        raise ValueError(f"{name} has an item that is not host:port: {text!r}")
    return f"{match[1].lower()}:{int(match[2] or 80)}"


def next_hop(header: str, path: str, etl_args: str, settings: ServerSettings) -> Hop | None:
    """Where a result goes, by the value of `Ais-Node-Url`; None: it is the answer to the request.

    `path` is the path of the request, as it came: the next stage gets the same.

    Raises:
        Refused: 400 what it says is malformed, 403 it names a stage that is not allowed.
    """
    urls = [item.strip() for item in header.split(",")]
    nodes = [Endpoint.parse(url) for url in urls]
    if None in nodes:
        raise Refused(
            400, f"Ais-Node-Url is malformed: item {nodes.index(None) + 1} of {len(urls)} is no URL of a node"
        )
    first = nodes[0]
    assert first is not None
    if any(node is not None and _is_final(node) for node in nodes[:-1]):
        raise Refused(400, "Ais-Node-Url is malformed: something comes after the final target")
    target = settings.target
    is_allowed = settings.allows(first.place)
    if not _is_final(first):
        if not is_allowed:
            raise Refused(403, f"Ais-Node-Url names a stage that ETL_ALLOWED_HOSTS does not: {first.place}")
        return Hop(first.origin, path + _query(first.query, etl_args), ",".join(urls[1:]), True)
    if not is_allowed or not settings.direct_put or target is None:
        return None
    # What is allowed is compared without the scheme: a cluster speaks one, and it is that of its own target.
    origin = f"{target.scheme}://{first.place}"
    return Hop(origin, target.path.rstrip("/") + first.path + _query(first.query, etl_args), "", False)


def _is_final(node: Endpoint) -> bool:
    """A stage is named by its address alone."""
    return node.path not in ("", "/")


def _query(query: str, etl_args: str) -> str:
    """A query as it came, with the arguments once."""
    if etl_args:
        kept = [item for item in query.split("&") if item and item.partition("=")[0] != "etl_args"]
        query = "&".join((*kept, f"etl_args={quote(etl_args, safe='', errors='surrogateescape')}"))
    return f"?{query}" if query else ""
