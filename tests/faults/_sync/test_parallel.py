# Written by codegen.py from tests/faults/_async/test_parallel.py; do not edit.
"""What workers that read one object do when the cluster misbehaves."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from aistore_hl import Bucket, Client, LocalCluster, errors

pytestmark = pytest.mark.anyio

MIB = 1 << 20
SIZE = 4 * MIB


@pytest.fixture
def content() -> bytes:
    return os.urandom(SIZE)


def test_a_broken_part_is_asked_for_alone(cluster: LocalCluster, bucket: Bucket, content: bytes) -> None:
    """From where it broke; the others are asked for once."""
    bucket.object("o").put(content)
    cluster.faults.once("GET object", side="target", cut=500_000, reset=True)
    found = bucket.object("o").get_parallel(part_size=MIB)
    asked = [each.header("range") or "" for each in cluster.targets.seen.arrivals("GET")]
    begins = sorted(int(each.removeprefix("bytes=").partition("-")[0]) for each in asked)

    assert content == found
    assert [0, MIB, 2 * MIB, 3 * MIB] == [begin for begin in begins if begin % MIB == 0]
    assert 5 == len(begins)


@pytest.mark.parametrize("status", [500, 503])
def test_a_refused_part_is_asked_for_again(
    cluster: LocalCluster, bucket: Bucket, content: bytes, status: int
) -> None:
    """Reading again changes nothing."""
    bucket.object("o").put(content)
    cluster.faults.once("GET object", side="target", status=status)

    assert content == bucket.object("o").get_parallel(part_size=MIB)


def test_a_flipped_bit_makes_all_parts_be_read_again(
    cluster: LocalCluster, bucket: Bucket, content: bytes
) -> None:
    """Which part it is in nobody can tell: a part has no checksum."""
    bucket.object("o").put(content)
    cluster.faults.once("GET object", side="target", flip=5)

    assert content == bucket.object("o").get_parallel(part_size=MIB)


def test_parts_that_stay_wrong_are_an_error(
    cluster: LocalCluster, bucket: Bucket, content: bytes, tmp_path: Path
) -> None:
    """In memory and in a file, which does not appear."""
    bucket.object("o").put(content)
    cluster.faults.once("GET object", side="target", flip=5, times=99)
    with pytest.raises(errors.ChecksumMismatch):
        bucket.object("o").get_parallel(part_size=MIB)
    with pytest.raises(errors.ChecksumMismatch):
        bucket.object("o").download(tmp_path / "o", workers=2, part_size=MIB)

    assert [] == list(tmp_path.iterdir())


def test_parts_of_two_objects_are_never_mixed(cluster: LocalCluster, bucket: Bucket, content: bytes) -> None:
    """An object that is overwritten between two parts is an error."""
    bucket.object("o").put(content)

    def overwrite(done: int, total: int | None) -> None:
        with Client(cluster.endpoint) as other:
            other.bucket(bucket.name).object("o").put(bytes(SIZE))

    with pytest.raises(errors.ObjectChanged):
        bucket.object("o").get_parallel(part_size=MIB, workers=1, progress=overwrite)


def test_a_part_that_cannot_be_read_stops_the_others(
    cluster: LocalCluster, bucket: Bucket, content: bytes
) -> None:
    """Its error is raised, and no more parts are asked for."""
    bucket.object("o").put(content)
    cluster.faults.once("GET object", side="target", status=404)
    with pytest.raises(errors.NotFound):
        bucket.object("o").get_parallel(part_size=MIB, workers=1)

    assert 1 == len(cluster.targets.seen.arrivals("GET"))
