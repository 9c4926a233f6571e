"""Buckets and their properties, against what AIS 5.0 was recorded to do."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from aistore_hl.local import LocalCluster
from tests.local.http import Answer, ask, follow

_WIRE = Path(__file__).parent.parent / "data/wire/02-buckets.jsonl"


def _do(cluster: LocalCluster, method: str, target: str, action: str, value: Any = None, **more: Any) -> Answer:
    return ask(cluster.endpoint, method, f"/v1/buckets/{target}", {"action": action, "value": value, **more})


def _props(cluster: LocalCluster, target: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(
        ask(cluster.endpoint, "HEAD", f"/v1/buckets/{target}").header("Ais-Bucket-Props") or ""
    )
    return found


def _recorded(name: str) -> dict[str, Any]:
    with _WIRE.open(encoding="utf-8") as lines:
        record = next(record for record in map(json.loads, lines) if record["id"] == name)
    found: dict[str, Any] = json.loads(record["response"]["headers"]["Ais-Bucket-Props"])
    return found


def test_a_bucket_has_the_defaults_of_ais(shared: LocalCluster, bucket: str) -> None:
    """All of them, in the same order; only its number and age are its own."""
    expected, found = _recorded("head"), _props(shared, bucket)

    assert list(expected) == list(found)
    own = {"bid": found["bid"], "created": found["created"]}
    assert {**expected, **own} == found
    assert int(found["bid"]) >> 63 == 1


def test_a_bucket_is_made_once(shared: LocalCluster, bucket: str) -> None:
    """409 the second time; in another namespace it is another one."""
    answer = _do(shared, "POST", bucket, "create-bck")

    assert (409, "ErrBucketAlreadyExists") == (answer.status, answer.tcode)
    assert 200 == _do(shared, "POST", f"{bucket}?namespace=@%23ns1", "create-bck").status
    assert 200 == _do(shared, "POST", f"{bucket}?namespace=%23ns2", "create-bck").status
    assert 409 == _do(shared, "POST", f"{bucket}?namespace=@%23ns1", "create-bck").status


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("bad%20name", 400),
        (".dot", 400),
        ("a..b", 400),
        ("a%40b", 400),
        ("x" * 65, 400),
        ("%C3%BC", 400),
        ("", 400),
        ("x/y", 400),
        ("x" * 64, 200),
        ("-", 200),
        ("_a", 200),
        ("A.b-C_d", 200),
        (".sys-inventory", 200),
        ("ns?namespace=ns3", 400),
        ("ns?namespace=@nosuch%23ns1", 400),
        ("ns?namespace=@%23n%20s", 400),
        ("p?provider=foo", 400),
        ("p?provider=aws", 501),
        ("p?provider=gs", 501),
    ],
)
def test_names_of_new_buckets(local: LocalCluster, name: str, status: int) -> None:
    """Letters, digits, dots, dashes and underscores; providers that are not built in are 501."""
    assert status == _do(local, "POST", name, "create-bck").status


def test_properties_can_be_given_at_once(local: LocalCluster) -> None:
    """Others keep their defaults; `null` gives none."""
    value = {"versioning": {"enabled": False}, "checksum": {"type": "md5"}, "extra": {"custom": "team=x"}, "lru": None}
    assert 200 == _do(local, "POST", "b3", "create-bck", value).status
    found = _props(local, "b3")

    assert (False, "md5", "team=x") == (
        found["versioning"]["enabled"],
        found["checksum"]["type"],
        found["extra"]["custom"],
    )
    assert "2h0m" == found["lru"]["dont_evict_time"]


_BAD_PROPS = [
    {"nosuch": 1},
    {"checksum": {"type": "foo"}},
    {"checksum": {"type": 1}},
    {"checksum": {"nosuch": 1}},
    {"mirror": {"enable": True}},
    {"mirror": {"enabled": True, "copies": 100}},
    {"write_policy": {"data": "sometimes"}},
    {"access": 1},
    {"access": "x"},
    {"access": str(1 << 64)},
    {"versioning": {"enabled": "yes"}},
    {"lru": {"dont_evict_time": "soon"}},
    {"provider": "ais"},
    {"bid": "1"},
    {"created": "1"},
    "x",
    [],
]


@pytest.mark.parametrize("value", _BAD_PROPS, ids=json.dumps)
def test_properties_that_are_refused(local: LocalCluster, value: Any) -> None:
    """400 for unknown names, wrong types and values that mean nothing; the bucket stays as it is."""
    assert 400 == _do(local, "POST", "bad", "create-bck", value).status
    assert 404 == ask(local.endpoint, "HEAD", "/v1/buckets/bad").status
    _do(local, "POST", "b", "create-bck")
    before = _props(local, "b")

    assert 400 == _do(local, "PATCH", "b", "set-bprops", value).status
    assert before == _props(local, "b")


def test_properties_change_and_go_back(shared: LocalCluster, bucket: str) -> None:
    """One by one, `null` changes nothing, and a reset keeps number and age."""
    before = _props(shared, bucket)
    changes = {"checksum": {"type": "sha256"}, "extra": {"custom": "a=b"}, "lru": {"enabled": True}, "features": "1"}
    for name, value in changes.items():
        assert 200 == _do(shared, "PATCH", bucket, "set-bprops", {name: value}).status
    assert 200 == _do(shared, "PATCH", bucket, "set-bprops", None).status
    after = _props(shared, bucket)

    assert ("sha256", "a=b", True, "1") == (
        after["checksum"]["type"],
        after["extra"]["custom"],
        after["lru"]["enabled"],
        after["features"],
    )
    assert before["versioning"] == after["versioning"]
    assert 200 == _do(shared, "PATCH", bucket, "reset-bprops").status
    assert before == _props(shared, bucket)


# Source: records put-denied, destroy-denied; the rest tried on AIS 5.0
@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", "objects/{}/o", None, 301),
        ("HEAD", "objects/{}/o", None, 307),
        ("PUT", "objects/{}/o", b"x", 403),
        ("DELETE", "objects/{}/o", None, 403),
        ("PATCH", "objects/{}/o", {"value": {"a": "b"}}, 403),
        ("POST", "objects/{}/o", {"action": "rename-obj", "name": "n"}, 403),
        ("GET", "buckets/{}", {"action": "list", "value": {}}, 200),
        ("HEAD", "buckets/{}", None, 200),
        ("DELETE", "buckets/{}", {"action": "destroy-bck"}, 403),
    ],
)
def test_access_bits(shared: LocalCluster, bucket: str, method: str, path: str, body: Any, status: int) -> None:
    """Without any, reading, listing and changing properties still work."""
    _do(shared, "PATCH", bucket, "set-bprops", {"access": "0"})
    answer = ask(shared.endpoint, method, f"/v1/{path.format(bucket)}", body)

    assert status == answer.status
    assert status != 403 or "ErrBucketAccessDenied" == answer.tcode
    assert 200 == _do(shared, "PATCH", bucket, "reset-bprops").status


def test_destroy_takes_the_objects_along(shared: LocalCluster, bucket: str) -> None:
    """A bucket of the same name begins empty, with another number."""
    follow(shared.endpoint, "PUT", f"/v1/objects/{bucket}/o", b"x")
    number = _props(shared, bucket)["bid"]

    assert 200 == _do(shared, "DELETE", bucket, "destroy-bck").status
    again = _do(shared, "DELETE", bucket, "destroy-bck")
    assert (404, "ErrBckNotFound") == (again.status, again.tcode)
    _do(shared, "POST", bucket, "create-bck")
    assert 404 == follow(shared.endpoint, "GET", f"/v1/objects/{bucket}/o").status
    assert number != _props(shared, bucket)["bid"]


@pytest.mark.parametrize(
    ("method", "target", "body", "status", "tcode"),
    [
        ("DELETE", "{}", {"action": "evict-remote-bck"}, 400, "ErrNotRemoteBck"),
        ("DELETE", "a%20b", {"action": "evict-remote-bck"}, 400, ""),
        ("DELETE", "{}?provider=ht", {"action": "evict-remote-bck"}, 400, "ErrInvalidBackendProvider"),
        ("POST", "{}", {"action": "prefetch-listrange"}, 400, "ErrNotRemoteBck"),
        ("DELETE", "{}?provider=aws", {"action": "destroy-bck"}, 405, "ErrUnsupp"),
        ("DELETE", "{}", None, 400, ""),
        ("DELETE", "{}", {"action": "nosuch"}, 400, ""),
        ("POST", "{}", {"action": "nosuch"}, 400, ""),
        ("POST", "{}", {}, 400, ""),
        ("POST", "{}", [], 400, ""),
        ("POST", "{}", b'{"action":"create-bck"', 400, ""),
        ("POST", "{}", None, 400, ""),
        ("POST", "no-such-bucket", {"action": "nosuch"}, 404, "ErrBckNotFound"),
        ("POST", "{}", {"action": "list", "value": {}}, 400, ""),
        ("PATCH", "{}", {"action": "nosuch", "value": {}}, 400, ""),
        ("PATCH", "{}", None, 400, ""),
        ("PATCH", "no-such-bucket", {"action": "set-bprops", "value": {}}, 404, "ErrBckNotFound"),
        ("HEAD", "{}?presence=x", None, 400, ""),
        ("HEAD", "{}/a/", None, 400, ""),
        ("HEAD", "no-such-bucket", None, 404, "ErrBckNotFound"),
        ("HEAD", "{}?provider=aws", None, 404, "ErrFailedTo"),
        ("HEAD", "{}?provider=foo", None, 400, "ErrInvalidBackendProvider"),
        ("PUT", "{}", {"action": "nosuch"}, 400, ""),
        ("PUT", "{}", None, 400, ""),
    ],
)
def test_what_is_refused(
    shared: LocalCluster, bucket: str, method: str, target: str, body: Any, status: int, tcode: str
) -> None:
    """With AIS's statuses and names of errors."""
    answer = ask(shared.endpoint, method, f"/v1/buckets/{target.format(bucket)}", body)

    assert (status, tcode) == (answer.status, answer.tcode)


def test_messages_are_read_as_ais_reads_them(local: LocalCluster) -> None:
    """Without a content type, with unknown keys beside the known ones, and whatever the case of the keys."""
    assert 200 == ask(local.endpoint, "POST", "/v1/buckets/b4", {"ACTION": "create-bck", "foo": 1}).status


def _names(answer: Answer) -> list[tuple[str, str]]:
    return [(each["name"], each["namespace"]["name"]) for each in answer.document]


def test_buckets_are_listed(local: LocalCluster) -> None:
    """Sorted, by provider, namespace and name; without a body too, and the same at a target."""
    for target in ("b1", "a1", "ns?namespace=@%23n2", "ns?namespace=@%23n1", ".sys-inventory"):
        _do(local, "POST", target, "create-bck")
    everything = [("a1", ""), ("b1", ""), ("ns", "n1"), ("ns", "n2")]

    def listed(query: str = "", body: Any = None) -> Answer:
        return ask(local.endpoint, "GET", f"/v1/buckets{query}", body)

    assert everything == _names(listed())
    assert everything == _names(listed("/?provider=ais", {"action": "list"}))
    assert everything == _names(listed("?namespace=@&presence=2", {"action": "list", "value": None}))
    assert everything == _names(ask(local.targets[0].origin, "GET", "/v1/buckets", {"action": "list"}))
    assert [(".sys-inventory", ""), *everything] == _names(listed("?sys=true"))
    assert [("ns", "n1")] == _names(listed("?provider=ais&namespace=@%23n1"))
    assert [("b1", "")] == _names(listed(body={"action": "list", "name": "b1"}))
    assert [] == _names(listed(body={"action": "list", "name": "no-such-bucket"}))
    assert listed("?namespace=@@%23").document is None


@pytest.mark.parametrize(
    ("query", "body", "fields", "tcode"),
    [
        ("?provider=aws", None, (), "ErrMissingBackend"),
        ("?provider=s3", None, (), "ErrMissingBackend"),
        ("?provider=foo", None, (), "ErrInvalidBackendProvider"),
        ("", {"action": "list", "value": {}}, (), ""),
        ("", {"action": "nosuch"}, (), ""),
        ("", None, (("Content-Type", "application/json"),), ""),
    ],
)
def test_lists_of_buckets_that_are_refused(
    shared: LocalCluster, query: str, body: Any, fields: Any, tcode: str
) -> None:
    """400."""
    answer = ask(shared.endpoint, "GET", f"/v1/buckets{query}", body, fields)

    assert (400, tcode) == (answer.status, answer.tcode)


def test_targets_do_not_change_buckets(shared: LocalCluster, bucket: str) -> None:
    """400, 405 and, with the marks of a proxy, 403."""

    def at_target(method: str, query: str = "") -> int:
        return ask(shared.targets[0].origin, method, f"/v1/buckets/{bucket}{query}", {"action": "destroy-bck"}).status

    assert [400, 400, 405, 405, 403] == [
        at_target("POST"),
        at_target("DELETE"),
        at_target("PATCH"),
        at_target("PUT"),
        at_target("HEAD", "?pid=p&utm=1"),
    ]
