"""What we take for an answer, h11 takes for the same answer: generated heads and bodies, whole and damaged.

We are stricter on purpose in a few ways. Each has its name and its reason here, and only those may differ.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Final

import h11
import pytest
from attrs import frozen
from hypothesis import example, given, settings
from hypothesis import strategies as st

from aistore_hl._wire.http1 import MAX_HEAD, ChunkDecoder, Malformed, ResponseHead, find_head

METHODS = ("GET", "HEAD", "PUT")


@frozen
class Read:
    """What a reader makes of some bytes."""

    status: int
    headers: tuple[tuple[bytes, bytes], ...]
    """Sorted, without those of framing."""
    body: bytes
    ended: bool


class Refused(Exception):
    """A reader does not take the bytes for an answer."""


def by_us(data: bytes, method: str) -> Read | None:
    """None: more bytes are wanted."""
    buffer = bytearray(data)
    pos = 0
    try:
        while True:
            found = find_head(buffer, pos, len(buffer), method)
            if found is None:
                return None
            head, pos = found
            if head.status >= 200:
                return _our_body(head, buffer, pos)
            if head.status == 101:
                raise Refused("101")
    except Malformed as exc:
        raise Refused(str(exc)) from exc


def _our_body(head: ResponseHead, buffer: bytearray, pos: int) -> Read:
    lines = [line.partition(b":") for line in head.fields.split(b"\r\n")[1:]]
    headers = _without_framing((name.lower(), value.strip(b" \t")) for name, _, value in lines)
    if head.chunked:
        body, ended = _our_chunks(buffer, pos)
    elif head.length is None:
        body, ended = bytes(buffer[pos:]), True
    else:
        body = bytes(buffer[pos : pos + head.length])
        ended = len(body) == head.length
    return Read(head.status, headers, body, ended)


def _our_chunks(buffer: bytearray, pos: int) -> tuple[bytes, bool]:
    decoder = ChunkDecoder()
    body = b""
    while True:
        pos = decoder.advance(buffer, pos, len(buffer))
        count = min(decoder.left, len(buffer) - pos)
        if not count:
            return body, decoder.done
        body += buffer[pos : pos + count]
        pos += count
        decoder.left -= count


def by_h11(data: bytes, method: str) -> Read | None:
    """None: more bytes are wanted."""
    conn = h11.Connection(h11.CLIENT, max_incomplete_event_size=MAX_HEAD)
    conn.send(h11.Request(method=method, target="/", headers=[("Host", "h"), ("Content-Length", "0")]))
    conn.send(h11.EndOfMessage())
    if data:  # nothing would mean the end
        conn.receive_data(data)
    try:
        return _h11_answer(conn)
    except h11.RemoteProtocolError as exc:
        raise Refused(str(exc)) from exc


def _h11_answer(conn: h11.Connection) -> Read | None:
    while True:
        event = conn.next_event()
        if event is h11.NEED_DATA:
            return None
        if isinstance(event, h11.InformationalResponse):
            if event.status_code == 101:
                raise Refused("101")
            continue
        if not isinstance(event, h11.Response):
            raise Refused(repr(event))
        break
    body = b""
    until_close = False
    while True:
        part = conn.next_event()
        if isinstance(part, h11.Data):
            body += bytes(part.data)
        elif isinstance(part, h11.EndOfMessage):
            return Read(event.status_code, _fields(event), body, True)
        elif part is h11.NEED_DATA and not until_close:
            # Either bytes are missing, or the end of the connection is the end of the body: h11 tells which.
            until_close = True
            if not _is_until_close(event):
                return Read(event.status_code, _fields(event), body, False)
            conn.receive_data(b"")
        else:
            return Read(event.status_code, _fields(event), body, False)


def _fields(event: h11.Response) -> tuple[tuple[bytes, bytes], ...]:
    return _without_framing((bytes(name), bytes(value)) for name, value in event.headers)


def _without_framing(fields: Iterable[tuple[bytes, bytes]]) -> tuple[tuple[bytes, bytes], ...]:
    """h11 joins and lowers the fields that say where the body ends; that they are understood alike, the body shows."""
    return tuple(sorted(one for one in fields if one[0] not in (b"content-length", b"transfer-encoding")))


def _is_until_close(event: h11.Response) -> bool:
    names = {bytes(name) for name, _ in event.headers}
    return not names & {b"content-length", b"transfer-encoding"}


@frozen
class Stricter:
    """One way in which we refuse what h11 takes."""

    why: str
    words: str
    """How our refusal begins."""
    applies: Callable[[bytes], object]


def _has(pattern: bytes) -> Callable[[bytes], object]:
    return re.compile(pattern, re.IGNORECASE).search


STRICTER: Final = (
    Stricter(
        "RFC 9110, 15: a number outside 100..599 is no status",
        "the answer has a malformed status line",
        _has(rb"HTTP/1\.[01] [06-9][0-9]{2}"),
    ),
    Stricter(
        "RFC 9110, 5.5: control characters; h11 refuses only NUL, CR and LF",
        "the answer has a malformed",
        _has(rb"[\x01-\x08\x0b\x0c\x0e-\x1f\x7f]"),
    ),
    Stricter(
        "RFC 9112, 5.2: a user agent may refuse folded lines; h11 unfolds them",
        "the answer has a malformed header line",
        _has(rb"\n[ \t]"),
    ),
    Stricter(
        "RFC 9112, 2.2: a bare line feed may be taken for a line end; AIS sends none, smugglers do",
        "the ",
        _has(rb"(?<!\r)\n"),
    ),
    Stricter(
        "RFC 9112, 6.3: a length beside a coding makes two readers disagree; h11 drops the length",
        "the answer is chunked and has a Content-Length",
        _has(rb"content-length[^\n]*\n(?s:.*)transfer-encoding|transfer-encoding[^\n]*\n(?s:.*)content-length"),
    ),
    Stricter(
        "RFC 9112, 6.1: HTTP/1.0 knows no codings",
        "the answer is chunked and has a Content-Length, or is of HTTP/1.0",
        _has(rb"HTTP/1\.0"),
    ),
    Stricter(
        "no file is longer than 2**63 - 1 bytes",
        "the answer has a Content-Length that is no length",
        _has(rb"content-length:[ \t]*[0-9]{19}"),
    ),
    Stricter(
        "h11 looks at no byte of a chunk's extension",
        "not the size of a chunk",
        _has(rb";[^\n]*[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|\r(?!\n)"),
    ),
    Stricter(
        "h11 takes trailers as it takes heads, and folds them",
        "malformed field after the last chunk",
        _has(rb"[\x01-\x08\x0b\x0c\x0e-\x1f\x7f]|\n[ \t]"),
    ),
)


def check(data: bytes, method: str) -> None:
    """Both refuse, both wait, or both read the same; we may refuse more, for a reason that is listed."""
    try:
        ours = by_us(data, method)
    except Refused as exc:
        try:
            theirs = by_h11(data, method)
        except Refused:
            return
        listed = any(str(exc).startswith(reason.words) and reason.applies(data) for reason in STRICTER)
        # What can never become an answer need not be waited for.
        if not listed and theirs is not None and theirs.ended:
            raise AssertionError(f"we alone refuse {data!r}") from exc
        return
    theirs = by_h11(data, method)
    assert ours == theirs


token = st.text("abcXYZ019-_!~", min_size=1, max_size=8).map(str.encode)
value = st.binary(max_size=12).map(lambda raw: bytes(byte for byte in raw if byte == 9 or 32 <= byte != 127))
framing = st.sampled_from(
    [
        b"Content-Length: 5",
        b"content-length:5",
        b"Content-Length: 0",
        b"Content-Length: 5, 5",
        b"Content-Length: 6",
        b"Content-Length: -5",
        b"Content-Length: 18446744073709551616",
        b"Transfer-Encoding: chunked",
        b"Transfer-Encoding: Chunked",
        b"Transfer-Encoding: gzip, chunked",
        b"Connection: close",
        b"Connection: keep-alive",
    ]
)
field = st.one_of(st.builds(lambda name, text: name + b": " + text, token, value), framing)
status_line = st.builds(
    lambda version, status, reason: b"%b %d%b" % (version, status, reason),
    st.sampled_from([b"HTTP/1.1", b"HTTP/1.1", b"HTTP/1.0"]),
    st.sampled_from([200, 200, 206, 204, 301, 304, 404, 500, 599, 100, 103]),
    st.sampled_from([b" OK", b"", b" ", b" Not \xe4", b" \t"]),
)
head = st.builds(
    lambda line, fields: b"\r\n".join([line, *fields]) + b"\r\n\r\n", status_line, st.lists(field, max_size=5)
)
chunk = st.builds(
    lambda data, end: b"%x%b\r\n%b\r\n" % (len(data), end, data),
    st.binary(min_size=1, max_size=20),
    st.sampled_from([b"", b"", b" ", b";a=b", b"\t"]),
)
chunks = st.builds(
    lambda parts, end: b"".join(parts) + end,
    st.lists(chunk, max_size=4),
    st.sampled_from([b"0\r\n\r\n", b"0\r\nX: y\r\n\r\n", b""]),
)
body = st.one_of(st.just(b"hello"), st.just(b""), chunks, st.binary(max_size=20))
answers = st.builds(lambda heads, rest: b"".join(heads) + rest, st.lists(head, min_size=1, max_size=2), body)


@given(answers, st.sampled_from(METHODS))
@settings(max_examples=400, deadline=None)
def test_generated_answers_are_read_alike(data: bytes, method: str) -> None:
    check(data, method)


cuts = st.integers(min_value=0, max_value=400)


@given(
    answers, st.sampled_from(METHODS), st.lists(st.tuples(cuts, st.integers(0, 2), st.binary(max_size=3)), max_size=3)
)
@settings(max_examples=800, deadline=None)
@example(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\nhello", "GET", [])
@example(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhelloXX0\r\n\r\n", "GET", [])
@example(b"HTTP/1.1 200 OK\r\nX : y\r\n\r\n", "GET", [])
def test_damaged_answers_are_read_alike(data: bytes, method: str, damage: list[tuple[int, int, bytes]]) -> None:
    """Bytes dropped, replaced and put in at random places."""
    for at, drop, put in damage:
        data = data[:at] + put + data[at + drop :]
    check(data, method)


@given(answers, st.sampled_from(METHODS))
@settings(max_examples=150, deadline=None)
def test_answers_cut_short_are_read_alike(data: bytes, method: str) -> None:
    for stop in range(1, len(data), 3):
        check(data[:stop], method)


@pytest.mark.stress
@given(
    answers, st.sampled_from(METHODS), st.lists(st.tuples(cuts, st.integers(0, 2), st.binary(max_size=3)), max_size=3)
)
@settings(max_examples=200_000, deadline=None)
def test_many_damaged_answers_are_read_alike(data: bytes, method: str, damage: list[tuple[int, int, bytes]]) -> None:
    for at, drop, put in damage:
        data = data[:at] + put + data[at + drop :]
    check(data, method)
