"""Erasure coding: what is lost with a target, and with some others, is there all the same."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest

from aistore_hl.local import LocalCluster
from tests.local.http import Answer, ask, follow
from tests.local.jobs.waiting import act, over, snapshots, store, total, until

_LIMIT = 1000
_CONTENT = {"small": b"x" * 999, "odd": secrets.token_bytes(1001), "large": secrets.token_bytes(300_001), "empty": b""}
_CODING = {"enabled": True, "data_slices": 2, "parity_slices": 2, "objsize_limit": _LIMIT}


@pytest.fixture(params=["memory", "disk"])
def cluster(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[LocalCluster]:
    """Six targets, for two slices of data and two of parity."""
    folder = tmp_path / "cluster" if request.param == "disk" else None
    with LocalCluster(6, dir=folder, dead_after=0.2) as made:
        yield made


def head(cluster: LocalCluster, name: str) -> Answer:
    """What is told of an object."""
    return follow(cluster.endpoint, "HEAD", f"/v1/objects/b/{name}")


def get(cluster: LocalCluster, name: str) -> Answer:
    """An object."""
    return follow(cluster.endpoint, "GET", f"/v1/objects/b/{name}")


def owner(cluster: LocalCluster, name: str) -> str:
    """The target of an object."""
    location = ask(cluster.endpoint, "GET", f"/v1/objects/b/{name}").location
    return next(each.id for each in cluster.targets if location.startswith(each.origin + "/"))


def coded(cluster: LocalCluster) -> None:
    """Make a bucket that is coded, put objects into it, and wait for their slices."""
    assert 200 == act(cluster, "POST", "b", "create-bck", {"ec": _CODING}).status
    store(cluster, "b", _CONTENT)
    for name in _CONTENT:
        settled(cluster, name)


def settled(cluster: LocalCluster, name: str) -> None:
    """Return when an object has all its slices."""
    until(lambda: head(cluster, name).header("Ais-Ec-Data") is not None)
    until(lambda: is_idle(cluster))


def is_idle(cluster: LocalCluster) -> bool:
    """Whether nothing is being coded."""
    jobs = ask(cluster.endpoint, "GET", "/v1/cluster?what=qryxstats", {"kind": "ec-put"}).document
    return all(each["is_idle"] for listed in jobs.values() for each in listed)


def test_what_is_put_gets_slices(cluster: LocalCluster) -> None:
    """Small objects whole ones; HEAD tells of them."""
    coded(cluster)
    small, large = head(cluster, "small"), head(cluster, "large")

    assert ("2", "2", "true") == tuple(small.header(f"Ais-Ec-{name}") for name in ("Data", "Parity", "Replicated"))
    assert ("2", "2", None) == tuple(large.header(f"Ais-Ec-{name}") for name in ("Data", "Parity", "Replicated"))
    assert (large.header("Ais-Ec-Generation") or "").isdecimal()
    asked = follow(cluster.endpoint, "HEAD", "/v1/objects/b/large?props=ec")
    assert "2" == asked.header("Ais-Ec-Data")


@pytest.mark.parametrize("name", _CONTENT)
@pytest.mark.parametrize("more", [0, 1])
def test_an_object_survives_the_loss_of_its_target_and_of_another(cluster: LocalCluster, name: str, more: int) -> None:
    """With its metadata, version and checksum."""
    coded(cluster)
    assert (
        200
        == follow(cluster.endpoint, "PATCH", f"/v1/objects/b/{name}", json.dumps({"value": {"k": "v"}}).encode()).status
    )
    settled(cluster, name)
    before = get(cluster, name)
    home = owner(cluster, name)
    others = [each.id for each in cluster.targets if each.id != home]
    for target in [home, *others[:more]]:
        cluster.lose(target)
    answer = get(cluster, name)

    assert (200, _CONTENT[name]) == (answer.status, answer.content)
    for field in ("Ais-Version", "Ais-Checksum-Value", "Ais-Custom-Md"):
        assert before.header(field) == answer.header(field)


def test_a_killed_target_is_stood_in_for(cluster: LocalCluster) -> None:
    """Once the map has it no more."""
    coded(cluster)
    cluster.kill_target(owner(cluster, "large"))
    until(lambda: len(cluster.smap["tmap"]) == 5)
    answer = get(cluster, "large")

    assert (200, _CONTENT["large"]) == (answer.status, answer.content)
    assert 200 == head(cluster, "large").status


def test_too_few_slices_are_a_missing_object(cluster: LocalCluster) -> None:
    """404, and never other bytes."""
    coded(cluster)
    for target in cluster.targets:
        cluster.lose(target.id)

    assert [404] * len(_CONTENT) == [get(cluster, name).status for name in _CONTENT]


def test_slices_of_a_former_version_are_not_used(cluster: LocalCluster) -> None:
    """Nor those of an object that was deleted."""
    coded(cluster)
    assert 200 == follow(cluster.endpoint, "PUT", "/v1/objects/b/large", b"new" * 1000).status
    assert 200 == follow(cluster.endpoint, "DELETE", "/v1/objects/b/odd").status
    settled(cluster, "large")
    for target in {owner(cluster, "large"), owner(cluster, "odd")}:
        cluster.lose(target)

    assert b"new" * 1000 == get(cluster, "large").content
    assert 404 == get(cluster, "odd").status


def coding(data: int, parity: int) -> str:
    """What a request for slices says: JSON in a text."""
    return json.dumps({"data_slices": data, "parity_slices": parity, "enabled": True})


def test_a_bucket_is_coded_and_recovered(cluster: LocalCluster) -> None:
    """By one action; with another name it also brings back what was lost."""
    assert 200 == act(cluster, "POST", "b", "create-bck", {"ec": {"objsize_limit": _LIMIT}}).status
    store(cluster, "b", _CONTENT)
    found = over(cluster, act(cluster, "POST", "b", "ec-encode", coding(2, 2)))
    # Two slices of each small object, and four of each large one.
    assert 2 * 2 + 2 * 4 == total(found, "loc-objs") == total(found, "out-objs")
    again = over(cluster, act(cluster, "POST", "b", "ec-encode", coding(2, 2)))
    assert 0 == total(again, "loc-objs")

    for name in ("large", "small"):
        cluster.lose(owner(cluster, name))
        body = {"action": "ec-encode", "name": "recover", "value": coding(2, 2)}
        found = over(cluster, ask(cluster.endpoint, "POST", "/v1/buckets/b", body))
        assert not any(each["err"] for each in found)
    listed = act(cluster, "GET", "b", "list", {"props": "name"}).document["entries"]

    assert sorted(_CONTENT) == [entry["name"] for entry in listed]
    assert _CONTENT == {name: get(cluster, name).content for name in _CONTENT}
    for name in _CONTENT:
        cluster.lose(owner(cluster, name))
        assert _CONTENT[name] == get(cluster, name).content
        over(cluster, ask(cluster.endpoint, "POST", "/v1/buckets/b", body))


@pytest.mark.parametrize(
    ("value", "tcode"),
    [
        ({"data_slices": 1, "parity_slices": 1}, ""),
        (None, ""),
        ("x", ""),
        (json.dumps({"data_slices": 1}), ""),
        (json.dumps({"parity_slices": 1}), ""),
        (coding(3, 3), "ErrNotEnoughTargets"),
        (coding(-1, 1), ""),
    ],
    ids=str,
)
def test_slices_that_cannot_be_are_refused(shared: LocalCluster, bucket: str, value: object, tcode: str) -> None:
    """400: not in a text, not all numbers, or more than there are targets for."""
    answer = act(shared, "POST", bucket, "ec-encode", value)

    assert (400, tcode) == (answer.status, answer.tcode)
    props = {"ec": {"enabled": True, "data_slices": 4, "parity_slices": 4}}
    assert [400, 400] == [
        act(shared, "PATCH", bucket, "set-bprops", props).status,
        act(shared, "POST", f"{bucket}-2", "create-bck", props).status,
    ]


def test_properties_that_want_slices_begin_a_job(cluster: LocalCluster) -> None:
    """Its id is the answer; other numbers of slices are refused from then on."""
    assert 200 == act(cluster, "POST", "b", "create-bck").status
    store(cluster, "b", _CONTENT)
    begun = act(cluster, "PATCH", "b", "set-bprops", {"ec": _CODING})
    over(cluster, begun)

    assert "ec-encode" == snapshots(cluster, begun.content.decode())[0]["kind"]
    assert 400 == act(cluster, "POST", "b", "ec-encode", coding(1, 1)).status


def test_objects_are_cut_into_chunks_and_made_whole(cluster: LocalCluster) -> None:
    """HEAD tells; their content, version and checksum are the same. All are counted, also those that stay as they are.

    Source: xact/xs/rechunk.go (AIS 5.0)
    """
    assert 200 == act(cluster, "POST", "b", "create-bck").status
    store(cluster, "b", _CONTENT)
    before = get(cluster, "large")
    found = over(cluster, act(cluster, "POST", "b", "rechunk", {"objsize-limit": 1000, "chunk-size": 100_000}))
    cut = follow(cluster.endpoint, "HEAD", "/v1/objects/b/large?props=chunked")
    between = get(cluster, "large")
    over(cluster, act(cluster, "POST", "b", "rechunk", {"objsize-limit": 0, "chunk-size": 100_000}))
    whole = follow(cluster.endpoint, "HEAD", "/v1/objects/b/large?props=chunked")

    assert ("4", "100000") == (cut.header("Ais-Chunks-Count"), cut.header("Ais-Chunks-Max-Chunk-Size"))
    assert whole.header("Ais-Chunks-Count") is None
    assert (len(_CONTENT), before.content) == (total(found, "loc-objs"), between.content)
    assert before.header("Ais-Version") == between.header("Ais-Version") == get(cluster, "large").header("Ais-Version")
    assert before.header("Ais-Checksum-Value") == between.header("Ais-Checksum-Value")
