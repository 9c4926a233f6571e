"""Objects on their way to other targets after the cluster map has changed: a rebalance, as AIS's job of that kind."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from attrs import define, field

from .buckets import INVENTORIES
from .jobs import Job, Part, Subject
from .store import Key, StoreFailure, after

if TYPE_CHECKING:
    from .state import State

_STEP: Final = 64
"""Objects that are looked at before others have their turn."""

_SUBJECT: Final = Subject(message="objects go where they belong")

_AGAIN: Final = 0.5
"""Seconds until what failed, for want of room for example, is tried again."""


@define(eq=False)
class Moves:
    """What is on its way. Used by the cluster's thread only."""

    _state: State
    has_changed: bool = field(init=False, default=False)
    """Whether the map has ever changed, so that requests may have been sent by an older one."""
    is_active: bool = field(init=False, default=False)
    """Whether objects may be elsewhere than where they belong."""
    job: Job | None = field(init=False, default=None)
    """The rebalance that is under way, or was the last one."""
    then: Callable[[], Awaitable[None]] | None = field(init=False, default=None)
    """What follows when everything has moved."""
    _commits: Counter[int] = field(init=False, factory=Counter)
    _is_done: asyncio.Event = field(init=False, factory=asyncio.Event)
    _in_flight: int = field(init=False, default=0)

    @property
    def has_begun(self) -> bool:
        """Whether it takes a look at the map to know where an object is."""
        return self.has_changed or self.is_active

    @contextmanager
    def commit(self) -> Iterator[None]:
        """While a change is made. What began under an older map is waited for, before anything moves under a newer."""
        epoch = self._state.membership.version
        self._commits[epoch] += 1
        try:
            yield
        finally:
            self._commits[epoch] -= 1
            self._is_done.set()

    def begin(self) -> Job:
        """Let every object go to the target that it belongs to by the map that there is now; the job of it."""
        if self.job is not None:
            self.job.abort("the cluster map has changed")
        self.is_active = True
        self.job = self._state.jobs.run("rebalance", self._work, self._state.living(), _SUBJECT, then=self._finish)
        return self.job

    async def still(self) -> None:
        """Return while no object is between two targets, and so would be missing in a list of both."""
        while self._in_flight:
            await self._once_done()

    async def move(self, source: Key, destination: Key) -> bool:
        """Take one object to its target, unless a newer one is there; whether there was one to take."""
        self._in_flight += 1
        try:
            return await self._state.kept.move(source, destination, keeps_newer=True)
        finally:
            self._in_flight -= 1
            self._is_done.set()

    async def _work(self, part: Part) -> None:
        """Send away what one target holds and others own."""
        version = self._state.membership.version
        while any(count for epoch, count in self._commits.items() if epoch < version):
            await self._once_done()
        while True:
            try:
                if not await self._round(part):
                    return
            except StoreFailure as failure:
                part.fail(str(failure))
                await asyncio.sleep(_AGAIN)

    async def _round(self, part: Part) -> bool:
        """Go once through all that it holds; whether anything moved."""
        has_moved = False
        for bucket in list(self._state.buckets):
            if bucket.address == INVENTORIES:
                continue  # what each target has of one is its own
            table, start = self._state.kept.table(part.target, bucket.number), b""
            while names := table.first(start, None, _STEP)[0]:
                start = after(names[-1])
                for name in list(names):
                    has_moved |= await self._send_home(part, Key(part.target, bucket.number, name))
                await part.step()
        return has_moved

    async def _send_home(self, part: Part, key: Key) -> bool:
        bucket = self._state.buckets.numbered(key.bucket)
        if bucket is None or not self._state.membership.placement:
            return False
        home = self._state.owner(bucket, key.name).id
        if home == key.target or not self._state.is_alive(home):
            return False
        stored = self._state.kept.table(key.target, key.bucket).get(key.name)
        if stored is None or not await self.move(key, key._replace(target=home)):
            return False
        part.handle(stored.size, goes_to=home)
        return True

    async def _finish(self, job: Job) -> None:
        """Everything is where it belongs, but for what dead targets hold."""
        self._commits = Counter({epoch: count for epoch, count in self._commits.items() if count})
        if not self._state.has_dead_members():
            await self._rearrange(job)
        if job.ended:
            return  # the map has changed meanwhile
        if not self._state.has_dead_members():
            self._state.store.note_placed(self._state.membership.placement)
            self.is_active = False
        if self.then is not None:
            await self.then()

    async def _rearrange(self, job: Job) -> None:
        """Have what is beside objects follow them."""
        for target in self._state.living():
            part = job.part(target)
            for bucket in list(self._state.buckets):
                if not (bucket.props.mirror.enabled or bucket.props.ec.enabled):
                    continue
                table, start = self._state.kept.table(target, bucket.number), b""
                while names := table.first(start, None, _STEP)[0]:
                    start = after(names[-1])
                    for name in list(names):
                        await part.step()
                        if job.ended:
                            return
                        await self._state.companions.rearrange(part, bucket, name)

    async def _once_done(self) -> None:
        self._is_done.clear()
        await self._is_done.wait()
