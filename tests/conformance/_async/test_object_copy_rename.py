"""Objects are copied and renamed within the cluster."""

from __future__ import annotations

import pytest

from aistore_hl import AsyncBucket, AsyncClient
from aistore_hl.errors import BadRequest, BucketNotFound, InvalidName, ObjectNotFound

NAMES = {
    "directory": "d/e/o",
    "space": "a b",
    "hash": "a#b",
    "plus": "a+b",
    "ampersand": "a&b=c",
    "umlaut": "grün",
    "emoji": "😀",
    "backslash": "a\\b",
    "looks like a uname": "ais/@#/b/o",
}
LOST = {"question mark": "a?b", "percent": "100%", "percent code": "%2e%2e", "percent slash": "a%2fb"}
"""AIS 5.0 stores a copy of such a name under another one, or nowhere, where it belongs to another target."""
UNSAFE = ["a/", "/a", "a//b", "~/a", "a\nb", *LOST.values()]


async def test_copy_has_the_content(bucket: AsyncBucket) -> None:
    """And the source stays."""
    await bucket.object("a").put(b"content")
    await bucket.object("a").copy_to(bucket.object("b"))

    assert b"content" == await (await bucket.object("b").get()).read_all()
    assert b"content" == await (await bucket.object("a").get()).read_all()


async def test_copy_is_returned(bucket: AsyncBucket) -> None:
    """The call can be chained."""
    await bucket.object("a").put(b"content")

    assert bucket.object("b") == await bucket.object("a").copy_to(bucket.object("b"))


async def test_a_copy_is_made_to_an_object_alone(bucket: AsyncBucket) -> None:
    """Neither to a text, which does not say of which bucket, nor to a bucket."""
    for other in ("b", bucket):
        with pytest.raises(TypeError, match=r"another object, such as bucket\.object"):
            await bucket.object("a").copy_to(other)  # type: ignore[arg-type]


async def test_copy_has_checksum_and_metadata(bucket: AsyncBucket) -> None:
    """What travels with the content comes along."""
    stored = await bucket.object("a").put(b"content", metadata={"k": "v"})
    await bucket.object("a").copy_to(bucket.object("b"))
    found = await bucket.object("b").head()

    assert (7, stored.checksum, {"k": "v"}) == (found.size, found.checksum, found.custom)


async def test_a_copy_has_a_checksum_where_its_bucket_keeps_one(bucket: AsyncBucket, other: AsyncBucket) -> None:
    """Also of an object that has none; and none where its bucket keeps none. By a job too."""
    plain = await other.object("sum").put(b"content")
    await bucket.set_props({"checksum": {"type": "none"}})
    for number in range(4):
        await bucket.object(f"o{number}").put(b"content")
        await bucket.object(f"o{number}").copy_to(other.object(f"c{number}"))
        await other.object("sum").copy_to(bucket.object(f"n{number}"))
    job = await bucket.objects(["o0", "o1", "o2", "o3"]).copy_to(other, prepend="job-")
    await job.wait(timeout=60)

    copies = [await other.object(f"{kind}{number}").head() for kind in ("c", "job-o") for number in range(4)]
    assert {plain.checksum} == {copy.checksum for copy in copies}
    assert {None} == {(await bucket.object(f"n{number}").head()).checksum for number in range(4)}


async def test_copy_to_another_bucket(bucket: AsyncBucket, other: AsyncBucket) -> None:
    """It is there, and only there."""
    await bucket.object("a").put(b"content")
    await bucket.object("a").copy_to(other.object("d/b"))

    assert b"content" == await (await other.object("d/b").get()).read_all()
    assert ["a"] == [entry.name for entry in await bucket.list_objects().to_list()]


async def test_copy_to_another_namespace(bucket: AsyncBucket, namesake: AsyncBucket) -> None:
    """A bucket of the same name is another one."""
    await bucket.object("a").put(b"content")
    await bucket.object("a").copy_to(namesake.object("b"))

    assert b"content" == await (await namesake.object("b").get()).read_all()
    assert await bucket.object("b").exists() is False


async def test_copy_replaces(bucket: AsyncBucket) -> None:
    """What has the name goes."""
    await bucket.object("a").put(b"new")
    await bucket.object("b").put(b"a longer old one")
    await bucket.object("a").copy_to(bucket.object("b"))

    assert b"new" == await (await bucket.object("b").get()).read_all()


async def test_copy_is_an_object_of_its_own(bucket: AsyncBucket) -> None:
    """A change of the source does not change it."""
    await bucket.object("a").put(b"first")
    await bucket.object("a").copy_to(bucket.object("b"))
    await bucket.object("a").put(b"second")

    assert b"first" == await (await bucket.object("b").get()).read_all()


async def test_copy_onto_itself_keeps_it(bucket: AsyncBucket) -> None:
    """Content and custom metadata are as before."""
    await bucket.object("a").put(b"content", metadata={"k": "v"})
    await bucket.object("a").copy_to(bucket.object("a"))

    assert b"content" == await (await bucket.object("a").get()).read_all()
    assert {"k": "v"} == (await bucket.object("a").head()).custom


async def test_copy_of_an_empty_object(bucket: AsyncBucket) -> None:
    """It is an empty object."""
    await bucket.object("a").put(b"")
    await bucket.object("a").copy_to(bucket.object("b"))

    assert 0 == (await bucket.object("b").head()).size


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
async def test_copy_from_and_to_any_name(bucket: AsyncBucket, other: AsyncBucket, name: str) -> None:
    """Whatever it has to be encoded as on the way."""
    await bucket.object(name).put(b"content")
    await bucket.object(name).copy_to(other.object(name))

    assert [name] == [entry.name for entry in await other.list_objects().to_list()]
    assert b"content" == await (await other.object(name).get()).read_all()


@pytest.mark.parametrize("name", LOST.values(), ids=LOST)
async def test_copy_from_a_name_that_none_may_be_copied_to(bucket: AsyncBucket, name: str) -> None:
    """The source may have any name."""
    await bucket.object(name).put(b"content")
    await bucket.object(name).copy_to(bucket.object("o"))

    assert b"content" == await (await bucket.object("o").get()).read_all()


@pytest.mark.parametrize("name", LOST.values(), ids=LOST)
async def test_rename_from_a_name_that_none_may_be_renamed_to(bucket: AsyncBucket, name: str) -> None:
    """The old name may be any."""
    await bucket.object(name).put(b"content")
    await bucket.object(name).rename("o")

    assert ["o"] == [entry.name for entry in await bucket.list_objects().to_list()]


async def test_copy_of_a_missing_object_is_an_error(bucket: AsyncBucket) -> None:
    """And nothing is made."""
    with pytest.raises(ObjectNotFound):
        await bucket.object("a").copy_to(bucket.object("b"))

    assert await bucket.object("b").exists() is False


async def test_copy_to_a_missing_bucket_is_an_error(bucket: AsyncBucket, absent: AsyncBucket) -> None:
    """The bucket is not made by the way."""
    await bucket.object("a").put(b"content")
    with pytest.raises(BucketNotFound):
        await bucket.object("a").copy_to(absent.object("b"))

    assert await absent.exists() is False


async def test_copy_from_a_missing_bucket_is_an_error(bucket: AsyncBucket, absent: AsyncBucket) -> None:
    """It is the bucket that is not found."""
    with pytest.raises(BucketNotFound):
        await absent.object("a").copy_to(bucket.object("b"))


@pytest.mark.parametrize("name", UNSAFE)
async def test_copy_to_an_unsafe_name_is_never_sent(nobody: AsyncClient, name: str) -> None:
    """The rules of writing hold for copies."""
    with pytest.raises(InvalidName):
        await nobody.object("ais://b/o").copy_to(nobody.bucket("b").object(name))


async def test_renamed_object_has_the_new_name_only(bucket: AsyncBucket) -> None:
    """The content is under the new name, nothing under the old one."""
    await bucket.object("a").put(b"content")
    await bucket.object("a").rename("b")

    assert b"content" == await (await bucket.object("b").get()).read_all()
    assert ["b"] == [entry.name for entry in await bucket.list_objects().to_list()]


async def test_rename_returns_the_object_by_its_new_name(bucket: AsyncBucket) -> None:
    """The call can be chained."""
    await bucket.object("a").put(b"content")

    assert bucket.object("d/b") == await bucket.object("a").rename("d/b")


async def test_rename_keeps_checksum_and_metadata(bucket: AsyncBucket) -> None:
    """What travels with the content comes along."""
    stored = await bucket.object("a").put(b"content", metadata={"k": "v"})
    await bucket.object("a").rename("b")
    found = await bucket.object("b").head()

    assert (7, stored.checksum, {"k": "v"}) == (found.size, found.checksum, found.custom)


async def test_rename_replaces(bucket: AsyncBucket) -> None:
    """What has the name goes."""
    await bucket.object("a").put(b"new")
    await bucket.object("b").put(b"a longer old one")
    await bucket.object("a").rename("b")

    assert b"new" == await (await bucket.object("b").get()).read_all()


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
async def test_rename_to_any_name_and_back(bucket: AsyncBucket, name: str) -> None:
    """It is the only object all the while."""
    await bucket.object("o").put(b"content")
    await bucket.object("o").rename(name)
    between = [entry.name for entry in await bucket.list_objects().to_list()]
    await bucket.object(name).rename("o")

    assert [name] == between
    assert b"content" == await (await bucket.object("o").get()).read_all()


async def test_rename_to_its_own_name_is_an_error(bucket: AsyncBucket) -> None:
    """And the object stays."""
    await bucket.object("a").put(b"content")
    with pytest.raises(BadRequest):
        await bucket.object("a").rename("a")

    assert b"content" == await (await bucket.object("a").get()).read_all()


async def test_rename_of_a_missing_object_is_an_error(bucket: AsyncBucket) -> None:
    """And nothing is made."""
    with pytest.raises(ObjectNotFound):
        await bucket.object("a").rename("b")

    assert [] == await bucket.list_objects().to_list()


async def test_rename_in_a_missing_bucket_is_an_error(absent: AsyncBucket) -> None:
    """It is the bucket that is not found."""
    with pytest.raises(BucketNotFound):
        await absent.object("a").rename("b")


@pytest.mark.parametrize("name", ["", ".", "../a", *UNSAFE])
async def test_rename_to_an_unsafe_name_is_never_sent(nobody: AsyncClient, name: str) -> None:
    """The rules of writing hold for new names."""
    with pytest.raises(InvalidName):
        await nobody.object("ais://b/o").rename(name)
