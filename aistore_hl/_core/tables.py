"""Listings as tables: of pandas and of Arrow, where those are installed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final

from .errors import InvalidName, MissingExtra
from .listing import ObjectEntry

if TYPE_CHECKING:
    import pandas
    import pyarrow

_FIELDS: Final[Mapping[str, tuple[str, ...]]] = {
    "name": ("name",),
    "size": ("size",),
    "checksum": ("checksum",),
    "atime": ("atime",),
    "version": ("version",),
    "location": ("location",),
    "custom": ("custom",),
    "copies": ("copies",),
    "cached": ("is_present",),
    "status": ("status",),
    "chunked": ("is_chunked",),
}
"""Property that was asked for -> the fields of an entry that it fills."""


def columns(props: Iterable[str]) -> tuple[str, ...]:
    """The fields of an entry that the properties fill."""
    return tuple(field for prop in props for field in _FIELDS.get(prop, ()))


class ArrowColumns:
    """An Arrow table, made page by page."""

    def __init__(self, props: Iterable[str]) -> None:
        """Raises:
        MissingExtra: pyarrow is not installed.
        """
        try:
            import pyarrow
        except ImportError as exc:
            raise MissingExtra("an Arrow table needs pyarrow: pip install 'aistore-hl[arrow]'") from exc

        self._arrow = pyarrow
        types: dict[str, Any] = {
            "size": pyarrow.int64(),
            "copies": pyarrow.int16(),
            "status": pyarrow.int8(),
            "is_present": pyarrow.bool_(),
            "is_chunked": pyarrow.bool_(),
            "atime": pyarrow.timestamp("ns", tz="UTC"),
        }
        self._schema = pyarrow.schema([(name, types.get(name, pyarrow.string())) for name in columns(props)])
        self._batches: list[Any] = []  # Any: the stubs of pyarrow call it by several names

    def add(self, entries: Iterable[ObjectEntry]) -> None:
        """Append the entries of a page.

        Raises:
            InvalidName: a name is not UTF-8: Arrow has no such text.
        """
        rows = list(entries)
        try:
            arrays = [
                self._arrow.array([getattr(row, field.name) for row in rows], type=field.type) for field in self._schema
            ]
        except UnicodeEncodeError as exc:
            raise InvalidName(f"{exc.object!r} is not UTF-8: a table cannot hold it; use to_list") from exc
        self._batches.append(self._arrow.record_batch(arrays, schema=self._schema))

    def table(self) -> pyarrow.Table:
        """All of it."""
        return self._arrow.Table.from_batches(self._batches, schema=self._schema)


class PandasColumns:
    """A table of pandas, made page by page."""

    def __init__(self, props: Iterable[str]) -> None:
        """Raises:
        MissingExtra: pandas is not installed.
        """
        try:
            import pandas
        except ImportError as exc:
            raise MissingExtra("a table of pandas needs pandas: pip install 'aistore-hl[pandas]'") from exc

        self._pandas = pandas
        self._columns: dict[str, list[Any]] = {name: [] for name in columns(props)}

    def add(self, entries: Iterable[ObjectEntry]) -> None:
        """Append the entries of a page."""
        rows = list(entries)
        for name, values in self._columns.items():
            values.extend(getattr(row, name) for row in rows)

    def table(self) -> pandas.DataFrame:
        """All of it. Names that are not UTF-8 are kept, as objects of Python."""
        series = self._pandas.Series
        data = {}
        for name, values in self._columns.items():
            if name == "atime":
                data[name] = series(values, dtype="datetime64[ns, UTC]")
            elif name in ("size", "copies", "status", "is_present", "is_chunked"):
                data[name] = series(values, dtype="bool" if name.startswith("is_") else "int64")
            else:
                data[name] = series(values, dtype=object if _is_odd(values) else "str")
        found: pandas.DataFrame = self._pandas.DataFrame(data)
        return found


def _is_odd(texts: Iterable[str]) -> bool:
    """Whether one of them is not UTF-8."""
    return any(not text.isascii() and any("\ud800" <= letter <= "\udfff" for letter in text) for text in texts)
