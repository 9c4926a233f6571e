"""The folder whose files may become objects, as every target sees it. Nothing outside of it is read or removed."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from typing import Final, Self

from attrs import frozen

from .answers import Refusal, bad_request
from .handles import FOLDER, below, open_file

ROOT: Final = "/var/lib/ais/promote"
"""Where AIS has it. Source: api/apc/promote.go (AIS 5.0)"""

_DOTS: Final = re.compile(r"(?:^~|(?:^|/)\.\.?)(?:/|$)")


@frozen
class Promotable:
    """Files below one folder, by their absolute paths."""

    folder: str = ROOT

    @classmethod
    def at(cls, folder: str | os.PathLike[str] | None) -> Self:
        """The folder that was given, or AIS's.

        Raises:
            ValueError: an empty path.
        """
        if folder is None:
            return cls()
        if not os.fspath(folder):
            raise ValueError("the folder of files that may become objects has no name")
        return cls(os.path.abspath(folder))

    def check(self, name: str, source: str) -> str:
        """The path that a request means, of the two places in which it may stand.

        Raises:
            Refusal: 400. Source: api/apc/promote.go (AIS 5.0), recorded (04 promote-outside and others)
        """
        if name and source and name != source:
            raise bad_request(f'conflicting promote source: "{name}" vs "{source}"')
        path = name or source
        if not path:
            raise _invalid("", "pathname is empty")
        if not path.startswith("/"):
            raise _invalid(path, "must be an absolute path")
        if _DOTS.search(path):
            raise _invalid(path, "must not contain '.' or '..' path elements")
        if path != self.folder and not path.startswith(f"{self.folder.rstrip('/')}/"):
            raise _invalid(path, f"must be under {self.folder}")
        return path

    def is_folder(self, path: str) -> bool:
        """Whether a folder is there. A link to one is none: AIS finds nothing in it.

        Raises:
            Refusal: 404 PathError, nothing is there; 400, a link that leads out of the folder.
        """
        try:
            self._resolved(path)
            told = os.stat(path)
        except (OSError, ValueError) as exc:
            raise self._unseen(path, exc) from exc
        return stat.S_ISDIR(told.st_mode)

    def names(self, path: str, *, is_recursive: bool) -> Iterator[bytes]:
        """Paths below a folder. With those of the folders in it links are among them, else files alone.

        Raises:
            OSError: it cannot be read.
        """
        if not os.path.islink(path.rstrip("/")):
            yield from _names(os.fsencode(path), b"", is_recursive=is_recursive)

    def open(self, path: bytes) -> int:
        """A file, open to be read; a link to one is followed, if it does not lead out of the folder.

        Raises:
            OSError: there is none, or something else is there.
        """
        top, parts = self._entered(os.path.realpath(path, strict=True))
        try:
            return open_file(top, parts)
        finally:
            os.close(top)

    def remove(self, path: bytes) -> None:
        """Remove a file, or a link to one.

        Raises:
            OSError.
        """
        above, name = os.path.split(path)
        top, parts = self._entered(os.path.join(os.path.realpath(above, strict=True), name))
        try:
            with below(top, parts[:-1]) as folder:
                os.unlink(parts[-1], dir_fd=folder)
        finally:
            os.close(top)

    def _entered(self, real: bytes) -> tuple[int, list[bytes]]:
        """The folder, open, and the steps from there to a path without links."""
        root = os.path.realpath(os.fsencode(self.folder), strict=True)
        if not real.startswith(root.rstrip(b"/") + b"/"):
            raise PermissionError(f"leads out of {self.folder}")
        # What is a link here was none a moment ago: it is not followed.
        return os.open(root, FOLDER), os.path.relpath(real, root).split(b"/")

    def _resolved(self, path: str) -> None:
        """Whether a path leads to something in the folder."""
        real, root = os.path.realpath(path, strict=True), os.path.realpath(self.folder)
        if real != root and not real.startswith(f"{root.rstrip('/')}/"):
            raise _invalid(path, f"leads out of {self.folder}")

    def _unseen(self, path: str, exc: OSError | ValueError) -> Refusal:
        if not os.path.exists(self.folder):
            return bad_request(f'promote root "{self.folder}" does not exist')
        status = 404 if isinstance(exc, FileNotFoundError) else 400
        why = exc.strerror if isinstance(exc, OSError) else exc
        return Refusal(status, f"stat {path}: {str(why).lower()}", "PathError")


def _names(folder: bytes, above: bytes, *, is_recursive: bool) -> Iterator[bytes]:
    with os.scandir(folder) as listed:
        entries = sorted(listed, key=lambda entry: entry.name)
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            if is_recursive:
                yield from _names(entry.path, above + entry.name + b"/", is_recursive=True)
        elif is_recursive or entry.is_file(follow_symlinks=False):
            yield above + entry.name


def _invalid(path: str, why: str) -> Refusal:
    shown = f' "{path}"' if path else ""
    return bad_request(f"invalid promote source{shown}: {why}", "errInvalidPromoteSource")
