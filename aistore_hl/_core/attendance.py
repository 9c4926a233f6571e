"""Targets that a client has met, and which of them are out: what these hold is not found meanwhile."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from attrs import define, field

from .smap import ClusterMap, Node, NodeFlag

FOR_GOOD: Final = 900.0
"""Seconds after which a target is no longer expected back. AIS itself forgets one that died after half a minute; who
removes nodes for good must not make every client doubt what is not found for as long as it lives."""


@define
class Attendance:
    """What the maps that were read, one after the other, say of targets. Times are of one monotonic clock."""

    _met: Mapping[str, Node] = field(factory=dict, init=False)
    """The targets of the last map."""
    _missed: Mapping[str, float] = field(factory=dict, init=False)
    """Targets that were there and are not, and since when that is known."""

    def note(self, found: ClusterMap, now: float) -> None:
        """A map was read."""
        # Who was being decommissioned has given away what it held.
        gone = (node.id for node in self._met.values() if not node.flags & NodeFlag.DECOMMISSION)
        missed = {**dict.fromkeys(gone, now), **self._missed}
        self._missed = {name: since for name, since in missed.items() if name not in found.targets}
        self._met = found.targets

    def away(self, now: float) -> tuple[str, ...]:
        """Those that are not in the map any more, and those that leave and may still hold what nobody else has."""
        missed = (name for name, since in self._missed.items() if now - since < FOR_GOOD)
        return (*missed, *(node.id for node in self._met.values() if node.is_leaving))
