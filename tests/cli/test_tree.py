"""Folders of this machine: links, devices and names that meet."""

from __future__ import annotations

import inspect
import os
import socket
import sys
from pathlib import Path

import pytest

from aistore_hl.disk import Filter, Folder, Found, walk


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Two files, and everything that is none."""
    tree = tmp_path / "tree"
    (tree / "sub").mkdir(parents=True)
    (tree / "b").write_text("b")
    (tree / "sub/a").write_text("a")
    os.mkfifo(tree / "pipe")
    (tree / "file-link").symlink_to("b")
    (tree / "folder-link").symlink_to("sub")
    (tree / "circle").symlink_to("..")
    (tree / "sub/up").symlink_to("..")
    (tree / "broken").symlink_to("nowhere")
    return tree


def found(tree: Path, *, follow_links: bool) -> tuple[list[str], list[str]]:
    entries = list(walk(str(tree), follow_links=follow_links))
    return [each.name for each in entries if not each.left_out], [each.name for each in entries if each.left_out]


def test_links_are_left_out_and_told(tree: Path) -> None:
    """So is what is no file: a pipe would be waited for."""
    files, left_out = found(tree, follow_links=False)

    assert ["b", "sub/a"] == files
    assert ["broken", "circle", "file-link", "folder-link", "pipe", "sub/up"] == left_out


def test_links_are_followed_where_asked(tree: Path) -> None:
    """To files and to folders, but never around in a circle."""
    (tree / "circle").unlink()

    files, left_out = found(tree, follow_links=True)

    assert ["b", "file-link", "folder-link/a", "sub/a"] == files
    assert ["broken", "folder-link/up", "pipe", "sub/up"] == left_out


def test_socket_is_left_out(tmp_path: Path) -> None:
    """As every other thing that is in a folder and holds nothing."""
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(tmp_path / "s"))

        assert [Found("s", str(tmp_path / "s"), "not a file")] == list(walk(str(tmp_path), follow_links=False))


def test_missing_folder_is_an_error(tmp_path: Path) -> None:
    """Not an empty one."""
    with pytest.raises(FileNotFoundError):
        list(walk(str(tmp_path / "nowhere"), follow_links=False))


def test_folders_are_made_on_the_way(tmp_path: Path) -> None:
    """As deep as the name says."""
    path = Folder(str(tmp_path / "new")).make(["a", "b", "c"])

    assert str(tmp_path / "new/a/b/c") == path
    assert (tmp_path / "new/a/b").is_dir()


def test_dry_run_makes_nothing(tmp_path: Path) -> None:
    """But tells the path."""
    assert str(tmp_path / "new/a/b") == Folder(str(tmp_path / "new"), dry_run=True).make(["a", "b"])
    assert [] == list(tmp_path.iterdir())


def test_link_in_the_way_is_not_followed(tmp_path: Path) -> None:
    """It could lead anywhere; the folder that was named may itself be a link, since its user named it."""
    (tmp_path / "outside").mkdir()
    (tmp_path / "inside").mkdir()
    (tmp_path / "named").symlink_to("inside")
    (tmp_path / "inside/link").symlink_to("../outside")
    folder = Folder(str(tmp_path / "named"))

    with pytest.raises(NotADirectoryError, match="is a link"):
        folder.make(["link", "x"])
    assert folder.make(["x"])


@pytest.mark.parametrize(
    ("parts", "error"), [(["f", "x"], NotADirectoryError), (["d"], IsADirectoryError), (["p"], FileExistsError)]
)
def test_what_stands_in_the_way_is_told(tmp_path: Path, parts: list[str], error: type[OSError]) -> None:
    """A file where a folder has to be, a folder where the file has to be, a pipe."""
    (tmp_path / "f").touch()
    (tmp_path / "d").mkdir()
    os.mkfifo(tmp_path / "p")

    with pytest.raises(error, match=str(tmp_path)):
        Folder(str(tmp_path)).make(parts)


@pytest.mark.parametrize(
    ("include", "exclude", "names"),
    [
        ([], [], ["A.TXT", "a.txt", "b/c.jpg", "b/d.txt", "new\nline"]),
        (["*.txt"], [], ["a.txt", "b/d.txt"]),
        (["*.txt", "*.jpg"], ["b/*"], ["a.txt"]),
        ([], ["*"], []),
        (["[ab]*"], [], ["a.txt", "b/c.jpg", "b/d.txt"]),
        (["new*"], [], ["new\nline"]),
    ],
    ids=repr,
)
def test_filter_takes(include: list[str], exclude: list[str], names: list[str]) -> None:
    """Any of what is included, none of what is excluded; a star crosses slashes."""
    wanted = Filter(include, exclude)

    assert names == [name for name in ("A.TXT", "a.txt", "b/c.jpg", "b/d.txt", "new\nline") if wanted.takes(name)]


def test_folders_are_walked_without_a_frame_for_each(tmp_path: Path) -> None:
    """A path has room for more of them than Python's stack."""
    (tmp_path / "/".join("a" * 100)).mkdir(parents=True)
    (tmp_path / "/".join("a" * 100) / "file").touch()
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(len(inspect.stack(0)) + 60)
    try:
        found = [each.name for each in walk(str(tmp_path), follow_links=False)]
    finally:
        sys.setrecursionlimit(limit)

    assert ["a/" * 100 + "file"] == found
