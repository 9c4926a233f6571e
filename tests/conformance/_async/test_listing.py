"""What is in a bucket: sorted, by pages, by prefix, with the properties asked for."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from aistore_hl import AsyncBucket, AsyncClient
from aistore_hl.errors import BucketNotFound, InvalidName

NAMES = ["a", "b/1", "b/2", "b/c/3", "b/c/4", "bb", "c d", "z", "ü"]
"""In the order of their bytes."""


async def fill(bucket: AsyncBucket, names: Iterable[str]) -> None:
    """Put an object of each name, with the name as its content."""
    for name in names:
        await bucket.object(name).put(name.encode())


async def names_of(bucket: AsyncBucket, **options: Any) -> list[str]:
    """The names that a listing gives."""
    return [entry.name for entry in await bucket.list_objects(**options).to_list()]


async def test_empty_bucket_lists_nothing(bucket: AsyncBucket) -> None:
    """And that is no error."""
    assert [] == await names_of(bucket)


async def test_names_are_sorted_by_their_bytes(bucket: AsyncBucket) -> None:
    """In whatever order they were put."""
    await fill(bucket, reversed(NAMES))

    assert NAMES == await names_of(bucket)


async def test_listing_is_iterated(bucket: AsyncBucket) -> None:
    """One entry after the other."""
    await fill(bucket, NAMES)

    assert NAMES == [entry.name async for entry in bucket.list_objects()]


async def test_listing_is_iterated_again(bucket: AsyncBucket) -> None:
    """Each time it asks anew."""
    await fill(bucket, ["a"])
    listing = bucket.list_objects()
    before = [entry.name async for entry in listing]
    await fill(bucket, ["b"])

    assert (["a"], ["a", "b"]) == (before, [entry.name async for entry in listing])


async def test_listing_asks_when_it_is_iterated(absent: AsyncBucket) -> None:
    """Making one is no request."""
    listing = absent.list_objects()

    with pytest.raises(BucketNotFound):
        await listing.to_list()


async def test_entries_have_sizes(bucket: AsyncBucket) -> None:
    """Without being asked for."""
    await fill(bucket, ["a", "bbb"])

    assert {"a": 1, "bbb": 3} == {entry.name: entry.size for entry in await bucket.list_objects().to_list()}


async def test_entries_have_what_was_asked_for(bucket: AsyncBucket) -> None:
    """The same as a HEAD says."""
    await fill(bucket, ["a"])
    head = await bucket.object("a").head()
    (entry,) = await bucket.list_objects(props=["size", "checksum", "version", "copies", "location"]).to_list()

    assert head.checksum is not None
    assert (1, head.checksum.value, "1", 1, head.location) == (
        entry.size,
        entry.checksum,
        entry.version,
        entry.copies,
        entry.location,
    )


async def test_entries_lack_what_was_not_asked_for(bucket: AsyncBucket) -> None:
    """Empty and zero."""
    await fill(bucket, ["a"])
    (entry,) = await bucket.list_objects(props=["name"]).to_list()

    assert ("a", 0, "", "") == (entry.name, entry.size, entry.checksum, entry.version)


async def test_entries_have_times(bucket: AsyncBucket) -> None:
    """With a zone, and to the second at least."""
    await fill(bucket, ["a"])
    (entry,) = await bucket.list_objects(props=["atime"]).to_list()

    assert entry.atime is not None
    assert abs(datetime.now(UTC) - entry.atime) < timedelta(minutes=5)


async def test_entries_are_present(bucket: AsyncBucket) -> None:
    """What the cluster keeps itself is there, and in its place."""
    await fill(bucket, ["a"])
    (entry,) = await bucket.list_objects(props=["name", "cached", "status"]).to_list()

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
async def test_prefix_selects(bucket: AsyncBucket, prefix: str, expected: list[str]) -> None:
    """The names that begin with it."""
    await fill(bucket, NAMES)

    assert expected == await names_of(bucket, prefix=prefix)


async def test_prefix_that_is_a_directory_is_a_prefix(bucket: AsyncBucket) -> None:
    """AIS lists the directory alone, and leaves out what else begins alike."""
    await fill(bucket, NAMES)

    assert ["b/1", "b/2", "b/c/3", "b/c/4", "bb"] == await names_of(bucket, prefix="b")


@pytest.mark.parametrize("prefix", ["../", "a/../b", "./a", "~/a"])
async def test_bad_prefix_is_never_sent(nobody: AsyncClient, prefix: str) -> None:
    """It cannot lead out of the bucket."""
    with pytest.raises(InvalidName):
        nobody.bucket("b").list_objects(prefix)


async def test_listing_without_recursion_stops_at_directories(bucket: AsyncBucket) -> None:
    """They are entries, with a slash at the end."""
    await fill(bucket, NAMES)
    entries = await bucket.list_objects(recursive=False).to_list()

    assert ["a", "b/", "bb", "c d", "z", "ü"] == sorted((entry.name for entry in entries), key=str.encode)
    assert ["b/"] == [entry.name for entry in entries if entry.is_dir]


async def test_listing_without_recursion_below_a_prefix(bucket: AsyncBucket) -> None:
    """The objects and directories directly below it."""
    await fill(bucket, NAMES)

    assert ["b/1", "b/2", "b/c/"] == sorted(await names_of(bucket, prefix="b/", recursive=False))


@pytest.mark.parametrize("page_size", [1, 2, 3, 8, 9, 10, 1000])
async def test_pages_make_the_whole(bucket: AsyncBucket, page_size: int) -> None:
    """Whatever their size: none is missing and none is double."""
    await fill(bucket, NAMES)

    assert NAMES == await names_of(bucket, page_size=page_size)


async def test_pages_are_of_the_size_asked_for(bucket: AsyncBucket) -> None:
    """All but the last."""
    await fill(bucket, NAMES)
    sizes = [len(page.entries) async for page in bucket.list_objects(page_size=4).pages()]

    assert [4, 4, 1] == sizes


async def test_pages_of_a_prefix(bucket: AsyncBucket) -> None:
    """Both at once."""
    await fill(bucket, NAMES)

    assert ["b/1", "b/2", "b/c/3", "b/c/4"] == await names_of(bucket, prefix="b/", page_size=1)


async def test_pages_without_recursion(bucket: AsyncBucket) -> None:
    """A directory is on one of them, and once."""
    await fill(bucket, NAMES)

    assert ["a", "b/", "bb", "c d", "z", "ü"] == sorted(
        await names_of(bucket, recursive=False, page_size=2), key=str.encode
    )


async def test_page_names_the_next_one(bucket: AsyncBucket) -> None:
    """Its token continues it."""
    await fill(bucket, NAMES)
    first = await bucket.list_page(page_size=4)
    second = await bucket.list_page(page_size=4, token=first.token)

    assert NAMES[:4] == [entry.name for entry in first.entries]
    assert NAMES[4:8] == [entry.name for entry in second.entries]


async def test_last_page_names_no_other(bucket: AsyncBucket) -> None:
    """Its token is empty."""
    await fill(bucket, ["a"])

    assert "" == (await bucket.list_page()).token


async def test_page_can_be_fetched_again(bucket: AsyncBucket) -> None:
    """The same token is the same page."""
    await fill(bucket, NAMES)
    token = (await bucket.list_page(page_size=4)).token
    pages = [await bucket.list_page(page_size=4, token=token) for _ in range(2)]

    assert pages[0].entries == pages[1].entries


@pytest.mark.parametrize(
    ("after", "expected"), [("b/2", NAMES[3:]), ("b/", NAMES[1:]), ("", NAMES), ("b/2x", NAMES[3:]), ("ü", [])]
)
async def test_listing_starts_after_a_name(bucket: AsyncBucket, after: str, expected: list[str]) -> None:
    """Strictly, and the name need not be one of them."""
    await fill(bucket, NAMES)

    assert expected == await names_of(bucket, start_after=after)


async def test_listing_starts_after_a_name_within_a_prefix(bucket: AsyncBucket) -> None:
    """Both at once."""
    await fill(bucket, NAMES)

    assert ["b/c/3", "b/c/4"] == await names_of(bucket, prefix="b/", start_after="b/2")


async def test_listing_starts_after_a_name_by_pages(bucket: AsyncBucket) -> None:
    """The first page starts there, the others go on."""
    await fill(bucket, NAMES)

    assert NAMES[3:] == await names_of(bucket, start_after="b/2", page_size=2)


async def test_many_names_by_many_pages(bucket: AsyncBucket) -> None:
    """300 of them, 17 at a time, while pages are on their way."""
    names = [f"{number:04}" for number in range(300)]
    await fill(bucket, names)

    assert names == await names_of(bucket, page_size=17, props=["name"])


async def test_objects_deleted_meanwhile_do_not_end_a_listing(bucket: AsyncBucket) -> None:
    """The name that the next page starts after need not exist any more."""
    await fill(bucket, NAMES)
    first = await bucket.list_page(page_size=4)
    await bucket.object(NAMES[3]).delete()
    second = await bucket.list_page(page_size=4, token=first.token)

    assert NAMES[4:8] == [entry.name for entry in second.entries]


async def test_listing_of_a_namespace(bucket: AsyncBucket, namesake: AsyncBucket) -> None:
    """The objects of the bucket there."""
    await fill(bucket, ["here"])
    await fill(namesake, ["there"])

    assert (["here"], ["there"]) == (await names_of(bucket), await names_of(namesake))


async def test_listing_of_a_missing_bucket_is_an_error(absent: AsyncBucket) -> None:
    """Not an empty one."""
    with pytest.raises(BucketNotFound):
        await absent.list_page()


@pytest.mark.parametrize("page_size", [-1, 1 << 31])
async def test_impossible_page_size_is_never_sent(nobody: AsyncClient, page_size: int) -> None:
    """AIS loses every target to a page size of -1."""
    with pytest.raises(ValueError, match="page_size"):
        nobody.bucket("b").list_objects(page_size=page_size)


async def test_unknown_property_is_never_sent(nobody: AsyncClient) -> None:
    """AIS would ignore it, and the caller would take an empty text for an answer."""
    with pytest.raises(ValueError, match="'sise'"):
        nobody.bucket("b").list_objects(props=["name", "sise"])


async def test_listing_tells_what_it_lists(nobody: AsyncClient) -> None:
    """Its repr has bucket and prefix."""
    shown = repr(nobody.bucket("b").list_objects("dir/"))

    assert "ais://b" in shown
    assert "'dir/'" in shown
