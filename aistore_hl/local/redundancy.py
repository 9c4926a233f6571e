"""What buckets want beside their objects, or of their objects' layout: copies, slices, chunks; and the jobs of that."""

from __future__ import annotations

import re
from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any, Final

import msgspec
from msgspec import Struct, field

from .access import Access, check_access
from .answers import Answer, as_text, bad_request
from .buckets import Bucket
from .catalog import bucket_of
from .jobs import Job, Part, Subject
from .props import BucketProps, ErasureCoding
from .requirements import check_slices, tied
from .selection import Selection, decoded
from .shares import Shares
from .store import SLICE, Changed, Chunks, Facts, StoredObject, after, beside, is_same_version
from .target import Place

if TYPE_CHECKING:
    from .node import Node
    from .request import NodeRequest

_MOUNTPATHS: Final = 2
_PAGE: Final = 256
_PIECE: Final = 256 << 10
_INTEGER: Final = re.compile(r"[+-]?[0-9]{1,18}", re.ASCII)


async def set_props(node: Node, request: NodeRequest) -> Answer:
    """Change some properties; `null` changes none. Where that begins a job, the answer is its id."""
    message = await request.message()
    bucket = await bucket_of(node, request)
    if message.value is None:
        return Answer()
    while True:
        before = bucket.props
        props = await tied(node, before.changed(message.value))
        if bucket.props is before:
            break  # else others were set while it was asked for what is behind it, and are to stay
    job = _change_props(node, bucket, props)
    return Answer() if job is None else as_text(job.id)


def _change_props(node: Node, bucket: Bucket, props: BucketProps) -> Job | None:
    check_slices(node, props)
    old = bucket.props
    copies, sliced = _copies(props), props.ec.enabled and not old.ec.enabled
    if copies > _MOUNTPATHS:
        raise bad_request(f"number of copies ({copies}) exceeds the number of mountpaths ({_MOUNTPATHS})")
    node.state.buckets.change(bucket, props)
    if copies > 1 and copies != _copies(old):
        return _make_copies(node, bucket, copies)
    return _make_slices(node, bucket, recovers=False) if sliced else None


def _copies(props: BucketProps) -> int:
    return max(1, props.mirror.copies) if props.mirror.enabled else 1


async def mirror_bucket(node: Node, request: NodeRequest) -> Answer:
    """Have so many copies of each object, with itself; one means none beside it."""
    message = await request.message()
    bucket = await bucket_of(node, request)
    copies = _number(message.value)
    check_access(bucket, Access.PUT)
    if copies < 1:
        raise bad_request(f"invalid number of copies: {copies}")
    if copies > _MOUNTPATHS:
        raise bad_request(f"number of copies ({copies}) exceeds the number of mountpaths ({_MOUNTPATHS})")
    mirror = msgspec.structs.replace(bucket.props.mirror, copies=copies, enabled=copies > 1)
    node.state.buckets.change(bucket, msgspec.structs.replace(bucket.props, mirror=mirror))
    return as_text(_make_copies(node, bucket, copies).id)


def _number(value: Any) -> int:
    """A number, or text that is one.

    Raises:
        Refusal: 400 NumError.
    """
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise bad_request(f"invalid number of copies: {value!r}")
    text = value if isinstance(value, str) else str(int(value))
    if not _INTEGER.fullmatch(text):
        raise bad_request(f"strconv.ParseInt: parsing {text!r}: invalid syntax", "NumError")
    return int(text)


def _make_copies(node: Node, bucket: Bucket, copies: int) -> Job:
    companions = node.state.companions

    async def make(part: Part, name: bytes) -> None:
        if copies > 1:
            await companions.copy(part, bucket, name)
        else:
            await companions.drop_copies(part, bucket.number, name)

    subject = Subject(bucket.address, message=f"copies:{copies}")
    shares = Shares.of(node.state)
    return node.state.jobs.run("make-n-copies", _of_each(shares, bucket, make), shares.targets, subject)


class _EncodeValue(Struct):
    data_slices: int = 0
    parity_slices: int = 0
    enabled: bool = True


async def erasure_code_bucket(node: Node, request: NodeRequest) -> Answer:
    """Keep slices of each object at other targets; `recover` also brings back objects that were lost."""
    message = await request.message()
    bucket = await bucket_of(node, request)
    check_access(bucket, Access.PUT)
    coding = _wanted_coding(node, bucket, message.value)
    check_slices(node, msgspec.structs.replace(bucket.props, ec=coding))
    node.state.jobs.check_coexistence("ec-encode", bucket.address)
    node.state.buckets.change(bucket, msgspec.structs.replace(bucket.props, ec=coding))
    return as_text(_make_slices(node, bucket, recovers=message.name == "recover").id)


def _wanted_coding(node: Node, bucket: Bucket, value: Any) -> ErasureCoding:
    """How objects are to be coded, from JSON in a text.

    Raises:
        Refusal: 400. Source: recorded on AIS 5.0 (02 ec-encode-obj and others)
    """
    if not isinstance(value, str):
        raise bad_request("invalid ec-encode request")
    try:
        wanted = msgspec.json.decode(value, type=_EncodeValue)
    except msgspec.DecodeError as exc:
        raise bad_request(f"invalid ec-encode request: {exc}") from exc
    if not wanted.data_slices:
        raise bad_request("missing number of data slices")
    if not wanted.parity_slices:
        raise bad_request("missing number of parity slices")
    old = bucket.props.ec
    if old.enabled and (old.data_slices, old.parity_slices) != (wanted.data_slices, wanted.parity_slices):
        raise bad_request(f"{node.label}: EC is already enabled on the bucket {bucket.address}")
    return msgspec.structs.replace(
        old, data_slices=wanted.data_slices, parity_slices=wanted.parity_slices, enabled=True
    )


def _make_slices(node: Node, bucket: Bucket, *, recovers: bool) -> Job:
    state, shares = node.state, Shares.of(node.state)

    async def make(part: Part, name: bytes) -> None:
        await state.companions.slices.make(part, bucket, name)

    async def work(part: Part) -> None:
        if recovers:
            await _recover(part, node, bucket)
        await _of_each(shares, bucket, make)(part)

    subject = Subject(bucket.address, message="recover" if recovers else "", packed="2")
    return state.jobs.run("ec-encode", work, shares.targets, subject)


async def _recover(part: Part, node: Node, bucket: Bucket) -> None:
    """Bring back the objects of which a target has a slice, and which are lost or damaged."""
    state, start = node.state, b""
    while names := state.kept.table(part.target, beside(bucket.number, SLICE)).first(start, None, _PAGE)[0]:
        start = after(names[-1])
        for name in list(names):
            await part.step()
            place = Place(state.nodes[state.owner(bucket, name).id], bucket, name)
            if not place.is_whole() and not await state.companions.slices.restore(place):
                part.fail(f"{place.node.label}: {place}: too few slices are left")


def _of_each(
    shares: Shares, bucket: Bucket, make: Callable[[Part, bytes], Coroutine[Any, Any, None]]
) -> Callable[[Part], Coroutine[Any, Any, None]]:
    """Work that does the same for each object of a target."""
    selection = Selection.beginning("")

    async def work(part: Part) -> None:
        async for name, _ in selection.each(part, shares.node(part.target), bucket, shares):
            await make(part, name)

    return work


class _RechunkValue(Struct, forbid_unknown_fields=True):
    """Source: api/apc/multiobj.go (AIS 5.0)"""

    limit: int = field(default=0, name="objsize-limit")
    chunk: int = field(default=0, name="chunk-size")
    prefix: str = ""
    sync: bool = field(default=False, name="sync-remote")


async def rechunk_bucket(node: Node, request: NodeRequest) -> Answer:
    """Keep large objects in parts of one size, or with no limit again as a whole."""
    message = await request.message()
    bucket = await bucket_of(node, request)
    check_access(bucket, Access.PUT)
    value = decoded(message.value, _RechunkValue, message.action)
    return as_text(start_rechunk(node, bucket, value.limit, value.chunk, value.prefix).id)


def start_rechunk(node: Node, bucket: Bucket, limit: int, chunk: int, prefix: str) -> Job:
    """The job of that."""
    selection = Selection.beginning(prefix)

    shares = Shares.of(node.state)

    async def work(part: Part) -> None:
        holder = shares.node(part.target)
        async for name, stored in selection.each(part, holder, bucket, shares):
            if stored is not None:
                await _rechunk(part, Place(holder, bucket, name), stored, limit, chunk)

    subject = Subject(bucket.address, message=f"objsize-limit:{limit} chunk-size:{chunk}")
    return node.state.jobs.run("rechunk", work, shares.targets, subject)


async def _rechunk(part: Part, place: Place, stored: StoredObject, limit: int, chunk: int) -> None:
    is_cut = limit > 0 and chunk > 0 and stored.size >= limit and stored.size > chunk
    wanted = Chunks(-(-stored.size // chunk), chunk) if is_cut else None
    if wanted == stored.chunks or (limit > 0 and stored.size < limit):
        part.handle(stored.size)  # all that are looked at count. Source: recorded on AIS 5.0 (06 snaps-all)
        return
    found = place.table.open(place.name)
    if found is None:
        return  # deleted meanwhile
    current, content = found
    draft = place.node.state.store.draft(place.name)
    try:
        for start in range(0, current.size, _PIECE):
            await part.step()
            await draft.add(bytes(await content.read(start, min(start + _PIECE, current.size))))
        await place.table.put(place.name, draft, lambda old: _same(current, old, wanted))
    except Changed:
        return  # whoever wrote it meanwhile wrote it as it is to be
    finally:
        content.close()
        draft.discard()
    part.handle(current.size)


def _same(read: StoredObject, old: StoredObject | None, chunks: Chunks | None) -> Facts:
    """The facts of a version, with other chunks.

    Raises:
        Changed: it is another one.
    """
    if old is None or not is_same_version(old, read):
        raise Changed("another version came meanwhile")
    return Facts(old.checksum, old.version, old.custom, chunks)
