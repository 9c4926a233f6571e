"""The `Range` of a GET: one range of bytes, or a refusal."""

from __future__ import annotations

import re
from typing import Final

from attrs import frozen

from .answers import Refusal

_SPEC: Final = re.compile(r"([0-9]{0,19})-([0-9]{0,19})", re.ASCII)


@frozen
class Range:
    """Bytes `start` to `stop`, without the last, of so many in all."""

    start: int
    stop: int
    total: int

    @property
    def header(self) -> bytes:
        """The `Content-Range` of the answer."""
        return b"bytes %d-%d/%d" % (self.start, self.stop - 1, self.total)


def parse_range(text: str, total: int, *, of_nothing: bool = False) -> Range:
    """The range of an object of `total` bytes.

    `bytes=-0` gives AIS's odd empty range. `bytes=` makes AIS crash: here it is malformed like the rest.
    The last bytes of an empty object are outside of it, but with `of_nothing`.

    Raises:
        Refusal: 416, malformed, several, another unit, or outside the object.

    Source: cmn/http.go (AIS 5.0); recorded
    """
    unit, equals, spec = text.partition("=")
    if unit.strip() != "bytes" or not equals:
        raise _malformed(text, "prefix")
    if "," in spec:
        raise Refusal(416, "cannot multi-range read - operation not supported", "ErrUnsupp")
    match = _SPEC.fullmatch(spec.strip())
    if match is None or spec.strip() == "-":
        raise _malformed(spec, "start")
    first, last = match.groups()
    if not first:
        start = max(0, total - int(last)) if int(last) else total
        if total == 0 and not of_nothing:
            raise _outside(spec, total)
        return Range(start, total, total)
    start = int(first)
    if last and int(last) < start:
        raise _malformed(spec, "end")
    if start >= total:
        raise _outside(spec, total)
    return Range(start, min(int(last) + 1, total) if last else total, total)


def _malformed(text: str, part: str) -> Refusal:
    return Refusal(416, f'read range "{text}" is invalid ({part})')


def _outside(spec: str, total: int) -> Refusal:
    message = f"size={total}: not satisfiable range [{spec}]"
    return Refusal(416, message, "ErrRangeNotSatisfiable", ((b"Content-Range", b"bytes */%d" % total),))
