"""Jobs: their kinds, what the cluster says of one, and when it is over."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final, Self

from attrs import field, frozen

from .errors import InvalidName, ProtocolError
from .names import BucketRef
from .times import from_nanoseconds, from_text

# Kind -> the name that the command line shows, where it is another one. AIS takes either. Of these some can be started
# by themselves, others begin with an operation on a bucket. Source: xact/api_table.go (AIS 5.0).
_NAMES: Final = {
    "archive": "",
    "blob-download": "",
    "cleanup-store": "cleanup",
    "copy-bck": "copy-bucket",
    "copy-listrange": "copy-objects",
    "create-inventory": "",
    "delete-listrange": "delete-objects",
    "download": "",
    "dsort": "",
    "ec-encode": "ec-bucket",
    "ec-get": "",
    "ec-put": "",
    "ec-resp": "",
    "election": "elect-primary",
    "etl-bck": "etl-bucket",
    "etl-inline": "",
    "etl-listrange": "etl-objects",
    "evict-listrange": "evict-objects",
    "evict-remote-bck": "evict-remote-bucket",
    "get-batch": "",
    "index-shard": "shard-index",
    "list": "",
    "load-lom-cache": "warm-up-metadata",
    "lru": "lru-eviction",
    "make-n-copies": "mirror",
    "move-bck": "rename-bucket",
    "prefetch-listrange": "prefetch-objects",
    "promote": "promote-files",
    "put-copies": "",
    "rebalance": "",
    "rechunk": "",
    "resilver": "",
    "summary-bck": "summary",
    "summary-shard": "shard-summary",
}

KINDS: Final = frozenset(_NAMES)
"""Every kind of job."""

STARTABLE: Final = frozenset(
    {
        "blob-download",
        "cleanup-store",
        "ec-encode",
        "load-lom-cache",
        "lru",
        "make-n-copies",
        "prefetch-listrange",
        "rebalance",
        "rechunk",
        "resilver",
    }
)
"""Kinds that can be started by themselves."""

IDLING: Final = frozenset(
    {
        "archive",
        "copy-listrange",
        "download",
        "ec-get",
        "ec-put",
        "ec-resp",
        "etl-listrange",
        "get-batch",
        "list",
        "put-copies",
    }
)
"""Kinds that serve request after request: with nothing to do they are idle, their end time may stay unset for ever."""

REPORTING: Final = frozenset(
    {
        "cleanup-store",
        "copy-bck",
        "create-inventory",
        "delete-listrange",
        "ec-encode",
        "etl-bck",
        "evict-listrange",
        "index-shard",
        "lru",
        "make-n-copies",
        "move-bck",
        "prefetch-listrange",
        "promote",
        "rebalance",
        "rechunk",
    }
)
"""Kinds whose end the targets report to the proxies, and that have one. Of the others there are snapshots only.

Source: xact/api_table.go (AIS 5.0)
"""

_KINDS_BY_NAME: Final = {name: kind for kind, name in _NAMES.items() if name}


def check_kind(kind: str) -> str:
    """The kind, also by the name that the command line shows.

    AIS answers a query for a kind that it does not know with every job there is, so it is refused here.

    Raises:
        InvalidName: there is no such kind.
    """
    if not isinstance(kind, str):
        raise TypeError(f"kind must be str, not {type(kind).__name__}")
    found = _KINDS_BY_NAME.get(kind, kind)
    if found not in KINDS:
        raise InvalidName(f"no such kind of job: {kind!r} (one of {', '.join(sorted(KINDS))})")
    return found


_ID: Final = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)  # of a rebalance: `g1`; of others nine characters


def job_id(text: str, *, none: bool = False) -> str:
    """The id that an answer consists of; `none`: or nothing, where no job had to be started.

    Raises:
        ProtocolError: it is something else, such as the page of a portal in between.
    """
    if not (none and not text) and not _ID.fullmatch(text):
        raise ProtocolError(f"not the id of a job: {text[:40]!r}")
    return text


def running_job(text: str) -> tuple[str, str]:
    """Kind and id of `kind[id]`.

    Raises:
        ProtocolError: it is something else.
    """
    kind, _, rest = text.partition("[")
    if not kind or not rest.endswith("]"):
        raise ProtocolError(f"not the name of a job: {text[:40]!r}")
    return kind, job_id(rest[:-1])


@frozen
class JobStatus:
    """How a job stands in the whole cluster. Kinds that go idle are unknown to this view: ask for snapshots."""

    id: str
    kind: str
    ended: datetime | None
    """When the last target was done with it; `None` while it runs."""
    is_aborted: bool
    error: str
    """What the targets reported; `user abort` after a stop."""

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Self:
        """The status as AIS writes it (`what=status`).

        Raises:
            ProtocolError: it is not one.
        """
        try:
            return cls(
                id=str(document["uuid"]),
                kind=str(document.get("kind") or ""),
                ended=from_nanoseconds(int(document.get("end_time") or 0)),
                is_aborted=bool(document.get("aborted")),
                error=str(document.get("err") or ""),
            )
        except (AttributeError, KeyError, OverflowError, TypeError, ValueError) as exc:
            raise ProtocolError("the status of a job is malformed") from exc

    @property
    def is_finished(self) -> bool:
        """Whether it runs no more, for whatever reason."""
        return self.ended is not None or self.is_aborted

    @property
    def is_running(self) -> bool:
        """Whether it still runs somewhere."""
        return not self.is_finished

    @property
    def is_failed(self) -> bool:
        """Whether it was aborted or reported an error."""
        return self.is_aborted or bool(self.error)


@frozen
class Counters:
    """Objects and bytes."""

    objects: int = 0
    bytes: int = 0


@frozen
class Snapshot:
    """How a job stands on one target."""

    id: str
    kind: str
    started: datetime | None
    ended: datetime | None
    is_idle: bool
    """Whether it has nothing to do at the moment; a job that is over is idle too."""
    is_aborted: bool
    error: str
    bucket: BucketRef | None
    source: BucketRef | None
    destination: BucketRef | None
    local: Counters
    """What this target worked on."""
    sent: Counters
    """What it sent to other targets."""
    received: Counters
    """What it got from them."""
    raw: Mapping[str, Any] = field(repr=False)

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Self:
        """The snapshot as AIS writes it (`what=qryxstats`).

        Raises:
            ProtocolError: it is not one.
        """
        try:
            stats = document.get("stats") or {}
            return cls(
                id=str(document["id"]),
                kind=str(document.get("kind") or ""),
                started=from_text(document.get("start-time") or ""),
                ended=from_text(document.get("end-time") or ""),
                is_idle=bool(document.get("is_idle")),
                is_aborted=bool(document.get("aborted")),
                error=str(document.get("err") or document.get("abort-err") or ""),
                bucket=_bucket(document.get("bck")),
                source=_bucket(document.get("src-bck")),
                destination=_bucket(document.get("dst-bck")),
                local=_counters(stats, "loc"),
                sent=_counters(stats, "out"),
                received=_counters(stats, "in"),
                raw=document,
            )
        except (AttributeError, KeyError, OverflowError, TypeError, ValueError) as exc:
            raise ProtocolError("the snapshot of a job is malformed") from exc

    @classmethod
    def by_target(cls, document: Mapping[str, Any]) -> dict[str, list[Self]]:
        """All snapshots of an answer, by the target's id.

        Raises:
            ProtocolError: one is malformed.
        """
        return {target: [cls.from_document(snap) for snap in snaps or ()] for target, snaps in document.items()}

    @property
    def is_finished(self) -> bool:
        """Whether it is over on this target. A job that only went idle is not: it may serve the next request."""
        return self.ended is not None or self.is_aborted

    @property
    def is_done(self) -> bool:
        """Whether it has begun and has nothing to do now, over or not."""
        return self.is_finished or (self.started is not None and self.is_idle)

    @property
    def is_running(self) -> bool:
        """Whether it works at the moment."""
        return self.started is not None and not self.is_finished and not self.is_idle


def latest(snapshots: Mapping[str, Sequence[Snapshot]], id: str) -> dict[str, list[Snapshot]]:
    """Of each target the snapshot of the job of that id that began last.

    Two jobs can have the same: AIS makes the ids of jobs that copy and archive groups of the buckets and the minute.
    Source: xact/xreg/uuid.go (AIS 5.0)
    """
    found: dict[str, list[Snapshot]] = {}
    for target, snaps in snapshots.items():
        same = [each for each in snaps if each.id == id]
        # One that has not begun yet is the latest.
        same.sort(key=lambda each: (each.started is None, each.started.timestamp() if each.started else 0.0))
        found[target] = same[-1:]
    return found


@frozen
class JobProgress:
    """How far a job is, all targets together."""

    id: str
    """Empty where it is of all jobs of a kind."""
    kind: str
    started: datetime | None = None
    """When the first target began."""
    ended: datetime | None = None
    """When the last target was done; `None` while one runs, and of a job that only went idle."""
    targets: int = 0
    """How many targets take part."""
    done: int = 0
    """How many of them have nothing left to do."""
    local: Counters = Counters()
    """What the targets worked on."""
    sent: Counters = Counters()
    """What they sent to one another."""
    received: Counters = Counters()
    """What they got from one another."""
    is_aborted: bool = False
    errors: Mapping[str, str] = field(factory=dict)
    """What went wrong, by the target's id; with the empty one, what the cluster says as a whole."""

    @classmethod
    def of(cls, snapshots: Mapping[str, Sequence[Snapshot]], *, id: str = "", kind: str = "") -> Self:
        """What the snapshots of a job come to."""
        found = [(target, each) for target, snaps in snapshots.items() for each in snaps]
        all_of_them = [each for _, each in found]
        ends = [each.ended for each in all_of_them if each.ended is not None]
        return cls(
            id=id or _only({each.id for each in all_of_them}),
            kind=kind or _only({each.kind for each in all_of_them}),
            started=min((each.started for each in all_of_them if each.started is not None), default=None),
            ended=max(ends) if ends and len(ends) == len(found) else None,
            targets=len({target for target, _ in found}),
            done=sum(1 for snaps in snapshots.values() if snaps and all(each.is_done for each in snaps)),
            local=_sum(each.local for each in all_of_them),
            sent=_sum(each.sent for each in all_of_them),
            received=_sum(each.received for each in all_of_them),
            is_aborted=any(each.is_aborted for each in all_of_them),
            errors={target: each.error for target, each in found if each.error},
        )

    @property
    def seconds(self) -> float | None:
        """How long it ran; `None` while it does, and of a job that only went idle."""
        if self.started is None or self.ended is None:
            return None
        return (self.ended - self.started).total_seconds()


def _only(values: set[str]) -> str:
    return values.pop() if len(values) == 1 else ""


def _sum(counters: Iterable[Counters]) -> Counters:
    objects = size = 0
    for each in counters:
        objects += each.objects
        size += each.bytes
    return Counters(objects, size)


def _bucket(document: Mapping[str, Any] | None) -> BucketRef | None:
    return BucketRef.from_document(document) if document and document.get("name") else None


def _counters(stats: Mapping[str, Any], what: str) -> Counters:
    return Counters(int(stats.get(f"{what}-objs") or 0), int(stats.get(f"{what}-bytes") or 0))
