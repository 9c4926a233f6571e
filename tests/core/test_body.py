"""One answer's body: whose it is, how much of it there is, and that it is verified before it is handed over."""

from __future__ import annotations

import pytest
from aistore_api.types import Headers

from aistore_hl._core.body import Cursor
from aistore_hl._core.errors import BodyInterrupted, ChecksumMismatch, ProtocolError, RangeNotSatisfiable
from aistore_hl._core.request import ByteRange
from tests.core.answers import CONTENT, answer

# Heads of answers

STRANGERS: dict[str, tuple[ByteRange | None, tuple[int, Headers]]] = {
    "encoded": (None, answer(content_encoding="gzip")),
    "captive portal": (None, (200, Headers([("content-type", "text/html"), ("content-length", "5")]))),
    "204": (None, (204, Headers([("ais-atime", "1")]))),
    "206 unasked": (None, answer(span=(0, 4))),
    "200 to a range": (ByteRange(0, 4), answer()),
    "206 without Content-Range": (ByteRange(0, 4), (206, answer()[1])),
    "206 of an unknown total": (ByteRange(0, 4), answer(span=(0, 4), content_range="bytes 0-4/*")),
    "later start": (ByteRange(0, 4), answer(span=(1, 4))),
    "earlier start": (ByteRange(2, 4), answer(span=(0, 4))),
    "later end": (ByteRange(0, 3), answer(span=(0, 4))),
    "earlier end": (ByteRange(0, 9), answer(span=(0, 4))),
    "not to the end": (ByteRange(3, None), answer(span=(3, 9))),
    "not the last": (ByteRange(None, 4), answer(span=(0, 3))),
    "too many of the last": (ByteRange(None, 4), answer(span=(6, 10))),
    "other length": (ByteRange(0, 4), answer(span=(0, 4), content_length="6")),
    "length of letters": (None, answer(content_length="many")),
}


@pytest.mark.parametrize(("asked", "head"), STRANGERS.values(), ids=STRANGERS)
def test_stranger_is_refused(asked: ByteRange | None, head: tuple[int, Headers]) -> None:
    """Whatever is not AIS's answer to this very request."""
    with pytest.raises(ProtocolError):
        Cursor(asked).open(*head)


PARTS: dict[str, tuple[ByteRange, tuple[int, int]]] = {
    "both ends": (ByteRange(2, 5), (2, 5)),
    "beyond the end": (ByteRange(2, 500), (2, 10)),
    "to the end": (ByteRange(2, None), (2, 10)),
    "last": (ByteRange(None, 3), (8, 10)),
    "more than all": (ByteRange(None, 500), (0, 10)),
}


@pytest.mark.parametrize(("asked", "span"), PARTS.values(), ids=PARTS)
@pytest.mark.parametrize("own_checksum", [False, True], ids=["of the whole", "of the range"])
def test_part_is_read_and_not_verified(asked: ByteRange, span: tuple[int, int], own_checksum: bool) -> None:
    """Length and place are checked; the checksum is of the whole, or of the range, and nobody can tell."""
    cursor = Cursor(asked)
    cursor.open(*answer(span=span, own_checksum=own_checksum))
    wrong = b"x" * (span[1] - span[0] + 1)

    assert wrong == cursor.advance(wrong)
    assert cursor.is_complete
    assert b"" == cursor.finish()


def test_part_without_length_in_the_head() -> None:
    """Content-Range alone says how much there is."""
    cursor = Cursor(ByteRange(0, 4))
    cursor.open(*answer(span=(0, 4), content_length="absent"))

    assert 5 == cursor.expected


def test_last_bytes_of_an_empty_object() -> None:
    """AIS answers 206 with nothing in it; there are no such bytes."""
    cursor = Cursor(ByteRange(None, 4))

    with pytest.raises(RangeNotSatisfiable) as caught:
        cursor.open(206, Headers([("ais-atime", "1"), ("content-length", "0"), ("content-range", "bytes 0--1/0")]))
    with pytest.raises(RangeNotSatisfiable):
        cursor.resume_after(caught.value, whole=True)


def test_what_an_etl_makes_has_no_headers_of_ais() -> None:
    """Asked for as such, it is taken, and cannot be verified."""
    cursor = Cursor(made=True)
    cursor.open(200, Headers([("content-length", "3")]))

    assert b"abc" == cursor.advance(b"abc")
    assert b"" == cursor.finish()


def test_any_header_of_ais_will_do() -> None:
    """Not every answer has the same ones."""
    cursor = Cursor()
    cursor.open(*answer(ais_atime="absent"))

    assert 11 == cursor.expected


# Bytes of one answer


@pytest.mark.parametrize("kind", ["xxhash2", "md5", "crc32c", "none", "sha1"])
@pytest.mark.parametrize("sizes", [[11], [5, 6], [1] * 11], ids=str)
def test_whole_is_handed_over(kind: str, sizes: list[int]) -> None:
    """In any chunks, under any checksum, known, unknown or none."""
    cursor = Cursor()
    cursor.open(*answer(kind=kind))
    pieces, start = [], 0
    for size in sizes:
        pieces.append(bytes(cursor.advance(CONTENT[start : start + size])))
        start += size

    assert CONTENT == b"".join([*pieces, cursor.finish()])


def test_empty_object() -> None:
    """No byte is verified too."""
    cursor = Cursor()
    cursor.open(*answer(b""))
    assert b"" == cursor.finish()

    cursor = Cursor()
    cursor.open(*answer(b"", ais_checksum_value="0" * 16))
    with pytest.raises(ChecksumMismatch):
        cursor.finish()


def test_last_chunk_is_kept_back() -> None:
    """A wrong whole raises where its last chunk would have come."""
    cursor = Cursor()
    cursor.open(*answer())

    assert b"hello " == cursor.advance(b"hello ")
    with pytest.raises(ChecksumMismatch, match="11 bytes have the xxhash2 checksum") as caught:
        cursor.advance(b"worle")
    assert "45ab6734b21e6968" == caught.value.expected  # type: ignore[attr-defined]


def test_checksum_of_upper_case_is_the_same() -> None:
    """AIS writes lower case; a proxy may not."""
    cursor = Cursor()
    cursor.open(*answer(ais_checksum_value="45AB6734B21E6968"))

    assert CONTENT == cursor.advance(CONTENT)


def test_integrity_off_compares_nothing() -> None:
    """The bytes are handed over as they come; their number still counts."""
    cursor = Cursor.reading(None, integrity="off")
    cursor.open(*answer())
    wrong = b"x" * 11

    assert wrong == cursor.advance(wrong)
    assert b"" == cursor.finish()
    assert Cursor.reading(None, integrity="auto").verify

    cursor = Cursor.reading(None, integrity="off")
    cursor.open(*answer(b"", ais_checksum_value="0" * 16))
    assert b"" == cursor.finish()


def test_too_many_bytes() -> None:
    """More than announced is no answer of the object."""
    cursor = Cursor()
    cursor.open(*answer())

    with pytest.raises(ProtocolError, match="11 bytes that were announced"):
        cursor.advance(CONTENT + b"!")


def test_too_few_bytes() -> None:
    """An early end is an error, not an end."""
    cursor = Cursor()
    cursor.open(*answer())
    cursor.advance(b"hello")

    with pytest.raises(BodyInterrupted, match="5 of 11"):
        cursor.finish()


def test_body_without_length_is_kept_back_by_one_chunk() -> None:
    """Where only the end tells that it is the end, the last chunk comes with it, verified."""
    cursor = Cursor()
    cursor.open(*answer(content_length="absent"))

    assert [b"", b"hello"] == [cursor.advance(b"hello"), cursor.advance(bytearray(b" world"))]  # type: ignore[arg-type]
    assert not cursor.is_complete
    assert b" world" == cursor.finish()
    assert cursor.is_complete


def test_body_without_length_that_is_wrong() -> None:
    """The held chunk is not handed over."""
    cursor = Cursor()
    cursor.open(*answer(content_length="absent"))
    cursor.advance(b"hello")
    cursor.advance(b" worle")

    with pytest.raises(ChecksumMismatch):
        cursor.finish()


def test_bytes_in_the_callers_buffer() -> None:
    """They are counted and verified where they are."""
    cursor = Cursor()
    cursor.open(*answer())
    buffer = memoryview(bytearray(b"hello world"))

    assert (5, 6) == (cursor.take(buffer[:5]), cursor.take(buffer[5:]))
    assert cursor.is_complete
