"""Operations on many objects of one bucket that end with the last of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import field

from . import outside
from .access import Access, check_access
from .answers import Answer, Refusal, as_text, bad_request
from .catalog import bucket_of
from .jobs import Part, Subject
from .selection import GroupValue, Selection, decoded
from .shares import Shares
from .target import Place

if TYPE_CHECKING:
    from .node import Node
    from .request import NodeRequest


async def delete_objects(node: Node, request: NodeRequest) -> Answer:
    """Delete by list, range or prefix, and without any of them everything. Of a list, what is missing is an error.

    Source: recorded on AIS 5.0
    """
    message = await request.message()
    bucket = await bucket_of(node, request)
    check_access(bucket, Access.DELETE_OBJECT)
    value = decoded(message.value, GroupValue, message.action)
    selection = Selection.of(value, message.action)
    shares = Shares.of(node.state)

    async def work(part: Part) -> None:
        holder = shares.node(part.target)
        async for name, stored in selection.each(part, holder, bucket, shares, outside=True):
            place = Place(holder, bucket, name)
            if await _delete(place):
                part.handle(stored.size if stored else 0)
            elif selection.names:
                part.fail(f"{place.node.label}: {place} does not exist")

    subject = Subject(bucket.address, message=_shown(value), packed="2048")
    return as_text(node.state.jobs.run("delete-listrange", work, shares.targets, subject).id)


async def _delete(place: Place) -> bool:
    """Delete an object, and where it is kept for a backend there too; whether there was one."""
    if not place.bucket.is_remote:
        return await place.remove()
    try:
        await outside.delete(place, evicts=False)
    except Refusal as refusal:
        if refusal.status != 404:
            raise
        return False
    return True


async def evict_objects(node: Node, request: NodeRequest) -> Answer:
    """Remove the copies of objects that are somewhere else, and leave those there. What has no copy is left out."""
    message = await request.message()
    bucket = await bucket_of(node, request)
    if not bucket.is_remote:
        text = f"evict-remote-bck: expecting remote bucket (have {bucket.address})"
        raise bad_request(text, "ErrNotRemoteBck")
    value = decoded(message.value, GroupValue, message.action)
    selection = Selection.of(value, message.action)
    shares = Shares.of(node.state)

    async def work(part: Part) -> None:
        holder = shares.node(part.target)
        async for name, stored in selection.each(part, holder, bucket, shares):
            place = Place(holder, bucket, name)
            if stored is not None and await place.remove():
                part.handle(stored.size)
            elif selection.names:
                part.fail(f"{place.node.label}: {place} does not exist")

    subject = Subject(bucket.address, message=_shown(value), packed="2048")
    return as_text(node.state.jobs.run("evict-listrange", work, shares.targets, subject).id)


class _PrefetchValue(GroupValue):
    """Source: api/apc/multiobj.go (AIS 5.0)"""

    latest: bool = field(default=False, name="latest-ver")
    blob_threshold: int = field(default=0, name="blob-threshold")


async def prefetch_objects(node: Node, request: NodeRequest) -> Answer:
    """Fetch objects that are somewhere else before anybody asks for them."""
    message = await request.message()
    bucket = await bucket_of(node, request)
    if not bucket.is_remote:
        text = f"{message.action}: expecting remote bucket (have {bucket.address})"
        raise bad_request(text, "ErrNotRemoteBck")
    value = decoded(message.value, _PrefetchValue, message.action)
    selection = Selection.of(value, message.action)
    shares = Shares.of(node.state)

    async def work(part: Part) -> None:
        holder = shares.node(part.target)
        async for name, _ in selection.each(part, holder, bucket, shares, outside=True):
            place = Place(holder, bucket, name)
            try:
                came = await outside.make_present(place, latest=value.latest)
            except Refusal as refusal:
                if refusal.status != 404:
                    raise
                if selection.names:
                    part.fail(f"{refusal.tcode}: {refusal.message}")
                continue
            stored = place.table.get(name)
            if came and stored is not None:
                part.handle(stored.size)

    subject = Subject(bucket.address, message=_shown(value), packed="2048")
    return as_text(node.state.jobs.run("prefetch-listrange", work, shares.targets, subject).id)


def _shown(value: GroupValue) -> str:
    if value.objnames:
        listed = " ".join(value.objnames[:4])
        return f"list:[{listed}{' ...' if len(value.objnames) > 4 else ''}]"
    return f"template: {value.template}" if value.template else "whole bucket"
