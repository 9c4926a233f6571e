"""Archives that are made of many objects by a job."""

from __future__ import annotations

from collections import Counter
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


@pytest.fixture
def other(shared: LocalCluster, bucket: str) -> str:
    """Another bucket."""
    name = f"{bucket}-other"
    assert 200 == ask(shared.endpoint, "POST", f"/v1/buckets/{name}", {"action": "create-bck"}).status
    return name


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
    """Whatever target holds them; the job counts the archive, and what went to its target."""
    name = f"s.{format}"
    found = wait(shared, make(shared, filled, archname=name, template="dir/o{2..4}"))
    got = follow(shared.endpoint, "GET", f"/v1/objects/{filled}/{name}")

    assert {f"dir/o{number}": b"%d" % number * 100_000 for number in (2, 3, 4)} == read(got.content)
    sums = Counter[str]()
    for each in found:
        sums.update({count: int(value) for count, value in each["stats"].items()})
    assert (1, len(got.content)) == (sums["loc-objs"], sums["loc-bytes"])
    assert (sums["out-objs"], sums["out-bytes"]) == (sums["in-objs"], sums["in-bytes"])
    assert 0 <= sums["out-objs"] <= 3
    assert sums["out-bytes"] == 100_000 * sums["out-objs"]


def test_what_was_in_a_tar_is_not_counted_again(shared: LocalCluster, filled: str) -> None:
    """Of one that is continued, only what was added; each member stays where it is, or goes to the archive's target."""
    wait(shared, make(shared, filled, archname="s.tar", objnames=["dir/o1"]))
    found = wait(shared, make(shared, filled, archname="s.tar", objnames=["dir/o2"], aate=True))
    got = follow(shared.endpoint, "GET", f"/v1/objects/{filled}/s.tar")

    first = 512 + 100_352 + 1024
    assert len(got.content) == 2 * (first - 1024) + 1024
    assert 2 * first == sum(int(each["stats"]["loc-bytes"]) for each in found)


def test_names_in_the_archive(shared: LocalCluster, filled: str) -> None:
    """With the bucket's before them, without folders, or both; what is there can be continued."""
    wait(shared, make(shared, filled, archname="s.tar", objnames=["dir/o1"], isbn=True))
    wait(shared, make(shared, filled, archname="s.tar", objnames=["dir/o2", "dir/o0"], bnonly=True, aate=True))
    got = follow(shared.endpoint, "GET", f"/v1/objects/{filled}/s.tar")

    assert [f"{filled}/dir/o1", "o2", "o0"] == list(read(got.content))


@pytest.mark.parametrize("coer", [False, True])
def test_a_missing_object_is_an_error_of_the_job(shared: LocalCluster, filled: str, coer: bool) -> None:
    """Told by the target that would have it; the archive has the others, also where it was not said to go on."""
    names = ["dir/o1", "no such"]
    found = wait(shared, make(shared, filled, archname="s.tar", objnames=names, coer=coer))
    got = follow(shared.endpoint, "GET", f"/v1/objects/{filled}/s.tar")

    assert ["no such does not exist"] == [each["err"].partition(f"{filled}/")[2] for each in found if each["err"]]
    assert ["dir/o1"] == list(read(got.content))


def test_an_archive_of_nothing_is_not_made(shared: LocalCluster, filled: str) -> None:
    """That is an error of the target to which it belongs, and what is there stays as it is."""
    wait(shared, make(shared, filled, archname="s.tar", objnames=["dir/o1"]))
    wait(shared, make(shared, filled, archname="e.tar", template="nothing/"))
    found = wait(shared, make(shared, filled, archname="s.tar", template="nothing/", aate=True))
    statuses = [follow(shared.endpoint, "GET", f"/v1/objects/{filled}/{name}").status for name in ("e.tar", "s.tar")]

    assert [404, 200] == statuses
    assert any("empty o[" in each["err"] or "no new appends to o[" in each["err"] for each in found)


def test_a_job_of_one_bucket_goes_on_to_another(shared: LocalCluster, filled: str, other: str) -> None:
    """What made an archive in the same bucket makes the first that goes to another one too, and then no more here."""
    here = make(shared, filled, archname="s.tar", objnames=["dir/o1"])
    there = make(shared, filled, archname="s.tar", objnames=["dir/o1"], tobck={"name": other, "provider": "ais"})
    again = make(shared, filled, archname="t.tar", objnames=["dir/o1"])
    told = wait(shared, there)[0]
    wait(shared, again)

    assert here.content == there.content != again.content
    assert (filled, other, f"ais://{filled}=>ais://{other}") == (
        told["src-bck"]["name"],
        told["dst-bck"]["name"],
        told["ctlmsg"],
    )


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
