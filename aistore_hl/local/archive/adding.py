"""A file added to an archive, or made one: the archive is written anew, and replaced when it is whole."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator
from contextlib import suppress
from enum import IntEnum
from typing import TYPE_CHECKING

from starlette.requests import ClientDisconnect

from .. import target
from ..answers import Answer, Refusal, bad_request
from ..store import Changed, Content, Draft, Facts, StoredObject, replacing
from ..streams import Steps
from ..target import Incoming, Place
from .format import TAR, by_media_type, by_name, unknown
from .matching import check_member
from .members import format_of
from .packing import END, Packer, TarPacker, check_packer, packer
from .reading import end_of_members, members
from .source import PIECE

if TYPE_CHECKING:
    from ..node import Node
    from ..request import NodeRequest


class How(IntEnum):
    """What the header field `Ais-Pine` says."""

    REPLACE = 0
    APPEND = 1
    APPEND_OR_CREATE = 2


async def add_member(node: Node, request: NodeRequest) -> Answer:
    """Add the body to an archive; without `Ais-Pine` the archive is replaced by one that holds nothing else.

    Announced checksums are not compared, and a plain tar has none afterwards. Source: recorded on AIS 5.0
    """
    path = request.query.get("archpath", "")
    if not path:
        return await target.put_object(node, request)
    check_member(path)
    place = target.redirected_place(node, request)
    how = _how(request, place)
    if not int(request.headers.get("content-length", "0")):
        raise bad_request(f'failed to archive {place}: missing "Content-Length" in the request')
    media_type = request.query.get("archmime", "")
    is_there = place.table.get(place.name) is not None
    if how is How.APPEND and not is_there:
        raise place.is_empty()
    continues = is_there and how is not How.REPLACE
    format = await _format(place, media_type, is_there=continues)
    if not continues:
        place.imitation.check_folder(place)
    elif format == TAR:
        place.imitation.check_tar(place)
    addition = node.state.store.draft(place.name)
    try:
        await _receive(place, request, addition, is_tar=continues and format == TAR)
        await rewriting(place, lambda: _write(place, path, addition, format, continues=continues))
    finally:
        addition.discard()
    node.counters["put.n"] += 1
    return Answer()


def _how(request: NodeRequest, place: Place) -> How:
    text = request.headers.get("ais-pine", "") or "0"
    try:
        return How(int(text))
    except ValueError as exc:
        raise bad_request(f'failed to archive {place}: invalid flags "{text}" in the request') from exc


async def _format(place: Place, media_type: str, *, is_there: bool) -> str:
    found = by_media_type(media_type) if media_type else by_name(place.name.decode("utf-8", "replace"))
    if not found and is_there:
        _, content = place.opened()
        try:
            found = await format_of(content, place)
        finally:
            content.close()
    if not found:
        raise unknown(place.name.decode("utf-8", "replace"))
    check_packer(found)  # refused before anything is read, where a library is missing
    return found


async def _receive(place: Place, request: NodeRequest, addition: Draft, *, is_tar: bool) -> None:
    """Take in all of the body first: its size stands before it in the archive."""
    try:
        async for piece in request.stream():
            await addition.add(piece)
    except (ClientDisconnect, Refusal):
        if is_tar:
            place.imitation.mar(place)
        raise


async def rewriting(place: Place, write: Callable[[], Awaitable[None]]) -> None:
    """Add to an archive. Others that do that meanwhile wait: each finds what the one before has added."""
    async with place.node.state.shards.write(place.key):
        while True:
            # Where another one was put meanwhile it is that which is added to.
            with suppress(Changed):
                return await write()


async def _write(place: Place, path: str, addition: Draft, format: str, *, continues: bool) -> None:
    """Write the archive anew.

    Raises:
        Changed: it is not the one that was read any more.
    """
    old = place.table.open(place.name) if continues else None
    if continues and old is None:
        raise place.is_empty()
    is_in_place = old is not None and format == TAR and old[0].chunks is None
    draft = place.node.state.store.draft(place.name)
    incoming = Incoming.of(place.bucket, None, draft)
    added = await addition.content()
    is_padded = False
    try:
        if old is not None and is_in_place:
            is_padded = await _write_tar(old[1], draft, path, added, place)
        else:
            async for piece in _packed(old[1] if old else None, format, path, added, place):
                await incoming.add(piece)
        await place.imitation.settle(place, comes=True)
        checksum = None if is_in_place else incoming.checksum()

        def make(stored: StoredObject | None) -> Facts:
            return Facts(checksum, stored.version if stored else 0, stored.custom if stored else {})

        await target.store(place, draft, make if old is None else replacing(old[0], make))
        if is_padded:
            place.imitation.mar(place)
    finally:
        added.close()
        if old is not None:
            old[1].close()
        draft.discard()


async def _write_tar(old: Content, draft: Draft, path: str, added: Content, place: Place) -> bool:
    """The tar up to its end, and then the new member; whether it was padded."""
    end = await asyncio.to_thread(end_of_members, old, str(place))
    writer = TarPacker()
    for start in range(0, end, PIECE):
        await draft.add(bytes(await old.read(start, min(start + PIECE, end))))
    async for piece in packed_member(writer, path, added):
        await draft.add(bytes(piece))
    await draft.add(writer.finish())
    return old.size > end + len(END)


async def _packed(
    old: Content | None, format: str, path: str, added: Content, place: Place
) -> AsyncGenerator[bytes, None]:
    """All that was there, and then the new member."""
    writer = packer(format)
    steps = Steps(repacked(writer, old, format, place), writer.close)
    try:
        async for piece in steps.rest():
            yield piece
        async for more in packed_member(writer, path, added):
            yield bytes(more)
        yield await asyncio.to_thread(writer.finish)
    finally:
        steps.close()


def repacked(writer: Packer, old: Content | None, format: str, place: Place) -> Generator[bytes, None, None]:
    """What is there already, written anew: for threads."""
    for member in members(old, format, str(place)) if old is not None else ():
        yield writer.begin(member.name, member.size, member.modified)
        for piece in member.pieces():
            yield bytes(writer.add(piece))
        yield writer.end()


async def packed_member(
    writer: Packer, name: str, content: Content, start: int = 0, stop: int | None = None
) -> AsyncGenerator[bytes | memoryview, None]:
    """One more member, with some of the content of an object."""
    end = content.size if stop is None else stop
    yield writer.begin(name, end - start, time.time())
    for at in range(start, end, PIECE):
        piece = await content.read(at, min(at + PIECE, end))
        yield await asyncio.to_thread(writer.add, piece) if writer.is_slow else writer.add(piece)
    yield writer.end()
