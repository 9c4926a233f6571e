"""A target that is killed while it is read from, and started again: what it holds is away, and then it is back.

Nothing is written meanwhile. Also on a real cluster, see `tests.faults.killable`.
"""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from time import monotonic

import pytest

from aistore_hl import AsyncBucket, AsyncClient, AsyncObject, errors
from tests.faults.killable import Killable, killable

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
async def client(cluster: Killable) -> AsyncIterator[AsyncClient]:
    async with AsyncClient(cluster.endpoint, retry=QUICK) as client:
        yield client


@pytest.fixture
async def bucket(client: AsyncClient) -> AsyncIterator[AsyncBucket]:
    bucket = await client.bucket(f"ais-hl-test-{secrets.token_hex(6)}").create()
    yield bucket
    await bucket.delete()


async def check_many(cluster: Killable, client: AsyncClient, bucket: AsyncBucket, count: int, *, direct: bool) -> None:
    """With a third of them read the target is killed; what it holds is away, also when the map has lost it."""
    contents = made(count)
    await bucket.put_many(contents)
    before = await client.cluster().get_info()
    killed = before.owner(f"{bucket.ref.uname}0/00000").id
    held = {name for name in contents if before.owner(bucket.ref.uname + name).id == killed}
    right, failed = 0, dict[str, Exception]()
    async for item in bucket.get_many(contents, direct=direct, window=32, raise_errors=False):
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

    await until_in_map(client, killed, expected=False)
    failed = await failures(bucket, contents, direct=direct)
    assert held == failed.keys()
    assert [] == [exc for exc in failed.values() if not isinstance(exc, OUT)]

    cluster.start_target(killed)
    await until_in_map(client, killed, expected=True)
    deadline = monotonic() + PATIENCE
    while await failures(bucket, contents, direct=direct):
        assert monotonic() < deadline


async def check_one(cluster: Killable, client: AsyncClient, bucket: AsyncBucket, mib: int, folder: Path) -> None:
    """Read by several workers into memory; then into a file, of which nothing stays; and at last whole."""
    target = bucket.object(NAME)
    told, owner = await stored(bucket, mib)
    running = {owner}

    def kill(done: int, total: int | None) -> None:
        if total and MIB * mib // 3 < done < total and owner in running:
            running.discard(owner)
            cluster.kill_target(owner)

    with pytest.raises(errors.AisError, match=NAME):
        await target.get_parallel(part_size=MIB, progress=kill)
    with pytest.raises(errors.AisError, match=NAME):
        await target.download(folder / "o", workers=4, part_size=MIB)
    await until_in_map(client, owner, expected=False)
    with pytest.raises(errors.AisError, match=NAME):
        await target.download(folder / "o", workers=4, part_size=MIB)
    assert [] == list(folder.iterdir())

    cluster.start_target(owner)
    await until_in_map(client, owner, expected=True)
    await until_there(target)
    assert told == hashed(await target.get_parallel(part_size=MIB))
    await target.download(folder / "o", workers=4, part_size=MIB)
    assert told == hashed((folder / "o").read_bytes())


async def failures(bucket: AsyncBucket, contents: dict[str, bytes], *, direct: bool) -> dict[str, Exception]:
    """What does not come, and why; no byte of the others is wrong."""
    failed = dict[str, Exception]()
    async for item in bucket.get_many(contents, direct=direct, raise_errors=False):
        if item.error is None:
            assert contents[item.name] == item.content
        else:
            failed[item.name] = item.error
    return failed


async def until_in_map(client: AsyncClient, target: str, *, expected: bool) -> None:
    """Wait until the cluster's map has the target, or has it no more."""
    deadline = monotonic() + PATIENCE
    while (target in (await client.cluster().get_info()).targets) is not expected:
        assert monotonic() < deadline


async def until_there(target: AsyncObject) -> None:
    """Wait until it can be asked for."""
    deadline = monotonic() + PATIENCE
    while True:
        try:
            await target.head()
            return
        except (*OUT, errors.ObjectNotFound):
            assert monotonic() < deadline


@pytest.mark.parametrize("direct", [False, True], ids=["proxy", "direct"])
async def test_what_a_killed_target_holds_comes_back(
    cluster: Killable, client: AsyncClient, bucket: AsyncBucket, direct: bool
) -> None:
    """300 objects: each right, or failed by its name as long as it is away."""
    await check_many(cluster, client, bucket, 300, direct=direct)


async def test_a_large_object_comes_back(
    cluster: Killable, client: AsyncClient, bucket: AsyncBucket, tmp_path: Path
) -> None:
    """Of 24 MiB."""
    await check_one(cluster, client, bucket, 24, tmp_path)


@pytest.mark.stress
@pytest.mark.parametrize("direct", [False, True], ids=["proxy", "direct"])
async def test_what_a_killed_target_holds_of_5_000_comes_back(
    cluster: Killable, client: AsyncClient, bucket: AsyncBucket, direct: bool
) -> None:
    """The same of 5,000."""
    await check_many(cluster, client, bucket, 5_000, direct=direct)


@pytest.mark.stress
async def test_1_gib_comes_back(cluster: Killable, client: AsyncClient, bucket: AsyncBucket, tmp_path: Path) -> None:
    """The same of a size that takes a while."""
    await check_one(cluster, client, bucket, 1024, tmp_path)
