"""What a server tells of itself."""

from __future__ import annotations

from .metrics import Metrics
from .outcome import Answer
from .plan import Page


def page(which: Page, metrics: Metrics) -> Answer:
    """`/health` or `/metrics`."""
    if which is Page.HEALTH:
        return Answer(200, (("Content-Type", "text/plain; charset=utf-8"),), b"Running")
    return Answer(200, (("Content-Type", "text/plain; version=0.0.4; charset=utf-8"),), metrics.text().encode())
