"""One job of the whole cluster, and the part of it that each target does."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, Final, Self, TypeAlias

from attrs import define, field, frozen

from ..buckets import Address
from .kinds import Kind

_ZERO_TIME: Final = "0001-01-01T00:00:00Z"
_NOWHERE: Final = {"name": "", "provider": "", "namespace": {"uuid": "", "name": ""}}

Work: TypeAlias = "Callable[[Part], Awaitable[None]]"
"""What one target does for a job, in steps: `await part.step()` before each of them."""


@frozen
class Subject:
    """What a job works on, as AIS tells it."""

    bucket: Address | None = None
    source: Address | None = None
    destination: Address | None = None
    message: str = ""
    packed: str = "0"

    @classmethod
    def copying(cls, source: Address, destination: Address, message: str = "", packed: str = "2") -> Subject:
        """From one bucket to another: snapshots are of the destination."""
        return cls(destination, source, destination, message, packed)


@define(eq=False)
class Part:
    """What one target does of a job, and how far it is."""

    job: Job
    target: str
    began: int = field(factory=time.time_ns)
    ended: int = 0
    """Nanoseconds; 0 while it runs."""
    objects: int = 0
    """How many were handled here, and below how many bytes: what AIS calls local."""
    size: int = 0
    sent: int = 0
    sent_size: int = 0
    received: int = 0
    received_size: int = 0
    worked: float = field(factory=time.monotonic)
    """When it last had something to do."""
    requests: deque[Work] = field(factory=deque)
    """What waits for a part that goes idle."""
    lanes: set[str] = field(factory=set)
    """The mountpaths that have a worker, where that is what workers are for."""
    task: asyncio.Task[None] | None = None
    _busy: int = 0
    _error: str = ""
    _errors: int = 0

    async def step(self) -> None:
        """Let everybody else have a turn. A job that was stopped ends here."""
        await asyncio.sleep(0)

    def handle(self, size: int, *, goes_to: str = "") -> None:
        """Count an object, and where it goes to another target, that it was sent and received."""
        self.objects += 1
        self.size += size
        self.pass_on(size, goes_to)

    def count(self, objects: int, size: int) -> None:
        """Count many at once, of so many bytes together."""
        self.objects += objects
        self.size += size

    def send(self, size: int, goes_to: str) -> None:
        """Count an object of which only the result was here, and went to another target at once."""
        self.objects += 1
        self.pass_on(size, goes_to)

    def pass_on(self, size: int, goes_to: str) -> None:
        """Count that an object was sent, and received, unless it stays here."""
        if goes_to in ("", self.target):
            return
        self.sent += 1
        self.sent_size += size
        other = self.job.parts.get(goes_to)
        if other is not None:
            other.received += 1
            other.received_size += size

    def fail(self, message: str) -> None:
        """Note an error after which the job goes on."""
        self._error = self._error or message
        self._errors += 1

    @contextmanager
    def busy(self) -> Iterator[None]:
        """For a handler that works for the job itself: meanwhile it is not idle."""
        self._busy += 1
        try:
            yield
        finally:
            self._busy -= 1
            self.worked = time.monotonic()

    def is_idle(self, lingers: float) -> bool:
        """Whether it has had nothing to do for so many seconds, or has ended."""
        if self.ended:
            return True
        return self.job.kind.idles and not self.has_work and time.monotonic() - self.worked >= lingers

    @property
    def has_work(self) -> bool:
        """Whether it has something to do."""
        return bool(self.requests) or self._busy > 0 or self.task is not None

    @property
    def error(self) -> str:
        """The first error, and how many there were."""
        more = self._errors - 1
        return self._error if more < 1 else f"{self._error} (and {more} more error{'s' if more > 1 else ''})"

    def end(self) -> None:
        """It is over; a second time changes nothing."""
        self.ended = self.ended or time.time_ns()

    def snapshot(self, lingers: float) -> dict[str, Any]:
        """As what=qryxstats tells it."""
        job = self.job
        document: dict[str, Any] = {
            "ext": None,
            "start-time": _rfc_3339(self.began),
            "end-time": _rfc_3339(self.ended) if self.ended else _ZERO_TIME,
            "bck": _shown(job.bucket),
            "src-bck": _shown(job.source),
            "dst-bck": _shown(job.destination),
            "id": job.id,
            "kind": job.kind.name,
        }
        if job.message:
            document["ctlmsg"] = job.message
        return document | {
            "abort-err": job.abort_error,
            "err": self.error,
            "glob.id": str(len(self.lanes)) if self.lanes else job.packed,
            "stats": {
                "loc-objs": str(self.objects),
                "loc-bytes": str(self.size),
                "out-objs": str(self.sent),
                "out-bytes": str(self.sent_size),
                "in-objs": str(self.received),
                "in-bytes": str(self.received_size),
            },
            "aborted": job.aborted,
            "is_idle": self.is_idle(lingers),
        }


@define(eq=False)
class Job:
    """One job of the whole cluster."""

    kind: Kind
    id: str
    bucket: Address | None = None
    """The bucket that snapshots are of: of a copy it is the destination."""
    source: Address | None = None
    destination: Address | None = None
    message: str = ""
    """What AIS's users are told of it."""
    packed: str = "0"
    """How many workers it has, as AIS packs that."""
    began: int = field(factory=time.time_ns)
    ended: int = 0
    """Nanoseconds; 0 while it runs."""
    abort_error: str = ""
    hides_abort: bool = False
    """Whether its status does not tell why it was aborted, as that of one whose bucket was removed."""
    parts: dict[str, Part] = field(factory=dict)
    """By target."""
    result: Any = None  # each kind has its own
    """What it found out, if that is what it is for."""

    @classmethod
    def of(cls, kind: Kind, id: str, targets: Iterable[str], subject: Subject) -> Self:
        """A job that does nothing yet."""
        job = cls(
            kind, id, subject.bucket, subject.source, subject.destination, subject.message, subject.packed
        )  # fmt: skip
        for target in targets:
            job.part(target)
        return job

    @property
    def aborted(self) -> bool:
        """Whether it ended before its end."""
        return bool(self.abort_error)

    @property
    def error(self) -> str:
        """Why it ended before its end, or the first thing that went wrong."""
        return self.abort_error or next((part.error for part in self.parts.values() if part.error), "")

    def part(self, target: str) -> Part:
        """What a target does of it; begun where it does nothing yet."""
        return self.parts.setdefault(target, Part(self, target))

    @property
    def has_lost(self) -> bool:
        """Whether a target has left it. Such a job takes no more work: that target's part looks done."""
        return any(part.ended for part in self.parts.values())

    @property
    def left(self) -> list[Part]:
        """The parts of targets that did not leave."""
        return [part for part in self.parts.values() if not part.ended]

    def leads(self, source: Address | None, destination: Address | None) -> bool:
        """Whether it goes from that bucket to that one; one that has not left its bucket may go anywhere."""
        return self.source is None or (source, destination) == (self.source, self.destination)

    def concerns(self, bucket: Address) -> bool:
        """Whether it works on that bucket."""
        return bucket in (self.bucket, self.source, self.destination)

    def end(self) -> None:
        """It is over; a second time changes nothing."""
        if not self.ended:
            for part in self.parts.values():
                part.end()
            self.ended = time.time_ns()

    def abort(self, why: str) -> None:
        """End it now; one that is over stays as it is."""
        if self.ended:
            return
        self.abort_error = why
        for part in self.parts.values():
            part.requests.clear()
            if part.task is not None and part.task is not asyncio.current_task():
                part.task.cancel()
        self.end()

    def status(self) -> dict[str, Any]:
        """As what=status tells it."""
        return {
            "kind": self.kind.name,
            "uuid": self.id,
            "err": "" if self.hides_abort else self.error,
            "end_time": self.ended,
            "aborted": self.aborted,
        }


def _shown(bucket: Address | None) -> dict[str, Any]:
    return bucket.document() if bucket else _NOWHERE


def _rfc_3339(nanoseconds: int) -> str:
    moment = datetime.fromtimestamp(nanoseconds // 1_000_000_000, UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{nanoseconds % 1_000_000_000:09d}Z"
