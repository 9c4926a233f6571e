"""Listings, which are jobs too: what is told of them, for how long, and of how many."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from aistore_hl.local import LocalCluster
from tests.local.http import Answer, ask, follow, until

_COUNT = 5


@pytest.fixture(scope="module")
def lingering() -> Iterator[LocalCluster]:
    """A cluster whose jobs go on for a while, as those of AIS."""
    with LocalCluster(targets=3, quirks="ais") as cluster:
        yield cluster


@pytest.fixture
def named(lingering: LocalCluster, request: pytest.FixtureRequest) -> str:
    """A bucket of it with five objects of two bytes."""
    return _filled(lingering, request.node.name.partition("[")[0].replace("_", "-"))


@pytest.fixture
def filled(shared: LocalCluster, bucket: str) -> str:
    """The same in a cluster whose jobs end at once."""
    _put(shared, bucket)
    return bucket


def _filled(cluster: LocalCluster, name: str) -> str:
    assert 200 == ask(cluster.endpoint, "POST", f"/v1/buckets/{name}", {"action": "create-bck"}).status
    _put(cluster, name)
    return name


def _put(cluster: LocalCluster, name: str) -> None:
    for number in range(_COUNT):
        follow(cluster.endpoint, "PUT", f"/v1/objects/{name}/o{number}", b"%02d" % number)


def page(cluster: LocalCluster, bucket: str, **value: Any) -> dict[str, Any]:
    """A page of the bucket."""
    answer = ask(cluster.endpoint, "GET", f"/v1/buckets/{bucket}", {"action": "list", "value": value})
    assert 200 == answer.status
    document: dict[str, Any] = answer.document
    return document


def told(cluster: LocalCluster, id: str) -> Answer:
    """What is told of a job."""
    return ask(cluster.endpoint, "GET", "/v1/cluster?what=qryxstats", {"id": id})


def sums(cluster: LocalCluster, id: str) -> tuple[int, int]:
    """How many entries all targets have counted, and of how many bytes."""
    stats = [each["stats"] for listed in told(cluster, id).document.values() for each in listed]
    return sum(int(each["loc-objs"]) for each in stats), sum(int(each["loc-bytes"]) for each in stats)


def running(cluster: LocalCluster) -> str:
    """The jobs that run."""
    return ask(cluster.endpoint, "GET", "/v1/cluster?what=running_all", {}).content.decode()


@pytest.mark.parametrize(
    ("props", "expected"), [("name", (5, 0)), ("name,size", (10, 10)), ("name,checksum", (10, 10))], ids=str
)
def test_a_listing_counts_its_entries(shared: LocalCluster, filled: str, props: str, expected: tuple[int, int]) -> None:
    """Once, and again with their sizes where more than names is told."""
    assert expected == sums(shared, page(shared, filled, props=props)["uuid"])


def test_a_listing_runs_until_its_last_page(shared: LocalCluster, filled: str) -> None:
    """All of its pages are of one job, which is over after the last one."""
    first = page(shared, filled, pagesize=3)
    at_first = running(shared)
    page(shared, filled, pagesize=3, uuid=first["uuid"], continuation_token=first["continuation_token"])
    snapshots = [each for listed in told(shared, first["uuid"]).document.values() for each in listed]

    assert f"list[{first['uuid']}]" in at_first
    assert first["uuid"] not in running(shared)
    assert (2 * _COUNT, 2 * _COUNT) == sums(shared, first["uuid"])
    assert all(each["is_idle"] and not each["aborted"] for each in snapshots)


def test_a_listing_lingers_as_that_of_ais(lingering: LocalCluster, named: str) -> None:
    """It goes on after its last page, until nobody waits any more, or its bucket is removed."""
    quiet, cut = (page(lingering, named)["uuid"] for _ in range(2))
    at_first = running(lingering)
    ask(lingering.endpoint, "DELETE", f"/v1/buckets/{named}", {"action": "destroy-bck"})
    snapshots = [each for listed in told(lingering, cut).document.values() for each in listed]

    assert quiet in at_first
    assert cut in at_first
    assert cut not in running(lingering)
    assert all(each["aborted"] for each in snapshots)


def test_a_listing_ends_when_nobody_waits_any_more(lingering: LocalCluster, named: str) -> None:
    """At its last page; one of which more may be asked for goes on."""
    done, more = page(lingering, named)["uuid"], page(lingering, named, pagesize=2)["uuid"]
    lingers = lingering.job_linger
    lingering.job_linger = 0.0
    left = running(lingering)
    lingering.job_linger = lingers

    assert done not in left
    assert more in left


def test_listings_do_not_pile_up(shared: LocalCluster, filled: str) -> None:
    """Hundreds of them, some left in the middle, leave no more than a hundred, and no other job is forgotten."""
    job = ask(
        shared.endpoint,
        "DELETE",
        f"/v1/buckets/{filled}",
        {"action": "delete-listrange", "value": {"objnames": ["o0"]}},
    )
    until(lambda: "0001-01-01" not in told(shared, job.content.decode()).content.decode())
    ids = [page(shared, filled, pagesize=2 + number % 9)["uuid"] for number in range(250)]
    everything = ask(shared.endpoint, "GET", "/v1/cluster?what=qryxstats", {}).content.decode()

    assert [True] * 100 == [id in everything for id in ids[-100:]]
    assert not any(id in everything for id in ids[:-100])
    assert job.content.decode() in everything


def test_the_id_of_another_job_makes_no_listing_of_it(shared: LocalCluster, filled: str) -> None:
    """Whoever lists with it is answered, and the job stays what it is."""
    value = {"action": "delete-listrange", "value": {"objnames": ["o0"]}}
    job = ask(shared.endpoint, "DELETE", f"/v1/buckets/{filled}", value).content.decode()
    listed = page(shared, filled, uuid=job)
    kinds = {each["kind"] for told_by in told(shared, job).document.values() for each in told_by}

    assert job == listed["uuid"]
    assert {"delete-listrange"} == kinds


def test_a_target_that_is_asked_alone_tells_alone(shared: LocalCluster, filled: str) -> None:
    """Of a listing that it was asked for by itself."""
    target, other = shared.targets[:2]
    value = {"action": "list", "value": {"uuid": "AbCdEfGhI"}}
    answer = ask(target.origin, "GET", f"/v1/buckets/{filled}", value)
    document = told(shared, "AbCdEfGhI").document

    assert 200 == answer.status
    assert 1 == len(document[target.id])
    assert not document[other.id]
