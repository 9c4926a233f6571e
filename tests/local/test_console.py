"""The control port: what it tells and changes, and who gets neither."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest

from aistore_hl.local import Control, LocalCluster
from aistore_hl.local.kinds import KINDS
from tests.local.http import Answer, ask, connect, follow, read_to_end

ORDER = {"match": "GET health", "effect": {"status": 500}}


@pytest.fixture
def control(local: LocalCluster) -> Iterator[Control]:
    yield local.control
    local.faults.clear()


def call(control: Control, method: str, target: str, body: Any = None, **fields: str) -> Answer:
    """A request as a page or a program would send it, with other header fields where `fields` says so."""
    sent = {"Host": urlsplit(control.url).netloc, "Authorization": f"Bearer {control.secret}"}
    if body is not None:
        sent["Content-Type"] = "application/json"
    sent |= {name.replace("_", "-"): value for name, value in fields.items()}
    lines = [f"{method} {target} HTTP/1.1", "Connection: close", *(f"{k}: {v}" for k, v in sent.items() if v != "none")]
    content = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
    with connect(control.url) as connection:
        connection.sendall("\r\n".join((*lines, f"Content-Length: {len(content)}", "", "")).encode() + content)
        head, _, rest = read_to_end(connection).partition(b"\r\n\r\n")
    first, *others = head.decode("latin-1").split("\r\n")
    pairs = [(name, value.strip()) for name, _, value in (line.partition(":") for line in others)]
    return Answer(control.url, int(first.split()[1]), pairs, rest)


def test_it_tells_of_every_node(local: LocalCluster, control: Control) -> None:
    """Proxy first, then the targets by id; whether they are up, and what arrived."""
    ask(local.endpoint, "GET", "/v1/health")
    state = control.state()

    assert local.endpoint == state.endpoint
    assert [local.proxy.id, *sorted(node.id for node in local.targets)] == [node.id for node in state.nodes]
    assert [(True, False, 1), (True, False, 0)] == [
        (node.is_up, node.in_maintenance, node.requests) for node in state.nodes[:2]
    ]
    assert int(local.smap["version"]) == state.version


def test_an_order_strikes_and_tells(local: LocalCluster, control: Control) -> None:
    """As one that was given in the cluster's own process; both see it."""
    fault = control.faults.once("GET health", status=503, tcode="ErrBusy", times=2, after=1)
    statuses = [ask(local.endpoint, "GET", "/v1/health").status for _ in range(4)]
    (told,) = control.faults.orders()

    assert [200, 503, 503, 200] == statuses
    assert (fault.id, {"status": 503, "tcode": "ErrBusy"}) == (told.id, told.effect)
    assert (1, 2, True) == (told.passed, told.hits, told.is_done)
    assert [2] == [each.hits for each in local.faults.orders()]


def test_bytes_in_an_order_arrive_as_they_are(local: LocalCluster, control: Control) -> None:
    """In base64 on the way."""
    control.faults.once("GET health", raw=bytes(range(256)))
    with connect(local.endpoint) as connection:
        connection.sendall(b"GET /v1/health HTTP/1.1\r\nHost: x\r\n\r\n")
        assert bytes(range(256)) == read_to_end(connection)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_can_be_ordered(control: Control, kind: str) -> None:
    """By its name, through a program and as a page would do it; and the effect that is told is its own."""
    fault = control.faults.once("GET object", kind, side="target")
    answer = call(control, "POST", "/faults", {"match": "GET object", "kind": kind, "side": "target"})

    assert fault.effect == answer.document["effect"]
    assert fault.effect == next(each.effect for each in control.faults.kinds() if each.name == kind)


def test_orders_are_withdrawn(local: LocalCluster, control: Control) -> None:
    """One, or all of them."""
    first, second = (control.faults.once("GET health", status=500, times=None) for _ in range(2))
    control.faults.withdraw(first.id)
    assert [second.id] == [fault.id for fault in control.faults.orders()]
    control.faults.clear()

    assert [] == local.faults.orders()
    with pytest.raises(KeyError):
        control.faults.withdraw(first.id)


def test_nodes_go_down_and_into_maintenance(local: LocalCluster, control: Control) -> None:
    """The control port stays, also while every node is down."""
    target = local.targets[0].id
    assert control.maintain(target).in_maintenance
    assert 4 & local.smap["tmap"][target]["flags"]
    assert not control.restore(target).in_maintenance
    for node in (local.proxy, *local.targets):
        assert not control.take_down(node.id).is_up
    with pytest.raises(ConnectionRefusedError):
        connect(local.endpoint)
    assert not any(node.is_up for node in control.state().nodes)
    for node in (local.proxy, *local.targets):
        assert control.bring_up(node.id).is_up

    assert 200 == ask(local.endpoint, "GET", "/v1/health").status
    with pytest.raises(KeyError):
        control.take_down("nobody")
    with pytest.raises(ValueError, match="only targets"):
        control.maintain(local.proxy.id)


def test_the_log_goes_on_where_it_was_left(local: LocalCluster, control: Control) -> None:
    """By the numbers of the requests; both legs are in it, and no header field: they may hold a token."""
    ask(local.endpoint, "POST", "/v1/buckets/b", {"action": "create-bck"}, [("Authorization", "Bearer abc")])
    first = control.log()
    follow(local.endpoint, "PUT", "/v1/objects/b/o", b"hello")
    rest = control.log(after=first[-1].number)

    assert [("POST", "/v1/buckets/b", 24)] == [(line.method, line.target, line.body_bytes) for line in first]
    assert [("proxy", "PUT", 0), ("target", "PUT", 5)] == [(each.side, each.method, each.body_bytes) for each in rest]
    assert b"abc" not in call(control, "GET", "/log").content


@pytest.mark.parametrize("target", ["/cluster", "/log", "/kinds", "/faults", "/nosuch"])
@pytest.mark.parametrize("given", ["none", "Bearer", "Bearer x", "Basic x", "secret"])
def test_without_the_secret_nothing_is_told(control: Control, target: str, given: str) -> None:
    """401, also where there is nothing."""
    field = control.secret if given == "secret" else given

    assert 401 == call(control, "GET", target, Authorization=field).status
    assert "Bearer" == call(control, "GET", target, Authorization=field).header("WWW-Authenticate")


@pytest.mark.parametrize(
    ("method", "target", "body"),
    [("POST", "/faults", ORDER), ("DELETE", "/faults", None), ("PATCH", "/nodes/{}", {"up": False})],
)
@pytest.mark.parametrize(
    "fields",
    [
        {"Authorization": "none"},
        {"Authorization": "Bearer wrong"},
        {"Origin": "http://example.com"},
        {"Origin": "null"},
        {"Origin": "https://127.0.0.1"},
        {"Host": "rebound.example.com"},
        {"Host": "127.0.0.1"},
        {"Host": "127.0.0.1:1"},
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site"},
    ],
    ids=str,
)
def test_nothing_changes_for_strangers(
    local: LocalCluster, control: Control, method: str, target: str, body: Any, fields: dict[str, str]
) -> None:
    """Without the secret, from pages of other origins, and under names that were made to lead here."""
    kept = local.faults.once("PUT health", status=500)
    answer = call(control, method, target.format(local.proxy.id), body, **fields)

    assert answer.status == (401 if "Authorization" in fields else 403)
    assert [kept] == local.faults.orders()
    assert 200 == ask(local.endpoint, "GET", "/v1/health").status


def test_its_own_pages_may_ask(control: Control) -> None:
    """With the secret, and what a browser adds to it; under both names of the address."""
    port = urlsplit(control.url).port
    for host in (f"127.0.0.1:{port}", f"localhost:{port}"):
        fields = {"Host": host, "Origin": f"http://{host}", "Sec_Fetch_Site": "same-origin"}
        assert 200 == call(control, "POST", "/faults", ORDER, **fields).status


def test_no_page_elsewhere_is_allowed_to_read(control: Control) -> None:
    """No answer has a field that would let it, and none is kept by a cache."""
    answer = call(control, "GET", "/cluster")
    preflight = call(control, "OPTIONS", "/faults", Authorization="none", Origin="http://example.com")

    assert "no-store" == answer.header("Cache-Control")
    assert 403 == preflight.status
    assert [] == [name for each in (answer, preflight) for name in each.names if name.startswith("Access-Control")]


@pytest.mark.parametrize(
    ("method", "target", "body", "status"),
    [
        ("POST", "/faults", b"{", 400),
        ("POST", "/faults", b"[" * 60_000, 400),
        ("POST", "/faults", [], 400),
        ("POST", "/faults", {}, 400),
        ("POST", "/faults", {"match": "GET health"}, 400),
        ("POST", "/faults", {"match": 5, "kind": "reset"}, 400),
        ("POST", "/faults", {"match": "GET health", "kind": "nosuch"}, 400),
        ("POST", "/faults", {"match": "GET health", "kind": "reset", "effect": {"cut": 5}}, 400),
        ("POST", "/faults", {"match": "GET health", "kind": "reset", "node": "nobody"}, 400),
        ("POST", "/faults", {"match": "GET health", "kind": "reset", "tims": 5}, 400),
        ("POST", "/faults", {"match": "GET health", "kind": "reset", "times": 0}, 400),
        ("POST", "/faults", {"match": "GET health", "kind": "reset", "side": "left"}, 400),
        ("POST", "/faults", {"match": "GET health", "effect": {"statsu": 500}}, 400),
        ("POST", "/faults", {"match": "GET health", "effect": {"status": "500"}}, 400),
        ("POST", "/faults", {"match": "GET health", "effect": {"cut": True}}, 400),
        ("POST", "/faults", {"match": "GET health", "effect": {"raw": "no base64!"}}, 400),
        ("POST", "/faults", {"match": "GET health", "effect": [1]}, 400),
        ("POST", "/faults", b"x" * 100_000, 413),
        ("PATCH", "/nodes/nobody", {"up": True}, 404),
        ("PATCH", "/nodes/nobody", {"down": True}, 400),
        ("PATCH", "/nodes/nobody", {"up": 1}, 400),
        ("PATCH", "/nodes", {"up": True}, 405),
        ("DELETE", "/faults/99", None, 404),
        ("DELETE", "/faults/x", None, 400),
        ("GET", "/log?after=x", None, 400),
        ("GET", "/", None, 404),
        ("GET", "/v1/health", None, 404),
        ("PUT", "/faults", None, 405),
        ("OPTIONS", "/faults", None, 405),
    ],
    ids=str,
)
def test_bad_requests_are_told_why(control: Control, method: str, target: str, body: Any, status: int) -> None:
    """In JSON, with a sentence; and nothing is ordered."""
    answer = call(control, method, target, body)

    assert status == answer.status
    assert answer.document["error"]
    assert [] == control.faults.orders()


def test_a_body_must_say_that_it_is_json(control: Control) -> None:
    """A form of another page cannot."""
    assert 415 == call(control, "POST", "/faults", ORDER, Content_Type="text/plain").status


@pytest.mark.parametrize(
    "order", [{"status": 200}, {"kind": "nosuch"}, {"cut": 5, "trunc": 5}, {}, {"reset": True, "times": 0}]
)
def test_orders_that_are_none_are_value_errors(control: Control, order: dict[str, Any]) -> None:
    """As where they are given without a control port."""
    with pytest.raises(ValueError, match=r"fault|status|times"):
        control.faults.once("GET health", **order)


def test_another_secret_is_no_permission(control: Control) -> None:
    """PermissionError, which names neither."""
    with pytest.raises(PermissionError) as raised:
        Control(control.url, "wrong").state()

    assert control.secret not in str(raised.value)
    assert "wrong" not in str(raised.value)


@pytest.mark.parametrize("url", ["http://example.com:80", "https://127.0.0.1:1", "http://127.0.0.1", "127.0.0.1:1", ""])
def test_the_secret_stays_on_this_machine(url: str) -> None:
    """ValueError for an address elsewhere, before anything is sent."""
    with pytest.raises(ValueError, match="control port"):
        Control(url, "secret")


def test_who_answers_something_else_is_no_control_port(local: LocalCluster) -> None:
    """ConnectionError for a node, and for nobody."""
    with pytest.raises(ConnectionError):
        Control(local.endpoint, "secret").faults.kinds()
    control = local.control
    local.close()
    with pytest.raises(ConnectionError):
        control.state()


def test_secrets_differ_and_are_in_no_text(control: Control) -> None:
    """One for each cluster."""
    with LocalCluster(targets=1) as other:
        assert other.control.secret != control.secret
        assert len(control.secret) >= 32
        assert control.secret not in f"{control!r} {vars(other)!r} {other!r}"


def test_another_process_can_use_it(local: LocalCluster, control: Control) -> None:
    """With the address and the secret alone."""
    script = (
        "import os\n"
        "from aistore_hl.local import Control\n"
        "control = Control(os.environ['AIS_CONTROL'], os.environ['AIS_CONTROL_SECRET'])\n"
        "control.faults.once('GET health', 'unavailable')\n"
    )
    subprocess.run([sys.executable, "-c", script], env=os.environ | control.environment, check=True, timeout=50)

    assert [503, 200] == [ask(local.endpoint, "GET", "/v1/health").status for _ in range(2)]


def test_both_ways_to_order_take_the_same_arguments() -> None:
    """What works in one process works from another."""
    from inspect import signature

    from aistore_hl.local.faults import Faults
    from aistore_hl.local.remote import RemoteFaults

    assert signature(Faults.once).parameters == signature(RemoteFaults.once).parameters
