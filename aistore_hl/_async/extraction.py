"""Members of an archive that become files in a folder: archives are hostile until they are written."""

from __future__ import annotations

import errno
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Final, Self

from attrs import define, evolve

from .._concurrency import async_in_thread
from .._core.errors import AisError, BatchError, InvalidName
from .._core.outcome import FileOutcome, FilesResult
from .._core.tar import TarMember
from ..disk import Folder, Place, disk_parts
from .download import AsyncPartialFile
from .member import AsyncMember
from .unarchive import AsyncUntar

LEAST: Final = 4096
"""Bytes that a file counts for at least: what an empty one takes too, so that a million of them reach a limit."""


RATIO: Final = 200
"""How many times as large as a packed archive its members may be together: gzip makes 1,030 times less of zeros, and
about 10 of text."""

UNSEEN: Final = 16 * 1024 * 1024
"""Bytes of members below which that is not looked at."""


@define
class Room:
    """How much may be written."""

    left: int
    least: int = 0
    """Bytes that a file counts for at least."""
    hint: str = ""

    @classmethod
    def of_limit(cls, limit: int) -> Self:
        """What the caller allows.

        Raises:
            ValueError: it is below zero.
        """
        if limit < 0:
            raise ValueError(f"limit must be 0 or more, not {limit}")
        return cls(limit, LEAST)

    @classmethod
    def of_archive(cls, size: int) -> Self:
        """What a packed archive of that size is trusted with."""
        return cls(max(RATIO * size, UNSEEN), hint=f" of an archive of {size:,} bytes; give a limit to allow more")

    def take(self, size: int) -> None:
        """Use some of it up.

        Raises:
            OSError: there is not so much.
        """
        size = max(size, self.least)
        if size > self.left:
            text = f"{size:,} bytes would be more than the limit: {self.left:,} are left{self.hint}"
            raise OSError(errno.EFBIG, text)
        self.left -= size


class AsyncExtraction:
    """Takes the members as they come: what fails is told by its name, and the others go on."""

    def __init__(
        self,
        archive: AsyncUntar,
        folder: str,
        room: Room | None,
        on_file: Callable[[FileOutcome], object] | None,
    ) -> None:
        self._archive = archive
        self._archive.leave_out = self._leave_out
        self._folder = Folder(folder)
        self._room = room
        self._on_file = on_file
        self._outcomes: dict[str, FileOutcome] = {}
        self._taken: dict[str, str] = {}
        """Names of members by what a file system may take for the same."""

    async def run(self, *, raise_errors: bool) -> FilesResult:
        """What became of all.

        Raises:
            BatchError: some failed; the others are there.
            AisError: the archive itself is broken, or ended early.
        """
        while (member := await self._archive.next()) is not None:
            await self._take(member)
        failures = {name: each.error for name, each in self._outcomes.items() if each.error is not None}
        if failures and raise_errors:
            done = {name: each for name, each in self._outcomes.items() if each.error is None}
            raise BatchError.of("extract_to", failures, total=len(self._outcomes), results=done)
        return FilesResult(self._outcomes)

    async def _take(self, member: AsyncMember) -> None:
        name = member.name
        if name in self._outcomes:
            self._pass_over(name)
            return
        path = ""
        try:
            parts = self._check(member)
            place = await async_in_thread(lambda: self._folder.open(parts))
            with place:
                path = place.path
                await self._write(member, place)
        except AisError as exc:
            self._tell(FileOutcome(name=name, path=path, state="failed", error=exc))
            if not isinstance(exc, InvalidName):
                raise  # of the archive: nothing comes after it
        except OSError as exc:
            self._tell(FileOutcome(name=name, path=path, state="failed", error=exc))
        else:
            self._tell(FileOutcome(name=name, path=path, state="done", size=member.size or 0))

    def _check(self, member: AsyncMember) -> list[str]:
        """The parts of its path.

        Raises:
            InvalidName: it cannot have one.
            OSError: it is too large for what is left.
        """
        name = member.name
        parts = disk_parts(name)
        same = self._taken.setdefault(unicodedata.normalize("NFC", name).casefold(), name)
        if same != name:
            raise InvalidName(f"{name!r} cannot be a file: on some file systems it is the same as {same!r}")
        if self._room is not None:
            self._room.take(member.size or 0)
        return parts

    async def _write(self, member: AsyncMember, place: Place) -> None:
        async with AsyncPartialFile(Path(place.path), member.size, None, folder=place.folder) as file:
            while piece := await member.receive():
                await file.write(piece)
            file.publish()

    def _leave_out(self, entry: TarMember) -> None:
        """Links and devices are told of; folders are made where a file needs them."""
        if entry.what == "a folder":
            return
        if entry.name in self._outcomes:
            self._pass_over(entry.name)
        else:
            self._tell(FileOutcome(name=entry.name, path="", state="left out", reason=entry.what))

    def _pass_over(self, name: str) -> None:
        """The name comes again: the first stays, as it is the one that AIS reads by name, and the outcome says so."""
        self._tell(evolve(self._outcomes[name], reason="it is more than once in the archive: the first was taken"))

    def _tell(self, outcome: FileOutcome) -> None:
        self._outcomes[outcome.name] = outcome
        if self._on_file is not None:
            self._on_file(outcome)
