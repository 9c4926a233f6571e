"""Folders that are written to: no name and no link leads out of them, not one that comes meanwhile either."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from aistore_hl._sync.download import PartialFile
from aistore_hl.disk import Folder, is_odd_on_windows


def test_a_link_planted_while_a_file_is_written_leads_nowhere(tmp_path: Path) -> None:
    """The folder that was looked at is held open, wherever it is by then."""
    out, elsewhere = tmp_path / "out", tmp_path / "elsewhere"
    elsewhere.mkdir()
    with Folder(str(out)).open(["a", "b", "file"]) as place:
        (out / "a").rename(out / "moved")
        (out / "a").symlink_to(elsewhere)
        with PartialFile(Path(place.path), None, None, folder=place.folder) as file:
            file.write(b"content")
            file.publish()

    assert [] == list(elsewhere.iterdir())
    assert b"content" == (out / "moved" / "b" / "file").read_bytes()
    assert ["file"] == os.listdir(out / "moved" / "b")


def test_a_link_planted_between_two_files_is_refused(tmp_path: Path) -> None:
    """The folder was one when the first of them was written."""
    out = tmp_path / "out"
    folder = Folder(str(out))
    folder.make(["a", "first"])
    (out / "a").rmdir()
    (out / "a").symlink_to(tmp_path)
    with pytest.raises(NotADirectoryError, match="is a link"):
        folder.make(["a", "second"])


def test_places_leave_no_descriptor_open(tmp_path: Path) -> None:
    """Neither those that are used nor those that are refused."""
    folder = Folder(str(tmp_path))
    (tmp_path / "file").write_bytes(b"")
    before = os.listdir("/proc/self/fd")
    for _ in range(3):
        folder.make(["a", "b", "c"])
        with pytest.raises(NotADirectoryError, match="is not a folder"):
            folder.make(["file", "below", "c"])
        with pytest.raises(IsADirectoryError):
            folder.make(["a", "b"])

    assert len(before) == len(os.listdir("/proc/self/fd"))


@pytest.mark.parametrize(
    "part",
    ["CON", "nul.txt", "Com1", "LPT³.log", "aux ", "a:b", "C:", "a\\b", "dot.", "space ", "what?", "a|b", "CONIN$"],
)
def test_what_windows_takes_for_something_else_is_known(part: str) -> None:
    """Devices, drives, streams, and what it cuts."""
    assert is_odd_on_windows(part)


@pytest.mark.parametrize("part", ["CONSOLE", "nullable", "com", "COM10", "a.con", ".hidden", "two words", "~", "ü"])
def test_what_windows_takes_for_a_name_is_known(part: str) -> None:
    """Most names are fine."""
    assert not is_odd_on_windows(part)
