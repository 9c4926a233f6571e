"""One transformer: a child process with its port, its log and its end."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
import sys
from asyncio.subprocess import PIPE, STDOUT, Process
from collections.abc import Mapping, Sequence
from io import FileIO
from pathlib import Path
from typing import Final

_SUPERVISOR: Final = str(Path(__file__).with_name("supervisor.py"))

KEPT: Final = 1 << 20
"""Bytes of its output that are kept; the latest."""

_PIECE: Final = 64 << 10


class Log:
    """What a transformer has printed: the latest of it."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []
        self._size = 0

    def add(self, piece: bytes) -> None:
        """Keep a piece, and forget the oldest where it is too much."""
        self._pieces.append(piece)
        self._size += len(piece)
        while self._size - len(self._pieces[0]) > KEPT:
            self._size -= len(self._pieces.pop(0))

    def content(self) -> bytes:
        """All that is kept, from the beginning of a line on."""
        kept = b"".join(self._pieces)
        return kept if len(kept) <= KEPT else kept[-KEPT:].partition(b"\n")[2]

    def says(self, words: str) -> bool:
        """Whether the last lines have these words."""
        return words in self.tail(20)

    def tail(self, lines: int) -> str:
        """The last lines."""
        return "\n".join(self.content().decode("utf-8", "replace").splitlines()[-lines:])


class Child:
    """A process under a supervisor, which ends it when this process does, however that ends."""

    def __init__(self, supervisor: Process, group: int | None, output: asyncio.StreamReader, log: Log) -> None:
        self._supervisor = supervisor
        self._group = group
        self._output = output
        self._log = log
        self._reading = asyncio.create_task(self._read())

    @classmethod
    async def start(cls, command: Sequence[str], environment: Mapping[str, str], folder: Path, log: Log) -> Child:
        """Start the command in a folder, with that environment and nothing else. It is started, or not, also where
        whoever waits for that is cancelled: then it is ended again."""
        starting = asyncio.ensure_future(cls._start(command, environment, folder, log))
        try:
            return await asyncio.shield(starting)
        except asyncio.CancelledError:
            with contextlib.suppress(OSError):
                await (await starting).stop(0.0)
            raise

    @classmethod
    async def _start(cls, command: Sequence[str], environment: Mapping[str, str], folder: Path, log: Log) -> Child:
        with contextlib.ExitStack() as opened:
            told, telling = _pipe(opened)
            said, saying = _pipe(opened)
            supervised = [sys.executable, "-I", "-S", _SUPERVISOR, str(telling.fileno()), *command]
            # The pipe is ours: of its own asyncio would not notice the end of a process while somebody else holds it.
            process = await asyncio.create_subprocess_exec(
                *supervised,
                stdin=PIPE,
                stdout=saying,
                stderr=STDOUT,
                env=dict(environment),
                cwd=folder,
                pass_fds=(telling.fileno(),),
            )
            telling.close()
            saying.close()
            group = await asyncio.to_thread(told.read, 32)
            output = asyncio.StreamReader()
            await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(output), said)
            told.close()
            opened.pop_all()
        return cls(process, int(group) if group else None, output, log)

    @property
    def pid(self) -> int:
        """The process id of the command, or of its supervisor where there is no command."""
        return self._group or self._supervisor.pid

    @property
    def status(self) -> int | None:
        """How it ended; `None` while it runs."""
        return self._supervisor.returncode

    async def wait(self) -> int:
        """How it ended, once all that it has printed is kept."""
        status = await self._supervisor.wait()
        if status < 0 and self._group is not None:  # the supervisor was killed: nobody else ends the command
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._group, signal.SIGKILL)
        await self._reading
        return status

    async def stop(self, grace: float) -> None:
        """Let it end by itself within so many seconds, else end it; returns when nothing of it runs any more."""
        stdin = self._supervisor.stdin
        assert stdin is not None
        if self.status is None:
            stdin.write(b"t" if grace else b"k")
            try:
                async with asyncio.timeout(grace or None):
                    await self._supervisor.wait()
            except TimeoutError:
                stdin.write(b"k")
        stdin.close()
        await self.wait()

    async def _read(self) -> None:
        while piece := await self._output.read(_PIECE):
            self._log.add(piece)


def _pipe(opened: contextlib.ExitStack) -> tuple[FileIO, FileIO]:
    """A pipe's two ends."""
    reading, writing = os.pipe()
    return opened.enter_context(FileIO(reading, "rb")), opened.enter_context(FileIO(writing, "wb"))


def free_port(host: str) -> int:
    """A port of this machine that nobody listens on now. Somebody may take it before whoever asked for it does."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])
