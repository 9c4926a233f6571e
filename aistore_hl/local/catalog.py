"""A proxy's side of buckets: make, describe, list, change and destroy them, and list what is in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from .access import Access, check_access
from .answers import Answer, Refusal, as_json, bad_request
from .buckets import Address, Bucket, address_of, backend_missing, check_name, parse_namespace, provider_of
from .jobs import is_job_id
from .listing import Page, Shelf, Wanted, first_page
from .membership import new_uuid
from .pages import as_json as page_as_json
from .pages import as_msgpack as page_as_msgpack

if TYPE_CHECKING:
    from .node import Node
    from .request import NodeRequest


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


def _bucket(node: Node, request: NodeRequest) -> Bucket:
    address = _address(request)
    check_name(address.name)
    return node.state.buckets.find(address, node.label)


def _refuse_more(request: NodeRequest) -> None:
    if len(request.elements) > 3 and request.elements[3]:
        raise bad_request(f'invalid request URI "{request.shown_path}"')


async def create_bucket(node: Node, request: NodeRequest) -> Answer:
    """A new bucket, with the properties that the message gives."""
    _refuse_more(request)
    message = await request.message()
    node.state.buckets.create(_address(request), message.value)
    return Answer()


async def destroy_bucket(node: Node, request: NodeRequest) -> Answer:
    """The bucket and all that is in it."""
    address = _address(request)
    if address.provider != "ais":
        raise Refusal(405, f"cannot destroy cloud bucket {address} - operation not supported", "ErrUnsupp")
    bucket = node.state.buckets.find(address, node.label)
    check_access(bucket, Access.DESTROY_BUCKET)
    node.state.buckets.remove(bucket)
    node.state.rates.forget(bucket)
    node.state.jobs.forget(address)
    return Answer()


async def needs_remote_bucket(node: Node, request: NodeRequest) -> Answer:
    """400: what is done to the copy of something remote cannot be done to a bucket of this cluster."""
    message = await request.message()
    bucket = _bucket(node, request)
    text = f"{message.action}: expecting remote bucket (have {bucket.address})"
    raise bad_request(text, "ErrNotRemoteBck")


async def evict_bucket(node: Node, request: NodeRequest) -> Answer:
    """400, but 200 where there is no such bucket: nothing of it is left to forget. Source: ais/proxy.go (AIS 5.0)"""
    try:
        return await needs_remote_bucket(node, request)
    except Refusal as refusal:
        if refusal.status != 404:
            raise
        return Answer()


async def head_bucket(node: Node, request: NodeRequest) -> Answer:
    """The bucket's properties, as JSON in a header field."""
    if len(request.elements) > 3 and request.elements[3]:
        raise bad_request(f"invalid URL '{request.shown_path}': expecting just the bucket name")
    presence = request.query.get("presence", "0")
    if not presence.isdecimal():
        raise bad_request(f"{node.label}: parse 'flt-presence': invalid syntax: {presence!r}")
    props = msgspec.json.encode(_bucket(node, request).props)
    return Answer(200, [(b"Ais-Bucket-Props", props)])


async def set_props(node: Node, request: NodeRequest) -> Answer:
    """Change some properties; `null` changes none."""
    message = await request.message()
    bucket = _bucket(node, request)
    if message.value is not None:
        node.state.buckets.change(bucket, bucket.props.changed(message.value))
    return Answer()


async def reset_props(node: Node, request: NodeRequest) -> Answer:
    """Go back to the default properties."""
    bucket = _bucket(node, request)
    props = bucket.default_props()
    if node.state.quirks.forgets_birth:
        props.created = "0"
    node.state.buckets.change(bucket, props)
    return Answer()


async def unknown_bucket_action(node: Node, request: NodeRequest) -> Answer:
    """400, but 404 first where a POST names a bucket that is not there."""
    message = await request.message()
    if request.method == "POST" and len(request.elements) > 2 and request.elements[2]:
        _bucket(node, request)
    raise bad_request(f'invalid action "{message.action}"')


async def list_buckets(node: Node, request: NodeRequest) -> Answer:
    """Buckets by provider, namespace and name; system buckets only with `sys=true`."""
    message = await request.message()
    if message.value is not None:
        raise bad_request("bad list-objects request: not a bucket (is a bucket query?)")
    wanted = request.query.get("provider", "")
    provider = provider_of(wanted) if wanted else ""
    if provider not in ("", "ais"):
        raise backend_missing(provider)
    cluster, namespace = parse_namespace(request.query.get("namespace", ""))
    if cluster:
        if cluster == "@":
            return as_json(None)
        raise bad_request("no remote ais clusters attached")
    found = [
        bucket.address.document()
        for bucket in node.state.buckets
        if (not namespace or bucket.address.namespace == namespace)
        and (not message.name or bucket.address.name == message.name)
        and (not bucket.address.name.startswith(".") or request.query.get("sys") == "true")
    ]
    return as_json(found)


async def list_objects(node: Node, request: NodeRequest) -> Answer:
    """One page of names, as JSON or, where that is accepted, as msgpack."""
    message = await request.message()
    if message.value is None:
        shown = request.elements[2].decode("utf-8", "replace")
        if message.name and node.state.quirks.crashes:
            raise Refusal(400, f"{node.label}: failed to call a target, err: EOF", "ErrFailedTo")
        raise bad_request(f'bad list-buckets request: "{shown}" vs "{message.name}"')
    wanted = Wanted.of(message.value)
    bucket = _bucket(node, request)
    peers = node.peers()
    uuid = _listing_id(wanted, peers)
    node.counters["lst.n"] += 1
    page = _page(bucket, wanted, uuid, peers)
    if "application/msgpack" in request.headers.get("accept", ""):
        return page_as_msgpack(page)
    return page_as_json(page)


async def list_own_objects(node: Node, request: NodeRequest) -> Answer:
    """A target's own part of a page: always msgpack, and only for a listing that has an id.

    Raises:
        Refusal: 403, with the marks of a proxy; 400, without an id. Source: recorded on AIS 5.0
    """
    if request.is_redirected:
        raise Refusal(403, "direct target access denied")
    message = await request.message()
    wanted = Wanted.of(message.value or {})
    address = _address(request)
    bucket = node.state.buckets.find(address, node.label, status=400)
    if not is_job_id(wanted.uuid):
        raise bad_request(f'list-objects: invalid UUID "{wanted.uuid}"')
    return page_as_msgpack(_page(bucket, wanted, wanted.uuid, [node]))


def _listing_id(wanted: Wanted, peers: list[Node]) -> str:
    """The id of the listing: the one that the request continues, or a new one."""
    if wanted.target and all(peer.id != wanted.target for peer in peers):
        raise bad_request(f"list-objects failure: node {wanted.target} not present in Smap", "errNodeNotFound")
    if wanted.uuid and not is_job_id(wanted.uuid):
        raise bad_request(f'list-objects: invalid UUID "{wanted.uuid}"')
    return wanted.uuid or new_uuid()


def _page(bucket: Bucket, wanted: Wanted, uuid: str, peers: list[Node]) -> Page:
    shelves = [_shelf(bucket, wanted, peer) for peer in peers]
    mountpaths = {peer.id: peer.mountpaths for peer in peers}
    return Page(wanted, uuid, first_page(shelves, wanted), bucket.uname, mountpaths)


def _shelf(bucket: Bucket, wanted: Wanted, peer: Node) -> Shelf:
    state = peer.state
    is_home = (lambda name: state.owner(bucket, name).id == peer.id) if state.quirks.hides_strays else None
    left = state.imitation.directories_left(bucket, wanted.prefix, peer.mountpaths)
    return Shelf(peer.id, peer.table(bucket), peer.mountpaths, bucket.uname, left, is_home)


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
