"""How long one wait may last."""

from __future__ import annotations

from time import monotonic


def span(limit: float, deadline: float | None) -> float:
    """Seconds until `limit` or the deadline, whichever is nearer; 0: for ever; negative: the deadline has passed."""
    if deadline is None:
        return limit
    left = deadline - monotonic()
    if left <= 0:
        return -1.0
    return left if not limit or left < limit else limit


def said(limit: float, deadline: float | None) -> str:
    """Which of the two ended a wait, for messages."""
    if deadline is not None and monotonic() >= deadline - 0.05:
        return "before the deadline"
    return f"within {limit:g} s"
