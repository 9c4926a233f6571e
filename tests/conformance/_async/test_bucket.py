"""Buckets: created, found, destroyed, told apart."""

from __future__ import annotations

import pytest

from aistore_hl import AsyncBucket, AsyncClient
from aistore_hl.errors import BadRequest, BucketAlreadyExists, BucketNotFound, InvalidName, NotFound, Unsupported

NOT_NAMES = {
    "empty": "",
    "too long": "x" * 65,
    "two dots": "a..b",
    "leading dot": ".b",
    "slash": "a/b",
    "space": "a b",
    "percent": "a%20b",
    "umlaut": "bücket",
}


async def test_created_bucket_exists(absent: AsyncBucket) -> None:
    """Before: no. After: yes."""
    before = await absent.exists()
    await absent.create()

    assert (False, True) == (before, await absent.exists())


async def test_create_returns_the_bucket(absent: AsyncBucket) -> None:
    """The call can be chained."""
    assert absent == await absent.create()


async def test_create_of_an_existing_bucket_is_an_error(bucket: AsyncBucket) -> None:
    """A name is taken once."""
    with pytest.raises(BucketAlreadyExists) as caught:
        await bucket.create()

    assert (409, "ErrBucketAlreadyExists") == (caught.value.status, caught.value.tcode)


async def test_create_of_an_existing_bucket_may_be_fine(bucket: AsyncBucket) -> None:
    """With `exist_ok` it stays as it is, objects included."""
    await bucket.object("o").put(b"kept")
    await bucket.create(exist_ok=True)

    assert b"kept" == await (await bucket.object("o").get()).read_all()


async def test_create_with_exist_ok_does_not_change_properties(bucket: AsyncBucket) -> None:
    """The properties given count for a new bucket only."""
    await bucket.create(props={"checksum": {"type": "md5"}}, exist_ok=True)

    assert "xxhash2" == (await bucket.head()).checksum_type


async def test_deleted_bucket_does_not_exist(bucket: AsyncBucket) -> None:
    """Destroyed is gone."""
    await bucket.delete()

    assert await bucket.exists() is False


async def test_delete_takes_the_objects_along(bucket: AsyncBucket) -> None:
    """A bucket need not be empty; made anew, it is."""
    await bucket.object("a/b").put(b"x")
    await bucket.delete()
    await bucket.create()

    assert [] == await bucket.list_objects().to_list()


async def test_bucket_made_anew_is_another_one(bucket: AsyncBucket) -> None:
    """It has another number."""
    before = (await bucket.head()).bid
    await bucket.delete()
    await bucket.create()

    assert before != (await bucket.head()).bid


async def test_delete_of_a_missing_bucket_is_an_error(absent: AsyncBucket) -> None:
    """What is not there cannot be destroyed."""
    with pytest.raises(BucketNotFound):
        await absent.delete()


async def test_delete_of_a_missing_bucket_may_be_fine(absent: AsyncBucket) -> None:
    """With `missing_ok` that it is gone is enough."""
    await absent.delete(missing_ok=True)

    assert await absent.exists() is False


async def test_head_of_a_missing_bucket_is_an_error(absent: AsyncBucket) -> None:
    """It has no properties."""
    with pytest.raises(BucketNotFound) as caught:
        await absent.head()

    assert (404, "ErrBckNotFound") == (caught.value.status, caught.value.tcode)


async def test_evict_of_a_bucket_of_the_cluster_is_refused(bucket: AsyncBucket) -> None:
    """Only what is kept elsewhere can be forgotten; nothing is lost by asking."""
    await bucket.object("o").put(b"kept")
    with pytest.raises(BadRequest) as caught:
        await bucket.evict()

    assert "ErrNotRemoteBck" == caught.value.tcode
    assert await bucket.object("o").exists() is True


async def test_evict_of_a_missing_bucket_does_nothing(absent: AsyncBucket) -> None:
    """There is nothing left to forget, and AIS says so."""
    await absent.evict()

    assert await absent.exists() is False


async def test_namespaces_keep_buckets_apart(bucket: AsyncBucket, namesake: AsyncBucket) -> None:
    """Two buckets of one name have objects of their own."""
    await bucket.object("o").put(b"global")
    await namesake.object("o").put(b"elsewhere")

    assert b"global" == await (await bucket.object("o").get()).read_all()
    assert b"elsewhere" == await (await namesake.object("o").get()).read_all()


async def test_delete_in_a_namespace_leaves_the_other_bucket(bucket: AsyncBucket, namesake: AsyncBucket) -> None:
    """Its namesake stays."""
    await namesake.delete()

    assert (True, False) == (await bucket.exists(), await namesake.exists())


async def test_bucket_without_a_backend_is_not_created(client: AsyncClient, absent: AsyncBucket) -> None:
    """A provider that is not built in is 501."""
    with pytest.raises(Unsupported) as caught:
        await client.bucket(absent.name, "aws").create()

    assert 501 == caught.value.status


async def test_bucket_without_a_backend_does_not_exist(client: AsyncClient, absent: AsyncBucket) -> None:
    """Asking is no error."""
    assert await client.bucket(absent.name, "gcp").exists() is False


async def test_head_of_a_bucket_without_a_backend_is_an_error(client: AsyncClient, absent: AsyncBucket) -> None:
    """It cannot be found where nobody can look."""
    with pytest.raises(NotFound):
        await client.bucket(absent.name, "azure").head()


@pytest.mark.parametrize("name", NOT_NAMES.values(), ids=NOT_NAMES)
async def test_bad_bucket_name_is_refused(nobody: AsyncClient, name: str) -> None:
    """A name that AIS would not take makes no bucket, and is quoted."""
    with pytest.raises(InvalidName) as caught:
        nobody.bucket(name)

    assert repr(name) in str(caught.value)


async def test_bucket_may_have_the_longest_name(client: AsyncClient, absent: AsyncBucket) -> None:
    """64 characters of every kind."""
    longest = client.bucket((absent.name + "-Az09._").ljust(64, "x"))
    await longest.create()
    found = longest in await client.cluster().list_buckets()
    await longest.delete()

    assert found is True


async def test_bucket_may_be_named_by_its_url(client: AsyncClient, bucket: AsyncBucket) -> None:
    """`ais://name` is the bucket of that name."""
    assert bucket == client.bucket(f"ais://{bucket.name}")


async def test_bucket_url_may_have_a_namespace(client: AsyncClient, bucket: AsyncBucket, namesake: AsyncBucket) -> None:
    """`ais://#namespace/name` is that one, and not its namesake."""
    found = client.bucket(f"ais://#ais-hl-test/{bucket.name}")

    assert namesake == found
    assert bucket != found


async def test_bucket_has_parts(namesake: AsyncBucket, bucket: AsyncBucket) -> None:
    """Name, provider and namespace can be read."""
    assert (bucket.name, "ais", "#ais-hl-test") == (namesake.name, namesake.provider, namesake.namespace)


async def test_provider_has_an_alias(client: AsyncClient) -> None:
    """`s3` is `aws`."""
    assert client.bucket("b", "aws") == client.bucket("b", "s3")


async def test_equal_buckets_have_one_hash(client: AsyncClient) -> None:
    """Handles are values: they work in sets."""
    assert 1 == len({client.bucket("b"), client.bucket("b")})


async def test_bucket_tells_its_url(client: AsyncClient) -> None:
    """Its repr has it."""
    assert "ais://b" in repr(client.bucket("b"))
