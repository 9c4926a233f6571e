"""A tar read piece by piece, against the one of the standard library."""

from __future__ import annotations

import io
import tarfile
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aistore_hl._core.errors import BrokenArchive
from aistore_hl._core.tar import TarEnd, TarMember, TarParser


def _tar(content: list[tuple[str, bytes]], format: int) -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w", format=format) as archive:
        for name, data in content:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return file.getvalue()


def _read(data: bytes, step: int) -> tuple[list[tuple[str, bytes]], bool]:
    """Members with their content, and whether the end was seen."""
    parser = TarParser()
    found: list[tuple[str, bytearray]] = []
    for begin in range(0, len(data), step):
        for event in parser.feed(data[begin : begin + step]):
            if isinstance(event, TarMember):
                found.append((event.name, bytearray()))
            elif event is not TarEnd.END:
                assert isinstance(event, memoryview)
                found[-1][1].extend(event)
    return [(name, bytes(content)) for name, content in found], parser.is_whole


_NAMES = st.lists(st.text("ab1.-ü\n", min_size=1, max_size=60), min_size=1, max_size=5).map("/".join)


@given(
    st.lists(st.tuples(_NAMES, st.binary(max_size=2000)), max_size=6),
    st.sampled_from([tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT]),
    st.integers(1, 3000),
)
def test_what_was_written_is_read(content: list[tuple[str, bytes]], format: int, step: int) -> None:
    """In every format and however the pieces are cut; names over 256 bytes have no place in the oldest one."""
    if format == tarfile.USTAR_FORMAT:
        content = [(name[:90].rstrip("/") or "x", data) for name, data in content]

    assert (content, True) == _read(_tar(content, format), step)


def test_folders_and_links_are_no_files() -> None:
    """They have no content, whatever they say."""
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as archive:
        for name, kind in (("d/", tarfile.DIRTYPE), ("l", tarfile.SYMTYPE), ("h", tarfile.LNKTYPE)):
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, "/etc/passwd"
            archive.addfile(info)

    found = [event for event in TarParser().feed(file.getvalue()) if isinstance(event, TarMember)]

    assert [False] * 3 == [member.is_file for member in found]


def test_sizes_that_octal_digits_cannot_tell() -> None:
    """Over 8 GiB: GNU's way, and that of PAX."""
    for format in (tarfile.GNU_FORMAT, tarfile.PAX_FORMAT):
        info = tarfile.TarInfo("large")
        info.size = 20 << 30
        (member,) = TarParser().feed(info.tobuf(format))

        assert TarMember("large", 20 << 30, is_file=True) == member


@pytest.mark.parametrize("cut", [0, 1, 511, 512, 700, 1024])
def test_what_ends_early_is_not_whole(cut: int) -> None:
    """Only two blocks of zeros end a tar."""
    data = _tar([("a", b"x" * 300)], tarfile.USTAR_FORMAT)

    assert not _read(data[:cut], 512)[1]


@pytest.mark.parametrize(
    "data",
    [b"x" * 512, b"\0" * 100 + b"1" * 412, _tar([("a", b"")], tarfile.USTAR_FORMAT).replace(b"ustar", b"ustaR", 1)],
    ids=["text", "digits", "changed"],
)
def test_what_is_no_tar_is_an_error(data: bytes) -> None:
    """By the checksum of its first header."""
    with pytest.raises(BrokenArchive):
        list(TarParser().feed(data))


@given(st.binary(max_size=2048))
def test_any_bytes_end(data: bytes) -> None:
    """As members, or as an error of ours."""
    with suppress(BrokenArchive):
        list(TarParser().feed(data))


def test_names_are_bounded() -> None:
    """What stands for a name may not be without end."""
    info = tarfile.TarInfo("././@LongLink")
    info.type, info.size = b"L", 1 << 30

    with pytest.raises(BrokenArchive, match="an extended header of"):
        list(TarParser().feed(info.tobuf(tarfile.GNU_FORMAT)))


@pytest.mark.parametrize("record", [b"x", b"99 path=a\n", b"3 a\n", b"4 a\n", b"-5 path=a\n"])
def test_damaged_records_are_an_error(record: bytes) -> None:
    """Their lengths do not fit."""
    info = tarfile.TarInfo("p")
    info.type, info.size = b"x", len(record)

    with pytest.raises(BrokenArchive, match="record"):
        list(TarParser().feed(info.tobuf(tarfile.USTAR_FORMAT) + record))


def test_an_extension_may_be_empty() -> None:
    """It changes nothing of what follows."""
    extra, file = tarfile.TarInfo("extra"), tarfile.TarInfo("a")
    extra.type = b"x"
    data = extra.tobuf(tarfile.USTAR_FORMAT) + file.tobuf(tarfile.USTAR_FORMAT) + bytes(1024)

    assert ([("a", b"")], True) == _read(data, 512)


def _header(name: str, kind: bytes, size: bytes) -> bytes:
    """A header with a size that no writer of tars writes."""
    block = bytearray(tarfile.TarInfo(name).tobuf(tarfile.USTAR_FORMAT))
    block[124:136], block[156:157] = size.ljust(12, b"\0"), kind
    block[148:156] = b" " * 8
    block[148:156] = b"%06o\0 " % sum(block)
    return bytes(block)


@pytest.mark.parametrize(
    "size",
    [b"-0000000777", b"+0000000017", b"0o17", b"1_7", b"\xff" * 12, b"\x80\x00\x00\x00\x80" + bytes(7)],
    ids=["below zero", "plus", "prefix", "underscore", "binary below zero", "2 ** 63"],
)
def test_a_size_is_a_number_of_bytes(size: bytes) -> None:
    """One below zero would never be used up: content without end."""
    with pytest.raises(BrokenArchive, match=r"number of a header|no file has"):
        next(TarParser().feed(_header("a", b"0", size) + bytes(5000)))


def test_what_is_unknown_is_passed_over_with_its_content() -> None:
    """Which is no header of what follows."""
    inner = _tar([("hidden", b"x" * 600)], tarfile.USTAR_FORMAT)[:1536]
    after = _tar([("a", b"1")], tarfile.USTAR_FORMAT)

    assert ([("d", b""), ("a", b"1")], True) == _read(_header("d", b"D", b"%011o" % len(inner)) + inner + after, 500)


@pytest.mark.parametrize("form", ["gnu", "pax"])
def test_a_sparse_file_is_refused(form: str) -> None:
    """What stands there of it is no content that anybody stored, and under pax not even its name."""
    info = tarfile.TarInfo("GNUSparseFile.1/s" if form == "pax" else "s")
    info.size, info.type = 512, b"S" if form == "gnu" else b"0"
    info.pax_headers = {"GNU.sparse.major": "1", "GNU.sparse.name": "s", "GNU.sparse.realsize": "2097152"}
    data = info.tobuf(tarfile.PAX_FORMAT if form == "pax" else tarfile.GNU_FORMAT) + bytes(512)

    with pytest.raises(BrokenArchive, match="'s' is a sparse file"):
        list(TarParser().feed(data))
