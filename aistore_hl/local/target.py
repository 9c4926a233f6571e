"""A target's side of objects: it holds them, hands them out and takes them in."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

from attrs import frozen

from .._core.checksum import SUPPORTED, Checksum, Hasher, new
from . import outside
from .answers import Answer, Part, Refusal, bad_request
from .buckets import Bucket, address_of
from .custom import custom_of, patched
from .duplicate import copy_anew, copy_through, is_of_another_checksum
from .headers import Described, content_fields, head_fields, props_fields
from .names import check_object_name, object_name
from .ranges import Range, parse_range
from .store import Content, Damaged, Draft, Facts, Key, Make, ObjectTable, StoredObject

if TYPE_CHECKING:
    from .imitation import Imitation
    from .node import Node
    from .request import Message, NodeRequest

_OCTETS: Final = (b"Content-Type", b"application/octet-stream")
_OUTSIDE: Final = 5
_PIECE: Final = 256 << 10
_NO_PROPS: Final = (1, 3)


@frozen
class Place:
    """Where an object is, or would be, at one target."""

    node: Node
    bucket: Bucket
    name: bytes

    @property
    def table(self) -> ObjectTable:
        """The objects of its bucket here."""
        return self.node.table(self.bucket)

    @property
    def imitation(self) -> Imitation:
        """AIS's faults, if it is to have them."""
        return self.node.state.imitation

    @property
    def key(self) -> Key:
        """The place as the store names it."""
        return Key(self.node.id, self.bucket.number, self.name)

    def stored(self) -> StoredObject:
        """The object.

        Raises:
            Refusal: 404 ErrNotFound.
        """
        found = self.table.get(self.name)
        if found is None:
            raise self.is_empty()
        return self.imitation.shown(self, found)

    def opened(self) -> tuple[StoredObject, Content]:
        """The object and its content, which is to be closed.

        Raises:
            Refusal: 404 ErrNotFound.
            Damaged: the content cannot be read.
        """
        self.imitation.check_whole(self)
        found = self.table.open(self.name)
        if found is None:
            self.imitation.check_file(self)
            raise self.is_empty()
        stored, content = found
        return self.imitation.shown(self, stored), self.imitation.reading(self, content)

    def is_whole(self) -> bool:
        """Whether the content is there: if it was damaged, the same content is no longer nothing new."""
        try:
            found = self.table.open(self.name)
        except Damaged:
            return False
        if found is not None:
            found[1].close()
        return found is not None

    def is_empty(self) -> Refusal:
        """404: nothing is there."""
        return Refusal(404, f"{self.node.label}: {self} does not exist", "ErrNotFound")

    def at(self, bucket: Bucket, name: bytes) -> Place:
        """The place where another object belongs."""
        state = self.node.state
        return Place(state.nodes[state.owner(bucket, name).id], bucket, name)

    async def copy_to(self, other: Place) -> bool:
        """Put the same content and metadata there too; whether the object was here."""
        stays = self.node is other.node and not self.bucket.is_remote and self.node.state.quirks.copies_stay
        if other.bucket.is_remote and not stays:
            return await copy_through(self, other)
        if other.key != self.key:
            await other.imitation.settle(other, comes=True)
            stored = self.table.get(self.name)
            if stored is not None and is_of_another_checksum(stored, other):
                return await copy_anew(self, other)
        return await self.node.state.store.copy(self.key, other.key)

    async def move_to(self, other: Place) -> bool:
        """Give the object another name, and so perhaps another target; whether it was here."""
        await other.imitation.settle(other, comes=True)
        await self.imitation.settle(self, goes=True)
        return await self.node.state.store.move(self.key, other.key)

    async def remove(self) -> bool:
        """Take the object out; whether it was here. What is somewhere else stays there."""
        await self.imitation.settle(self, goes=True)
        return await self.table.delete(self.name)

    def described(self) -> Described:
        """The object with what HEAD tells about it."""
        stored, companions = self.stored(), self.node.state.companions
        if not companions.covers(self.bucket.number):
            return Described(self.bucket, self.name, stored, self.node.mountpaths)
        copies = companions.copies(self.bucket.number, self.name, stored)
        slices = companions.slices.meta(self.bucket, self.name, stored)
        return Described(self.bucket, self.name, stored, self.node.mountpaths, copies, slices)

    def __str__(self) -> str:
        return f"{self.bucket.address}/{self.name.decode('utf-8', 'replace')}"


def named_object(request: NodeRequest, *, trailing_slash: bool = False, nul: bool = False) -> bytes:
    """The name in a request's path.

    Raises:
        Refusal: 400.
    """
    name = object_name(request)
    check_object_name(name, trailing_slash=trailing_slash, nul=nul)
    return name


def named_place(node: Node, request: NodeRequest, *, trailing_slash: bool = False) -> Place:
    """The place of the object that a request names.

    Raises:
        Refusal: 400.
    """
    name = named_object(request, trailing_slash=trailing_slash, nul=node.state.quirks.names_are_files)
    address = node.state.backends.known(address_of(request.query, request.elements[2]))
    return Place(node, node.state.buckets.find(address, node.label, status=400), name)


def redirected_place(node: Node, request: NodeRequest) -> Place:
    """The place of a request that only a proxy may send here.

    Raises:
        Refusal: 400, it carries no marks of a proxy. Source: recorded on AIS 5.0
    """
    if not request.is_redirected:
        raise bad_request(f"{node.label}: {request.method}(obj) is expected to be redirected")
    return named_place(node, request)


async def get_object(node: Node, request: NodeRequest) -> Answer:
    """The content, or one range of it."""
    return await read(named_place(node, request), request)


async def read(place: Place, request: NodeRequest) -> Answer:
    """What a request reads of an object."""
    began = time.perf_counter_ns()
    node = place.node
    if "ais-blob-download" in request.headers or "ais-blob-threshold" in request.headers:
        if not place.bucket.is_remote:
            raise bad_request("blob-downloader is not supported for local buckets")
        outside.check_blob_fields(request.headers)
    if place.bucket.is_remote:
        await outside.make_present(place, latest=request.query.get("latest-ver") == "true")
    await place.node.state.companions.revive(place)
    stored, content = place.opened()
    try:
        answer = await _read(place, stored, content, request.headers.get("range"))
        place.table.touch(place.name)
    except BaseException:
        content.close()
        raise
    node.counters["get.size"] += answer.length or 0
    _count(node, "get", began)
    return answer


def _count(node: Node, operation: str, began: int) -> None:
    """Count a request and its time: of a GET that until the answer begins."""
    node.counters[f"{operation}.n"] += 1
    node.counters[f"{operation}.ns.total"] += time.perf_counter_ns() - began


async def _read(place: Place, stored: StoredObject, content: Content, wanted: str | None) -> Answer:
    if wanted == "bytes=":
        place.imitation.leak_lock(place)
    end = place.imitation.torn(place, content.size)
    if wanted is None:
        fields = [_OCTETS, *content_fields(stored, stored.checksum)]
        return Answer(200, fields, Part(content, 0, end), length=content.size)
    found = parse_range(wanted, content.size, of_nothing=place.node.state.quirks.range_of_nothing)
    part = Part(content, min(found.start, end), min(found.stop, end))
    fields = await _range_fields(place, stored, found, part)
    return Answer(206, fields, part, length=found.stop - found.start)


async def _range_fields(place: Place, stored: StoredObject, found: Range, part: Part) -> list[tuple[bytes, bytes]]:
    """The checksum is the whole object's, but of the range where the bucket says so."""
    checksum = stored.checksum
    if place.bucket.props.checksum.enable_read_range and checksum is not None:
        checksum = await _checksum_of(part, checksum.type)
    return [
        _OCTETS,
        (b"Accept-Ranges", b"bytes"),
        (b"Content-Range", found.header),
        *content_fields(stored, checksum),
    ]


async def _checksum_of(part: Part, kind: str) -> Checksum:
    hasher = new(kind)
    assert hasher is not None  # it has hashed the whole
    for start in range(0, len(part), _PIECE):
        hasher.update(await part.read(start, min(start + _PIECE, len(part))))
    return Checksum(kind, hasher.hexdigest())


async def head_object(node: Node, request: NodeRequest) -> Answer:
    """What is known of the object, in header fields: everything, or what `props` names."""
    return await describe(named_place(node, request, trailing_slash=True), request)


async def describe(place: Place, request: NodeRequest) -> Answer:
    """What a request asks of an object, in header fields."""
    answer = await outside.head(place, request) if place.bucket.is_remote else None
    if answer is not None:
        return answer
    await place.node.state.companions.revive(place)
    described = place.described()
    presence = request.query.get("presence", "0")
    if presence == str(_OUTSIDE):
        raise bad_request(f"{place} is present (vs requested 'flt-outside'(5))")
    if presence in map(str, _NO_PROPS):
        return Answer()
    props = request.query.get("props", "")
    if props and request.query.get("latest-ver") == "true":
        place.imitation.crash()
    fields = props_fields(described, props) if props else head_fields(described)
    place.node.counters["head.n"] += 1
    return Answer(200, fields, length=described.stored.size)


async def put_object(node: Node, request: NodeRequest) -> Answer:
    """Take the content in and make it the current version, if it is whole and what was announced.

    A checksum equal to the stored one means that there is nothing to do: the body is read and forgotten, and the
    answer says nothing of the object. Source: recorded on AIS 5.0
    """
    began = time.perf_counter_ns()
    place = redirected_place(node, request)
    custom = custom_of(_custom_values(request))
    afresh = request.query.get("skip_vc") == "true"
    old = place.table.get(place.name)
    announced = None if afresh else announced_checksum(request, place)
    is_known = old is not None and announced is not None and announced == old.checksum
    if is_known and not place.bucket.is_remote and place.is_whole():
        await request.drain()
        await _add_custom(place, custom)
        return Answer()
    wipes, more = node.state.quirks.wipes_metadata, place.imitation.file_name(place)
    incoming = Incoming.of(place.bucket, announced, node.state.store.draft(place.name))

    def make(old: StoredObject | None) -> Facts:
        # The current one, and not that of the beginning: another PUT of the same name may have been faster.
        known = None if afresh else old
        merged = custom if known is None else patched(known.custom, custom, replace=False, wipes=wipes)
        return Facts(incoming.checksum(), next_version(place.bucket, known), {**merged, **more})

    try:
        async for chunk in request.stream():
            await incoming.add(chunk)
        incoming.verify(place)
        await place.imitation.settle(place, comes=True)
        if place.bucket.is_remote:
            stored = await _put_through(place, incoming.draft, Facts(incoming.checksum(), 0, custom))
        else:
            stored = await place.table.put(place.name, incoming.draft, make)
    finally:
        incoming.draft.discard()
    node.counters["put.size"] += stored.size
    _count(node, "put", began)
    return Answer(200, content_fields(stored, stored.checksum))


async def store(place: Place, draft: Draft, make: Make) -> StoredObject:
    """Make a draft the current version, and where the bucket is somewhere else, there too."""
    if not place.bucket.is_remote:
        return await place.table.put(place.name, draft, make)
    return await _put_through(place, draft, make(place.table.get(place.name)))


async def _put_through(place: Place, draft: Draft, facts: Facts) -> StoredObject:
    """Store an object where its bucket is, and keep a copy."""
    async with place.node.state.writers.write(place.key):
        content = await draft.content()
        try:
            there = await outside.write_through(place, content, facts.checksum, facts.custom)
        finally:
            content.close()
        made = Facts(facts.checksum, there.version, there.custom, facts.chunks)
        return await place.table.put(place.name, draft, lambda _: made)


async def _add_custom(place: Place, custom: dict[str, str]) -> None:
    """What a PUT says of content that is stored already."""
    if place.node.state.quirks.forgets_metadata:
        place.imitation.show(place, custom)
    elif custom:
        await place.table.patch(place.name, lambda current: patched(current, custom, replace=False))


def _custom_values(request: NodeRequest) -> list[str]:
    values = request.headers.getlist("ais-custom-md")
    return [value.encode("latin-1").decode("utf-8", "surrogateescape") for value in values]


def announced_checksum(request: NodeRequest, place: Place) -> Checksum | None:
    """The checksum that the sender announced; a type without a value counts as none.

    AIS drops the connection at a type that it does not know: here that is refused.
    """
    kind, value = request.headers.get("ais-checksum-type", ""), request.headers.get("ais-checksum-value", "")
    if not kind or not value or kind == "none":
        return None
    if kind not in SUPPORTED:
        place.imitation.crash()
        raise bad_request(f'invalid checksum type "{kind}" (expecting [{" ".join(sorted(SUPPORTED))} none])')
    return Checksum(kind, value)


def next_version(bucket: Bucket, old: StoredObject | None) -> int:
    """Without versioning the version of an object that has one stays. Source: tried on AIS 5.0"""
    current = 0 if old is None else old.version
    return current + 1 if bucket.props.versioning.enabled else current


class Incoming:
    """Content on its way in, hashed as it passes: by the bucket's checksum, and by the announced one."""

    def __init__(self, draft: Draft, hashers: dict[str, Hasher], kept: str, announced: Checksum | None) -> None:
        self.draft = draft
        self._hashers = hashers
        self._kept = kept
        self._announced = announced

    @classmethod
    def of(cls, bucket: Bucket, announced: Checksum | None, draft: Draft) -> Incoming:
        """Content for a bucket. A bucket without checksums does not check the announced one either."""
        kept = bucket.props.checksum.type
        if kept == "none":
            return cls(draft, {}, kept, None)
        kinds = {kept} if announced is None else {kept, announced.type}
        return cls(draft, {kind: hasher for kind in kinds if (hasher := new(kind)) is not None}, kept, announced)

    async def add(self, chunk: bytes) -> None:
        """Take in the next bytes.

        Raises:
            OutOfSpace.
        """
        await self.draft.add(chunk)
        for hasher in self._hashers.values():
            hasher.update(chunk)

    def verify(self, place: Place) -> None:
        """Compare with what was announced.

        Raises:
            Refusal: 500 ErrBadCksum.
        """
        if self._announced is None:
            return
        kind, wanted = self._announced.type, self._announced.value
        found = self._hashers[kind].hexdigest()
        if found != wanted:
            raise Refusal(500, f"BAD DATA CHECKSUM: {kind}({wanted} != {found}) (context: {place})", "ErrBadCksum")

    def checksum(self) -> Checksum | None:
        """The checksum to keep."""
        hasher = self._hashers.get(self._kept)
        return None if hasher is None else Checksum(self._kept, hasher.hexdigest())


async def delete_object(node: Node, request: NodeRequest) -> Answer:
    """Take the object out. A body may say "evict": of a bucket of this cluster there is nothing to evict."""
    place = redirected_place(node, request)
    action = (await request.message()).action if request.announced != 0 else ""
    if place.bucket.is_remote:
        await outside.delete(place, evicts=action == "evict-listrange")
        node.counters["del.n"] += 1
        return Answer()
    if action == "evict-listrange" and not node.state.quirks.evicts_delete:
        raise bad_request(f"{action}: expecting remote bucket (have {place.bucket.address})", "ErrNotRemoteBck")
    if not await place.remove():
        raise Refusal(404, f"{place} doesn't exist")
    node.counters["del.n"] += 1
    return Answer()


async def patch_object(node: Node, request: NodeRequest) -> Answer:
    """Add pairs to the custom metadata, or replace all of it with `set-new-custom`."""
    place = redirected_place(node, request)
    message = await request.message()
    replace, wipes = request.query.get("set-new-custom") == "true", node.state.quirks.wipes_metadata
    await place.imitation.settle(place)
    if not await place.table.patch(
        place.name, lambda custom: patched(custom, message.value, replace=replace, wipes=wipes)
    ):
        raise place.is_empty()
    return Answer()


async def post_object(node: Node, request: NodeRequest) -> Answer:
    """Rename the object, or tell whether it is locked. The marks of a proxy are looked for before the action is."""
    place = redirected_place(node, request)
    message = await request.message()
    if message.action == "rename-obj":
        return await _rename(place, message)
    if message.action == "check-lock":
        if place.node.state.writers.is_written(place.key):
            return Answer(423)
        # Without quirks readers keep the version that they began with, and keep nobody from changing the object.
        return Answer(202 if place.imitation.is_read(place) else 200)
    raise bad_request(f'invalid action "{message.action}"')


async def _rename(place: Place, message: Message) -> Answer:
    """Give the object another name, and so perhaps another target; metadata and version go along."""
    name = message.name.encode("utf-8", "surrogateescape")
    check_object_name(name)
    destination = place.at(place.bucket, name)
    if place.bucket.is_remote:
        raise bad_request(f"{place.node.label}: cannot rename object {place} from remote bucket")
    place.stored()
    if not await place.move_to(destination):
        raise place.is_empty()
    return Answer()


async def copy_object(node: Node, request: NodeRequest) -> Answer:
    """Copy the object to the one that `object_to` names, with its metadata and version; a body is ignored."""
    place = redirected_place(node, request)
    await request.drain()
    destination = place.at(*named_by(node, request.query["object_to"].encode("utf-8", "surrogateescape")))
    if place.bucket.is_remote:
        await outside.make_present(place)
    place.stored()
    if not await place.copy_to(destination):
        raise place.is_empty()
    return Answer()


def named_by(node: Node, uname: bytes) -> tuple[Bucket, bytes]:
    """Bucket and name of `provider/@cluster#namespace/bucket/object`.

    Raises:
        Refusal: 400, it names no object, or none that may be called so; 404, there is no such bucket.
    """
    provider, namespace, bucket, name = (*uname.split(b"/", 3), b"", b"", b"", b"")[:4]
    if not bucket:
        raise bad_request("bucket name is missing")
    query = {"provider": provider.decode("utf-8", "replace"), "namespace": namespace.decode("utf-8", "replace")}
    address = node.state.backends.known(address_of(query, bucket))
    found = node.state.buckets.find(address, node.label)
    if not name:
        shown = uname.decode("utf-8", "replace")
        raise bad_request(f'parse-uname "{shown}": missing object name in "{address}"')
    check_object_name(name)
    return found, name
