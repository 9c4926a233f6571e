"""Get-batches at the local cluster: what is asked for comes, in its order, or the answer says clearly what does not."""

from __future__ import annotations

import http.client
import json
import random
from collections.abc import Mapping
from typing import Any, Final

import pytest

from aistore_hl.local import LocalCluster
from tests.local.archives import entries, parts, results
from tests.local.http import Answer, ask, follow, until
from tests.local.test_archives import FILES, archive

_LARGE: Final = random.Random(2).randbytes(1_500_000)


@pytest.fixture
def filled(shared: LocalCluster, bucket: str) -> str:
    """A bucket with some objects and shards."""
    for name, content in {"large": _LARGE, "empty": b"", "s.tar": archive("tar"), "s.zip": archive("zip")}.items():
        follow(shared.endpoint, "PUT", f"/v1/objects/{bucket}/{name}", content)
    for number in range(20):
        follow(shared.endpoint, "PUT", f"/v1/objects/{bucket}/o{number}", b"%d" % number * 3)
    return bucket


def batch(cluster: LocalCluster, bucket: str, *items: Mapping[str, Any], **more: Any) -> Answer:
    """The answer to a get-batch: the body goes to both nodes."""
    body = {"in": items, "strm": True, **more}
    first = ask(cluster.endpoint, "GET", f"/v1/ml/moss/{bucket}?provider=ais", body)
    if first.status != 307:
        return first
    return ask(first.leads_to, "GET", first.location.removeprefix(first.leads_to), body)


@pytest.mark.parametrize("mime", ["", ".tar", ".tgz", ".tar.gz", ".zip", ".tar.lz4", "application/x-tar"])
def test_objects_members_and_ranges(shared: LocalCluster, filled: str, mime: str) -> None:
    """In every format, in the order in which they were asked for, also the same one twice."""
    answer = batch(
        shared,
        filled,
        {"objname": "large"},
        {"objname": "o3"},
        {"objname": "s.tar", "archpath": "ü/x y.txt"},
        {"objname": "s.zip", "archpath": "img/1.cls"},
        {"objname": "large", "start": 5, "length": 300_000},
        {"objname": "large", "start": 1_499_990, "length": -1},
        {"objname": "s.zip", "archpath": "img/1.jpg", "start": 1, "length": 2},
        {"objname": "empty"},
        {"objname": "o3"},
        mime=mime,
    )

    assert 200 == answer.status
    assert [
        ("large", _LARGE),
        ("o3", b"333"),
        ("s.tar/ü/x y.txt", FILES["ü/x y.txt"]),
        ("s.zip/img/1.cls", b"1"),
        ("large", _LARGE[5:300_005]),
        ("large", _LARGE[-10:]),
        ("s.zip/img/1.jpg", b"ne"),
        ("empty", b""),
        ("o3", b"333"),
    ] == [(name.removeprefix(f"{filled}/"), content) for name, content in entries(answer.content) or ()]


def test_the_answer_with_a_list_of_what_is_in_it(shared: LocalCluster, filled: str) -> None:
    """Two parts: sizes, what failed and what was to be passed on; then the archive."""
    items = ({"objname": "o1", "opaque": "aWQ="}, {"objname": "no"}, {"objname": "s.tar", "archpath": "no"})
    answer = batch(shared, filled, *items, strm=False, coer=True, onob=True)
    found = dict(parts(answer.header("Content-Type") or "", answer.content))

    assert [
        {"bucket": filled, "size": 3, "opaque": "aWQ=", "name": "o1", "failed": False},
        {"bucket": filled, "size": 0, "name": "no", "failed": True},
        {"bucket": filled, "size": 0, "name": "s.tar/no", "failed": True},
    ] == found["metadata"]
    assert [("o1", b"111"), ("__404__/no", b""), ("__404__/s.tar/no", b"")] == found["archive"]


def test_objects_of_several_buckets(shared: LocalCluster, filled: str, bucket: str) -> None:
    """By name in the items, also where the path has none."""
    other = f"{bucket}-2"
    ask(shared.endpoint, "POST", f"/v1/buckets/{other}", {"action": "create-bck"})
    follow(shared.endpoint, "PUT", f"/v1/objects/{other}/there", b"there")
    items = [{"objname": "o1", "bucket": filled, "provider": "ais"}, {"objname": "there", "uname": f"ais/@#/{other}/"}]
    body = {"in": items, "strm": True}
    first = ask(shared.endpoint, "GET", "/v1/ml/moss", body)
    answer = ask(first.leads_to, "GET", first.location.removeprefix(first.leads_to), body)

    assert [(f"{filled}/o1", b"111"), ("", b"there")] == entries(answer.content)
    ask(shared.endpoint, "DELETE", f"/v1/buckets/{other}", {"action": "destroy-bck"})


@pytest.mark.parametrize("strm", [True, False])
@pytest.mark.parametrize(
    ("item", "status"), [({"objname": "no"}, 404), ({"objname": "o1", "start": 9, "length": 5}, 400)], ids=str
)
def test_what_is_missing_fails_the_answer(
    shared: LocalCluster, filled: str, item: dict[str, Any], status: int, strm: bool
) -> None:
    """Always, before it begins, whichever target collects it: on AIS that is chance."""
    assert {status} == {
        batch(shared, filled, {"objname": "o0"}, item, {"objname": "o2"}, strm=strm).status for _ in range(8)
    }


def test_a_missing_member_breaks_the_stream(shared: LocalCluster, filled: str) -> None:
    """It is found out too late for a status: the connection ends before the end of the answer."""
    with pytest.raises((http.client.IncompleteRead, ConnectionError)):
        batch(shared, filled, {"objname": "large"}, {"objname": "s.tar", "archpath": "no"})


@pytest.mark.parametrize(("missing", "status"), [(8, 200), (9, 400)])
def test_only_so_many_may_be_missing(shared: LocalCluster, filled: str, missing: int, status: int) -> None:
    """Eight."""
    items = [{"objname": f"no{number}"} for number in range(missing)]

    assert status == batch(shared, filled, *items, coer=True).status


def test_locations_that_nobody_follows_are_forgotten() -> None:
    """So that who asks for many takes no memory; the last of them works."""
    with LocalCluster(1) as cluster:
        assert 200 == ask(cluster.endpoint, "POST", "/v1/buckets/b", {"action": "create-bck"}).status
        assert 200 == follow(cluster.endpoint, "PUT", "/v1/objects/b/o", b"x").status
        batches = cluster._running.state.batches
        cluster._running.call(lambda: batches.update({("job", str(number)): None for number in range(20_000)}))
        answer = batch(cluster, "b", {"objname": "o"}, strm=True)

        assert (200, 10_000 - 1) == (answer.status, len(batches))


def test_a_location_is_used_once(shared: LocalCluster, filled: str) -> None:
    """Again it is 404; without the marks of a proxy 401; without the body 400."""
    body = {"in": [{"objname": "o1"}], "strm": True}
    first = ask(shared.endpoint, "GET", f"/v1/ml/moss/{filled}", body)
    target = first.location.removeprefix(first.leads_to)
    unmarked = ask(first.leads_to, "GET", target.partition("?")[0], body)
    again = [ask(first.leads_to, "GET", target, body).status for _ in range(2)]
    second = ask(shared.endpoint, "GET", f"/v1/ml/moss/{filled}", body)

    assert (401, [200, 404]) == (unmarked.status, again)
    assert 400 == ask(second.leads_to, "GET", second.location.removeprefix(second.leads_to)).status


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"in": []},
        {"in": [{"objname": "../x"}]},
        {"in": [{"objname": "o", "archpath": "x/"}]},
        {"in": [{"objname": "o", "start": 2}]},
        {"in": [{"objname": "o", "start": -1, "length": 1}]},
        {"in": [{"objname": "o"}], "mime": "foo"},
        {"in": [{"objname": 3}]},
        [],
    ],
    ids=json.dumps,
)
def test_bad_requests(shared: LocalCluster, bucket: str, body: Any) -> None:
    """400 of the proxy: nobody is sent on."""
    assert 400 == ask(shared.endpoint, "GET", f"/v1/ml/moss/{bucket}", body).status


@pytest.mark.parametrize(("kind", "status"), [("get-batch", 409), ("", 404)], ids=["ended", "unknown"])
def test_a_job_that_does_not_collect_is_refused(shared: LocalCluster, filled: str, kind: str, status: int) -> None:
    """As AIS does: 409 if it has ended since a target was chosen, 404 if there is none; the next one gets another."""
    first = ask(shared.endpoint, "GET", f"/v1/ml/moss/{filled}", {"in": [{"objname": "o1"}]})
    target = first.location.removeprefix(first.leads_to)
    if kind:
        bucket = {"name": filled, "provider": "ais"}
        ask(shared.endpoint, "PUT", "/v1/cluster", {"action": "stop", "value": {"kind": kind, "bck": bucket}})
    else:
        target = target.replace("gbt-", "gbt-x")
    refused = ask(first.leads_to, "GET", target, {"in": [{"objname": "o1"}]})

    assert (status, "") == (refused.status, refused.document.get("tcode", ""))
    assert 200 == batch(shared, filled, {"objname": "o1"}).status


def test_one_idle_job_serves_a_bucket(shared: LocalCluster, filled: str) -> None:
    """It counts what it has collected, and is idle afterwards."""
    ids = set()
    for _ in range(2):
        answer = batch(shared, filled, {"objname": "o1"}, {"objname": "large"}, strm=False)
        kind = answer.header("Content-Type") or ""
        assert kind.startswith("multipart/mixed")
        ids.add(answer.content.partition(b'{"uuid":"')[2][:14])
    (name,) = {each.partition(b'"')[0].decode() for each in ids}
    query = {"id": name, "kind": "", "bck": {}, "show_active": None}

    def snapshots() -> list[Any]:
        document = ask(shared.endpoint, "GET", "/v1/cluster?what=qryxstats", query).document
        return [each for listed in document.values() for each in listed]

    until(lambda: all(each["is_idle"] for each in snapshots()))
    assert (4, 2 * (3 + len(_LARGE))) == (
        sum(int(each["stats"]["loc-objs"]) for each in snapshots()),
        sum(int(each["stats"]["loc-bytes"]) for each in snapshots()),
    )


def test_what_ais_does_by_chance() -> None:
    """With its faults: what is missing ends the archive or is told of, and a range outside is 400 or the object."""
    with LocalCluster(quirks="ais") as odd:
        ask(odd.endpoint, "POST", "/v1/buckets/b", {"action": "create-bck"})
        for name in ("o0", "o1"):
            follow(odd.endpoint, "PUT", f"/v1/objects/b/{name}", name.encode())
        missing, outside = set(), set()
        for _ in range(200):
            answer = batch(odd, "b", {"objname": "o0"}, {"objname": "no"}, {"objname": "o1"})
            missing.add(tuple(name for name, _ in entries(answer.content) or ()))
            answer = batch(odd, "b", {"objname": "o0", "start": 100, "length": 5})
            outside.add((answer.status, answer.content[512:514] if answer.status == 200 else b""))
            if len(missing) == len(outside) == 2:
                break

        assert {("b/o0",), ("b/o0", "__404__/b/no", "b/o1")} == missing
        assert {(400, b""), (200, b"o0")} == outside


def test_names_of_results_are_merged(shared: LocalCluster, filled: str) -> None:
    """Object and member, with the provider told: AIS does so by chance."""
    answer = batch(shared, filled, {"objname": "s.tar", "archpath": "top"}, strm=False)
    told = answer.content.partition(b"\r\n\r\n")[2].partition(b"\r\n--")[0]

    assert [{"bucket": filled, "size": 1, "name": "s.tar/top", "failed": False}] == results(told)
