"""A folder served as a cloud: each folder directly in it is a bucket, and the files below that are its objects.

Nothing outside of the folder is ever read or written, whatever names are asked for and whatever links lie in it: every
step of a path is opened by itself, and a link is not followed but is no object.
"""

from __future__ import annotations

import asyncio
import fcntl
import os
import secrets
import stat
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from email.utils import formatdate
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ..._core.checksum import Checksum
from ..._core.errors import InvalidName
from ..._core.names import check_bucket_name
from ..answers import Refusal, bad_request
from ..buckets import Address, no_remote_bucket
from ..custom import ETAG
from ..handles import FOLDER, PIECE, Changed, below, open_file, pieces, threaded
from ..store import Content
from .contract import SOURCE, Entry, Listed, Outside
from .tree import INCOMING, Found, walk

if TYPE_CHECKING:
    from ..listing import Wanted

_LONGEST: Final = 255
"""Bytes of one part of a name, as file systems have it."""

_DEEPEST: Final = 255
"""Parts of a name: of those that a listing is within each is open, and a process may open a thousand or so."""


class FolderBackend:
    """The buckets of one provider, in one folder."""

    def __init__(self, provider: str, root: Path, *, fsync: bool = False) -> None:
        """A file is there whole or not at all, also where the process is killed; with `fsync` what was put survives a
        loss of power. What one that was killed had begun is removed."""
        self._provider = provider
        self._root = root
        self._fsync = fsync
        self._remove_unfinished()

    @property
    def source(self) -> str:
        """The provider."""
        return self._provider

    async def buckets(self) -> Sequence[Address]:
        """The folders directly in it that have names of buckets."""

        def found() -> list[str]:
            with os.scandir(self._root) as entries:
                return [entry.name for entry in entries if entry.is_dir(follow_symlinks=False)]

        names = await threaded(found)
        return [Address(self._provider, "", "", name) for name in sorted(names) if _is_bucket_name(name)]

    async def check_bucket(self, bucket: Address, node: str) -> None:
        """Whether there is such a folder."""

        def check() -> None:
            with self._bucket(bucket):
                pass

        try:
            await threaded(check)
        except FileNotFoundError as exc:
            raise no_remote_bucket(bucket) from exc

    async def head(self, bucket: Address, name: bytes, node: str) -> Outside:
        """What the file system tells of a file."""

        def look() -> os.stat_result:
            with self._file(bucket, name) as file:
                return os.fstat(file)

        try:
            return self._outside(await threaded(look))
        except OSError as exc:
            raise self._no_object(bucket, name, node) from exc

    @asynccontextmanager
    async def get(self, bucket: Address, name: bytes, node: str) -> AsyncIterator[tuple[Outside, AsyncIterator[bytes]]]:
        """A file as it is read; one that changes meanwhile is an error."""
        try:
            file = await threaded(lambda: self._open(bucket, name))
        except OSError as exc:
            raise self._no_object(bucket, name, node) from exc
        try:
            before = os.fstat(file)

            async def told() -> AsyncIterator[bytes]:
                try:
                    async for piece in pieces(file, before):
                        yield piece
                except Changed as exc:
                    raise Refusal(500, f"{node}: {bucket}/{_shown(name)} {exc}") from exc

            yield self._outside(before), told()
        finally:
            os.close(file)

    async def put(
        self, bucket: Address, name: bytes, content: Content, checksum: Checksum | None, custom: Mapping[str, str]
    ) -> Outside:
        """Write a file beside the others and give it its name when it is whole. Custom metadata has no place in it."""
        parts = _parts(name)
        if parts is None:
            raise bad_request(f"{bucket}/{_shown(name)}: no file of a folder can be named so")
        coming = INCOMING + secrets.token_hex(8).encode()
        try:
            return self._outside(await self._write(bucket, parts, coming, content))
        except FileNotFoundError as exc:
            raise no_remote_bucket(bucket) from exc
        except (NotADirectoryError, IsADirectoryError) as exc:
            raise bad_request(f"{bucket}/{_shown(name)}: a folder is where a file would be, or the reverse") from exc
        except OSError as exc:
            raise Refusal(500, f"{bucket}/{_shown(name)}: {exc.strerror}") from exc

    async def delete(self, bucket: Address, name: bytes, node: str) -> None:
        """Remove a file, and the folders that are empty then."""
        parts = _parts(name)

        def remove() -> None:
            if parts is None:
                raise FileNotFoundError
            with self._bucket(bucket) as top, below(top, parts[:-1]) as folder:
                if not stat.S_ISREG(os.stat(parts[-1], dir_fd=folder, follow_symlinks=False).st_mode):
                    raise FileNotFoundError
                os.unlink(parts[-1], dir_fd=folder)
                _prune(top, parts[:-1])

        try:
            await threaded(remove)
        except OSError as exc:
            raise self._no_object(bucket, name, node) from exc

    async def page(self, bucket: Address, wanted: Wanted) -> Listed:
        """The files in the byte order of their names."""

        def collect() -> list[Found]:
            with self._bucket(bucket) as top:
                found = walk(top, wanted.prefix, wanted.last, flat=not wanted.is_recursive)
                return [each for _, each in zip(range(wanted.limit + 1), found, strict=False)]

        try:
            found = await threaded(collect)
        except FileNotFoundError as exc:
            raise no_remote_bucket(bucket) from exc
        except OSError as exc:
            raise Refusal(500, f"{bucket}: {exc.strerror}") from exc
        page = found[: wanted.limit]
        return Listed([self._entry(each) for each in page], page[-1].name if len(found) > len(page) else b"")

    def _entry(self, found: Found) -> Entry:
        if found.stat is None:
            return Entry(found.name, flags=256)
        outside = self._outside(found.stat)
        return Entry(found.name, found.stat.st_size, outside=outside)

    def _outside(self, told: os.stat_result) -> Outside:
        tag = f"{told.st_mtime_ns:x}-{told.st_size:x}"
        modified = formatdate(told.st_mtime, usegmt=True)
        return Outside(told.st_size, None, 0, {SOURCE: self._provider, ETAG: tag, "LastModified": modified})

    @contextmanager
    def _bucket(self, bucket: Address) -> Iterator[int]:
        """The folder of a bucket, open.

        Raises:
            FileNotFoundError: there is none.
        """
        root = os.open(self._root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            if not _is_bucket_name(bucket.name) or bucket.namespace:
                raise FileNotFoundError(bucket.name)
            try:
                top = os.open(bucket.name, FOLDER, dir_fd=root)
            except OSError as exc:
                raise FileNotFoundError(bucket.name) from exc
        finally:
            os.close(root)
        try:
            yield top
        finally:
            os.close(top)

    def _open(self, bucket: Address, name: bytes) -> int:
        """A file, open to be read.

        Raises:
            OSError: there is none, or something else is there.
        """
        parts = _parts(name)
        if parts is None:
            raise FileNotFoundError
        with self._bucket(bucket) as top:
            return open_file(top, parts)

    @contextmanager
    def _file(self, bucket: Address, name: bytes) -> Iterator[int]:
        file = self._open(bucket, name)
        try:
            yield file
        finally:
            os.close(file)

    def _remove_unfinished(self) -> None:
        """Remove files that nobody writes any more: who writes one has locked it, in another cluster too."""
        with os.scandir(self._root) as entries:
            folders = [entry.path for entry in entries if entry.is_dir(follow_symlinks=False)]
        for folder in folders:
            # What may not be looked into, or goes just now, is for whoever asks for it.
            with suppress(OSError), os.scandir(os.fsencode(folder)) as files:
                for path in [each.path for each in files if each.name.startswith(INCOMING)]:
                    _remove_unlocked(path)

    def _sync(self, top: int, parts: Sequence[bytes]) -> None:
        """Let the name of a file survive a loss of power, and those of the folders on the way, which may be new."""
        for depth in range(len(parts)):
            with below(top, parts[:depth]) as folder:
                os.fsync(folder)

    async def _write(self, bucket: Address, parts: list[bytes], coming: bytes, content: Content) -> os.stat_result:
        def begin() -> int:
            with self._bucket(bucket) as top:
                file = os.open(coming, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o666, dir_fd=top)
                fcntl.flock(file, fcntl.LOCK_EX)
                return file

        def end() -> None:
            if self._fsync:
                os.fsync(file)
            with self._bucket(bucket) as top:
                while True:
                    try:
                        with below(top, parts[:-1], make=True) as folder:
                            os.rename(coming, parts[-1], src_dir_fd=top, dst_dir_fd=folder)
                        break
                    except FileNotFoundError:
                        # Who removes the last file of a folder removes that, too, perhaps just now; else it is our own.
                        os.stat(coming, dir_fd=top)
                if self._fsync:
                    with suppress(FileNotFoundError):  # it was removed again meanwhile
                        self._sync(top, parts)

        def forget() -> None:
            with suppress(FileNotFoundError), self._bucket(bucket) as top:
                os.unlink(coming, dir_fd=top)

        file = await threaded(begin)
        try:
            for start in range(0, content.size, PIECE):
                piece = memoryview(await content.read(start, min(start + PIECE, content.size)))
                while piece:
                    piece = piece[await asyncio.to_thread(os.write, file, piece) :]
            await threaded(end)
            return os.fstat(file)
        except BaseException:
            forget()
            raise
        finally:
            os.close(file)

    def _no_object(self, bucket: Address, name: bytes, node: str) -> Refusal:
        return Refusal(404, f"{node}: {bucket}/{_shown(name)} does not exist", "ErrNotFound")


def _is_bucket_name(name: str) -> bool:
    try:
        check_bucket_name(name)
    except InvalidName:
        return False
    return name[0] != "."


def _shown(name: bytes) -> str:
    return name.decode("utf-8", "surrogateescape")


def _parts(name: bytes) -> list[bytes] | None:
    """The steps to a file of that name; `None` where no file can have it."""
    parts = name.split(b"/")
    if b"\0" in name or parts[0].startswith(INCOMING):
        return None
    wrong = len(parts) > _DEEPEST or any(part in (b"", b".", b"..") or len(part) > _LONGEST for part in parts)
    return None if wrong else parts


def _remove_unlocked(path: bytes) -> None:
    """Remove a file, unless somebody has locked it."""
    file = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        with suppress(BlockingIOError):
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            os.unlink(path)
    finally:
        os.close(file)


def _prune(top: int, parts: Sequence[bytes]) -> None:
    """Remove folders from the innermost on, up to one that is not empty."""
    with suppress(OSError):
        for depth in range(len(parts), 0, -1):
            with below(top, parts[: depth - 1]) as folder:
                os.rmdir(parts[depth - 1], dir_fd=folder)
