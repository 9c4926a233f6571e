"""Who belongs to a cluster while it runs: targets that come, are looked after, go, die and return.

Each change makes a new version of the map, and where it changes who owns what, a rebalance.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from attrs import define, evolve, field

from .._core.smap import NodeFlag
from .buckets import INVENTORIES
from .membership import Member, Membership, new_node_id
from .node import Node
from .port import Port
from .store import StoreFailure

if TYPE_CHECKING:
    from .state import State
    from .told import Fate

DEAD_AFTER: Final = 27.0
"""Seconds until a target that was killed leaves the map. Source: measured on AIS 5.0"""

_GOODBYE: Final = 10.0
"""Seconds that a target which is told to stop has for the requests that are under way."""


@define(eq=False)
class Roster:
    """Changed by the cluster's thread only."""

    _state: State
    _host: str
    """Where new targets listen."""
    _named: str
    """How the map names that."""
    dead_after: float = DEAD_AFTER
    _timers: dict[str, asyncio.TimerHandle] = field(init=False, factory=dict)

    async def add(self) -> Node:
        """A new target, which owns its share of the objects from here on.

        Raises:
            OSError: it finds no port.
            OutOfSpace.
        """
        port = Port.take(self._host, 0)
        member = Member(new_node_id("target", port.number), "target", self._named, port.number)
        node = Node(member, self._state)
        try:
            await node.listen(port)
            self._remember(*self._known, member.id)
        except BaseException:
            await node.close()
            raise
        self._state.nodes[node.id] = node
        self._join(member)
        return node

    async def stop(self, target: str) -> None:
        """Let a target say goodbye and end: the map has it no more, and what it holds is away with it.

        Raises:
            KeyError: there is no such target, or it does not run.
        """
        node = self._running(target)
        self._change(self._state.membership.without(target))
        await node.go_down(patience=_GOODBYE)
        self._lose(target)
        self._rebalance()

    async def kill(self, target: str) -> None:
        """Let a target die: its connections break, and the map has it until others notice.

        Raises:
            KeyError: there is no such target, or it does not run.
        """
        node = self._running(target)
        # First of all: what is dead answers nothing, also not that it has nothing.
        await node.go_down()
        self._lose(target)
        loop = asyncio.get_running_loop()
        self._timers[target] = loop.call_later(self.dead_after, self._notice, target)

    async def start(self, target: str) -> None:
        """Start a target that was stopped or killed again, with all that it held.

        Raises:
            KeyError: there is no such target, or it runs.
        """
        if target not in self._state.dead:
            raise KeyError(target)
        node = self._state.nodes[target]
        await node.come_up()
        self._state.dead.discard(target)
        timer = self._timers.pop(target, None)
        if timer is not None:
            timer.cancel()
        if target in self._state.membership.targets:
            self._rebalance()  # nothing was written meanwhile, but what was on its way goes on
            self._state.etls.join(target)
        else:
            self._join(evolve(node.last_member, flags=NodeFlag(0)))

    def maintain(self, target: str) -> None:
        """Put a target into maintenance: its objects move to the others, and it takes no new ones.

        Raises:
            KeyError: there is no such target.
        """
        self._flag(target, NodeFlag.MAINTENANCE)

    def restore(self, target: str) -> None:
        """Take a target back from maintenance; its objects return.

        Raises:
            KeyError: there is no such target.
        """
        self._flag(target, NodeFlag(0))

    def decommission(self, target: str) -> None:
        """Let a target go for good: once its objects are with the others it leaves the map and ends.

        Raises:
            KeyError: there is no such target, or it does not run.
            ValueError: it is the last one that takes part.
        """
        self._running(target)
        if not self._state.membership.placement.keys() - {target}:
            raise ValueError("the last target cannot go: its objects would be lost")
        self._flag(target, NodeFlag.DECOMMISSION)

    async def become(self, target: str, fate: Fate) -> None:
        """What is to become of a target, by a word for it.

        Raises:
            KeyError, ValueError: as the method for it.
        """
        if fate == "decommissioned":
            self.decommission(target)
        else:
            await {"killed": self.kill, "stopped": self.stop, "started": self.start}[fate](target)

    async def part(self) -> None:
        """Once their objects have moved: say so of those in maintenance, and let those go that were decommissioned,
        without whom jobs go on."""
        for member in self._state.membership.targets.values():
            if member.flags == NodeFlag.MAINTENANCE and self._is_empty(member.id):
                # Nobody owns anything else by this map: it begins no rebalance.
                flags = NodeFlag.MAINTENANCE | NodeFlag.MAINTENANCE_AFTER_REBALANCE
                self._state.membership = self._state.membership.with_flags(member.id, flags)
        for member in list(self._state.membership.targets.values()):
            if member.flags & NodeFlag.DECOMMISSION and self._is_empty(member.id):
                self._state.membership = self._state.membership.without(member.id)
                self._remember(*(each for each in self._known if each != member.id))
                self._state.etls.leave(member.id)
                node = self._state.nodes.pop(member.id)
                self._state.jobs.leave(member.id, keeps=self._state.moves.job)
                await node.go_down(patience=_GOODBYE)
                await node.close()

    def close(self) -> None:
        """Forget what was still to be noticed."""
        for timer in self._timers.values():
            timer.cancel()

    def _is_empty(self, target: str) -> bool:
        """Whether it has given everything away; its parts of inventories are its own."""
        buckets = (bucket for bucket in self._state.buckets if bucket.address != INVENTORIES)
        tables = (self._state.kept.table(target, bucket.number) for bucket in buckets)
        return not any(table.first(b"", None, 1)[0] for table in tables)

    @property
    def _known(self) -> tuple[str, ...]:
        identity = self._state.store.identity()
        assert identity is not None  # it was kept at the start
        return identity.targets

    def _remember(self, *targets: str) -> None:
        """Keep who is to be there when the cluster is started again."""
        identity = self._state.store.identity()
        assert identity is not None
        self._state.store.keep_identity(evolve(identity, targets=targets))

    def _running(self, target: str) -> Node:
        node = self._state.nodes[target]
        if node.side != "target" or target in self._state.dead:
            raise KeyError(target)
        return node

    def _join(self, member: Member) -> None:
        self._change(self._state.membership.with_target(member))
        self._rebalance()
        self._state.etls.join(member.id)

    def _lose(self, target: str) -> None:
        self._state.dead.add(target)
        self._state.moves.has_changed = True
        self._state.jobs.leave(target)
        self._state.etls.leave(target)

    def _notice(self, target: str) -> None:
        self._timers.pop(target, None)
        if target in self._state.membership.targets:
            try:
                self._change(self._state.membership.without(target))
            except StoreFailure:  # for want of room: it is noticed later
                loop = asyncio.get_running_loop()
                self._timers[target] = loop.call_later(self.dead_after, self._notice, target)
            else:
                self._rebalance()

    def _flag(self, target: str, flags: NodeFlag) -> None:
        self._change(self._state.membership.with_flags(target, flags))
        self._rebalance()

    def _change(self, membership: Membership) -> None:
        """Let another map hold. First of all it is noted that objects may be elsewhere than they belong: what is
        written from now on is, by the map that a cluster begins with that is started again.

        Raises:
            OutOfSpace: nothing has changed.
        """
        self._state.store.note_placed(None)
        self._state.membership = membership

    def _rebalance(self) -> None:
        self._state.moves.has_changed = True
        self._state.moves.begin()
