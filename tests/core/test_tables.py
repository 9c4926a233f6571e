"""Listings as tables."""

from __future__ import annotations

import subprocess
import sys

import pytest

from aistore_hl._core.errors import InvalidName
from aistore_hl._core.listing import ALL_PROPS, ObjectEntry
from aistore_hl._core.tables import ArrowColumns, PandasColumns, columns

ENTRIES = [
    ObjectEntry("a", 1, "abc", "2026-11-26T12:00:00.000000001Z", "1", "t[x]:mp[/1]", "[k:v]", 2, 64),
    ObjectEntry("b", 2),
]


def test_columns_are_what_was_asked_for() -> None:
    """By the names that entries have."""
    assert ("name", "size", "is_present") == columns(["name", "size", "cached", "ec"])


def test_table_of_pandas() -> None:
    """With types, times included."""
    table = PandasColumns(ALL_PROPS)
    table.add(ENTRIES[:1])
    table.add(ENTRIES[1:])
    found = table.table()

    assert ["a", "b"] == list(found["name"])
    assert ("int64", "bool", "datetime64[ns, UTC]") == tuple(
        str(found[c].dtype) for c in ("size", "is_present", "atime")
    )
    assert [False, True] == list(found["atime"].isna())


def test_table_of_pandas_keeps_every_name() -> None:
    """Also one that is not UTF-8."""
    table = PandasColumns(["name"])
    table.add([ObjectEntry("\udcff")])

    assert ["\udcff"] == list(table.table()["name"])


def test_table_of_arrow() -> None:
    """With types, times included; a page at a time."""
    table = ArrowColumns(ALL_PROPS)
    table.add(ENTRIES[:1])
    table.add(ENTRIES[1:])
    found = table.table()

    assert [1, 2] == found["size"].to_pylist()
    assert ["int64", "bool", "timestamp[ns, tz=UTC]"] == [
        str(found.schema.field(name).type) for name in ("size", "is_present", "atime")
    ]
    assert [False, True] == [value is None for value in found["atime"].to_pylist()]


def test_empty_table_has_columns() -> None:
    """Of both kinds."""
    assert ["name", "size"] == ArrowColumns(["name", "size"]).table().column_names
    assert ["name", "size"] == list(PandasColumns(["name", "size"]).table().columns)


def test_arrow_has_no_name_that_is_not_utf_8() -> None:
    """It is said which."""
    with pytest.raises(InvalidName, match=r"udcff.*to_list"):
        ArrowColumns(["name"]).add([ObjectEntry("x\udcff")])


@pytest.mark.parametrize(("package", "kind"), [("pandas", "PandasColumns"), ("pyarrow", "ArrowColumns")])
def test_missing_package_names_the_extra(package: str, kind: str) -> None:
    """It says what to install."""
    program = f"""
import sys
sys.modules[{package!r}] = None
from aistore_hl._core.errors import MissingExtra
from aistore_hl._core.tables import {kind}
try:
    {kind}(["name"])
except MissingExtra as exc:
    print(exc)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert "pip install 'aistore-hl[" in done.stdout
