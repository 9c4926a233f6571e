"""What a read is told that finds nothing while a target is out: that nobody knows, and not that there is nothing."""

from __future__ import annotations

import json
import tarfile
from collections.abc import AsyncIterable, Awaitable, Callable, Iterator
from io import BytesIO
from itertools import count
from pathlib import Path
from typing import Any

import msgspec
import pytest

from aistore_hl import AsyncBucket, AsyncClient, AsyncObject, LocalCluster, RetryPolicy, errors
from aistore_hl._concurrency import AsyncAction
from aistore_hl.types import ClusterMap, FileOutcome
from tests.faults.endpoints import Answer, Endpoint, Request, serving

pytestmark = pytest.mark.anyio

MIB = 1 << 20


@pytest.fixture
def changing() -> Iterator[LocalCluster]:
    """A cluster whose map shows at once what becomes of targets."""
    with LocalCluster(targets=3, dead_after=0) as running:
        yield running


async def drained(items: AsyncIterable[object]) -> None:
    async for _ in items:
        pass


async def batch(bucket: AsyncBucket, name: str) -> None:
    # Collected where it is: elsewhere a dead target may be chosen.
    async with await bucket.get_batch([name], colocation=1) as items:
        await drained(items)


async def opened(opening: AsyncAction[Any]) -> None:
    await (await opening()).close()


async def exists(wanted: AsyncObject) -> None:
    if not await wanted.exists():
        raise errors.ObjectNotFound("it says no")


async def outcome(read: AsyncAction[object]) -> type[Exception] | None:
    """What a read ends with."""
    try:
        await read()
    except errors.BatchError as exc:
        return type(next(iter(exc.failures.values())))
    except errors.AisError as exc:
        return type(exc)
    return None


async def outcomes(bucket: AsyncBucket, name: str, folder: Path) -> dict[str, type[Exception] | None]:
    """What every kind of read of one object ends with."""
    wanted = bucket.object(name)
    reads: dict[str, AsyncAction[object]] = {
        "head": lambda: wanted.head(),
        "exists": lambda: exists(wanted),
        "merge": lambda: wanted.merge_metadata({"k": "v"}),
        "get": lambda: opened(lambda: wanted.get()),
        "range": lambda: opened(lambda: wanted.get(offset=1, length=1)),
        "direct": lambda: opened(lambda: wanted.get(direct=True)),
        "open": lambda: opened(lambda: wanted.open()),
        "parallel": lambda: wanted.get_parallel(),
        "download": lambda: wanted.download(folder / "o"),
        "download by workers": lambda: wanted.download(folder / "o", workers=2),
        "member": lambda: opened(lambda: wanted.get_member("a")),
        "get_many": lambda: drained(bucket.get_many([name])),
        "direct get_many": lambda: drained(bucket.get_many([name], direct=True)),
        "head_many": lambda: drained(bucket.head_many([name])),
        "get_batch": lambda: batch(bucket, name),
    }
    return {kind: await outcome(read) for kind, read in reads.items()}


def packed() -> bytes:
    """A shard of one member."""
    with BytesIO() as file:
        with tarfile.open(fileobj=file, mode="w") as tar:
            member = tarfile.TarInfo("a")
            member.size = 1
            tar.addfile(member, BytesIO(b"a"))
        # Without its padding, since nothing is added behind that.
        return file.getvalue()[:2048]


async def check(changing: LocalCluster, folder: Path, *, fate: str) -> None:
    """A target goes, and comes back."""
    async with AsyncClient(changing.endpoint) as client:
        bucket = await client.bucket("b").create()
        await bucket.put_many((f"{number}.tar", packed()) for number in range(30))
        smap = ClusterMap.from_document(changing.smap)
        owners = {name: smap.owner(bucket.ref.uname + name).id for name in (f"{n}.tar" for n in range(30))}
        gone = changing.targets[0].id
        lost = next(name for name, owner in owners.items() if owner == gone)
        kept = next(name for name, owner in owners.items() if owner != gone)

        async with AsyncClient(changing.endpoint) as other:
            found = await outcomes(other.bucket("b"), "missing.tar", folder)
            assert found == dict.fromkeys(found, errors.ObjectNotFound)
        getattr(changing, fate)(gone)
        found = await outcomes(bucket, lost, folder)
        assert found == dict.fromkeys(found, errors.Unavailable)
        with pytest.raises(errors.Unavailable, match=f"while {gone} is away, .* GET /v1/objects/b/{lost}"):
            await bucket.object(lost).get()
        found = await outcomes(bucket, "missing.tar", folder)
        assert found == dict.fromkeys(found, errors.Unavailable)
        assert {None} == {*(await outcomes(bucket, kept, folder)).values()}
        changing.start_target(gone)
        assert {None} == {*(await outcomes(bucket, lost, folder)).values()}


@pytest.mark.parametrize("fate", ["kill_target", "stop_target"])
async def test_what_is_not_found_while_a_target_is_out_is_unavailable(
    changing: LocalCluster, tmp_path: Path, fate: str
) -> None:
    """However it is read, and only then; the error names the target, and what the cluster said."""
    await check(changing, tmp_path, fate=fate)


async def test_what_is_not_found_while_a_target_gives_its_objects_away_is_unavailable(tmp_path: Path) -> None:
    """And is not there once it has given all away: in maintenance for long it makes nobody doubt."""
    names = [f"{number}.tar" for number in range(30)]
    with LocalCluster(targets=3, dead_after=3600) as changing:
        leaving, dead, third = (node.id for node in changing.targets)
        async with AsyncClient(changing.endpoint) as client:
            bucket = await client.bucket("b").create()
            await bucket.put_many((name, packed()) for name in names)
            # What belongs to a dead target cannot be given away.
            changing.kill_target(dead)
            changing.maintain(leaving)
            smap = ClusterMap.from_document(changing.smap)
            kept, missing = (
                next(name for name in each if smap.owner(bucket.ref.uname + name).id == third)
                for each in (names, (f"missing-{number}.tar" for number in count()))
            )
            found = await outcomes(bucket, missing, tmp_path)
            assert found == dict.fromkeys(found, errors.Unavailable)
            with pytest.raises(errors.Unavailable, match=f"while {leaving} is away"):
                await bucket.object(missing).get()
            assert {None} == {*(await outcomes(bucket, kept, tmp_path)).values()}
            changing.start_target(dead)
            changing.settle()
        async with AsyncClient(changing.endpoint) as other:
            found = await outcomes(other.bucket("b"), missing, tmp_path)

            assert found == dict.fromkeys(found, errors.ObjectNotFound)


async def test_a_remote_bucket_has_its_objects_elsewhere(tmp_path: Path) -> None:
    """What its backend does not have is not there, whichever targets are."""
    (tmp_path / "cloud").mkdir()
    with LocalCluster(targets=2, dead_after=0, backends={"aws": tmp_path}) as running:
        async with AsyncClient(running.endpoint) as client:
            bucket = client.bucket("cloud", "aws")
            assert errors.ObjectNotFound is await outcome(lambda: bucket.object("o").get())
            running.kill_target(running.targets[0].id)

            assert errors.ObjectNotFound is await outcome(lambda: bucket.object("o").get())


async def test_a_parallel_read_that_loses_its_target_is_unavailable(changing: LocalCluster, tmp_path: Path) -> None:
    """In its middle, into memory and into a file, of which nothing stays."""
    content = bytes(4 * MIB)
    async with AsyncClient(changing.endpoint) as client:
        bucket = await client.bucket("b").create()
        wanted = bucket.object("o")
        await wanted.put(content)
        owner = ClusterMap.from_document(changing.smap).owner(bucket.ref.uname + "o").id

        def lose(done: int, total: int | None) -> None:
            if done == MIB:
                changing.stop_target(owner)

        with pytest.raises(errors.Unavailable, match=f"while {owner} is away"):
            await wanted.get_parallel(workers=1, part_size=MIB, progress=lose)
        changing.start_target(owner)
        # By another client: this one has looked at the map just now.
        async with AsyncClient(changing.endpoint) as other:
            with pytest.raises(errors.Unavailable, match=f"while {owner} is away"):
                await other.bucket("b").object("o").download(tmp_path / "o", workers=2, part_size=MIB, progress=lose)
        changing.start_target(owner)

        assert [] == list(tmp_path.iterdir())
        assert content == await wanted.get_parallel(part_size=MIB)


async def test_a_file_that_loses_its_target_is_unavailable(changing: LocalCluster) -> None:
    """After a jump it asks anew."""
    async with AsyncClient(changing.endpoint) as client:
        bucket = await client.bucket("b").create()
        await bucket.object("o").put(bytes(4 * MIB))
        owner = ClusterMap.from_document(changing.smap).owner(bucket.ref.uname + "o").id
        async with await bucket.object("o").open() as file:
            assert bytes(10) == await file.read(10)
            changing.stop_target(owner)
            await file.seek(3 * MIB)
            with pytest.raises(errors.Unavailable, match=f"while {owner} is away"):
                await file.read(10)


async def test_files_of_a_target_that_is_out_fail_by_name(changing: LocalCluster, tmp_path: Path) -> None:
    """The others are there, and none of them is said to be missing."""
    names = [f"{number:02}" for number in range(20)]
    async with AsyncClient(changing.endpoint) as client:
        bucket = await client.bucket("b").create()
        await bucket.put_many((name, name.encode()) for name in names)
        smap = ClusterMap.from_document(changing.smap)
        gone = smap.owner(bucket.ref.uname + names[-1]).id

        def lose(done: FileOutcome) -> None:
            if done.name == names[0]:
                changing.stop_target(gone)

        found = await bucket.get_files(tmp_path, workers=1, on_file=lose, raise_errors=False)
        lost = {name for name in names[1:] if smap.owner(bucket.ref.uname + name).id == gone}

        assert lost == {each.name for each in found.outcomes.values() if isinstance(each.error, errors.Unavailable)}
        assert {*names} - lost == {path.name for path in tmp_path.iterdir()}


async def add(shard: AsyncObject) -> None:
    await shard.add_member("b", b"b")


async def append(log: AsyncObject) -> None:
    async with log.append() as file:
        await file.write(b" and more")


@pytest.mark.parametrize("change", [append, add])
async def test_what_grows_does_not_begin_anew_while_its_target_is_out(
    changing: LocalCluster, change: Callable[[AsyncObject], Awaitable[None]]
) -> None:
    """Nothing is written then, by a first append either; back again it grows."""
    async with AsyncClient(changing.endpoint) as client:
        wanted = (await client.bucket("b").create()).object("o.tar")
        await wanted.put(packed())
        owner = ClusterMap.from_document(changing.smap).owner(wanted.ref.uname).id
        changing.stop_target(owner)
        with pytest.raises(errors.Unavailable, match=f"while {owner} is away"):
            await change(wanted)
        assert [] == [entry.name async for entry in client.bucket("b").list_objects()]
        changing.start_target(owner)
        await change(wanted)

        assert len(packed()) < ((await wanted.head()).size or 0)


async def test_an_append_whose_target_goes_before_it_is_flushed_is_unavailable(changing: LocalCluster) -> None:
    """What was there before is there again when the target is."""
    async with AsyncClient(changing.endpoint) as client:
        wanted = (await client.bucket("b").create()).object("o")
        await wanted.put(b"before")
        owner = ClusterMap.from_document(changing.smap).owner(wanted.ref.uname).id
        file = wanted.append()
        await file.write(bytes(2 * MIB))
        changing.stop_target(owner)
        with pytest.raises(errors.Unavailable, match=f"while {owner} is away"):
            await file.flush()
        changing.start_target(owner)

        assert b"before" == await (await wanted.get()).read_all()


def unreached(left: int) -> Callable[[Endpoint, Request], Answer]:
    """A proxy of AIS 5.0 that does not reach a target for so many requests, and whose buckets are empty."""
    words = "p[kzfp24780]: failed to call t[Ynbt24781], err: connect: connection refused"
    refusal = {"tcode": "ErrFailedTo", "message": words, "node": "p[kzfp24780]", "status": 400}

    def answer(endpoint: Endpoint, request: Request) -> Answer:
        if len(endpoint.requests) <= left:
            return 400, {"Content-Type": "application/json"}, json.dumps(refusal).encode()
        page = {"UUID": "AbCdEfGhI", "ContinuationToken": "", "Entries": None, "Flags": 0}
        return 200, {"Content-Type": "application/msgpack"}, msgspec.msgpack.encode(page)

    return answer


async def test_a_proxy_that_does_not_reach_a_target_is_asked_again() -> None:
    """AIS says 400, as if the request were wrong; what starts something is not sent again."""
    retry = RetryPolicy(attempts=3, base=0.01)
    with serving(unreached(2)) as endpoint:
        async with AsyncClient(endpoint.origin, retry=retry) as client:
            assert [] == [entry async for entry in client.bucket("b").list_objects()]
    with serving(unreached(9)) as endpoint:
        async with AsyncClient(endpoint.origin, retry=retry) as client:
            with pytest.raises(errors.Unavailable, match="failed to call"):
                await client.bucket("b").objects(["o"]).delete(missing_ok=True)

            assert 1 == len(endpoint.requests)
