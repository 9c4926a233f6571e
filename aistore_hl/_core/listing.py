"""Listings: what to ask for, and the entries of a page, decoded straight into their final form."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from enum import IntFlag, StrEnum
from typing import Any, Final

import msgspec
from attrs import evolve, field, frozen
from attrs.validators import instance_of

from .errors import InvalidName, ProtocolError
from .times import from_text


class ListProp(StrEnum):
    """What entries can be asked to carry. For plain `ais://` objects the last four add nothing.

    Source: api/apc/lsmsg.go (AIS 5.0)
    """

    NAME = "name"
    SIZE = "size"
    CHECKSUM = "checksum"
    ATIME = "atime"
    VERSION = "version"
    LOCATION = "location"
    CUSTOM = "custom"
    COPIES = "copies"
    CACHED = "cached"
    STATUS = "status"
    EC = "ec"
    CHUNKED = "chunked"
    ETAG = "etag"
    LAST_MODIFIED = "last-modified"


PROPS: Final = tuple(str(prop) for prop in ListProp)

ALL_PROPS: Final = ("name", "size", "checksum", "atime", "version", "location", "custom", "copies", "cached", "status")
"""Everything that says something of objects of `ais://`."""

# Nanoseconds, as Go spells that layout. The default has minutes only.
_TIME_FORMAT: Final = "2006-01-02T15:04:05.999999999Z07:00"


class ListFlag(IntFlag):
    """How a listing is made. Source: api/apc/lsmsg.go (AIS 5.0)."""

    CACHED = 1
    """Only what the cluster holds."""
    MISSING = 2
    """Also what is misplaced, a copy, or a copy without its original."""
    DELETED = 4
    ARCHIVE_MEMBERS = 8
    """Also the members of archives, after each."""
    NAME_ONLY = 16
    NAME_SIZE = 32
    BUCKET_PRESENT = 64
    """Only if the cluster knows the bucket."""
    DONT_HEAD_REMOTE = 128
    """Take the bucket for one that is there."""
    DONT_ADD_REMOTE = 256
    """Do not make the bucket known to the cluster."""
    NOT_CACHED = 512
    """Only what the cluster does not hold. AIS 5.0 never answers for a bucket of another cluster."""
    ONLY_REMOTE_PROPS = 1024
    """What the remote backend says of each, and nothing of the cluster's own."""
    NO_RECURSION = 2048
    DIFF = 4096
    """Mark what has changed or is gone in the remote backend."""
    NO_DIRS = 8192
    """No directories; without effect for `ais://`."""
    S3 = 16384
    INVENTORY = 32768
    """From the bucket's inventory."""


def flagged(flags: ListFlag | None, *, cached: bool, archive: bool) -> ListFlag:
    """The flags, with those that have arguments of their own.

    Raises:
        ValueError: AIS does not answer to them.
    """
    found = ListFlag(0) if flags is None else ListFlag(flags)
    if found & ListFlag.NOT_CACHED:
        raise ValueError("AIS never answers what is not cached: list all, and look at is_present")
    return found | (ListFlag.CACHED if cached else 0) | (ListFlag.ARCHIVE_MEMBERS if archive else 0)


class EntryFlag(IntFlag):
    """What is special about an entry; the low five bits are its status. Source: api/apc/lsmsg.go (AIS 5.0)."""

    CACHED = 64
    IN_ARCHIVE = 128
    DIRECTORY = 256
    ARCHIVE = 512
    VERSION_CHANGED = 1024
    VERSION_REMOVED = 2048
    HEAD_FAILED = 4096
    CHUNKED = 8192


_STATUS: Final = 31

_PAGE_KEYS: Final = {"uuid": "UUID", "token": "ContinuationToken", "entries": "Entries"}
_ENTRY_KEYS: Final = {
    "name": "n",
    "size": "s",
    "checksum": "cs",
    "atime_text": "a",
    "version": "v",
    "location": "t",
    "custom": "m",
    "copies": "c",
    "flags": "f",
}
"""Keys of MessagePack. Source: cmn/objlist.go (AIS 5.0)."""


# As plain numbers: `&` of a flag is a call of Python's, and more than all else that is done for an entry.
_DIRECTORY: Final = int(EntryFlag.DIRECTORY)
_ARCHIVE: Final = int(EntryFlag.ARCHIVE)
_IN_ARCHIVE: Final = int(EntryFlag.IN_ARCHIVE)
_CACHED: Final = int(EntryFlag.CACHED)
_CHUNKED: Final = int(EntryFlag.CHUNKED)


# gc=False: an entry holds strings and numbers only, and the collector would walk 100,000 of them again and again.
class ObjectEntry(msgspec.Struct, frozen=True, gc=False, rename=_ENTRY_KEYS):
    """One object, directory or archive member of a listing. Empty and 0: it was not asked for."""

    name: str = ""
    size: int = 0
    checksum: str = ""
    atime_text: str = ""
    """Time of the last access, as the cluster wrote it."""
    version: str = ""
    location: str = ""
    """Target and mountpath, as the target writes them."""
    custom: str = ""
    """`[key:value key:value]`, as the target writes it: not to be taken apart where values may hold spaces."""
    copies: int = 0
    flags: int = 0

    @property
    def atime(self) -> datetime | None:
        """Time of the last access; `None` when it was not asked for.

        Raises:
            ProtocolError: it is not a time.
        """
        return from_text(self.atime_text)

    @property
    def status(self) -> int:
        """0: in its place. 1 on another node, 2 on another mountpath, 3 a copy, 4 a copy whose original is gone."""
        return self.flags & _STATUS

    @property
    def is_dir(self) -> bool:
        """A directory that a listing without recursion stops at; its name ends in a slash."""
        return bool(self.flags & _DIRECTORY)

    @property
    def is_archive(self) -> bool:
        """An archive whose members follow."""
        return bool(self.flags & _ARCHIVE)

    @property
    def is_in_archive(self) -> bool:
        """A member of the archive that its name begins with."""
        return bool(self.flags & _IN_ARCHIVE)

    @property
    def is_present(self) -> bool:
        """Whether the cluster itself holds it, rather than only the remote bucket behind it."""
        return bool(self.flags & _CACHED)

    @property
    def is_chunked(self) -> bool:
        """Whether it is stored in chunks."""
        return bool(self.flags & _CHUNKED)


@frozen
class Page:
    """Entries in byte order of their names, and the token of the next page: empty on the last."""

    entries: list[ObjectEntry]
    token: str = ""
    uuid: str = ""
    """Ties the pages of one listing together."""

    def _repr_html_(self) -> str:
        from .html import table

        names = [name for name in ("name", "size", "checksum", "version", "location", "copies") if self._has(name)]
        rows = [[getattr(entry, name) for name in names] for entry in self.entries[:20]]
        return table(f"{len(self.entries):,} entries", names, rows, total=len(self.entries))

    def _has(self, name: str) -> bool:
        return name == "name" or any(getattr(entry, name) for entry in self.entries)


def _props(value: Iterable[str]) -> tuple[str, ...]:
    """Known properties, each once and in one order. AIS ignores unknown ones, and looks for parts of words."""
    names = {value} if isinstance(value, str) else set(value)
    unknown = sorted(map(repr, names.difference(PROPS)))
    if unknown:
        raise ValueError(f"no such property of an entry: {', '.join(unknown)} (one of {', '.join(PROPS)})")
    return tuple(name for name in PROPS if name in names or name == "name")


def _prefix(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"prefix must be str, not {type(value).__name__}")
    elements = value.split("/")
    if "." in elements or ".." in elements or value.startswith("~/"):
        raise InvalidName(f"not a prefix: {value!r} (AIS refuses '.' and '..' as elements, and a leading '~/')")
    return value


def _page_size(value: object) -> int:
    # Checked here and nowhere else, and sent from here only: AIS 5.0 loses every target to a page size of -1.
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"page_size must be int, not {type(value).__name__}")
    if not 0 <= value < 1 << 31:
        raise ValueError(f"page_size must be 0 (the cluster chooses) or more, not {value}")
    return value


@frozen(kw_only=True)
class ListRequest:
    """One page to ask for."""

    prefix: str = field(default="", converter=_prefix)
    props: tuple[str, ...] = field(default=("name", "size"), converter=_props)
    recursive: bool = True
    start_after: str = field(default="", validator=instance_of(str))
    page_size: int = field(default=0, converter=_page_size)
    flags: ListFlag = ListFlag(0)
    token: str = field(default="", validator=instance_of(str))
    uuid: str = field(default="", validator=instance_of(str))
    _steps: int = field(default=0, eq=False, repr=False)
    _mark: str = field(default="", eq=False, repr=False)

    def message(self) -> dict[str, Any]:
        """The action message that asks for it, ready for JSON."""
        flags = self.flags if self.recursive else self.flags | ListFlag.NO_RECURSION
        value: dict[str, Any] = {"props": ",".join(self.props), "prefix": self.prefix, "flags": str(int(flags))}
        if self.page_size:
            value["pagesize"] = self.page_size
        if self.token:
            value["continuation_token"] = self.token
        elif self.start_after:
            value["start_after"] = self.start_after
        if self.uuid:
            value["uuid"] = self.uuid
        if "atime" in self.props:
            value["time_format"] = _TIME_FORMAT
        return {"action": "list", "value": value}

    def after(self, page: Page) -> ListRequest | None:
        """What to ask for after `page`; `None` after the last.

        Raises:
            ProtocolError: the page leads back to where the listing has been: it would never end.
        """
        if not page.token:
            return None
        # Only equality: the tokens of cloud buckets are in no order. Brent's way of finding a circle of any length
        # without keeping them all: the token after each power of two steps is the one that would come again.
        if page.token in (self.token, self._mark):
            raise ProtocolError(f"the listing does not get on: after {self.token!r} comes {page.token!r} again")
        steps = self._steps + 1
        mark = self._mark if steps & (steps - 1) else page.token
        return evolve(self, token=page.token, uuid=page.uuid, steps=steps, mark=mark)


class _PackedPage(msgspec.Struct, rename=_PAGE_KEYS):
    uuid: str = ""
    token: str = ""
    entries: list[ObjectEntry] | None = None


_EMPTY: Final = msgspec.Raw(b"\xa0")


class _RawEntry(msgspec.Struct, rename=_ENTRY_KEYS):
    """An entry whose texts are still MessagePack: names are bytes, and msgspec takes no others than UTF-8."""

    name: msgspec.Raw = _EMPTY
    size: int = 0
    checksum: msgspec.Raw = _EMPTY
    atime_text: msgspec.Raw = _EMPTY
    version: msgspec.Raw = _EMPTY
    location: msgspec.Raw = _EMPTY
    custom: msgspec.Raw = _EMPTY
    copies: int = 0
    flags: int = 0

    def decode(self) -> ObjectEntry:
        return ObjectEntry(
            name=_unpack(self.name),
            size=self.size,
            checksum=_unpack(self.checksum),
            atime_text=_unpack(self.atime_text),
            version=_unpack(self.version),
            location=_unpack(self.location),
            custom=_unpack(self.custom),
            copies=self.copies,
            flags=self.flags,
        )


class _RawPage(msgspec.Struct, rename=_PAGE_KEYS):
    uuid: str = ""
    token: msgspec.Raw = _EMPTY
    entries: list[_RawEntry] | None = None


_HEADER: Final = {0xD9: 2, 0xDA: 3, 0xDB: 5}
"""Bytes before the text, by the first of them, of MessagePack's three longer kinds of text."""


def _unpack(raw: msgspec.Raw) -> str:
    content = bytes(raw)
    first = content[0]
    header = 1 if 0xA0 <= first <= 0xBF else _HEADER.get(first)
    if header is None:
        raise ProtocolError("a page of a listing has something else than text as a name")
    return content[header:].decode("utf-8", "surrogateescape")


_packed_page = msgspec.msgpack.Decoder(_PackedPage)
_raw_page = msgspec.msgpack.Decoder(_RawPage)


def decode_msgpack(content: bytes) -> Page:
    """A page from MessagePack; names that are not UTF-8 are kept by surrogate escapes.

    Raises:
        ProtocolError: it is not one.
    """
    try:
        found = _packed_page.decode(content)
        return Page(found.entries or [], found.token, found.uuid)
    except UnicodeDecodeError:
        return _decode_raw(content)
    except (msgspec.DecodeError, RecursionError) as exc:
        raise ProtocolError(f"not a page of a listing: {exc}") from exc


def _decode_raw(content: bytes) -> Page:
    try:
        found = _raw_page.decode(content)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as exc:
        raise ProtocolError(f"not a page of a listing: {exc}") from exc
    return Page([entry.decode() for entry in found.entries or ()], _unpack(found.token), found.uuid)
