"""Bodies: ranges, the rule of resume, verification; never a splice, never a short or wrong whole."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from aistore_api.types import Headers
from hypothesis import given, settings
from hypothesis import strategies as st

from aistore_hl._core.body import RESUMES, Cursor, Fingerprint, parse_range
from aistore_hl._core.checksum import Checksum, compute
from aistore_hl._core.errors import (
    AisError,
    BodyInterrupted,
    ChecksumMismatch,
    ConnectFailed,
    ConnectionBroken,
    DeadlineExceeded,
    ObjectChanged,
    ProtocolError,
    RangeNotSatisfiable,
    ReadTimeout,
)
from aistore_hl._core.request import ByteRange

BROKEN = ConnectionBroken("reset")
CONTENT = b"hello world"


def answer(
    content: bytes = CONTENT,
    span: tuple[int, int] | None = None,
    *,
    kind: str = "xxhash2",
    version: str = "1",
    own_checksum: bool = False,
    **changes: str,
) -> tuple[int, Headers]:
    """Status and headers of a target's answer to a GET of `content`, or of a part of it."""
    part = content if span is None else content[span[0] : span[1] + 1]
    fields = {"content-length": str(len(part)), "ais-version": version, "ais-atime": "1"}
    checksum = compute(kind, part if own_checksum else content)
    if checksum is not None:
        fields |= {"ais-checksum-type": kind, "ais-checksum-value": checksum}
    if span is not None:
        fields["content-range"] = f"bytes {span[0]}-{span[1]}/{len(content)}"
    fields |= {name.replace("_", "-"): value for name, value in changes.items()}
    return (200 if span is None else 206), Headers((name, value) for name, value in fields.items() if value != "absent")


# What the arguments of a read mean

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


# Heads of answers

STRANGERS: dict[str, tuple[ByteRange | None, tuple[int, Headers]]] = {
    "encoded": (None, answer(content_encoding="gzip")),
    "captive portal": (None, (200, Headers([("content-type", "text/html"), ("content-length", "5")]))),
    "204": (None, (204, Headers([("ais-atime", "1")]))),
    "206 unasked": (None, answer(span=(0, 4))),
    "200 to a range": (ByteRange(0, 4), answer()),
    "206 without Content-Range": (ByteRange(0, 4), (206, answer()[1])),
    "206 of an unknown total": (ByteRange(0, 4), answer(span=(0, 4), content_range="bytes 0-4/*")),
    "later start": (ByteRange(0, 4), answer(span=(1, 4))),
    "earlier start": (ByteRange(2, 4), answer(span=(0, 4))),
    "later end": (ByteRange(0, 3), answer(span=(0, 4))),
    "earlier end": (ByteRange(0, 9), answer(span=(0, 4))),
    "not to the end": (ByteRange(3, None), answer(span=(3, 9))),
    "not the last": (ByteRange(None, 4), answer(span=(0, 3))),
    "too many of the last": (ByteRange(None, 4), answer(span=(6, 10))),
    "other length": (ByteRange(0, 4), answer(span=(0, 4), content_length="6")),
    "length of letters": (None, answer(content_length="many")),
}


@pytest.mark.parametrize(("asked", "head"), STRANGERS.values(), ids=STRANGERS)
def test_stranger_is_refused(asked: ByteRange | None, head: tuple[int, Headers]) -> None:
    """Whatever is not AIS's answer to this very request."""
    with pytest.raises(ProtocolError):
        Cursor(asked).open(*head)


PARTS: dict[str, tuple[ByteRange, tuple[int, int]]] = {
    "both ends": (ByteRange(2, 5), (2, 5)),
    "beyond the end": (ByteRange(2, 500), (2, 10)),
    "to the end": (ByteRange(2, None), (2, 10)),
    "last": (ByteRange(None, 3), (8, 10)),
    "more than all": (ByteRange(None, 500), (0, 10)),
}


@pytest.mark.parametrize(("asked", "span"), PARTS.values(), ids=PARTS)
@pytest.mark.parametrize("own_checksum", [False, True], ids=["of the whole", "of the range"])
def test_part_is_read_and_not_verified(asked: ByteRange, span: tuple[int, int], own_checksum: bool) -> None:
    """Length and place are checked; the checksum is of the whole, or of the range, and nobody can tell."""
    cursor = Cursor(asked)
    cursor.open(*answer(span=span, own_checksum=own_checksum))
    wrong = b"x" * (span[1] - span[0] + 1)

    assert wrong == cursor.advance(wrong)
    assert cursor.is_complete
    assert b"" == cursor.finish()


def test_part_without_length_in_the_head() -> None:
    """Content-Range alone says how much there is."""
    cursor = Cursor(ByteRange(0, 4))
    cursor.open(*answer(span=(0, 4), content_length="absent"))

    assert 5 == cursor.expected


def test_last_bytes_of_an_empty_object() -> None:
    """AIS answers 206 with nothing in it; there are no such bytes."""
    cursor = Cursor(ByteRange(None, 4))

    with pytest.raises(RangeNotSatisfiable) as caught:
        cursor.open(206, Headers([("ais-atime", "1"), ("content-length", "0"), ("content-range", "bytes 0--1/0")]))
    with pytest.raises(RangeNotSatisfiable):
        cursor.resume_after(caught.value, whole=True)


def test_member_of_an_archive_has_no_headers_of_ais() -> None:
    """Asked for as such, it is taken, and cannot be verified."""
    cursor = Cursor(plain=True)
    cursor.open(200, Headers([("content-length", "3")]))

    assert b"abc" == cursor.advance(b"abc")
    assert b"" == cursor.finish()


def test_any_header_of_ais_will_do() -> None:
    """Not every answer has the same ones."""
    cursor = Cursor()
    cursor.open(*answer(ais_atime="absent"))

    assert 11 == cursor.expected


# Bytes of one answer


@pytest.mark.parametrize("kind", ["xxhash2", "md5", "crc32c", "none", "sha1"])
@pytest.mark.parametrize("sizes", [[11], [5, 6], [1] * 11], ids=str)
def test_whole_is_handed_over(kind: str, sizes: list[int]) -> None:
    """In any chunks, under any checksum, known, unknown or none."""
    cursor = Cursor()
    cursor.open(*answer(kind=kind))
    pieces, start = [], 0
    for size in sizes:
        pieces.append(bytes(cursor.advance(CONTENT[start : start + size])))
        start += size

    assert CONTENT == b"".join([*pieces, cursor.finish()])


def test_empty_object() -> None:
    """No byte is verified too."""
    cursor = Cursor()
    cursor.open(*answer(b""))
    assert b"" == cursor.finish()

    cursor = Cursor()
    cursor.open(*answer(b"", ais_checksum_value="0" * 16))
    with pytest.raises(ChecksumMismatch):
        cursor.finish()


def test_last_chunk_is_kept_back() -> None:
    """A wrong whole raises where its last chunk would have come."""
    cursor = Cursor()
    cursor.open(*answer())

    assert b"hello " == cursor.advance(b"hello ")
    with pytest.raises(ChecksumMismatch, match="11 bytes have the xxhash2 checksum") as caught:
        cursor.advance(b"worle")
    assert "45ab6734b21e6968" == caught.value.expected  # type: ignore[attr-defined]


def test_checksum_of_upper_case_is_the_same() -> None:
    """AIS writes lower case; a proxy may not."""
    cursor = Cursor()
    cursor.open(*answer(ais_checksum_value="45AB6734B21E6968"))

    assert CONTENT == cursor.advance(CONTENT)


def test_integrity_off_compares_nothing() -> None:
    """The bytes are handed over as they come; their number still counts."""
    cursor = Cursor.reading(None, integrity="off")
    cursor.open(*answer())
    wrong = b"x" * 11

    assert wrong == cursor.advance(wrong)
    assert b"" == cursor.finish()
    assert Cursor.reading(None, integrity="auto").verify


def test_too_many_bytes() -> None:
    """More than announced is no answer of the object."""
    cursor = Cursor()
    cursor.open(*answer())

    with pytest.raises(ProtocolError, match="11 bytes that were announced"):
        cursor.advance(CONTENT + b"!")


def test_too_few_bytes() -> None:
    """An early end is an error, not an end."""
    cursor = Cursor()
    cursor.open(*answer())
    cursor.advance(b"hello")

    with pytest.raises(BodyInterrupted, match="5 of 11"):
        cursor.finish()


def test_body_without_length_is_kept_back_by_one_chunk() -> None:
    """Where only the end tells that it is the end, the last chunk comes with it, verified."""
    cursor = Cursor()
    cursor.open(*answer(content_length="absent"))

    assert [b"", b"hello"] == [cursor.advance(b"hello"), cursor.advance(bytearray(b" world"))]  # type: ignore[arg-type]
    assert not cursor.is_complete
    assert b" world" == cursor.finish()
    assert cursor.is_complete


def test_body_without_length_that_is_wrong() -> None:
    """The held chunk is not handed over."""
    cursor = Cursor()
    cursor.open(*answer(content_length="absent"))
    cursor.advance(b"hello")
    cursor.advance(b" worle")

    with pytest.raises(ChecksumMismatch):
        cursor.finish()


def test_bytes_in_the_callers_buffer() -> None:
    """They are counted and verified where they are."""
    cursor = Cursor()
    cursor.open(*answer())
    buffer = memoryview(bytearray(b"hello world"))

    assert (5, 6) == (cursor.take(buffer[:5]), cursor.take(buffer[5:]))
    assert cursor.is_complete


# After a failure


def broken_at(position: int, *, cursor: Cursor | None = None, **head: Any) -> Cursor:
    """A cursor that has taken in some of the content."""
    cursor = cursor or Cursor()
    cursor.open(*answer(**head))
    cursor.advance(CONTENT[:position])
    return cursor


@pytest.mark.parametrize("cause", [BROKEN, ReadTimeout("silent"), BodyInterrupted("early")], ids=repr)
@pytest.mark.parametrize("whole", [False, True], ids=["stream", "whole"])
def test_resume_asks_for_the_rest(cause: AisError, whole: bool) -> None:
    """From where it broke to the end, and the checksum is that of all of it."""
    cursor = broken_at(5)

    assert ByteRange(5, 10) == cursor.resume_after(cause, whole=whole) == cursor.asked
    cursor.open(*answer(span=(5, 10)))
    assert b" world" == cursor.advance(b" world")
    assert cursor.is_complete


def test_resume_of_a_part() -> None:
    """Within the part, counted from its start in the object."""
    cursor = Cursor(ByteRange(None, 6))
    cursor.open(*answer(span=(5, 10)))
    cursor.advance(b" wo")

    assert ByteRange(8, 10) == cursor.resume_after(BROKEN, whole=False)


def test_resume_answered_whole() -> None:
    """A server that ignores the range sends what we have again: that is dropped, in chunks of any size."""
    cursor = broken_at(5)
    cursor.resume_after(BROKEN, whole=False)
    cursor.open(*answer())

    assert [b"", b" w", b"orld"] == [bytes(cursor.advance(chunk)) for chunk in (b"hel", b"lo w", b"orld")]


def test_resume_answered_whole_into_a_buffer() -> None:
    """What is new moves to the buffer's start."""
    cursor = broken_at(5)
    cursor.resume_after(BROKEN, whole=False)
    cursor.open(*answer())
    buffer = memoryview(bytearray(b"hello world"))

    assert 6 == cursor.take(buffer)
    assert b" world" == buffer[:6]


def test_resume_answered_whole_that_breaks_again() -> None:
    """What was still to be dropped is forgotten with the answer."""
    cursor = broken_at(5)
    cursor.resume_after(BROKEN, whole=False)
    cursor.open(*answer())
    cursor.advance(b"he")
    assert ByteRange(5, 10) == cursor.resume_after(BROKEN, whole=False)
    cursor.open(*answer(span=(5, 10)))

    assert b" world" == cursor.advance(b" world")


OTHERS: dict[str, dict[str, Any]] = {
    "content": {"content": b"HELLO world"},
    "version": {"version": "2"},
    "type of checksum": {"kind": "md5"},
    "no checksum": {"kind": "none"},
    "longer": {"content": CONTENT + b"!"},
}


@pytest.mark.parametrize("head", OTHERS.values(), ids=OTHERS)
@pytest.mark.parametrize("status", [200, 206])
def test_another_object_is_never_spliced(head: dict[str, Any], status: int) -> None:
    """A stream ends with ObjectChanged; what is kept starts anew, once."""
    for whole in (False, True):
        cursor = broken_at(5)
        cursor.resume_after(BROKEN, whole=whole)
        span = (5, len(head.get("content", CONTENT)) - 1) if status == 206 else None
        with pytest.raises(ObjectChanged) as caught:
            cursor.open(*answer(span=span, **head))
        assert Fingerprint(11, Checksum("xxhash2", "45ab6734b21e6968"), "1") == caught.value.old  # type: ignore[attr-defined]
        if not whole:
            with pytest.raises(ObjectChanged):
                cursor.resume_after(caught.value, whole=False)
            continue
        assert cursor.resume_after(caught.value, whole=True) is None
        assert (0, None) == (cursor.position, cursor.asked)
        cursor.open(*answer(**head))
        content = head.get("content", CONTENT)
        assert content == cursor.advance(content)


def test_object_that_changes_twice() -> None:
    """Starting anew happens once; then the caller has to know."""
    cursor = broken_at(5)
    for number, version in enumerate(("2", "3")):
        cursor.resume_after(BROKEN, whole=True)
        with pytest.raises(ObjectChanged) as caught:
            cursor.open(*answer(span=(5, 10), version=version))
        if number == 0:
            cursor.resume_after(caught.value, whole=True)
            broken_at(5, cursor=cursor, version="2")

    with pytest.raises(ObjectChanged):
        cursor.resume_after(caught.value, whole=True)


def test_object_that_became_shorter() -> None:
    """416 to the rest means another object; 416 to what was asked at first means what it says."""
    outside = RangeNotSatisfiable("416", status=416)

    stream, kept, first = broken_at(5), broken_at(5), Cursor(ByteRange(50, None))

    with pytest.raises(ObjectChanged, match="shorter") as caught:
        stream.resume_after(outside, whole=False)
    assert outside is caught.value.__cause__
    assert kept.resume_after(outside, whole=True) is None
    with pytest.raises(RangeNotSatisfiable):
        first.resume_after(outside, whole=True)


def test_without_a_checksum_nothing_is_resumed() -> None:
    """Nobody could tell whether it is the same object: start anew, or give up once bytes are out."""
    kept = broken_at(5, kind="none")
    assert kept.resume_after(BROKEN, whole=True) is None
    assert 0 == kept.position

    stream = broken_at(5, kind="none")
    with pytest.raises(BodyInterrupted, match="no checksum") as caught:
        stream.resume_after(BROKEN, whole=False)
    assert BROKEN is caught.value.__cause__


def test_without_a_length_nothing_is_resumed() -> None:
    """What is held back is not out yet: one chunk can still start anew."""
    cursor = broken_at(5, content_length="absent")
    assert cursor.resume_after(BROKEN, whole=False) is None

    cursor = broken_at(5, content_length="absent")
    cursor.advance(b" wor")
    with pytest.raises(BodyInterrupted, match="broke after 9 bytes"):
        cursor.resume_after(BROKEN, whole=False)


def test_nothing_arrived() -> None:
    """Then the same is asked for again, checksum or not."""
    assert broken_at(0, kind="none").resume_after(BROKEN, whole=False) is None
    part = Cursor(ByteRange(2, 5))
    part.open(*answer(span=(2, 5)))
    assert ByteRange(2, 5) == part.resume_after(BROKEN, whole=False)
    assert part.fingerprint is None


def test_bucket_with_checksums_of_ranges() -> None:
    """The rest has another checksum although the object is the same: it starts anew, and from then on always does."""
    cursor = broken_at(5)
    for position in (5, 7, 9):
        asked = cursor.resume_after(BROKEN, whole=True)
        if asked is not None:
            assert 5 == position
            with pytest.raises(ObjectChanged, match="unless its bucket gives ranges checksums of their own") as caught:
                cursor.open(*answer(span=(5, 10), own_checksum=True))
            assert cursor.resume_after(caught.value, whole=True) is None
        cursor.open(*answer())
        cursor.advance(CONTENT[:position])

    cursor.advance(CONTENT[9:])
    assert cursor.is_complete


def test_wrong_whole_is_fetched_once_more() -> None:
    """If it is kept, or was all in the one chunk that was kept back; then it is an error."""
    for whole, sizes in ((True, (5, 6)), (False, (11,))):
        cursor = Cursor()
        for attempt in range(2):
            cursor.open(*answer())
            wrong = b"hello worle"
            with pytest.raises(ChecksumMismatch) as caught:
                for size in sizes:
                    cursor.advance(wrong[:size])
                    wrong = wrong[size:]
            if attempt == 0:
                assert cursor.resume_after(caught.value, whole=whole) is None
        with pytest.raises(ChecksumMismatch):
            cursor.resume_after(caught.value, whole=whole)


def test_wrong_stream_is_an_error() -> None:
    """Its beginning is out already."""
    cursor = broken_at(5)
    with pytest.raises(ChecksumMismatch) as caught:
        cursor.advance(b" worle")

    with pytest.raises(ChecksumMismatch):
        cursor.resume_after(caught.value, whole=False)


@pytest.mark.parametrize(
    "cause", [ProtocolError("x"), ConnectFailed("x"), DeadlineExceeded("x"), AisError("x")], ids=repr
)
def test_other_failures_are_final(cause: AisError) -> None:
    """Asking again would not help, or was tried enough."""
    with pytest.raises(type(cause)) as caught:
        broken_at(5).resume_after(cause, whole=True)

    assert cause is caught.value


def test_breaks_without_progress_are_counted() -> None:
    """Five resumes from one place, then the error tells where and how often."""
    cursor = broken_at(5)
    for _ in range(RESUMES):
        cursor.resume_after(BROKEN, whole=False)
        cursor.open(*answer(span=(5, 10)))

    with pytest.raises(BodyInterrupted, match=r"5 of 11 bytes, and 5 times before.*reset"):
        cursor.resume_after(BROKEN, whole=False)


def test_progress_renews_the_resumes() -> None:
    """A body that gets on by 5 % each time is read to its end, however often it breaks."""
    content = bytes(1000)
    cursor = Cursor()
    cursor.open(*answer(content))
    for start in range(0, 1000, 50):
        cursor.advance(content[start : start + 50])
        if start < 950:
            asked = cursor.resume_after(BROKEN, whole=False)
            assert ByteRange(start + 50, 999) == asked
            cursor.open(*answer(content, (start + 50, 999)))

    assert cursor.is_complete


def test_starting_anew_is_no_progress() -> None:
    """A body that breaks at the same place each time, and cannot be resumed, is given up."""
    cursor = broken_at(9, kind="none")
    with pytest.raises(BodyInterrupted):
        for _ in range(2 * RESUMES):
            cursor.resume_after(BROKEN, whole=True)
            broken_at(9, cursor=cursor, kind="none")


# Any course of events


class Server:
    """An object that is overwritten now and then, and a server that breaks, flips and ignores as it is told."""

    def __init__(self, draw: Callable[[Any], Any], kind: str) -> None:
        self.draw = draw
        self.kind = kind
        self.versions: list[bytes] = [self.content()]

    def content(self) -> bytes:
        # One letter fills a version: a splice of two shows.
        return bytes([65 + self.draw(st.integers(0, 25))]) * self.draw(st.integers(0, 40))

    def get(self, asked: ByteRange | None) -> tuple[tuple[int, Headers], list[bytes], bool]:
        """Head, chunks, and whether it ends properly."""
        if self.draw(st.booleans()) and self.draw(st.booleans()):
            self.versions.append(self.content())
        content = self.versions[-1]
        span = None
        if asked is not None and self.draw(st.integers(0, 9)):
            assert asked.first is not None
            if asked.first >= len(content):
                raise RangeNotSatisfiable("416", status=416)
            span = (asked.first, min(asked.last or 0, len(content) - 1))
        body = content if span is None else content[span[0] : span[1] + 1]
        if body and self.draw(st.integers(0, 5)) == 0:
            body = b"!" + body[1:]
        whole = self.draw(st.booleans())
        cut = len(body) if whole else self.draw(st.integers(0, len(body)))
        step = self.draw(st.integers(1, 20))
        head = answer(content, span, kind=self.kind, version=str(len(self.versions)))
        return head, [body[at : min(at + step, cut)] for at in range(0, cut, step)], whole


def read(server: Server, *, whole: bool) -> tuple[bytes, AisError | None]:
    """What a shell does: the bytes that the caller has in the end, and the error, if any."""
    cursor, got, cause = Cursor(), b"", None
    try:
        while True:
            try:
                head, chunks, ends = server.get(cursor.asked)
                cursor.open(*head)
                for chunk in chunks:
                    got += cursor.advance(chunk)
                if not ends:
                    raise BROKEN
                return got + cursor.finish(), None
            except AisError as exc:
                cause = exc
            cursor.resume_after(cause, whole=whole)
            if cursor.position == 0:
                got = b""
    except AisError as exc:
        return (b"" if whole else got), exc


@settings(max_examples=400, deadline=None)
@given(st.data(), st.booleans(), st.sampled_from(["xxhash2", "none"]))
def test_whatever_happens_no_wrong_body_is_whole(data: st.DataObject, whole: bool, kind: str) -> None:
    """What ends without an error is one version, byte for byte; flips show only by a checksum, splices never happen."""
    server = Server(data.draw, kind)
    got, error = read(server, whole=whole)

    if error is None and kind != "none":
        assert got in server.versions
    if error is None:
        assert len(got) in {len(version) for version in server.versions}
    assert len({*got} - {ord("!")}) <= 1
