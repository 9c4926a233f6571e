"""Formats and names of archives, and what is not done to them."""

from __future__ import annotations

import io
import tarfile

import pytest

from aistore_hl._core.archive import TAIL, check_tail, format_of
from aistore_hl._core.errors import ArchiveRefused


def _tar(content: bytes, end: int) -> bytes:
    info = tarfile.TarInfo("a")
    info.size = len(content)
    return info.tobuf(tarfile.USTAR_FORMAT) + content + bytes(-len(content) % 512) + bytes(end)


@pytest.mark.parametrize(
    ("name", "format"),
    [("a.tar", ".tar"), ("a.tar.gz", ".tar.gz"), ("d/a.tgz", ".tgz"), ("a.zip", ".zip"), ("a.tar.lz4", ".tar.lz4"),
     ("a.txt", None), ("tar", None), ("a.TAR", None)],
)  # fmt: skip
def test_format_is_in_the_name(name: str, format: str | None) -> None:
    """As AIS reads it: lower case, at the end."""
    assert format == format_of(name)


def test_format_may_be_given() -> None:
    """It counts before the name."""
    assert ".zip" == format_of("a.tar", ".zip")
    with pytest.raises(ValueError, match="no such format"):
        format_of("a.tar", "rar")


@pytest.mark.parametrize("content", [b"", b"x", b"x" * 512, b"x" * 700])
def test_tar_that_ais_wrote_can_be_added_to(content: bytes) -> None:
    """Two blocks of zeros, and not one more."""
    check_tail("s.tar", _tar(content, 1024)[-TAIL:])


def test_padded_tar_cannot() -> None:
    """As the standard library writes it."""
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("a"))

    with pytest.raises(ArchiveRefused, match="padded"):
        check_tail("s.tar", file.getvalue()[-TAIL:])
