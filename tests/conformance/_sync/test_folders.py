# Written by codegen.py from tests/conformance/_async/test_folders.py; do not edit.
"""Folders into buckets and back: each file for itself, nothing outside of the folder."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from aistore_hl import Bucket
from aistore_hl.errors import BatchError, BucketNotFound, InvalidName
from aistore_hl.types import FileOutcome

pytestmark = pytest.mark.anyio

CONTENT = {"a.txt": b"a", "b.bin": b"b" * 100_000, "sub/c.txt": b"c", "sub/deep/d.txt": b"", "ü/e.txt": b"e"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Five files, in folders of three depths."""
    for name, content in CONTENT.items():
        path = tmp_path / "from" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return tmp_path / "from"


def _content(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def _names(bucket: Bucket) -> list[str]:
    return [entry.name for entry in bucket.list_objects().to_list()]


def test_folder_comes_back(bucket: Bucket, folder: Path, tmp_path: Path) -> None:
    """With all that is in it."""
    put = bucket.put_files(folder)
    got = bucket.get_files(tmp_path / "to")

    assert CONTENT == _content(tmp_path / "to")
    assert (5, 0, sum(map(len, CONTENT.values()))) == (put.done, put.skipped, put.size)
    assert put.size == got.size
    assert sorted(CONTENT) == sorted(put.outcomes)


def test_folder_goes_below_a_prefix(bucket: Bucket, folder: Path, tmp_path: Path) -> None:
    """And comes back without it, whether it ends in a slash or not."""
    bucket.put_files(folder, prefix="all/of/it/")
    bucket.get_files(tmp_path / "to", prefix="all/of/it")

    assert sorted(f"all/of/it/{name}" for name in CONTENT) == sorted(_names(bucket))
    assert CONTENT == _content(tmp_path / "to")


def test_objects_of_one_file_are_not_written_over_each_other(bucket: Bucket, tmp_path: Path) -> None:
    """The second fails by its name: below `d` both are `x`."""
    bucket.object("d/x").put(b"first")
    bucket.object("dx").put(b"second")
    with pytest.raises(BatchError) as caught:
        bucket.get_files(tmp_path / "to", prefix="d")

    assert {"x": b"first"} == _content(tmp_path / "to")
    assert ["dx"] == list(caught.value.failures)
    assert isinstance(caught.value.failures["dx"], InvalidName)


@pytest.mark.parametrize(
    ("wanted", "names"),
    [
        ({"include": ["*.txt"]}, ["a.txt", "sub/c.txt", "sub/deep/d.txt", "ü/e.txt"]),
        ({"exclude": ["sub/*"]}, ["a.txt", "b.bin", "ü/e.txt"]),
        ({"include": ["*.txt"], "exclude": ["*/*"]}, ["a.txt"]),
        ({"recursive": False}, ["a.txt", "b.bin"]),
    ],
)
def test_files_are_chosen(
    bucket: Bucket, folder: Path, tmp_path: Path, wanted: Any, names: list[str]
) -> None:
    """In the same way there and back."""
    assert names == sorted(bucket.put_files(folder, **wanted).outcomes)
    assert names == sorted(_names(bucket))

    bucket.put_files(folder)
    bucket.get_files(tmp_path / "to", **wanted)
    assert names == sorted(_content(tmp_path / "to"))


def test_links_are_left_out(bucket: Bucket, folder: Path) -> None:
    """Unless they are followed."""
    (folder / "link.txt").symlink_to("a.txt")

    left = bucket.put_files(folder).outcomes["link.txt"]
    taken = bucket.put_files(folder, follow_links=True).outcomes["link.txt"]

    assert ("left out", "a link", "done") == (left.state, left.reason, taken.state)


def test_what_is_equal_stays(bucket: Bucket, folder: Path, tmp_path: Path) -> None:
    """By size and checksum, there and back."""
    bucket.put_files(folder)
    (folder / "a.txt").write_bytes(b"A")

    put = bucket.put_files(folder, existing="skip equal")
    bucket.get_files(tmp_path / "to")
    (tmp_path / "to/b.bin").write_bytes(b"changed")
    got = bucket.get_files(tmp_path / "to", existing="skip equal")

    assert ["a.txt"] == [name for name, each in put.outcomes.items() if each.state == "done"]
    assert ["b.bin"] == [name for name, each in got.outcomes.items() if each.state == "done"]
    assert CONTENT["b.bin"] == (tmp_path / "to/b.bin").read_bytes()


def test_what_is_there_may_stay(bucket: Bucket, folder: Path, tmp_path: Path) -> None:
    """Whatever is in it."""
    bucket.object("a.txt").put(b"another")
    (tmp_path / "to").mkdir()
    (tmp_path / "to/b.bin").write_bytes(b"another")

    put = bucket.put_files(folder, existing="skip")
    got = bucket.get_files(tmp_path / "to", existing="skip")

    assert (4, 1) == (put.done, put.skipped)
    assert (4, 1) == (got.done, got.skipped)
    assert b"another" == (tmp_path / "to/a.txt").read_bytes() == (tmp_path / "to/b.bin").read_bytes()


def test_dry_run_does_nothing(bucket: Bucket, folder: Path, tmp_path: Path) -> None:
    """And tells what it would do."""
    put = bucket.put_files(folder, dry_run=True)
    assert [] == _names(bucket)

    bucket.put_files(folder)
    got = bucket.get_files(tmp_path / "to", dry_run=True)

    assert {"planned"} == {each.state for each in (*put.outcomes.values(), *got.outcomes.values())}
    assert not (tmp_path / "to").exists()


def test_metadata_goes_with_each(bucket: Bucket, folder: Path) -> None:
    """The same for all."""
    bucket.put_files(folder, metadata={"by": "test"})

    assert {"by": "test"} == bucket.object("sub/c.txt").head().custom


def test_each_is_told(bucket: Bucket, folder: Path) -> None:
    """As it is done."""
    told: list[FileOutcome] = []

    result = bucket.put_files(folder, on_file=told.append)

    assert sorted(CONTENT) == sorted(each.name for each in told)
    assert set(told) == set(result.outcomes.values())


def test_error_of_who_is_told_ends_it(bucket: Bucket, folder: Path) -> None:
    """It is passed on."""

    def stop(outcome: FileOutcome) -> None:
        raise RuntimeError(f"enough after {outcome.name}")

    with pytest.raises(RuntimeError, match="enough"):
        bucket.put_files(folder, on_file=stop)


def test_file_that_fails_does_not_lose_the_others(bucket: Bucket, folder: Path) -> None:
    """It is named."""
    (folder / "bad\nname.txt").write_bytes(b"x")

    with pytest.raises(BatchError, match="1 of 6") as caught:
        bucket.put_files(folder)

    assert ["bad\nname.txt"] == list(caught.value.failures)
    assert isinstance(caught.value.failures["bad\nname.txt"], InvalidName)
    assert sorted(CONTENT) == sorted(caught.value.results)
    assert sorted(CONTENT) == sorted(_names(bucket))


def test_failures_may_be_looked_at(bucket: Bucket, folder: Path) -> None:
    """Instead of raised."""
    (folder / "bad\nname.txt").write_bytes(b"x")

    result = bucket.put_files(folder, raise_errors=False)

    assert "failed" == result.outcomes["bad\nname.txt"].state
    assert 5 == result.done


def test_object_that_is_no_file_does_not_lose_the_others(bucket: Bucket, tmp_path: Path) -> None:
    """A part of its name is too long for a disk."""
    bucket.object("good").put(b"1")
    bucket.object("x" * 300).put(b"2")

    with pytest.raises(BatchError) as caught:
        bucket.get_files(tmp_path / "to")

    assert ["x" * 300] == list(caught.value.failures)
    assert {"good": b"1"} == _content(tmp_path / "to")


def test_link_in_the_folder_leads_nowhere(bucket: Bucket, tmp_path: Path) -> None:
    """What would be written through it fails, and what it leads to stays as it is."""
    (tmp_path / "outside").mkdir()
    (tmp_path / "to").mkdir()
    (tmp_path / "to/sub").symlink_to(tmp_path / "outside")
    bucket.object("sub/evil").put(b"1")
    bucket.object("good").put(b"2")

    with pytest.raises(BatchError) as caught:
        bucket.get_files(tmp_path / "to")

    assert ["sub/evil"] == list(caught.value.failures)
    assert [] == os.listdir(tmp_path / "outside")
    assert b"2" == (tmp_path / "to/good").read_bytes()


def test_name_that_is_file_and_folder_fails_alone(bucket: Bucket, tmp_path: Path) -> None:
    """Objects can be both, files cannot."""
    bucket.object("x/y").put(b"1")
    (tmp_path / "to/x/y").mkdir(parents=True)
    bucket.object("good").put(b"2")

    with pytest.raises(BatchError) as caught:
        bucket.get_files(tmp_path / "to")

    assert ["x/y"] == list(caught.value.failures)
    assert b"2" == (tmp_path / "to/good").read_bytes()


def test_missing_folder_is_an_error(bucket: Bucket, tmp_path: Path) -> None:
    """It is not taken for an empty one."""
    with pytest.raises(FileNotFoundError):
        bucket.put_files(tmp_path / "nosuch")


def test_folder_from_a_missing_bucket_is_an_error(absent: Bucket, tmp_path: Path) -> None:
    """It is not taken for an empty one."""
    with pytest.raises(BucketNotFound):
        absent.get_files(tmp_path / "to")


@pytest.mark.parametrize("wanted", [{"existing": "ask"}, {"workers": 0}])
def test_what_cannot_be_meant_is_refused(bucket: Bucket, folder: Path, wanted: Any) -> None:
    """Before anything is stored."""
    with pytest.raises(ValueError, match=r"existing|workers"):
        bucket.put_files(folder, **wanted)

    assert [] == _names(bucket)
