"""The request log: a line for each request that a node has done with."""

from __future__ import annotations

import contextlib
import logging
import sys
import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TextIO

from attrs import define, field

if TYPE_CHECKING:
    from starlette.types import Send

    from .seen import Arrival

_log = logging.getLogger("aistore_hl.local")


class Journal:
    """Writes lines to a stream: time, node, method, path, status, bytes received, bytes sent, milliseconds.

    The query is left out, with the signatures that it may hold; header fields are never shown.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream: TextIO | None = stream

    def write(self, line: str) -> None:
        """Add a line. A stream that takes no more ends the log, not the cluster."""
        if self._stream is None:
            return
        try:
            self._stream.write(line + "\n")
            self._stream.flush()
        except (OSError, ValueError) as exc:  # the file system is full, or whoever gave the stream has closed it
            self._stream = None
            _log.error("the request log ends here: %s", exc)


@define(eq=False)
class Entry:
    """One request under way."""

    _journal: Journal
    _node: str
    _arrival: Arrival
    _send: Send
    _began: float = field(factory=time.perf_counter)
    _status: int = 0
    _sent: int = 0

    async def send(self, event: Mapping[str, Any]) -> None:
        """Pass on an event of the answer, and count."""
        if event["type"] == "http.response.start":
            self._status = event["status"]
        await self._send(dict(event))
        self._sent += len(event.get("body", b""))

    def close(self) -> None:
        """Write the line; a request that got no answer has `-` for its status."""
        came = self._arrival
        ended = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"
        took = (time.perf_counter() - self._began) * 1000
        answered = self._status or "-"
        counted = f"{came.body_bytes} {self._sent} {took:.1f}"
        self._journal.write(f"{ended} {self._node} {came.method} {came.path} {answered} {counted}")


@contextlib.contextmanager
def opened_log(where: str | None) -> Iterator[TextIO | None]:
    """The stream of a request log: none, `-` for stderr, or a file to add to.

    Raises:
        OSError: the file cannot be written.
    """
    if where is None or where == "-":
        yield None if where is None else sys.stderr
        return
    with open(where, "a", encoding="utf-8") as stream:
        yield stream
