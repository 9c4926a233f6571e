"""Easy URLs: what they stand for, and the slash that AIS loses."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from aistore_hl.local import LocalCluster
from tests.local.http import Answer, ask


def browse(origin: str, method: str, target: str, body: bytes | None = None) -> Answer:
    """A request that follows wherever it is led, as curl does."""
    answer = ask(origin, method, target, body)
    if answer.status not in (301, 307):
        return answer
    parts = urlsplit(answer.location)
    return ask(answer.leads_to, method, f"{parts.path}?{parts.query}", body)


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[LocalCluster]:
    """A bucket `b`, and a bucket of Google's."""
    (tmp_path / "cloud").mkdir()
    (tmp_path / "cloud" / "o").write_text("google")
    with LocalCluster(backends={"gs": tmp_path}) as cluster:
        assert 200 == ask(cluster.endpoint, "POST", "/v1/buckets/b", {"action": "create-bck"}).status
        yield cluster


def test_an_object_is_put_read_and_removed(cluster: LocalCluster) -> None:
    """Under the same name as on the native path, slashes kept."""
    put = browse(cluster.endpoint, "PUT", "/ais/b/x/y/z", b"easy")
    native = browse(cluster.endpoint, "GET", "/v1/objects/b/x/y/z")
    found = [browse(cluster.endpoint, method, "/ais/b/x/y/z").status for method in ("HEAD", "GET", "DELETE", "GET")]

    assert (200, b"easy", [200, 200, 200, 404]) == (put.status, native.content, found)


def test_buckets_and_objects_are_listed(cluster: LocalCluster) -> None:
    """With a slash at the end or without; the properties of a bucket by HEAD."""
    browse(cluster.endpoint, "PUT", "/ais/b/o", b"x")

    for slash in ("", "/"):
        assert ["b"] == [each["name"] for each in ask(cluster.endpoint, "GET", f"/ais{slash}").document]
        assert ["o"] == [each["name"] for each in ask(cluster.endpoint, "GET", f"/ais/b{slash}").document["entries"]]
    assert ask(cluster.endpoint, "HEAD", "/ais/b").header("Ais-Bucket-Props")


def test_other_providers_by_their_short_names(cluster: LocalCluster) -> None:
    """`/gs` and `/az`; there is no `/aws`."""
    assert b"google" == browse(cluster.endpoint, "GET", "/gs/cloud/o").content
    assert [404, 400, 400] == [ask(cluster.endpoint, "GET", f"/{name}/b/o").status for name in ("az", "aws", "gcp")]


def test_what_they_cannot_mean_is_refused(cluster: LocalCluster) -> None:
    """A PUT without an object, and any at a target."""
    refused = ask(cluster.endpoint, "PUT", "/ais/b", b"x")

    assert (400, "/ais/b") == (refused.status, refused.document["url_path"])
    assert 400 == ask(cluster.targets[0].origin, "GET", "/ais/b/o").status


def test_with_quirks_the_first_slash_of_a_name_is_lost() -> None:
    """As on AIS 5.0: what is put as `x/y/z` is `xy/z`."""
    with LocalCluster(quirks="ais") as cluster:
        ask(cluster.endpoint, "POST", "/v1/buckets/b", {"action": "create-bck"})
        browse(cluster.endpoint, "PUT", "/ais/b/x/y/z", b"easy")

        assert ["xy/z"] == [each["name"] for each in ask(cluster.endpoint, "GET", "/ais/b").document["entries"]]
