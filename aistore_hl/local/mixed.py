"""A listing of a bucket that is somewhere else: the names that it has there, with what is here of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from attrs import evolve, frozen

from .._core.checksum import Checksum
from .backend import Entry, Listed, Outside
from .golayout import format_time
from .listing import ListFlag, Wanted
from .lookup import backend_of
from .store import StoredObject, after

if TYPE_CHECKING:
    from .buckets import Bucket
    from .node import Node

IN_CLUSTER: Final = 64
_DIRECTORY: Final = 256
_CHANGED: Final = 1024
_REMOVED: Final = 2048


@frozen
class MixedPage:
    """The answer to one request, not yet encoded."""

    wanted: Wanted
    uuid: str
    entries: list[Entry]
    token: bytes


async def mixed_page(node: Node, bucket: Bucket, wanted: Wanted, uuid: str, listed: Listed | None = None) -> MixedPage:
    """One page, of the backend or of what was listed before; what is kept here of a name is told from here.

    Raises:
        Refusal: the backend is missing, or does not answer.
    """
    if listed is None:
        listed = await backend_of(node.state, bucket, status=500).page(bucket.origin, wanted)
    mix = _Mix(node, bucket, wanted)
    if wanted.is_as_told and node.state.quirks.trusts_remote_lists:
        return MixedPage(wanted, uuid, [mix.as_there(each) for each in listed.entries], listed.token)
    entries = [made for each in listed.entries if (made := mix.entry(each)) is not None]
    if wanted.flags & ListFlag.DIFF:
        last = after(listed.entries[-1].name) if listed.token and listed.entries else None
        entries += mix.removed({each.name for each in listed.entries}, last)
        entries.sort(key=lambda entry: entry.name)
    return MixedPage(wanted, uuid, entries, listed.token)


class _Mix:
    """What becomes of the entries of one page."""

    def __init__(self, node: Node, bucket: Bucket, wanted: Wanted) -> None:
        self._state = node.state
        self._bucket = bucket
        self._wanted = wanted
        self._is_diff = bool(wanted.flags & ListFlag.DIFF)

    def entry(self, told: Entry) -> Entry | None:
        """An entry with what is here; `None` where it is not wanted."""
        if told.flags & _DIRECTORY:
            return told
        target = self._state.owner(self._bucket, told.name).id
        stored = self._state.store.table(target, self._bucket.number).get(told.name)
        if stored is None:
            return evolve(self.as_there(told), flags=0)
        if self._wanted.flags & ListFlag.NOT_CACHED:
            return None
        changed = _CHANGED if self._is_changed(told, stored) else 0
        return evolve(self._as_here(self.as_there(told), stored, target), flags=IN_CLUSTER | changed)

    def removed(self, known: set[bytes], last: bytes | None) -> Iterator[Entry]:
        """Objects that are here and of which the page tells nothing: they are gone there."""
        start, stop = self._wanted.span
        if last is not None and (stop is None or last < stop):
            stop = last
        for target in self._state.membership.targets:
            for name, stored in self._state.store.table(target, self._bucket.number).scan(start, stop):
                if name not in known:
                    yield Entry(name, stored.size, flags=IN_CLUSTER | _REMOVED)

    def as_there(self, told: Entry) -> Entry:
        """What the backend tells, as far as it is wanted."""
        has, outside = self._wanted.has, told.outside
        custom = told.custom if outside is None else shown_custom(outside)
        return Entry(
            told.name,
            told.size if has("size") else 0,
            checksum=told.checksum if has("checksum") else "",
            atime=told.atime if has("atime") else "",
            version=told.version if has("version") else "",
            location=told.location if has("location") else "",
            custom=custom if has("custom") else "",
            flags=told.flags,
        )

    def _as_here(self, told: Entry, stored: StoredObject, target: str) -> Entry:
        """The version is the backend's where it has one, and so is custom metadata. Source: xact/xs/wanted_lso.go"""
        has = self._wanted.has
        location = ""
        if has("location"):
            location = self._state.nodes[target].mountpaths.location(self._bucket.owner_key(told.name))
        made = evolve(
            told,
            size=stored.size if has("size") else 0,
            checksum=stored.checksum.value if has("checksum") and stored.checksum else "",
            atime=format_time(stored.accessed, self._wanted.time_format) if has("atime") else "",
            location=location,
            copies=1 if has("copies") else 0,
        )
        if has("version") and not made.version and stored.version:
            made = evolve(made, version=str(stored.version))
        if has("custom") and not made.custom:
            made = evolve(made, custom=shown_custom(stored))
        return made

    def _is_changed(self, told: Entry, stored: StoredObject) -> bool:
        """Whether there is another version there. AIS looks at the size where it is wanted, and at custom metadata."""
        if self._state.quirks.trusts_remote_lists:
            size_differs = self._wanted.has("size") and told.size != stored.size
            return size_differs or (self._is_diff and bool(told.custom))
        if not self._is_diff:
            return self._wanted.has("size") and told.size != stored.size
        kind = stored.checksum.type if stored.checksum else ""
        checksum = Checksum(kind, told.checksum) if kind and told.checksum else None
        outside = told.outside or Outside(told.size, checksum, 0, {})
        return bool(outside.difference(stored))


def shown_custom(described: StoredObject | Outside) -> str:
    """Custom metadata as Go prints a map; empty where there is none."""
    pairs = " ".join(f"{key}:{value}" for key, value in sorted(described.custom.items()))
    return f"[{pairs}]" if pairs else ""
