"""Pages of a listing on the wire: JSON, and msgpack with one-letter names."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, TypeAlias

import msgspec
from msgspec import Struct

from .answers import Answer
from .archive.format import EXTENSIONS
from .backend import Entry
from .golayout import format_time
from .listing import Found, ListedMember, ListFlag, Page
from .mixed import MixedPage

_IN_CLUSTER: Final = 64
_CHUNKED: Final = 8192
_DIRECTORY: Final = 256
_IN_ARCHIVE: Final = 128
_ARCHIVE: Final = 512
_EXTENSIONS: Final = tuple(extension.encode() for extension in EXTENSIONS)


class _JsonEntry(Struct, omit_defaults=True):
    """An entry as JSON has it: sizes are text, and what is empty is absent."""

    name: Any
    checksum: str = ""
    atime: str = ""
    version: str = ""
    location: str = ""
    custom: Any = msgspec.field(default="", name="custom-md")
    size: str = ""
    copies: int = 0
    flags: int = 0


class _PackedEntry(Struct, omit_defaults=True):
    """An entry as msgpack has it. Source: cmn/api.go (AIS 5.0)"""

    n: Any
    cs: str = ""
    a: str = ""
    v: str = ""
    t: str = ""
    m: Any = ""
    s: int = 0
    c: int = 0
    f: int = 0


def as_json(page: Page | MixedPage) -> Answer:
    """The page as JSON; `entries` is null when there are none."""
    make = _maker(page, _json_text) if isinstance(page, Page) else _shown_fields(_json_text)
    entries = [
        _JsonEntry(name, checksum, atime, version, location, custom, str(size) if size else "", copies, flags)
        for name, checksum, atime, version, location, custom, size, copies, flags in map(make, _listed(page))
    ]
    document = {
        "uuid": page.uuid,
        "continuation_token": _json_text(page.token),
        "entries": entries or None,
        "flags": 0,
    }
    content = msgspec.json.encode(document) + b"\n"
    return Answer(200, [(b"Content-Type", b"application/json; charset=utf-8")], content)


def as_msgpack(page: Page | MixedPage) -> Answer:
    """The page as msgpack."""
    make = _maker(page, packed_text) if isinstance(page, Page) else _shown_fields(packed_text)
    document = {
        "UUID": page.uuid,
        "ContinuationToken": packed_text(page.token),
        "Entries": [_PackedEntry(*make(found)) for found in _listed(page)],
        "Flags": 0,
    }
    return Answer(200, [(b"Content-Type", b"application/msgpack")], msgspec.msgpack.encode(document))


_Fields: TypeAlias = tuple[Any, str, str, str, str, Any, int, int, int]


def _listed(page: Page | MixedPage) -> Iterable[Any]:
    """What is on the page, as its own maker of fields takes it."""
    return page.found if isinstance(page, Page) else page.entries


def _shown_fields(text: Callable[[bytes], Any]) -> Callable[[Entry], _Fields]:
    """What makes the fields of an entry that is shown as it is."""

    def made(entry: Entry) -> _Fields:
        custom = text(entry.custom.encode("utf-8", "surrogateescape")) if entry.custom else ""
        shown = (entry.checksum, entry.atime, entry.version, entry.location)
        return (text(entry.name), *shown, custom, entry.size, entry.copies, entry.flags)

    return made


def _maker(page: Page, text: Callable[[bytes], Any]) -> Callable[[Found], _Fields]:
    """What makes the fields of one entry: name, checksum, atime, version, location, custom, size, copies, flags.

    Properties are matched by substring, as AIS does: "sizes" means size.
    """
    props = "" if page.wanted.flags & ListFlag.NAME_ONLY else page.wanted.props
    checksum, atime, version, location, custom, size, copies = (
        prop in props for prop in ("checksum", "atime", "version", "location", "custom", "size", "copies")
    )
    layout = page.wanted.time_format
    chunked = bool(props) and props != "name"

    def made(found: Found) -> _Fields:
        name, stored, target = found
        if stored is None:
            return text(name), "", "", "", "", "", 0, 0, _DIRECTORY
        return (
            text(name),
            stored.checksum.value if checksum and stored.checksum else "",
            format_time(stored.accessed, layout) if atime else "",
            str(stored.version) if version and stored.version else "",
            page.location(name, target) if location else "",
            text(_shown(stored.custom)) if custom and stored.custom else "",
            stored.size if size else 0,
            page.copies(name, stored) if copies else 0,
            _IN_CLUSTER | _CHUNKED if chunked and stored.chunks else _IN_CLUSTER,
        )

    return _with_members(made, text, has_size=size) if page.wanted.flags & ListFlag.ARCHIVE_MEMBERS else made


def _with_members(
    made: Callable[[Found], _Fields], text: Callable[[bytes], Any], *, has_size: bool
) -> Callable[[Found], _Fields]:
    """The same, for a listing that has archives and their members."""

    def made_of_any(found: Found) -> _Fields:
        name, stored, _ = found
        if isinstance(stored, ListedMember):
            return text(name), "", "", "", "", "", stored.size if has_size else 0, 0, _IN_CLUSTER | _IN_ARCHIVE
        fields = made(found)
        is_archive = stored is not None and name.endswith(_EXTENSIONS)
        return (*fields[:-1], fields[-1] | _ARCHIVE) if is_archive else fields

    return made_of_any


def _shown(custom: Mapping[str, str]) -> bytes:
    """Custom metadata as Go prints a map."""
    pairs = " ".join(f"{key}:{value}" for key, value in sorted(custom.items()))
    return f"[{pairs}]".encode("utf-8", "surrogateescape")


def _json_text(text: bytes) -> Any:
    """Text for JSON. Names that are not UTF-8 go out as they are, which is not JSON either, but what AIS does."""
    try:
        return text.decode()
    except UnicodeDecodeError:
        quoted = json.dumps(text.decode("utf-8", "surrogateescape"), ensure_ascii=False)
        return msgspec.Raw(quoted.encode("utf-8", "surrogateescape"))


def packed_text(text: bytes) -> Any:
    """Text for msgpack, as a string also where it is not UTF-8."""
    try:
        return text.decode()
    except UnicodeDecodeError:
        length = len(text)
        if length < 32:
            return msgspec.Raw(bytes((0xA0 | length,)) + text)
        if length < 1 << 8:
            return msgspec.Raw(b"\xd9" + length.to_bytes(1, "big") + text)
        return msgspec.Raw(b"\xda" + length.to_bytes(2, "big") + text)
