"""Several processes that serve one listening socket."""

from __future__ import annotations

import os
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

    def run(self, count: int) -> None:
        signal.signal(signal.SIGTERM, self._stop)
        signal.signal(signal.SIGINT, self._stop)
        for _ in range(count):
            self._fork()
        while self._started:
            pid, status = os.wait()
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
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            signal.signal(signal.SIGINT, signal.SIG_DFL)
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
