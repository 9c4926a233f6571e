"""SIGTERM as Ctrl-C: whatever ends a command, what it made is cleaned up."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def terminable() -> Iterator[None]:
    """Within, SIGINT and SIGTERM raise KeyboardInterrupt; also where a shell started us with SIGINT ignored.

    SIGINT keeps Python's own handler: in its place asyncio puts one that ends its tasks in order.
    """
    wanted = {signal.SIGINT: signal.default_int_handler, signal.SIGTERM: _as_interrupt}
    before = {name: signal.signal(name, handler) for name, handler in wanted.items()}
    try:
        yield
    finally:
        for name, handler in before.items():
            signal.signal(name, handler)


def _as_interrupt(number: int, frame: FrameType | None) -> None:
    signal.raise_signal(signal.SIGINT)
