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
from typing import Final, Self

_SUPERVISOR: Final = str(Path(__file__).with_name("supervisor.py"))

KEPT: Final = 1 << 20
"""Bytes of its output that are kept; the latest."""

_SHOWN: Final = 8 << 10
"""Bytes of it that its last lines take at most."""

_LAST_WORDS: Final = 5.0
"""Seconds in which what it has printed comes to an end once it has."""

_PIECE: Final = 64 << 10


class Log:
    """What a transformer has printed: the latest of it."""

    def __init__(self) -> None:
        self._kept = bytearray()
        self._is_whole = True

    def add(self, piece: bytes) -> None:
        """Keep a piece, and forget the oldest where it is too much."""
        self._kept += piece
        if len(self._kept) > 2 * KEPT:  # not each time: what is left has to be moved
            del self._kept[:-KEPT]
            self._is_whole = False

    def content(self) -> bytes:
        """All that is kept, from the beginning of a line on if there is one."""
        kept = bytes(self._kept[-KEPT:])
        if self._is_whole and len(self._kept) <= KEPT:
            return kept
        return kept.partition(b"\n")[2] or kept

    def says(self, words: str) -> bool:
        """Whether the last lines have these words."""
        return words in self.tail(20)

    def tail(self, lines: int) -> str:
        """The last lines, as text that can be shown: whatever else was printed is replaced, and long ones are cut."""
        text = self.content()[-_SHOWN:].decode("utf-8", "replace")
        last = text.rstrip("\n").split("\n")[-lines:]
        return "\n".join("".join(c if c.isprintable() or c == "\t" else "\ufffd" for c in line) for line in last)


class Child:
    """A process under a supervisor, which ends it when this process does, however that ends."""

    def __init__(self, supervisor: Process, group: int | None, output: _Output, log: Log) -> None:
        self._supervisor = supervisor
        self._group = group
        self._output = output
        self._reading = asyncio.create_task(self._output.read(log))

    @classmethod
    async def start(cls, command: Sequence[str], environment: Mapping[str, str], home: Path | None, log: Log) -> Child:
        """Start the command in its home, with that environment and nothing else; without one, where this runs. It is
        started, or not, also where whoever waits for that is cancelled: then it is ended again. A home is removed where
        this process is gone before it."""
        starting = asyncio.ensure_future(cls._start(command, environment, home, log))
        try:
            return await asyncio.shield(starting)
        except asyncio.CancelledError:
            with contextlib.suppress(OSError):
                await (await starting).stop(0.0)
            raise

    @classmethod
    async def _start(cls, command: Sequence[str], environment: Mapping[str, str], home: Path | None, log: Log) -> Child:
        with contextlib.ExitStack() as opened:
            told, telling = _pipe(opened)
            said, saying = _pipe(opened)
            supervised = [sys.executable, "-I", "-S", _SUPERVISOR, str(telling.fileno()), str(home or ""), *command]
            # The pipe is ours: of its own asyncio would not notice the end of a process while somebody else holds it.
            process = await asyncio.create_subprocess_exec(
                *supervised,
                stdin=PIPE,
                stdout=saying,
                stderr=STDOUT,
                env=dict(environment),
                cwd=home,
                pass_fds=(telling.fileno(),),
                start_new_session=True,  # whoever kills the group of this process leaves the one that tidies up
            )
            telling.close()
            saying.close()
            group = await asyncio.to_thread(told.read, 32)
            output = await _Output.of(said)
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
        # Who has left its group, where nobody adopts that, may go on printing for ever.
        await asyncio.wait({self._reading}, timeout=_LAST_WORDS)
        self._output.close()
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


class _Output:
    """What comes through a pipe."""

    def __init__(self, reader: asyncio.StreamReader, transport: asyncio.BaseTransport) -> None:
        self._reader = reader
        self._transport = transport

    @classmethod
    async def of(cls, pipe: FileIO) -> Self:
        reader = asyncio.StreamReader()
        loop = asyncio.get_running_loop()
        transport, _ = await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), pipe)
        return cls(reader, transport)

    async def read(self, log: Log) -> None:
        """All of it, until its end."""
        while piece := await self._reader.read(_PIECE):
            log.add(piece)

    def close(self) -> None:
        """Read no more; a second time does nothing."""
        self._transport.close()


def _pipe(opened: contextlib.ExitStack) -> tuple[FileIO, FileIO]:
    """A pipe's two ends."""
    reading, writing = os.pipe()
    return opened.enter_context(FileIO(reading, "rb")), opened.enter_context(FileIO(writing, "wb"))


def free_port(host: str) -> int:
    """A port of this machine that nobody listens on now. Somebody may take it before whoever asked for it does."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])
