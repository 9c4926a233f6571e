# Written by codegen.py from aistore_hl/etlserver/_async/transformer.py; do not edit.
"""One request from its source to its sink."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from typing import Any

from attrs import define

from aistore_api.types import Bytes
from aistore_hl._concurrency import Action, in_thread
from aistore_hl._wire.blocking import Engine

from ..nodes import Hop
from ..outcome import Answer, media_type, plain, refused, told
from ..plan import Source, Work
from ..reading import reader_of
from ..refusal import BrokenBody, Refused, said
from ..server import ETLServer, ends
from .forward import Output, deliver
from .source import Content, open_content


@define(eq=False)
class Minded:
    """Content whose failure is remembered: whoever reads it may swallow it."""

    content: Content
    failure: ConnectionError | None = None

    def read(self, size: int) -> bytes:
        """As `Content` has it."""
        try:
            return self.content.read(size)
        except ConnectionError as exc:
            self.failure = exc
            raise

    def read_all(self, limit: int) -> bytes:
        """As `Content` has it."""
        return self.content.read_all(limit)

    def close(self) -> None:
        """Done with it."""
        self.content.close()

    def check(self) -> None:
        """Raise what its failure means for the result."""
        if isinstance(self.failure, BrokenBody):
            raise self.failure
        if self.failure is not None:
            raise Refused(502, f"the source broke: {self.failure}") from self.failure


def whole_of(answer: Answer, limit: int) -> Answer:
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
        for piece in pieces:
            left -= len(piece)
            if left < 0:
                raise Refused(505, f"more than {limit} bytes that come piece by piece need HTTP/1.1")
            found.append(bytes(piece))
    finally:
        pieces.close()
    return Answer(answer.status, answer.headers, b"".join(found))


@define(eq=False, kw_only=True)
class Transformer:
    """Carries out what requests ask for."""

    server: ETLServer
    engine: Engine
    slots: AbstractContextManager[Any]  # Any: what entering gives is not used
    """Entered while a transform runs."""

    def perform(self, work: Work, body: Content, *, takes_pieces: bool = True) -> Answer:
        """What to answer; `takes_pieces` is whether content of unknown length can be told.

        Raises:
            BrokenBody: nobody is left to be answered.
        """
        try:
            if not self.server._etl_streams:
                return self._as_a_whole(work, body)
            answer = self._by_piece(work, body)
            return answer if takes_pieces else whole_of(answer, self.server.settings.max_body)
        except Refused as exc:
            return refused(exc)
        except BrokenBody:
            raise
        except Exception as exc:  # noqa: BLE001 - of a hook of the user's: logged, and told as an error
            return refused(self._failed(exc, work))

    def _as_a_whole(self, work: Work, body: Content) -> Answer:
        data = self._load(work, body)
        try:
            with self.slots:
                result = self.server.transform(data, work.path, work.etl_args)
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

        def make() -> Output:
            return Output(content, len(content))

        return self._deliver(work.hop, make, is_replayable=True, kind=kind)

    def _load(self, work: Work, body: Content) -> bytes | str:
        server = self.server
        if server.direct_fqn and work.source is Source.FILE:
            file, _ = in_thread(lambda: server._etl_roots.open(work.file))
            file.close()
            return work.file
        content = self._open(work, body)
        try:
            return content.read_all(server.settings.max_body)
        except BrokenBody:
            raise
        except ConnectionError as exc:
            raise Refused(502, f"the source of {work.path!r} broke: {exc}") from exc
        finally:
            content.close()

    def _by_piece(self, work: Work, body: Content) -> Answer:
        kind = media_type(self.server.get_mime_type())

        def make() -> Output:
            pieces = self._pieces(work, self._open(work, body))
            # Before anything is sent: what fails at once is an error, and no broken connection.
            first = next(pieces, None)
            output = Output(b"")
            if first is not None:
                output.content = output.counted(first, pieces)
            return output

        if work.hop is not None:
            once = work.source is Source.BODY
            return self._deliver(work.hop, make, is_replayable=not once, kind=kind)
        content = make().content
        if isinstance(content, bytes):
            return told(content, kind)
        assert not isinstance(content, (bytearray, memoryview))
        return Answer(200, (("Content-Type", kind),), pieces=content)

    def _pieces(self, work: Work, content: Content) -> Iterator[Bytes]:
        """What `transform_stream` yields, and nothing empty."""
        source = Minded(content)
        pieces: Any = None  # Any: what the user's code gives
        try:
            with self.slots:
                pieces = self.server.transform_stream(reader_of(source), work.path, work.etl_args)
                for given in pieces:
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
            if hasattr(pieces, "close"):
                pieces.close()
            content.close()
        source.check()

    def _open(self, work: Work, body: Content) -> Content:
        server = self.server
        return open_content(
            work, body, roots=server._etl_roots, engine=self.engine, settings=server.settings
        )

    def _deliver(self, hop: Hop, make: Action[Output], *, is_replayable: bool, kind: str) -> Answer:
        settings = self.server.settings
        return deliver(
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
