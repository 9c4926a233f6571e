# Written by codegen.py from tests/faults/_async/test_killed_reads.py; do not edit.
"""Targets that are killed while one object is read by several workers: right bytes, or an error that names it."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
import xxhash

from aistore_hl import Bucket, Client, LocalCluster, RetryPolicy, errors

pytestmark = pytest.mark.anyio

MIB = 1 << 20
NAME = "folder/large.bin"


def blocks(mib: int) -> Iterator[bytes]:
    """Content of which no two blocks are alike."""
    block = random.Random(mib).randbytes(MIB)
    for number in range(mib):
        yield number.to_bytes(8, "big") + block[8:]


def hashed(content: bytes | bytearray | memoryview) -> str:
    return xxhash.xxh64(content).hexdigest()


def stored(bucket: Bucket, mib: int) -> tuple[str, str]:
    """Puts an object of that size: its checksum, and the target that has it."""
    props = bucket.object(NAME).put(blocks(mib))
    assert props.checksum is not None
    where = bucket.object(NAME).head().location
    return props.checksum.value, where.removeprefix("t[").partition("]")[0]


def check_killed(mib: int, folder: Path) -> None:
    """A target that stays away is an error; when it is back all is right."""
    with LocalCluster(targets=3) as cluster:
        with Client(cluster.endpoint, retry=RetryPolicy(base=0.01, total=2)) as client:
            bucket = client.bucket("killed").create()
            target = bucket.object(NAME)
            told, owner = stored(bucket, mib)

            def kill(done: int, total: int | None) -> None:
                if total and MIB * mib // 3 < done < total and owner in running:
                    running.discard(owner)
                    cluster.kill_target(owner)

            running = {owner}
            with pytest.raises(errors.AisError, match="folder/large"):
                target.get_parallel(part_size=MIB, progress=kill)
            cluster.start_target(owner)
            assert told == hashed(target.get_parallel(part_size=MIB))

            running = {owner}
            with pytest.raises(errors.AisError, match="folder/large"):
                target.download(folder / "o", workers=4, part_size=MIB, progress=kill)
            assert [] == list(folder.iterdir())
            cluster.start_target(owner)
            target.download(folder / "o", workers=4, part_size=MIB)
            assert told == hashed((folder / "o").read_bytes())


def check_restarted(mib: int) -> None:
    """A target that is back before the map has lost it is read on from."""
    with LocalCluster(targets=3) as cluster:
        with Client(cluster.endpoint, retry=RetryPolicy(base=0.1)) as client:
            bucket = client.bucket("killed").create()
            told, owner = stored(bucket, mib)
            killed: list[int] = []

            def restart(done: int, total: int | None) -> None:
                if total and len(killed) < 3 and done > len(killed) * total // 4:
                    killed.append(done)
                    cluster.take_down(owner)
                    cluster.bring_up(owner)

            found = bucket.object(NAME).get_parallel(part_size=MIB, progress=restart)

            assert told == hashed(found)
            assert 3 == len(killed)


def test_a_killed_target_is_an_error_or_right_bytes(tmp_path: Path) -> None:
    """Into memory and into a file, of which nothing stays."""
    check_killed(24, tmp_path)


def test_a_restarted_target_is_read_on_from() -> None:
    """Parts that broke are asked for again."""
    check_restarted(24)


@pytest.mark.stress
@pytest.mark.timeout(600)
def test_a_target_killed_in_the_middle_of_1_gib(tmp_path: Path) -> None:
    """The same, of a size that takes a while."""
    check_killed(1024, tmp_path)
    check_restarted(1024)
