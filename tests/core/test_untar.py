"""A tar archive read as it arrives."""

from __future__ import annotations

import gzip
import io
import tarfile
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aistore_hl._untar import members
from aistore_hl.errors import BrokenArchive

FORMATS = {"ustar": tarfile.USTAR_FORMAT, "gnu": tarfile.GNU_FORMAT, "pax": tarfile.PAX_FORMAT}
FILES = {"a.txt": b"content", "d/" + "n" * 90: b"", "big": b"x" * 70_000, "d" * 100 + "/" + "e" * 60: b"long"}


def archive(files: dict[str, bytes], form: int = tarfile.PAX_FORMAT) -> bytes:
    """A tar that Python's own module writes."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=form) as tar:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return buffer.getvalue()


def cut(content: bytes, size: int) -> Iterator[bytes]:
    """The content in chunks."""
    return (content[at : at + size] for at in range(0, len(content), size))


@pytest.mark.parametrize("form", FORMATS.values(), ids=FORMATS)
@pytest.mark.parametrize("size", [1, 511, 4096, 1 << 20])
def test_what_python_writes_is_read(form: int, size: int) -> None:
    """In each format, with long names, however it is cut into chunks."""
    assert list(FILES.items()) == list(members(cut(archive(FILES, form), size)))


@settings(max_examples=30)
@given(st.dictionaries(st.text("aäß漢./_", min_size=1).filter(lambda n: not n.endswith("/")), st.binary(), max_size=5))
def test_any_name_and_content_comes_back(files: dict[str, bytes]) -> None:
    """As pax headers carry them."""
    assert list(files.items()) == list(members([archive(files)]))


def test_gzip_is_unpacked() -> None:
    """Also several files of gzip one after the other, cut anywhere."""
    whole = archive(FILES)
    packed = gzip.compress(whole[:1000]) + gzip.compress(whole[1000:])

    assert list(FILES.items()) == list(members(cut(packed, 13), compressed=True))


def test_only_regular_files_are_members() -> None:
    """Folders, links and devices are passed over; a link's long name is not the next file's."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.GNU_FORMAT) as tar:
        for kind in (tarfile.DIRTYPE, tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE):
            member = tarfile.TarInfo("n" * 120 + kind.decode())
            member.type, member.linkname = kind, "l" * 120
            tar.addfile(member)
        tar.addfile(tarfile.TarInfo("file"))

    assert [("file", b"")] == list(members([buffer.getvalue()]))


def test_the_chunks_are_read_to_their_end() -> None:
    """What verifies the whole is behind the last chunk."""
    seen = []

    def chunks() -> Iterator[bytes]:
        for chunk in (archive({"a": b"1"}), b"", b"trailing"):
            yield chunk
            seen.append(chunk)

    assert [("a", b"1")] == list(members(chunks()))
    assert 3 == len(seen)


@pytest.mark.parametrize("kept", [0, 100, 512, 600, 1024, 72_000])
def test_an_archive_that_ends_early_is_an_error(kept: int) -> None:
    """Wherever it ends: in a header, in a content, or before the mark of its end."""
    with pytest.raises(BrokenArchive, match=r"end|missing"):
        list(members([archive(FILES)[:kept]]))


def damaged() -> Iterator[object]:
    """Archives that are none."""
    whole = archive({"a": b"1"})
    yield pytest.param(b"\xff" * 2048, id="noise")
    yield pytest.param(whole[:124] + b"z" * 12 + whole[136:], id="a size that is no number")
    yield pytest.param(whole[:1] + b"b" + whole[2:], id="a changed name")
    yield pytest.param(archive({"ä": b""}).replace(b" path=", b" pathx", 1), id="an extended header without a value")


@pytest.mark.parametrize("content", list(damaged()))
def test_what_is_no_archive_is_an_error(content: bytes) -> None:
    """Never an empty archive."""
    with pytest.raises(BrokenArchive):
        list(members([content]))


def test_what_is_not_gzip_is_an_error() -> None:
    """Also gzip that ends early."""
    packed = gzip.compress(archive(FILES))
    with pytest.raises(BrokenArchive, match="gzip"):
        list(members([archive(FILES)], compressed=True))
    with pytest.raises(BrokenArchive):
        list(members([packed[:-9]], compressed=True))


def test_an_extended_header_has_a_limit() -> None:
    """A hostile archive cannot make us hold what it likes."""
    header = bytearray(archive({"a": b""})[:512])
    header[124:136] = b"77777777777\0"
    header[156:157] = b"x"
    header[148:156] = b" " * 8
    header[148:156] = b"%06o\0 " % sum(header)

    with pytest.raises(BrokenArchive, match="extended header of"):
        list(members([bytes(header), bytes(1024)]))
