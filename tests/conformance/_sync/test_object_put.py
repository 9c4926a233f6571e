# Written by codegen.py from tests/conformance/_async/test_object_put.py; do not edit.
"""Objects are stored, replaced and deleted."""

from __future__ import annotations

import random

import pytest

from aistore_hl import Bucket, Client
from aistore_hl.errors import BucketNotFound, InvalidName, NotFound, ObjectNotFound

LARGE = random.Random(4).randbytes(5 << 20)
"""Over the 4 MiB of which a proxy of AIS would swallow the first half before it redirects."""


def test_put_object_is_there(bucket: Bucket) -> None:
    """Before: no. After: yes."""
    before = bucket.object("o").exists()
    bucket.object("o").put(b"content")

    assert (False, True) == (before, bucket.object("o").exists())


def test_put_returns_what_was_stored(bucket: Bucket) -> None:
    """Size, checksum and version are those that the object has."""
    stored = bucket.object("o").put(b"content")
    found = bucket.object("o").head()

    assert (7, "1", found.checksum) == (stored.size, stored.version, stored.checksum)


def test_put_replaces(bucket: Bucket) -> None:
    """What was there is gone, also where it was longer."""
    bucket.object("o").put(b"a long first content")
    bucket.object("o").put(b"second")

    assert b"second" == bucket.object("o").get().read_all()


def test_put_counts_versions(bucket: Bucket) -> None:
    """Each other content has the next number."""
    versions = [bucket.object("o").put(content).version for content in (b"1", b"2", b"3")]

    assert ["1", "2", "3"] == versions


def test_put_of_the_same_content_changes_nothing(bucket: Bucket) -> None:
    """The version stays: there is nothing new to store."""
    bucket.object("o").put(b"same")
    again = bucket.object("o").put(b"same")
    found = bucket.object("o").head()

    assert (4, found.checksum) == (again.size, again.checksum)
    assert "1" == found.version


def test_put_of_nothing_is_an_object(bucket: Bucket) -> None:
    """An empty object exists, and has size 0."""
    bucket.object("o").put(b"")

    assert 0 == bucket.object("o").head().size


def test_put_empties_an_object(bucket: Bucket) -> None:
    """Empty content replaces too."""
    bucket.object("o").put(b"full")
    bucket.object("o").put(b"")

    assert b"" == bucket.object("o").get().read_all()


def test_put_of_large_content(bucket: Bucket) -> None:
    """It arrives as it was sent."""
    bucket.object("o").put(LARGE)

    assert LARGE == bucket.object("o").get().read_all()


@pytest.mark.parametrize("size", [1, 4095, 4096, 4097, (1 << 20) - 1, 1 << 20, (1 << 20) + 1])
def test_put_of_sizes_around_buffers(bucket: Bucket, size: int) -> None:
    """No byte is lost or added at a border."""
    bucket.object("o").put(LARGE[:size])

    assert LARGE[:size] == bucket.object("o").get().read_all()


def test_put_into_a_missing_bucket_is_an_error(absent: Bucket) -> None:
    """Nothing is created by the way."""
    with pytest.raises(BucketNotFound):
        absent.object("o").put(b"x")

    assert absent.exists() is False


def test_put_of_large_content_into_a_missing_bucket_is_an_error(absent: Bucket) -> None:
    """The same error, though the body did not fit into one packet."""
    with pytest.raises(BucketNotFound):
        absent.object("o").put(LARGE)


def test_put_keeps_objects_apart(bucket: Bucket, other: Bucket) -> None:
    """One name in two buckets is two objects."""
    bucket.object("o").put(b"here")
    other.object("o").put(b"there")

    assert b"here" == bucket.object("o").get().read_all()
    assert b"there" == other.object("o").get().read_all()


def test_put_reports_progress(bucket: Bucket) -> None:
    """It grows, up to all there is, and the sum is known from the start."""
    seen: list[tuple[int, int | None]] = []
    bucket.object("o").put(LARGE, progress=lambda done, total: seen.append((done, total)))

    assert sorted(seen) == seen
    assert (len(LARGE), len(LARGE)) == seen[-1]
    assert {len(LARGE)} == {total for _, total in seen}


def test_put_with_progress_arrives_whole(bucket: Bucket) -> None:
    """Looking on does not change what is sent."""
    bucket.object("o").put(LARGE, progress=lambda done, total: None)

    assert LARGE == bucket.object("o").get().read_all()


def test_put_is_stopped_by_its_progress(bucket: Bucket) -> None:
    """An error of the function that looks on is passed on, and nothing is stored."""

    def stop(done: int, total: int | None) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        bucket.object("o").put(LARGE, progress=stop)

    assert bucket.object("o").exists() is False


def test_put_takes_time_limits(bucket: Bucket) -> None:
    """A limit that is not reached changes nothing."""
    bucket.object("o").put(b"x", timeout=30)

    assert bucket.object("o").exists() is True


@pytest.mark.parametrize("name", ["/a", "a/", "a//b", "~/a", "a\nb", "a\0b", "a\x7fb", "x" * 4097])
def test_put_to_an_unsafe_name_is_refused(nobody: Client, name: str) -> None:
    """A name that a server, a redirect or a file system would change is not written to."""
    with pytest.raises(InvalidName):
        nobody.bucket("b").object(name).put(b"x")


def test_deleted_object_is_gone(bucket: Bucket) -> None:
    """It does not exist, and cannot be read."""
    bucket.object("o").put(b"x")
    bucket.object("o").delete()

    with pytest.raises(ObjectNotFound):
        bucket.object("o").get()


def test_delete_leaves_the_others(bucket: Bucket) -> None:
    """Also those whose names begin alike."""
    for name in ("o", "oo", "p/o"):
        bucket.object(name).put(b"x")
    bucket.object("o").delete()

    assert ["oo", "p/o"] == [entry.name for entry in bucket.list_objects().to_list()]


def test_delete_of_a_missing_object_is_an_error(bucket: Bucket) -> None:
    """What is not there cannot be deleted."""
    with pytest.raises(ObjectNotFound):
        bucket.object("o").delete()


def test_delete_of_a_missing_object_may_be_fine(bucket: Bucket) -> None:
    """With `missing_ok` that it is gone is enough."""
    bucket.object("o").delete(missing_ok=True)

    assert bucket.object("o").exists() is False


def test_second_delete_is_an_error(bucket: Bucket) -> None:
    """Only the first one had something to delete."""
    bucket.object("o").put(b"x")
    bucket.object("o").delete()

    with pytest.raises(NotFound):
        bucket.object("o").delete()


def test_delete_in_a_missing_bucket_is_an_error(absent: Bucket) -> None:
    """It is the bucket that is not found."""
    with pytest.raises(BucketNotFound):
        absent.object("o").delete()


def test_object_put_after_delete_begins_anew(bucket: Bucket) -> None:
    """Its version is the first again."""
    bucket.object("o").put(b"1")
    bucket.object("o").put(b"2")
    bucket.object("o").delete()

    assert "1" == bucket.object("o").put(b"3").version


def test_object_of_a_missing_bucket_does_not_exist(absent: Bucket) -> None:
    """Asking is no error."""
    assert absent.object("o").exists() is False


def test_object_by_its_url(client: Client, bucket: Bucket) -> None:
    """What is put under a URL is the object of that bucket and name."""
    client.object(f"ais://{bucket.name}/a/b?c#d").put(b"by url")

    assert b"by url" == bucket.object("a/b?c#d").get().read_all()


def test_object_handle_tells_its_url(client: Client) -> None:
    """Its repr and its ref have it."""
    handle = client.bucket("b").object("d/o")

    assert "ais://b/d/o" in repr(handle)
    assert "ais://b/d/o" == str(handle.ref)


def test_object_handles_are_values(client: Client) -> None:
    """Equal names are equal, others are not."""
    assert client.object("ais://b/o") == client.bucket("b").object("o")
    assert client.object("ais://b/o") != client.object("ais://b/p")
    assert 1 == len({client.object("ais://b/o"), client.bucket("b").object("o")})
