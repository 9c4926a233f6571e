"""Times of the wire, in each of their spellings."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from aistore_hl._core.errors import ProtocolError
from aistore_hl._core.times import from_nanoseconds, from_text

NANOSECONDS = {
    "none": (None, None),
    "never": (0, None),
    "recorded": (1795227215046431483, datetime(2026, 11, 21, 2, 13, 35, 46431, tzinfo=UTC)),
    "prefetched": (-1795227215046431483, datetime(2026, 11, 21, 2, 13, 35, 46431, tzinfo=UTC)),
}


@pytest.mark.parametrize(("value", "wanted"), NANOSECONDS.values(), ids=NANOSECONDS)
def test_nanoseconds(value: int | None, wanted: datetime | None) -> None:
    """To the microsecond."""
    assert wanted == from_nanoseconds(value)


def test_nanoseconds_beyond_all_calendars() -> None:
    """No such time is made up."""
    with pytest.raises(ProtocolError):
        from_nanoseconds(10**30)


TEXTS = {
    "empty": ("", None),
    "zero of Go": ("0001-01-01T00:00:00Z", None),
    "zero of Unix": ("1970-01-01T00:00:00Z", None),
    "RFC 3339": ("2026-11-21T01:27:56.144742703Z", datetime(2026, 11, 21, 1, 27, 56, 144742, tzinfo=UTC)),
    "RFC 3339 elsewhere": (
        "2026-11-21T01:27:56+02:00",
        datetime(2026, 11, 21, 1, 27, 56, tzinfo=timezone(timedelta(hours=2))),
    ),
    "without a zone": ("2026-11-21T01:27:56", datetime(2026, 11, 21, 1, 27, 56, tzinfo=UTC)),
    "RFC 822": ("21 Nov 26 01:23 UTC", datetime(2026, 11, 21, 1, 23, tzinfo=UTC)),
    "HTTP": ("Sat, 21 Nov 2026 02:13:35 GMT", datetime(2026, 11, 21, 2, 13, 35, tzinfo=UTC)),
}


@pytest.mark.parametrize(("text", "wanted"), TEXTS.values(), ids=TEXTS)
def test_text(text: str, wanted: datetime | None) -> None:
    """Aware, whichever way it was written."""
    found = from_text(text)

    assert wanted == found
    assert found is None or found.tzinfo is not None


@pytest.mark.parametrize("text", ["yesterday", "x", "2026-13-01T00:00:00Z", "9" * 40])
def test_bad_text(text: str) -> None:
    """What is no time is an error of the server."""
    with pytest.raises(ProtocolError):
        from_text(text)
