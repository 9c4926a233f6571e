"""The generated client against clusters that follow a script, in all flavours: what leaves, and where it goes."""

from __future__ import annotations

import asyncio
import io
import logging
import pickle
import ssl
import traceback
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event
from typing import Any, TypeAlias
from urllib.parse import unquote_to_bytes

import httpx
import pytest
import trustme
from aistore_api.api.cluster import get_smap
from aistore_api.api.objects import get_object, head_object, put_object
from aistore_api.client import AsyncClient, Client
from aistore_api.errors import AmbiguousUpload, AnswerError, ApiError, RedirectError
from aistore_api.types import Answer, Call, Operation
from attrs import define

from tests.generated.corpus import CONTROLS, NAMES
from tests.generated.faces import Face
from tests.generated.scripted import Asked, Reply, Script, ScriptedServer

MakeFace: TypeAlias = Callable[..., Face]
MakeServer: TypeAlias = Callable[..., ScriptedServer]

MISSING = {"tcode": "ErrNotFound", "message": "t[x]: ais://b/o does not exist", "status": 404, "node": "t[x]"}
PATCH = Operation("patch_object", "PATCH", "/v1/objects/{b}/{o}", "objects", True, False, False, True, "replace")
BIG = bytes(range(256)) * 4096 * 3 + b"tail"


def content(answer: Answer) -> bytes:
    return answer.content


def patch(body: bytes) -> Call[bytes]:
    return Call(PATCH, "/v1/objects/b/o", (("Content-Type", "application/json"),), body, content)


def go_path(target: str) -> str:
    """The path of `Location` as AIS writes it: decoded, escaped where Go must, CR and LF as spaces."""
    keep = set(range(0x21, 0x7F)) - set(b"%?#")
    decoded = unquote_to_bytes(target.partition("?")[0])
    path = "".join(chr(char) if char in keep or char < 0x20 else f"%{char:02x}" for char in decoded)
    return path.replace("\r", " ").replace("\n", " ")


@define
class Cluster:
    """A proxy that redirects objects to one target, which stores them."""

    proxy: ScriptedServer
    target: ScriptedServer
    stored: dict[str, bytes]

    @classmethod
    def start(cls, scripted: MakeServer, *, query: str = "pid=p&utm=t") -> Cluster:
        stored: dict[str, bytes] = {}

        def at_target(asked: Asked) -> Reply:
            path = asked.target.partition("?")[0]
            if asked.method == "PUT":
                stored[path] = asked.body
                return Reply(200, [("Ais-Version", "1")])
            if path in stored:
                return Reply(200, [("Ais-Custom-Md", "a=é"), ("Ais-Custom-Md", "b=2")], stored[path])
            return Reply(404, [("Hdr-Error", '{"message":"no","tcode":"ErrNotFound"}')], b"")

        target = scripted(at_target)

        def at_proxy(asked: Asked) -> Reply:
            if asked.target.startswith("/v1/cluster"):
                return smap(target)
            status = 301 if asked.method == "GET" else 307
            return Reply.redirect(f"{target.origin}{go_path(asked.target)}?{query}", status=status)

        return cls(scripted(at_proxy), target, stored)


def smap(*nodes: ScriptedServer) -> Reply:
    return Reply.document({"tmap": {node.origin: {"public_net": {"direct_url": node.origin}} for node in nodes}})


@pytest.fixture
def cluster(scripted: MakeServer) -> Cluster:
    return Cluster.start(scripted)


@pytest.fixture
def authority(tmp_path: Path) -> tuple[trustme.CA, str]:
    """A certificate authority, and the file that names it."""
    ca = trustme.CA()
    path = tmp_path / "ca.pem"
    ca.cert_pem.write_to_path(str(path))
    return ca, str(path)


def context_of(ca: trustme.CA) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ca.issue_cert("127.0.0.1").configure_cert(context)
    return context


# --- where calls go, and what goes with them


def test_an_upload_goes_to_the_target_only(face: MakeFace, cluster: Cluster) -> None:
    """A HEAD, the map, a probe; then the body, to the target. Later uploads need the probe only."""
    client = face(cluster.proxy.origin)
    result = client.send(put_object.call("b", "o", body=b"data"))
    client.send(put_object.call("b", "o", body=b"more"))

    assert ["HEAD 0", "GET 0", "PUT 0", "PUT 0"] == cluster.proxy.said
    assert ["PUT 4", "PUT 4"] == cluster.target.said
    assert "1" == result.version
    assert b"more" == cluster.stored["/v1/objects/b/o"]


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
    face: MakeFace, cluster: Cluster, make: Callable[[Face], Any], expected: bytes, has_length: bool
) -> None:
    """Across the redirect, once, with a length where that is known and chunked where it is not."""
    client = face(cluster.proxy.origin)
    client.send(put_object.call("b", "o", body=make(client)))
    arrived = cluster.target.asked[-1]

    assert expected == cluster.stored["/v1/objects/b/o"]
    assert 1 == len(cluster.target.asked)
    assert (str(len(expected)) if has_length else None) == arrived.header("content-length")
    assert (None if has_length else "chunked") == arrived.header("transfer-encoding")
    assert 0 == sum(len(asked.body) for asked in cluster.proxy.asked)


def test_a_file_arrives_from_its_position(face: MakeFace, cluster: Cluster, tmp_path: Path) -> None:
    """To its end."""
    path = tmp_path / "file"
    path.write_bytes(b"skipped" + BIG)
    client = face(cluster.proxy.origin)

    with path.open("rb") as file:
        file.seek(7)
        client.send(put_object.call("b", "o", body=file))

    assert BIG == cluster.stored["/v1/objects/b/o"]
    assert str(len(BIG)) == cluster.target.asked[-1].header("content-length")


def test_a_signed_redirect_is_answered_chunked(face: MakeFace, scripted: MakeServer) -> None:
    """The signature covers the probe's length, so no other may be announced: also of a body of known length."""
    cluster = Cluster.start(scripted, query="pid=p&u=signature&utm=t&vpams=5&x=uec")
    client = face(cluster.proxy.origin)

    for body in (b"data", BIG, io.BytesIO(b"data")):
        client.send(put_object.call("b", "o", body=body))
        arrived = cluster.target.asked[-1]
        assert ("chunked", None) == (arrived.header("transfer-encoding"), arrived.header("content-length"))
        assert body.getvalue() == arrived.body if isinstance(body, io.BytesIO) else body == arrived.body


def test_json_is_sent_to_both(face: MakeFace, cluster: Cluster) -> None:
    """It is small; a signature covers its length, which is announced twice."""
    client = face(cluster.proxy.origin)
    with pytest.raises(ApiError):
        client.send(patch(b'{"a":1}'))

    for server in (cluster.proxy, cluster.target):
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


def test_the_token_goes_to_the_endpoint_only(face: MakeFace, cluster: Cluster) -> None:
    """On every leg there, and on none to a target."""
    client = face(cluster.proxy.origin, token="sesame")
    client.send(put_object.call("b", "o", body=b"data"))
    client.send(put_object.call("b", "o", body=client.generator([b"data"])))
    client.send(get_object.call("b", "o"))
    client.send(head_object.call("b", "o"))

    assert {"Bearer sesame"} == {asked.header("authorization") for asked in cluster.proxy.asked}
    assert 4 == len(cluster.target.asked)
    assert "sesame" not in repr([(asked.target, asked.headers) for asked in cluster.target.asked])


def test_nothing_else_goes_along(face: MakeFace, cluster: Cluster) -> None:
    """No cookies, no wish for an encoding, no caller's defaults of the httpx client."""
    client = face(cluster.proxy.origin)
    client.http.headers["X-Default"] = "1"
    client.http.cookies.set("session", "secret")
    client.http.auth = ("user", "password")
    client.http.base_url = "http://127.0.0.1:1"
    client.send(put_object.call("b", "o", body=b"data"))

    for asked in [*cluster.proxy.asked, *cluster.target.asked]:
        names = {name for name, _ in asked.headers}
        assert {"host", "user-agent", "accept-encoding"} <= names
        assert not {"x-default", "cookie", "authorization"} & names
        assert "identity" == asked.header("accept-encoding")
        assert asked.header("host") in (
            cluster.proxy.origin.removeprefix("http://"),
            cluster.target.origin.removeprefix("http://"),
        )


def test_cookies_are_not_kept(face: MakeFace, scripted: MakeServer) -> None:
    """A server that sets one does not get it back."""
    server = scripted(lambda asked: Reply(200, [("Set-Cookie", "session=secret")], b"x"))
    client = face(server.origin)
    client.send(get_object.call("b", "o"))
    client.send(get_object.call("b", "o"))

    assert [None, None] == [asked.header("cookie") for asked in server.asked]


def test_every_name_arrives_as_it_is(face: MakeFace, cluster: Cluster) -> None:
    """At the proxy and at the target, byte for byte, whatever `Location` makes of it."""
    client = face(cluster.proxy.origin)
    names = {kind: name for kind, name in NAMES.items() if kind not in CONTROLS}
    for kind, name in names.items():
        client.send(put_object.call("b", name, body=kind.encode()))
    calls = {kind: get_object.call("b", name) for kind, name in names.items()}
    wrong = [kind for kind, call in calls.items() if kind.encode() != client.send(call)]

    assert [] == wrong
    assert {call.target for call in calls.values()} == set(cluster.stored)


@pytest.mark.parametrize("kind", sorted(CONTROLS))
def test_a_name_with_control_characters_is_never_another(face: MakeFace, cluster: Cluster, kind: str) -> None:
    """It arrives as it is, or the answer that mangles it is refused."""
    call = put_object.call("b", NAMES[kind], body=b"data")
    try:
        face(cluster.proxy.origin).send(call)
    except httpx.RemoteProtocolError:
        assert {} == cluster.stored
    else:
        assert {call.target: b"data"} == cluster.stored


def test_header_values_are_utf_8(face: MakeFace, cluster: Cluster) -> None:
    """Both ways."""
    client = face(cluster.proxy.origin)
    client.send(put_object.call("b", "o", body=b"x", ais_custom_md=["k=é", "l=\udcff"]))
    answer = client.stream(get_object.call("b", "o"))

    sent = [value.encode("latin-1") for name, value in cluster.target.asked[0].headers if name == "ais-custom-md"]
    assert [b"k=\xc3\xa9", b"l=\xff"] == sent
    assert ["a=é", "b=2"] == answer.headers.get_all("Ais-Custom-Md")


def test_connections_are_kept(face: MakeFace, cluster: Cluster) -> None:
    """Redirects and errors are read to their end, so 20 calls need one connection to each node."""
    client = face(cluster.proxy.origin)
    client.send(put_object.call("b", "o", body=b"data"))
    for _ in range(10):
        client.send(get_object.call("b", "o"))
        with pytest.raises(ApiError):
            client.send(get_object.call("b", "missing"))

    assert (1, 1) == (cluster.proxy.connections, cluster.target.connections)


@pytest.mark.parametrize("flavour", ["httpx", "wire"])
def test_threads_share_a_client(cluster: Cluster, flavour: str) -> None:
    """From its first call on; every answer goes to who asked."""
    client = Face(flavour, cluster.proxy.origin)

    def store_and_read(number: int) -> bytes:
        client.send(put_object.call("b", f"o{number}", body=b"%d" % number))
        return client.send(get_object.call("b", f"o{number}"))

    with ThreadPoolExecutor(8) as threads:
        read = list(threads.map(store_and_read, range(100)))
    client.close()

    assert [b"%d" % number for number in range(100)] == read


@pytest.mark.parametrize("flavour", ["async-httpx", "async-wire"])
def test_tasks_share_a_client(cluster: Cluster, flavour: str) -> None:
    """As threads do."""
    client = Face(flavour, cluster.proxy.origin)

    async def store_and_read(number: int) -> bytes:
        await client.client.send(put_object.call("b", f"o{number}", body=b"%d" % number))
        content: bytes = await client.client.send(get_object.call("b", f"o{number}"))
        return content

    async def all_at_once() -> list[bytes]:
        return await asyncio.gather(*map(store_and_read, range(100)))

    read = client.run(all_at_once)
    client.close()

    assert [b"%d" % number for number in range(100)] == read


# --- endpoints that do not redirect


def test_a_server_that_takes_bodies_is_never_probed(face: MakeFace, scripted: MakeServer) -> None:
    """An empty request would overwrite the object."""
    server = scripted(lambda asked: Reply(200))
    client = face(server.origin)
    client.send(put_object.call("b", "o", body=client.generator([b"da", b"ta"])))
    client.send(put_object.call("b", "o", body=b"data"))

    assert ["HEAD 0", "PUT 4", "PUT 4"] == server.said


def test_a_probe_that_is_taken_is_made_good(face: MakeFace, cluster: Cluster) -> None:
    """The endpoint does not redirect any more: it gets the body at once, and is asked again next time."""
    client = face(cluster.proxy.origin)
    client.send(put_object.call("b", "o", body=b"data"))
    cluster.proxy.asked.clear()
    cluster.proxy.script = lambda asked: Reply(200)
    client.send(put_object.call("b", "o", body=client.generator([b"da", b"ta"])))
    client.send(put_object.call("b", "o", body=b"data"))

    assert ["PUT 0", "PUT 4", "HEAD 0", "PUT 4"] == cluster.proxy.said


@pytest.mark.parametrize("reply", [None, Reply(500)], ids=["no-answer", "error"])
def test_a_probe_that_is_taken_and_not_made_good_is_told(face: MakeFace, cluster: Cluster, reply: Reply | None) -> None:
    """An empty object may be there now; the error says so, and not that the upload just failed."""
    client = face(cluster.proxy.origin)
    client.send(put_object.call("b", "o", body=b"data"))
    cluster.proxy.script = lambda asked: reply if asked.body else Reply(200)

    with pytest.raises(AmbiguousUpload, match="PUT /v1/objects/b/o: an empty object"):
        client.send(put_object.call("b", "o", body=b"data"))


# --- redirects that are not followed


def redirecting(location: str) -> Script:
    return lambda asked: Reply.document({}, status=404) if "what=smap" in asked.target else Reply.redirect(location)


@pytest.mark.parametrize(
    "call", [get_object.call("b", "o"), put_object.call("b", "o", body=b"data")], ids=["get", "put"]
)
def test_a_foreign_host_is_refused(face: MakeFace, cluster: Cluster, scripted: MakeServer, call: Call[Any]) -> None:
    """It gets nothing: the map was read, and read again, and does not name it."""
    stranger = scripted(lambda asked: Reply(200))
    there = Reply.redirect(f"{stranger.origin}/v1/objects/b/o?pid=p")
    cluster.proxy.script = lambda asked: smap(cluster.target) if "what=smap" in asked.target else there

    with pytest.raises(RedirectError, match="not a node of this cluster"):
        face(cluster.proxy.origin, token="sesame").send(call)
    assert [] == stranger.asked


def test_a_foreign_host_is_followed_where_that_is_wanted(face: MakeFace, scripted: MakeServer) -> None:
    """Without the token."""
    stranger = scripted(lambda asked: Reply(200, body=b"there"))
    server = scripted(redirecting(f"{stranger.origin}/v1/objects/b/o?pid=p"))
    client = face(server.origin, token="sesame", redirects="any")

    assert b"there" == client.send(get_object.call("b", "o"))
    assert [None] == [asked.header("authorization") for asked in stranger.asked]
    assert ["GET 0"] == server.said


def test_a_node_that_joined_is_followed(face: MakeFace, cluster: Cluster, scripted: MakeServer) -> None:
    """The map is read again when a redirect names a node that is not in it."""
    client = face(cluster.proxy.origin)
    client.send(put_object.call("b", "o", body=b"data"))
    joined = scripted(lambda asked: Reply(200, body=b"new"))
    there = Reply.redirect(f"{joined.origin}/v1/objects/b/o?pid=p")
    cluster.proxy.script = lambda asked: smap(joined) if "what=smap" in asked.target else there

    assert b"new" == client.send(get_object.call("b", "o"))


def test_a_loop_is_refused(face: MakeFace, scripted: MakeServer) -> None:
    """After three redirects."""
    server = scripted(lambda asked: None)
    server.script = redirecting(f"{server.origin}/v1/objects/b/o?again=1")

    with pytest.raises(RedirectError, match="more than 3 redirects"):
        face(server.origin).send(get_object.call("b", "o"))
    assert 4 == len([asked for asked in server.asked if "smap" not in asked.target])


@pytest.mark.parametrize(
    "location",
    [
        "",
        "/v1/objects/b/o",
        "//{host}/v1/objects/b/o",
        "ftp://{host}/v1/objects/b/o",
        "http://user:pass@{host}/v1/objects/b/o",
        "http://{host}/v1/objects/b/other",
        "http://{host}/v1/objects/b/x/../o",
        "http://{host}",
        "http://",
        "http://{host}/v1/objects/b/o?a=\x7f",
        "http://[::1/v1/objects/b/o",
        "\tjavascript:alert(1)",
        "http://{host}:1:1/v1/objects/b/o",
        "http://exa mple/v1/objects/b/o",
    ],
)
@pytest.mark.parametrize("redirects", ["cluster", "any"])
def test_addresses_that_are_refused(face: MakeFace, scripted: MakeServer, location: str, redirects: str) -> None:
    """None, malformed, elsewhere in path or scheme, with credentials: an error of ours, whatever httpx makes of it."""
    # One with a control character may already be refused by the parser.
    errors = (RedirectError, httpx.RemoteProtocolError) if "\x7f" in location else RedirectError
    server = scripted(lambda asked: None)
    server.script = redirecting(location.replace("{host}", server.origin.removeprefix("http://")))

    with pytest.raises(errors):
        face(server.origin, redirects=redirects).send(get_object.call("b", "o"))


def test_a_query_that_httpx_would_rewrite_is_refused(face: MakeFace, scripted: MakeServer) -> None:
    """It could be signed."""
    server = scripted(lambda asked: None)
    server.script = redirecting(f'{server.origin}/v1/objects/b/o?a="b"')

    with pytest.raises(RedirectError, match="in another form"):
        face(server.origin).send(get_object.call("b", "o"))


def test_an_address_that_httpx_cannot_take_is_refused(face: MakeFace, scripted: MakeServer) -> None:
    """Too long, for one."""
    server = scripted(lambda asked: None)
    server.script = redirecting("http://1.2.3.999/v1/objects/b/o")

    with pytest.raises(RedirectError, match="cannot send to"):
        face(server.origin, redirects="any").send(get_object.call("b", "o"))


def test_https_is_not_left_for_http(face: MakeFace, scripted: MakeServer, authority: tuple[trustme.CA, str]) -> None:
    """Nothing arrives there."""
    ca, path = authority
    plain = scripted(lambda asked: Reply(200))
    server = scripted(redirecting(f"{plain.origin}/v1/objects/b/o"), context=context_of(ca))

    with pytest.raises(RedirectError, match="from https to http"):
        face(server.origin, ca=path, token="sesame", redirects="any").send(get_object.call("b", "o"))
    assert [] == plain.asked


def test_a_redirect_within_https(face: MakeFace, scripted: MakeServer, authority: tuple[trustme.CA, str]) -> None:
    """Is followed, and verified."""
    ca, path = authority
    target = scripted(lambda asked: Reply(200, body=asked.body or b"there"), context=context_of(ca))
    server = scripted(redirecting(f"{target.origin}/v1/objects/b/o"), context=context_of(ca))
    client = face(server.origin, ca=path)

    assert b"there" == client.send(get_object.call("b", "o"))
    client.send(put_object.call("b", "o", body=client.generator([BIG])))
    assert [0, len(BIG)] == [len(asked.body) for asked in target.asked]


def test_an_operation_that_is_never_redirected(face: MakeFace, cluster: Cluster) -> None:
    """Who redirects it is not AIS."""
    there = Reply.redirect(f"{cluster.target.origin}/v1/cluster?what=smap")
    cluster.proxy.script = lambda asked: there

    with pytest.raises(RedirectError, match="never"):
        face(cluster.proxy.origin).send(get_smap.call())


# --- answers


def test_a_typed_error(face: MakeFace, cluster: Cluster) -> None:
    """From the body."""
    cluster.target.script = lambda asked: Reply.document(MISSING, status=404)

    with pytest.raises(ApiError) as caught:
        face(cluster.proxy.origin).send(get_object.call("b", "o"))

    exc = caught.value
    assert exc.error is not None
    assert (404, "ErrNotFound", "t[x]") == (exc.status, exc.error.tcode, exc.error.node)
    assert ("get_object", "GET", "/v1/objects/b/o") == (exc.operation, exc.method, exc.target)
    assert str(exc) == str(pickle.loads(pickle.dumps(exc)))


def test_a_typed_error_of_head(face: MakeFace, cluster: Cluster) -> None:
    """From the header field, since HEAD has no body."""
    with pytest.raises(ApiError, match="HEAD /v1/objects/b/o: 404 ErrNotFound: no"):
        face(cluster.proxy.origin).send(head_object.call("b", "o"))


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


def test_status_and_header_fields_of_a_result(face: MakeFace, cluster: Cluster) -> None:
    """For who wants more than the result."""
    client = face(cluster.proxy.origin)
    response = client.send_detailed(put_object.call("b", "o", body=b"data"))

    assert (200, "1", "1") == (response.status_code, response.headers["Ais-Version"], response.parsed.version)


def test_a_body_is_streamed(face: MakeFace, cluster: Cluster) -> None:
    """In pieces, or as a whole."""
    client = face(cluster.proxy.origin)
    client.send(put_object.call("b", "o", body=BIG))
    streamed = client.stream(get_object.call("b", "o"))

    assert BIG == b"".join(streamed.pieces)
    assert 1 < len(streamed.pieces)
    assert 200 == streamed.status
    assert BIG == client.read(get_object.call("b", "o"))


def test_a_stream_may_be_left(face: MakeFace, cluster: Cluster) -> None:
    """The client goes on; only the connection is lost."""
    client = face(cluster.proxy.origin)
    client.send(put_object.call("b", "o", body=BIG))

    assert 1 == len(client.stream(get_object.call("b", "o"), pieces=1).pieces)
    assert BIG == client.read(get_object.call("b", "o"))
    assert 2 == cluster.target.connections


def test_a_stream_of_an_error_raises(face: MakeFace, cluster: Cluster) -> None:
    """Before there is anything to read."""
    with pytest.raises(ApiError):
        face(cluster.proxy.origin).read(get_object.call("b", "o"))


# --- failures


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


def test_a_failing_body_is_the_callers_own_error(face: MakeFace, cluster: Cluster) -> None:
    """Whatever it raises comes through, and no object is stored."""

    def failing() -> Iterator[bytes]:
        yield b"da"
        raise KeyError("mine")

    with pytest.raises(KeyError, match="mine"):
        face(cluster.proxy.origin).send(put_object.call("b", "o", body=failing()))
    assert {} == cluster.stored


def test_a_body_of_a_wrong_kind_sends_nothing(face: MakeFace, cluster: Cluster) -> None:
    """A name of a file, for one."""
    wrong: Any = "path/to/file"

    with pytest.raises(TypeError, match="not a body of bytes: str"):
        face(cluster.proxy.origin).send(put_object.call("b", "o", body=wrong))
    assert [] == cluster.proxy.asked


def test_a_path_that_httpx_would_rewrite_sends_nothing(face: MakeFace, cluster: Cluster) -> None:
    """A call made by hand is not sent as another one."""
    call: Call[bytes] = Call(get_object.OPERATION, "/v1/objects/b/x/../o", (), None, content)

    with pytest.raises(ValueError, match="in another form"):
        face(cluster.proxy.origin).send(call)
    with pytest.raises(ValueError, match="cannot send"):
        face(cluster.proxy.origin).send(Call(get_object.OPERATION, "/" + "x" * 70_000, (), None, content))
    assert [] == cluster.proxy.asked


# --- the token


def test_the_token_is_nowhere(face: MakeFace, cluster: Cluster, caplog: pytest.LogCaptureFixture) -> None:
    """Not in logs, in the client's repr, in errors, their pickles and chains; not in errors of httpx either."""
    caplog.set_level(logging.DEBUG)
    client = face(cluster.proxy.origin, token="sesame")
    texts = [repr(client.client), repr(vars(client.client))]
    for script in (
        cluster.proxy.script,
        lambda asked: None,
        lambda asked: Reply(500),
        lambda asked: Reply.redirect("x"),
    ):
        cluster.proxy.script = script
        with pytest.raises((ApiError, RedirectError, httpx.TransportError)) as caught:
            client.send(get_object.call("b", "o"))
        link: BaseException | None = caught.value
        while link is not None:
            texts += [repr(link), str(link), repr(pickle.dumps(link)), repr(vars(link))]
            link = link.__cause__ or link.__context__
        texts += traceback.format_exception(caught.value)
        if isinstance(caught.value, httpx.TransportError):
            texts.append(repr(caught.value.request.headers.raw))

    assert 3 <= len(cluster.proxy.asked)
    assert "sesame" not in "".join(texts)
    assert "sesame" not in caplog.text


def test_a_token_off_loopback_needs_https() -> None:
    """Both clients refuse, before anything is sent."""
    for kind in (Client, AsyncClient):
        with pytest.raises(PermissionError, match="plain http"):
            kind("http://10.0.0.1:8080", token="sesame")


# --- clients of their own


def test_a_client_of_its_own(cluster: Cluster, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """It reads no environment, and closes what it opened."""
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login user password secret\n")
    monkeypatch.setenv("NETRC", str(netrc))
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")

    with Client(cluster.proxy.origin) as client:
        client.send(put_object.call("b", "o", body=b"data"))

    assert f"Client({cluster.proxy.origin!r})" == repr(client)
    assert {None} == {asked.header("authorization") for asked in cluster.proxy.asked}
    with pytest.raises(RuntimeError, match="closed"):
        client.send(get_object.call("b", "o"))


@pytest.mark.anyio
async def test_an_async_client_of_its_own(cluster: Cluster) -> None:
    """It closes what it opened."""
    async with AsyncClient(cluster.proxy.origin) as client:
        await client.send(put_object.call("b", "o", body=b"data"))

    assert f"AsyncClient({cluster.proxy.origin!r})" == repr(client)
    with pytest.raises(RuntimeError, match="closed"):
        await client.send(get_object.call("b", "o"))


def test_a_given_httpx_client_stays_open(face: MakeFace, cluster: Cluster) -> None:
    """It may be shared by several clients, and used besides: our hook minds our own answers only."""
    client = face(cluster.proxy.origin)
    client.run(client.client.close)
    client.send(put_object.call("b", "o", body=b"data"))
    type(client.client)(cluster.proxy.origin, http=client.http)
    plain = client.run(lambda: client.http.get(f"{cluster.proxy.origin}/v1/objects/b/o"))

    assert 1 == len(client.http.event_hooks["response"])
    assert 301 == plain.status_code
    assert plain.headers["location"].startswith(cluster.target.origin)


def test_an_async_body_needs_the_async_client(cluster: Cluster) -> None:
    """The sync one says so, before anything is sent."""
    client = Face("httpx", cluster.proxy.origin)
    asynchronous = Face("async-httpx", cluster.proxy.origin)
    try:
        with pytest.raises(TypeError, match="needs AsyncClient"):
            client.send(put_object.call("b", "o", body=asynchronous.generator([b"data"])))
    finally:
        client.close()
        asynchronous.close()
    assert [] == cluster.proxy.asked
