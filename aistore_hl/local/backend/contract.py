"""What every backend does. What it cannot do it says as a refusal, in the words and statuses of AIS."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from typing import TYPE_CHECKING, Final, Protocol

from attrs import field, frozen

from ..._core.checksum import Checksum
from ..custom import ETAG
from ..store import Content, StoredObject

if TYPE_CHECKING:
    from ..buckets import Address
    from ..listing import Wanted

SOURCE: Final = "source"
"""The key of custom metadata that says where an object came from. Source: cmn/objattrs.go (AIS 5.0)"""


@frozen
class Outside:
    """An object as its backend has it."""

    size: int
    checksum: Checksum | None
    version: int
    custom: Mapping[str, str]

    def difference(self, stored: StoredObject) -> str:
        """In what the copy that is here differs from it, in AIS's words; empty where it does not."""
        if stored.size != self.size:
            return f"size {stored.size} != {self.size} remote"
        ours, theirs = stored.checksum, self.checksum
        if ours is not None and theirs is not None and ours.type == theirs.type and ours != theirs:
            return f"{ours.type} checksum {ours.value} != {theirs.value} remote"
        old, new = stored.custom.get(ETAG), self.custom.get(ETAG)
        if old is not None and new is not None and old != new:
            return f"ETag {old} != {new} remote"
        return ""


@frozen
class Entry:
    """One name of a listing, with what the backend tells about it as it is shown; `custom` is Go's map."""

    name: bytes
    size: int = 0
    checksum: str = ""
    atime: str = ""
    version: str = ""
    location: str = ""
    custom: str = ""
    copies: int = 0
    flags: int = 0
    outside: Outside | None = None
    """The object, where its backend has told all of it."""


@frozen
class Listed:
    """One page of what a backend has."""

    entries: Sequence[Entry] = field(factory=tuple)
    token: bytes = b""
    """Where the next page goes on; empty after the last."""


class Backend(Protocol):
    """Buckets and objects somewhere else. Used by the cluster's thread only."""

    @property
    def source(self) -> str:
        """What objects from there have as `source` in their custom metadata."""
        ...

    async def buckets(self) -> Sequence[Address]:
        """The buckets that there are.

        Raises:
            Refusal.
        """
        ...

    async def check_bucket(self, bucket: Address, node: str) -> None:
        """Whether there is such a bucket.

        Raises:
            Refusal: there is not; `node` has asked.
        """
        ...

    async def head(self, bucket: Address, name: bytes, node: str) -> Outside:
        """What is known of an object.

        Raises:
            Refusal: 404, there is none; 400, nobody answers.
        """
        ...

    def get(
        self, bucket: Address, name: bytes, node: str
    ) -> AbstractAsyncContextManager[tuple[Outside, AsyncIterator[bytes]]]:
        """An object and its content as it comes.

        Raises:
            Refusal: as `head`; 500, it ends before its end.
        """
        ...

    async def put(
        self, bucket: Address, name: bytes, content: Content, checksum: Checksum | None, custom: Mapping[str, str]
    ) -> Outside:
        """Store an object there.

        Raises:
            Refusal: 500, nobody answers; what the backend refuses.
        """
        ...

    async def delete(self, bucket: Address, name: bytes, node: str) -> None:
        """Remove an object there.

        Raises:
            Refusal: 404, there is none; 500, nobody answers.
        """
        ...

    async def page(self, bucket: Address, wanted: Wanted) -> Listed:
        """One page of names.

        Raises:
            Refusal: 500, nobody answers.
        """
        ...
