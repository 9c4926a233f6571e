"""When a connection serves again, when it must not, and what happens to one that died meanwhile."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from socket import SHUT_RDWR, socketpair
from threading import Event
from time import monotonic

import psutil
import pytest

from aistore_hl._core.errors import ClientClosed, ConnectFailed, ConnectionBroken
from aistore_hl._wire.address import Address
from aistore_hl._wire.connection import Connection
from tests.wire.faces import Face, How, MakeFace
from tests.wire.servers import PATIENCE, Peer, Server, always, answer, once

BIG = b"x" * 300_000


@pytest.mark.parametrize("body", [b"", b"hello", BIG])
@pytest.mark.parametrize("how", ["read", "readinto", "chunks"])
def test_connection_serves_again_after_a_whole_answer(face: Face, how: How, body: bytes) -> None:
    with Server(always(answer(body=body))) as server:
        for _ in range(5):
            assert face.ask(server.origin, how=how).body == body

        assert server.connections == 1


@pytest.mark.parametrize(
    "data",
    [
        answer(200, b"hello", "Connection: close"),
        b"HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\nhello",
        answer(body=b"hello") + b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil",
        answer(body=b"hello") + b"\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\nmore",
    ],
    ids=["close", "1.0", "a second answer", "two bytes more", "more after the last chunk"],
)
def test_connection_is_left_when_it_cannot_be_trusted(face: Face, data: bytes) -> None:
    """What comes after an answer would be taken for the next one."""
    with Server(always(data)) as server:
        for _ in range(3):
            assert face.ask(server.origin).body == b"hello"

        assert server.connections == 3


def test_204_with_a_body_is_not_trusted(face: Face) -> None:
    with Server(always(answer(204, b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil"))) as server:
        assert [face.ask(server.origin, "DELETE").status for _ in range(3)] == [204] * 3
        assert server.connections == 3


def test_connection_of_an_unread_answer_is_closed(face: Face) -> None:
    with Server(always(answer(body=BIG))) as server:
        assert face.ask(server.origin, how="close").body == b""
        assert face.ask(server.origin).body == BIG
        assert server.connections == 2


def test_small_answer_need_not_be_read(face: Face) -> None:
    """It is all here with its head, so that whoever looks at the status only costs no connection."""
    with Server(always(answer(301, b"moved", "Location: /x"))) as server:
        for _ in range(3):
            face.ask(server.origin, how="close")

        assert server.connections == 1


@pytest.mark.parametrize("method", ["GET", "PUT", "POST", "DELETE"])
def test_connection_that_the_server_closed_is_replaced(face: Face, method: str) -> None:
    """Nobody notices: nothing of the request had been sent."""
    body = b"x" if method in ("PUT", "POST") else None
    with Server(always(answer(body=b"hello"))) as server:
        face.ask(server.origin, method, body=body)
        server.drop_all()

        assert face.ask(server.origin, method, body=body).body == b"hello"
        assert server.connections == 2


def lose(answered: int, seen: list[str]) -> object:
    """Answer that many requests per connection, then take one and close instead of answering."""

    def script(peer: Peer) -> None:
        for _ in range(answered):
            request = peer.read()
            if request is None:
                return
            seen.append(request.method)
            peer.send(answer())
        request = peer.read()
        if request is not None:
            seen.append(f"{request.method} lost")

    return script


def test_read_that_a_kept_connection_lost_is_sent_again(face: Face) -> None:
    """Once, on a new connection; a server cannot tell this from an idle connection that it closed."""
    seen: list[str] = []
    with Server(lose(1, seen)) as server:  # type: ignore[arg-type]
        face.ask(server.origin)
        face.ask(server.origin)

    assert seen == ["GET", "GET lost", "GET"]


@pytest.mark.parametrize("method", ["PUT", "POST", "PATCH", "DELETE"])
def test_change_that_a_kept_connection_lost_is_not_sent_again(face: Face, method: str) -> None:
    """The server may have done it: AIS appends and starts jobs by PUT. The caller decides."""
    seen: list[str] = []
    with Server(lose(1, seen)) as server:  # type: ignore[arg-type]
        face.ask(server.origin)
        with pytest.raises(ConnectionBroken) as caught:
            face.ask(server.origin, method, body=b"x")

    assert caught.value.sent
    assert seen == ["GET", f"{method} lost"]


def test_question_that_a_kept_connection_lost_is_asked_again(face: Face) -> None:
    """Nothing can have been done without the body, and none of it has left."""
    asked: list[bytes] = []

    def script(peer: Peer) -> None:
        while (head := peer.read_head()) is not None:
            asked.append(head)
            if b"Expect" not in head:
                peer.send(answer())
            elif peer.number == 0:
                return
            else:
                peer.send(answer(307))

    with Server(script) as server:
        face.ask(server.origin)
        assert face.ask(server.origin, "PUT", body=iter([b"x"]), ask=True).status == 307

    assert [head.split()[0] for head in asked] == [b"GET", b"PUT", b"PUT"]


def test_read_that_a_new_connection_lost_is_an_error(face: Face) -> None:
    seen: list[str] = []
    with Server(lose(0, seen)) as server, pytest.raises(ConnectionBroken, match="instead of answering"):  # type: ignore[arg-type]
        face.ask(server.origin)

    assert seen == ["GET lost"]


def test_answer_that_began_is_not_asked_for_again(face: Face) -> None:
    """Half a head on a kept connection: the request was seen."""

    def script(peer: Peer) -> None:
        peer.read()
        peer.send(answer())
        if peer.read() is not None:
            peer.send(b"HTTP/1.1 200 OK\r\nX")

    with Server(script) as server:
        face.ask(server.origin)
        with pytest.raises(ConnectionBroken):
            face.ask(server.origin)

        assert server.connections == 1


def test_words_on_an_idle_connection_end_it(face: Face) -> None:
    """As servers send 408 before they close: it must not be taken for the answer to the next request."""
    said = Event()

    def script(peer: Peer) -> None:
        while peer.read() is not None:
            peer.send(answer(body=b"fine"))
            if peer.number == 0:
                peer.send(answer(408, b"late"))
                said.set()

    with Server(script) as server:
        face.ask(server.origin, "PUT", body=b"x")
        assert said.wait(PATIENCE)

        # Not a read: a connection idle for less than a second is looked at only where a second try is not allowed.
        assert face.ask(server.origin, "PUT", body=b"x").body == b"fine"


def test_each_node_has_connections_of_its_own(face: Face) -> None:
    with Server(always(answer(body=b"one"))) as one, Server(always(answer(body=b"two"))) as two:
        bodies = [face.ask(server.origin).body for server in (one, two, one, two)]

        assert bodies == [b"one", b"two", b"one", b"two"]
        assert (one.connections, two.connections) == (1, 1)


def test_closed_engine_refuses(make_face: MakeFace) -> None:
    face = make_face()
    with Server(always(answer())) as server:
        face.ask(server.origin)
        face.engine.close() if hasattr(face, "runner") is False else face.runner.run(face.engine.close())  # type: ignore[attr-defined]

        with pytest.raises(ClientClosed):
            face.ask(server.origin)
        with pytest.raises(ClientClosed):
            face.ask("http://127.0.0.1:1")


def test_refused_connection_names_the_address(face: Face) -> None:
    with Server(once(b"")) as server:
        origin, address = server.origin, server.address

    with pytest.raises(ConnectFailed, match=f"^connection refused by {address}$") as caught:
        face.ask(origin)
    assert not caught.value.sent
    assert caught.value.node == origin


def test_unknown_host_is_named(face: Face) -> None:
    with pytest.raises(ConnectFailed, match=r"cannot resolve 'no-such-host\.invalid'") as caught:
        face.ask("http://no-such-host.invalid:51080")
    assert not caught.value.sent


def test_localhost_is_found_whatever_its_first_address(face: Face) -> None:
    """The server listens on IPv4 only; the name may give IPv6 first."""
    with Server(always(answer(body=b"hello"))) as server:
        assert face.ask(server.origin.replace("127.0.0.1", "localhost")).body == b"hello"


def _half_closed(ports: set[int]) -> list[int]:
    """The ports of peers that have closed connections that we have not."""
    found = psutil.Process().net_connections("tcp4")
    return [
        conn.raddr.port for conn in found if conn.raddr and conn.raddr.port in ports and conn.status == "CLOSE_WAIT"
    ]


@pytest.mark.stress
def test_connections_to_nodes_that_have_ended_are_closed(face: Face) -> None:
    """Without anybody asking such a node again: some other one is asked, a second later."""
    script, ports = always(answer(body=b"hello")), set()
    with Server(script) as other:
        for _ in range(30):
            with Server(script) as server:
                assert face.ask(server.origin).body == b"hello"
                ports.add(int(server.origin.rpartition(":")[2]))
        deadline = monotonic() + PATIENCE
        while _half_closed(ports) and monotonic() < deadline:
            face.ask(other.origin)

        assert [] == _half_closed(ports)
        assert other.connections == 1


def test_idle_connection_tells_that_its_other_end_has_gone() -> None:
    """Also to somebody who looks while its user waits for it, and when its user has closed it."""
    ours, theirs = socketpair()
    conn = Connection(ours, Address.parse("http://127.0.0.1:1"))
    with ThreadPoolExecutor(1) as user, theirs:
        waiting = user.submit(conn.is_readable, PATIENCE)
        looks = [conn.has_ended() for _ in range(1000)]
        theirs.shutdown(SHUT_RDWR)
        assert waiting.result(PATIENCE)

    assert ({False}, True) == ({*looks}, conn.has_ended())
    conn.close()
    assert conn.has_ended()
