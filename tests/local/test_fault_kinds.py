"""What goes wrong beside refusals, breaks and silences: each kind does what it says, on a local node and in a relay."""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import Iterator
from http.client import HTTPException
from typing import Any
from urllib.parse import urlsplit

import pytest

from aistore_hl import Client
from aistore_hl.local import LocalCluster
from aistore_hl.local.effect import Effect
from aistore_hl.local.faults import Asked, Faults, Order
from aistore_hl.local.kinds import KINDS
from aistore_hl.local.relay import Relay
from aistore_hl.local.strike import aged
from tests.local.http import Answer, ask, connect, follow, read_to_end

CONTENT = bytes(range(256)) * 400
OBJECT = "/v1/objects/b/o"
SMAP = "/v1/cluster?what=smap"


class Struck:
    """Where faults are ordered, and the address where they strike."""

    def __init__(self, faults: Faults, endpoint: str) -> None:
        self.faults = faults
        self.endpoint = endpoint


@pytest.fixture(params=["local", "relay"])
def struck(request: pytest.FixtureRequest, local: LocalCluster) -> Iterator[Struck]:
    """A cluster with the object `o` in the bucket `b`, faulty itself or seen through a relay that is."""
    ask(local.endpoint, "POST", "/v1/buckets/b", {"action": "create-bck"})
    follow(local.endpoint, "PUT", OBJECT, CONTENT)
    if request.param == "local":
        yield Struck(local.faults, local.endpoint)
        return
    with Client(local.endpoint) as client, Relay(local.endpoint, client.cluster().get_info()) as relay:
        yield Struck(relay.faults, relay.endpoint)


def at_target(struck: Struck, method: str = "GET") -> tuple[str, str]:
    """Where a target is asked for the object: its origin, and the redirected target of the request."""
    where = ask(struck.endpoint, method, OBJECT)
    parts = urlsplit(where.location)
    return where.leads_to, f"{parts.path}?{parts.query}"


def raw(struck: Struck, method: str = "GET", body: bytes = b"", *, side: str = "target") -> bytes:
    """All that comes in answer to a request, until the other side closes."""
    origin, target = at_target(struck, method) if side == "target" else (struck.endpoint, OBJECT)
    lines = (f"{method} {target} HTTP/1.1", "Host: x", "Connection: close", f"Content-Length: {len(body)}", "", "")
    with connect(origin) as connection:
        connection.sendall("\r\n".join(lines).encode() + body)
        return read_to_end(connection)


def test_trunc_is_consistent_and_short(struck: Struck) -> None:
    """`Content-Length` agrees with what comes, so that only its checksum tells."""
    struck.faults.once("GET object", side="target", trunc=1000)
    answer = follow(struck.endpoint, "GET", OBJECT)

    assert (200, "1000", CONTENT[:1000]) == (answer.status, answer.header("Content-Length"), answer.content)
    assert CONTENT == follow(struck.endpoint, "GET", OBJECT).content


def test_trunc_of_what_is_shorter_changes_nothing(struck: Struck) -> None:
    """Neither its length nor its content."""
    struck.faults.once("GET object", side="target", trunc=1_000_000)

    assert CONTENT == follow(struck.endpoint, "GET", OBJECT).content


def test_drip_lets_the_body_pass_slowly(struck: Struck) -> None:
    """At so many bytes a second, and whole."""
    struck.faults.once("GET object", side="target", rate=400_000)
    began = time.monotonic()
    answer = follow(struck.endpoint, "GET", OBJECT)

    assert time.monotonic() - began >= 0.2
    assert CONTENT == answer.content


def test_drip_of_an_upload_is_read_slowly(struck: Struck) -> None:
    """The answer comes when all of it has passed."""
    struck.faults.once("PUT object", side="target", rate=400_000)
    began = time.monotonic()

    assert 200 == follow(struck.endpoint, "PUT", OBJECT, CONTENT[::-1]).status
    assert time.monotonic() - began >= 0.2
    assert CONTENT[::-1] == follow(struck.endpoint, "GET", OBJECT).content


def test_a_refusal_may_be_empty(struck: Struck) -> None:
    """As those of a proxy that is still starting."""
    struck.faults.once("GET object", "not ready")
    answer = ask(struck.endpoint, "GET", OBJECT)

    assert (503, b"", "0") == (answer.status, answer.content, answer.header("Content-Length"))


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
@pytest.mark.parametrize(
    ("redirect", "location"),
    [
        ("foreign host", "http://192.0.2.1:51080" + OBJECT),
        ("other path", "{origin}" + OBJECT + "-other"),
        ("no location", ""),
        ("loop", "{origin}" + OBJECT),
    ],
)
def test_a_redirect_leads_where_it_should_not(struck: Struck, method: str, redirect: Any, location: str) -> None:
    """With the status that AIS redirects that method with; nothing is done."""
    struck.faults.once(f"{method} object", side="proxy", redirect=redirect)
    answer = ask(struck.endpoint, method, OBJECT, b"" if method == "PUT" else None)

    assert (301 if method == "GET" else 307) == answer.status
    assert location.format(origin=struck.endpoint) == answer.location
    assert CONTENT == follow(struck.endpoint, "GET", OBJECT).content


def test_raw_bytes_come_instead_of_an_answer(struck: Struck) -> None:
    """And the connection ends; a request's body is read before, and forgotten."""
    struck.faults.once("PUT object", side="target", raw=b"nonsense")

    assert b"nonsense" == raw(struck, "PUT", b"new" * 100_000)
    assert CONTENT == follow(struck.endpoint, "GET", OBJECT).content


def test_a_head_gets_the_head_of_raw_bytes_only(struck: Struck) -> None:
    """A body would be taken for the next answer."""
    struck.faults.once("HEAD object", "foreign page", side="proxy")

    assert raw(struck, "HEAD", side="proxy").endswith(b"Connection: close\r\n\r\n")


def test_the_foreign_page_is_whole(struck: Struck) -> None:
    """Its length is that of its text: only who looks at it sees that it is no object."""
    struck.faults.once("GET object", "foreign page")
    answer = ask(struck.endpoint, "GET", OBJECT)

    assert (200, "text/html") == (answer.status, answer.header("Content-Type"))
    assert answer.content.endswith(b"</html>\n")


def test_a_stale_map_is_one_version_old(struck: Struck) -> None:
    """And lacks a target; the next one is right."""
    struck.faults.once("GET cluster?what=smap", stale_map=True)
    old, new = (ask(struck.endpoint, "GET", SMAP).document for _ in range(2))

    assert int(new["version"]) - 1 == int(old["version"])
    assert {max(new["tmap"])} == new["tmap"].keys() - old["tmap"].keys()


@pytest.mark.parametrize("content", [b"", b"[1]", b"{}", b'{"tmap": null}'])
def test_what_is_no_map_does_not_age(content: bytes) -> None:
    """It stays what it is."""
    assert content == aged(content)


def test_after_lets_requests_pass(struck: Struck) -> None:
    """Those that match; then it strikes as often as it says."""
    struck.faults.once("GET health", status=500, after=2, times=2)

    assert [200, 200, 500, 500, 200] == [ask(struck.endpoint, "GET", "/v1/health").status for _ in range(5)]


def test_without_times_it_strikes_until_it_is_withdrawn(struck: Struck) -> None:
    """`times=None`, and the order's own id."""
    fault = struck.faults.once("GET health", status=500, times=None)
    assert [500] * 5 == [ask(struck.endpoint, "GET", "/v1/health").status for _ in range(5)]
    struck.faults.withdraw(fault.id)

    assert 200 == ask(struck.endpoint, "GET", "/v1/health").status
    assert [] == struck.faults.orders()


def status(struck: Struck, method: str, target: str, body: Any = None) -> int:
    return ask(struck.endpoint, method, target, body).status


@pytest.mark.parametrize(
    ("match", "statuses"),
    [
        ("GET cluster", (500, 500, 500)),
        ("GET cluster?what", (500, 500, 500)),
        ("GET cluster?what=smap", (500, 200, 200)),
        ("GET cluster?what=bmd", (200, 500, 200)),
        ("GET cluster?nosuch", (200, 200, 200)),
        ("GET cluster?what=sma", (200, 200, 200)),
    ],
)
def test_a_query_parameter_narrows_the_match(struck: Struck, match: str, statuses: tuple[int, ...]) -> None:
    """By its name, or by its value too."""
    struck.faults.once(match, status=500, times=None)

    whats = ("smap", "bmd", "cluster_config")
    assert statuses == tuple(status(struck, "GET", f"/v1/cluster?what={what}") for what in whats)


def test_the_action_of_a_message_narrows_the_match(struck: Struck) -> None:
    """And the message is still read by who has to: it is looked at, not taken."""
    fault = struck.faults.once("PATCH bucket reset-bprops", status=500)
    props = {"action": "set-bprops", "value": {"checksum": {"type": "md5"}}}

    assert 200 == status(struck, "PATCH", "/v1/buckets/b", props)
    assert 500 == status(struck, "PATCH", "/v1/buckets/b", {"action": "reset-bprops"})
    assert 200 == status(struck, "PATCH", "/v1/buckets/b", {"action": "reset-bprops"})
    assert 1 == fault.hits


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"[" * 100_000, b'{"action": 5}'])
def test_a_message_that_is_none_has_no_action(struck: Struck, body: bytes) -> None:
    """Its sender gets the node's own refusal."""
    struck.faults.once("PATCH bucket reset-bprops", status=500)

    assert 400 == status(struck, "PATCH", "/v1/buckets/b", body)


def test_a_lost_answer_with_a_flipped_bit(struck: Struck) -> None:
    """What fits together can be ordered together."""
    struck.faults.once("PUT object", side="target", flip=0, lose_answer=True, delay=0.01)

    assert b"" == raw(struck, "PUT", b"new")
    assert b"oew" == follow(struck.endpoint, "GET", OBJECT).content


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_strikes_once_and_then_all_is_well(struck: Struck, kind: str) -> None:
    """Ordered by its name, at a proxy: something else than the right answer comes, or nothing."""
    fault = struck.faults.once("GET object", kind, side="proxy")
    if fault.order.effect.delay < 60:
        with contextlib.suppress(OSError, ValueError, HTTPException):
            ask(struck.endpoint, "GET", OBJECT)
        assert 1 == fault.hits
    struck.faults.clear()

    assert CONTENT == follow(struck.endpoint, "GET", OBJECT).content


@pytest.mark.parametrize(
    ("effect", "text"),
    [
        ({"status": 200}, "status must be"),
        ({"status": 503, "cut": 5}, "either status or cut"),
        ({"status": 503, "redirect": "loop"}, "either status or redirect"),
        ({"raw": b"x", "reset": True}, "either raw or reset"),
        ({"raw": b"x", "lose_answer": True}, "either raw or lose_answer"),
        ({"delay": 1, "at": 5, "status": 500}, "either status or at"),
        ({"delay": -1}, "delay must be"),
        ({"delay": float("inf")}, "delay must be"),
        ({"cut": -1}, "cut must be"),
        ({"flip": -1}, "flip must be"),
        ({"rate": 0}, "rate must be"),
        ({"reset": True, "tcode": "ErrBusy"}, "tcode needs status"),
        ({"reset": True, "retry_after": 1}, "retry_after needs status"),
        ({"reset": True, "empty": True}, "empty needs status"),
        ({"status": 503, "empty": True, "tcode": "x"}, "either empty or tcode"),
        ({"lose_answer": True, "cut": 5}, "either lose_answer or cut"),
        ({"trunc": 1, "cut": 5}, "either trunc or cut"),
        ({"stale_map": True, "flip": 5}, "either stale_map or flip"),
        ({"kind": "reset", "cut": 0}, "not both"),
        ({"kind": "nosuch"}, "no such kind"),
        ({"cut": 5, "times": 0}, "times must be"),
        ({"cut": 5, "after": -1}, "after must be"),
        ({"cut": 5, "side": "left"}, "side must be"),
    ],
    ids=str,
)
def test_orders_that_contradict_themselves(effect: dict[str, Any], text: str) -> None:
    """ValueError, when they are given, which says what is wrong."""
    with pytest.raises(ValueError, match=text):
        Faults().once("GET object", **effect)


@pytest.mark.parametrize("match", ["GET object?", "GET object ?a", "GET  object", "GET object Copy", "GET object a b"])
def test_matches_that_are_none(match: str) -> None:
    """ValueError."""
    with pytest.raises(ValueError, match="not a method and a noun"):
        Order(match, Effect(reset=True))


def test_old_orders_are_forgotten() -> None:
    """Done ones only, so that memory stays flat however long a cluster runs."""
    faults = Faults()
    kept = faults.once("PUT object", reset=True)
    for _ in range(1_500):
        faults.once("GET object", reset=True)
        faults.take(Asked("GET", "object", "proxy", "p", OBJECT))

    assert 1_001 + 1 >= len(faults.orders()) >= 1_000
    assert kept is faults.orders()[0]


def answers(answer: Answer) -> bool:
    return answer.status == 200


@pytest.mark.parametrize("which", ["proxy", "target"])
def test_a_node_that_is_down_refuses_connections(local: LocalCluster, which: str) -> None:
    """Those that were open end, the others go on; up again it is where it was, with all that it held."""
    node = local.proxy if which == "proxy" else local.targets[0]
    ask(local.endpoint, "POST", "/v1/buckets/b", {"action": "create-bck"})
    names = [f"o{number}" for number in range(30)]
    assert all(answers(follow(local.endpoint, "PUT", f"/v1/objects/b/{name}", name.encode())) for name in names)
    with connect(node.origin) as idle:
        local.take_down(node.id)
        local.take_down(node.id)
        assert ended(idle)
    with pytest.raises(ConnectionRefusedError):
        connect(node.origin)
    assert answers(ask(local.targets[1].origin, "GET", "/v1/health"))
    local.bring_up(node.id)
    local.bring_up(node.id)

    assert [name.encode() for name in names] == [
        follow(local.endpoint, "GET", f"/v1/objects/b/{name}").content for name in names
    ]


def ended(connection: Any) -> bool:
    try:
        return not connection.recv(1)
    except ConnectionError:
        return True


def test_a_node_that_goes_down_ends_what_it_was_doing(local: LocalCluster) -> None:
    """A request under way gets no answer, and comes back to life with nobody."""
    local.faults.once("GET health", delay=3600, node=local.proxy.id)
    with connect(local.endpoint) as waiting:
        waiting.sendall(b"GET /v1/health HTTP/1.1\r\nHost: x\r\n\r\n")
        deadline = time.monotonic() + 10
        while local.faults.is_armed:
            assert time.monotonic() < deadline
        local.take_down(local.proxy.id)
        assert ended(waiting)
    local.bring_up(local.proxy.id)

    assert answers(ask(local.endpoint, "GET", "/v1/health"))


def test_only_nodes_of_the_cluster_go_down(local: LocalCluster) -> None:
    """KeyError for all others."""
    with pytest.raises(KeyError):
        local.take_down("nobody")
    with pytest.raises(KeyError):
        local.bring_up("nobody")


def test_a_cluster_closes_with_a_node_down() -> None:
    """And with it the port that the node kept for itself."""
    cluster = LocalCluster(targets=1)
    cluster.take_down(cluster.proxy.id)
    port = urlsplit(cluster.endpoint).port
    cluster.close()
    with LocalCluster(targets=1, port=port or 0) as again:
        assert answers(ask(again.endpoint, "GET", "/v1/health"))


def test_kinds_can_be_told_as_json() -> None:
    """For a page or a program that offers them."""
    assert all(json.dumps([kind.name, kind.text]) for kind in KINDS.values())
