"""Whether to ask again, and when: one table for every operation. No clock and no dice of its own."""

from __future__ import annotations

import math
from enum import Enum, StrEnum
from typing import Final

from aistore_api.types import Operation
from attrs import define, field, frozen

from .errors import (
    AisError,
    AmbiguousWrite,
    BadChecksum,
    Busy,
    ConnectFailed,
    ConnectionBroken,
    ConnectTimeout,
    DeadlineExceeded,
    NoTargets,
    PoolTimeout,
    ProtocolError,
    ServerError,
    StatusError,
    TooManyRequests,
    TransportError,
    Unavailable,
)

LONGEST_RETRY_AFTER: Final = 30.0
"""Seconds that a server may make us wait. AIS 5.0 never says; proxies in front of it may."""


class RetryClass(StrEnum):
    """What sending a request twice does. From `x-retry` of the specification; `PUT` adds what an upload risks."""

    READ = "read"
    REPLACE = "replace"
    DELETE = "delete"
    ONCE = "once"
    START = "start"
    PUT = "put"

    @staticmethod
    def of(operation: Operation) -> RetryClass:
        """The class of an operation: one that uploads and replaces is a put."""
        found = RetryClass(operation.retry)
        return RetryClass.PUT if operation.uploads and found is RetryClass.REPLACE else found


class Verdict(Enum):
    """What one failure means for one operation."""

    RETRY = "send the same request again"
    RAISE = "tell the caller what happened"
    AMBIGUOUS = "tell the caller that nobody knows whether it happened"


class Failure(StrEnum):
    """What went wrong, as far as the table is concerned."""

    NOT_SENT = "not sent"
    TIMED_OUT = "timed out"
    BROKEN = "broken"
    GARBLED = "garbled"
    REFUSED_FOR_NOW = "refused for now"
    BUSY = "busy"
    UNAVAILABLE = "unavailable"
    SERVER_ERROR = "server error"
    BAD_CHECKSUM = "bad checksum"
    FINAL = "final"


_RETRY, _RAISE, _AMBIGUOUS = Verdict.RETRY, Verdict.RAISE, Verdict.AMBIGUOUS
_C = RetryClass

# One row per failure, one cell per class. A timed-out put is never sent again: on AIS 5.0 the first one landed after a
# later acknowledged one in 2 of 4 tries, so the second could be lost without a trace.
_TABLE: Final[dict[Failure, dict[RetryClass, Verdict]]] = {
    failure: dict(zip((_C.READ, _C.REPLACE, _C.DELETE, _C.PUT, _C.ONCE, _C.START), cells, strict=True))
    for failure, cells in {
        # ...................... read .... replace . delete .. put ....... once ...... start
        Failure.NOT_SENT: (_RETRY, _RETRY, _RETRY, _RETRY, _RETRY, _RETRY),
        Failure.TIMED_OUT: (_RETRY, _RETRY, _RETRY, _AMBIGUOUS, _AMBIGUOUS, _AMBIGUOUS),
        Failure.BROKEN: (_RETRY, _RETRY, _RETRY, _RETRY, _AMBIGUOUS, _AMBIGUOUS),
        Failure.GARBLED: (_RAISE, _RAISE, _RAISE, _AMBIGUOUS, _AMBIGUOUS, _AMBIGUOUS),
        Failure.REFUSED_FOR_NOW: (_RETRY, _RETRY, _RETRY, _RETRY, _RAISE, _RAISE),
        Failure.BUSY: (_RETRY, _RETRY, _RETRY, _RETRY, _RAISE, _RETRY),
        Failure.UNAVAILABLE: (_RETRY, _RETRY, _RETRY, _RETRY, _RAISE, _RAISE),
        Failure.SERVER_ERROR: (_RETRY, _RETRY, _RETRY, _RETRY, _RAISE, _RAISE),
        Failure.BAD_CHECKSUM: (_RAISE, _RAISE, _RAISE, _RETRY, _RAISE, _RAISE),
        Failure.FINAL: (_RAISE, _RAISE, _RAISE, _RAISE, _RAISE, _RAISE),
    }.items()
}

_AT_MOST: Final = {Failure.SERVER_ERROR: 2, Failure.BAD_CHECKSUM: 1}
"""Retries that a kind of failure gets at most, whatever the policy allows."""

_DONE_NOTHING: Final = frozenset((Failure.NOT_SENT, Failure.REFUSED_FOR_NOW, Failure.BUSY, Failure.BAD_CHECKSUM))
"""After these the cluster is as it was."""

# 500 with this is a property of the object, not of the moment. Source: recorded on AIS 5.0.
_LASTING_TCODE: Final = "ErrLmetaCorrupted"


def failure_of(exc: AisError) -> Failure:
    """The row of the table that `exc` belongs to."""
    match exc:
        case ConnectFailed(final=True) | PoolTimeout():
            # A pool that stays full is the caller's own load: waiting six times as long tells nobody.
            return Failure.FINAL
        case ProtocolError():
            return Failure.GARBLED if exc.sent else Failure.FINAL
        case TransportError(sent=False):
            return Failure.NOT_SENT
        case ConnectionBroken():
            return Failure.BROKEN
        case TransportError():
            return Failure.TIMED_OUT
        case StatusError():
            return _failure_of_status(exc)
    return Failure.FINAL


def _failure_of_status(exc: StatusError) -> Failure:
    match exc:
        case Busy():
            return Failure.BUSY
        case NoTargets() | TooManyRequests():
            return Failure.REFUSED_FOR_NOW
        case BadChecksum():
            return Failure.BAD_CHECKSUM
        case Unavailable():
            return Failure.UNAVAILABLE
        case ServerError(status=500) if exc.tcode != _LASTING_TCODE:
            return Failure.SERVER_ERROR
    return Failure.UNAVAILABLE if exc.status == 408 else Failure.FINAL


def verdict(exc: AisError, retry_class: RetryClass, *, replayable: bool) -> Verdict:
    """What `exc` means for a request of that class; `replayable`: its body, if any, can be sent again whole."""
    if isinstance(exc, DeadlineExceeded):
        unknown = retry_class in (_C.PUT, _C.ONCE, _C.START) and getattr(exc, "sent", True)
        return _AMBIGUOUS if unknown else _RAISE
    failure = failure_of(exc)
    found = _TABLE[failure][retry_class]
    if found is _RETRY and not replayable:
        return _AMBIGUOUS if failure is Failure.BROKEN else _RAISE
    return found


def _not_negative(what: str, value: float) -> None:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise TypeError(f"{what} must be a number, not {type(value).__name__}")
    if not (0 <= value < math.inf):
        raise ValueError(f"{what} must be 0 or more, not {value!r}")


@frozen
class RetryPolicy:
    """How often and how long to try: full jitter, doubled from `base` up to `cap` seconds.

    `RetryPolicy(attempts=1)` never retries.
    """

    attempts: int = 6
    """Requests in all, the first one included."""
    base: float = 0.1
    """Longest wait before the first retry, in seconds."""
    cap: float = 5.0
    """Longest wait before any retry, in seconds."""
    total: float = 60.0
    """Seconds after the first request in which a retry may begin."""

    def __attrs_post_init__(self) -> None:
        if isinstance(self.attempts, bool) or not isinstance(self.attempts, int):
            raise TypeError(f"attempts must be int, not {type(self.attempts).__name__}")
        if self.attempts < 1:
            raise ValueError(f"attempts must be 1 or more, not {self.attempts}")
        for what in ("base", "cap", "total"):
            _not_negative(what, getattr(self, what))

    def wait(self, retry: int, dice: float) -> float:
        """Seconds before retry number `retry` (1, 2, ...); `dice` is evenly distributed over 0 to 1."""
        return dice * min(self.cap, self.base * 2.0 ** min(retry - 1, 60))


@define
class Budget:
    """What all calls of a client may spend on retries, so that a sick cluster is not drowned in them.

    Not locked: two threads may pay once for two retries, which no one will notice.
    Source: the retry quota of botocore: 500, 5 and 10.
    """

    tokens: int = 500
    limit: int = field(default=500, kw_only=True)

    def take(self, cost: int) -> bool:
        """Whether `cost` could be paid."""
        if cost > self.tokens:
            return False
        self.tokens -= cost
        return True

    def refund(self, amount: int) -> None:
        """Give back after a success; never more than there was."""
        self.tokens = min(self.limit, self.tokens + amount)


@define
class Attempts:
    """The tries of one request."""

    policy: RetryPolicy
    retry_class: RetryClass
    started: float = field(kw_only=True)
    budget: Budget = field(factory=Budget, kw_only=True)
    known: bool = field(default=True, kw_only=True)
    """Whether the endpoint has ever answered. Where nobody did, there is one more try at most, and none after a connect
    time-out: a wrong address must not take a minute to say so."""
    made: int = field(default=1, init=False)
    """Requests so far, the one under way included."""
    unsure: bool = field(default=False, init=False)
    """Whether an earlier try may have been carried out: then "not found" answers a delete, "exists" a create."""
    _paid: int = field(default=0, init=False)
    _seen: dict[Failure, int] = field(factory=dict, init=False)

    def wait_after(
        self, exc: AisError, *, now: float, dice: float, replayable: bool, deadline: float | None = None
    ) -> float | None:
        """Seconds to wait before the same request goes out again, or `None`: raise `outcome(exc)`.

        `now`, `started` and `deadline` are of one monotonic clock; `dice` is evenly distributed over 0 to 1.
        """
        failure = failure_of(exc)
        if verdict(exc, self.retry_class, replayable=replayable) is not _RETRY or not self._may(exc, failure):
            return None
        wait = self.policy.wait(self.made, dice)
        asked = getattr(exc, "retry_after", None)
        if asked is not None:
            wait = max(wait, min(asked, LONGEST_RETRY_AFTER))
        if now + wait - self.started > self.policy.total or (deadline is not None and now + wait >= deadline):
            return None
        cost = 10 if failure is Failure.TIMED_OUT else 5
        if not self.budget.take(cost):
            return None
        self._paid = cost
        self._seen[failure] = self._seen.get(failure, 0) + 1
        self.made += 1
        self.unsure = self.unsure or failure not in _DONE_NOTHING
        return wait

    def succeeded(self) -> None:
        """Refund what the last retry cost."""
        self.budget.refund(self._paid)

    def outcome(self, exc: AisError, *, replayable: bool) -> AisError:
        """What to raise once `wait_after` has given up: `exc` itself, or an `AmbiguousWrite` to raise from it."""
        found = verdict(exc, self.retry_class, replayable=replayable)
        # A put whose answer was lost may be stored, whatever came of the tries after it.
        broke = Failure.BROKEN in self._seen or (found is _RETRY and failure_of(exc) is Failure.BROKEN)
        if found is not _AMBIGUOUS and not (broke and self.retry_class is _C.PUT):
            return exc
        return AmbiguousWrite(
            f"it may have been carried out, or may still be: {exc}",
            node=getattr(exc, "node", ""),
            operation=exc.operation,
            attempts=exc.attempts,
        )

    def _may(self, exc: AisError, failure: Failure) -> bool:
        if self.made >= self.policy.attempts or self._seen.get(failure, 0) >= _AT_MOST.get(failure, math.inf):
            return False
        if self.known or not isinstance(exc, TransportError):
            return True
        return self.made < 2 and not isinstance(exc, ConnectTimeout)
