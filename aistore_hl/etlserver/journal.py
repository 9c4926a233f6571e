"""One line in the log for each request."""

from __future__ import annotations

import logging
import os
import sys
import time
from typing import Final

from .plan import Page, Plan, Work

LOGGER: Final = logging.getLogger("aistore_hl.etlserver")


class _Lines(logging.Formatter):
    """Time, level, message. The time is made once in a second: it took half of what a request of 4 KiB does."""

    _second = 0
    _text = ""

    def format(self, record: logging.LogRecord) -> str:
        second = int(record.created)
        if second != self._second:
            self._second, self._text = second, time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(second))
        line = f"{self._text}.{int(record.msecs):03d} {record.levelname} {record.getMessage()}"
        return f"{line}\n{self.formatException(record.exc_info)}" if record.exc_info else line


def show() -> None:
    """Write the log to standard error, unless the program has set up logging: what is said there, AIS keeps."""
    level = os.environ.get("ETL_LOG_LEVEL", "INFO").upper()
    LOGGER.setLevel(level if level in logging.getLevelNamesMapping() else "INFO")
    if not LOGGER.hasHandlers():
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(_Lines())
        LOGGER.addHandler(handler)


def note(method: str, work: Plan | None, status: int, seconds: float, *, came: int, went: int, why: str = "") -> None:
    """The line of one request; `why` it failed, if it did."""
    level = logging.ERROR if status >= 500 or status == 0 else logging.DEBUG if isinstance(work, Page) else logging.INFO
    if not LOGGER.isEnabledFor(level):
        return
    if isinstance(work, Work):
        hop = work.hop
        way = f"{work.source.value}>{'reply' if hop is None else 'stage' if hop.is_stage else 'put'}"
        name = work.path
    else:
        way, name = "-", "-" if work is None else work.value
    text = f"{method} {name!r} {way} {status or 'broken'} in={came} out={went} {seconds * 1000:.1f}ms"
    LOGGER.log(level, f"{text} {why}" if why else text)
