"""Many requests on few connections: every answer is the right request's, whatever the server does."""

from __future__ import annotations

import socket
from threading import Event, Thread
from time import monotonic
from typing import Any

import pytest

from aistore_hl._core.errors import ConnectFailed, ConnectionBroken, PoolTimeout, ProtocolError, ReadTimeout
from aistore_hl._core.request import Timeouts
from tests.wire.faces import Face, MakeFace, Many
from tests.wire.servers import Peer, Request, Script, Server, answer

TARGETS = [f"/{number}" for number in range(100)]
EXPECTED: dict[int, tuple[int, bytes | None]] = {
    number: (200, target.encode()) for number, target in enumerate(TARGETS)
}


def echo(request: Request, *headers: str) -> bytes:
    """The answer whose body is the target that was asked for."""
    return answer(200, b"" if request.method == "HEAD" else request.target.encode(), *headers)


def echoing(peer: Peer) -> None:
    while (request := peer.read()) is not None:
        peer.send(echo(request))


def closing_after(count: int, *headers: str, reset: bool = False) -> Script:
    """Each connection answers so many requests and ends, with or without having said so."""

    def script(peer: Peer) -> None:
        for left in reversed(range(count)):
            request = peer.read()
            if request is None:
                return
            peer.send(echo(request, *([] if left else headers)))
        if reset:
            peer.reset()
        elif headers:
            linger(peer)

    return script


def linger(peer: Peer) -> None:
    """Read what is still under way: closed at once, TCP would take back answers that were sent. RFC 9112, 9.6"""
    peer.sock.shutdown(socket.SHUT_WR)
    while peer.read() is not None:
        pass


def test_every_answer_is_that_of_its_request(face: Face) -> None:
    """A hundred requests, several connections, no mistake."""
    with Server(echoing) as server:
        found = face.ask_many(server.origin, TARGETS)

    assert found == Many(EXPECTED, {}, found.order)


def test_requests_go_out_before_answers_come(face: Face) -> None:
    """A server that answers only once it has them all."""

    def script(peer: Peer) -> None:
        requests = [peer.read() for _ in range(20)]
        peer.send(b"".join(echo(request) for request in requests if request is not None))

    with Server(script) as server:
        found = face.ask_many(server.origin, TARGETS[:20], lanes=1)

    assert list(range(20)) == found.order


def test_connections_are_few_and_serve_again(face: Face) -> None:
    """Not more than asked for, and those that were left clean are used by the next run."""
    with Server(echoing) as server:
        face.ask_many(server.origin, TARGETS, lanes=2, depth=8)
        face.ask_many(server.origin, TARGETS, lanes=2, depth=8)
        face.ask(server.origin)

        assert server.connections <= 2


def test_a_single_request_is_sent_on_one_connection(face: Face) -> None:
    """Where there is nothing to spread."""
    with Server(echoing) as server:
        face.ask_many(server.origin, ["/0"])

        assert server.connections == 1


def test_no_more_are_in_flight_than_allowed(make_face: MakeFace) -> None:
    """The first answer comes once the depth is reached, and nothing more arrives before it."""
    extra: list[bool] = []

    def script(peer: Peer) -> None:
        held = [peer.read() for _ in range(4)]
        peer.sock.settimeout(0.05)
        try:
            extra.append(bool(peer.sock.recv(1)))
        except TimeoutError:
            extra.append(False)
        peer.sock.settimeout(None)
        peer.send(b"".join(echo(request) for request in held if request is not None))
        echoing(peer)

    with Server(script) as server:
        found = make_face().ask_many(server.origin, TARGETS[:12], lanes=1, depth=4)

    assert (EXPECTED.keys() & range(12), [False]) == (found.answers.keys(), extra)


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("count", [1, 2, 7])
def test_a_server_that_says_that_it_closes_loses_nothing(face: Face, method: str, count: int) -> None:
    """What it did not answer is sent again on another connection."""
    with Server(closing_after(count, "Connection: close")) as server:
        found = face.ask_many(server.origin, TARGETS, method)

    assert (TARGETS_FOUND[method], {}) == (found.answers, found.losses)


TARGETS_FOUND = {"GET": EXPECTED, "HEAD": dict.fromkeys(range(100), (200, b""))}


def test_a_server_that_closes_is_soon_asked_one_by_one(face: Face) -> None:
    """So that little is sent twice."""
    arrived: list[str] = []

    def script(peer: Peer) -> None:
        request = peer.read()
        if request is not None:
            arrived.append(request.target)
            peer.send(echo(request, "Connection: close"))
            while (behind := peer.read()) is not None:
                arrived.append(behind.target)

    with Server(script) as server:
        found = face.ask_many(server.origin, TARGETS, lanes=1, depth=32)

    assert found.answers == EXPECTED
    assert len(arrived) < 2 * len(TARGETS)


@pytest.mark.parametrize("reset", [False, True], ids=["fin", "reset"])
def test_a_break_is_told_to_the_first_without_an_answer(face: Face, reset: bool) -> None:
    """The others behind it change nothing, and are answered by the next connection."""
    with Server(closing_after(5, reset=reset)) as server:
        found = face.ask_many(server.origin, TARGETS[:20], lanes=1)

    assert all(isinstance(exc, ConnectionBroken) for exc in found.losses.values())
    assert found.losses
    assert {**found.answers, **found.losses}.keys() == set(range(20))
    assert all(EXPECTED[number] == told for number, told in found.answers.items())


def test_writes_behind_a_break_are_not_sent_again(face: Face) -> None:
    """Each is told that it may have been done."""
    seen: list[str] = []

    def script(peer: Peer) -> None:
        request = peer.read()
        assert request is not None
        seen.append(request.target)
        peer.send(answer())

    with Server(script) as server:
        found = face.ask_many(server.origin, TARGETS[:4], "PUT", lanes=1, depth=4, body=b"content")

    assert ({0: (200, b"")}, {1, 2, 3}) == (found.answers, set(found.losses))
    assert all(exc.sent for exc in found.losses.values())
    assert seen == ["/0"]


def test_writes_that_were_not_looked_at_are_sent_again(face: Face) -> None:
    """A server that says that it closes does nothing more."""
    taken: list[str] = []

    def script(peer: Peer) -> None:
        request = peer.read()
        assert request is not None
        taken.append(request.target)
        peer.send(answer(200, b"", "Connection: close"))
        linger(peer)

    with Server(script) as server:
        found = face.ask_many(server.origin, TARGETS[:6], "PUT", lanes=1, depth=4, body=b"content")

    assert (dict.fromkeys(range(6), (200, b"")), {}) == (found.answers, found.losses)
    assert sorted(taken) == TARGETS[:6]


def test_a_body_in_one_chunk_arrives(face: Face) -> None:
    """And so does one with its length."""
    bodies: list[bytes] = []

    def script(peer: Peer) -> None:
        while (request := peer.read()) is not None:
            bodies.append(request.body)
            peer.send(answer())

    with Server(script) as server:
        face.ask_many(server.origin, TARGETS[:3], "PUT", body=b"content")

    assert bodies == [b"content"] * 3


HOSTILE: dict[str, bytes] = {
    "half a head": b"HTTP/1.1 200 OK\r\nContent-Le",
    "no HTTP": b"SSH-2.0-OpenSSH_9.6\r\n",
    "another protocol": b"HTTP/1.1 101 Switching Protocols\r\n\r\n",
    "only provisional answers": b"HTTP/1.1 102 Processing\r\n\r\n" * 20,
    "two lengths": b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
    "half a body": answer(length=10) + b"abc",
    "a broken chunk": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabcdefg\r\n",
    "a head without end": b"HTTP/1.1 200 OK\r\n" + b"X-A: " + b"a" * 70_000,
}


@pytest.mark.parametrize("data", HOSTILE.values(), ids=HOSTILE)
def test_what_is_not_an_answer_is_an_error_of_one_request(face: Face, data: bytes) -> None:
    """One connection talks nonsense; whoever waited there first is told, and the others are asked elsewhere."""

    def script(peer: Peer) -> None:
        if peer.number:
            echoing(peer)
        elif peer.read() is not None:
            peer.send(data)

    with Server(script) as server:
        found = face.ask_many(server.origin, TARGETS[:30], lanes=1)

    assert {**found.answers, **found.losses}.keys() == set(range(30))
    assert len(found.losses) <= 1
    assert all(isinstance(exc, (ProtocolError, ConnectionBroken)) for exc in found.losses.values())
    assert all(told == EXPECTED[number] for number, told in found.answers.items() if number)


def test_a_connection_with_an_answer_too_many_is_not_used_again(face: Face) -> None:
    """What was answered before it stands: in HTTP/1.1 only the order says whose it is."""

    def script(peer: Peer) -> None:
        requests = [request for _ in range(3) if (request := peer.read()) is not None]
        peer.send(b"".join(map(echo, requests)) + answer(body=b"/99"))
        while (request := peer.read()) is not None:
            peer.send(answer(body=b"wrong"))

    with Server(script) as server:
        first = face.ask_many(server.origin, TARGETS[:3], lanes=1)
        second = face.ask_many(server.origin, TARGETS[:3], lanes=1)

        assert {number: EXPECTED[number] for number in range(3)} == first.answers == second.answers
        assert server.connections == 2


def test_provisional_answers_are_passed_over(face: Face) -> None:
    """Wherever they come."""

    def script(peer: Peer) -> None:
        while (request := peer.read()) is not None:
            peer.send(b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n" + echo(request))

    with Server(script) as server:
        found = face.ask_many(server.origin, TARGETS[:10])

    assert {number: EXPECTED[number] for number in range(10)} == found.answers


@pytest.mark.parametrize("size", [0, 1, 65_536, 200_000, 3_000_000])
def test_bodies_of_any_size_come_whole(face: Face, size: int) -> None:
    """Those that fit into the buffer, and those that do not."""
    content = bytes(size)

    def script(peer: Peer) -> None:
        while peer.read() is not None:
            peer.send(answer(body=content))

    with Server(script) as server:
        found = face.ask_many(server.origin, TARGETS[:5])

    assert dict.fromkeys(range(5), (200, content)) == found.answers


def test_a_body_that_may_not_be_held_is_left_where_it_is(face: Face) -> None:
    """It is told without content, and the others come on another connection."""

    def script(peer: Peer) -> None:
        while (request := peer.read()) is not None:
            peer.send(answer(body=bytes(100_000)) if request.target == "/3" else echo(request))

    with Server(script) as server:
        found = face.ask_many(server.origin, TARGETS[:10], hold=10_000, lanes=1)

    assert {**{number: EXPECTED[number] for number in range(10)}, 3: (200, None)} == found.answers


def test_a_server_that_drips_is_read_byte_by_byte(face: Face) -> None:
    """As slowly as it likes, as long as something comes."""

    def script(peer: Peer) -> None:
        requests = [peer.read() for _ in range(3)]
        peer.drip(b"".join(echo(request) for request in requests if request is not None), 0.0)

    with Server(script) as server:
        found = face.ask_many(server.origin, TARGETS[:3], lanes=1)

    assert {number: EXPECTED[number] for number in range(3)} == found.answers


def test_silence_is_told_to_the_first(make_face: MakeFace) -> None:
    """The others are asked again; a connection is silent when nothing comes for the time-out."""

    def script(peer: Peer) -> None:
        if peer.number:
            echoing(peer)
        else:
            peer.read()
            peer.hold()

    waits = Timeouts(connect=5, pool=5, write=5, first_byte=0.2, read=0.2)
    with Server(script) as server:
        found = make_face(timeouts=waits).ask_many(server.origin, TARGETS[:5], lanes=1)

    assert {0: ReadTimeout} == {number: type(exc) for number, exc in found.losses.items()}
    assert {number: EXPECTED[number] for number in range(1, 5)} == found.answers


def test_at_the_deadline_everything_is_over(face: Face) -> None:
    """Nobody is waited for: neither the one whose turn it was, nor those behind it, nor those that were not sent."""

    def script(peer: Peer) -> None:
        peer.read()
        peer.hold()

    with Server(script) as server:
        begun = monotonic()
        found = face.ask_many(server.origin, TARGETS[:10], lanes=1, depth=2, deadline=begun + 0.3)

    assert monotonic() - begun < 5
    assert {number: (ReadTimeout, number < 1) for number in range(10)} == {
        number: (type(exc), exc.sent) for number, exc in found.losses.items()
    }


def test_nobody_listening_is_told_to_all(face: Face) -> None:
    """At once, and as nothing that was sent."""
    found = face.ask_many("http://127.0.0.1:1", TARGETS[:10])

    assert dict.fromkeys(range(10), (ConnectFailed, False)) == {
        number: (type(exc), exc.sent) for number, exc in found.losses.items()
    }


def test_a_kept_connection_that_was_closed_costs_nothing(face: Face) -> None:
    """The server closed it while nobody used it: all is sent again."""
    with Server(echoing) as server:
        face.ask_many(server.origin, TARGETS[:5], lanes=1)
        server.drop_all()
        found = face.ask_many(server.origin, TARGETS, lanes=1)

    assert (EXPECTED, {}) == (found.answers, found.losses)


def test_runs_that_want_each_others_connections_all_end(make_face: MakeFace) -> None:
    """More runs than connections, each with two nodes to ask: nobody waits for somebody who waits."""
    face = make_face(pool_size=2)
    found: list[bool] = []

    def run(first: Server, second: Server) -> None:
        origins = (first.origin, second.origin)
        found.append(all(face.ask_many(origin, TARGETS, lanes=8).answers == EXPECTED for origin in origins))

    with Server(echoing) as first, Server(echoing) as second:
        pairs = [(first, second), (second, first)] * 4
        if type(face).__name__ == "Tasks":
            for pair in pairs:
                run(*pair)
        else:
            threads = [Thread(target=run, args=pair) for pair in pairs]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join(30)

    assert found == [True] * 8


def test_a_pool_that_stays_full_is_told(make_face: MakeFace) -> None:
    """After the pool's time-out, as for a single request."""
    waits: dict[str, Any] = {"timeouts": Timeouts(connect=1, pool=0.1, write=1, first_byte=5, read=5), "pool_size": 1}
    face, ready = make_face(**waits), Event()

    def script(peer: Peer) -> None:
        peer.read()
        peer.send(answer(length=10))
        ready.set()
        peer.hold()

    with Server(script) as server:
        response = _open(face, server.origin)
        assert ready.wait(5)
        found = face.ask_many(server.origin, TARGETS[:3])
        response()

    assert dict.fromkeys(range(3), PoolTimeout) == {number: type(exc) for number, exc in found.losses.items()}


def _open(face: Any, origin: str) -> Any:
    """An answer that keeps its connection, and how to close it."""
    if hasattr(face, "runner"):
        response = face.runner.run(face.engine.send(origin, "GET", "/"))
        return lambda: face.runner.run(response.close())
    return face.engine.send(origin, "GET", "/").close
