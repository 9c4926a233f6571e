"""An object that grows at its end."""

from __future__ import annotations

from types import TracebackType
from typing import NoReturn, Self

from aistore_api.api.objects import append_object, flush_object
from aistore_api.types import Bytes

from .._concurrency import async_lock
from .._core.errors import ObjectChanged, ObjectNotFound, ProtocolError
from .._core.limits import Limits
from .._core.names import ObjectRef
from .._core.props import ObjectProps
from .absence import surely
from .head import head_whole
from .session import AsyncSession
from .source import AsyncBytesSource, checked
from .upload import AsyncUpload

_PIECE = 1024 * 1024
"""Bytes that are kept in memory before they are sent."""


class AsyncAppender:
    """Adds to the end of an object, by one writer at a time: of several at once AIS keeps what the last one wrote.

    What was written is seen after `flush`, or when the block is left without an error. No request is ever sent twice,
    since AIS would take its content twice: whatever breaks is an error, and what was not flushed by then is lost.
    """

    def __init__(self, session: AsyncSession, ref: ObjectRef, limits: Limits) -> None:
        self.closed = False
        self._session = session
        self._ref = ref
        self._limits = Limits(limits.timeouts, None)
        self._buffer = bytearray()
        self._handle = ""
        self._before: ObjectProps | None = None
        """The object when the first bytes were sent since the last flush; `None` where there was none."""
        self._added = 0
        self._failed = False
        self._turn = async_lock()
        """Who writes beside another one waits."""

    def __reduce__(self) -> NoReturn:
        raise TypeError(f"a {type(self).__name__} cannot be pickled, since it is half written: hand over its Object")

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self._ref} +{self._added + len(self._buffer):,} bytes>"

    async def write(self, data: Bytes) -> int:
        """Take in all of it; how many bytes it has.

        Raises:
            BucketNotFound: there is no such bucket.
            ObjectInChunks: it came in parts, and AIS 5.0 would damage it. Put it anew as a whole before, with metadata,
                since equal content is not stored again.
            Unavailable: a target is out that may have it: it would begin anew.
            AmbiguousWrite: the answer was lost. Nothing since the last flush is seen.
        """
        piece = checked(data)
        async with self._turn:
            self._check_open()
            self._buffer += piece
            if len(self._buffer) >= _PIECE:
                await self._send()
        return len(piece)

    async def flush(self) -> None:
        """Make all that was written be seen; without any, nothing.

        Raises:
            ObjectChanged: another writer was at the object too: what either has written may be lost.
            AmbiguousWrite: the answer was lost: look what is there.
        """
        async with self._turn:
            await self._flush()

    async def _flush(self) -> None:
        self._check_open()
        if self._buffer:
            await self._send()
        if not self._handle:
            return
        handle, self._handle = self._handle, ""
        call = flush_object.call(
            self._ref.bucket.name, self._ref.name, append_handle=handle, **self._ref.bucket.address()
        )
        try:
            await self._check_alone()
            await self._session.part(call, call.parse, self._limits)
            await self._check_flushed()
        except BaseException:
            self._failed = True
            raise
        self._added = 0

    async def close(self) -> None:
        """Flush, and be done with it. Again: nothing."""
        if self.closed:
            return
        try:
            if not self._failed:
                await self.flush()
        finally:
            self.closed = True

    async def __aenter__(self) -> Self:
        self._check_open()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, exc: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            await self.close()
        self.closed = True

    async def _send(self) -> None:
        try:
            if not self._handle:
                self._before = await self._look()
            call = append_object.call(
                self._ref.bucket.name,
                self._ref.name,
                body=b"",
                append_handle=self._handle,
                **self._ref.bucket.address(),
            )
            source = AsyncBytesSource(self._buffer, None)
            headers = await AsyncUpload(self._session, call, source, self._limits, hashed=False).send(call.parse)
            if not headers.handle:
                raise ProtocolError("an append was answered without a handle")
        except BaseException:
            self._failed = True
            raise
        self._handle = headers.handle
        self._added += len(self._buffer)
        self._buffer = bytearray()

    async def _look(self) -> ObjectProps | None:
        """The object as it is; `None` where there is none."""
        try:
            return await surely(self._session, self._ref, self._limits, self._head)
        except ObjectNotFound:
            return None

    async def _head(self) -> ObjectProps:
        return await head_whole(self._session, self._ref, self._limits)

    async def _check_alone(self) -> None:
        """Refuse to flush where that would undo what somebody else has written meanwhile."""
        found = await self._look()
        if _state(found) != _state(self._before):
            raise ObjectChanged(f"{self._ref} was written by somebody else; what was appended is not seen")

    async def _check_flushed(self) -> None:
        found = await self._look()
        size = (self._before.size or 0 if self._before else 0) + self._added
        if found is None or found.size != size:
            there = "nothing" if found is None else f"{found.size:,}"
            raise ObjectChanged(f"{self._ref} should have {size:,} bytes, and has {there}: somebody else writes it too")

    def _check_open(self) -> None:
        if self.closed or self._failed:
            raise ValueError("I/O operation on a closed file" if self.closed else "an earlier write has failed")


def _state(props: ObjectProps | None) -> tuple[object, ...] | None:
    return None if props is None else (props.size, props.checksum, props.version)
