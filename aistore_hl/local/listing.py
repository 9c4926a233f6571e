"""Listings: which names a request means, in which order and how many of them."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import IntFlag
from itertools import islice, repeat
from operator import itemgetter
from typing import Any, Final, TypeAlias

import msgspec
from attrs import define, frozen
from msgspec import Struct

from .answers import bad_request
from .golayout import RFC_822
from .mountpaths import Mountpaths
from .store import ObjectTable, StoredObject, after, successor

PAGE: Final = 10_000
"""Names on a page where the request leaves it to the server. Source: api/apc/lsmsg.go (AIS 5.0)"""


class ListFlag(IntFlag):
    """What a request may want; those that are not named here mean nothing.

    Source: api/apc/lsmsg.go (AIS 5.0)
    """

    CACHED = 1
    ARCHIVE_MEMBERS = 8
    NAME_ONLY = 16
    NAME_SIZE = 32
    BUCKET_PRESENT = 64
    DONT_ADD = 256
    NOT_CACHED = 512
    ONLY_REMOTE_PROPS = 1024
    NO_RECURSION = 2048
    DIFF = 4096
    INVENTORY = 32768


class _Value(Struct, forbid_unknown_fields=True):
    props: str = ""
    prefix: str = ""
    pagesize: int = 0
    continuation_token: str = ""
    uuid: str = ""
    start_after: str = ""
    flags: str = "0"
    time_format: str = ""
    target: str = ""
    hdr: Any = None


@frozen
class Wanted:
    """A request for one page."""

    prefix: bytes
    after: bytes
    token: bytes
    limit: int
    flags: ListFlag
    props: str
    time_format: str
    uuid: str
    target: str

    @property
    def last(self) -> bytes:
        """The name after which the page begins; empty at the first."""
        return max(self.token, self.after)

    @property
    def is_recursive(self) -> bool:
        """Whether names below directories are wanted, and not the directories."""
        return not self.flags & ListFlag.NO_RECURSION

    @property
    def is_as_told(self) -> bool:
        """Whether AIS passes on what another cluster tells, and looks at nothing of its own.

        Source: api/apc/lsmsg.go (AIS 5.0), recorded
        """
        if self.flags & (ListFlag.DIFF | ListFlag.NOT_CACHED | ListFlag.CACHED):
            return False
        plain = ListFlag.ONLY_REMOTE_PROPS | ListFlag.NAME_ONLY | ListFlag.NAME_SIZE
        return bool(self.flags & plain) or self.props in ("name", "name,size")

    @property
    def is_of_names(self) -> bool:
        """Whether nothing but names is wanted."""
        return bool(self.flags & ListFlag.NAME_ONLY) or self.props == "name"

    def has(self, prop: str) -> bool:
        """Whether a property is wanted; they are matched by substring, as AIS does: "sizes" means size."""
        return not self.flags & ListFlag.NAME_ONLY and prop in self.props

    def document(self) -> dict[str, Any]:
        """The same page, wanted of another cluster: of its flags none that means what is kept here."""
        props = self.props
        if self.flags & ListFlag.DIFF:
            props = f"{props},size,checksum,version,custom"
        here = ListFlag.DIFF | ListFlag.CACHED | ListFlag.NOT_CACHED | ListFlag.BUCKET_PRESENT
        return {
            "props": props,
            "prefix": _decoded(self.prefix),
            "pagesize": self.limit,
            "continuation_token": _decoded(self.token),
            "start_after": _decoded(self.after),
            "flags": str(int(self.flags & ~here)),
            "time_format": self.time_format,
        }

    @property
    def span(self) -> tuple[bytes, bytes | None]:
        """The first name that may be on the page, and the first that comes after all of them."""
        last = self.last
        return max(self.prefix, after(last)) if last else self.prefix, successor(self.prefix)

    @classmethod
    def beginning(cls, prefix: bytes, limit: int) -> Wanted:
        """The first page of all names that begin so."""
        return cls(prefix, b"", b"", limit, ListFlag(0), "name,size", RFC_822, "", "")

    @classmethod
    def of(cls, value: Any) -> Wanted:
        """The request in a control message.

        Raises:
            Refusal: 400, a field, type or value that AIS refuses; 501, what the local cluster cannot list.
        """
        if not isinstance(value, dict):
            raise bad_request("failed to unmarshal list, err: expects an object")
        given = {key.lower(): each for key, each in value.items() if each is not None}
        try:
            found = msgspec.convert(given, _Value)
            flags = ListFlag(int(found.flags or "0"))
        except (msgspec.ValidationError, ValueError) as exc:
            raise bad_request(f"failed to unmarshal list, err: {exc}") from exc
        prefix = _encoded(found.prefix.removesuffix("*"))
        check_prefix(prefix)
        if not 0 <= found.pagesize < 1 << 63:
            # Every target of a real AIS exits at this.
            raise bad_request(f"bad list-objects request: invalid page size {found.pagesize}")
        return cls(
            prefix=prefix,
            after=b"" if found.continuation_token else _encoded(found.start_after),
            token=_encoded(found.continuation_token),
            limit=found.pagesize or PAGE,
            flags=flags,
            props=found.props or (_KEPT_PROPS if flags & ListFlag.CACHED else "name,size"),
            time_format=found.time_format or RFC_822,
            uuid=found.uuid,
            target=found.target,
        )


def check_prefix(prefix: bytes) -> None:
    """Whether names may be asked for that begin so.

    Raises:
        Refusal: 400 errInvalidPath.
    """
    if prefix.startswith(b"~/") or b"../" in prefix or prefix == b"..":
        shown = prefix.decode("utf-8", "replace")
        raise bad_request(f'bad list-objects request: invalid prefix "{shown}"', "errInvalidPath")


_KEPT_PROPS: Final = "name,size,checksum,atime"
"""What a listing of what is here tells where nothing is said. Source: api/apc/lsmsg.go (AIS 5.0), recorded"""


def check_flags(wanted: Wanted, *, is_remote: bool) -> None:
    """Whether a bucket can be listed so.

    Raises:
        Refusal: 400.
    """
    flags = wanted.flags
    if flags & ListFlag.INVENTORY and not is_remote:
        raise bad_request("bucket has no inventories")
    if is_remote:
        if flags & ListFlag.DIFF and not wanted.has("custom"):
            what = 'without listing "custom" (object property)'
            raise bad_request(f"cannot perform remote versions check (or diff vs remote bucket) {what}")
        return
    if flags & ListFlag.NOT_CACHED:
        raise bad_request("not a remote bucket - cannot list 'not cached' objects")
    if flags & ListFlag.DIFF:
        raise bad_request("cannot perform remote versions check: bucket does not provide remote versioning info")


def _decoded(text: bytes) -> str:
    return text.decode("utf-8", "surrogateescape")


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


@define(eq=False)
class ListedMember(StoredObject):
    """A file in an archive, of which a listing tells the size."""


Found: TypeAlias = tuple[bytes, StoredObject | None, str]
"""A name, its object (`None`: a virtual directory) and the target that holds it."""


@frozen
class Shelf:
    """One target's part of a listed bucket."""

    target: str
    table: ObjectTable
    mountpaths: Mountpaths
    uname: str
    """The bucket as one string, to which names are appended."""
    left: frozenset[str] = frozenset()
    """Mountpaths on which AIS would have left a directory named by the prefix."""
    is_home: Callable[[bytes], bool] | None = None
    """Whether an object belongs to the target, where others are not listed."""

    def found(self, wanted: Wanted, count: int) -> list[Found]:
        """The first names, at most so many, with their objects."""
        if self.is_home is None:
            return self._first(wanted, count)
        at_home = (each for each in self._first(wanted, sys.maxsize) if each[1] is None or self.is_home(each[0]))
        return list(islice(at_home, count))

    def _first(self, wanted: Wanted, count: int) -> list[Found]:
        inside = self._directories(wanted.prefix)
        if wanted.flags & ListFlag.NO_RECURSION:
            return list(islice(self._top_level(wanted, inside), count))
        start, stop = wanted.span
        if inside:
            found = self.table.scan(start, stop)
            kept = ((name, each, self.target) for name, each in found if self._keeps(name, wanted.prefix, inside))
            return list(islice(kept, count))
        return list(zip(*self.table.first(start, stop, count), repeat(self.target)))

    def _directories(self, prefix: bytes) -> frozenset[str]:
        """The mountpaths on which the prefix is the name of a directory: there AIS lists only what is in it.

        So "a" finds "aa.txt" only on mountpaths that hold nothing below "a/". Source: recorded on AIS 5.0
        """
        if not prefix or prefix.endswith(b"/"):
            return frozenset()
        found = set(self.left)
        for name, _ in self.table.scan(prefix + b"/", successor(prefix + b"/")):
            found.add(self._mountpath(name))
            if len(found) == len(self.mountpaths.paths):
                break  # there are no others: of a directory with millions of names the first few tell
        return frozenset(found)

    def _mountpath(self, name: bytes) -> str:
        return self.mountpaths.of(self.uname + name.decode("utf-8", "surrogateescape"))

    def _keeps(self, name: bytes, prefix: bytes, inside: frozenset[str]) -> bool:
        return name.startswith(prefix + b"/") or self._mountpath(name) not in inside

    def _top_level(self, wanted: Wanted, inside: frozenset[str]) -> Iterator[Found]:
        """What is directly in the directory that the prefix names, or in which it begins."""
        start: bytes | None
        start, stop = wanted.span
        while start is not None:
            found, start = self.table.scan(start, stop), None
            for name, stored in found:
                if inside and not self._keeps(name, wanted.prefix, inside):
                    continue
                opened = inside and name.startswith(wanted.prefix + b"/")
                base = len(wanted.prefix) + 1 if opened else wanted.prefix.rfind(b"/") + 1
                slash = name.find(b"/", base)
                if slash < 0:
                    yield name, stored, self.target
                    continue
                directory = name[: slash + 1]
                if directory > wanted.token:
                    yield directory, None, self.target
                start = successor(directory)  # past all that is in it
                break


def first_page(shelves: Sequence[Shelf], wanted: Wanted, *, is_moving: bool = False) -> list[Found]:
    """The page that is wanted, from what all targets hold. While objects are moving, two may hold one of a name.

    Placement gives every target about as many of the names: so much is asked of each first, and all of a page only
    where that was too little.
    """
    share = wanted.limit * 5 // (4 * max(1, len(shelves))) + 64
    if share < wanted.limit:
        parts = [shelf.found(wanted, share) for shelf in shelves]
        page = _merged(parts, wanted, is_moving=is_moving)
        # Of a target that gave all that was asked for there may be more names after its last.
        ends = [part[-1][0] for part in parts if len(part) == share]
        if not ends or (len(page) == wanted.limit and page[-1][0] <= min(ends)):
            return page
    return _merged([shelf.found(wanted, wanted.limit) for shelf in shelves], wanted, is_moving=is_moving)


def _newest(found: Iterable[Found]) -> list[Found]:
    """One of each name: of two, the one that was written last."""
    chosen: dict[bytes, Found] = {}
    for each in found:
        known = chosen.get(each[0])
        if known is None or (known[1] and each[1] and known[1].created < each[1].created):
            chosen[each[0]] = each
    return list(chosen.values())


def _merged(parts: Iterable[list[Found]], wanted: Wanted, *, is_moving: bool) -> list[Found]:
    found = [each for part in parts for each in part]
    if is_moving or wanted.flags & ListFlag.NO_RECURSION:  # a directory may be at several targets at any time
        found = _newest(found)
    # Several sorted runs, which is what this sort is quick at; names differ, so nothing else is compared.
    found.sort(key=itemgetter(0))
    return found[: wanted.limit]


@frozen
class Page:
    """The answer to one request, not yet encoded."""

    wanted: Wanted
    uuid: str
    found: list[Found]
    uname: str
    """The bucket as one string, to which names are appended."""
    mountpaths: Mapping[str, Mountpaths]
    copies: Callable[[bytes, StoredObject], int] = lambda name, stored: 1
    """How many of an object there are."""

    def sums(self) -> Iterator[tuple[str, int, int]]:
        """By target, how many entries are its own, and of how many bytes; nothing is looked at for names alone."""
        counts, sizes = Counter(map(itemgetter(2), self.found)), dict.fromkeys(self.mountpaths, 0)
        if not self.wanted.is_of_names:
            for _, stored, target in self.found:
                if stored is not None:
                    sizes[target] += stored.size
        return ((target, counts[target], sizes[target]) for target in sizes)

    @property
    def token(self) -> bytes:
        """The last name of a full page, also when nothing follows it; else empty. Source: recorded on AIS 5.0"""
        return self.found[-1][0] if len(self.found) == self.wanted.limit else b""

    def location(self, name: bytes, target: str) -> str:
        """Where an object is, as AIS shows it."""
        return self.mountpaths[target].location(self.uname + name.decode("utf-8", "surrogateescape"))
