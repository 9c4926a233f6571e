"""What a request carries: waits, slices, ranges."""

from __future__ import annotations

import io
from typing import Any

import pytest

from aistore_hl._core.request import ByteRange, FileSlice, Timeouts


@pytest.mark.parametrize(
    ("byte_range", "text"),
    [(ByteRange(0, 0), "bytes=0-0"), (ByteRange(5, None), "bytes=5-"), (ByteRange(None, 5), "bytes=-5")],
    ids=str,
)
def test_range_is_written_as_a_header(byte_range: ByteRange, text: str) -> None:
    """0 is a number like any other."""
    assert text == str(byte_range)


@pytest.mark.parametrize("name", ["connect", "pool", "write", "first_byte", "read"])
def test_negative_waits_are_refused(name: str) -> None:
    """0 waits for ever; less means nothing."""
    assert 0 == getattr(Timeouts(**{name: 0}), name)
    with pytest.raises(ValueError, match=name):
        Timeouts(**{name: -1})


@pytest.mark.parametrize("given", [{"offset": -1, "length": 1}, {"offset": 0, "length": -1}], ids=str)
def test_negative_slices_are_refused(given: dict[str, Any]) -> None:
    """No byte lies before the beginning."""
    with pytest.raises(ValueError, match="must be 0 or more"):
        FileSlice(io.BytesIO(), **given)
