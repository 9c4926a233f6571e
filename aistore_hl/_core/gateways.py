"""Where a client's requests begin: its endpoint, and the cluster's other proxies while that one is away."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import define

from .errors import AisError, ConnectFailed


@define(eq=False)
class Gateways:
    """The address that is asked now. Not locked: two threads that both move on settle on an address that is known.

    `fixed`: only the endpoint itself is ever asked, as whoever has a token wants it: a token goes nowhere else.
    """

    endpoint: str
    fixed: bool
    current: str = ""
    _others: tuple[str, ...] = ()

    def __attrs_post_init__(self) -> None:
        self.current = self.endpoint

    def learn(self, addresses: Sequence[str]) -> None:
        """The proxies of the cluster map, as far as they can be reached as the endpoint is."""
        scheme = self.endpoint.partition(":")[0]
        if not self.fixed:
            self._others = tuple(a for a in addresses if a != self.endpoint and a.startswith(f"{scheme}://"))

    def leave(self, exc: AisError) -> None:
        """Move on to the next one where nobody answered at the one that was asked: nothing was sent there."""
        if not isinstance(exc, ConnectFailed) or exc.final or exc.node != self.current or not self._others:
            return
        known = (self.endpoint, *self._others)
        at = known.index(self.current) if self.current in known else -1
        self.current = known[(at + 1) % len(known)]
