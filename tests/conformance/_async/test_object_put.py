"""Objects are stored, replaced and deleted."""

from __future__ import annotations

import random

import pytest

from aistore_hl import AsyncBucket, AsyncClient
from aistore_hl.errors import BucketNotFound, InvalidName, NotFound, ObjectNotFound

LARGE = random.Random(4).randbytes(5 << 20)
"""Over the 4 MiB of which a proxy of AIS would swallow the first half before it redirects."""


async def test_put_object_is_there(bucket: AsyncBucket) -> None:
    """Before: no. After: yes."""
    before = await bucket.object("o").exists()
    await bucket.object("o").put(b"content")

    assert (False, True) == (before, await bucket.object("o").exists())


async def test_put_returns_what_was_stored(bucket: AsyncBucket) -> None:
    """Size, checksum and version are those that the object has."""
    stored = await bucket.object("o").put(b"content")
    found = await bucket.object("o").head()

    assert (7, "1", found.checksum) == (stored.size, stored.version, stored.checksum)


async def test_put_replaces(bucket: AsyncBucket) -> None:
    """What was there is gone, also where it was longer."""
    await bucket.object("o").put(b"a long first content")
    await bucket.object("o").put(b"second")

    assert b"second" == await (await bucket.object("o").get()).read_all()


async def test_put_counts_versions(bucket: AsyncBucket) -> None:
    """Each other content has the next number."""
    versions = [(await bucket.object("o").put(content)).version for content in (b"1", b"2", b"3")]

    assert ["1", "2", "3"] == versions


async def test_put_of_the_same_content_changes_nothing(bucket: AsyncBucket) -> None:
    """The version stays: there is nothing new to store."""
    await bucket.object("o").put(b"same")
    again = await bucket.object("o").put(b"same")
    found = await bucket.object("o").head()

    assert (4, found.checksum) == (again.size, again.checksum)
    assert "1" == found.version


async def test_put_of_nothing_is_an_object(bucket: AsyncBucket) -> None:
    """An empty object exists, and has size 0."""
    await bucket.object("o").put(b"")

    assert 0 == (await bucket.object("o").head()).size


async def test_put_empties_an_object(bucket: AsyncBucket) -> None:
    """Empty content replaces too."""
    await bucket.object("o").put(b"full")
    await bucket.object("o").put(b"")

    assert b"" == await (await bucket.object("o").get()).read_all()


async def test_put_of_large_content(bucket: AsyncBucket) -> None:
    """It arrives as it was sent."""
    await bucket.object("o").put(LARGE)

    assert LARGE == await (await bucket.object("o").get()).read_all()


@pytest.mark.parametrize("size", [1, 4095, 4096, 4097, (1 << 20) - 1, 1 << 20, (1 << 20) + 1])
async def test_put_of_sizes_around_buffers(bucket: AsyncBucket, size: int) -> None:
    """No byte is lost or added at a border."""
    await bucket.object("o").put(LARGE[:size])

    assert LARGE[:size] == await (await bucket.object("o").get()).read_all()


async def test_put_into_a_missing_bucket_is_an_error(absent: AsyncBucket) -> None:
    """Nothing is created by the way."""
    with pytest.raises(BucketNotFound):
        await absent.object("o").put(b"x")

    assert await absent.exists() is False


async def test_put_of_large_content_into_a_missing_bucket_is_an_error(absent: AsyncBucket) -> None:
    """The same error, though the body did not fit into one packet."""
    with pytest.raises(BucketNotFound):
        await absent.object("o").put(LARGE)


async def test_put_keeps_objects_apart(bucket: AsyncBucket, other: AsyncBucket) -> None:
    """One name in two buckets is two objects."""
    await bucket.object("o").put(b"here")
    await other.object("o").put(b"there")

    assert b"here" == await (await bucket.object("o").get()).read_all()
    assert b"there" == await (await other.object("o").get()).read_all()


async def test_put_reports_progress(bucket: AsyncBucket) -> None:
    """It grows, up to all there is, and the sum is known from the start."""
    seen: list[tuple[int, int | None]] = []
    await bucket.object("o").put(LARGE, progress=lambda done, total: seen.append((done, total)))

    assert sorted(seen) == seen
    assert (len(LARGE), len(LARGE)) == seen[-1]
    assert {len(LARGE)} == {total for _, total in seen}


async def test_put_with_progress_arrives_whole(bucket: AsyncBucket) -> None:
    """Looking on does not change what is sent."""
    await bucket.object("o").put(LARGE, progress=lambda done, total: None)

    assert LARGE == await (await bucket.object("o").get()).read_all()


async def test_put_is_stopped_by_its_progress(bucket: AsyncBucket) -> None:
    """An error of the function that looks on is passed on, and nothing is stored."""

    def stop(done: int, total: int | None) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        await bucket.object("o").put(LARGE, progress=stop)

    assert await bucket.object("o").exists() is False


async def test_put_takes_time_limits(bucket: AsyncBucket) -> None:
    """A limit that is not reached changes nothing."""
    await bucket.object("o").put(b"x", timeout=30)

    assert await bucket.object("o").exists() is True


@pytest.mark.parametrize("name", ["/a", "a/", "a//b", "~/a", "a\nb", "a\0b", "a\x7fb", "x" * 4097])
async def test_put_to_an_unsafe_name_is_refused(nobody: AsyncClient, name: str) -> None:
    """A name that a server, a redirect or a file system would change is not written to."""
    with pytest.raises(InvalidName):
        await nobody.bucket("b").object(name).put(b"x")


async def test_deleted_object_is_gone(bucket: AsyncBucket) -> None:
    """It does not exist, and cannot be read."""
    await bucket.object("o").put(b"x")
    await bucket.object("o").delete()

    with pytest.raises(ObjectNotFound):
        await bucket.object("o").get()


async def test_delete_leaves_the_others(bucket: AsyncBucket) -> None:
    """Also those whose names begin alike."""
    for name in ("o", "oo", "p/o"):
        await bucket.object(name).put(b"x")
    await bucket.object("o").delete()

    assert ["oo", "p/o"] == [entry.name for entry in await bucket.list_objects().to_list()]


async def test_delete_of_a_missing_object_is_an_error(bucket: AsyncBucket) -> None:
    """What is not there cannot be deleted."""
    with pytest.raises(ObjectNotFound):
        await bucket.object("o").delete()


async def test_delete_of_a_missing_object_may_be_fine(bucket: AsyncBucket) -> None:
    """With `missing_ok` that it is gone is enough."""
    await bucket.object("o").delete(missing_ok=True)

    assert await bucket.object("o").exists() is False


async def test_second_delete_is_an_error(bucket: AsyncBucket) -> None:
    """Only the first one had something to delete."""
    await bucket.object("o").put(b"x")
    await bucket.object("o").delete()

    with pytest.raises(NotFound):
        await bucket.object("o").delete()


async def test_delete_in_a_missing_bucket_is_an_error(absent: AsyncBucket) -> None:
    """It is the bucket that is not found."""
    with pytest.raises(BucketNotFound):
        await absent.object("o").delete()


async def test_object_put_after_delete_begins_anew(bucket: AsyncBucket) -> None:
    """Its version is the first again."""
    await bucket.object("o").put(b"1")
    await bucket.object("o").put(b"2")
    await bucket.object("o").delete()

    assert "1" == (await bucket.object("o").put(b"3")).version


async def test_object_of_a_missing_bucket_does_not_exist(absent: AsyncBucket) -> None:
    """Asking is no error."""
    assert await absent.object("o").exists() is False


async def test_object_by_its_url(client: AsyncClient, bucket: AsyncBucket) -> None:
    """What is put under a URL is the object of that bucket and name."""
    await client.object(f"ais://{bucket.name}/a/b?c#d").put(b"by url")

    assert b"by url" == await (await bucket.object("a/b?c#d").get()).read_all()


async def test_object_handle_tells_its_url(client: AsyncClient) -> None:
    """Its repr and its ref have it."""
    handle = client.bucket("b").object("d/o")

    assert "ais://b/d/o" in repr(handle)
    assert "ais://b/d/o" == str(handle.ref)


async def test_object_handles_are_values(client: AsyncClient) -> None:
    """Equal names are equal, others are not."""
    assert client.object("ais://b/o") == client.bucket("b").object("o")
    assert client.object("ais://b/o") != client.object("ais://b/p")
    assert 1 == len({client.object("ais://b/o"), client.bucket("b").object("o")})
