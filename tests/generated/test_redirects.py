"""The one rule of redirects, as tables: what is followed, what is refused, and what the next request is."""

from __future__ import annotations

import json
import pickle
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes

import pytest
from aistore_api.redirects import (
    MAX_HOPS,
    FirstLeg,
    Hop,
    RedirectRefused,
    UnknownNode,
    first_leg,
    follow,
    origin_of,
)
from aistore_api.types import quote_path
from hypothesis import given
from hypothesis import strategies as st

from tests.generated.corpus import NAMES

RECORDED: list[dict[str, Any]] = json.loads((Path(__file__).parents[1] / "data" / "locations.json").read_text())
"""Every `Location` that was recorded on AIS 5.0, and on 5.1 with signed redirects (groups 04, 04b, 14)."""

PROXY = "http://127.0.0.1:8080"
TARGET = "http://127.0.0.1:8081"
PATH = "/v1/objects/b/o"


def ask(location: str | None, **changes: Any) -> Hop:
    asked: dict[str, Any] = {"origin": PROXY, "target": PATH, "nodes": {PROXY, TARGET}, "hops": 0}
    return follow(**asked | {"location": location} | changes)


def go_location(target: str, name: str) -> str:
    """How AIS writes `Location`: the decoded path, escaped where Go must, CR and LF as spaces."""
    keep = set(range(0x21, 0x7F)) - set(b"%?#")
    path = b"".join(
        bytes([c]) if c in keep or c < 0x20 else b"%%%02x" % c for c in name.encode("utf-8", "surrogateescape")
    )
    return f"{target}/v1/objects/b/" + path.decode("ascii").replace("\r", " ").replace("\n", " ") + "?pid=p&utm=t"


@pytest.mark.parametrize("row", RECORDED, ids=[f"{row['record']}-{row['method']}" for row in RECORDED])
def test_recorded_redirects_are_followed(row: dict[str, Any]) -> None:
    """To the node that was named, with its query, and with the path that was asked for, byte for byte."""
    origin, slash, rest = row["url"].removeprefix("http://").partition("/")
    node, _, named = row["location"].removeprefix("http://").partition("/")
    target = slash + rest

    hop = follow(origin=f"http://{origin}", target=target, location=row["location"], nodes={f"http://{node}"}, hops=0)

    assert f"http://{node}" == hop.origin
    assert target.partition("?")[0] == hop.target.partition("?")[0]
    assert named.partition("?")[2] == hop.target.partition("?")[2]
    assert row["record"].startswith("14/v51") == hop.signed


def test_the_recordings_hold_the_hard_names() -> None:
    """So that the test above keeps meaning something."""
    paths = {row["url"].partition("/v1/")[2].partition("?")[0] for row in RECORDED}
    escapes = {
        escape for path in paths for escape in ("%00", "%0A", "%2F", "%C3", "%22", "%3F", "%23") if escape in path
    }

    assert 209 == len(RECORDED)
    assert {"%00", "%0A", "%2F", "%C3", "%22", "%3F", "%23"} == escapes


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_every_name_survives_a_redirect(name: str) -> None:
    """However the server spells the path, the next request has our own."""
    own = f"/v1/objects/b/{quote_path(name)}"

    assert f"{own}?pid=p&utm=t" == ask(go_location(TARGET, name), target=own).target


@pytest.mark.parametrize(
    ("location", "expected"),
    [
        (f"{TARGET}{PATH}?pid=p&utm=t", Hop(TARGET, f"{PATH}?pid=p&utm=t", False)),
        (f"{TARGET}{PATH}", Hop(TARGET, PATH, False)),
        (f"{TARGET}{PATH}?", Hop(TARGET, PATH, False)),
        (f"{PROXY}{PATH}?x=1", Hop(PROXY, f"{PATH}?x=1", False)),
        (f"{TARGET}{PATH}?u=abc&x=1", Hop(TARGET, f"{PATH}?u=abc&x=1", True)),
        (f"{TARGET}{PATH}?x=1&u=abc", Hop(TARGET, f"{PATH}?x=1&u=abc", True)),
        (f"{TARGET}{PATH}?pu=abc&x=u=1", Hop(TARGET, f"{PATH}?pu=abc&x=u=1", False)),
        (f"{TARGET}/v1/objects/b/%6f?a=b", Hop(TARGET, f"{PATH}?a=b", False)),
    ],
    ids=["markers", "no-query", "empty-query", "itself", "signed-first", "signed-last", "not-signed", "other-spelling"],
)
def test_what_is_sent_next(location: str, expected: Hop) -> None:
    """Node and query of the `Location`, the path of the request."""
    assert expected == ask(location)


def test_the_query_of_the_request_is_not_sent_again() -> None:
    """The proxy has copied it into the `Location`."""
    assert (
        f"{PATH}?provider=ais&pid=p" == ask(f"{TARGET}{PATH}?provider=ais&pid=p", target=f"{PATH}?provider=ais").target
    )


@pytest.mark.parametrize(
    "location",
    [
        None,
        "",
        PATH,
        "//127.0.0.1:8081/v1/objects/b/o",
        "ftp://127.0.0.1:8081/v1/objects/b/o",
        "HTTP//127.0.0.1",
        "http://",
        "http:///v1/objects/b/o",
        "http://user@127.0.0.1:8081/v1/objects/b/o",
        "http://user:secret@127.0.0.1:8081/v1/objects/b/o",
        "http://127.0.0.1:x/v1/objects/b/o",
        "http://127.0.0.1:-1/v1/objects/b/o",
        "http://127.0.0.1:0/v1/objects/b/o",
        "http://127.0.0.1:65536/v1/objects/b/o",
        "http://127.0.0.1:99999/v1/objects/b/o",
        "http://127.0.0.1:123456/v1/objects/b/o",
        "http://127.0.0.1:8081@evil.example/v1/objects/b/o",
        "http://127.0.0.1:8081\\@evil.example/v1/objects/b/o",
        "http://127.0.0.1 :8081/v1/objects/b/o",
        "http://127.0.0.1:8081/v1/objects/b/o?a=\x01",
        "http://127.0.0.1:8081/v1/objects/b/o?a= b",
        "http://127.0.0.1:8081/v1/objects/b/o?a=é",
        "http://127.0.0.1:8081/v1/objects/b/o#fragment",
        "http://bücher.example/v1/objects/b/o",
        "http://[::1/v1/objects/b/o",
        "http://127.0.0.1:8081",
        "http://127.0.0.1:8081/",
        "http://127.0.0.1:8081/v1/objects/b/other",
        "http://127.0.0.1:8081/v1/objects/b/o/",
        "http://127.0.0.1:8081/v1/objects/b/x/../o",
        "http://127.0.0.1:8081/v1//objects/b/o",
        "http://127.0.0.1:8081/v1/objects/b/O",
        "http://127.0.0.1:8081/v1/objects/b/o%00",
        " http://127.0.0.1:8081/v1/objects/b/o",
        "http://127.0.0.1:8081/v1/objects/b/o\r\nX: y",
    ],
    ids=repr,
)
def test_what_is_refused_wherever_it_leads(location: str | None) -> None:
    """No address, a malformed one, credentials, another scheme or path: not followed, even when any host may be."""
    with pytest.raises(RedirectRefused) as caught:
        ask(location, nodes=None)

    assert RedirectRefused is type(caught.value)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("location", ["http://127.0.0.1:9999/v1/objects/b/o", "http://evil.example/v1/objects/b/o"])
def test_a_host_that_is_no_node_is_refused(location: str) -> None:
    """By a kind of its own, since the cluster map may be old."""
    with pytest.raises(UnknownNode) as caught:
        ask(location)

    assert location.removesuffix(PATH).startswith(caught.value.origin.removesuffix(":80"))
    assert caught.value.origin in str(caught.value)


def test_a_refusal_pickles() -> None:
    """With what it says."""
    exc = pickle.loads(pickle.dumps(UnknownNode("http://x:1")))

    assert ("http://x:1", "redirected to http://x:1, which is not a node of this cluster") == (exc.origin, str(exc))


def test_any_host_is_followed_when_the_nodes_are_not_known() -> None:
    """The caller has asked for that, or the cluster does not show its map."""
    assert "http://elsewhere:80" == ask(f"http://Elsewhere{PATH}", nodes=None).origin


def test_https_never_becomes_http() -> None:
    """Also to a node of the cluster."""
    with pytest.raises(RedirectRefused, match="from https to http"):
        ask(f"{TARGET}{PATH}", origin="https://127.0.0.1:8080")


@pytest.mark.parametrize("origin", ["http://127.0.0.1:8080", "https://127.0.0.1:8080"])
def test_https_may_follow_anything(origin: str) -> None:
    """More protection is fine."""
    secure = TARGET.replace("http:", "https:")

    assert secure == ask(f"{secure}{PATH}", origin=origin, nodes={secure}).origin


@pytest.mark.parametrize("hops", range(MAX_HOPS + 2))
def test_a_chain_of_redirects_ends(hops: int) -> None:
    """Three are followed, the fourth is a loop."""
    if hops < MAX_HOPS:
        assert TARGET == ask(f"{TARGET}{PATH}", hops=hops).origin
    else:
        with pytest.raises(RedirectRefused, match="more than 3"):
            ask(f"{TARGET}{PATH}", hops=hops)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/v1/ml/moss/b/Xy/w-1", "/v1/ml/moss/b/Xy/w-1"),
        ("/v1/a%2Fb", "/v1/a%2Fb"),
        ("/v1/a b\tc", "/v1/a%20b%09c"),
        ("/v1/é", "/v1/%C3%A9"),
        ("/v1/\udcff", "/v1/%FF"),
    ],
)
def test_an_operation_that_moves_takes_the_new_path(path: str, expected: str) -> None:
    """The path names a job that the proxy has just made, so it cannot be ours."""
    assert f"{expected}?pid=p" == ask(f"{TARGET}{path}?pid=p", keeps_path=False).target


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (("http", "Host", None), "http://host:80"),
        (("https", "host", None), "https://host:443"),
        (("http", "host", 443), "http://host:443"),
        (("http", "127.0.0.1", 8080), "http://127.0.0.1:8080"),
        (("http", "::1", 8080), "http://[::1]:8080"),
        (("http", "FE80::A", None), "http://[fe80::a]:80"),
    ],
)
def test_origins_compare_as_text(parts: tuple[str, str, int | None], expected: str) -> None:
    """One spelling for each node: lower case, with the port, IPv6 in brackets."""
    assert expected == origin_of(*parts)


@pytest.mark.parametrize("spelling", ["http://[::1]:8081", "http://[::1]:08081"])
def test_ipv6_nodes_are_recognised(spelling: str) -> None:
    """Brackets and leading zeros do not make another node."""
    assert "http://[::1]:8081" == ask(f"{spelling}{PATH}", nodes={"http://[::1]:8081"}).origin


@pytest.mark.parametrize(
    ("redirects", "expected"), [(None, FirstLeg.ASK), (True, FirstLeg.PROBE), (False, FirstLeg.SEND)]
)
def test_an_upload_relies_only_on_what_was_seen(redirects: bool | None, expected: FirstLeg) -> None:
    """An endpoint that was not seen redirecting is never probed with an empty object."""
    assert expected is first_leg(redirects)


PIECES = [
    "http://",
    "https://",
    "127.0.0.1",
    ":8081",
    ":8080",
    "@",
    "evil.example",
    PATH,
    "/..",
    "/.",
    "%2f",
    "%2e",
    "?",
    "#",
]


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=8).map("".join))
def test_no_location_escapes(location: str) -> None:
    """Whatever is in it: refused, or the same path at a node that was named."""
    try:
        hop = ask(location)
    except RedirectRefused:
        return
    assert hop.origin in (PROXY, TARGET)
    assert unquote_to_bytes(PATH) == unquote_to_bytes(hop.target.partition("?")[0])
