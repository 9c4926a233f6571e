"""Archives as they are written: each call gives the bytes that come next, so that nothing is held."""

from __future__ import annotations

import io
import tarfile
import time
import zipfile
import zlib
from abc import ABC, abstractmethod
from typing import Any, Final

from .format import LZ4, ZIP, is_gzip
from .frames import frames

BLOCK: Final = 512
END: Final = bytes(2 * BLOCK)
"""How a tar ends. AIS pads no further, and neither do we: it damages what is padded when it appends."""

_MODE: Final = 0o644
_GZIP: Final = 31


class Packer(ABC):
    """What writes an archive, member after member."""

    is_slow = False
    """Whether it compresses: threads do that."""

    @abstractmethod
    def begin(self, name: str, size: int, modified: float) -> bytes:
        """What comes before the content of a member."""

    @abstractmethod
    def add(self, content: bytes | memoryview) -> bytes | memoryview:
        """Some of its content."""

    @abstractmethod
    def end(self) -> bytes:
        """What comes after it."""

    @abstractmethod
    def finish(self) -> bytes:
        """How the archive ends."""

    def close(self) -> None:  # noqa: B027 - most have nothing to let go of
        """Let go of it, whole or not; a second time does nothing."""


class TarPacker(Packer):
    """A plain tar."""

    def __init__(self) -> None:
        self._size = 0

    def begin(self, name: str, size: int, modified: float) -> bytes:
        """A header, longer where the name or the size needs it."""
        self._size = size
        info = tarfile.TarInfo(name)
        info.size, info.mode, info.mtime = size, _MODE, int(modified)
        return info.tobuf(tarfile.PAX_FORMAT, "utf-8", "surrogateescape")

    def add(self, content: bytes | memoryview) -> bytes | memoryview:
        """As it is."""
        return content

    def end(self) -> bytes:
        """Zeros up to the next block."""
        return bytes(-self._size % BLOCK)

    def finish(self) -> bytes:
        """Two blocks of zeros."""
        return END


class _CompressedTar(Packer):
    """A tar, compressed as it comes."""

    is_slow = True

    def __init__(self, compress: Any, flush: Any, start: bytes = b"") -> None:  # methods of two libraries
        self._tar = TarPacker()
        self._compress = compress
        self._flush = flush
        self._start = start

    def begin(self, name: str, size: int, modified: float) -> bytes:
        return self._packed(self._tar.begin(name, size, modified))

    def add(self, content: bytes | memoryview) -> bytes:
        return self._packed(content)

    def end(self) -> bytes:
        return self._packed(self._tar.end())

    def finish(self) -> bytes:
        return self._packed(self._tar.finish()) + bytes(self._flush())

    def _packed(self, content: bytes | memoryview) -> bytes:
        start, self._start = self._start, b""
        return start + bytes(self._compress(content))


class _Sink(io.RawIOBase):
    """What a zip is written to: a file that cannot be gone back in."""

    def __init__(self) -> None:
        self._taken = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, content: Any, /) -> int:
        self._taken += content
        return len(content)

    def take(self) -> bytes:
        taken, self._taken = bytes(self._taken), bytearray()
        return taken


class _ZipPacker(Packer):
    """A zip. Its directory comes last, and is the one thing that grows with the number of members."""

    is_slow = True

    def __init__(self) -> None:
        self._sink = _Sink()
        self._zip = zipfile.ZipFile(self._sink, "w", zipfile.ZIP_DEFLATED)
        self._member: Any = None

    def begin(self, name: str, size: int, modified: float) -> bytes:
        moment = time.gmtime(min(max(modified, _EARLIEST), _LATEST))
        info = zipfile.ZipInfo(name.encode("utf-8", "surrogateescape").decode("utf-8", "replace"), moment[:6])
        info.compress_type = zipfile.ZIP_DEFLATED
        info.external_attr = _MODE << 16
        self._zip.NameToInfo.clear()  # a name may come again, of which it would warn
        self._member = self._zip.open(info, "w", force_zip64=size >= zipfile.ZIP64_LIMIT)
        return self._sink.take()

    def add(self, content: bytes | memoryview) -> bytes:
        self._member.write(content)
        return self._sink.take()

    def end(self) -> bytes:
        self._member.close()
        return self._sink.take()

    def finish(self) -> bytes:
        self._zip.close()
        return self._sink.take()

    def close(self) -> None:
        # Else the zip tries it itself when it is collected, and complains of a member that is not whole.
        if self._member is not None:
            self._member.close()
        self._zip.close()


_EARLIEST: Final = 315_532_800
"""1980, with which times in a zip begin."""

_LATEST: Final = 4_354_819_198
"""2107, with which they end."""


def check_packer(format: str) -> None:
    """Whether an archive of that format can be written.

    Raises:
        Refusal: 501, a library is not installed.
    """
    if format == LZ4:
        frames()


def packer(format: str) -> Packer:
    """What writes an archive of that format.

    Raises:
        Refusal: 501, a library is not installed.
    """
    if format == ZIP:
        return _ZipPacker()
    if is_gzip(format):
        compressor = zlib.compressobj(wbits=_GZIP)
        return _CompressedTar(compressor.compress, compressor.flush)
    if format == LZ4:
        frame = frames().LZ4FrameCompressor()
        return _CompressedTar(frame.compress, frame.flush, frame.begin())
    return TarPacker()
