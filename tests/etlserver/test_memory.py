"""Content of any size passes through `transform_stream` in constant memory."""

from __future__ import annotations

import select
import socket
from collections.abc import Iterator
from typing import Any

import pytest

from tests.etlserver.cluster import SECRET
from tests.etlserver.conftest import PATIENCE, Scene
from tests.etlserver.memory import Watch

SERVERS = [("threaded", "pieces"), ("flask", "pieces"), ("fastapi", "pieces"), ("fastapi", "coroutine pieces")]
WAYS = ["push", "pull", "put", "pipeline"]
MOST = 32 << 20
BLOCK = bytes(1 << 20)


def exchange(port: int, method: str, target: str, fields: str, mib: int) -> tuple[int, int]:
    """Send that much while reading what comes; the status, and the bytes after the head of the answer."""
    length = f"Content-Length: {mib << 20}\r\n" if method == "PUT" else ""
    opening = f"{method} {target} HTTP/1.1\r\nHost: t\r\nConnection: close\r\n{length}{fields}\r\n".encode()
    left = mib << 20 if method == "PUT" else 0
    head, came, buffer = b"", 0, bytearray(1 << 20)
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(opening)
        connection.setblocking(False)
        while True:
            reading, writing, _ = select.select([connection], [connection] if left else [], [], PATIENCE)
            assert reading or writing
            if writing:
                left -= connection.send(memoryview(BLOCK)[: min(left, len(BLOCK))])
            if reading:
                count = connection.recv_into(buffer)
                if not count:
                    break
                came += count
                head = head or bytes(buffer[:count])
    return int(head.split()[1]), came - head.index(b"\r\n\r\n") - 4


def cases() -> Iterator[Any]:
    """A sample for the short run, and under stress 1 GiB by every way through every server."""
    for number, (kind, shape) in enumerate(SERVERS):
        yield pytest.param(kind, shape, WAYS[number], 48, id=f"{kind}-{shape}-{WAYS[number]}")
        for way in WAYS:
            marks = [pytest.mark.stress, pytest.mark.timeout(600)]
            yield pytest.param(kind, shape, way, 1024, id=f"{kind}-{shape}-{way}-whole", marks=marks)


@pytest.mark.parametrize(("kind", "shape", "way", "mib"), list(cases()))
def test_content_is_not_held(scene: Scene, kind: str, shape: str, way: str, mib: int) -> None:
    """Pushed, pulled, put directly, or through two stages: the server does not grow with it."""
    served = scene.served[kind, shape, "on"]
    second = scene.served[kind, shape, "second"]
    node_url = {
        "put": f"http://{scene.peer.place}/to%2Fdiscard",
        "pipeline": f"http://127.0.0.1:{second.port},http://{scene.peer.place}/to%2Fdiscard",
    }
    fields = f"Ais-Node-Url: {node_url[way]}\r\n" if way in node_url else ""
    method, target = ("GET", f"/ais%2F@%23%2Fb%2Fhuge-{mib}") if way == "pull" else ("PUT", "/b/o")

    with Watch(served.pid) as watch, Watch(second.pid) as other:
        status, came = exchange(served.port, method, target, fields, mib)

    if way in node_url:
        last = scene.peer.seen[-1]
        assert (204, 0) == (status, came)
        assert (f"{SECRET}/to%2Fdiscard", b"%d bytes" % (mib << 20)) == (last.target, last.body)
    else:
        assert 200 == status
        assert came >= mib << 20
    assert watch.growth <= MOST
    assert other.growth <= MOST
