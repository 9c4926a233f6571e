"""What a server has done, as Prometheus reads it; of all its worker processes together."""

from __future__ import annotations

import mmap
import os
import struct
from bisect import bisect_left
from threading import Lock
from typing import Final

BOUNDS: Final = (0.001, 0.005, 0.025, 0.1, 0.5, 2.5, 10.0, 60.0)
"""Seconds: upper bounds of the buckets of the histogram."""

_CLASSES: Final = ("2xx", "4xx", "5xx", "broken")
_FIELDS: Final = len(_CLASSES) + 3 + len(BOUNDS) + 1
_RECORD: Final = struct.Struct(f"<q{_FIELDS}d")
_PLACES: Final = 256
"""Workers that are counted apart."""


class Metrics:
    """Counters that processes forked from this one share: each worker writes its own place, and any reads all."""

    def __init__(self) -> None:
        self._memory = mmap.mmap(-1, _RECORD.size * _PLACES)
        self._lock = Lock()
        self._place = 0
        self._values = [0.0] * _FIELDS
        self._pid = 0

    def record(self, status: int, seconds: float, came: int, went: int) -> None:
        """Count one request; `status` 0: its connection was broken."""
        kind = 3 if not status else 0 if status < 400 else 1 if status < 500 else 2
        with self._lock:
            if self._pid != os.getpid():
                self._settle()
            values = self._values
            values[kind] += 1
            values[4] += came
            values[5] += went
            values[6] += seconds
            values[7 + bisect_left(BOUNDS, seconds)] += 1
            _RECORD.pack_into(self._memory, self._place, self._pid, *values)

    def text(self) -> str:
        """All of it, in the text format of Prometheus."""
        sums = [0.0] * _FIELDS
        for place in range(0, _RECORD.size * _PLACES, _RECORD.size):
            for index, value in enumerate(_RECORD.unpack_from(self._memory, place)[1:]):
                sums[index] += value
        count = sum(sums[: len(_CLASSES)])
        lines = ["# TYPE etl_requests_total counter"]
        lines += [f'etl_requests_total{{status="{name}"}} {sums[index]:.0f}' for index, name in enumerate(_CLASSES)]
        lines += ["# TYPE etl_bytes_total counter"]
        lines += [f'etl_bytes_total{{way="{way}"}} {sums[4 + index]:.0f}' for index, way in enumerate(("in", "out"))]
        lines += ["# TYPE etl_seconds histogram"]
        below = 0.0
        for bound, number in zip(BOUNDS, sums[7:], strict=False):
            below += number
            lines.append(f'etl_seconds_bucket{{le="{bound:g}"}} {below:.0f}')
        lines += [f'etl_seconds_bucket{{le="+Inf"}} {count:.0f}']
        lines += [f"etl_seconds_sum {sums[6]:.6f}", f"etl_seconds_count {count:.0f}"]
        return "\n".join(lines) + "\n"

    def _settle(self) -> None:
        """Take a place that nobody has, or whose worker has ended, and go on from its counts: counters never fall.

        The search begins where no other worker's does that was forked at about the same time: nothing else keeps two
        from taking one place.
        """
        self._pid = os.getpid()
        size = _RECORD.size
        place, values = 0, [0.0] * _FIELDS
        for step in range(_PLACES):
            place = (self._pid + step) % _PLACES * size
            owner, *values = _RECORD.unpack_from(self._memory, place)
            if not owner or not _lives(owner):
                break
        self._place, self._values = place, values
        _RECORD.pack_into(self._memory, place, self._pid, *values)


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
