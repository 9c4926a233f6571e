"""The official client: what is in a bucket, page by page."""

from __future__ import annotations

import pytest
from aistore.sdk import Bucket, ListObjectFlag
from aistore.sdk.errors import AISError, ErrBckNotFound

NAMES = ["a", "b/1", "b/2", "b/c/3", "d", "é"]


@pytest.fixture
def filled(made: Bucket) -> Bucket:
    """A bucket with `NAMES`, each of which holds its own name."""
    for name in NAMES:
        made.object(name).get_writer().put_content(name.encode())
    return made


def test_an_empty_bucket_has_no_entries(made: Bucket) -> None:
    """And no token, but an id of the listing."""
    page = made.list_objects()

    assert ([], "") == (page.entries, page.continuation_token)
    assert page.uuid


def test_names_come_in_order(filled: Bucket) -> None:
    """That of their bytes."""
    assert NAMES == [entry.name for entry in filled.list_objects().entries]


def test_sizes_come_where_they_are_asked_for(filled: Bucket) -> None:
    """In bytes."""
    found = {entry.name: entry.size for entry in filled.list_objects(props="name,size").entries}

    assert {name: len(name.encode()) for name in NAMES} == found


def test_properties_come_where_they_are_asked_for(filled: Bucket) -> None:
    """Checksum, version, time, place and number of copies."""
    (entry,) = filled.list_objects(prefix="d", props="name,size,checksum,version,atime,location,copies").entries

    assert filled.object("d").props.checksum_value == entry.checksum
    assert ("1", 1) == (entry.version, entry.copies)
    assert entry.atime
    assert entry.location.startswith("t[")


def test_names_only(filled: Bucket) -> None:
    """By a flag: no sizes then."""
    entries = filled.list_objects(flags=[ListObjectFlag.NAME_ONLY]).entries

    assert [(name, 0) for name in NAMES] == [(entry.name, entry.size) for entry in entries]


def test_a_prefix_selects(filled: Bucket) -> None:
    """Whatever comes below it."""
    assert ["b/1", "b/2", "b/c/3"] == [entry.name for entry in filled.list_objects(prefix="b/").entries]


def test_a_prefix_that_nothing_has(filled: Bucket) -> None:
    """No entries."""
    assert [] == filled.list_objects(prefix="nothing").entries


def test_a_listing_starts_after_a_name(filled: Bucket) -> None:
    """Which need not exist."""
    assert ["d", "é"] == [entry.name for entry in filled.list_objects(start_after="b/x").entries]


def test_pages_are_as_large_as_asked_for(filled: Bucket) -> None:
    """And a token leads on, with the id of the listing or without."""
    first = filled.list_objects(page_size=4)
    second = filled.list_objects(page_size=4, continuation_token=first.continuation_token, uuid=first.uuid)

    assert (NAMES[:4], NAMES[3]) == ([entry.name for entry in first.entries], first.continuation_token)
    assert (NAMES[4:], "") == ([entry.name for entry in second.entries], second.continuation_token)


@pytest.mark.parametrize("size", [1, 2, 3, 6, 100])
def test_all_pages_are_read(filled: Bucket, size: int) -> None:
    """None twice and none left out, also where the last one is full."""
    assert NAMES == [entry.name for entry in filled.list_all_objects(page_size=size)]


@pytest.mark.parametrize("size", [1, 4, 6])
def test_pages_are_walked(filled: Bucket, size: int) -> None:
    """As the names are asked for."""
    assert NAMES == [entry.name for entry in filled.list_objects_iter(page_size=size)]


def test_a_walk_gives_objects(filled: Bucket) -> None:
    """With what the listing told of them."""
    objects = list(filled.list_all_objects_iter())

    assert NAMES == [each.name for each in objects]
    assert [len(name.encode()) for name in NAMES] == [each.props_cached.size for each in objects if each.props_cached]


def test_directories_are_listed_without_what_is_in_them(filled: Bucket) -> None:
    """By a flag: they are entries with a slash at the end."""
    entries = filled.list_objects(flags=[ListObjectFlag.NO_RECURSION]).entries

    assert ["a", "b/", "d", "é"] == [entry.name for entry in entries]


def test_a_directory_is_listed_alone(filled: Bucket) -> None:
    """By the flag and a prefix with a slash."""
    entries = filled.list_objects(prefix="b/", flags=[ListObjectFlag.NO_RECURSION]).entries

    assert ["b/1", "b/2", "b/c/"] == [entry.name for entry in entries]


def test_what_is_not_cached_cannot_be_listed(filled: Bucket) -> None:
    """Since all of a bucket of this cluster is."""
    with pytest.raises(AISError) as caught:
        filled.list_objects(flags=[ListObjectFlag.NOT_CACHED])

    assert 400 == caught.value.status_code


def test_a_missing_bucket_cannot_be_listed(unmade: Bucket) -> None:
    """It is not found."""
    with pytest.raises(ErrBckNotFound):
        unmade.list_objects()


def test_names_from_the_listing_can_be_read(filled: Bucket) -> None:
    """Each by its entry."""
    read = [entry.object.get_reader().read_all().decode() for entry in filled.list_objects_iter()]

    assert NAMES == read
