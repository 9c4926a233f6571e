"""First contact: who is not there, or is somebody else, is told apart within a second."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from socket import create_server

import pytest
import trustme

from aistore_hl import LocalCluster, errors
from tests.robust.calls import BUCKET_HEAD, FLAVOURS, HEAD, INFO, LIST_PAGE, PUT, READS, Outcome
from tests.wire.servers import Peer, Script, Server

SOON = 1.0
CALLS = {**READS, "head": HEAD, "put": PUT, "bucket head": BUCKET_HEAD, "list page": LIST_PAGE, "info": INFO}

GARBAGE = {
    "HTTP/0.9": b"<html>hello</html>",
    "a TLS alert": b"\x15\x03\x01\x00\x02\x02\x16",
    "nothing": b"",
    "ssh": b"SSH-2.0-OpenSSH_9.2p1\r\n",
    "redis": b"-ERR unknown command 'GET'\r\n",
    "smtp": b"220 mail.example.com ESMTP\r\n",
}


def saying(data: bytes) -> Script:
    """A server that says the same to whatever it is told."""

    def script(peer: Peer) -> None:
        if peer.read_head() is not None:
            peer.send(data)

    return script


def ends(flavour: str, endpoint: str, folder: Path) -> list[Outcome]:
    """How every call ends, by a client that was never answered before and has the default settings."""
    return FLAVOURS[flavour](endpoint, [partial(call, folder=folder) for call in CALLS.values()])


def assert_told(found: list[Outcome], error: type[errors.AisError], address: str, *, within: float = SOON) -> None:
    """Each by an error of that type, soon, that names the address."""
    seen = {(type(outcome.error), address in str(outcome.error), outcome.seconds < within) for outcome in found}

    assert {(True, True, True)} == {(issubclass(kind, error), named, soon) for kind, named, soon in seen}, found


@pytest.fixture(params=FLAVOURS)
def flavour(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@contextmanager
def closed_port() -> Iterator[str]:
    """An address at which nobody listens, and which nobody else gets meanwhile."""
    with closing(create_server(("127.0.0.1", 0))) as listener:
        port = listener.getsockname()[1]
    yield f"127.0.0.1:{port}"


def test_a_refused_connection_is_told_at_once(flavour: str, tmp_path: Path) -> None:
    """Tried once more at most."""
    with closed_port() as address:
        assert_told(ends(flavour, f"http://{address}", tmp_path), errors.ConnectFailed, address)


def test_a_host_that_cannot_be_is_told_at_once(flavour: str, tmp_path: Path) -> None:
    """No resolver has to be asked."""
    host = "a" * 70 + ".localhost"

    assert_told(ends(flavour, f"http://{host}:51080", tmp_path), errors.ConnectFailed, host)


def test_an_unknown_host_is_told_as_soon_as_the_resolver_says_so(flavour: str, tmp_path: Path) -> None:
    """Its answer takes 10 ms or 5 s as it likes: two tries, each of them within the connect time-out of 3 s."""
    host = "no-such-host.invalid"

    assert_told(ends(flavour, f"http://{host}:51080", tmp_path), errors.ConnectFailed, host, within=7.0)


@pytest.mark.parametrize("said", GARBAGE.values(), ids=GARBAGE)
def test_what_does_not_speak_http_is_told_at_once(flavour: str, tmp_path: Path, said: bytes) -> None:
    """Whatever listens there."""
    with Server(saying(said)) as server:
        assert_told(ends(flavour, server.origin, tmp_path), errors.AisError, server.address)


def test_a_server_that_speaks_first_is_told_at_once(flavour: str, tmp_path: Path) -> None:
    """As mail servers and the like do."""

    def greet(peer: Peer) -> None:
        peer.send(b"220 mail.example.com ESMTP\r\n")
        peer.read()

    with Server(greet) as server:
        assert_told(ends(flavour, server.origin, tmp_path), errors.AisError, server.address)


def test_http_to_an_https_port_is_told_at_once(flavour: str, tmp_path: Path) -> None:
    """The other side speaks TLS."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("127.0.0.1").configure_cert(context)
    with Server(saying(b""), context=context) as server:
        assert_told(ends(flavour, f"http://{server.address}", tmp_path), errors.AisError, server.address)


def test_https_to_an_http_port_is_told_at_once(flavour: str, tmp_path: Path) -> None:
    """The other side does not speak TLS: a real HTTP server answers its hello with a 400."""
    with LocalCluster(targets=1) as cluster:
        address = cluster.endpoint.removeprefix("http://")
        assert_told(ends(flavour, f"https://{address}", tmp_path), errors.ConnectFailed, address)


def test_an_unknown_authority_is_told_at_once(flavour: str, tmp_path: Path) -> None:
    """And not tried again: a certificate does not change by that."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("127.0.0.1").configure_cert(context)
    with Server(saying(b""), context=context) as server:
        assert_told(ends(flavour, server.origin, tmp_path), errors.ConnectFailed, server.address)
