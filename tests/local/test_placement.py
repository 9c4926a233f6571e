"""Which target the proxy names, against the redirects of real proxies."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from aistore_hl.local import LocalCluster
from tests.local.http import ask, follow

_CASES = json.loads((Path(__file__).parent.parent / "data/placement.json").read_text(encoding="utf-8"))["cases"]


def _case(name: str) -> dict[str, Any]:
    return next(case for case in _CASES if case["case"] == name)


def _agreeing(cluster: LocalCluster, case: dict[str, Any]) -> int:
    """How many names the proxy sends to the target that a real one sent them to."""
    origins = {target.id: target.origin for target in cluster.targets}
    right = 0
    for uname, _, _, expected in case["vectors"]:
        _, namespace, bucket, name = uname.split("/", 3)
        target = f"/v1/objects/{bucket}/{quote(name)}?namespace={quote(namespace)}"
        right += origins[expected] == ask(cluster.endpoint, "GET", target).leads_to
    return right


def _create(cluster: LocalCluster, namespace: str) -> None:
    target = f"/v1/buckets/wirerec-hrw?namespace={quote(namespace)}"
    assert 200 == ask(cluster.endpoint, "POST", target, {"action": "create-bck"}).status


@pytest.mark.parametrize(
    ("name", "namespace"),
    [
        ("cluster A, default namespace", "@#"),
        ("cluster B, default namespace", "@#"),
        ("cluster B, namespace #my-ns", "@#my-ns"),
    ],
)
def test_redirects_are_as_recorded(name: str, namespace: str) -> None:
    """60 of 60, with the recorded ids of the targets."""
    case = _case(name)
    with LocalCluster(node_ids=list(case["targets"])) as cluster:
        _create(cluster, namespace)

        assert 60 == _agreeing(cluster, case)


def test_a_target_in_maintenance_is_avoided_and_comes_back() -> None:
    """60 of 60 without it, and 60 of 60 when it is back; the map says so with flag 4, and with
    16 that it has given everything away."""
    away, back = _case("cluster B, one target in maintenance"), _case("cluster B, back from maintenance")
    resting = next(name for name, node in away["targets"].items() if node["flags"])
    with LocalCluster(node_ids=list(away["targets"])) as cluster:
        _create(cluster, "@#")
        version = int(cluster.smap["version"])
        cluster.maintain(resting)
        cluster.settle()

        assert (4 | 16, str(version + 2)) == (cluster.smap["tmap"][resting]["flags"], cluster.smap["version"])
        assert 60 == _agreeing(cluster, away)
        cluster.restore(resting)
        assert (0, str(version + 3)) == (cluster.smap["tmap"][resting]["flags"], cluster.smap["version"])
        assert 60 == _agreeing(cluster, back)


def test_objects_move_with_their_owner() -> None:
    """Into maintenance and back, every object stays readable through the proxy, and is listed once."""
    with LocalCluster() as cluster:
        ask(cluster.endpoint, "POST", "/v1/buckets/b", {"action": "create-bck"})
        names = [f"o{number}" for number in range(60)]
        for name in names:
            follow(cluster.endpoint, "PUT", f"/v1/objects/b/{name}", name.encode())
        for change in (cluster.maintain, cluster.restore):
            change(cluster.targets[0].id)

            read = [follow(cluster.endpoint, "GET", f"/v1/objects/b/{name}").content.decode() for name in names]
            listed = ask(cluster.endpoint, "GET", "/v1/buckets/b").document["entries"]
            assert names == read
            assert sorted(names) == [entry["name"] for entry in listed]


def test_without_targets_there_is_nowhere_to_go() -> None:
    """400 ErrNoNodes, which is transient."""
    with LocalCluster(targets=1) as cluster:
        ask(cluster.endpoint, "POST", "/v1/buckets/b", {"action": "create-bck"})
        cluster.maintain(cluster.targets[0].id)
        answer = ask(cluster.endpoint, "GET", "/v1/objects/b/o")

        assert (400, "ErrNoNodes") == (answer.status, answer.tcode)


def test_an_unknown_target_cannot_be_maintained() -> None:
    """KeyError, and the cluster goes on."""
    with LocalCluster() as cluster:
        with pytest.raises(KeyError):
            cluster.maintain("nobody")

        assert 200 == ask(cluster.endpoint, "GET", "/v1/health").status


def test_mountpaths_have_the_names_that_are_given() -> None:
    """And an object is on the one on which a real target with these has it. Measured on AIS 5.0."""
    paths = ["/tmp/ais/c3/target1/fs/mp1/1", "/tmp/ais/c3/target1/fs/mp2/1"]
    expected = {"o0": 0, "o2": 1, "o4": 0, "o8": 0}
    with LocalCluster(node_ids=["YYXt51081"], mountpaths={"YYXt51081": paths}) as cluster:
        ask(cluster.endpoint, "POST", "/v1/buckets/wta-m", {"action": "create-bck"})
        for name in expected:
            follow(cluster.endpoint, "PUT", f"/v1/objects/wta-m/{name}", b"x")
        value = {"props": "name,location"}
        listed = ask(cluster.endpoint, "GET", "/v1/buckets/wta-m", {"action": "list", "value": value}).document
        told = ask(cluster.endpoint, "GET", "/v1/cluster?what=mountpaths").document

    assert paths == told["targets"]["YYXt51081"]["available"]
    found = {entry["name"]: entry["location"] for entry in listed["entries"]}
    assert {name: f"t[YYXt51081]:mp[{paths[number]}, ram, ram]" for name, number in expected.items()} == found


@pytest.mark.parametrize("names", [["/a"], ["/a", "/a"], ["/a", "b"], ["/a", "/b", "/c"]], ids=str)
def test_other_names_of_mountpaths_are_refused(names: list[str]) -> None:
    """There are two, with absolute paths that differ."""
    with pytest.raises(ValueError, match="has 2 mountpaths"):
        LocalCluster(node_ids=["t1"], mountpaths={"t1": names})
