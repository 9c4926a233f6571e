"""Folders served as clouds: fetched, kept, written through, and never left."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from http.client import HTTPException
from pathlib import Path
from typing import Any

import pytest
from attrs import frozen

from aistore_hl.local import LocalCluster
from aistore_hl.local.backend.folder import FolderBackend
from tests.local.http import Answer, ask, follow, until

from .store.crashes import serving

EVICT = {"action": "evict-listrange"}


@frozen
class Cloud:
    """A cluster, and the folder of the one bucket that it serves as `aws`."""

    endpoint: str
    folder: Path

    def list(self, value: dict[str, Any] | None = None) -> list[tuple[str, int, int]]:
        """Name, size and flags of what a listing shows."""
        answer = ask(self.endpoint, "GET", "/v1/buckets/data?provider=aws", {"action": "list", "value": value or {}})
        entries = answer.document["entries"] or []
        return [(each["name"], int(each.get("size", 0)), each.get("flags", 0)) for each in entries]

    def send(self, method: str, name: str, body: Any = None, query: str = "", **fields: str) -> Answer:
        """A request about one object, followed to its target."""
        target = f"/v1/objects/data/{name}?provider=aws{query}"
        given = [(key.replace("_", "-"), value) for key, value in fields.items()]
        return follow(self.endpoint, method, target, body, given)

    def is_here(self, name: str) -> bool:
        """Whether a copy of the object is kept."""
        return 200 == self.send("HEAD", name, query="&presence=2").status


@pytest.fixture(params=["memory", "disk"])
def cloud(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Cloud]:
    """A bucket of three objects."""
    root = tmp_path / "cloud"
    (root / "data" / "dir").mkdir(parents=True)
    for name in ("top", "dir/one", "dir-two"):
        (root / "data" / name).write_text(f"content of {name}")
    kept = tmp_path / "kept" if request.param == "disk" else None
    with LocalCluster(dir=kept, backends={"s3": root}) as cluster:
        yield Cloud(cluster.endpoint, root / "data")


def test_the_folders_are_buckets_of_the_provider(cloud: Cloud) -> None:
    """And what=backends names it; other providers have none."""
    document = ask(cloud.endpoint, "GET", "/v1/buckets?provider=aws", {"action": "list"}).document

    assert ["data"] == [each["name"] for each in document]
    assert ["aws"] == ask(cloud.endpoint, "GET", "/v1/cluster?what=backends").document
    assert 400 == ask(cloud.endpoint, "GET", "/v1/buckets?provider=gcp", {"action": "list"}).status


def test_a_bucket_is_known_from_the_first_look_on(cloud: Cloud) -> None:
    """Until then `presence=2` is 404; one that is not there is never known."""
    head = "/v1/buckets/data?provider=aws"
    statuses = [ask(cloud.endpoint, "HEAD", head + more).status for more in ("&presence=2", "", "&presence=2")]

    assert [404, 200, 200] == statuses
    assert "ErrRemoteBckNotFound" == ask(cloud.endpoint, "HEAD", "/v1/buckets/nope?provider=aws").tcode


def test_a_cold_get_stores_and_sends(cloud: Cloud) -> None:
    """The second one is answered from here, also when the file is gone."""
    before, first = cloud.is_here("dir/one"), cloud.send("GET", "dir/one")
    (cloud.folder / "dir" / "one").unlink()
    second = cloud.send("GET", "dir/one")

    assert (False, True) == (before, cloud.is_here("dir/one"))
    assert b"content of dir/one" == first.content == second.content
    assert "source=aws" in first.headers("Ais-Custom-Md")


def test_a_cold_range_fetches_all_and_sends_the_range(cloud: Cloud) -> None:
    """The object is kept whole."""
    answer = cloud.send("GET", "top", Range="bytes=0-6")

    assert (206, b"content") == (answer.status, answer.content)
    assert b"content of top" == cloud.send("GET", "top").content


def test_head_of_what_is_not_here_tells_what_is_there(cloud: Cloud) -> None:
    """Size and source, `Ais-Present: false`, and nothing is fetched."""
    answer = cloud.send("HEAD", "top")

    assert ("14", "false") == (answer.header("Content-Length"), answer.header("Ais-Present"))
    assert not cloud.is_here("top")


@pytest.mark.parametrize(
    ("presence", "cold", "warm"),
    [(0, 200, 200), (1, 200, 200), (2, 404, 200), (3, 404, 200), (4, 404, 200), (5, 200, 400), (9, 200, 200)],
)
def test_presence(cloud: Cloud, presence: int, cold: int, warm: int) -> None:
    """Before and after a copy is here. Source: recorded on AIS 5.0 (02r head-presence-*)"""
    before = cloud.send("HEAD", "top", query=f"&presence={presence}").status
    cloud.send("GET", "top")

    assert (cold, warm) == (before, cloud.send("HEAD", "top", query=f"&presence={presence}").status)


def test_latest_is_told_and_fetched(cloud: Cloud) -> None:
    """A changed file: HEAD is 409 and GET has the new content; a removed one: 410, 404, and the copy stays."""
    cloud.send("GET", "top")
    (cloud.folder / "top").write_text("another content")
    stale, changed = cloud.send("GET", "top"), cloud.send("HEAD", "top", query="&latest-ver=true")
    latest = cloud.send("GET", "top", query="&latest-ver=true")
    (cloud.folder / "top").unlink()
    gone = [cloud.send(method, "top", query="&latest-ver=true").status for method in ("HEAD", "GET")]

    assert (b"content of top", 409, b"another content") == (stale.content, changed.status, latest.content)
    assert [410, 404] == gone
    assert b"another content" == cloud.send("GET", "top").content


def test_a_put_is_written_through(cloud: Cloud) -> None:
    """To the folder and to the copy, with folders that were missing."""
    answer = cloud.send("PUT", "new/deep/er", b"written")

    assert 200 == answer.status
    assert "written" == (cloud.folder / "new/deep/er").read_text()
    assert cloud.is_here("new/deep/er")


def test_a_put_that_is_not_what_was_announced_changes_nothing(cloud: Cloud) -> None:
    """Neither there nor here, and nothing is left in the folder."""
    before = sorted(os.listdir(cloud.folder))
    answer = cloud.send("PUT", "top", b"wrong", Ais_Checksum_Type="md5", Ais_Checksum_Value="0" * 32)

    assert (500, "ErrBadCksum") == (answer.status, answer.tcode)
    assert "content of top" == (cloud.folder / "top").read_text()
    assert before == sorted(os.listdir(cloud.folder))


def test_delete_removes_both_and_evict_the_copy(cloud: Cloud) -> None:
    """Evicting what is not here is 404, deleting what is nowhere too; folders that are empty then go."""
    cloud.send("GET", "dir/one")
    evicted = [cloud.send("DELETE", "dir/one", EVICT).status for _ in range(2)]
    is_there = (cloud.folder / "dir/one").exists()
    deleted = [cloud.send("DELETE", "dir/one").status for _ in range(2)]

    assert ([200, 404], True, [200, 404]) == (evicted, is_there, deleted)
    assert not (cloud.folder / "dir").exists()


def test_a_bucket_is_evicted(cloud: Cloud) -> None:
    """With `keep_bck_md` it stays known; the files stay in any case."""
    cloud.send("GET", "top")
    target, evict = "/v1/buckets/data?provider=aws", {"action": "evict-remote-bck"}
    kept = ask(cloud.endpoint, "DELETE", f"{target}&keep_bck_md=true", evict).status
    is_known = ask(cloud.endpoint, "HEAD", f"{target}&presence=2").status
    evicted = [ask(cloud.endpoint, "DELETE", target, evict).status for _ in range(2)]

    assert (200, 200, [200, 200]) == (kept, is_known, evicted)
    assert 404 == ask(cloud.endpoint, "HEAD", f"{target}&presence=2").status
    assert [("dir-two", 18, 0), ("dir/one", 18, 0), ("top", 14, 0)] == cloud.list()


def test_a_listing_says_what_is_here(cloud: Cloud) -> None:
    """Flag 64; all, only those, or only the others."""
    cloud.send("GET", "dir/one")

    assert [("dir-two", 0), ("dir/one", 64), ("top", 0)] == [(name, flags) for name, _, flags in cloud.list()]
    assert ["dir/one"] == [name for name, *_ in cloud.list({"flags": "1"})]
    assert ["dir-two", "top"] == [name for name, *_ in cloud.list({"flags": "512"})]
    assert ["dir-two", "dir/", "top"] == [name for name, *_ in cloud.list({"flags": "2048"})]


def test_a_listing_with_diff_shows_what_changed_and_what_went(cloud: Cloud) -> None:
    """Flags 1024 and 2048; without the property `custom` it is refused."""
    for name in ("top", "dir/one", "dir-two"):
        cloud.send("GET", name)
    (cloud.folder / "top").write_text("CONTENT OF TOP")
    os.utime(cloud.folder / "top", (1, 1))
    (cloud.folder / "dir/one").unlink()
    found = cloud.list({"flags": "4096", "props": "name,custom"})
    body = {"action": "list", "value": {"flags": "4096", "props": "name"}}

    assert [("dir-two", 64), ("dir/one", 64 + 2048), ("top", 64 + 1024)] == [(n, flags) for n, _, flags in found]
    assert 400 == ask(cloud.endpoint, "GET", "/v1/buckets/data?provider=aws", body).status


def test_pages_are_in_the_order_of_bytes(cloud: Cloud) -> None:
    """Each goes on after the last name of the one before, also within and between folders."""
    names = ["a", "a-b", "a.b/c", "a/b", "a0", "z/y/x", "z/y0"]
    for name in names:
        if name != "a":
            (cloud.folder / name).parent.mkdir(parents=True, exist_ok=True)
            (cloud.folder / name).write_text("x")
    expected = sorted([*(name.encode() for name in names if name != "a"), b"top", b"dir/one", b"dir-two"])
    found: list[bytes] = []
    token = ""
    while True:
        value = {"pagesize": 2, "continuation_token": token}
        page = ask(cloud.endpoint, "GET", "/v1/buckets/data?provider=aws", {"action": "list", "value": value}).document
        found += [each["name"].encode() for each in page["entries"] or ()]
        token = page["continuation_token"]
        if not token:
            break

    assert expected == found


def test_files_are_listed_however_deep_they_are(tmp_path: Path) -> None:
    """Deeper than calls within calls go; an object can be put as deep as a process can have folders open."""
    (tmp_path / "data").mkdir()
    folder = os.open(tmp_path / "data", os.O_RDONLY)
    for _ in range(500):
        os.mkdir("d", dir_fd=folder)
        inner = os.open("d", os.O_RDONLY, dir_fd=folder)
        os.close(folder)
        folder = inner
    os.close(os.open("file", os.O_CREAT, dir_fd=folder))
    os.close(folder)
    with LocalCluster(1, backends={"aws": tmp_path}) as cluster:
        cloud = Cloud(cluster.endpoint, tmp_path / "data")
        statuses = [cloud.send("PUT", "/".join("e" * parts), b"x").status for parts in (255, 256)]
        listed = [name for name, _, _ in cloud.list()]

    assert [200, 400] == statuses
    assert ["d/" * 500 + "file", "/".join("e" * 255)] == listed


def test_nothing_outside_of_the_folder_is_read(cloud: Cloud, tmp_path: Path) -> None:
    """Links to files and folders are no objects and no buckets, and neither is anything that is no file."""
    secret = tmp_path / "secret"
    secret.mkdir()
    (secret / "file").write_text("secret")
    (cloud.folder / "link").symlink_to(secret / "file")
    (cloud.folder / "linked").symlink_to(secret)
    (cloud.folder.parent / "bucket").symlink_to(secret)
    os.mkfifo(cloud.folder / "pipe")
    names = (
        "link",
        "linked/file",
        "pipe",
        "%2e%2e/secret/file",
        "dir/%2e%2e/top",
        "linked",
        "dir",
        "dir//one",
        "x%00y",
    )

    assert {400, 404} >= {cloud.send("GET", name).status for name in names}
    assert 404 == ask(cloud.endpoint, "HEAD", "/v1/buckets/bucket?provider=aws").status
    assert ["dir-two", "dir/one", "top"] == [name for name, *_ in cloud.list()]


@pytest.mark.parametrize("name", ["linked/new", "dir", "top/new", "dir//new", "%2e%2e/new", "x" * 300, "link"])
def test_nothing_outside_of_the_folder_is_written(cloud: Cloud, tmp_path: Path, name: str) -> None:
    """A link in the way of a PUT is refused, or replaced where it has the very name; nothing is left behind."""
    secret = tmp_path / "secret"
    secret.mkdir()
    (secret / "file").write_text("secret")
    (cloud.folder / "link").symlink_to(secret / "file")
    (cloud.folder / "linked").symlink_to(secret)
    status = cloud.send("PUT", name, b"evil").status

    assert (200 if name == "link" else 400) == status
    assert ["file"] == os.listdir(secret)
    assert "secret" == (secret / "file").read_text()
    assert not [entry for entry in os.listdir(cloud.folder) if entry.startswith(".aisx")]
    assert {"cloud", "kept", "secret"} >= set(os.listdir(tmp_path))


def test_cloud_buckets_are_neither_made_nor_destroyed(cloud: Cloud) -> None:
    """501 and 405, as without a backend."""
    made = ask(cloud.endpoint, "POST", "/v1/buckets/more?provider=aws", {"action": "create-bck"})
    gone = ask(cloud.endpoint, "DELETE", "/v1/buckets/data?provider=aws", {"action": "destroy-bck"})

    assert ((501, "ErrRemoteBckNotFound"), (405, "ErrUnsupp")) == ((made.status, made.tcode), (gone.status, gone.tcode))


@pytest.mark.parametrize(
    "backends", [{"ais": "."}, {"hdfs": "."}, {"aws": "no-such-folder"}, {"aws": ".", "s3": "."}], ids=str
)
def test_what_is_no_backend_is_refused(backends: dict[str, str]) -> None:
    """Before anything starts."""
    with pytest.raises(ValueError, match=r"backend|provider"):
        LocalCluster(backends=backends)


def test_the_external_buckets_of_2022(tmp_path: Path) -> None:
    """Head an AWS bucket, evict a GCP one, get from an Azure one, list an AWS one: by a client of ours."""
    from aistore_hl import Client

    for provider in ("aws", "gcp", "azure"):
        (tmp_path / provider / f"my-{provider}-bucket").mkdir(parents=True)
        (tmp_path / provider / f"my-{provider}-bucket" / "filename.ext").write_text(provider)
    backends = {provider: tmp_path / provider for provider in ("aws", "gcp", "azure")}
    with LocalCluster(backends=backends) as cluster, Client(cluster.endpoint) as client:
        head = client.bucket("my-aws-bucket", provider="aws").head()
        client.bucket("my-gcp-bucket", provider="gcp").evict()
        with client.bucket("my-azure-bucket", provider="azure").object("filename.ext").get() as reader:
            content = reader.read_all()
        names = [entry.name for entry in client.bucket("my-aws-bucket", provider="aws").list_objects()]

        assert ("aws", b"azure", ["filename.ext"]) == (head.provider, content, names)


@pytest.mark.stress
@pytest.mark.parametrize("fsync", [False, True], ids=["process", "power"])
def test_a_killed_cluster_leaves_no_half_file(tmp_path: Path, fsync: bool) -> None:
    """Under its name a file is whole or not there; what was begun goes at the next start, what was answered stays."""
    folder, root = tmp_path / "kept", tmp_path / "cloud"
    (root / "data").mkdir(parents=True)
    options = ("--backend", f"aws={root}", *(["--fsync"] if fsync else []))
    content = bytes(range(256)) * 4096
    with serving(folder, *options) as (process, endpoint):
        done = follow(endpoint, "PUT", "/v1/objects/data/dir/whole?provider=aws", content).status
        with ThreadPoolExecutor(1) as pool:
            pool.submit(_put_until_dead, endpoint, content * 64)
            until(lambda: len(_incoming(root)) > 0)
            process.kill()
    half = _incoming(root)
    (root / "data" / ".aisx-incoming-else").write_bytes(b"of a process that was killed before")
    with serving(folder, *options) as (_, endpoint):
        left = _incoming(root)
        listed = [str(each.relative_to(root)) for each in sorted(root.rglob("*")) if each.is_file()]

    assert (200, True, []) == (done, bool(half), left)
    assert content == (root / "data" / "dir" / "whole").read_bytes()
    assert {len(content * 64)} >= {(root / name).stat().st_size for name in listed if name != "data/dir/whole"}


def test_a_file_that_another_cluster_is_writing_stays(tmp_path: Path) -> None:
    """A cluster that starts removes what nobody writes any more, and nothing else."""
    (tmp_path / "data").mkdir()
    written, left = (tmp_path / "data" / f".aisx-incoming-{name}" for name in ("written", "left"))
    left.touch()
    with written.open("wb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        FolderBackend("aws", tmp_path)

        assert [written] == list((tmp_path / "data").iterdir())


def _incoming(root: Path) -> list[Path]:
    return list(root.glob("data/.aisx-incoming-*"))


def _put_until_dead(endpoint: str, content: bytes) -> None:
    number = 0
    with suppress(OSError, HTTPException):
        while True:
            follow(endpoint, "PUT", f"/v1/objects/data/{number}?provider=aws", content)
            number += 1
