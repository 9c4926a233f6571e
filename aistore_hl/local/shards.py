"""Tar archives of a bucket: an index of what is in each, and a summary of them."""

from __future__ import annotations

import tarfile
from typing import TYPE_CHECKING, Final

import msgspec
from attrs import define, frozen
from msgspec import Struct, field

from .answers import Answer, as_text
from .buckets import Address
from .catalog import bucket_of
from .jobs import Part, Subject
from .selection import Selection, decoded, encoded
from .shares import Shares
from .store import Content, Facts, StoredObject, StoreFailure
from .summaries import found_job, status_of
from .target import Place

if TYPE_CHECKING:
    from .node import Node
    from .request import NodeRequest

INDEXES: Final = Address("ais", "", "", ".sys-shardidx")
"""Where AIS keeps the indexes, as objects named by bucket and archive. Source: core/meta/bck.go (AIS 5.0)"""

_BLOCK: Final = 512
_EXTENSION: Final = b".tar"
_FILES: Final = frozenset((tarfile.REGTYPE, tarfile.AREGTYPE, tarfile.CONTTYPE, tarfile.GNUTYPE_SPARSE))


class _IndexValue(Struct, forbid_unknown_fields=True):
    prefix: str = ""
    num_workers: int = field(default=0, name="num-workers")
    skip_verify: bool = field(default=False, name="skip-verify")


class _SummaryValue(Struct, forbid_unknown_fields=True):
    prefix: str = ""
    uuid: str = ""


class _Index(Struct):
    """What is known of one archive, and of which version of it."""

    size: int
    created: int
    members: int

    def is_of(self, stored: StoredObject) -> bool:
        """Whether it was made of that version."""
        return (self.size, self.created) == (stored.size, stored.created)


async def index_shards(node: Node, request: NodeRequest) -> Answer:
    """Look into each tar archive of a bucket that has no index, or an old one."""
    message = await request.message()
    bucket = await bucket_of(node, request)
    value = decoded(message.value, _IndexValue, message.action)
    selection = Selection.beginning(value.prefix)
    if node.state.buckets.get(INDEXES) is None:
        node.state.buckets.create(INDEXES)
    shares = Shares.of(node.state)

    async def work(part: Part) -> None:
        holder = shares.node(part.target)
        async for name, stored in selection.each(part, holder, bucket, shares):
            if name.endswith(_EXTENSION) and stored is not None:
                place = Place(holder, bucket, name)
                index = await _loaded(place)
                if index is None or not (value.skip_verify or index.is_of(stored)):
                    await _index(part, place)

    subject = Subject(bucket.address, message=f"prefix:{value.prefix}" if value.prefix else "indexing", packed="2")
    return as_text(node.state.jobs.run("index-shard", work, shares.targets, subject).id)


async def summarize_shards(node: Node, request: NodeRequest) -> Answer:
    """Begin to count the tar archives of a bucket and what is in those that have an index, or tell it."""
    message = await request.message()
    bucket = await bucket_of(node, request)
    value = decoded(message.value, _SummaryValue, message.action)
    if value.uuid:
        job = found_job(node, value.uuid, message.action, f"/v1/buckets/{bucket.address.name}/query")
        return as_text(msgspec.json.encode(job.result.document()).decode(), status=status_of(job))
    selection = Selection.beginning(value.prefix)
    shares = Shares.of(node.state)
    counts: dict[str, _Count] = {}

    async def work(part: Part) -> None:
        count = _Count()
        holder = shares.node(part.target)
        async for name, stored in selection.each(part, holder, bucket, shares):
            if name.endswith(_EXTENSION) and stored is not None:
                await count.add(Place(holder, bucket, name), stored)
                part.handle(stored.size)
        counts[part.target] = count

    subject = Subject(bucket.address, message=f"prefix:{value.prefix}" if value.prefix else "whole bucket")
    job = node.state.jobs.run("summary-shard", work, shares.targets, subject)
    job.result = _Counts(counts)
    return as_text(job.id, status=202)


@define
class _Count:
    """What one target has of one bucket."""

    archives: int = 0
    size: int = 0
    indexed: int = 0
    indexed_size: int = 0
    members: int = 0
    stale: int = 0

    async def add(self, place: Place, stored: StoredObject) -> None:
        """One archive more."""
        self.archives += 1
        self.size += stored.size
        index = await _loaded(place)
        if index is None:
            return
        if not index.is_of(stored):
            self.stale += 1
            return
        self.indexed += 1
        self.indexed_size += stored.size
        self.members += index.members


@frozen
class _Counts:
    """What is counted so far, by target."""

    counts: dict[str, _Count]

    def document(self) -> dict[str, str]:
        """As AIS tells it."""
        names = {
            "tar-objs": "archives",
            "tar-size": "size",
            "shards": "indexed",
            "shard-size": "indexed_size",
            "archived-objs": "members",
            "stale-indexes": "stale",
        }
        told = {name: str(sum(getattr(each, of) for each in self.counts.values())) for name, of in names.items()}
        return {**told, "invalid-indexes": "0"}


def _place_of_index(place: Place) -> Place:
    bucket = place.node.state.buckets.find(INDEXES, place.node.label)
    return place.at(bucket, encoded(place.bucket.uname) + place.name + b".idx")


async def _loaded(place: Place) -> _Index | None:
    """The index of an archive, if it has one."""
    if place.node.state.buckets.get(INDEXES) is None:
        return None
    found = _place_of_index(place).table.open(_place_of_index(place).name)
    if found is None:
        return None
    stored, content = found
    try:
        return msgspec.json.decode(bytes(await content.read(0, stored.size)), type=_Index)
    finally:
        content.close()


async def _index(part: Part, place: Place) -> None:
    """Look into an archive, and keep what was found; one that is none is an error of the job."""
    found = place.table.open(place.name)
    if found is None:
        return  # deleted meanwhile
    stored, content = found
    try:
        members = await _members(part, content)
    except (tarfile.TarError, StoreFailure) as exc:
        part.fail(f"{place.node.label}: {place}: {exc}")
        return
    finally:
        content.close()
    where = _place_of_index(place)
    draft = place.node.state.store.draft(where.name)
    try:
        await draft.add(msgspec.json.encode(_Index(stored.size, stored.created, members)))
        await where.table.put(where.name, draft, lambda old: Facts(None, 1 + (old.version if old else 0), {}))
    finally:
        draft.discard()
    part.handle(stored.size)


async def _members(part: Part, content: Content) -> int:
    """How many files an archive holds, by its headers.

    Raises:
        TarError: it is none.
    """
    at = members = 0
    while at + _BLOCK <= content.size:
        await part.step()
        block = bytes(await content.read(at, at + _BLOCK))
        if not any(block):
            break
        header = tarfile.TarInfo.frombuf(block, "utf-8", "surrogateescape")
        members += header.type in _FILES
        at += _BLOCK + -(-header.size // _BLOCK) * _BLOCK
    return members
