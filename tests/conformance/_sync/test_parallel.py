# Written by codegen.py from tests/conformance/_async/test_parallel.py; do not edit.
"""Objects are read by several workers at once, into memory and into files: whole, verified, or an error."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest

from aistore_api.api.buckets import set_bucket_props
from aistore_api.models import SetBucketPropsAction
from aistore_hl import Bucket, Client
from aistore_hl.errors import BucketNotFound, ObjectNotFound

MIB = 1 << 20
LARGE = random.Random(10).randbytes(9 * MIB + 7)


@pytest.fixture
def large(bucket: Bucket) -> Bucket:
    """A bucket with a large object."""
    bucket.object("o").put(LARGE)
    return bucket


@pytest.mark.parametrize("workers", [1, 2, 7, 64])
@pytest.mark.parametrize("part_size", [None, MIB, 2 * MIB + 1, 100 * MIB])
def test_parts_make_the_whole(large: Bucket, workers: int, part_size: int | None) -> None:
    """However many there are of both."""
    found = large.object("o").get_parallel(workers=workers, part_size=part_size)

    assert found == LARGE


def test_parts_come_into_a_buffer(large: Bucket) -> None:
    """Into its beginning; what comes back is that part of it."""
    buffer = bytearray(10 * MIB)
    found = large.object("o").get_parallel(buffer, part_size=MIB)

    assert found.obj is buffer
    assert LARGE == found
    assert bytes(10 * MIB - len(LARGE)) == buffer[len(LARGE) :]


def test_a_buffer_that_is_too_small_is_refused(large: Bucket) -> None:
    """With both sizes."""
    with pytest.raises(ValueError, match=f"{len(LARGE):,}"):
        large.object("o").get_parallel(bytearray(1000))


def test_a_buffer_that_nobody_may_write_to_is_refused(large: Bucket) -> None:
    """Bytes never change."""
    with pytest.raises(ValueError, match="read-only"):
        large.object("o").get_parallel(memoryview(bytes(10 * MIB)))


def test_an_empty_object_is_an_empty_buffer(bucket: Bucket) -> None:
    """There are no parts, and nothing to wait for."""
    bucket.object("o").put(b"")

    assert b"" == bucket.object("o").get_parallel()


@pytest.mark.parametrize("kind", ["crc32c", "md5", "sha256", "none"])
def test_parts_are_verified_by_any_checksum(client: Client, bucket: Bucket, kind: str) -> None:
    """Of whatever type the bucket has, also where it has none."""
    set_checksum(client, bucket, type=kind)
    bucket.object("o").put(LARGE)

    assert LARGE == bucket.object("o").get_parallel(part_size=MIB)


def test_a_bucket_whose_ranges_have_checksums_is_read_by_one(client: Client, bucket: Bucket) -> None:
    """Parts could not be told from those of another object, so there are none."""
    set_checksum(client, bucket, enable_read_range=True)
    bucket.object("o").put(LARGE)

    assert LARGE == bucket.object("o").get_parallel(part_size=MIB)


def test_parallel_progress_reaches_the_end(large: Bucket) -> None:
    """It grows by parts."""
    seen: list[tuple[int, int | None]] = []
    large.object("o").get_parallel(part_size=MIB, progress=lambda done, total: seen.append((done, total)))

    assert 10 == len(seen)
    assert sorted(seen) == seen
    assert (len(LARGE), len(LARGE)) == seen[-1]


def test_an_error_of_who_looks_on_is_passed_on(large: Bucket) -> None:
    """Whichever worker called it."""

    def stop(done: int, total: int | None) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        large.object("o").get_parallel(part_size=MIB, progress=stop)


def test_a_missing_object_is_not_read_in_parts(bucket: Bucket, absent: Bucket) -> None:
    """Nor one of a bucket that there is not."""
    with pytest.raises(ObjectNotFound):
        bucket.object("o").get_parallel()
    with pytest.raises(BucketNotFound):
        absent.object("o").get_parallel()


@pytest.mark.parametrize("given", [{"workers": 0}, {"workers": 257}, {"part_size": 0}, {"part_size": MIB - 1}])
def test_numbers_that_cannot_be_meant_are_refused(bucket: Bucket, given: dict[str, int]) -> None:
    """Before anything is sent: the object need not exist."""
    with pytest.raises(ValueError, match=next(iter(given))):
        bucket.object("o").get_parallel(**given)  # type: ignore[arg-type]


@pytest.mark.parametrize("workers", [2, 7])
@pytest.mark.parametrize("part_size", [None, MIB])
def test_workers_download_what_was_put(
    large: Bucket, tmp_path: Path, workers: int, part_size: int | None
) -> None:
    """One file, and nothing beside it."""
    stored = large.object("o").download(tmp_path / "file", workers=workers, part_size=part_size)

    assert LARGE == (tmp_path / "file").read_bytes()
    assert [tmp_path / "file"] == list(tmp_path.iterdir())
    assert len(LARGE) == stored.size


def test_workers_download_nothing_as_an_empty_file(bucket: Bucket, tmp_path: Path) -> None:
    """It exists."""
    bucket.object("o").put(b"")
    bucket.object("o").download(tmp_path / "file", workers=4)

    assert b"" == (tmp_path / "file").read_bytes()


def test_workers_that_are_stopped_leave_nothing(large: Bucket, tmp_path: Path) -> None:
    """The old file is as it was."""
    (tmp_path / "file").write_bytes(b"old")

    def stop(done: int, total: int | None) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        large.object("o").download(tmp_path / "file", workers=4, part_size=MIB, progress=stop)

    assert b"old" == (tmp_path / "file").read_bytes()
    assert [tmp_path / "file"] == list(tmp_path.iterdir())


def set_checksum(client: Client, bucket: Bucket, **props: Any) -> None:
    """Change what the bucket does about checksums."""
    body = SetBucketPropsAction.from_dict({"action": "set-bprops", "value": {"checksum": props}})
    client.raw.answer(set_bucket_props.call(bucket.name, body=body))
