"""One timer for all the waits of an event loop."""

from __future__ import annotations

import asyncio
from math import inf
from time import monotonic
from typing import Protocol


class Waiting(Protocol):
    """Something that waits no longer than until `expires`."""

    expires: float

    def time_out(self) -> None: ...


class Alarm:
    """Ends waits whose time is up.

    A timer per wait costs more than a small GET's whole parsing. Limits are mostly the same, so that the first wait to
    begin is the first to expire: the one timer is set again only for a wait that ends sooner, or when it rings.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._waiting: set[Waiting] = set()
        self._rings = inf
        self._timer: asyncio.TimerHandle | None = None

    def watch(self, waiting: Waiting) -> None:
        """End its wait when it expires; it may put that off by itself."""
        self._waiting.add(waiting)
        if waiting.expires < self._rings:
            self._set(waiting.expires)

    def leave(self, waiting: Waiting) -> None:
        """Its wait is over."""
        self._waiting.discard(waiting)

    def _set(self, when: float) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._rings = when
        self._timer = self._loop.call_later(max(when - monotonic(), 0.0), self._ring)

    def _ring(self) -> None:
        self._timer = None
        self._rings = inf
        now = monotonic()
        for waiting in [one for one in self._waiting if one.expires <= now]:
            waiting.time_out()
        first = min((one.expires for one in self._waiting if one.expires > now), default=inf)
        if first < inf:
            # Not sooner than in a few milliseconds: bytes that trickle in put their waits off one by one.
            self._set(max(first, now + 0.01))
