"""Which answer is whose, and what a break means: bytes in, answers out, no sockets."""

from __future__ import annotations

import itertools

import pytest
from attrs import frozen
from hypothesis import given, settings
from hypothesis import strategies as st

from aistore_hl._core.errors import ConnectionBroken
from aistore_hl._wire.address import Address
from aistore_hl._wire.http1 import MAX_INTERIM, Malformed
from aistore_hl._wire.inbox import Inbox
from aistore_hl._wire.pipeline import Depth, Pipeline, Told
from tests.wire.servers import answer

ADDRESS = Address.parse("http://127.0.0.1:1")
CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"


def pipeline(count: int, method: str = "GET", *, hold: int = 1 << 20, kept: bool = False) -> Pipeline[int]:
    """With that many requests in flight, numbered from 0."""
    inbox = Inbox(ADDRESS)
    inbox.exchanges = int(kept)
    made = Pipeline[int](inbox, method, hold, safe=method != "PUT")
    made.pending.extend((number, b"request") for number in range(count))
    return made


def feed(made: Pipeline[int], *pieces: bytes) -> list[Told[int]]:
    """What is told once those have arrived, one after the other."""
    told: list[Told[int]] = []
    for piece in pieces:
        left = memoryview(piece)
        while left:
            room = made.room()
            if room is not None:
                count = min(len(room), len(left))
                room[:count] = left[:count]
                made.filled(count)
            else:
                made.inbox.make_room()
                count = min(len(made.inbox.buffer) - made.inbox.end, len(left))
                made.inbox.view[made.inbox.end : made.inbox.end + count] = left[:count]
                made.inbox.end += count
            left = left[count:]
            made.hear(told)
    return told


def bodies(told: list[Told[int]]) -> list[tuple[int, int, bytes | None]]:
    return [(item, status, content) for item, status, _, content in told]


def chunked(body: bytes, size: int = 3) -> bytes:
    """An answer whose body comes in chunks."""
    parts = [body[at : at + size] for at in range(0, len(body), size)]
    framed = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts)
    return b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + framed + b"0\r\n\r\n"


def test_answers_belong_to_the_requests_in_their_order() -> None:
    """The first answer is the first request's."""
    made = pipeline(3)

    told = feed(made, answer(body=b"a"), answer(404, b"bb"), answer(body=b""))

    assert [(0, 200, b"a"), (1, 404, b"bb"), (2, 200, b"")] == bodies(told)
    assert made.is_clean


@given(
    contents=st.lists(st.binary(max_size=300), min_size=1, max_size=6),
    forms=st.lists(st.sampled_from(["plain", "chunked", "interim", "odd"]), min_size=6, max_size=6),
    cuts=st.lists(st.integers(0, 3000), max_size=8),
)
@settings(max_examples=200, deadline=None)
def test_it_does_not_matter_how_the_bytes_are_cut(contents: list[bytes], forms: list[str], cuts: list[int]) -> None:
    """Any mixture of framings gives the same answers, wherever a piece ends."""
    stream = b""
    for content, form in zip(contents, forms, strict=False):
        if form == "interim":
            stream += CONTINUE
        if form == "odd":
            stream += b"HTTP/1.1 200 OK\r\ncontent-length:%d\r\n\r\n" % len(content) + content
        else:
            stream += chunked(content) if form == "chunked" else answer(body=content)
    marks = sorted({0, len(stream), *(cut for cut in cuts if cut < len(stream))})
    pieces = [stream[start:stop] for start, stop in itertools.pairwise(marks)]

    told = feed(pipeline(len(contents)), *pieces)

    assert [(number, 200, content) for number, content in enumerate(contents)] == bodies(told)


def test_a_body_larger_than_the_buffer_is_received_where_it_stays() -> None:
    """It comes whole, and so does the answer behind it."""
    large = bytes(range(256)) * 1024
    made = pipeline(2)

    told = feed(made, answer(body=large) + answer(body=b"next"))

    assert [(0, 200, large), (1, 200, b"next")] == bodies(told)


def test_a_body_that_is_too_large_is_not_kept() -> None:
    """Its head is told without its content, and the connection is over."""
    made = pipeline(2, hold=1000)

    told = feed(made, answer(body=b"x" * 1001)[:500])

    assert [(0, 200, None)] == bodies(told)
    assert made.is_last


def test_chunks_that_come_to_too_much_are_not_kept() -> None:
    """A body of unknown length ends where it may not be held any more."""
    made = pipeline(1, hold=1000)

    told = feed(made, b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + b"400\r\n" + b"x" * 1024)

    assert [(0, 200, None)] == bodies(told)


def test_answers_to_head_have_no_body() -> None:
    """Whatever length they announce."""
    told = feed(pipeline(2, "HEAD"), answer(length=4096), answer(length=1))

    assert [(0, 200, b""), (1, 200, b"")] == bodies(told)


@pytest.mark.parametrize(
    "data",
    [answer(body=b"a") + answer(body=b"b"), answer(body=b"a") + b"x"],
    ids=["a second answer", "any byte"],
)
def test_an_answer_too_many_is_an_error(data: bytes) -> None:
    """Who says more than was asked may have said the wrong thing before: nobody uses the connection again."""
    made = pipeline(1)
    told: list[Told[int]] = []
    made.inbox.view[: len(data)] = data
    made.inbox.end = len(data)

    with pytest.raises(Malformed, match="more answers than requests"):
        made.hear(told)
    assert [(0, 200, b"a")] == bodies(told)
    assert not made.is_clean


def test_provisional_answers_end() -> None:
    """A server that is never done with them is refused."""
    with pytest.raises(Malformed, match="provisional"):
        feed(pipeline(1), CONTINUE * (MAX_INTERIM + 1))


def test_after_connection_close_nothing_counts() -> None:
    """What comes behind the last answer is not an answer."""
    made = pipeline(3)

    told = feed(made, answer(200, b"a", "Connection: close") + answer(body=b"b"))

    assert [(0, 200, b"a")] == bodies(told)
    assert made.is_last


def test_a_body_that_ends_with_the_connection_is_the_last() -> None:
    """It has no length; the end of the stream is its own."""
    made = pipeline(2)
    told = feed(made, b"HTTP/1.0 200 OK\r\n\r\nabc")

    assert made.end(told)
    assert [(0, 200, b"abc")] == bodies(told)
    assert made.is_last


def test_the_end_of_the_stream_ends_no_other_answer() -> None:
    """Half an answer stays half an answer."""
    made = pipeline(1)
    told = feed(made, answer(length=10))

    assert not made.end(told)
    assert told == []


@frozen
class Break:
    """A connection that is over: who is told so, and who may be asked again."""

    method: str
    heard: bytes
    kept: bool
    lost: list[int]
    again: list[int]


BREAKS = {
    "a read that broke is told to the first, the rest is sent again": Break("GET", b"", False, [0], [1, 2]),
    "so it is after an answer": Break("GET", answer(), False, [1], [2]),
    "a kept connection that was closed is nobody's fault": Break("GET", b"", True, [], [0, 1, 2]),
    "but once it has answered": Break("HEAD", answer(), True, [1], [2]),
    "after close everything is sent again": Break("GET", answer(200, b"", "Connection: close"), False, [], [1, 2]),
    "a write may have been done, wherever it stood": Break("PUT", b"", False, [0, 1, 2], []),
    "so it may by a kept connection": Break("PUT", b"", True, [0, 1, 2], []),
    "what a server says it will not look at was not done": Break(
        "PUT", answer(200, b"", "Connection: close"), False, [], [1, 2]
    ),
}


@pytest.mark.parametrize("case", BREAKS.values(), ids=BREAKS)
def test_what_a_break_means(case: Break) -> None:
    """Only what changes nothing, or certainly was not done, is sent again without asking."""
    cause = ConnectionBroken("broken")
    made = pipeline(3, case.method, kept=case.kept)
    feed(made, case.heard)

    lost, again = made.lose(cause)

    assert [(number, cause) for number in case.lost] == lost
    assert case.again == [number for number, _ in again]
    assert not made.pending


def test_a_server_that_closes_gets_fewer_at_a_time() -> None:
    """Down to one, so that nothing is sent twice for nothing; and more again once it goes well."""
    depth = Depth(32, 32)
    seen = [depth.now]
    for _ in range(6):
        depth.cut()
        seen.append(depth.now)

    depth.served(1)
    unchanged = depth.now
    depth.served(2)

    assert [32, 16, 8, 4, 2, 1, 1] == seen
    assert (1, 2) == (unchanged, depth.now)
