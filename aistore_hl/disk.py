"""Folders of this machine: what is in one, which of it is wanted, and writing to one by names from somewhere else.

Nothing here is ever led out of a folder: not by a name, and not by a link in it.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator, Sequence
from fnmatch import translate
from typing import Final

from attrs import frozen

from ._core.errors import InvalidName

__all__ = ["Filter", "Folder", "Found", "check_replaceable", "disk_parts", "walk"]

LONGEST_PART: Final = 255
"""Bytes of one part of a path, on nearly every file system."""

LONGEST_PATH: Final = 4095
"""Bytes of a path. Source: PATH_MAX of Linux, without its NUL."""

_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f]")


@frozen
class Found:
    """A file below a folder; or, with `left_out`, something that is not taken, and why."""

    name: str
    """Below the folder, with slashes."""
    path: str
    left_out: str = ""


def walk(folder: str, *, follow_links: bool, recursive: bool = True) -> Iterator[Found]:
    """The files below a folder, sorted within each folder; without `recursive` those in the folder itself.

    Links are left out unless `follow_links`; one that leads back to a folder above it is left out always. So is
    everything that is neither file nor folder: reading a pipe would wait for ever.

    Raises:
        OSError: the folder itself cannot be read.
    """
    facts = os.stat(folder)
    yield from _walk(folder, "", [(facts.st_dev, facts.st_ino)], follow_links, recursive)


def _walk(
    folder: str, before: str, above: list[tuple[int, int]], follow_links: bool, recursive: bool
) -> Iterator[Found]:
    with os.scandir(folder) as scan:
        entries = sorted(scan, key=lambda entry: entry.name)
    for entry in entries:
        name = before + entry.name
        try:
            facts = entry.stat(follow_symlinks=follow_links)
        except OSError as exc:
            yield Found(name, entry.path, exc.strerror or str(exc))
            continue
        if stat.S_ISREG(facts.st_mode):
            yield Found(name, entry.path)
        elif not stat.S_ISDIR(facts.st_mode):
            is_link = stat.S_ISLNK(facts.st_mode)
            yield Found(name, entry.path, "a link" if is_link else "not a file")
        elif (key := (facts.st_dev, facts.st_ino)) in above:
            yield Found(name, entry.path, "a link to a folder that it is in")
        elif recursive:
            try:
                yield from _walk(entry.path, f"{name}/", [*above, key], follow_links, recursive)
            except PermissionError as exc:
                yield Found(name, entry.path, str(exc.strerror))


class Folder:
    """A folder that files are written to, by names that come from somewhere else."""

    def __init__(self, path: str, *, dry_run: bool = False) -> None:
        self._path = path
        self._dry_run = dry_run
        self._known: set[str] = set()

    def make(self, parts: Sequence[str]) -> str:
        """The path of a file in it; the folders between are made. None of them may be a link, which leads elsewhere.

        Raises:
            OSError: something else has the name of one of the folders, or of the file.
        """
        path = self._path
        self._need_folder(path, may_link=True)
        for part in parts[:-1]:
            path = os.path.join(path, part)
            self._need_folder(path, may_link=False)
        path = os.path.join(path, parts[-1])
        check_replaceable(path)
        return path

    def _need_folder(self, path: str, *, may_link: bool) -> None:
        if path in self._known:
            return
        try:
            if self._dry_run and not os.path.lexists(path):
                return
            os.mkdir(path)
        except FileExistsError:
            mode = (os.stat if may_link else os.lstat)(path).st_mode
            if stat.S_ISLNK(mode):
                raise NotADirectoryError(f"{path} is a link, and may lead out of {self._path}") from None
            if not stat.S_ISDIR(mode):
                raise NotADirectoryError(f"{path} is not a folder") from None
        if len(self._known) < 10_000:  # enough for any tree that is walked in order
            self._known.add(path)


def check_replaceable(path: str) -> None:
    """Return if nothing has that path, or a file or a link: those are replaced.

    Raises:
        OSError: a folder, a device or the like has it.
    """
    try:
        mode = os.lstat(path).st_mode
    except FileNotFoundError:
        return
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(f"{path} is a folder")
    if not stat.S_ISREG(mode) and not stat.S_ISLNK(mode):
        raise FileExistsError(f"{path} is not a file: `-` is stdout")


def disk_parts(name: str) -> list[str]:
    """The parts of the path that an object of this name gets below a folder.

    Raises:
        InvalidName: it could lead out of the folder, or cannot be the name of a file.
    """
    parts = name.split("/")
    if name.startswith("/"):
        raise InvalidName(f"{name!r} cannot be a file: it begins with a slash")
    if not all(parts):
        raise InvalidName(f"{name!r} cannot be a file: it ends with a slash, or has two together")
    if "." in parts or ".." in parts:
        raise InvalidName(f"{name!r} cannot be a file: '.' and '..' lead elsewhere")
    if _CONTROL.search(name):
        raise InvalidName(f"{name!r} cannot be a file: it has a control character")
    encoded = [part.encode("utf-8", "surrogateescape") for part in parts]
    if max(map(len, encoded)) > LONGEST_PART or sum(map(len, encoded)) + len(encoded) > LONGEST_PATH:
        raise InvalidName(f"{name[:40]!r}... cannot be a file: it is too long for a path")
    return parts


class Filter:
    """What matches one of `include` (everything, where there is none) and none of `exclude`.

    Patterns are those of a shell, upper and lower case differ, and `*` also matches a slash. They are compared with the
    name below the folder.
    """

    def __init__(self, include: Sequence[str] = (), exclude: Sequence[str] = ()) -> None:
        self._include = [re.compile(translate(pattern)) for pattern in include]
        self._exclude = [re.compile(translate(pattern)) for pattern in exclude]

    def takes(self, name: str) -> bool:
        """Whether it is wanted."""
        if any(pattern.match(name) for pattern in self._exclude):
            return False
        return not self._include or any(pattern.match(name) for pattern in self._include)
