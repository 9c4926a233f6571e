"""What every store does. Each method is a step of its own: it happens whole or not at all."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, Protocol, TypeAlias

from attrs import Factory, define, field, frozen

from ..._core.checksum import Checksum


class StoreFailure(Exception):
    """Why a store did not do what it was asked. Nothing has changed then."""


class OutOfSpace(StoreFailure):
    """There is no room for more."""


class Damaged(StoreFailure):
    """What was stored cannot be read any more."""


class NoSuchBucket(StoreFailure):
    """The bucket was destroyed in the meantime."""


class Changed(StoreFailure):
    """Another version is there than the one that was to be replaced."""


class Chunks(NamedTuple):
    """The parts that an object came in."""

    parts: int
    largest: int
    """Bytes."""


@frozen
class Facts:
    """What is kept of a version beside its content."""

    checksum: Checksum | None
    version: int
    custom: Mapping[str, str]
    chunks: Chunks | None = None


@define(eq=False)
class StoredObject:
    """One version of one object, as it was when it was asked for. To be read only: its store alone changes it."""

    size: int
    checksum: Checksum | None
    version: int
    custom: Mapping[str, str]
    created: int = Factory(time.time_ns)
    """When it was written, in nanoseconds."""
    accessed: int = field(default=Factory(lambda self: self.created, takes_self=True))
    """When it was last read or written, in nanoseconds."""
    chunks: Chunks | None = None
    """The parts that it came in, if not as one."""


class Key(NamedTuple):
    """Where one object is: at which target, in the bucket of which number, under which name."""

    target: str
    bucket: int
    name: bytes


@frozen
class Identity:
    """What stays of a cluster when it is started again: by the ids of its targets it finds its objects."""

    uuid: str
    created: str
    proxy: str
    targets: tuple[str, ...]


Make: TypeAlias = Callable[[StoredObject | None], Facts]
"""The facts of a new version, from the current one if there is one; what it raises leaves everything as it was."""

Change: TypeAlias = Callable[[Mapping[str, str]], Mapping[str, str]]
"""New custom metadata, from the current; as `Make` it may raise."""


def is_same_version(one: StoredObject | None, other: StoredObject | None) -> bool:
    """Whether two looks at one name found the same version, whatever its custom metadata is; or both none."""
    if one is None or other is None:
        return one is other
    return (one.created, one.version) == (other.created, other.version)


def replacing(known: StoredObject | None, make: Make) -> Make:
    """Facts for what takes the place of that version, and of no other: whoever wrote one meanwhile has the last word.

    The `Make` raises `Changed` then.
    """

    def checked(current: StoredObject | None) -> Facts:
        if not is_same_version(current, known):
            raise Changed("another version came meanwhile")
        return make(current)

    return checked


class Content(Protocol):
    """The content of one version, open to be read: a new version, a rename or a delete does not disturb it."""

    @property
    def size(self) -> int:
        """Bytes in all."""
        ...

    async def read(self, start: int, stop: int) -> bytes | memoryview:
        """The bytes from `start` to `stop`, without the last, both within the content.

        Raises:
            Damaged: they are not there any more.
        """
        ...

    def read_here(self, start: int, stop: int) -> bytes | memoryview:
        """The same for a thread of its own, which waits.

        Raises:
            Damaged.
        """
        ...

    def close(self) -> None:
        """Let go of it; a second time does nothing."""
        ...


class Draft(Protocol):
    """Content on its way in. Nobody sees it before it is put somewhere."""

    @property
    def size(self) -> int:
        """Bytes so far."""
        ...

    async def add(self, chunk: bytes) -> None:
        """Take in the next bytes.

        Raises:
            OutOfSpace: there is no room for them.
            StoreFailure: it was forgotten meanwhile.
        """
        ...

    async def join(self, other: Draft) -> None:
        """Take over all of another draft, which is over then. Nothing is copied that need not be.

        Raises:
            StoreFailure: some of it may be taken over then.
        """
        ...

    async def content(self) -> Content:
        """What came in, to be read before it is put anywhere; it is to be closed, and nothing may be added any more.

        Raises:
            OutOfSpace.
        """
        ...

    def discard(self) -> None:
        """Forget it. Once it was put, and a second time, it does nothing."""
        ...


class ObjectTable(Protocol):
    """The objects of one bucket at one target, in the byte order of their names.

    Those of a bucket that was destroyed are gone; putting there is refused.
    """

    def get(self, name: bytes) -> StoredObject | None:
        """The object, if it is here."""
        ...

    def open(self, name: bytes) -> tuple[StoredObject, Content] | None:
        """The object with its content, which is to be closed.

        Raises:
            Damaged: its content is not there, or not whole.
        """
        ...

    async def put(self, name: bytes, draft: Draft, make: Make) -> StoredObject:
        """Make a draft the current version.

        Raises:
            NoSuchBucket, OutOfSpace, and what `make` raises.
        """
        ...

    async def patch(self, name: bytes, change: Change) -> bool:
        """Change the custom metadata of an object; whether it is here.

        Raises:
            OutOfSpace, and what `change` raises.
        """
        ...

    async def delete(self, name: bytes) -> bool:
        """Remove an object; whether it was here."""
        ...

    def touch(self, name: bytes) -> None:
        """Note that an object was read. It may be forgotten when the process dies."""
        ...

    def first(self, start: bytes, stop: bytes | None, count: int) -> tuple[Sequence[bytes], Sequence[StoredObject]]:
        """Names from `start`, before `stop`, at most so many of them, and their objects."""
        ...

    def scan(self, start: bytes, stop: bytes | None) -> Iterator[tuple[bytes, StoredObject]]:
        """All names from `start`, before `stop`, and their objects, as they are asked for; nothing may change
        meanwhile."""
        ...


class Store(Protocol):
    """All that the targets of one cluster hold, and the buckets that there are. Used by the cluster's thread only."""

    def table(self, target: str, bucket: int) -> ObjectTable:
        """The objects of one bucket at one target."""
        ...

    def draft(self, name: bytes) -> Draft:
        """Content for an object of that name."""
        ...

    async def move(self, source: Key, destination: Key, *, keeps_newer: bool = False) -> bool:
        """Give an object another name, and so perhaps another target; whether it was there.

        Under its new name it was written now: it is newer than all that was there. With `keeps_newer` it is moved as
        it is, and one that is there and was written later stays, and the other one goes.

        Raises:
            NoSuchBucket, OutOfSpace.
        """
        ...

    async def copy(self, source: Key, destination: Key) -> bool:
        """Put the same content and metadata in another place too, where it was written now; whether the source was
        there.

        Raises:
            NoSuchBucket, OutOfSpace.
        """
        ...

    def place(self, home: Callable[[int, bytes], str], targets: Iterable[str]) -> None:
        """Move every object to the target that `home` names for its bucket and name, all at once; of two the newer one
        stays.

        `targets` are those among which `home` chooses: nothing is moved when they are still the same.
        """
        ...

    def note_placed(self, targets: Iterable[str] | None) -> None:
        """Note among which targets all objects are where they belong; `None` while they are on their way.

        Raises:
            OutOfSpace.
        """
        ...

    def size(self, target: str) -> int:
        """Bytes of all content at one target."""
        ...

    def identity(self) -> Identity | None:
        """Whose store it is; `None` when it is new."""
        ...

    def keep_identity(self, identity: Identity) -> None:
        """Note whose store it is.

        Raises:
            OutOfSpace.
        """
        ...

    def catalog(self) -> tuple[int, Mapping[int, bytes]]:
        """The version of the buckets, 0 before there ever was one, and by number what was saved of each."""
        ...

    def save_bucket(self, bucket: int, saved: bytes, *, version: int) -> None:
        """Keep what is known of a bucket, a new one or not.

        Raises:
            OutOfSpace.
        """
        ...

    def drop_bucket(self, bucket: int, *, version: int, unless_at: Iterable[str] = ()) -> bool:
        """Forget a bucket and its objects; whether that is done: not while one of some targets has an object of it.
        Its number is never used again."""
        ...

    def close(self) -> None:
        """Let go of everything; a second time does nothing."""
        ...


COPY, SLICE = 0, 1
"""What is kept beside the objects of a bucket: their copies, and slices of objects of other targets."""


def beside(bucket: int, what: int) -> int:
    """The number under which a store keeps that."""
    return -(2 * bucket + what)


def bucket_of(number: int) -> int:
    """The bucket that a number belongs to, which may be of what is beside it."""
    return number if number >= 0 else -number // 2


def successor(prefix: bytes) -> bytes | None:
    """The first name after all that begin with `prefix`; `None` when there is none."""
    stripped = prefix.rstrip(b"\xff")
    return stripped[:-1] + bytes((stripped[-1] + 1,)) if stripped else None


def after(name: bytes) -> bytes:
    """The first name that comes after this one."""
    return name + b"\0"
