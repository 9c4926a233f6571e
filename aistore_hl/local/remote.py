"""A cluster that runs in another thread or another process, spoken to through its control port."""

from __future__ import annotations

import http.client
from collections.abc import Mapping
from typing import Any, Final, TypeVar
from urllib.parse import quote, urlsplit

import msgspec
from attrs import frozen

from .faults import Order, Ordering
from .told import ClusterState, FaultState, KindState, LogLine, NodeState

T = TypeVar("T")

_LOOPBACK: Final = ("127.0.0.1", "localhost")
_REASONS: Final[Mapping[int, type[Exception]]] = {
    400: ValueError,
    401: PermissionError,
    403: PermissionError,
    404: KeyError,
}


@frozen
class _Refusal:
    error: str


class Control:
    """The switches of a cluster: what goes wrong, which nodes are up, and what arrives there.

    Each method is one request; an object of it holds no connection and can be shared by threads.
    """

    def __init__(self, url: str, secret: str, *, timeout: float = 10.0) -> None:
        """`url` and `secret` are those of `LocalCluster.control`, or `AIS_CONTROL` and `AIS_CONTROL_SECRET` that
        `aisx serve --control` prints.

        Raises:
            ValueError: the address is not on this machine: the secret would leave it.
        """
        parts = urlsplit(url)
        if parts.scheme != "http" or parts.hostname not in _LOOPBACK or parts.port is None:
            raise ValueError(f"a control port is at http://127.0.0.1:<port>, not at {url!r}")
        self._host, self._port = parts.hostname, parts.port
        self._secret = secret
        self._timeout = timeout
        self.faults = RemoteFaults(self)
        """Where things that go wrong are ordered, as at `LocalCluster.faults`."""

    @property
    def url(self) -> str:
        """Where the control port is."""
        return f"http://{self._host}:{self._port}"

    @property
    def secret(self) -> str:
        """What has to be known to use it. It is in no text and no log."""
        return self._secret

    @property
    def environment(self) -> dict[str, str]:
        """What another program needs to use it, as variables of its environment. The secret is among them."""
        return {"AIS_CONTROL": self.url, "AIS_CONTROL_SECRET": self.secret}

    @property
    def page(self) -> str:
        """The address of the cluster's page for browsers. It holds the secret, after a `#`, which is never sent."""
        return f"{self.url}/ui#secret={self._secret}"

    def __repr__(self) -> str:
        return f"Control({self.url})"

    def state(self) -> ClusterState:
        """The cluster as it is now: nodes, faults, counters.

        Raises:
            PermissionError: the secret is not the cluster's.
            OSError: nobody answers.
        """
        return self.ask("GET", "/cluster", ClusterState)

    def log(self, *, after: int = 0) -> list[LogLine]:
        """The requests that arrived at any node after the one with that number, of the last 1,000."""
        return self.ask("GET", f"/log?after={after}", list[LogLine])

    def take_down(self, node: str) -> NodeState:
        """As `LocalCluster.take_down`; the node.

        Raises:
            KeyError: there is no such node.
        """
        return self._change(node, {"up": False})

    def bring_up(self, node: str) -> NodeState:
        """As `LocalCluster.bring_up`; the node.

        Raises:
            KeyError: there is no such node.
        """
        return self._change(node, {"up": True})

    def maintain(self, target: str) -> NodeState:
        """As `LocalCluster.maintain`; the target.

        Raises:
            KeyError: there is no such node.
            ValueError: it is a proxy.
        """
        return self._change(target, {"in_maintenance": True})

    def restore(self, target: str) -> NodeState:
        """As `LocalCluster.restore`; the target.

        Raises:
            KeyError: there is no such node.
            ValueError: it is a proxy.
        """
        return self._change(target, {"in_maintenance": False})

    def add_target(self) -> NodeState:
        """As `LocalCluster.add_target`; the new target."""
        return self.ask("POST", "/nodes", NodeState, {})

    def kill_target(self, target: str) -> NodeState:
        """As `LocalCluster.kill_target`; the target.

        Raises:
            KeyError: there is no such target, or it does not run.
        """
        return self._change(target, {"becomes": "killed"})

    def stop_target(self, target: str) -> NodeState:
        """As `LocalCluster.stop_target`; the target.

        Raises:
            KeyError: there is no such target, or it does not run.
        """
        return self._change(target, {"becomes": "stopped"})

    def start_target(self, target: str) -> NodeState:
        """As `LocalCluster.start_target`; the target.

        Raises:
            KeyError: there is no such target, or it runs.
        """
        return self._change(target, {"becomes": "started"})

    def decommission_target(self, target: str) -> NodeState:
        """As `LocalCluster.decommission_target`; the target as it is before it goes.

        Raises:
            KeyError: there is no such target, or it does not run.
            ValueError: it is the last one.
        """
        return self._change(target, {"becomes": "decommissioned"})

    def _change(self, node: str, change: Mapping[str, bool | str]) -> NodeState:
        return self.ask("PATCH", f"/nodes/{quote(node, safe='')}", NodeState, change)

    def ask(self, method: str, target: str, type: type[T], body: Any = None) -> T:
        """One request to the control port; its answer as a value of that type."""
        connection = http.client.HTTPConnection(self._host, self._port, timeout=self._timeout)
        headers = {"Authorization": f"Bearer {self._secret}"}
        if body is not None:
            headers["Content-Type"] = "application/json"
        try:
            connection.request(method, target, None if body is None else msgspec.json.encode(body), headers)
            answer = connection.getresponse()
            content = answer.read()
        except http.client.HTTPException as exc:
            raise ConnectionError(f"no control port answers at {self.url}: {exc!r}") from exc
        finally:
            connection.close()
        try:
            if answer.status == 200:
                return msgspec.json.decode(content, type=type)
            reason = msgspec.json.decode(content, type=_Refusal).error
        except ValueError as exc:
            raise ConnectionError(f"it is no control port that answers at {self.url}") from exc
        raise _REASONS.get(answer.status, ConnectionError)(reason)


class RemoteFaults(Ordering[FaultState]):
    """The orders of a cluster, given from somewhere else. Fault for fault the same as `LocalCluster.faults`."""

    def __init__(self, control: Control) -> None:
        self._control = control

    def add(self, order: Order) -> FaultState:
        """Order a fault that is a value already. What became of it is in `orders`."""
        document = {
            "match": order.match,
            "effect": order.effect.given,
            "side": order.side,
            "node": order.node,
            "times": order.times,
            "after": order.after,
        }
        return self._control.ask("POST", "/faults", FaultState, document)

    def orders(self) -> list[FaultState]:
        """The orders since the last `clear`, oldest first, those that are done among them."""
        return self._control.ask("GET", "/faults", list[FaultState])

    def kinds(self) -> list[KindState]:
        """The faults that have a name."""
        return self._control.ask("GET", "/kinds", list[KindState])

    def withdraw(self, id: int) -> None:
        """Forget one order; what it strikes already goes on.

        Raises:
            KeyError: there is no such order.
        """
        self._control.ask("DELETE", f"/faults/{id}", list[FaultState])

    def clear(self) -> None:
        """Forget all orders; what strikes already goes on."""
        self._control.ask("DELETE", "/faults", list[FaultState])
