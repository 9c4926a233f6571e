"""Answers that come before the request is over, and bytes after which the next request must be found."""

from __future__ import annotations

import select
import socket

import pytest

from tests.etlserver.conftest import KINDS, PATIENCE, Scene
from tests.etlserver.http import ask, framed, hear
from tests.etlserver.memory import Watch

GIB = 1 << 30
MOST = 32 << 20
BLOCK = bytes(1 << 20)
REFUSED = {
    "dots": (b"PUT /b/../o HTTP/1.1\r\nHost: t\r\n", 400),
    "stage": (b"PUT /b/o HTTP/1.1\r\nHost: t\r\nAis-Node-Url: http://127.0.0.1:1\r\n", 403),
    "method": (b"POST /b/o HTTP/1.1\r\nHost: t\r\n", 405),
}
FRAMINGS = {
    "length": b"Content-Length: 1073741824\r\n\r\n",
    "chunked": b"Transfer-Encoding: chunked\r\n\r\n",
    "closing": b"Connection: close\r\nContent-Length: 1073741824\r\n\r\n",
}


def connected(scene: Scene, kind: str, shape: str = "whole") -> socket.socket:
    """A connection to a server."""
    return socket.create_connection(("127.0.0.1", scene.ports[kind, shape, "on"]), PATIENCE)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("framing", FRAMINGS.values(), ids=FRAMINGS)
@pytest.mark.parametrize(("opening", "status"), REFUSED.values(), ids=REFUSED)
def test_what_is_refused_need_not_be_sent(scene: Scene, kind: str, opening: bytes, status: int, framing: bytes) -> None:
    """The answer is there before a byte of the body is."""
    with connected(scene, kind) as connection:
        connection.sendall(opening + framing)

        assert status == hear(connection, "PUT").status


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("size", [64 << 20, pytest.param(GIB, marks=pytest.mark.stress)])
@pytest.mark.parametrize(
    ("shape", "target", "status"),
    [("whole", "/b/../o", 400), ("whole", "/b/o", 413), ("pieces", "/b/o?etl_args=unread", 200)],
    ids=["refused", "too long", "not read"],
)
def test_an_upload_that_nobody_reads(scene: Scene, kind: str, shape: str, target: str, status: int, size: int) -> None:
    """Its answer comes whole while it is still being sent, and nothing of it is held."""
    served = scene.served[kind, shape, "on"]
    came, left = b"", size
    with Watch(served.pid) as watch, connected(scene, kind, shape) as connection:
        connection.sendall(f"PUT {target} HTTP/1.1\r\nHost: t\r\nContent-Length: {size}\r\n\r\n".encode())
        connection.setblocking(False)
        while left and not is_whole(came):
            reading, writing, _ = select.select([connection], [connection], [], PATIENCE)
            assert reading or writing
            if reading:
                came += (piece := connection.recv(65536))
                if not piece:
                    break
            elif writing:
                left -= connection.send(memoryview(BLOCK)[: min(left, len(BLOCK))])

    assert is_whole(came)
    assert status == int(came.split()[1])
    assert b"Running" == ask(served.port, "GET", "/health").body
    assert watch.growth <= MOST


def is_whole(answer: bytes) -> bool:
    """Whether an answer is all here."""
    head, mark, body = answer.partition(b"\r\n\r\n")
    fields = head.lower()
    if b"chunked" in fields:
        return body.endswith(b"0\r\n\r\n")
    return bool(mark) and len(body) == int(fields.partition(b"content-length:")[2].split()[0])


@pytest.mark.parametrize("kind", KINDS)
def test_a_body_is_never_a_request(scene: Scene, kind: str) -> None:
    """One that is refused unread, whatever it looks like, is passed over: the next request is the next request."""
    inner = b"PUT /b/inner?etl_args=show HTTP/1.1\r\nHost: t\r\nContent-Length: 0\r\n\r\n"
    with connected(scene, kind) as connection:
        connection.sendall(b"PUT /b/../o HTTP/1.1\r\nHost: t\r\nContent-Length: %d\r\n\r\n" % len(inner) + inner)
        connection.sendall(b"GET /health HTTP/1.1\r\nHost: t\r\nConnection: close\r\n\r\n")
        heard = b""
        while piece := connection.recv(65536):
            heard += piece

    assert 2 == heard.count(b"HTTP/1.1 ")
    assert heard.endswith(b"Running")


@pytest.mark.parametrize("kind", ["threaded", "fastapi"])
def test_a_body_that_was_not_asked_for_ends_the_connection(scene: Scene, kind: str) -> None:
    """Who waited for 100 and was refused sends no body, so that a next request would be taken for it."""
    with connected(scene, kind) as connection:
        connection.sendall(b"PUT /b/../o HTTP/1.1\r\nHost: t\r\nContent-Length: 70\r\nExpect: 100-continue\r\n\r\n")
        heard = hear(connection, "PUT")

    assert 400 == heard.status
    assert "close" == heard.headers["connection"]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("shape", ["whole", "pieces"])
def test_requests_in_one_go(scene: Scene, kind: str, shape: str) -> None:
    """Pipelined ones are answered one after the other, each with its own."""
    requests = b"".join(
        b"PUT /b/%d?etl_args=show HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n" % number
        + framed(b"body %d" % number)
        for number in range(3)
    )
    with connected(scene, kind, shape) as connection:
        connection.sendall(requests + b"GET /health HTTP/1.1\r\nHost: t\r\nConnection: close\r\n\r\n")
        heard = b""
        while piece := connection.recv(65536):
            heard += piece

    found = [heard.index(word) for word in (b"b/0|show|", b"body 0", b"b/1|show|", b"body 1", b"b/2|show|", b"body 2")]
    assert sorted(found) == found
    assert heard.endswith(b"Running")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("args", "status", "answer"), [("", 200, b"abc"), ("midway", 500, None)])
def test_http_1_0_gets_content_with_its_length(
    scene: Scene, kind: str, args: str, status: int, answer: bytes | None
) -> None:
    """It has no chunks, and an end of the connection would look like the end of the content."""
    with connected(scene, kind, "pieces") as connection:
        connection.sendall(f"PUT /b/o?etl_args={args} HTTP/1.0\r\nContent-Length: 3\r\n\r\nabc".encode())
        heard = hear(connection, "PUT")

    assert status == heard.status
    assert str(len(heard.body)) == heard.headers["content-length"]
    assert answer in (None, heard.body)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("shape", ["whole", "pieces"])
def test_trailers_are_no_header(scene: Scene, kind: str, shape: str) -> None:
    """What comes after a body does not say where its result goes."""
    trailer = b"Ais-Node-Url: malformed\r\n"
    with connected(scene, kind, shape) as connection:
        connection.sendall(b"PUT /b/o HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n")
        connection.sendall(b"3;x=y\r\nabc\r\n0\r\n" + trailer + b"\r\n")
        heard = hear(connection, "PUT")

    assert (200, b"abc") == (heard.status, heard.body)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "endless", [b"0\r\n" + b"X: y\r\n" * 500_000, b"0\r\nX: " + b"y" * 3_000_000, b"3;" + b"x" * 3_000_000]
)
def test_framing_without_end(scene: Scene, kind: str, endless: bytes) -> None:
    """Trailers and extensions of chunks are limited; nobody waits for their end."""
    came = b""
    with connected(scene, kind) as connection:
        connection.sendall(b"PUT /b/o HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n")
        try:
            connection.sendall(endless)
            came = connection.recv(65536)
        except ConnectionError:
            came = b""

    assert came == b"" or 400 <= int(came.split()[1]) < 500


@pytest.mark.parametrize("kind", KINDS)
def test_http_1_0_has_no_chunks(scene: Scene, kind: str) -> None:
    """A proxy that does not know them would see another end of the request."""
    with connected(scene, kind) as connection:
        connection.sendall(b"PUT /b/o HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n" + framed(b"x"))

        assert 400 == hear(connection, "PUT").status
