"""What a node has counted: how often, how much, how long."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Self

from attrs import field, frozen

from .errors import ProtocolError

_UPTIME: Final = "up.ns.time"
_NANOSECONDS: Final = 1_000_000_000


@frozen
class Tally:
    """What a node has counted of one operation."""

    count: int
    """How often it was done."""
    errors: int
    """How often it failed."""
    size: int
    """Bytes of content, on AIS 5.0 without what came in parts; 0 where the node does not count them."""
    seconds: float
    """How long it took, all together; 0 where the node does not count that."""

    @property
    def latency(self) -> float:
        """Seconds that one took, on average; 0 of none."""
        return self.seconds / self.count if self.count else 0.0


@frozen
class Performance:
    """What a node has counted since it started, or between two looks at it."""

    node: str
    """Its id."""
    seconds: float
    """How long that was. Since it started: as the node had it last, which counts at once what is done, and brings this
    up to date each `periodic.stats_time`: 10 s, or what it is configured to, from 1 s to 1 min.
    Source: stats/common.go, cmn/config.go (AIS 5.0)"""
    counters: Mapping[str, int]
    """Everything that it has counted, by AIS's names; those that are 0 are mostly left out."""
    at: float = field(default=0.0, repr=False)
    """When it was asked, by a clock of who asked, which tells the time between two looks."""

    @classmethod
    def from_document(cls, node: str, document: Any, at: float = 0.0) -> Self:
        """Of one node's statistics as AIS writes them.

        Raises:
            ProtocolError: they are not that.
        """
        try:
            counters = {str(name): int(value) for name, value in document["tracker"].items()}
            return cls(node, counters[_UPTIME] / _NANOSECONDS, counters, at)
        except (KeyError, TypeError, ValueError, AttributeError) as exc:
            raise ProtocolError(f"no statistics of a node: {exc!r}") from exc

    def of(self, operation: str) -> Tally:
        """What it has counted of an operation: `get`, `put`, `head`, `append`, `del`, `ren`, `lst`, `getbatch`."""
        # AIS writes two counts under the name with `size`, of which one has the parts of uploads too, and which of them
        # stays is chance. Where there is one with `bps` it is the other, a sum as well in spite of its name.
        # Source: stats/common_prom.go, ais/tgtmpt.go (AIS 5.0)
        size = f"{operation}.bps" if f"{operation}.bps" in self.counters else f"{operation}.size"
        # The sum of all times has its own name where there is one: some versions write the average in the other.
        spent = self._counted(f"{operation}.ns.total") or self._counted(f"{operation}.ns")
        return Tally(
            self._counted(f"{operation}.n"),
            self._counted(f"err.{operation}.n"),
            self._counted(size),
            spent / _NANOSECONDS,
        )

    def rate(self, operation: str) -> float:
        """How often a second an operation was done."""
        return self.of(operation).count / self.seconds if self.seconds else 0.0

    def throughput(self, operation: str) -> float:
        """Bytes a second that an operation moved."""
        return self.of(operation).size / self.seconds if self.seconds else 0.0

    def since(self, earlier: Performance) -> Performance:
        """What was counted between an earlier look and this one. What is a state and no count is of this one.

        Raises:
            ValueError: it is another node's, or the node has started anew in between.
        """
        if earlier.node != self.node:
            raise ValueError(f"statistics of {self.node!r} are not those of {earlier.node!r}")
        if earlier.counters.get(_UPTIME, 0) > self.counters.get(_UPTIME, 0):
            raise ValueError(f"node {self.node!r} has started anew")
        counters = {
            name: value if _is_state(name) else value - earlier._counted(name) for name, value in self.counters.items()
        }
        return Performance(self.node, self.at - earlier.at, counters, self.at)

    def _counted(self, name: str) -> int:
        return self.counters.get(name, 0)


def _is_state(name: str) -> bool:
    """Whether a counter is what is so now, and not a sum. Source: stats/target_stats.go (AIS 5.0)"""
    return name.startswith(("disk.", "state."))
