"""Jobs: what was started, and what AIS tells about it. The two kinds that there are have nothing to do here."""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, Final

import msgspec
from attrs import define, field, frozen
from msgspec import Struct

from .answers import Refusal, bad_request, not_built
from .buckets import Address
from .membership import new_uuid

DISPLAY_NAMES: Final = {"lru-eviction": "lru", "cleanup": "cleanup-store", "warm-up-metadata": "load-lom-cache"}
"""Names of kinds on the command line of AIS: asked for, never answered. Source: xact/api_table.go (AIS 5.0)"""

STARTABLE: Final = frozenset(("lru", "cleanup-store"))
"""Nothing here needs eviction or cleaning: such jobs begin, find nothing and end."""

KINDS: Final = STARTABLE | frozenset(
    (
        "rebalance", "resilver", "load-lom-cache", "rechunk", "copy-bck", "move-bck", "make-n-copies", "put-copies",
        "ec-encode", "ec-get", "ec-put", "ec-resp", "evict-listrange", "evict-remote-bck", "delete-listrange",
        "prefetch-listrange", "blob-download", "copy-listrange", "etl-bck", "etl-listrange", "etl-inline", "archive",
        "summary-bck", "list", "promote", "download", "dsort", "get-batch", "index-shard", "elect-primary",
        "create-inventory",
    )
)  # fmt: skip
"""Kinds that AIS knows: an unknown one selects nothing, and so everything. Source: xact/table.go (AIS 5.0)"""

_ZERO_TIME: Final = "0001-01-01T00:00:00Z"
_ID: Final = re.compile(r"g[0-9]+|[A-Za-z0-9][A-Za-z0-9_-]{7,30}[A-Za-z0-9]", re.ASCII)
_COUNTERS: Final = ("loc-objs", "loc-bytes", "out-objs", "out-bytes", "in-objs", "in-bytes")


@define(eq=False)
class Job:
    """One job of the whole cluster."""

    kind: str
    bucket: Address | None
    id: str = field(factory=new_uuid)
    began: int = field(factory=time.time_ns)
    ended: int = 0
    """Nanoseconds; 0 while it runs."""
    aborted: bool = False

    @property
    def error(self) -> str:
        """Why it ended before its end."""
        return "user abort" if self.aborted else ""

    def end(self, *, aborted: bool = False) -> None:
        """Mark it as ended; a second time changes nothing."""
        if not self.ended:
            self.ended = time.time_ns()
            self.aborted = aborted

    def status(self) -> dict[str, Any]:
        """As what=status tells it."""
        return {
            "kind": self.kind,
            "uuid": self.id,
            "err": self.error,
            "end_time": self.ended,
            "aborted": self.aborted,
        }

    def snapshot(self) -> dict[str, Any]:
        """As what=qryxstats tells it, for each target alike."""
        nowhere = {"name": "", "provider": "", "namespace": {"uuid": "", "name": ""}}
        return {
            "ext": None,
            "start-time": _rfc_3339(self.began),
            "end-time": _rfc_3339(self.ended) if self.ended else _ZERO_TIME,
            "bck": self.bucket.document() if self.bucket else nowhere,
            "src-bck": nowhere,
            "dst-bck": nowhere,
            "id": self.id,
            "kind": self.kind,
            "abort-err": self.error,
            "err": "",
            "glob.id": "0",
            "stats": dict.fromkeys(_COUNTERS, "0"),
            "aborted": self.aborted,
            "is_idle": bool(self.ended),
        }


def _rfc_3339(nanoseconds: int) -> str:
    moment = datetime.fromtimestamp(nanoseconds // 1_000_000_000, UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{nanoseconds % 1_000_000_000:09d}Z"


class _Space(Struct, forbid_unknown_fields=True):
    uuid: str = ""
    name: str = ""


class BucketName(Struct, forbid_unknown_fields=True):
    """A bucket in the body of a request."""

    name: str = ""
    provider: str = ""
    namespace: _Space = msgspec.field(default_factory=_Space)


class Arguments(Struct, forbid_unknown_fields=True):
    """What a job is started or stopped with. Source: xact/api.go (AIS 5.0)"""

    id: str = ""
    kind: str = ""
    daemonid: str = ""
    bck: BucketName = msgspec.field(default_factory=BucketName)
    buckets: list[BucketName] = []
    timeout: int | str = 0
    force: bool = False
    onlyrunning: bool = False
    flags: int = 0

    @classmethod
    def of(cls, value: Any, action: str) -> Arguments:
        """The arguments in a control message; keys without regard to case, `null` counts as not given.

        Raises:
            Refusal: 400.
        """
        if value is None:
            return cls()
        if not isinstance(value, dict):
            raise bad_request(f"failed to unmarshal {action}, err: expects an object")
        try:
            return msgspec.convert({key.lower(): each for key, each in _given(value).items()}, cls)
        except msgspec.ValidationError as exc:
            raise bad_request(f"failed to unmarshal {action}, err: {exc}") from exc


@frozen
class Query:
    """Which jobs a request asks about."""

    id: str
    kind: str
    bucket: BucketName
    is_running: bool

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> Query:
        """The question in a request's body; unknown keys mean nothing.

        Raises:
            Refusal: 400, a value of a wrong type.
        """
        given = {key.lower(): value for key, value in _given(document).items()}
        kind = given.get("kind") or ""
        try:
            bucket = msgspec.convert(given.get("bck") or {}, BucketName)
            return cls(
                msgspec.convert(given.get("id") or "", str),
                known_kind(msgspec.convert(kind, str)),
                bucket,
                msgspec.convert(given.get("show_active") or False, bool),
            )
        except msgspec.ValidationError as exc:
            raise bad_request(f"failed to unmarshal job query, err: {exc}") from exc

    def selects(self, job: Job) -> bool:
        """Whether the job is one of those asked about."""
        return (
            (not self.id or job.id == self.id)
            and (not self.kind or job.kind == self.kind)
            and (not self.is_running or not job.ended)
            and (not self.bucket.name or (job.bucket is not None and job.bucket.name == self.bucket.name))
        )


def _given(value: Mapping[str, Any]) -> dict[str, Any]:
    """An object without what is null, at any depth: to Go's decoder that is not given."""
    return {key: _given(each) if isinstance(each, dict) else each for key, each in value.items() if each is not None}


def known_kind(text: str) -> str:
    """The kind of that name or display name; empty when AIS knows none."""
    kind = DISPLAY_NAMES.get(text, text)
    return kind if kind in KINDS else ""


def is_job_id(text: str) -> bool:
    """Whether AIS could have made such an id. Source: cmn/cos/uuid.go (AIS 5.0)"""
    return _ID.fullmatch(text) is not None


class Jobs:
    """All jobs since the start. Changed by the cluster's thread only."""

    def __init__(self) -> None:
        self._held: dict[str, Job] = {}

    def start(self, arguments: Arguments, bucket: Address | None) -> Job:
        """A new job.

        Raises:
            Refusal: 400, no kind that AIS knows; 501, one that the local cluster does not run.
        """
        kind = known_kind(arguments.kind)
        if not kind:
            raise bad_request(f'invalid xaction (job) kind "{arguments.kind}"')
        if kind not in STARTABLE:
            raise not_built(f"job {kind}")
        job = Job(kind, bucket)
        self._held[job.id] = job
        job.end()
        return job

    def stop(self, arguments: Arguments) -> None:
        """End the jobs that are meant; that there are none, or that they are over, is no error.

        Raises:
            Refusal: 400, nothing is meant, or an id that is none.
        """
        kind = known_kind(arguments.kind)
        if arguments.id and not is_job_id(arguments.id):
            raise bad_request(f'invalid xaction (job) UUID "{arguments.id}"')
        if not arguments.id and not kind:
            raise bad_request("cannot stop xaction - expecting a valid kind and/or UUID")
        for job in self.select(Query(arguments.id, kind, arguments.bck, is_running=True)):
            job.end(aborted=True)

    def select(self, query: Query) -> Iterable[Job]:
        """The jobs that are asked about, oldest first."""
        return [job for job in self._held.values() if query.selects(job)]

    def status(self, query: Query, node: str) -> Job:
        """The job of that id, or the latest of that kind.

        Raises:
            Refusal: 400, neither is given, or they do not fit; 404, there is none.
        """
        if not query.id and not query.kind:
            raise bad_request("invalid x-")
        by_id = self._held.get(query.id)
        if by_id is not None and query.kind not in ("", by_id.kind):
            raise bad_request(f"kind mismatch: x-{query.kind}[{query.id}], expected kind={by_id.kind}")
        found = list(self.select(query))
        if not found:
            raise Refusal(404, f"{node}: x-{query.kind}[{query.id}] does not exist", "ErrNotFound")
        return found[-1]

    def snapshots(self, query: Query, targets: Iterable[str]) -> dict[str, list[dict[str, Any]]]:
        """What every target tells about the jobs that are asked about.

        Raises:
            Refusal: 400, an id that is none; 404, an id that nobody knows.
        """
        if query.id and not is_job_id(query.id):
            raise bad_request(f'invalid xaction (job) UUID "{query.id}"')
        found = [job.snapshot() for job in self.select(query)]
        if query.id and not found:
            shown = "-only-running" if query.is_running else ""
            raise Refusal(404, f'"x-{query.kind}[{query.id}]{shown}" not found')
        return dict.fromkeys(sorted(targets), found)
