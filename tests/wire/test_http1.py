"""Heads and chunked framing, as bytes in and values out."""

from __future__ import annotations

import pytest

from aistore_hl._wire.http1 import (
    MAX_CHUNK_LINE,
    MAX_FIELDS,
    MAX_HEAD,
    ChunkDecoder,
    Malformed,
    find_head,
    parse_response_head,
    request_head,
)

# (block without its empty line, method) -> (status, keep_alive, length, chunked)
HEADS = {
    "length": (b"HTTP/1.1 200 OK\r\nContent-Length: 5", "GET", (200, True, 5, False)),
    "length in another case": (b"HTTP/1.1 200 OK\r\ncontent-LENGTH: 5", "GET", (200, True, 5, False)),
    "length without a space": (b"HTTP/1.1 200 OK\r\nContent-Length:5", "GET", (200, True, 5, False)),
    "length with spaces": (b"HTTP/1.1 200 OK\r\nContent-Length: \t 5 \t", "GET", (200, True, 5, False)),
    "length with zeros": (b"HTTP/1.1 200 OK\r\nContent-Length: 0005", "GET", (200, True, 5, False)),
    "length twice, equal": (b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 5", "GET", (200, True, 5, False)),
    "length as an equal list": (b"HTTP/1.1 200 OK\r\nContent-Length: 5, 5", "GET", (200, True, 5, False)),
    "longest length": (b"HTTP/1.1 200 OK\r\nContent-Length: 9223372036854775807", "GET", (200, True, 2**63 - 1, False)),
    "no reason": (b"HTTP/1.1 200\r\nContent-Length: 5", "GET", (200, True, 5, False)),
    "empty reason": (b"HTTP/1.1 200 \r\nContent-Length: 5", "GET", (200, True, 5, False)),
    "reason in Latin-1": (b"HTTP/1.1 200 \xfcber\r\nContent-Length: 5", "GET", (200, True, 5, False)),
    "chunked": (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked", "GET", (200, True, None, True)),
    "chunked in another case": (b"HTTP/1.1 200 OK\r\ntransfer-encoding: CHUNKED", "GET", (200, True, None, True)),
    "until the end": (b"HTTP/1.1 200 OK", "GET", (200, False, None, False)),
    "close": (b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close", "GET", (200, False, 5, False)),
    "close in a list": (b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: x, Close", "GET", (200, False, 5, False)),
    "keep-alive": (b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: keep-alive", "GET", (200, True, 5, False)),
    "1.0": (b"HTTP/1.0 200 OK\r\nContent-Length: 5", "GET", (200, False, 5, False)),
    "1.0 keep-alive": (b"HTTP/1.0 200 OK\r\nContent-Length:5\r\nConnection: keep-alive", "GET", (200, False, 5, False)),
    "head": (b"HTTP/1.1 200 OK\r\nContent-Length: 5", "HEAD", (200, True, 0, False)),
    "head chunked": (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked", "HEAD", (200, True, 0, False)),
    "204": (b"HTTP/1.1 204 No Content", "DELETE", (204, True, 0, False)),
    "204 with a body": (b"HTTP/1.1 204 No Content\r\nContent-Length: 5", "DELETE", (204, False, 0, False)),
    "304": (b"HTTP/1.1 304 Not Modified\r\nContent-Length: 5", "GET", (304, True, 0, False)),
    "100": (b"HTTP/1.1 100 Continue", "PUT", (100, True, 0, False)),
    "redirect": (b"HTTP/1.1 307 Temporary Redirect\r\nLocation: /\r\nContent-Length: 0", "PUT", (307, True, 0, False)),
    "other names that begin alike": (
        b"HTTP/1.1 200 OK\r\nContent-Length-X: 9\r\nConnections: close\r\nTransfer: chunked\r\nContent-Length: 5",
        "GET",
        (200, True, 5, False),
    ),
    "value that looks like a field": (
        b"HTTP/1.1 200 OK\r\nX: Content-Length: 9\r\nContent-Length: 5",
        "GET",
        (200, True, 5, False),
    ),
}  # fmt: skip

BAD_HEADS = {
    "empty": b"",
    "not HTTP": b"SSH-2.0-OpenSSH_9.2",
    "HTTP/2": b"HTTP/2 200",
    "HTTP/1.2": b"HTTP/1.2 200 OK",
    "lower case": b"http/1.1 200 OK",
    "two spaces": b"HTTP/1.1  200 OK",
    "tab": b"HTTP/1.1\t200 OK",
    "two digits": b"HTTP/1.1 20 OK",
    "four digits": b"HTTP/1.1 2000 OK",
    "status 099": b"HTTP/1.1 099 OK",
    "status 600": b"HTTP/1.1 600 OK",
    "status in other digits": "HTTP/1.1 ٢٠٠ OK".encode(),
    "negative status": b"HTTP/1.1 -20 OK",
    "NUL in the reason": b"HTTP/1.1 200 O\0K",
    "NUL in a value": b"HTTP/1.1 200 OK\r\nX: a\0b",
    "NUL in a name": b"HTTP/1.1 200 OK\r\nX\0: a",
    "escape in a value": b"HTTP/1.1 200 OK\r\nX: \x1b[31m",
    "DEL in a value": b"HTTP/1.1 200 OK\r\nX: \x7f",
    "bare CR in a value": b"HTTP/1.1 200 OK\r\nX: a\rb",
    "bare LF in a value": b"HTTP/1.1 200 OK\r\nX: a\nY: b",
    "bare LF after the status line": b"HTTP/1.1 200 OK\nX: a",
    "folded": b"HTTP/1.1 200 OK\r\nX: a\r\n b",
    "folded with a tab": b"HTTP/1.1 200 OK\r\nX: a\r\n\tb",
    "space before the colon": b"HTTP/1.1 200 OK\r\nContent-Length : 5",
    "no colon": b"HTTP/1.1 200 OK\r\nContent-Length 5",
    "no name": b"HTTP/1.1 200 OK\r\n: 5",
    "name with a space": b"HTTP/1.1 200 OK\r\nA B: 5",
    "name not ASCII": "HTTP/1.1 200 OK\r\nÄ: 5".encode(),
    "too many fields": b"HTTP/1.1 200 OK" + b"\r\nX: y" * (MAX_FIELDS + 1),
    "negative length": b"HTTP/1.1 200 OK\r\nContent-Length: -5",
    "signed length": b"HTTP/1.1 200 OK\r\nContent-Length: +5",
    "hexadecimal length": b"HTTP/1.1 200 OK\r\nContent-Length: 0x5",
    "length with an underscore": b"HTTP/1.1 200 OK\r\nContent-Length: 1_0",
    "length with a space inside": b"HTTP/1.1 200 OK\r\nContent-Length: 1 0",
    "length in other digits": "HTTP/1.1 200 OK\r\nContent-Length: ٥".encode(),
    "fractional length": b"HTTP/1.1 200 OK\r\nContent-Length: 5.0",
    "empty length": b"HTTP/1.1 200 OK\r\nContent-Length: ",
    "empty length in a list": b"HTTP/1.1 200 OK\r\nContent-Length: 5,",
    "huge length": b"HTTP/1.1 200 OK\r\nContent-Length: 9223372036854775808",
    "absurd length": b"HTTP/1.1 200 OK\r\nContent-Length: " + b"9" * 5000,
    "lengths that differ": b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6",
    "lengths that differ in case": b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\ncontent-length: 6",
    "lengths that differ in a list": b"HTTP/1.1 200 OK\r\nContent-Length: 5, 6",
    "length and chunked": b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked",
    "chunked and length": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 5",
    "chunked over 1.0": b"HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked",
    "gzip, chunked": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked",
    "chunked, identity": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked, identity",
    "identity": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: identity",
    "chunked twice": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
    "unknown coding": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: xchunked",
    "empty coding": b"HTTP/1.1 200 OK\r\nTransfer-Encoding:",
}  # fmt: skip


@pytest.mark.parametrize(("block", "method", "expected"), HEADS.values(), ids=HEADS)
def test_head_is_read(block: bytes, method: str, expected: tuple[int, bool, int | None, bool]) -> None:
    """Both ways of reading a head agree: the one for ordinary heads, and the one for all."""
    found = find_head(bytearray(block + b"\r\n\r\nrest"), 0, len(block) + 8, method)
    assert found is not None
    head = found[0]
    slow = parse_response_head(block, method)

    assert expected == (head.status, head.keep_alive, head.length, head.chunked)
    assert expected == (slow.status, slow.keep_alive, slow.length, slow.chunked)
    assert found[1] == len(block) + 4
    assert dict(slow.headers) == dict(head.headers)


@pytest.mark.parametrize("block", BAD_HEADS.values(), ids=BAD_HEADS)
def test_malformed_head_is_refused(block: bytes) -> None:
    with pytest.raises(Malformed):
        find_head(bytearray(block + b"\r\n\r\n"), 0, len(block) + 4, "GET")
    with pytest.raises(Malformed):
        parse_response_head(block, "GET")


def test_head_may_begin_anywhere_and_come_in_pieces() -> None:
    """Nothing is decided before the empty line, and nothing after it is touched."""
    block = b"HTTP/1.1 200 OK\r\nX: a\r\nContent-Length: 5\r\n\r\n"
    buffer = bytearray(b"junk" + block + b"HELLO")

    for end in range(4, 4 + len(block)):
        assert find_head(buffer, 4, end, "GET") is None
        assert find_head(buffer, 4, end, "GET", seen=max(0, end - 5)) is None
    for seen in range(len(block)):
        found = find_head(buffer, 4, 4 + len(block), "GET", seen)
        assert found is not None
        assert found[1] == 4 + len(block)
        assert found[0].headers["x"] == "a"


def test_bare_line_feed_is_seen_wherever_a_packet_ends() -> None:
    data = bytearray(b"HTTP/1.1 200 OK\r\nX: y\nZ")

    for seen in range(len(data) - 2):
        with pytest.raises(Malformed, match="bare line feed"):
            find_head(data, 0, len(data), "GET", seen)


@pytest.mark.parametrize(
    "data",
    [
        b"<html>",
        b"\x15\x03\x01\x00\x02",
        b"PRI * HTTP/2.0\r\n",
        b"HTTP/2",
        b"h",
        b"HTTP/1.1 200 OK\nX: y\n\n",
        b"HTTP/1.1 200 OK\r\n" + b"X: " + b"y" * MAX_HEAD,
    ],
    ids=["html", "TLS alert", "HTTP/2 preface", "HTTP/2", "letter", "bare line feeds", "too long"],
)
def test_hopeless_beginning_is_refused_at_once(data: bytes) -> None:
    """Waiting for more would only end in a time-out."""
    with pytest.raises(Malformed):
        find_head(bytearray(data), 0, len(data), "GET")


def test_values_keep_every_byte() -> None:
    head = parse_response_head(b"HTTP/1.1 200 OK\r\nX: \xff\xc3\xa4\r\nX: 2", "GET")

    assert head.headers.get_all("x") == ["\udcffä", "2"]


def test_request_head_is_written_as_given() -> None:
    head = request_head("GET", "/v1/objects/b/o?x=1", "Host: h\r\n", [("A", "b"), ("C", "dä\udcff")])

    assert head == b"GET /v1/objects/b/o?x=1 HTTP/1.1\r\nHost: h\r\nA: b\r\nC: d\xc3\xa4\xff\r\n\r\n"


@pytest.mark.parametrize(
    ("method", "target", "headers"),
    [
        ("GET", "", ()),
        ("GET", "x", ()),
        ("GET", "/a b", ()),
        ("GET", "/a\r\nX: y", ()),
        ("GET", "/ä", ()),
        ("GET", "/a\0", ()),
        ("GET", "http://other/", ()),
        ("get", "/", ()),
        ("GET /", "/", ()),
        ("", "/", ()),
        ("GET", "/", [("A", "b\r\nC: d")]),
        ("GET", "/", [("A", "b\n")]),
        ("GET", "/", [("A", "b\0")]),
        ("GET", "/", [("A: b\r\nC", "d")]),
        ("GET", "/", [("A ", "b")]),
        ("GET", "/", [("", "b")]),
        ("GET", "/", [("Content-Length", "5")]),
        ("GET", "/", [("transfer-encoding", "chunked")]),
        ("GET", "/", [("HOST", "h")]),
        ("GET", "/", [("Expect", "100-continue")]),
        ("GET", "/", [("Connection", "close")]),
    ],
)
def test_request_that_could_be_misread_is_not_written(method: str, target: str, headers: list[tuple[str, str]]) -> None:
    with pytest.raises(ValueError, match=r"not a request|header"):
        request_head(method, target, "Host: h\r\n", headers)


def decode(data: bytes, sizes: list[int]) -> tuple[bytes, bool, int]:
    """Content, whether it ended, and where reading stopped, for data that comes in pieces of those sizes."""
    decoder = ChunkDecoder()
    buffer = bytearray(data)
    content = b""
    pos = end = 0
    for size in sizes:
        end = min(len(data), end + size)
        while True:
            pos = decoder.advance(buffer, pos, end)
            count = min(decoder.left, end - pos)
            if not count:
                break
            content += buffer[pos : pos + count]
            pos += count
            decoder.left -= count
    return content, decoder.done, pos


CHUNKED = {
    "one": (b"5\r\nhello\r\n0\r\n\r\n", b"hello"),
    "two": (b"5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n", b"hello world"),
    "none": (b"0\r\n\r\n", b""),
    "zeros": (b"0005\r\nhello\r\n000\r\n\r\n", b"hello"),
    "capital": (b"B\r\nhello world\r\n0\r\n\r\n", b"hello world"),
    "extension": (b"5;a=b;c=\"d\"\r\nhello\r\n0;e\r\n\r\n", b"hello"),
    "trailing space": (b"5 \t\r\nhello\r\n0\r\n\r\n", b"hello"),
    "trailer": (b"5\r\nhello\r\n0\r\nX: y\r\nZ: \xff\r\n\r\n", b"hello"),
}  # fmt: skip


@pytest.mark.parametrize(("data", "content"), CHUNKED.values(), ids=CHUNKED)
def test_chunked_body_is_decoded_however_it_is_cut(data: bytes, content: bytes) -> None:
    """At every place where a packet may end, and what follows the body is left alone."""
    for cut in range(len(data) + 1):
        assert (content, True, len(data)) == decode(data + b"next", [cut, len(data), 4])
    assert (content, True, len(data)) == decode(data, [1] * len(data))


@pytest.mark.parametrize(
    "data",
    [
        b"x\r\n",
        b"-5\r\nhello\r\n",
        b"+5\r\nhello\r\n",
        b"0x5\r\nhello\r\n",
        b" 5\r\nhello\r\n",
        b"5\nhello\n0\n\n",
        b"\r\n",
        b"5 ;a\r\nhello\r\n",
        b"5;\0\r\nhello\r\n",
        b"1_0\r\n",
        "٥\r\nhello\r\n".encode(),
        b"8000000000000000\r\n",
        b"10000000000000000\r\n",
        b"5;" + b"a" * MAX_CHUNK_LINE + b"\r\nhello\r\n",
        b"0" * (MAX_CHUNK_LINE + 1),
        b"5\r\nhelloX\r\n",
        b"5\r\nhello\n0\r\n\r\n",
        b"5\r\nhello0\r\n\r\n",
        b"0\r\nX y\r\n\r\n",
        b"0\r\n y\r\n\r\n",
        b"0\r\nX: \0\r\n\r\n",
        b"0\r\n" + b"X: yyyyyyyyyyyyyyyyyyyyyyyyyyyyy\r\n" * (MAX_HEAD // 32) + b"\r\n",
    ],
)
def test_chunked_framing_that_lies_is_refused(data: bytes) -> None:
    with pytest.raises(Malformed):
        decode(data, [len(data)])
    with pytest.raises(Malformed):
        decode(data, [1] * len(data))
