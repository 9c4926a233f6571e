"""Jobs, as real clusters described them."""

from __future__ import annotations

import json
import pickle
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import attrs
import pytest

from aistore_hl._core.errors import InvalidName, ProtocolError
from aistore_hl._core.jobs import (
    IDLING,
    KINDS,
    STARTABLE,
    Counters,
    JobStatus,
    Snapshot,
    check_kind,
    job_id,
    latest,
    running_job,
)
from aistore_hl._core.names import BucketRef

WIRE = Path(__file__).parent.parent / "data/wire/06-jobs.jsonl"
RECORDS = {record["id"]: record for record in map(json.loads, WIRE.read_text(encoding="utf-8").splitlines())}


def status(name: str) -> JobStatus:
    return JobStatus.from_document(RECORDS[name]["response"]["body"])


def snapshots(name: str) -> dict[str, list[Snapshot]]:
    return Snapshot.by_target(RECORDS[name]["response"]["body"])


def test_finished_job() -> None:
    """When, of which kind, and that nothing went wrong."""
    job = status("status-lru")

    assert ("NNNXdQQnq", "lru", "") == (job.id, job.kind, job.error)
    assert datetime(2026, 11, 21, 1, 27, 56, 156425, tzinfo=UTC) == job.ended
    assert (True, False, False) == (job.is_finished, job.is_running, job.is_failed)


def test_running_job() -> None:
    """An end time of 0 is none."""
    job = status("status-running")

    assert (None, False, True) == (job.ended, job.is_finished, job.is_running)


def test_aborted_job() -> None:
    """Finished, and failed: somebody stopped it."""
    job = status("status-aborted")

    assert (True, True, True, "user abort") == (job.is_aborted, job.is_finished, job.is_failed, job.error)


def test_job_that_reported_an_error() -> None:
    """Failed although nobody stopped it."""
    assert JobStatus("i", "lru", None, is_aborted=False, error="disk").is_failed


def test_snapshot() -> None:
    """Times, buckets and counters of one target's part."""
    snapshot = snapshots("snaps-finished")["JGBt24082"][0]

    assert ("TRTeu_QLq", "copy-bck") == (snapshot.id, snapshot.kind)
    assert datetime(2026, 11, 21, 1, 28, 44, 159085, tzinfo=UTC) == snapshot.started
    assert datetime(2026, 11, 21, 1, 28, 57, 188760, tzinfo=UTC) == snapshot.ended
    assert (BucketRef("wirerec-j"), BucketRef("wirerec-jd")) == (snapshot.source, snapshot.destination)
    assert (Counters(201, 2370), Counters(138, 1650), Counters(159, 2040)) == (
        snapshot.local,
        snapshot.sent,
        snapshot.received,
    )
    assert (True, False) == (snapshot.is_finished, snapshot.is_running)
    assert snapshot.raw["ctlmsg"].startswith("cp ais://")
    assert snapshot == pickle.loads(pickle.dumps(snapshot))


def test_running_snapshot() -> None:
    """The zero time is none, and buckets without a name are none."""
    snapshot = snapshots("snaps-rebalance")["JGBt24082"][0]

    assert (None, None, True, False) == (snapshot.ended, snapshot.bucket, snapshot.is_running, snapshot.is_finished)


@pytest.mark.parametrize("text", ["", "0001-01-01T00:00:00Z", "1970-01-01T00:00:00Z", "0001-01-01T00:00:00"])
def test_zero_times_are_none(text: str) -> None:
    """Of Go, of the downloader, and no time at all."""
    assert Snapshot.from_document({"id": "i", "start-time": text}).started is None


def test_idle_snapshot_is_not_finished() -> None:
    """It may serve the next request."""
    idle = Snapshot.from_document({"id": "i", "start-time": "2026-11-21T01:29:08Z", "is_idle": True})

    assert (False, False) == (idle.is_finished, idle.is_running)


@pytest.mark.parametrize("text", ["g1", "VIUSvHQuJ", "k9RtZ-_x2", "x" * 64])
def test_ids_of_jobs(text: str) -> None:
    """As AIS makes them, and longer ones."""
    assert text == job_id(text)


@pytest.mark.parametrize("text", ["", "<html>", "a b", "x" * 65, "id\n"])
def test_what_is_not_the_id_of_a_job(text: str) -> None:
    """A page of somebody else is never taken for one."""
    with pytest.raises(ProtocolError):
        job_id(text)


def test_no_job_may_have_been_needed() -> None:
    """Where the answer says so with nothing."""
    assert "" == job_id("", none=True)


def test_error_of_an_aborted_snapshot() -> None:
    """The reason of the abort, where no error was reported beside it."""
    assert "user abort" == Snapshot.from_document({"id": "i", "abort-err": "user abort"}).error


@pytest.mark.parametrize(
    "document",
    [None, [], {}, {"uuid": "i", "end_time": "x"}, {"uuid": "i", "end_time": 10**40}],
    ids=["null", "list", "empty", "time of letters", "time beyond"],
)
def test_malformed_status(document: Any) -> None:
    """No status is made of what is none."""
    with pytest.raises(ProtocolError):
        JobStatus.from_document(document)


@pytest.mark.parametrize(
    "document",
    [
        None,
        {},
        {"id": "i", "start-time": "now"},
        {"id": "i", "start-time": 5},
        {"id": "i", "stats": {"loc-objs": "x"}},
        {"id": "i", "stats": {"loc-objs": float("inf")}},
        {"id": "i", "stats": [1]},
        {"id": "i", "bck": {"name": "a/b"}},
    ],
    ids=["null", "empty", "time of letters", "time of a number", "counter", "counter beyond", "list", "bucket"],
)
def test_malformed_snapshot(document: Any) -> None:
    """No snapshot is made of what is none."""
    with pytest.raises(ProtocolError):
        Snapshot.from_document(document)


def test_kinds() -> None:
    """By the kind itself or by the name that the command line shows."""
    assert "lru" == check_kind("lru") == check_kind("lru-eviction")
    assert "cleanup-store" == check_kind("cleanup")
    assert STARTABLE | IDLING <= KINDS


def test_every_recorded_kind_is_known() -> None:
    """No recording has a job of a kind that the table has not."""
    kinds = {snapshot.kind for found in snapshots("snaps-all").values() for snapshot in found}

    assert kinds <= KINDS


@pytest.mark.parametrize(("kind", "error"), [("nosuch", InvalidName), ("", InvalidName), (5, TypeError)])
def test_unknown_kind_is_refused(kind: Any, error: type[Exception]) -> None:
    """AIS would answer with every job there is."""
    with pytest.raises(error):
        check_kind(kind)


def test_latest_of_jobs_that_share_an_id() -> None:
    """By target; one that has not begun is later than any that has."""
    (target, (old,)), *_ = snapshots("snaps-finished").items()
    new = attrs.evolve(old, started=None, is_aborted=False)
    other = attrs.evolve(old, id="another")

    assert {target: [new], "empty": []} == latest({target: [new, old, other], "empty": [other]}, old.id)
    assert {target: [old]} == latest({target: [old, other]}, old.id)


def test_running_job_has_kind_and_id() -> None:
    """As AIS writes both together."""
    assert ("copy-bck", "TRTeu_QLq") == running_job("copy-bck[TRTeu_QLq]")


@pytest.mark.parametrize("text", ["copy-bck", "copy-bck[TRTeu_QLq", "[TRTeu_QLq]", "<html>[a b]"])
def test_what_names_no_running_job(text: str) -> None:
    """It is no answer of AIS."""
    with pytest.raises(ProtocolError):
        running_job(text)
