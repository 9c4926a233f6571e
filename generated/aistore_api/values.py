# Copied by codegen.py from openapi/templates/runtime/values.py; do not edit.
"""Text of the wire as values, and back: times, numbers and booleans of header fields, JSON documents."""

from __future__ import annotations

import datetime
import json
from typing import Any, Final

_TRUE: Final = frozenset(("true", "t", "1", "yes", "y", "on"))
_FALSE: Final = frozenset(("false", "f", "0", "no", "n", "off", ""))
"""Source: cmn/cos/convert.go, ParseBool (AIS 5.0)"""

_ENCODER: Final = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False)
_DEFAULTS: Final = (datetime.datetime(2000, 1, 1), datetime.datetime(2001, 2, 2))
"""Two, because dateutil takes what a text does not say from them: a result that depends on them says too little."""

_UTC: Final = {"UTC": datetime.UTC, "GMT": datetime.UTC}


def parse_time(text: str) -> datetime.datetime:
    """A time in RFC 3339 or RFC 822, aware; fractions are kept to the microsecond.

    Go's zero time, `0001-01-01T00:00:00Z`, is a time like any other here; AIS means "not yet" by it.

    Raises:
        ValueError: it is neither.

    Source: recorded (AIS 5.0): RFC 3339 in job snapshots, RFC 822 in listings
    """
    try:
        value = datetime.datetime.fromisoformat(text)
    except ValueError:
        # Loaded here because RFC 3339 is what nearly always comes, and is 500 times as fast to read without it.
        from dateutil.parser import parse

        # Without `tzinfos` dateutil takes "UTC" for the zone of this machine when that has the name.
        value = parse(text, tzinfos=_UTC, default=_DEFAULTS[0])
        if value.date() != parse(text, tzinfos=_UTC, default=_DEFAULTS[1]).date():
            raise ValueError(f"not a whole date: {text!r}") from None
    return value if value.tzinfo is not None else value.replace(tzinfo=datetime.UTC)


def to_time(text: str | None) -> datetime.datetime | None:
    """`parse_time` for a header field, which may be absent."""
    return None if text is None else parse_time(text)


def to_int(text: str | None) -> int | None:
    """A decimal integer, or `None` for a field that is absent.

    Raises:
        ValueError: it is not; also digits of other scripts and `1_000`, which `int` would take.
    """
    if text is None:
        return None
    if not text.isascii() or "_" in text:
        raise ValueError(f"not an integer: {text!r}")
    return int(text)


def to_float(text: str | None) -> float | None:
    """A number, or `None` for a field that is absent.

    Raises:
        ValueError: it is not.
    """
    return None if text is None else float(text)


def to_bool(text: str | None) -> bool | None:
    """A boolean as the server reads and writes them, or `None` for a field that is absent.

    Raises:
        ValueError: it is not.
    """
    if text is None:
        return None
    word = text.strip().lower()
    if word in _TRUE:
        return True
    if word in _FALSE:
        return False
    raise ValueError(f"not a boolean: {text!r}")


def to_document(text: str | None) -> Any:
    """A JSON document in a header field, or `None` for a field that is absent.

    Raises:
        ValueError: it is not JSON.
    """
    return None if text is None else from_json(text)


def expect_nothing(content: bytes) -> None:
    """Some answers have no content: one that has, such as the page of a portal in between, is not the server's.

    Raises:
        ValueError: there is content.
    """
    if content:
        raise ValueError(f"{len(content):,} bytes of content where the answer has none")


def from_json(text: str | bytes) -> Any:
    """A JSON document. What is in it is checked by the model that takes it.

    AIS writes names as they are: bytes that are not UTF-8 are kept as surrogate escapes.

    Raises:
        ValueError: it is not JSON.
    """
    return json.loads(text if isinstance(text, str) else text.decode("utf-8", "surrogateescape"))


def to_json(value: Any) -> bytes:
    """A JSON document without blanks. Surrogate escapes go out as the bytes that they stand for.

    Written as `\\udcff` they would reach AIS as U+FFFD: a listing whose token holds such a name would then begin at
    another place, return names twice and never end (seen on AIS 5.0).
    """
    return _ENCODER.encode(value).encode("utf-8", "surrogateescape")
