"""Times in Go's layouts, against Go's own examples."""

from __future__ import annotations

import pytest

from aistore_hl.local.golayout import RFC_822, format_time

# 2026-11-21 01:23:13.0405 UTC, a Saturday.
_TIME = 1_795_224_193_040_500_000


@pytest.mark.parametrize(
    ("layout", "text"),
    [
        (RFC_822, "21 Nov 26 01:23 UTC"),
        ("2006-01-02T15:04:05Z07:00", "2026-11-21T01:23:13Z"),
        ("2006-01-02T15:04:05.999999999Z07:00", "2026-11-21T01:23:13.0405Z"),
        ("2006-01-02 15:04:05.000000", "2026-11-21 01:23:13.040500"),
        ("Mon, 02 Jan 2006 15:04:05 -0700", "Sat, 21 Nov 2026 01:23:13 +0000"),
        ("Monday, January 02, 03:04PM", "Saturday, November 21, 01:23AM"),
        ("15:04:05.999", "01:23:13.04"),
        ("unix", "unix"),
        ("100 %d", "100 %d"),
        ("", ""),
    ],
)
def test_layouts(layout: str, text: str) -> None:
    """What is no part of a time is copied."""
    assert text == format_time(_TIME, layout)


def test_a_fraction_of_nines_may_vanish() -> None:
    """With its point, when there is none."""
    assert "01:23:13" == format_time(_TIME // 10**9 * 10**9, "15:04:05.999")
