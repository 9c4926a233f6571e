"""Waiting for a job while the cluster is not as it should be."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from aistore_hl import AsyncClient, RetryPolicy
from aistore_hl.errors import AccessDenied, JobAborted, JobFailed, JobTimeout, NotFound, ProtocolError
from aistore_hl.types import JobProgress
from tests.faults.endpoints import Answer, Endpoint, Request, serving

ID = "AbCdEfGhI"
NONE = {"name": "", "provider": "", "namespace": {"uuid": "", "name": ""}}
COUNTERS = ("loc-objs", "loc-bytes", "out-objs", "out-bytes", "in-objs", "in-bytes")


def told(status: int, document: Any) -> Answer:
    return status, {"Content-Type": "application/json"}, json.dumps(document).encode()


def status(*, ended: bool = False, kind: str = "copy-bck", aborted: bool = False, err: str = "") -> Answer:
    end = 1_795_224_537_202_535_243 if ended else 0
    return told(200, {"kind": kind, "uuid": ID, "err": err, "end_time": end, "aborted": aborted})


def snapshots(*, idle: bool = True, kind: str = "archive", err: str = "") -> Answer:
    one = {
        "ext": None,
        "start-time": "2026-11-26T12:00:00Z",
        "end-time": "0001-01-01T00:00:00Z",
        "bck": NONE,
        "src-bck": NONE,
        "dst-bck": NONE,
        "id": ID,
        "kind": kind,
        "abort-err": "",
        "err": err,
        "glob.id": "0",
        "stats": dict.fromkeys(COUNTERS, "7"),
        "aborted": False,
        "is_idle": idle,
    }
    return told(200, {"t1": [one], "t2": [one]})


def error(code: int) -> Answer:
    return told(code, {"status": code, "message": "not now", "tcode": ""})


def script(statuses: list[Answer | None], snaps: list[Answer | None]) -> Callable[[Endpoint, Request], Answer | None]:
    """What a cluster says to one question after the other; the last answer stays."""
    left = {"what=status": statuses[:-1], "what=qryxstats": snaps[:-1]}
    last = {"what=status": statuses[-1], "what=qryxstats": snaps[-1]}

    def answer(_: Endpoint, request: Request) -> Answer | None:
        rest = left[request.query]
        return rest.pop(0) if rest else last[request.query]

    return answer


@contextmanager
def clients(statuses: list[Answer | None], snaps: list[Answer | None]) -> Iterator[AsyncClient]:
    """A client of such a cluster, which tries a failed request twice."""
    with serving(script(statuses, snaps)) as endpoint:
        yield AsyncClient(endpoint.origin, retry=RetryPolicy(attempts=2, base=0.01, total=5))


@pytest.mark.parametrize(
    "bad",
    [[None] * 6, [error(500)] * 6, [error(503)] * 6, [error(400)] * 3, [error(429)] * 6],
    ids=["lost", "500", "503", "target away", "429"],
)
async def test_failed_looks_are_waited_through(bad: list[Answer | None]) -> None:
    """Once the cluster has answered, what it says then passes."""
    with clients([status(), *bad, status(), status(ended=True)], [snapshots(kind="copy-bck")]) as client:
        async with client:
            done = await client.job(ID, kind="copy-bck").wait(timeout=20)

    assert (14, {}) == (done.local.objects, done.errors)


async def test_job_that_is_unknown_for_a_moment_is_waited_for() -> None:
    """By its proxy, and then by its targets."""
    unknown = [error(404)] * 3
    with clients([*unknown, status(), status(ended=True)], [*unknown, snapshots(kind="copy-bck")]) as client:
        async with client:
            done = await client.job(ID).wait(timeout=20)

    assert "copy-bck" == done.kind


async def test_job_that_is_forgotten_is_told() -> None:
    """It was there, and nobody knows how it ended."""
    with clients([status(), error(404)], [error(404)]) as client:
        async with client:
            with pytest.raises(NotFound):
                await client.job(ID).wait(timeout=20)


async def test_idle_kind_is_over_at_the_first_idle_snapshot() -> None:
    """The proxies do not know it: its kind is learned from the targets, which alone are asked from then on."""
    with serving(script([error(404)], [snapshots(idle=False), snapshots(idle=False), snapshots()])) as endpoint:
        async with AsyncClient(endpoint.origin) as client:
            done = await client.job(ID).wait(timeout=20)
        asked = [request.query for request in endpoint.requests]

    assert ("archive", 2, None) == (done.kind, done.done, done.ended)
    assert ["what=status", *["what=qryxstats"] * 3] == asked


async def test_errors_of_targets_are_raised() -> None:
    """With what was done nevertheless."""
    with clients([status(ended=True, err="1 error")], [snapshots(kind="copy-bck", err="disk full")]) as client:
        async with client:
            with pytest.raises(
                JobFailed, match=r"copy-bck\[AbCdEfGhI\] failed after 14 objects: t1: disk full"
            ) as caught:
                await client.job(ID).wait(timeout=20)

    assert {"t1": "disk full", "t2": "disk full"} == caught.value.errors


async def test_stop_by_somebody_is_raised() -> None:
    """Also where the targets have forgotten it."""
    with clients([status(), status(ended=True, aborted=True, err="user abort")], [error(404)]) as client:
        async with client:
            with pytest.raises(JobAborted, match="user abort"):
                await client.job(ID, kind="copy-bck").wait(timeout=20)


@pytest.mark.parametrize(
    ("answer", "expected"), [(error(403), AccessDenied), (told(200, ["x"]), ProtocolError)], ids=["403", "nonsense"]
)
async def test_what_does_not_pass_is_raised(answer: Answer, expected: type[Exception]) -> None:
    """At once."""
    with clients([status(), answer], [error(404)]) as client:
        async with client:
            with pytest.raises(expected):
                await client.job(ID).wait(timeout=20)


async def test_progress_is_told_while_it_runs() -> None:
    """By what the targets count; a look that fails meanwhile is no end."""
    running: list[Answer | None] = [status()] * 30
    snaps = [error(500), error(500), snapshots(idle=False, kind="copy-bck")]
    seen: list[JobProgress] = []
    with clients([*running, status(ended=True)], snaps) as client:
        async with client:
            done = await client.job(ID).wait(timeout=20, progress=seen.append)

    assert 2 <= len(seen)
    assert done == seen[-1]


async def test_wait_ends_with_its_deadline() -> None:
    """It says how far the job is, which goes on."""
    with clients([status()], [snapshots(idle=False, kind="copy-bck")]) as client:
        async with client:
            with pytest.raises(JobTimeout, match=r"copy-bck\[AbCdEfGhI\] still runs") as caught:
                await client.job(ID).wait(timeout=0.3, progress=lambda _: None)

    assert caught.value.progress is not None
    assert 14 == caught.value.progress.local.objects
