"""What transformers ask of a target: to read an object, and to keep a result."""

from __future__ import annotations

import hmac
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING
from urllib.parse import unquote_to_bytes

from ..answers import Answer, Refusal, bad_request
from ..names import check_object_name
from ..store import Facts, StoredObject
from ..target import Incoming, Place, describe, named_by, next_version, read, store

if TYPE_CHECKING:
    from ..node import Node
    from ..request import NodeRequest


async def get_etl_object(node: Node, request: NodeRequest) -> Answer:
    """The content of an object, for a transformer that fetches it."""
    return await read(_asked(node, request), request)


async def head_etl_object(node: Node, request: NodeRequest) -> Answer:
    """What is known of an object, for a transformer that asks first."""
    return await describe(_asked(node, request), request)


async def put_etl_object(node: Node, request: NodeRequest) -> Answer:
    """Keep a result that a transformer beside another target has put here itself."""
    place = _asked(node, request)
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


def _asked(node: Node, request: NodeRequest) -> Place:
    """The object that a transformer means, here.

    Raises:
        Refusal: 400, its secret is another one, or it names no object; 404, there is no such ETL, or bucket.
    """
    items = bytes(request.scope["raw_path"]).strip(b"/").split(b"/", 5)
    if len(items) < 6 or items[2] != b"_object":
        raise bad_request(f"invalid request URI: '{request.method} {request.shown_path}' from {request.shown_client}")
    name, secret = items[3].decode("latin-1"), items[4]
    etl = node.state.etls.running(name)
    if etl is None:
        raise Refusal(404, f"{node.label}: {name} does not exist", "ErrNotFound")
    if not hmac.compare_digest(secret, etl.secret.encode()):
        raise bad_request(f"{node.label}: unrecognized secret of ETL {name}")
    return Place(node, *named_by(node, unquote_to_bytes(items[5])))
