"""Inventories: lists of a bucket that is somewhere else, made once and kept here, from which it is listed quickly."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final

import msgspec
from attrs import evolve, frozen
from msgspec import Struct

from .._core.smap import owner
from .answers import Answer, Refusal, as_json, as_text, bad_request
from .backend import Listed
from .buckets import INVENTORIES, Bucket, address_of
from .jobs import Job, Part, Subject
from .listing import ListFlag, Wanted
from .lookup import backend_of, find_bucket
from .membership import new_uuid
from .rows import Row, chunk, unpacked
from .selection import decoded
from .shares import Shares
from .store import Chunks, Facts, successor

if TYPE_CHECKING:
    from .node import Node
    from .request import NodeRequest

_TOLD: Final = "inventory"
"""The custom metadata of a part that says what it is of."""

_IN_CHUNK: Final = 10_000
"""Names in a chunk where the request leaves it to the server."""


class _Value(Struct, forbid_unknown_fields=True):
    """Source: api/apc/nbi.go (AIS 5.0)"""

    name: str = ""
    prefix: str = ""
    props: str = ""
    names_per_chunk: int = 0
    force: bool = False
    uuid: str = ""
    continuation_token: str = ""
    start_after: str = ""
    time_format: str = ""
    target: str = ""
    flags: str = "0"
    pagesize: int = 0


class _Part(Struct):
    """What is kept beside a target's part of an inventory."""

    bucket: str
    name: str
    prefix: str
    started: int
    finished: int
    smap: int
    targets: int
    """How many parts there are."""
    count: int = 0
    lengths: list[int] = []
    """Bytes of its chunks."""


@frozen
class _Kept:
    """An inventory: the parts that there are by their targets, and the bytes of each."""

    parts: Mapping[str, tuple[_Part, int]]

    @property
    def told(self) -> _Part:
        """What all of them tell alike."""
        return next(part for part, _ in self.parts.values())

    @property
    def is_whole(self) -> bool:
        """Whether none has been lost with its target, or been made by another job."""
        return len({part.started for part, _ in self.parts.values()}) == 1 and len(self.parts) == self.told.targets


async def create_inventory(node: Node, request: NodeRequest) -> Answer:
    """Begin to make one. AIS's targets exit where the bucket is the cluster's own: here that is refused."""
    message = await request.message()
    bucket = await find_bucket(node, address_of(request.query, request.elements[2]))
    if not bucket.is_remote:
        raise bad_request(f"{message.action}: expecting remote bucket (have {bucket.address})", "ErrNotRemoteBck")
    value = decoded(message.value, _Value, message.action)
    known = _known(node, bucket)
    if known and not value.force:
        names = " ".join(known)
        text = f"inventory for bucket {bucket.address} already exists: [{names}]"
        raise bad_request(f"{text}\n(only one inventory per bucket is supported, 'force' replaces it)")
    name = value.name or new_uuid()
    props = value.props or "name,size"
    wanted = Wanted.of({"prefix": value.prefix, "props": props, "pagesize": value.names_per_chunk or _IN_CHUNK})
    started = time.time_ns()
    shares = Shares.of(node.state)
    rows: dict[str, list[Row]] = {target: [] for target in shares.placement}

    async def work(part: Part) -> None:
        page = await backend_of(node.state, bucket, status=500).page(bucket.origin, wanted)
        while True:
            for entry in page.entries:
                rows[owner(bucket.owner_key(entry.name), shares.placement)].append(Row.of(entry))
                part.handle(0)
            if not page.token:
                return
            await part.step()
            following = evolve(wanted, token=page.token)
            page = await backend_of(node.state, bucket, status=500).page(bucket.origin, following)

    async def then(job: Job) -> None:
        for former in _found(node, bucket):  # also what is left of one that has lost a part
            await _remove(node, former)
        smap, count = node.state.membership.version, len(rows)
        told = _Part(str(bucket.address), name, value.prefix, started, time.time_ns(), smap, count)
        for target, mine in rows.items():
            chunks = [chunk(mine[at : at + wanted.limit]) for at in range(0, len(mine), wanted.limit)]
            await _store(node, target, _prefix(bucket) + name, told, len(mine), chunks)

    subject = Subject(bucket.address)
    first = next(iter(node.state.living()))
    return as_text(node.state.jobs.run("create-inventory", work, [first], subject, then=then).id)


async def show_inventories(node: Node, request: NodeRequest) -> Answer:
    """What is known of the inventories of a bucket, or of the one that is named."""
    message = await request.message()
    bucket = await find_bucket(node, address_of(request.query, request.elements[2]))
    found = _known(node, bucket)
    return as_json({
        key: _described(key, kept)
        for key, kept in found.items()
        if message.name in ("", kept.told.name)
    })  # fmt: skip


async def destroy_inventory(node: Node, request: NodeRequest) -> Answer:
    """Forget the inventories of a bucket, or the one that is named; that there is none is no error."""
    message = await request.message()
    bucket = await find_bucket(node, address_of(request.query, request.elements[2]))
    for key, kept in _found(node, bucket).items():
        if message.name in ("", kept.told.name):
            await _remove(node, key)
    return Answer()


async def listed(node: Node, bucket: Bucket, wanted: Wanted, name: str) -> Listed:
    """A page of an inventory; `name` may be empty, as a bucket has one at most.

    Raises:
        Refusal: 404 ErrNotFound, there is none.
    """
    for key, kept in _known(node, bucket).items():
        if name in ("", kept.told.name):
            return _page(await _rows(node, key, kept), wanted)
    raise Refusal(404, f"{node.label}: {INVENTORIES}/{_prefix(bucket)}{name} does not exist", "ErrNotFound")


def is_wanted(request: NodeRequest, wanted: Wanted) -> bool:
    """Whether a listing is to be taken from an inventory."""
    return bool(wanted.flags & ListFlag.INVENTORY) or request.headers.get("ais-bucket-inventory") == "true"


def _page(rows: Sequence[Row], wanted: Wanted) -> Listed:
    start, stop = wanted.span
    chosen = [row for row in rows if start <= row.name and (stop is None or row.name < stop)]
    page = [row.entry() for row in chosen[: wanted.limit]]
    return Listed(page, page[-1].name if len(chosen) > len(page) else b"")


def _known(node: Node, bucket: Bucket) -> dict[str, _Kept]:
    """The inventories of a bucket by the names of their objects; one of which a part is lost is none."""
    return {key: kept for key, kept in _found(node, bucket).items() if kept.is_whole}


def _found(node: Node, bucket: Bucket) -> dict[str, _Kept]:
    """What there is of them."""
    home = node.state.buckets.get(INVENTORIES)
    if home is None:
        return {}
    found: dict[str, dict[str, tuple[_Part, int]]] = {}
    prefix = _prefix(bucket).encode()
    for peer in node.peers():
        names, stored = node.state.kept.table(peer.id, home.number).first(prefix, successor(prefix), 1_000)
        for name, each in zip(names, stored, strict=True):
            part = msgspec.json.decode(each.custom[_TOLD], type=_Part)
            found.setdefault(name.decode(), {})[peer.id] = part, each.size
    return {key: _Kept(parts) for key, parts in found.items()}


async def _rows(node: Node, key: str, kept: _Kept) -> list[Row]:
    """All of an inventory, by name."""
    home = node.state.buckets.find(INVENTORIES, node.label)
    rows: list[Row] = []
    for target, (part, _) in kept.parts.items():
        opened = node.state.kept.table(target, home.number).open(key.encode())
        if opened is None:
            continue  # removed meanwhile
        stored, content = opened
        try:
            rows += unpacked(bytes(await content.read(0, stored.size)), part.lengths)
        finally:
            content.close()
    return sorted(rows, key=attrgetter("name"))


async def _store(node: Node, target: str, key: str, told: _Part, count: int, chunks: Sequence[bytes]) -> None:
    """Keep a target's part: its chunks, one after the other."""
    state, lengths = node.state, [len(each) for each in chunks]
    home = state.buckets.get(INVENTORIES) or state.buckets.create(INVENTORIES)
    shown = msgspec.json.encode(msgspec.structs.replace(told, count=count, lengths=lengths)).decode()
    facts = Facts(None, 1, {_TOLD: shown}, Chunks(len(chunks), max(lengths)) if chunks else None)
    draft = state.kept.draft(key.encode())
    try:
        for each in chunks:
            await draft.add(each)
        await state.kept.table(target, home.number).put(key.encode(), draft, lambda _: facts)
    finally:
        draft.discard()


async def _remove(node: Node, key: str) -> None:
    home = node.state.buckets.find(INVENTORIES, node.label)
    for peer in node.peers():
        await node.state.kept.table(peer.id, home.number).delete(key.encode())


def _prefix(bucket: Bucket) -> str:
    return bucket.uname


def _described(key: str, kept: _Kept) -> dict[str, Any]:
    told, parts = kept.told, [part for part, _ in kept.parts.values()]
    shown = {
        "bucket": told.bucket,
        "name": told.name,
        "obj_name": key,
        "size": sum(size for _, size in kept.parts.values()),
        "started": told.started,
        "finished": told.finished,
        "ntotal": sum(part.count for part in parts),
        "smap_ver": told.smap,
        "chunks": sum(len(part.lengths) for part in parts),
        "nat": told.targets,
    }
    return shown | ({"prefix": told.prefix} if told.prefix else {})
