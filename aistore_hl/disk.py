"""Folders of this machine: what is in one, which of it is wanted, and writing to one by names from somewhere else.

Nothing here is ever led out of a folder: not by a name, and not by a link in it.
"""

from __future__ import annotations

import errno
import os
import re
import stat
from collections.abc import Iterator, Sequence
from contextlib import suppress
from fnmatch import translate
from typing import Final, Self

from attrs import frozen

from ._core.errors import InvalidName

__all__ = ["Filter", "Folder", "Found", "Place", "check_replaceable", "disk_parts", "walk"]

LONGEST_PART: Final = 255
"""Bytes of one part of a path, on nearly every file system."""

LONGEST_PATH: Final = 4095
"""Bytes of a path. Source: PATH_MAX of Linux, without its NUL."""

_CAN_DESCEND: Final = {os.open, os.mkdir, os.stat, os.rename, os.unlink} <= os.supports_dir_fd
_LOOK: Final = getattr(os, "O_PATH", os.O_RDONLY) | getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_CLOEXEC", 0)

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
    # A list, not a generator in a generator: a path has room for 2,000 folders, and Python's stack for half as many.
    levels = [("", (facts.st_dev, facts.st_ino), _entries(folder))]
    while levels:
        before, _, entries = levels[-1]
        entry = next(entries, None)
        if entry is None:
            levels.pop()
            continue
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
        elif (key := (facts.st_dev, facts.st_ino)) in (above for _, above, _ in levels):
            yield Found(name, entry.path, "a link to a folder that it is in")
        elif recursive:
            try:
                levels.append((f"{name}/", key, _entries(entry.path)))
            except PermissionError as exc:
                yield Found(name, entry.path, str(exc.strerror))


def _entries(folder: str) -> Iterator[os.DirEntry[str]]:
    with os.scandir(folder) as scan:
        return iter(sorted(scan, key=lambda entry: entry.name))


@frozen
class Place:
    """Where a file of a folder goes: its path, and the folder that it is in, held open until this is closed."""

    path: str
    folder: int | None = None
    """A descriptor, by which the file is made and renamed; `None` where the platform has no such calls."""

    def close(self) -> None:
        """Let go of the folder."""
        if self.folder is not None:
            os.close(self.folder)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()


class Folder:
    """A folder that files are written to, by names that come from somewhere else.

    Where the platform can, every step down is made from the folder above, held open: a link that somebody plants
    meanwhile leads nowhere.
    """

    def __init__(self, path: str, *, dry_run: bool = False) -> None:
        self._path = path
        self._dry_run = dry_run
        self._known: set[str] = set()

    def make(self, parts: Sequence[str]) -> str:
        """The path of a file in it; the folders between are made. None of them may be a link, which leads elsewhere.

        Raises:
            OSError: something else has the name of one of the folders, or of the file.
        """
        with self.open(parts) as place:
            return place.path

    def open(self, parts: Sequence[str]) -> Place:
        """As `make`, with the folder that the file is in.

        Raises: as `make`.
        """
        self._need_folder(self._path, may_link=True)
        path = os.path.join(self._path, *parts)
        if self._dry_run or not _CAN_DESCEND:
            above = self._path
            for part in parts[:-1]:
                above = os.path.join(above, part)
                self._need_folder(above, may_link=False)
            check_replaceable(path)
            return Place(path)
        place = Place(path, self._descend(parts[:-1]))
        try:
            check_replaceable(path, name=parts[-1], folder=place.folder)
        except BaseException:
            place.close()
            raise
        return place

    def _descend(self, parts: Sequence[str]) -> int:
        """The descriptor of a folder below this one, which is made if need be."""
        above = os.open(self._path, _LOOK)
        path = self._path
        try:
            for part in parts:
                path = os.path.join(path, part)
                with suppress(FileExistsError):
                    os.mkdir(part, dir_fd=above)
                below = self._step(part, above, path)
                os.close(above)
                above = below
        except BaseException:
            os.close(above)
            raise
        return above

    def _step(self, part: str, above: int, path: str) -> int:
        try:
            return os.open(part, _LOOK | os.O_NOFOLLOW, dir_fd=above)
        except OSError as exc:
            if exc.errno not in (errno.ENOTDIR, errno.ELOOP):
                raise
            mode = os.stat(part, dir_fd=above, follow_symlinks=False).st_mode
            raise self._refusal(path, mode) from None

    def _need_folder(self, path: str, *, may_link: bool) -> None:
        if path in self._known:
            return
        try:
            if self._dry_run and not os.path.lexists(path):
                return
            os.mkdir(path)
        except FileExistsError:
            mode = (os.stat if may_link else os.lstat)(path).st_mode
            if not stat.S_ISDIR(mode):
                raise self._refusal(path, mode) from None
        if len(self._known) < 10_000:  # enough for any tree that is walked in order
            self._known.add(path)

    def _refusal(self, path: str, mode: int) -> NotADirectoryError:
        if stat.S_ISLNK(mode):
            return NotADirectoryError(f"{path} is a link, and may lead out of {self._path}")
        return NotADirectoryError(f"{path} is not a folder")


def check_replaceable(path: str, *, name: str = "", folder: int | None = None) -> None:
    """Return if nothing has that path, or a file or a link: those are replaced. `name` is looked at in an open folder.

    Raises:
        OSError: a folder, a device or the like has it.
    """
    try:
        mode = os.stat(name or path, dir_fd=folder, follow_symlinks=False).st_mode
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
    if os.name == "nt" and (odd := next((part for part in parts if is_odd_on_windows(part)), None)) is not None:
        raise InvalidName(f"{name!r} cannot be a file: Windows takes {odd!r} for something else")
    try:
        encoded = [part.encode("utf-8", "surrogateescape") for part in parts]
    except UnicodeEncodeError as exc:
        raise InvalidName(f"{name!r} cannot be a file: it has a character that no name of bytes has") from exc
    if max(map(len, encoded)) > LONGEST_PART or sum(map(len, encoded)) + len(encoded) > LONGEST_PATH:
        raise InvalidName(f"{name[:40]!r}... cannot be a file: it is too long for a path")
    return parts


_WINDOWS: Final = re.compile(
    r'[<>:"|?*\\]|[. ]$|^(CON|PRN|AUX|NUL|CONIN\$|CONOUT\$|COM[0-9¹²³]|LPT[0-9¹²³])\s*(\.|$)', re.I
)
"""What is a device there, a drive, a stream or another folder, or is cut. Source: Microsoft, Naming Files"""


def is_odd_on_windows(part: str) -> bool:
    """Whether Windows takes a part of a path for something else than a name of its own."""
    return _WINDOWS.search(part) is not None


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
