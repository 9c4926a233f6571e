"""Web pages of somebody else's: what a browser would send for them to a cluster that has no other guard.

A node on loopback is reached by every page that the same user looks at: by a form or a `fetch` that wants no answer,
and by a name that was made to lead here. What they would do is more than to read: an ETL runs programs.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

from .answers import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterable

_KEPT: Final = (b"localhost", b"internal")
"""Last labels of names that nobody can register (RFC 6761, and what ICANN has set aside): `host.docker.internal`."""


def check_sender(fields: Iterable[tuple[bytes, bytes]]) -> None:
    """Whether a request can be of a program of this machine's, by its header fields.

    Raises:
        Refusal: 403, for a name of the public DNS, and for a page of another origin.
    """
    host = origin = None
    for name, value in fields:
        if name == b"host":
            host = value
        elif name == b"origin":
            origin = value
    if host and not _is_here(host):
        shown = host.decode("utf-8", "replace")
        raise Refusal(403, f"the Host {shown!r} may lead anywhere: ask by an IP address or localhost")
    if origin is not None and origin != b"http://" + (host or b""):
        raise Refusal(403, "web pages of other origins are not answered")


@lru_cache(maxsize=64)
def _is_here(host: bytes) -> bool:
    """Whether no page can have come by that name: an IP address, a name without a dot, or one that is set aside."""
    if host.startswith(b"["):
        return True
    name = host.partition(b":")[0].lower().rstrip(b".")
    last = name.rpartition(b".")[2]
    # Browsers take what ends in a number for an address, and no such name can be registered.
    return last == name or last.isdigit() or last in _KEPT
