"""A cluster in a folder: what a restart finds, and which folders are refused."""

from __future__ import annotations

import http.client
import json
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psutil
import pytest
import xxhash

from aistore_hl.local import LocalCluster
from tests.local.http import Answer, ask, follow
from tests.local.store.crashes import loose_files, serving

_CONTENT = bytes(range(256)) * 5_000


def _fill(cluster: LocalCluster, *, count: int = 30) -> None:
    """A bucket with properties, and objects with metadata."""
    for bucket in ("b", "empty"):
        message = {"action": "create-bck", "value": {"versioning": {"enabled": False}, "features": "5"}}
        assert 200 == ask(cluster.endpoint, "POST", f"/v1/buckets/{bucket}", message).status
    for number in range(count):
        fields = [("Ais-Custom-Md", f"n={number}")]
        path = f"/v1/objects/b/dir/o{number}"
        assert 200 == follow(cluster.endpoint, "PUT", path, _CONTENT[: number * 10_000], fields).status


def _told(endpoint: str, count: int = 30) -> list[tuple[int, bytes, dict[str, str]]]:
    """All objects as they are told, but for when they were read last."""
    answers = [follow(endpoint, "GET", f"/v1/objects/b/dir/o{number}") for number in range(count)]
    return [(each.status, each.content, _facts(each)) for each in answers]


def _facts(answer: Answer) -> dict[str, str]:
    return {name: value for name, value in answer.fields if name not in ("Date", "Ais-Atime")}


def _bmd(endpoint: str) -> object:
    return ask(endpoint, "GET", "/v1/cluster?what=bmd").document


@pytest.mark.parametrize("fsync", [False, True], ids=["process", "power"])
def test_a_restart_finds_everything(tmp_path: Path, fsync: bool) -> None:
    """Objects and metadata, buckets and properties, and the cluster's ids, though the ports are others."""
    with LocalCluster(4, dir=tmp_path / "new" / "folder", fsync=fsync) as cluster:
        _fill(cluster)
        before = _told(cluster.endpoint), _bmd(cluster.endpoint), cluster.smap["uuid"], cluster.smap["creation_time"]
        ids = cluster.proxy.id, [each.id for each in cluster.targets]
    with LocalCluster(dir=tmp_path / "new" / "folder") as again:
        after = _told(again.endpoint), _bmd(again.endpoint), again.smap["uuid"], again.smap["creation_time"]

        assert ids == (again.proxy.id, [each.id for each in again.targets])
    assert before == after
    assert {200} == {status for status, _, _ in after[0]}
    assert (set(), set()) == loose_files(tmp_path / "new" / "folder")


def test_when_an_object_was_read_is_kept(tmp_path: Path) -> None:
    """By a cluster that ends in order."""
    path = "/v1/objects/b/dir/o1"
    with LocalCluster(dir=tmp_path) as cluster:
        _fill(cluster, count=2)
        follow(cluster.endpoint, "GET", path)
        read = follow(cluster.endpoint, "HEAD", path).header("Ais-Atime")
    with LocalCluster(dir=tmp_path) as again:
        assert read == follow(again.endpoint, "HEAD", path).header("Ais-Atime")


@pytest.mark.parametrize("targets", [1, 2, 5], ids=str)
def test_objects_move_to_other_targets(tmp_path: Path, targets: int) -> None:
    """A folder is opened with any number of targets: those that stay keep their ids, and everything is found."""
    with LocalCluster(3, dir=tmp_path) as cluster:
        _fill(cluster)
        before, ids = _told(cluster.endpoint), [each.id for each in cluster.targets]
    with LocalCluster(targets, dir=tmp_path) as again:
        answer = ask(again.endpoint, "GET", "/v1/buckets/b", {"action": "list", "value": {}})

        assert ids[:targets] == [each.id for each in again.targets][:3]
        assert before == _told(again.endpoint)
        assert 30 == len(answer.document["entries"])
        assert all(answer.status in (301, 200) for answer in _redirects(again))


def _redirects(cluster: LocalCluster) -> list[Answer]:
    return [ask(cluster.endpoint, "GET", f"/v1/objects/b/dir/o{number}") for number in range(30)]


def test_objects_in_maintenance_are_found_after_a_restart(tmp_path: Path) -> None:
    """A target that was in maintenance takes part again, and has its objects back."""
    with LocalCluster(3, dir=tmp_path) as cluster:
        _fill(cluster)
        before = _told(cluster.endpoint)
        cluster.maintain(cluster.targets[0].id)
        during = _told(cluster.endpoint)
    with LocalCluster(dir=tmp_path) as again:
        assert before == during == _told(again.endpoint)


def test_ids_can_be_given_anew(tmp_path: Path) -> None:
    """And objects are placed by them."""
    with LocalCluster(node_ids=["a1", "a2"], proxy_id="p1", dir=tmp_path) as cluster:
        _fill(cluster)
        before = _told(cluster.endpoint)
    with LocalCluster(node_ids=["a2", "b1", "b2"], dir=tmp_path) as again:
        assert before == _told(again.endpoint)
        assert ("p1", ["a2", "b1", "b2"]) == (again.proxy.id, [each.id for each in again.targets])


def test_names_do_not_meet_the_file_system(tmp_path: Path) -> None:
    """A name that begins another, differs in case, is long or is no text: each is an object of its own."""
    names = ["f", "F", "f/x", "f/x/y", "n" * 900, "%ff%fe", "a%00"[:1], "dir/" + "s" * 300 + "/o", "%C3%A9", "e%CC%81"]
    with LocalCluster(dir=tmp_path) as cluster:
        _fill(cluster, count=0)
        for name in names:
            assert 200 == follow(cluster.endpoint, "PUT", f"/v1/objects/b/{name}", name.encode()).status
    with LocalCluster(dir=tmp_path) as again:
        found = [follow(again.endpoint, "GET", f"/v1/objects/b/{name}").content for name in names]
    files = [path.name for path in (tmp_path / "objects").glob("*/*")]

    assert [name.encode() for name in names] == found
    assert all(set(name) <= set("0123456789abcdef.") for name in files)


def test_a_dropped_bucket_leaves_no_files(tmp_path: Path) -> None:
    """Also one with more objects than are removed at once, and whose cluster ended meanwhile."""
    with LocalCluster(1, dir=tmp_path) as cluster:
        _fill(cluster, count=1)
        for number in range(600):
            follow(cluster.targets[0].origin, "PUT", f"/v1/objects/b/{number}?pid=p&utm=1", b"x")
        assert 200 == ask(cluster.endpoint, "DELETE", "/v1/buckets/b", {"action": "destroy-bck"}).status
        assert 404 == follow(cluster.endpoint, "GET", "/v1/objects/b/1").status
    for _ in range(3):
        LocalCluster(dir=tmp_path).close()

    assert [] == list((tmp_path / "objects").glob("*/*"))
    assert (set(), set()) == loose_files(tmp_path)


def _copy(folder: Path) -> dict[str, bytes]:
    """All that is in a folder, but for who holds it, and memory that SQLite's connections share."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name != "lock" and path.suffix != ".sqlite-shm"
    }


def _made(folder: Path) -> Path:
    with LocalCluster(dir=folder) as cluster:
        _fill(cluster, count=3)
    return folder / "cluster.sqlite"


def _other(folder: Path) -> None:
    folder.mkdir()
    (folder / "thesis.txt").write_text("not to be lost")


def _objects_alone(folder: Path) -> None:
    _made(folder).unlink()


def _no_database(folder: Path) -> None:
    _made(folder).write_bytes(b"something else, and long enough for a header" * 5)


def _empty_database(folder: Path) -> None:
    _made(folder).write_bytes(b"")


def _another_program(folder: Path) -> None:
    path = _made(folder)
    path.unlink()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE t (x)")


def _newer_format(folder: Path) -> None:
    path = _made(folder)
    content = bytearray(path.read_bytes())
    content[60:64] = (2).to_bytes(4, "big")
    path.write_bytes(content)


def _torn_database(folder: Path) -> None:
    path = _made(folder)
    content = path.read_bytes()
    path.write_bytes(content[:4096] + os.urandom(len(content) - 4096))


def _cut_database(folder: Path) -> None:
    path = _made(folder)
    path.write_bytes(path.read_bytes()[:6000])


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (_other, "holds 'thesis.txt'"),
        (_objects_alone, "holds 'objects'"),
        (_no_database, "not the database of a local cluster"),
        (_empty_database, "not the database of a local cluster"),
        (_another_program, "not the database of a local cluster"),
        (_newer_format, "has format 2"),
        (_torn_database, "cannot be read"),
        (_cut_database, "cannot be read"),
    ],
    ids=lambda value: value.__name__.strip("_") if callable(value) else "",
)
def test_a_folder_that_is_not_ours_is_refused(tmp_path: Path, spoil: object, reason: str) -> None:
    """With its name, the reason and what to do; nothing in it is changed."""
    folder = tmp_path / "folder"
    assert callable(spoil)
    spoil(folder)
    before = _copy(folder)
    with pytest.raises(ValueError, match="choose an") as refusal:
        LocalCluster(dir=folder)

    assert reason in str(refusal.value)
    assert str(folder) in str(refusal.value)
    assert before == _copy(folder)


def test_a_folder_in_use_is_refused(tmp_path: Path) -> None:
    """With the process that uses it, which goes on undisturbed; afterwards it is free."""
    with LocalCluster(dir=tmp_path) as cluster:
        _fill(cluster, count=2)
        with pytest.raises(ValueError, match=f"in use by the cluster of process {os.getpid()}"):
            LocalCluster(dir=tmp_path)
        assert {200} == {status for status, _, _ in _told(cluster.endpoint, 2)}
    LocalCluster(dir=tmp_path).close()


def test_a_taken_port_leaves_the_folder_alone(tmp_path: Path) -> None:
    """It is not even made."""
    with LocalCluster() as cluster, pytest.raises(OSError, match="in use"):
        LocalCluster(port=int(cluster.endpoint.rpartition(":")[2]), dir=tmp_path / "folder")

    assert not (tmp_path / "folder").exists()


def test_a_cluster_that_died_while_it_made_a_folder_is_no_obstacle(tmp_path: Path) -> None:
    """What it left behind is taken over."""
    (tmp_path / "incoming").mkdir()
    (tmp_path / "objects").mkdir()
    (tmp_path / "cluster.sqlite.new").write_bytes(b"half a database")
    (tmp_path / "lock").touch()
    with LocalCluster(dir=tmp_path) as cluster:
        _fill(cluster, count=2)

        assert {200} == {status for status, _, _ in _told(cluster.endpoint, 2)}


@pytest.mark.parametrize("damage", ["missing", "too short"])
def test_a_broken_file_is_told(tmp_path: Path, damage: str) -> None:
    """500 that names it, for this object alone; nothing is changed, and the same content can be put again."""
    with LocalCluster(dir=tmp_path) as cluster:
        _fill(cluster, count=3)
        files = sorted((tmp_path / "objects").glob("*/*"), key=lambda path: path.stat().st_size)
        if damage == "missing":
            files[2].unlink()
        else:
            files[2].write_bytes(b"x")
        before = _copy(tmp_path)
        refused = follow(cluster.endpoint, "GET", "/v1/objects/b/dir/o2")
        others = [follow(cluster.endpoint, "GET", f"/v1/objects/b/dir/o{number}").status for number in (0, 1)]
        after = _copy(tmp_path)
        checksum = xxhash.xxh64(_CONTENT[:20_000]).hexdigest()
        fields = [("Ais-Checksum-Type", "xxhash2"), ("Ais-Checksum-Value", checksum)]
        put = follow(cluster.endpoint, "PUT", "/v1/objects/b/dir/o2", _CONTENT[:20_000], fields).status
        found = follow(cluster.endpoint, "GET", "/v1/objects/b/dir/o2").content

    assert (500, [200, 200], 200, _CONTENT[:20_000]) == (refused.status, others, put, found)
    assert files[2].name in json.loads(refused.content)["message"]
    assert before == after


def test_a_copy_of_a_folder_is_a_folder(tmp_path: Path) -> None:
    """At rest everything is in it: it can be moved, and put in the place of a broken one."""
    _made(tmp_path / "one")
    shutil.copytree(tmp_path / "one", tmp_path / "two")
    with LocalCluster(dir=tmp_path / "one") as one, LocalCluster(dir=tmp_path / "two") as two:
        assert _told(one.endpoint, 3) == _told(two.endpoint, 3)


@pytest.mark.parametrize("options", [{"fsync": True}, {"capacity": -1}], ids=str)
def test_options_that_mean_nothing_are_refused(options: dict[str, int]) -> None:
    """fsync without a folder, and less than no room."""
    with pytest.raises(ValueError, match=r"fsync|capacity"):
        LocalCluster(fsync=bool(options.get("fsync")), capacity=options.get("capacity"))


def test_large_objects_pass_in_slices(tmp_path: Path) -> None:
    """192 MiB go in, are copied and come out, and the cluster's memory grows by less than a tenth of that."""
    size, piece = 192 << 20, os.urandom(1 << 20)
    with serving(tmp_path) as (process, endpoint):
        ask(endpoint, "POST", "/v1/buckets/b", {"action": "create-bck"})
        follow(endpoint, "PUT", "/v1/objects/b/warm", piece * 4)
        resident = psutil.Process(process.pid).memory_info
        before, most = resident().rss, 0

        def body() -> Iterator[bytes]:
            nonlocal most
            for _ in range(0, size, len(piece)):
                yield piece
                most = max(most, resident().rss)

        target = ask(endpoint, "PUT", "/v1/objects/b/large").location.removeprefix("http://")
        host, _, path = target.partition("/")
        with closing(http.client.HTTPConnection(host, timeout=30)) as connection:
            connection.request("PUT", f"/{path}", body(), {"Content-Length": str(size)})
            assert 200 == connection.getresponse().status
        assert 200 == _copied(endpoint, "large", "copy")
        location = ask(endpoint, "GET", "/v1/objects/b/copy").location.removeprefix("http://")
        host, _, path = location.partition("/")
        with closing(http.client.HTTPConnection(host, timeout=30)) as connection:
            connection.request("GET", f"/{path}")
            answer, count = connection.getresponse(), 0
            while part := answer.read(len(piece)):
                assert part == piece
                count += len(part)
                most = max(most, resident().rss)

    assert size == count
    assert most - before < size // 10


def _copied(endpoint: str, name: str, copy: str) -> int:
    first = ask(endpoint, "PUT", f"/v1/objects/b/{name}?object_to=ais/@%23/b/{copy}")
    return ask(first.leads_to, "PUT", first.location.removeprefix(first.leads_to)).status


def test_folders_that_a_copy_left_out_are_made(tmp_path: Path) -> None:
    """Tools that copy folders may leave out those that are empty: what is put afterwards stays all the same."""
    with LocalCluster(dir=tmp_path) as cluster:
        assert 200 == ask(cluster.endpoint, "POST", "/v1/buckets/b", {"action": "create-bck"}).status
    shutil.rmtree(tmp_path / "objects")
    with LocalCluster(dir=tmp_path) as cluster:
        assert 200 == follow(cluster.endpoint, "PUT", "/v1/objects/b/o", b"content").status
    with LocalCluster(dir=tmp_path) as cluster:
        assert b"content" == follow(cluster.endpoint, "GET", "/v1/objects/b/o").content


@pytest.mark.parametrize("obstacle", ["folder missing", "disk refuses"])
def test_a_file_that_cannot_go_to_its_place_is_kept(tmp_path: Path, obstacle: str) -> None:
    """Where it came in: it is read from there, and the next start tries again."""
    with LocalCluster(1, dir=tmp_path) as cluster:
        assert 200 == ask(cluster.endpoint, "POST", "/v1/buckets/b", {"action": "create-bck"}).status
        if obstacle == "folder missing":
            shutil.rmtree(tmp_path / "objects")
        assert 200 == follow(cluster.endpoint, "PUT", "/v1/objects/b/o", b"content").status
        # A second commit, with which steps that are done are forgotten.
        assert 200 == follow(cluster.endpoint, "PUT", "/v1/objects/b/p", b"").status
        assert b"content" == follow(cluster.endpoint, "GET", "/v1/objects/b/o").content
    if obstacle == "disk refuses":
        with closing(sqlite3.connect(tmp_path / "cluster.sqlite")) as database, database:
            digest, generation = database.execute(
                "SELECT digest, generation FROM objects WHERE name = ?", (b"o",)
            ).fetchone()
            database.execute("INSERT OR REPLACE INTO steps VALUES (?,?,1)", (generation, digest))
        kept = tmp_path / "objects" / digest.hex()[:2] / f"{digest.hex()}.{generation:x}"
        kept.rename(tmp_path / "incoming" / kept.name)
        kept.mkdir()
        LocalCluster(1, dir=tmp_path).close()
        kept.rmdir()
    with LocalCluster(1, dir=tmp_path) as again:
        assert b"content" == follow(again.endpoint, "GET", "/v1/objects/b/o").content
