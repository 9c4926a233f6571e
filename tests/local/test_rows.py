"""Rows of inventories, in the chunks in which AIS keeps them."""

from __future__ import annotations

import pytest

from aistore_hl.local.backend import Entry
from aistore_hl.local.rows import Row, chunk, unpacked

ENTRIES = (
    Entry(b"a", 1, "cs", "at", "2", "t[x]", "[k:v]", flags=64),
    Entry(b"b\xff", 0),
    Entry(b"c" * 300, 1 << 40, flags=64),
)


def test_the_size_of_a_chunk_is_that_of_ais() -> None:
    """Of the same two names: 57 bytes. Source: recorded on AIS 5.0 (02r nbi-sys)"""
    rows = [Row.of(Entry(name, size, flags=64)) for name, size in ((b"dir/f2", 10), (b"o5", 15))]

    assert 57 == len(chunk(rows))


@pytest.mark.parametrize("count", [1, 2, 3], ids=str)
def test_rows_are_found_again_in_their_chunks(count: int) -> None:
    """With all that was told of them, whatever the names are made of."""
    rows = [Row.of(entry) for entry in ENTRIES]
    chunks = [chunk(rows[at : at + count]) for at in range(0, len(rows), count)]

    assert list(ENTRIES) == [row.entry() for row in unpacked(b"".join(chunks), [len(each) for each in chunks])]
