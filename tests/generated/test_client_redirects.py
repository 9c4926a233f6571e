"""The generated client in all flavours: redirects that are followed, and those that are refused."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
import trustme
from aistore_api.api.cluster import get_smap
from aistore_api.api.objects import get_object, put_object
from aistore_api.errors import RedirectError
from aistore_api.types import Call

from tests.generated.pairs import MakeFace, MakeServer, Pair, context_of, smap
from tests.generated.scripted import Reply, Script

BIG = bytes(range(256)) * 4096 * 3 + b"tail"


def redirecting(location: str) -> Script:
    return lambda asked: Reply.document({}, status=404) if "what=smap" in asked.target else Reply.redirect(location)


@pytest.mark.parametrize(
    "call", [get_object.call("b", "o"), put_object.call("b", "o", body=b"data")], ids=["get", "put"]
)
def test_a_foreign_host_is_refused(face: MakeFace, pair: Pair, scripted: MakeServer, call: Call[Any]) -> None:
    """It gets nothing: the map was read, and read again, and does not name it."""
    stranger = scripted(lambda asked: Reply(200))
    there = Reply.redirect(f"{stranger.origin}/v1/objects/b/o?pid=p")
    pair.proxy.script = lambda asked: smap(pair.target) if "what=smap" in asked.target else there

    with pytest.raises(RedirectError, match="not a node of this cluster"):
        face(pair.proxy.origin, token="sesame").send(call)
    assert [] == stranger.asked


def test_a_foreign_host_is_followed_where_that_is_wanted(face: MakeFace, scripted: MakeServer) -> None:
    """Without the token."""
    stranger = scripted(lambda asked: Reply(200, body=b"there"))
    server = scripted(redirecting(f"{stranger.origin}/v1/objects/b/o?pid=p"))
    client = face(server.origin, token="sesame", redirects="any")

    assert b"there" == client.send(get_object.call("b", "o"))
    assert [None] == [asked.header("authorization") for asked in stranger.asked]
    assert ["GET 0"] == server.said


def test_a_node_that_joined_is_followed(face: MakeFace, pair: Pair, scripted: MakeServer) -> None:
    """The map is read again when a redirect names a node that is not in it."""
    client = face(pair.proxy.origin)
    client.send(put_object.call("b", "o", body=b"data"))
    joined = scripted(lambda asked: Reply(200, body=b"new"))
    there = Reply.redirect(f"{joined.origin}/v1/objects/b/o?pid=p")
    pair.proxy.script = lambda asked: smap(joined) if "what=smap" in asked.target else there

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
    target = scripted(lambda asked: Reply(200, body=b"there" if asked.method == "GET" else b""), context=context_of(ca))
    server = scripted(redirecting(f"{target.origin}/v1/objects/b/o"), context=context_of(ca))
    client = face(server.origin, ca=path)

    assert b"there" == client.send(get_object.call("b", "o"))
    client.send(put_object.call("b", "o", body=client.generator([BIG])))
    assert [0, len(BIG)] == [len(asked.body) for asked in target.asked]


def test_an_operation_that_is_never_redirected(face: MakeFace, pair: Pair) -> None:
    """Who redirects it is not AIS."""
    there = Reply.redirect(f"{pair.target.origin}/v1/cluster?what=smap")
    pair.proxy.script = lambda asked: there

    with pytest.raises(RedirectError, match="never"):
        face(pair.proxy.origin).send(get_smap.call())
