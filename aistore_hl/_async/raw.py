"""Generated calls through the client's own session: every endpoint, with its redirects, retries and errors."""

from __future__ import annotations

from typing import TypeVar, cast

from aistore_api.types import Answer, Call

from .._core.errors import ConfigError
from .._core.request import Timeouts
from .._wire.aio import AsyncResponse
from .session import AsyncSession, Reading
from .source import Body, open_source
from .upload import AsyncUpload

T = TypeVar("T")
R = TypeVar("R")


class AsyncRaw:
    """Sends what `aistore_api.api.<tag>.<operation>.call(...)` builds."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def send(self, call: Call[T], *, timeout: float | Timeouts | None = None) -> T:
        """The typed result of a call; its answer is read whole.

        Raises:
            AisError: the same tree as everywhere; `StatusError` holds `status` and `tcode`.
        """
        return await self._read(call, call.parse, timeout)

    async def answer(self, call: Call[T], *, timeout: float | Timeouts | None = None) -> Answer:
        """The answer itself: status, header fields and content."""
        return await self._read(call, lambda answer: answer, timeout)

    async def open(self, call: Call[T], *, timeout: float | Timeouts | None = None) -> AsyncResponse:
        """The answer with its body still to be read: use it with `with`. Nothing is verified and nothing resumed."""
        if call.operation.uploads:
            raise ConfigError(f"{call.operation.id} sends content: use send or answer")
        return await self._session.open(call, self._session.limits(timeout, control=False))

    async def _read(self, call: Call[T], reader: Reading[R], timeout: float | Timeouts | None) -> R:
        if not call.operation.uploads:
            return await self._session.read(call, reader, timeout=timeout)
        async with open_source(b"" if call.body is None else cast("Body", call.body)) as source:
            limits = self._session.limits(timeout, control=False)
            return await AsyncUpload(self._session, call, source, limits, hashed=False).send(reader)
