"""Copies on two mountpaths: made when a bucket wants them, read when the object is lost, gone with it."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest

from aistore_hl.local import LocalCluster
from tests.local.http import Answer, ask, follow
from tests.local.jobs.waiting import act, names, over, snapshots, store, total, until

_CONTENT = {f"o{number}": secrets.token_bytes(3000) for number in range(16)}


@pytest.fixture(params=["memory", "disk"])
def cluster(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[LocalCluster]:
    """A cluster that a test may damage."""
    with LocalCluster(dir=tmp_path / "cluster" if request.param == "disk" else None) as made:
        yield made


def head(cluster: LocalCluster, name: str, props: str = "") -> Answer:
    """What is told of an object."""
    return follow(cluster.endpoint, "HEAD", f"/v1/objects/b/{name}{f'?props={props}' if props else ''}")


def get(cluster: LocalCluster, name: str) -> Answer:
    """An object."""
    return follow(cluster.endpoint, "GET", f"/v1/objects/b/{name}")


def mirrored(cluster: LocalCluster, props: dict[str, object] | None = None) -> None:
    """Make a bucket whose objects have copies, put objects into it, and wait for the copies."""
    value = {"mirror": {"enabled": True, "copies": 2}, **(props or {})}
    assert 200 == act(cluster, "POST", "b", "create-bck", value).status
    store(cluster, "b", _CONTENT)
    settled(cluster)


def settled(cluster: LocalCluster) -> None:
    """Return when every object has its copy."""
    until(lambda: {2} == set(copies(cluster).values()))


def copies(cluster: LocalCluster) -> dict[str, int]:
    """How many there are of each object."""
    answer = act(cluster, "GET", "b", "list", {"props": "name,copies"})
    return {entry["name"]: entry["copies"] for entry in answer.document["entries"] or ()}


def lose(cluster: LocalCluster, name: str) -> None:
    """Lose the mountpath that an object is on."""
    target, _, path = (head(cluster, name).header("Ais-Location") or "").partition("]:mp[")
    cluster.lose(target.removeprefix("t["), path.partition(",")[0])


def test_what_is_put_gets_a_copy(cluster: LocalCluster) -> None:
    """By a job that idles; HEAD and lists tell of it, and where the two are."""
    mirrored(cluster)
    answer, some = head(cluster, "o0"), head(cluster, "o0", "copies")
    jobs = ask(cluster.endpoint, "GET", "/v1/cluster?what=qryxstats", {"kind": "put-copies"}).document
    found = [each for listed in jobs.values() for each in listed]
    owner = (answer.header("Ais-Location") or "").partition("]")[0].removeprefix("t[")
    paths = ask(cluster.endpoint, "GET", "/v1/reverse/daemon?what=mountpaths", None, [("Ais-Node-Id", owner)]).document[
        "available"
    ]

    assert ("2", "2") == (answer.header("Ais-Mirror-Copies"), some.header("Ais-Mirror-Copies"))
    assert sorted(paths) == sorted((answer.header("Ais-Mirror-Paths") or "").strip("[]").split(" "))
    assert sorted(paths) == sorted((some.header("Ais-Mirror-Paths") or "").split(","))
    assert (16, 16 * 3000) == (total(found, "loc-objs"), total(found, "loc-bytes"))
    assert {(True, "0001-01-01T00:00:00Z")} == {(each["is_idle"], each["end-time"]) for each in found}


@pytest.mark.parametrize("survives", [True, False])
def test_a_lost_object_is_read_from_its_copy(cluster: LocalCluster, survives: bool) -> None:
    """With its metadata, version and checksum; without a copy it is lost."""
    if survives:
        mirrored(cluster)
    else:
        assert 200 == act(cluster, "POST", "b", "create-bck").status
        store(cluster, "b", _CONTENT)
    assert 200 == ask(cluster.endpoint, "GET", "/v1/cluster?what=smap").status
    before = head(cluster, "o3")
    lose(cluster, "o3")
    answer = get(cluster, "o3")

    if survives:
        assert (200, _CONTENT["o3"]) == (answer.status, answer.content)
        for name in ("Ais-Version", "Ais-Checksum-Value"):
            assert before.header(name) == answer.header(name)
        assert 200 == head(cluster, "o3").status
    else:
        assert 404 == answer.status


def test_all_objects_survive_the_loss_of_any_one_mountpath(cluster: LocalCluster) -> None:
    """Of one target; also their metadata, as it is now."""
    mirrored(cluster)
    changed = ask(cluster.endpoint, "PATCH", "/v1/objects/b/o1", {"value": {"k": "v"}})
    assert 307 == changed.status
    assert (
        200 == follow(cluster.endpoint, "PATCH", "/v1/objects/b/o1", json.dumps({"value": {"k": "v"}}).encode()).status
    )
    settled(cluster)
    lose(cluster, "o1")

    assert _CONTENT == {name: get(cluster, name).content for name in _CONTENT}
    assert "k=v" == get(cluster, "o1").header("Ais-Custom-Md")


def test_a_deleted_object_does_not_come_back(cluster: LocalCluster) -> None:
    """Nor does a lost one that is deleted, or an overwritten version."""
    mirrored(cluster)
    assert 200 == follow(cluster.endpoint, "DELETE", "/v1/objects/b/o0").status
    lose(cluster, "o1")
    assert 200 == follow(cluster.endpoint, "DELETE", "/v1/objects/b/o1").status
    assert 200 == follow(cluster.endpoint, "PUT", "/v1/objects/b/o2", b"new").status
    until(lambda: "2" == head(cluster, "o2").header("Ais-Mirror-Copies"))
    lose(cluster, "o2")

    assert [404, 404] == [get(cluster, name).status for name in ("o0", "o1")]
    assert b"new" == get(cluster, "o2").content
    assert 404 == follow(cluster.endpoint, "DELETE", "/v1/objects/b/o0").status


def test_a_renamed_object_has_a_copy_under_its_new_name_only(cluster: LocalCluster) -> None:
    """And so has one that is copied."""
    mirrored(cluster)
    rename = json.dumps({"action": "rename-obj", "name": "moved"}).encode()
    assert 200 == follow(cluster.endpoint, "POST", "/v1/objects/b/o0", rename).status
    assert 200 == follow(cluster.endpoint, "PUT", "/v1/objects/b/o1?object_to=ais/@%23/b/copied").status
    settled(cluster)
    lose(cluster, "moved")

    assert [_CONTENT["o0"], _CONTENT["o1"]] == [get(cluster, name).content for name in ("moved", "copied")]
    assert 404 == get(cluster, "o0").status


def test_copies_of_a_bucket_come_and_go(cluster: LocalCluster) -> None:
    """With one action, which also says so among the properties."""
    assert 200 == act(cluster, "POST", "b", "create-bck").status
    store(cluster, "b", _CONTENT)
    found = over(cluster, act(cluster, "POST", "b", "make-n-copies", "2"))
    two = copies(cluster)
    props = ask(cluster.endpoint, "HEAD", "/v1/buckets/b").header("Ais-Bucket-Props") or ""
    over(cluster, act(cluster, "POST", "b", "make-n-copies", 1))

    assert ({2}, {1}) == (set(two.values()), set(copies(cluster).values()))
    assert 16 == total(found, "loc-objs")
    assert (2, True) == (json.loads(props)["mirror"]["copies"], json.loads(props)["mirror"]["enabled"])
    lose(cluster, "o0")
    assert 404 == get(cluster, "o0").status


def test_properties_that_want_copies_begin_a_job(cluster: LocalCluster) -> None:
    """Its id is the answer; without anything to do there is none."""
    assert 200 == act(cluster, "POST", "b", "create-bck").status
    store(cluster, "b", _CONTENT)
    begun = act(cluster, "PATCH", "b", "set-bprops", {"mirror": {"enabled": True}})
    again = act(cluster, "PATCH", "b", "set-bprops", {"mirror": {"enabled": True}})
    over(cluster, begun)

    assert "make-n-copies" == snapshots(cluster, begun.content.decode())[0]["kind"]
    assert (200, b"") == (again.status, again.content)
    assert {2} == set(copies(cluster).values())


@pytest.mark.parametrize(
    ("value", "tcode"), [("x", "NumError"), (5, ""), (0, ""), (-1, ""), (None, ""), (True, ""), ("1_0", "NumError")]
)
def test_copies_that_cannot_be_are_refused(shared: LocalCluster, bucket: str, value: object, tcode: str) -> None:
    """There are two mountpaths."""
    answer = act(shared, "POST", bucket, "make-n-copies", value)

    assert (400, tcode) == (answer.status, answer.tcode)
    assert 400 == act(shared, "PATCH", bucket, "set-bprops", {"mirror": {"enabled": True, "copies": 3}}).status


def test_copies_follow_objects_to_other_targets(cluster: LocalCluster) -> None:
    """When a target joins."""
    mirrored(cluster)
    cluster.add_target()
    moving = {"kind": "rebalance"}
    until(lambda: not ask(cluster.endpoint, "GET", "/v1/cluster?what=running_all", moving).document)
    settled(cluster)
    new = cluster.targets[-1].id
    moved = next(name for name in _CONTENT if f"t[{new}]" in (head(cluster, name).header("Ais-Location") or ""))
    lose(cluster, moved)

    assert _CONTENT == {name: get(cluster, name).content for name in _CONTENT}


def test_copies_survive_a_restart(tmp_path: Path) -> None:
    """On disk; and nothing of them is left when the bucket is gone."""
    with LocalCluster(dir=tmp_path) as cluster:
        mirrored(cluster)
    with LocalCluster(dir=tmp_path, capacity=16 * 3000 * 2 + 100) as cluster:
        lose(cluster, "o5")
        assert _CONTENT["o5"] == get(cluster, "o5").content
        assert 200 == act(cluster, "DELETE", "b", "destroy-bck").status
        assert 200 == act(cluster, "POST", "b", "create-bck").status
        assert [] == names(cluster, "b")
        until(lambda: 200 == follow(cluster.endpoint, "PUT", "/v1/objects/b/large", bytes(96_000)).status)


def damage(folder: Path, old: bytes, new: bytes) -> None:
    """Change the content of the older of two files with the same."""
    files = [path for path in (folder / "objects").rglob("*.*") if path.read_bytes() == old]
    assert 2 == len(files)
    min(files, key=lambda path: path.stat().st_mtime_ns).write_bytes(new)


@pytest.mark.parametrize("new", [b"short", b"\0" * 3000], ids=["short", "other content"])
def test_a_damaged_file_is_read_from_its_copy(tmp_path: Path, new: bytes) -> None:
    """If its size tells, and where the bucket says that content is looked at, also if only its checksum does."""
    with LocalCluster(dir=tmp_path) as cluster:
        mirrored(cluster, {"checksum": {"validate_warm_get": True}})
        damage(tmp_path, _CONTENT["o1"], new)

        assert [(200, _CONTENT["o1"])] * 2 == [
            (each.status, each.content) for each in (get(cluster, "o1"), get(cluster, "o1"))
        ]


def test_damaged_content_without_a_copy_is_an_error(tmp_path: Path) -> None:
    """500 where it is looked at, and never the wrong bytes."""
    with LocalCluster(dir=tmp_path) as cluster:
        assert 200 == act(cluster, "POST", "b", "create-bck", {"checksum": {"validate_warm_get": True}}).status
        store(cluster, "b", {"o": b"right"})
        for path in (tmp_path / "objects").rglob("*.*"):
            path.write_bytes(b"wrong")
        answer = get(cluster, "o")

        assert (500, "ErrBadCksum") == (answer.status, answer.tcode)
