"""Objects are read by several workers at once, into memory and into files: whole, verified, or an error."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
from aistore_api.api.buckets import set_bucket_props
from aistore_api.models import SetBucketPropsAction

from aistore_hl import AsyncBucket, AsyncClient
from aistore_hl.errors import BucketNotFound, ObjectNotFound

MIB = 1 << 20
LARGE = random.Random(10).randbytes(9 * MIB + 7)


@pytest.fixture
async def large(bucket: AsyncBucket) -> AsyncBucket:
    """A bucket with a large object."""
    await bucket.object("o").put(LARGE)
    return bucket


@pytest.mark.parametrize("workers", [1, 2, 7, 64])
@pytest.mark.parametrize("part_size", [None, MIB, 2 * MIB + 1, 100 * MIB])
async def test_parts_make_the_whole(large: AsyncBucket, workers: int, part_size: int | None) -> None:
    """However many there are of both."""
    found = await large.object("o").get_parallel(workers=workers, part_size=part_size)

    assert found == LARGE


async def test_parts_come_into_a_buffer(large: AsyncBucket) -> None:
    """Into its beginning; what comes back is that part of it."""
    buffer = bytearray(10 * MIB)
    found = await large.object("o").get_parallel(buffer, part_size=MIB)

    assert found.obj is buffer
    assert LARGE == found
    assert bytes(10 * MIB - len(LARGE)) == buffer[len(LARGE) :]


async def test_a_buffer_that_is_too_small_is_refused(large: AsyncBucket) -> None:
    """With both sizes."""
    with pytest.raises(ValueError, match=f"{len(LARGE):,}"):
        await large.object("o").get_parallel(bytearray(1000))


async def test_a_buffer_that_nobody_may_write_to_is_refused(large: AsyncBucket) -> None:
    """Bytes never change."""
    with pytest.raises(ValueError, match="read-only"):
        await large.object("o").get_parallel(memoryview(bytes(10 * MIB)))


async def test_an_empty_object_is_an_empty_buffer(bucket: AsyncBucket) -> None:
    """There are no parts, and nothing to wait for."""
    await bucket.object("o").put(b"")

    assert b"" == await bucket.object("o").get_parallel()


@pytest.mark.parametrize("kind", ["crc32c", "md5", "sha256", "none"])
async def test_parts_are_verified_by_any_checksum(client: AsyncClient, bucket: AsyncBucket, kind: str) -> None:
    """Of whatever type the bucket has, also where it has none."""
    await set_checksum(client, bucket, type=kind)
    await bucket.object("o").put(LARGE)

    assert LARGE == await bucket.object("o").get_parallel(part_size=MIB)


async def test_a_bucket_whose_ranges_have_checksums_is_read_by_one(client: AsyncClient, bucket: AsyncBucket) -> None:
    """Parts could not be told from those of another object, so there are none."""
    await set_checksum(client, bucket, enable_read_range=True)
    await bucket.object("o").put(LARGE)

    assert LARGE == await bucket.object("o").get_parallel(part_size=MIB)


async def test_parallel_progress_reaches_the_end(large: AsyncBucket) -> None:
    """It grows by parts."""
    seen: list[tuple[int, int | None]] = []
    await large.object("o").get_parallel(part_size=MIB, progress=lambda done, total: seen.append((done, total)))

    assert 10 == len(seen)
    assert sorted(seen) == seen
    assert (len(LARGE), len(LARGE)) == seen[-1]


async def test_an_error_of_who_looks_on_is_passed_on(large: AsyncBucket) -> None:
    """Whichever worker called it."""

    def stop(done: int, total: int | None) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        await large.object("o").get_parallel(part_size=MIB, progress=stop)


async def test_a_missing_object_is_not_read_in_parts(bucket: AsyncBucket, absent: AsyncBucket) -> None:
    """Nor one of a bucket that there is not."""
    with pytest.raises(ObjectNotFound):
        await bucket.object("o").get_parallel()
    with pytest.raises(BucketNotFound):
        await absent.object("o").get_parallel()


@pytest.mark.parametrize("given", [{"workers": 0}, {"workers": 257}, {"part_size": 0}, {"part_size": MIB - 1}])
async def test_numbers_that_cannot_be_meant_are_refused(bucket: AsyncBucket, given: dict[str, int]) -> None:
    """Before anything is sent: the object need not exist."""
    with pytest.raises(ValueError, match=next(iter(given))):
        await bucket.object("o").get_parallel(**given)  # type: ignore[arg-type]


@pytest.mark.parametrize("workers", [2, 7])
@pytest.mark.parametrize("part_size", [None, MIB])
async def test_workers_download_what_was_put(
    large: AsyncBucket, tmp_path: Path, workers: int, part_size: int | None
) -> None:
    """One file, and nothing beside it."""
    stored = await large.object("o").download(tmp_path / "file", workers=workers, part_size=part_size)

    assert LARGE == (tmp_path / "file").read_bytes()
    assert [tmp_path / "file"] == list(tmp_path.iterdir())
    assert len(LARGE) == stored.size


async def test_workers_download_nothing_as_an_empty_file(bucket: AsyncBucket, tmp_path: Path) -> None:
    """It exists."""
    await bucket.object("o").put(b"")
    await bucket.object("o").download(tmp_path / "file", workers=4)

    assert b"" == (tmp_path / "file").read_bytes()


async def test_workers_that_are_stopped_leave_nothing(large: AsyncBucket, tmp_path: Path) -> None:
    """The old file is as it was."""
    (tmp_path / "file").write_bytes(b"old")

    def stop(done: int, total: int | None) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        await large.object("o").download(tmp_path / "file", workers=4, part_size=MIB, progress=stop)

    assert b"old" == (tmp_path / "file").read_bytes()
    assert [tmp_path / "file"] == list(tmp_path.iterdir())


async def set_checksum(client: AsyncClient, bucket: AsyncBucket, **props: Any) -> None:
    """Change what the bucket does about checksums."""
    body = SetBucketPropsAction.from_dict({"action": "set-bprops", "value": {"checksum": props}})
    await client.raw.answer(set_bucket_props.call(bucket.name, body=body))
