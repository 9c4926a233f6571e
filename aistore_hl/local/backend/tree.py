"""The files below a folder, in the byte order of their paths, from some name on."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from typing import Final

from attrs import frozen

from ..handles import FOLDER

INCOMING: Final = b".aisx-incoming-"
"""How names of files begin that are being written; they are no objects."""


@frozen
class Found:
    """A file, or with `flat` a folder, whose name ends in a slash."""

    name: bytes
    stat: os.stat_result | None


def walk(top: int, prefix: bytes, last: bytes, *, flat: bool) -> Iterator[Found]:
    """Files whose names begin with the prefix and come after `last`; with `flat` folders below it are not entered.

    Links and special files are left out. Of each folder the names are held, and no more.
    """
    base = prefix.rfind(b"/") + 1
    yield from _below(top, b"", prefix, last, base if flat else None)


def _below(folder: int, above: bytes, prefix: bytes, last: bytes, base: int | None) -> Iterator[Found]:
    for key in sorted(_keys(folder, above)):
        name = above + key
        if not (name.startswith(prefix) or (key.endswith(b"/") and prefix.startswith(name))):
            continue
        if not key.endswith(b"/"):
            found = _file(folder, key) if name > last else None
            if found is not None:
                yield Found(name, found)
        elif base is not None and len(name) > base:
            if name > last and next(_entered(folder, key, name, b"", b"", None), None) is not None:
                yield Found(name, None)
        elif not last.startswith(name) and name < last:
            continue  # all in it comes before
        else:
            yield from _entered(folder, key, name, prefix, last, base)


def _entered(folder: int, key: bytes, name: bytes, prefix: bytes, last: bytes, base: int | None) -> Iterator[Found]:
    try:
        inner = os.open(key[:-1], FOLDER, dir_fd=folder)
    except OSError:
        return  # gone meanwhile, or not to be read
    try:
        yield from _below(inner, name, prefix, last, base)
    finally:
        os.close(inner)


def _keys(folder: int, above: bytes) -> Iterator[bytes]:
    """What sorts as it does in paths: a folder by its name with a slash."""
    with os.scandir(folder) as entries:
        for entry in entries:
            name = os.fsencode(entry.name)
            if entry.is_dir(follow_symlinks=False):
                yield name + b"/"
            elif entry.is_file(follow_symlinks=False) and (above or not name.startswith(INCOMING)):
                yield name


def _file(folder: int, name: bytes) -> os.stat_result | None:
    try:
        found = os.stat(name, dir_fd=folder, follow_symlinks=False)
    except OSError:
        return None  # gone meanwhile
    return found if stat.S_ISREG(found.st_mode) else None
