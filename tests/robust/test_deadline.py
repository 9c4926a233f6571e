"""Deadlines: whatever the cluster does, a call that was given a second has ended after two."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from aistore_hl import Timeouts, errors
from aistore_hl._core.config import Settings
from aistore_hl._core.limits import CONTROL_DEADLINE, Limits
from tests.robust.calls import CALLS, FLAVOURS, READS, Outcome, Steps
from tests.wire.servers import Peer, Script, Server, answer

TIMEOUT = 1.0
LONGEST = 2.0
PAUSE = 0.2
"""Seconds between two bytes of a server that drips."""


def hang(peer: Peer) -> None:
    """Take the connection, and nothing else."""
    peer.hold()


def stall(peer: Peer) -> None:
    """Take the request, ask for its body, and say nothing more."""
    while (head := peer.read_head()) is not None:
        if b"100-continue" in head:
            peer.send(b"HTTP/1.1 100 Continue\r\n\r\n")
        peer.hold()


def drip_head(peer: Peer) -> None:
    """Answer, byte by byte."""
    while peer.read_head() is not None:
        peer.drip(answer(200, b"x" * 1000, "X: " + "y" * 1000), PAUSE)


def drip_body(peer: Peer) -> None:
    """Answer with a body that comes byte by byte."""
    while peer.read_head() is not None:
        whole = answer(200, b"x" * 10_000, "Ais-Version: 1")
        head, _, body = whole.partition(b"\r\n\r\n")
        peer.send(head + b"\r\n\r\n")
        peer.drip(body, PAUSE)


def drip_interim(peer: Peer) -> None:
    """Promise an answer again and again."""
    while peer.read_head() is not None:
        peer.drip(b"HTTP/1.1 102 Processing\r\n\r\n" * 100, PAUSE)


def redirecting(to: str) -> Script:
    """A proxy that works, in front of a target that does not."""
    node = '{"daemon_id": "%s", "daemon_type": "%s", "public_net": {"direct_url": "%s"}}'
    smap = f'{{"version": "1", "pmap": {{}}, "tmap": {{"t": {node % ("t", "target", to)}}}}}'.encode()

    def script(peer: Peer) -> None:
        while (head := peer.read_head()) is not None:
            target = head.split(b" ")[1].decode()
            if target.startswith("/v1/cluster"):
                peer.send(answer(200, smap, "Content-Type: application/json"))
            else:
                path = target.partition("?")[0]
                peer.send(answer(307, b"", f"Location: {to}{path}?pid=p&utm=1"))

    return script


def forgetful(peer: Peer) -> None:
    """A proxy that redirects, and says nothing when it is asked for the map by which that could be judged."""
    while (head := peer.read_head()) is not None:
        if b" /v1/cluster" in head:
            peer.hold()
        peer.send(answer(307, b"", "Location: http://127.0.0.1:1/v1/objects/b/o?pid=p&utm=1"))


@contextmanager
def full() -> Iterator[str]:
    """An endpoint at which connections never come about: its queue is full, and nobody takes from it."""
    with ExitStack() as open_sockets:
        listener = open_sockets.enter_context(closing(socket.create_server(("127.0.0.1", 0), backlog=0)))
        for _ in range(4):
            waiting = open_sockets.enter_context(closing(socket.socket()))
            waiting.setblocking(False)
            waiting.connect_ex(listener.getsockname())
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"


SERVERS = {
    "hang": hang,
    "stall": stall,
    "drip head": drip_head,
    "drip body": drip_body,
    "drip interim": drip_interim,
    "no map": forgetful,
}


def is_timeout(outcome: Outcome) -> bool:
    """A time-out by its type; of a write that may have happened, by its cause."""
    exc = outcome.error
    return isinstance(exc, TimeoutError) or (
        isinstance(exc, errors.AmbiguousWrite) and isinstance(exc.__cause__, TimeoutError)
    )


def late_or_wrong(found: dict[str, Outcome], *, lenient: bool = False) -> dict[str, tuple[float, str]]:
    """Calls that took too long, or ended otherwise than by a time-out; `lenient`: otherwise than well or by an error of
    ours."""
    return {
        name: (round(outcome.seconds, 2), repr(outcome.error or outcome.value)[:200])
        for name, outcome in found.items()
        if outcome.seconds > LONGEST
        or not (is_timeout(outcome) or (lenient and isinstance(outcome.error, errors.AisError | None)))
    }


def ends(
    flavour: str, endpoint: str, folder: Path, *, by_call: bool, only: set[str] | None = None
) -> dict[str, Outcome]:
    """How every call ends, all at once."""
    chosen = {name: call for name, call in CALLS.items() if only is None or name in only}
    options = {"timeout": TIMEOUT} if by_call else {}
    calls = [partial(call, folder=folder, **options) for call in chosen.values()]
    # Listings have no time-out of their own: there the client's counts.
    found = FLAVOURS[flavour](endpoint, calls, timeout=TIMEOUT if not by_call else None)
    return dict(zip(chosen, found, strict=True))


@pytest.mark.parametrize("flavour", FLAVOURS)
@pytest.mark.parametrize("server", SERVERS)
def test_a_call_ends_in_time(server: str, flavour: str, tmp_path: Path) -> None:
    """Every call, by a client that gives it one second, at a server that holds it up: over by two seconds."""
    with Server(SERVERS[server]) as running:
        found = ends(flavour, running.origin, tmp_path, by_call=False)

    # Some calls do not care for a body, or for a map.
    assert {} == late_or_wrong(found, lenient=server in ("drip body", "no map"))
    assert all(is_timeout(found[name]) for name in READS)


@pytest.mark.parametrize("flavour", FLAVOURS)
@pytest.mark.parametrize("server", ["stall", "drip head"])
def test_a_call_ends_in_its_own_time(server: str, flavour: str, tmp_path: Path) -> None:
    """As above, where each call says so for itself; what it needs beside its main request is included."""
    with Server(SERVERS[server]) as running:
        found = ends(flavour, running.origin, tmp_path, by_call=True, only=set(CALLS) - {"list objects"})

    assert {} == late_or_wrong(found)


@pytest.mark.parametrize("flavour", FLAVOURS)
@pytest.mark.parametrize("server", ["hang", "stall", "drip body"])
def test_a_call_ends_in_time_at_a_target(server: str, flavour: str, tmp_path: Path) -> None:
    """Where the proxy works and the target holds it up."""
    only = {*READS, "get range", "download", "head", "put", "put file", "put with metadata", "delete"}
    with Server(SERVERS[server]) as target, Server(redirecting(target.origin)) as proxy:
        found = ends(flavour, proxy.origin, tmp_path, by_call=True, only=only)

    assert {} == late_or_wrong(found, lenient=server == "drip body")


@pytest.mark.parametrize("flavour", FLAVOURS)
def test_a_call_ends_in_time_where_nobody_takes_connections(flavour: str, tmp_path: Path) -> None:
    """The connect time-out is longer than the deadline, which wins."""
    with full() as endpoint:
        found = ends(flavour, endpoint, tmp_path, by_call=False)

    assert {} == late_or_wrong(found)


@pytest.mark.parametrize("flavour", FLAVOURS)
def test_a_call_ends_in_time_when_the_cluster_has_died(flavour: str, tmp_path: Path) -> None:
    """Refused, and tried again as long as there is time, by a client that was answered before."""
    with Server(always_empty) as server:
        origin = server.origin
    found = ends(flavour, origin, tmp_path, by_call=False)

    assert {} == late_or_wrong(found, lenient=True)


def always_empty(peer: Peer) -> None:
    """Nothing: the port is what counts."""


def test_control_calls_have_a_deadline_of_their_own() -> None:
    """A minute, unless the caller says otherwise; content may take as long as its bytes keep moving."""
    settings = Settings.resolve({}, endpoint="http://127.0.0.1:1")
    control = Limits.of(settings, Timeouts(), None, now=100.0, control=True)
    content = Limits.of(settings, Timeouts(), None, now=100.0, control=False)

    assert (60.0, 160.0, None) == (CONTROL_DEADLINE, control.deadline, content.deadline)


@pytest.mark.parametrize("flavour", FLAVOURS)
def test_a_map_that_did_not_come_in_time_lifts_no_rule(flavour: str, tmp_path: Path) -> None:
    """Silence says nothing about the cluster: no node outside it is spoken to, neither now nor by the next call."""
    reached: list[Peer] = []
    with Server(reached.append) as stranger:

        def script(peer: Peer) -> None:
            while (head := peer.read_head()) is not None:
                if b" /v1/cluster" in head:
                    peer.hold()
                path = head.split(b" ")[1].decode().partition("?")[0]
                peer.send(answer(307, b"", f"Location: {stranger.origin}{path}?pid=p&utm=1"))

        def twice(client: Any) -> Steps:
            with suppress(TimeoutError):
                yield from CALLS["head"](client, tmp_path)
            return (yield from CALLS["get"](client, tmp_path))

        def once(client: Any) -> Steps:
            return (yield from CALLS["get"](client, tmp_path))

        with Server(script) as proxy:
            found = FLAVOURS[flavour](proxy.origin, [twice, once], timeout=TIMEOUT)

    assert [True, True] == [is_timeout(outcome) for outcome in found]
    assert [] == reached
