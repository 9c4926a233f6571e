"""Several processes that serve one listening socket."""

from __future__ import annotations

import os
import select
import signal
import socket
import sys
import time
import traceback
from collections.abc import Callable
from threading import Thread
from typing import Final

from .journal import LOGGER

_BACKLOG: Final = 1024
NOT_READY: Final = 3
"""The code of a process that could not begin to serve, and would not another time."""
_PAUSE: Final = 0.2
"""Seconds before a worker that has ended is replaced: one that always ends must not keep the machine busy."""


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(_BACKLOG)
    except BaseException:
        listener.close()
        raise
    return listener


def wake_sockets() -> tuple[socket.socket, socket.socket]:
    """What is waited at for signals, and what Python writes them to."""
    out, into = socket.socketpair()
    out.setblocking(False)
    into.setblocking(False)
    return out, into


def run_workers(count: int, serve: Callable[[], None]) -> None:
    """Run `serve` in so many processes until SIGTERM or SIGINT; one that ends by itself is replaced.

    One runs here, and two or more are forked.

    Raises:
        SystemExit: a worker could not begin to serve.
    """
    if count == 1:
        serve()
        return
    _Parent(serve).run(count)


class _Parent:
    def __init__(self, serve: Callable[[], None]) -> None:
        self._serve = serve
        self._started: set[int] = set()
        self._is_stopping = False
        self._failed = False
        # Its writing end is held here alone: when this process is gone, however that came, workers read its end.
        self._life_out, self._life_in = os.pipe()
        self._wake_out, self._wake_in = wake_sockets()

    def run(self, count: int) -> None:
        signal.signal(signal.SIGTERM, self._stop)
        signal.signal(signal.SIGINT, self._stop)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        # A signal that comes just before the wait would not end it: Python calls its handler after the wait.
        signal.set_wakeup_fd(self._wake_in.fileno(), warn_on_full_buffer=False)
        for _ in range(count):
            self._fork()
        while self._started:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if not pid:
                select.select([self._wake_out], [], [])
                self._wake_out.recv(_BACKLOG)
                continue
            if pid not in self._started:
                # A process of the transformer's own.
                continue
            self._started.discard(pid)
            if self._is_stopping:
                continue
            code = os.waitstatus_to_exitcode(status)
            LOGGER.error("worker %d ended with %d", pid, code)
            if code == NOT_READY:
                self._failed = True
                self._stop()
                continue
            time.sleep(_PAUSE)
            if not self._is_stopping:
                self._fork()
        os.close(self._life_out)
        os.close(self._life_in)
        signal.set_wakeup_fd(-1)
        self._wake_out.close()
        self._wake_in.close()
        if self._failed:
            raise SystemExit(NOT_READY)

    def _stop(self, *_: object) -> None:
        self._is_stopping = True
        for pid in list(self._started):
            try:
                os.kill(pid, signal.SIGTERM)
            except ProcessLookupError:
                continue

    def _fork(self) -> None:
        # A signal between the fork and the note of it would pass the worker by.
        signal.pthread_sigmask(signal.SIG_BLOCK, (signal.SIGTERM, signal.SIGINT))
        pid = os.fork()
        if pid:
            self._started.add(pid)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, (signal.SIGTERM, signal.SIGINT))
            if self._is_stopping:
                self._stop()
            return
        code = 1
        try:
            signal.set_wakeup_fd(-1)
            for number in (signal.SIGTERM, signal.SIGINT, signal.SIGCHLD):
                signal.signal(number, signal.SIG_DFL)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, (signal.SIGTERM, signal.SIGINT))
            os.close(self._life_in)
            Thread(target=self._watch, daemon=True).start()
            self._serve()
            code = 0
        except SystemExit as exc:
            code = exc.code if isinstance(exc.code, int) else 1
        except BaseException:  # noqa: BLE001 - said here: nothing of the parent's stack may run in a worker
            traceback.print_exc()
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)

    def _watch(self) -> None:
        os.read(self._life_out, 1)
        os.kill(os.getpid(), signal.SIGTERM)
