# Written by codegen.py from tests/conformance/_async/test_object_copy_rename.py; do not edit.
"""Objects are copied and renamed within the cluster."""

from __future__ import annotations

import pytest

from aistore_hl import Bucket, Client
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


def test_copy_has_the_content(bucket: Bucket) -> None:
    """And the source stays."""
    bucket.object("a").put(b"content")
    bucket.object("a").copy_to(bucket.object("b"))

    assert b"content" == bucket.object("b").get().read_all()
    assert b"content" == bucket.object("a").get().read_all()


def test_copy_is_returned(bucket: Bucket) -> None:
    """The call can be chained."""
    bucket.object("a").put(b"content")

    assert bucket.object("b") == bucket.object("a").copy_to(bucket.object("b"))


def test_a_copy_is_made_to_an_object_alone(bucket: Bucket) -> None:
    """Neither to a text, which does not say of which bucket, nor to a bucket."""
    for other in ("b", bucket):
        with pytest.raises(TypeError, match=r"another object, such as bucket\.object"):
            bucket.object("a").copy_to(other)  # type: ignore[arg-type]


def test_copy_has_checksum_and_metadata(bucket: Bucket) -> None:
    """What travels with the content comes along."""
    stored = bucket.object("a").put(b"content", metadata={"k": "v"})
    bucket.object("a").copy_to(bucket.object("b"))
    found = bucket.object("b").head()

    assert (7, stored.checksum, {"k": "v"}) == (found.size, found.checksum, found.custom)


def test_a_copy_has_a_checksum_where_its_bucket_keeps_one(bucket: Bucket, other: Bucket) -> None:
    """Also of an object that has none; and none where its bucket keeps none. By a job too."""
    plain = other.object("sum").put(b"content")
    bucket.set_props({"checksum": {"type": "none"}})
    for number in range(4):
        bucket.object(f"o{number}").put(b"content")
        bucket.object(f"o{number}").copy_to(other.object(f"c{number}"))
        other.object("sum").copy_to(bucket.object(f"n{number}"))
    job = bucket.objects(["o0", "o1", "o2", "o3"]).copy_to(other, prepend="job-")
    job.wait(timeout=60)

    copies = [other.object(f"{kind}{number}").head() for kind in ("c", "job-o") for number in range(4)]
    assert {plain.checksum} == {copy.checksum for copy in copies}
    assert {None} == {bucket.object(f"n{number}").head().checksum for number in range(4)}


def test_copy_to_another_bucket(bucket: Bucket, other: Bucket) -> None:
    """It is there, and only there."""
    bucket.object("a").put(b"content")
    bucket.object("a").copy_to(other.object("d/b"))

    assert b"content" == other.object("d/b").get().read_all()
    assert ["a"] == [entry.name for entry in bucket.list_objects().to_list()]


def test_copy_to_another_namespace(bucket: Bucket, namesake: Bucket) -> None:
    """A bucket of the same name is another one."""
    bucket.object("a").put(b"content")
    bucket.object("a").copy_to(namesake.object("b"))

    assert b"content" == namesake.object("b").get().read_all()
    assert bucket.object("b").exists() is False


def test_copy_replaces(bucket: Bucket) -> None:
    """What has the name goes."""
    bucket.object("a").put(b"new")
    bucket.object("b").put(b"a longer old one")
    bucket.object("a").copy_to(bucket.object("b"))

    assert b"new" == bucket.object("b").get().read_all()


def test_copy_is_an_object_of_its_own(bucket: Bucket) -> None:
    """A change of the source does not change it."""
    bucket.object("a").put(b"first")
    bucket.object("a").copy_to(bucket.object("b"))
    bucket.object("a").put(b"second")

    assert b"first" == bucket.object("b").get().read_all()


def test_copy_onto_itself_keeps_it(bucket: Bucket) -> None:
    """Content and custom metadata are as before."""
    bucket.object("a").put(b"content", metadata={"k": "v"})
    bucket.object("a").copy_to(bucket.object("a"))

    assert b"content" == bucket.object("a").get().read_all()
    assert {"k": "v"} == bucket.object("a").head().custom


def test_copy_of_an_empty_object(bucket: Bucket) -> None:
    """It is an empty object."""
    bucket.object("a").put(b"")
    bucket.object("a").copy_to(bucket.object("b"))

    assert 0 == bucket.object("b").head().size


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_copy_from_and_to_any_name(bucket: Bucket, other: Bucket, name: str) -> None:
    """Whatever it has to be encoded as on the way."""
    bucket.object(name).put(b"content")
    bucket.object(name).copy_to(other.object(name))

    assert [name] == [entry.name for entry in other.list_objects().to_list()]
    assert b"content" == other.object(name).get().read_all()


@pytest.mark.parametrize("name", LOST.values(), ids=LOST)
def test_copy_from_a_name_that_none_may_be_copied_to(bucket: Bucket, name: str) -> None:
    """The source may have any name."""
    bucket.object(name).put(b"content")
    bucket.object(name).copy_to(bucket.object("o"))

    assert b"content" == bucket.object("o").get().read_all()


@pytest.mark.parametrize("name", LOST.values(), ids=LOST)
def test_rename_from_a_name_that_none_may_be_renamed_to(bucket: Bucket, name: str) -> None:
    """The old name may be any."""
    bucket.object(name).put(b"content")
    bucket.object(name).rename("o")

    assert ["o"] == [entry.name for entry in bucket.list_objects().to_list()]


def test_copy_of_a_missing_object_is_an_error(bucket: Bucket) -> None:
    """And nothing is made."""
    with pytest.raises(ObjectNotFound):
        bucket.object("a").copy_to(bucket.object("b"))

    assert bucket.object("b").exists() is False


def test_copy_to_a_missing_bucket_is_an_error(bucket: Bucket, absent: Bucket) -> None:
    """The bucket is not made by the way."""
    bucket.object("a").put(b"content")
    with pytest.raises(BucketNotFound):
        bucket.object("a").copy_to(absent.object("b"))

    assert absent.exists() is False


def test_copy_from_a_missing_bucket_is_an_error(bucket: Bucket, absent: Bucket) -> None:
    """It is the bucket that is not found."""
    with pytest.raises(BucketNotFound):
        absent.object("a").copy_to(bucket.object("b"))


@pytest.mark.parametrize("name", UNSAFE)
def test_copy_to_an_unsafe_name_is_never_sent(nobody: Client, name: str) -> None:
    """The rules of writing hold for copies."""
    with pytest.raises(InvalidName):
        nobody.object("ais://b/o").copy_to(nobody.bucket("b").object(name))


def test_renamed_object_has_the_new_name_only(bucket: Bucket) -> None:
    """The content is under the new name, nothing under the old one."""
    bucket.object("a").put(b"content")
    bucket.object("a").rename("b")

    assert b"content" == bucket.object("b").get().read_all()
    assert ["b"] == [entry.name for entry in bucket.list_objects().to_list()]


def test_rename_returns_the_object_by_its_new_name(bucket: Bucket) -> None:
    """The call can be chained."""
    bucket.object("a").put(b"content")

    assert bucket.object("d/b") == bucket.object("a").rename("d/b")


def test_rename_keeps_checksum_and_metadata(bucket: Bucket) -> None:
    """What travels with the content comes along."""
    stored = bucket.object("a").put(b"content", metadata={"k": "v"})
    bucket.object("a").rename("b")
    found = bucket.object("b").head()

    assert (7, stored.checksum, {"k": "v"}) == (found.size, found.checksum, found.custom)


def test_rename_replaces(bucket: Bucket) -> None:
    """What has the name goes."""
    bucket.object("a").put(b"new")
    bucket.object("b").put(b"a longer old one")
    bucket.object("a").rename("b")

    assert b"new" == bucket.object("b").get().read_all()


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_rename_to_any_name_and_back(bucket: Bucket, name: str) -> None:
    """It is the only object all the while."""
    bucket.object("o").put(b"content")
    bucket.object("o").rename(name)
    between = [entry.name for entry in bucket.list_objects().to_list()]
    bucket.object(name).rename("o")

    assert [name] == between
    assert b"content" == bucket.object("o").get().read_all()


def test_rename_to_its_own_name_is_an_error(bucket: Bucket) -> None:
    """And the object stays."""
    bucket.object("a").put(b"content")
    with pytest.raises(BadRequest):
        bucket.object("a").rename("a")

    assert b"content" == bucket.object("a").get().read_all()


def test_rename_of_a_missing_object_is_an_error(bucket: Bucket) -> None:
    """And nothing is made."""
    with pytest.raises(ObjectNotFound):
        bucket.object("a").rename("b")

    assert [] == bucket.list_objects().to_list()


def test_rename_in_a_missing_bucket_is_an_error(absent: Bucket) -> None:
    """It is the bucket that is not found."""
    with pytest.raises(BucketNotFound):
        absent.object("a").rename("b")


@pytest.mark.parametrize("name", ["", ".", "../a", *UNSAFE])
def test_rename_to_an_unsafe_name_is_never_sent(nobody: Client, name: str) -> None:
    """The rules of writing hold for new names."""
    with pytest.raises(InvalidName):
        nobody.object("ais://b/o").rename(name)
