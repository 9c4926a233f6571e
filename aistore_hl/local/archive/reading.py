"""The members of an archive, in their order, in as little memory as the format allows. For threads: it waits."""

from __future__ import annotations

import gzip
import io
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from math import isfinite
from typing import Any, Final

from attrs import frozen

from ..answers import bad_request
from ..store import Content
from .format import LZ4, TAR, ZIP, is_gzip
from .frames import frames
from .source import PIECE, BrokenArchive, ContentFile, Forward

_LARGEST_DIRECTORY: Final = 64 << 20
"""Bytes of a zip's directory, which is read at once: 500,000 members and more."""

_BROKEN: Final = (
    tarfile.TarError, zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, OverflowError, RuntimeError,
    NotImplementedError, KeyError, BrokenArchive,
)  # fmt: skip
"""What the readers of the standard library say of an archive that is none, or that they cannot read."""


@frozen(eq=False)
class Member:
    """One file in an archive, to be read before the next one is asked for."""

    name: str
    size: int
    modified: float
    start: int | None
    """Where its bytes are in the archive, if they are there as they are."""
    _read: Callable[[int], bytes]

    def pieces(self) -> Iterator[bytes]:
        """Its content.

        Raises:
            Refusal: 400, the archive is broken.
        """
        left = self.size
        with reported(self.name):
            while left:
                piece = self._read(min(PIECE, left))
                if not piece:
                    raise BrokenArchive("it ends too early")
                left -= len(piece)
                yield piece


@contextmanager
def reported(what: str) -> Iterator[None]:
    """Within, what is wrong with an archive is told as a refusal.

    Raises:
        Refusal: 400.
    """
    try:
        yield
    except _BROKEN as exc:
        tcode = "wrapError" if isinstance(exc, zipfile.BadZipFile | gzip.BadGzipFile) else ""
        raise bad_request(f"failed to open {what}: {exc}", tcode) from exc


def members(content: Content, format: str, what: str) -> Iterator[Member]:
    """All files of an archive; folders, links and the like are none.

    Raises:
        Refusal: 400, it is broken; 501, a library is not installed.
    """
    if format == LZ4:
        frames()
    with reported(what):
        yield from _of_zip(content) if format == ZIP else _of_tar(content, format)


def _of_tar(content: Content, format: str) -> Iterator[Member]:
    raw = ContentFile(content)
    if format == TAR:
        # Unbuffered, so that going past a member costs nothing; a header is 512 bytes.
        file = Forward(raw, jumps=raw)
    else:
        file = Forward(_unpacked(io.BufferedReader(raw, PIECE), format))
    with tarfile.open(fileobj=_as_file(file), mode="r:", encoding="utf-8", errors="surrogateescape") as archive:
        while (info := archive.next()) is not None:
            # Otherwise it remembers all of them.
            _forget(archive)
            if info.size < 0 or (format == TAR and info.offset_data + info.size > content.size and info.isreg()):
                raise BrokenArchive(f"member {info.name!r} of {info.size:,} bytes")
            if info.isreg() and not info.issparse():
                start = info.offset_data if format == TAR else None
                yield Member(info.name, info.size, _moment(info.mtime), start, file.read)
    if file.last.strip(b"\0"):
        raise BrokenArchive("archive/tar: invalid tar header")


def end_of_members(content: Content, what: str) -> int:
    """Where the next member of a plain tar would begin.

    Raises:
        Refusal: 400, it is broken.
    """
    end = 0
    raw = ContentFile(content)
    file = Forward(raw, jumps=raw)
    with reported(what), tarfile.open(fileobj=_as_file(file), mode="r:", encoding="utf-8") as archive:
        while (info := archive.next()) is not None:
            _forget(archive)
            end = archive.offset
            if info.size < 0 or end > content.size:
                raise BrokenArchive(f"member {info.name!r} of {info.size:,} bytes")
    return end


def _unpacked(file: io.BufferedReader, format: str) -> Any:  # two libraries' files
    return gzip.GzipFile(fileobj=file) if is_gzip(format) else frames().LZ4FrameFile(file)


def _forget(archive: Any) -> None:  # what typeshed does not know of
    archive.members.clear()


def _as_file(file: Forward) -> Any:  # it has what tarfile uses of a file, and no more
    return file


def _of_zip(content: Content) -> Iterator[Member]:
    file = io.BufferedReader(_Bounded(content), PIECE)
    with zipfile.ZipFile(file) as archive:
        for info in archive.infolist():
            if info.is_dir():
                continue
            with archive.open(info) as member:
                yield Member(info.filename, info.file_size, _modified(info), None, member.read)


def _moment(told: float) -> float:
    """When a member of a tar was changed: a header may say that in a decimal number, and then anything."""
    if not isfinite(told):
        raise BrokenArchive(f"a member of the time {told}")
    return float(told)


def _modified(info: zipfile.ZipInfo) -> float:
    from calendar import timegm

    return float(timegm((*info.date_time, 0, 0, 0)))


class _Bounded(ContentFile):
    """Content of which only so much is read at once."""

    def readinto(self, buffer: Any, /) -> int:
        if len(buffer) > _LARGEST_DIRECTORY:
            raise BrokenArchive(f"a directory of {len(buffer):,} bytes")
        return super().readinto(buffer)
