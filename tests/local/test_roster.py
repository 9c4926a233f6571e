"""Targets that come, go, die and return while a cluster runs: who owns what then, and that nothing is lost."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from aistore_hl import Client
from aistore_hl.local import Control, LocalCluster
from tests.local.http import Answer, ask, follow, until

NAMES = [f"o{number:03}" for number in range(48)]


@pytest.fixture(params=["memory", "disk"])
def cluster(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[LocalCluster]:
    """Three targets and a bucket of 48 objects, each with its own content and metadata."""
    folder = None if request.param == "memory" else tmp_path / "kept"
    with LocalCluster(dir=folder, dead_after=0.2) as cluster:
        ask(cluster.endpoint, "POST", "/v1/buckets/b", {"action": "create-bck"})
        for name in NAMES:
            put(cluster, name, name)
        yield cluster


def put(cluster: LocalCluster, name: str, content: str) -> Answer:
    """Put an object that has its content in its metadata too."""
    return follow(
        cluster.endpoint, "PUT", f"/v1/objects/b/{name}", content.encode(), [("Ais-Custom-Md", f"c={content}")]
    )


def get(cluster: LocalCluster, name: str) -> Answer:
    """Read an object."""
    return follow(cluster.endpoint, "GET", f"/v1/objects/b/{name}")


def listed(cluster: LocalCluster) -> list[str]:
    """All names, as a listing in pages has them."""
    found: list[str] = []
    token = ""
    while True:
        value = {"pagesize": 20, "continuation_token": token}
        page = ask(cluster.endpoint, "GET", "/v1/buckets/b", {"action": "list", "value": value}).document
        found += [each["name"] for each in page["entries"] or ()]
        token = page["continuation_token"]
        if not token:
            return found


def located(cluster: LocalCluster) -> dict[str, str]:
    """Which target a listing says that an object is at."""
    value = {"props": "name,location"}
    page = ask(cluster.endpoint, "GET", "/v1/buckets/b", {"action": "list", "value": value}).document
    return {each["name"]: each["location"][2:].partition("]")[0] for each in page["entries"]}


def expect_all(cluster: LocalCluster) -> None:
    """Every object is there, whole, as it was put."""
    for name in NAMES:
        answer = get(cluster, name)
        assert (200, name.encode(), "1", f"c={name}") == (
            answer.status, answer.content, answer.header("Ais-Version"), answer.header("Ais-Custom-Md"),
        )  # fmt: skip
    assert NAMES == listed(cluster)


def job(cluster: LocalCluster, id: str) -> dict[str, Any]:
    """The status of a job."""
    document: dict[str, Any] = ask(cluster.endpoint, "GET", "/v1/cluster?what=status", {"id": id}).document
    return document


def test_a_target_that_comes_gets_its_share(cluster: LocalCluster) -> None:
    """A newer map has it, a job `g1` moves objects to it, and each is where the map says."""
    version = int(cluster.smap["version"])
    node = cluster.add_target()
    expect_all(cluster)
    cluster.settle()
    smap = cluster.smap

    assert (version + 1, 4, node) == (int(smap["version"]), len(smap["tmap"]), cluster.targets[-1])
    assert ("rebalance", False) == (job(cluster, "g1")["kind"], job(cluster, "g1")["aborted"])
    assert 0 < sum(at == node.id for at in located(cluster).values()) < len(NAMES)
    expect_all(cluster)


def test_a_target_in_maintenance_gives_its_objects_away_and_gets_them_back(cluster: LocalCluster) -> None:
    """Each time with a map and a job of its own."""
    before = located(cluster)
    target = cluster.targets[0].id
    cluster.maintain(target)
    expect_all(cluster)
    cluster.settle()
    away = located(cluster)
    cluster.restore(target)
    expect_all(cluster)
    cluster.settle()

    assert target in before.values()
    assert target not in away.values()
    assert before == located(cluster)
    assert job(cluster, "g2")["end_time"]


def test_a_target_in_maintenance_says_when_it_has_given_everything_away() -> None:
    """With a flag in the map, as AIS does, and not while what it holds belongs to a target that is dead."""
    with LocalCluster(dead_after=3600) as cluster:
        ask(cluster.endpoint, "POST", "/v1/buckets/b", {"action": "create-bck"})
        for name in NAMES:
            put(cluster, name, name)
        target, dead, _ = (node.id for node in cluster.targets)
        cluster.kill_target(dead)
        cluster.maintain(target)
        until(lambda: job(cluster, "g1")["end_time"])
        before = cluster.smap["tmap"][target]["flags"]
        cluster.start_target(dead)
        cluster.settle()
        after = cluster.smap["tmap"][target]["flags"]
        cluster.restore(target)

        assert (4, 4 | 16, 0) == (before, after, cluster.smap["tmap"][target]["flags"])


def test_a_target_that_is_decommissioned_leaves_nothing_behind(cluster: LocalCluster) -> None:
    """Its objects are with the others, and the map has it no more; the last one cannot go."""
    first, second, third = (node.id for node in cluster.targets)
    for target in (first, second):
        cluster.decommission_target(target)
        expect_all(cluster)
        cluster.settle()
        until(lambda gone=target: gone not in cluster.smap["tmap"])

    assert {third} == set(located(cluster).values())
    with pytest.raises(ValueError, match="last"):
        cluster.decommission_target(third)
    expect_all(cluster)


def test_what_a_stopped_target_holds_is_away_until_it_returns(cluster: LocalCluster) -> None:
    """It leaves the map at once; meanwhile its objects are 404 and all else is there."""
    target = cluster.targets[1].id
    before = located(cluster)
    cluster.stop_target(target)
    cluster.settle()
    statuses = {name: get(cluster, name).status for name in NAMES}
    gone_from_the_map = target not in cluster.smap["tmap"]
    cluster.start_target(target)
    cluster.settle()

    assert gone_from_the_map
    assert {name: 404 if at == target else 200 for name, at in before.items()} == statuses
    assert before == located(cluster)
    expect_all(cluster)


def test_a_killed_target_stays_in_the_map_for_a_while(tmp_path: Path) -> None:
    """Its address is still given, and refuses; it cannot be listed without it; then the map has it no more."""
    with LocalCluster(dead_after=3600) as cluster:
        ask(cluster.endpoint, "POST", "/v1/buckets/b", {"action": "create-bck"})
        for name in NAMES[:30]:
            put(cluster, name, name)
        target = cluster.targets[1].id
        lost = next(name for name, at in located(cluster).items() if at == target)
        cluster.kill_target(target)
        list_status = ask(cluster.endpoint, "GET", "/v1/buckets/b", {"action": "list", "value": {}}).status

        with pytest.raises(ConnectionRefusedError):
            get(cluster, lost)
        assert target in cluster.smap["tmap"]
        assert 503 == list_status
        cluster.start_target(target)
        assert lost.encode() == get(cluster, lost).content


def test_a_killed_target_leaves_the_map_and_returns_with_what_it_held(cluster: LocalCluster) -> None:
    """What was written meanwhile stays, also where it had an older one."""
    target = cluster.targets[1].id
    lost = [name for name, at in located(cluster).items() if at == target]
    cluster.kill_target(target)
    until(lambda: target not in cluster.smap["tmap"])
    cluster.settle()
    statuses = {get(cluster, name).status for name in lost}
    put(cluster, lost[0], "newer")
    cluster.start_target(target)
    newer = get(cluster, lost[0]).content
    cluster.settle()

    assert {404} == statuses
    assert b"newer" == newer == get(cluster, lost[0]).content
    assert NAMES == listed(cluster)
    assert [name.encode() for name in lost[1:]] == [get(cluster, name).content for name in lost[1:]]


def test_versions_go_on_while_objects_move(cluster: LocalCluster) -> None:
    """A PUT right after a change counts from the version that is still elsewhere, and keeps its metadata."""
    cluster.add_target()
    answers = [put(cluster, name, "second") for name in NAMES]
    patched = follow(cluster.endpoint, "PATCH", f"/v1/objects/b/{NAMES[0]}", {"value": {"more": "x"}}).status
    cluster.settle()

    assert ["2"] * len(NAMES) == [answer.header("Ais-Version") for answer in answers]
    assert 200 == patched
    assert {"c=second", "more=x"} == set(get(cluster, NAMES[0]).headers("Ais-Custom-Md"))


def test_what_is_removed_or_renamed_while_objects_move_does_not_come_back(cluster: LocalCluster) -> None:
    """Neither at the old nor at the new target."""
    cluster.add_target()
    for name in NAMES[::2]:
        assert 200 == follow(cluster.endpoint, "DELETE", f"/v1/objects/b/{name}").status
    message = {"action": "rename-obj", "name": "renamed"}
    assert 200 == follow(cluster.endpoint, "POST", f"/v1/objects/b/{NAMES[1]}", message).status
    cluster.settle()

    assert sorted([*NAMES[3::2], "renamed"]) == listed(cluster)
    assert NAMES[1].encode() == get(cluster, "renamed").content


def test_an_upload_in_parts_goes_on_at_the_new_target(cluster: LocalCluster) -> None:
    """Begun before the map changed, completed after."""
    path = "/v1/objects/b/upload"
    ids = [follow(cluster.endpoint, "POST", f"{path}{n}", {"action": "mpt-upload"}).content.decode() for n in range(8)]

    def part(number: int) -> list[int]:
        found = enumerate(ids)
        query = [f"{path}{n}?uploadId={id}&partNumber={number}" for n, id in found]
        return [follow(cluster.endpoint, "PUT", target, b"part %d;" % number).status for target in query]

    first = part(1)
    cluster.add_target()
    second = part(2)
    message = {"action": "mpt-complete", "value": [{"part-number": 1, "etag": ""}, {"part-number": 2, "etag": ""}]}
    done = [follow(cluster.endpoint, "POST", f"{path}{n}?uploadId={id}", message).status for n, id in enumerate(ids)]
    cluster.settle()

    assert [[200] * 8] * 3 == [first, second, done]
    assert {b"part 1;part 2;"} == {get(cluster, f"upload{n}").content for n in range(8)}


def test_a_request_that_was_redirected_by_an_older_map_finds_its_object(cluster: LocalCluster) -> None:
    """At its former target, for reading and for writing, also when everything has moved."""
    first = {name: ask(cluster.endpoint, "GET", f"/v1/objects/b/{name}") for name in NAMES}
    target = cluster.add_target().id
    cluster.settle()
    moved = next(name for name, at in located(cluster).items() if at == target)
    path = f"/v1/objects/b/{moved}?{first[moved].location.partition('?')[2]}"
    read = ask(first[moved].leads_to, "GET", path)
    written = ask(first[moved].leads_to, "PUT", path, b"by the old way")

    assert (moved.encode(), "2") == (read.content, written.header("Ais-Version"))
    assert b"by the old way" == get(cluster, moved).content
    assert NAMES == listed(cluster)


def test_a_cluster_that_is_killed_while_objects_move_has_all_of_them(tmp_path: Path) -> None:
    """Started again, each is where it belongs."""
    names = [f"o{number:04}" for number in range(600)]
    command = [sys.executable, "-m", "aistore_hl.local", "--targets=2", f"--dir={tmp_path}", "--control"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout
        told = dict(next(process.stdout).removeprefix("export ").strip().split("=", 1) for _ in range(3))
        control, endpoint = Control(told["AIS_CONTROL"], told["AIS_CONTROL_SECRET"]), told["AIS_ENDPOINT"]
        with Client(endpoint) as client:
            client.bucket("b").create().put_many((name, name.encode()) for name in names)
        for _ in range(2):
            control.add_target()
    finally:
        process.kill()
        process.communicate()
    with LocalCluster(dir=tmp_path) as cluster:
        with Client(cluster.endpoint) as client:
            found = {item.name: bytes(item.content).decode() for item in client.bucket("b").get_many(names)}

        assert 4 == len(cluster.targets)
        assert {name: name for name in names} == found


def test_the_control_port_does_the_same(cluster: LocalCluster) -> None:
    """Each method as that of the cluster; a stopped target is told of, and not in the map."""
    added = cluster.control.add_target()
    killed = cluster.control.kill_target(added.id)
    started = cluster.control.start_target(added.id)
    stopped = cluster.control.stop_target(added.id)
    again = cluster.control.start_target(added.id)
    gone = cluster.control.decommission_target(added.id)
    until(lambda: added.id not in {node.id for node in cluster.control.state().nodes})

    assert [True, False, True, False, True, True] == [n.is_up for n in (added, killed, started, stopped, again, gone)]
    assert [True, True, True, False, True] == [n.in_map for n in (added, killed, started, stopped, again)]
    with pytest.raises(KeyError):
        cluster.control.kill_target("nobody")
    expect_all(cluster)


@pytest.mark.parametrize("method", ["kill_target", "stop_target", "start_target", "decommission_target"])
def test_who_is_no_target_is_refused(method: str) -> None:
    """The proxy, and what nobody knows; and to start what runs."""
    with LocalCluster(1) as cluster:
        for name in ("nobody", cluster.proxy.id):
            with pytest.raises(KeyError):
                getattr(cluster, method)(name)
        if method == "start_target":
            with pytest.raises(KeyError):
                cluster.start_target(cluster.targets[0].id)
