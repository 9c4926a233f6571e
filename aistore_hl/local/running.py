"""A cluster that runs: all its nodes in one thread with an event loop of its own."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Final, TypeVar

from .faults import Faults
from .jobs import Jobs
from .membership import Member, Membership, new_node_id
from .node import Node, listening_socket
from .seen import Log, Side
from .state import State

T = TypeVar("T")

_START: Final = 30.0
"""Seconds after which a start that hangs is given up; it takes a fraction of one."""


class Running:
    """The thread and what runs in it."""

    def __init__(self, host: str, port: int, proxy_id: str | None, target_ids: Sequence[str | None]) -> None:
        self._sockets = []
        try:
            for number in range(1 + len(target_ids)):
                self._sockets.append(listening_socket(host, port if number == 0 else 0))
        except BaseException:
            self._close_sockets()
            raise
        ids: list[tuple[Side, str | None]] = [("proxy", proxy_id), *(("target", each) for each in target_ids)]
        members = [
            Member(given or new_node_id(side, listening.getsockname()[1]), side, host, listening.getsockname()[1])
            for (side, given), listening in zip(ids, self._sockets, strict=True)
        ]
        created = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S")
        self.state = State(Membership.of(members[0], members[1:], created=created), Jobs(), Faults(), Log())
        self._members = members
        self._pid = os.getpid()
        self._is_up = threading.Event()
        self._failure: BaseException | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stop: asyncio.Event | None = None
        # A daemon: a cluster that nobody closed must not keep the interpreter from ending.
        self._thread = threading.Thread(target=self._run, name="aistore-local", daemon=True)
        self._thread.start()
        if not self._is_up.wait(_START):
            raise TimeoutError("the local cluster did not start")
        if self._failure is not None:
            self._thread.join()
            raise self._failure

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
            self._close_sockets()
            return
        if self._thread.is_alive() and self._loop is not None and self._stop is not None:
            self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except BaseException as exc:  # handed to whoever starts us; afterwards there is nobody to hear it
            self._failure = exc
        finally:
            self._close_sockets()
            self._is_up.set()

    async def _serve(self) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        nodes = [Node(member, self.state) for member in self._members]
        self.state.nodes = {node.id: node for node in nodes}
        try:
            for node, listening in zip(nodes, self._sockets, strict=True):
                await node.listen(listening)
            self._is_up.set()
            await self._stop.wait()
        finally:
            for node in nodes:
                await node.close()
            # Once more around the loop: transports close their sockets in a callback.
            await asyncio.sleep(0)

    def _close_sockets(self) -> None:
        for listening in self._sockets:
            listening.close()
