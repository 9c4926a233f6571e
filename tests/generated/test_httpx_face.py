"""httpx over our engines: what an httpx client expects of a transport, threads and tasks alike."""

from __future__ import annotations

import asyncio
import gzip
import ssl
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from threading import Event
from typing import Any, Final, TypeAlias

import httpx
import pytest
import trustme

from aistore_hl._core.config import TlsSettings
from aistore_hl._wire.aio import AsyncEngine
from aistore_hl._wire.blocking import Engine
from aistore_hl._wire.httpx_face import AsyncWireTransport, WireTransport
from tests.generated.scripted import Asked, Reply, ScriptedServer

MakeServer: TypeAlias = Callable[..., ScriptedServer]

BIG = bytes(range(256)) * 4096 * 3


class User:
    """Someone who uses httpx over one of the two transports, in one way of speaking."""

    def __init__(self, *, is_async: bool, **options: Any) -> None:
        self.is_async = is_async
        self._runner = asyncio.Runner()
        transport: Any = AsyncWireTransport(**options) if is_async else WireTransport(**options)
        self.http: Any = (httpx.AsyncClient if is_async else httpx.Client)(transport=transport, trust_env=False)

    def request(self, method: str, url: str, **options: Any) -> httpx.Response:
        """An answer, read whole."""
        response: httpx.Response = self.run(self.http.request(method, url, **options))
        return response

    def pieces(self, url: str, *, count: int) -> list[bytes]:
        """The first pieces of an answer, which is closed then."""
        return self.run(self._apieces(url, count)) if self.is_async else self._pieces(url, count)

    def generator(self, *pieces: bytes, fails: Exception | None = None) -> Any:
        """A body in pieces."""
        return _agenerate(pieces, fails) if self.is_async else _generate(pieces, fails)

    def close(self) -> None:
        """Close the httpx client, and the loop."""
        self.run(self.http.aclose() if self.is_async else self.http.close())
        self._runner.close()

    def run(self, result: Any) -> Any:
        """The result, awaited if need be."""
        return self._runner.run(result) if asyncio.iscoroutine(result) else result

    def _pieces(self, url: str, count: int) -> list[bytes]:
        with self.http.stream("GET", url) as response:
            return [piece for piece, _ in zip(response.iter_raw(), range(count), strict=False)]

    async def _apieces(self, url: str, count: int) -> list[bytes]:
        async with self.http.stream("GET", url) as response:
            taken: list[bytes] = []
            async for piece in response.aiter_raw():
                taken.append(piece)
                if len(taken) == count:
                    break
            return taken


def _generate(pieces: tuple[bytes, ...], fails: Exception | None) -> Iterator[bytes]:
    yield from pieces
    if fails is not None:
        raise fails


async def _agenerate(pieces: tuple[bytes, ...], fails: Exception | None) -> AsyncIterator[bytes]:
    for piece in pieces:
        yield piece
    if fails is not None:
        raise fails


@pytest.fixture(params=[False, True], ids=["threads", "tasks"])
def user(request: pytest.FixtureRequest, scripted: object) -> Iterator[Callable[..., User]]:
    """Makes users of one kind: `user()`."""
    made: list[User] = []

    def make(**options: Any) -> User:
        made.append(User(is_async=request.param, **options))
        return made[-1]

    yield make
    for each in made:
        each.close()


def echo(asked: Asked) -> Reply:
    return Reply(200, [("X-Asked", asked.method), ("X-Asked", asked.target)], asked.body)


@pytest.mark.parametrize("method", ["GET", "PUT", "POST", "PATCH", "DELETE", "OPTIONS"])
def test_methods_and_bodies(user: Callable[..., User], scripted: MakeServer, method: str) -> None:
    """In memory, empty, and none."""
    server, someone = scripted(echo), user()

    for content in (b"data", b"", None):
        response = someone.request(method, f"{server.origin}/a?b=c", content=content)
        assert (200, content or b"", "HTTP/1.1") == (response.status_code, response.content, response.http_version)
        assert [method, "/a?b=c"] == response.headers.get_list("X-Asked")
        assert "OK" == response.reason_phrase


def test_head(user: Callable[..., User], scripted: MakeServer) -> None:
    """The length of what GET would answer, and nothing of it."""
    server = scripted(lambda asked: Reply(200, body=b"12345"))
    response = user().request("HEAD", server.origin)

    assert ("5", b"") == (response.headers["Content-Length"], response.content)


def test_bodies_in_pieces(user: Callable[..., User], scripted: MakeServer) -> None:
    """Chunked without a length, plain with one; large ones too."""
    server, someone = scripted(echo), user()
    chunked = someone.request("PUT", server.origin, content=someone.generator(b"da", b"", b"ta"))
    headers = {"Content-Length": str(len(BIG))}
    plain = someone.request("PUT", server.origin, content=someone.generator(BIG[:9], BIG[9:]), headers=headers)

    assert (b"data", BIG) == (chunked.content, plain.content)
    assert ["chunked", None] == [asked.header("transfer-encoding") for asked in server.asked]
    assert [None, str(len(BIG))] == [asked.header("content-length") for asked in server.asked]


def test_memory_may_be_sent_chunked(user: Callable[..., User], scripted: MakeServer) -> None:
    """Who writes the field himself is obeyed."""
    server = scripted(echo)
    response = user().request("PUT", server.origin, content=b"data", headers={"Transfer-Encoding": "chunked"})

    assert b"data" == response.content
    assert ("chunked", None) == (
        server.asked[0].header("transfer-encoding"),
        server.asked[0].header("content-length"),
    )


def test_an_answer_in_pieces(user: Callable[..., User], scripted: MakeServer) -> None:
    """As they come; closing it in the middle leaves a client that works."""
    server, someone = scripted(lambda asked: Reply(200, body=BIG)), user()
    pieces = someone.pieces(server.origin, count=1 << 30)

    assert BIG == b"".join(pieces)
    assert 1 < len(pieces)
    assert 1 == len(someone.pieces(server.origin, count=1))
    assert BIG == someone.request("GET", server.origin).content
    assert 2 == server.connections


def test_content_encodings_are_httpxs_own(user: Callable[..., User], scripted: MakeServer) -> None:
    """The wish for one comes from httpx, the bytes go to it as they are."""
    packed = gzip.compress(b"data")
    server, someone = scripted(lambda asked: Reply(200, [("Content-Encoding", "gzip")], packed)), user()

    assert b"data" == someone.request("GET", server.origin).content
    assert packed == b"".join(someone.pieces(server.origin, count=9))
    assert "gzip" in (server.asked[0].header("accept-encoding") or "")


def test_redirects_are_not_followed(user: Callable[..., User], scripted: MakeServer) -> None:
    """That is for who uses the transport."""
    server = scripted(lambda asked: Reply.redirect("http://127.0.0.1:1/"))

    assert 307 == user().request("GET", server.origin).status_code
    assert 1 == len(server.asked)


def test_header_fields_pass(user: Callable[..., User], scripted: MakeServer) -> None:
    """Several of one name, and bytes that are not ASCII; host and agent are the engine's."""
    server = scripted(lambda asked: Reply(200, [("X", "a"), ("Y", "é"), ("x", "b")]))
    sent = [(b"X-One", b"1"), (b"X-One", b"\xc3\xa9"), (b"User-Agent", b"other"), (b"Connection", b"close")]
    response = user().request("GET", server.origin, headers=sent)
    asked = server.asked[0]

    assert (["a", "b"], "é".encode()) == (response.headers.get_list("X"), dict(response.headers.raw)[b"y"])
    assert ["1", "Ã©"] == [value for name, value in asked.headers if name == "x-one"]
    assert ("aistore-hl", None) == (asked.header("user-agent"), asked.header("connection"))


def test_a_target_of_its_own(user: Callable[..., User], scripted: MakeServer) -> None:
    """httpx's extension for paths that its URLs cannot spell."""
    server = scripted(echo)
    response = user().request("GET", f"{server.origin}/other", extensions={"target": b"/a/../b"})

    assert "/a/../b" == response.headers.get_list("X-Asked")[1]


def test_https(user: Callable[..., User], scripted: MakeServer, tmp_path: Path) -> None:
    """Verified by the given authority; refused without it."""
    authority, context = trustme.CA(), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    server = scripted(echo, context=context)
    response = user(tls=TlsSettings(ca=str(tmp_path / "ca.pem"))).request("PUT", server.origin, content=BIG)

    assert BIG == response.content
    with pytest.raises(httpx.ConnectError, match="does not verify"):
        user().request("GET", server.origin)


def test_a_given_engine_stays_open(scripted: MakeServer) -> None:
    """Its pool is shared, and its owner closes it."""
    server, engine = scripted(echo), Engine()
    for _ in range(3):
        with httpx.Client(transport=WireTransport(engine)) as http:
            assert 200 == http.get(server.origin).status_code

    assert b"" == engine.send(server.origin, "GET", "/").read()
    assert 1 == server.connections
    engine.close()


@pytest.mark.anyio
async def test_a_given_async_engine_stays_open(scripted: MakeServer) -> None:
    """As for threads."""
    server, engine = scripted(echo), AsyncEngine()
    for _ in range(3):
        async with httpx.AsyncClient(transport=AsyncWireTransport(engine)) as http:
            assert 200 == (await http.get(server.origin)).status_code

    assert b"" == await (await engine.send(server.origin, "GET", "/")).read()
    assert 1 == server.connections
    await engine.close()


@pytest.mark.parametrize("is_async", [False, True], ids=["threads", "tasks"])
def test_a_closed_engine(scripted: MakeServer, is_async: bool) -> None:
    """Is an error of httpx's too."""
    server = scripted(echo)
    engine: Any = AsyncEngine() if is_async else Engine()
    someone = User(is_async=is_async, engine=engine)
    someone.request("GET", server.origin)
    someone.run(engine.close())

    with pytest.raises(httpx.TransportError, match="closed"):
        someone.request("GET", server.origin)
    someone.close()


# --- errors

SILENT: Final = httpx.Timeout(5.0, read=0.05)


def test_nobody_is_there(user: Callable[..., User]) -> None:
    """A refused connection."""
    with pytest.raises(httpx.ConnectError, match="refused"):
        user().request("GET", "http://127.0.0.1:1/")


def test_a_silent_server(user: Callable[..., User], scripted: MakeServer) -> None:
    """httpx's time-outs are ours."""
    done = Event()

    def wait(asked: Asked) -> None:
        done.wait(5)

    server = scripted(wait)
    try:
        with pytest.raises(httpx.ReadTimeout) as caught:
            user().request("GET", server.origin, timeout=SILENT)
    finally:
        done.set()
    assert "GET" == caught.value.request.method


def test_a_time_out_of_zero_does_not_wait(user: Callable[..., User], scripted: MakeServer) -> None:
    """It is httpx's way to say so; ours would wait for ever."""
    done = Event()

    def wait(asked: Asked) -> None:
        done.wait(5)

    server = scripted(wait)
    try:
        with pytest.raises(httpx.ReadTimeout):
            user().request("GET", server.origin, timeout=httpx.Timeout(5.0, read=0.0))
    finally:
        done.set()


def test_a_transport_alone(scripted: MakeServer) -> None:
    """Without an httpx client, which would add its time-outs: the engine's own hold."""
    with WireTransport() as transport:
        response = transport.handle_request(httpx.Request("GET", scripted(echo).origin))

        assert (200, b"") == (response.status_code, response.read())


def test_no_time_out(user: Callable[..., User], scripted: MakeServer) -> None:
    """None waits for ever, which is long enough here."""
    assert 200 == user().request("GET", scripted(echo).origin, timeout=None).status_code


@pytest.mark.parametrize("reply", [None, Reply(200, body=b"part", length=100)], ids=["no-answer", "cut"])
def test_a_broken_connection(user: Callable[..., User], scripted: MakeServer, reply: Reply | None) -> None:
    """Before or within the answer."""
    with pytest.raises(httpx.ReadError) as caught:
        user().request("GET", scripted(lambda asked: reply).origin)

    assert caught.value.__cause__ is not None


def test_an_answer_that_is_no_http(user: Callable[..., User], scripted: MakeServer) -> None:
    """A length that is none, for one."""
    server = scripted(lambda asked: Reply(200, [("Content-Length", "7")], b"data"))

    with pytest.raises(httpx.RemoteProtocolError):
        user().request("GET", server.origin)


@pytest.mark.parametrize(
    "options",
    [
        {"headers": [(b"X", b"a\r\nY: b")]},
        {"headers": [(b"X", b"a\x00")]},
        {"headers": [(b"X Y", b"a")]},
        {"headers": {"Content-Length": "seven"}, "content": b"data"},
        {"headers": {"Content-Length": "7"}, "content": b"data"},
        {"extensions": {"target": b"/a b"}},
        {"extensions": {"target": b"/\xff"}},
    ],
    ids=["line-break", "nul", "name", "length", "other-length", "target", "target-bytes"],
)
def test_requests_that_cannot_be_sent(user: Callable[..., User], scripted: MakeServer, options: dict[str, Any]) -> None:
    """As httpx raises it, before anything is sent."""
    server = scripted(echo)

    with pytest.raises(httpx.LocalProtocolError):
        user().request("PUT", server.origin, **options)
    assert [] == server.asked


@pytest.mark.parametrize("pieces", [(b"da",), (b"da", b"ta", b"more")], ids=["short", "long"])
def test_a_body_that_is_not_as_announced(
    user: Callable[..., User], scripted: MakeServer, pieces: tuple[bytes, ...]
) -> None:
    """Too little or too much."""
    server, someone = scripted(echo), user()

    with pytest.raises(httpx.LocalProtocolError):
        someone.request("PUT", server.origin, content=someone.generator(*pieces), headers={"Content-Length": "4"})


@pytest.mark.parametrize("exc", [ValueError("mine"), OSError("mine"), TimeoutError("mine"), KeyError("mine")], ids=repr)
def test_a_failing_body_is_the_callers_own_error(
    user: Callable[..., User], scripted: MakeServer, exc: Exception
) -> None:
    """It is not taken for one of the wire."""
    server, someone = scripted(echo), user()

    with pytest.raises(type(exc)) as caught:
        someone.request("PUT", server.origin, content=someone.generator(b"da", fails=exc))
    assert exc is caught.value


def test_other_schemes(user: Callable[..., User]) -> None:
    """There is no FTP here."""
    with pytest.raises(httpx.UnsupportedProtocol):
        user().request("GET", "ftp://127.0.0.1/")


def test_ipv6_and_default_ports(user: Callable[..., User]) -> None:
    """Addresses are taken as httpx writes them."""
    with pytest.raises(httpx.ConnectError, match=r"\[::1\]:1"):
        user().request("GET", "http://[::1]:1/")
