"""Where the content of an object comes from, piece by piece and with its length minded."""

from __future__ import annotations

from typing import BinaryIO, Final, Protocol

from attrs import define

from aistore_hl._concurrency import async_in_thread
from aistore_hl._core.errors import TransportError
from aistore_hl._core.request import Timeouts
from aistore_hl._wire.aio import AsyncEngine, AsyncResponse

from ..outcome import passed_on
from ..plan import Source, Work, linked
from ..refusal import Refused
from ..roots import Roots
from ..settings import ServerSettings

PATIENCE: Final = Timeouts(connect=5.0, write=60.0, first_byte=600.0, read=60.0)
"""Another stage begins to answer when it has transformed; how long that may take, AIS knows, and hangs up here."""

_HOPS: Final = 5
_WORDS: Final = 2_000


class AsyncContent(Protocol):
    """Content that arrives."""

    async def read(self, size: int) -> bytes:
        """The next bytes, at most that many; none at the end.

        Raises:
            ConnectionError: it ended before its end.
        """
        ...

    async def read_all(self, limit: int) -> bytes:
        """The rest.

        Raises:
            Refused: 413 it is longer than `limit`.
            ConnectionError: it ended before its end.
        """
        ...

    async def close(self) -> None:
        """Done with it."""
        ...


@define(eq=False)
class AsyncFileContent:
    """Content of a file."""

    file: BinaryIO
    left: int
    """Bytes that it had when it was opened, and that have not been read."""

    async def read(self, size: int) -> bytes:
        """As `AsyncContent` has it."""
        if not self.left:
            return b""
        data = await async_in_thread(lambda: self.file.read(min(size, self.left)))
        if not data:
            raise ConnectionError(f"the file ended {self.left} bytes before its end")
        self.left -= len(data)
        return data

    async def read_all(self, limit: int) -> bytes:
        """As `AsyncContent` has it; files are of the cluster, and have no limit."""
        pieces: list[bytes] = []
        while piece := await self.read(self.left or 1):
            pieces.append(piece)
        return pieces[0] if len(pieces) == 1 else b"".join(pieces)

    async def close(self) -> None:
        """Done with it."""
        self.file.close()


@define(eq=False)
class AsyncFetched:
    """Content that another server sends."""

    response: AsyncResponse

    async def read(self, size: int) -> bytes:
        """As `AsyncContent` has it."""
        return await self.response.read_chunk(size)

    async def read_all(self, limit: int) -> bytes:
        """As `AsyncContent` has it; what was asked for has no limit."""
        return await self.response.read()

    async def close(self) -> None:
        """Done with it."""
        await self.response.close()


async def async_open_content(
    work: Work, body: AsyncContent, *, roots: Roots, engine: AsyncEngine, settings: ServerSettings
) -> AsyncContent:
    """The content that a request is about.

    Raises:
        Refused: it cannot be had.
    """
    if work.source is Source.BODY:
        return body
    if work.source is Source.FILE:
        file, size = await async_in_thread(lambda: roots.open(work.file))
        return AsyncFileContent(file, size)
    return await _fetch(work, engine, settings)


async def _fetch(work: Work, engine: AsyncEngine, settings: ServerSettings) -> AsyncFetched:
    """What the target has, or what a link leads to."""
    for _ in range(_HOPS):
        headers = [("Accept-Encoding", "identity")]
        if work.has_token and settings.token:
            headers.append(("Authorization", f"Bearer {settings.token}"))
        try:
            response = await engine.send(work.origin, "GET", work.target, headers, timeouts=PATIENCE)
        except (TransportError, ValueError) as exc:
            raise Refused(502, f"the source did not answer: {exc}") from exc
        if response.status == 200:
            coding = response.headers.get("content-encoding", "identity")
            if coding != "identity":
                await response.close()
                raise Refused(502, f"the source sent its content as {coding[:40]!r}, which was not asked for")
            return AsyncFetched(response)
        place = response.location
        words = await async_words(response)
        if work.source is not Source.LINK or not place or not 300 <= response.status < 400:
            raise source_refused(response.status, words)
        work = linked(_joined(work, place), work.path, work.etl_args)
    raise Refused(502, f"the source redirects more than {_HOPS} times")


def _joined(work: Work, place: str) -> str:
    """The URL of a redirect, which may be relative."""
    from urllib.parse import urljoin

    return urljoin(work.origin + work.target, place)


def source_refused(status: int, words: bytes) -> Refused:
    """The refusal of a source, as the one of this server."""
    found = passed_on(status, None, words, is_stage=False)
    return Refused(found.status, found.message.replace("the final target", "the source"))


async def async_words(response: AsyncResponse) -> bytes:
    """The beginning of what an answer says, which is then done with."""
    try:
        return await response.read_chunk(_WORDS)
    except TransportError:
        return b""
    finally:
        await response.close()
