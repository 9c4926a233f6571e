"""Waiting for a job: when to look again, and what the answers mean."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from aistore_hl._core.errors import (
    AccessDenied,
    AisError,
    BadRequest,
    ConnectionBroken,
    JobAborted,
    JobFailed,
    JobTimeout,
    NotFound,
    ProtocolError,
    ServerError,
)
from aistore_hl._core.jobs import Counters, JobProgress, JobStatus, Snapshot
from aistore_hl._core.waiting import PATIENCE, UNKNOWN_FOR, Watch, pause, with_status

BEGAN = datetime(2026, 11, 26, tzinfo=UTC)
ENDED = datetime(2026, 11, 26, 0, 0, 2, tzinfo=UTC)


def watch(id: str = "AbCdEfGhI", kind: str = "", deadline: float | None = None) -> Watch:
    return Watch(id, kind, 0.0, deadline)


def status(kind: str = "lru", *, ended: bool = False, is_aborted: bool = False, error: str = "") -> JobStatus:
    return JobStatus("AbCdEfGhI", kind, ENDED if ended else None, is_aborted, error)


def snapshot(
    kind: str = "archive",
    *,
    id: str = "AbCdEfGhI",
    begun: bool = True,
    ended: bool = False,
    is_idle: bool = False,
    is_aborted: bool = False,
    error: str = "",
    objects: int = 0,
) -> Snapshot:
    counters = Counters(objects, 10 * objects)
    return Snapshot(
        id=id,
        kind=kind,
        started=BEGAN if begun else None,
        ended=ENDED if ended else None,
        is_idle=is_idle,
        is_aborted=is_aborted,
        error=error,
        bucket=None,
        source=None,
        destination=None,
        local=counters,
        sent=counters,
        received=counters,
        raw={},
    )


@pytest.mark.parametrize(
    ("elapsed", "expected"),
    [(0, 0.02), (0.32, 0.02), (0.8, 0.05), (1.28, 0.08), (12.8, 0.08), (16, 0.1), (160, 1.0), (86_400, 5.0)],
)
def test_pause_adapts(elapsed: float, expected: float) -> None:
    """At once for short jobs, below a hundredth of what has passed for long ones, at most five seconds."""
    assert pytest.approx(expected) == pause(elapsed)


def test_an_hour_is_few_looks() -> None:
    """Fewer than two thousand, each one small request to a proxy."""
    now, looks = 0.0, 0
    while now < 3600:
        now += pause(now)
        looks += 1

    assert looks < 2000


@pytest.mark.parametrize(
    ("id", "kind", "expected"),
    [("x", "copy-bck", True), ("x", "", True), ("x", "archive", False), ("x", "download", False), ("", "lru", False)],
)
def test_who_is_asked(id: str, kind: str, expected: bool) -> None:
    """The proxies, where they are told of such jobs, or may be."""
    assert expected is watch(id, kind).asks_status


@pytest.mark.parametrize(
    ("heard", "expected"),
    [
        (status(), False),
        (status(ended=True), True),
        (status(is_aborted=True), True),
        (status("download", ended=True), False),
    ],
    ids=["runs", "ended", "aborted", "goes idle"],
)
def test_status_says_whether_it_is_over(heard: JobStatus, expected: bool) -> None:
    """But of kinds that go idle."""
    assert expected is watch().hear_status(heard, 1.0)


def test_kind_is_learned_from_the_status() -> None:
    """So that the next look goes to whom that kind reports."""
    job = watch()
    job.hear_status(status("download"), 1.0)

    assert ("download", False) == (job.kind, job.asks_status)


@pytest.mark.parametrize(
    ("heard", "expected"),
    [
        ({"t1": [snapshot(is_idle=True)], "t2": [snapshot(is_idle=True)]}, True),
        ({"t1": [snapshot(is_idle=True)], "t2": [snapshot()]}, False),
        ({"t1": [snapshot(is_idle=True)], "t2": [snapshot(begun=False, is_idle=True)]}, False),
        ({"t1": [snapshot(is_idle=True)], "t2": [snapshot(ended=True)]}, True),
        ({"t1": [snapshot()], "t2": [snapshot(is_aborted=True)]}, True),
        ({"t1": [snapshot("resilver", ended=True)], "t2": []}, True),
        ({"t1": [snapshot("resilver", is_idle=True)], "t2": []}, False),
        ({"t1": [], "t2": []}, False),
    ],
    ids=["idle", "one works", "one has not begun", "one ended", "aborted", "one target", "stops", "not yet there"],
)
def test_snapshots_say_whether_it_is_over(heard: dict[str, list[Snapshot]], expected: bool) -> None:
    """Idle counts for the kinds that go idle, and only once it has begun."""
    assert expected is watch().hear_snapshots(heard, 1.0)


def test_of_a_kind_only_those_that_ran_count() -> None:
    """Older ones that failed are remembered for hours."""
    job = watch("", "lru")
    old = snapshot("lru", id="old", ended=True, error="long ago")

    assert not job.hear_snapshots({"t1": [old, snapshot("lru", id="new")]}, 1.0)
    assert job.hear_snapshots({"t1": [old, snapshot("lru", id="new", ended=True, objects=3)]}, 2.0)
    assert job.progress is not None
    assert (3, {}) == (job.progress.local.objects, job.progress.errors)


def test_nothing_of_a_kind_is_over_at_once() -> None:
    """There is nothing to wait for."""
    assert watch("", "lru").hear_snapshots({"t1": []}, 1.0)


def test_unknown_job_is_waited_for_a_moment() -> None:
    """Then it is one that does not exist."""
    job = watch()
    missing = NotFound("gone")
    job.hear_nothing(missing, 1.0)
    job.hear_nothing(missing, 1.0 + UNKNOWN_FOR - 0.1)

    with pytest.raises(NotFound):
        job.hear_nothing(missing, 1.0 + UNKNOWN_FOR)


def test_moment_begins_anew_when_it_was_known() -> None:
    """One proxy knows it, another one does not yet."""
    job = watch()
    job.hear_nothing(NotFound("gone"), 1.0)
    job.hear_status(status(), 1.0 + UNKNOWN_FOR / 2)

    job.hear_nothing(NotFound("gone"), 1.0 + UNKNOWN_FOR)


@pytest.mark.parametrize(
    "exc",
    [ConnectionBroken("reset"), ServerError("500", status=500), BadRequest("target away", status=400)],
    ids=lambda exc: type(exc).__name__,
)
def test_failed_looks_are_survived(exc: AisError) -> None:
    """For a minute after the last answer."""
    job = watch()
    job.hear_status(status(), 1.0)
    job.hear_failure(exc, 1.0 + PATIENCE - 1)

    with pytest.raises(type(exc)):
        job.hear_failure(exc, 1.0 + PATIENCE)


@pytest.mark.parametrize("exc", [ProtocolError("html"), AccessDenied("403", status=403)], ids=["protocol", "denied"])
def test_failures_that_last_are_raised(exc: AisError) -> None:
    """Also after good answers."""
    job = watch()
    job.hear_status(status(), 1.0)

    with pytest.raises(type(exc)):
        job.hear_failure(exc, 2.0)


def test_first_look_that_fails_is_raised() -> None:
    """It was tried again below already: nobody is there, or the question is wrong."""
    with pytest.raises(ConnectionBroken):
        watch().hear_failure(ConnectionBroken("refused"), 0.0)


def test_deadline_is_of_the_clock() -> None:
    """The last pause is cut; then it is an error that says how far the job was."""
    job = watch(kind="archive", deadline=10.0)
    job.hear_snapshots({"t1": [snapshot(objects=5)]}, 1.0)

    assert pytest.approx(0.01) == job.pause(9.99)
    with pytest.raises(JobTimeout, match=r"archive\[AbCdEfGhI\] still runs after 10.0 s") as caught:
        job.pause(10.0)
    assert isinstance(caught.value, TimeoutError)
    assert caught.value.progress is not None
    assert 5 == caught.value.progress.local.objects


def test_progress_is_of_all_targets() -> None:
    """Counters added, from the first begin to the last end."""
    found = JobProgress.of({"t1": [snapshot(objects=1, ended=True)], "t2": [snapshot(objects=2)], "t3": []})

    assert (Counters(3, 30), 2, 1) == (found.local, found.targets, found.done)
    assert (BEGAN, None, None) == (found.started, found.ended, found.seconds)


def test_progress_of_an_ended_job_has_its_time() -> None:
    """From the first target's begin to the last one's end."""
    assert 2.0 == JobProgress.of({"t1": [snapshot(ended=True)], "t2": [snapshot(ended=True)]}).seconds


def test_success_is_returned() -> None:
    """As it was heard."""
    done = JobProgress("x", "lru")

    assert done is watch().verdict(done)


def test_failure_names_target_and_error() -> None:
    """In its text and in its fields."""
    done = JobProgress.of({"t1": [snapshot(ended=True, error="no space", objects=7)]})

    with pytest.raises(JobFailed, match=r"failed after 7 objects: t1: no space") as caught:
        watch().verdict(done)
    assert ({"t1": "no space"}, "AbCdEfGhI", done) == (caught.value.errors, caught.value.id, caught.value.progress)


def test_failure_is_told_in_one_line() -> None:
    """Whatever a transformer has answered; the fields have it as it came."""
    done = JobProgress.of({"t1": [snapshot(ended=True, error='ETL error: {"status": 500}\n')]})

    with pytest.raises(JobFailed, match=r't1: ETL error: {"status": 500}$') as caught:
        watch().verdict(done)
    assert {"t1": 'ETL error: {"status": 500}\n'} == caught.value.errors


def test_failure_on_many_targets_is_short() -> None:
    """Three of them, and how many more."""
    done = JobProgress.of({f"t{number}": [snapshot(ended=True, error="bad")] for number in range(9)})

    with pytest.raises(JobFailed, match=r"t2: bad and 6 more$"):
        watch().verdict(done)


def test_abort_is_a_failure_of_its_own() -> None:
    """Who catches failures catches it too."""
    done = with_status(None, status(is_aborted=True, error="user abort"))

    with pytest.raises(JobAborted, match="was aborted after 0 objects: user abort") as caught:
        watch(kind="copy-bck").verdict(done)
    assert isinstance(caught.value, JobFailed)
    assert {"": "user abort"} == caught.value.errors


def test_what_targets_say_goes_before_what_proxies_say() -> None:
    """They name who failed."""
    heard = JobProgress.of({"t1": [snapshot(ended=True, error="bad disk")]})

    assert {"t1": "bad disk"} == with_status(heard, status(ended=True, error="bad disk (1 error)")).errors


@pytest.mark.parametrize(("deadline", "now", "seconds"), [(None, 4.0, None), (10.0, 4.0, 6.0), (10.0, 10.0, 0.5)])
def test_a_look_has_until_the_deadline(deadline: float | None, now: float, seconds: float | None) -> None:
    """And the last one, which begins at it, half a second: 0 would be all the time there is."""
    assert seconds == Watch("id", "lru", 0.0, deadline).patience(now)


def test_abort_without_a_reason_says_so_much() -> None:
    """And nothing behind it."""
    done = with_status(None, status(is_aborted=True))

    with pytest.raises(JobAborted, match=r"was aborted after 0 objects$"):
        watch().verdict(done)
