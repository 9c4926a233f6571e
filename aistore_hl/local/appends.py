"""Objects that are appended to in several requests: the handle is passed on, and only a flush makes them objects."""

from __future__ import annotations

import base64
import secrets
from typing import TYPE_CHECKING, Final

from .._core.checksum import SUPPORTED, Checksum, new
from . import proxy, target
from .access import Access
from .answers import Answer, Refusal, bad_request
from .appending import Handle, Work
from .store import Facts, StoredObject, is_same_version
from .target import Place, announced_checksum, next_version, redirected_place

if TYPE_CHECKING:
    from .node import Node
    from .request import NodeRequest

_PIECE: Final = 256 << 10


async def redirect_append(node: Node, request: NodeRequest) -> Answer:
    """The way to the node that the handle names, or to the object's."""
    handle = Handle.of(request.query.get("append_handle", ""))
    if handle is not None and handle.node not in node.state.membership.targets:
        what = f"APPEND failure: node {handle.node} not present in Smap"
        raise bad_request(f"{node.label}: {what}", "errNodeNotFound")
    return await proxy.redirect_object(node, request, Access.PUT, to=handle.node if handle else "")


async def append_object(node: Node, request: NodeRequest) -> Answer:
    """Add to an object in the making, or make it one."""
    place = redirected_place(node, request)
    operation = request.query["append_type"]
    handle = Handle.of(request.query.get("append_handle", ""))
    if operation == "append":
        return await _append(place, request, handle)
    if operation == "flush":
        return await _flush(place, request, handle)
    expected = '(expecting either "append" or "flush") - check "append_type" query'
    raise bad_request(f'invalid operation "{operation}" {expected}')


async def _append(place: Place, request: NodeRequest, handle: Handle | None) -> Answer:
    if handle is None:
        work, file = await _begun(place)
    else:
        work, file = _found(place, handle), handle.file
    work.is_busy = True
    is_whole = False
    try:
        async for piece in request.stream():
            await work.draft.add(piece)
            if work.hasher is not None:
                work.hasher.update(piece)
        is_whole = True
    finally:
        work.is_busy = False
        if not is_whole:
            # Some of it may be there: whoever goes on would not know how much.
            place.node.state.appends.drop(file)
    work.state = base64.b64encode(secrets.token_bytes(12) + work.draft.size.to_bytes(8, "big")).decode()
    told = Handle(place.node.id, file, work.type, work.state)
    return Answer(200, [(b"Ais-Append-Handle", str(told).encode("utf-8", "surrogateescape"))])


async def _begun(place: Place) -> tuple[Work, str]:
    """A new one, with the content of the object that is there."""
    path = place.node.mountpaths.of(place.bucket.owner_key(place.name))
    shown = place.name.decode("utf-8", "replace").replace("|", "_")
    file = f"{path}/@ais/{place.bucket.address.name}/%wk/append.{shown}.{secrets.token_hex(4)}"
    kind = place.bucket.props.checksum.type
    work = Work(place.key, place.node.state.store.draft(place.name), new(kind), kind, None)
    if place.table.get(place.name) is not None:
        await _continue(work, place)
    place.node.state.appends.add(work, file)
    return work, file


async def _continue(work: Work, place: Place) -> None:
    work.begun, content = place.opened()
    try:
        for start in range(0, content.size, _PIECE):
            piece = bytes(await content.read(start, min(start + _PIECE, content.size)))
            await work.draft.add(piece)
            if work.hasher is not None:
                work.hasher.update(piece)
    except BaseException:
        work.draft.discard()
        raise
    finally:
        content.close()


async def _flush(place: Place, request: NodeRequest, handle: Handle | None) -> Answer:
    await request.drain()
    if handle is None:
        raise bad_request("failed to finalize append-file operation: empty source in the handle")
    work = _found(place, handle)
    announced = announced_checksum(request, place)
    checksum = None if work.hasher is None else Checksum(work.type, work.hasher.hexdigest())
    if announced is not None and checksum is not None and announced != checksum:
        raise Refusal(500, f"BAD DATA CHECKSUM: {checksum} != {announced} (context: {place})", "ErrBadCksum")
    # Whoever appended to it now would change what its checksum was just made of; of two that end it one comes late.
    work.is_busy = True
    try:
        await place.imitation.settle(place, comes=True)
        await target.store(place, work.draft, lambda old: _next(place, work, old, checksum))
    finally:
        place.node.state.appends.drop(handle.file)
    return Answer()


def _next(place: Place, work: Work, old: StoredObject | None, checksum: Checksum | None) -> Facts:
    """The facts of the new version: custom metadata stays.

    Raises:
        Refusal: 409, another one has come since the first append. AIS drops what that one has.
    """
    if not place.node.state.quirks.loses_appends and not is_same_version(old, work.begun):
        raise Refusal(409, f"{place} was changed since the append to it began", "ErrBusy")
    return Facts(checksum, next_version(place.bucket, old), old.custom if old is not None else {})


def _found(place: Place, handle: Handle) -> Work:
    """The work that a handle means.

    Raises:
        Refusal: 400, the handle is of nothing here; 409, it is not the last one, or another request adds to it.
    """
    if handle.type != "none" and handle.type not in SUPPORTED:
        place.imitation.crash()
        raise bad_request(f'invalid APPEND handle: no checksum "{handle.type}"')
    work = place.node.state.appends.get(handle.file, place.key)
    if work is None:
        raise bad_request(f'invalid APPEND handle: "{handle}"')
    if work.is_busy or work.state != handle.state:
        raise Refusal(409, f"{place}: it was appended to with this handle already", "ErrBusy")
    return work
