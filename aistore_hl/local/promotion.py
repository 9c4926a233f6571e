"""Files of this machine that become objects, one or a folder of them."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import islice
from typing import TYPE_CHECKING, Final

from attrs import frozen
from msgspec import Struct, field

from .access import Access, check_access
from .answers import Answer, Refusal, as_text, bad_request
from .buckets import Bucket
from .catalog import bucket_of
from .handles import Changed, NoFile, pieces, threaded
from .jobs import Part, Subject
from .listing import check_prefix
from .names import check_object_name
from .selection import decoded, encoded
from .shares import Shares
from .store import Facts, StoredObject
from .target import Incoming, Place, next_version, store

if TYPE_CHECKING:
    from .node import Node
    from .request import NodeRequest
    from .state import State

_AT_ONCE: Final = 16
"""Files of a folder up to which there is no job, where the targets do not share the work.
Source: ais/prxtxn.go (AIS 5.0)"""

_PAGE: Final = 256


class _PromoteValue(Struct, forbid_unknown_fields=True):
    """Source: api/apc/promote.go (AIS 5.0)"""

    target: str = field(default="", name="tid")
    source: str = field(default="", name="src")
    name: str = field(default="", name="obj")
    is_recursive: bool = field(default=False, name="rcr")
    overwrites: bool = field(default=False, name="ovw")
    deletes: bool = field(default=False, name="dls")
    is_not_shared: bool = field(default=False, name="notshr")

    def told(self, path: str) -> str:
        """What a job tells of itself."""
        node = f", node:{self.target}" if self.target else ""
        flags = {"overwrite": self.overwrites, "delete-src": self.deletes, "not-file-share": self.is_not_shared}
        words = ["recurs" if self.is_recursive else "non-recurs", *(word for word, is_set in flags.items() if is_set)]
        return f"src:{path}, dst:{self.name}{node}, flags:{','.join(words)}"


@frozen
class Promotion:
    """What becomes objects of which bucket, and how."""

    state: State
    bucket: Bucket
    path: str
    value: _PromoteValue

    async def first(self, count: int) -> list[bytes]:
        """So many of the files of a folder."""
        found: list[bytes] = []
        async for name in self.names():
            found.append(name)
            if len(found) == count:
                break
        return found

    async def names(self) -> AsyncIterator[bytes]:
        """The files of a folder.

        Raises:
            Refusal: 400, it cannot be read.
        """
        found = self.state.promotable.names(self.path, is_recursive=self.value.is_recursive)
        try:
            while page := await threaded(lambda: list(islice(found, _PAGE))):
                for name in page:
                    yield name
        except OSError as exc:
            raise bad_request(f"{self.path}: {exc.strerror}", "PathError") from exc

    def place(self, name: bytes) -> Place:
        """Where the object of a file of the folder belongs.

        Raises:
            Refusal: 400, no object can be named so.
        """
        wanted = self._wanted(name)
        check_object_name(wanted)
        return Place(self.state.nodes[self.state.owner(self.bucket, wanted).id], self.bucket, wanted)

    def is_in(self, shares: Shares, target: str, name: bytes) -> bool:
        """Whether a file of the folder is in the share of a target."""
        return shares.has(target, self.bucket, self._wanted(name))

    async def file(self) -> None:
        """Store the one file that it is of: each target does that, where a fault of AIS is imitated.

        Raises:
            Refusal: 404, it is gone; 400, it cannot be read.
        """
        wanted = self.value.name
        place = self.place(b"" if wanted and not wanted.endswith("/") else os.fsencode(os.path.basename(self.path)))
        path, quirks = os.fsencode(self.path), self.state.quirks
        is_again = quirks.promotes_again and self.value.overwrites and len(self.state.membership.placement) > 1
        for is_last in (False, True) if is_again and not self.value.target else (True,):
            await self.store(place, path, is_last=is_last)

    async def store(self, place: Place, path: bytes, *, is_last: bool = True) -> int | None:
        """Store one file; its size, or `None` where the object that was there is kept.

        Raises:
            Refusal: 404, it is gone; 400, it is no file, or cannot be read; 500, it changed meanwhile.
        """
        is_kept = not self.value.overwrites and place.table.get(place.name) is not None
        size = None if is_kept else await self._store(place, path)
        if self.value.deletes and is_last and (not is_kept or self.state.quirks.takes_sources):
            async with _told(path):
                await threaded(lambda: self.state.promotable.remove(path))
        return size

    def _wanted(self, name: bytes) -> bytes:
        return encoded(self.value.name) + name

    async def _store(self, place: Place, path: bytes) -> int:
        incoming = Incoming.of(place.bucket, None, self.state.store.draft(place.name))

        def make(old: StoredObject | None) -> Facts:
            kept = {} if old is None else old.custom
            return Facts(incoming.checksum(), next_version(place.bucket, old), kept)

        try:
            async with _told(path):
                file = await threaded(lambda: self.state.promotable.open(path))
                try:
                    async for piece in pieces(file, os.fstat(file)):
                        await incoming.add(piece)
                finally:
                    os.close(file)
            await place.imitation.settle(place, comes=True)
            await store(place, incoming.draft, make)
            return incoming.draft.size
        finally:
            incoming.draft.discard()


@asynccontextmanager
async def _told(path: bytes) -> AsyncIterator[None]:
    """What goes wrong with a file, as a refusal."""
    shown = path.decode("utf-8", "replace")
    try:
        yield
    except Changed as exc:
        raise Refusal(500, f"{shown} {exc}") from exc
    except NoFile as exc:
        raise bad_request(f"open {shown}: {exc}", "PathError") from exc
    except FileNotFoundError as exc:
        raise Refusal(404, f"open {shown}: no such file or directory", "PathError") from exc
    except OSError as exc:
        raise bad_request(f"open {shown}: {exc.strerror or exc}", "PathError") from exc


async def promote_files(node: Node, request: NodeRequest) -> Answer:
    """Make objects of a file or of a folder; of a folder it is a job, unless one target does all and it is small.

    Each target stores what belongs to it, since all of them see the same files; with `tid` one of them does it all.
    """
    message = await request.message()
    bucket = await bucket_of(node, request)
    check_access(bucket, Access.PROMOTE)
    value, state = decoded(message.value, _PromoteValue, message.action), node.state
    path = state.promotable.check(message.name, value.source)
    check_prefix(encoded(value.name))
    if value.target and value.target not in state.membership.targets:
        text = f"{node.label}: promote failure: node {value.target} not present in Smap"
        raise bad_request(text, "errNodeNotFound")
    promotion = Promotion(state, bucket, path, value)
    if not await threaded(lambda: state.promotable.is_folder(path)):
        await promotion.file()
        return Answer()
    return await _promote_folder(promotion)


async def _promote_folder(promotion: Promotion) -> Answer:
    state, value, shares = promotion.state, promotion.value, Shares.of(promotion.state)
    first = await promotion.first(_AT_ONCE + 1)
    if not first:
        raise bad_request(f'directory "{promotion.path}" is empty')
    is_shared = not value.target and len(shares.placement) > 1
    if not is_shared and len(first) <= _AT_ONCE:
        for name in first:
            await promotion.store(promotion.place(name), _joined(promotion.path, name))
        return Answer()

    async def work(part: Part) -> None:
        async for name in promotion.names():
            await part.step()
            if not is_shared or promotion.is_in(shares, part.target, name):
                await _promote(promotion, part, name)

    targets = [value.target] if value.target else shares.targets
    subject = Subject(promotion.bucket.address, message=value.told(promotion.path))
    return as_text(state.jobs.run("promote", work, targets, subject).id)


async def _promote(promotion: Promotion, part: Part, name: bytes) -> None:
    """One file of a folder. One that is gone meanwhile is no error, any other is noted."""
    try:
        place = promotion.place(name)
        size = await promotion.store(place, _joined(promotion.path, name))
    except Refusal as refusal:
        if refusal.status != 404:
            part.fail(refusal.message)
        return
    if size is not None:
        part.handle(size, goes_to=place.node.id)


def _joined(folder: str, name: bytes) -> bytes:
    return os.path.join(os.fsencode(folder), name)
