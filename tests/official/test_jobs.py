"""The official client: jobs started, waited for and looked at."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta

import pytest
from aistore.sdk import Bucket, Client, Job
from aistore.sdk.errors import AISError, ErrBckNotFound, JobInfoNotFound
from aistore.sdk.types import JobStatus

PATIENCE = 20


@pytest.fixture
def ended(official: Client) -> Job:
    """A job that is over."""
    job = official.job(official.job(job_kind="lru").start(), "lru")
    assert job.wait(timeout=PATIENCE, verbose=False).success
    return job


@pytest.mark.parametrize("kind", ["lru", "cleanup-store"])
def test_a_job_is_started_and_ends(official: Client, kind: str) -> None:
    """Without an error."""
    job_id = official.job(job_kind=kind).start()
    result = official.job(job_id, kind).wait(timeout=PATIENCE, verbose=False)

    assert (job_id, True) == (result.job_id, result.success)
    assert result.end_time


def test_a_job_works_on_a_bucket(official: Client, made: Bucket) -> None:
    """If one is named."""
    job_id = official.job(job_kind="cleanup-store").start(buckets=[made])

    assert official.job(job_id, "cleanup-store").wait(timeout=PATIENCE, verbose=False).success


def test_a_job_on_a_missing_bucket_is_not_started(official: Client, unmade: Bucket) -> None:
    """It is the bucket that is not found."""
    with pytest.raises(ErrBckNotFound):
        official.job(job_kind="lru").start(buckets=[unmade])


def test_a_job_has_a_status(ended: Job) -> None:
    """By its id."""
    status = ended.status()

    assert (ended.job_id, "", False) == (status.uuid, status.err, status.aborted)
    assert status.end_time > 0


def test_the_kind_of_a_job_is_found_by_its_id(official: Client, ended: Job) -> None:
    """When it is waited for."""
    job = official.job(ended.job_id)

    assert job.wait(timeout=PATIENCE, verbose=False).success
    assert "lru" == job.job_kind


def test_every_target_tells_of_a_job(official: Client, ended: Job) -> None:
    """In snapshots, which say when it began and ended."""
    snapshots = ended.get_details().list_snapshots()

    assert {(ended.job_id, "lru", False)} == {(each.id, each.kind, each.aborted) for each in snapshots}
    assert len(official.cluster().get_info().tmap) == len(snapshots)
    assert all(each.start_time <= each.end_time for each in snapshots)


def test_a_job_took_some_time(ended: Job) -> None:
    """No less than none."""
    took = ended.get_total_time()

    assert took is not None
    assert timedelta(0) <= took


def test_jobs_are_found_by_the_time_of_their_start(ended: Job) -> None:
    """Those that began after it."""
    an_hour_ago = datetime.now(UTC) - timedelta(hours=1)

    assert ended.job_id in [each.id for each in ended.get_within_timeframe(an_hour_ago)]
    with pytest.raises(JobInfoNotFound):
        ended.get_within_timeframe(datetime.now(UTC) + timedelta(hours=1))


def test_an_ended_job_is_among_all(official: Client, ended: Job) -> None:
    """Of its kind."""
    listed = official.cluster().list_jobs_status(job_kind="lru")

    assert ended.job_id in [each.uuid for each in listed]
    assert all(isinstance(each, JobStatus) for each in listed)


def test_an_ended_job_is_not_among_those_that_run(official: Client, ended: Job) -> None:
    """Which are listed as `kind[id]`."""
    assert f"lru[{ended.job_id}]" not in official.cluster().list_running_jobs()


def test_an_ended_job_can_be_stopped(ended: Job) -> None:
    """Which changes nothing."""
    ended.abort()

    assert not ended.status().aborted


def test_an_unknown_job_has_no_status(official: Client) -> None:
    """404."""
    with pytest.raises(AISError) as caught:
        official.job("".join(secrets.choice("ABCDEFGHJKLMNPQRSTUVWXYZ") for _ in range(9)), "lru").status()

    assert 404 == caught.value.status_code


def test_an_unknown_kind_is_not_started(official: Client) -> None:
    """400."""
    with pytest.raises(AISError) as caught:
        official.job(job_kind="nonsense").start()

    assert 400 == caught.value.status_code
