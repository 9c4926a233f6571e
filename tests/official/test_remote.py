"""The official client: a bucket that is somewhere else; always on a local cluster, which serves a folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from aistore.sdk import BlobDownloadConfig, Bucket, Client, ListObjectFlag
from aistore.sdk.enums import FLTPresence
from aistore.sdk.errors import AISError, InvalidBckProvider

from aistore_hl.local import LocalCluster

PATIENCE = 20
NAMES = ["a", "b", "c/d"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder behind the bucket."""
    data = tmp_path / "cloud" / "data"
    (data / "c").mkdir(parents=True)
    for name in NAMES:
        (data / name).write_bytes(name.encode() * 1000)
    return data


@pytest.fixture
def client(folder: Path) -> Iterator[Client]:
    """A client of a cluster that serves the folder."""
    with LocalCluster(targets=3, backends={"aws": folder.parent}) as cluster:
        yield Client(cluster.endpoint)


@pytest.fixture
def remote(client: Client) -> Bucket:
    """A bucket of which the cluster has nothing yet."""
    return client.bucket("data", provider="aws")


def here(bucket: Bucket) -> list[str]:
    """What the cluster has of it."""
    return [entry.name for entry in bucket.list_all_objects(flags=[ListObjectFlag.CACHED])]


def test_it_is_a_bucket_of_a_cloud(client: Client, remote: Bucket) -> None:
    """The client tells from the provider."""
    remote.verify_cloud_bucket()

    assert "Ais-Bucket-Props" in remote.head()
    with pytest.raises(InvalidBckProvider):
        client.bucket("data").verify_cloud_bucket()


def test_all_is_listed_and_what_is_here_is_told(remote: Bucket) -> None:
    """Before and after one of them was read."""
    assert (NAMES, []) == ([entry.name for entry in remote.list_all_objects()], here(remote))
    assert b"a" * 1000 == remote.object("a").get_reader().read_all()

    assert ["a"] == here(remote)
    assert ["b", "c/d"] == [entry.name for entry in remote.list_all_objects(flags=[ListObjectFlag.NOT_CACHED])]
    assert {"a": True, "b": False, "c/d": False} == {
        entry.name: entry.is_cached() for entry in remote.list_all_objects(props="name,cached")
    }


def test_a_file_is_read_on_from_what_was_never_here(remote: Bucket) -> None:
    """As any other."""
    with remote.object("c/d").get_reader().as_file() as file:
        assert b"c/d" * 1000 == file.read()


def test_an_object_is_fetched_in_chunks(remote: Bucket) -> None:
    """While it is read."""
    config = BlobDownloadConfig(chunk_size="1kb", num_workers="2")

    assert b"b" * 1000 == remote.object("b").get_reader(blob_download_config=config).read_all()


def test_an_object_is_fetched_by_a_job(client: Client, remote: Bucket) -> None:
    """One target does it."""
    job_id = remote.object("b").blob_download(num_workers=2)

    assert client.job(job_id).wait_single_node(timeout=PATIENCE, verbose=False).success
    assert ["b"] == here(remote)


def test_the_latest_is_fetched(remote: Bucket, folder: Path) -> None:
    """Where it is asked for; otherwise what is here comes."""
    remote.object("a").get_reader().read_all()
    (folder / "a").write_bytes(b"changed")

    assert b"a" * 1000 == remote.object("a").get_reader().read_all()
    assert b"changed" == remote.object("a").get_reader(latest=True).read_all()


def test_an_object_is_stored_behind_the_bucket_too(remote: Bucket, folder: Path) -> None:
    """And removed there."""
    remote.object("new").get_writer().put_content(b"content")
    assert b"content" == (folder / "new").read_bytes()
    remote.object("new").delete()

    assert not (folder / "new").exists()


def test_a_group_is_prefetched_and_evicted(client: Client, remote: Bucket, folder: Path) -> None:
    """What is behind the bucket stays."""
    group = remote.objects(obj_names=["a", "c/d"])
    client.job(group.prefetch(num_workers=2)).wait(timeout=PATIENCE, verbose=False)
    fetched = here(remote)
    client.job(group.evict()).wait(timeout=PATIENCE, verbose=False)

    assert (["a", "c/d"], []) == (fetched, here(remote))
    assert (folder / "a").exists()


@pytest.mark.parametrize("keep", [True, False])
def test_the_bucket_is_evicted(remote: Bucket, folder: Path, keep: bool) -> None:
    """With what the cluster knows of it, or without; its objects are found again either way."""
    remote.object("a").get_reader().read_all()
    remote.evict(keep_md=keep)

    assert [] == here(remote)
    assert (folder / "a").exists()
    assert b"a" * 1000 == remote.object("a").get_reader().read_all()


def test_info_counts_what_is_here(remote: Bucket) -> None:
    """Without asking the provider."""
    remote.object("a").get_reader().read_all()
    _, summary = remote.info(flt_presence=FLTPresence.FLT_PRESENT, bsumm_remote=False)

    assert "1" == summary["ObjCount"]["obj_count_present"]


def test_a_bucket_is_copied_into_the_cluster(client: Client, remote: Bucket) -> None:
    """All of it, where the copy is told to be like the bucket."""
    copy = client.bucket("copy").create()
    client.job(remote.copy(copy, sync=True)).wait(timeout=PATIENCE, verbose=False)

    assert NAMES == [entry.name for entry in copy.list_all_objects()]


def test_an_inventory_is_made_shown_and_removed(client: Client, remote: Bucket) -> None:
    """By its name."""
    client.job(remote.create_inventory(name="inv")).wait(timeout=PATIENCE, verbose=False)
    shown = remote.show_inventory("inv")
    listed = [entry.name for entry in remote.list_all_objects(inventory_name="inv", flags=[ListObjectFlag.NBI])]
    remote.destroy_inventory("inv")

    assert [len(NAMES)] == [each.ntotal for each in shown.values()]
    assert NAMES == listed
    with pytest.raises(AISError):
        remote.list_objects(inventory_name="inv", flags=[ListObjectFlag.NBI])
