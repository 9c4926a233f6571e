"""How long one call may take: the waits of its exchanges and the moment at which it is over."""

from __future__ import annotations

from typing import Final, Self

from attrs import frozen

from .config import Settings, split_timeout
from .request import Timeouts

CONTROL_DEADLINE: Final = 60.0
"""Seconds for a call that moves no content, unless the caller says otherwise: a server that drips must not hold it."""


@frozen
class Limits:
    """The limits of one call, retries included."""

    timeouts: Timeouts
    deadline: float | None
    """On the monotonic clock; `None`: as long as bytes keep moving."""

    def left(self, now: float) -> float | None:
        """Seconds until the deadline, a millisecond at least, since 0 is no limit; `None` without one."""
        return None if self.deadline is None else max(self.deadline - now, 0.001)

    @classmethod
    def of(
        cls, settings: Settings, waits: Timeouts, timeout: float | Timeouts | None, *, now: float, control: bool
    ) -> Self:
        """What `timeout=` of a call means beside the settings and their `waits`: seconds for all of it, or waits.

        Raises:
            TypeError: it is neither a number nor `Timeouts`.
            ConfigError: it is negative or not finite.
        """
        own, seconds = split_timeout(timeout)
        if seconds is None:
            seconds = settings.deadline or (CONTROL_DEADLINE if control else 0.0)
        return cls(own or waits, now + seconds if seconds else None)
