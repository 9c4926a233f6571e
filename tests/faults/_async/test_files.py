"""What a file of an object asks for, and what it does when the cluster misbehaves."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from aistore_hl import AsyncBucket, LocalCluster, errors

pytestmark = pytest.mark.anyio

SIZE = 3_000_000


@pytest.fixture
def content() -> bytes:
    return os.urandom(SIZE)


def ranges(cluster: LocalCluster) -> list[str | None]:
    """Those of the reads that reached a target."""
    return [each.header("range") for each in cluster.targets.seen.arrivals("GET")]


async def test_reading_on_is_one_request(cluster: LocalCluster, bucket: AsyncBucket, content: bytes) -> None:
    """Whatever the pieces, and over short steps forward."""
    await bucket.object("o").put(content)
    async with await bucket.object("o").open() as file:
        for _ in range(10):
            await file.read(100_000)
            await file.seek(50_000, os.SEEK_CUR)
        await file.read()

    assert [None] == ranges(cluster)


async def test_a_jump_asks_for_a_part(cluster: LocalCluster, bucket: AsyncBucket, content: bytes) -> None:
    """The beginning is not sent for the sake of the end."""
    await bucket.object("o").put(content)
    async with await bucket.object("o").open() as file:
        await file.seek(-100, os.SEEK_END)

        assert content[-100:] == await file.read()
    assert [f"bytes={SIZE - 100}-{SIZE - 1}"] == ranges(cluster)


async def test_opening_sends_no_content(cluster: LocalCluster, bucket: AsyncBucket, content: bytes) -> None:
    """A file that nobody reads locks nothing."""
    await bucket.object("o").put(content)
    async with await bucket.object("o").open() as file:
        await file.seek(0, os.SEEK_END)

    assert [] == ranges(cluster)


@pytest.mark.parametrize("begin", [0, 1_000_000])
async def test_a_file_reads_on_after_a_break(
    cluster: LocalCluster, bucket: AsyncBucket, content: bytes, begin: int
) -> None:
    """Of a whole and of a range alike."""
    await bucket.object("o").put(content)
    cluster.faults.once("GET object", side="target", cut=70_000, reset=True)
    async with await bucket.object("o").open() as file:
        await file.seek(begin)

        assert content[begin:] == await file.read()


async def test_a_whole_with_a_flipped_bit_does_not_end(
    cluster: LocalCluster, bucket: AsyncBucket, content: bytes
) -> None:
    """Its last bytes are an error in their stead."""
    await bucket.object("o").put(content)
    cluster.faults.once("GET object", side="target", flip=5)
    seen = 0
    async with await bucket.object("o").open() as file:
        with pytest.raises(errors.ChecksumMismatch):
            while piece := await file.read(100_000):
                seen += len(piece)

    assert 0 < seen < SIZE


async def test_a_file_can_be_read_on_after_an_error(cluster: LocalCluster, bucket: AsyncBucket, content: bytes) -> None:
    """It stands where it stood."""
    await bucket.object("o").put(content)
    async with await bucket.object("o").open() as file:
        await file.read(1_000_000)
        cluster.faults.once("GET object", side="target", status=400)
        await file.seek(2_000_000)
        with pytest.raises(errors.BadRequest):
            await file.read(10)

        assert content[2_000_000:] == await file.read()


async def test_an_overwritten_object_is_never_mixed(cluster: LocalCluster, bucket: AsyncBucket, content: bytes) -> None:
    """Where a connection breaks and the object is another one by then, that is an error."""
    await bucket.object("o").put(content)
    async with await bucket.object("o").open() as file:
        await file.seek(1_000_000)
        await file.read(10)
        await bucket.object("o").put(bytes(reversed(content)))
        with pytest.raises(errors.ObjectChanged):
            await file.read()


async def test_the_time_is_for_all_files(cluster: LocalCluster, bucket: AsyncBucket, tmp_path: Path) -> None:
    """What was not begun by then fails by its name, and what was stored is in the results; both ways."""
    for number in range(8):
        (tmp_path / f"{number}").write_bytes(b"content")
    await bucket.object("known").put(b"")
    cluster.faults.once("PUT object", side="target", delay=0.1, times=None)
    with pytest.raises(errors.BatchError) as caught:
        await bucket.put_files(tmp_path, workers=1, timeout=0.25)
    failures = caught.value.failures

    assert {f"{number}" for number in range(8)} == failures.keys() | caught.value.results.keys()
    assert len([exc for exc in failures.values() if isinstance(exc, errors.DeadlineExceeded)]) >= 5
    cluster.faults.clear()
    await bucket.put_files(tmp_path)
    cluster.faults.once("GET object", side="target", delay=0.1, times=None)
    with pytest.raises(errors.BatchError, match=r"[4-9] DeadlineExceeded"):
        await bucket.get_files(tmp_path / "to", workers=1, timeout=0.25)
