"""Reading one body across as many answers as it takes: what to ask for, what to take, when it is whole."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, Self

from aistore_api.types import Bytes, Headers
from attrs import Factory, define, field, frozen

from .checksum import Checksum, Hasher, new
from .errors import (
    AisError,
    BodyInterrupted,
    ChecksumMismatch,
    ConnectionBroken,
    ObjectChanged,
    ProtocolError,
    RangeNotSatisfiable,
    ReadTimeout,
)
from .props import ContentRange, checksum_of, integer
from .request import ByteRange

RESUMES: Final = 5
"""How often a body is continued without getting on; moving on by 1 MiB or 5 % starts the count anew."""

_PROGRESS: Final = 1 << 20
_LARGEST: Final = (1 << 63) - 1
_RANGE: Final = re.compile(r"bytes=([0-9]*)-([0-9]*)", re.ASCII)


def parse_range(
    byte_range: str | None = None, *, offset: int | None = None, length: int | None = None
) -> ByteRange | None:
    """The one range that the arguments of a read mean; `None`: the whole object.

    Raises:
        TypeError: an argument has the wrong type, or the range is given in both ways.
        ValueError: it is malformed, empty or negative, or there are several.
    """
    if byte_range is None:
        return _range_of(offset, length)
    if offset is not None or length is not None:
        raise TypeError("give either byte_range, or offset and length")
    if not isinstance(byte_range, str):
        raise TypeError(f"byte_range must be str, not {type(byte_range).__name__}")
    match = _RANGE.fullmatch(byte_range)
    if match is None:
        raise ValueError(f"not a range: {byte_range!r} (bytes=first-last, bytes=first- or bytes=-count; one only)")
    first, last = (int(text) if text else None for text in match.groups())
    # AIS 5.0 answers `bytes=-0` with nonsense, and `bytes=` leaves the object locked for good: neither is ever sent.
    if (first is None and not last) or (first is not None and last is not None and first > last):
        raise ValueError(f"not a range: {byte_range!r} holds no byte")
    if max(first or 0, last or 0) > _LARGEST:
        raise ValueError(f"not a range: {byte_range!r} is beyond any object")
    return ByteRange(first, last)


def _range_of(offset: int | None, length: int | None) -> ByteRange | None:
    for what, value, least in (("offset", offset, 0), ("length", length, 1)):
        if value is None:
            continue
        if isinstance(value, bool) or not isinstance(value, int):
            raise TypeError(f"{what} must be int, not {type(value).__name__}")
        if not least <= value <= _LARGEST:
            raise ValueError(f"{what} must be {least} or more, not {value}")
    if length is None:
        return ByteRange(offset, None) if offset else None
    first = offset or 0
    return ByteRange(first, min(first + length - 1, _LARGEST))


@frozen
class Fingerprint:
    """What tells one state of an object from another. AIS ignores If-Match, so the client compares.

    A version alone identifies nothing: writers may set it, and `skip_vc` starts it anew.
    """

    size: int | None
    checksum: Checksum | None
    version: str

    def differs_in_checksum_only(self, other: Fingerprint) -> bool:
        """Whether the other object may be the same one, with the checksum of another part of it."""
        if self.checksum is None or other.checksum is None or self.checksum.type != other.checksum.type:
            return False
        return (self.size, self.version) == (other.size, other.version)

    def __str__(self) -> str:
        return f"{self.size} bytes, {self.checksum or 'no checksum'}, version {self.version or 'none'}"


@define
class Cursor:
    """The progress of one body.

    The caller sends what `asked` says, hands the answer's head to `open`, its bytes to `advance` or `take`, and calls
    `finish` at its end. Whatever fails goes to `resume_after`, which raises or says what to ask for next; then
    `position` tells how many bytes of what is kept still hold.
    """

    byte_range: ByteRange | None = None
    verify: bool = field(default=True, kw_only=True)
    """Whether whole bodies are compared with their checksum. A range has none that could be compared."""
    pinned: Fingerprint | None = field(default=None, kw_only=True)
    """The only state of the object that will do: that of which other parts were read."""
    made: bool = field(default=False, kw_only=True)
    """Whether an ETL makes the content for each answer: without any header of AIS, and anew each time."""
    asked: ByteRange | None = field(init=False, default=Factory(lambda self: self.byte_range, takes_self=True))
    """The range of the request under way."""
    position: int = field(default=0, init=False)
    """Bytes that have arrived of those that were asked for at first."""
    expected: int | None = field(default=None, init=False)
    """How many there will be; `None` before the first answer, and when it does not say."""
    fingerprint: Fingerprint | None = field(default=None, init=False)
    """Of the object that is being read."""
    _first: int = field(default=0, init=False)
    _skip: int = field(default=0, init=False)
    _held: bytes = field(default=b"", init=False)
    _released: int = field(default=0, init=False)
    _hasher: Hasher | None = field(default=None, init=False)
    _resumes_left: int = field(default=RESUMES, init=False)
    _restarts_left: int = field(default=1, init=False)
    _farthest: int = field(default=0, init=False)
    _ranges_differ: bool = field(default=False, init=False)
    """Whether answers to ranges may carry the range's own checksum (`checksum.enable_read_range` of the bucket)."""

    @classmethod
    def reading(
        cls, byte_range: ByteRange | None, *, integrity: str, pinned: Fingerprint | None = None, made: bool = False
    ) -> Self:
        """A cursor for a read under the setting `integrity`."""
        return cls(byte_range, verify=integrity == "auto", pinned=pinned, made=made)

    @property
    def is_complete(self) -> bool:
        """Whether every byte has arrived."""
        return self.position == self.expected

    def open(self, status: int, headers: Headers) -> None:
        """Take in the head of a 2xx answer; the second and later ones must be of the same object.

        Raises:
            ObjectChanged: they are not.
            ProtocolError: it is no answer to what was asked.
        """
        # The dictionary, not the value around it: a method call for each of six fields is felt with small objects.
        fields = headers.first
        self._check(status, fields)
        length = integer(fields, "content-length")
        if status == 206 and length == 0:
            # AIS 5.0 answers the last bytes of an empty object with a 206 that holds none (recorded).
            raise RangeNotSatisfiable(f"{self.asked} of an empty object", status=416)
        span = ContentRange.of(headers) if status == 206 else None
        size = length if span is None else span.total
        found = Fingerprint(size, checksum_of(fields), fields.get("ais-version", ""))
        known = self.fingerprint or self.pinned
        if known is not None and found != known:
            raise self._other_object(found, known, of_range=span is not None)
        if self.fingerprint is None:
            self._start(found, span)
        self._skip = self.position if span is None else 0
        if span is not None:
            self._check_span(span, length)

    def advance(self, chunk: bytes) -> Bytes:
        """Take in bytes; returns those that may be handed over, which may be fewer, or none yet.

        The last ones are not returned but raised for when the whole differs from its checksum.

        Raises:
            ChecksumMismatch: these were the last bytes, and the whole is not what was stored.
            ProtocolError: there are more than were announced.
        """
        good = self._account(chunk)
        if self.expected is None:
            good, self._held = self._held, bytes(good)
        self._released += len(good)
        return good

    def take(self, view: memoryview) -> int:
        """Take in bytes that are in the caller's buffer already; how many of them, from its start on, are good.

        Raises: as `advance`.
        """
        good = self._account(view)
        if len(good) != len(view):
            view[: len(good)] = good
        self._released += len(good)
        return len(good)

    def finish(self) -> bytes:
        """The answer has ended: the bytes held back, if any.

        Raises:
            BodyInterrupted: bytes are missing.
            ChecksumMismatch: the whole is not what was stored.
        """
        if self.expected is not None and self.position < self.expected:
            raise BodyInterrupted(f"the body ended after {self.position:,} of {self.expected:,} bytes")
        if self.position != self.expected or not self.expected:
            self.expected = self.position
            self._compare()
        held, self._held = self._held, b""
        return held

    def resume_after(self, cause: AisError, *, whole: bool) -> ByteRange | None:
        """What to ask for after `cause`; `None` is the whole object.

        `whole`: the bytes so far were kept, not handed over, so that starting anew is as good as continuing. Where it
        starts anew `position` is 0 afterwards.

        Raises:
            ObjectChanged: the object was overwritten, and part of the old one is out of our hands.
            BodyInterrupted: it broke too often, or has no checksum by which to know it again. What an ETL makes is made
                once more at most: each time costs it all of its work, and what fails midway mostly fails there again.
            AisError: `cause` itself, when asking again cannot help.
        """
        fresh = whole or not self._released
        if isinstance(cause, (ObjectChanged, ChecksumMismatch)) or self._has_shrunk(cause):
            if fresh and self._restarts_left and not (self.pinned and isinstance(cause, ObjectChanged)):
                self._restarts_left -= 1
                return self._restart()
            raise self._changed(cause)
        if not isinstance(cause, (ConnectionBroken, ReadTimeout, BodyInterrupted)):
            raise cause
        if self.made:
            return self._make_again(cause, fresh=fresh)
        self._count_resume(cause)
        if self.position == 0:
            return self._restart()
        if self.expected is not None and self._can_be_known_again():
            self.asked = ByteRange(self._first + self.position, self._first + self.expected - 1)
            return self.asked
        if fresh:
            return self._restart()
        raise BodyInterrupted(f"{self._where()}, and has no checksum to resume by: {cause}") from cause

    def _check(self, status: int, fields: Mapping[str, str]) -> None:
        """Refuse what is not AIS's answer to the request: a captive portal, a cache, a compressing proxy."""
        coding = fields.get("content-encoding")
        if coding is not None and coding.lower() != "identity":
            raise ProtocolError(f"the content came encoded as {coding[:40]!r}, which was not asked for")
        # Nearly every answer has the first: looking at all names takes four times as long.
        if "ais-atime" not in fields and not self.made and not any(name.startswith("ais-") for name in fields):
            raise ProtocolError(f"{status} without any header of AIS: something else has answered")
        if status not in (200, 206) or (status == 206 and self.asked is None):
            raise ProtocolError(f"{status} to a GET of {self.asked or 'the whole object'}")
        if status == 200 and self.byte_range is not None:
            raise ProtocolError("200 to a GET of a range: the server ignored the range")

    def _start(self, found: Fingerprint, span: ContentRange | None) -> None:
        """The first answer, or the first after starting anew."""
        self.fingerprint = found
        if span is not None:
            self._first, self.expected = span.first, span.last - span.first + 1
            return
        self._first, self.expected = 0, found.size
        if self.verify and found.checksum is not None:
            self._hasher = new(found.checksum.type)

    def _check_span(self, span: ContentRange, length: int | None) -> None:
        """Whether a 206 holds exactly what was asked for."""
        asked = self.asked or ByteRange(0, None)
        first, last = asked.first, asked.last
        if first is None:
            first, last = max(span.total - (last or 0), 0), None
        end = span.total - 1 if last is None else min(last, span.total - 1)
        count = span.last - span.first + 1
        if (span.first, span.last) != (first, end) or length not in (None, count):
            raise ProtocolError(f"asked for {asked}, got {span.first}-{span.last} of {span.total}")

    def _account(self, data: Bytes) -> Bytes:
        if self._skip:
            # The answer began anew although it was asked to continue: what is here already is dropped.
            dropped = min(self._skip, len(data))
            self._skip -= dropped
            data = data[dropped:]
        self.position += len(data)
        if self.expected is not None and self.position > self.expected:
            raise ProtocolError(f"more than the {self.expected:,} bytes that were announced")
        if self._hasher is not None:
            self._hasher.update(data)
            if self.position == self.expected:
                self._compare()
        return data

    def _compare(self) -> None:
        if self._hasher is None or self.fingerprint is None or self.fingerprint.checksum is None:
            return
        told, found = self.fingerprint.checksum, self._hasher.hexdigest()
        if found != told.value:
            raise ChecksumMismatch(
                f"{self.position:,} bytes have the {told.type} checksum {found}, not {told.value}",
                checksum_type=told.type,
                expected=told.value,
                found=found,
            )

    def _can_be_known_again(self) -> bool:
        return self.fingerprint is not None and self.fingerprint.checksum is not None and not self._ranges_differ

    def _has_shrunk(self, cause: AisError) -> bool:
        return isinstance(cause, RangeNotSatisfiable) and self.position > 0

    def _other_object(self, found: Fingerprint, known: Fingerprint, *, of_range: bool) -> ObjectChanged:
        self._ranges_differ = of_range and found.differs_in_checksum_only(known)
        unless = ", unless its bucket gives ranges checksums of their own" if self._ranges_differ else ""
        return ObjectChanged(
            f"the object was {known}, and now is {found}{unless}",
            old=known,
            new=found,
            perhaps_range=self._ranges_differ,
        )

    def _changed(self, cause: AisError) -> AisError:
        """What to raise when the bytes so far belong to an object that is no more."""
        if not isinstance(cause, RangeNotSatisfiable):
            return cause
        changed = ObjectChanged(
            f"the object was {self.fingerprint}, and now is shorter", old=self.fingerprint, new=None
        )
        changed.__cause__ = cause
        return changed

    def _restart(self) -> ByteRange | None:
        self.asked = self.byte_range
        self.position, self.expected, self.fingerprint = 0, None, None
        self._first, self._skip, self._released, self._held, self._hasher = 0, 0, 0, b"", None
        return self.asked

    def _count_resume(self, cause: AisError) -> None:
        # Farther than ever, not since the last break: a body that starts anew each time would never be given up.
        gained = self.position - self._farthest
        if gained > 0 and gained >= min(_PROGRESS, (self.expected or 0) // 20):
            self._resumes_left = RESUMES
        self._farthest = max(self._farthest, self.position)
        if not self._resumes_left:
            raise BodyInterrupted(f"{self._where()}, and {RESUMES} times before without getting on: {cause}") from cause
        self._resumes_left -= 1

    def _make_again(self, cause: AisError, *, fresh: bool) -> ByteRange | None:
        if not fresh:
            raise BodyInterrupted(f"{self._where()}, and what an ETL makes is not continued: {cause}") from cause
        if not self._restarts_left:
            raise BodyInterrupted(f"{self._where()}, and had broken once before: {cause}", attempts=2) from cause
        self._restarts_left -= 1
        return self._restart()

    def _where(self) -> str:
        of = "" if self.expected is None else f" of {self.expected:,}"
        return f"the body broke after {self.position:,}{of} bytes"
