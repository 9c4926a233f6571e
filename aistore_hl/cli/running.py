"""`aisx run`: a program with a local cluster of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final

import click

from aistore_hl import LocalCluster

_FORWARDED: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT, signal.SIGUSR1, signal.SIGUSR2)
_NOT_FOUND: Final = 127
_NOT_EXECUTABLE: Final = 126
"""What shells return then."""


@click.command(context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False})
@click.option("--targets", default=3, show_default=True, type=click.IntRange(1, 64), help="How many targets.")
@click.argument("words", metavar="-- PROGRAM [ARGUMENT]...", nargs=-1, required=True, type=click.UNPROCESSED)
def run(targets: int, words: tuple[str, ...]) -> int:
    """Start a cluster, run PROGRAM with AIS_ENDPOINT set to it, stop the cluster, and return what PROGRAM returned.

    stdin, stdout and stderr are PROGRAM's own, and signals are passed on to it. A signal that ends it is returned as
    128 and its number, a program that is not there as 127, one that cannot be run as 126.
    """
    with LocalCluster(targets) as cluster, _forwarding() as child:
        environment = {**os.environ, "AIS_ENDPOINT": cluster.endpoint}
        try:
            child.process = subprocess.Popen(words, env=environment)
        except FileNotFoundError:
            click.echo(f"aisx: {words[0]}: no such program", err=True)
            return _NOT_FOUND
        except OSError as exc:
            click.echo(f"aisx: {words[0]}: {exc.strerror}", err=True)
            return _NOT_EXECUTABLE
        child.deliver()
        code = child.process.wait()
    return 128 - code if code < 0 else code


class _Child:
    """The program, and the signals that arrive for it, perhaps before it is there."""

    def __init__(self) -> None:
        self.process: subprocess.Popen[bytes] | None = None
        self._early: list[int] = []

    def take(self, number: int, frame: FrameType | None) -> None:
        """Pass a signal on, unless the program got it as we did."""
        if number in (signal.SIGINT, signal.SIGQUIT) and _is_from_terminal():
            return
        if self.process is None:
            self._early.append(number)
        else:
            self.process.send_signal(number)

    def deliver(self) -> None:
        """What arrived before it was there."""
        assert self.process is not None
        for number in self._early:
            self.process.send_signal(number)


def _is_from_terminal() -> bool:
    """Whether keys at a terminal signal our whole group, with the program in it."""
    for stream in (sys.__stdin__, sys.__stderr__):
        try:
            if stream is not None and os.tcgetpgrp(stream.fileno()) == os.getpgrp():
                return True
        except (OSError, ValueError):
            continue
    return False


@contextmanager
def _forwarding() -> Iterator[_Child]:
    """Within, signals are the program's."""
    child = _Child()
    before = {number: signal.signal(number, child.take) for number in _FORWARDED}
    try:
        yield child
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
