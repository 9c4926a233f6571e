"""Times in Go's layouts, which a listing request may name: a layout shows how the second of January 2006 looks."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Final

RFC_822: Final = "02 Jan 06 15:04 MST"
"""The layout of a listing that names none."""

# Longest first, so that "January" is not read as "Jan". Source: the documentation of Go's package time
_WORDS: Final = {
    "January": "%B",
    "Monday": "%A",
    "-07:00": "+00:00",
    "Z07:00": "Z",
    "-0700": "+0000",
    "Z0700": "Z",
    "2006": "%Y",
    "MST": "UTC",
    "Jan": "%b",
    "Mon": "%a",
    "01": "%m",
    "02": "%d",
    "03": "%I",
    "04": "%M",
    "05": "%S",
    "06": "%y",
    "15": "%H",
    "PM": "%p",
}
_TOKEN: Final = re.compile("|".join((*map(re.escape, _WORDS), r"[.,](?:0+|9+)(?![0-9])", "%")))


def format_time(nanoseconds: int, layout: str) -> str:
    """A time in UTC, in a layout of Go's; what is no part of a time is copied, as Go does."""
    moment = datetime.fromtimestamp(nanoseconds // 1_000_000_000, UTC)
    fraction = f"{nanoseconds % 1_000_000_000:09d}"

    def shown(match: re.Match[str]) -> str:
        token = match.group()
        if token in _WORDS:
            return _WORDS[token]
        if token == "%":
            return "%%"
        digits = fraction[: len(token) - 1]
        kept = digits if "0" in token else digits.rstrip("0")
        return token[0] + kept if kept else ""

    return moment.strftime(_TOKEN.sub(shown, layout))
