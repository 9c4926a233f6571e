"""Contents on this machine's disk, for the epochs after the first."""

from __future__ import annotations

import fcntl
import hashlib
import os
import struct
import tempfile
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import xxhash

_HEAD: Final = struct.Struct("<8sQQ")
"""A mark, the length of the content, and its XXH64."""
_MARK: Final = b"aishl\x00\x00\x01"
_TOTAL: Final = struct.Struct("<Q")
_UNFINISHED: Final = ".tmp"


class DiskCache:
    """A folder of contents that holds at most `max_bytes`; any number of processes may use it at the same time.

    What is in it stays: where every epoch reads everything once in another order, replacing what was used longest ago
    would throw out what comes next, and the share that fits is found again anyway.
    A file whose content does not fit its checksum is removed and counts as absent.
    An object that was replaced by another one of the same size, or that was named and not listed, is not noticed to be
    another: give each version of a dataset a folder.
    """

    def __init__(self, folder: str | Path, *, max_bytes: int) -> None:
        if max_bytes < 0:
            raise ValueError(f"max_bytes must be 0 or more, not {max_bytes}")
        self._folder = Path(folder)
        self._max_bytes = max_bytes
        self._opened_by = 0
        """The process that joined the users of the folder: a forked child does so for itself."""

    @property
    def folder(self) -> Path:
        """Where it keeps the contents."""
        return self._folder

    @property
    def used_bytes(self) -> int:
        """What its files hold now."""
        with self._total() as total:
            return total[0]

    def get(self, key: str) -> bytes | None:
        """The content, verified; `None` where there is none that is whole."""
        path = self._path(key)
        try:
            stored = path.read_bytes()
        except FileNotFoundError:
            return None
        content = _content(stored)
        if content is None and _removed(path):
            with self._total() as total:
                total[0] -= len(stored)
        return content

    def put(self, key: str, content: bytes) -> bool:
        """Keep the content if there is room for it; whether it is kept now."""
        path = self._path(key)
        size = _HEAD.size + len(content)
        with self._total() as total:
            if total[0] + size > self._max_bytes:
                return path.exists()
            total[0] += size
        kept = False
        try:
            kept = self._store(path, content)
        finally:
            if not kept:
                with self._total() as total:
                    total[0] -= size
        return True

    def __getstate__(self) -> dict[str, Any]:
        return {**vars(self), "_opened_by": 0}

    def _store(self, path: Path, content: bytes) -> bool:
        """Whether this process stored it: one that was as fast has stored the same."""
        path.parent.mkdir(exist_ok=True)
        descriptor, unfinished = tempfile.mkstemp(suffix=_UNFINISHED, dir=path.parent)
        try:
            with open(descriptor, "wb") as file:
                file.write(_HEAD.pack(_MARK, len(content), xxhash.xxh64_intdigest(content)))
                file.write(content)
            os.link(unfinished, path)
        except FileExistsError:
            return False
        finally:
            os.unlink(unfinished)
        return True

    def _path(self, key: str) -> Path:
        self._open()
        name = hashlib.blake2b(key.encode("utf-8", "surrogateescape"), digest_size=16).hexdigest()
        return self._folder / name[:2] / name[2:]

    @contextmanager
    def _total(self) -> Iterator[list[int]]:
        """The bytes of all files, to be changed by one process at a time."""
        self._open()
        with open(self._folder / "total", "r+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            total = list(_TOTAL.unpack(file.read(_TOTAL.size).ljust(_TOTAL.size, b"\0")))
            before = total[0]
            yield total
            if total[0] != before:
                file.seek(0)
                file.write(_TOTAL.pack(max(total[0], 0)))

    def _open(self) -> None:
        """Join those who use the folder; who is alone there first clears up what a killed process left."""
        if self._opened_by == os.getpid():
            return
        self._folder.mkdir(parents=True, exist_ok=True)
        (self._folder / "total").touch()
        descriptor = os.open(self._folder / "in-use", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            pass
        else:
            self._recount()
        fcntl.flock(descriptor, fcntl.LOCK_SH)
        weakref.finalize(self, os.close, descriptor)
        self._opened_by = os.getpid()

    def _recount(self) -> None:
        total = 0
        for path in self._folder.glob("??/*"):
            if path.suffix == _UNFINISHED:
                path.unlink(missing_ok=True)
            else:
                total += path.stat().st_size
        (self._folder / "total").write_bytes(_TOTAL.pack(total))


def _content(stored: bytes) -> bytes | None:
    if len(stored) < _HEAD.size:
        return None
    mark, length, digest = _HEAD.unpack_from(stored)
    content = stored[_HEAD.size :]
    whole = mark == _MARK and length == len(content) and digest == xxhash.xxh64_intdigest(content)
    return content if whole else None


def _removed(path: Path) -> bool:
    """Whether it was there to be removed: another process may have been faster."""
    try:
        path.unlink()
    except FileNotFoundError:
        return False
    return True
