"""Which target does what of an operation on many objects: as the map was when it began, whatever becomes of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Self

from attrs import frozen

from .._core.smap import owner
from .answers import Refusal
from .buckets import Bucket

if TYPE_CHECKING:
    from .node import Node
    from .state import State


@frozen
class Shares:
    """Each name is one target's, and stays so: else a change of the map would have names done twice, or not at all."""

    state: State
    placement: Mapping[str, int]
    targets: Sequence[str]
    """All targets of the map, also those that have no share."""

    @classmethod
    def of(cls, state: State) -> Self:
        """As the map is now.

        Raises:
            Refusal: 503, a target is dead, and the map still has it: its share would be left out.
        """
        for target in state.membership.targets:
            state.check_reach(target)
        return cls(state, state.membership.placement, tuple(state.membership.targets))

    @property
    def are_current(self) -> bool:
        """Whether objects are where their share is."""
        return not self.state.moves.is_active and self.placement == self.state.membership.placement

    def has(self, target: str, bucket: Bucket, name: bytes) -> bool:
        """Whether an object is in the share of a target."""
        return bool(self.placement) and owner(bucket.owner_key(name), self.placement) == target

    def node(self, target: str) -> Node:
        """A target.

        Raises:
            Refusal: 503, it has left the cluster meanwhile.
        """
        found = self.state.nodes.get(target)
        if found is None:
            raise Refusal(503, f"t[{target}] left the cluster", "ErrFailedTo")
        return found
