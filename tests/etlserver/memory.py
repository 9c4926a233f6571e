"""How much memory a server takes while something happens."""

from __future__ import annotations

import contextlib
from threading import Event, Thread
from types import TracebackType
from typing import Self

import psutil


class Watch:
    """Looks at a process and its children every 10 ms."""

    def __init__(self, pid: int) -> None:
        self._process = psutil.Process(pid)
        self._is_over = Event()
        self._thread = Thread(target=self._look, daemon=True)
        self._before = self._now()
        self._most = self._before

    @property
    def growth(self) -> int:
        """Bytes by which they were larger than at the beginning."""
        return self._most - self._before

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, exc: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._is_over.set()
        self._thread.join()
        self._most = max(self._most, self._now())

    def _look(self) -> None:
        while not self._is_over.wait(0.01):
            self._most = max(self._most, self._now())

    def _now(self) -> int:
        total = 0
        for each in (self._process, *self._process.children(recursive=True)):
            with contextlib.suppress(psutil.NoSuchProcess):
                total += each.memory_info().rss
        return total
