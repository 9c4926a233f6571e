"""Jobs of the cluster: started, watched, stopped."""

from __future__ import annotations

import secrets
import time

import pytest

from aistore_hl import AsyncBucket, AsyncClient, AsyncJob
from aistore_hl.errors import BucketNotFound, ConnectFailed, InvalidName, NotFound
from aistore_hl.types import JobProgress, JobStatus

PATIENCE = 50.0
"""Seconds that a job with nothing to do may take."""


async def finished(job: AsyncJob) -> JobStatus:
    """How the job ended."""
    deadline = time.monotonic() + PATIENCE
    status = await job.status()
    while status.is_running:
        assert time.monotonic() < deadline
        status = await job.status()
    return status


@pytest.fixture
def unknown() -> str:
    """An id that no job has."""
    return "".join(secrets.choice("ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz") for _ in range(9))


@pytest.mark.parametrize("kind", ["lru", "cleanup-store"])
async def test_started_job_ends(client: AsyncClient, kind: str) -> None:
    """Without an error."""
    status = await finished(await client.job(kind=kind).start())

    assert (True, False, "") == (status.is_finished, status.is_aborted, status.error)


async def test_started_job_has_an_id(client: AsyncClient) -> None:
    """By which the cluster knows it from then on."""
    job = await client.job(kind="lru").start()
    status = await finished(job)

    assert job.id
    assert (job.id, "lru") == (status.id, status.kind)


async def test_each_start_is_another_job(client: AsyncClient) -> None:
    """Once the first is over."""
    first = await client.job(kind="lru").start()
    await finished(first)
    second = await client.job(kind="lru").start()
    await finished(second)

    assert first.id != second.id


async def test_job_is_started_by_its_other_name(client: AsyncClient) -> None:
    """The one that the command line of AIS shows."""
    status = await finished(await client.job(kind="cleanup").start())

    assert "cleanup-store" == status.kind


async def test_what_is_known_of_objects_is_loaded(client: AsyncClient, bucket: AsyncBucket) -> None:
    """A job that changes nothing, and ends at every target."""
    await bucket.object("o").put(b"kept")
    job = await client.job(kind="load-lom-cache").start(bucket.ref)
    await job.wait(timeout=30)
    snapshots = await job.snapshots()

    assert {"load-lom-cache"} == {each.kind for listed in snapshots.values() for each in listed}
    assert set((await client.cluster().get_info()).targets) == snapshots.keys()
    assert b"kept" == await (await bucket.object("o").get()).read_all()


async def test_job_works_on_a_bucket(client: AsyncClient, bucket: AsyncBucket) -> None:
    """If one is named; its objects stay."""
    await bucket.object("o").put(b"kept")
    await finished(await client.job(kind="cleanup-store").start(bucket.ref))

    assert b"kept" == await (await bucket.object("o").get()).read_all()


async def test_job_on_a_missing_bucket_is_not_started(client: AsyncClient, absent: AsyncBucket) -> None:
    """It is the bucket that is not found."""
    with pytest.raises(BucketNotFound):
        await client.job(kind="lru").start(absent.ref)


async def test_ended_job_has_an_end(client: AsyncClient) -> None:
    """A time with a zone."""
    ended = (await finished(await client.job(kind="lru").start())).ended

    assert ended is not None
    assert ended.utcoffset() is not None


async def test_every_target_has_a_snapshot(client: AsyncClient) -> None:
    """By its id."""
    job = await client.job(kind="lru").start()
    await finished(job)

    assert (await client.cluster().get_info()).targets.keys() == (await job.snapshots()).keys()


async def test_snapshots_are_of_the_job(client: AsyncClient) -> None:
    """One for each target, of that id and kind, begun and over."""
    job = await client.job(kind="lru").start()
    await finished(job)
    found = [snapshot for of_target in (await job.snapshots()).values() for snapshot in of_target]

    assert {(job.id, "lru")} == {(snapshot.id, snapshot.kind) for snapshot in found}
    assert all(snapshot.started is not None and snapshot.is_finished for snapshot in found)


async def test_job_is_found_by_its_id(client: AsyncClient) -> None:
    """Another handle with the same id is the same job."""
    job = await client.job(kind="lru").start()
    await finished(job)

    assert job.id == (await client.job(job.id).status()).id


async def test_job_is_found_by_its_kind(client: AsyncClient) -> None:
    """Some job of that kind."""
    await finished(await client.job(kind="lru").start())

    assert "lru" == (await client.job(kind="lru").status()).kind


async def test_jobs_are_listed_by_kind(client: AsyncClient) -> None:
    """Those of that kind, and no others."""
    job = await client.job(kind="lru").start()
    await finished(job)
    found = await client.cluster().list_jobs(kind="lru")

    assert job.id in {status.id for status in found}
    assert {"lru"} == {status.kind for status in found}


async def test_jobs_of_all_kinds_are_listed(client: AsyncClient) -> None:
    """With their ids."""
    started = [await client.job(kind=kind).start() for kind in ("lru", "cleanup-store")]
    for job in started:
        await finished(job)

    assert {job.id for job in started} <= {status.id for status in await client.cluster().list_jobs()}


async def test_ended_jobs_are_not_listed_as_running(client: AsyncClient) -> None:
    """Only what is under way is."""
    job = await client.job(kind="lru").start()
    await finished(job)

    assert job.id not in {status.id for status in await client.cluster().list_jobs(running=True)}


async def test_stop_of_an_ended_job_is_fine(client: AsyncClient) -> None:
    """That it is over is enough."""
    job = await client.job(kind="lru").start()
    before = await finished(job)
    await job.stop()

    assert before.id == (await job.status()).id


async def test_stop_of_an_unknown_job_is_fine(client: AsyncClient, unknown: str) -> None:
    """That there is none is enough, and none appears."""
    await client.job(unknown).stop()

    assert unknown not in {status.id for status in await client.cluster().list_jobs()}


async def test_status_of_an_unknown_job_is_an_error(client: AsyncClient, unknown: str) -> None:
    """The cluster does not know it."""
    with pytest.raises(NotFound) as caught:
        await client.job(unknown).status()

    assert 404 == caught.value.status


async def test_snapshots_of_an_unknown_job_are_an_error(client: AsyncClient, unknown: str) -> None:
    """No target knows it."""
    with pytest.raises(NotFound):
        await client.job(unknown).snapshots()


async def test_job_has_a_name(nobody: AsyncClient) -> None:
    """An id or a kind."""
    with pytest.raises(ValueError, match="id or by its kind"):
        nobody.job()


async def test_job_named_by_its_id_is_not_started(nobody: AsyncClient) -> None:
    """It was, before: a kind is needed to start another one."""
    with pytest.raises(ValueError, match="name a kind"):
        await nobody.job("AbCdEfGhI").start()


async def test_unknown_kind_is_never_sent(nobody: AsyncClient) -> None:
    """AIS would take it for every job there is."""
    with pytest.raises(InvalidName, match="'nosuch'"):
        await nobody.job(kind="nosuch").snapshots()


async def test_jobs_of_an_unknown_kind_are_not_asked_for(nobody: AsyncClient) -> None:
    """A mistake in the kind is no empty list."""
    with pytest.raises(InvalidName, match="'nosuch'"):
        await nobody.cluster().list_jobs(kind="nosuch")


async def test_job_tells_what_it_is(nobody: AsyncClient) -> None:
    """Its repr has id and kind."""
    shown = repr(nobody.job("AbCdEfGhI", kind="lru"))

    assert "AbCdEfGhI" in shown
    assert "lru" in shown


@pytest.mark.parametrize("kind", ["lru", "cleanup-store"])
async def test_wait_tells_how_it_ended(client: AsyncClient, kind: str) -> None:
    """On how many targets, from when to when."""
    job = await client.job(kind=kind).start()
    done = await job.wait(timeout=PATIENCE)

    assert (job.id, kind, {}, False) == (done.id, done.kind, done.errors, done.is_aborted)
    assert done.targets == done.done == len((await client.cluster().get_info()).targets)
    assert done.seconds is not None
    assert 0 <= done.seconds < PATIENCE


async def test_wait_by_id_alone(client: AsyncClient) -> None:
    """The kind is looked up."""
    started = await client.job(kind="lru").start()

    assert "lru" == (await client.job(started.id).wait(timeout=PATIENCE)).kind


async def test_wait_for_a_kind_of_which_none_runs(client: AsyncClient) -> None:
    """There is nothing to wait for, and nobody's old errors are told."""
    await (await client.job(kind="lru").start()).wait(timeout=PATIENCE)
    done = await client.job(kind="lru").wait(timeout=PATIENCE)

    assert ("lru", 0) == (done.kind, done.targets)


async def test_wait_for_an_unknown_job(client: AsyncClient, unknown: str) -> None:
    """After a moment in which it might have appeared."""
    with pytest.raises(NotFound):
        await client.job(unknown).wait(timeout=PATIENCE)


async def test_wait_tells_progress(client: AsyncClient) -> None:
    """At least how it ended."""
    told: list[JobProgress] = []
    done = await (await client.job(kind="lru").start()).wait(timeout=PATIENCE, progress=told.append)

    assert done == told[-1]


async def test_progress_of_a_job(client: AsyncClient) -> None:
    """Also long after its end."""
    job = await client.job(kind="lru").start()
    done = await job.wait(timeout=PATIENCE)

    assert done.local == (await job.progress()).local


async def test_wait_where_nobody_is(nobody: AsyncClient) -> None:
    """It is told at once."""
    with pytest.raises(ConnectFailed):
        await nobody.job("AbCdEfGhI").wait(timeout=PATIENCE)


async def test_running_jobs_have_kind_and_id(client: AsyncClient) -> None:
    """Those that ended are not among them."""
    job = await client.job(kind="lru").start()
    await job.wait(timeout=PATIENCE)
    running = await client.cluster().list_running_jobs()

    assert job.id not in {each.id for each in running}
    assert all(each.id and each.kind for each in running)


async def test_jobs_are_listed_by_bucket(client: AsyncClient, bucket: AsyncBucket) -> None:
    """Only those that worked on it."""
    job = await bucket.set_copies(1)
    await job.wait(timeout=PATIENCE)
    found = await client.cluster().list_jobs(kind=job.kind, bucket=bucket.ref)

    assert [job.id] == [status.id for status in found]
