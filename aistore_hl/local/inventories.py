"""Inventories: lists of a bucket that is somewhere else, made once and kept here, from which it is listed quickly."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

import msgspec
from attrs import evolve
from msgspec import Struct, field

from .answers import Answer, Refusal, as_json, as_text, bad_request
from .backend import Entry, Listed
from .buckets import Address, Bucket, address_of
from .jobs import Job, Part, Subject
from .listing import ListFlag, Wanted
from .lookup import backend_of, find_bucket
from .membership import new_uuid
from .selection import decoded
from .store import Chunks, Facts, successor
from .target import Place

if TYPE_CHECKING:
    from .node import Node
    from .request import NodeRequest

HOME: Final = Address("ais", "", "", ".sys-inventory")
"""The bucket that holds them. Source: core/meta/bck.go (AIS 5.0)"""

_NUMBER: Final = 4

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


class _Row(Struct, array_like=True):
    """One name, as it was there."""

    name: bytes
    size: int
    checksum: str
    atime: str
    version: str
    location: str
    custom: str
    flags: int

    @classmethod
    def of(cls, told: Entry) -> _Row:
        """What a backend tells of it."""
        shown = (told.checksum, told.atime, told.version, told.location, told.custom)
        return cls(told.name, told.size, *shown, told.flags)

    @property
    def packed_size(self) -> int:
        """Bytes that it takes in AIS's msgpack, where what is empty is left out. Source: cmn/objlist.go (AIS 5.0)"""
        texts = {"cs": self.checksum, "a": self.atime, "v": self.version, "t": self.location, "m": self.custom}
        told = {"s": self.size, "f": self.flags, **texts}
        # Of the name only its length counts: it may be no UTF-8.
        shown = {"n": "x" * len(self.name), **{key: value for key, value in told.items() if value}}
        return len(msgspec.msgpack.encode(shown))


class _Kept(Struct):
    """An inventory as it is stored."""

    bucket: str
    name: str
    prefix: str
    started: int
    finished: int
    smap: int
    targets: int
    size: int = 0
    chunks: int = 0
    rows: list[_Row] = field(default_factory=list)


async def create_inventory(node: Node, request: NodeRequest) -> Answer:
    """Begin to make one. AIS's targets exit where the bucket is the cluster's own: here that is refused."""
    message = await request.message()
    bucket = await find_bucket(node, address_of(request.query, request.elements[2]))
    if not bucket.is_remote:
        raise bad_request(f"{message.action}: expecting remote bucket (have {bucket.address})", "ErrNotRemoteBck")
    value = decoded(message.value, _Value, message.action)
    known = await _known(node, bucket)
    if known and not value.force:
        names = " ".join(known)
        text = f"inventory for bucket {bucket.address} already exists: [{names}]"
        raise bad_request(f"{text}\n(only one inventory per bucket is supported, 'force' replaces it)")
    name = value.name or new_uuid()
    props = value.props or "name,size"
    wanted = Wanted.of({"prefix": value.prefix, "props": props, "pagesize": value.names_per_chunk or _IN_CHUNK})
    kept = _Kept(str(bucket.address), name, value.prefix, time.time_ns(), 0, 0, 0)

    async def work(part: Part) -> None:
        page = await backend_of(node.state, bucket, status=500).page(bucket.origin, wanted)
        while True:
            for entry in page.entries:
                kept.rows.append(_Row.of(entry))
                part.handle(0)
            if not page.token:
                return
            await part.step()
            following = evolve(wanted, token=page.token)
            page = await backend_of(node.state, bucket, status=500).page(bucket.origin, following)

    async def then(job: Job) -> None:
        kept.finished, kept.smap = time.time_ns(), node.state.membership.version
        kept.targets = len(node.state.membership.placement)
        parts: dict[str, list[_Row]] = {}
        for row in kept.rows:
            parts.setdefault(node.state.owner(bucket, row.name).id, []).append(row)
        for rows in parts.values():
            for start in range(0, len(rows), wanted.limit):
                kept.chunks, kept.size = kept.chunks + 1, kept.size + _chunk_size(rows[start : start + wanted.limit])
        for former in known:
            await _place(node, former).remove()
        await _store(node, _prefix(bucket) + name, kept)

    subject = Subject(bucket.address)
    first = next(iter(node.state.living()))
    return as_text(node.state.jobs.run("create-inventory", work, [first], subject, then=then).id)


async def show_inventories(node: Node, request: NodeRequest) -> Answer:
    """What is known of the inventories of a bucket, or of the one that is named."""
    message = await request.message()
    bucket = await find_bucket(node, address_of(request.query, request.elements[2]))
    found = await _known(node, bucket)
    return as_json({
        key: _described(key, kept)
        for key, kept in found.items()
        if message.name in ("", kept.name)
    })  # fmt: skip


async def destroy_inventory(node: Node, request: NodeRequest) -> Answer:
    """Forget the inventories of a bucket, or the one that is named; that there is none is no error."""
    message = await request.message()
    bucket = await find_bucket(node, address_of(request.query, request.elements[2]))
    for key, kept in (await _known(node, bucket)).items():
        if message.name in ("", kept.name):
            await _place(node, key).remove()
    return Answer()


async def listed(node: Node, bucket: Bucket, wanted: Wanted, name: str) -> Listed:
    """A page of an inventory; `name` may be empty, as a bucket has one at most.

    Raises:
        Refusal: 404 ErrNotFound, there is none.
    """
    for kept in (await _known(node, bucket)).values():
        if name in ("", kept.name):
            return _page(kept.rows, wanted)
    raise Refusal(404, f"{node.label}: {HOME}/{_prefix(bucket)}{name} does not exist", "ErrNotFound")


def is_wanted(request: NodeRequest, wanted: Wanted) -> bool:
    """Whether a listing is to be taken from an inventory."""
    return bool(wanted.flags & ListFlag.INVENTORY) or request.headers.get("ais-bucket-inventory") == "true"


def _page(rows: Sequence[_Row], wanted: Wanted) -> Listed:
    start, stop = wanted.span
    chosen = [row for row in rows if start <= row.name and (stop is None or row.name < stop)]
    page = [
        Entry(row.name, row.size, row.checksum, row.atime, row.version, row.location, row.custom, flags=row.flags)
        for row in chosen[: wanted.limit]
    ]
    return Listed(page, page[-1].name if len(chosen) > len(page) else b"")


async def _known(node: Node, bucket: Bucket) -> dict[str, _Kept]:
    """The inventories of a bucket by the names of their objects."""
    home = node.state.buckets.get(HOME)
    if home is None:
        return {}
    found = {}
    prefix = _prefix(bucket).encode()
    for peer in node.peers():
        for name in list(peer.table(home).first(prefix, successor(prefix), 1_000)[0]):
            content = Place(peer, home, name).opened()[1]
            try:
                kept = msgspec.msgpack.decode(await content.read(0, content.size), type=_Kept)
            finally:
                content.close()
            found[name.decode()] = kept
    return found


async def _store(node: Node, key: str, kept: _Kept) -> None:
    state = node.state
    if state.buckets.get(HOME) is None:
        state.buckets.create(HOME)
    place = _place(node, key)
    draft = state.store.draft(place.name)
    try:
        content = msgspec.msgpack.encode(kept)
        await draft.add(content)
        facts = Facts(None, 1, {}, Chunks(max(1, kept.targets), len(content)))
        await place.table.put(place.name, draft, lambda _: facts)
    finally:
        draft.discard()


def _place(node: Node, key: str) -> Place:
    home = node.state.buckets.find(HOME, node.label)
    name = key.encode()
    return Place(node.state.nodes[node.state.owner(home, name).id], home, name)


def _prefix(bucket: Bucket) -> str:
    return bucket.uname


def _chunk_size(rows: Sequence[_Row]) -> int:
    """Bytes of a chunk at a target of AIS: two numbers, how many there are, the first name, the last, and all of them.

    Source: xact/xs/create_nbi.go (AIS 5.0), recorded (02r nbi-show)
    """
    header = 3 * _NUMBER + (_NUMBER + len(rows[0].name)) + (_NUMBER + len(rows[-1].name))
    return header + _array_size(len(rows)) + sum(row.packed_size for row in rows)


def _array_size(count: int) -> int:
    return len(msgspec.msgpack.encode([None] * count)) - count


def _described(key: str, kept: _Kept) -> dict[str, Any]:
    told = {
        "bucket": kept.bucket,
        "name": kept.name,
        "obj_name": key,
        "size": kept.size,
        "started": kept.started,
        "finished": kept.finished,
        "ntotal": len(kept.rows),
        "smap_ver": kept.smap,
        "chunks": kept.chunks,
        "nat": kept.targets,
    }
    return told | ({"prefix": kept.prefix} if kept.prefix else {})
