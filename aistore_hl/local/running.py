"""A cluster that runs: all its nodes in one thread with an event loop of its own."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Callable, Coroutine, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, TypeVar

from attrs import frozen

from .backend import Backends
from .console import Console
from .etl.images import Images
from .faults import Faults
from .guard import Guard
from .jobs import Jobs
from .journal import Journal
from .membership import Member, Membership, new_node_id, new_uuid
from .node import Node
from .port import Port, named_address
from .promotable import Promotable
from .quirks import Quirks, QuirksName, named
from .roster import DEAD_AFTER, Roster
from .seen import Log, Side
from .state import State
from .store import Identity, Storage, StoreFailure, UnusableFolder

T = TypeVar("T")

_TARGETS: Final = 3
"""How many there are where nobody says."""

_START: Final = 30.0
"""Seconds after which a start that hangs is given up; it takes a fraction of one."""


@frozen
class NodeIds:
    """The nodes that are wanted: by their ids, by the number of targets, or as before."""

    targets: int | None = None
    target_ids: Sequence[str] | None = None
    proxy_id: str | None = None

    def after(self, known: Identity | None) -> list[str | None]:
        """The ids of the proxy and the targets; `None` for one that is to be made up."""
        before = known.targets if known else ()
        proxy = self.proxy_id or (known.proxy if known else None)
        if self.target_ids is not None:
            return [proxy, *self.target_ids]
        number = self.targets or len(before) or _TARGETS
        return [proxy, *before[:number], *[None] * (number - len(before))]


class Running:
    """The thread and what runs in it."""

    def __init__(
        self,
        host: str,
        port: int,
        nodes: NodeIds,
        storage: Storage,
        *,
        guard: Guard | None = None,
        journal: Journal | None = None,
        quirks: QuirksName | None = None,
        backends: Mapping[str, Path] | None = None,
        promotable: Promotable | None = None,
        mountpaths: Mapping[str, Sequence[str]] | None = None,
        images: Images | None = None,
        dead_after: float = DEAD_AFTER,
    ) -> None:
        wrong = named(quirks)
        self._promotable, self._mountpaths = promotable or Promotable(), mountpaths or {}
        self._backends = Backends.of(backends or {}, fsync=storage.fsync)
        self._images = images or Images()
        # The port first: a cluster that cannot have it leaves the folder as it is.
        self._ports = [Port.take(host, port)]
        try:
            self._store = storage.open()
            try:
                self.state = self._state(host, nodes, guard, journal, wrong)
            except StoreFailure as exc:
                self._store.close()
                raise UnusableFolder(str(exc)) from exc
            except BaseException:
                self._store.close()
                raise
        except BaseException:
            self._close_ports()
            raise
        self.state.roster = Roster(self.state, host, named_address(host), dead_after)
        self._members = [self.state.membership.proxy, *self.state.membership.targets.values()]
        self._console: Console | None = None
        self._pid = os.getpid()
        self._is_up = threading.Event()
        self._listens = False
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stop: asyncio.Event | None = None
        # A daemon: a cluster that nobody closed must not keep the interpreter from ending.
        self._thread = threading.Thread(target=self._run, name="aistore-local", daemon=True)
        self._thread.start()
        if not self._is_up.wait(_START) or not self._listens:
            raise RuntimeError("the local cluster did not start")  # why is what its thread has printed

    def _state(self, host: str, nodes: NodeIds, guard: Guard | None, journal: Journal | None, quirks: Quirks) -> State:
        """The cluster as its store knows it, with the nodes that are wanted now."""
        known = self._store.identity()
        proxy_id, *target_ids = nodes.after(known)
        self._ports += [Port.take(host, 0) for _ in target_ids]
        sides: list[Side] = ["proxy"]
        sides.extend("target" for _ in target_ids)
        proxy, *targets = (
            Member(given or new_node_id(side, taken.number), side, named_address(host), taken.number)
            for given, side, taken in zip((proxy_id, *target_ids), sides, self._ports, strict=True)
        )
        uuid = known.uuid if known else new_uuid()
        created = known.created if known else datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S")
        identity = Identity(uuid, created, proxy.id, tuple(each.id for each in targets))
        if identity != known:
            self._store.keep_identity(identity)
        membership = Membership.of(proxy, targets, uuid=uuid, created=created)
        log, store = Log(), self._store
        state = State(
            membership,
            Jobs(lingers=quirks.lingers),
            Faults(),
            log,
            guard=guard,
            journal=journal,
            quirks=quirks,
            kept=store,
            backends=self._backends,
            promotable=self._promotable,
            mountpaths=self._mountpaths,
            images=self._images,
        )
        # Where the targets are others than before, objects have another owner.
        state.place()
        return state

    @property
    def is_alive(self) -> bool:
        """Whether its thread runs."""
        return self._thread.is_alive()

    def call(self, change: Callable[[], T]) -> T:
        """Run something in the cluster's thread, which alone may change its state."""
        if self._loop is None or not self.is_alive:
            raise RuntimeError("the local cluster is closed")

        async def run() -> T:
            return change()

        return asyncio.run_coroutine_threadsafe(run(), self._loop).result()

    @property
    def console(self) -> Console:
        """The control port, opened when it is first asked for."""
        if self._console is None:
            self._console = self.perform(self._open_console)
        return self._console

    async def _open_console(self) -> Console:
        if self._console is not None:
            return self._console
        console = Console(self.state)
        await console.listen()
        self._console = console
        return console

    def perform(self, change: Callable[[], Coroutine[Any, Any, T]]) -> T:
        """The same, for something that takes its time."""
        if self._loop is None or not self.is_alive:
            raise RuntimeError("the local cluster is closed")
        return asyncio.run_coroutine_threadsafe(change(), self._loop).result()

    def close(self) -> None:
        """Drop all connections and end the thread; a second time does nothing.

        In a forked child the thread does not exist: there only the inherited sockets are closed.
        """
        if os.getpid() != self._pid:
            self._close_ports()
            return
        if self._thread.is_alive() and self._loop is not None and self._stop is not None:
            self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        finally:
            self._store.close()
            self._close_ports()
            self._is_up.set()

    async def _serve(self) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        nodes = self.state.nodes
        nodes.update((member.id, Node(member, self.state)) for member in self._members)
        self.state.moves.then = self.state.roster.part
        try:
            for node, port in zip(list(nodes.values()), self._ports, strict=True):
                await node.listen(port)
            self._listens = True
            self._is_up.set()
            await self._stop.wait()
        finally:
            self.state.roster.close()
            await self.state.etls.close()
            for node in list(nodes.values()):
                await node.close()
            await self.state.jobs.close()
            self.state.close_unfinished()
            if self._console is not None:
                await self._console.close()
            # Once more around the loop: transports close their sockets in a callback.
            await asyncio.sleep(0)

    def _close_ports(self) -> None:
        for port in self._ports:
            port.close()
