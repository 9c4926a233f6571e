"""What is beside objects, copies and slices, when the cluster map changes: none is lost, and none counted as more."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from aistore_hl.local import LocalCluster
from aistore_hl.local.store import COPY, SLICE
from aistore_hl.local.store import beside as numbered
from tests.local.http import ask, follow, until
from tests.local.jobs.waiting import act, names, store

_IDS: Final = ("t1", "t2", "t3", "t4")
_CONTENT: Final = {f"o{number}": b"%d" % number * (50 if number % 2 else 3_000) for number in range(8)}
_PROPS: Final = {
    "copies": {"mirror": {"enabled": True, "copies": 2}},
    "slices": {"ec": {"enabled": True, "data_slices": 1, "parity_slices": 1, "objsize_limit": 1_000}},
}


@pytest.fixture(params=["memory", "disk"])
def cluster(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[LocalCluster]:
    """Four targets, and a bucket for each kind of what is beside objects, small ones and others."""
    folder = None if request.param == "memory" else tmp_path / "kept"
    with LocalCluster(dir=folder, node_ids=_IDS, dead_after=0.05) as cluster:
        for bucket, props in _PROPS.items():
            assert 200 == act(cluster, "POST", bucket, "create-bck", props).status
            store(cluster, bucket, _CONTENT)
        until(lambda: is_idle(cluster))
        yield cluster


def is_idle(cluster: LocalCluster) -> bool:
    """Whether nothing is being copied or coded."""
    kinds = ("put-copies", "ec-put")
    asked = [ask(cluster.endpoint, "GET", "/v1/cluster?what=qryxstats", {"kind": kind}).document for kind in kinds]
    return all(each["is_idle"] for jobs in asked for listed in jobs.values() for each in listed)


def beside(cluster: LocalCluster, bucket: str, what: int) -> dict[str, list[str]]:
    """At which targets of the map there is what, as the store has it."""
    state = cluster._running.state

    def look() -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        number = next(each.number for each in state.buckets if each.address.name == bucket)
        for target in state.membership.targets:
            for name, _ in state.kept.table(target, numbered(number, what)).scan(b"", None):
                found.setdefault(name.decode(), []).append(target)
        return found

    return cluster._running.call(look)


def owners(cluster: LocalCluster, bucket: str) -> dict[str, str]:
    """To which targets objects belong."""
    found = {name: ask(cluster.endpoint, "GET", f"/v1/objects/{bucket}/{name}").leads_to for name in _CONTENT}
    origins = {each.origin: each.id for each in cluster.targets}
    return {name: origins[origin] for name, origin in found.items()}


def assert_protected(cluster: LocalCluster) -> None:
    """A copy of each object is with it; its slices, two of large ones and one of small, are at other targets."""
    homes = owners(cluster, "copies")
    assert {name: [home] for name, home in homes.items()} == beside(cluster, "copies", COPY)
    homes, slices = owners(cluster, "slices"), beside(cluster, "slices", SLICE)
    assert {name: 1 if len(each) < 1_000 else 2 for name, each in _CONTENT.items()} == {
        name: len(targets) for name, targets in slices.items()
    }
    assert not [name for name, targets in slices.items() if homes[name] in targets]


def assert_all(cluster: LocalCluster) -> None:
    """All objects are there, and once in lists."""
    for bucket in _PROPS:
        assert list(_CONTENT) == names(cluster, bucket)
        assert_readable(cluster, bucket)


def assert_readable(cluster: LocalCluster, bucket: str) -> None:
    """All objects are there, or come back."""
    for name, content in _CONTENT.items():
        answer = follow(cluster.endpoint, "GET", f"/v1/objects/{bucket}/{name}")
        assert (200, content) == (answer.status, answer.content), (bucket, name)


def changed(cluster: LocalCluster, change: str) -> None:
    """Change the map, and wait."""
    {
        "comes": lambda _: cluster.add_target(),
        "rests": cluster.maintain,
        "goes": cluster.decommission_target,
    }[change]("t2")
    assert_all(cluster)
    entries = act(cluster, "GET", "copies", "list", {"props": "name,copies"}).document["entries"]
    assert {2} == {each["copies"] for each in entries}
    cluster.settle()
    until(lambda: change != "goes" or "t2" not in cluster.smap["tmap"])


@pytest.mark.parametrize("change", ["comes", "rests", "goes"])
def test_what_is_beside_objects_follows_them(cluster: LocalCluster, change: str) -> None:
    """While they move, too; afterwards one target may be lost, with all objects and slices on it."""
    assert_protected(cluster)
    changed(cluster, change)
    assert_protected(cluster)
    cluster.lose("t1")
    assert_readable(cluster, "slices")


def test_what_a_target_returns_with_is_put_right(cluster: LocalCluster) -> None:
    """Copies and slices of versions that were overwritten are gone, and those of the others are where they belong."""
    cluster.kill_target("t2")
    until(lambda: "t2" not in cluster.smap["tmap"])
    cluster.settle()
    for bucket in _PROPS:
        store(cluster, bucket, dict.fromkeys(_CONTENT, b"other"))
        store(cluster, bucket, _CONTENT)
    until(lambda: is_idle(cluster))
    assert_protected(cluster)
    cluster.start_target("t2")
    assert_all(cluster)
    cluster.settle()
    assert_all(cluster)
    assert_protected(cluster)
