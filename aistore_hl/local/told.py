"""What the control port tells and takes, as values; on the wire they are JSON objects with the same names."""

from __future__ import annotations

from typing import Any, Literal, Self, TypeAlias

import msgspec
from attrs import fields, frozen

from .effect import Effect
from .faults import Fault, Order, effect_of
from .seen import Arrival, Side

Fate: TypeAlias = Literal["killed", "stopped", "started", "decommissioned"]
"""What can become of a target."""


@frozen
class NodeState:
    """One node, as it is now."""

    id: str
    side: Side
    origin: str
    """Where it listens: `http://host:port`."""
    is_up: bool
    in_maintenance: bool
    in_map: bool
    """Whether the cluster map has it: one that stopped or died has left it, or soon will."""
    requests: int
    """How many arrived since the start, or since what was seen was cleared."""
    body_bytes: int
    """Bytes of their bodies."""
    sent_bytes: int
    """Bytes of the bodies of its answers, since the start."""
    counters: dict[str, int]
    """What it has done, under AIS's names of counters."""


@frozen
class FaultState:
    """An order that was given, and what became of it."""

    id: int
    match: str
    effect: dict[str, Any]
    """What goes wrong: the arguments of `Faults.once` that say so. `raw` is in base64."""
    side: Side | None
    node: str | None
    times: int | None
    after: int
    passed: int
    """How many requests matched, but came too early."""
    hits: int
    """How many requests were struck."""
    is_done: bool

    @classmethod
    def of(cls, fault: Fault) -> Self:
        """What is told of a fault."""
        order = fault.order
        effect = msgspec.to_builtins(order.effect.given)
        return cls(
            fault.id, order.match, effect, order.side, order.node, order.times, order.after,
            fault.passed, fault.hits, fault.is_done,
        )  # fmt: skip


@frozen
class ClusterState:
    """A cluster that runs, as it is now."""

    endpoint: str
    """The address to give to a client."""
    version: int
    """Of the cluster map."""
    nodes: list[NodeState]
    """The proxy, then the targets by id."""
    faults: list[FaultState]
    """The orders since the last `clear`, oldest first."""


@frozen
class LogLine:
    """One request that arrived at a node. Header fields are not told: they may hold a token."""

    number: int
    """Counted from 1 since the start."""
    node: str
    side: Side
    method: str
    target: str
    """Path and query, as they were on the request line."""
    body_bytes: int
    """Bytes of the body that have arrived so far."""
    at: float
    """When its head had arrived, in seconds since 1970."""
    status: int | None
    """Of the answer; `None` before there is one, and where there never was."""
    sent_bytes: int
    """Bytes of the answer's body so far."""
    seconds: float | None
    """How long it took until the answer was complete, or the connection ended; `None` before."""

    @classmethod
    def of(cls, arrival: Arrival) -> Self:
        """What is told of a request."""
        return cls(
            arrival.number, arrival.node, arrival.side, arrival.method, arrival.target, arrival.body_bytes,
            arrival.at, arrival.status, arrival.sent_bytes, arrival.seconds,
        )  # fmt: skip


@frozen
class KindState:
    """A fault that has a name."""

    name: str
    text: str
    """What happens, in one sentence."""
    effect: dict[str, Any]


@frozen
class OrderRequest:
    """An order as the control port takes it: of a kind, or with an effect."""

    match: str
    kind: str | None = None
    effect: dict[str, Any] | None = None
    side: Side | None = None
    node: str | None = None
    times: int | None = 1
    after: int = 0

    def order(self) -> Order:
        """The order that it stands for.

        Raises:
            ValueError: it contradicts itself, or says nothing.
        """
        parts = self.effect or {}
        check_names(parts, Effect)
        given = msgspec.convert(parts, dict[str, Any])
        effect = effect_of(self.kind, given) if self.kind is not None else msgspec.convert(given, Effect)
        return Order(self.match, effect, self.side, self.node, self.times, self.after)


@frozen
class NodeChange:
    """What is to become of a node; what is not said stays as it is."""

    up: bool | None = None
    in_maintenance: bool | None = None
    becomes: Fate | None = None
    """Of a target; as the methods of `LocalCluster` say it."""


def check_names(document: Any, cls: type) -> None:
    """Whether a document names fields of a class only.

    Raises:
        ValueError: it is no object, or has another name: what nobody reads would be an order that does nothing.
    """
    if not isinstance(document, dict):
        raise ValueError(f"a JSON object is needed, not {type(document).__name__}")
    unknown = sorted(document.keys() - {part.name for part in fields(cls)})
    if unknown:
        raise ValueError(f"unknown: {', '.join(map(str, unknown))}; known: {', '.join(p.name for p in fields(cls))}")
