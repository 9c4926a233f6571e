"""Content is read: whole, by chunks, into a buffer, or not to its end."""

from __future__ import annotations

import random

import pytest

from aistore_hl import AsyncBucket
from aistore_hl.errors import BucketNotFound, ClientClosed, ObjectNotFound

SMALL = bytes(range(256)) * 4
LARGE = random.Random(5).randbytes((17 << 20) + 3)
"""More than what is received in one piece."""


async def test_read_all_is_what_was_put(bucket: AsyncBucket) -> None:
    """Every value of a byte comes back."""
    await bucket.object("o").put(SMALL)

    assert SMALL == await (await bucket.object("o").get()).read_all()


async def test_read_all_of_large_content(bucket: AsyncBucket) -> None:
    """Also where it takes many pieces."""
    await bucket.object("o").put(LARGE)

    assert LARGE == await (await bucket.object("o").get()).read_all()


async def test_read_all_of_nothing(bucket: AsyncBucket) -> None:
    """An empty object has no bytes, and is no error."""
    await bucket.object("o").put(b"")

    assert b"" == await (await bucket.object("o").get()).read_all()


async def test_chunks_make_the_content(bucket: AsyncBucket) -> None:
    """In their order, joined."""
    await bucket.object("o").put(LARGE)
    async with await bucket.object("o").get() as reader:
        chunks = [chunk async for chunk in reader]

    assert LARGE == b"".join(chunks)


async def test_chunks_are_bounded(bucket: AsyncBucket) -> None:
    """Bytes, none empty, none over 1 MiB."""
    await bucket.object("o").put(LARGE)
    async with await bucket.object("o").get() as reader:
        chunks = [chunk async for chunk in reader]

    assert {bytes} == {type(chunk) for chunk in chunks}
    assert 0 < min(map(len, chunks)) <= max(map(len, chunks)) <= 1 << 20


async def test_chunks_of_nothing(bucket: AsyncBucket) -> None:
    """There are none."""
    await bucket.object("o").put(b"")
    async with await bucket.object("o").get() as reader:
        chunks = [chunk async for chunk in reader]

    assert [] == chunks


@pytest.mark.parametrize("size", [1, 7, 1024, 5000])
async def test_readinto_fills_a_buffer(bucket: AsyncBucket, size: int) -> None:
    """Again and again, up to the end, whatever its size."""
    await bucket.object("o").put(SMALL)
    buffer = bytearray(size)
    collected = b""
    async with await bucket.object("o").get() as reader:
        while count := await reader.readinto(buffer):
            collected += buffer[:count]

    assert SMALL == collected


async def test_readinto_takes_a_view(bucket: AsyncBucket) -> None:
    """Only the part that it shows is written to."""
    await bucket.object("o").put(b"abc")
    buffer = bytearray(b".....")
    async with await bucket.object("o").get() as reader:
        while await reader.readinto(memoryview(buffer)[1:4]):
            pass

    assert b".abc." == buffer


async def test_readinto_of_nothing_is_nothing(bucket: AsyncBucket) -> None:
    """At the end it is 0, each time."""
    await bucket.object("o").put(b"")
    async with await bucket.object("o").get() as reader:
        counts = [await reader.readinto(bytearray(8)) for _ in range(2)]

    assert [0, 0] == counts


async def test_readinto_of_large_content(bucket: AsyncBucket) -> None:
    """Into a buffer of its size."""
    await bucket.object("o").put(LARGE)
    buffer = bytearray(len(LARGE))
    done = 0
    async with await bucket.object("o").get() as reader:
        while count := await reader.readinto(memoryview(buffer)[done:]):
            done += count

    assert LARGE == buffer


async def test_read_all_takes_what_is_left(bucket: AsyncBucket) -> None:
    """After a part was read it is the rest."""
    await bucket.object("o").put(SMALL)
    buffer = bytearray(100)
    async with await bucket.object("o").get() as reader:
        count = await reader.readinto(buffer)
        rest = await reader.read_all()

    assert SMALL == buffer[:count] + rest


async def test_read_all_twice_is_nothing_more(bucket: AsyncBucket) -> None:
    """Content is handed over once."""
    await bucket.object("o").put(SMALL)
    async with await bucket.object("o").get() as reader:
        found = [await reader.read_all(), await reader.read_all()]

    assert [SMALL, b""] == found


async def test_closed_reader_cannot_be_read(bucket: AsyncBucket) -> None:
    """It says so, and does not pretend an end."""
    await bucket.object("o").put(SMALL)
    reader = await bucket.object("o").get()
    await reader.close()

    with pytest.raises(ClientClosed):
        await reader.read_all()


async def test_reader_is_closed_twice(bucket: AsyncBucket) -> None:
    """The second time is nothing."""
    await bucket.object("o").put(SMALL)
    reader = await bucket.object("o").get()
    await reader.close()
    await reader.close()

    assert SMALL == await (await bucket.object("o").get()).read_all()


async def test_reader_that_is_left_early_disturbs_nobody(bucket: AsyncBucket) -> None:
    """The next one who reads gets the whole."""
    await bucket.object("o").put(LARGE)
    async with await bucket.object("o").get() as reader:
        await reader.readinto(bytearray(10))

    assert LARGE == await (await bucket.object("o").get()).read_all()


async def test_reader_that_is_closed_lets_go_of_the_object(bucket: AsyncBucket) -> None:
    """The object can be overwritten and deleted then."""
    await bucket.object("o").put(LARGE)
    async with await bucket.object("o").get():
        pass
    await bucket.object("o").put(b"new")
    await bucket.object("o").delete()

    assert await bucket.object("o").exists() is False


async def test_reader_knows_the_length(bucket: AsyncBucket) -> None:
    """Before a byte of it is read."""
    await bucket.object("o").put(SMALL)
    async with await bucket.object("o").get() as reader:
        length = reader.length

    assert 1024 == length


async def test_reader_has_the_properties(bucket: AsyncBucket) -> None:
    """Size, checksum, version and custom metadata are those of a HEAD."""
    await bucket.object("o").put(SMALL, metadata={"kind": "test"})
    async with await bucket.object("o").get() as reader:
        props = reader.props
    head = await bucket.object("o").head()

    assert (head.size, head.checksum, head.version, head.custom) == (
        props.size,
        props.checksum,
        props.version,
        props.custom,
    )


async def test_reader_tells_what_it_reads(bucket: AsyncBucket) -> None:
    """Its repr has the object and how far it is."""
    await bucket.object("o").put(SMALL)
    async with await bucket.object("o").get() as reader:
        shown = repr(reader)

    assert f"ais://{bucket.name}/o" in shown
    assert "1,024" in shown


async def test_latest_of_an_object_of_the_cluster(bucket: AsyncBucket) -> None:
    """Without a backend what is there is the latest."""
    await bucket.object("o").put(SMALL)

    assert SMALL == await (await bucket.object("o").get(latest=True)).read_all()


async def test_get_of_a_missing_object_is_an_error(bucket: AsyncBucket) -> None:
    """It is told before anything is read."""
    with pytest.raises(ObjectNotFound) as caught:
        await bucket.object("o").get()

    assert (404, "ErrNotFound") == (caught.value.status, caught.value.tcode)


async def test_get_from_a_missing_bucket_is_an_error(absent: AsyncBucket) -> None:
    """It is the bucket that is not found."""
    with pytest.raises(BucketNotFound):
        await absent.object("o").get()


async def test_head_of_a_missing_object_is_an_error(bucket: AsyncBucket) -> None:
    """The answer to a HEAD has no body, and still says why."""
    with pytest.raises(ObjectNotFound) as caught:
        await bucket.object("o").head()

    assert (404, "ErrNotFound") == (caught.value.status, caught.value.tcode)


async def test_head_from_a_missing_bucket_is_an_error(absent: AsyncBucket) -> None:
    """It is the bucket that is not found."""
    with pytest.raises(BucketNotFound):
        await absent.object("o").head()


async def test_head_has_the_properties(bucket: AsyncBucket) -> None:
    """Name, bucket, size, version, that it is present, and one copy."""
    await bucket.object("d/o").put(SMALL)
    found = await bucket.object("d/o").head()

    assert ("d/o", bucket.ref, 1024, "1", True, 1) == (
        found.name,
        found.bucket,
        found.size,
        found.version,
        found.is_present,
        found.copies,
    )


async def test_head_has_the_time_of_the_last_access(bucket: AsyncBucket) -> None:
    """With a zone, and no earlier than what the put said."""
    stored = await bucket.object("o").put(SMALL)
    found = await bucket.object("o").head()

    assert stored.atime is not None
    assert found.atime is not None
    assert found.atime >= stored.atime
    assert found.atime.utcoffset() is not None


async def test_head_does_not_read(bucket: AsyncBucket) -> None:
    """A thousand bytes or none, the next call finds a clean connection."""
    await bucket.object("o").put(SMALL)
    sizes = [(await bucket.object("o").head()).size for _ in range(3)]

    assert [1024] * 3 == sizes
