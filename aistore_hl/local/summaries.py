"""How much is in a bucket: a job that looks, and who asks for it again until it has."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import msgspec
from attrs import define, field
from msgspec import Struct

from .answers import Answer, Refusal, as_text, bad_request
from .buckets import Address, Bucket, no_remote_bucket
from .catalog import bucket_of, wanted_buckets
from .jobs import Job, Part, Subject, is_job_id
from .selection import Selection, decoded
from .shares import Shares
from .statistics import space

if TYPE_CHECKING:
    from .node import Node
    from .request import NodeRequest


class _SummaryValue(Struct, forbid_unknown_fields=True):
    """Source: api/apc/lsmsg.go (AIS 5.0)"""

    uuid: str = ""
    prefix: str = ""
    cached: bool = False
    present: bool = False


@define
class _Count:
    """What one target has of one bucket."""

    objects: int = 0
    size: int = 0
    smallest: int | None = None
    largest: int = 0
    outside: int = 0
    outside_size: int = 0

    def add(self, size: int) -> None:
        """One object more."""
        self.objects += 1
        self.size += size
        self.smallest = size if self.smallest is None else min(self.smallest, size)
        self.largest = max(self.largest, size)


@define(eq=False)
class _Summary:
    """What a job finds out: by target and bucket."""

    buckets: Sequence[Bucket]
    is_query: bool = False
    """Whether it was asked for buckets and not for one by its name."""
    counts: dict[str, list[_Count]] = field(factory=dict)
    """By target, of those that are done."""

    def documents(self, node: Node, *, is_present: bool) -> list[dict[str, Any]]:
        """What is known so far, as AIS tells it."""
        disks = sum(space(peer)[1] for peer in node.peers())
        total = [self._document(index, each.address, disks, is_present) for index, each in enumerate(self.buckets)]
        if len(total) == 1 and node.state.quirks.nameless_summary and not is_present and self.is_query:
            nowhere = {"name": "", "provider": "", "namespace": {"uuid": "", "name": ""}}
            total[0] |= nowhere
            total[0]["ObjSize"]["obj_min_size"] = 0
        return total

    def _document(self, index: int, address: Address, disks: int, is_present: bool) -> dict[str, Any]:
        found = [counts[index] for counts in self.counts.values()]
        objects, size = sum(each.objects for each in found), sum(each.size for each in found)
        smallest = min((each.smallest for each in found if each.smallest is not None), default=0)
        return {
            **address.document(),
            "ObjCount": {
                "obj_count_present": str(objects),
                "obj_count_remote": str(sum(each.outside for each in found)),
            },
            "ObjSize": {
                "obj_min_size": smallest,
                "obj_avg_size": (size + objects // 2) // objects if objects else 0,
                "obj_max_size": max((each.largest for each in found), default=0),
            },
            "TotalSize": {
                "size_on_disk": str(size),
                "size_all_present_objs": str(size),
                "size_all_remote_objs": str(sum(each.outside_size for each in found)),
                "total_disks_size": str(disks),
            },
            "used_pct": (size * 100 + disks // 2) // disks if disks else 0,
            "is_present": is_present,
        }


def _begun(node: Node, buckets: Sequence[Bucket], prefix: str, *, is_query: bool = False, outside: bool = False) -> Job:
    summary = _Summary(buckets, is_query=is_query)
    selection = Selection.beginning(prefix)
    shares = Shares.of(node.state)

    async def work(part: Part) -> None:
        counts = []
        for bucket in buckets:
            count = _Count()
            counts.append(count)
            if node.state.buckets.get(bucket.address) is not bucket:
                continue  # destroyed meanwhile
            async for _, stored in selection.each(part, shares.node(part.target), bucket, shares):
                assert stored is not None  # a prefix finds only what is there
                count.add(stored.size)
                part.handle(stored.size)
            if outside and bucket.is_remote:
                async for entry in selection.entries(part, shares.node(part.target), bucket, shares):
                    count.outside += 1
                    count.outside_size += entry.size
        summary.counts[part.target] = counts

    # Of a query that finds one bucket AIS tells as of that one. Source: xact/xs/nsumm.go (AIS 5.0)
    bucket = buckets[0].address if len(buckets) == 1 else None
    shown = f"{bucket}/{prefix}" if bucket and prefix else str(bucket or "all buckets")
    subject = Subject(bucket, message=f"{shown}, flags:{'' if outside else 'cached'}")
    job = node.state.jobs.run("summary-bck", work, shares.targets, subject)
    job.result = summary
    return job


def found_job(node: Node, name: str, kind: str, path: str) -> Job:
    """The job that a request asks for again.

    Raises:
        Refusal: 400, no id that a job can have; 404, no such job; 500, it could not look everywhere.
    """
    if not is_job_id(name):
        raise bad_request(f'{kind}: invalid UUID "{name}"')
    job = node.state.jobs.get(name)
    if job is None or job.kind.name != kind:
        peer = node.peers()[0].label if node.peers() else node.label
        raise Refusal(
            404, f"{peer}: {kind} job {name} does not exist", "ErrNotFound", node=peer, path=path, method="GET"
        )
    if job.error:
        raise Refusal(500, f"{kind}[{name}] aborted: {job.error}", "ErrAborted")
    return job


def status_of(job: Job) -> int:
    """202, nothing is known; 206, something; 200, all."""
    if job.ended:
        return 200
    return 206 if job.result.counts else 202


async def summarize_bucket(node: Node, request: NodeRequest) -> Answer:
    """Begin to look how much is in a bucket, or tell it."""
    message = await request.message()
    bucket = await bucket_of(node, request)
    value = decoded(message.value, _SummaryValue, message.action)
    if bucket.is_remote and value.present:
        raise no_remote_bucket(bucket.address)
    if not value.uuid:
        return as_text(_begun(node, [bucket], value.prefix, outside=not value.cached).id, status=202)
    return _told(node, found_job(node, value.uuid, message.action, f"/v1/buckets/{bucket.address.name}/query"))


async def summarize_buckets(node: Node, request: NodeRequest) -> Answer:
    """The same for all buckets that provider and namespace select."""
    message = await request.message()
    value = decoded(message.value, _SummaryValue, message.action)
    if not value.uuid:
        known = (node.state.buckets.get(address) for address in await wanted_buckets(node, request, ""))
        buckets = [bucket for bucket in known if bucket is not None]
        return as_text(_begun(node, buckets, value.prefix, is_query=True).id, status=202)
    return _told(node, found_job(node, value.uuid, message.action, "/v1/buckets/query"))


def _told(node: Node, job: Job) -> Answer:
    status = status_of(job)
    documents = [] if status == 202 else job.result.documents(node, is_present=False)
    return as_text(msgspec.json.encode(documents).decode(), status=status)


async def head_bucket_summary(node: Node, request: NodeRequest) -> Answer:
    """The properties of a bucket, and how much is in it or begins with a prefix: 202 and an id until that is known."""
    elements = request.elements
    bucket = await bucket_of(node, request)
    props = (b"Ais-Bucket-Props", msgspec.json.encode(bucket.props))
    name = request.query.get("uuid", "")
    if not name:
        prefix = elements[3].decode("utf-8", "surrogateescape") if len(elements) > 3 else ""
        job = _begun(node, [bucket], prefix, outside=request.query.get("bsumm_remote") == "true")
        return Answer(202, [props, (b"Ais-Xaction-Id", job.id.encode())])
    job = found_job(node, name, "summary-bck", f"/v1/buckets/{bucket.address.name}/query")
    fields = [props, (b"Ais-Xaction-Id", job.id.encode())]
    status = status_of(job)
    if status != 202:
        document = job.result.documents(node, is_present=True)[0]
        fields.append((b"Ais-Bucket-Summ", msgspec.json.encode(document)))
    return Answer(status, fields)
