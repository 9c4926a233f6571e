# Written by codegen.py from tests/conformance/_async/test_object_metadata.py; do not edit.
"""Custom metadata: given, replaced, merged, kept, refused."""

from __future__ import annotations

import pytest

from aistore_hl import Bucket, Client
from aistore_hl.errors import BucketNotFound, InvalidMetadata, ObjectNotFound

VALUES = {
    "empty": "",
    "space inside": "a b",
    "leading spaces are trimmed by nobody": "a  b",
    "equals": "a=b=c",
    "comma": "a,b",
    "colon": "a:b",
    "semicolon": "a;b",
    "quotes": "\"a\" 'b'",
    "percent": "%41",
    "umlaut": "grün",
    "chinese": "你好",
    "emoji": "😀",
    "brackets": "[k:v k2:v2]",
    "long": "x" * 2000,
}
BAD_VALUES = {
    "newline": "a\nb",
    "carriage return": "a\rb",
    "nul": "a\0b",
    "tab": "a\tb",
    "delete": "a\x7fb",
    "space at the end": "a ",
    "surrogate": "\ud800",
}
BAD_KEYS = {"empty": "", "equals": "a=b", "space": "a b", "colon": "a:b", "umlaut": "ü", "newline": "a\nb"}


def test_object_has_no_metadata_of_its_own(bucket: Bucket) -> None:
    """Without any given there is none."""
    bucket.object("o").put(b"x")

    assert {} == bucket.object("o").head().custom


def test_put_with_metadata(bucket: Bucket) -> None:
    """They are there with the object."""
    bucket.object("o").put(b"x", metadata={"a": "1", "b": "2"})

    assert {"a": "1", "b": "2"} == bucket.object("o").head().custom


def test_put_returns_the_metadata(bucket: Bucket) -> None:
    """As they were stored."""
    assert {"a": "1"} == bucket.object("o").put(b"x", metadata={"a": "1"}).custom


@pytest.mark.parametrize("value", VALUES.values(), ids=VALUES)
def test_value_comes_back_from_a_put(bucket: Bucket, value: str) -> None:
    """As it was given, character by character."""
    bucket.object("o").put(b"x", metadata={"key": value})

    assert {"key": value} == bucket.object("o").head().custom


@pytest.mark.parametrize("value", VALUES.values(), ids=VALUES)
def test_value_comes_back_from_a_change(bucket: Bucket, value: str) -> None:
    """Sent another way, it is the same."""
    bucket.object("o").put(b"x")
    bucket.object("o").replace_metadata({"key": value})

    assert {"key": value} == bucket.object("o").head().custom


def test_keys_may_have_punctuation(bucket: Bucket) -> None:
    """Letters, digits, dots, dashes and underscores, either case."""
    given = {"A.b-C_9": "1", "a.b-c_9": "2"}
    bucket.object("o").put(b"x", metadata=given)

    assert given == bucket.object("o").head().custom


def test_many_pairs_come_back(bucket: Bucket) -> None:
    """Each in a field of its own."""
    given = {f"key{number}": str(number) for number in range(100)}
    bucket.object("o").put(b"x", metadata=given)

    assert given == bucket.object("o").head().custom


def test_put_without_metadata_keeps_the_old(bucket: Bucket) -> None:
    """As AIS has it: other content, the same custom metadata."""
    bucket.object("o").put(b"x", metadata={"a": "1"})
    bucket.object("o").put(b"y")

    assert {"a": "1"} == bucket.object("o").head().custom


def test_put_with_metadata_replaces_the_old(bucket: Bucket) -> None:
    """What is given is all there is."""
    bucket.object("o").put(b"x", metadata={"a": "1", "b": "2"})
    bucket.object("o").put(b"y", metadata={"c": "3"})

    assert {"c": "3"} == bucket.object("o").head().custom


def test_put_with_no_metadata_removes_the_old(bucket: Bucket) -> None:
    """An empty mapping is all there is, too."""
    bucket.object("o").put(b"x", metadata={"a": "1"})
    bucket.object("o").put(b"y", metadata={})

    assert {} == bucket.object("o").head().custom


def test_put_of_the_same_content_changes_metadata(bucket: Bucket) -> None:
    """Also where AIS would not store the body again."""
    bucket.object("o").put(b"same", metadata={"a": "1"})
    bucket.object("o").put(b"same", metadata={"b": "2"})

    assert {"b": "2"} == bucket.object("o").head().custom


def test_put_with_metadata_begins_versions_anew(bucket: Bucket) -> None:
    """It is the price of replacing in one request."""
    bucket.object("o").put(b"1")
    bucket.object("o").put(b"2")

    assert "1" == bucket.object("o").put(b"3", metadata={"a": "1"}).version


def test_replace_is_all_there_is(bucket: Bucket) -> None:
    """Other keys go."""
    bucket.object("o").put(b"x", metadata={"a": "1", "b": "2"})
    bucket.object("o").replace_metadata({"b": "3", "c": "4"})

    assert {"b": "3", "c": "4"} == bucket.object("o").head().custom


def test_replace_by_nothing_removes_all(bucket: Bucket) -> None:
    """An object without custom metadata is left."""
    bucket.object("o").put(b"x", metadata={"a": "1"})
    bucket.object("o").replace_metadata({})

    assert {} == bucket.object("o").head().custom


def test_merge_adds_to_what_there_is(bucket: Bucket) -> None:
    """Other keys stay, given ones get the new value."""
    bucket.object("o").put(b"x", metadata={"a": "1", "b": "2"})
    bucket.object("o").merge_metadata({"b": "3", "c": "4"})

    assert {"a": "1", "b": "3", "c": "4"} == bucket.object("o").head().custom


def test_merge_of_nothing_changes_nothing(bucket: Bucket) -> None:
    """All keys stay."""
    bucket.object("o").put(b"x", metadata={"a": "1"})
    bucket.object("o").merge_metadata({})

    assert {"a": "1"} == bucket.object("o").head().custom


def test_metadata_do_not_touch_the_content(bucket: Bucket) -> None:
    """Content, checksum and version stay."""
    before = bucket.object("o").put(b"content")
    bucket.object("o").merge_metadata({"a": "1"})
    bucket.object("o").replace_metadata({"b": "2"})
    after = bucket.object("o").head()

    assert (before.size, before.checksum, before.version) == (after.size, after.checksum, after.version)
    assert b"content" == bucket.object("o").get().read_all()


def test_metadata_up_to_the_limit_are_kept(bucket: Bucket) -> None:
    """2,048 bytes of keys and values together."""
    given = {"k": "x" * 2047}
    bucket.object("o").put(b"x")
    bucket.object("o").replace_metadata(given)

    assert given == bucket.object("o").head().custom


def test_metadata_over_the_limit_are_not_put(bucket: Bucket) -> None:
    """AIS would drop all of it; here nothing is stored."""
    with pytest.raises(InvalidMetadata, match="2,048"):
        bucket.object("o").put(b"x", metadata={"k": "x" * 2048})

    assert bucket.object("o").exists() is False


def test_metadata_over_the_limit_do_not_replace(bucket: Bucket) -> None:
    """What is there stays."""
    bucket.object("o").put(b"x", metadata={"a": "1"})
    with pytest.raises(InvalidMetadata):
        bucket.object("o").replace_metadata({"k": "ü" * 1024})

    assert {"a": "1"} == bucket.object("o").head().custom


def test_metadata_that_add_up_to_over_the_limit_are_not_merged(bucket: Bucket) -> None:
    """AIS would drop the old along with the new: what is there counts, too."""
    bucket.object("o").put(b"x", metadata={"a": "x" * 1500})
    with pytest.raises(InvalidMetadata):
        bucket.object("o").merge_metadata({"b": "x" * 1500})

    assert {"a": "x" * 1500} == bucket.object("o").head().custom


def test_merge_may_replace_a_large_value(bucket: Bucket) -> None:
    """What a key had before does not count against its new value."""
    bucket.object("o").put(b"x", metadata={"a": "x" * 1500})
    bucket.object("o").merge_metadata({"a": "y" * 1500})

    assert {"a": "y" * 1500} == bucket.object("o").head().custom


@pytest.mark.parametrize("value", BAD_VALUES.values(), ids=BAD_VALUES)
def test_bad_value_is_never_sent(nobody: Client, value: str) -> None:
    """One that would not come back, or would make the object unreadable."""
    with pytest.raises(InvalidMetadata):
        nobody.object("ais://b/o").put(b"x", metadata={"k": value})


@pytest.mark.parametrize("key", BAD_KEYS.values(), ids=BAD_KEYS)
def test_bad_key_is_never_sent(nobody: Client, key: str) -> None:
    """One that could not be told from its value."""
    with pytest.raises(InvalidMetadata):
        nobody.object("ais://b/o").replace_metadata({key: "v"})


def test_metadata_of_other_types_are_never_sent(nobody: Client) -> None:
    """Only text is text."""
    with pytest.raises(TypeError):
        nobody.object("ais://b/o").put(b"x", metadata={"k": 1})  # type: ignore[dict-item]


def test_metadata_of_a_missing_object_cannot_be_replaced(bucket: Bucket) -> None:
    """There is nothing to change, and nothing is made."""
    with pytest.raises(ObjectNotFound):
        bucket.object("o").replace_metadata({"k": "v"})

    assert bucket.object("o").exists() is False


def test_metadata_of_a_missing_object_cannot_be_merged(bucket: Bucket) -> None:
    """There is nothing to add to."""
    with pytest.raises(ObjectNotFound):
        bucket.object("o").merge_metadata({"k": "v"})


def test_metadata_in_a_missing_bucket_cannot_change(absent: Bucket) -> None:
    """It is the bucket that is not found."""
    with pytest.raises(BucketNotFound):
        absent.object("o").replace_metadata({"k": "v"})


def test_metadata_come_with_the_content(bucket: Bucket) -> None:
    """A reader has them, no second request needed."""
    bucket.object("o").put(b"x", metadata={"k": "grün"})
    with bucket.object("o").get() as reader:
        found = reader.props.custom

    assert {"k": "grün"} == found


def test_metadata_are_listed(bucket: Bucket) -> None:
    """In the way that the targets write them."""
    bucket.object("o").put(b"x", metadata={"k": "v"})
    entries = bucket.list_objects(props=["name", "custom"]).to_list()

    assert ["[k:v]"] == [entry.custom for entry in entries]
