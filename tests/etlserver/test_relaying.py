"""Two stages that stream, asked inline: the answer of the second passes through the first while that still sends."""

from __future__ import annotations

import hashlib
import select
import socket
from collections.abc import Iterator
from typing import Any

import pytest

from tests.etlserver.conftest import PATIENCE, Scene
from tests.etlserver.http import ask
from tests.etlserver.memory import Watch

SERVERS = [("threaded", "pieces"), ("flask", "pieces"), ("fastapi", "pieces"), ("fastapi", "coroutine pieces")]
MOST = 32 << 20
SHORT = 16
"""Mebibytes: more than what waits in sockets, and than those after which a stage fails that is asked to."""
BLOCK = b"abcdefgh" * (1 << 17)


class Chunks:
    """Takes apart an answer that is chunked: its length, its checksum, and whether it has come to its end."""

    def __init__(self) -> None:
        self.length = 0
        self.hashed = hashlib.md5(usedforsecurity=False)
        self.is_whole = False
        self._rest = b""
        self._left = 0

    def feed(self, data: bytes) -> None:
        """What comes next."""
        data = self._rest + data
        pos = 0
        while pos < len(data) and not self.is_whole:
            if self._left > 2:
                piece = data[pos : pos + self._left - 2]
                self.hashed.update(piece)
                self.length += len(piece)
                self._left -= len(piece)
                pos += len(piece)
            elif self._left:
                if len(data) - pos < self._left:
                    break
                pos, self._left = pos + 2, 0
            else:
                stop = data.find(b"\r\n", pos)
                if stop < 0:
                    break
                size = int(data[pos:stop], 16)
                self.is_whole = not size
                pos, self._left = stop + 2, size + 2
        self._rest = data[pos:]


def relay(scene: Scene, kind: str, shape: str, mib: int, etl_args: str = "upper") -> tuple[int, Chunks]:
    """Send that much to two stages while reading what comes: the status, and what came."""
    second = scene.served[kind, shape, "second"]
    head, chunks, left, buffer = b"", Chunks(), mib << 20, bytearray(1 << 20)
    with socket.create_connection(("127.0.0.1", scene.ports[kind, shape, "on"])) as connection:
        connection.sendall(
            f"PUT /b/o?etl_args={etl_args} HTTP/1.1\r\nHost: t\r\nContent-Length: {left}\r\n"
            f"Ais-Node-Url: http://127.0.0.1:{second.port}\r\n\r\n".encode()
        )
        connection.setblocking(False)
        while not chunks.is_whole:
            reading, writing, _ = select.select([connection], [connection] if left else [], [], PATIENCE)
            assert reading or writing
            try:
                if writing:
                    left -= connection.send(memoryview(BLOCK)[-(left % len(BLOCK) or len(BLOCK)) :])
                if not reading:
                    continue
                count = connection.recv_into(buffer)
            except ConnectionError:
                break
            if not count:
                break
            data = bytes(memoryview(buffer)[:count])
            if b"\r\n\r\n" not in head:
                head, _, data = (head + data).partition(b"\r\n\r\n")
                head += b"\r\n\r\n"
            chunks.feed(data)
    assert b"chunked" in head.lower()
    return int(head.split()[1]), chunks


def cases() -> Iterator[Any]:
    """A sample for the short run, and under stress 1 GiB through every server."""
    yield pytest.param("threaded", "pieces", SHORT, id="threaded")
    for kind, shape in SERVERS:
        marks = [pytest.mark.stress, pytest.mark.timeout(600)]
        yield pytest.param(kind, shape, 1024, id=f"{kind}-{shape}-whole", marks=marks)


def failing() -> Iterator[Any]:
    """One for the short run, and under stress either stage of every server."""
    for kind, shape in SERVERS:
        for which in ("first", "second"):
            marks = [] if (shape, which) == ("coroutine pieces", "second") else [pytest.mark.stress]
            yield pytest.param(kind, shape, which, id=f"{kind}-{shape}-{which}", marks=marks)


@pytest.mark.parametrize(("kind", "shape", "mib"), list(cases()))
def test_an_answer_passes_while_the_request_comes(scene: Scene, kind: str, shape: str, mib: int) -> None:
    """All of it comes, and neither stage holds it."""
    served, second = scene.served[kind, shape, "on"], scene.served[kind, shape, "second"]
    expected = hashlib.md5(usedforsecurity=False)
    for _ in range(mib):
        expected.update(BLOCK.upper())

    with Watch(served.pid) as watch, Watch(second.pid) as other:
        status, chunks = relay(scene, kind, shape, mib)

    assert (200, True, mib << 20) == (status, chunks.is_whole, chunks.length)
    assert expected.hexdigest() == chunks.hashed.hexdigest()
    assert watch.growth <= MOST
    assert other.growth <= MOST


@pytest.mark.parametrize(("kind", "shape", "which"), list(failing()))
def test_a_failure_while_both_run_breaks_the_answer(scene: Scene, kind: str, shape: str, which: str) -> None:
    """Whichever fails, what was answered ends without an end, and both go on with other requests."""
    status, chunks = relay(scene, kind, shape, SHORT, f"late:{which}")

    assert (200, False) == (status, chunks.is_whole)
    for env in ("on", "second"):
        assert b"abc" == ask(scene.ports[kind, shape, env], "PUT", "/b/o", body=b"abc").body
