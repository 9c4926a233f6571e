# Written by codegen.py from tests/conformance/_async/test_file_writing.py; do not edit.
"""Objects are written as files: seen when they are closed, whole, and otherwise not at all."""

from __future__ import annotations

import copy
import io
import random

import pytest

from aistore_hl import Bucket
from aistore_hl._concurrency import together
from aistore_hl.errors import BucketNotFound, InvalidMetadata, InvalidName

MIB = 1 << 20
LARGE = random.Random(12).randbytes(3 * MIB + 7)


def content(bucket: Bucket) -> bytes:
    return bucket.object("o").get().read_all()


@pytest.mark.parametrize("size", [0, 1, MIB - 1, MIB, MIB + 1, 2 * MIB, len(LARGE)])
def test_a_file_is_what_was_written(bucket: Bucket, size: int) -> None:
    """Whether it is put at once or in parts; one that nothing is written to is empty."""
    dice, given = random.Random(size), memoryview(LARGE)[:size]
    with bucket.object("o").open("wb", part_size=MIB) as file:
        while given:
            piece = given[: dice.choice((1, 1000, 300_000, 2_500_000))]
            assert len(piece) == file.write(piece)
            given = given[len(piece) :]
        assert size == file.tell()

    assert LARGE[:size] == content(bucket)


def test_a_file_is_seen_when_it_is_closed(bucket: Bucket) -> None:
    """Not before, and the old object stays until then."""
    bucket.object("o").put(b"old")
    file = bucket.object("o").open("wb", part_size=MIB)
    file.write(LARGE)
    file.flush()

    assert b"old" == content(bucket)
    file.close()
    assert content(bucket) == LARGE


@pytest.mark.parametrize("size", [10, len(LARGE)], ids=["at once", "in parts"])
@pytest.mark.parametrize("mode", ["wb", "w"])
def test_a_block_that_fails_stores_nothing(bucket: Bucket, size: int, mode: str) -> None:
    """The old object stays."""
    bucket.object("o").put(b"old")
    with pytest.raises(InterruptedError):
        with bucket.object("o").open(mode, part_size=MIB) as file:  # type: ignore[call-overload]
            file.write("x" * size if mode == "w" else bytes(size))
            raise InterruptedError

    assert file.closed
    assert b"old" == content(bucket)


@pytest.mark.parametrize("size", [10, len(LARGE)], ids=["at once", "in parts"])
def test_metadata_is_that_of_the_file(bucket: Bucket, size: int) -> None:
    """All there is, not beside the old object's."""
    bucket.object("o").put(b"old", metadata={"old": "1"})
    with bucket.object("o").open("wb", part_size=MIB, metadata={"new": "2"}) as file:
        file.write(bytes(size))

    assert {"new": "2"} == bucket.object("o").head().custom


def test_a_file_that_nobody_closes_is_not_stored(bucket: Bucket) -> None:
    """It is warned about, as Python does of other files."""
    file = bucket.object("o").open("wb")
    file.write(b"content")
    with pytest.warns(ResourceWarning, match="nothing is stored"):
        del file

    assert not bucket.object("o").exists()


def test_a_closed_file_takes_nothing(bucket: Bucket) -> None:
    """With the error of Python's own files; closing again is none."""
    file = bucket.object("o").open("wb")
    file.close()
    file.close()
    with pytest.raises(ValueError, match="closed file"):
        file.write(b"content")

    assert b"" == content(bucket)


def test_a_file_is_given_up(bucket: Bucket) -> None:
    """Without a trace."""
    file = bucket.object("o").open("wb", part_size=MIB)
    file.write(LARGE)
    file.abort()
    file.close()

    assert file.closed
    assert not bucket.object("o").exists()


def test_a_file_for_writing_says_what_it_can(bucket: Bucket) -> None:
    """It cannot be read, and there is no going back in it."""
    with bucket.object("o").open("wb") as file:
        assert (False, False, True) == (file.readable(), file.seekable(), file.writable())


def test_a_file_for_writing_is_not_copied(bucket: Bucket) -> None:
    """Both would be the same upload."""
    with bucket.object("o").open("wb") as file:
        with pytest.raises(TypeError, match="hand over its Object"):
            copy.copy(file)


def test_a_file_takes_any_buffer(bucket: Bucket) -> None:
    """Of whatever items it is made."""
    with bucket.object("o").open("wb") as file:
        assert 4 == file.write(bytearray(b"abcd"))
        assert 4 == file.write(memoryview(b"efgh").cast("I"))

    assert b"abcdefgh" == content(bucket)


@pytest.mark.parametrize("newline", [None, "", "\n", "\r\n"])
def test_text_is_written_in_its_encoding(bucket: Bucket, newline: str | None) -> None:
    """With the ends of lines of Python's own files, on a system where they are line feeds."""
    text = "first\nsecönd\r\n✓"
    with bucket.object("o").open("w", newline=newline) as file:
        assert len(text) == file.write(text)

    written = io.BytesIO()
    with io.TextIOWrapper(written, "utf-8", newline=newline) as model:
        model.write(text)
        model.flush()
        assert written.getvalue() == content(bucket)


def test_writing_into_a_missing_bucket_is_an_error(absent: Bucket) -> None:
    """When the file is closed, or the first part is sent."""
    file = absent.object("o").open("wb", part_size=MIB)
    with pytest.raises(BucketNotFound):
        file.close()
    other = absent.object("o").open("wb", part_size=MIB)
    with pytest.raises(BucketNotFound):
        other.write(LARGE)
    other.close()

    assert file.closed
    assert other.closed


def test_bad_arguments_are_refused_when_it_is_opened(bucket: Bucket) -> None:
    """Not when all has been written."""
    with pytest.raises(InvalidName):
        bucket.object("a/../b").open("wb")
    with pytest.raises(InvalidMetadata):
        bucket.object("o").open("wb", metadata={"a b": "v"})
    with pytest.raises(ValueError, match="part_size"):
        bucket.object("o").open("wb", part_size=1000)
    with pytest.raises(ValueError, match="for writing"):
        bucket.object("o").open("rb", metadata={"k": "v"})  # type: ignore[call-overload]


def test_what_is_written_at_once_is_all_there(bucket: Bucket) -> None:
    """Each piece whole, in some order."""
    pieces = [bytes([number]) * (MIB + 1) for number in range(6)]
    with bucket.object("o").open("wb", part_size=MIB) as file:

        def work() -> None:
            file.write(left.pop())

        left = list(pieces)
        together([work] * len(pieces), lambda: None)
    found = content(bucket)

    assert sorted(pieces) == sorted(found[at : at + MIB + 1] for at in range(0, len(found), MIB + 1))


def test_a_write_that_failed_is_the_last(absent: Bucket) -> None:
    """Nothing more is sent, since nothing will be stored."""
    file = absent.object("o").open("wb", part_size=MIB)
    with pytest.raises(BucketNotFound):
        file.write(LARGE)
    with pytest.raises(ValueError, match="an earlier write has failed"):
        file.write(LARGE)
    file.close()
