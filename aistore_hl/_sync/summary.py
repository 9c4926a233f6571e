# Written by codegen.py from aistore_hl/_async/summary.py; do not edit.
"""How much is in a bucket: asked for until the targets have counted."""

from __future__ import annotations

from typing import Any, TypeVar

from aistore_api import models
from aistore_api.api.buckets import (
    get_bucket_summary,
    get_shard_summary,
    head_bucket_summary,
    head_prefix_summary,
    start_bucket_summary,
    start_shard_summary,
)
from aistore_api.types import UNSET, Answer, Call, Headers

from .._concurrency import monotonic, sleep
from .._core.errors import NotFound, ProtocolError
from .._core.jobs import job_id
from .._core.names import BucketRef
from .._core.props import BucketProps, Presence
from .._core.summary import BucketInfo, BucketSummary, ShardSummary
from .._core.waiting import Watch
from .session import Reading, Session

R = TypeVar("R")


def bucket_summary(
    session: Session, bucket: BucketRef, *, prefix: str, cached: bool, present: bool, timeout: float | None
) -> BucketSummary:
    """Objects and bytes of a bucket."""
    args: dict[str, Any] = {"prefix": prefix or UNSET, "cached": cached or UNSET, "present": present or UNSET}
    start = start_bucket_summary.call(
        bucket.name,
        body=models.StartSummaryAction(value=models.StartSummaryArgs(**args)),
        **bucket.address(),
    )
    began = monotonic()
    id = session.read(start, lambda answer: job_id(start.parse(answer)), timeout=timeout)
    again = get_bucket_summary.call(
        bucket.name, body=models.GetSummaryAction(value=models.GetSummaryArgs(uuid=id, **args)), **bucket.address()
    )

    def result(answer: Answer) -> BucketSummary | None:
        if answer.status != 200:
            return None
        found = again.parse(answer)
        if len(found) != 1:
            raise ProtocolError(f"{len(found)} summaries of one bucket")
        return BucketSummary.from_document({**found[0].to_dict(), **bucket.document()})

    return _ask(session, again, result, _watch(id, "summary-bck", began, timeout))


def bucket_info(
    session: Session,
    bucket: BucketRef,
    *,
    prefix: str,
    remote: bool,
    presence: Presence | None,
    timeout: float | None,
) -> BucketInfo:
    """Properties and summary in one question."""
    where: dict[str, Any] = {
        "presence": UNSET if presence is None else int(presence),
        "bsumm_remote": remote,
        **bucket.address(),
    }

    def asked(uuid: str) -> Call[Any]:
        job: Any = uuid or UNSET
        if prefix:
            return head_prefix_summary.call(bucket.name, prefix, uuid=job, **where)
        return head_bucket_summary.call(bucket.name, uuid=job, **where)

    def result(answer: Answer) -> BucketInfo | str:
        headers = answer.headers
        if answer.status != 200:
            return job_id(headers.get("ais-xaction-id") or "")
        return BucketInfo(BucketProps.from_headers(headers), BucketSummary.from_document(_summary_in(headers)))

    began = monotonic()
    first = session.read(asked(""), result, timeout=timeout)
    if isinstance(first, BucketInfo):
        return first

    def later(answer: Answer) -> BucketInfo | None:
        found = result(answer)
        return None if isinstance(found, str) else found

    return _ask(session, asked(first), later, _watch(first, "summary-bck", began, timeout))


def shard_summary(
    session: Session, bucket: BucketRef, *, prefix: str, timeout: float | None
) -> ShardSummary:
    """Archives of a bucket that have an index."""
    start = start_shard_summary.call(
        bucket.name,
        body=models.StartShardSummaryAction(value=models.StartShardSummaryArgs(prefix=prefix or UNSET)),
        **bucket.address(),
    )
    began = monotonic()
    id = session.read(start, lambda answer: job_id(start.parse(answer)), timeout=timeout)
    value = models.GetShardSummaryArgs(uuid=id, prefix=prefix or UNSET)
    again = get_shard_summary.call(bucket.name, body=models.GetShardSummaryAction(value=value), **bucket.address())

    def result(answer: Answer) -> ShardSummary | None:
        return ShardSummary.from_document(again.parse(answer).to_dict()) if answer.status == 200 else None

    return _ask(session, again, result, _watch(id, "summary-shard", began, timeout))


def _summary_in(headers: Headers) -> Any:
    import json

    return json.loads(headers.get("ais-bucket-summ", ""))


def _watch(id: str, kind: str, began: float, timeout: float | None) -> Watch:
    return Watch(id, kind, began, None if timeout is None else began + timeout)


def _ask(session: Session, call: Call[Any], result: Reading[R | None], watch: Watch) -> R:
    """The same question until it is answered; the targets may not all have begun at the first.

    Raises:
        JobTimeout: they still count.
    """
    while True:
        try:
            found = session.read(call, result, timeout=watch.patience(monotonic()))
        except NotFound as exc:
            watch.hear_nothing(exc, monotonic())
        else:
            if found is not None:
                return found
            watch.hear_something(monotonic())
        sleep(watch.pause(monotonic()))
