# Written by codegen.py from tests/conformance/_async/test_bucket_props.py; do not edit.
"""Properties of buckets: defaults, changes, and what they do."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from aistore_hl import Bucket, Client
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
def read_only(bucket: Bucket) -> Iterator[Bucket]:
    """A bucket with the object `o`, that nobody may write to; it could not be destroyed either."""
    bucket.object("o").put(b"old")
    bucket.set_props({"access": str(int(Access.READ_ONLY))})
    yield bucket
    bucket.reset_props()


def test_new_bucket_has_the_defaults(bucket: Bucket) -> None:
    """xxhash2, versions kept, no copies."""
    found = bucket.head()

    assert ("ais", "xxhash2", True, False, False) == (
        found.provider,
        found.checksum_type,
        found.is_versioned,
        found.is_mirrored,
        found.is_erasure_coded,
    )


def test_new_bucket_allows_everything(bucket: Bucket) -> None:
    """Reading, writing, destroying."""
    found = bucket.head().access

    assert Access.READ_WRITE | Access.DESTROY_BUCKET == found & (Access.READ_WRITE | Access.DESTROY_BUCKET)


def test_new_bucket_was_created_just_now(bucket: Bucket) -> None:
    """The time has a zone."""
    created = bucket.head().created

    assert created is not None
    assert abs(datetime.now(UTC) - created) < timedelta(minutes=5)


def test_new_bucket_has_no_backend(bucket: Bucket) -> None:
    """It is kept here alone."""
    assert bucket.head().backend is None


def test_props_are_there_as_the_cluster_writes_them(bucket: Bucket) -> None:
    """What has no name here can be looked up."""
    assert "immediate" == bucket.head().raw["write_policy"]["data"]


def test_bucket_is_created_with_properties(absent: Bucket) -> None:
    """Those that are given, the others as always."""
    absent.create(props={"checksum": {"type": "md5"}, "versioning": {"enabled": False}})
    found = absent.head()

    assert ("md5", False, False) == (found.checksum_type, found.is_versioned, found.is_mirrored)


@pytest.mark.parametrize("props", BAD.values(), ids=BAD)
def test_bucket_is_not_created_with_a_bad_value(absent: Bucket, props: dict[str, Any]) -> None:
    """The cluster refuses it, and there is no bucket."""
    with pytest.raises(BadRequest):
        absent.create(props=props)

    assert absent.exists() is False


@pytest.mark.parametrize("props", BAD.values(), ids=BAD)
def test_bad_value_changes_nothing(bucket: Bucket, props: dict[str, Any]) -> None:
    """Properties are as they were."""
    before = bucket.head()
    with pytest.raises(BadRequest):
        bucket.set_props(props)

    assert before.raw == bucket.head().raw


@pytest.mark.parametrize("props", UNKNOWN.values(), ids=UNKNOWN)
def test_unknown_property_is_not_sent(nobody: Client, props: dict[str, Any]) -> None:
    """One that AIS does not have is refused rather than left out."""
    with pytest.raises(ValueError, match="no such bucket property"):
        nobody.bucket("b").set_props(props)


def test_unknown_property_creates_nothing(nobody: Client) -> None:
    """Also for a new bucket it is refused before anything is sent."""
    with pytest.raises(ValueError, match=r"checksum\.nosuch"):
        nobody.bucket("b").create(props={"checksum": {"nosuch": 1}})


def test_changed_property_is_kept(bucket: Bucket) -> None:
    """It is there for the next one who looks."""
    bucket.set_props({"checksum": {"type": "sha256"}})

    assert "sha256" == bucket.head().checksum_type


def test_change_leaves_the_other_properties(bucket: Bucket) -> None:
    """Only what is named changes, also within a section."""
    before = bucket.head().raw
    bucket.set_props({"checksum": {"validate_warm_get": True}})
    after = bucket.head().raw

    assert {**before, "checksum": {**before["checksum"], "validate_warm_get": True}} == after


def test_change_that_starts_no_job_has_none(bucket: Bucket) -> None:
    """Most changes are done at once."""
    assert bucket.set_props({"lru": {"enabled": True}}) is None
    assert bucket.reset_props() is None


def test_change_to_the_same_value_is_fine(bucket: Bucket) -> None:
    """Twice is as good as once."""
    bucket.set_props({"lru": {"enabled": True}})
    bucket.set_props({"lru": {"enabled": True}})

    assert bucket.head().is_lru_enabled is True


def test_reset_brings_the_defaults_back(bucket: Bucket) -> None:
    """Whatever was changed."""
    bucket.set_props({"checksum": {"type": "md5"}, "versioning": {"enabled": False}, "lru": {"enabled": True}})
    bucket.reset_props()
    found = bucket.head()

    assert ("xxhash2", True, False) == (found.checksum_type, found.is_versioned, found.is_lru_enabled)


def test_reset_keeps_the_objects(bucket: Bucket) -> None:
    """Properties are not content."""
    bucket.object("o").put(b"kept")
    bucket.reset_props()

    assert b"kept" == bucket.object("o").get().read_all()


def test_bucket_without_versions_has_none(bucket: Bucket) -> None:
    """An object that is overwritten there has no number."""
    bucket.set_props({"versioning": {"enabled": False}})
    bucket.object("o").put(b"1")
    bucket.object("o").put(b"2")

    assert "2" != bucket.object("o").head().version


def test_read_only_bucket_refuses_to_write(read_only: Bucket) -> None:
    """Content stays as it is."""
    with pytest.raises(AccessDenied) as caught:
        read_only.object("o").put(b"new")

    assert (403, "ErrBucketAccessDenied") == (caught.value.status, caught.value.tcode)
    assert b"old" == read_only.object("o").get().read_all()


def test_read_only_bucket_refuses_to_delete(read_only: Bucket) -> None:
    """The object stays."""
    with pytest.raises(AccessDenied):
        read_only.object("o").delete()

    assert read_only.object("o").exists() is True


def test_read_only_bucket_refuses_to_rename(read_only: Bucket) -> None:
    """The object keeps its name."""
    with pytest.raises(AccessDenied):
        read_only.object("o").rename("p")

    assert read_only.object("o").exists() is True


def test_read_only_bucket_refuses_other_metadata(read_only: Bucket) -> None:
    """Custom metadata are part of the object."""
    with pytest.raises(AccessDenied):
        read_only.object("o").replace_metadata({"k": "v"})

    assert {} == read_only.object("o").head().custom


def test_read_only_bucket_cannot_be_destroyed(read_only: Bucket) -> None:
    """It would be the largest change of all."""
    with pytest.raises(AccessDenied):
        read_only.delete()

    assert read_only.exists() is True


def test_read_only_bucket_is_listed(read_only: Bucket) -> None:
    """Reading is allowed."""
    assert ["o"] == [entry.name for entry in read_only.list_objects().to_list()]


def test_access_can_be_given_back(read_only: Bucket) -> None:
    """A read-only bucket can be made writable again."""
    read_only.reset_props()
    read_only.object("o").put(b"new")

    assert b"new" == read_only.object("o").get().read_all()


def test_props_of_a_missing_bucket_cannot_change(absent: Bucket) -> None:
    """There is nothing to change."""
    with pytest.raises(BucketNotFound):
        absent.set_props({"lru": {"enabled": True}})


def test_props_of_a_missing_bucket_cannot_be_reset(absent: Bucket) -> None:
    """There is nothing to reset."""
    with pytest.raises(BucketNotFound):
        absent.reset_props()
