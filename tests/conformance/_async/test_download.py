"""Objects come into files, whole or not at all."""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest

from aistore_hl import AsyncBucket
from aistore_hl.errors import BucketNotFound, ObjectNotFound

LARGE = random.Random(8).randbytes((17 << 20) + 5)


async def test_download_is_what_was_put(bucket: AsyncBucket, tmp_path: Path) -> None:
    """Byte by byte."""
    await bucket.object("o").put(LARGE)
    await bucket.object("o").download(tmp_path / "file")

    assert LARGE == (tmp_path / "file").read_bytes()


async def test_download_returns_the_properties(bucket: AsyncBucket, tmp_path: Path) -> None:
    """Those of what is in the file."""
    stored = await bucket.object("o").put(b"content", metadata={"k": "v"})
    found = await bucket.object("o").download(tmp_path / "file")

    assert (7, stored.checksum, {"k": "v"}) == (found.size, found.checksum, found.custom)


async def test_download_takes_text_for_a_path(bucket: AsyncBucket, tmp_path: Path) -> None:
    """As everything of Python does."""
    await bucket.object("o").put(b"content")
    await bucket.object("o").download(str(tmp_path / "file"))

    assert b"content" == (tmp_path / "file").read_bytes()


async def test_download_replaces(bucket: AsyncBucket, tmp_path: Path) -> None:
    """A file that is there, also a longer one."""
    (tmp_path / "file").write_bytes(b"a longer old one")
    await bucket.object("o").put(b"new")
    await bucket.object("o").download(tmp_path / "file")

    assert b"new" == (tmp_path / "file").read_bytes()


async def test_download_leaves_one_file(bucket: AsyncBucket, tmp_path: Path) -> None:
    """What it worked with is gone."""
    await bucket.object("o").put(b"content")
    await bucket.object("o").download(tmp_path / "file")

    assert [tmp_path / "file"] == list(tmp_path.iterdir())


async def test_download_of_nothing_is_an_empty_file(bucket: AsyncBucket, tmp_path: Path) -> None:
    """It exists."""
    await bucket.object("o").put(b"")
    await bucket.object("o").download(tmp_path / "file")

    assert b"" == (tmp_path / "file").read_bytes()


async def test_download_reports_progress(bucket: AsyncBucket, tmp_path: Path) -> None:
    """It grows, up to all there is, and the sum is known from the start."""
    seen: list[tuple[int, int | None]] = []
    await bucket.object("o").put(LARGE)
    await bucket.object("o").download(tmp_path / "file", progress=lambda done, total: seen.append((done, total)))

    assert sorted(seen) == seen
    assert (len(LARGE), len(LARGE)) == seen[-1]


async def test_download_that_is_stopped_leaves_nothing(bucket: AsyncBucket, tmp_path: Path) -> None:
    """An error of the function that looks on is passed on, and no part of a file stays."""

    def stop(done: int, total: int | None) -> None:
        raise InterruptedError

    await bucket.object("o").put(LARGE)
    with pytest.raises(InterruptedError):
        await bucket.object("o").download(tmp_path / "file", progress=stop)

    assert [] == list(tmp_path.iterdir())


async def test_download_that_is_stopped_keeps_the_old_file(bucket: AsyncBucket, tmp_path: Path) -> None:
    """What has the final name is whole at any time."""

    def stop(done: int, total: int | None) -> None:
        raise InterruptedError

    (tmp_path / "file").write_bytes(b"old")
    await bucket.object("o").put(LARGE)
    with pytest.raises(InterruptedError):
        await bucket.object("o").download(tmp_path / "file", progress=stop)

    assert b"old" == (tmp_path / "file").read_bytes()


async def test_download_that_is_stopped_disturbs_nobody(bucket: AsyncBucket, tmp_path: Path) -> None:
    """The next one gets the whole."""

    def stop(done: int, total: int | None) -> None:
        raise InterruptedError

    await bucket.object("o").put(LARGE)
    with pytest.raises(InterruptedError):
        await bucket.object("o").download(tmp_path / "file", progress=stop)
    await bucket.object("o").download(tmp_path / "file")

    assert LARGE == (tmp_path / "file").read_bytes()


async def test_download_of_a_missing_object_leaves_nothing(bucket: AsyncBucket, tmp_path: Path) -> None:
    """Not even an empty file."""
    with pytest.raises(ObjectNotFound):
        await bucket.object("o").download(tmp_path / "file")

    assert [] == list(tmp_path.iterdir())


async def test_download_of_a_missing_object_keeps_the_old_file(bucket: AsyncBucket, tmp_path: Path) -> None:
    """It is as it was."""
    (tmp_path / "file").write_bytes(b"old")
    with pytest.raises(ObjectNotFound):
        await bucket.object("o").download(tmp_path / "file")

    assert b"old" == (tmp_path / "file").read_bytes()


async def test_download_from_a_missing_bucket_is_an_error(absent: AsyncBucket, tmp_path: Path) -> None:
    """It is the bucket that is not found."""
    with pytest.raises(BucketNotFound):
        await absent.object("o").download(tmp_path / "file")


async def test_download_into_a_missing_folder_is_an_error(bucket: AsyncBucket, tmp_path: Path) -> None:
    """Folders are not made by the way; the object can be read again at once."""
    await bucket.object("o").put(b"content")
    with pytest.raises(OSError, match="nosuch"):
        await bucket.object("o").download(tmp_path / "nosuch" / "file")

    assert b"content" == await (await bucket.object("o").get()).read_all()


async def test_download_onto_a_folder_is_an_error(bucket: AsyncBucket, tmp_path: Path) -> None:
    """The folder stays, and nothing is beside it."""
    (tmp_path / "folder").mkdir()
    await bucket.object("o").put(b"content")
    with pytest.raises(OSError, match="folder"):
        await bucket.object("o").download(tmp_path / "folder")

    assert [tmp_path / "folder"] == list(tmp_path.iterdir())


async def test_download_can_be_put_again(bucket: AsyncBucket, tmp_path: Path) -> None:
    """There and back, it has the same checksum."""
    stored = await bucket.object("a").put(LARGE)
    await bucket.object("a").download(tmp_path / "file")

    assert stored.checksum == (await bucket.object("b").put(tmp_path / "file")).checksum


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize("kind", ["pipe", "link to a pipe", "folder"])
async def test_download_replaces_files_only(bucket: AsyncBucket, tmp_path: Path, kind: str, workers: int) -> None:
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
    await bucket.object("o").put(b"content")
    with pytest.raises(IsADirectoryError if kind == "folder" else FileExistsError, match="there"):
        await bucket.object("o").download(there, workers=workers)

    assert (before.st_ino, before.st_mode) == (there.lstat().st_ino, there.lstat().st_mode)
    assert {"pipe", "there"} == {path.name for path in tmp_path.iterdir()}
