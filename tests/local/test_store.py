"""The table of names of one bucket at one target."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aistore_hl.local.store import ObjectTable, Store, StoredObject, successor

_NAMES = st.lists(st.binary(min_size=1, max_size=4), max_size=30)


def _table(names: list[bytes]) -> ObjectTable:
    table = ObjectTable()
    for name in names:
        table.put(name, StoredObject(name, None, 1, {}))
    return table


@given(_NAMES, st.binary(max_size=2), st.binary(max_size=3))
def test_a_span_is_what_a_filter_finds(names: list[bytes], prefix: bytes, after: bytes) -> None:
    """Names with the prefix that come after, in byte order."""
    expected = sorted({name for name in names if name.startswith(prefix) and name > after})

    assert expected == list(_table(names).span(prefix, after))


@pytest.mark.parametrize(("prefix", "after"), [(b"a", b"b"), (b"a\xff", b"b"), (b"\xff", None), (b"", None)])
def test_what_comes_after_a_prefix(prefix: bytes, after: bytes | None) -> None:
    """The last byte that can grow does."""
    assert after == successor(prefix)


def test_names_follow_changes() -> None:
    """After a put and after a pop, and not after a new version of what was there."""
    table = _table([b"b", b"a"])
    before = table.names()
    table.put(b"a", StoredObject(b"xx", None, 2, {}))

    assert before is table.names()
    assert [b"a", b"b"] == before
    table.put(b"0", StoredObject(b"", None, 1, {}))
    assert table.pop(b"b") is not None
    assert table.pop(b"b") is None
    assert [b"0", b"a"] == table.names()
    assert (2, 2) == (len(table), table.size())


def test_a_dropped_bucket_begins_empty() -> None:
    """And the others stay."""
    store = Store()
    store.table(1).put(b"o", StoredObject(b"xyz", None, 1, {}))
    store.table(2).put(b"o", StoredObject(b"xyz", None, 1, {}))
    store.drop(1)
    store.drop(1)

    assert ([2], 3, 0) == ([number for number, _ in store.tables()], store.size(), len(store.table(1)))
