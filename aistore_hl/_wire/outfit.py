"""What an engine is made with: waits, sizes, TLS, and what every request of it says of its sender."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import define, field

from aistore_hl._core.config import TlsSettings
from aistore_hl._core.request import Timeouts

from .address import Address

if TYPE_CHECKING:
    import ssl


@define(eq=False, kw_only=True)
class Outfit:
    """The same for threads and for tasks."""

    timeouts: Timeouts = field(factory=Timeouts)
    """For requests that bring none."""
    pool_size: int = 64
    """Connections to one node."""
    tls: TlsSettings | None = None
    user_agent: str = "aistore-hl"
    _context: ssl.SSLContext | None = field(default=None, init=False)

    def __attrs_post_init__(self) -> None:
        if self.pool_size < 1:
            raise ValueError(f"pool_size must be at least 1, not {self.pool_size}")
        if not (self.user_agent.isascii() and self.user_agent.isprintable()):
            raise ValueError(f"not a user agent: {self.user_agent!r}")

    def own_lines(self, address: Address) -> str:
        """Header lines that every request to that node has."""
        return f"Host: {address.host_field}\r\nUser-Agent: {self.user_agent}\r\n"

    def secure(self, address: Address) -> ssl.SSLContext | None:
        """What https trusts and shows; `None` for plain http, which need not load TLS."""
        if not address.secure:
            return None
        if self._context is None:
            from .tls import make_context

            self._context = make_context(self.tls)
        return self._context
