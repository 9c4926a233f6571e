"""As `duplex`, for tasks."""

from __future__ import annotations

from aistore_hl._core.errors import TransportError

from .aio_connection import AsyncConnection
from .aio_delivery import AsyncDelivery
from .aio_response import AsyncResponse


class AsyncDuplexResponse(AsyncResponse):
    """As `DuplexResponse`."""

    delivery: AsyncDelivery | None = None
    """What is still being sent."""

    def _reads_ahead(self) -> bool:
        return self.delivery is not None or super()._reads_ahead()

    async def _fill(self, conn: AsyncConnection) -> int:
        if self.delivery is not None:
            conn.make_room()
            before = conn.heard = conn.end
            if await self.delivery.go_on():
                self.delivery = None
            if conn.end != before:
                # It came while something was sent, or a piece awaited.
                return conn.end - before
        return await super()._fill(conn)

    def _failure(self, exc: BaseException, conn: AsyncConnection) -> TransportError | None:
        if self.delivery is not None and self.delivery.in_source:
            return None
        return super()._failure(exc, conn)
