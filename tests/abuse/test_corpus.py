"""More than 100 requests that nobody should send: answered or refused, never with an error of ours, and survived."""

from __future__ import annotations

import json
import socket

import pytest

from tests.abuse.conftest import Victim
from tests.abuse.corpus import CORPUS, Abuse
from tests.local.http import connect

RECORDED = {("PUT", 500)}
"""What AIS answers with a 5xx: a body that ends too early, or is not what was announced. Source: recorded on AIS 5.0"""

PATIENCE = 10
MOST = 32 << 20
"""Bytes by which the process may grow."""


def send(origin: str, content: bytes) -> bytes:
    """All that comes back for it; nothing where the connection ends instead.

    Raises:
        TimeoutError: the node neither answers nor ends the connection.
    """
    found = bytearray()
    with connect(origin) as connection:
        connection.settimeout(PATIENCE)
        try:
            connection.sendall(content)
            connection.shutdown(socket.SHUT_WR)
            while piece := connection.recv(65536):
                found += piece
        except (ConnectionError, OSError) as exc:
            if isinstance(exc, TimeoutError):
                raise
    return bytes(found)


def status_of(answer: bytes) -> int:
    """Of an answer; 0 of none."""
    return int(answer.split(b" ", 2)[1]) if answer else 0


def is_allowed(abuse: Abuse, status: int) -> bool:
    method = abuse.content.split(b" ", 1)[0].decode("latin-1")
    if abuse.verdict == "in order":
        return 200 <= status < 400
    return status in (0, 501) or 400 <= status < 500 or (method, status) in RECORDED


def test_there_are_more_than_100() -> None:
    """Each under a name of its own."""
    assert len(CORPUS) == len({abuse.name for abuse in CORPUS})
    assert 100 <= len(CORPUS)


@pytest.mark.parametrize("abuse", CORPUS, ids=lambda abuse: abuse.name)
def test_abuse_is_survived(victim: Victim, abuse: Abuse) -> None:
    """By the answer that it may get, and by the node."""
    origin = victim.endpoint if abuse.side == "proxy" else victim.target
    answer = send(origin, abuse.content)

    assert is_allowed(abuse, status_of(answer)), answer[:300]
    assert victim.is_alive


def test_errors_are_errors_of_ais(victim: Victim) -> None:
    """What gets as far as a handler is refused in AIS's own form."""
    answer = send(victim.endpoint, b"GET /v1/objects/b/%zz HTTP/1.1\r\nHost: x\r\n\r\n")
    _, _, body = answer.partition(b"\r\n\r\n")

    assert 400 == json.loads(body)["status"]


@pytest.mark.parametrize("rounds", [3, pytest.param(40, marks=pytest.mark.stress)])
def test_memory_stays_flat(victim: Victim, rounds: int) -> None:
    """However often all of it comes."""
    victim.renew()
    for abuse in CORPUS:
        send(victim.endpoint if abuse.side == "proxy" else victim.target, abuse.content)
    before = victim.memory
    for _ in range(rounds):
        for abuse in CORPUS:
            send(victim.endpoint if abuse.side == "proxy" else victim.target, abuse.content)

    assert victim.memory - before <= MOST
    assert victim.is_alive
