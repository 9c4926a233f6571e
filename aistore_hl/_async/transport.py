"""The one seam to the network: whoever can do this can carry a client's calls."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Protocol, TypeAlias

from aistore_api.types import Bytes

from .._concurrency import AsyncPieces
from .._core.config import Settings
from .._core.request import FileSlice, Timeouts
from .._wire.aio import AsyncEngine, AsyncLanes, AsyncResponse
from .._wire.lane import Terms

WireBody: TypeAlias = Bytes | FileSlice | AsyncPieces | None


class AsyncTransport(Protocol):
    """Sends one request to one node and hands over the answer as soon as its head is there. Follows no redirect."""

    async def send(
        self,
        origin: str,
        method: str,
        target: str,
        headers: Iterable[tuple[str, str]] = (),
        body: WireBody = None,
        *,
        length: int | None = None,
        ask: bool = False,
        timeouts: Timeouts | None = None,
        deadline: float | None = None,
    ) -> AsyncResponse: ...

    async def lanes(self, terms: Terms) -> AsyncLanes[Any]:  # Any: whoever asks says whose requests they are
        """The same for many requests at a time."""
        ...

    async def close(self) -> None: ...


def open_transport(settings: Settings) -> AsyncTransport:
    """Our wire engine, set up as the settings say. Nothing connects yet."""
    return AsyncEngine(timeouts=settings.timeouts, pool_size=settings.pool_size, tls=settings.tls)
