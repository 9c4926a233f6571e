# Written by codegen.py from tests/conformance/_async/test_bucket_jobs.py; do not edit.
"""What the cluster does with a whole bucket: copies, renames, mirrors, counts."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator

import pytest

from aistore_hl import Bucket, Client
from aistore_hl.errors import (
    BadRequest,
    BucketNotEmpty,
    BucketNotFound,
    ConnectFailed,
    NotRemote,
)
from aistore_hl.types import Access, BucketRef, Change, Presence

PATIENCE = 60.0
"""Seconds that a job may take: a copy on AIS 5.0 ends 13 seconds after its last object."""

NAMES = ["a/1.txt", "a/2.txt", "b.txt", "c.bin"]


@pytest.fixture
def filled(bucket: Bucket) -> Bucket:
    """A bucket with an object of each name, which is its content."""
    for name in NAMES:
        bucket.object(name).put(name.encode())
    return bucket


@pytest.fixture
def target(client: Client, bucket_name: Callable[[], str]) -> Iterator[Bucket]:
    """A bucket that does not exist yet; removed after the test."""
    bucket = client.bucket(bucket_name())
    yield bucket
    bucket.delete(missing_ok=True)


def names_in(bucket: Bucket) -> list[str]:
    """All names in a bucket."""
    return [entry.name for entry in bucket.list_objects().to_list()]


def test_copy_brings_every_object(filled: Bucket, target: Bucket) -> None:
    """Into a bucket that is made for it; the job counted them."""
    done = filled.copy_to(target).wait(timeout=PATIENCE)

    assert (NAMES, len(NAMES), "copy-bck") == (names_in(target), done.local.objects, done.kind)
    assert b"b.txt" == target.object("b.txt").get().read_all()


def test_copy_of_a_prefix_under_other_names(filled: Bucket, target: Bucket) -> None:
    """Prefix, what is prepended, and extensions work together."""
    job = filled.copy_to(target.ref, prefix="a/", prepend="copy/", extensions={"txt": "md"}, workers=-1)
    job.wait(timeout=PATIENCE)

    assert ["copy/a/1.md", "copy/a/2.md"] == names_in(target)


def test_dry_run_copies_nothing(filled: Bucket, other: Bucket) -> None:
    """It counts."""
    done = filled.copy_to(other, dry_run=True).wait(timeout=PATIENCE)

    assert ([], len(NAMES)) == (names_in(other), done.local.objects)


def test_copy_onto_itself_is_refused(bucket: Bucket) -> None:
    """By the cluster."""
    with pytest.raises(BadRequest):
        bucket.copy_to(bucket)


def test_copy_of_a_missing_bucket(absent: Bucket, other: Bucket) -> None:
    """There is nothing to copy."""
    with pytest.raises(BucketNotFound):
        absent.copy_to(other)


def test_sync_with_prepend_is_never_sent(nobody: Client) -> None:
    """It compares names."""
    with pytest.raises(ValueError, match="prepended"):
        nobody.bucket("a").copy_to(BucketRef("b"), sync=True, prepend="x/")


def test_what_is_no_other_bucket_is_never_sent(nobody: Client) -> None:
    """A text does not say whose it is, an object is none, and no name has an extension with a dot."""
    for given in ("b", nobody.bucket("b").object("o")):
        with pytest.raises(TypeError, match="another bucket"):
            nobody.bucket("a").copy_to(given)  # type: ignore[arg-type]
        with pytest.raises(TypeError, match="another bucket"):
            nobody.bucket("a").objects(["o"]).copy_to(given)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="an extension is what is behind the last dot"):
        nobody.bucket("a").copy_to(BucketRef("b"), extensions={".txt": "md"})


@pytest.mark.parametrize("options", [{}, {"only_cached": True}, {"latest": True}, {"sync": True}], ids=str)
def test_copy_of_a_remote_bucket_says_what_is_left_out(nobody: Client, options: dict[str, bool]) -> None:
    """Before it begins, unless that is known or nothing is."""
    with warnings.catch_warnings(record=True) as warned, pytest.raises(ConnectFailed):
        warnings.simplefilter("always")
        nobody.bucket("s3://b").copy_to(BucketRef("c"), **options)  # type: ignore[arg-type]

    assert [not options] == [bool(warned)]


def test_rename_keeps_the_objects(filled: Bucket, target: Bucket) -> None:
    """Under the new name only."""
    job = filled.rename(target.name)
    job.wait(timeout=PATIENCE)

    assert (NAMES, False) == (names_in(target), filled.exists())


def test_rename_to_a_taken_name(bucket: Bucket, other: Bucket) -> None:
    """Nothing is overwritten."""
    with pytest.raises(BadRequest):
        bucket.rename(other.name)


def test_more_copies_than_mountpaths(bucket: Bucket) -> None:
    """They have no place."""
    with pytest.raises(BadRequest):
        bucket.set_copies(9)


def test_no_copies_at_all_is_never_sent(nobody: Client) -> None:
    """One is the object itself."""
    with pytest.raises(ValueError, match=r"1 .* or more"):
        nobody.bucket("b").set_copies(0)


def test_change_that_starts_a_job_has_it(filled: Bucket) -> None:
    """It is waited for as any other."""
    job = filled.set_props({"mirror": {"enabled": True, "copies": 2}})
    assert job is not None
    job.wait(timeout=PATIENCE)

    assert 2 == filled.head().copies


def test_mirrored_bucket_says_so(filled: Bucket) -> None:
    """Two copies of each object, then one again."""
    filled.set_copies(2).wait(timeout=PATIENCE)
    mirrored = filled.head()
    filled.set_copies(1).wait(timeout=PATIENCE)
    plain = filled.head()

    assert [(True, 2), False] == [(mirrored.is_mirrored, mirrored.copies), plain.is_mirrored]


def test_erasure_coded_bucket_says_so(filled: Bucket) -> None:
    """Once it is encoded; its objects are as they were."""
    filled.erasure_code(data=1, parity=1).wait(timeout=PATIENCE)
    props = filled.head()

    assert (True, 1, 1) == (props.is_erasure_coded, props.data_slices, props.parity_slices)
    assert b"c.bin" == filled.object("c.bin").get().read_all()


def test_more_slices_than_targets(bucket: Bucket) -> None:
    """They have no place."""
    with pytest.raises(BadRequest):
        bucket.erasure_code(data=20, parity=20)


@pytest.mark.parametrize(("data", "parity"), [(0, 1), (1, 0)])
def test_no_slices_are_never_sent(nobody: Client, data: int, parity: int) -> None:
    """There is at least one of each."""
    with pytest.raises(ValueError, match="1 or more"):
        nobody.bucket("b").erasure_code(data=data, parity=parity)


def test_rechunked_objects_are_the_same(filled: Bucket) -> None:
    """Whatever they are stored in."""
    filled.rechunk(chunk_size=1 << 20, prefix="a/").wait(timeout=PATIENCE)

    assert b"a/1.txt" == filled.object("a/1.txt").get().read_all()


def test_chunks_of_no_bytes_are_never_sent(nobody: Client) -> None:
    """Nothing would fit."""
    with pytest.raises(ValueError, match="chunk_size"):
        nobody.bucket("b").rechunk(chunk_size=0)


def test_shards_without_archives(filled: Bucket) -> None:
    """There is nothing to index, which is no error."""
    filled.index_shards(workers=-1).wait(timeout=PATIENCE)
    found = filled.shard_summary(timeout=PATIENCE)

    assert (0, 0, 0) == (found.indexed, found.members, found.invalid)


def test_summary_counts_objects_and_bytes(filled: Bucket) -> None:
    """All of them."""
    found = filled.summary(timeout=PATIENCE)

    assert (filled.ref, 4, 24, 0) == (found.bucket, found.objects, found.size, found.remote_objects)
    assert (5, 6, 7) == (found.smallest, found.average, found.largest)
    assert 0 < found.disk_size


def test_summary_of_a_prefix(filled: Bucket) -> None:
    """Only what begins with it."""
    assert 2 == filled.summary("a/", timeout=PATIENCE).objects


def test_summary_of_a_missing_bucket(absent: Bucket) -> None:
    """There is nothing to count."""
    with pytest.raises(BucketNotFound):
        absent.summary()


def test_summary_of_nothing(bucket: Bucket) -> None:
    """No objects, no bytes, and no smallest one."""
    found = bucket.summary(timeout=PATIENCE)

    assert (0, 0, 0, 0) == (found.objects, found.size, found.smallest, found.largest)


@pytest.mark.parametrize(("prefix", "expected"), [("", 4), ("a/", 2)], ids=["all", "prefix"])
def test_info_has_props_and_summary(filled: Bucket, prefix: str, expected: int) -> None:
    """In one question."""
    found = filled.info(prefix, presence=Presence.PRESENT if not prefix else None, timeout=PATIENCE)

    assert (expected, "ais") == (found.summary.objects, found.props.provider)


def test_info_of_a_missing_bucket(absent: Bucket) -> None:
    """There is nothing to tell."""
    with pytest.raises(BucketNotFound):
        absent.info()


def test_diff_tells_what_a_set_changes(bucket: Bucket) -> None:
    """And afterwards there is nothing left to change."""
    wanted = {"checksum": {"type": "md5"}, "lru": {"dont_evict_time": "120m"}, "access": Access.READ_WRITE}
    before = bucket.diff_props(wanted)
    bucket.set_props(wanted)

    assert {"checksum.type", "access"} <= before.keys()
    assert Change("xxhash2", "md5") == before["checksum.type"]
    assert {} == bucket.diff_props(wanted)
    bucket.set_props({"access": Access.ALL})


def test_diff_of_an_unknown_property_is_never_sent(nobody: Client) -> None:
    """It would be no change."""
    with pytest.raises(ValueError, match="no such bucket property"):
        nobody.bucket("b").diff_props({"mirror": {"enable": True}})


def test_sections_of_the_props(bucket: Bucket) -> None:
    """Are typed: sizes in bytes, times in seconds."""
    found = bucket.head().setup

    assert (True, False) == (found.versioning.enabled, found.mirror.enabled)
    assert 60.0 <= found.lru.dont_evict_time
    assert 1 << 20 <= found.chunks.chunk_size


def test_full_bucket_is_not_deleted_if_it_must_be_empty(filled: Bucket) -> None:
    """What is in it stays."""
    with pytest.raises(BucketNotEmpty, match=r"a/1\.txt"):
        filled.delete(require_empty=True)

    assert NAMES == names_in(filled)


def test_empty_bucket_is_deleted_if_it_must_be_empty(bucket: Bucket, absent: Bucket) -> None:
    """One that is not there is empty only if that is fine."""
    bucket.delete(require_empty=True)
    absent.delete(require_empty=True, missing_ok=True)
    with pytest.raises(BucketNotFound):
        absent.delete(require_empty=True)

    assert not bucket.exists()


def test_bucket_shows_itself_in_notebooks(nobody: Client) -> None:
    """Without a request."""
    shown = nobody.bucket("s3://b")._repr_html_()

    assert "s3://b" in shown
    assert "aws" in shown


def test_buckets_are_listed_by_namespace(client: Client, bucket: Bucket, namesake: Bucket) -> None:
    """The global one, a named one, or all."""
    cluster = client.cluster()
    found = {
        namespace: cluster.list_buckets(namespace=namespace, name=bucket.name)
        for namespace in ("", "#ais-hl-test", None)
    }

    assert [bucket] == found[""]
    assert [namesake] == found["#ais-hl-test"]
    assert {bucket, namesake} == set(found[None])


def test_buckets_that_the_cluster_knows(client: Client, bucket: Bucket) -> None:
    """Those of AIS itself are among them."""
    assert bucket in client.cluster().list_buckets(presence=Presence.PRESENT)


def test_inventory_of_a_bucket_of_ais_is_never_made(bucket: Bucket) -> None:
    """It would end every target."""
    with pytest.raises(NotRemote, match="every target ends"):
        bucket.create_inventory()

    assert bucket.exists()
