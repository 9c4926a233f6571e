"""How often a bucket may be asked: its property `rate_limit.frontend`, kept by the proxy for each method apart."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

from attrs import define, field

from .answers import Refusal
from .buckets import Bucket
from .props import FrontendRate, seconds

LIMITED: Final = frozenset(("GET", "PUT", "DELETE"))
"""Methods that count; HEAD, PATCH and POST do not. Source: tried on AIS 5.0"""


@define(eq=False)
class _Tokens:
    rate: FrontendRate
    left: float
    at: float

    def take(self, now: float) -> bool:
        """Whether there is one. They come back evenly, up to `max_tokens`."""
        most = self.rate.max_tokens
        self.left = min(most, self.left + (now - self.at) * most / seconds(self.rate.interval))
        self.at = now
        if self.left < 1:
            return False
        self.left -= 1
        return True


@define(eq=False)
class RateLimits:
    """What is left for each bucket and method. Used by the cluster's thread only."""

    _clock: Callable[[], float] = time.monotonic
    _tokens: dict[tuple[int, str], _Tokens] = field(factory=dict)

    def check(self, bucket: Bucket, method: str) -> None:
        """Count a request.

        Raises:
            Refusal: 429 ErrRateLimitFrontend, without `Retry-After`. Source: recorded on AIS 5.0
        """
        rate = bucket.props.rate_limit.frontend
        if not rate.enabled or method not in LIMITED:
            return
        key, now = (bucket.number, method), self._clock()
        tokens = self._tokens.get(key)
        if tokens is None or tokens.rate != rate:
            tokens = self._tokens[key] = _Tokens(rate, float(rate.max_tokens), now)
        if not tokens.take(now):
            raise Refusal(429, "Too Many Requests", "ErrRateLimitFrontend")

    def forget(self, bucket: Bucket) -> None:
        """A bucket is gone."""
        for method in LIMITED:
            self._tokens.pop((bucket.number, method), None)
