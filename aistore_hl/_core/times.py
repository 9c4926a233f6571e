"""Times of the wire as aware datetimes; what AIS writes for "never" is `None`."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

from aistore_api.values import parse_time

from .errors import ProtocolError

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def from_nanoseconds(value: int | None) -> datetime | None:
    """A time in nanoseconds since 1970, to the microsecond; 0 is no time.

    Negative ones mark what was prefetched and not read since: the time itself is the same.

    Raises:
        ProtocolError: it lies beyond all calendars.
    """
    if not value:
        return None
    try:
        return _EPOCH + timedelta(microseconds=abs(value) // 1000)
    except OverflowError:
        raise ProtocolError(f"not a time: {value} ns") from None


def from_text(text: str) -> datetime | None:
    """A time in RFC 3339, RFC 822 or as HTTP writes it; Go's zero time and 1970, which the downloader writes, are none.

    Raises:
        ProtocolError: it is not a time.
    """
    if not text:
        return None
    try:
        found = parse_time(text)
    except (ValueError, OverflowError):
        raise ProtocolError(f"not a time: {text[:40]!r}") from None
    return found if found > _EPOCH else None
