"""What the arguments of a read mean: one range, or the whole."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aistore_hl._core.body import parse_range
from aistore_hl._core.request import ByteRange

RANGES: dict[str, tuple[Any, Any, Any, ByteRange | None]] = {
    "nothing": (None, None, None, None),
    "both ends": ("bytes=2-5", None, None, ByteRange(2, 5)),
    "one byte": ("bytes=0-0", None, None, ByteRange(0, 0)),
    "to the end": ("bytes=7-", None, None, ByteRange(7, None)),
    "from 0": ("bytes=0-", None, None, ByteRange(0, None)),
    "last": ("bytes=-3", None, None, ByteRange(None, 3)),
    "offset": (None, 7, None, ByteRange(7, None)),
    "offset 0": (None, 0, None, None),
    "length": (None, None, 4, ByteRange(0, 3)),
    "offset and length": (None, 3, 4, ByteRange(3, 6)),
    "length beyond all": (None, 1, 2**63 - 1, ByteRange(1, 2**63 - 1)),
}


@pytest.mark.parametrize(("text", "offset", "length", "wanted"), RANGES.values(), ids=RANGES)
def test_range(text: Any, offset: Any, length: Any, wanted: ByteRange | None) -> None:
    """Both spellings give one value; the text of that is the header."""
    found = parse_range(text, offset=offset, length=length)

    assert wanted == found
    assert text is None or text == str(found)


BAD_RANGES: dict[str, tuple[Any, Any, Any, type[Exception]]] = {
    "empty": ("", None, None, ValueError),
    "unit alone": ("bytes=", None, None, ValueError),
    "dash alone": ("bytes=-", None, None, ValueError),
    "last 0": ("bytes=-0", None, None, ValueError),
    "last 000": ("bytes=-000", None, None, ValueError),
    "backwards": ("bytes=5-2", None, None, ValueError),
    "several": ("bytes=0-1,3-4", None, None, ValueError),
    "letters": ("bytes=a-b", None, None, ValueError),
    "other unit": ("chunks=0-1", None, None, ValueError),
    "upper case": ("Bytes=0-1", None, None, ValueError),
    "space": ("bytes=0- 1", None, None, ValueError),
    "newline": ("bytes=0-1\n", None, None, ValueError),
    "sign": ("bytes=+0-1", None, None, ValueError),
    "other script": ("bytes=０-1", None, None, ValueError),
    "too large": (f"bytes=0-{2**63}", None, None, ValueError),
    "no unit": ("0-1", None, None, ValueError),
    "bytes": (b"bytes=0-1", None, None, TypeError),
    "number": (5, None, None, TypeError),
    "both ways": ("bytes=0-1", 0, None, TypeError),
    "both ways, length": ("bytes=0-1", None, 1, TypeError),
    "negative offset": (None, -1, None, ValueError),
    "huge offset": (None, 2**63, None, ValueError),
    "no length": (None, 0, 0, ValueError),
    "negative length": (None, 0, -1, ValueError),
    "bool": (None, True, None, TypeError),
    "float": (None, 1.0, None, TypeError),
    "text": (None, 0, "1", TypeError),
}


@pytest.mark.parametrize(("text", "offset", "length", "error"), BAD_RANGES.values(), ids=BAD_RANGES)
def test_bad_range(text: Any, offset: Any, length: Any, error: type[Exception]) -> None:
    """Nothing that AIS would answer with nonsense, or hang on, is ever sent."""
    with pytest.raises(error):
        parse_range(text, offset=offset, length=length)


@given(st.text(alphabet="bytes=0123456789-, ", max_size=20) | st.from_regex(r"bytes=\d{0,3}-\d{0,3}"))
def test_any_range_is_refused_or_well_formed(text: str) -> None:
    """What passes holds at least one byte and is written as it was given, leading zeros apart."""
    try:
        found = parse_range(text)
    except ValueError:
        return

    assert found is not None
    assert parse_range(str(found)) == found
    assert found.first is not None or found.last
    assert found.first is None or found.last is None or found.first <= found.last
