# Written by codegen.py from tests/conformance/_async/test_listing.py; do not edit.
"""What is in a bucket: sorted, by pages, by prefix, with the properties asked for."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from aistore_hl import Bucket, Client
from aistore_hl.errors import BucketNotFound, InvalidName

NAMES = ["a", "b/1", "b/2", "b/c/3", "b/c/4", "bb", "c d", "z", "ü"]
"""In the order of their bytes."""


def fill(bucket: Bucket, names: Iterable[str]) -> None:
    """Put an object of each name, with the name as its content."""
    for name in names:
        bucket.object(name).put(name.encode())


def names_of(bucket: Bucket, **options: Any) -> list[str]:
    """The names that a listing gives."""
    return [entry.name for entry in bucket.list_objects(**options).to_list()]


def test_empty_bucket_lists_nothing(bucket: Bucket) -> None:
    """And that is no error."""
    assert [] == names_of(bucket)


def test_names_are_sorted_by_their_bytes(bucket: Bucket) -> None:
    """In whatever order they were put."""
    fill(bucket, reversed(NAMES))

    assert NAMES == names_of(bucket)


def test_listing_is_iterated(bucket: Bucket) -> None:
    """One entry after the other."""
    fill(bucket, NAMES)

    assert NAMES == [entry.name for entry in bucket.list_objects()]


def test_listing_is_iterated_again(bucket: Bucket) -> None:
    """Each time it asks anew."""
    fill(bucket, ["a"])
    listing = bucket.list_objects()
    before = [entry.name for entry in listing]
    fill(bucket, ["b"])

    assert (["a"], ["a", "b"]) == (before, [entry.name for entry in listing])


def test_listing_asks_when_it_is_iterated(absent: Bucket) -> None:
    """Making one is no request."""
    listing = absent.list_objects()

    with pytest.raises(BucketNotFound):
        listing.to_list()


def test_entries_have_sizes(bucket: Bucket) -> None:
    """Without being asked for."""
    fill(bucket, ["a", "bbb"])

    assert {"a": 1, "bbb": 3} == {entry.name: entry.size for entry in bucket.list_objects().to_list()}


def test_entries_have_what_was_asked_for(bucket: Bucket) -> None:
    """The same as a HEAD says."""
    fill(bucket, ["a"])
    head = bucket.object("a").head()
    (entry,) = bucket.list_objects(props=["size", "checksum", "version", "copies", "location"]).to_list()

    assert head.checksum is not None
    assert (1, head.checksum.value, "1", 1, head.location) == (
        entry.size,
        entry.checksum,
        entry.version,
        entry.copies,
        entry.location,
    )


def test_entries_lack_what_was_not_asked_for(bucket: Bucket) -> None:
    """Empty and zero."""
    fill(bucket, ["a"])
    (entry,) = bucket.list_objects(props=["name"]).to_list()

    assert ("a", 0, "", "") == (entry.name, entry.size, entry.checksum, entry.version)


def test_entries_have_times(bucket: Bucket) -> None:
    """With a zone, and to the second at least."""
    fill(bucket, ["a"])
    (entry,) = bucket.list_objects(props=["atime"]).to_list()

    assert entry.atime is not None
    assert abs(datetime.now(UTC) - entry.atime) < timedelta(minutes=5)


def test_entries_are_present(bucket: Bucket) -> None:
    """What the cluster keeps itself is there, and in its place."""
    fill(bucket, ["a"])
    (entry,) = bucket.list_objects(props=["name", "cached", "status"]).to_list()

    assert (True, 0, False) == (entry.is_present, entry.status, entry.is_dir)


@pytest.mark.parametrize(
    ("prefix", "expected"),
    [
        ("", NAMES),
        ("b/", ["b/1", "b/2", "b/c/3", "b/c/4"]),
        ("b/c/", ["b/c/3", "b/c/4"]),
        ("b/c/3", ["b/c/3"]),
        ("c", ["c d"]),
        ("c ", ["c d"]),
        ("ü", ["ü"]),
        ("bb", ["bb"]),
        ("nosuch", []),
        ("nosuch/", []),
    ],
)
def test_prefix_selects(bucket: Bucket, prefix: str, expected: list[str]) -> None:
    """The names that begin with it."""
    fill(bucket, NAMES)

    assert expected == names_of(bucket, prefix=prefix)


def test_prefix_that_is_a_directory_is_a_prefix(bucket: Bucket) -> None:
    """AIS lists the directory alone, and leaves out what else begins alike."""
    fill(bucket, NAMES)

    assert ["b/1", "b/2", "b/c/3", "b/c/4", "bb"] == names_of(bucket, prefix="b")


@pytest.mark.parametrize("prefix", ["../", "a/../b", "./a", "~/a"])
def test_bad_prefix_is_never_sent(nobody: Client, prefix: str) -> None:
    """It cannot lead out of the bucket."""
    with pytest.raises(InvalidName):
        nobody.bucket("b").list_objects(prefix)


def test_listing_without_recursion_stops_at_directories(bucket: Bucket) -> None:
    """They are entries, with a slash at the end."""
    fill(bucket, NAMES)
    entries = bucket.list_objects(recursive=False).to_list()

    assert ["a", "b/", "bb", "c d", "z", "ü"] == sorted((entry.name for entry in entries), key=str.encode)
    assert ["b/"] == [entry.name for entry in entries if entry.is_dir]


def test_listing_without_recursion_below_a_prefix(bucket: Bucket) -> None:
    """The objects and directories directly below it."""
    fill(bucket, NAMES)

    assert ["b/1", "b/2", "b/c/"] == sorted(names_of(bucket, prefix="b/", recursive=False))


@pytest.mark.parametrize("page_size", [1, 2, 3, 8, 9, 10, 1000])
def test_pages_make_the_whole(bucket: Bucket, page_size: int) -> None:
    """Whatever their size: none is missing and none is double."""
    fill(bucket, NAMES)

    assert NAMES == names_of(bucket, page_size=page_size)


def test_pages_are_of_the_size_asked_for(bucket: Bucket) -> None:
    """All but the last."""
    fill(bucket, NAMES)
    sizes = [len(page.entries) for page in bucket.list_objects(page_size=4).pages()]

    assert [4, 4, 1] == sizes


def test_pages_of_a_prefix(bucket: Bucket) -> None:
    """Both at once."""
    fill(bucket, NAMES)

    assert ["b/1", "b/2", "b/c/3", "b/c/4"] == names_of(bucket, prefix="b/", page_size=1)


def test_pages_without_recursion(bucket: Bucket) -> None:
    """A directory is on one of them, and once."""
    fill(bucket, NAMES)

    assert ["a", "b/", "bb", "c d", "z", "ü"] == sorted(
        names_of(bucket, recursive=False, page_size=2), key=str.encode
    )


def test_page_names_the_next_one(bucket: Bucket) -> None:
    """Its token continues it."""
    fill(bucket, NAMES)
    first = bucket.list_page(page_size=4)
    second = bucket.list_page(page_size=4, token=first.token)

    assert NAMES[:4] == [entry.name for entry in first.entries]
    assert NAMES[4:8] == [entry.name for entry in second.entries]


def test_last_page_names_no_other(bucket: Bucket) -> None:
    """Its token is empty."""
    fill(bucket, ["a"])

    assert "" == bucket.list_page().token


def test_page_can_be_fetched_again(bucket: Bucket) -> None:
    """The same token is the same page."""
    fill(bucket, NAMES)
    token = bucket.list_page(page_size=4).token
    pages = [bucket.list_page(page_size=4, token=token) for _ in range(2)]

    assert pages[0].entries == pages[1].entries


@pytest.mark.parametrize(
    ("after", "expected"), [("b/2", NAMES[3:]), ("b/", NAMES[1:]), ("", NAMES), ("b/2x", NAMES[3:]), ("ü", [])]
)
def test_listing_starts_after_a_name(bucket: Bucket, after: str, expected: list[str]) -> None:
    """Strictly, and the name need not be one of them."""
    fill(bucket, NAMES)

    assert expected == names_of(bucket, start_after=after)


def test_listing_starts_after_a_name_within_a_prefix(bucket: Bucket) -> None:
    """Both at once."""
    fill(bucket, NAMES)

    assert ["b/c/3", "b/c/4"] == names_of(bucket, prefix="b/", start_after="b/2")


def test_listing_starts_after_a_name_by_pages(bucket: Bucket) -> None:
    """The first page starts there, the others go on."""
    fill(bucket, NAMES)

    assert NAMES[3:] == names_of(bucket, start_after="b/2", page_size=2)


def test_many_names_by_many_pages(bucket: Bucket) -> None:
    """300 of them, 17 at a time, while pages are on their way."""
    names = [f"{number:04}" for number in range(300)]
    fill(bucket, names)

    assert names == names_of(bucket, page_size=17, props=["name"])


def test_objects_deleted_meanwhile_do_not_end_a_listing(bucket: Bucket) -> None:
    """The name that the next page starts after need not exist any more."""
    fill(bucket, NAMES)
    first = bucket.list_page(page_size=4)
    bucket.object(NAMES[3]).delete()
    second = bucket.list_page(page_size=4, token=first.token)

    assert NAMES[4:8] == [entry.name for entry in second.entries]


def test_listing_of_a_namespace(bucket: Bucket, namesake: Bucket) -> None:
    """The objects of the bucket there."""
    fill(bucket, ["here"])
    fill(namesake, ["there"])

    assert (["here"], ["there"]) == (names_of(bucket), names_of(namesake))


def test_listing_of_a_missing_bucket_is_an_error(absent: Bucket) -> None:
    """Not an empty one."""
    with pytest.raises(BucketNotFound):
        absent.list_page()


@pytest.mark.parametrize("page_size", [-1, 1 << 31])
def test_impossible_page_size_is_never_sent(nobody: Client, page_size: int) -> None:
    """AIS loses every target to a page size of -1."""
    with pytest.raises(ValueError, match="page_size"):
        nobody.bucket("b").list_objects(page_size=page_size)


def test_unknown_property_is_never_sent(nobody: Client) -> None:
    """AIS would ignore it, and the caller would take an empty text for an answer."""
    with pytest.raises(ValueError, match="'sise'"):
        nobody.bucket("b").list_objects(props=["name", "sise"])


def test_listing_tells_what_it_lists(nobody: Client) -> None:
    """Its repr has bucket and prefix."""
    shown = repr(nobody.bucket("b").list_objects("dir/"))

    assert "ais://b" in shown
    assert "'dir/'" in shown
