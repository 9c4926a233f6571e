"""What the cluster does with a whole bucket: copies, renames, mirrors, counts."""

from __future__ import annotations

import warnings
from collections.abc import AsyncIterator, Callable

import pytest

from aistore_hl import AsyncBucket, AsyncClient
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
async def filled(bucket: AsyncBucket) -> AsyncBucket:
    """A bucket with an object of each name, which is its content."""
    for name in NAMES:
        await bucket.object(name).put(name.encode())
    return bucket


@pytest.fixture
async def target(client: AsyncClient, bucket_name: Callable[[], str]) -> AsyncIterator[AsyncBucket]:
    """A bucket that does not exist yet; removed after the test."""
    bucket = client.bucket(bucket_name())
    yield bucket
    await bucket.delete(missing_ok=True)


async def names_in(bucket: AsyncBucket) -> list[str]:
    """All names in a bucket."""
    return [entry.name for entry in await bucket.list_objects().to_list()]


async def test_copy_brings_every_object(filled: AsyncBucket, target: AsyncBucket) -> None:
    """Into a bucket that is made for it; the job counted them."""
    done = await (await filled.copy_to(target)).wait(timeout=PATIENCE)

    assert (NAMES, len(NAMES), "copy-bck") == (await names_in(target), done.local.objects, done.kind)
    assert b"b.txt" == await (await target.object("b.txt").get()).read_all()


async def test_copy_of_a_prefix_under_other_names(filled: AsyncBucket, target: AsyncBucket) -> None:
    """Prefix, what is prepended, and extensions work together."""
    job = await filled.copy_to(target.ref, prefix="a/", prepend="copy/", extensions={"txt": "md"}, workers=-1)
    await job.wait(timeout=PATIENCE)

    assert ["copy/a/1.md", "copy/a/2.md"] == await names_in(target)


async def test_dry_run_copies_nothing(filled: AsyncBucket, other: AsyncBucket) -> None:
    """It counts."""
    done = await (await filled.copy_to(other, dry_run=True)).wait(timeout=PATIENCE)

    assert ([], len(NAMES)) == (await names_in(other), done.local.objects)


async def test_copy_onto_itself_is_refused(bucket: AsyncBucket) -> None:
    """By the cluster."""
    with pytest.raises(BadRequest):
        await bucket.copy_to(bucket)


async def test_copy_of_a_missing_bucket(absent: AsyncBucket, other: AsyncBucket) -> None:
    """There is nothing to copy."""
    with pytest.raises(BucketNotFound):
        await absent.copy_to(other)


async def test_sync_with_prepend_is_never_sent(nobody: AsyncClient) -> None:
    """It compares names."""
    with pytest.raises(ValueError, match="prepended"):
        await nobody.bucket("a").copy_to(BucketRef("b"), sync=True, prepend="x/")


async def test_what_is_no_other_bucket_is_never_sent(nobody: AsyncClient) -> None:
    """A text does not say whose it is, an object is none, and no name has an extension with a dot."""
    for given in ("b", nobody.bucket("b").object("o")):
        with pytest.raises(TypeError, match="another bucket"):
            await nobody.bucket("a").copy_to(given)  # type: ignore[arg-type]
        with pytest.raises(TypeError, match="another bucket"):
            await nobody.bucket("a").objects(["o"]).copy_to(given)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="an extension is what is behind the last dot"):
        await nobody.bucket("a").copy_to(BucketRef("b"), extensions={".txt": "md"})


@pytest.mark.parametrize("options", [{}, {"only_cached": True}, {"latest": True}, {"sync": True}], ids=str)
async def test_copy_of_a_remote_bucket_says_what_is_left_out(nobody: AsyncClient, options: dict[str, bool]) -> None:
    """Before it begins, unless that is known or nothing is."""
    with warnings.catch_warnings(record=True) as warned, pytest.raises(ConnectFailed):
        warnings.simplefilter("always")
        await nobody.bucket("s3://b").copy_to(BucketRef("c"), **options)  # type: ignore[arg-type]

    assert [not options] == [bool(warned)]


async def test_rename_keeps_the_objects(filled: AsyncBucket, target: AsyncBucket) -> None:
    """Under the new name only."""
    job = await filled.rename(target.name)
    await job.wait(timeout=PATIENCE)

    assert (NAMES, False) == (await names_in(target), await filled.exists())


async def test_rename_to_a_taken_name(bucket: AsyncBucket, other: AsyncBucket) -> None:
    """Nothing is overwritten."""
    with pytest.raises(BadRequest):
        await bucket.rename(other.name)


async def test_more_copies_than_mountpaths(bucket: AsyncBucket) -> None:
    """They have no place."""
    with pytest.raises(BadRequest):
        await bucket.set_copies(9)


async def test_no_copies_at_all_is_never_sent(nobody: AsyncClient) -> None:
    """One is the object itself."""
    with pytest.raises(ValueError, match=r"1 .* or more"):
        await nobody.bucket("b").set_copies(0)


async def test_change_that_starts_a_job_has_it(filled: AsyncBucket) -> None:
    """It is waited for as any other."""
    job = await filled.set_props({"mirror": {"enabled": True, "copies": 2}})
    assert job is not None
    await job.wait(timeout=PATIENCE)

    assert 2 == (await filled.head()).copies


async def test_mirrored_bucket_says_so(filled: AsyncBucket) -> None:
    """Two copies of each object, then one again."""
    await (await filled.set_copies(2)).wait(timeout=PATIENCE)
    mirrored = await filled.head()
    await (await filled.set_copies(1)).wait(timeout=PATIENCE)
    plain = await filled.head()

    assert [(True, 2), False] == [(mirrored.is_mirrored, mirrored.copies), plain.is_mirrored]


async def test_erasure_coded_bucket_says_so(filled: AsyncBucket) -> None:
    """Once it is encoded; its objects are as they were."""
    await (await filled.erasure_code(data=1, parity=1)).wait(timeout=PATIENCE)
    props = await filled.head()

    assert (True, 1, 1) == (props.is_erasure_coded, props.data_slices, props.parity_slices)
    assert b"c.bin" == await (await filled.object("c.bin").get()).read_all()


async def test_more_slices_than_targets(bucket: AsyncBucket) -> None:
    """They have no place."""
    with pytest.raises(BadRequest):
        await bucket.erasure_code(data=20, parity=20)


@pytest.mark.parametrize(("data", "parity"), [(0, 1), (1, 0)])
async def test_no_slices_are_never_sent(nobody: AsyncClient, data: int, parity: int) -> None:
    """There is at least one of each."""
    with pytest.raises(ValueError, match="1 or more"):
        await nobody.bucket("b").erasure_code(data=data, parity=parity)


async def test_rechunked_objects_are_the_same(filled: AsyncBucket) -> None:
    """Whatever they are stored in."""
    await (await filled.rechunk(chunk_size=1 << 20, prefix="a/")).wait(timeout=PATIENCE)

    assert b"a/1.txt" == await (await filled.object("a/1.txt").get()).read_all()


async def test_chunks_of_no_bytes_are_never_sent(nobody: AsyncClient) -> None:
    """Nothing would fit."""
    with pytest.raises(ValueError, match="chunk_size"):
        await nobody.bucket("b").rechunk(chunk_size=0)


async def test_shards_without_archives(filled: AsyncBucket) -> None:
    """There is nothing to index, which is no error."""
    await (await filled.index_shards(workers=-1)).wait(timeout=PATIENCE)
    found = await filled.shard_summary(timeout=PATIENCE)

    assert (0, 0, 0) == (found.indexed, found.members, found.invalid)


async def test_summary_counts_objects_and_bytes(filled: AsyncBucket) -> None:
    """All of them."""
    found = await filled.summary(timeout=PATIENCE)

    assert (filled.ref, 4, 24, 0) == (found.bucket, found.objects, found.size, found.remote_objects)
    assert (5, 6, 7) == (found.smallest, found.average, found.largest)
    assert 0 < found.disk_size


async def test_summary_of_a_prefix(filled: AsyncBucket) -> None:
    """Only what begins with it."""
    assert 2 == (await filled.summary("a/", timeout=PATIENCE)).objects


async def test_summary_of_a_missing_bucket(absent: AsyncBucket) -> None:
    """There is nothing to count."""
    with pytest.raises(BucketNotFound):
        await absent.summary()


async def test_summary_of_nothing(bucket: AsyncBucket) -> None:
    """No objects, no bytes, and no smallest one."""
    found = await bucket.summary(timeout=PATIENCE)

    assert (0, 0, 0, 0) == (found.objects, found.size, found.smallest, found.largest)


@pytest.mark.parametrize(("prefix", "expected"), [("", 4), ("a/", 2)], ids=["all", "prefix"])
async def test_info_has_props_and_summary(filled: AsyncBucket, prefix: str, expected: int) -> None:
    """In one question."""
    found = await filled.info(prefix, presence=Presence.PRESENT if not prefix else None, timeout=PATIENCE)

    assert (expected, "ais") == (found.summary.objects, found.props.provider)


async def test_info_of_a_missing_bucket(absent: AsyncBucket) -> None:
    """There is nothing to tell."""
    with pytest.raises(BucketNotFound):
        await absent.info()


async def test_diff_tells_what_a_set_changes(bucket: AsyncBucket) -> None:
    """And afterwards there is nothing left to change."""
    wanted = {"checksum": {"type": "md5"}, "lru": {"dont_evict_time": "120m"}, "access": Access.READ_WRITE}
    before = await bucket.diff_props(wanted)
    await bucket.set_props(wanted)

    assert {"checksum.type", "access"} <= before.keys()
    assert Change("xxhash2", "md5") == before["checksum.type"]
    assert {} == await bucket.diff_props(wanted)
    await bucket.set_props({"access": Access.ALL})


async def test_diff_of_an_unknown_property_is_never_sent(nobody: AsyncClient) -> None:
    """It would be no change."""
    with pytest.raises(ValueError, match="no such bucket property"):
        await nobody.bucket("b").diff_props({"mirror": {"enable": True}})


async def test_sections_of_the_props(bucket: AsyncBucket) -> None:
    """Are typed: sizes in bytes, times in seconds."""
    found = (await bucket.head()).setup

    assert (True, False) == (found.versioning.enabled, found.mirror.enabled)
    assert 60.0 <= found.lru.dont_evict_time
    assert 1 << 20 <= found.chunks.chunk_size


async def test_full_bucket_is_not_deleted_if_it_must_be_empty(filled: AsyncBucket) -> None:
    """What is in it stays."""
    with pytest.raises(BucketNotEmpty, match=r"a/1\.txt"):
        await filled.delete(require_empty=True)

    assert NAMES == await names_in(filled)


async def test_empty_bucket_is_deleted_if_it_must_be_empty(bucket: AsyncBucket, absent: AsyncBucket) -> None:
    """One that is not there is empty only if that is fine."""
    await bucket.delete(require_empty=True)
    await absent.delete(require_empty=True, missing_ok=True)
    with pytest.raises(BucketNotFound):
        await absent.delete(require_empty=True)

    assert not await bucket.exists()


async def test_bucket_shows_itself_in_notebooks(nobody: AsyncClient) -> None:
    """Without a request."""
    shown = nobody.bucket("s3://b")._repr_html_()

    assert "s3://b" in shown
    assert "aws" in shown


async def test_buckets_are_listed_by_namespace(client: AsyncClient, bucket: AsyncBucket, namesake: AsyncBucket) -> None:
    """The global one, a named one, or all."""
    cluster = client.cluster()
    found = {
        namespace: await cluster.list_buckets(namespace=namespace, name=bucket.name)
        for namespace in ("", "#ais-hl-test", None)
    }

    assert [bucket] == found[""]
    assert [namesake] == found["#ais-hl-test"]
    assert {bucket, namesake} == set(found[None])


async def test_buckets_that_the_cluster_knows(client: AsyncClient, bucket: AsyncBucket) -> None:
    """Those of AIS itself are among them."""
    assert bucket in await client.cluster().list_buckets(presence=Presence.PRESENT)


async def test_inventory_of_a_bucket_of_ais_is_never_made(bucket: AsyncBucket) -> None:
    """It would end every target."""
    with pytest.raises(NotRemote, match="every target ends"):
        await bucket.create_inventory()

    assert await bucket.exists()
