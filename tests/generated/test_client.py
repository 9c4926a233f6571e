"""The generated client in all flavours: answers, failures, the token, clients of their own."""

from __future__ import annotations

import logging
import pickle
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event
from typing import Any

import httpx
import pytest
from aistore_api.api.cluster import get_smap
from aistore_api.api.objects import get_object, head_object, put_object
from aistore_api.client import AsyncClient, Client
from aistore_api.errors import AnswerError, ApiError, RedirectError
from aistore_api.types import Call

from tests.generated.faces import Face
from tests.generated.pairs import MakeFace, MakeServer, Pair, content
from tests.generated.scripted import Asked, Reply

MISSING = {"tcode": "ErrNotFound", "message": "t[x]: ais://b/o does not exist", "status": 404, "node": "t[x]"}
BIG = bytes(range(256)) * 4096 * 3 + b"tail"


def test_a_typed_error(face: MakeFace, pair: Pair) -> None:
    """From the body."""
    pair.target.script = lambda asked: Reply.document(MISSING, status=404)

    with pytest.raises(ApiError) as caught:
        face(pair.proxy.origin).send(get_object.call("b", "o"))

    exc = caught.value
    assert exc.error is not None
    assert (404, "ErrNotFound", "t[x]") == (exc.status, exc.error.tcode, exc.error.node)
    assert ("get_object", "GET", "/v1/objects/b/o") == (exc.operation, exc.method, exc.target)
    assert str(exc) == str(pickle.loads(pickle.dumps(exc)))


def test_a_typed_error_of_head(face: MakeFace, pair: Pair) -> None:
    """From the header field, since HEAD has no body."""
    with pytest.raises(ApiError, match="HEAD /v1/objects/b/o: 404 ErrNotFound: no"):
        face(pair.proxy.origin).send(head_object.call("b", "o"))


def test_an_error_that_is_not_of_ais(face: MakeFace, scripted: MakeServer) -> None:
    """The status is known, and what came."""
    server = scripted(lambda asked: Reply(502, body=b"<html>bad gateway</html>"))

    with pytest.raises(ApiError) as caught:
        face(server.origin).send(get_object.call("b", "o"))
    assert (502, None, b"<html>bad gateway</html>") == (
        caught.value.status,
        caught.value.error,
        caught.value.answer.content,
    )


def test_an_endless_error_is_not_read(face: MakeFace, scripted: MakeServer) -> None:
    """No more than 64 KiB of it are kept."""
    server = scripted(lambda asked: Reply(500, body=b"x" * (1 << 20)))

    with pytest.raises(ApiError) as caught:
        face(server.origin).send(get_object.call("b", "o"))
    assert 65536 == len(caught.value.answer.content)


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b"7", b"null", b'{"tmap": 7}', b"\xff", b"[" * 100_000])
def test_content_that_is_not_as_specified(face: MakeFace, scripted: MakeServer, body: bytes) -> None:
    """A success that is no answer of AIS is an error of its own."""
    server = scripted(lambda asked: Reply(200, body=body))

    with pytest.raises(AnswerError, match="smap: 200 with unexpected content"):
        face(server.origin).send(get_smap.call())


@pytest.mark.parametrize("read", [Face.send, Face.read], ids=["whole", "streamed"])
def test_encoded_content_is_refused(face: MakeFace, scripted: MakeServer, read: Callable[..., Any]) -> None:
    """It was not asked for, and length and checksum are of something else."""
    server = scripted(lambda asked: Reply(200, [("Content-Encoding", "gzip")], b"\x1f\x8b"))

    with pytest.raises(AnswerError, match="encoded"):
        read(face(server.origin), get_object.call("b", "o"))


def test_status_and_header_fields_of_a_result(face: MakeFace, pair: Pair) -> None:
    """For who wants more than the result."""
    client = face(pair.proxy.origin)
    response = client.send_detailed(put_object.call("b", "o", body=b"data"))

    assert (200, "1", "1") == (response.status_code, response.headers["Ais-Version"], response.parsed.version)


def test_a_body_is_streamed(face: MakeFace, pair: Pair) -> None:
    """In pieces, or as a whole."""
    client = face(pair.proxy.origin)
    client.send(put_object.call("b", "o", body=BIG))
    streamed = client.stream(get_object.call("b", "o"))

    assert BIG == b"".join(streamed.pieces)
    assert 1 < len(streamed.pieces)
    assert 200 == streamed.status
    assert BIG == client.read(get_object.call("b", "o"))


def test_a_stream_may_be_left(face: MakeFace, pair: Pair) -> None:
    """The client goes on; only the connection is lost."""
    client = face(pair.proxy.origin)
    client.send(put_object.call("b", "o", body=BIG))

    assert 1 == len(client.stream(get_object.call("b", "o"), pieces=1).pieces)
    assert BIG == client.read(get_object.call("b", "o"))
    assert 2 == pair.target.connections


def test_a_stream_of_an_error_raises(face: MakeFace, pair: Pair) -> None:
    """Before there is anything to read."""
    with pytest.raises(ApiError):
        face(pair.proxy.origin).read(get_object.call("b", "o"))


@pytest.mark.parametrize("read", [Face.send, Face.read], ids=["whole", "streamed"])
def test_a_body_that_ends_early_raises(face: MakeFace, scripted: MakeServer, read: Callable[..., Any]) -> None:
    """As httpx raises it."""
    server = scripted(lambda asked: Reply(200, body=b"part", length=100))

    with pytest.raises(httpx.TransportError):
        read(face(server.origin), get_object.call("b", "o"))


def test_a_server_that_does_not_answer(face: MakeFace, scripted: MakeServer) -> None:
    """As httpx raises it."""
    server = scripted(lambda asked: None)

    with pytest.raises(httpx.TransportError):
        face(server.origin).send(get_object.call("b", "o"))


def test_nobody_is_there(face: MakeFace) -> None:
    """As httpx raises it."""
    with pytest.raises(httpx.ConnectError):
        face("http://127.0.0.1:1").send(get_object.call("b", "o"))


def test_a_server_that_is_silent(face: MakeFace, scripted: MakeServer) -> None:
    """The client's own time-out comes before the one of the httpx client."""
    done = Event()

    def answer(asked: Asked) -> None:
        done.wait(5)

    server = scripted(answer)
    try:
        with pytest.raises(httpx.ReadTimeout):
            face(server.origin, timeout=0.05).send(get_object.call("b", "o"))
    finally:
        done.set()


def test_a_failing_body_is_the_callers_own_error(face: MakeFace, pair: Pair) -> None:
    """Whatever it raises comes through, and no object is stored."""

    def failing() -> Iterator[bytes]:
        yield b"da"
        raise KeyError("mine")

    with pytest.raises(KeyError, match="mine"):
        face(pair.proxy.origin).send(put_object.call("b", "o", body=failing()))
    assert {} == pair.stored


def test_a_body_of_a_wrong_kind_sends_nothing(face: MakeFace, pair: Pair) -> None:
    """A name of a file, for one."""
    wrong: Any = "path/to/file"

    with pytest.raises(TypeError, match="not a body of bytes: str"):
        face(pair.proxy.origin).send(put_object.call("b", "o", body=wrong))
    assert [] == pair.proxy.asked


def test_a_path_that_httpx_would_rewrite_sends_nothing(face: MakeFace, pair: Pair) -> None:
    """A call made by hand is not sent as another one."""
    call: Call[bytes] = Call(get_object.OPERATION, "/v1/objects/b/x/../o", (), None, content)

    with pytest.raises(ValueError, match="in another form"):
        face(pair.proxy.origin).send(call)
    with pytest.raises(ValueError, match="cannot send"):
        face(pair.proxy.origin).send(Call(get_object.OPERATION, "/" + "x" * 70_000, (), None, content))
    assert [] == pair.proxy.asked


def test_the_token_is_nowhere(face: MakeFace, pair: Pair, caplog: pytest.LogCaptureFixture) -> None:
    """Not in logs, in the client's repr, in errors, their pickles and chains; not in errors of httpx either."""
    caplog.set_level(logging.DEBUG)
    client = face(pair.proxy.origin, token="sesame")
    texts = [repr(client.client), repr(vars(client.client))]
    for script in (
        pair.proxy.script,
        lambda asked: None,
        lambda asked: Reply(500),
        lambda asked: Reply.redirect("x"),
    ):
        pair.proxy.script = script
        with pytest.raises((ApiError, RedirectError, httpx.TransportError)) as caught:
            client.send(get_object.call("b", "o"))
        link: BaseException | None = caught.value
        while link is not None:
            texts += [repr(link), str(link), repr(pickle.dumps(link)), repr(vars(link))]
            link = link.__cause__ or link.__context__
        texts += traceback.format_exception(caught.value)
        if isinstance(caught.value, httpx.TransportError):
            texts.append(repr(caught.value.request.headers.raw))

    assert 3 <= len(pair.proxy.asked)
    assert "sesame" not in "".join(texts)
    assert "sesame" not in caplog.text


def test_a_token_off_loopback_needs_https() -> None:
    """Both clients refuse, before anything is sent."""
    for kind in (Client, AsyncClient):
        with pytest.raises(PermissionError, match="plain http"):
            kind("http://10.0.0.1:8080", token="sesame")


def test_a_client_of_its_own(pair: Pair, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """It reads no environment, and closes what it opened."""
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login user password secret\n")
    monkeypatch.setenv("NETRC", str(netrc))
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")

    with Client(pair.proxy.origin) as client:
        client.send(put_object.call("b", "o", body=b"data"))

    assert f"Client({pair.proxy.origin!r})" == repr(client)
    assert {None} == {asked.header("authorization") for asked in pair.proxy.asked}
    with pytest.raises(RuntimeError, match="closed"):
        client.send(get_object.call("b", "o"))


@pytest.mark.anyio
async def test_an_async_client_of_its_own(pair: Pair) -> None:
    """It closes what it opened."""
    async with AsyncClient(pair.proxy.origin) as client:
        await client.send(put_object.call("b", "o", body=b"data"))

    assert f"AsyncClient({pair.proxy.origin!r})" == repr(client)
    with pytest.raises(RuntimeError, match="closed"):
        await client.send(get_object.call("b", "o"))


def test_a_given_httpx_client_stays_open(face: MakeFace, pair: Pair) -> None:
    """It may be shared by several clients, and used besides: our hook minds our own answers only."""
    client = face(pair.proxy.origin)
    client.run(client.client.close)
    client.send(put_object.call("b", "o", body=b"data"))
    type(client.client)(pair.proxy.origin, http=client.http)
    plain = client.run(lambda: client.http.get(f"{pair.proxy.origin}/v1/objects/b/o"))

    assert 1 == len(client.http.event_hooks["response"])
    assert 301 == plain.status_code
    assert plain.headers["location"].startswith(pair.target.origin)


def test_an_async_body_needs_the_async_client(pair: Pair) -> None:
    """The sync one says so, before anything is sent."""
    client = Face("httpx", pair.proxy.origin)
    asynchronous = Face("async-httpx", pair.proxy.origin)
    try:
        with pytest.raises(TypeError, match="needs AsyncClient"):
            client.send(put_object.call("b", "o", body=asynchronous.generator([b"data"])))
    finally:
        client.close()
        asynchronous.close()
    assert [] == pair.proxy.asked
