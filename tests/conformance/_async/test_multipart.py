"""Objects are sent in parts, by hand and by several workers: whole, verified, or not at all."""

from __future__ import annotations

import io
import random
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
from aistore_api.api.buckets import set_bucket_props
from aistore_api.models import SetBucketPropsAction

from aistore_hl import AsyncBucket, AsyncClient
from aistore_hl.errors import BucketNotFound, InvalidMetadata, InvalidName, NotFound, ObjectNotFound, UploadLost

MIB = 1 << 20
LARGE = random.Random(11).randbytes(5 * MIB + 7)
PARTS = [LARGE[at : at + MIB] for at in range(0, len(LARGE), MIB)]


async def content(bucket: AsyncBucket, name: str = "o") -> bytes:
    return await (await bucket.object(name).get()).read_all()


@pytest.mark.parametrize("order", [[1, 2, 3, 4, 5, 6], [6, 1, 5, 2, 4, 3]], ids=["in order", "in another"])
async def test_parts_by_hand_make_the_object(bucket: AsyncBucket, order: list[int]) -> None:
    """Whatever order they come in; the object has their bytes in the order of their numbers."""
    upload = bucket.object("o").multipart()
    await upload.create()
    for number in order:
        await upload.put_part(number, PARTS[number - 1])
    stored = await upload.complete()

    assert await content(bucket) == LARGE
    assert len(LARGE) == stored.size
    assert (await bucket.object("o").head()).checksum == stored.checksum


async def test_nothing_is_seen_before_an_upload_is_complete(bucket: AsyncBucket) -> None:
    """The old object stays until the new one is whole."""
    await bucket.object("o").put(b"old")
    async with bucket.object("o").multipart() as upload:
        await upload.put_part(1, b"new")

        assert b"old" == await content(bucket)
    assert b"new" == await content(bucket)


async def test_a_block_that_fails_gives_the_upload_up(bucket: AsyncBucket) -> None:
    """Nothing is stored, and the upload is gone."""
    with pytest.raises(InterruptedError):
        async with bucket.object("o").multipart() as upload:
            await upload.put_part(1, b"new")
            raise InterruptedError

    assert upload.is_over
    assert not await bucket.object("o").exists()
    with pytest.raises(UploadLost):
        await bucket.object("o").multipart(upload.id).parts()


async def test_an_upload_is_given_up(bucket: AsyncBucket) -> None:
    """Again it is nothing, and no part is taken any more."""
    upload = bucket.object("o").multipart()
    await upload.create()
    await upload.put_part(1, b"content")
    await upload.abort()
    await upload.abort()
    with pytest.raises(ValueError, match="is over"):
        await upload.put_part(2, b"content")
    with pytest.raises(NotFound):
        await bucket.object("o").multipart(upload.id).put_part(2, b"content")

    assert not await bucket.object("o").exists()


async def test_parts_are_listed(bucket: AsyncBucket) -> None:
    """Those that have arrived, none at first."""
    async with bucket.object("folder/a +ü%.bin").multipart() as upload:
        assert [] == await upload.parts()
        await upload.put_part(1, b"a")
        await upload.put_part(2, b"b")
        assert [1, 2] == await upload.parts()


async def test_a_part_is_sent_once(bucket: AsyncBucket) -> None:
    """Of a part that came twice AIS would lose the content, so it is refused before."""
    async with bucket.object("o").multipart() as upload:
        await upload.put_part(1, b"content")
        with pytest.raises(ValueError, match="sent before"):
            await upload.put_part(1, b"content")

    assert b"content" == await content(bucket)


async def test_a_part_is_not_begun_twice_at_once(bucket: AsyncBucket) -> None:
    """The second time while the body of the first is still being collected."""
    upload = bucket.object("o").multipart()

    async def body() -> AsyncIterator[bytes]:
        with pytest.raises(ValueError, match="sent before"):
            await upload.put_part(1, b"another")
        yield b"content"

    async with upload:
        await upload.put_part(1, body())

    assert b"content" == await content(bucket)


async def test_a_part_whose_body_cannot_be_read_may_be_sent_again(bucket: AsyncBucket, tmp_path: Path) -> None:
    """Nothing of it has left."""
    async with bucket.object("o").multipart() as upload:
        with pytest.raises(FileNotFoundError):
            await upload.put_part(1, tmp_path / "absent")
        await upload.put_part(1, b"content")

    assert b"content" == await content(bucket)


@pytest.mark.parametrize("number", [0, -1, 10_000])
async def test_a_number_that_cannot_be_is_refused(bucket: AsyncBucket, number: int) -> None:
    """With the numbers that can."""
    async with bucket.object("o").multipart() as upload:
        with pytest.raises(ValueError, match="1 to 9,999"):
            await upload.put_part(number, b"content")
        await upload.put_part(1, b"content")


async def test_a_missing_part_is_an_error_before_anything_is_sent(bucket: AsyncBucket) -> None:
    """To complete, and to list: which would lock the upload in AIS for good."""
    async with bucket.object("o").multipart() as upload:
        await upload.put_part(1, b"a")
        await upload.put_part(3, b"c")
        with pytest.raises(ValueError, match="part 2 is missing"):
            await upload.complete()
        with pytest.raises(ValueError, match="part 2 is missing"):
            await upload.parts()
        await upload.put_part(2, b"b")

    assert b"abc" == await content(bucket)


async def test_an_upload_without_parts_makes_nothing(bucket: AsyncBucket) -> None:
    """It is an error, and given up."""
    with pytest.raises(ValueError, match="without parts"):
        async with bucket.object("o").multipart() as upload:
            pass

    assert upload.is_over
    assert not await bucket.object("o").exists()
    with pytest.raises(UploadLost):
        await bucket.object("o").multipart(upload.id).parts()


async def test_an_empty_part_is_refused(bucket: AsyncBucket) -> None:
    """AIS takes none."""
    async with bucket.object("o").multipart() as upload:
        with pytest.raises(ValueError, match="empty"):
            await upload.put_part(1, b"")
        await upload.put_part(1, b"content")


async def test_a_part_is_any_body(bucket: AsyncBucket, tmp_path: Path) -> None:
    """What `put` takes."""
    (tmp_path / "b").write_bytes(b"path ")
    async with bucket.object("o").multipart() as upload:
        await upload.put_part(1, memoryview(b"bytes "))
        await upload.put_part(2, tmp_path / "b")
        await upload.put_part(3, io.BytesIO(b"file "))
        await upload.put_part(4, iter([b"pie", b"ces"]))

    assert b"bytes path file pieces" == await content(bucket)


async def test_an_upload_is_taken_up_again(bucket: AsyncBucket) -> None:
    """By its id: what has arrived is not sent again."""
    first = bucket.object("o").multipart()
    upload_id = await first.create()
    await first.put_part(1, b"one ")
    again = bucket.object("o").multipart(upload_id)

    assert [1] == await again.parts()
    with pytest.raises(ValueError, match="sent before"):
        await again.put_part(1, b"one ")
    await again.put_part(2, b"two")
    await again.complete()
    assert b"one two" == await content(bucket)


async def test_metadata_follows_an_upload(bucket: AsyncBucket) -> None:
    """Of the old object none is left."""
    await bucket.object("o").put(b"old", metadata={"old": "1"})
    upload = bucket.object("o").multipart()
    await upload.create()
    await upload.put_part(1, b"new")
    stored = await upload.complete(metadata={"new": "2"})

    assert {"new": "2"} == stored.custom == (await bucket.object("o").head()).custom


async def test_an_upload_into_a_missing_bucket_is_an_error(absent: AsyncBucket) -> None:
    """When it is begun."""
    with pytest.raises(BucketNotFound):
        await absent.object("o").multipart().create()


async def test_an_upload_of_a_bad_name_is_refused(bucket: AsyncBucket) -> None:
    """As any other write of it."""
    with pytest.raises(InvalidName):
        bucket.object("a/../b").multipart()
    with pytest.raises(InvalidName):
        await bucket.object("a/../b").put_multipart(LARGE)


@pytest.mark.parametrize("workers", [1, 3, 16])
@pytest.mark.parametrize("kind", ["path", "file", "bytes", "stream"])
async def test_workers_put_what_was_given(bucket: AsyncBucket, tmp_path: Path, kind: str, workers: int) -> None:
    """From wherever it comes, by however many."""
    (tmp_path / "o").write_bytes(LARGE)
    bodies: dict[str, Any] = {"path": tmp_path / "o", "file": io.BytesIO(LARGE), "bytes": LARGE, "stream": stream()}
    stored = await bucket.object("o").put_multipart(bodies[kind], part_size=MIB, workers=workers)

    assert await content(bucket) == LARGE
    assert len(LARGE) == stored.size
    assert (await bucket.object("o").head()).checksum == stored.checksum


@pytest.mark.parametrize("kind", ["crc32c", "md5", "none"])
async def test_workers_verify_by_any_checksum(client: AsyncClient, bucket: AsyncBucket, kind: str) -> None:
    """Whatever type the bucket has, and AIS chooses."""
    body = SetBucketPropsAction.from_dict({"action": "set-bprops", "value": {"checksum": {"type": kind}}})
    await client.raw.answer(set_bucket_props.call(bucket.name, body=body))
    await bucket.object("o").put_multipart(LARGE, part_size=MIB, workers=1)
    await bucket.object("p").put_multipart(LARGE, part_size=MIB, workers=4)

    assert await content(bucket) == await content(bucket, "p") == LARGE


@pytest.mark.parametrize("body", [b"", b"small", LARGE], ids=["nothing", "small", "one part"])
@pytest.mark.parametrize("streamed", [False, True], ids=["bytes", "stream"])
async def test_what_fits_into_one_part_is_put_as_it_is(bucket: AsyncBucket, body: bytes, streamed: bool) -> None:
    """In one request, with its metadata."""
    given = iter([body]) if streamed else body
    await bucket.object("o").put_multipart(given, metadata={"k": "v"})
    found = await bucket.object("o").head()

    assert body == await content(bucket)
    assert {"k": "v"} == found.custom
    assert (await bucket.object("o").head(props=["chunked"])).chunks is None


async def test_workers_report_progress(bucket: AsyncBucket) -> None:
    """It grows, up to all there is."""
    seen: list[tuple[int, int | None]] = []
    await bucket.object("o").put_multipart(
        LARGE, part_size=MIB, progress=lambda done, total: seen.append((done, total))
    )

    assert sorted(seen) == seen
    assert (len(LARGE), len(LARGE)) == seen[-1]


async def test_workers_that_are_stopped_store_nothing(bucket: AsyncBucket) -> None:
    """The old object stays, and the upload is gone."""
    await bucket.object("o").put(b"old")

    def stop(done: int, total: int | None) -> None:
        if done > 2 * MIB:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        await bucket.object("o").put_multipart(LARGE, part_size=MIB, progress=stop)

    assert b"old" == await content(bucket)


async def test_a_stream_that_fails_stores_nothing(bucket: AsyncBucket) -> None:
    """Its error is passed on."""

    def broken() -> Iterator[bytes]:
        yield LARGE
        raise InterruptedError

    with pytest.raises(InterruptedError):
        await bucket.object("o").put_multipart(broken(), part_size=MIB)

    assert not await bucket.object("o").exists()


async def test_metadata_follows_what_workers_put(bucket: AsyncBucket) -> None:
    """In a request of its own."""
    await bucket.object("o").put_multipart(LARGE, part_size=MIB, metadata={"k": "v"})

    assert {"k": "v"} == (await bucket.object("o").head()).custom


async def test_bad_metadata_is_refused_before_anything_is_sent(absent: AsyncBucket) -> None:
    """The bucket need not exist."""
    with pytest.raises(InvalidMetadata):
        await absent.object("o").put_multipart(LARGE, part_size=MIB, metadata={"a b": "v"})


@pytest.mark.parametrize("there", [[], [1], [1, 2, 3], [1, 2, 3, 4, 5, 6]], ids=len)
@pytest.mark.parametrize("streamed", [False, True], ids=["bytes", "stream"])
async def test_workers_take_up_an_upload(bucket: AsyncBucket, there: list[int], streamed: bool) -> None:
    """Only what is missing is sent."""
    upload = bucket.object("o").multipart()
    upload_id = await upload.create()
    for number in there:
        await upload.put_part(number, PARTS[number - 1])
    body = stream() if streamed else LARGE
    await bucket.object("o").put_multipart(body, part_size=MIB, upload_id=upload_id)

    assert await content(bucket) == LARGE


async def test_an_upload_that_was_brought_stays_when_it_fails(bucket: AsyncBucket) -> None:
    """To be taken up again."""
    upload_id = await bucket.object("o").multipart().create()

    def stop(done: int, total: int | None) -> None:
        if done > 3 * MIB:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        await bucket.object("o").put_multipart(LARGE, part_size=MIB, upload_id=upload_id, progress=stop)
    there = await bucket.object("o").multipart(upload_id).parts()
    await bucket.object("o").put_multipart(LARGE, part_size=MIB, upload_id=upload_id)

    assert list(range(1, len(there) + 1)) == there
    assert await content(bucket) == LARGE


async def test_an_upload_that_is_gone_starts_anew(bucket: AsyncBucket) -> None:
    """Its parts cannot be listed."""
    upload = bucket.object("o").multipart()
    upload_id = await upload.create()
    await upload.abort()
    await bucket.object("o").put_multipart(LARGE, part_size=MIB, upload_id=upload_id)

    assert await content(bucket) == LARGE


async def test_a_name_whose_parts_cannot_be_listed_starts_anew(bucket: AsyncBucket) -> None:
    """The S3 interface would cut it at the '?'."""
    upload = bucket.object("what?").multipart()
    upload_id = await upload.create()
    await upload.put_part(1, b"other")
    await bucket.object("what?").put_multipart(LARGE, part_size=MIB, upload_id=upload_id)

    assert await content(bucket, "what?") == LARGE


@pytest.mark.parametrize("given", [{"workers": 0}, {"part_size": 1000}])
async def test_workers_and_parts_that_cannot_be_meant_are_refused(absent: AsyncBucket, given: dict[str, int]) -> None:
    """Before anything is sent: the bucket need not exist."""
    with pytest.raises(ValueError, match=next(iter(given))):
        await absent.object("o").put_multipart(LARGE, **given)  # type: ignore[arg-type]


def stream() -> Iterator[bytes]:
    """The content in pieces that fit no part."""
    for at in range(0, len(LARGE), 700_001):
        yield LARGE[at : at + 700_001]


async def test_a_missing_object_has_no_upload_to_complete(bucket: AsyncBucket) -> None:
    """An id that is none is not found."""
    with pytest.raises(NotFound):
        await bucket.object("o").multipart("nosuchupload").put_part(1, b"x")
    with pytest.raises(ObjectNotFound):
        await bucket.object("o").head()
