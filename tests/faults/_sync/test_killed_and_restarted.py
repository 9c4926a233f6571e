# Written by codegen.py from tests/faults/_async/test_killed_and_restarted.py; do not edit.
"""A target that is killed while it is read from, and started again: what it holds is away, and then it is back.

Nothing is written meanwhile. Also on a real cluster, see `tests.faults.killable`.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from pathlib import Path
from time import monotonic

import pytest
from tests.faults.killable import Killable, killable

from aistore_hl import Bucket, Client, Object, errors

from .test_killed_many import OUT, QUICK, made
from .test_killed_reads import MIB, NAME, hashed, stored

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(600)]

PATIENCE = 180.0
"""Seconds in which a cluster notices that a target has gone, or has it back; AIS takes 27 for the first."""


@pytest.fixture
def cluster() -> Iterator[Killable]:
    with killable() as cluster:
        yield cluster


@pytest.fixture
def client(cluster: Killable) -> Iterator[Client]:
    with Client(cluster.endpoint, retry=QUICK) as client:
        yield client


@pytest.fixture
def bucket(client: Client) -> Iterator[Bucket]:
    bucket = client.bucket(f"ais-hl-test-{secrets.token_hex(6)}").create()
    yield bucket
    bucket.delete()


def check_many(cluster: Killable, client: Client, bucket: Bucket, count: int, *, direct: bool) -> None:
    """With a third of them read the target is killed; what it holds is away, also when the map has lost it."""
    contents = made(count)
    bucket.put_many(contents)
    before = client.cluster().get_info()
    killed = before.owner(f"{bucket.ref.uname}0/00000").id
    held = {name for name in contents if before.owner(bucket.ref.uname + name).id == killed}
    right, failed = 0, dict[str, Exception]()
    for item in bucket.get_many(contents, direct=direct, window=32, raise_errors=False):
        if item.error is None:
            assert contents[item.name] == item.content
            right += 1
        else:
            failed[item.name] = item.error
        if right == count // 3 and not failed:
            cluster.kill_target(killed)
    assert right + len(failed) == count
    assert failed
    assert failed.keys() <= held
    assert [] == [exc for exc in failed.values() if not isinstance(exc, OUT)]

    until_in_map(client, killed, expected=False)
    failed = failures(bucket, contents, direct=direct)
    assert held == failed.keys()
    assert [] == [exc for exc in failed.values() if not isinstance(exc, OUT)]

    cluster.start_target(killed)
    until_in_map(client, killed, expected=True)
    deadline = monotonic() + PATIENCE
    while failures(bucket, contents, direct=direct):
        assert monotonic() < deadline


def check_one(cluster: Killable, client: Client, bucket: Bucket, mib: int, folder: Path) -> None:
    """Read by several workers into memory; then into a file, of which nothing stays; and at last whole."""
    target = bucket.object(NAME)
    told, owner = stored(bucket, mib)
    running = {owner}

    def kill(done: int, total: int | None) -> None:
        if total and MIB * mib // 3 < done < total and owner in running:
            running.discard(owner)
            cluster.kill_target(owner)

    with pytest.raises(errors.AisError, match=NAME):
        target.get_parallel(part_size=MIB, progress=kill)
    with pytest.raises(errors.AisError, match=NAME):
        target.download(folder / "o", workers=4, part_size=MIB)
    until_in_map(client, owner, expected=False)
    with pytest.raises(errors.AisError, match=NAME):
        target.download(folder / "o", workers=4, part_size=MIB)
    assert [] == list(folder.iterdir())

    cluster.start_target(owner)
    until_in_map(client, owner, expected=True)
    until_there(target)
    assert told == hashed(target.get_parallel(part_size=MIB))
    target.download(folder / "o", workers=4, part_size=MIB)
    assert told == hashed((folder / "o").read_bytes())


def failures(bucket: Bucket, contents: dict[str, bytes], *, direct: bool) -> dict[str, Exception]:
    """What does not come, and why; no byte of the others is wrong."""
    failed = dict[str, Exception]()
    for item in bucket.get_many(contents, direct=direct, raise_errors=False):
        if item.error is None:
            assert contents[item.name] == item.content
        else:
            failed[item.name] = item.error
    return failed


def until_in_map(client: Client, target: str, *, expected: bool) -> None:
    """Wait until the cluster's map has the target, or has it no more."""
    deadline = monotonic() + PATIENCE
    while (target in client.cluster().get_info().targets) is not expected:
        assert monotonic() < deadline


def until_there(target: Object) -> None:
    """Wait until it can be asked for."""
    deadline = monotonic() + PATIENCE
    while True:
        try:
            target.head()
            return
        except (*OUT, errors.ObjectNotFound):
            assert monotonic() < deadline


@pytest.mark.parametrize("direct", [False, True], ids=["proxy", "direct"])
def test_what_a_killed_target_holds_comes_back(
    cluster: Killable, client: Client, bucket: Bucket, direct: bool
) -> None:
    """300 objects: each right, or failed by its name as long as it is away."""
    check_many(cluster, client, bucket, 300, direct=direct)


def test_a_large_object_comes_back(
    cluster: Killable, client: Client, bucket: Bucket, tmp_path: Path
) -> None:
    """Of 24 MiB."""
    check_one(cluster, client, bucket, 24, tmp_path)


@pytest.mark.stress
@pytest.mark.parametrize("direct", [False, True], ids=["proxy", "direct"])
def test_what_a_killed_target_holds_of_5_000_comes_back(
    cluster: Killable, client: Client, bucket: Bucket, direct: bool
) -> None:
    """The same of 5,000."""
    check_many(cluster, client, bucket, 5_000, direct=direct)


@pytest.mark.stress
def test_1_gib_comes_back(cluster: Killable, client: Client, bucket: Bucket, tmp_path: Path) -> None:
    """The same of a size that takes a while."""
    check_one(cluster, client, bucket, 1024, tmp_path)
