"""Which files the demo takes."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from aistore_hl.cli.files import MOST_BYTES, MOST_FILES, File, Selection, largest


def test_takes_the_files_of_all_folders(folder: Path) -> None:
    """Names are paths with slashes; links to folders are not followed."""
    (folder / "again").symlink_to(folder, target_is_directory=True)

    selection = Selection.of_folder(folder)

    assert {"empty", "large.bin", "sub/a.txt", "<b> & 'é' #%20?.txt"} == {file.name for file in selection.files}
    assert "" == selection.left_out
    assert "large.bin" == largest(selection.files).name


def test_takes_the_standard_library() -> None:
    """Python files only, without tests and whatever else was installed."""
    selection = Selection.of_standard_library()

    names = {file.name for file in selection.files}
    assert {"json/decoder.py", "asyncio/events.py"} <= names
    assert not [name for name in names if {"test", "site-packages"} & set(name.split("/")) or not name.endswith(".py")]


def test_stops_at_the_most_files(tmp_path: Path) -> None:
    """And says so."""
    for number in range(MOST_FILES + 1):
        (tmp_path / f"{number:05}").touch()

    selection = Selection.of_folder(tmp_path)

    assert MOST_FILES == len(selection.files)
    assert "everything after the first 1,500 files" in selection.left_out


def test_leaves_out_what_is_too_large(tmp_path: Path) -> None:
    """Files that come after it and fit are taken."""
    with (tmp_path / "a").open("wb") as file:
        file.truncate(MOST_BYTES + 1)
    (tmp_path / "b").write_text("b")

    selection = Selection.of_folder(tmp_path)

    assert ["b"] == [file.name for file in selection.files]
    assert "1 file that would make it more than 40 MiB" in selection.left_out


def test_leaves_out_what_is_not_a_file(tmp_path: Path) -> None:
    """A pipe would be waited for, a broken link cannot be read."""
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "broken").symlink_to(tmp_path / "nowhere")

    selection = Selection.of_folder(tmp_path)

    assert () == selection.files
    assert "1 file that cannot be read" in selection.left_out


def test_file_that_changed_holds_what_it_holds_now(tmp_path: Path) -> None:
    """It was stored after it had been chosen."""
    path = tmp_path / "f"
    path.write_bytes(b"new")
    file = File(path, "f", 3, hashlib.sha256(b"old").hexdigest())

    held = [file.holds(hashlib.sha256(content).hexdigest()) for content in (b"old", b"new", b"other")]

    assert [True, True, False] == held
