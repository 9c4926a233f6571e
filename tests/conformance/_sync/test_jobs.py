# Written by codegen.py from tests/conformance/_async/test_jobs.py; do not edit.
"""Jobs of the cluster: started, watched, stopped."""

from __future__ import annotations

import secrets
import time

import pytest

from aistore_hl import Bucket, Client, Job
from aistore_hl.errors import BucketNotFound, ConnectFailed, InvalidName, NotFound
from aistore_hl.types import JobProgress, JobStatus

PATIENCE = 50.0
"""Seconds that a job with nothing to do may take."""


def finished(job: Job) -> JobStatus:
    """How the job ended."""
    deadline = time.monotonic() + PATIENCE
    status = job.status()
    while status.is_running:
        assert time.monotonic() < deadline
        status = job.status()
    return status


@pytest.fixture
def unknown() -> str:
    """An id that no job has."""
    return "".join(secrets.choice("ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz") for _ in range(9))


@pytest.mark.parametrize("kind", ["lru", "cleanup-store"])
def test_started_job_ends(client: Client, kind: str) -> None:
    """Without an error."""
    status = finished(client.job(kind=kind).start())

    assert (True, False, "") == (status.is_finished, status.is_aborted, status.error)


def test_started_job_has_an_id(client: Client) -> None:
    """By which the cluster knows it from then on."""
    job = client.job(kind="lru").start()
    status = finished(job)

    assert job.id
    assert (job.id, "lru") == (status.id, status.kind)


def test_each_start_is_another_job(client: Client) -> None:
    """Once the first is over."""
    first = client.job(kind="lru").start()
    finished(first)
    second = client.job(kind="lru").start()
    finished(second)

    assert first.id != second.id


def test_job_is_started_by_its_other_name(client: Client) -> None:
    """The one that the command line of AIS shows."""
    status = finished(client.job(kind="cleanup").start())

    assert "cleanup-store" == status.kind


def test_what_is_known_of_objects_is_loaded(client: Client, bucket: Bucket) -> None:
    """A job that changes nothing, and ends at every target."""
    bucket.object("o").put(b"kept")
    job = client.job(kind="load-lom-cache").start(bucket.ref)
    job.wait(timeout=30)
    snapshots = job.snapshots()

    assert {"load-lom-cache"} == {each.kind for listed in snapshots.values() for each in listed}
    assert set(client.cluster().get_info().targets) == snapshots.keys()
    assert b"kept" == bucket.object("o").get().read_all()


def test_job_works_on_a_bucket(client: Client, bucket: Bucket) -> None:
    """If one is named; its objects stay."""
    bucket.object("o").put(b"kept")
    finished(client.job(kind="cleanup-store").start(bucket.ref))

    assert b"kept" == bucket.object("o").get().read_all()


def test_job_on_a_missing_bucket_is_not_started(client: Client, absent: Bucket) -> None:
    """It is the bucket that is not found."""
    with pytest.raises(BucketNotFound):
        client.job(kind="lru").start(absent.ref)


def test_ended_job_has_an_end(client: Client) -> None:
    """A time with a zone."""
    ended = finished(client.job(kind="lru").start()).ended

    assert ended is not None
    assert ended.utcoffset() is not None


def test_every_target_has_a_snapshot(client: Client) -> None:
    """By its id."""
    job = client.job(kind="lru").start()
    finished(job)

    assert client.cluster().get_info().targets.keys() == job.snapshots().keys()


def test_snapshots_are_of_the_job(client: Client) -> None:
    """One for each target, of that id and kind, begun and over."""
    job = client.job(kind="lru").start()
    finished(job)
    found = [snapshot for of_target in job.snapshots().values() for snapshot in of_target]

    assert {(job.id, "lru")} == {(snapshot.id, snapshot.kind) for snapshot in found}
    assert all(snapshot.started is not None and snapshot.is_finished for snapshot in found)


def test_job_is_found_by_its_id(client: Client) -> None:
    """Another handle with the same id is the same job."""
    job = client.job(kind="lru").start()
    finished(job)

    assert job.id == client.job(job.id).status().id


def test_job_is_found_by_its_kind(client: Client) -> None:
    """Some job of that kind."""
    finished(client.job(kind="lru").start())

    assert "lru" == client.job(kind="lru").status().kind


def test_jobs_are_listed_by_kind(client: Client) -> None:
    """Those of that kind, and no others."""
    job = client.job(kind="lru").start()
    finished(job)
    found = client.cluster().list_jobs(kind="lru")

    assert job.id in {status.id for status in found}
    assert {"lru"} == {status.kind for status in found}


def test_jobs_of_all_kinds_are_listed(client: Client) -> None:
    """With their ids."""
    started = [client.job(kind=kind).start() for kind in ("lru", "cleanup-store")]
    for job in started:
        finished(job)

    assert {job.id for job in started} <= {status.id for status in client.cluster().list_jobs()}


def test_ended_jobs_are_not_listed_as_running(client: Client) -> None:
    """Only what is under way is."""
    job = client.job(kind="lru").start()
    finished(job)

    assert job.id not in {status.id for status in client.cluster().list_jobs(running=True)}


def test_stop_of_an_ended_job_is_fine(client: Client) -> None:
    """That it is over is enough."""
    job = client.job(kind="lru").start()
    before = finished(job)
    job.stop()

    assert before.id == job.status().id


def test_stop_of_an_unknown_job_is_fine(client: Client, unknown: str) -> None:
    """That there is none is enough, and none appears."""
    client.job(unknown).stop()

    assert unknown not in {status.id for status in client.cluster().list_jobs()}


def test_status_of_an_unknown_job_is_an_error(client: Client, unknown: str) -> None:
    """The cluster does not know it."""
    with pytest.raises(NotFound) as caught:
        client.job(unknown).status()

    assert 404 == caught.value.status


def test_snapshots_of_an_unknown_job_are_an_error(client: Client, unknown: str) -> None:
    """No target knows it."""
    with pytest.raises(NotFound):
        client.job(unknown).snapshots()


def test_job_has_a_name(nobody: Client) -> None:
    """An id or a kind."""
    with pytest.raises(ValueError, match="id or by its kind"):
        nobody.job()


def test_job_named_by_its_id_is_not_started(nobody: Client) -> None:
    """It was, before: a kind is needed to start another one."""
    with pytest.raises(ValueError, match="name a kind"):
        nobody.job("AbCdEfGhI").start()


def test_unknown_kind_is_never_sent(nobody: Client) -> None:
    """AIS would take it for every job there is."""
    with pytest.raises(InvalidName, match="'nosuch'"):
        nobody.job(kind="nosuch").snapshots()


def test_jobs_of_an_unknown_kind_are_not_asked_for(nobody: Client) -> None:
    """A mistake in the kind is no empty list."""
    with pytest.raises(InvalidName, match="'nosuch'"):
        nobody.cluster().list_jobs(kind="nosuch")


def test_job_tells_what_it_is(nobody: Client) -> None:
    """Its repr has id and kind."""
    shown = repr(nobody.job("AbCdEfGhI", kind="lru"))

    assert "AbCdEfGhI" in shown
    assert "lru" in shown


@pytest.mark.parametrize("kind", ["lru", "cleanup-store"])
def test_wait_tells_how_it_ended(client: Client, kind: str) -> None:
    """On how many targets, from when to when."""
    job = client.job(kind=kind).start()
    done = job.wait(timeout=PATIENCE)

    assert (job.id, kind, {}, False) == (done.id, done.kind, done.errors, done.is_aborted)
    assert done.targets == done.done == len(client.cluster().get_info().targets)
    assert done.seconds is not None
    assert 0 <= done.seconds < PATIENCE


def test_wait_by_id_alone(client: Client) -> None:
    """The kind is looked up."""
    started = client.job(kind="lru").start()

    assert "lru" == client.job(started.id).wait(timeout=PATIENCE).kind


def test_wait_for_a_kind_of_which_none_runs(client: Client) -> None:
    """There is nothing to wait for, and nobody's old errors are told."""
    client.job(kind="lru").start().wait(timeout=PATIENCE)
    done = client.job(kind="lru").wait(timeout=PATIENCE)

    assert ("lru", 0) == (done.kind, done.targets)


def test_wait_for_an_unknown_job(client: Client, unknown: str) -> None:
    """After a moment in which it might have appeared."""
    with pytest.raises(NotFound):
        client.job(unknown).wait(timeout=PATIENCE)


def test_wait_tells_progress(client: Client) -> None:
    """At least how it ended."""
    told: list[JobProgress] = []
    done = client.job(kind="lru").start().wait(timeout=PATIENCE, progress=told.append)

    assert done == told[-1]


def test_progress_of_a_job(client: Client) -> None:
    """Also long after its end."""
    job = client.job(kind="lru").start()
    done = job.wait(timeout=PATIENCE)

    assert done.local == job.progress().local


def test_wait_where_nobody_is(nobody: Client) -> None:
    """It is told at once."""
    with pytest.raises(ConnectFailed):
        nobody.job("AbCdEfGhI").wait(timeout=PATIENCE)


def test_running_jobs_have_kind_and_id(client: Client) -> None:
    """Those that ended are not among them."""
    job = client.job(kind="lru").start()
    job.wait(timeout=PATIENCE)
    running = client.cluster().list_running_jobs()

    assert job.id not in {each.id for each in running}
    assert all(each.id and each.kind for each in running)


def test_jobs_are_listed_by_bucket(client: Client, bucket: Bucket) -> None:
    """Only those that worked on it."""
    job = bucket.set_copies(1)
    job.wait(timeout=PATIENCE)
    found = client.cluster().list_jobs(kind=job.kind, bucket=bucket.ref)

    assert [job.id] == [status.id for status in found]
