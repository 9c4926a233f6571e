# Written by codegen.py from tests/conformance/_async/test_bucket.py; do not edit.
"""Buckets: created, found, destroyed, told apart."""

from __future__ import annotations

import pytest

from aistore_hl import Bucket, Client
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


def test_created_bucket_exists(absent: Bucket) -> None:
    """Before: no. After: yes."""
    before = absent.exists()
    absent.create()

    assert (False, True) == (before, absent.exists())


def test_create_returns_the_bucket(absent: Bucket) -> None:
    """The call can be chained."""
    assert absent == absent.create()


def test_create_of_an_existing_bucket_is_an_error(bucket: Bucket) -> None:
    """A name is taken once."""
    with pytest.raises(BucketAlreadyExists) as caught:
        bucket.create()

    assert (409, "ErrBucketAlreadyExists") == (caught.value.status, caught.value.tcode)


def test_create_of_an_existing_bucket_may_be_fine(bucket: Bucket) -> None:
    """With `exist_ok` it stays as it is, objects included."""
    bucket.object("o").put(b"kept")
    bucket.create(exist_ok=True)

    assert b"kept" == bucket.object("o").get().read_all()


def test_create_with_exist_ok_does_not_change_properties(bucket: Bucket) -> None:
    """The properties given count for a new bucket only."""
    bucket.create(props={"checksum": {"type": "md5"}}, exist_ok=True)

    assert "xxhash2" == bucket.head().checksum_type


def test_deleted_bucket_does_not_exist(bucket: Bucket) -> None:
    """Destroyed is gone."""
    bucket.delete()

    assert bucket.exists() is False


def test_delete_takes_the_objects_along(bucket: Bucket) -> None:
    """A bucket need not be empty; made anew, it is."""
    bucket.object("a/b").put(b"x")
    bucket.delete()
    bucket.create()

    assert [] == bucket.list_objects().to_list()


def test_bucket_made_anew_is_another_one(bucket: Bucket) -> None:
    """It has another number."""
    before = bucket.head().bid
    bucket.delete()
    bucket.create()

    assert before != bucket.head().bid


def test_delete_of_a_missing_bucket_is_an_error(absent: Bucket) -> None:
    """What is not there cannot be destroyed."""
    with pytest.raises(BucketNotFound):
        absent.delete()


def test_delete_of_a_missing_bucket_may_be_fine(absent: Bucket) -> None:
    """With `missing_ok` that it is gone is enough."""
    absent.delete(missing_ok=True)

    assert absent.exists() is False


def test_head_of_a_missing_bucket_is_an_error(absent: Bucket) -> None:
    """It has no properties."""
    with pytest.raises(BucketNotFound) as caught:
        absent.head()

    assert (404, "ErrBckNotFound") == (caught.value.status, caught.value.tcode)


def test_evict_of_a_bucket_of_the_cluster_is_refused(bucket: Bucket) -> None:
    """Only what is kept elsewhere can be forgotten; nothing is lost by asking."""
    bucket.object("o").put(b"kept")
    with pytest.raises(BadRequest) as caught:
        bucket.evict()

    assert "ErrNotRemoteBck" == caught.value.tcode
    assert bucket.object("o").exists() is True


def test_evict_of_a_missing_bucket_does_nothing(absent: Bucket) -> None:
    """There is nothing left to forget, and AIS says so."""
    absent.evict()

    assert absent.exists() is False


def test_namespaces_keep_buckets_apart(bucket: Bucket, namesake: Bucket) -> None:
    """Two buckets of one name have objects of their own."""
    bucket.object("o").put(b"global")
    namesake.object("o").put(b"elsewhere")

    assert b"global" == bucket.object("o").get().read_all()
    assert b"elsewhere" == namesake.object("o").get().read_all()


def test_delete_in_a_namespace_leaves_the_other_bucket(bucket: Bucket, namesake: Bucket) -> None:
    """Its namesake stays."""
    namesake.delete()

    assert (True, False) == (bucket.exists(), namesake.exists())


def test_bucket_without_a_backend_is_not_created(client: Client, absent: Bucket) -> None:
    """A provider that is not built in is 501."""
    with pytest.raises(Unsupported) as caught:
        client.bucket(absent.name, "aws").create()

    assert 501 == caught.value.status


def test_bucket_without_a_backend_does_not_exist(client: Client, absent: Bucket) -> None:
    """Asking is no error."""
    assert client.bucket(absent.name, "gcp").exists() is False


def test_head_of_a_bucket_without_a_backend_is_an_error(client: Client, absent: Bucket) -> None:
    """It cannot be found where nobody can look."""
    with pytest.raises(NotFound):
        client.bucket(absent.name, "azure").head()


@pytest.mark.parametrize("name", NOT_NAMES.values(), ids=NOT_NAMES)
def test_bad_bucket_name_is_refused(nobody: Client, name: str) -> None:
    """A name that AIS would not take makes no bucket, and is quoted."""
    with pytest.raises(InvalidName) as caught:
        nobody.bucket(name)

    assert repr(name) in str(caught.value)


def test_bucket_may_have_the_longest_name(client: Client, absent: Bucket) -> None:
    """64 characters of every kind."""
    longest = client.bucket((absent.name + "-Az09._").ljust(64, "x"))
    longest.create()
    found = longest in client.cluster().list_buckets()
    longest.delete()

    assert found is True


def test_bucket_may_be_named_by_its_url(client: Client, bucket: Bucket) -> None:
    """`ais://name` is the bucket of that name."""
    assert bucket == client.bucket(f"ais://{bucket.name}")


def test_bucket_url_may_have_a_namespace(client: Client, bucket: Bucket, namesake: Bucket) -> None:
    """`ais://#namespace/name` is that one, and not its namesake."""
    found = client.bucket(f"ais://#ais-hl-test/{bucket.name}")

    assert namesake == found
    assert bucket != found


def test_bucket_has_parts(namesake: Bucket, bucket: Bucket) -> None:
    """Name, provider and namespace can be read."""
    assert (bucket.name, "ais", "#ais-hl-test") == (namesake.name, namesake.provider, namesake.namespace)


def test_provider_has_an_alias(client: Client) -> None:
    """`s3` is `aws`."""
    assert client.bucket("b", "aws") == client.bucket("b", "s3")


def test_equal_buckets_have_one_hash(client: Client) -> None:
    """Handles are values: they work in sets."""
    assert 1 == len({client.bucket("b"), client.bucket("b")})


def test_bucket_tells_its_url(client: Client) -> None:
    """Its repr has it."""
    assert "ais://b" in repr(client.bucket("b"))
