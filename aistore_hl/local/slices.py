"""Erasure coding: slices of an object at other targets, from which it comes back when its own target is lost.

Small objects are kept whole at as many targets as there would be parity slices, as AIS keeps them.
"""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import ExitStack, suppress
from typing import TYPE_CHECKING, Final, Self

import msgspec
from attrs import define, frozen
from msgspec import Struct

from .._core.checksum import Checksum, new
from .._core.smap import owner
from .buckets import Bucket
from .erasure import parity_of, restored
from .jobs import Part
from .store import (
    SLICE,
    Changed,
    Chunks,
    Content,
    Damaged,
    Draft,
    Facts,
    Make,
    ObjectTable,
    StoredObject,
    beside,
    replacing,
)

if TYPE_CHECKING:
    from .state import State
    from .target import Place

OF: Final = "\0of"
"""In the custom metadata of a companion the version that it is of; no header field can have such a name."""

META: Final = "\0ec"
"""In the custom metadata of a slice what it is of; no header field can have such a name."""

_PIECE: Final = 64 << 10
"""Bytes of a slice that are computed at a time: with two of each less than a millisecond."""


def version_of(stored: StoredObject) -> str:
    """What tells a version from all others of its object."""
    checksum = stored.checksum
    return f"{stored.size} {stored.version} {checksum.value if checksum else stored.created}"


class _Kept(Struct):
    """What is to be known of an object when it comes back."""

    size: int
    version: int
    checksum: tuple[str, str] | None
    custom: dict[str, str]
    chunks: tuple[int, int] | None

    @classmethod
    def of(cls, stored: StoredObject) -> Self:
        """What is known of it now."""
        checksum = None if stored.checksum is None else (stored.checksum.type, stored.checksum.value)
        chunks = None if stored.chunks is None else (stored.chunks.parts, stored.chunks.largest)
        return cls(stored.size, stored.version, checksum, dict(stored.custom), chunks)

    def facts(self) -> Facts:
        """The same as its store has it."""
        checksum = None if self.checksum is None else Checksum(*self.checksum)
        chunks = None if self.chunks is None else Chunks(*self.chunks)
        return Facts(checksum, self.version, self.custom, chunks)


def is_as_told(slice_: StoredObject, stored: StoredObject) -> bool:
    """Whether a slice knows of its object what is known of it now."""
    return msgspec.json.decode(slice_.custom[META], type=Meta).of == _Kept.of(stored)


class Meta(Struct):
    """What a slice knows of itself and of its object."""

    index: int
    data: int
    parity: int
    generation: int
    """When the slices were made, in nanoseconds."""
    is_whole: bool
    """Whether it is all of the object."""
    of: _Kept


@frozen
class _Found:
    """One slice, where it is."""

    meta: Meta
    of: str
    target: str
    table: ObjectTable


@define(eq=False)
class Slices:
    """The slices of all targets. Used by the cluster's thread only."""

    _state: State
    _cover: Callable[[int], None]

    async def make(self, part: Part, bucket: Bucket, name: bytes) -> None:
        """Make the slices of an object where they belong, unless they are there."""
        try:
            found = self._state.kept.table(part.target, bucket.number).open(name)
        except Damaged as failure:
            part.fail(str(failure))
            return
        if found is None:
            return  # deleted or moved meanwhile
        stored, content = found
        try:
            if not self._has_all(bucket, name, stored):
                self._cover(bucket.number)
                await self._make(part, bucket, name, stored, content)
        finally:
            content.close()

    def meta(self, bucket: Bucket, name: bytes, stored: StoredObject) -> Meta | None:
        """What the slices of that version of an object know of it, if there are any."""
        of = version_of(stored)
        return next((each.meta for each in self._found(bucket, name) if each.of == of), None)

    async def restore(self, place: Place) -> bool:
        """Make an object whole again from its slices, at the target that it belongs to; whether there were enough."""
        groups: dict[tuple[int, str], list[_Found]] = {}
        for each in self._found(place.bucket, place.name):
            groups.setdefault((each.meta.generation, each.of), []).append(each)
        for _, slices in sorted(groups.items(), reverse=True):
            meta = slices[0].meta
            if meta.is_whole or len({each.meta.index for each in slices}) >= meta.data:
                return await self._restore(place, meta, slices)
        return False

    async def _restore(self, place: Place, meta: Meta, slices: Iterable[_Found]) -> bool:
        table = self._state.kept.table(self._state.owner(place.bucket, place.name).id, place.bucket.number)
        known, draft = table.get(place.name), self._state.kept.draft(place.name)
        hasher = new(meta.of.checksum[0]) if meta.of.checksum else None
        try:
            with ExitStack() as opened:
                contents: dict[int, Content] = {}
                for each in slices:
                    found = each.table.open(place.name)
                    if found is not None:
                        opened.callback(found[1].close)
                        contents[each.meta.index] = found[1]
                try:
                    async for piece in _joined(meta, contents):
                        await draft.add(piece)
                        if hasher is not None:
                            hasher.update(piece)
                except (ValueError, Damaged):
                    return False
            if hasher is not None and meta.of.checksum and hasher.hexdigest() != meta.of.checksum[1]:
                return False
            # Who deletes an object removes its slices first: where any is left, the object was not deleted meanwhile.
            if not any(each.meta.generation == meta.generation for each in self._found(place.bucket, place.name)):
                return False
            with suppress(Changed):
                await table.put(place.name, draft, replacing(known, lambda _: meta.of.facts()))
        finally:
            draft.discard()
        return True

    def _has_all(self, bucket: Bucket, name: bytes, stored: StoredObject) -> bool:
        of, props = version_of(stored), bucket.props.ec
        present = {
            (each.meta.index, each.target)
            for each in self._found(bucket, name)
            if each.of == of and (each.meta.data, each.meta.parity) == (props.data_slices, props.parity_slices)
        }
        return present == set(enumerate(self._targets(bucket, name, stored.size)))

    def _targets(self, bucket: Bucket, name: bytes, size: int) -> list[str]:
        """Where the slices go: those that would own the object if its target were gone, and so on."""
        placement = self._state.membership.placement
        props, left = bucket.props.ec, {each: placement[each] for each in placement if self._state.is_alive(each)}
        left.pop(self._state.owner(bucket, name).id, None)
        count = props.parity_slices if size < props.objsize_limit else props.data_slices + props.parity_slices
        chosen: list[str] = []
        while left and len(chosen) < count:
            chosen.append(owner(bucket.owner_key(name), left))
            del left[chosen[-1]]
        return chosen

    def _found(self, bucket: Bucket, name: bytes) -> Iterable[_Found]:
        for target in self._state.living():
            table = self._table(target, bucket)
            stored = table.get(name)
            if stored is not None and META in stored.custom:
                meta = msgspec.json.decode(stored.custom[META], type=Meta)
                yield _Found(meta, stored.custom.get(OF, ""), target, table)

    def _table(self, target: str, bucket: Bucket) -> ObjectTable:
        return self._state.kept.table(target, beside(bucket.number, SLICE))

    async def _make(self, part: Part, bucket: Bucket, name: bytes, stored: StoredObject, content: Content) -> None:
        props, targets = bucket.props.ec, self._targets(bucket, name, stored.size)
        is_whole = stored.size < props.objsize_limit
        drafts = [self._state.kept.draft(name) for _ in targets]
        try:
            if is_whole:
                await _copied(part, content, drafts)
            else:
                await _split(part, content, drafts, props.data_slices, props.parity_slices)
            generation, of = time.time_ns(), version_of(stored)
            table = self._state.kept.table(part.target, bucket.number)
            for index, (target, draft) in enumerate(zip(targets, drafts, strict=True)):
                current = table.get(name)
                if current is None or version_of(current) != of:
                    return  # who deleted it, or wrote another one, removes what is there; what came later would stay
                meta = Meta(index, props.data_slices, props.parity_slices, generation, is_whole, of=_Kept.of(stored))
                custom = {OF: of, META: msgspec.json.encode(meta).decode()}
                size = draft.size
                await self._table(target, bucket).put(name, draft, _always(Facts(None, stored.version, custom)))
                part.handle(size, goes_to=target)
            for each in list(self._found(bucket, name)):
                if each.target not in targets:
                    await each.table.delete(name)  # from before the cluster map changed
        finally:
            for draft in drafts:
                draft.discard()


def _always(facts: Facts) -> Make:
    return lambda _: facts


async def _copied(part: Part, content: Content, drafts: list[Draft]) -> None:
    for start in range(0, content.size, _PIECE):
        await part.step()
        piece = bytes(await content.read(start, min(start + _PIECE, content.size)))
        for draft in drafts:
            await draft.add(piece)


async def _split(part: Part, content: Content, drafts: list[Draft], data: int, parity: int) -> None:
    """The object in as many parts as there are data slices, the last one filled up with zeros, and their parity."""
    length = -(-content.size // data)
    for start in range(0, length, _PIECE):
        await part.step()
        count = min(_PIECE, length - start)
        pieces = [await _padded(content, index * length + start, count) for index in range(data)]
        for draft, piece in zip(drafts, [*pieces, *parity_of(pieces, parity)], strict=True):
            await draft.add(piece)


async def _padded(content: Content, start: int, count: int) -> bytes:
    stop = min(start + count, content.size)
    piece = bytes(await content.read(start, stop)) if start < stop else b""
    return piece.ljust(count, b"\0")


async def _joined(meta: Meta, contents: Mapping[int, Content]) -> AsyncIterator[bytes]:
    """The object from its slices, piece by piece.

    Raises:
        ValueError: there are too few.
        Damaged.
    """
    if meta.is_whole:
        content = next(iter(contents.values()), None)
        if content is None or content.size != meta.of.size:
            raise ValueError("no slice is left")
        for start in range(0, meta.of.size, _PIECE):
            yield bytes(await content.read(start, min(start + _PIECE, meta.of.size)))
        return
    length = -(-meta.of.size // meta.data)
    whole = {index: each for index, each in contents.items() if each.size == length}
    # One data slice after the other: they are the object in its order.
    for wanted in range(meta.data):
        for start in range(0, length, _PIECE):
            stop = min(start + _PIECE, length)
            if wanted in whole:
                piece = bytes(await whole[wanted].read(start, stop))
            else:
                chosen = dict(sorted(whole.items())[: meta.data])
                present = {index: bytes(await each.read(start, stop)) for index, each in chosen.items()}
                piece = restored(present, meta.data)[wanted]
            yield piece[: max(0, meta.of.size - wanted * length - start)]
