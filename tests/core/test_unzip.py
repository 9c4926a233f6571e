"""Zips that are damaged, or that nobody here can unpack."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pytest

from aistore_hl._sync.unarchive import unarchive
from aistore_hl.errors import BrokenArchive


def archive() -> bytearray:
    """With one member of 6,000 bytes, whose name stands at 30 and whose content begins at 31."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("m", b"hello hello " * 500)
    return bytearray(file.getvalue())


def encrypted(data: bytearray) -> None:
    data[6] |= 1
    data[data.find(b"PK\1\2") + 8] |= 1


def unknown_method(data: bytearray) -> None:
    data[8] = data[data.find(b"PK\1\2") + 10] = 77


def unknown_version(data: bytearray) -> None:
    data[data.find(b"PK\1\2") + 6] = 200


def no_name(data: bytearray) -> None:
    at = data.find(b"PK\1\2")
    data[at + 9] |= 8
    data[at + 46] = 0xFF


def no_header(data: bytearray) -> None:
    data[:4] = b"XXXX"


def another_name(data: bytearray) -> None:
    data[30] = ord("q")


def content(data: bytearray) -> None:
    data[40:60] = b"\xff" * 20


@pytest.mark.parametrize(
    "change", [encrypted, unknown_method, unknown_version, no_name, no_header, another_name, content]
)
def test_a_zip_that_cannot_be_read_is_a_broken_archive(change: Callable[[bytearray], None]) -> None:
    """Whatever the standard library calls it."""
    data = archive()
    change(data)
    pieces = iter((bytes(data), b""))
    found = unarchive(lambda: next(pieces), ".zip")

    with pytest.raises(BrokenArchive):
        while (member := found.next()) is not None:
            while member.receive():
                pass
    found.close()
