"""The files below a folder, in the byte order of their paths, from some name on."""

from __future__ import annotations

import os
import stat
from collections.abc import Generator, Iterator
from contextlib import closing
from errno import EMFILE, ENFILE
from typing import Final, TypeAlias

from attrs import frozen

from ..handles import FOLDER

INCOMING: Final = b".aisx-incoming-"
"""How names of files begin that are being written; they are no objects."""


@frozen
class Found:
    """A file, or with `flat` a folder, whose name ends in a slash."""

    name: bytes
    stat: os.stat_result | None


_Steps: TypeAlias = "Generator[Found | _Steps, None, None]"
"""What is in a folder: files, and what is in folders."""


def walk(top: int, prefix: bytes, last: bytes, *, flat: bool) -> Iterator[Found]:
    """Files whose names begin with the prefix and come after `last`; with `flat` folders below it are not entered.

    Links and special files are left out. Of each folder the names are held, and no more.
    """
    base = prefix.rfind(b"/") + 1
    yield from _flattened(_below(top, b"", prefix, last, base if flat else None))


def _flattened(first: _Steps) -> Generator[Found, None, None]:
    """All files, however deep: not by calls within calls, which Python ends at some hundred."""
    stack = [first]
    try:
        while stack:
            step = next(stack[-1], None)
            if step is None:
                stack.pop()
            elif isinstance(step, Found):
                yield step
            else:
                stack.append(step)
    finally:
        while stack:
            stack.pop().close()


def _below(folder: int, above: bytes, prefix: bytes, last: bytes, base: int | None) -> _Steps:
    for key in sorted(_keys(folder, above)):
        name = above + key
        if not (name.startswith(prefix) or (key.endswith(b"/") and prefix.startswith(name))):
            continue
        if not key.endswith(b"/"):
            found = _file(folder, key) if name > last else None
            if found is not None:
                yield Found(name, found)
        elif base is not None and len(name) > base:
            if name > last and _has_any(folder, key, name):
                yield Found(name, None)
        elif not last.startswith(name) and name < last:
            continue  # all in it comes before
        else:
            yield _entered(folder, key, name, prefix, last, base)


def _has_any(folder: int, key: bytes, name: bytes) -> bool:
    with closing(_flattened(_entered(folder, key, name, b"", b"", None))) as found:
        return next(found, None) is not None


def _entered(folder: int, key: bytes, name: bytes, prefix: bytes, last: bytes, base: int | None) -> _Steps:
    try:
        inner = os.open(key[:-1], FOLDER, dir_fd=folder)
    except OSError as exc:
        if exc.errno in (EMFILE, ENFILE):
            raise  # it is there: each folder above is open, and there are too many of them
        return  # gone meanwhile, or not to be read
    try:
        yield _below(inner, name, prefix, last, base)
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
