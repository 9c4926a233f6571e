"""What transformers ask of a target: to read an object, and to keep a result."""

from __future__ import annotations

import hmac
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING
from urllib.parse import unquote_to_bytes

from .. import outside
from ..answers import Answer, Part, Refusal, bad_request
from ..buckets import address_of
from ..headers import content_fields
from ..names import check_object_name
from ..store import Facts, StoredObject
from ..target import Incoming, Place, next_version, store

if TYPE_CHECKING:
    from ..node import Node
    from ..request import NodeRequest
    from .registry import Etl

_OCTETS = (b"Content-Type", b"application/octet-stream")


async def get_etl_object(node: Node, request: NodeRequest) -> Answer:
    """The content of an object, for a transformer that fetches it."""
    _, place = _asked(node, request)
    if place.bucket.is_remote:
        await outside.make_present(place, latest=request.query.get("latest-ver") == "true")
    await node.state.companions.revive(place)
    stored, content = place.opened()
    fields = [_OCTETS, *content_fields(stored, stored.checksum)]
    return Answer(200, fields, Part(content, 0, content.size), length=content.size)


async def put_etl_object(node: Node, request: NodeRequest) -> Answer:
    """Keep a result that a transformer beside another target has put here itself."""
    _, place = _asked(node, request)
    _check_job(node, request.query.get("uuid", ""))
    await keep(place, request.stream())
    return Answer()


def _check_job(node: Node, name: str) -> None:
    """Whether the job still wants results: what comes later, from a transformer that was slow, is not kept.

    Raises:
        Refusal: 404, it is over, or there is none.
    """
    if name:
        job = node.state.jobs.get(name)
        if job is None or job.ended:
            raise Refusal(404, f"{node.label}: job {name} does not run", "ErrNotFound")


async def keep(place: Place, pieces: AsyncIterator[bytes]) -> StoredObject:
    """Make a result an object, which is seen when all of it is there. It has no custom metadata.

    Raises:
        Refusal: 400, it cannot have its name.
        StoreFailure.
    """
    check_object_name(place.name)
    incoming = Incoming.of(place.bucket, None, place.node.state.store.draft(place.name))

    def make(old: StoredObject | None) -> Facts:
        return Facts(incoming.checksum(), next_version(place.bucket, old), {})

    try:
        async for chunk in pieces:
            await incoming.add(chunk)
        await place.imitation.settle(place, comes=True)
        return await store(place, incoming.draft, make)
    finally:
        incoming.draft.discard()


def _asked(node: Node, request: NodeRequest) -> tuple[Etl, Place]:
    """The ETL that asks, and the object that it means.

    Raises:
        Refusal: 400, its secret is another one, or it names no object; 404, there is no such bucket.
    """
    items = request.scope["raw_path"].decode("latin-1").strip("/").split("/", 5)
    if len(items) < 6 or items[2] != "_object":
        raise bad_request(f"invalid request URI: '{request.method} {request.shown_path}' from {request.shown_client}")
    name, secret = items[3], items[4]
    etl = node.state.etls.running(name)
    if etl is None:
        raise Refusal(404, f"{node.label}: {name} does not exist", "ErrNotFound")
    if not hmac.compare_digest(secret, etl.secret):
        raise bad_request(f"{node.label}: unrecognized secret of ETL {name}")
    provider, space, bucket, rest = _elements(unquote_to_bytes(items[5]))
    address = node.state.backends.known(address_of({"provider": provider, "namespace": space}, bucket))
    return etl, Place(node, node.state.buckets.find(address, node.label), rest)


def _elements(uname: bytes) -> tuple[str, str, bytes, bytes]:
    """Provider, namespace, bucket and object of `provider/@cluster#namespace/bucket/object`.

    Raises:
        Refusal: 400, it names no object.
    """
    parts = uname.split(b"/", 3)
    if len(parts) < 4 or not parts[3]:
        raise bad_request(f'parse-uname "{uname.decode("utf-8", "replace")}": missing object name')
    return parts[0].decode("utf-8", "replace"), parts[1].decode("utf-8", "replace"), parts[2], parts[3]
