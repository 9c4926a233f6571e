"""Bodies on the wire: which are read, which are not, and what happens to those that end too early."""

from __future__ import annotations

import socket
from urllib.parse import urlsplit

import pytest

from aistore_hl.local import LocalCluster
from tests.local.http import ask, connect, follow, read_to_end


def _target(shared: LocalCluster, bucket: str, name: str) -> tuple[str, bytes]:
    """Where a PUT of that name leads: the target's origin, and path and query."""
    answer = ask(shared.endpoint, "PUT", f"/v1/objects/{bucket}/{name}")
    parts = urlsplit(answer.location)
    return answer.leads_to, f"{parts.path}?{parts.query}".encode()


def _head(method: bytes, target: bytes, *fields: bytes) -> bytes:
    return b"\r\n".join((method + b" " + target + b" HTTP/1.1", b"Host: x", *fields, b"", b""))


def test_an_empty_probe_leaves_the_connection_open(shared: LocalCluster, bucket: str) -> None:
    """`Content-Length: 0` at the proxy: 307, and the next request on the same connection."""
    with connect(shared.endpoint) as connection:
        for _ in range(3):
            connection.sendall(_head(b"PUT", f"/v1/objects/{bucket}/o".encode(), b"Content-Length: 0"))
            answer = connection.recv(65536)

            assert answer.startswith(b"HTTP/1.1 307 ")
            assert b"connection: close" not in answer.lower()


@pytest.mark.parametrize("length", [b"10", b"1048576"])
def test_the_proxy_never_asks_for_a_body(shared: LocalCluster, bucket: str, length: bytes) -> None:
    """With `Expect: 100-continue` the 307 comes at once, and ends the connection."""
    with connect(shared.endpoint) as connection:
        fields = (b"Content-Length: " + length, b"Expect: 100-continue")
        connection.sendall(_head(b"PUT", f"/v1/objects/{bucket}/o".encode(), *fields))
        answer = read_to_end(connection)

    assert answer.startswith(b"HTTP/1.1 307 ")
    assert b"connection: close" in answer.lower()
    assert b"100 Continue" not in answer


def test_a_target_asks_for_the_body_when_it_wants_it(shared: LocalCluster, bucket: str) -> None:
    """100 first; where it refuses, the refusal comes instead and the connection ends."""
    origin, target = _target(shared, bucket, "o")
    expecting = (b"Content-Length: 5", b"Expect: 100-continue")
    with connect(origin) as connection:
        connection.sendall(_head(b"PUT", target, *expecting))
        asked = connection.recv(65536)
        connection.sendall(b"hello")
        answer = connection.recv(65536)
    with connect(origin) as connection:
        connection.sendall(_head(b"PUT", target.partition(b"?")[0], *expecting))
        refused = read_to_end(connection)

    assert b"HTTP/1.1 100 Continue\r\n\r\n" == asked
    assert answer.startswith(b"HTTP/1.1 200 ")
    assert refused.startswith(b"HTTP/1.1 400 ")
    assert b"100 Continue" not in refused


def test_a_small_body_at_the_proxy_is_forgotten(shared: LocalCluster, bucket: str) -> None:
    """It is not stored, and the connection goes on."""
    with connect(shared.endpoint) as connection:
        for _ in range(2):
            connection.sendall(_head(b"PUT", f"/v1/objects/{bucket}/o".encode(), b"Content-Length: 5") + b"hello")
            assert connection.recv(65536).startswith(b"HTTP/1.1 307 ")

    assert 404 == follow(shared.endpoint, "GET", f"/v1/objects/{bucket}/o").status


def test_a_large_body_at_the_proxy_still_gets_its_answer(shared: LocalCluster, bucket: str) -> None:
    """The 307 comes at once, with `Connection: close`, and is not lost although the client goes on sending."""
    with connect(shared.endpoint) as connection:
        connection.sendall(_head(b"PUT", f"/v1/objects/{bucket}/o".encode(), b"Content-Length: 100000000"))
        connection.sendall(b"x" * 1_000_000)
        answer = read_to_end(connection)

    assert answer.startswith(b"HTTP/1.1 307 ")
    assert b"connection: close" in answer.lower()


def test_chunked_bodies_are_taken(shared: LocalCluster, bucket: str) -> None:
    """In chunks of any size; the checksum is of the content."""
    origin, target = _target(shared, bucket, "chunked")
    with connect(origin) as connection:
        connection.sendall(_head(b"PUT", target, b"Transfer-Encoding: chunked"))
        connection.sendall(b"2\r\nhe\r\n3;x=y\r\nllo\r\n0\r\n\r\n")
        answer = connection.recv(65536)

    assert b"Ais-Checksum-Value: 26c7827d889f6da3\r\n" in answer
    assert b"hello" == follow(shared.endpoint, "GET", f"/v1/objects/{bucket}/chunked").content


@pytest.mark.parametrize(
    ("field", "begin"), [(b"Content-Length: 10", b"hello"), (b"Transfer-Encoding: chunked", b"5\r\nhello\r\n")]
)
@pytest.mark.parametrize("exists", [True, False])
def test_a_body_that_ends_too_early_is_not_stored(
    shared: LocalCluster, bucket: str, field: bytes, begin: bytes, exists: bool
) -> None:
    """500 to a client that closed its side only; what was there stays."""
    if exists:
        follow(shared.endpoint, "PUT", f"/v1/objects/{bucket}/short", b"old")
    origin, target = _target(shared, bucket, "short")
    with connect(origin) as connection:
        connection.sendall(_head(b"PUT", target, field) + begin)
        connection.shutdown(socket.SHUT_WR)
        answer = read_to_end(connection)
    after = follow(shared.endpoint, "GET", f"/v1/objects/{bucket}/short")

    assert answer.startswith(b"HTTP/1.1 500 ")
    assert b"unexpected EOF" in answer
    assert (200, b"old") == (after.status, after.content) if exists else 404 == after.status


def test_a_connection_that_breaks_leaves_nothing(shared: LocalCluster, bucket: str) -> None:
    """Whatever of the body had arrived."""
    origin, target = _target(shared, bucket, "broken")
    with connect(origin) as connection:
        connection.sendall(_head(b"PUT", target, b"Content-Length: 1000000") + b"x" * 500_000)

    assert 404 == follow(shared.endpoint, "GET", f"/v1/objects/{bucket}/broken").status


def test_a_client_that_closed_its_side_is_answered(shared: LocalCluster, bucket: str) -> None:
    """A whole request, then the end of what the client sends: the answer still comes."""
    with connect(shared.endpoint) as connection:
        connection.sendall(_head(b"GET", f"/v1/objects/{bucket}/o".encode()))
        connection.shutdown(socket.SHUT_WR)

        assert read_to_end(connection).startswith(b"HTTP/1.1 301 ")


def test_a_get_with_a_body_is_answered(shared: LocalCluster, bucket: str) -> None:
    """The body means nothing, at either node."""
    follow(shared.endpoint, "PUT", f"/v1/objects/{bucket}/o", b"content")
    answer = ask(shared.endpoint, "GET", f"/v1/objects/{bucket}/o", b"abc")
    target = answer.location.removeprefix(answer.leads_to)

    assert b"content" == ask(answer.leads_to, "GET", target, b"abc").content


def test_pipelined_requests_are_answered_in_order(shared: LocalCluster, bucket: str) -> None:
    """Also behind a body that nobody reads."""
    with connect(shared.endpoint) as connection:
        put = _head(b"PUT", f"/v1/objects/{bucket}/o".encode(), b"Content-Length: 5") + b"hello"
        last = _head(b"GET", b"/v1/health", b"Connection: close")
        connection.sendall(put + _head(b"GET", f"/v1/objects/{bucket}/o".encode()) + last)
        answers = read_to_end(connection)

    assert [b"307", b"301", b"200"] == [part[:3] for part in answers.split(b"HTTP/1.1 ")[1:]]


def test_64_mib_in_and_out(shared: LocalCluster, bucket: str) -> None:
    """Whole, and cheap enough for the tests of others."""
    content = bytes(range(256)) * 4096 * 64
    put = follow(shared.endpoint, "PUT", f"/v1/objects/{bucket}/big", content)

    assert 200 == put.status
    assert content == follow(shared.endpoint, "GET", f"/v1/objects/{bucket}/big").content
    assert 200 == follow(shared.endpoint, "DELETE", f"/v1/objects/{bucket}/big").status
