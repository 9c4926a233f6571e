"""Every wait ends: by its own limit or by the deadline, with an error that says what was waited for."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Barrier, Event, Thread
from time import monotonic
from typing import Any

import pytest

from aistore_hl._core.errors import ConnectTimeout, PoolTimeout, ReadTimeout, TransportError, WriteTimeout
from aistore_hl._core.request import FileSlice, Timeouts
from tests.wire.faces import Face, MakeFace, Threads
from tests.wire.servers import PATIENCE, Peer, Server, always, answer

SHORT = 0.15
BIG = b"x" * 20_000_000


@contextmanager
def takes(least: float, most: float) -> Iterator[None]:
    """The block takes that many seconds."""
    started = monotonic()
    yield
    assert least <= monotonic() - started <= most


def silent(after: bytes = b"") -> Any:
    """Take the request, send this much of an answer, and no more."""

    def script(peer: Peer) -> None:
        peer.read()
        peer.send(after)
        peer.hold()

    return script


@pytest.fixture
def unroutable() -> Iterator[str]:
    """A listener whose queue is full: further connections are neither made nor refused."""
    with socket.create_server(("127.0.0.1", 0), backlog=0) as listener:
        fillers = [socket.socket() for _ in range(4)]
        for filler in fillers:
            filler.setblocking(False)
            filler.connect_ex(listener.getsockname())
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        for filler in fillers:
            filler.close()


@pytest.mark.parametrize("by", ["limit", "deadline"])
def test_connecting_ends(make_face: MakeFace, unroutable: str, by: str) -> None:
    face = make_face(timeouts=Timeouts(connect=SHORT if by == "limit" else 30))
    deadline = monotonic() + SHORT if by == "deadline" else None
    said = "within 0.15 s" if by == "limit" else "before the deadline"

    with takes(SHORT * 0.9, SHORT + 1), pytest.raises(ConnectTimeout, match=f"no connection to 127.* {said}") as caught:
        face.ask(unroutable, deadline=deadline)
    assert not caught.value.sent


@pytest.mark.parametrize("by", ["limit", "deadline"])
@pytest.mark.parametrize("kept", [False, True], ids=["new connection", "kept connection"])
def test_waiting_for_the_first_byte_ends(make_face: MakeFace, kept: bool, by: str) -> None:
    def script(peer: Peer) -> None:
        if kept:
            peer.read()
            peer.send(answer())
        silent()(peer)

    face = make_face(timeouts=Timeouts(first_byte=SHORT if by == "limit" else 30))
    with Server(script) as server:
        if kept:
            face.ask(server.origin)
        deadline = monotonic() + SHORT if by == "deadline" else None
        with takes(SHORT * 0.9, SHORT + 1), pytest.raises(ReadTimeout, match="no answer from 127") as caught:
            face.ask(server.origin, deadline=deadline)

        assert caught.value.sent
        # A time-out is no stale connection: the request is not sent again.
        assert server.connections == 1


@pytest.mark.parametrize("late", [False, True], ids=["", "late"])
def test_provisional_answer_is_not_the_first_byte(make_face: MakeFace, late: bool) -> None:
    """After `100 Continue` the server has its work still to do: that wait is the long one."""

    def script(peer: Peer) -> None:
        head = peer.read_head()
        assert head is not None
        body = peer.read_body(head) if late else b""
        peer.send(b"HTTP/1.1 100 Continue\r\n\r\n")
        body = body or peer.read_body(head)
        peer.stopping.wait(0.6)
        peer.send(answer(body=body))

    face = make_face(timeouts=Timeouts(first_byte=10, read=0.2))
    with Server(script) as server:
        assert face.ask(server.origin, "PUT", body=b"hello", ask=not late).body == b"hello"


STALLS = {
    "in the head": b"HTTP/1.1 200 OK\r\nX:",
    "before the body": answer(length=5),
    "in the body": answer(body=b"hel", length=5),
    "in a big body": answer(body=b"x" * 100_000, length=10**9),
    "in a chunk": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel",
    "before a chunk": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
    "before the end": b"HTTP/1.1 200 OK\r\n\r\nhello",
}


@pytest.mark.parametrize("data", STALLS.values(), ids=STALLS)
@pytest.mark.parametrize(("by", "how"), [("limit", "read"), ("deadline", "readinto")])
def test_waiting_for_the_next_byte_ends(make_face: MakeFace, how: Any, by: str, data: bytes) -> None:
    face = make_face(timeouts=Timeouts(first_byte=30, read=SHORT if by == "limit" else 30))
    # What came is handed over first, so that the silence may be waited for twice.
    with Server(silent(data)) as server, takes(SHORT * 0.9, 2 * SHORT + 1), pytest.raises(ReadTimeout):
        face.ask(server.origin, how=how, deadline=monotonic() + SHORT if by == "deadline" else None)


@pytest.mark.parametrize("by", ["limit", "deadline"])
@pytest.mark.parametrize("kind", ["bytes", "file", "pieces"])
def test_waiting_for_the_server_to_take_more_ends(make_face: MakeFace, tmp_path: Any, kind: str, by: str) -> None:
    path = tmp_path / "content"
    path.write_bytes(BIG)
    face = make_face(timeouts=Timeouts(write=SHORT if by == "limit" else 30))
    with Server(lambda peer: peer.hold()) as server, path.open("rb") as file:
        body: Any = {"bytes": BIG, "file": FileSlice(file, 0, len(BIG)), "pieces": iter([BIG])}[kind]
        deadline = monotonic() + SHORT if by == "deadline" else None
        with takes(SHORT * 0.9, SHORT + 1), pytest.raises(WriteTimeout, match="took no more of the request") as caught:
            face.ask(server.origin, "PUT", body=body, deadline=deadline)
    assert caught.value.sent


@pytest.mark.parametrize("kind", ["bytes", "file"])
def test_server_that_takes_a_little_now_and_then_ends_with_the_deadline(
    make_face: MakeFace, tmp_path: Any, kind: str
) -> None:
    """No single wait is too long, all of them together are."""
    path = tmp_path / "content"
    path.write_bytes(BIG)

    def script(peer: Peer) -> None:
        peer.portion, peer.pause = 10_000, 0.01
        peer.read()

    face = make_face()
    with Server(script) as server, path.open("rb") as file:
        body: Any = BIG if kind == "bytes" else FileSlice(file, 0, len(BIG))
        with takes(0.9 * SHORT, SHORT + 1), pytest.raises(WriteTimeout):
            face.ask(server.origin, "PUT", body=body, deadline=monotonic() + SHORT)


def test_limits_of_one_request_do_not_stay(make_face: MakeFace) -> None:
    """The same connection serves an impatient request, then a patient one."""

    def script(peer: Peer) -> None:
        while (request := peer.read()) is not None:
            peer.stopping.wait(0.5 if request.target == "/slow" else 0)
            peer.send(answer(body=b"hello"))

    face = make_face()
    with Server(script) as server:
        face.ask(server.origin, timeouts=Timeouts(first_byte=0.2, read=0.2))

        assert face.ask(server.origin, target="/slow").body == b"hello"
        assert face.ask(server.origin, target="/slow", timeouts=Timeouts(first_byte=0, read=0)).body == b"hello"
        assert server.connections == 1
        with takes(0.1, 0.45), pytest.raises(ReadTimeout):
            face.ask(server.origin, target="/slow", timeouts=Timeouts(first_byte=0.2))


def test_long_wait_is_longer_than_the_kernels(make_face: MakeFace) -> None:
    """The kernel's timer follows the shorter limit; a longer one is several of its waits."""

    def script(peer: Peer) -> None:
        while (request := peer.read()) is not None:
            peer.stopping.wait(0.6 if request.target == "/slow" else 0)
            peer.send(answer(body=b"x" * 100_000))

    face = make_face(timeouts=Timeouts(first_byte=2, read=0.25))
    with Server(script) as server:
        face.ask(server.origin)

        assert len(face.ask(server.origin, target="/slow").body) == 100_000


@pytest.mark.parametrize("deadline", [0, 5], ids=["just now", "long ago"])
@pytest.mark.parametrize("kept", [False, True])
def test_deadline_that_has_passed_is_an_error_at_once(face: Face, kept: bool, deadline: float) -> None:
    """Nothing is sent."""
    with Server(silent()) as other, Server(always(answer(body=b"hello"))) as server:
        if kept:
            face.ask(server.origin)
        with takes(0, 1), pytest.raises(TransportError) as caught:
            face.ask((server if kept else other).origin, deadline=monotonic() - deadline)
    assert not caught.value.sent


def test_generous_deadline_is_not_in_the_way(face: Face) -> None:
    with Server(always(answer(body=BIG))) as server:
        assert face.ask(server.origin, deadline=monotonic() + 30).body == BIG


def test_no_connection_becomes_free(make_face: MakeFace) -> None:
    """The wait for a connection has its own limit, and nothing was sent."""
    face = make_face(pool_size=2, timeouts=Timeouts(pool=SHORT))
    with (
        Server(silent()) as server,
        Busy(face, server, 2),
        takes(SHORT * 0.9, SHORT + 1),
        pytest.raises(PoolTimeout, match="none of the 2 connections") as caught,
    ):
        ask_beside(face, server)
    assert not caught.value.sent


def test_no_connection_becomes_free_before_the_deadline(make_face: MakeFace) -> None:
    face = make_face(pool_size=1)
    with (
        Server(silent()) as server,
        Busy(face, server, 1),
        takes(SHORT * 0.9, SHORT + 1),
        pytest.raises(PoolTimeout, match="before the deadline"),
    ):
        ask_beside(face, server, deadline=monotonic() + SHORT)


class Busy:
    """Keeps connections in use, each by a request that nobody answers."""

    def __init__(self, face: Face, server: Server, count: int) -> None:
        self.face = face
        self.server = server
        self.count = count
        self.threads: list[Thread] = []

    def __enter__(self) -> None:
        if isinstance(self.face, Threads):
            self.threads = [Thread(target=self._use, daemon=True) for _ in range(self.count)]
            for thread in self.threads:
                thread.start()
            until = monotonic() + PATIENCE
            while self.server.connections < self.count:
                assert monotonic() < until

    def _use(self) -> None:
        with pytest.raises(TransportError):
            self.face.ask(self.server.origin, timeouts=Timeouts())

    def __exit__(self, *_: object) -> None:
        self.server.drop_all()
        for thread in self.threads:
            thread.join(PATIENCE)


def ask_beside(face: Face, server: Server, **options: Any) -> None:
    """One more request while the others are waited for: for tasks all on the same loop."""
    if isinstance(face, Threads):
        face.ask(server.origin, **options)
        return
    engine: Any = face.engine  # type: ignore[attr-defined]

    async def all_together() -> None:
        size = engine.pool_size
        others = [asyncio.create_task(engine.send(server.origin, "GET", "/", timeouts=Timeouts())) for _ in range(size)]
        await asyncio.sleep(0)
        try:
            await engine.send(server.origin, "GET", "/", **options)
        finally:
            for other in others:
                other.cancel()
            await asyncio.gather(*others, return_exceptions=True)

    face.runner.run(all_together())  # type: ignore[attr-defined]


def test_connection_that_becomes_free_is_waited_for(make_face: MakeFace) -> None:
    """Many threads, few connections: all are served."""
    face = make_face(pool_size=2)
    if not isinstance(face, Threads):
        return
    together = Barrier(16)
    failed = Event()

    def work() -> None:
        together.wait(PATIENCE)
        for _ in range(10):
            if face.ask(server.origin).body != b"hello":
                failed.set()

    with Server(always(answer(body=b"hello"))) as server:
        threads = [Thread(target=work) for _ in range(16)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(PATIENCE)

        assert not failed.is_set()
        assert server.connections <= 2
