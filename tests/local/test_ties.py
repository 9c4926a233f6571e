"""Buckets of the cluster that take their objects from somewhere else: the property `backend_bck`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from attrs import frozen

from aistore_hl.local import LocalCluster
from tests.local.http import Answer, ask, follow, until

UNTIED = {"name": "", "provider": "", "namespace": {"uuid": "", "name": ""}}


@frozen
class Tie:
    """A cluster, and the folder of the bucket that stands behind `b`."""

    endpoint: str
    folder: Path

    def bucket(self, method: str, action: str, value: Any = None, name: str = "b", query: str = "") -> Answer:
        """A request about a bucket."""
        return ask(self.endpoint, method, f"/v1/buckets/{name}{query}", {"action": action, "value": value})

    def object(self, method: str, name: str, body: Any = None, bucket: str = "b", query: str = "") -> Answer:
        """A request about an object, followed to its target."""
        return follow(self.endpoint, method, f"/v1/objects/{bucket}/{name}{query}", body)

    def props(self, name: str = "b") -> dict[str, Any]:
        """Properties of a bucket."""
        found = ask(self.endpoint, "HEAD", f"/v1/buckets/{name}").header("Ais-Bucket-Props")
        assert found
        return dict(Answer("", 200, [], found.encode()).document)

    def names(self, flags: int = 0, name: str = "b") -> list[tuple[str, int]]:
        """Names and flags of a listing."""
        entries = self.bucket("GET", "list", {"flags": str(flags)}, name).document["entries"] or []
        return [(each["name"], each.get("flags", 0)) for each in entries]


@pytest.fixture
def cloud(tmp_path: Path) -> Iterator[Tie]:
    """Nothing is tied yet."""
    (tmp_path / "cloud" / "data").mkdir(parents=True)
    (tmp_path / "cloud" / "data" / "one").write_text("first")
    with LocalCluster(backends={"aws": tmp_path / "cloud"}) as cluster:
        yield Tie(cluster.endpoint, tmp_path / "cloud" / "data")


@pytest.fixture
def tie(cloud: Tie) -> Tie:
    """A bucket that was tied when it was there already."""
    cloud.bucket("POST", "create-bck")
    assert 200 == cloud.bucket("PATCH", "set-bprops", {"backend_bck": {"name": "data", "provider": "s3"}}).status
    return cloud


def test_properties_name_what_is_behind_and_versions_are_counted_there(tie: Tie) -> None:
    """By the provider's own name."""
    props = tie.props()

    assert {"name": "data", "provider": "aws", "namespace": {"uuid": "", "name": ""}} == props["backend_bck"]
    assert ("ais", False) == (props["provider"], props["versioning"]["enabled"])


def test_a_bucket_can_be_tied_when_it_is_made(cloud: Tie) -> None:
    """It reads what is there."""
    assert 200 == cloud.bucket("POST", "create-bck", {"backend_bck": {"name": "data", "provider": "aws"}}).status
    assert b"first" == cloud.object("GET", "one").content


def test_a_get_fetches_and_keeps(tie: Tie) -> None:
    """Under the name of the bucket that was asked for; the one behind has no copy of it."""
    before = tie.names()
    content = tie.object("GET", "one").content
    (tie.folder / "one").unlink()

    assert ([("one", 0)], b"first") == (before, content)
    assert b"first" == tie.object("GET", "one").content
    assert [("one", 64)] == tie.names(flags=1)
    assert 404 == tie.object("HEAD", "one", bucket="data", query="?provider=aws&presence=2").status


def test_a_put_and_a_delete_happen_there_too(tie: Tie) -> None:
    """As with the bucket itself."""
    tie.object("PUT", "two", b"second")
    stored = (tie.folder / "two").read_bytes()
    deleted = tie.object("DELETE", "two").status

    assert (b"second", 200) == (stored, deleted)
    assert not (tie.folder / "two").exists()


def test_copies_can_be_evicted(tie: Tie) -> None:
    """Of one object, and of all; with `keep_bck_md` the bucket stays."""
    tie.object("GET", "one")
    evicted = tie.object("DELETE", "one", {"action": "evict-listrange"}).status
    after = tie.names(flags=1)
    tie.object("GET", "one")
    tie.bucket("DELETE", "evict-remote-bck", query="?keep_bck_md=true")

    assert (200, []) == (evicted, after)
    assert [("one", 0)] == tie.names()
    assert (tie.folder / "one").exists()


def test_what_is_only_there_is_prefetched(tie: Tie) -> None:
    """By a job."""
    assert 200 == tie.bucket("POST", "prefetch-listrange", {"objnames": ["one"]}).status
    until(lambda: tie.names(flags=1) == [("one", 64)])


def test_an_untied_bucket_keeps_what_is_here(tie: Tie) -> None:
    """And takes no more."""
    (tie.folder / "two").write_text("second")
    tie.object("GET", "one")
    half = tie.bucket("PATCH", "set-bprops", {"backend_bck": {"name": ""}}).status
    whole = tie.bucket("PATCH", "set-bprops", {"backend_bck": UNTIED}).status

    assert (400, 200) == (half, whole)
    assert b"first" == tie.object("GET", "one").content
    assert 404 == tie.object("GET", "two").status
    assert 400 == tie.object("DELETE", "one", {"action": "evict-listrange"}).status


def test_a_bucket_that_is_destroyed_leaves_the_one_behind(tie: Tie) -> None:
    """With all that is in it."""
    assert 200 == tie.bucket("DELETE", "destroy-bck").status
    assert "first" == (tie.folder / "one").read_text()


def test_a_renamed_bucket_stays_tied(tie: Tie) -> None:
    """A copy of it is not."""
    tie.object("GET", "one")
    for action, name in (("copy-bck", "copy"), ("move-bck", "new")):
        answer = tie.bucket("POST", action, {}, query=f"?bck_to=ais/@%23/{name}/")
        assert 200 == answer.status, answer.content
        finish(tie, answer.content.decode())

    assert ["data", ""] == [tie.props(name)["backend_bck"]["name"] for name in ("new", "copy")]
    assert [("one", 64)] == tie.names(name="copy")
    assert b"first" == tie.object("GET", "one", bucket="new").content


def finish(tie: Tie, job: str) -> None:
    def is_over() -> bool:
        snapshots = ask(tie.endpoint, "GET", "/v1/cluster?what=qryxstats", {"id": job}).document
        return all(each["is_idle"] for listed in snapshots.values() for each in listed)

    until(is_over)


def test_what_cannot_be_behind_a_bucket_is_refused(cloud: Tie) -> None:
    """One of the cluster itself, of a provider that is not there or none at all, one that is not there; a bucket that
    is remote itself."""
    cloud.bucket("POST", "create-bck")
    behind = [("x", "ais"), ("x", "gcp"), ("x", "foo"), ("absent", "aws"), ("", "aws")]
    statuses = [
        cloud.bucket("PATCH", "set-bprops", {"backend_bck": {"name": name, "provider": provider}}).status
        for name, provider in behind
    ]
    value = {"backend_bck": {"name": "data", "provider": "aws"}}
    statuses.append(cloud.bucket("PATCH", "set-bprops", value, "data", "?provider=aws").status)

    assert [400, 404, 400, 404, 400, 400] == statuses
    assert UNTIED == cloud.props()["backend_bck"]


@pytest.mark.parametrize("quirks", [None, "ais"])
def test_a_bucket_of_another_cluster_is_reached_but_with_quirks(quirks: Any) -> None:
    """Where AIS reaches none, whatever is said of it."""
    with LocalCluster(1) as other, LocalCluster(2, quirks=quirks) as own:
        ask(other.endpoint, "POST", "/v1/buckets/far", {"action": "create-bck"})
        follow(other.endpoint, "PUT", "/v1/objects/far/o", b"from afar")
        own.attach("there", other.endpoint)
        tie = Tie(own.endpoint, Path())
        tie.bucket("POST", "create-bck")
        value = {"backend_bck": {"name": "far", "provider": "ais", "namespace": {"uuid": "there", "name": ""}}}
        tied = tie.bucket("PATCH", "set-bprops", value).status
        answer = tie.object("GET", "o")

    assert 200 == tied
    assert (b"from afar" if quirks is None else "ErrRemoteBucketOffline") == (
        answer.content if quirks is None else answer.tcode
    )


def test_a_tie_outlives_a_restart(tmp_path: Path) -> None:
    """As all properties do."""
    (tmp_path / "cloud" / "data").mkdir(parents=True)
    (tmp_path / "cloud" / "data" / "one").write_text("first")
    for is_first in (True, False):
        with LocalCluster(dir=tmp_path / "kept", backends={"aws": tmp_path / "cloud"}) as cluster:
            tie = Tie(cluster.endpoint, tmp_path)
            if is_first:
                tie.bucket("POST", "create-bck", {"backend_bck": {"name": "data", "provider": "aws"}})
            else:
                content = tie.object("GET", "one").content

    assert b"first" == content
