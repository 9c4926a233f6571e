"""Buckets in the spelling of 2022."""

from __future__ import annotations

import warnings
from collections.abc import Callable

import pytest

from aistore_hl.compat2022 import Bucket, BucketEntry, Client, Namespace
from aistore_hl.errors import BadRequest, BucketAlreadyExists, BucketNotFound

# Which methods warn, and of what, is in test_advice.
pytestmark = pytest.mark.filterwarnings("ignore:.*is the spelling of 2022:DeprecationWarning")


def filled(bucket: Bucket, count: int = 5) -> list[str]:
    names = [f"o{number}" for number in range(count)]
    for name in names:
        bucket.today.object(name).put(name.encode())
    return names


def test_a_bucket_is_created_and_deleted(old: Client, bucket_name: Callable[[], str]) -> None:
    """Both return nothing and warn of nothing; a second time they fail."""
    bucket = old.bucket(bucket_name())
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert (None, None) == (bucket.create(), bucket.delete())
    with pytest.raises(BucketNotFound):
        bucket.delete()


def test_a_bucket_that_is_there_is_not_created(old_bucket: Bucket) -> None:
    """As in 2022: an error."""
    with pytest.raises(BucketAlreadyExists):
        old_bucket.create()


def test_head_of_a_bucket_is_its_header_fields(old_bucket: Bucket) -> None:
    """A mapping that ignores case; the warning names what there is today."""
    fields = old_bucket.head()

    assert "Ais-Bucket-Props" in fields
    assert fields["ais-bucket-props"] == fields["Ais-Bucket-Props"]


def test_list_objects_is_one_page(old_bucket: Bucket) -> None:
    """With `get_entries()`, and a token for the next one."""
    names = filled(old_bucket)
    page = old_bucket.list_objects(page_size=3)
    rest = old_bucket.list_objects(page_size=3, continuation_token=page.continuation_token)

    assert names[:3] == [entry.name for entry in page.get_entries()]
    assert names[3:] == [entry.name for entry in rest.entries]
    assert "" == rest.continuation_token
    assert BucketEntry("o0", size=2, flags=page.entries[0].flags) == page.entries[0]


def test_props_are_written_with_commas(old_bucket: Bucket) -> None:
    """Entries have what was asked for."""
    filled(old_bucket, 1)
    (entry,) = old_bucket.list_objects(props="name, size,checksum,version,copies,location,atime").entries

    assert ("o0", 2, "1", 1) == (entry.name, entry.size, entry.version, entry.copies)
    assert entry.checksum
    assert entry.target_url
    assert entry.atime


def test_all_objects_come_by_iterating_or_as_a_list(old_bucket: Bucket) -> None:
    """Over pages, however small."""
    names = filled(old_bucket)
    assert names == [entry.name for entry in old_bucket.list_objects_iter(page_size=2)]
    assert ["o3"] == [entry.name for entry in old_bucket.list_all_objects(prefix="o3", page_size=2)]


def test_rename_takes_a_name_and_returns_an_id(old: Client, old_bucket: Bucket, bucket_name: Callable[[], str]) -> None:
    """The handle has the new name; the objects are there once the job is over."""
    names, old_name, new_name = filled(old_bucket), old_bucket.name, bucket_name()
    job = old_bucket.rename(to_bck=new_name)
    old.xaction().wait_for_xaction_finished(job)
    found = [entry.name for entry in old.bucket(new_name).list_all_objects()]

    assert new_name == old_bucket.name
    assert names == found
    assert not old.today.bucket(old_name).exists()


def test_copy_takes_a_name_and_returns_an_id(old: Client, old_bucket: Bucket, bucket_name: Callable[[], str]) -> None:
    """The prefix is that of the copies."""
    names, copy = filled(old_bucket), old.bucket(bucket_name())
    job = old_bucket.copy(to_bck_name=copy.name, prefix="copy-")
    old.xaction().wait_for_xaction_finished(job)
    found = [entry.name for entry in copy.list_all_objects()]
    copy.delete()

    assert [f"copy-{name}" for name in names] == found


def test_a_namespace_is_a_value_or_a_text(old: Client) -> None:
    """Both mean the same bucket, and an empty one the global namespace."""
    one = old.bucket("b", ns=Namespace(name="ns"))
    other = old.bucket("b", "ais", "#ns")

    assert "#ns" == one.namespace == other.namespace
    assert ["", "", ""] == [old.bucket("b", ns=ns).namespace for ns in (Namespace(), "", None)]
    assert ("b", "ais") == (one.name, one.provider)


def test_only_remote_buckets_are_evicted(old_bucket: Bucket) -> None:
    """As today."""

    with pytest.raises(BadRequest):
        old_bucket.evict(keep_md=True)
