"""One request from its source to its sink."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from typing import Any

from aistore_api.types import Bytes
from attrs import define

from aistore_hl._concurrency import AsyncAction, async_in_thread
from aistore_hl._wire.aio import AsyncEngine

from ..nodes import Hop
from ..outcome import Answer, media_type, plain, refused, told
from ..plan import Source, Work
from ..reading import async_reader_of
from ..refusal import BrokenBody, Refused, said
from ..server import ETLServer, ends
from .forward import AsyncOutput, async_deliver
from .source import AsyncContent, async_open_content


@define(eq=False)
class AsyncMinded:
    """Content whose failure is remembered: whoever reads it may swallow it."""

    content: AsyncContent
    failure: ConnectionError | None = None

    async def read(self, size: int) -> bytes:
        """As `AsyncContent` has it."""
        try:
            return await self.content.read(size)
        except ConnectionError as exc:
            self.failure = exc
            raise

    async def read_all(self, limit: int) -> bytes:
        """As `AsyncContent` has it."""
        return await self.content.read_all(limit)

    async def close(self) -> None:
        """Done with it."""
        await self.content.close()

    def check(self) -> None:
        """Raise what its failure means for the result."""
        if isinstance(self.failure, BrokenBody):
            raise self.failure
        if self.failure is not None:
            raise Refused(502, f"the source broke: {self.failure}") from self.failure


async def async_whole(answer: Answer, limit: int) -> Answer:
    """An answer that comes piece by piece, as one that is all here.

    It is for HTTP/1.0: that has no chunks, and content without a length that broke looks whole.

    Raises:
        Refused: it failed, or 505 it has more than `limit` bytes.
    """
    if answer.pieces is None or answer.length is not None:
        return answer
    pieces: Any = answer.pieces  # Any: a generator, or what else is closed in its way
    found: list[Bytes] = []
    left = limit
    try:
        async for piece in pieces:
            left -= len(piece)
            if left < 0:
                raise Refused(505, f"more than {limit} bytes that come piece by piece need HTTP/1.1")
            found.append(bytes(piece))
    finally:
        await pieces.aclose()
    return Answer(answer.status, answer.headers, b"".join(found))


@define(eq=False, kw_only=True)
class AsyncTransformer:
    """Carries out what requests ask for."""

    server: ETLServer
    engine: AsyncEngine
    slots: AbstractAsyncContextManager[Any]  # Any: what entering gives is not used
    """Entered while a transform runs."""

    async def perform(self, work: Work, body: AsyncContent, *, takes_pieces: bool = True) -> Answer:
        """What to answer; `takes_pieces` is whether content of unknown length can be told.

        Raises:
            BrokenBody: nobody is left to be answered.
        """
        try:
            if not self.server._etl_streams:
                return await self._as_a_whole(work, body)
            answer = await self._by_piece(work, body)
            return answer if takes_pieces else await async_whole(answer, self.server.settings.max_body)
        except Refused as exc:
            return refused(exc)
        except BrokenBody:
            raise
        except Exception as exc:  # noqa: BLE001 - of a hook of the user's: logged, and told as an error
            return refused(self._failed(exc, work))

    async def _as_a_whole(self, work: Work, body: AsyncContent) -> Answer:
        data = await self._load(work, body)
        try:
            async with self.slots:
                result = await self.server.transform(data, work.path, work.etl_args)
        except BaseException as exc:
            if ends(exc):
                raise
            raise self._failed(exc, work) from exc
        content = plain(result)
        if content is None:
            raise Refused(500, f"transform of {work.path!r} returned {type(result).__name__}, not bytes")
        kind = media_type(self.server.get_mime_type())
        if work.hop is None:
            return told(content, kind)

        async def make() -> AsyncOutput:
            return AsyncOutput(content, len(content))

        return await self._deliver(work.hop, make, is_replayable=True, kind=kind)

    async def _load(self, work: Work, body: AsyncContent) -> bytes | str:
        server = self.server
        if server.direct_fqn and work.source is Source.FILE:
            file, _ = await async_in_thread(lambda: server._etl_roots.open(work.file))
            file.close()
            return work.file
        content = await self._open(work, body)
        try:
            return await content.read_all(server.settings.max_body)
        except BrokenBody:
            raise
        except ConnectionError as exc:
            raise Refused(502, f"the source of {work.path!r} broke: {exc}") from exc
        finally:
            await content.close()

    async def _by_piece(self, work: Work, body: AsyncContent) -> Answer:
        kind = media_type(self.server.get_mime_type())

        async def make() -> AsyncOutput:
            pieces = self._pieces(work, await self._open(work, body))
            # Before anything is sent: what fails at once is an error, and no broken connection.
            first = await anext(pieces, None)
            output = AsyncOutput(b"")
            if first is not None:
                output.content = output.counted(first, pieces)
            return output

        if work.hop is not None:
            once = work.source is Source.BODY
            return await self._deliver(work.hop, make, is_replayable=not once, kind=kind)
        content = (await make()).content
        if isinstance(content, bytes):
            return told(content, kind)
        assert not isinstance(content, (bytearray, memoryview))
        return Answer(200, (("Content-Type", kind),), pieces=content)

    async def _pieces(self, work: Work, content: AsyncContent) -> AsyncIterator[Bytes]:
        """What `transform_stream` yields, and nothing empty."""
        source = AsyncMinded(content)
        pieces: Any = None  # Any: what the user's code gives
        try:
            async with self.slots:
                pieces = self.server.transform_stream(async_reader_of(source), work.path, work.etl_args)
                async for given in pieces:
                    piece = plain(given)
                    if piece is None:
                        raise TypeError(f"transform_stream yielded {type(given).__name__}, not bytes")
                    if len(piece):
                        yield piece
        except BaseException as exc:
            if ends(exc):
                raise
            source.check()
            raise self._failed(exc, work) from exc
        finally:
            if hasattr(pieces, "aclose"):
                await pieces.aclose()
            await content.close()
        source.check()

    async def _open(self, work: Work, body: AsyncContent) -> AsyncContent:
        server = self.server
        return await async_open_content(
            work, body, roots=server._etl_roots, engine=self.engine, settings=server.settings
        )

    async def _deliver(self, hop: Hop, make: AsyncAction[AsyncOutput], *, is_replayable: bool, kind: str) -> Answer:
        settings = self.server.settings
        return await async_deliver(
            self.engine,
            hop,
            make,
            retries=settings.retries,
            pause=settings.pause,
            is_replayable=is_replayable,
            kind=kind,
        )

    def _failed(self, exc: BaseException, work: Work) -> Refused:
        self.server.logger.error("transform of %r failed", work.path, exc_info=exc)
        return Refused(500, f"transform of {work.path!r} failed: {said(exc, work.file)}")
