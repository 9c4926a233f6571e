"""What else can be asked of objects: chosen properties, presence, other ways to read, what is for remote buckets."""

from __future__ import annotations

import pytest
from aistore_api.api.objects import head_object

from aistore_hl import AsyncBucket, AsyncClient
from aistore_hl.errors import BadRequest, NotRemote, ObjectNotFound, RangeNotSatisfiable
from aistore_hl.types import BlobDownload, Presence


async def test_head_answers_the_properties_asked_for(bucket: AsyncBucket) -> None:
    """Those, size and presence; nothing else."""
    stored = await bucket.object("o").put(b"content", metadata={"k": "v"})
    found = await bucket.object("o").head(props=["etag", "last-modified", "checksum"])

    assert (7, True, stored.checksum) == (found.size, found.is_present, found.checksum)
    assert found.etag
    assert found.last_modified is not None
    assert ({}, "", None) == (found.custom, found.location, found.copies)


async def test_a_silent_head_answers_the_same(client: AsyncClient, bucket: AsyncBucket) -> None:
    """What is there and what is not; only the log of the cluster does not have it."""
    await bucket.object("o").put(b"content")
    found = await client.raw.answer(head_object.call(bucket.name, "o", sln=True))

    assert 200 == found.status
    assert "7" == found.headers["content-length"]
    with pytest.raises(ObjectNotFound):
        await client.raw.answer(head_object.call(bucket.name, "missing", sln=True))


async def test_head_tells_chunks_and_copies(bucket: AsyncBucket) -> None:
    """Of an object that was sent in parts."""
    async with bucket.object("o").multipart() as upload:
        await upload.put_part(1, b"a" * 2000)
        await upload.put_part(2, b"b" * 10)
    found = await bucket.object("o").head(props=["chunked", "copies", "location", "ec"])

    assert (2, 2000, 1) == (found.chunks, found.chunk_size, found.copies)
    assert found.location
    assert found.erasure_coding is None


@pytest.mark.parametrize("props", [[], ["cached"], ["nosuch"], "etag"])
async def test_head_refuses_properties_that_are_none(absent: AsyncBucket, props: list[str]) -> None:
    """Before anything is sent: the bucket need not exist."""
    with pytest.raises((TypeError, ValueError), match="props"):
        await absent.object("o").head(props=props)


async def test_head_does_not_ask_for_the_latest_properties(absent: AsyncBucket) -> None:
    """AIS would drop the connection."""
    with pytest.raises(ValueError, match="either"):
        await absent.object("o").head(props=["etag"], latest=True)


@pytest.mark.parametrize("presence", [None, *Presence])
async def test_an_object_of_ais_is_present(bucket: AsyncBucket, presence: Presence | None) -> None:
    """In the cluster, and never only outside of it."""
    await bucket.object("o").put(b"content")
    if presence is Presence.OUTSIDE:
        with pytest.raises(BadRequest):
            await bucket.object("o").exists(presence=presence)
    else:
        assert await bucket.object("o").exists(presence=presence)
    assert not await bucket.object("p").exists(presence=presence)


async def test_a_target_compares_before_it_sends(bucket: AsyncBucket) -> None:
    """With `validate`; the content is the same."""
    await bucket.object("o").put(b"content")

    assert b"content" == await (await bucket.object("o").get(validate=True)).read_all()


async def test_chunks_are_for_remote_objects(bucket: AsyncBucket) -> None:
    """Of others there is nothing to fetch, and AIS says so."""
    await bucket.object("o").put(b"content")
    with pytest.raises(BadRequest):
        await bucket.object("o").get(blob=BlobDownload(chunk_size=1 << 20))


@pytest.mark.parametrize("name", ["o", "folder/a b", "ü?%41", "a+b&c=d"])
async def test_a_direct_read_is_the_same(bucket: AsyncBucket, name: str) -> None:
    """Content, part and properties, whatever the name."""
    await bucket.object(name).put(b"0123456789", metadata={"k": "v"})
    async with await bucket.object(name).get(direct=True) as reader:
        assert b"0123456789" == await reader.read_all()
        assert {"k": "v"} == reader.props.custom
    async with await bucket.object(name).get(byte_range="bytes=2-4", direct=True) as reader:
        assert b"234" == await reader.read_all()


async def test_a_direct_read_has_the_same_errors(bucket: AsyncBucket, absent: AsyncBucket) -> None:
    """Those of the proxy."""
    await bucket.object("o").put(b"content")
    with pytest.raises(ObjectNotFound):
        await bucket.object("p").get(direct=True)
    with pytest.raises(FileNotFoundError):
        await absent.object("o").get(direct=True)
    with pytest.raises(RangeNotSatisfiable):
        await bucket.object("o").get(byte_range="bytes=100-", direct=True)


async def test_a_client_reads_directly(client: AsyncClient, bucket: AsyncBucket) -> None:
    """Where it was made so."""
    await bucket.object("o").put(b"content")
    async with AsyncClient(client.endpoint, direct=True) as direct:
        assert b"content" == await (await direct.bucket(bucket.name).object("o").get()).read_all()


async def test_an_object_of_ais_is_not_evicted(bucket: AsyncBucket) -> None:
    """AIS would delete it; it stays."""
    await bucket.object("o").put(b"content")
    with pytest.raises(NotRemote, match="delete"):
        await bucket.object("o").evict()

    assert await bucket.object("o").exists()


async def test_an_object_of_ais_is_not_fetched(bucket: AsyncBucket) -> None:
    """There is nowhere to fetch it from."""
    await bucket.object("o").put(b"content")
    with pytest.raises(NotRemote):
        await bucket.object("o").blob_download()


async def test_a_copy_may_ask_for_the_latest(bucket: AsyncBucket) -> None:
    """Which in a bucket of AIS is what is there."""
    await bucket.object("o").put(b"content")
    copy = await bucket.object("o").copy_to(bucket.object("p"), latest=True)

    assert b"content" == await (await copy.get()).read_all()
