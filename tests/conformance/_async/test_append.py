"""Objects grow at their end, by one writer at a time."""

from __future__ import annotations

import pickle
import random

import pytest

from aistore_hl import AsyncBucket
from aistore_hl._concurrency import async_together
from aistore_hl.errors import BucketNotFound, InvalidName, ObjectChanged, ObjectInChunks

LARGE = random.Random(13).randbytes((2 << 20) + 7)


async def content(bucket: AsyncBucket) -> bytes:
    return await (await bucket.object("o").get()).read_all()


async def test_what_is_appended_comes_after_what_is_there(bucket: AsyncBucket) -> None:
    """In the order in which it was written."""
    await bucket.object("o").put(b"begin ")
    async with bucket.object("o").append() as file:
        assert 4 == await file.write(b"one ")
        assert 3 == await file.write(bytearray(b"two"))

    assert b"begin one two" == await content(bucket)


async def test_appending_makes_an_object(bucket: AsyncBucket) -> None:
    """Where there is none; of any size."""
    async with bucket.object("o").append() as file:
        for at in range(0, len(LARGE), 100_000):
            await file.write(LARGE[at : at + 100_000])

    assert await content(bucket) == LARGE


async def test_what_is_appended_is_seen_when_it_is_flushed(bucket: AsyncBucket) -> None:
    """Not before, and the writer goes on after it."""
    await bucket.object("o").put(b"a")
    async with bucket.object("o").append() as file:
        await file.write(b"b")
        assert b"a" == await content(bucket)
        await file.flush()
        assert b"ab" == await content(bucket)
        await file.write(b"c")
        await file.flush()
        await file.flush()

    assert b"abc" == await content(bucket)


async def test_a_block_that_fails_appends_nothing(bucket: AsyncBucket) -> None:
    """Since the last flush."""
    await bucket.object("o").put(b"a")
    with pytest.raises(InterruptedError):
        async with bucket.object("o").append() as file:
            await file.write(b"b")
            await file.flush()
            await file.write(LARGE)
            raise InterruptedError

    assert file.closed
    assert b"ab" == await content(bucket)


async def test_nothing_appended_makes_nothing(bucket: AsyncBucket) -> None:
    """There is no object afterwards."""
    async with bucket.object("o").append() as file:
        await file.write(b"")

    assert not await bucket.object("o").exists()


async def test_what_is_appended_at_once_is_all_there(bucket: AsyncBucket) -> None:
    """By one writer that several tasks or threads share: each piece whole, in some order."""
    pieces = [bytes([number]) * 700_000 for number in range(6)]
    async with bucket.object("o").append() as file:

        async def work() -> None:
            await file.write(left.pop())

        left = list(pieces)
        await async_together([work] * len(pieces), lambda: None)
    found = await content(bucket)

    assert sorted(pieces) == sorted(found[at : at + 700_000] for at in range(0, len(found), 700_000))


async def test_a_second_writer_is_noticed(bucket: AsyncBucket) -> None:
    """AIS would throw away what the other one wrote; it stays, and what was appended is not seen."""
    await bucket.object("o").put(b"a")
    file = bucket.object("o").append()
    await file.write(LARGE)
    await bucket.object("o").put(b"of somebody else")
    with pytest.raises(ObjectChanged):
        await file.flush()
    await file.close()

    assert b"of somebody else" == await content(bucket)


async def test_metadata_stays_when_appended_to(bucket: AsyncBucket) -> None:
    """It is the same object."""
    await bucket.object("o").put(b"a", metadata={"k": "v"})
    async with bucket.object("o").append() as file:
        await file.write(b"b")

    assert {"k": "v"} == (await bucket.object("o").head()).custom


async def test_a_closed_writer_takes_nothing(bucket: AsyncBucket) -> None:
    """Closing again is nothing."""
    file = bucket.object("o").append()
    await file.close()
    await file.close()
    with pytest.raises(ValueError, match="closed file"):
        await file.write(b"x")
    with pytest.raises(ValueError, match="closed file"):
        await file.flush()


async def test_a_writer_is_not_pickled(bucket: AsyncBucket) -> None:
    """There must not be two."""
    with pytest.raises(TypeError, match="hand over its Object"):
        pickle.dumps(bucket.object("o").append())


async def test_appending_to_a_missing_bucket_is_an_error(absent: AsyncBucket) -> None:
    """And every write after it."""
    file = absent.object("o").append()
    with pytest.raises(BucketNotFound):
        await file.write(LARGE)
    with pytest.raises(ValueError, match="failed"):
        await file.write(LARGE)
    await file.close()


async def test_appending_to_a_bad_name_is_refused(bucket: AsyncBucket) -> None:
    """Before anything is sent."""
    with pytest.raises(InvalidName):
        bucket.object("a/../b").append()


async def test_text_is_not_appended(bucket: AsyncBucket) -> None:
    """It has to be encoded first."""
    async with bucket.object("o").append() as file:
        with pytest.raises(TypeError, match="bytes"):
            await file.write("text")  # type: ignore[arg-type]


async def in_chunks(bucket: AsyncBucket, name: str) -> bytes:
    """Puts an object that came in two parts."""
    upload = bucket.object(name).multipart()
    await upload.create()
    await upload.put_part(1, LARGE[:1000])
    await upload.put_part(2, LARGE[1000:1700])
    await upload.complete()
    return LARGE[:1700]


async def test_what_is_stored_in_chunks_is_not_appended_to(bucket: AsyncBucket) -> None:
    """AIS would keep the first one only. Put anew it can be: with metadata, since equal content is not stored again."""
    stored = await in_chunks(bucket, "o")
    with pytest.raises(ObjectInChunks, match="2 chunks"):
        async with bucket.object("o").append() as file:
            await file.write(b"more")
    refused = await content(bucket)
    await bucket.object("o").put(stored, metadata={"put": "anew"})
    async with bucket.object("o").append() as file:
        await file.write(b"more")

    assert stored == refused
    assert stored + b"more" == await content(bucket)


@pytest.mark.parametrize("act", ["add_member", "replace_with_member"])
async def test_an_archive_in_chunks_is_not_changed_in_place(bucket: AsyncBucket, act: str) -> None:
    """AIS could not read it any more."""
    stored = await in_chunks(bucket, "shard.tgz")
    with pytest.raises(ObjectInChunks, match="2 chunks"):
        await getattr(bucket.object("shard.tgz"), act)("more", b"more")

    assert stored == await (await bucket.object("shard.tgz").get()).read_all()
