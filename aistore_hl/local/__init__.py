"""A small AIS in this process: a proxy and its targets on loopback ports, with all their objects in memory."""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any, Self

from attrs import frozen

if TYPE_CHECKING:
    from .faults import Faults
    from .running import Running
    from .seen import Seen

__all__ = ["ClusterNode", "LocalCluster", "Targets"]


@frozen
class ClusterNode:
    """One node of a local cluster."""

    id: str
    origin: str
    """Where it listens: `http://host:port`."""
    seen: Seen
    """What arrived at it."""


class Targets(tuple[ClusterNode, ...]):
    """The targets of a local cluster, in the order of their ids as given."""

    seen: Seen
    """What arrived at any of them."""

    def __new__(cls, nodes: Sequence[ClusterNode], seen: Seen) -> Self:
        self = super().__new__(cls, nodes)
        self.seen = seen
        return self


class LocalCluster:
    """A cluster that runs from its making to `close`, in a thread of its own.

    It answers as AIS 5.0 does: real redirects, the real placement, the same statuses and headers. What it does not
    do it refuses with 501 and the operation's name. Everything it holds is gone when it is closed.
    """

    def __init__(
        self,
        targets: int = 3,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        node_ids: Sequence[str] | None = None,
        proxy_id: str | None = None,
    ) -> None:
        """Start it. `port` is the proxy's, 0 means any free one; `node_ids` are the targets' and decide placement.

        Raises:
            ValueError: a host that is not this machine's own, no targets, or ids that do not fit.
            OSError: the port is taken.
        """
        ids = _checked(targets, host, node_ids, proxy_id)
        # First here: importing this module must not load a web server.
        from .running import Running
        from .seen import Seen

        self._running: Running = Running(host, port, proxy_id, ids)
        log = self._running.state.log
        members = self._running.state.membership
        self.seen = Seen(log)
        """What arrived at any node."""
        self.proxy = ClusterNode(members.proxy.id, members.proxy.origin, Seen(log, node=members.proxy.id))
        nodes = [ClusterNode(each.id, each.origin, Seen(log, node=each.id)) for each in members.targets.values()]
        self.targets = Targets(nodes, Seen(log, side="target"))

    @property
    def endpoint(self) -> str:
        """The address to give to a client."""
        return self.proxy.origin

    @property
    def faults(self) -> Faults:
        """Where things that go wrong are ordered."""
        return self._running.state.faults

    @property
    def smap(self) -> dict[str, Any]:
        """The cluster map, as `what=smap` tells it."""
        return self._running.state.membership.document()

    @property
    def is_running(self) -> bool:
        """Whether it still answers."""
        return self._running.is_alive

    def maintain(self, target: str) -> None:
        """Put a target into maintenance: the map says so, and its objects move to the others.

        Raises:
            KeyError: there is no such target.
        """
        self._running.call(lambda: self._running.state.mark(target, in_maintenance=True))

    def restore(self, target: str) -> None:
        """Take a target back from maintenance; its objects return.

        Raises:
            KeyError: there is no such target.
        """
        self._running.call(lambda: self._running.state.mark(target, in_maintenance=False))

    def close(self) -> None:
        """Stop it; its thread and sockets are gone then. A second time does nothing."""
        self._running.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def __repr__(self) -> str:
        state = "" if self.is_running else ", closed"
        return f"LocalCluster({self.endpoint}, targets={len(self.targets)}{state})"


def _checked(targets: int, host: str, node_ids: Sequence[str] | None, proxy_id: str | None) -> Sequence[str | None]:
    """The ids of the targets; `None` for one that is to be made up."""
    try:
        is_own = ip_address(host).is_loopback
    except ValueError:
        is_own = False
    if not is_own:
        raise ValueError(f"a local cluster listens on loopback addresses only, not on {host!r}")
    if node_ids is None:
        if targets < 1:
            raise ValueError("a cluster needs at least one target")
        return [None] * targets
    known = {*node_ids} | ({proxy_id} if proxy_id else set())
    if not node_ids or len(known) != len(node_ids) + bool(proxy_id):
        raise ValueError("node ids must be given, and differ")
    return node_ids
