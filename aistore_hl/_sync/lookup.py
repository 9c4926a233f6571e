# Written by codegen.py from aistore_hl/_async/lookup.py; do not edit.
"""Many names looked up by listings: which are there, and what is said of them."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from typing import Final

from .._core.errors import NotFound
from .._core.groups import common_prefix, sorted_names
from .._core.limits import Limits
from .._core.listing import ListFlag, ListRequest, ObjectEntry
from .._core.names import BucketRef, ObjectRef
from .head import head
from .listing import Listing, fetch_page
from .session import Session

_PAGE: Final = 10_000
"""Entries of a page at most: what AIS chooses for `ais://`."""

_FEW: Final = 1_000

_SURE: Final = 100
"""Names that a listing does not have and that are looked up once more, each by itself, at most."""

NOTHING: Final = ListFlag(0)

_PROPS: Final = ("name", "size")


def look_up(
    session: Session,
    bucket: BucketRef,
    names: Iterable[str],
    limits: Limits,
    *,
    flags: ListFlag = NOTHING,
    props: tuple[str, ...] = _PROPS,
    sure: bool = True,
) -> dict[str, ObjectEntry]:
    """Those of the names that are there. Without `sure`, few may be left out.

    Names that lie together take a request for each 10,000 of what lies between them; names that lie apart a request
    each at most, since a listing begins anew close before the next one. A HEAD of each would be two exchanges a name.
    """
    wanted = sorted_names(names)
    if bucket.is_remote:
        return _walk(session, bucket, wanted, flags, props, limits)
    found: dict[str, ObjectEntry] = {}
    at, after = 0, ""
    while at < len(wanted):
        # What is shorter by a letter comes before it, with little but its siblings between.
        after = max(after, wanted[at][:-1], key=_key)
        size = min(max(2 * (len(wanted) - at), _FEW), _PAGE)
        request = ListRequest(props=props, flags=flags, start_after=after, page_size=size)
        page = fetch_page(session, bucket, request, limits)
        entries = {entry.name: entry for entry in page.entries}
        last = _key(page.entries[-1].name) if page.entries and page.token else None
        while at < len(wanted) and (last is None or _key(wanted[at]) <= last):
            if (entry := entries.get(wanted[at])) is not None:
                found[wanted[at]] = entry
            at += 1
        after = page.entries[-1].name if page.entries else after
    if not sure or flags != NOTHING:
        return found
    return _make_sure(session, bucket, wanted, found, limits)


def _make_sure(
    session: Session, bucket: BucketRef, wanted: list[str], found: dict[str, ObjectEntry], limits: Limits
) -> dict[str, ObjectEntry]:
    """With those that only the listing does not have: AIS 5.0 loses names where a directory's name begins others."""
    missing = [name for name in wanted if name not in found]
    if not missing or len(missing) > _SURE:
        return found
    for name in missing:
        with suppress(NotFound):
            props = head(session, ObjectRef(bucket, name), limits)
            found[name] = ObjectEntry(name, props.size or 0, version=props.version or "")
    return found


def below(
    session: Session, bucket: BucketRef, prefix: str, limits: Limits, *, flags: ListFlag = NOTHING
) -> dict[str, ObjectEntry]:
    """Everything whose name begins with the prefix."""
    listing = Listing(session, bucket, ListRequest(prefix=prefix, flags=flags), limits=limits)
    return {entry.name: entry for entry in listing}


def _walk(
    session: Session,
    bucket: BucketRef,
    wanted: list[str],
    flags: ListFlag,
    props: tuple[str, ...],
    limits: Limits,
) -> dict[str, ObjectEntry]:
    """The same where a listing cannot begin at a name: all that begins like all of them."""
    if not wanted:
        return {}
    known = set(wanted)
    found: dict[str, ObjectEntry] = {}
    request: ListRequest | None = ListRequest(prefix=common_prefix(wanted), flags=flags, props=props)
    while request is not None:
        page = fetch_page(session, bucket, request, limits)
        found.update((entry.name, entry) for entry in page.entries if entry.name in known)
        request = request.after(page)
    return found


def _key(name: str) -> bytes:
    return name.encode("utf-8", "surrogateescape")
