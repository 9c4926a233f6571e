"""One ETL at one target: the process that transforms, and what the target says to it."""

from __future__ import annotations

import asyncio
import errno
import os
import shutil
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from attrs import define, field

from .channel import Channel, Request, Silent, Unanswered
from .child import Child, Log, free_port
from .environments import NotMade
from .lending import Lender
from .sockets import Sockets

if TYPE_CHECKING:
    from .registry import Etl

_HOST: Final = "127.0.0.1"
_TICK: Final = 0.02
_PAGE: Final = 64 << 10
"""Bytes of its health that are read."""
_PROBE: Final = 5.0
"""Seconds that it has to tell it. Source: ext/etl/boot.go (AIS 5.0)"""
_SHOWN: Final = 10
"""Lines of its log that an error has."""
_GRACE: Final = 5.0
"""Seconds that it has to end by itself."""
_RESTARTS: Final = 5
"""How often it is started again without having answered anything meanwhile."""
_BACKOFF: Final = 0.1
"""Seconds before the first of these; each of the next ones waits twice as long."""
_PORTS: Final = 3
"""How often another port is tried where somebody has taken the one that was free."""


class NotReady(Exception):
    """It did not start."""


class Ended(NotReady):
    """It has ended before it was ready."""

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.status = status


class Gone(Exception):
    """It was stopped, and is not started again."""


@define(eq=False)
class Transformer:
    """The process of an ETL at one target. It is started again where it ends by itself, until that does not help."""

    etl: Etl
    target: str
    lender: Lender
    """What it is lent."""
    channel: Channel = field(init=False)
    sockets: Sockets = field(init=False)
    log: Log = field(init=False, factory=Log)
    folder: Path = field(init=False)
    """Its home, which goes with it."""
    child: Child | None = field(init=False, default=None)
    """The process, if there is one."""
    _hosts: Path = field(init=False)
    _restarts: int = field(init=False, default=0)
    _is_ready: asyncio.Event = field(init=False, factory=asyncio.Event)
    _is_over: bool = field(init=False, default=False)
    _turn: asyncio.Lock = field(init=False, factory=asyncio.Lock)
    """Held by whoever starts or ends the process."""
    _ended: str = field(init=False, default="")
    """How it ended last, while it is started again."""
    _keeper: asyncio.Task[None] | None = field(init=False, default=None)
    _preparing: asyncio.Task[list[str]] | None = field(init=False, default=None)
    """What has to be there before it can be started: packages take their time."""

    def __attrs_post_init__(self) -> None:
        self.channel, self.sockets = Channel(""), Sockets("")
        self.folder = Path(tempfile.mkdtemp(prefix="aistore-etl-"))
        self._hosts = self.folder / ".hosts"
        self._hosts.touch()

    @property
    def pod(self) -> str:
        """The name that its pod would have."""
        return f"{self.etl.message.name}-{self.target.lower()}"

    @property
    def is_ready(self) -> bool:
        """Whether it can be asked."""
        return self._is_ready.is_set() and not self._is_over

    @property
    def hosts(self) -> Path:
        """The file that says where it may send results to."""
        return self._hosts

    async def start(self) -> None:
        """Start it, and return when it is ready.

        Raises:
            NotReady: it is not, in its time; why, and the end of its log.
        """
        await self._begin()
        self._keeper = asyncio.create_task(self._keep())

    async def reached(self) -> Channel:
        """How it is asked, once it can be.

        Raises:
            Gone: it will not be.
        """
        await self._is_ready.wait()
        if self._is_over:
            raise Gone(f"{self.pod} was stopped ({self.etl.why})")
        return self.channel

    @property
    def waits_for(self) -> str:
        """Why it cannot be asked now; empty where that is not known."""
        return "" if self.is_ready else self._ended

    def answered(self) -> None:
        """It has done something since it was started."""
        self._restarts = 0

    def allow(self, hosts: Iterable[str]) -> None:
        """Say where it may send results to, each as `host:port`; it looks again when it is asked."""
        if self._is_over:
            return
        new = self._hosts.with_suffix(".new")
        new.write_text("".join(f"{host}\n" for host in hosts))
        new.replace(self._hosts)

    def count(self, size: int) -> None:
        """An object was read through it, which became so many bytes."""
        job = self.etl.job
        if job is not None:
            job.part(self.target).handle(size)

    async def stop(self, grace: float = _GRACE) -> None:
        """End it, in so many seconds; nothing of it is left then but what it has printed."""
        self._is_over = True
        self._is_ready.set()  # who waits for it hears of the end
        if self._keeper is not None:
            self._keeper.cancel()
            await asyncio.gather(self._keeper, return_exceptions=True)
        if self._preparing is not None:
            self._preparing.cancel()
        if self.child is not None:
            await self.child.stop(grace)  # also while somebody waits for it to become ready
        async with self._turn:
            await self._end()
            self.lender.close()
            await asyncio.to_thread(shutil.rmtree, self.folder, ignore_errors=True)

    async def _begin(self) -> None:
        """Start the process, and return when it is ready.

        Raises:
            NotReady: it is not.
        """
        deadline = time.monotonic() + self.etl.message.init_timeout
        async with self._turn:
            for left in reversed(range(_PORTS)):
                try:
                    await self._begin_at(free_port(_HOST), deadline)
                except BaseException as exc:
                    await self._end()
                    if isinstance(exc, NotReady) and left and self.log.says(os.strerror(errno.EADDRINUSE)):
                        continue
                    raise
                self._is_ready.set()
                self.etl.announce()
                return

    async def _begin_at(self, port: int, deadline: float) -> None:
        self._check()
        await self._close_channels()
        self.channel, self.sockets = Channel(f"http://{_HOST}:{port}"), Sockets(f"ws://{_HOST}:{port}/ws")
        try:
            command = await self._command(port, deadline)
            self._check()
            self.child = await Child.start(command, self.etl.environment(self, port), self.folder, self.log)
            self._check()
        except TimeoutError as exc:
            raise self._late() from exc
        except NotMade as exc:
            raise NotReady(f"pod {self.pod}: {exc}{self._said()}") from exc
        except OSError as exc:
            raise NotReady(f"pod {self.pod}: cannot be started: {exc.strerror or exc}") from exc
        await self._until_ready(self.child, deadline)
        self._check()

    async def _command(self, port: int, deadline: float) -> list[str]:
        """What is run, once all is there that it needs.

        Raises:
            NotReady: it was stopped meanwhile.
            TimeoutError, NotMade, OSError: it is not.
        """
        self._preparing = asyncio.ensure_future(self.etl.command(self, port))
        try:
            async with asyncio.timeout(max(deadline - time.monotonic(), 0.0)):
                return await self._preparing
        except asyncio.CancelledError:
            self._check()
            raise
        finally:
            self._preparing.cancel()

    def _check(self) -> None:
        if self._is_over:
            raise NotReady(f"pod {self.pod}: was stopped while it was starting")

    async def _until_ready(self, child: Child, deadline: float) -> None:
        while child.status is None:
            try:
                left = max(deadline - time.monotonic(), _TICK)
                reply = await self.channel.ask(Request("GET", "/health"), seconds=min(left, _PROBE))
                await reply.content(_PAGE)
                if reply.status < 300:
                    return
            except (Silent, Unanswered):
                pass  # it does not listen yet, or does something else first
            if time.monotonic() >= deadline:
                raise self._late()
            await asyncio.sleep(_TICK)
        status = await child.wait()
        self._check()
        raise Ended(f"pod {self.pod}: ended with status {status} before it was ready{self._said()}", status)

    def _late(self) -> NotReady:
        seconds = self.etl.message.init_timeout
        return NotReady(f"pod {self.pod}: not ready after {seconds:g} seconds{self._said()}")

    async def _keep(self) -> None:
        """Start it again when it ends by itself, also before it was ready, until that was often enough."""
        while True:
            child = self.child
            assert child is not None
            status: int | None = await child.wait()
            self._is_ready.clear()
            while status is not None:
                if self._restarts >= _RESTARTS:
                    self._fail(f"pod {self.pod}: ended with status {status}, {_RESTARTS} times before{self._said()}")
                    return
                try:
                    status = await self._begin_again(status)
                except NotReady as exc:
                    self._fail(str(exc))
                    return

    async def _begin_again(self, status: int) -> int | None:
        """Start it again after it has ended with a status: `None` when it is ready, or the status with which it ended
        before it was.

        Raises:
            NotReady: it did not become ready in its time, or cannot be started any more.
        """
        self._ended = f"it ended with status {status}, and is started again"
        await asyncio.sleep(_BACKOFF * 2**self._restarts)
        self._restarts += 1
        self.log.add(f"[ended with status {status}; started again]\n".encode())
        try:
            await self._begin()
        except Ended as exc:
            return exc.status
        return None

    def _fail(self, why: str) -> None:
        if not self._is_over:
            self.etl.fail(why)

    async def _end(self) -> None:
        await self._close_channels()
        child, self.child = self.child, None
        if child is not None:
            await child.stop(0.0 if self._is_over else _GRACE)

    async def _close_channels(self) -> None:
        self.channel.close()
        await self.sockets.close()

    def _said(self) -> str:
        tail = self.log.tail(_SHOWN)
        return f"; it said:\n{tail}" if tail else "; it said nothing"
