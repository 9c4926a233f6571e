"""Jobs as the cluster runs them, on values alone: what is begun ends, idles, fails or is stopped, and is told of."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from aistore_hl.local.answers import Refusal
from aistore_hl.local.buckets import Address
from aistore_hl.local.jobs import Arguments, Job, Jobs, Part, Query, Subject
from aistore_hl.local.store import OutOfSpace

TARGETS = ("t1", "t2", "t3")
SOURCE, DESTINATION = Address("ais", "", "", "source"), Address("ais", "", "", "destination")
COPY = Subject.copying(SOURCE, DESTINATION)


async def five(part: Part) -> None:
    """Five objects of ten bytes, of which the target t1 keeps its own."""
    for _ in range(5):
        await part.step()
        part.handle(10, goes_to="t1")


async def endless(part: Part) -> None:
    """One object after another."""
    while True:
        await part.step()
        part.handle(1)


async def until(is_so: Callable[[], bool]) -> None:
    """Return once it is so."""
    async with asyncio.timeout(10):
        while not is_so():
            await asyncio.sleep(0)


def running(test: Callable[[Jobs], Awaitable[Any]], *, lingers: float = 0.0) -> Any:
    """What the test returns, run with jobs of its own, which are closed after it."""

    async def run() -> Any:
        jobs = Jobs(lingers=lingers)
        try:
            return await test(jobs)
        finally:
            await jobs.close()

    return asyncio.run(run())


def snapshot(jobs: Jobs, job: Job, target: str = "t1") -> dict[str, Any]:
    """What one target tells of a job."""
    return jobs.snapshots(Query(job.id, ""), TARGETS)[target][0]


def test_a_job_ends_when_each_target_is_done() -> None:
    """And tells by target what was handled there, sent and received."""

    async def test(jobs: Jobs) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
        job = jobs.run("copy-bck", five, TARGETS, COPY)
        before = job.status()
        await until(lambda: bool(job.ended))
        return before, snapshot(jobs, job, "t1"), snapshot(jobs, job, "t2")

    before, home, other = running(test)

    assert (0, False) == (before["end_time"], before["aborted"])
    assert {"5", "50"} == {home["stats"]["loc-objs"], home["stats"]["loc-bytes"]}
    assert ("0", "10", "100") == tuple(home["stats"][name] for name in ("out-objs", "in-objs", "in-bytes"))
    assert ("5", "50", "0") == tuple(other["stats"][name] for name in ("out-objs", "out-bytes", "in-objs"))
    assert (True, DESTINATION.document(), SOURCE.document()) == (home["is_idle"], home["bck"], home["src-bck"])
    assert home["start-time"] <= home["end-time"]


def test_what_follows_is_done_before_the_job_ends() -> None:
    """Once, after all targets."""

    async def test(jobs: Jobs) -> list[tuple[int, bool]]:
        seen = []

        async def then(job: Job) -> None:
            seen.append((sum(part.objects for part in job.parts.values()), bool(job.ended)))

        job = jobs.run("move-bck", five, TARGETS, then=then)
        await until(lambda: bool(job.ended))
        return seen

    assert [(15, False)] == running(test)


def test_a_stopped_job_is_aborted_by_its_user() -> None:
    """At once, and its work ends."""

    async def test(jobs: Jobs) -> tuple[dict[str, Any], int, int]:
        job = jobs.run("copy-bck", endless, TARGETS, COPY)
        await until(lambda: job.parts["t3"].objects > 3)
        jobs.stop(Arguments(id=job.id))
        status, at_stop = job.status(), job.parts["t1"].objects
        await until(lambda: all(part.task is None for part in job.parts.values()))
        jobs.stop(Arguments(id=job.id))
        return status, at_stop, job.parts["t1"].objects

    status, before, after = running(test)

    assert ("user abort", True) == (status["err"], status["aborted"])
    assert status["end_time"]
    assert before == after


@pytest.mark.parametrize(
    "failure", [Refusal(404, "no such thing"), OutOfSpace("no such thing")], ids=["refusal", "store"]
)
def test_what_a_target_cannot_do_aborts_the_job(failure: Exception) -> None:
    """With its words, for all targets."""

    async def fails_at_t2(part: Part) -> None:
        if part.target == "t2":
            raise failure
        await endless(part)

    async def test(jobs: Jobs) -> tuple[dict[str, Any], dict[str, Any]]:
        job = jobs.run("copy-bck", fails_at_t2, TARGETS, COPY)
        await until(lambda: bool(job.ended))
        return job.status(), snapshot(jobs, job, "t1")

    status, elsewhere = running(test)

    assert (True, "no such thing") == (status["aborted"], status["err"])
    assert (True, "no such thing", "") == (elsewhere["aborted"], elsewhere["abort-err"], elsewhere["err"])


def test_a_noted_error_does_not_end_a_job() -> None:
    """The first is told, and how many there were."""

    async def misses(part: Part) -> None:
        for number in range(3):
            await part.step()
            part.fail(f"{number} is missing")

    async def test(jobs: Jobs) -> tuple[dict[str, Any], str]:
        job = jobs.run("delete-listrange", misses, ["t1"], Subject(SOURCE))
        await until(lambda: bool(job.ended))
        return job.status(), snapshot(jobs, job)["err"]

    status, error = running(test)

    assert not status["aborted"]
    assert "0 is missing (and 2 more errors)" == error == status["err"]


def test_a_job_survives_a_target_that_leaves() -> None:
    """What that one did ends with an error, the others finish."""

    async def test(jobs: Jobs) -> dict[str, Any]:
        may_end = asyncio.Event()

        async def work(part: Part) -> None:
            part.handle(1)
            await may_end.wait()
            part.handle(1)

        job = jobs.run("copy-bck", work, TARGETS, COPY)
        await until(lambda: job.parts["t3"].objects == 1)
        jobs.leave("t2")
        may_end.set()
        await until(lambda: bool(job.ended))
        assert [2, 1, 2] == [job.parts[name].objects for name in TARGETS]
        return job.status()

    status = running(test)

    assert ("t[t2] left the cluster", False) == (status["err"], status["aborted"])


def test_jobs_of_a_bucket_end_with_it() -> None:
    """Those of others do not."""

    async def test(jobs: Jobs) -> tuple[bool, bool]:
        doomed = jobs.run("copy-bck", endless, TARGETS, COPY)
        other = jobs.run("rechunk", endless, TARGETS, Subject(DESTINATION))
        jobs.forget(SOURCE, 3)
        return doomed.aborted, other.aborted

    assert (True, False) == running(test)


def test_closing_ends_all_that_runs() -> None:
    """No task is left."""

    async def test() -> tuple[set[Any], list[str]]:
        jobs = Jobs(lingers=60)
        begun = [jobs.run("copy-bck", five, TARGETS, COPY), jobs.serve("copy-listrange", endless, TARGETS, COPY)]
        await until(lambda: begun[0].parts["t1"].task is None)
        await jobs.close()
        return asyncio.all_tasks() - {asyncio.current_task()}, [job.error for job in begun]

    assert (set(), ["the cluster is closed"] * 2) == asyncio.run(test())


def test_a_kind_that_idles_serves_request_after_request() -> None:
    """Under one id, without an end; what=status does not know it."""

    async def test(jobs: Jobs) -> tuple[Job, Job, Job, dict[str, Any]]:
        first = jobs.serve("copy-listrange", five, TARGETS, COPY)
        assert not snapshot(jobs, first)["is_idle"]
        await until(lambda: snapshot(jobs, first)["is_idle"])
        again = jobs.serve("copy-listrange", five, TARGETS, COPY)
        other = jobs.serve("copy-listrange", five, TARGETS, Subject.copying(DESTINATION, SOURCE))
        await until(lambda: snapshot(jobs, first)["is_idle"])
        with pytest.raises(Refusal, match="does not exist"):
            jobs.status(Query(first.id, ""), "p[x]")
        return first, again, other, snapshot(jobs, first)

    first, again, other, told = running(test)

    assert first is again
    assert first is not other
    assert first.id.startswith("tco-")
    assert (14, "10", "0001-01-01T00:00:00Z") == (len(first.id), told["stats"]["loc-objs"], told["end-time"])


def test_a_failed_request_does_not_end_a_kind_that_idles() -> None:
    """The next one is served."""

    async def fails(part: Part) -> None:
        raise Refusal(404, "gone")

    async def test(jobs: Jobs) -> dict[str, Any]:
        job = jobs.serve("copy-listrange", fails, ["t1"], COPY)
        jobs.serve("copy-listrange", five, ["t1"], COPY)
        await until(lambda: snapshot(jobs, job)["is_idle"])
        return snapshot(jobs, job)

    told = running(test)

    assert ("gone", "5", False) == (told["err"], told["stats"]["loc-objs"], told["aborted"])


def test_a_part_that_a_handler_works_for_is_not_idle() -> None:
    """Until it is done."""

    async def test(jobs: Jobs) -> list[bool]:
        part = jobs.idling("get-batch", ["t1"], Subject(SOURCE)).part("t1")
        with part.busy():
            within = part.is_idle(0)
        return [within, part.is_idle(0)]

    assert [False, True] == running(test)


def test_jobs_that_linger_run_until_that_is_over() -> None:
    """What is set while they do holds for them."""

    async def test(jobs: Jobs) -> tuple[bool, bool, bool]:
        copied = jobs.run("copy-bck", five, TARGETS, COPY)
        others = jobs.run("rechunk", five, TARGETS, Subject(SOURCE))
        asked = jobs.serve("copy-listrange", five, TARGETS, COPY)
        await until(lambda: bool(others.ended) and all(part.task is None for part in copied.parts.values()))
        await until(lambda: all(part.task is None for part in asked.parts.values()))
        still = not copied.ended, not snapshot(jobs, asked)["is_idle"]
        jobs.lingers = 0.0
        await until(lambda: bool(copied.ended))
        return *still, snapshot(jobs, asked)["is_idle"]

    assert (True, True, True) == running(test, lingers=3600)


def test_nothing_is_begun_while_objects_move() -> None:
    """409, but for kinds that do not mind."""

    async def test(jobs: Jobs) -> None:
        moving = jobs.run("rebalance", endless, TARGETS)
        assert "g1" == moving.id
        with pytest.raises(Refusal) as refused:
            jobs.run("copy-bck", five, TARGETS, COPY)
        assert (409, "ErrLimitedCoexistence") == (refused.value.status, refused.value.tcode)
        jobs.run("lru", five, TARGETS)
        moving.abort("enough")
        jobs.run("copy-bck", five, TARGETS, COPY)

    running(test)


def test_others_have_their_turn_while_a_job_runs() -> None:
    """After each step of each target."""

    async def test(jobs: Jobs) -> int:
        job = jobs.run("copy-bck", endless, TARGETS, COPY)
        for _ in range(1_000):
            await asyncio.sleep(0)
        return sum(part.objects for part in job.parts.values())

    assert 2_900 < running(test) <= 3_000


def test_jobs_that_are_over_are_not_kept_for_ever() -> None:
    """A thousand of them are."""

    async def nothing(part: Part) -> None:
        pass

    async def test(jobs: Jobs) -> tuple[bool, int]:
        first = jobs.run("lru", nothing, [])
        endless_one = jobs.run("lru", endless, ["t1"])
        for _ in range(2_500):
            jobs.run("lru", nothing, [])
            await until(lambda: [endless_one] == jobs.running())
        return jobs.get(first.id) is None and jobs.get(endless_one.id) is not None, len(jobs.select(Query("", "")))

    is_right, count = running(test)

    assert is_right
    assert 1_000 <= count <= 2_001
