"""Many members of one archive, as they come."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Callable
from typing import NoReturn, Self

from aistore_api.api.archives import get_archive_members
from aistore_api.types import UNSET, Bytes

from .._core.archive import ZIP, ArchiveFormat, MatchMode, check_mode, format_of, refuse_zip
from .._core.errors import BodyInterrupted, ClientClosed, TransportError
from .._core.limits import Limits
from .._core.names import ObjectRef
from .._core.outcome import FileOutcome, FilesResult
from .._core.request import ByteRange
from .._wire.aio import AsyncResponse
from .head import head
from .member import AsyncMember
from .reader import AsyncReader
from .session import AsyncSession
from .unarchive import AsyncUntar

_BUFFER = 256 * 1024
"""Bytes that are received at a time. They are used up before the next ones come."""


class AsyncMembers:
    """Members of an archive, to be iterated once. Close it: what is left open keeps the archive locked."""

    def __init__(self, session: AsyncSession, ref: ObjectRef, response: AsyncResponse, *, is_packed: bool) -> None:
        self._session = session
        self._ref = ref
        self._is_packed = is_packed
        self._response = response
        self._archive = AsyncUntar(self._receive, ".tar")
        self._closed = False
        self._buffer = memoryview(bytearray(_BUFFER))

    @classmethod
    async def open(
        cls,
        session: AsyncSession,
        ref: ObjectRef,
        pattern: str,
        mode: MatchMode,
        format: ArchiveFormat | None,
        limits: Limits,
    ) -> Self:
        """Ask for those that match."""
        check_mode(mode)
        known = format_of(ref.name, format)
        if known == ".zip" or (known is None and await _is_zip(session, ref, limits)):
            raise refuse_zip(ref)
        bucket = ref.bucket
        call = get_archive_members.call(
            bucket.name,
            ref.name,
            archregx=pattern,
            archmode=mode,
            archmime=UNSET if format is None else format,
            **bucket.address(),
        )
        return cls(session, ref, await session.open(call, limits), is_packed=known != ".tar")

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self._ref}>"

    def __reduce__(self) -> NoReturn:
        raise TypeError(f"a {type(self).__name__} cannot be pickled, since it is half read")

    async def __aiter__(self) -> AsyncIterator[AsyncMember]:
        """One after the other, in the order of the archive. What is not read of one is passed over by the next.

        Raises:
            BodyInterrupted: the answer ended early.
            BrokenArchive: it is no tar.
        """
        while (member := await self._archive.next()) is not None:
            yield member
        await self.close()

    async def extract_to(
        self,
        folder: str | os.PathLike[str],
        *,
        limit: int | None = None,
        raise_errors: bool = True,
        on_file: Callable[[FileOutcome], object] | None = None,
    ) -> FilesResult:
        """Write those that were not read yet into a folder, each by its name. What became of each.

        Files appear whole or not at all, and those that are there are replaced. Nothing is written outside of the
        folder: a name that leads elsewhere, is no name of a file, or differs from one before it only in case fails by
        itself. Links in the folder are not followed, and those in the archive left out, with all that is no file. Of
        two with the name the first is taken, as `get_member` does.

        `limit` is for hostile archives: bytes that may be written, where a file counts for at least 4 KiB; what is
        beyond fails. Without it a packed archive may become 200 times as large as it is, or 16 MiB.
        `on_file` is called with what became of each.

        Raises:
            BatchError: some failed, each by its name in `failures`; the others are there, and in `results`.
            BodyInterrupted: the answer ended early; what was written before is there.
            BrokenArchive: the same, where it is no tar.
        """
        # Here, so that who reads members in memory does not load it.
        from .extraction import AsyncExtraction, Room

        async with self:
            room = None if limit is None else Room.of_limit(limit)
            if room is None and self._is_packed:
                props = await head(self._session, self._ref, self._session.limits(None, control=True))
                room = Room.of_archive(props.size or 0)
            extraction = AsyncExtraction(self._archive, os.fspath(folder), room, on_file)
            return await extraction.run(raise_errors=raise_errors)

    async def close(self) -> None:
        """Stop reading. Again: nothing."""
        self._closed = True
        await self._response.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self.close()

    async def _receive(self) -> Bytes:
        if self._closed:
            raise ClientClosed(f"the members of {self._ref} were closed")
        try:
            return self._buffer[: await self._response.readinto(self._buffer)]
        except TransportError as exc:
            raise BodyInterrupted(f"the members of {self._ref} ended early: {exc}") from exc


async def _is_zip(session: AsyncSession, ref: ObjectRef, limits: Limits) -> bool:
    """Whether an archive whose name does not say is a zip, by how it begins."""
    async with await AsyncReader.open(session, ref, ByteRange(0, len(ZIP) - 1), limits=limits) as reader:
        return await reader.read_all() == ZIP
