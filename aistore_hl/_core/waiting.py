"""Waiting for a job: whom to ask, when to ask again, and what the answers mean. No clock of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from attrs import define, evolve, field

from .errors import (
    AccessDenied,
    AisError,
    ClientClosed,
    JobAborted,
    JobFailed,
    JobTimeout,
    NotFound,
    ProtocolError,
    RedirectRefused,
    Unauthorized,
    Unsupported,
)
from .jobs import IDLING, REPORTING, JobProgress, JobStatus, Snapshot

SHORTEST: Final = 0.02
"""Seconds between two looks at a job that has just begun: AIS 5.0 deletes a list of names in about 1 ms."""

_USUAL: Final = 0.08
_LONGEST: Final = 5.0

UNKNOWN_FOR: Final = 1.0
"""Seconds that a job may be known to nobody: another proxy than the one that started it learns of it a moment later."""

PATIENCE: Final = 60.0
"""Seconds without an understood answer until that is the result. AIS 5.0 takes 27 s to drop a dead target."""

PROGRESS_EVERY: Final = 0.2
"""Seconds between two looks that only tell how far it is: they ask every target, the others one proxy."""

_LASTING: Final = (AccessDenied, ClientClosed, ProtocolError, RedirectRefused, Unauthorized, Unsupported)
"""Failures that do not pass."""

_LAST_LOOK: Final = 0.5
"""Seconds."""

_SHOWN: Final = 3
"""Errors in the text of a failure; all of them are in its fields."""


def pause(elapsed: float) -> float:
    """Seconds until the next look, `elapsed` seconds after the first.

    At most a sixteenth of what has passed, so that short jobs are noticed at once; up to 13 s at most 80 ms, so that
    half of the ends are noticed 40 ms late; beyond, less than a hundredth of what has passed.
    """
    return min(max(SHORTEST, min(elapsed / 16, max(_USUAL, elapsed / 160))), _LONGEST)


@define
class Watch:
    """What is known of a job that is waited for: one by its id, or all of a kind that run."""

    id: str
    kind: str
    began: float
    deadline: float | None
    progress: JobProgress | None = None
    """The last that was heard."""
    _understood: float | None = None
    """When the cluster last gave an answer that says something."""
    _unknown_since: float | None = None
    _running: set[str] = field(factory=set)

    @property
    def asks_status(self) -> bool:
        """Whether the proxies know how it stands, so that no target needs to be asked."""
        return bool(self.id) and (not self.kind or self.kind in REPORTING)

    def left(self, now: float) -> float | None:
        """Seconds until the deadline; `None` without one."""
        return None if self.deadline is None else max(self.deadline - now, 0.0)

    def patience(self, now: float) -> float | None:
        """Seconds that a look may take; `None` without a deadline. Half a second at least: 0 would be no limit, and the
        last look is to be answered too."""
        left = self.left(now)
        return None if left is None else max(left, _LAST_LOOK)

    def hear_status(self, status: JobStatus, now: float) -> bool:
        """Whether the job is over, by what the proxies say."""
        self.hear_something(now)
        self.kind = status.kind or self.kind
        # The proxies are told of idle kinds that report, downloads, but not that they went idle.
        return status.is_finished and (self.kind not in IDLING or status.is_aborted)

    def hear_snapshots(self, snapshots: Mapping[str, Sequence[Snapshot]], now: float) -> bool:
        """Whether the job, or each job of the kind, is over, by what the targets say."""
        if not self.id:
            return self._hear_kind(snapshots, now)
        found = [each for snaps in snapshots.values() for each in snaps]
        if not found:
            self.hear_nothing(NotFound(f"no target has job {self.id!r}", status=404), now)
            return False
        self.hear_something(now)
        self.kind = self.kind or found[0].kind
        self.progress = JobProgress.of(snapshots, id=self.id, kind=self.kind)
        # Stopped on one target it is stopped on all: AIS tells the others.
        return self.progress.is_aborted or all(map(self._is_over, found))

    def hear_something(self, now: float) -> None:
        """The cluster knows the job."""
        self._understood = now
        self._unknown_since = None

    def hear_nothing(self, exc: NotFound, now: float) -> None:
        """Nobody knows the job.

        Raises:
            NotFound: and that for too long.
        """
        self._understood = now
        since = self._unknown_since = now if self._unknown_since is None else self._unknown_since
        if now - since >= UNKNOWN_FOR:
            raise exc

    def hear_failure(self, exc: AisError, now: float) -> None:
        """A look failed.

        Raises:
            AisError: `exc`, where looking again cannot help, or has not helped for long enough.
        """
        # A question that was answered before is not wrong: what a proxy says when a target is away may be a 400.
        if self._understood is None or isinstance(exc, _LASTING) or now - self._understood >= PATIENCE:
            raise exc

    def pause(self, now: float) -> float:
        """Seconds until the next look.

        Raises:
            JobTimeout: the deadline is over.
        """
        left = self.left(now)
        if left is not None and left <= 0:
            said = f"{self.name} still runs after {now - self.began:.1f} s"
            raise JobTimeout(said, id=self.id, kind=self.kind, progress=self.progress)
        wanted = pause(now - self.began)
        return wanted if left is None else min(wanted, left)

    def verdict(self, progress: JobProgress) -> JobProgress:
        """`progress`, if the job that is over did what it should.

        Raises:
            JobAborted: it was stopped.
            JobFailed: it reported errors.
        """
        if not progress.is_aborted and not progress.errors:
            return progress
        errors = ((target, " ".join(text.split())) for target, text in sorted(progress.errors.items()))
        said = [f"{target}: {text}" if target else text for target, text in errors]
        more = f" and {len(said) - _SHOWN} more" if len(said) > _SHOWN else ""
        cls, what = (JobAborted, "was aborted") if progress.is_aborted else (JobFailed, "failed")
        text = f"{self.name} {what} after {progress.local.objects:,} objects"
        if said:
            text += f": {'; '.join(said[:_SHOWN])}{more}"
        raise cls(text, id=self.id, kind=self.kind, errors=dict(progress.errors), progress=progress)

    @property
    def name(self) -> str:
        """As AIS writes it: `copy-bck[TRTeu_QLq]`."""
        return f"{self.kind or 'job'}[{self.id}]" if self.id else f"{self.kind} (all of that kind)"

    def _is_over(self, snapshot: Snapshot) -> bool:
        """A job that does not go idle may look idle for a moment, while it stops."""
        return snapshot.is_done if self.kind in IDLING else snapshot.is_finished

    def _hear_kind(self, snapshots: Mapping[str, Sequence[Snapshot]], now: float) -> bool:
        """Of those of the kind, the ones that ran at some look count; the targets remember older ones for hours."""
        self.hear_something(now)
        running = {each.id for snaps in snapshots.values() for each in snaps if not self._is_over(each)}
        self._running |= running
        watched = {target: [each for each in snaps if each.id in self._running] for target, snaps in snapshots.items()}
        self.progress = JobProgress.of(watched, kind=self.kind)
        return not running


def with_status(progress: JobProgress | None, status: JobStatus) -> JobProgress:
    """What the targets say and what the proxies say, together; the targets may have forgotten it."""
    found = progress or JobProgress(status.id, status.kind)
    errors = dict(found.errors)
    if status.error and not errors:
        errors[""] = status.error
    return evolve(
        found,
        ended=status.ended or found.ended,
        is_aborted=found.is_aborted or status.is_aborted,
        errors=errors,
    )
