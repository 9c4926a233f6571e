# Written by codegen.py from tests/conformance/_async/test_object_range.py; do not edit.
"""A part of an object is read."""

from __future__ import annotations

import random
from typing import Any

import pytest

from aistore_hl import Bucket, Client
from aistore_hl.errors import ObjectNotFound, RangeNotSatisfiable

LETTERS = b"abcdefghijklmnopqrstuvwxyz"

PARTS: dict[str, tuple[dict[str, Any], bytes]] = {
    "first byte": ({"byte_range": "bytes=0-0"}, b"a"),
    "from the middle": ({"byte_range": "bytes=3-5"}, b"def"),
    "last byte": ({"byte_range": "bytes=25-25"}, b"z"),
    "everything": ({"byte_range": "bytes=0-25"}, LETTERS),
    "to the end": ({"byte_range": "bytes=23-"}, b"xyz"),
    "from the start to the end": ({"byte_range": "bytes=0-"}, LETTERS),
    "the final three": ({"byte_range": "bytes=-3"}, b"xyz"),
    "the final more than all": ({"byte_range": "bytes=-100"}, LETTERS),
    "beyond the end": ({"byte_range": "bytes=20-99"}, b"uvwxyz"),
    "offset": ({"offset": 23}, b"xyz"),
    "offset 0": ({"offset": 0}, LETTERS),
    "length": ({"length": 3}, b"abc"),
    "offset and length": ({"offset": 3, "length": 3}, b"def"),
    "length beyond the end": ({"offset": 20, "length": 1000}, b"uvwxyz"),
    "length of all": ({"length": 26}, LETTERS),
}
OUTSIDE: dict[str, dict[str, Any]] = {
    "at the end": {"offset": 26},
    "far behind": {"offset": 1 << 40},
    "part behind": {"offset": 26, "length": 1},
    "range behind": {"byte_range": "bytes=26-30"},
    "open range behind": {"byte_range": "bytes=26-"},
}
NOT_RANGES: dict[str, dict[str, Any]] = {
    "nothing": {"byte_range": "bytes="},
    "dash": {"byte_range": "bytes=-"},
    "final none": {"byte_range": "bytes=-0"},
    "backwards": {"byte_range": "bytes=5-3"},
    "several": {"byte_range": "bytes=0-1,3-4"},
    "other unit": {"byte_range": "lines=0-1"},
    "no unit": {"byte_range": "0-1"},
    "space": {"byte_range": "bytes= 0-1"},
    "negative offset": {"offset": -1},
    "negative length": {"length": -1},
    "no length": {"length": 0},
}


@pytest.mark.parametrize(("asked", "expected"), PARTS.values(), ids=PARTS)
def test_part_is_read(bucket: Bucket, asked: dict[str, Any], expected: bytes) -> None:
    """Those bytes, no more and no less."""
    bucket.object("o").put(LETTERS)

    assert expected == bucket.object("o").get(**asked).read_all()


@pytest.mark.parametrize("asked", OUTSIDE.values(), ids=OUTSIDE)
def test_part_outside_is_an_error(bucket: Bucket, asked: dict[str, Any]) -> None:
    """A part that begins behind the end is told when it is opened."""
    bucket.object("o").put(LETTERS)

    with pytest.raises(RangeNotSatisfiable):
        bucket.object("o").get(**asked)


@pytest.mark.parametrize("asked", NOT_RANGES.values(), ids=NOT_RANGES)
def test_malformed_range_is_never_sent(nobody: Client, asked: dict[str, Any]) -> None:
    """Some of them crash a target of AIS, or leave the object locked."""
    with pytest.raises(ValueError, match=r"range|offset|length"):
        nobody.object("ais://b/o").get(**asked)


@pytest.mark.parametrize("asked", [{"byte_range": 5}, {"offset": "1"}, {"length": 1.5}, {"offset": True}], ids=str)
def test_range_of_another_type_is_never_sent(nobody: Client, asked: dict[str, Any]) -> None:
    """Offsets are whole numbers, ranges are text."""
    with pytest.raises(TypeError):
        nobody.object("ais://b/o").get(**asked)


def test_part_is_named_in_one_way(nobody: Client) -> None:
    """A range and an offset at once are a mistake."""
    with pytest.raises(TypeError, match="either"):
        nobody.object("ais://b/o").get(byte_range="bytes=0-1", offset=0)


@pytest.mark.parametrize("asked", [{"offset": 0, "length": 1}, {"byte_range": "bytes=0-0"}, {"byte_range": "bytes=-1"}])
def test_empty_object_has_no_part(bucket: Bucket, asked: dict[str, Any]) -> None:
    """However it is asked for."""
    bucket.object("o").put(b"")

    with pytest.raises(RangeNotSatisfiable):
        bucket.object("o").get(**asked)


def test_part_of_a_missing_object_is_an_error(bucket: Bucket) -> None:
    """It is the object that is not found."""
    with pytest.raises(ObjectNotFound):
        bucket.object("o").get(offset=1)


def test_part_has_a_length_of_its_own(bucket: Bucket) -> None:
    """The reader's length is the part's, the size is the object's."""
    bucket.object("o").put(LETTERS)
    with bucket.object("o").get(offset=3, length=4) as reader:
        found = (reader.length, reader.props.size)

    assert (4, 26) == found


def test_part_has_the_checksum_of_the_whole(bucket: Bucket) -> None:
    """The properties are those of the object."""
    bucket.object("o").put(LETTERS)
    with bucket.object("o").get(offset=3, length=4) as reader:
        checksum = reader.props.checksum

    assert bucket.object("o").head().checksum == checksum


def test_part_of_a_bucket_with_checksums_of_ranges(absent: Bucket) -> None:
    """There the answer has the part's checksum, and the bytes are the same."""
    absent.create(props={"checksum": {"enable_read_range": True}})
    absent.object("o").put(LETTERS)

    assert b"defg" == absent.object("o").get(offset=3, length=4).read_all()


def test_part_is_read_by_chunks(bucket: Bucket) -> None:
    """Iteration ends with the part."""
    bucket.object("o").put(LETTERS)
    with bucket.object("o").get(offset=3, length=4) as reader:
        chunks = [chunk for chunk in reader]

    assert b"defg" == b"".join(chunks)


def test_part_is_read_into_a_buffer(bucket: Bucket) -> None:
    """A buffer that is larger than the part is filled as far as that goes."""
    bucket.object("o").put(LETTERS)
    buffer = bytearray(10)
    collected = b""
    with bucket.object("o").get(offset=3, length=4) as reader:
        while count := reader.readinto(buffer):
            collected += buffer[:count]

    assert b"defg" == collected


@pytest.mark.parametrize("offset", [0, 1, (1 << 20) - 1, 1 << 20, (3 << 20) + 5])
def test_part_of_large_content(bucket: Bucket, offset: int) -> None:
    """Across the borders of buffers."""
    content = random.Random(6).randbytes(5 << 20)
    bucket.object("o").put(content)
    length = (1 << 20) + 7

    assert (
        content[offset : offset + length]
        == bucket.object("o").get(offset=offset, length=length).read_all()
    )


def test_parts_make_the_whole(bucket: Bucket) -> None:
    """Side by side, none is missing and none is double."""
    bucket.object("o").put(LETTERS)
    parts = [bucket.object("o").get(offset=at, length=5).read_all() for at in range(0, 26, 5)]

    assert LETTERS == b"".join(parts)
