"""An answer that comes while the request is still being sent: whoever reads it sends the rest, as much as is taken."""

from __future__ import annotations

from aistore_hl._core.errors import TransportError

from .connection import Connection
from .delivery import Delivery
from .response import Response


class DuplexResponse(Response):
    """As `Response`. Before each wait for more of the answer, what the server takes of the request goes out.

    What is raised by the source of the body is raised where the answer is read. An answer that is whole before the
    request is ends both.
    """

    delivery: Delivery | None = None
    """What is still being sent."""

    def _reads_ahead(self) -> bool:
        # Never a wait for many bytes at once: they may depend on what has not been sent.
        return self.delivery is not None or super()._reads_ahead()

    def _fill(self, conn: Connection) -> int:
        if self.delivery is not None and self.delivery.go_on():
            self.delivery = None
        return super()._fill(conn)

    def _failure(self, exc: BaseException, conn: Connection) -> TransportError | None:
        if self.delivery is not None and self.delivery.in_source:
            return None
        return super()._failure(exc, conn)
