"""Properties of buckets: defaults, changes, and what they do."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from aistore_hl import AsyncBucket, AsyncClient
from aistore_hl.errors import AccessDenied, BadRequest, BucketNotFound
from aistore_hl.types import Access

BAD = {
    "checksum type": {"checksum": {"type": "sha1"}},
    "write policy": {"write_policy": {"data": "sometimes"}},
    "access": {"access": "everything"},
}
UNKNOWN = {
    "at the top": {"nosuch": 1},
    "within": {"checksum": {"nosuch": 1}},
    "misspelled": {"mirror": {"enable": True}},
}


@pytest.fixture
async def read_only(bucket: AsyncBucket) -> AsyncIterator[AsyncBucket]:
    """A bucket with the object `o`, that nobody may write to; it could not be destroyed either."""
    await bucket.object("o").put(b"old")
    await bucket.set_props({"access": str(int(Access.READ_ONLY))})
    yield bucket
    await bucket.reset_props()


async def test_new_bucket_has_the_defaults(bucket: AsyncBucket) -> None:
    """xxhash2, versions kept, no copies."""
    found = await bucket.head()

    assert ("ais", "xxhash2", True, False, False) == (
        found.provider,
        found.checksum_type,
        found.is_versioned,
        found.is_mirrored,
        found.is_erasure_coded,
    )


async def test_new_bucket_allows_everything(bucket: AsyncBucket) -> None:
    """Reading, writing, destroying."""
    found = (await bucket.head()).access

    assert Access.READ_WRITE | Access.DESTROY_BUCKET == found & (Access.READ_WRITE | Access.DESTROY_BUCKET)


async def test_new_bucket_was_created_just_now(bucket: AsyncBucket) -> None:
    """The time has a zone."""
    created = (await bucket.head()).created

    assert created is not None
    assert abs(datetime.now(UTC) - created) < timedelta(minutes=5)


async def test_new_bucket_has_no_backend(bucket: AsyncBucket) -> None:
    """It is kept here alone."""
    assert (await bucket.head()).backend is None


async def test_props_are_there_as_the_cluster_writes_them(bucket: AsyncBucket) -> None:
    """What has no name here can be looked up."""
    assert "immediate" == (await bucket.head()).raw["write_policy"]["data"]


async def test_bucket_is_created_with_properties(absent: AsyncBucket) -> None:
    """Those that are given, the others as always."""
    await absent.create(props={"checksum": {"type": "md5"}, "versioning": {"enabled": False}})
    found = await absent.head()

    assert ("md5", False, False) == (found.checksum_type, found.is_versioned, found.is_mirrored)


@pytest.mark.parametrize("props", BAD.values(), ids=BAD)
async def test_bucket_is_not_created_with_a_bad_value(absent: AsyncBucket, props: dict[str, Any]) -> None:
    """The cluster refuses it, and there is no bucket."""
    with pytest.raises(BadRequest):
        await absent.create(props=props)

    assert await absent.exists() is False


@pytest.mark.parametrize("props", BAD.values(), ids=BAD)
async def test_bad_value_changes_nothing(bucket: AsyncBucket, props: dict[str, Any]) -> None:
    """Properties are as they were."""
    before = await bucket.head()
    with pytest.raises(BadRequest):
        await bucket.set_props(props)

    assert before.raw == (await bucket.head()).raw


@pytest.mark.parametrize("props", UNKNOWN.values(), ids=UNKNOWN)
async def test_unknown_property_is_not_sent(nobody: AsyncClient, props: dict[str, Any]) -> None:
    """One that AIS does not have is refused rather than left out."""
    with pytest.raises(ValueError, match="no such bucket property"):
        await nobody.bucket("b").set_props(props)


async def test_unknown_property_creates_nothing(nobody: AsyncClient) -> None:
    """Also for a new bucket it is refused before anything is sent."""
    with pytest.raises(ValueError, match=r"checksum\.nosuch"):
        await nobody.bucket("b").create(props={"checksum": {"nosuch": 1}})


async def test_changed_property_is_kept(bucket: AsyncBucket) -> None:
    """It is there for the next one who looks."""
    await bucket.set_props({"checksum": {"type": "sha256"}})

    assert "sha256" == (await bucket.head()).checksum_type


async def test_change_leaves_the_other_properties(bucket: AsyncBucket) -> None:
    """Only what is named changes, also within a section."""
    before = (await bucket.head()).raw
    await bucket.set_props({"checksum": {"validate_warm_get": True}})
    after = (await bucket.head()).raw

    assert {**before, "checksum": {**before["checksum"], "validate_warm_get": True}} == after


async def test_change_that_starts_no_job_has_none(bucket: AsyncBucket) -> None:
    """Most changes are done at once."""
    assert await bucket.set_props({"lru": {"enabled": True}}) is None
    assert await bucket.reset_props() is None


async def test_change_to_the_same_value_is_fine(bucket: AsyncBucket) -> None:
    """Twice is as good as once."""
    await bucket.set_props({"lru": {"enabled": True}})
    await bucket.set_props({"lru": {"enabled": True}})

    assert (await bucket.head()).is_lru_enabled is True


async def test_reset_brings_the_defaults_back(bucket: AsyncBucket) -> None:
    """Whatever was changed."""
    await bucket.set_props({"checksum": {"type": "md5"}, "versioning": {"enabled": False}, "lru": {"enabled": True}})
    await bucket.reset_props()
    found = await bucket.head()

    assert ("xxhash2", True, False) == (found.checksum_type, found.is_versioned, found.is_lru_enabled)


async def test_reset_keeps_the_objects(bucket: AsyncBucket) -> None:
    """Properties are not content."""
    await bucket.object("o").put(b"kept")
    await bucket.reset_props()

    assert b"kept" == await (await bucket.object("o").get()).read_all()


async def test_bucket_without_versions_has_none(bucket: AsyncBucket) -> None:
    """An object that is overwritten there has no number."""
    await bucket.set_props({"versioning": {"enabled": False}})
    await bucket.object("o").put(b"1")
    await bucket.object("o").put(b"2")

    assert "2" != (await bucket.object("o").head()).version


async def test_read_only_bucket_refuses_to_write(read_only: AsyncBucket) -> None:
    """Content stays as it is."""
    with pytest.raises(AccessDenied) as caught:
        await read_only.object("o").put(b"new")

    assert (403, "ErrBucketAccessDenied") == (caught.value.status, caught.value.tcode)
    assert b"old" == await (await read_only.object("o").get()).read_all()


async def test_read_only_bucket_refuses_to_delete(read_only: AsyncBucket) -> None:
    """The object stays."""
    with pytest.raises(AccessDenied):
        await read_only.object("o").delete()

    assert await read_only.object("o").exists() is True


async def test_read_only_bucket_refuses_to_rename(read_only: AsyncBucket) -> None:
    """The object keeps its name."""
    with pytest.raises(AccessDenied):
        await read_only.object("o").rename("p")

    assert await read_only.object("o").exists() is True


async def test_read_only_bucket_refuses_other_metadata(read_only: AsyncBucket) -> None:
    """Custom metadata are part of the object."""
    with pytest.raises(AccessDenied):
        await read_only.object("o").replace_metadata({"k": "v"})

    assert {} == (await read_only.object("o").head()).custom


async def test_read_only_bucket_cannot_be_destroyed(read_only: AsyncBucket) -> None:
    """It would be the largest change of all."""
    with pytest.raises(AccessDenied):
        await read_only.delete()

    assert await read_only.exists() is True


async def test_read_only_bucket_is_listed(read_only: AsyncBucket) -> None:
    """Reading is allowed."""
    assert ["o"] == [entry.name for entry in await read_only.list_objects().to_list()]


async def test_access_can_be_given_back(read_only: AsyncBucket) -> None:
    """A read-only bucket can be made writable again."""
    await read_only.reset_props()
    await read_only.object("o").put(b"new")

    assert b"new" == await (await read_only.object("o").get()).read_all()


async def test_props_of_a_missing_bucket_cannot_change(absent: AsyncBucket) -> None:
    """There is nothing to change."""
    with pytest.raises(BucketNotFound):
        await absent.set_props({"lru": {"enabled": True}})


async def test_props_of_a_missing_bucket_cannot_be_reset(absent: AsyncBucket) -> None:
    """There is nothing to reset."""
    with pytest.raises(BucketNotFound):
        await absent.reset_props()
