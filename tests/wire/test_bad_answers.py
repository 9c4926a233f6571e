"""Whatever a server sends: one typed error, in time, and the connection is not used again."""

from __future__ import annotations

from time import monotonic

import pytest

from aistore_hl._core.errors import ConnectionBroken, ProtocolError, ReadTimeout, TransportError
from aistore_hl._core.request import Timeouts
from aistore_hl._wire.http1 import MAX_HEAD
from tests.wire.faces import Face, How, MakeFace
from tests.wire.servers import Peer, Script, Server, answer, once

OK = b"HTTP/1.1 200 OK\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"

BAD_HEADS = {
    "nothing": (b"", ConnectionBroken),
    "half a head": (OK + b"Content-Le", ConnectionBroken),
    "HTTP/0.9": (b"<html>hello</html>", ProtocolError),
    "HTTP/2 preface": (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", ProtocolError),
    "HTTP/2 settings": (b"\0\0\x12\x04\0\0\0\0\0", ProtocolError),
    "TLS alert": (b"\x15\x03\x01\0\x02\x02\x16", ProtocolError),
    "ssh": (b"SSH-2.0-OpenSSH_9.2p1\r\n", ProtocolError),
    "empty line first": (b"\r\n" + OK + b"Content-Length: 0\r\n\r\n", ProtocolError),
    "HTTP/3.0": (b"HTTP/3.0 200 OK\r\n\r\n", ProtocolError),
    "status abc": (b"HTTP/1.1 abc OK\r\n\r\n", ProtocolError),
    "status 999": (b"HTTP/1.1 999 OK\r\n\r\n", ProtocolError),
    "bare line feeds": (b"HTTP/1.1 200 OK\nContent-Length: 0\n\n", ProtocolError),
    "NUL in a header": (OK + b"X: a\0b\r\nContent-Length: 0\r\n\r\n", ProtocolError),
    "CR in a header": (OK + b"X: a\rContent-Length: 5\r\nContent-Length: 0\r\n\r\n", ProtocolError),
    "folded header": (OK + b"X: a\r\n b\r\nContent-Length: 0\r\n\r\n", ProtocolError),
    "space before the colon": (OK + b"Content-Length : 0\r\n\r\n", ProtocolError),
    "header without a colon": (OK + b"hello\r\n\r\n", ProtocolError),
    "huge header": (OK + b"X: " + b"a" * (MAX_HEAD + 1) + b"\r\n\r\n", ProtocolError),
    "huge header without an end": (OK + b"X: " + b"a" * 1_000_000, ProtocolError),
    "many headers": (OK + b"X: a\r\n" * 5000 + b"\r\n", ProtocolError),
    "negative length": (OK + b"Content-Length: -1\r\n\r\n", ProtocolError),
    "length that is a word": (OK + b"Content-Length: five\r\n\r\n", ProtocolError),
    "length of 10**30": (OK + b"Content-Length: 1" + b"0" * 30 + b"\r\n\r\n", ProtocolError),
    "lengths that differ": (OK + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello", ProtocolError),
    "length and chunked": (OK + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\nhello", ProtocolError),
    "gzip coding": (OK + b"Transfer-Encoding: gzip\r\n\r\nhello", ProtocolError),
    "100 provisional answers": (b"HTTP/1.1 100 Continue\r\n\r\n" * 100, ProtocolError),
    "101": (b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\n\r\n", ProtocolError),
}  # fmt: skip

BAD_BODIES = {
    "short": (answer(body=b"hell", length=5), ConnectionBroken),
    "short by a lot": (answer(body=b"hell", length=10**15), ConnectionBroken),
    "of the greatest length": (answer(body=b"hell", length=2**63 - 1), ConnectionBroken),
    "empty": (answer(length=5), ConnectionBroken),
    "longer than the buffer, short": (answer(body=b"x" * 200_000, length=200_001), ConnectionBroken),
    "chunk cut": (CHUNKED + b"5\r\nhel", ConnectionBroken),
    "big chunk cut": (CHUNKED + b"80000\r\n" + b"x" * 100_000, ConnectionBroken),
    "chunks without an end": (CHUNKED + b"5\r\nhello\r\n", ConnectionBroken),
    "chunks without the last line": (CHUNKED + b"5\r\nhello\r\n0\r\n", ConnectionBroken),
    "chunk size of no digits": (CHUNKED + b"hello\r\n", ProtocolError),
    "chunk size negative": (CHUNKED + b"-5\r\nhello\r\n0\r\n\r\n", ProtocolError),
    "chunk size of 17 digits": (CHUNKED + b"1" + b"0" * 16 + b"\r\n", ProtocolError),
    "chunk size of the greatest length": (CHUNKED + b"7fffffffffffffff\r\nhello", ConnectionBroken),
    "chunk longer than it says": (CHUNKED + b"5\r\nhello world\r\n0\r\n\r\n", ProtocolError),
    "huge chunk line": (CHUNKED + b"5;" + b"a" * 100_000 + b"\r\nhello\r\n0\r\n\r\n", ProtocolError),
    "chunks with bare line feeds": (CHUNKED + b"5\nhello\n0\n\n", ProtocolError),
    "huge trailer": (CHUNKED + b"0\r\n" + b"X: aaaaaaaaaaaaaaa\r\n" * 10_000 + b"\r\n", ProtocolError),
    "trailer with NUL": (CHUNKED + b"0\r\nX: \0\r\n\r\n", ProtocolError),
}  # fmt: skip


def reading_until_closed(data: bytes) -> Script:
    """Send the bytes and leave the connection open, so that only the bytes can end the wait."""

    def script(peer: Peer) -> None:
        if peer.read() is not None:
            peer.send(data)
            peer.read()

    return script


@pytest.mark.parametrize(("data", "error"), BAD_HEADS.values(), ids=BAD_HEADS)
@pytest.mark.parametrize("method", ["GET", "PUT"])
def test_bad_head_is_an_error(make_face: MakeFace, method: str, data: bytes, error: type[TransportError]) -> None:
    face = make_face()
    with Server(once(data)) as server:
        with pytest.raises(error) as caught:
            face.ask(server.origin, method, body=b"x" if method == "PUT" else None, deadline=monotonic() + 5)

        assert caught.value.sent
        assert caught.value.node == server.origin
        assert server.address in str(caught.value)


@pytest.mark.parametrize(
    "data", [data for data, error in BAD_HEADS.values() if error is ProtocolError], ids=lambda data: repr(data[:30])
)
def test_bad_head_is_refused_without_waiting(make_face: MakeFace, data: bytes) -> None:
    """The server keeps the connection open: what cannot become an answer is not waited for."""
    face = make_face()
    started = monotonic()
    with Server(reading_until_closed(data)) as server, pytest.raises(ProtocolError):
        face.ask(server.origin)

    assert monotonic() - started < 5


@pytest.mark.parametrize(("data", "error"), BAD_BODIES.values(), ids=BAD_BODIES)
@pytest.mark.parametrize("how", ["read", "readinto", "chunks"])
def test_bad_body_is_an_error(make_face: MakeFace, how: How, data: bytes, error: type[TransportError]) -> None:
    face = make_face()
    with Server(once(data)) as server, pytest.raises(error) as caught:
        face.ask(server.origin, how=how, deadline=monotonic() + 5)

    assert server.address in str(caught.value)


def test_reset_in_the_body_is_an_error(make_face: MakeFace) -> None:
    def script(peer: Peer) -> None:
        peer.read()
        peer.send(answer(body=b"x" * 1000, length=100_000))
        peer.reset()

    face = make_face()
    with Server(script) as server, pytest.raises(ConnectionBroken):
        face.ask(server.origin, deadline=monotonic() + 5)


@pytest.mark.parametrize("data", [data for data, _ in BAD_BODIES.values()], ids=BAD_BODIES)
def test_buffer_is_the_callers_again_after_an_error(face: Face, data: bytes) -> None:
    """Nothing holds on to it, not even the traceback of the error that is being handled."""
    kept: list[TransportError] = []
    buffer = bytearray(1_000_000)
    with Server(once(data)) as server:
        try:
            face.fill(server.origin, buffer)
        except TransportError as exc:
            kept.append(exc)
            buffer.clear()

    assert kept


def test_error_says_how_much_is_missing(make_face: MakeFace) -> None:
    face = make_face()
    missing = "46 bytes before the end of the body: closed"
    with Server(once(answer(body=b"hell", length=50))) as server, pytest.raises(ConnectionBroken, match=missing):
        face.ask(server.origin)


DRIPS = {
    "head": b"HTTP/1.1 200 OK\r\n" + b"X: yyyyyyyyyyyyyyyyyyyyyyyyy\r\n" * 1000,
    "body": answer(body=b"x" * 100_000),
    "chunks": CHUNKED + b"1\r\nx\r\n" * 100_000,
    "big chunk": CHUNKED + b"80000\r\n" + b"x" * 100_000,
    "provisional answers": b"HTTP/1.1 102 Processing\r\nX: yyyyyyyyyyyyyyyyyyyyyyyyy\r\n\r\n" * 10,
    "until the end": b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 100_000,
}


@pytest.mark.parametrize("data", DRIPS.values(), ids=DRIPS)
@pytest.mark.parametrize("how", ["read", "readinto"])
def test_drip_ends_with_the_deadline(make_face: MakeFace, how: How, data: bytes) -> None:
    """Every byte is in time, all of them are not."""

    def script(peer: Peer) -> None:
        peer.read()
        peer.drip(data, 0.02)

    face = make_face()
    with Server(script) as server:
        started = monotonic()
        with pytest.raises(ReadTimeout, match="before the deadline"):
            face.ask(server.origin, how=how, deadline=started + 0.4)

    assert 0.3 < monotonic() - started < 1.4


def test_broken_connection_is_not_used_again(make_face: MakeFace) -> None:
    """After an error the next request goes by another connection, and finds its own answer."""

    def script(peer: Peer) -> None:
        while peer.read() is not None:
            peer.send(CHUNKED + b"x\r\n" if peer.number == 0 else answer(body=b"fine"))

    face = make_face(timeouts=Timeouts(read=5))
    with Server(script) as server:
        with pytest.raises(ProtocolError):
            face.ask(server.origin)

        assert face.ask(server.origin).body == b"fine"
        assert server.connections == 2
