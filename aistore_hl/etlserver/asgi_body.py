"""Bodies of requests as ASGI gives them, for tasks and for threads."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Final

from aistore_hl._wire.pages import Gathering

from .outcome import DRAINED, LINGER
from .refusal import BrokenBody, Refused

if TYPE_CHECKING:
    from starlette.types import Message, Receive, Scope

    from ._async.source import AsyncContent


_FRAMING: Final = (b"content-length", b"transfer-encoding")

LOST: Final = "aistore_hl.etlserver.lost"
"""In the state of a request: its connection is gone."""
WHOLE: Final = "aistore_hl.etlserver.whole"
"""In the state of a request: its body is all here, and reading it takes no waiting."""
ENDED: Final = "aistore_hl.etlserver.ended"
"""In the state of a request: its connection ended, and its body is not whole."""


class AsgiBody:
    """The body of a request, as it comes."""

    def __init__(self, scope: Scope, receive: Receive, patience: float) -> None:
        self.came = 0
        self._scope = scope
        self._receive = receive
        self._patience = patience
        self._waiting = b""
        self._failure: BrokenBody | None = None
        framing = {name: value for name, value in scope["headers"] if name in _FRAMING}
        length = framing.get(b"content-length", b"")
        self._length = int(length) if length.isdigit() else None
        self._is_over = not self._length and b"transfer-encoding" not in framing

    async def read(self, size: int) -> bytes:
        """The next bytes, at most that many; none at the end.

        Raises:
            BrokenBody: it ended before its end.
        """
        while not self._waiting and not self._is_over:
            self._waiting = await self._next()
        data = self._waiting[:size]
        self._waiting = self._waiting[size:]
        return data

    async def read_all(self, limit: int) -> bytes:
        """The rest.

        Raises:
            Refused: 413 it is longer than `limit`.
            BrokenBody: it ended before its end.
        """
        if self._length is not None and self._length > limit:
            raise Refused(413, f"the body has {self._length} bytes, and {limit} are the most")
        found = Gathering(self._length or 0)
        if self._waiting:
            found.add(self._waiting)
            self._waiting = b""
        while not self._is_over:
            found.add(await self._next())
            if self.came > limit:
                raise Refused(413, f"the body has more than the {limit} bytes that are the most")
        return found.value()

    async def close(self) -> None:
        """What is left, the server takes in."""

    @property
    def is_over(self) -> bool:
        """Whether all of it has been read."""
        return self._is_over and not self._waiting

    @property
    def is_lost(self) -> bool:
        """Whether the client is known to have left."""
        return LOST in self._scope.get("state", ())

    async def forget(self) -> None:
        """Take in what is left for a moment, so that the client can read what it was answered."""
        until = self.came + DRAINED
        try:
            async with asyncio.timeout(LINGER):
                while not self._is_over and self.came < until:
                    await self._next()
        except (TimeoutError, BrokenBody):
            return

    async def gone(self) -> None:
        """Wait until the client has left; only once the body is over."""
        while (await self._receive())["type"] != "http.disconnect":
            pass

    async def _next(self) -> bytes:
        if self._failure is not None:
            raise self._failure
        if WHOLE in self._scope.get("state", ()):
            # A time-out costs more than all the rest of this.
            message = await self._receive()
        else:
            message = await self._receive_in_time()
        if message["type"] == "http.disconnect":
            raise BrokenBody(f"the body ended after {self.came} bytes")
        data: bytes = message.get("body", b"")
        self.came += len(data)
        self._is_over = not message.get("more_body", False)
        if self._is_over and (self.came != self._length if self._length is not None else self._is_cut()):
            # What has come is given first, as other servers have it.
            self._failure = BrokenBody(f"the body ended after {self.came} bytes, before its end")
            self._is_over = False
        return data

    async def _receive_in_time(self) -> Message:
        try:
            async with asyncio.timeout(self._patience):
                return await self._receive()
        except TimeoutError:
            raise BrokenBody(f"no byte of the body came within {self._patience:g} s") from None

    def _is_cut(self) -> bool:
        return ENDED in self._scope.get("state", ())


class BytesBody:
    """A body that is all here: for threads and, by `AsyncBytesBody`, for tasks."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._pos = 0

    def read(self, size: int) -> bytes:
        """The next bytes, at most that many; none at the end."""
        data = self._data[self._pos : self._pos + size]
        self._pos += len(data)
        return data

    def read_all(self, limit: int) -> bytes:
        """The rest.

        Raises:
            Refused: 413 it is longer than `limit`.
        """
        if len(self._data) > limit:
            raise Refused(413, f"the content has {len(self._data)} bytes, and {limit} are the most")
        data, self._pos = self._data[self._pos :] if self._pos else self._data, len(self._data)
        return data

    def close(self) -> None:
        """Done with it."""


class AsyncBytesBody:
    """`BytesBody` for tasks."""

    def __init__(self, data: bytes) -> None:
        self._body = BytesBody(data)

    async def read(self, size: int) -> bytes:
        """The next bytes, at most that many; none at the end."""
        return self._body.read(size)

    async def read_all(self, limit: int) -> bytes:
        """The rest, as the other body has it."""
        return self._body.read_all(limit)

    async def close(self) -> None:
        """Done with it."""


class BridgedBody:
    """A body that comes to a task, read by a thread."""

    def __init__(self, body: AsyncContent, loop: asyncio.AbstractEventLoop) -> None:
        self._body = body
        self._loop = loop

    def read(self, size: int) -> bytes:
        """As the other body has it."""
        return self._call(self._body.read(size))

    def read_all(self, limit: int) -> bytes:
        """As the other body has it."""
        return self._call(self._body.read_all(limit))

    def close(self) -> None:
        """Done with it."""

    def _call(self, coroutine: Any) -> bytes:  # Any: asyncio has no name for what is meant
        result: bytes = asyncio.run_coroutine_threadsafe(coroutine, self._loop).result()
        return result
