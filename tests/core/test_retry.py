"""Whether to ask again: one table, cell by cell; when: arithmetic on a clock that is an argument."""

from __future__ import annotations

import math
from typing import Any

import pytest
from aistore_api.types import Operation
from hypothesis import given
from hypothesis import strategies as st

from aistore_hl._core.errors import (
    AccessDenied,
    AisError,
    AmbiguousWrite,
    BadChecksum,
    BadRequest,
    BucketAlreadyExists,
    BucketNotFound,
    Busy,
    ChecksumMismatch,
    ClientClosed,
    Conflict,
    ConnectFailed,
    ConnectionBroken,
    ConnectTimeout,
    DeadlineExceeded,
    JobAlreadyRunning,
    NoTargets,
    ObjectNotFound,
    OutOfSpace,
    PoolTimeout,
    ProtocolError,
    RangeNotSatisfiable,
    ReadTimeout,
    RedirectRefused,
    ServerError,
    StatusError,
    TooManyRequests,
    Unauthorized,
    Unavailable,
    Unsupported,
    WriteTimeout,
)
from aistore_hl._core.retry import (
    LONGEST_RETRY_AFTER,
    Attempts,
    Budget,
    RetryClass,
    RetryPolicy,
    Verdict,
    verdict,
)

FAILURES: dict[str, AisError] = {
    "refused": ConnectFailed("x"),
    "connect time-out": ConnectTimeout("x"),
    "bad certificate": ConnectFailed("x", final=True),
    "pool time-out": PoolTimeout("x"),
    "not sent": ConnectionBroken("x", sent=False),
    "read time-out": ReadTimeout("x"),
    "write time-out": WriteTimeout("x"),
    "reset": ConnectionBroken("x"),
    "garbled": ProtocolError("x"),
    "garbled, nothing sent": ProtocolError("x", sent=False),
    "deadline": DeadlineExceeded("x"),
    "deadline, not sent": DeadlineExceeded("x", sent=False),
    "400": BadRequest("x", status=400),
    "ErrNoNodes": NoTargets("x", status=400),
    "ErrXactUsePrev": JobAlreadyRunning("x", status=400),
    "401": Unauthorized("x", status=401),
    "403": AccessDenied("x", status=403),
    "404 bucket": BucketNotFound("x", status=404),
    "404 object": ObjectNotFound("x", status=404),
    "408": StatusError("x", status=408),
    "409": Conflict("x", status=409),
    "409 exists": BucketAlreadyExists("x", status=409),
    "ErrBusy": Busy("x", status=409),
    "416": RangeNotSatisfiable("x", status=416),
    "429": TooManyRequests("x", status=429),
    "500": ServerError("x", status=500),
    "500 of the object": ServerError("x", status=500, tcode="ErrLmetaCorrupted"),
    "ErrBadCksum": BadChecksum("x", status=500),
    "501": Unsupported("x", status=501),
    "502": Unavailable("x", status=502),
    "503": Unavailable("x", status=503),
    "504": Unavailable("x", status=504),
    "505": ServerError("x", status=505),
    "507": OutOfSpace("x", status=507),
    "redirect": RedirectRefused("x"),
    "closed": ClientClosed("x"),
    "checksum": ChecksumMismatch("x"),
}

# r: again. x: raise. ?: ambiguous. One letter each for read, replace, delete, put, put of a stream, once, start.
TABLE = {
    "refused": "rrrrxrr",
    "connect time-out": "rrrrxrr",
    "bad certificate": "xxxxxxx",
    "pool time-out": "xxxxxxx",
    "not sent": "rrrrxrr",
    "read time-out": "rrr????",
    "write time-out": "rrr????",
    "reset": "rrrr???",
    "garbled": "xxx????",
    "garbled, nothing sent": "xxxxxxx",
    "deadline": "xxx????",
    "deadline, not sent": "xxxxxxx",
    "400": "xxxxxxx",
    "ErrNoNodes": "rrrrxxx",
    "ErrXactUsePrev": "xxxxxxx",
    "401": "xxxxxxx",
    "403": "xxxxxxx",
    "404 bucket": "xxxxxxx",
    "404 object": "xxxxxxx",
    "408": "rrrrxxx",
    "409": "xxxxxxx",
    "409 exists": "xxxxxxx",
    "ErrBusy": "rrrrxxr",
    "416": "xxxxxxx",
    "429": "rrrrxxx",
    "500": "rrrrxxx",
    "500 of the object": "xxxxxxx",
    "ErrBadCksum": "xxxrxxx",
    "501": "xxxxxxx",
    "502": "rrrrxxx",
    "503": "rrrrxxx",
    "504": "rrrrxxx",
    "505": "xxxxxxx",
    "507": "xxxxxxx",
    "redirect": "xxxxxxx",
    "closed": "xxxxxxx",
    "checksum": "xxxxxxx",
}
COLUMNS = {
    "read": (RetryClass.READ, True),
    "replace": (RetryClass.REPLACE, True),
    "delete": (RetryClass.DELETE, True),
    "put": (RetryClass.PUT, True),
    "put of a stream": (RetryClass.PUT, False),
    "once": (RetryClass.ONCE, True),
    "start": (RetryClass.START, True),
}
MEANING = {"r": Verdict.RETRY, "x": Verdict.RAISE, "?": Verdict.AMBIGUOUS}
CELLS = {
    f"{failure}-{column}": (FAILURES[failure], *COLUMNS[column], MEANING[letter])
    for failure, letters in TABLE.items()
    for column, letter in zip(COLUMNS, letters, strict=True)
}


def test_table_is_complete() -> None:
    """Every failure has a row."""
    assert set(FAILURES) == set(TABLE)


@pytest.mark.parametrize(("exc", "kind", "replayable", "wanted"), CELLS.values(), ids=CELLS)
def test_verdict(exc: AisError, kind: RetryClass, replayable: bool, wanted: Verdict) -> None:
    """What this failure means for this class of operation."""
    assert wanted is verdict(exc, kind, replayable=replayable)


def operation(retry: str, *, uploads: bool) -> Operation:
    return Operation("x", "PUT", "/", "objects", True, uploads, False, True, retry)


@pytest.mark.parametrize(
    ("retry", "uploads", "wanted"),
    [
        ("read", False, RetryClass.READ),
        ("replace", False, RetryClass.REPLACE),
        ("replace", True, RetryClass.PUT),
        ("once", True, RetryClass.ONCE),
        ("delete", False, RetryClass.DELETE),
        ("start", False, RetryClass.START),
    ],
)
def test_class_of_an_operation(retry: str, uploads: bool, wanted: RetryClass) -> None:
    """An upload that replaces is a put; an append stays what it is."""
    assert wanted is RetryClass.of(operation(retry, uploads=uploads))


def test_unknown_class_is_an_error() -> None:
    """A new word in the specification does not pass for an old one."""
    with pytest.raises(ValueError, match="sometimes"):
        RetryClass.of(operation("sometimes", uploads=False))


BUSY, BROKEN, LOST = Busy("busy", status=409), ConnectionBroken("reset"), ReadTimeout("silent")


def attempts(kind: RetryClass = RetryClass.READ, policy: RetryPolicy | None = None, **given: Any) -> Attempts:
    return Attempts(policy or RetryPolicy(), kind, started=100.0, **given)


def ask(of: Attempts, exc: AisError, **given: Any) -> float | None:
    return of.wait_after(exc, **({"now": 100.0, "dice": 1.0, "replayable": True} | given))


def test_waits_double_up_to_the_cap() -> None:
    """Six requests in all, five waits between them, each below twice the one before."""
    tried = attempts()

    assert [0.1, 0.2, 0.4, 0.8, 1.6, None] == [ask(tried, BUSY) for _ in range(6)]
    assert 6 == tried.made


def test_cap_and_dice() -> None:
    """Full jitter: anything between nothing and the longest wait."""
    policy = RetryPolicy(attempts=100, base=1.0, cap=3.0, total=1000.0)

    assert [1.0, 2.0, 3.0, 3.0] == [policy.wait(retry, 1.0) for retry in (1, 2, 3, 5000)]
    assert (0.0, 1.5) == (policy.wait(9, 0.0), policy.wait(9, 0.5))


def test_total_and_deadline_end_it() -> None:
    """A retry that would begin too late is not waited for."""
    assert ask(attempts(), BUSY, now=159.9) is not None
    assert ask(attempts(), BUSY, now=159.95) is None
    assert ask(attempts(), BUSY, now=159.95, dice=0.1) is not None
    assert ask(attempts(), BUSY, deadline=100.1) is None
    assert ask(attempts(), BUSY, deadline=100.2) is not None


def test_one_attempt_is_no_retry() -> None:
    """A policy of one never waits."""
    assert ask(attempts(policy=RetryPolicy(attempts=1)), BUSY) is None


@pytest.mark.parametrize(("asked", "wait"), [(0.01, 0.1), (2.0, 2.0), (3600.0, LONGEST_RETRY_AFTER)])
def test_retry_after(asked: float, wait: float) -> None:
    """What a server asks for is waited, up to 30 s."""
    assert wait == ask(attempts(), TooManyRequests("x", status=429, retry_after=asked))


@pytest.mark.parametrize(
    ("exc", "kind", "retries"),
    [
        (ServerError("x", status=500), RetryClass.READ, 2),
        (ServerError("x", status=500), RetryClass.PUT, 2),
        (BadChecksum("x", status=500), RetryClass.PUT, 1),
        (Unavailable("x", status=503), RetryClass.READ, 5),
    ],
    ids=["500 read", "500 put", "bad checksum", "503"],
)
def test_some_failures_are_retried_less(exc: AisError, kind: RetryClass, retries: int) -> None:
    """A 500 is rarely of the moment; bytes that were garbled twice will be again."""
    tried = attempts(kind)
    waits = [ask(tried, exc) for _ in range(7)]

    assert retries == sum(wait is not None for wait in waits)


def test_counts_are_by_failure() -> None:
    """Two 500s do not use up what a reset may have."""
    tried = attempts()
    for exc in (FAILURES["500"], FAILURES["500"], BROKEN):
        assert ask(tried, exc) is not None

    assert ask(tried, FAILURES["500"]) is None


def test_endpoint_that_never_answered() -> None:
    """One more try, and none after a connect time-out: a wrong address says so within a second."""
    refused = attempts(known=False)
    assert 0.1 == ask(refused, ConnectFailed("refused"))
    assert ask(refused, ConnectFailed("refused")) is None

    assert ask(attempts(known=False), ConnectTimeout("unroutable")) is None
    assert ask(attempts(), ConnectTimeout("unroutable")) is not None


def test_endpoint_that_answered_with_a_status_is_known() -> None:
    """Somebody is there: a cluster that starts is waited for."""
    tried = attempts(known=False)

    assert 5 == sum(ask(tried, Unavailable("x", status=503)) is not None for _ in range(7))


def test_body_that_cannot_be_sent_again() -> None:
    """No retry, whatever the failure."""
    assert ask(attempts(RetryClass.PUT), BUSY, replayable=False) is None


UNSURE: dict[str, tuple[AisError, bool]] = {
    "refused": (ConnectFailed("x"), False),
    "busy": (BUSY, False),
    "429": (TooManyRequests("x", status=429), False),
    "reset": (BROKEN, True),
    "time-out": (LOST, True),
    "503": (Unavailable("x", status=503), True),
    "500": (ServerError("x", status=500), True),
}


@pytest.mark.parametrize(("exc", "unsure"), UNSURE.values(), ids=UNSURE)
def test_whether_an_earlier_try_may_have_worked(exc: AisError, unsure: bool) -> None:
    """Then a 404 is what the delete itself did, a 409 what the create did; and it stays so."""
    tried = attempts(RetryClass.DELETE)
    assert not tried.unsure

    ask(tried, exc)
    assert unsure is tried.unsure
    ask(tried, BUSY)
    assert unsure is tried.unsure


def test_budget_is_spent_and_refunded() -> None:
    """Five tokens for a retry, ten after a time-out; a success gives the last one back, or one."""
    budget = Budget(30)
    tried = attempts(budget=budget)
    ask(tried, LOST)
    ask(tried, BUSY)
    assert 15 == budget.tokens

    tried.succeeded()
    assert 20 == budget.tokens
    budget.refund(1)
    assert 21 == budget.tokens


def test_empty_budget_ends_retries() -> None:
    """A sick cluster is asked once per call, not six times."""
    budget = Budget(4)

    assert ask(attempts(budget=budget), BUSY) is None
    assert 4 == budget.tokens


def test_budget_never_exceeds_its_limit() -> None:
    """A thousand successes do not pay for a storm."""
    budget = Budget()
    budget.refund(10_000)

    assert 500 == budget.tokens


def test_outcome_of_an_ambiguous_write() -> None:
    """What nobody knows is told as such, with what is known."""
    timed_out = ReadTimeout("no byte for 60 s", node="t1", operation="put_object", attempts=1)
    told = attempts(RetryClass.PUT).outcome(timed_out, replayable=True)

    assert isinstance(told, AmbiguousWrite)
    assert "no byte for 60 s" in str(told)
    assert ("put_object", 1, "t1") == (told.operation, told.attempts, told.node)  # type: ignore[attr-defined]


def test_outcome_of_a_put_that_broke_every_time() -> None:
    """The last try may have been stored as well as the first."""
    assert isinstance(attempts(RetryClass.PUT).outcome(BROKEN, replayable=True), AmbiguousWrite)


def test_outcome_of_a_put_that_broke_and_was_refused_then() -> None:
    """The refusal says nothing of the try before it."""
    tried = attempts(RetryClass.PUT)
    ask(tried, BROKEN)
    full = OutOfSpace("full", status=507)

    assert isinstance(tried.outcome(full, replayable=True), AmbiguousWrite)
    assert full is attempts(RetryClass.PUT).outcome(full, replayable=True)


@pytest.mark.parametrize(
    ("kind", "exc"),
    [
        (RetryClass.READ, BROKEN),
        (RetryClass.REPLACE, LOST),
        (RetryClass.DELETE, BROKEN),
        (RetryClass.PUT, BUSY),
        (RetryClass.PUT, ConnectFailed("x")),
        (RetryClass.ONCE, BUSY),
    ],
    ids=str,
)
def test_other_outcomes_are_the_failure_itself(kind: RetryClass, exc: AisError) -> None:
    """Where doing it again is safe, or nothing was done, the caller gets what happened."""
    assert exc is attempts(kind).outcome(exc, replayable=True)


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"attempts": 0}, ValueError),
        ({"attempts": 1.5}, TypeError),
        ({"attempts": True}, TypeError),
        ({"base": -0.1}, ValueError),
        ({"cap": math.inf}, ValueError),
        ({"total": math.nan}, ValueError),
        ({"total": "60"}, TypeError),
        ({"base": False}, TypeError),
    ],
    ids=str,
)
def test_bad_policy(given: dict[str, Any], error: type[Exception]) -> None:
    """Refused when it is made, not when something fails."""
    with pytest.raises(error):
        RetryPolicy(**given)


@given(
    st.lists(st.sampled_from(list(FAILURES.values())), min_size=1, max_size=30),
    st.sampled_from(list(RetryClass)),
    st.booleans(),
    st.booleans(),
    st.lists(st.floats(0, 1), min_size=30, max_size=30),
)
def test_retries_end(
    failures: list[AisError], kind: RetryClass, replayable: bool, known: bool, dice: list[float]
) -> None:
    """Whatever fails in whatever order: at most six requests, within the total, and no timed-out put goes out again."""
    tried, now = attempts(kind, known=known), 100.0
    for exc, die in zip(failures, dice, strict=False):
        wait = tried.wait_after(exc, now=now, dice=die, replayable=replayable)
        if wait is None:
            break
        assert not (kind is RetryClass.PUT and isinstance(exc, ReadTimeout | WriteTimeout))
        now += wait

    assert tried.made <= 6
    assert now <= 160.0
