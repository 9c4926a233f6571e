# Written by codegen.py from aistore_hl/_async/source.py; do not edit.
"""What an upload sends: content in memory, a file, or a stream, with its length and its checksum."""

from __future__ import annotations

import os
import stat
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO, Self, TypeAlias, cast

from attrs import frozen

from aistore_api.types import Bytes

from .._concurrency import Pieces, each, in_thread, is_pieces
from .._core import checksum
from .._core.errors import BodyConsumed
from .._core.request import FileSlice
from .transport import WireBody

Body: TypeAlias = str | Path | Bytes | BinaryIO | Pieces
"""What `put` takes: a path (of a file), bytes, an open binary file, or an iterable of bytes."""

Progress: TypeAlias = Callable[[int, int | None], object]
"""Called with the bytes done so far and the bytes in all, `None` where nobody knows."""

PIECE = 1024 * 1024
"""Bytes read, hashed and sent at a time: larger pieces gain nothing and push each other out of the cache."""

HASHED_BEFORE = 64 * 1024 * 1024
"""Bytes of a file up to which it is read twice, first for a checksum that the server can refuse by."""

DIGEST = "xxhash2"
"""The type of checksum that is sent: AIS's default, and 7 to 11 GB/s."""


class Source(ABC):
    """One body, sent as often as it takes."""

    length: int | None
    """Bytes; `None` where it cannot be known."""
    replayable: bool = True
    """Whether it can be started (again)."""
    sent: int = 0
    """Bytes of the body, once it was sent."""

    @abstractmethod
    def digest_before(self) -> str | None:
        """The checksum of type `DIGEST`, if it can be had before sending at a fair price."""

    @abstractmethod
    def digest(self, kind: str) -> str | None:
        """The checksum of what was sent; `None` where another kind would be needed and the bytes are gone."""

    @abstractmethod
    def start(self, *, hashed: bool) -> WireBody:
        """The body from its beginning; `hashed` asks that its checksum be known once it is sent."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        """Close what was opened here."""
        return


class BytesSource(Source):
    """Content in memory."""

    def __init__(self, content: Bytes, progress: Progress | None) -> None:
        self._content = flat(content)
        self._progress = progress
        self.length = self.sent = len(self._content)

    def digest_before(self) -> str | None:
        return checksum.compute(DIGEST, self._content)

    def digest(self, kind: str) -> str | None:
        return checksum.compute(kind, self._content)

    def start(self, *, hashed: bool) -> WireBody:
        return self._content if self._progress is None else self._pieces(self._progress)

    def _pieces(self, progress: Progress) -> Iterator[Bytes]:
        view = memoryview(self._content)
        for begin in range(0, len(view), PIECE):
            yield view[begin : begin + PIECE]
            progress(min(begin + PIECE, len(view)), len(view))


class FileSource(Source):
    """A seekable binary file, from where it stands to its end as it is now."""

    def __init__(self, file: BinaryIO, progress: Progress | None, *, owned: bool) -> None:
        self._file = file
        self._owned = owned
        self._progress = progress
        self._begin = file.tell()
        self._regular = is_regular(file)
        end = file.seek(0, os.SEEK_END)
        file.seek(self._begin)
        self._size = max(end - self._begin, 0)
        self.length = self.sent = self._size
        self._sent = checksum.new(DIGEST)

    def digest_before(self) -> str | None:
        return self._read_digest(DIGEST) if self._size <= HASHED_BEFORE else None

    def digest(self, kind: str) -> str | None:
        if kind == DIGEST and self._sent is not None and self._whole:
            return self._sent.hexdigest()
        return self._read_digest(kind)

    def start(self, *, hashed: bool) -> WireBody:
        self._whole = False
        if self._regular and not hashed and self._progress is None:
            return FileSlice(self._file, self._begin, self._size)
        return self._pieces(hashed=hashed)

    def __exit__(self, *exc: object) -> None:
        if self._owned:
            self._file.close()

    _whole = False

    def _pieces(self, *, hashed: bool) -> Iterator[Bytes]:
        """The content by pieces; a file that became shorter meanwhile ends early, which the sender refuses."""
        hasher = self._sent = checksum.new(DIGEST) if hashed else None
        done = 0
        self._file.seek(self._begin)
        while done < self._size:
            wanted = min(PIECE, self._size - done)
            piece = in_thread(lambda: self._file.read(wanted))  # noqa: B023 - called before it changes
            if not piece:
                return
            if hasher is not None:
                hasher.update(piece)
            done += len(piece)
            self._whole = hashed and done == self._size
            yield piece
            if self._progress is not None:
                self._progress(done, self._size)

    def _read_digest(self, kind: str) -> str | None:
        return in_thread(lambda: self._digest_of_file(kind))

    def _digest_of_file(self, kind: str) -> str | None:
        hasher = checksum.new(kind)
        if hasher is None:
            return None
        self._file.seek(self._begin)
        left = self._size
        while left and (piece := self._file.read(min(PIECE, left))):
            hasher.update(piece)
            left -= len(piece)
        return hasher.hexdigest()


class StreamSource(Source):
    """Pieces from an iterable, once. Sent chunked, since nobody knows how many there will be."""

    def __init__(self, pieces: Pieces, progress: Progress | None) -> None:
        self._pieces = pieces
        self._progress = progress
        self.length = None
        self._kind = DIGEST
        self._hasher = checksum.new(DIGEST)
        self.replayable = True
        """Until the first piece was taken."""

    def expect(self, kind: str) -> None:
        """Hash as the bucket does: afterwards the bytes are gone."""
        self._kind = kind
        self._hasher = checksum.new(kind)

    def digest_before(self) -> str | None:
        return None

    def digest(self, kind: str) -> str | None:
        return self._hasher.hexdigest() if self._hasher is not None and kind == self._kind else None

    def start(self, *, hashed: bool) -> WireBody:
        if not self.replayable:
            raise BodyConsumed("the body is a stream that was used up by an earlier try: give bytes or a file instead")
        return self._pass_on(self._hasher if hashed else None)

    def _pass_on(self, hasher: checksum.Hasher | None) -> Iterator[Bytes]:
        self.replayable = False
        for given in each(self._pieces):
            piece = checked(given)
            if hasher is not None:
                hasher.update(piece)
            self.sent += len(piece)
            yield piece
            if self._progress is not None:
                self._progress(self.sent, None)


def checked(piece: Any) -> Bytes:
    if not isinstance(piece, (bytes, bytearray, memoryview)):
        raise TypeError(f"a body yields bytes, not {type(piece).__name__}")
    return flat(piece)


def flat(content: Bytes) -> Bytes:
    """The content as bytes in a row; a view with gaps is copied."""
    if not isinstance(content, memoryview):
        return content
    return content.cast("B") if content.c_contiguous else content.tobytes()


@frozen
class OpenFile:
    """A seekable binary file that a body is."""

    file: BinaryIO
    owned: bool
    """Whether it was opened here, and is to be closed."""


def given(body: Body) -> Bytes | OpenFile | Pieces:
    """What a body is: content in memory, a file, or pieces that come once. A path is opened.

    Raises:
        TypeError: a body of another kind, or a text file.
        OSError: the file cannot be opened.
    """
    if isinstance(body, (bytes, bytearray, memoryview)):
        return cast("Bytes", body)
    if isinstance(body, (str, Path)):
        return OpenFile(Path(body).open("rb"), owned=True)
    if hasattr(body, "read"):
        return _given_file(body)
    if is_pieces(body):
        return body
    raise TypeError(f"a body is bytes, a path, a binary file or an iterable of bytes, not {type(body).__name__}")


def _given_file(file: Any) -> OpenFile | Pieces:
    if hasattr(file, "encoding"):
        raise TypeError("a body is a file opened in binary mode, not in text mode")
    if hasattr(file, "seekable") and file.seekable():
        return OpenFile(file, owned=False)
    return cast("Pieces", iter(lambda: file.read(PIECE), b""))


def open_source(body: Body, progress: Progress | None = None) -> Source:
    """The source of a body. A path is opened here and closed with the source.

    Raises: as `given`.
    """
    found = given(body)
    if isinstance(found, OpenFile):
        return FileSource(found.file, progress, owned=found.owned)
    if isinstance(found, (bytes, bytearray, memoryview)):
        return BytesSource(cast("Bytes", found), progress)
    return StreamSource(found, progress)


def is_regular(file: BinaryIO) -> bool:
    """Whether the kernel can send the file by itself: it has a descriptor, and that is a file on a disk."""
    try:
        return stat.S_ISREG(os.fstat(file.fileno()).st_mode)
    except (OSError, AttributeError):  # io.UnsupportedOperation is an OSError
        return False
