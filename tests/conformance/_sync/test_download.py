# Written by codegen.py from tests/conformance/_async/test_download.py; do not edit.
"""Objects come into files, whole or not at all."""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest

from aistore_hl import Bucket
from aistore_hl.errors import BucketNotFound, ObjectNotFound

LARGE = random.Random(8).randbytes((17 << 20) + 5)


def test_download_is_what_was_put(bucket: Bucket, tmp_path: Path) -> None:
    """Byte by byte."""
    bucket.object("o").put(LARGE)
    bucket.object("o").download(tmp_path / "file")

    assert LARGE == (tmp_path / "file").read_bytes()


def test_download_returns_the_properties(bucket: Bucket, tmp_path: Path) -> None:
    """Those of what is in the file."""
    stored = bucket.object("o").put(b"content", metadata={"k": "v"})
    found = bucket.object("o").download(tmp_path / "file")

    assert (7, stored.checksum, {"k": "v"}) == (found.size, found.checksum, found.custom)


def test_download_takes_text_for_a_path(bucket: Bucket, tmp_path: Path) -> None:
    """As everything of Python does."""
    bucket.object("o").put(b"content")
    bucket.object("o").download(str(tmp_path / "file"))

    assert b"content" == (tmp_path / "file").read_bytes()


def test_download_replaces(bucket: Bucket, tmp_path: Path) -> None:
    """A file that is there, also a longer one."""
    (tmp_path / "file").write_bytes(b"a longer old one")
    bucket.object("o").put(b"new")
    bucket.object("o").download(tmp_path / "file")

    assert b"new" == (tmp_path / "file").read_bytes()


def test_download_leaves_one_file(bucket: Bucket, tmp_path: Path) -> None:
    """What it worked with is gone."""
    bucket.object("o").put(b"content")
    bucket.object("o").download(tmp_path / "file")

    assert [tmp_path / "file"] == list(tmp_path.iterdir())


def test_download_of_nothing_is_an_empty_file(bucket: Bucket, tmp_path: Path) -> None:
    """It exists."""
    bucket.object("o").put(b"")
    bucket.object("o").download(tmp_path / "file")

    assert b"" == (tmp_path / "file").read_bytes()


def test_download_reports_progress(bucket: Bucket, tmp_path: Path) -> None:
    """It grows, up to all there is, and the sum is known from the start."""
    seen: list[tuple[int, int | None]] = []
    bucket.object("o").put(LARGE)
    bucket.object("o").download(tmp_path / "file", progress=lambda done, total: seen.append((done, total)))

    assert sorted(seen) == seen
    assert (len(LARGE), len(LARGE)) == seen[-1]


def test_download_that_is_stopped_leaves_nothing(bucket: Bucket, tmp_path: Path) -> None:
    """An error of the function that looks on is passed on, and no part of a file stays."""

    def stop(done: int, total: int | None) -> None:
        raise InterruptedError

    bucket.object("o").put(LARGE)
    with pytest.raises(InterruptedError):
        bucket.object("o").download(tmp_path / "file", progress=stop)

    assert [] == list(tmp_path.iterdir())


def test_download_that_is_stopped_keeps_the_old_file(bucket: Bucket, tmp_path: Path) -> None:
    """What has the final name is whole at any time."""

    def stop(done: int, total: int | None) -> None:
        raise InterruptedError

    (tmp_path / "file").write_bytes(b"old")
    bucket.object("o").put(LARGE)
    with pytest.raises(InterruptedError):
        bucket.object("o").download(tmp_path / "file", progress=stop)

    assert b"old" == (tmp_path / "file").read_bytes()


def test_download_that_is_stopped_disturbs_nobody(bucket: Bucket, tmp_path: Path) -> None:
    """The next one gets the whole."""

    def stop(done: int, total: int | None) -> None:
        raise InterruptedError

    bucket.object("o").put(LARGE)
    with pytest.raises(InterruptedError):
        bucket.object("o").download(tmp_path / "file", progress=stop)
    bucket.object("o").download(tmp_path / "file")

    assert LARGE == (tmp_path / "file").read_bytes()


def test_download_of_a_missing_object_leaves_nothing(bucket: Bucket, tmp_path: Path) -> None:
    """Not even an empty file."""
    with pytest.raises(ObjectNotFound):
        bucket.object("o").download(tmp_path / "file")

    assert [] == list(tmp_path.iterdir())


def test_download_of_a_missing_object_keeps_the_old_file(bucket: Bucket, tmp_path: Path) -> None:
    """It is as it was."""
    (tmp_path / "file").write_bytes(b"old")
    with pytest.raises(ObjectNotFound):
        bucket.object("o").download(tmp_path / "file")

    assert b"old" == (tmp_path / "file").read_bytes()


def test_download_from_a_missing_bucket_is_an_error(absent: Bucket, tmp_path: Path) -> None:
    """It is the bucket that is not found."""
    with pytest.raises(BucketNotFound):
        absent.object("o").download(tmp_path / "file")


def test_download_into_a_missing_folder_is_an_error(bucket: Bucket, tmp_path: Path) -> None:
    """Folders are not made by the way; the object can be read again at once."""
    bucket.object("o").put(b"content")
    with pytest.raises(OSError, match="nosuch"):
        bucket.object("o").download(tmp_path / "nosuch" / "file")

    assert b"content" == bucket.object("o").get().read_all()


def test_download_onto_a_folder_is_an_error(bucket: Bucket, tmp_path: Path) -> None:
    """The folder stays, and nothing is beside it."""
    (tmp_path / "folder").mkdir()
    bucket.object("o").put(b"content")
    with pytest.raises(OSError, match="folder"):
        bucket.object("o").download(tmp_path / "folder")

    assert [tmp_path / "folder"] == list(tmp_path.iterdir())


def test_download_can_be_put_again(bucket: Bucket, tmp_path: Path) -> None:
    """There and back, it has the same checksum."""
    stored = bucket.object("a").put(LARGE)
    bucket.object("a").download(tmp_path / "file")

    assert stored.checksum == bucket.object("b").put(tmp_path / "file").checksum


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize("kind", ["pipe", "link to a pipe", "folder"])
def test_download_replaces_files_only(bucket: Bucket, tmp_path: Path, kind: str, workers: int) -> None:
    """What else has the name stays, and so does what a link leads to: a device would be gone for the whole machine."""
    there = tmp_path / "there"
    os.mkfifo(tmp_path / "pipe")
    if kind == "pipe":
        os.mkfifo(there)
    elif kind == "folder":
        there.mkdir()
    else:
        there.symlink_to(tmp_path / "pipe")
    before = there.lstat()
    bucket.object("o").put(b"content")
    with pytest.raises(IsADirectoryError if kind == "folder" else FileExistsError, match="there"):
        bucket.object("o").download(there, workers=workers)

    assert (before.st_ino, before.st_mode) == (there.lstat().st_ino, there.lstat().st_mode)
    assert {"pipe", "there"} == {path.name for path in tmp_path.iterdir()}
