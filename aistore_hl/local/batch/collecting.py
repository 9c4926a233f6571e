"""The archive that a get-batch is answered with, made of what all targets hold."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, Final

from aistore_api.types import Bytes
from attrs import define, field

from .. import outside
from ..answers import Part, Refusal, bad_request
from ..archive.matching import Wanted
from ..archive.members import format_of, one_member
from ..archive.packing import Packer, packer
from ..archive.source import PIECE
from ..streams import Stream
from ..target import Place
from .request import Batch, Item, result

if TYPE_CHECKING:
    from ..jobs import Part as JobPart
    from ..node import Node

_SOFT_ERRORS: Final = 8
"""Items that may be missing. Source: observed on AIS 5.0 (08 miss-many)"""

_LATE: Final = 0.1
"""Seconds. Source: measured on AIS 5.0"""

_MISSING: Final = "__404__/"


@define(eq=False)
class Collector:
    """What puts one answer together, at the target that was chosen for it."""

    node: Node
    batch: Batch
    part: JobPart
    results: list[dict[str, Any]] = field(factory=list)
    _missing: int = 0

    def check(self) -> None:
        """Whether what is wanted is there, as far as that is known at once.

        Raises:
            Refusal: 404, something is missing and must not be; 400, too much is missing, or a range is outside.
        """
        missing = 0
        for item in self.batch.items:
            place = self._place(item)
            if item.bucket.is_remote:
                continue
            stored = place.table.get(item.name)
            if stored is None:
                missing += 1
                if not self.batch.continues and not self._is_odd:
                    raise place.is_empty()
            elif not item.member and (not self._is_odd or place.node is self.node):
                item.span(stored.size)
        if self.batch.continues:
            self._check_number(missing)

    async def pieces(self) -> AsyncGenerator[Bytes, None]:
        """The archive.

        Raises:
            Refusal: an item cannot be had.
        """
        writer = packer(self.batch.format)
        try:
            with self.part.busy():
                for item in self.batch.items:
                    await self.part.step()
                    async with self._opened(item) as (name, source):
                        if source is None and not name:
                            break  # as AIS does: the archive ends here
                        async for piece in _packed(writer, name, source):
                            yield piece
                if self._is_odd:
                    await asyncio.sleep(_LATE)
                yield await asyncio.to_thread(writer.finish)
        finally:
            writer.close()

    @property
    def _is_odd(self) -> bool:
        return self.node.state.quirks.batches_vary

    @asynccontextmanager
    async def _opened(self, item: Item) -> AsyncGenerator[tuple[str, Part | Stream | None], None]:
        """What an item is in the archive, open; nothing of one that is missing."""
        place = self._place(item)
        try:
            source = await _source(place, item)
        except Refusal as refusal:
            if refusal.status != 404:
                raise
            yield self._lost(item, place, refusal), None
            return
        try:
            size = len(source) if isinstance(source, Part) else source.length or 0
            if not self._is_odd or place.node is self.node:
                start, stop = item.span(size)
            else:
                start, stop = _span_or_all(item, size)
            part = _cut(source, start, stop)
            self.results.append(result(item, stop - start, ""))
            self.part.handle(stop - start, goes_to="")
            yield item.path, part
        finally:
            if isinstance(source, Part):
                source.close()
            else:
                await source.close()

    def _lost(self, item: Item, place: Place, refusal: Refusal) -> str:
        """What stands for an item that is missing; empty where the archive ends instead.

        Raises:
            Refusal.
        """
        self._missing += 1
        self.part.fail(refusal.message)
        if not self.batch.continues and (not self._is_odd or place.node is self.node):
            if self._is_odd and self.batch.streams:
                return ""
            raise refusal
        self._check_number(self._missing)
        self.results.append(result(item, 0, refusal.message))
        return _MISSING + item.path

    def _check_number(self, missing: int) -> None:
        if missing > _SOFT_ERRORS:
            raise bad_request(f"exceeded soft-errors limit: {missing} (max: {_SOFT_ERRORS})")

    def _place(self, item: Item) -> Place:
        state = self.node.state
        return Place(state.nodes[state.owner(item.bucket, item.name).id], item.bucket, item.name)


async def _source(place: Place, item: Item) -> Part | Stream:
    if place.bucket.is_remote:
        await outside.make_present(place)
    _, content = place.opened()
    if not item.member:
        return Part(content, 0, content.size)
    try:
        format = await format_of(content, place)
    except BaseException:
        content.close()
        raise
    answer = await one_member(place, content, format, Wanted(item.member, "", "", ""))
    assert isinstance(answer.content, Part | Stream)
    return answer.content


def _span_or_all(item: Item, size: int) -> tuple[int, int]:
    """As AIS has it of an object of another target: a range that is not there is the whole object."""
    try:
        return item.span(size)
    except Refusal:
        return 0, size


def _cut(source: Part | Stream, start: int, stop: int) -> Part | Stream:
    if isinstance(source, Part):
        return Part(source.content, source.start + start, source.start + stop)
    return Stream(_between(source, start, stop), stop - start)


async def _between(source: Stream, start: int, stop: int) -> AsyncGenerator[Bytes, None]:
    """Some bytes of a stream, and no more of it than that takes."""
    at = 0
    async for piece in source.pieces:
        found = memoryview(piece)[max(0, start - at) : max(0, stop - at)]
        at += len(piece)
        if found:
            yield found
        if at >= stop:
            return


async def _packed(writer: Packer, name: str, source: Part | Stream | None) -> AsyncGenerator[Bytes, None]:
    size = 0 if source is None else len(source) if isinstance(source, Part) else source.length or 0
    yield writer.begin(name, size, time.time())
    sent = 0
    async for piece in _pieces(source):
        sent += len(piece)
        content = piece if isinstance(piece, bytes) else memoryview(piece)
        yield await asyncio.to_thread(writer.add, content) if writer.is_slow else writer.add(content)
    if sent < size:
        raise bad_request(f"{name} ends too early")
    yield writer.end()


async def _pieces(source: Part | Stream | None) -> AsyncGenerator[Bytes, None]:
    if isinstance(source, Part):
        for start in range(0, len(source), PIECE):
            yield await source.read(start, min(start + PIECE, len(source)))
    elif source is not None:
        async for piece in source.pieces:
            yield piece
