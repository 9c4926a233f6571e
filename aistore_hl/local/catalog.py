"""A proxy's side of buckets: make, describe, list, change and destroy them, and list what is in them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

import msgspec
from attrs import evolve

from .._core.smap import owner
from . import inventories
from .access import Access, check_access
from .answers import Answer, Refusal, as_json, bad_request
from .archive.listing import page_with_members
from .backend import Backend
from .backend.cluster import ClusterBackend
from .buckets import (
    Address,
    Bucket,
    address_of,
    backend_missing,
    check_name,
    parse_namespace,
    provider_of,
)
from .jobs import Job, Subject, is_job_id
from .listing import ListFlag, Page, Shelf, Wanted, check_flags, first_page
from .lookup import ASKS, Lookup, find_bucket, is_only_present
from .membership import new_uuid
from .mixed import MixedPage, mixed_page
from .mountpaths import Mountpaths
from .pages import as_json as page_as_json
from .pages import as_msgpack as page_as_msgpack
from .props import BucketProps
from .requirements import check_slices, tied
from .selection import shelf_of

if TYPE_CHECKING:
    from .node import Node
    from .request import NodeRequest
    from .state import State


_EVICTED: Final = 256
"""Copies that are removed before others have their turn."""


def _address(request: NodeRequest) -> Address:
    """The bucket that a path names.

    Raises:
        Refusal: 400, it names none, or more than one.
    """
    elements = request.elements
    if len(elements) < 3 or not elements[2]:
        shown = request.shown_path.lstrip("/")
        raise bad_request(f"URL '{shown}' is too short: expected 3 items, got 2")
    return address_of(request.query, elements[2])


async def bucket_of(node: Node, request: NodeRequest, how: Lookup = ASKS) -> Bucket:
    """The bucket that a path names.

    Raises:
        Refusal: 400, it names none; 404, there is no such bucket.
    """
    address = _address(request)
    check_name(address.name)
    return await find_bucket(node, address, how)


def _refuse_more(request: NodeRequest) -> None:
    if len(request.elements) > 3 and request.elements[3]:
        raise bad_request(f'invalid request URI "{request.shown_path}"')


async def create_bucket(node: Node, request: NodeRequest) -> Answer:
    """A new bucket, with the properties that the message gives."""
    _refuse_more(request)
    message = await request.message()
    address = await node.state.backends.resolve(_address(request))
    cluster = node.state.backends.behind(address)
    if isinstance(cluster, ClusterBackend):
        return await cluster.forward("POST", address, await request.content())
    if address.provider != "ais" and request.query.get("dont_head_remote_bck") == "true":
        check_name(address.name)
        node.state.buckets.add_remote(address)
        return Answer()
    props = BucketProps()
    if message.value is not None:
        props = await tied(node, props.changed(message.value), is_new=True)
        check_slices(node, props)
    node.state.buckets.create(address, props)
    return Answer()


async def destroy_bucket(node: Node, request: NodeRequest) -> Answer:
    """The bucket and all that is in it."""
    address = _address(request)
    if address.provider != "ais":
        raise Refusal(405, f"cannot destroy cloud bucket {address} - operation not supported", "ErrUnsupp")
    address = await node.state.backends.resolve(address)
    cluster = node.state.backends.behind(address)
    if isinstance(cluster, ClusterBackend):
        answer = await cluster.forward("DELETE", address, await request.content())
        if answer.status < 300:
            _forget(node, address)
        return answer
    bucket = node.state.buckets.find(address, node.label)
    check_access(bucket, Access.DESTROY_BUCKET)
    node.state.remove_bucket(bucket)
    return Answer()


def _forget(node: Node, address: Address) -> None:
    """Let nothing of a bucket be known here."""
    bucket = node.state.buckets.get(address)
    if bucket is not None:
        node.state.remove_bucket(bucket)


async def needs_remote_bucket(node: Node, request: NodeRequest) -> Answer:
    """400: what is done to the copy of something remote cannot be done to a bucket of this cluster."""
    message = await request.message()
    bucket = await bucket_of(node, request)
    text = f"{message.action}: expecting remote bucket (have {bucket.address})"
    raise bad_request(text, "ErrNotRemoteBck")


async def evict_bucket(node: Node, request: NodeRequest) -> Answer:
    """Forget the copies of a bucket that is somewhere else, and unless `keep_bck_md` says otherwise the bucket.

    One of this cluster is 400, and one that is not known 200: nothing of it is left to forget. Source: ais/proxy.go
    """
    address = await node.state.backends.resolve(_address(request))
    bucket = node.state.buckets.get(address)
    if address.is_remote or (bucket is not None and bucket.is_remote):
        await request.message()
        if bucket is not None:
            await _evict(node, bucket, keeps=request.query.get("keep_bck_md") == "true")
        return Answer()
    try:
        return await needs_remote_bucket(node, request)
    except Refusal as refusal:
        if refusal.status != 404:
            raise
        return Answer()


async def _evict(node: Node, bucket: Bucket, *, keeps: bool) -> None:
    """Remove all copies of a bucket, and unless it `keeps` it what is known of it: a job that counts nothing.

    Source: recorded on AIS 5.0 (06 snaps-all)
    """
    state, kind = node.state, "evict-remote-bck"
    id = ("kpmd-" if keeps else "rmmd-") + state.jobs.new_id(kind)
    job = state.jobs.begin(kind, state.membership.targets, Subject(bucket.address), id)
    try:
        if keeps:
            await _evict_all(node, bucket)
        else:
            state.remove_bucket(bucket, keeps=job)
    finally:
        job.end()


async def _evict_all(node: Node, bucket: Bucket) -> None:
    """Some at a time: others are answered meanwhile."""
    for target in node.state.membership.targets:
        table = node.state.store.table(target, bucket.number)
        while names := table.first(b"", None, _EVICTED)[0]:
            for name in list(names):
                await table.delete(name)
            await asyncio.sleep(0)


async def head_bucket(node: Node, request: NodeRequest) -> Answer:
    """The bucket's properties, as JSON in a header field."""
    if len(request.elements) > 3 and request.elements[3]:
        raise bad_request(f"invalid URL '{request.shown_path}': expecting just the bucket name")
    presence = request.query.get("presence", "0")
    if not presence.isdecimal():
        raise bad_request(f"{node.label}: parse 'flt-presence': invalid syntax: {presence!r}")
    bucket = await bucket_of(node, request, Lookup(asks=not is_only_present(request)))
    props = msgspec.json.encode(bucket.props)
    return Answer(200, [(b"Ais-Bucket-Props", props)])


async def reset_props(node: Node, request: NodeRequest) -> Answer:
    """Go back to the default properties."""
    bucket = await bucket_of(node, request)
    props = bucket.default_props()
    if node.state.quirks.forgets_birth:
        props.created = "0"
    node.state.buckets.change(bucket, props)
    return Answer()


async def no_etl(node: Node, request: NodeRequest) -> Answer:
    """404, in the words of an AIS that was built without ETL."""
    await bucket_of(node, request)
    raise Refusal(404, "cannot use ETL in a build without ETL support - operation not supported", "ErrUnsupp")


async def unknown_bucket_action(node: Node, request: NodeRequest) -> Answer:
    """400, but 404 first where a POST names a bucket that is not there."""
    message = await request.message()
    if request.method == "POST" and len(request.elements) > 2 and request.elements[2]:
        await bucket_of(node, request)
    raise bad_request(f'invalid action "{message.action}"')


async def list_buckets(node: Node, request: NodeRequest) -> Answer:
    """Buckets by provider, namespace and name; system buckets only with `sys=true`."""
    message = await request.message()
    if message.value is not None:
        raise bad_request("bad list-objects request: not a bucket (is a bucket query?)")
    cluster = parse_namespace(request.query.get("namespace", ""))[0]
    if cluster == "@" and not node.state.backends.clusters:
        _wanted_provider(node, request)
        return as_json(None)
    return as_json([address.document() for address in await wanted_buckets(node, request, message.name)])


def _wanted_provider(node: Node, request: NodeRequest) -> str:
    wanted = request.query.get("provider", "")
    provider = provider_of(wanted) if wanted else ""
    is_built = provider in ("", "ais") or provider in node.state.backends.providers
    if not is_built and not is_only_present(request):
        raise backend_missing(provider)
    return provider


async def wanted_buckets(node: Node, request: NodeRequest, name: str) -> list[Address]:
    """The buckets that a query selects.

    Raises:
        Refusal: 400, a provider that is not built in, or a cluster that is not attached.
    """
    provider = _wanted_provider(node, request)
    cluster, namespace = parse_namespace(request.query.get("namespace", ""))
    found = await _known_buckets(node, provider, cluster, is_present=is_only_present(request))
    return [
        address
        for address in found
        # With a name one bucket is meant, and without a namespace then that of the global one. Source: tried on AIS 5.0
        if (address.namespace == namespace or not (namespace or name))
        and (not name or address.name == name)
        and (not address.name.startswith(".") or request.query.get("sys") == "true")
    ]


async def _known_buckets(node: Node, provider: str, cluster: str, *, is_present: bool) -> Sequence[Address]:
    """Buckets of a provider, or of another cluster; those that are there, or only those that are known here.

    Another cluster is shown by the name that it was asked for by. Source: recorded on AIS 5.0 (02r list-remr)
    """
    backends = node.state.backends
    here = [bucket.address for bucket in node.state.buckets if not provider or bucket.address.provider == provider]
    if not cluster and provider in ("", "ais"):
        return here
    if is_present and not cluster:
        return here
    asked = Address(provider or "ais", cluster, "", "")
    if cluster == "@":
        behind: list[Backend] = list(backends.clusters)
        here = [address for address in here if address.cluster]
    else:
        known = await backends.resolve(asked)
        found = backends.behind(known)
        if found is None:
            why = "no remote ais clusters attached" if not backends.clusters else f'remote cluster "{cluster}" unknown'
            raise bad_request(why)
        behind, here = [found], [address for address in here if address.cluster == known.cluster]
    if is_present:
        return here
    there = [address for each in behind for address in await each.buckets()]
    return there if cluster in ("", "@") else [evolve(address, cluster=cluster) for address in there]


async def list_objects(node: Node, request: NodeRequest) -> Answer:
    """One page of names, as JSON or, where that is accepted, as msgpack."""
    message = await request.message()
    if message.value is None:
        shown = request.elements[2].decode("utf-8", "replace")
        if message.name and node.state.quirks.crashes:
            raise Refusal(400, f"{node.label}: failed to call a target, err: EOF", "ErrFailedTo")
        raise bad_request(f'bad list-buckets request: "{shown}" vs "{message.name}"')
    wanted = Wanted.of(message.value)
    is_known, adds = bool(wanted.flags & ListFlag.BUCKET_PRESENT), not wanted.flags & ListFlag.DONT_ADD
    bucket = await bucket_of(node, request, Lookup(asks=not is_known, adds=adds))
    check_flags(wanted, is_remote=bucket.is_remote)
    peers = node.peers()
    uuid = _listing_id(wanted, peers)
    node.counters["lst.n"] += 1
    job = _listing(node, bucket, wanted, uuid)
    page: Page | MixedPage
    if bucket.is_remote and not wanted.flags & ListFlag.CACHED:
        for peer in peers:
            node.state.check_reach(peer.id)
        inventory = None
        if inventories.is_wanted(request, wanted):
            inventory = await inventories.listed(node, bucket, wanted, request.headers.get("ais-inv-name", ""))
        with _told_by(node, job):
            page = await mixed_page(node, bucket, wanted, uuid, inventory)
    else:
        page = await _page(bucket, wanted, uuid, node.state, node.peers)
    _count(node, job, page)
    if "application/msgpack" in request.headers.get("accept", ""):
        return page_as_msgpack(page)
    return page_as_json(page)


def _listing(node: Node, bucket: Bucket, wanted: Wanted, uuid: str) -> Job:
    """The job that a listing is: at all targets, or where it is passed on as it is told, at the one that asks.

    Source: ais/plstcx.go, recorded on AIS 5.0 (06 snaps-all)
    """
    targets: Iterable[str] = [peer.id for peer in node.peers()]
    placement = node.state.membership.placement
    if bucket.is_remote and wanted.is_as_told and placement:
        targets = [owner(uuid, placement)]
    return node.state.jobs.listings.of(uuid, bucket.address, targets)


def _count(node: Node, job: Job, page: Page | MixedPage) -> None:
    """What the targets tell of a page: its entries, and where more than names is told, each once more with its size."""
    if isinstance(page, Page):
        for target, entries, size in page.sums():
            job.part(target).count(entries if page.wanted.is_of_names else 2 * entries, size)
    else:
        for part in job.parts.values():
            part.count(len(page.entries), 0)
    node.state.jobs.listings.rest(job, is_done=not page.token)


@contextmanager
def _told_by(node: Node, job: Job) -> Iterator[None]:
    """What goes wrong somewhere else is told by the target that AIS would let list it. Source: ais/plstcx.go"""
    try:
        yield
    except Refusal as refusal:
        targets = node.state.membership.placement
        if targets:
            job.part(owner(job.id, targets)).fail(refusal.message)
        node.state.jobs.listings.rest(job, is_done=False)
        if refusal.status < 500 or refusal.node or not targets:
            raise
        raise evolve(refusal, node=node.state.nodes[owner(job.id, targets)].label) from refusal


async def list_own_objects(node: Node, request: NodeRequest) -> Answer:
    """A target's own part of a page: always msgpack, and only for a listing that has an id.

    Raises:
        Refusal: 403, with the marks of a proxy; 400, without an id. Source: recorded on AIS 5.0
    """
    if request.is_redirected:
        raise Refusal(403, "direct target access denied")
    message = await request.message()
    wanted = Wanted.of(message.value or {})
    address = node.state.backends.known(_address(request))
    bucket = node.state.buckets.find(address, node.label, status=400)
    check_flags(wanted, is_remote=bucket.is_remote)
    if not is_job_id(wanted.uuid):
        raise bad_request(f'list-objects: invalid UUID "{wanted.uuid}"')
    job = node.state.jobs.listings.of(wanted.uuid, bucket.address, [node.id])
    page = await _page(bucket, wanted, wanted.uuid, node.state, lambda: [node])
    _count(node, job, page)
    return page_as_msgpack(page)


def _listing_id(wanted: Wanted, peers: list[Node]) -> str:
    """The id of the listing: the one that the request continues, or a new one."""
    if wanted.target and all(peer.id != wanted.target for peer in peers):
        raise bad_request(f"list-objects failure: node {wanted.target} not present in Smap", "errNodeNotFound")
    if wanted.uuid and not is_job_id(wanted.uuid):
        raise bad_request(f'list-objects: invalid UUID "{wanted.uuid}"')
    return wanted.uuid or new_uuid()


async def _page(bucket: Bucket, wanted: Wanted, uuid: str, state: State, peers: Callable[[], list[Node]]) -> Page:
    """A page of what these targets hold, whoever they are each time that names are looked for.

    Raises:
        Refusal: 503, a target is dead, and the map still has it: a list without some of the objects would be wrong.
    """
    mountpaths: dict[str, Mountpaths] = {}

    async def shelves() -> list[Shelf]:
        await state.moves.still()
        asked = peers()
        for peer in asked:
            state.check_reach(peer.id)
            mountpaths[peer.id] = peer.mountpaths
        return [shelf_of(bucket, wanted, peer) for peer in asked]

    if wanted.flags & ListFlag.ARCHIVE_MEMBERS:
        found = await page_with_members(shelves, wanted, state.moves)
    else:
        found = first_page(await shelves(), wanted, is_moving=state.moves.is_active)
    companions, number = state.companions, bucket.number
    if not companions.covers(number):
        return Page(wanted, uuid, found, bucket.uname, mountpaths)
    return Page(wanted, uuid, found, bucket.uname, mountpaths, lambda name, each: companions.copies(number, name, each))


async def list_buckets_at_target(node: Node, request: NodeRequest) -> Answer:
    """As at the proxy, but a message has to ask for it. Source: recorded on AIS 5.0"""
    if request.announced == 0:
        raise bad_request(f"{node.label}: failed to unmarshal action message ({request.method}), err: EOF")
    return await list_buckets(node, request)


async def head_bucket_at_target(node: Node, request: NodeRequest) -> Answer:
    """400, where AIS crashes; 403 where the marks of a proxy pretend otherwise."""
    if not request.is_redirected:
        node.state.imitation.crash()
    return await needs_proxy(node, request)


async def needs_proxy(node: Node, request: NodeRequest) -> Answer:
    """400: a target does not change buckets by itself; 403 where the marks of a proxy pretend otherwise."""
    if request.is_redirected:
        raise Refusal(403, "direct target access denied")
    raise bad_request(f"{node.label}: {request.method}(bucket) requires proxy mediation")
