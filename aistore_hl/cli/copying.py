"""Copies and moves one file or object, and makes sure of it; how each failed is told, and the next is done."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import frozen

from aistore_hl import errors

from . import equality
from .address import Local, Remote
from .outcome import Meter, Outcome, Outcomes

if TYPE_CHECKING:
    from aistore_hl import AsyncClient, AsyncObject
    from aistore_hl.types import ObjectProps

_EQUAL = "it is equal"


@frozen
class Rules:
    """How a copy is made."""

    move: bool = False
    """Whether the source goes once the copy is verified."""
    skip_existing: bool = False
    update: bool = False
    """Whether to skip what is equal: the same size and the same checksum."""
    metadata: Mapping[str, str] | None = None
    dry_run: bool = False

    @property
    def verb(self) -> str:
        """In the present."""
        return "move" if self.move else "copy"


class Copier:
    """Copies by the rules, telling what became of it."""

    def __init__(self, client: AsyncClient, rules: Rules, outcomes: Outcomes) -> None:
        self._client = client
        self._rules = rules
        self._outcomes = outcomes

    async def upload(self, source: Local, target: Remote) -> None:
        """A file to an object."""
        await self._do(str(source), str(target), lambda: self._upload(source, target))

    async def download(self, source: Remote, path: str) -> None:
        """An object to a file, which appears whole and verified or not at all."""
        await self._do(str(source), path, lambda: self._download(source, path))

    async def copy(self, source: Remote, target: Remote) -> None:
        """An object to an object, within the cluster; a move within a bucket is a rename."""
        await self._do(str(source), str(target), lambda: self._copy(source, target))

    def fail(self, source: str, target: str, exc: Exception) -> None:
        """It cannot be done at all."""
        self._outcomes.failed(Outcome(self._rules.verb, source, target), exc)

    async def _do(self, source: str, target: str, step: Callable[[], Awaitable[str]]) -> None:
        """Do one; the step returns why nothing was to be done, or nothing."""
        outcome = Outcome(self._rules.verb, source, target)
        try:
            why = await step()
        except (errors.AisError, OSError) as exc:
            self._outcomes.failed(outcome, exc)
            return
        # Out here: an output that nobody takes is no failure of the copy.
        if why:
            self._outcomes.skipped(outcome, why)
        else:
            self._outcomes.done(outcome)

    async def _upload(self, source: Local, target: Remote) -> str:
        thing = self._client.object(str(target.object))
        if (why := await self._is_stored(source.path, thing)) or self._rules.dry_run:
            return why
        before = _identity(source.path)
        stored = await thing.put(Path(source.path), metadata=self._rules.metadata, progress=Meter(self._outcomes))
        if self._rules.move:
            await self._remove_file(source.path, before, thing, stored)
        return ""

    async def _download(self, source: Remote, path: str) -> str:
        thing = self._client.object(str(source.object))
        if (why := await self._is_on_disk(thing, path)) or self._rules.dry_run:
            return why
        got = await thing.download(path, progress=Meter(self._outcomes))
        if self._rules.move:
            await self._remove_downloaded(thing, got, path)
        return ""

    async def _copy(self, source: Remote, target: Remote) -> str:
        thing, other = self._client.object(str(source.object)), self._client.object(str(target.object))
        if (why := await self._is_in_cluster(thing, other)) or self._rules.dry_run:
            return why
        if self._rules.move and source.bucket == target.bucket and can_be_copied(target.name):
            await thing.rename(target.name)
        else:
            await self._copy_object(thing, other)
        return ""

    async def _copy_object(self, thing: AsyncObject, other: AsyncObject) -> None:
        if can_be_copied(other.name):
            await thing.copy_to(other)
        else:
            async with await thing.get() as reader:
                await other.put(reader, metadata=reader.props.custom)
        if self._rules.move:
            before, after = await thing.head(), await other.head()
            if not equality.is_known(before, after) and not await equality.have_same_content(thing, other):
                raise errors.ChecksumMismatch(f"{other.ref} is not what {thing.ref} is: nothing was deleted")
            await thing.delete()

    async def _is_stored(self, path: str, thing: AsyncObject) -> str:
        """Why a file need not be stored; empty if it must."""
        if not self._rules.skip_existing and not self._rules.update:
            return ""
        try:
            there = await thing.head()
        except errors.ObjectNotFound:
            return ""
        if self._rules.skip_existing:
            return "there is an object of that name"
        return _EQUAL if await equality.file_has(path, there) else ""

    async def _is_on_disk(self, thing: AsyncObject, path: str) -> str:
        if not os.path.lexists(path):
            return ""
        if self._rules.skip_existing:
            return "there is a file of that name"
        if not self._rules.update:
            return ""
        return _EQUAL if await equality.file_has(path, await thing.head()) else ""

    async def _is_in_cluster(self, thing: AsyncObject, other: AsyncObject) -> str:
        if not self._rules.skip_existing and not self._rules.update:
            return ""
        try:
            there = await other.head()
        except errors.ObjectNotFound:
            return ""
        if self._rules.skip_existing:
            return "there is an object of that name"
        return _EQUAL if equality.is_known(await thing.head(), there) else ""

    async def _remove_file(self, path: str, before: tuple[int, ...], thing: AsyncObject, stored: ObjectProps) -> None:
        """Delete a file that is in the cluster now, as it was when it was sent and is still."""
        there = await thing.head()
        if there.size != stored.size or (stored.checksum is not None and there.checksum != stored.checksum):
            raise errors.ObjectChanged(f"{thing.ref} was overwritten meanwhile: {path} was not deleted")
        if _identity(path) != before:
            raise errors.ObjectChanged(f"{path} was changed meanwhile: it was not deleted")
        os.unlink(path)

    async def _remove_downloaded(self, thing: AsyncObject, got: ObjectProps, path: str) -> None:
        """Delete an object that is in a file now, as it was when it was read and is still."""
        await asyncio.to_thread(_sync_to_disk, path)
        there = await thing.head()
        if not equality.is_known(got, there) and not await equality.file_has_content_of(path, thing):
            raise errors.ObjectChanged(f"{thing.ref} was overwritten meanwhile: it was not deleted")
        await thing.delete()


def can_be_copied(name: str) -> bool:
    """Whether the cluster can give a copy this name: AIS loses one with `%` or `?`, so that is read and stored."""
    return "%" not in name and "?" not in name


def _identity(path: str) -> tuple[int, ...]:
    """What changes where a file is written to or replaced."""
    facts = os.stat(path)
    return facts.st_dev, facts.st_ino, facts.st_size, facts.st_mtime_ns


def _sync_to_disk(path: str) -> None:
    """Before the only other copy goes."""
    with open(path, "rb") as file:
        os.fsync(file.fileno())
