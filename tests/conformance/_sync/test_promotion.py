# Written by codegen.py from tests/conformance/_async/test_promotion.py; do not edit.
"""Files that the targets see and make objects of."""

from __future__ import annotations

from pathlib import Path

import pytest

from aistore_hl import Bucket, Client
from aistore_hl.errors import BadRequest, BucketNotFound, NotFound


def names(bucket: Bucket) -> list[str]:
    """What is in the bucket."""
    return [entry.name for entry in bucket.list_objects()]


def test_a_file_becomes_an_object(bucket: Bucket, files: Path) -> None:
    """At once, and under the name that is given."""
    job = bucket.promote(str(files / "one"), name="dir/first")

    assert job is None
    assert b"content of one" == bucket.object("dir/first").get().read_all()
    assert (files / "one").exists()


def test_without_a_name_an_object_is_called_like_its_file(bucket: Bucket, files: Path) -> None:
    """And behind a name that ends in a slash."""
    bucket.promote(str(files / "one"))
    bucket.promote(str(files / "two"), name="dir/")

    assert ["dir/two", "one"] == names(bucket)


def test_a_folder_is_a_job(bucket: Bucket, files: Path) -> None:
    """Of its own files; what is in folders below it stays."""
    job = bucket.promote(str(files), name="p-")
    assert job is not None
    job.wait(timeout=30)

    assert ["p-one", "p-two"] == names(bucket)


def test_a_recursive_promotion_enters_folders(bucket: Bucket, files: Path) -> None:
    """Names are paths below the one that is given."""
    job = bucket.promote(str(files), recursive=True)
    assert job is not None
    job.wait(timeout=30)

    assert ["one", "sub/three", "two"] == names(bucket)
    assert b"content of sub/three" == bucket.object("sub/three").get().read_all()


def test_an_object_that_is_there_stays(bucket: Bucket, files: Path) -> None:
    """Where that is wanted, else it is replaced; its custom metadata stays also then."""
    bucket.object("one").put(b"before", metadata={"a": "b"})
    bucket.promote(str(files / "one"), existing="skip")
    kept = bucket.object("one").get().read_all()
    bucket.promote(str(files / "one"), existing="replace")

    assert b"before" == kept
    assert b"content of one" == bucket.object("one").get().read_all()
    assert {"a": "b"} == bucket.object("one").head().custom


def test_a_source_can_be_removed(client: Client, bucket: Bucket, files: Path) -> None:
    """A file, and all of a folder, once they are objects; folders stay. Without a target several of AIS's remove it."""
    target = next(iter(client.cluster().get_info().targets))
    bucket.promote(str(files / "one"), delete_source=True, target=target)
    job = bucket.promote(str(files), recursive=True, delete_source=True)
    assert job is not None
    job.wait(timeout=30)

    assert ["one", "sub/three", "two"] == names(bucket)
    assert [files / "sub"] == list(files.iterdir())
    assert [] == list((files / "sub").iterdir())


def test_one_target_can_do_it_all(client: Client, bucket: Bucket, files: Path) -> None:
    """At once where it is little: there is no job."""
    target = next(iter(client.cluster().get_info().targets))
    job = bucket.promote(str(files), recursive=True, shared=False, target=target)

    assert job is None
    assert ["one", "sub/three", "two"] == names(bucket)


def test_a_link_to_a_file_is_followed_where_folders_are_entered(bucket: Bucket, files: Path) -> None:
    """Else it is left out; and one that leads nowhere always is."""
    (files / "link").symlink_to("one")
    (files / "nowhere").symlink_to("absent")
    for prefix, recursive in (("flat/", False), ("deep/", True)):
        job = bucket.promote(str(files), name=prefix, recursive=recursive)
        assert job is not None
        job.wait(timeout=30)

    assert ["deep/link", "deep/one", "deep/sub/three", "deep/two", "flat/one", "flat/two"] == names(bucket)
    assert b"content of one" == bucket.object("deep/link").get().read_all()


def test_what_is_not_there_is_not_found(bucket: Bucket, absent: Bucket, files: Path) -> None:
    """A file, or the bucket."""
    with pytest.raises(NotFound):
        bucket.promote(str(files / "absent"))
    with pytest.raises(BucketNotFound):
        absent.promote(str(files / "one"))


@pytest.mark.parametrize("path", ["/etc/hostname", "{}/../x", "{}/./one", "{}x"], ids=["etc", "up", "dot", "next"])
def test_promotion_is_of_a_folder_of_the_targets(bucket: Bucket, promotable: Path, path: str) -> None:
    """Other paths are refused by AIS."""
    with pytest.raises(BadRequest, match="invalid promote source"):
        bucket.promote(path.format(promotable))


def test_a_relative_path_is_refused_by_the_client(bucket: Bucket) -> None:
    """Nothing is sent."""
    with pytest.raises(ValueError, match="absolute"):
        bucket.promote("var/lib/ais/promote")


def test_words_that_mean_nothing_are_refused_by_the_client(bucket: Bucket) -> None:
    """And two that together lose what is kept."""
    with pytest.raises(ValueError, match="existing"):
        bucket.promote("/var/lib/ais/promote", existing="skip equal")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="would be lost"):
        bucket.promote("/var/lib/ais/promote", existing="skip", delete_source=True)


def test_an_empty_folder_is_refused(bucket: Bucket, files: Path) -> None:
    """As is one of which all is in folders below, where they are not entered."""
    (files / "empty").mkdir()
    with pytest.raises(BadRequest, match="is empty"):
        bucket.promote(str(files / "empty"), recursive=True)


def test_a_target_that_is_not_there_is_refused(bucket: Bucket, files: Path) -> None:
    """Before anything is read."""
    with pytest.raises(BadRequest, match="not present"):
        bucket.promote(str(files), target="nobody")


def test_an_object_outside_of_its_bucket_is_refused(bucket: Bucket, files: Path) -> None:
    """By its name."""
    with pytest.raises(BadRequest, match="invalid prefix"):
        bucket.promote(str(files / "one"), name="../x")
