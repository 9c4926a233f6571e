"""Good answers of every framing, read in every way."""

from __future__ import annotations

import pytest

from aistore_hl._core.errors import ProtocolError
from aistore_hl._wire.address import Address
from tests.wire.faces import Face, How, MakeFace
from tests.wire.servers import Peer, Request, Script, Server, always, answer, once, recording

BIG = bytes(range(256)) * 2000  # 512,000 bytes: more than any buffer holds


def chunked(body: bytes, size: int) -> bytes:
    parts = [body[start : start + size] for start in range(0, len(body), size)]
    framed = b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in parts)
    return b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + framed + b"0\r\n\r\n"


ANSWERS = {
    "empty": (answer(), b""),
    "small": (answer(body=b"hello"), b"hello"),
    "just over a segment": (answer(body=BIG[:5000]), BIG[:5000]),
    "fills the buffer": (answer(body=BIG[:65_000]), BIG[:65_000]),
    "big": (answer(body=BIG), BIG),
    "chunked, empty": (chunked(b"", 1), b""),
    "chunked, small": (chunked(b"hello", 2), b"hello"),
    "chunked, many": (chunked(BIG[:20_000], 7), BIG[:20_000]),
    "chunked, as Go does": (chunked(BIG, 4096), BIG),
    "chunked, big chunks": (chunked(BIG, 300_000), BIG),
    "until the end": (b"HTTP/1.1 200 OK\r\n\r\n" + BIG, BIG),
    "until the end, empty": (b"HTTP/1.1 200 OK\r\n\r\n", b""),
    "HTTP/1.0": (b"HTTP/1.0 200 OK\r\n\r\nhello", b"hello"),
    "after provisional ones": (b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" * 10 + answer(body=BIG), BIG),
}


@pytest.mark.parametrize(("data", "body"), ANSWERS.values(), ids=ANSWERS)
@pytest.mark.parametrize("how", ["read", "readinto", "chunks"])
def test_body_arrives_whole(face: Face, how: How, data: bytes, body: bytes) -> None:
    with Server(once(data)) as server:
        heard = face.ask(server.origin, how=how)

    assert heard.status == 200
    assert heard.body == body
    assert heard.length in (None, len(body))
    assert heard.body_sent


def in_pieces(data: bytes, size: int) -> Script:
    """Send in pieces of that size, each in a packet of its own as far as the kernel allows."""

    def script(peer: Peer) -> None:
        while peer.read() is not None:
            for start in range(0, len(data), size):
                peer.send(data[start : start + size])

    return script


@pytest.mark.parametrize("size", [1, 2, 3, 7, 50])
@pytest.mark.parametrize("data", [answer(200, b"hello", "X: y"), chunked(b"hello world", 4)], ids=["length", "chunked"])
def test_answer_may_come_in_any_pieces(face: Face, size: int, data: bytes) -> None:
    with Server(in_pieces(data, size)) as server:
        bodies = {face.ask(server.origin).body for _ in range(20)}

        assert len(bodies) == 1
        assert server.connections == 1


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "POST", "PATCH", "DELETE", "OPTIONS"])
def test_request_goes_out_as_meant(face: Face, method: str) -> None:
    """Our headers, the engine's own, nothing else; without a body the length is 0 where one is expected."""
    kept: list[Request] = []
    with Server(recording(kept)) as server:
        face.ask(server.origin, method, "/v1/objects/b/o?x=1", headers=[("Ais-X", "y")])

    length = ["Content-Length: 0"] if method in ("PUT", "POST", "PATCH") else []
    expected = [f"{method} /v1/objects/b/o?x=1 HTTP/1.1", f"Host: {server.address}", "User-Agent: aistore-hl"]
    assert kept[0].head.decode().split("\r\n") == [*expected, *length, "Ais-X: y"]


def test_headers_are_those_received(face: Face) -> None:
    with Server(always(answer(404, b"no", "Ais-A: 1", "ais-a: 2", "Hdr-Error: {}"))) as server:
        heard = face.ask(server.origin)

    assert heard.status == 404
    assert heard.headers.get_all("AIS-A") == ["1", "2"]
    assert heard.headers["hdr-error"] == "{}"


@pytest.mark.parametrize("method", ["HEAD", "GET"])
@pytest.mark.parametrize("status", [200, 204, 304])
def test_answer_without_a_body_frees_the_connection(face: Face, method: str, status: int) -> None:
    """HEAD, 204 and 304 have none, whatever length they mention."""
    data = answer(status, length=0 if status == 204 or (method, status) == ("GET", 200) else 5)
    with Server(always(data)) as server:
        for _ in range(3):
            heard = face.ask(server.origin, method)

            assert (heard.status, heard.body, heard.length) == (status, b"", 0)
        assert server.connections == 1


@pytest.mark.parametrize(
    "data", [answer(body=BIG), chunked(BIG, 1000), b"HTTP/1.1 200 OK\r\n\r\n" + BIG, answer(body=b"x" * 1001)]
)
def test_answer_over_the_limit_is_refused(face: Face, data: bytes) -> None:
    with Server(once(data)) as server, pytest.raises(ProtocolError, match="longer than allowed"):
        face.ask(server.origin, limit=1000)


@pytest.mark.parametrize("data", [answer(body=b"x" * 1000), chunked(b"x" * 1000, 999)])
def test_answer_of_the_limit_is_read(face: Face, data: bytes) -> None:
    with Server(once(data)) as server:
        assert len(face.ask(server.origin, limit=1000).body) == 1000


def test_error_statuses_are_answers(face: Face) -> None:
    """Judging them, and following redirects, is for those who asked."""
    with Server(always(answer(307, b"moved", "Location: http://elsewhere/"))) as server:
        heard = face.ask(server.origin)

    assert (heard.status, heard.headers["location"], heard.body) == (307, "http://elsewhere/", b"moved")


@pytest.mark.parametrize(
    "origin",
    ["", "127.0.0.1:80", "ftp://h:1", "http://", "http://h:x", "http://h:0", "http://h:70000", "http://h:1/path",
     "http://u:p@h:1", "http://h:1?x", "http://h\r\nX: y:1", "http://[::1:1"],
)  # fmt: skip
def test_origin_that_is_none_is_refused(face: Face, origin: str) -> None:
    with pytest.raises(ValueError, match=r"not an origin|not a port"):
        face.ask(origin)


@pytest.mark.parametrize(
    ("origin", "host", "label", "host_field"),
    [
        ("http://example.com:8080", "example.com", "example.com:8080", "example.com:8080"),
        ("http://example.com", "example.com", "example.com:80", "example.com"),
        ("https://example.com:443", "example.com", "example.com:443", "example.com"),
        ("http://[::1]:51080", "::1", "[::1]:51080", "[::1]:51080"),
        ("http://[fe80::1%25eth0]:1", "fe80::1%eth0", "[fe80::1%25eth0]:1", "[fe80::1%25eth0]:1"),
    ],
)
def test_origin_is_taken_apart(origin: str, host: str, label: str, host_field: str) -> None:
    address = Address.parse(origin)

    assert (host, label, host_field) == (address.host, address.label, address.host_field)


def test_user_agent_is_sent_and_checked(make_face: MakeFace) -> None:
    kept: list[Request] = []
    with Server(recording(kept)) as server:
        make_face(user_agent="demo/1.0").ask(server.origin)

    assert kept[0].header("user-agent") == "demo/1.0"
    with pytest.raises(ValueError, match="not a user agent"):
        make_face(user_agent="a\r\nX: y")
