"""Many connections at once: none of them fails."""

from __future__ import annotations

import resource
import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from tests.abuse.conftest import Victim
from tests.local.http import connect

GET = b"GET /v1/objects/b/there HTTP/1.1\r\nHost: x\r\n\r\n"
HEALTH = b"GET /v1/health HTTP/1.1\r\nHost: x\r\n\r\n"


@pytest.fixture
def room() -> Iterator[None]:
    """As many open files as the system lets one process have: 1,000 connections are two sides of 1,000."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = min(4096, hard) if hard != resource.RLIM_INFINITY else 4096
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, wanted), hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def answered(connection: socket.socket, request: bytes) -> int:
    """The status of one exchange; its body is read."""
    connection.sendall(request)
    found = b""
    while b"\r\n\r\n" not in found:
        piece = connection.recv(65536)
        assert piece, "the connection ended"
        found += piece
    head, _, body = found.partition(b"\r\n\r\n")
    length = next(
        int(line.split(b":")[1]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")
    )
    while len(body) < length:
        body += connection.recv(65536)
    return int(head.split(b" ", 2)[1])


@pytest.mark.parametrize(
    ("idle", "busy", "each"), [(1_000, 50, 20), pytest.param(1_000, 50, 400, marks=pytest.mark.stress)]
)
def test_idle_and_busy_connections(room: None, victim: Victim, idle: int, busy: int, each: int) -> None:
    """1,000 that were used once and wait, 50 that never rest: no exchange fails on either."""
    victim.renew()
    failures: list[BaseException] = []
    finished: list[int] = []

    def work() -> None:
        try:
            with connect(victim.target) as connection:
                for _ in range(each):
                    assert 200 == answered(connection, GET)
                    finished.append(1)
        except (AssertionError, OSError) as exc:
            failures.append(exc)

    with ExitStack() as stack:
        waiting = [stack.enter_context(connect(victim.target)) for _ in range(idle)]
        assert [200] * idle == [answered(connection, HEALTH) for connection in waiting]
        threads = [threading.Thread(target=work) for _ in range(busy)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert ([], busy * each) == (failures, len(finished))
        assert [200] * idle == [answered(connection, HEALTH) for connection in waiting]
