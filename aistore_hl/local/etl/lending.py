"""Files of objects that a transformer may read while it works on them.

A pod sees the disks of its target. Here it sees the one object: a link to its file, which is made for each request in a
folder of its own and removed after it, under the path that the object would have below a mountpath.
"""

from __future__ import annotations

import asyncio
import os
import shutil
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Final

from attrs import define, field, frozen

from ..locks import LockedContent
from ..store import FileContent

if TYPE_CHECKING:
    from ..target import Place

_LONGEST: Final = 4096 - 1
"""Bytes of a path."""
_LONGEST_NAME: Final = 255
"""Bytes of a name in a folder."""


@frozen
class Lent:
    """A file that is there until it is taken back."""

    path: str
    _folder: str

    def take_back(self) -> None:
        """It is there no more; a second time does nothing. Who reads it reads on."""
        shutil.rmtree(self._folder, ignore_errors=True)


@define(eq=False)
class Lender:
    """What one transformer is lent. Nothing, where objects are not kept as files."""

    root: Path | None
    """The folder below which all of it is."""
    _numbers: count[int] = field(init=False, factory=count)

    def lend(self, place: Place) -> Lent | None:
        """The file of an object; `None` where there is none, or none that can have the name.

        Raises:
            Refusal: 404, there is no such object.
            Damaged: its content is not there.
        """
        below = _below(place)
        if self.root is None or below is None:
            return None
        folder = os.fsencode(self.root / str(next(self._numbers)))
        path = os.path.join(folder, below)
        if len(path) > _LONGEST:
            return None
        content = place.opened()[1]
        try:
            # AIS locks nothing for what is read by its path.
            inner = content.inner if isinstance(content, LockedContent) else content
            if not isinstance(inner, FileContent):
                return None
            os.makedirs(os.path.dirname(path))
            # The link is the file: nobody may write to what is an object.
            os.chmod(inner.path, 0o444)
            os.link(inner.path, path)
        except OSError:
            shutil.rmtree(folder, ignore_errors=True)
            return None
        finally:
            content.close()
        return Lent(os.fsdecode(path), os.fsdecode(folder))

    def lend_for(self, place: Place, seconds: float) -> str:
        """The same, taken back after so many seconds: its path, or nothing."""
        lent = self.lend(place)
        if lent is None:
            return ""
        asyncio.get_running_loop().call_later(seconds, lent.take_back)
        return lent.path

    def close(self) -> None:
        """Take back all of it."""
        if self.root is not None:
            shutil.rmtree(self.root, ignore_errors=True)


def _below(place: Place) -> bytes | None:
    """Where an object is below its mountpath; `None` where no file can have its name. Source: fs/hrw.go (AIS 5.0)"""
    elements = place.name.split(b"/")
    if b"\0" in place.name or any(part in (b"", b".", b"..") or len(part) > _LONGEST_NAME for part in elements):
        return None
    provider, space, bucket, _ = place.bucket.uname.split("/", 3)
    folders = [f"@{provider}", *([] if space == "@#" else [space.removeprefix("@") if space[1] == "#" else space])]
    return "/".join((*folders, bucket, "%ob")).encode() + b"/" + place.name
