"""Faults on order: each does what it says, to the request that it is meant for, and to no other."""

from __future__ import annotations

import time
from collections.abc import Iterator
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

import pytest

from aistore_hl.local import LocalCluster
from aistore_hl.local.faults import noun_of
from tests.local.http import ask, connect, follow, read_to_end

_CONTENT = bytes(range(256)) * 4096
_TARGET = "/v1/objects/b/o"


@pytest.fixture
def faulty(local: LocalCluster) -> Iterator[LocalCluster]:
    """A cluster with one object of 1 MiB in the bucket `b`."""
    ask(local.endpoint, "POST", "/v1/buckets/b", {"action": "create-bck"})
    follow(local.endpoint, "PUT", _TARGET, _CONTENT)
    yield local
    local.faults.clear()


def _raw(cluster: LocalCluster, method: str, body: bytes = b"") -> bytes:
    """All bytes that a target sends in answer, until it closes.

    Raises:
        ConnectionResetError: it reset the connection before it sent any.
    """
    where = ask(cluster.endpoint, method, _TARGET)
    parts = urlsplit(where.location)
    lines = (f"{method} {parts.path}?{parts.query} HTTP/1.1", "Host: x", "Connection: close")
    head = "\r\n".join((*lines, f"Content-Length: {len(body)}", "", ""))
    with connect(where.leads_to) as connection:
        connection.sendall(head.encode() + body)
        received = bytearray()
        try:
            while piece := connection.recv(65536):
                received += piece
        except ConnectionResetError:
            if not received:
                raise
            received += b"<reset>"
        return bytes(received)


def _body(answer: bytes) -> bytes:
    return answer.partition(b"\r\n\r\n")[2]


def test_status_with_its_tcode(faulty: LocalCluster) -> None:
    """At the node that was meant; nothing is done, and then all is as before."""
    fault = faulty.faults.once("PUT object", side="target", status=503, tcode="ErrBusy", retry_after=3)
    refused = follow(faulty.endpoint, "PUT", _TARGET, b"new")

    assert (503, "ErrBusy", "3") == (refused.status, refused.tcode, refused.header("Retry-After"))
    assert refused.origin != faulty.endpoint
    assert (1, False) == (fault.hits, faulty.faults.is_armed)
    assert _CONTENT == follow(faulty.endpoint, "GET", _TARGET).content


def test_status_of_head_is_told_in_a_header(faulty: LocalCluster) -> None:
    """As AIS does."""
    faulty.faults.once("HEAD object", status=429, tcode="ErrRateLimitFrontend")
    answer = ask(faulty.endpoint, "HEAD", _TARGET)

    assert (429, "ErrRateLimitFrontend", b"") == (answer.status, answer.tcode, answer.content)


@pytest.mark.parametrize("cut", [0, 1, 65536, 700_000])
@pytest.mark.parametrize("reset", [True, False])
def test_cut_ends_an_answer_early(faulty: LocalCluster, cut: int, reset: bool) -> None:
    """After exactly so many bytes of its body, by closing or by a reset."""
    faulty.faults.once("GET object", side="target", cut=cut, reset=reset)
    answer = _raw(faulty, "GET")

    assert answer.startswith(b"HTTP/1.1 200 ")
    assert b"Content-Length: 1048576\r\n" in answer
    assert _CONTENT[:cut] + (b"<reset>" if reset else b"") == _body(answer)
    assert _CONTENT == _body(_raw(faulty, "GET"))


@pytest.mark.parametrize("offset", [0, 65_535, 262_144, 1_048_575])
def test_flip_turns_one_bit(faulty: LocalCluster, offset: int) -> None:
    """Of the answer to a GET; the header fields still tell the truth."""
    faulty.faults.once("GET object", side="target", flip=offset)
    found = follow(faulty.endpoint, "GET", _TARGET).content

    assert [offset] == [at for at, (one, other) in enumerate(zip(_CONTENT, found, strict=True)) if one != other]


def test_flip_of_an_upload_is_what_gets_stored(faulty: LocalCluster) -> None:
    """The target's checksum is of what arrived, so that a client can notice; an announced one is refused."""
    faulty.faults.once("PUT object", side="target", flip=100, times=2)
    put = follow(faulty.endpoint, "PUT", _TARGET, _CONTENT[:1000])
    stored = follow(faulty.endpoint, "GET", _TARGET)

    assert _CONTENT[100] ^ 1 == stored.content[100]
    assert put.header("Ais-Checksum-Value") == stored.header("Ais-Checksum-Value")
    announced = [("Ais-Checksum-Type", "md5"), ("Ais-Checksum-Value", "8d5e957f297893487bd98fa830fa6413")]
    assert "ErrBadCksum" == follow(faulty.endpoint, "PUT", _TARGET, _CONTENT, announced).tcode


def test_cut_of_an_upload_stores_nothing(faulty: LocalCluster) -> None:
    """The target hangs up while the client is still sending."""
    faulty.faults.once("PUT object", side="target", cut=300_000, reset=True)
    with pytest.raises(ConnectionError):
        _raw(faulty, "PUT", b"n" * 5_000_000)

    assert _CONTENT == follow(faulty.endpoint, "GET", _TARGET).content


def test_a_lost_answer_is_work_done(faulty: LocalCluster) -> None:
    """The object is stored, and nobody says so."""
    faulty.faults.once("PUT object", side="target", lose_answer=True)

    assert b"" == _raw(faulty, "PUT", b"new")
    assert b"new" == follow(faulty.endpoint, "GET", _TARGET).content


def test_reset_alone_is_before_anything_is_done(faulty: LocalCluster) -> None:
    """Without a byte of an answer."""
    faulty.faults.once("PUT object", side="target", reset=True)
    with pytest.raises(ConnectionResetError):
        _raw(faulty, "PUT", b"new")

    assert _CONTENT == follow(faulty.endpoint, "GET", _TARGET).content


def test_delay_is_silence(faulty: LocalCluster) -> None:
    """Before anything is done; other requests are served meanwhile."""
    faulty.faults.once("GET object", side="target", delay=0.4)
    answers: list[bytes] = []
    began = time.monotonic()
    slow = Thread(target=lambda: answers.append(follow(faulty.endpoint, "GET", _TARGET).content))
    slow.start()
    while faulty.faults.is_armed:
        assert time.monotonic() < began + 10
    quick = ask(faulty.endpoint, "GET", "/v1/health").status
    assert (200, []) == (quick, answers)
    slow.join()

    assert time.monotonic() - began >= 0.4
    assert [_CONTENT] == answers


def test_delay_in_the_middle_of_a_body(faulty: LocalCluster) -> None:
    """`at` says after how many bytes; then the rest comes, whole."""
    faulty.faults.once("GET object", side="target", delay=0.3, at=300_000)
    began = time.monotonic()
    answer = _raw(faulty, "GET")

    assert time.monotonic() - began >= 0.3
    assert _CONTENT == _body(answer)


@pytest.mark.parametrize(
    ("match", "more", "struck"),
    [
        ("GET object", {}, "proxy"),
        ("GET object", {"side": "proxy"}, "proxy"),
        ("GET object", {"side": "target"}, "target"),
        ("* object", {"side": "target"}, "target"),
        ("GET *", {}, "proxy"),
        ("PUT object", {}, None),
        ("GET bucket", {}, None),
        ("GET object", {"node": "nobody"}, None),
    ],
)
def test_which_request_is_struck(faulty: LocalCluster, match: str, more: dict[str, Any], struck: str | None) -> None:
    """By method and noun, and by side or node, on the redirected leg too."""
    faulty.faults.once(match, status=500, **more)
    answer = follow(faulty.endpoint, "GET", _TARGET)
    side = "proxy" if answer.origin == faulty.endpoint else "target"

    assert (struck is None, struck or "target") == (answer.status == 200, side)


def test_one_target_can_be_meant(faulty: LocalCluster) -> None:
    """By its id."""
    home = ask(faulty.endpoint, "HEAD", _TARGET).leads_to
    other = next(target for target in faulty.targets if target.origin != home)
    faulty.faults.once("HEAD object", node=other.id, status=500)

    assert 404 == ask(home, "HEAD", "/v1/objects/b/nosuch").status
    assert 500 == ask(other.origin, "HEAD", "/v1/objects/b/nosuch").status


def test_times_and_order(faulty: LocalCluster) -> None:
    """Orders are served one after the other, each as often as it says, until they are cleared."""
    faulty.faults.once("GET health", status=500, times=2)
    faulty.faults.once("GET health", status=502)
    faulty.faults.once("GET health", status=503, times=1000)

    assert [500, 500, 502, 503, 503] == [ask(faulty.endpoint, "GET", "/v1/health").status for _ in range(5)]
    faulty.faults.clear()
    assert 200 == ask(faulty.endpoint, "GET", "/v1/health").status


@pytest.mark.parametrize(
    ("match", "effect"),
    [
        ("GET", {"status": 500}),
        ("GET thing", {"status": 500}),
        ("get object", {"status": 500}),
        ("GET object", {}),
        ("GET object", {"at": 5}),
    ],
)
def test_orders_that_mean_nothing(faulty: LocalCluster, match: str, effect: dict[str, int]) -> None:
    """ValueError, when they are given."""
    with pytest.raises(ValueError, match=r"fault|method and a noun"):
        faulty.faults.once(match, **effect)


def test_control_requests_can_be_struck(faulty: LocalCluster) -> None:
    """Lists, buckets, the map: whatever has a noun."""
    faulty.faults.once("GET bucket", cut=5)
    faulty.faults.once("POST bucket", lose_answer=True)
    parts = b"GET /v1/buckets/b HTTP/1.1\r\nHost: x\r\n\r\n"
    with connect(faulty.endpoint) as connection:
        connection.sendall(parts)
        assert b'{"uui' == _body(read_to_end(connection))
    with connect(faulty.endpoint) as connection:
        connection.sendall(
            b'POST /v1/buckets/c HTTP/1.1\r\nHost: x\r\nContent-Length: 23\r\n\r\n{"action":"create-bck"}'
        )
        assert b"" == read_to_end(connection)

    assert 200 == ask(faulty.endpoint, "HEAD", "/v1/buckets/c").status


@pytest.mark.parametrize(
    ("elements", "noun"),
    [
        ([b"v1", b"objects", b"b", b"o/p"], "object"),
        ([b"v1", b"buckets", b"b"], "bucket"),
        ([b"v1", b"buckets", b""], "buckets"),
        ([b"v1", b"buckets"], "buckets"),
        ([b"v1", b"cluster"], "cluster"),
        ([b"v1", b"health"], "health"),
        ([b""], ""),
    ],
)
def test_requests_are_named_as_orders_name_them(elements: list[bytes], noun: str) -> None:
    """By the elements of their path."""
    assert noun == noun_of(elements)
