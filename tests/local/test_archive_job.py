"""Archives that are made of many objects by a job."""

from __future__ import annotations

from typing import Any

import pytest

from aistore_hl.local import LocalCluster
from tests.local.http import Answer, ask, follow, until
from tests.local.test_archives import FORMATS, read


@pytest.fixture
def filled(shared: LocalCluster, bucket: str) -> str:
    """A bucket with ten objects, on all targets."""
    for number in range(10):
        follow(shared.endpoint, "PUT", f"/v1/objects/{bucket}/dir/o{number}", b"%d" % number * 100_000)
    return bucket


def make(cluster: LocalCluster, bucket: str, **value: Any) -> Answer:
    """Begin to make an archive in the same bucket."""
    message = {"action": "archive", "value": {"tobck": {"name": bucket, "provider": "ais"}, **value}}
    return ask(cluster.endpoint, "PUT", f"/v1/buckets/{bucket}", message)


def snapshots(cluster: LocalCluster, job: str) -> list[dict[str, Any]]:
    """What all targets tell of a job."""
    query = {"id": job, "kind": "", "bck": {}, "show_active": None}
    document = ask(cluster.endpoint, "GET", "/v1/cluster?what=qryxstats", query).document
    return [each for listed in document.values() for each in listed]


def wait(cluster: LocalCluster, answer: Answer) -> list[dict[str, Any]]:
    """Until the job is idle."""
    assert 200 == answer.status, answer.content
    job = answer.content.decode()
    until(lambda: all(each["is_idle"] for each in snapshots(cluster, job)))
    return snapshots(cluster, job)


@pytest.mark.parametrize("format", FORMATS)
def test_an_archive_of_a_range(shared: LocalCluster, filled: str, format: str) -> None:
    """Whatever target holds them; the job counts them."""
    name = f"s.{format}"
    found = wait(shared, make(shared, filled, archname=name, template="dir/o{2..4}"))
    got = follow(shared.endpoint, "GET", f"/v1/objects/{filled}/{name}")

    assert {f"dir/o{number}": b"%d" % number * 100_000 for number in (2, 3, 4)} == read(got.content)
    assert 3 == sum(int(each["stats"]["loc-objs"]) for each in found)


def test_names_in_the_archive(shared: LocalCluster, filled: str) -> None:
    """With the bucket's before them, without folders, or both; what is there can be continued."""
    wait(shared, make(shared, filled, archname="s.tar", objnames=["dir/o1"], isbn=True))
    wait(shared, make(shared, filled, archname="s.tar", objnames=["dir/o2", "dir/o0"], bnonly=True, aate=True))
    got = follow(shared.endpoint, "GET", f"/v1/objects/{filled}/s.tar")

    assert [f"{filled}/dir/o1", "o2", "o0"] == list(read(got.content))


@pytest.mark.parametrize("coer", [False, True])
def test_a_missing_object_is_an_error_of_the_job(shared: LocalCluster, filled: str, coer: bool) -> None:
    """And there is no archive, unless it is to go on."""
    names = ["dir/o1", "no such"]
    found = wait(shared, make(shared, filled, archname="s.tar", objnames=names, coer=coer))
    got = follow(shared.endpoint, "GET", f"/v1/objects/{filled}/s.tar")

    assert any("no such does not exist" in each["err"] for each in found)
    assert (200 if coer else 404) == got.status
    assert not coer or list(read(got.content)) == ["dir/o1"]


@pytest.mark.parametrize(
    ("value", "status"),
    [
        ({"archname": "s"}, 400),
        ({"archname": "s.tar", "mime": "foo"}, 400),
        ({"archname": "s.tar", "mime": ".zip"}, 400),
        ({"archname": "s.tar", "tobck": None}, 400),
        ({"archname": "s.tar", "tobck": {"name": "no-such-bucket", "provider": "ais"}}, 404),
        ({"archname": "../s.tar"}, 400),
        ({"archname": "s.tar", "unknown": 1}, 400),
    ],
    ids=str,
)
def test_what_is_refused(shared: LocalCluster, bucket: str, value: dict[str, Any], status: int) -> None:
    """Before a job is begun."""
    assert status == make(shared, bucket, **{"objnames": ["o"], **value}).status
