"""The store as handlers see it: also while objects are on their way, each is at the target that it belongs to.

Objects are where they belong until the cluster map changes. From then on a request may reach the former target of an
object, and the object may still be there. Whoever changes one takes it to its target first; whoever reads one looks
there too. In AIS targets ask their neighbours for that; here they share a store.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

from .store import (
    Change,
    Content,
    Draft,
    Identity,
    Key,
    Make,
    ObjectTable,
    Store,
    StoredObject,
)

if TYPE_CHECKING:
    from .state import State


class HomedStore:
    """A store, and where the map says that each object belongs."""

    def __init__(self, inner: Store, state: State) -> None:
        self.inner = inner
        self._state = state

    def table(self, target: str, bucket: int) -> HomedTable:
        """The objects of one bucket, as one target finds them."""
        return HomedTable(self, target, bucket)

    def draft(self, name: bytes) -> Draft:
        """Content for an object."""
        return self.inner.draft(name)

    async def move(self, source: Key, destination: Key, *, keeps_newer: bool = False) -> bool:
        """Give an object another name, and so perhaps another target."""
        with self._state.moves.commit():
            source, destination = await self.home(source), await self.home(destination)
            return await self.inner.move(source, destination, keeps_newer=keeps_newer)

    async def copy(self, source: Key, destination: Key) -> bool:
        """Put the same content and metadata in another place too."""
        with self._state.moves.commit():
            source, destination = await self.home(source), await self.home(destination)
            return await self.inner.copy(source, destination)

    def place(self, home: Callable[[int, bytes], str], targets: Iterable[str]) -> None:
        """Move every object to the target that `home` names."""
        self.inner.place(home, targets)

    def note_placed(self, targets: Iterable[str] | None) -> None:
        """Note among which targets all objects are where they belong."""
        self.inner.note_placed(targets)

    def size(self, target: str) -> int:
        """Bytes of all content at one target."""
        return self.inner.size(target)

    def identity(self) -> Identity | None:
        """Whose store it is."""
        return self.inner.identity()

    def keep_identity(self, identity: Identity) -> None:
        """Note whose store it is."""
        self.inner.keep_identity(identity)

    def catalog(self) -> tuple[int, Mapping[int, bytes]]:
        """The version of the buckets, and what was saved of each."""
        return self.inner.catalog()

    def save_bucket(self, bucket: int, saved: bytes, *, version: int) -> None:
        """Keep what is known of a bucket."""
        self.inner.save_bucket(bucket, saved, version=version)

    def drop_bucket(self, bucket: int, *, version: int, unless_at: Iterable[str] = ()) -> bool:
        """Forget a bucket and its objects, unless some targets have any."""
        return self.inner.drop_bucket(bucket, version=version, unless_at=unless_at)

    def close(self) -> None:
        """Let go of everything."""
        self.inner.close()

    @property
    def has_begun(self) -> bool:
        """Whether objects may be elsewhere than where a request looks for them."""
        return self._state.moves.has_begun

    def commit(self) -> AbstractContextManager[None]:
        """While a change is made."""
        return self._state.moves.commit()

    async def home(self, key: Key) -> Key:
        """Where an object belongs now; if it was on its way, it is there then.

        Raises:
            Refusal: 400 ErrNoNodes; 503, its target is dead.
        """
        if not self._state.moves.has_begun:
            return key
        target = self._home(key.bucket, key.name)
        if target is None:
            return key
        self._state.check_reach(target)
        destination = key._replace(target=target)
        if self._state.moves.is_active:
            for other in self._state.living():
                source = key._replace(target=other)
                if other != target and self.inner.table(other, key.bucket).get(key.name) is not None:
                    await self._state.moves.move(source, destination)
        return destination

    def places(self, key: Key) -> Iterator[ObjectTable]:
        """Where an object may be, the likeliest first.

        Its target comes first and last: it may get there while the others are looked at.
        """
        moves = self._state.moves
        home = self._home(key.bucket, key.name)
        others = self._state.living() if moves.is_active else (key.target,)
        for target in (home, *(each for each in others if each != home), home if moves.is_active else None):
            if target is not None and self._state.is_alive(target):
                yield self.inner.table(target, key.bucket)

    def check_absent(self, key: Key) -> None:
        """Whether an object that was found nowhere is not there.

        Raises:
            Refusal: 503, its target is dead, and the map still has it: nobody knows.
        """
        home = self._home(key.bucket, key.name)
        if home is not None:
            self._state.check_reach(home)

    def _home(self, bucket: int, name: bytes) -> str | None:
        """The target that an object belongs to; `None` where nobody knows its bucket, or no target takes part."""
        found = self._state.buckets.numbered(bucket)
        if found is None or not self._state.membership.placement:
            return None
        return self._state.owner(found, name).id


class HomedTable:
    """The objects of one bucket, as one target finds them; lists of names are of what it holds itself."""

    def __init__(self, store: HomedStore, target: str, bucket: int) -> None:
        self._store = store
        self._target = target
        self._bucket = bucket

    def get(self, name: bytes) -> StoredObject | None:
        """The object, if it is at its target, or on its way."""
        if not self._store.has_begun:
            return self._store.inner.table(self._target, self._bucket).get(name)
        found = self._newest(name)
        return None if found is None else found[0]

    def open(self, name: bytes) -> tuple[StoredObject, Content] | None:
        """The object with its content."""
        if not self._store.has_begun:
            return self._store.inner.table(self._target, self._bucket).open(name)
        while (found := self._newest(name)) is not None:
            opened = found[1].open(name)
            if opened is not None:  # else it has moved on just now
                return opened
        return None

    async def put(self, name: bytes, draft: Draft, make: Make) -> StoredObject:
        """Make a draft the current version."""
        with self._store.commit():
            return await (await self._at_home(name)).put(name, draft, make)

    async def patch(self, name: bytes, change: Change) -> bool:
        """Change the custom metadata of an object."""
        with self._store.commit():
            return await (await self._at_home(name)).patch(name, change)

    async def delete(self, name: bytes) -> bool:
        """Remove an object."""
        with self._store.commit():
            return await (await self._at_home(name)).delete(name)

    def touch(self, name: bytes) -> None:
        """Note that an object was read."""
        if not self._store.has_begun:
            self._store.inner.table(self._target, self._bucket).touch(name)
            return
        found = self._newest(name)
        if found is not None:
            found[1].touch(name)

    def first(self, start: bytes, stop: bytes | None, count: int) -> tuple[Sequence[bytes], Sequence[StoredObject]]:
        """Names from `start`, before `stop`, at most so many of them, and their objects."""
        return self._store.inner.table(self._target, self._bucket).first(start, stop, count)

    def scan(self, start: bytes, stop: bytes | None) -> Iterator[tuple[bytes, StoredObject]]:
        """All names from `start`, before `stop`, and their objects."""
        return self._store.inner.table(self._target, self._bucket).scan(start, stop)

    def _newest(self, name: bytes) -> tuple[StoredObject, ObjectTable] | None:
        """The object and where it is. A target that returns may have an older one than who stood in for it."""
        chosen = None
        for table in self._store.places(self._key(name)):
            found = table.get(name)
            if found is not None and (chosen is None or chosen[0].created < found.created):
                chosen = found, table
        if chosen is None:
            self._store.check_absent(self._key(name))
        return chosen

    def _key(self, name: bytes) -> Key:
        return Key(self._target, self._bucket, name)

    async def _at_home(self, name: bytes) -> ObjectTable:
        key = await self._store.home(self._key(name))
        return self._store.inner.table(key.target, key.bucket)
