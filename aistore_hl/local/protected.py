"""The store as handlers see it, with what is kept beside objects: where an object is lost its copy is read, what is
changed loses the companions of its former version, and what is new gets those that its bucket wants."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .homes import HomedStore, HomedTable
from .store import Change, Content, Damaged, Draft, Key, Make, StoredObject

if TYPE_CHECKING:
    from .companions import Companions


class ProtectedStore(HomedStore):
    """A store whose objects may have companions."""

    @property
    def companions(self) -> Companions:
        """What is kept beside objects."""
        return self._state.companions

    def table(self, target: str, bucket: int) -> ProtectedTable:
        """The objects of one bucket, as one target finds them."""
        return ProtectedTable(self, target, bucket)

    async def move(self, source: Key, destination: Key, *, keeps_newer: bool = False) -> bool:
        """Give an object another name; what is beside it is made anew."""
        has_moved = await super().move(source, destination, keeps_newer=keeps_newer)
        if has_moved:
            await self.companions.drop(source.bucket, source.name)
            await self._follow(destination)
        return has_moved

    async def copy(self, source: Key, destination: Key) -> bool:
        """Put the same content and metadata in another place too."""
        is_there = await super().copy(source, destination)
        if is_there and source != destination:
            await self._follow(destination)
        return is_there

    async def _follow(self, key: Key) -> None:
        await self.companions.drop(key.bucket, key.name)
        self.companions.follow(key.bucket, key.name)


class ProtectedTable(HomedTable):
    """The objects of one bucket, as one target finds them."""

    def __init__(self, store: ProtectedStore, target: str, bucket: int) -> None:
        super().__init__(store, target, bucket)
        self._companions = store.companions
        self._number = bucket

    def get(self, name: bytes) -> StoredObject | None:
        """The object, or what its copy knows of it."""
        found = super().get(name)
        return self._companions.get(self._number, name) if found is None else found

    def open(self, name: bytes) -> tuple[StoredObject, Content] | None:
        """The object with its content, or that of its copy."""
        try:
            found = super().open(name)
        except Damaged:
            copied = self._companions.open(self._number, name, super().get(name))
            if copied is None:
                raise
            return copied
        return self._companions.open(self._number, name, None) if found is None else found

    async def put(self, name: bytes, draft: Draft, make: Make) -> StoredObject:
        """Make a draft the current version."""
        stored = await super().put(name, draft, make)
        await self._companions.drop_old(self._number, name, stored)
        self._companions.follow(self._number, name)
        return stored

    async def patch(self, name: bytes, change: Change) -> bool:
        """Change the custom metadata of an object; what is beside it is made anew."""
        is_there = await super().patch(name, change)
        if is_there:
            await self._companions.drop(self._number, name)
            self._companions.follow(self._number, name)
        return is_there

    async def delete(self, name: bytes) -> bool:
        """Remove an object and all that is beside it, that first: it must not come back."""
        had_copy = self._companions.get(self._number, name) is not None
        await self._companions.drop(self._number, name)
        was_there = await super().delete(name)
        if self._companions.covers(self._number):
            # What was being made beside it may have come meanwhile, and nothing of it comes from here on.
            await self._companions.drop_old(self._number, name, super().get(name))
        return was_there or had_copy
