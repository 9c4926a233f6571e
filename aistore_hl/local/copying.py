"""Buckets and groups of objects that are copied, and buckets that get another name."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import msgspec
from attrs import frozen
from msgspec import field

from . import outside
from .access import Access, check_access
from .answers import Answer, Refusal, as_text, bad_request
from .buckets import Address, Bucket, address_of, check_name
from .catalog import bucket_of
from .jobs import BucketName, Job, Part, Subject
from .lookup import find_bucket
from .selection import GroupValue, Selection, decoded, encoded
from .shares import Shares
from .store import StoredObject
from .target import Place

if TYPE_CHECKING:
    from .node import Node
    from .request import NodeRequest
    from .state import State


class CopyValue(GroupValue):
    """Source: api/apc/tcbtco.go (AIS 5.0)"""

    tobck: BucketName = field(default_factory=BucketName)
    prefix: str = ""
    prepend: str = ""
    dry_run: bool = False
    force: bool = False
    latest: bool = field(default=False, name="latest-ver")
    synchronize: bool = False
    ext: dict[str, str] = field(default_factory=dict)
    id: str = ""
    pipeline: list[str] = field(default_factory=list)
    request_timeout: int | str = 0


Make: TypeAlias = "Callable[[Copying, CopyValue], Copying]"
"""How objects are copied, from what would copy them as they are."""

_OF_GROUPS: Final = ("objnames", "template", "tobck")


@frozen
class Copying:
    """From one bucket to another, under the same names or others."""

    state: State
    source: Bucket
    destination: Address
    prepend: str = ""
    ext: Mapping[str, str] = {}
    is_dry: bool = False

    def used(self, before: Any) -> Any:  # each way of copying has its own
        """What else of the cluster it needs, besides what its job has needed `before`: the result of the job."""
        return None

    def name_for(self, name: bytes) -> bytes:
        """What a copy is called: with another extension, and behind what is prepended.

        Source: api/apc/tcbtco.go (AIS 5.0)
        """
        stem, dot, extension = name.rpartition(b".")
        if dot and self.ext:
            other = self.ext.get(extension.decode("utf-8", "surrogateescape"))
            name = name if other is None else stem + dot + encoded(other.lstrip("."))
        return encoded(self.prepend) + name

    async def copy(self, part: Part, name: bytes, *, latest: bool) -> bool:
        """Copy one object of the part's target, and fetch it first if it is somewhere else; whether there was one."""
        state = self.state
        place = Place(state.nodes[part.target], self.source, name)
        if self.source.is_remote and not self.is_dry and not await _is_fetched(place, latest=latest):
            return False
        if latest and self.source.is_remote:
            place.imitation.bare(place)
        stored = place.table.get(name)
        if self.is_dry or stored is None:
            if stored is not None:
                part.handle(stored.size)
            return stored is not None
        copied = place.at(state.buckets.find(self.destination, part.target), self.name_for(name))
        is_known = copied.node is place.node and _has_same(copied, stored)
        if not await place.copy_to(copied):
            return False
        # Nothing is written there: AIS counts no bytes. Source: recorded on AIS 5.0 (06 snaps-name)
        part.handle(0 if is_known else stored.size, goes_to=copied.node.id)
        return True

    async def each(self, part: Part, names: AsyncIterator[tuple[bytes, Any]], *, latest: bool, needed: bool) -> None:
        """Copy objects of the part's target; with `needed` one that is not there is an error of the job's."""
        async for name, _ in names:
            if not await self.copy(part, name, latest=latest) and needed:
                part.fail(self.is_missing(part, name))

    def is_missing(self, part: Part, name: bytes) -> str:
        """What is told of an object that is not there."""
        return f"t[{part.target}]: {self.source.address}/{name.decode('utf-8', 'replace')} does not exist"

    async def prune(self, job: Job, prefix: str) -> None:
        """Remove from the destination what the source does not have."""
        state = self.state
        target = state.buckets.find(self.destination, "")
        shares = Shares.of(state)
        for part in map(job.part, shares.targets):
            node = shares.node(part.target)
            async for name, _ in Selection.beginning(prefix).each(part, node, target, shares):
                home = state.nodes[state.owner(self.source, name).id]
                if home.table(self.source).get(name) is None:
                    await Place(node, target, name).remove()


def _has_same(place: Place, stored: StoredObject) -> bool:
    found = place.table.get(place.name)
    return found is not None and found.checksum is not None and found.checksum == stored.checksum


async def _is_fetched(place: Place, *, latest: bool) -> bool:
    try:
        await outside.make_present(place, latest=latest)
    except Refusal as refusal:
        if refusal.status != 404:
            raise
        return False
    return True


async def copy_bucket(node: Node, request: NodeRequest) -> Answer:
    """Copy a bucket, or what begins with a prefix; the destination is made where there is none."""
    return await start_bucket(node, request, "copy-bck", "cp", _as_it_is)


async def copy_objects(node: Node, request: NodeRequest) -> Answer:
    """Copy objects by list, range or prefix, into another bucket or the same one."""
    return await start_objects(node, request, "copy-listrange", "cp", _as_it_is)


def _as_it_is(copying: Copying, value: CopyValue) -> Copying:
    return copying


async def start_bucket(node: Node, request: NodeRequest, kind: str, verb: str, make: Make) -> Answer:
    """Begin the job that copies a bucket, in one way or another."""
    message = await request.message()
    source = await bucket_of(node, request)
    given = message.value.keys() if isinstance(message.value, dict) else ()
    for unknown in (name for name in given if name.lower() in _OF_GROUPS):
        raise bad_request(f"failed to unmarshal {message.action}, err: found unknown field: {unknown}")
    value = decoded(message.value, CopyValue, message.action)
    destination = await node.state.backends.resolve(_named_destination(request))
    # A dry run stores nothing: it is how an ETL is tried on a bucket. Source: ais/proxy.go (AIS 5.0)
    if destination == source.address and not value.dry_run:
        raise bad_request(f'cannot {message.action} bucket "{source.address}" onto itself')
    _check_synchronize(value)
    selection = Selection.beginning(value.prefix, is_flat=value.non_recurs)
    told = _message(verb, source, value.prefix, destination, value.prepend)
    subject = Subject.copying(source.address, destination, told)
    copying = make(Copying(node.state, source, destination, value.prepend, value.ext, value.dry_run), value)
    await _prepare(node, source, destination, value)
    compares = value.latest or value.synchronize
    everything = compares and not node.state.quirks.syncs_cached
    shares = Shares.of(node.state)

    async def work(part: Part) -> None:
        names = selection.each(part, shares.node(part.target), source, shares, outside=everything)
        await copying.each(part, names, latest=compares, needed=False)

    async def then(job: Job) -> None:
        if value.synchronize and not value.dry_run and not job.error:
            await copying.prune(job, value.prefix)

    job = node.state.jobs.run(kind, work, shares.targets, subject, then=then)
    job.result = copying.used(job.result)
    return as_text(job.id)


async def start_objects(node: Node, request: NodeRequest, kind: str, verb: str, make: Make) -> Answer:
    """Begin the job that copies a group, in one way or another."""
    message = await request.message()
    source = await bucket_of(node, request)
    value = decoded(message.value, CopyValue, message.action)
    check_name(value.tobck.name)
    named = value.tobck.address
    assert named is not None  # its name has been looked at
    destination = await node.state.backends.resolve(named)
    _check_synchronize(value)
    selection = Selection.of(value, message.action)
    at = source.address
    subject = Subject(at, at, destination, f"{verb} {at}=>{destination}")
    copying = make(Copying(node.state, source, destination, value.prepend, value.ext, value.dry_run), value)
    await _prepare(node, source, destination, value)
    everything = value.latest or value.synchronize
    shares = Shares.of(node.state)

    async def work(part: Part) -> None:
        names = selection.each(part, shares.node(part.target), source, shares, outside=True)
        await copying.each(part, names, latest=everything, needed=bool(selection.names))

    job = node.state.jobs.serve(kind, work, shares.targets, subject)
    job.result = copying.used(job.result)
    return as_text(job.id)


async def rename_bucket(node: Node, request: NodeRequest) -> Answer:
    """Give a bucket another name: all that is in it moves to a new bucket with the same properties."""
    source = await bucket_of(node, request)
    check_access(source, Access.MOVE_BUCKET)
    destination = _named_destination(request)
    if destination.provider != "ais" or destination.cluster:
        raise bad_request(f"can only rename to AIS ('ais://') bucket (\"{destination}\" is remote)")
    if destination == source.address:
        raise bad_request(f'cannot rename bucket "{source.address}" to itself ("{destination}")')
    state = node.state
    if state.buckets.get(destination) is not None:
        raise bad_request(f'bucket "{destination}" already exists', "ErrBucketAlreadyExists")
    targets = Shares.of(state).targets
    made = state.buckets.create_like(source, destination)
    if source.is_tied:  # as it stays
        kept = {"backend_bck": source.props.backend_bck, "versioning": source.props.versioning}
        state.buckets.change(made, msgspec.structs.replace(made.props, **kept))
    subject = Subject.copying(source.address, destination, f"mv {source.address}=>{destination}", packed="0")

    async def then(job: Job) -> None:
        # What came while others were moved goes along, also to targets that are new, and nothing can come between the
        # last look and the end: a PUT may commit in a thread just then.
        while True:
            await state.moves.still()
            targets = Shares.of(state).targets
            left = [target for target in targets if _has_any(state, target, source)]
            if not left and job.error:
                raise Refusal(500, job.error)  # of what a target took with it the bucket stays the name
            if not left and state.remove_bucket(source, keeps=job, unless_at=targets):
                return
            for target in left:
                await _move_all(job.part(target), node, source, made)

    async def work(part: Part) -> None:
        await _move_all(part, node, source, made)

    return as_text(state.jobs.run("move-bck", work, targets, subject, then=then).id)


def _has_any(state: State, target: str, bucket: Bucket) -> bool:
    return bool(state.store.table(target, bucket.number).first(b"", None, 1)[0])


async def _move_all(part: Part, node: Node, source: Bucket, made: Bucket) -> int:
    """How many objects of the part's target were moved."""
    moved = 0
    holder = node.state.nodes[part.target]
    while found := holder.table(source).first(b"", None, 1)[0]:
        await part.step()
        place = Place(holder, source, found[0])
        stored = place.table.get(found[0])
        if stored is None:
            continue  # deleted meanwhile
        size, other = stored.size, place.at(made, found[0])
        if await place.move_to(other):
            part.handle(size, goes_to=other.node.id)
            moved += 1
    return moved


async def _prepare(node: Node, source: Bucket, destination: Address, value: CopyValue) -> None:
    """Look at the destination, which is made like the source where it is not there.

    Raises:
        Refusal: 403, it must not be written to; 400 or 501, there can be no such bucket.
    """
    buckets = node.state.buckets
    found = await find_bucket(node, destination) if destination.is_remote else buckets.get(destination)
    if found is not None:
        check_access(found, Access.PUT)
    elif not value.dry_run:
        node.state.jobs.check_coexistence("copy-bck", source.address)
        buckets.create_like(source, destination)


def _check_synchronize(value: CopyValue) -> None:
    if value.synchronize and value.prepend:
        text = f'prepend option ("{value.prepend}") is incompatible with the request to synchronize buckets'
        raise bad_request(text)


def _named_destination(request: NodeRequest) -> Address:
    """The bucket that `bck_to` names, as `provider/@cluster#namespace/name/`.

    Raises:
        Refusal: 400.
    """
    uname = request.query.get("bck_to", "")
    if not uname:
        raise bad_request('missing "bck_to" query parameter')
    provider, _, rest = uname.partition("/")
    namespace, _, name = rest.partition("/")
    name = name.removesuffix("/")
    check_name(name)
    return address_of({"provider": provider, "namespace": namespace}, encoded(name))


def _message(verb: str, source: Bucket, prefix: str, destination: Address, prepend: str) -> str:
    to = f"{destination}{f'/{prepend}' if prepend else ''}"
    return f"{verb} {source.address}{f'/{prefix}' if prefix else ''}=>{to}"
