"""What is kept beside objects so that they survive: copies on another mountpath, and slices at other targets.

Each says of which version it is, and is never taken for another one. Those of former versions are removed when there
is a new one; what a crash leaves of them is not used.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from attrs import define, evolve, field

from .._core.checksum import new
from .answers import Refusal
from .buckets import Bucket
from .jobs import Part, Subject
from .slices import META, OF, Slices, is_as_told, version_of
from .store import (
    COPY,
    SLICE,
    Changed,
    Content,
    Damaged,
    Facts,
    ObjectTable,
    OutOfSpace,
    StoredObject,
    beside,
    replacing,
)

if TYPE_CHECKING:
    from .state import State
    from .target import Place

_PIECE: Final = 256 << 10
_MOUNTPATHS: Final = 2


@define(eq=False)
class Companions:
    """All of them. Used by the cluster's thread only."""

    _state: State
    _covered: dict[int, bool] = field(init=False, factory=dict)
    slices: Slices = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.slices = Slices(self._state, self.cover)

    def covers(self, bucket: int) -> bool:
        """Whether anything is kept beside objects of a bucket."""
        known = self._covered.get(bucket)
        if known is None:
            known = self._covered[bucket] = any(table.first(b"", None, 1)[0] for table in self._tables(bucket))
        return known

    def cover(self, bucket: int) -> None:
        """Something will be."""
        self._covered[bucket] = True

    def follow(self, bucket_number: int, name: bytes) -> None:
        """An object is new: have made beside it what its bucket wants."""
        bucket = self._state.buckets.numbered(bucket_number)
        if bucket is None or not (bucket.props.mirror.enabled or bucket.props.ec.enabled):
            return
        home = self._state.owner(bucket, name).id
        if bucket.props.mirror.enabled:
            message = f"copies:{bucket.props.mirror.copies}, burst:512"
            self._serve("put-copies", home, bucket, name, message)
        if bucket.props.ec.enabled:
            self._serve("ec-put", home, bucket, name, "")

    async def rearrange(self, part: Part, bucket: Bucket, name: bytes) -> None:
        """Have what is beside an object follow it, or keep to the targets that there are; what is beside it of former
        versions, which a target may have returned with, goes."""
        stored = self._state.kept.table(part.target, bucket.number).get(name)
        if stored is None:
            return  # deleted or moved meanwhile
        try:
            await self.drop_old(bucket.number, name, stored)
            if bucket.props.mirror.enabled:
                await self.copy(part, bucket, name)
            if bucket.props.ec.enabled:
                await self.slices.make(part, bucket, name)
        except OutOfSpace as failure:
            part.fail(str(failure))

    def _serve(self, kind: str, home: str, bucket: Bucket, name: bytes, message: str) -> None:
        async def work(part: Part) -> None:
            made = self.copy(part, bucket, name) if kind == "put-copies" else self.slices.make(part, bucket, name)
            await made

        self._state.jobs.serve(kind, work, [home], Subject(bucket.address, message=message))

    async def copy(self, part: Part, bucket: Bucket, name: bytes) -> None:
        """Put a copy of an object on the other mountpath of its target, unless it is there; elsewhere there is none."""
        table = self._state.kept.table(part.target, bucket.number)
        try:
            found = table.open(name)
        except Damaged as failure:
            part.fail(str(failure))
            return
        if found is None:
            return  # deleted or moved meanwhile
        stored, content = found
        draft = self._state.kept.draft(name)
        try:
            copies, of = self._copies(part.target, bucket.number), version_of(stored)
            known = copies.get(name)
            if known is None or known.custom.get(OF) != of:
                for start in range(0, stored.size, _PIECE):
                    await part.step()
                    await draft.add(bytes(await content.read(start, min(start + _PIECE, stored.size))))
                current = table.get(name)
                if current is None or version_of(current) != of:
                    return  # another one, or elsewhere, which has had its own copy made
                facts = Facts(stored.checksum, stored.version, {**stored.custom, OF: of}, stored.chunks)
                self.cover(bucket.number)
                await copies.put(name, draft, lambda _: facts)
                part.handle(stored.size)
            for target in self._state.membership.targets:
                if target != part.target:
                    await self._copies(target, bucket.number).delete(name)
        finally:
            content.close()
            draft.discard()

    async def revive(self, place: Place) -> None:
        """Bring an object back from its copy or its slices, if it is lost, or where that is looked at, damaged.

        Raises:
            Refusal: 500 ErrBadCksum, it is not what it was, and there is nothing to make it of.
        """
        if self.covers(place.bucket.number) and not place.is_whole():
            await self.slices.restore(place)
        looks = place.bucket.props.checksum.validate_warm_get
        if looks and not await _is_sound(place) and not await self.heal(place):
            raise Refusal(500, f"BAD DATA CHECKSUM (context: {place})", "ErrBadCksum")

    async def heal(self, place: Place) -> bool:
        """Put a copy, or what slices give, in the place of an object that is damaged; whether there was one."""
        table = self._state.kept.table(place.node.id, place.bucket.number)
        stored = table.get(place.name)
        found = self.open(place.bucket.number, place.name, stored)
        if found is None:
            return await self.slices.restore(place)
        copied, content = found
        draft = self._state.kept.draft(place.name)
        try:
            hasher = new(copied.checksum.type) if copied.checksum else None
            for start in range(0, copied.size, _PIECE):
                piece = bytes(await content.read(start, min(start + _PIECE, copied.size)))
                await draft.add(piece)
                if hasher is not None:
                    hasher.update(piece)
            if hasher is not None and copied.checksum and hasher.hexdigest() != copied.checksum.value:
                return await self.slices.restore(place)
            # Who deletes an object removes its copies first: where one is left, it was not deleted meanwhile.
            if self._copy_of(place.bucket.number, place.name, stored) is None:
                return False
            facts = Facts(copied.checksum, copied.version, copied.custom, copied.chunks)
            with suppress(Changed):
                await table.put(place.name, draft, replacing(stored, lambda _: facts))
        finally:
            content.close()
            draft.discard()
        return True

    async def drop_copies(self, part: Part, bucket: int, name: bytes) -> None:
        """Remove the copies of an object, but not the object; those count."""
        if self.covers(bucket):
            for target in self._state.membership.targets:
                copies = self._copies(target, bucket)
                found = copies.get(name)
                if found is not None and await copies.delete(name):
                    part.handle(found.size)

    async def drop(self, bucket: int, name: bytes) -> None:
        """Remove all that is kept beside an object."""
        if self.covers(bucket):
            for table in self._tables(bucket):
                await table.delete(name)

    async def drop_old(self, bucket: int, name: bytes, current: StoredObject | None) -> None:
        """Remove what is beside an object and of a former version of it; all where there is none any more."""
        if not self.covers(bucket):
            return
        for table in self._tables(bucket):
            found = table.get(name)
            if found is not None and not _is_of(found, current):
                await table.delete(name)

    async def lose(self, target: str, path: str | None) -> None:
        """Forget all that one mountpath of a target holds, or all of them, as when its disk is replaced.

        An object is on the mountpath that its name belongs to, its copy on the other one.
        """
        mountpaths = self._state.nodes[target].mountpaths
        for bucket in list(self._state.buckets):
            for number in (bucket.number, beside(bucket.number, COPY), beside(bucket.number, SLICE)):
                table = self._state.kept.table(target, number)
                names = [name for name, _ in table.scan(b"", None)]
                for name in names:
                    is_own = path == mountpaths.of(bucket.owner_key(name))
                    if path is None or is_own is (number != beside(bucket.number, COPY)):
                        await table.delete(name)

    def copies(self, bucket: int, name: bytes, stored: StoredObject) -> int:
        """How many of an object there are, with itself."""
        return 1 if self._copy_of(bucket, name, stored) is None else _MOUNTPATHS

    def get(self, bucket: int, name: bytes) -> StoredObject | None:
        """The object as its copy knows it, where it is lost itself."""
        found = self._copy_of(bucket, name, None)
        stored = None if found is None else found.get(name)
        return None if stored is None else _unmarked(stored)

    def open(self, bucket: int, name: bytes, stored: StoredObject | None) -> tuple[StoredObject, Content] | None:
        """The same with the content; where the object is known, of that version.

        Raises:
            Damaged: the copy is, too.
        """
        table = self._copy_of(bucket, name, stored)
        found = None if table is None else table.open(name)
        return None if found is None else (_unmarked(found[0]), found[1])

    def _copy_of(self, bucket: int, name: bytes, stored: StoredObject | None) -> ObjectTable | None:
        if not self.covers(bucket):
            return None
        for target in self._state.living():
            table = self._copies(target, bucket)
            found = table.get(name)
            if found is not None and (stored is None or found.custom.get(OF) == version_of(stored)):
                return table
        return None

    def _copies(self, target: str, bucket: int) -> ObjectTable:
        return self._state.kept.table(target, beside(bucket, COPY))

    def _tables(self, bucket: int) -> Iterator[ObjectTable]:
        for target in self._state.membership.targets:
            for what in (COPY, SLICE):
                yield self._state.kept.table(target, beside(bucket, what))


async def _is_sound(place: Place) -> bool:
    """Whether content has its checksum; of what is not there whoever asks for it is told."""
    try:
        found = place.table.open(place.name)
    except Damaged:
        return False
    if found is None:
        return True
    stored, content = found
    try:
        hasher = new(stored.checksum.type) if stored.checksum else None
        if hasher is None or stored.checksum is None:
            return True
        for start in range(0, content.size, _PIECE):
            hasher.update(await content.read(start, min(start + _PIECE, content.size)))
        return hasher.hexdigest() == stored.checksum.value
    except Damaged:
        return False
    finally:
        content.close()


def _is_of(companion: StoredObject, current: StoredObject | None) -> bool:
    """Whether it is of that version, with all that is known of that: without versioning a version may be put anew."""
    if current is None or companion.custom.get(OF) != version_of(current):
        return False
    if META in companion.custom:
        return is_as_told(companion, current)
    return (_unmarked(companion).custom, companion.chunks) == (current.custom, current.chunks)


def _unmarked(stored: StoredObject) -> StoredObject:
    custom: Mapping[str, str] = {key: value for key, value in stored.custom.items() if key != OF}
    return evolve(stored, custom=custom)
