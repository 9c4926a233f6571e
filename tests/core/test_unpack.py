"""Packed content, unpacked piece by piece."""

from __future__ import annotations

import gzip
import subprocess
import sys

import lz4.frame
import pytest

from aistore_hl._core.archive import ArchiveFormat
from aistore_hl._core.errors import BrokenArchive
from aistore_hl._core.unpack import unpacker

CONTENT = b"".join(b"%d," % number for number in range(100_000)) + bytes(3 << 20)
PACKED: dict[ArchiveFormat, bytes] = {
    ".tar": CONTENT,
    ".tgz": gzip.compress(CONTENT),
    ".tar.gz": gzip.compress(CONTENT),
    ".tar.lz4": lz4.frame.compress(CONTENT),
}
SEVERAL = gzip.compress(CONTENT[:1000]) + gzip.compress(b"") + gzip.compress(CONTENT[1000:])


@pytest.mark.parametrize("step", [1000, 1 << 22])
@pytest.mark.parametrize("format", PACKED)
def test_what_was_packed_comes_out(format: ArchiveFormat, step: int) -> None:
    """In pieces of 1 MiB at most, however well it was packed."""
    inner = unpacker(format)
    data = PACKED[format]
    pieces = [bytes(piece) for begin in range(0, len(data), step) for piece in inner.feed(data[begin : begin + step])]
    inner.finish()

    assert CONTENT == b"".join(pieces)
    assert format == ".tar" or max(map(len, pieces)) <= 1 << 20


@pytest.mark.parametrize("step", [1, 1000, 1 << 22])
def test_several_files_of_gzip_are_one(step: int) -> None:
    """One after the other, cut anywhere."""
    inner = unpacker(".tgz")
    pieces = [bytes(piece) for at in range(0, len(SEVERAL), step) for piece in inner.feed(SEVERAL[at : at + step])]
    inner.finish()

    assert CONTENT == b"".join(pieces)


@pytest.mark.parametrize("format", [".tgz", ".tar.lz4"])
def test_what_ends_early_is_an_error(format: ArchiveFormat) -> None:
    """Told when nothing more comes."""
    inner = unpacker(format)
    list(inner.feed(PACKED[format][:-5]))

    with pytest.raises(BrokenArchive, match="too early"):
        inner.finish()


@pytest.mark.parametrize("format", [".tgz", ".tar.lz4"])
def test_what_is_not_packed_so_is_an_error(format: ArchiveFormat) -> None:
    """And of our tree."""
    with pytest.raises(BrokenArchive, match="damaged"):
        list(unpacker(format).feed(b"not packed at all"))


_WITHOUT = """
import sys
sys.modules["lz4"] = None
from aistore_hl._core.errors import MissingExtra
from aistore_hl._core.unpack import unpacker
unpacker(".tgz")
try:
    unpacker(".tar.lz4")
except MissingExtra as exc:
    print(exc)
"""


def test_missing_library_names_the_extra() -> None:
    """Only where the format is asked for."""
    done = subprocess.run([sys.executable, "-c", _WITHOUT], capture_output=True, text=True, check=True)

    assert "aistore-hl[lz4]" in done.stdout


def test_what_follows_the_end_is_left() -> None:
    """Of LZ4, which has one."""
    inner = unpacker(".tar.lz4")
    assert CONTENT == b"".join(map(bytes, inner.feed(PACKED[".tar.lz4"])))

    assert [] == list(inner.feed(b"more"))
    inner.finish()
