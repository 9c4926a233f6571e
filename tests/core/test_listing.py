"""Listings: what is asked for, and pages as real servers wrote them."""

from __future__ import annotations

import base64
import json
import pickle
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aistore_hl._core.errors import InvalidName, ProtocolError
from aistore_hl._core.listing import (
    PROPS,
    ListFlag,
    ListRequest,
    ObjectEntry,
    Page,
    decode_msgpack,
    flagged,
)

WIRE = Path(__file__).parent.parent / "data/wire/03-list-objects.jsonl"
RECORDS = {record["id"]: record for record in map(json.loads, WIRE.read_text(encoding="utf-8").splitlines())}


# AIS's names in JSON -> in MessagePack. Source: cmn/lso.go (AIS 5.0)
_PACKED = {
    "uuid": "UUID", "continuation_token": "ContinuationToken", "name": "n", "checksum": "cs", "atime": "a",
    "version": "v", "location": "t", "custom-md": "m", "size": "s", "copies": "c", "flags": "f",
}  # fmt: skip


def recorded(name: str) -> Page:
    """The page of one recorded answer."""
    body = RECORDS[name]["response"]["body"]
    if "base64" in body:
        return decode_msgpack(base64.b64decode(body["base64"]))
    packed = {_PACKED[key]: value for key, value in body.items() if key in _PACKED}
    packed["Entries"] = [_packed_entry(entry) for entry in body["entries"] or ()]
    return decode_msgpack(msgspec.msgpack.encode(packed))


def _packed_entry(entry: dict[str, Any]) -> dict[str, Any]:
    numbers = ("size", "copies", "flags")
    return {_PACKED[key]: int(value) if key in numbers else value for key, value in entry.items()}


def test_every_recorded_page_decodes() -> None:
    """JSON and MessagePack; every entry has a name, and names are in byte order but for members of archives."""
    pages = [recorded(name) for name, record in RECORDS.items() if record["response"]["status"] == 200]

    assert len(pages) > 60
    for page in pages:
        names = [entry.name.encode() for entry in page.entries if not entry.is_in_archive]
        assert all(names)
        assert sorted(names) == names


def test_entry_with_everything() -> None:
    """What `props` can ask for."""
    entry = recorded("all").entries[0]

    assert ("a/b/c/deep.txt", 1, "5000d8f2907d14e4", "1") == (entry.name, entry.size, entry.checksum, entry.version)
    assert ("[k0:v0]", 1, 64) == (entry.custom, entry.copies, entry.flags)
    assert entry.location.startswith("t[JZjt24082]")
    assert datetime(2026, 11, 21, 1, 23, tzinfo=UTC) == entry.atime
    assert (entry.is_present, entry.status) == (True, 0)
    assert entry == pickle.loads(pickle.dumps(entry))


def test_msgpack_is_the_same_as_json() -> None:
    """Either way the entries are equal."""
    packed, plain = recorded("msgpack-q"), recorded("prefix")

    assert plain.entries == packed.entries


def test_empty_pages() -> None:
    """`null` and an empty list are both no entries."""
    assert [] == recorded("empty").entries == recorded("msgpack-empty").entries
    assert "" == recorded("empty").token


def test_directories_and_archives() -> None:
    """What the flags say."""
    directories = [entry.name for entry in recorded("msgpack-dirs").entries if entry.is_dir]
    archive, member = recorded("arch-one").entries[:2]

    assert "a/" in directories
    assert (True, False) == (archive.is_archive, archive.is_in_archive)
    assert (False, True) == (member.is_archive, member.is_in_archive)
    assert (True, False) == (ObjectEntry(flags=8192 + 64).is_chunked, ObjectEntry(flags=64).is_chunked)
    assert (4, False) == (ObjectEntry(flags=4).status, ObjectEntry(flags=4).is_present)


TIMES = {
    "none": ("", None),
    "RFC 822": ("21 Nov 26 01:23 UTC", datetime(2026, 11, 21, 1, 23, tzinfo=UTC)),
    "of our asking": ("2026-11-21T01:23:13.123456789Z", datetime(2026, 11, 21, 1, 23, 13, 123456, tzinfo=UTC)),
    "without a zone": ("2026-11-21T01:23:13", datetime(2026, 11, 21, 1, 23, 13, tzinfo=UTC)),
}


@pytest.mark.parametrize(("text", "wanted"), TIMES.values(), ids=TIMES)
def test_time_of_an_entry(text: str, wanted: datetime | None) -> None:
    """Aware, whatever layout was asked for."""
    assert wanted == ObjectEntry(atime_text=text).atime


def test_bad_time_of_an_entry() -> None:
    """What is no time is an error of the server."""
    with pytest.raises(ProtocolError):
        _ = ObjectEntry(atime_text="yesterday").atime


def packed_page(entries: list[tuple[bytes, bytes]], token: bytes) -> bytes:
    """A page in MessagePack whose texts are raw bytes, of every length that the format has."""

    def text(raw: bytes) -> bytes:
        if len(raw) < 32:
            return bytes([0xA0 | len(raw)]) + raw
        if len(raw) < 1 << 8:
            return b"\xd9" + len(raw).to_bytes(1, "big") + raw
        if len(raw) < 1 << 16:
            return b"\xda" + len(raw).to_bytes(2, "big") + raw
        return b"\xdb" + len(raw).to_bytes(4, "big") + raw

    packed = [
        b"\x83" + text(b"n") + text(name) + text(b"m") + text(custom) + text(b"s") + b"\x05" for name, custom in entries
    ]
    return (
        b"\x84" + text(b"UUID") + text(b"u") + text(b"ContinuationToken") + text(token)
        + text(b"Entries") + b"\xdd" + len(packed).to_bytes(4, "big") + b"".join(packed)
        + text(b"Flags") + b"\x00"
    )  # fmt: skip


NAMES = [
    b"plain",
    "ü日".encode(),
    b"\xff",
    b"b\xfe/\xf0\x28",
    b"x" * 31 + b"\xff",
    b"x" * 300 + b"\xff",
    b"x" * 70_000 + b"\xff",
]


def test_names_that_are_not_utf8() -> None:
    """Every byte survives, in names, metadata and the token."""
    page = decode_msgpack(packed_page([(name, name) for name in NAMES], NAMES[-1]))

    assert NAMES == [entry.name.encode("utf-8", "surrogateescape") for entry in page.entries]
    assert NAMES == [entry.custom.encode("utf-8", "surrogateescape") for entry in page.entries]
    assert NAMES[-1] == page.token.encode("utf-8", "surrogateescape")
    assert ({5}, "u") == ({entry.size for entry in page.entries}, page.uuid)


@given(st.lists(st.binary(max_size=40), max_size=8), st.binary(max_size=40))
def test_any_bytes_survive(names: list[bytes], token: bytes) -> None:
    """As names, and as the token of the next page."""
    page = decode_msgpack(packed_page([(name, b"") for name in names], token))

    assert names == [entry.name.encode("utf-8", "surrogateescape") for entry in page.entries]
    assert token == page.token.encode("utf-8", "surrogateescape")


BAD_PACKED = {
    "nothing": b"",
    "list": b"\x90",
    "cut": packed_page([(b"a", b"")], b"")[:-9],
    "number as a name": msgspec.msgpack.encode({"Entries": [{"n": 1}]}),
    "text as a size": msgspec.msgpack.encode({"Entries": [{"s": "1"}]}),
    "deep": b"\x91" * 100_000,
    "not UTF-8, cut": packed_page([(b"\xff", b"")], b"")[:-9],
    "not UTF-8, number as metadata": b"\x81\xa7Entries\x91\x82\xa1n\xa1\xff\xa1m\x01",
    "not UTF-8, list as metadata": b"\x81\xa7Entries\x91\x82\xa1n\xa1\xff\xa1m\x90",
    "not UTF-8, id": b"\x82\xa4UUID\xa1\xff\xa7Entries\x90",
}


@pytest.mark.parametrize("content", BAD_PACKED.values(), ids=BAD_PACKED)
def test_bad_msgpack(content: bytes) -> None:
    """A ProtocolError, whatever came."""
    with pytest.raises(ProtocolError):
        decode_msgpack(content)


def test_plain_request() -> None:
    """Names and sizes; the cluster chooses the size of pages."""
    assert {"action": "list", "value": {"props": "name,size", "prefix": "", "flags": "0"}} == ListRequest().message()


def test_full_request() -> None:
    """Properties in one order, each once; times with nanoseconds; flags as a decimal string."""
    request = ListRequest(
        prefix="a/",
        props=["atime", "version", "atime"],
        recursive=False,
        start_after="a/b",
        page_size=5,
        flags=ListFlag.CACHED,
    )

    assert {
        "props": "name,atime,version",
        "prefix": "a/",
        "flags": "2049",
        "pagesize": 5,
        "start_after": "a/b",
        "time_format": "2006-01-02T15:04:05.999999999Z07:00",
    } == request.message()["value"]


def test_next_request() -> None:
    """With the token and the id of the page, and without `start_after`, which the token replaces."""
    after = ListRequest(prefix="a", start_after="b").after(Page([], "t", "u"))

    assert after is not None
    assert {
        "props": "name,size",
        "prefix": "a",
        "flags": "0",
        "continuation_token": "t",
        "uuid": "u",
    } == after.message()["value"]
    assert after.after(Page([], "", "u")) is None


def test_listing_that_does_not_get_on() -> None:
    """A page that leads back to itself would be asked for for ever."""
    request = ListRequest(token="t")

    with pytest.raises(ProtocolError, match="does not get on"):
        request.after(Page([], "t", "u"))


def test_one_property_as_text() -> None:
    """A single word is one property, not its letters."""
    assert ("name", "checksum") == ListRequest(props="checksum").props
    assert set(PROPS) == set(ListRequest(props=PROPS).props)


BAD_REQUESTS: dict[str, tuple[dict[str, Any], type[Exception]]] = {
    "page size -1": ({"page_size": -1}, ValueError),
    "page size huge": ({"page_size": 1 << 63}, ValueError),
    "page size text": ({"page_size": "5"}, TypeError),
    "page size float": ({"page_size": 5.0}, TypeError),
    "page size bool": ({"page_size": True}, TypeError),
    "page size nothing": ({"page_size": None}, TypeError),
    "unknown property": ({"props": ["name", "colour"]}, ValueError),
    "properties as one text": ({"props": "name,size"}, ValueError),
    "properties of a number": ({"props": 5}, TypeError),
    "prefix bytes": ({"prefix": b"a"}, TypeError),
    "prefix dots": ({"prefix": "a/../b"}, InvalidName),
    "prefix dot": ({"prefix": "./a"}, InvalidName),
    "prefix home": ({"prefix": "~/a"}, InvalidName),
    "start after nothing": ({"start_after": None}, TypeError),
    "token bytes": ({"token": b"a"}, TypeError),
}


@pytest.mark.parametrize(("given", "error"), BAD_REQUESTS.values(), ids=BAD_REQUESTS)
def test_bad_request(given: dict[str, Any], error: type[Exception]) -> None:
    """Refused when it is made: a page size of -1 would end every target of the cluster."""
    with pytest.raises(error):
        ListRequest(**given)


@pytest.mark.parametrize("length", [1, 2, 3, 7, 64])
def test_tokens_in_a_circle_end_the_listing(length: int) -> None:
    """However long the circle is, and however far from the beginning, it is noticed within a few rounds."""
    request = ListRequest()
    tokens = [f"on the way {step}" for step in range(5)] + [f"turn {step % length}" for step in range(5 * length + 10)]
    with pytest.raises(ProtocolError, match="does not get on"):
        for token in tokens:
            following = request.after(Page([], token))
            assert following is not None
            request = following


@pytest.mark.parametrize(
    ("flags", "cached", "archive", "expected"),
    [
        (None, False, False, ListFlag(0)),
        (None, True, True, ListFlag.CACHED | ListFlag.ARCHIVE_MEMBERS),
        (ListFlag.CACHED, True, False, ListFlag.CACHED),
    ],
)
def test_flags_may_be_arguments(flags: ListFlag | None, cached: bool, archive: bool, expected: ListFlag) -> None:
    """Or flags, or both."""
    assert expected == flagged(flags, cached=cached, archive=archive)


def test_what_is_not_cached_is_never_listed() -> None:
    """AIS takes the flag, and lists nothing."""
    with pytest.raises(ValueError, match="look at is_present"):
        flagged(ListFlag.NOT_CACHED, cached=False, archive=False)


def test_page_is_shown_with_what_its_entries_have() -> None:
    """The first 20, and the columns that are not empty."""
    shown = Page([ObjectEntry(f"o{number:02}", size=number) for number in range(30)])._repr_html_()

    assert "30 entries" in shown
    assert "o19" in shown
    assert "o20" not in shown
    assert "<th>size</th>" in shown
    assert "checksum" not in shown
