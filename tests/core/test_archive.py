"""Formats and names of archives, and what is not done to them."""

from __future__ import annotations

import io
import tarfile

import pytest

from aistore_hl._core.archive import MODES, TAIL, check_member_name, check_mode, check_tail, format_of, refuse_zip
from aistore_hl._core.errors import ArchiveRefused, InvalidName


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


@pytest.mark.parametrize("name", ["", "d/", "~/a", ".", "..", "d/../a", "./a", "a/."])
def test_name_that_is_no_members_is_refused(name: str) -> None:
    """It is never asked for."""
    with pytest.raises(InvalidName, match="not the name of a member"):
        check_member_name(name)


@pytest.mark.parametrize("name", ["/a", "a\nb", "a\x7f"])
def test_name_of_a_member_is_read_but_not_written(name: str) -> None:
    """Archives are unpacked on many systems."""
    assert name == check_member_name(name)
    with pytest.raises(InvalidName, match="not a name to write"):
        check_member_name(name, write=True)


def test_name_of_a_member_is_text() -> None:
    """Bytes are not."""
    assert "d/ü é..x" == check_member_name("d/ü é..x", write=True)
    with pytest.raises(TypeError, match="must be str, not bytes"):
        check_member_name(b"a")  # type: ignore[arg-type]


def test_mode_is_one_that_ais_has() -> None:
    """Another one would be the whole archive."""
    assert list(MODES) == [check_mode(mode) for mode in MODES]
    with pytest.raises(ValueError, match="no such mode: 'glob'"):
        check_mode("glob")


def test_zip_is_refused_with_what_would_happen() -> None:
    """And what to do instead."""
    assert "keeps the object locked; ask for them by name" in str(refuse_zip("s.zip"))
