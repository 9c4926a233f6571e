"""Objects are written as files: seen when they are closed, whole, and otherwise not at all."""

from __future__ import annotations

import copy
import io
import random

import pytest

from aistore_hl import AsyncBucket
from aistore_hl._concurrency import async_together
from aistore_hl.errors import BucketNotFound, InvalidMetadata, InvalidName

MIB = 1 << 20
LARGE = random.Random(12).randbytes(3 * MIB + 7)


async def content(bucket: AsyncBucket) -> bytes:
    return await (await bucket.object("o").get()).read_all()


@pytest.mark.parametrize("size", [0, 1, MIB - 1, MIB, MIB + 1, 2 * MIB, len(LARGE)])
async def test_a_file_is_what_was_written(bucket: AsyncBucket, size: int) -> None:
    """Whether it is put at once or in parts; one that nothing is written to is empty."""
    dice, given = random.Random(size), memoryview(LARGE)[:size]
    async with await bucket.object("o").open("wb", part_size=MIB) as file:
        while given:
            piece = given[: dice.choice((1, 1000, 300_000, 2_500_000))]
            assert len(piece) == await file.write(piece)
            given = given[len(piece) :]
        assert size == await file.tell()

    assert LARGE[:size] == await content(bucket)


async def test_a_file_is_seen_when_it_is_closed(bucket: AsyncBucket) -> None:
    """Not before, and the old object stays until then."""
    await bucket.object("o").put(b"old")
    file = await bucket.object("o").open("wb", part_size=MIB)
    await file.write(LARGE)
    await file.flush()

    assert b"old" == await content(bucket)
    await file.close()
    assert await content(bucket) == LARGE


@pytest.mark.parametrize("size", [10, len(LARGE)], ids=["at once", "in parts"])
@pytest.mark.parametrize("mode", ["wb", "w"])
async def test_a_block_that_fails_stores_nothing(bucket: AsyncBucket, size: int, mode: str) -> None:
    """The old object stays."""
    await bucket.object("o").put(b"old")
    with pytest.raises(InterruptedError):
        async with await bucket.object("o").open(mode, part_size=MIB) as file:  # type: ignore[call-overload]
            await file.write("x" * size if mode == "w" else bytes(size))
            raise InterruptedError

    assert file.closed
    assert b"old" == await content(bucket)


@pytest.mark.parametrize("size", [10, len(LARGE)], ids=["at once", "in parts"])
async def test_metadata_is_that_of_the_file(bucket: AsyncBucket, size: int) -> None:
    """All there is, not beside the old object's."""
    await bucket.object("o").put(b"old", metadata={"old": "1"})
    async with await bucket.object("o").open("wb", part_size=MIB, metadata={"new": "2"}) as file:
        await file.write(bytes(size))

    assert {"new": "2"} == (await bucket.object("o").head()).custom


async def test_a_file_that_nobody_closes_is_not_stored(bucket: AsyncBucket) -> None:
    """It is warned about, as Python does of other files."""
    file = await bucket.object("o").open("wb")
    await file.write(b"content")
    with pytest.warns(ResourceWarning, match="nothing is stored"):
        del file

    assert not await bucket.object("o").exists()


async def test_a_closed_file_takes_nothing(bucket: AsyncBucket) -> None:
    """With the error of Python's own files; closing again is none."""
    file = await bucket.object("o").open("wb")
    await file.close()
    await file.close()
    with pytest.raises(ValueError, match="closed file"):
        await file.write(b"content")

    assert b"" == await content(bucket)


async def test_a_file_is_given_up(bucket: AsyncBucket) -> None:
    """Without a trace."""
    file = await bucket.object("o").open("wb", part_size=MIB)
    await file.write(LARGE)
    await file.abort()
    await file.close()

    assert file.closed
    assert not await bucket.object("o").exists()


async def test_a_file_for_writing_says_what_it_can(bucket: AsyncBucket) -> None:
    """It cannot be read, and there is no going back in it."""
    async with await bucket.object("o").open("wb") as file:
        assert (False, False, True) == (file.readable(), file.seekable(), file.writable())


async def test_a_file_for_writing_is_not_copied(bucket: AsyncBucket) -> None:
    """Both would be the same upload."""
    async with await bucket.object("o").open("wb") as file:
        with pytest.raises(TypeError, match="hand over its Object"):
            copy.copy(file)


async def test_a_file_takes_any_buffer(bucket: AsyncBucket) -> None:
    """Of whatever items it is made."""
    async with await bucket.object("o").open("wb") as file:
        assert 4 == await file.write(bytearray(b"abcd"))
        assert 4 == await file.write(memoryview(b"efgh").cast("I"))

    assert b"abcdefgh" == await content(bucket)


@pytest.mark.parametrize("newline", [None, "", "\n", "\r\n"])
async def test_text_is_written_in_its_encoding(bucket: AsyncBucket, newline: str | None) -> None:
    """With the ends of lines of Python's own files, on a system where they are line feeds."""
    text = "first\nsecönd\r\n✓"
    async with await bucket.object("o").open("w", newline=newline) as file:
        assert len(text) == await file.write(text)

    written = io.BytesIO()
    with io.TextIOWrapper(written, "utf-8", newline=newline) as model:
        model.write(text)
        model.flush()
        assert written.getvalue() == await content(bucket)


async def test_writing_into_a_missing_bucket_is_an_error(absent: AsyncBucket) -> None:
    """When the file is closed, or the first part is sent."""
    file = await absent.object("o").open("wb", part_size=MIB)
    with pytest.raises(BucketNotFound):
        await file.close()
    other = await absent.object("o").open("wb", part_size=MIB)
    with pytest.raises(BucketNotFound):
        await other.write(LARGE)
    await other.close()

    assert file.closed
    assert other.closed


async def test_bad_arguments_are_refused_when_it_is_opened(bucket: AsyncBucket) -> None:
    """Not when all has been written."""
    with pytest.raises(InvalidName):
        await bucket.object("a/../b").open("wb")
    with pytest.raises(InvalidMetadata):
        await bucket.object("o").open("wb", metadata={"a b": "v"})
    with pytest.raises(ValueError, match="part_size"):
        await bucket.object("o").open("wb", part_size=1000)
    with pytest.raises(ValueError, match="for writing"):
        await bucket.object("o").open("rb", metadata={"k": "v"})  # type: ignore[call-overload]


async def test_what_is_written_at_once_is_all_there(bucket: AsyncBucket) -> None:
    """Each piece whole, in some order."""
    pieces = [bytes([number]) * (MIB + 1) for number in range(6)]
    async with await bucket.object("o").open("wb", part_size=MIB) as file:

        async def work() -> None:
            await file.write(left.pop())

        left = list(pieces)
        await async_together([work] * len(pieces), lambda: None)
    found = await content(bucket)

    assert sorted(pieces) == sorted(found[at : at + MIB + 1] for at in range(0, len(found), MIB + 1))


async def test_a_write_that_failed_is_the_last(absent: AsyncBucket) -> None:
    """Nothing more is sent, since nothing will be stored."""
    file = await absent.object("o").open("wb", part_size=MIB)
    with pytest.raises(BucketNotFound):
        await file.write(LARGE)
    with pytest.raises(ValueError, match="an earlier write has failed"):
        await file.write(LARGE)
    await file.close()
