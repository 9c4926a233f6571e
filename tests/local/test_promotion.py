"""Files of this machine that become objects: which are read, and what is told of them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from attrs import frozen

from aistore_hl.local import LocalCluster
from aistore_hl.local.quirks import QuirksName
from tests.local.http import Answer, ask, follow, until


@frozen
class Promoting:
    """A cluster with a bucket, and a folder whose files may become objects."""

    cluster: LocalCluster
    folder: Path

    def promote(self, path: Path | str, bucket: str = "b", **value: Any) -> Answer:
        """Ask for it."""
        message = {"action": "promote", "name": str(path), "value": {"src": str(path), **value}}
        return ask(self.cluster.endpoint, "POST", f"/v1/objects/{bucket}", message)

    def names(self) -> list[str]:
        """What is in the bucket."""
        answer = ask(self.cluster.endpoint, "GET", "/v1/buckets/b", {"action": "list", "value": {}})
        return [each["name"] for each in answer.document["entries"] or []]

    def get(self, name: str) -> Answer:
        """An object."""
        return follow(self.cluster.endpoint, "GET", f"/v1/objects/b/{name}")

    def job(self, answer: Answer) -> list[dict[str, Any]]:
        """What each target tells of a job, once it is over."""
        assert answer.status == 200, answer.content
        query = {"id": answer.content.decode()}

        def told() -> list[dict[str, Any]]:
            document = ask(self.cluster.endpoint, "GET", "/v1/cluster?what=qryxstats", query).document
            return [each for snapshots in document.values() for each in snapshots]

        until(lambda: all(each["is_idle"] for each in told()))
        return told()


def made(folder: Path, quirks: QuirksName | None = None, targets: int = 3) -> Iterator[Promoting]:
    with LocalCluster(targets, promotable=folder, quirks=quirks) as cluster:
        assert 200 == ask(cluster.endpoint, "POST", "/v1/buckets/b", {"action": "create-bck"}).status
        yield Promoting(cluster, folder)


@pytest.fixture
def promoting(tmp_path: Path) -> Iterator[Promoting]:
    yield from made(filled(tmp_path))


@pytest.fixture
def as_ais(tmp_path: Path) -> Iterator[Promoting]:
    """With the faults of AIS."""
    yield from made(filled(tmp_path), "ais")


def filled(tmp_path: Path) -> Path:
    folder = tmp_path / "promotable"
    (folder / "sub").mkdir(parents=True)
    for name in ("one", "two", "sub/three"):
        (folder / name).write_text(f"content of {name}")
    (tmp_path / "secret").write_text("not for others")
    return folder


@pytest.mark.parametrize("is_below", [False, True], ids=["itself", "a folder on the way"])
def test_a_link_that_leads_out_is_refused(promoting: Promoting, is_below: bool) -> None:
    """What it leads to is not read, and not removed."""
    outside = promoting.folder.parent
    (promoting.folder / "link").symlink_to(outside if is_below else outside / "secret")
    answer = promoting.promote(promoting.folder / ("link/secret" if is_below else "link"), dls=True)

    assert (400, "errInvalidPromoteSource") == (answer.status, answer.tcode)
    assert [] == promoting.names()
    assert (outside / "secret").exists()


def test_what_is_no_file_is_told_by_the_job_and_the_others_are_promoted(promoting: Promoting) -> None:
    """A link that leads out, one to a folder, and something that would never end to be read."""
    (promoting.folder / "out").symlink_to(promoting.folder.parent / "secret")
    (promoting.folder / "folder").symlink_to("sub")
    os.mkfifo(promoting.folder / "fifo")
    told = promoting.job(promoting.promote(promoting.folder, rcr=True))

    assert ["one", "sub/three", "two"] == promoting.names()
    errors = " ".join(each["err"] for each in told)
    assert "is no file" in errors or "leads out" in errors
    assert 3 == sum(int(each["stats"]["loc-objs"]) for each in told)


def test_a_job_tells_what_it_does(promoting: Promoting) -> None:
    """In the words of AIS."""
    told = promoting.job(promoting.promote(promoting.folder, obj="d/", rcr=True, ovw=True, dls=True))

    assert {f"src:{promoting.folder}, dst:d/, flags:recurs,overwrite,delete-src"} == {each["ctlmsg"] for each in told}
    assert {"promote"} == {each["kind"] for each in told}
    assert 3 == len(told)


def test_of_many_files_one_target_makes_a_job_too(promoting: Promoting) -> None:
    """More than 16; the others do not tell of it."""
    for number in range(17):
        (promoting.folder / "sub" / str(number)).write_text("x")
    target = promoting.cluster.targets[0].id
    told = promoting.job(promoting.promote(promoting.folder / "sub", tid=target))

    assert 1 == len(told)
    assert "18" == told[0]["stats"]["loc-objs"]
    assert 18 == len(promoting.names())


def test_a_cluster_of_one_target_promotes_few_files_at_once(tmp_path: Path) -> None:
    """There is no job."""
    for promoting in made(filled(tmp_path), targets=1):
        answer = promoting.promote(promoting.folder, rcr=True)

        assert (200, b"") == (answer.status, answer.content)
        assert ["one", "sub/three", "two"] == promoting.names()


def test_a_file_that_replaces_an_object_is_one_version(promoting: Promoting) -> None:
    """And with AIS's faults more than one, as each target stores it."""
    for _ in range(2):
        promoting.promote(promoting.folder / "one", ovw=True)

    assert "2" == promoting.get("one").header("Ais-Version")


def test_with_quirks_each_target_stores_a_file(as_ais: Promoting) -> None:
    """So that its version goes up by more; not where one target is named."""
    as_ais.promote(as_ais.folder / "one", ovw=True)
    as_ais.promote(as_ais.folder / "two", ovw=True, tid=as_ais.cluster.targets[0].id)

    assert ["2", "1"] == [as_ais.get(name).header("Ais-Version") for name in ("one", "two")]


def test_a_source_stays_where_the_object_is_kept(promoting: Promoting) -> None:
    """It is nowhere else."""
    follow(promoting.cluster.endpoint, "PUT", "/v1/objects/b/one", b"before")
    promoting.promote(promoting.folder / "one", dls=True)

    assert b"before" == promoting.get("one").content
    assert (promoting.folder / "one").exists()


def test_with_quirks_a_source_is_removed_that_nobody_stored(as_ais: Promoting) -> None:
    """The object is another one."""
    follow(as_ais.cluster.endpoint, "PUT", "/v1/objects/b/one", b"before")
    as_ais.promote(as_ais.folder / "one", dls=True)

    assert b"before" == as_ais.get("one").content
    assert not (as_ais.folder / "one").exists()


def test_a_bucket_can_refuse_it(promoting: Promoting) -> None:
    """By its bit of `access`."""
    value = {"access": str((1 << 64) - 1 - 64)}
    ask(promoting.cluster.endpoint, "PATCH", "/v1/buckets/b", {"action": "set-bprops", "value": value})
    answer = promoting.promote(promoting.folder / "one")

    assert (403, "ErrBucketAccessDenied") == (answer.status, answer.tcode)


def test_files_are_promoted_into_a_bucket_that_is_somewhere_else(tmp_path: Path) -> None:
    """They are written there."""
    (tmp_path / "cloud" / "data").mkdir(parents=True)
    folder = filled(tmp_path)
    with LocalCluster(promotable=folder, backends={"aws": tmp_path / "cloud"}) as cluster:
        answer = Promoting(cluster, folder).promote(folder / "one", "data?provider=aws")

    assert 200 == answer.status
    assert "content of one" == (tmp_path / "cloud" / "data" / "one").read_text()


def test_without_the_folder_nothing_is_promoted(tmp_path: Path) -> None:
    """It is said that it is not there."""
    for promoting in made(tmp_path / "absent"):
        answer = promoting.promote(promoting.folder / "one")

        assert 400 == answer.status
        assert "does not exist" in answer.document["message"]


def test_the_folder_is_that_of_ais_where_none_is_given(promoting: Promoting) -> None:
    """And an empty name is none."""
    with LocalCluster(1) as cluster:
        ask(cluster.endpoint, "POST", "/v1/buckets/b", {"action": "create-bck"})
        answer = Promoting(cluster, promoting.folder).promote(promoting.folder / "one")
    with pytest.raises(ValueError, match="has no name"):
        LocalCluster(1, promotable="")

    assert "must be under /var/lib/ais/promote" in answer.document["message"]


def test_a_cluster_that_is_a_process_has_its_folder(promoting: Promoting) -> None:
    """As one in this process has."""
    with LocalCluster.process(1, promotable=promoting.folder) as process:
        ask(process.endpoint, "POST", "/v1/buckets/b", {"action": "create-bck"})
        message = {"action": "promote", "name": str(promoting.folder / "one"), "value": {}}
        answer = ask(process.endpoint, "POST", "/v1/objects/b", message)

    assert 200 == answer.status, answer.content
