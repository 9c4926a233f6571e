"""Bodies of every kind arrive exactly; answers that come before their end are heard."""

from __future__ import annotations

import asyncio
import gzip
import io
import os
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from time import monotonic
from typing import Any

import pytest

from aistore_hl._core.errors import ConnectionBroken
from aistore_hl._core.request import FileSlice
from tests.wire.faces import Face, Tasks
from tests.wire.servers import Peer, Request, Server, always, answer, recording

BIG = os.urandom(2_000_000)


class Pieces:
    """An iterable that is no generator and no list."""

    def __init__(self, *pieces: Any) -> None:
        self.pieces = pieces

    def __iter__(self) -> Iterator[Any]:
        return iter(self.pieces)


BODIES = {
    "empty": (b"", b""),
    "bytes": (b"hello", b"hello"),
    "bytearray": (bytearray(b"hello"), b"hello"),
    "memoryview": (memoryview(b"hello")[1:], b"ello"),
    "memoryview of numbers": (memoryview(b"12345678").cast("I"), b"12345678"),
    "16 KiB": (BIG[:16_384], BIG[:16_384]),
    "a byte more": (BIG[:16_385], BIG[:16_385]),
    "big": (BIG, BIG),
    "big bytearray": (bytearray(BIG), BIG),
}


@pytest.mark.parametrize(("body", "expected"), BODIES.values(), ids=BODIES)
@pytest.mark.parametrize("ask", [False, True], ids=["", "asking"])
def test_content_in_memory_arrives(face: Face, ask: bool, body: Any, expected: bytes) -> None:
    kept: list[Request] = []

    def script(peer: Peer) -> None:
        while (head := peer.read_head()) is not None:
            if b"Expect: 100-continue" in head:
                peer.send(b"HTTP/1.1 100 Continue\r\n\r\n")
            kept.append(Request(head, peer.read_body(head)))
            peer.send(answer(body=b"stored"))

    with Server(script) as server:
        heard = [face.ask(server.origin, "PUT", body=body, ask=ask) for _ in range(2)]

        assert server.connections == 1
    assert [request.body for request in kept] == [expected] * 2
    assert {request.header("content-length") for request in kept} == {str(len(expected))}
    assert {request.header("expect") for request in kept} == {"100-continue" if ask and expected else None}
    assert all(one.body_sent and one.body == b"stored" for one in heard)


def generator() -> Iterator[bytes]:
    yield b"a"
    yield b""
    yield BIG
    yield b"z"


ITERABLES = {
    "generator": generator,
    "list": lambda: [b"a", memoryview(BIG), bytearray(b"z")],
    "iterable": lambda: Pieces(b"", b"a", BIG, b"z", b""),
    "file": lambda: io.BytesIO(b"a" + BIG + b"z"),
}


@pytest.mark.parametrize("make", ITERABLES.values(), ids=ITERABLES)
@pytest.mark.parametrize("length", [None, len(BIG) + 2], ids=["chunked", "of known length"])
def test_pieces_arrive(face: Face, make: Any, length: int | None) -> None:
    kept: list[Request] = []
    with Server(recording(kept)) as server:
        for _ in range(2):
            assert face.ask(server.origin, "PUT", body=make(), length=length).body_sent

        assert server.connections == 1
    assert [request.body for request in kept] == [b"a" + BIG + b"z"] * 2
    assert kept[0].header("transfer-encoding") == ("chunked" if length is None else None)
    assert kept[0].header("content-length") == (None if length is None else str(length))


def test_pieces_that_are_none_arrive_as_nothing(face: Face) -> None:
    kept: list[Request] = []
    with Server(recording(kept)) as server:
        face.ask(server.origin, "PUT", body=iter(()))

    assert kept[0].body == b""


async def test_async_pieces_arrive() -> None:
    async def pieces() -> AsyncIterator[bytes]:
        yield b"a"
        await asyncio.sleep(0)
        yield BIG

    kept: list[Request] = []
    engine = Tasks().engine
    with Server(recording(kept)) as server:
        for _ in range(2):
            async with await engine.send(server.origin, "PUT", "/", body=pieces()) as response:
                assert response.body_sent
        await engine.close()

    assert [request.body for request in kept] == [b"a" + BIG] * 2


@pytest.mark.parametrize("length", [0, 4, 6])
def test_pieces_that_do_not_add_up_are_an_error(face: Face, length: int) -> None:
    """The server waits for the rest, or would take it for another request: the connection is closed."""
    with Server(always(answer())) as server:
        face.ask(server.origin)
        with pytest.raises(ValueError, match="the body"):
            face.ask(server.origin, "PUT", body=iter([b"hello"]), length=length)

        assert face.ask(server.origin).status == 200
        assert server.connections == 2


def test_length_that_bytes_do_not_have_is_an_error(face: Face) -> None:
    with pytest.raises(ValueError, match="5 bytes, not 6"):
        face.ask("http://127.0.0.1:1", "PUT", body=b"hello", length=6)


@pytest.mark.parametrize("body", ["text", 5, object(), [b"a", "text"], [5]])
def test_body_of_another_type_is_an_error(face: Face, body: Any) -> None:
    with Server(always(answer())) as server, pytest.raises(TypeError):
        face.ask(server.origin, "PUT", body=body)


class SourceBroke(Exception):
    """What a generator of a test raises."""


@pytest.mark.parametrize("kind", [SourceBroke, OSError, BrokenPipeError, ConnectionResetError, TimeoutError, KeyError])
@pytest.mark.parametrize("before", [0, 2])
def test_what_the_source_raises_is_the_callers(face: Face, kind: type[Exception], before: int) -> None:
    """Unchanged, also where it looks like a broken connection; and the connection is closed."""
    broke = kind("mine")

    def source() -> Iterator[bytes]:
        yield from [b"x" * 1000] * before
        raise broke

    with Server(always(answer())) as server:
        face.ask(server.origin)
        with pytest.raises(kind) as caught:
            face.ask(server.origin, "PUT", body=source())

        assert caught.value is broke
        assert face.ask(server.origin).status == 200
        assert server.connections == 2


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A file with known content."""
    path = tmp_path / "content"
    path.write_bytes(BIG)
    return path


@pytest.mark.parametrize(("offset", "length"), [(0, len(BIG)), (1, 1_500_000), (len(BIG) - 3, 3), (7, 0)])
def test_slice_of_a_file_arrives(face: Face, path: Path, offset: int, length: int) -> None:
    kept: list[Request] = []
    with Server(recording(kept)) as server, path.open("rb") as file:
        file.seek(5)
        for _ in range(2):
            assert face.ask(server.origin, "PUT", body=FileSlice(file, offset, length)).body_sent

        assert file.tell() == 5
        assert server.connections == 1
    assert [request.body for request in kept] == [BIG[offset : offset + length]] * 2


def test_slice_of_something_like_a_file_arrives(face: Face, path: Path, tmp_path: Path) -> None:
    """What the kernel cannot send from is read: in memory, unpacked, or of /proc."""
    with gzip.open(tmp_path / "packed", "wb") as packed:
        packed.write(BIG)
    kept: list[Request] = []
    with (
        Server(recording(kept)) as server,
        gzip.open(tmp_path / "packed") as unpacked,
        tempfile.NamedTemporaryFile() as wrapped,
    ):
        wrapped.write(BIG)
        files: list[Any] = [io.BytesIO(BIG), unpacked, wrapped]
        for file in files:
            face.ask(server.origin, "PUT", body=FileSlice(file, 3, 1_000_000))

    assert [request.body for request in kept] == [BIG[3:1_000_003]] * 3


@pytest.mark.parametrize("in_memory", [False, True], ids=["", "in memory"])
def test_file_that_is_too_short_is_an_error(face: Face, path: Path, in_memory: bool) -> None:
    with Server(always(answer())) as server, path.open("rb") as opened:
        face.ask(server.origin)
        file = io.BytesIO(BIG) if in_memory else opened
        with pytest.raises(ValueError, match="the file ended 1 bytes too early"):
            face.ask(server.origin, "PUT", body=FileSlice(file, 0, len(BIG) + 1))

        assert face.ask(server.origin).status == 200
        assert server.connections == 2


@pytest.fixture
def huge(tmp_path: Path) -> Iterator[Callable[[str], Any]]:
    """Content that no socket buffer holds, in three forms."""
    path = tmp_path / "huge"
    path.write_bytes(BIG * 8)
    with path.open("rb") as file:

        def make(kind: str) -> Any:
            if kind == "file":
                return FileSlice(file, 0, len(BIG) * 8)
            return BIG * 8 if kind == "bytes" else iter([BIG] * 8)

        yield make


@pytest.mark.parametrize("kind", ["bytes", "file", "pieces"])
@pytest.mark.parametrize("closing", [False, True], ids=["", "and closes"])
def test_early_answer_is_heard(face: Face, huge: Callable[[str], Any], kind: str, closing: bool) -> None:
    """A server that does not want the body says so at once, as AIS's proxy does; the rest is not sent."""

    def script(peer: Peer) -> None:
        peer.read_head()
        peer.send(answer(307, b"moved", "Location: http://target/"))
        if not closing:
            peer.hold()

    with Server(script) as server:
        started = monotonic()
        heard = face.ask(server.origin, "PUT", body=huge(kind))

        assert (heard.status, heard.body, heard.body_sent) == (307, b"moved", False)
        assert monotonic() - started < 5


@pytest.mark.parametrize("kind", ["bytes", "file", "pieces"])
def test_connection_of_an_early_answer_is_closed(face: Face, huge: Callable[[str], Any], kind: str) -> None:
    """The server would take the rest of the body for a request, or wait for it."""

    def script(peer: Peer) -> None:
        head = peer.read_head()
        peer.send(answer(413, b"too big"))
        if head is not None and head.startswith(b"PUT"):
            peer.hold()

    with Server(script) as server:
        assert face.ask(server.origin, "PUT", body=huge(kind)).status == 413
        assert face.ask(server.origin).status == 413
        assert server.connections == 2


@pytest.mark.parametrize("kind", ["bytes", "file", "pieces"])
def test_connection_that_breaks_while_sending_is_an_error(face: Face, huge: Callable[[str], Any], kind: str) -> None:
    def script(peer: Peer) -> None:
        peer.read_head()
        peer.reset()

    with Server(script) as server, pytest.raises(ConnectionBroken, match="while the request was sent") as caught:
        face.ask(server.origin, "PUT", body=huge(kind))
    assert caught.value.sent


@pytest.mark.parametrize("kind", ["bytes", "file", "pieces"])
def test_provisional_answers_do_not_stop_the_body(face: Face, huge: Callable[[str], Any], kind: str) -> None:
    """Also when they come in the middle of it."""
    kept: list[bytes] = []

    def script(peer: Peer) -> None:
        head = peer.read_head()
        for _ in range(3):
            peer.send(b"HTTP/1.1 102 Processing\r\n\r\n")
        assert head is not None
        kept.append(peer.read_body(head))
        peer.send(answer(body=b"stored"))

    with Server(script) as server:
        heard = face.ask(server.origin, "PUT", body=huge(kind))

    assert (heard.body, heard.body_sent) == (b"stored", True)
    assert kept == [BIG * 8]


@pytest.mark.parametrize("status", [307, 400, 417])
def test_final_answer_to_a_question_keeps_the_body_back(face: Face, status: int) -> None:
    """Not a byte of it goes out, and the connection is closed, since the server may wait for it."""
    rest: list[bytes] = []

    def script(peer: Peer) -> None:
        if peer.read_head() is not None:
            peer.send(answer(status, b"no"))
            rest.append(peer.sock.recv(1000))

    with Server(script) as server:
        heard = face.ask(server.origin, "PUT", body=b"x" * 100_000, ask=True)
        face.ask(server.origin, "PUT", body=b"x", ask=True)

        assert server.connections == 2
    assert (heard.status, heard.body, heard.body_sent) == (status, b"no", False)
    assert rest == [b"", b""]


def test_pieces_are_not_begun_before_the_server_asks(face: Face) -> None:
    """So that the same generator can be sent to the node that the redirect names."""
    begun = []

    def pieces() -> Iterator[bytes]:
        begun.append(True)
        yield b"x"

    with Server(lambda peer: peer.send(answer(307)) if peer.read_head() else None) as server:
        assert not face.ask(server.origin, "PUT", body=pieces(), ask=True).body_sent
    assert not begun


def test_silence_after_a_question_means_send(face: Face) -> None:
    """Servers that do not know the question wait for the body: after a second they get it."""
    kept: list[Request] = []
    with Server(recording(kept)) as server:
        started = monotonic()
        assert face.ask(server.origin, "PUT", body=b"hello", ask=True).body_sent

    assert kept[0].body == b"hello"
    assert 0.9 < monotonic() - started < 3


def test_late_permission_is_not_the_answer(face: Face) -> None:
    kept: list[bytes] = []

    def script(peer: Peer) -> None:
        head = peer.read_head()
        assert head is not None
        kept.append(peer.read_body(head))
        peer.send(b"HTTP/1.1 100 Continue\r\n\r\n" + answer(201))

    with Server(script) as server:
        assert face.ask(server.origin, "PUT", body=b"hello", ask=True).status == 201
    assert kept == [b"hello"]


def test_server_that_takes_slowly_gets_all(face: Face, path: Path) -> None:
    """The buffers between are full most of the time."""
    kept: list[Request] = []

    def script(peer: Peer) -> None:
        peer.portion, peer.pause = 50_000, 0.002
        recording(kept)(peer)

    with Server(script) as server, path.open("rb") as file:
        face.ask(server.origin, "PUT", body=FileSlice(file, 0, len(BIG)))
        face.ask(server.origin, "PUT", body=BIG)
    assert [request.body for request in kept] == [BIG] * 2
