"""A cluster that runs: all its nodes in one thread with an event loop of its own."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Final, TypeVar

from .faults import Faults
from .guard import Guard
from .jobs import Jobs
from .journal import Journal
from .membership import Member, Membership, new_node_id
from .node import Node, Port, named_address
from .seen import Log, Side
from .state import State

T = TypeVar("T")

_START: Final = 30.0
"""Seconds after which a start that hangs is given up; it takes a fraction of one."""


class Running:
    """The thread and what runs in it."""

    def __init__(
        self,
        host: str,
        port: int,
        proxy_id: str | None,
        target_ids: Sequence[str | None],
        *,
        guard: Guard | None = None,
        journal: Journal | None = None,
    ) -> None:
        self._ports = [Port.take(host, port)]
        try:
            self._ports += [Port.take(host, 0) for _ in target_ids]
        except BaseException:
            self._close_ports()
            raise
        ids: list[tuple[Side, str | None]] = [("proxy", proxy_id), *(("target", each) for each in target_ids)]
        named = named_address(host)
        members = [
            Member(given or new_node_id(side, taken.number), side, named, taken.number)
            for (side, given), taken in zip(ids, self._ports, strict=True)
        ]
        created = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S")
        membership = Membership.of(members[0], members[1:], created=created)
        self.state = State(membership, Jobs(), Faults(), Log(), guard=guard, journal=journal)
        self._members = members
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
            self._close_ports()
            self._is_up.set()

    async def _serve(self) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        nodes = [Node(member, self.state) for member in self._members]
        self.state.nodes = {node.id: node for node in nodes}
        try:
            for node, port in zip(nodes, self._ports, strict=True):
                await node.listen(port)
            self._listens = True
            self._is_up.set()
            await self._stop.wait()
        finally:
            for node in nodes:
                await node.close()
            # Once more around the loop: transports close their sockets in a callback.
            await asyncio.sleep(0)

    def _close_ports(self) -> None:
        for port in self._ports:
            port.close()
