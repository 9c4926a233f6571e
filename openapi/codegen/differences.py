"""What the local cluster does otherwise than AIS, as data for the page and for the test of it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, TypeAlias

from attrs import frozen
from ruamel.yaml import YAML

from openapi.codegen.errors import Problem, Refused

PLACE: Final = "tests/data/local/differences.yaml"

Records: TypeAlias = Mapping[str, tuple[str, ...]]
"""Ids of recorded exchanges, by the file that they are in."""


@frozen
class Difference:
    """One thing that the two do not do alike."""

    what: str
    ais: str
    local: str
    why: str
    records: Records
    """Recorded exchanges that meet it; none where it was found without."""
    quirk: str = ""
    """The fault of AIS that a cluster with quirks has, so that they are alike; empty where there is none."""

    @property
    def count(self) -> int:
        """How many exchanges meet it."""
        return sum(map(len, self.records.values()))


@frozen
class Differences:
    """All that is known of it."""

    rows: tuple[Difference, ...]
    recorded: int
    """Exchanges in all recordings."""
    not_built: Mapping[str, int]
    """How many of them are answered with 501, by file."""
    not_compared: Records

    def by_record(self, *, with_quirks: bool = False) -> dict[str, set[str]]:
        """By file, the recorded exchanges that need not be answered as recorded; without those that are not built."""
        found: dict[str, set[str]] = {file: set() for file in self.not_built}
        rows = (row.records for row in self.rows if not (with_quirks and row.quirk))
        for records in (self.not_compared, *rows):
            for file, names in records.items():
                found.setdefault(file, set()).update(names)
        return found

    def alike(self, *, with_quirks: bool = False) -> int:
        """How many exchanges are answered as recorded."""
        others = self.by_record(with_quirks=with_quirks).values()
        return self.recorded - sum(self.not_built.values()) - sum(map(len, others))


def read(root: Path) -> Differences | None:
    """The list of the project at `root`; `None` if it has none.

    Raises:
        Refused: it has another form.
    """
    file = root / PLACE
    if not file.is_file():
        return None
    try:
        document = YAML(typ="safe").load(file.read_text("utf-8"))
        return Differences(
            tuple(_row(**row) for row in document["differences"]),
            int(document["recorded"]),
            {name: int(count) for name, count in document["not_built"].items()},
            _records(document["not_compared"]),
        )
    except (KeyError, TypeError, AttributeError) as exc:
        raise Refused([Problem(PLACE, f"has another form: {exc}", "give every row what, ais, local and why")]) from exc


def _row(
    *, what: str, ais: Any, local: Any, why: str, quirk: str = "", records: Mapping[str, list[str]] | None = None
) -> Difference:
    # A bare status is a number to YAML.
    return Difference(what, str(ais), str(local), why, _records(records or {}), quirk)


def _records(found: Mapping[str, list[str]]) -> Records:
    return {file: tuple(names) for file, names in found.items()}
