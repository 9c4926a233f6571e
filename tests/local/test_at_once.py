"""Two changes of one name at once: who came last has the last word, and what was deleted stays so."""

from __future__ import annotations

import asyncio
import io
import tarfile
from collections.abc import Coroutine, Iterator
from pathlib import Path
from threading import Thread
from typing import Any, Final
from urllib.parse import quote

import pytest

from aistore_hl.local import LocalCluster
from aistore_hl.local.backend.folder import FolderBackend
from aistore_hl.local.buckets import Address, Buckets
from aistore_hl.local.store import COPY, SLICE, Content, Facts, MemoryStore, NoSuchBucket, beside
from aistore_hl.local.target import Place
from tests.local.archives import entries
from tests.local.http import Answer, follow
from tests.local.jobs.waiting import act, over, snapshots, total, until

_CODING: Final = {"enabled": True, "data_slices": 1, "parity_slices": 1, "objsize_limit": 1000}
_LARGE: Final = bytes(4 << 20)


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[LocalCluster]:
    """On disk, where most changes wait for something in their midst; each bucket keeps something beside objects."""
    with LocalCluster(3, dir=tmp_path / "cluster") as made:
        for name, props in {"b": {}, "mirrored": {"mirror": {"enabled": True}}, "coded": {"ec": _CODING}}.items():
            assert 200 == act(made, "POST", name, "create-bck", props).status
        yield made


def place(cluster: LocalCluster, bucket: str, name: bytes) -> Place:
    """Where an object belongs."""
    state = cluster._running.state
    found = next(each for each in state.buckets if each.address.name == bucket)
    return Place(state.nodes[state.owner(found, name).id], found, name)


def is_idle(cluster: LocalCluster) -> bool:
    """Whether nothing is being made beside objects."""
    return cluster._running.call(
        lambda: not any(part.task for job in cluster._running.state.jobs.running() for part in job.parts.values())
    )


def put(cluster: LocalCluster, path: str, content: bytes) -> None:
    """An object."""
    assert 200 == follow(cluster.endpoint, "PUT", f"/v1/objects/{path}", content).status


@pytest.mark.parametrize("bucket", ["mirrored", "coded"])
def test_what_is_made_beside_a_deleted_object_does_not_bring_it_back(cluster: LocalCluster, bucket: str) -> None:
    """It was being made when the object went."""
    for number in range(4):
        put(cluster, f"{bucket}/o{number}", _LARGE)
        assert 200 == follow(cluster.endpoint, "DELETE", f"/v1/objects/{bucket}/o{number}").status
    until(lambda: is_idle(cluster))

    assert {404} == {follow(cluster.endpoint, "GET", f"/v1/objects/{bucket}/o{number}").status for number in range(4)}


async def _replaced(place: Place, healing: Coroutine[Any, Any, Any]) -> None:
    """Have an object put while something else is done to it."""
    task = asyncio.ensure_future(healing)
    await asyncio.sleep(0)
    assert not task.done()  # it waits for a disk
    draft = place.node.state.store.draft(place.name)
    await draft.add(b"new")
    await place.table.put(place.name, draft, lambda _: Facts(None, 2, {}))
    await task


@pytest.mark.parametrize(("bucket", "what"), [("mirrored", COPY), ("coded", SLICE)], ids=["mirrored", "coded"])
def test_a_repair_does_not_replace_what_was_put_meanwhile(cluster: LocalCluster, bucket: str, what: int) -> None:
    """The object was damaged, and is a newer one before it is whole again."""
    put(cluster, f"{bucket}/o", _LARGE)
    until(lambda: is_idle(cluster))
    damaged, state = place(cluster, bucket, b"o"), cluster._running.state

    def kept() -> bool:
        number = beside(damaged.bucket.number, what)
        return any(state.kept.table(each, number).get(b"o") for each in state.membership.targets)

    assert cluster._running.call(kept)
    cluster._running.perform(lambda: _replaced(damaged, state.companions.heal(damaged)))

    assert b"new" == follow(cluster.endpoint, "GET", f"/v1/objects/{bucket}/o").content


def tar_of(*names: str) -> bytes:
    """Empty files."""
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w") as archive:
        for name in names:
            archive.addfile(tarfile.TarInfo(name))
    return made.getvalue()


def put_meanwhile(cluster: LocalCluster, content: bytes) -> None:
    """Another archive, as soon as the one that is there is being written anew."""
    shards = cluster._running.state.shards
    until(lambda: cluster._running.call(lambda: shards.is_written(place(cluster, "b", b"a.tar").key)))
    put(cluster, "b/a.tar", content)


def test_an_archive_that_is_put_while_another_is_added_to_is_not_lost(cluster: LocalCluster) -> None:
    """The member comes into the new one."""
    put(cluster, "b/a.tar", tar_of(*(f"m{number}" for number in range(3_000))))
    adding = Thread(
        target=follow,
        args=(cluster.endpoint, "PUT", "/v1/objects/b/a.tar?archpath=more", b"added", [("Ais-Pine", "1")]),
    )
    adding.start()
    put_meanwhile(cluster, tar_of("new"))
    adding.join()

    assert [("new", b""), ("more", b"added")] == entries(follow(cluster.endpoint, "GET", "/v1/objects/b/a.tar").content)


def test_an_archive_that_is_put_while_a_job_appends_to_another_is_not_lost(cluster: LocalCluster) -> None:
    """What the job adds comes into the new one."""
    put(cluster, "b/a.tar", tar_of(*(f"m{number}" for number in range(300))))
    put(cluster, "b/more", b"added")
    value = {"tobck": {"name": "b", "provider": "ais"}, "archname": "a.tar", "objnames": ["more"], "aate": True}
    job = act(cluster, "PUT", "b", "archive", value)
    put_meanwhile(cluster, tar_of("new"))
    until(lambda: total(snapshots(cluster, job.content.decode()), "loc-objs"))

    assert [("new", b""), ("more", b"added")] == entries(follow(cluster.endpoint, "GET", "/v1/objects/b/a.tar").content)


def test_a_handle_that_is_flushed_takes_no_more(tmp_path: Path) -> None:
    """What came while the object is stored somewhere else would be in it, and not in its checksum."""
    (tmp_path / "cloud" / "b").mkdir(parents=True)
    with LocalCluster(1, dir=tmp_path / "cluster", backends={"aws": tmp_path / "cloud"}) as cluster:
        answers: list[Answer] = []

        def ask(operation: str, content: bytes, handle: str = "") -> Answer:
            query = f"provider=aws&append_type={operation}&append_handle={quote(handle)}"
            return follow(cluster.endpoint, "PUT", f"/v1/objects/b/o?{query}", content)

        handle = ask("append", _LARGE).header("Ais-Append-Handle") or ""
        ending = Thread(target=lambda: answers.append(ask("flush", b"", handle)))
        ending.start()
        writers = cluster._running.state.writers
        until(lambda: answers or cluster._running.call(lambda: writers.is_written(place(cluster, "b", b"o").key)))
        late = ask("append", b"late", handle).status
        ending.join()

        assert ([200], True) == ([each.status for each in answers], late in (400, 409))
    assert _LARGE == (tmp_path / "cloud" / "b" / "o").read_bytes()


def test_a_bucket_gets_another_name_while_its_objects_are_deleted(cluster: LocalCluster) -> None:
    """The job goes on, and nothing is left of the old name."""
    state = cluster._running.state
    number = place(cluster, "b", b"").bucket.number
    tables = [state.store.table(target.id, number) for target in cluster.targets]

    async def fill() -> None:
        for number in range(600):
            where = place(cluster, "b", b"o%03d" % number)
            await where.table.put(where.name, state.store.draft(where.name), lambda _: Facts(None, 1, {}))

    async def empty() -> None:
        for _ in range(200):
            for table in tables:
                for name in list(table.first(b"", None, 1)[0]):
                    await table.delete(name)
            await asyncio.sleep(0)

    cluster._running.perform(fill)
    begun = act(cluster, "POST", "b", "move-bck", None, "?bck_to=ais/@%23/other/")
    cluster._running.perform(empty)
    over(cluster, begun)

    assert {"other", "mirrored", "coded"} == {each.address.name for each in state.buckets}


def test_a_folder_that_was_just_emptied_takes_another_file(tmp_path: Path) -> None:
    """Whoever removes the last file of a folder removes the folder too."""
    (tmp_path / "b").mkdir()
    backend, bucket = FolderBackend("aws", tmp_path), Address("aws", "", "", "b")

    async def write(content: Content, name: bytes) -> None:
        for _ in range(100):
            await backend.put(bucket, name, content, None, {})
            await backend.delete(bucket, name, "")

    async def both() -> None:
        draft = MemoryStore().draft(b"")
        content = await draft.content()
        await asyncio.gather(*(write(content, b"x/y/%d" % number) for number in range(4)))

    asyncio.run(both())

    assert [] == list((tmp_path / "b").iterdir())


@pytest.mark.parametrize("bucket", ["mirrored", "coded"])
def test_what_is_said_anew_of_the_same_version_survives_its_loss(cluster: LocalCluster, bucket: str) -> None:
    """Without versioning a PUT of the same content is the same version, with other metadata."""
    assert 200 == act(cluster, "PATCH", bucket, "set-bprops", {"versioning": {"enabled": False}}).status
    for said in ("old", "new"):
        fields = [("Ais-Custom-Md", f"k={said}")]
        assert 200 == follow(cluster.endpoint, "PUT", f"/v1/objects/{bucket}/o", _LARGE, fields).status
        until(lambda: is_idle(cluster))
    where = place(cluster, bucket, b"o")
    lost = cluster._running.state.kept.table(where.node.id, where.bucket.number)
    cluster._running.perform(lambda: lost.delete(b"o"))
    answer = follow(cluster.endpoint, "GET", f"/v1/objects/{bucket}/o")

    assert (200, "k=new") == (answer.status, answer.header("Ais-Custom-Md"))


def test_a_bucket_that_is_changed_after_it_was_destroyed_does_not_come_back() -> None:
    """While its new properties were looked at, which may take another cluster."""
    store = MemoryStore()
    buckets = Buckets(store)
    bucket = buckets.create(Address("ais", "", "", "b"))
    buckets.remove(bucket)

    with pytest.raises(NoSuchBucket):
        buckets.change(bucket, bucket.props)
    assert {} == store.catalog()[1]


def test_two_changes_of_properties_at_once_are_both_kept(cluster: LocalCluster) -> None:
    """While the one asks for the bucket that is to be behind, the other is made."""
    behind = {"name": "there", "provider": "ais", "namespace": {"uuid": "far", "name": ""}}
    with LocalCluster(1) as far:
        assert 200 == act(far, "POST", "there", "create-bck").status
        cluster.attach("far", far.endpoint)
        far.faults.once("HEAD bucket", delay=0.3)
        statuses: list[int] = []
        tying = Thread(
            target=lambda: statuses.append(
                act(cluster, "PATCH", "mirrored", "set-bprops", {"backend_bck": behind}).status
            )
        )
        tying.start()
        until(lambda: not far.faults.is_armed)
        other = act(cluster, "PATCH", "mirrored", "set-bprops", {"checksum": {"type": "md5"}}).status
        tying.join()
    bucket = cluster._running.state.buckets.get(Address("ais", "", "", "mirrored"))

    assert bucket is not None
    assert ([200], 200) == (statuses, other)
    assert ("there", "md5") == (bucket.props.backend_bck.name, bucket.props.checksum.type)
