"""A cluster whose targets can be killed and started again: a local one, or a real one of which the processes are known.

AIS_TEST_PIDS names a file with the ids of the processes of AIS_TEST_ENDPOINT, with spaces between. A target that was
killed is started with the command that it had, and its new id takes the place of the old one.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from typing import Protocol
from urllib.parse import urlsplit

import psutil
from attrs import define, field

from aistore_hl import Client, LocalCluster


class Killable(Protocol):
    """What a test needs of it."""

    @property
    def endpoint(self) -> str: ...

    def kill_target(self, target: str) -> None: ...

    def start_target(self, target: str) -> None: ...


@define
class Processes:
    """A real cluster on this machine."""

    endpoint: str
    pids: Path
    _commands: dict[str, tuple[int, list[str]]] = field(factory=dict)
    """Of the targets that are killed: the process that was, and how it was started."""

    def kill_target(self, target: str) -> None:
        with Client(self.endpoint) as client:
            origin = urlsplit(client.cluster().get_info().targets[target].public)
        process = self._listening(origin.port or 0)
        self._commands[target] = (process.pid, process.cmdline())
        os.kill(process.pid, signal.SIGKILL)

    def start_target(self, target: str) -> None:
        pid, command = self._commands.pop(target)
        deadline = monotonic() + 10
        while psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE:
            assert monotonic() < deadline
        # It outlives the tests, as the one before did: nobody waits for it here.
        silent = [(os.POSIX_SPAWN_OPEN, stream, os.devnull, os.O_RDWR, 0) for stream in range(3)]
        started = os.posix_spawn(command[0], command, os.environ, file_actions=silent, setsid=True)
        pids = self.pids.read_text().split()
        self.pids.write_text(" ".join(str(started) if each == str(pid) else each for each in pids))

    def _listening(self, port: int) -> psutil.Process:
        for pid in self.pids.read_text().split():
            process = psutil.Process(int(pid))
            if any(each.laddr.port == port for each in process.net_connections("tcp") if each.status == "LISTEN"):
                return process
        raise LookupError(f"no process of {self.pids} listens at port {port}")


@contextmanager
def killable() -> Iterator[Killable]:
    """The real one if AIS_TEST_PIDS says how it is killed."""
    pids = os.environ.get("AIS_TEST_PIDS")
    if pids:
        yield Processes(os.environ["AIS_TEST_ENDPOINT"], Path(pids))
        return
    with LocalCluster(targets=3, dead_after=0.5) as cluster:
        yield cluster
