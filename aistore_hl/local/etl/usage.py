"""What processes use, as the system tells it."""

from __future__ import annotations

import asyncio
import os
import time
from pathlib import Path
from typing import Final

from attrs import frozen

_WINDOW: Final = 0.2
"""Seconds over which CPU is measured."""


@frozen
class Usage:
    """What a process and all that it has started use."""

    cpu: float
    """Cores."""
    memory: int
    """Bytes."""


async def usage(pid: int) -> Usage | None:
    """What a process and its descendants use; `None` where the system has no /proc."""
    if not Path("/proc/self/stat").exists():
        return None
    before, began = _ticks(pid), time.monotonic()
    await asyncio.sleep(_WINDOW)
    spent = (_ticks(pid) - before) / os.sysconf("SC_CLK_TCK")
    memory = sum(_resident(each) for each in _family(pid))
    return Usage(max(spent, 0.0) / (time.monotonic() - began), memory)


def _family(pid: int) -> list[int]:
    """The process and its descendants."""
    found = [pid]
    for each in found:
        found += _children(each)
    return found


def _children(pid: int) -> list[int]:
    try:
        tasks = list(Path(f"/proc/{pid}/task").iterdir())
        return [int(word) for task in tasks for word in (task / "children").read_text().split()]
    except OSError:
        return []  # it has ended meanwhile


def _ticks(pid: int) -> int:
    """Processor time of all of them."""
    return sum(sum(map(int, _stat(each)[11:13])) for each in _family(pid) if _stat(each))


def _resident(pid: int) -> int:
    fields = _stat(pid)
    return int(fields[21]) * os.sysconf("SC_PAGE_SIZE") if fields else 0


def _stat(pid: int) -> list[str]:
    """The fields after the name, which may have blanks; none where it has ended meanwhile. Source: proc_pid_stat(5)"""
    try:
        return Path(f"/proc/{pid}/stat").read_text("utf-8", "replace").rpartition(")")[2].split()
    except OSError:
        return []
