"""The generated client in all flavours: where each leg of a call goes, and what goes with it."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest
from aistore_api.api.objects import get_object, head_object, put_object
from aistore_api.errors import AmbiguousUpload, ApiError
from aistore_api.types import Call, Operation

from tests.generated.corpus import CONTROLS, NAMES
from tests.generated.faces import Face
from tests.generated.pairs import MakeFace, MakeServer, Pair, content
from tests.generated.scripted import Reply

PATCH = Operation("patch_object", "PATCH", "/v1/objects/{b}/{o}", "objects", True, False, False, True, "replace")
BIG = bytes(range(256)) * 4096 * 3 + b"tail"


def patch(body: bytes) -> Call[bytes]:
    return Call(PATCH, "/v1/objects/b/o", (("Content-Type", "application/json"),), body, content)


def test_an_upload_goes_to_the_target_only(face: MakeFace, pair: Pair) -> None:
    """A HEAD, the map, a probe; then the body, to the target. Later uploads need the probe only."""
    client = face(pair.proxy.origin)
    result = client.send(put_object.call("b", "o", body=b"data"))
    client.send(put_object.call("b", "o", body=b"more"))

    assert ["HEAD 0", "GET 0", "PUT 0", "PUT 0"] == pair.proxy.said
    assert ["PUT 4", "PUT 4"] == pair.target.said
    assert "1" == result.version
    assert b"more" == pair.stored["/v1/objects/b/o"]


BODIES: dict[str, tuple[Callable[[Face], Any], bytes, bool]] = {
    "bytes": (lambda face: b"data", b"data", True),
    "empty": (lambda face: b"", b"", True),
    "bytearray": (lambda face: bytearray(b"data"), b"data", True),
    "memoryview": (lambda face: memoryview(b"_data_")[1:-1], b"data", True),
    "big": (lambda face: BIG, BIG, True),
    "big-view": (lambda face: memoryview(BIG), BIG, True),
    "buffer": (lambda face: io.BytesIO(b"data"), b"data", True),
    "big-buffer": (lambda face: io.BytesIO(BIG), BIG, True),
    "generator": (lambda face: face.generator([b"da", b"", b"ta"]), b"data", False),
    "empty-generator": (lambda face: face.generator([]), b"", False),
    "big-generator": (lambda face: face.generator([BIG, BIG]), BIG + BIG, False),
    "sync-generator": (lambda face: (piece for piece in [b"da", b"ta"]), b"data", False),
    "iterator": (lambda face: iter([b"da", b"ta"]), b"data", False),
    "list": (lambda face: [b"da", b"ta"], b"data", False),
}


@pytest.mark.parametrize(("make", "expected", "has_length"), BODIES.values(), ids=BODIES)
def test_bodies_arrive_whole(
    face: MakeFace, pair: Pair, make: Callable[[Face], Any], expected: bytes, has_length: bool
) -> None:
    """Across the redirect, once, with a length where that is known and chunked where it is not."""
    client = face(pair.proxy.origin)
    client.send(put_object.call("b", "o", body=make(client)))
    arrived = pair.target.asked[-1]

    assert expected == pair.stored["/v1/objects/b/o"]
    assert 1 == len(pair.target.asked)
    assert (str(len(expected)) if has_length else None) == arrived.header("content-length")
    assert (None if has_length else "chunked") == arrived.header("transfer-encoding")
    assert 0 == sum(len(asked.body) for asked in pair.proxy.asked)


def test_a_file_arrives_from_its_position(face: MakeFace, pair: Pair, tmp_path: Path) -> None:
    """To its end."""
    path = tmp_path / "file"
    path.write_bytes(b"skipped" + BIG)
    client = face(pair.proxy.origin)

    with path.open("rb") as file:
        file.seek(7)
        client.send(put_object.call("b", "o", body=file))

    assert BIG == pair.stored["/v1/objects/b/o"]
    assert str(len(BIG)) == pair.target.asked[-1].header("content-length")


def test_a_signed_redirect_is_answered_chunked(face: MakeFace, scripted: MakeServer) -> None:
    """The signature covers the probe's length, so no other may be announced: also of a body of known length."""
    pair = Pair.start(scripted, query="pid=p&u=signature&utm=t&vpams=5&x=uec")
    client = face(pair.proxy.origin)

    for body in (b"data", BIG, io.BytesIO(b"data")):
        client.send(put_object.call("b", "o", body=body))
        arrived = pair.target.asked[-1]
        assert ("chunked", None) == (arrived.header("transfer-encoding"), arrived.header("content-length"))
        assert body.getvalue() == arrived.body if isinstance(body, io.BytesIO) else body == arrived.body


def test_json_is_sent_to_both(face: MakeFace, pair: Pair) -> None:
    """It is small; a signature covers its length, which is announced twice."""
    client = face(pair.proxy.origin)
    with pytest.raises(ApiError):
        client.send(patch(b'{"a":1}'))

    for server in (pair.proxy, pair.target):
        (arrived,) = [asked for asked in server.asked if asked.method == "PATCH"]
        assert b'{"a":1}' == arrived.body
        assert "7" == arrived.header("content-length")
        assert "application/json" == arrived.header("content-type")


def test_a_put_of_nothing_announces_that(face: MakeFace, scripted: MakeServer) -> None:
    """As of an operation that has no body, like copying: a length of 0, as RFC 9110 wants it."""
    server = scripted(lambda asked: Reply(200))
    operation = Operation("copy_object", "PUT", "/v1/objects/{b}/{o}", "objects", True, False, False, True, "replace")
    face(server.origin).send(Call(operation, "/v1/objects/b/o?object_to=x", (), None, content))

    assert ["PUT 0"] == server.said
    assert "0" == server.asked[0].header("content-length")


def test_the_token_goes_to_the_endpoint_only(face: MakeFace, pair: Pair) -> None:
    """On every leg there, and on none to a target."""
    client = face(pair.proxy.origin, token="sesame")
    client.send(put_object.call("b", "o", body=b"data"))
    client.send(put_object.call("b", "o", body=client.generator([b"data"])))
    client.send(get_object.call("b", "o"))
    client.send(head_object.call("b", "o"))

    assert {"Bearer sesame"} == {asked.header("authorization") for asked in pair.proxy.asked}
    assert 4 == len(pair.target.asked)
    assert "sesame" not in repr([(asked.target, asked.headers) for asked in pair.target.asked])


def test_nothing_else_goes_along(face: MakeFace, pair: Pair) -> None:
    """No cookies, no wish for an encoding, no caller's defaults of the httpx client."""
    client = face(pair.proxy.origin)
    client.http.headers["X-Default"] = "1"
    client.http.cookies.set("session", "secret")
    client.http.auth = ("user", "password")
    client.http.base_url = "http://127.0.0.1:1"
    client.send(put_object.call("b", "o", body=b"data"))

    for asked in [*pair.proxy.asked, *pair.target.asked]:
        names = {name for name, _ in asked.headers}
        assert {"host", "user-agent", "accept-encoding"} <= names
        assert not {"x-default", "cookie", "authorization"} & names
        assert "identity" == asked.header("accept-encoding")
        assert asked.header("host") in (
            pair.proxy.origin.removeprefix("http://"),
            pair.target.origin.removeprefix("http://"),
        )


def test_cookies_are_not_kept(face: MakeFace, scripted: MakeServer) -> None:
    """A server that sets one does not get it back."""
    server = scripted(lambda asked: Reply(200, [("Set-Cookie", "session=secret")], b"x"))
    client = face(server.origin)
    client.send(get_object.call("b", "o"))
    client.send(get_object.call("b", "o"))

    assert [None, None] == [asked.header("cookie") for asked in server.asked]


def test_every_name_arrives_as_it_is(face: MakeFace, pair: Pair) -> None:
    """At the proxy and at the target, byte for byte, whatever `Location` makes of it."""
    client = face(pair.proxy.origin)
    names = {kind: name for kind, name in NAMES.items() if kind not in CONTROLS}
    for kind, name in names.items():
        client.send(put_object.call("b", name, body=kind.encode()))
    calls = {kind: get_object.call("b", name) for kind, name in names.items()}
    wrong = [kind for kind, call in calls.items() if kind.encode() != client.send(call)]

    assert [] == wrong
    assert {call.target for call in calls.values()} == set(pair.stored)


@pytest.mark.parametrize("kind", sorted(CONTROLS))
def test_a_name_with_control_characters_is_never_another(face: MakeFace, pair: Pair, kind: str) -> None:
    """It arrives as it is, or the answer that mangles it is refused."""
    call = put_object.call("b", NAMES[kind], body=b"data")
    try:
        face(pair.proxy.origin).send(call)
    except httpx.RemoteProtocolError:
        assert {} == pair.stored
    else:
        assert {call.target: b"data"} == pair.stored


def test_header_values_are_utf_8(face: MakeFace, pair: Pair) -> None:
    """Both ways."""
    client = face(pair.proxy.origin)
    client.send(put_object.call("b", "o", body=b"x", ais_custom_md=["k=é", "l=\udcff"]))
    answer = client.stream(get_object.call("b", "o"))

    sent = [value.encode("latin-1") for name, value in pair.target.asked[0].headers if name == "ais-custom-md"]
    assert [b"k=\xc3\xa9", b"l=\xff"] == sent
    assert ["a=é", "b=2"] == answer.headers.get_all("Ais-Custom-Md")


def test_connections_are_kept(face: MakeFace, pair: Pair) -> None:
    """Redirects and errors are read to their end, so 20 calls need one connection to each node."""
    client = face(pair.proxy.origin)
    client.send(put_object.call("b", "o", body=b"data"))
    for _ in range(10):
        client.send(get_object.call("b", "o"))
        with pytest.raises(ApiError):
            client.send(get_object.call("b", "missing"))

    assert (1, 1) == (pair.proxy.connections, pair.target.connections)


@pytest.mark.parametrize("flavour", ["httpx", "wire"])
def test_threads_share_a_client(pair: Pair, flavour: str) -> None:
    """From its first call on; every answer goes to who asked."""
    client = Face(flavour, pair.proxy.origin)

    def store_and_read(number: int) -> bytes:
        client.send(put_object.call("b", f"o{number}", body=b"%d" % number))
        return client.send(get_object.call("b", f"o{number}"))

    with ThreadPoolExecutor(8) as threads:
        read = list(threads.map(store_and_read, range(100)))
    client.close()

    assert [b"%d" % number for number in range(100)] == read


@pytest.mark.parametrize("flavour", ["async-httpx", "async-wire"])
def test_tasks_share_a_client(pair: Pair, flavour: str) -> None:
    """As threads do."""
    client = Face(flavour, pair.proxy.origin)

    async def store_and_read(number: int) -> bytes:
        await client.client.send(put_object.call("b", f"o{number}", body=b"%d" % number))
        content: bytes = await client.client.send(get_object.call("b", f"o{number}"))
        return content

    async def all_at_once() -> list[bytes]:
        return await asyncio.gather(*map(store_and_read, range(40)))

    read = client.run(all_at_once)
    client.close()

    assert [b"%d" % number for number in range(40)] == read


def test_a_server_that_takes_bodies_is_never_probed(face: MakeFace, scripted: MakeServer) -> None:
    """An empty request would overwrite the object."""
    server = scripted(lambda asked: Reply(200))
    client = face(server.origin)
    client.send(put_object.call("b", "o", body=client.generator([b"da", b"ta"])))
    client.send(put_object.call("b", "o", body=b"data"))

    assert ["HEAD 0", "PUT 4", "PUT 4"] == server.said


def test_a_probe_that_is_taken_is_made_good(face: MakeFace, pair: Pair) -> None:
    """The endpoint does not redirect any more: it gets the body at once, and is asked again next time."""
    client = face(pair.proxy.origin)
    client.send(put_object.call("b", "o", body=b"data"))
    pair.proxy.asked.clear()
    pair.proxy.script = lambda asked: Reply(200)
    client.send(put_object.call("b", "o", body=client.generator([b"da", b"ta"])))
    client.send(put_object.call("b", "o", body=b"data"))

    assert ["PUT 0", "PUT 4", "HEAD 0", "PUT 4"] == pair.proxy.said


@pytest.mark.parametrize("reply", [None, Reply(500)], ids=["no-answer", "error"])
def test_a_probe_that_is_taken_and_not_made_good_is_told(face: MakeFace, pair: Pair, reply: Reply | None) -> None:
    """An empty object may be there now; the error says so, and not that the upload just failed."""
    client = face(pair.proxy.origin)
    client.send(put_object.call("b", "o", body=b"data"))
    pair.proxy.script = lambda asked: reply if asked.body else Reply(200)

    with pytest.raises(AmbiguousUpload, match="PUT /v1/objects/b/o: an empty object"):
        client.send(put_object.call("b", "o", body=b"data"))
