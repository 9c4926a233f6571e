"""An archive made of many objects: a job that goes idle, and whose work is done where the archive belongs."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from .. import target
from ..access import Access, check_access
from ..answers import Answer, Refusal, as_text, bad_request
from ..buckets import Bucket, address_of
from ..catalog import bucket_of
from ..jobs import Part, Subject
from ..lookup import find_bucket
from ..names import check_object_name
from ..selection import GroupValue, Selection, decoded, encoded
from ..shares import Shares
from ..store import Facts, StoredObject, replacing
from ..streams import Steps
from ..target import Incoming, Place, next_version
from .adding import packed_member, repacked, rewriting
from .format import TAR, strict
from .packing import Packer, check_packer, packer

if TYPE_CHECKING:
    from ..node import Node
    from ..request import NodeRequest


class _Value(GroupValue, forbid_unknown_fields=True):
    archname: str = ""
    mime: str = ""
    isbn: bool = False
    bnonly: bool = False
    aate: bool = False
    tobck: Any = None

    def named(self, bucket: Bucket, name: bytes) -> str:
        """What an object is called in the archive."""
        shown = name.decode("utf-8", "surrogateescape")
        if self.bnonly:
            shown = shown.rpartition("/")[2]
        return f"{bucket.address.name}/{shown}" if self.isbn else shown


async def archive_objects(node: Node, request: NodeRequest) -> Answer:
    """Begin it; the answer is the id of the job."""
    message = await request.message()
    source = await bucket_of(node, request)
    value = decoded(message.value, _Value, message.action)
    selection = Selection.of(value, message.action)
    format = strict(value.mime, value.archname)
    check_packer(format)
    name = encoded(value.archname)
    check_object_name(name)
    bucket = await _destination(node, value.tobck)
    check_access(bucket, Access.PUT)

    shares = Shares.of(node.state)

    async def work(part: Part) -> None:
        holder = shares.node(part.target)
        part.lanes.add(holder.mountpaths.of(bucket.uname + value.archname))
        if not shares.has(part.target, bucket, name):
            return
        place = Place(holder, bucket, name)
        found = await _selected(part, shares, source, selection)
        if not found:
            part.fail(_nothing(part, place, appends=value.aate))
            return
        await rewriting(place, lambda: _write(part, place, format, value, [(source, each) for each in found]))

    return as_text(node.state.jobs.serve("archive", work, shares.targets, _subject(source, bucket)).id)


def _subject(source: Bucket, bucket: Bucket) -> Subject:
    """What it works on, as AIS tells it: where the archive stays in the bucket, nothing of a destination."""
    if source.address == bucket.address:
        return Subject(source.address, message=str(source.address))
    return Subject(source.address, source.address, bucket.address, f"{source.address}=>{bucket.address}")


async def _destination(node: Node, named: Any) -> Bucket:
    """The bucket that the archive goes to: AIS takes no other than one that is named.

    Raises:
        Refusal: 400, none is; 404, it is not there. Source: recorded on AIS 5.0
    """
    if not isinstance(named, dict) or not named.get("name"):
        raise bad_request("bucket name is missing")
    space = named.get("namespace") or {}
    query = {"provider": named.get("provider") or "ais"}
    if space.get("uuid") or space.get("name"):
        query["namespace"] = f"@{space.get('uuid', '')}#{space.get('name', '')}"
    return await find_bucket(node, address_of(query, encoded(str(named["name"]))))


async def _selected(part: Part, shares: Shares, bucket: Bucket, selection: Selection) -> list[bytes]:
    """The objects that are there, in the order of the list, or of names. What a list has and its target has not is an
    error of that target; the archive is made of the others, also where it was not said to go on.

    Source: tried on AIS 5.0
    """
    there: set[bytes] = set()
    for target_id in shares.targets:
        holder = shares.node(target_id)
        async for name, stored in selection.each(part, holder, bucket, shares):
            if stored is not None:
                there.add(name)
            else:
                part.job.part(target_id).fail(Place(holder, bucket, name).is_empty().message)
    return [name for name in selection.names if name in there] or sorted(there)


def _nothing(part: Part, place: Place, *, appends: bool) -> str:
    """What AIS says of an archive that has nothing to be made of: none is. Source: recorded (05 arch-missing-snaps)"""
    job, began = part.job, datetime.fromtimestamp(part.began / 1e9, UTC)
    name = f"x-archive[{job.id}]-{job.bucket}-{began:%H:%M:%S.%f}-dm-open-{job.id} => "
    what = "no new appends to" if appends and place.table.get(place.name) is not None else "empty"
    return f"{name}: {what} o[{place.bucket.address.name}/{place.name.decode('utf-8', 'replace')}(-)]"


async def _write(part: Part, place: Place, format: str, value: _Value, found: list[tuple[Bucket, bytes]]) -> None:
    """Put the archive together; with `aate` after what it has already.

    Raises:
        Changed: that is not there any more.
    """
    old = place.table.open(place.name) if value.aate else None
    outcomes: list[Callable[[], object]] = []
    draft = place.node.state.store.draft(place.name)
    incoming = Incoming.of(place.bucket, None, draft)
    writer = packer(format)
    steps = Steps(repacked(writer, old[1] if old else None, format, place), writer.close)
    try:
        async for piece in steps.rest():
            await incoming.add(piece)
        continued = draft.size if format == TAR else 0
        for bucket, name in found:
            await part.step()
            outcomes.append(
                await _add(part, incoming, writer, Place(_holder(place, bucket, name), bucket, name), value)
            )
        await incoming.add(await asyncio.to_thread(writer.finish))
        await place.imitation.settle(place, comes=True)
        # A plain tar that is continued has none: AIS writes into it. Source: recorded on AIS 5.0 (05 arch-append-get)
        checksum = None if old is not None and format == TAR else incoming.checksum()

        def make(stored: StoredObject | None) -> Facts:
            if not value.aate:  # what was there before is gone, its metadata too. Source: recorded on AIS 5.0
                stored = None
            return Facts(checksum, next_version(place.bucket, stored), stored.custom if stored else {})

        size = draft.size - continued
        await target.store(place, draft, replacing(old[0] if old else None, make) if value.aate else make)
        part.handle(size)
    finally:
        steps.close()
        if old is not None:
            old[1].close()
        draft.discard()
    for tell in outcomes:
        tell()


def _holder(place: Place, bucket: Bucket, name: bytes) -> Node:
    state = place.node.state
    return state.nodes[state.owner(bucket, name).id]


async def _add(part: Part, incoming: Incoming, writer: Packer, place: Place, value: _Value) -> Callable[[], object]:
    """Put one object into the archive; what is to be counted of it, once the archive is there."""
    owner = part.job.part(place.node.id)
    try:
        _, content = place.opened()
    except Refusal as refusal:  # removed meanwhile
        return partial(owner.fail, refusal.message)
    try:
        async for piece in packed_member(writer, value.named(place.bucket, place.name), content):
            await incoming.add(bytes(piece))
        return partial(owner.pass_on, content.size, part.target)
    finally:
        content.close()
        place.imitation.check_tar(place)
