"""The rule of resume: never a splice, never a short or wrong whole."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from aistore_api.types import Headers
from hypothesis import given, settings
from hypothesis import strategies as st

from aistore_hl._core.body import RESUMES, Cursor, Fingerprint
from aistore_hl._core.checksum import Checksum
from aistore_hl._core.errors import (
    AisError,
    BodyInterrupted,
    ChecksumMismatch,
    ConnectFailed,
    DeadlineExceeded,
    ObjectChanged,
    ProtocolError,
    RangeNotSatisfiable,
    ReadTimeout,
)
from aistore_hl._core.request import ByteRange
from tests.core.answers import BROKEN, CONTENT, answer


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

    assert [b"", b" w", b"orld"] == [bytes(cursor.advance(chunk)) for chunk in (b"he", b"llo w", b"orld")]


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


def test_what_an_etl_makes_is_made_once_more() -> None:
    """However far it comes: each time costs all of the work. Whoever has seen some of it gets no other."""
    cursor = broken_at(5, cursor=Cursor(made=True), kind="none")
    assert cursor.resume_after(BROKEN, whole=True) is None
    assert cursor.position == 0
    broken_at(9, cursor=cursor, kind="none")
    with pytest.raises(BodyInterrupted, match=r"9 of 11 bytes, and had broken once before: .*reset") as raised:
        cursor.resume_after(BROKEN, whole=True)
    assert raised.value.attempts == 2

    with pytest.raises(BodyInterrupted, match=r"5 of 11 bytes, and what an ETL makes is not continued: .*reset"):
        broken_at(5, cursor=Cursor(made=True), kind="none").resume_after(BROKEN, whole=False)


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
