"""The transformer that is tried, where it is started for that: a process, what it has printed, and its end."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from asyncio.subprocess import DEVNULL, PIPE, STDOUT, Process
from collections.abc import Mapping, Sequence
from typing import Final

from .nodes import HOST

_KEPT: Final = 64 << 10
"""Bytes of what it has printed; the latest."""

_PIECE: Final = 16 << 10


class Started:
    """A process and all that it starts, in a group of their own."""

    def __init__(self, process: Process) -> None:
        self._process = process
        self._printed = b""
        self._reading = asyncio.create_task(self._read())

    @classmethod
    async def start(cls, command: Sequence[str], environment: Mapping[str, str]) -> Started:
        """Start a command, in the folder that this runs in.

        Raises:
            OSError: it cannot be started.
        """
        process = await asyncio.create_subprocess_exec(
            *command, stdin=DEVNULL, stdout=PIPE, stderr=STDOUT, env=dict(environment), start_new_session=True
        )
        return cls(process)

    @property
    def status(self) -> int | None:
        """How it ended; `None` while it runs."""
        return self._process.returncode

    def said(self, lines: int) -> str:
        """The last lines that it has printed."""
        return "\n".join(self._printed.decode("utf-8", "replace").splitlines()[-lines:])

    async def wait(self) -> int:
        """How it ended, once all that it has printed is known."""
        status = await self._process.wait()
        await self._reading
        return status

    async def stop(self, grace: float) -> None:
        """Let it end by itself within so many seconds, else end it, with all that it has started."""
        self._signal(signal.SIGTERM)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(grace):
                await self._process.wait()
        self._signal(signal.SIGKILL)
        await self.wait()

    def _signal(self, number: signal.Signals) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, number)

    async def _read(self) -> None:
        assert self._process.stdout is not None
        while piece := await self._process.stdout.read(_PIECE):
            self._printed = (self._printed + piece)[-_KEPT:]


async def free_port() -> int:
    """A port that nobody listens on now. Somebody may take it before whoever asked for it does."""
    server = await asyncio.start_server(lambda reader, writer: None, HOST, 0)
    port = int(server.sockets[0].getsockname()[1])
    server.close()
    await server.wait_closed()
    return port
