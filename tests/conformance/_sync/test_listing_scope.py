# Written by codegen.py from tests/conformance/_async/test_listing_scope.py; do not edit.
"""What a listing is of: prefixes, directories, archives, and tables of it."""

from __future__ import annotations

import io
import tarfile

import pytest

from aistore_hl import Bucket, Client
from aistore_hl.types import ALL_PROPS, ListFlag, ListProp

NAMES = ["a", "b!x", "b-1", "b/1", "b/c/2", "bb", "bd/x", "c"]
"""In the order of their bytes; `b/` is in the middle of what begins with `b`."""


@pytest.fixture
def filled(bucket: Bucket) -> Bucket:
    """A bucket with an object of each name."""
    for name in NAMES:
        bucket.object(name).put(name.encode())
    return bucket


def directly_below(prefix: str) -> list[str]:
    """What a listing without recursion is to give."""
    rests = [name.removeprefix(prefix) for name in NAMES if name.startswith(prefix)]
    return sorted({prefix + rest.partition("/")[0] + ("/" if "/" in rest else "") for rest in rests})


@pytest.mark.parametrize("prefix", ["", "b", "b/", "bb", "b/c", "x", "a"])
def test_prefix_is_one_of_bytes(filled: Bucket, prefix: str) -> None:
    """Whether a directory has that name or not."""
    deep = [entry.name for entry in filled.list_objects(prefix)]
    flat = [entry.name for entry in filled.list_objects(prefix, recursive=False)]

    assert [name for name in NAMES if name.startswith(prefix)] == deep
    assert directly_below(prefix) == flat


@pytest.mark.parametrize("page_size", [1, 2, 3])
def test_prefix_by_short_pages(bucket: Bucket, page_size: int) -> None:
    """Where nothing but the directory itself comes before what is in it, which AIS 5.0 would lose."""
    names = ["d/b/1", "d/b/2", "d/b/c/3", "d/bb", "d/bc/1", "d/c"]
    for name in names:
        bucket.object(name).put(b"")

    deep = [entry.name for entry in bucket.list_objects("d/b", page_size=page_size)]
    flat = [entry.name for entry in bucket.list_objects("d/b", recursive=False, page_size=page_size)]
    assert (names[:5], ["d/b/", "d/bb", "d/bc/"]) == (deep, flat)


def test_complete_listing_is_verified(filled: Bucket) -> None:
    """The cluster counts as many."""
    assert 8 == len(filled.list_objects(verify=True).to_list())
    assert 5 == len([entry for entry in filled.list_objects("b", verify=True) if entry.name > "b-"])


@pytest.mark.parametrize("options", [{"recursive": False}, {"start_after": "a"}, {"archive": True}], ids=str)
def test_part_of_a_listing_cannot_be_verified(nobody: Client, options: dict[str, bool]) -> None:
    """The cluster counts whole prefixes."""
    with pytest.raises(ValueError, match="verify"):
        nobody.bucket("b").list_objects(verify=True, **options)  # type: ignore[arg-type]


def test_start_after_counts_within_a_prefix(filled: Bucket) -> None:
    """Names after it."""
    assert ["b/c/2", "bb", "bd/x"] == [e.name for e in filled.list_objects("b", start_after="b/1")]


def test_directory_that_nothing_is_in_is_left_out(filled: Bucket) -> None:
    """AIS shows it for as long as its folder is there."""
    filled.object("ghost/1").put(b"")
    filled.object("ghost/1").delete()

    assert directly_below("") == [entry.name for entry in filled.list_objects(recursive=False)]
    assert [] == filled.list_objects("ghost").to_list()


def test_ghosts_may_be_wanted(filled: Bucket) -> None:
    """Then nothing is looked into."""
    found = [entry.name for entry in filled.list_objects(recursive=False, ghosts=True)]

    assert directly_below("") == found


def archive(*names: str) -> bytes:
    """A tar file with a byte in each member."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as tar:
        for name in names:
            member = tarfile.TarInfo(name)
            member.size = 1
            tar.addfile(member, io.BytesIO(b"x"))
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("prefix", "expected"),
    [
        ("s/", ["s/a.tar", "s/a.tar/x/1", "s/a.tar/x/2", "s/a.tar/y", "s/b"]),
        ("s/a.tar", ["s/a.tar", "s/a.tar/x/1", "s/a.tar/x/2", "s/a.tar/y"]),
        ("s/a.tar/", ["s/a.tar/x/1", "s/a.tar/x/2", "s/a.tar/y"]),
        ("s/a.tar/x/2", ["s/a.tar/x/2"]),
        ("s/a.tar/z", []),
    ],
)
def test_members_of_archives_are_listed(bucket: Bucket, prefix: str, expected: list[str]) -> None:
    """Below their archive, also by a prefix that leads into it."""
    bucket.object("s/a.tar").put(archive("x/1", "x/2", "y"))
    bucket.object("s/b").put(b"")
    entries = bucket.list_objects(prefix, archive=True).to_list()

    assert expected == [entry.name for entry in entries]
    assert all(entry.is_in_archive == entry.name.startswith("s/a.tar/") for entry in entries)


def test_archives_are_objects_unless_asked_for(bucket: Bucket) -> None:
    """Their members are not."""
    bucket.object("a.tar").put(archive("x"))

    assert ["a.tar"] == [entry.name for entry in bucket.list_objects()]


def test_what_the_cluster_holds(filled: Bucket) -> None:
    """Of a bucket of its own everything; by name or by flag."""
    named = [entry.name for entry in filled.list_objects(cached=True)]
    flagged = [entry.name for entry in filled.list_objects(flags=ListFlag.CACHED | ListFlag.NAME_ONLY)]

    assert NAMES == named == flagged


def test_what_ais_never_answers_is_never_sent(nobody: Client) -> None:
    """A listing of what is not cached."""
    with pytest.raises(ValueError, match="never answers"):
        nobody.bucket("s3://b").list_objects(flags=ListFlag.NOT_CACHED)


def test_properties_have_names(filled: Bucket) -> None:
    """As words or as members."""
    (entry, *_) = filled.list_objects(props=[ListProp.SIZE, "checksum"]).to_list()

    assert (1, True) == (entry.size, bool(entry.checksum))


def test_table_of_pandas(filled: Bucket) -> None:
    """A row for each, a column for each property."""
    table = filled.list_objects(props=ALL_PROPS).to_pandas()

    assert NAMES == list(table["name"])
    assert [len(name) for name in NAMES] == list(table["size"])
    assert {"checksum", "atime", "is_present"} <= set(table.columns)


def test_table_of_arrow(filled: Bucket) -> None:
    """The same."""
    table = filled.list_objects(props=["name", "size"]).to_arrow()

    assert {"name": NAMES, "size": [len(name) for name in NAMES]} == table.to_pydict()


def test_listing_shows_itself_in_notebooks(nobody: Client) -> None:
    """Without a request."""
    listing = nobody.bucket("b").list_objects("d/", recursive=False)

    assert "ais://b" in listing._repr_html_()
    assert "d/" in repr(listing)


def test_page_shows_itself_in_notebooks(filled: Bucket) -> None:
    """Its first entries."""
    shown = filled.list_page()._repr_html_()

    assert "b/c/2" in shown
    assert "8 entries" in shown
