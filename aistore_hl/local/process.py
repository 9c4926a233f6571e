"""A cluster as a process of its own: where it listens, and how it ends."""

from __future__ import annotations

import json
import os
import selectors
import subprocess
import sys
import time
from collections.abc import Sequence
from typing import Any, Final, Self

_START: Final = 30.0
"""Seconds after which a start that hangs is given up; it takes about half a second."""

_END: Final = 10.0
"""Seconds that it may take to end before it is killed; it takes milliseconds."""


class ClusterProcess:
    """A local cluster that runs in a process of its own, from its making to `close`.

    It ends with the process that made it, however that ends: its standard input is a pipe whose other end only that
    process holds, and it also looks for its parent twice a second, as forked children hold that end too.

    A copy, in a forked child or by pickle, knows where the cluster is, and closing it does nothing.
    """

    def __init__(self, arguments: Sequence[str]) -> None:
        """Start it, with arguments of `python -m aistore_hl.local`.

        Raises:
            ValueError: an argument is not what it should be.
            OSError: the port is taken, a folder cannot be read, or it did not start in time.
        """
        command = [sys.executable, "-m", "aistore_hl.local", *arguments, "--owned"]
        self._owner = os.getpid()
        self._process: subprocess.Popen[bytes] | None = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        try:
            told = self._first_line()
        except BaseException:
            self._end(self._process)
            raise
        self.endpoint: str = told["endpoint"]
        """The address to give to a client."""
        self.token: str | None = told["token"]
        """What a client must show, where other machines can ask."""
        self.targets: tuple[str, ...] = tuple(told["targets"])
        """Where the targets listen."""
        self.pid = self._process.pid

    @property
    def environment(self) -> dict[str, str]:
        """The variables that tell a client, of this package or another, where the cluster is."""
        return environment(self.endpoint, self.token)

    @property
    def is_running(self) -> bool:
        """Whether the process lives, as far as its owner knows; copies do not know."""
        return self._process is not None and os.getpid() == self._owner and self._process.poll() is None

    def close(self) -> None:
        """End the process and wait for it. A second time, or in a copy, does nothing."""
        process = self._process
        if process is None or os.getpid() != self._owner:
            return
        self._process = None
        self._end(process)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_process": None}

    def __repr__(self) -> str:
        return f"ClusterProcess({self.endpoint}, pid={self.pid}, targets={len(self.targets)})"

    def _first_line(self) -> dict[str, Any]:
        """What the process tells about itself once it listens, or why it does not."""
        assert self._process is not None
        stdout, deadline = self._process.stdout, time.monotonic() + _START
        assert stdout is not None
        line = b""
        with selectors.DefaultSelector() as selector:
            selector.register(stdout, selectors.EVENT_READ)
            while not line.endswith(b"\n"):
                if not selector.select(deadline - time.monotonic()):
                    raise TimeoutError(f"the local cluster did not start within {_START:.0f} seconds")
                piece = os.read(stdout.fileno(), 1 << 16)
                if not piece:
                    raise OSError(f"the local cluster ended with status {self._process.wait(_END)} before it listened")
                line += piece
        told: dict[str, Any] = json.loads(line)
        if "refused" in told:
            raise (ValueError if told["kind"] == "ValueError" else OSError)(told["refused"])
        return told

    @staticmethod
    def _end(process: subprocess.Popen[bytes]) -> None:
        """By the end of its input; by force where that does not help."""
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                stream.close()
        try:
            process.wait(_END)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def environment(endpoint: str, token: str | None) -> dict[str, str]:
    """The variables that tell a client where a cluster is."""
    # The address last: whoever reads lines has all of them then.
    return ({} if token is None else {"AIS_AUTHN_TOKEN": token}) | {"AIS_ENDPOINT": endpoint}
