"""What each recorded exchange is to the specification.

`spec`: it is one of our operations; request, answers and redirects validate. Where `malformed` says why, the request
is wrong by design and must not validate; its answers must.
`shape`: path, method, action or `what` are nobody's; only status and form of an error are checked.
`outside`: a surface that the specification does not have yet, or an exchange that is no evidence.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final, Literal, TypeAlias

from attrs import frozen

from tests.spec.recordings import FILES, Record

FILE: Final = Path(__file__).with_name("manifest.json")

Kind: TypeAlias = Literal["spec", "shape", "outside"]

KINDS: Final[tuple[Kind, ...]] = ("spec", "shape", "outside")


@frozen
class Entry:
    """The class of one record, and the reason."""

    kind: Kind
    operation: str = ""
    """Id of the operation; of class `spec` only."""
    malformed: str = ""
    """Why the request is wrong; of class `spec` only."""
    reason: str = ""
    """Of the other classes."""


@cache
def load() -> Mapping[str, Mapping[str, Entry]]:
    """File -> id of a record -> its entry."""
    raw = json.loads(FILE.read_text("utf-8"))
    return MappingProxyType(
        {file: {id: _entry(fields) for id, fields in entries.items()} for file, entries in raw.items()}
    )


def entry_of(record: Record) -> Entry:
    """The entry of one record; `KeyError` if it has none."""
    return load()[record.file][record.id]


def counts() -> dict[str, Counter[str]]:
    """By file: how many records of each class, and how many of class `spec` are malformed."""
    return {file: Counter(_columns(load()[file])) for file in FILES}


def table() -> str:
    """The counts as a Markdown table, files and their sum."""
    columns = ("records", *KINDS, "malformed")
    by_file = counts()
    rows = [(f"`{file}`", by_file[file]) for file in FILES]
    rows.append(("all", sum(by_file.values(), Counter())))
    lines = ["| file | " + " | ".join(columns) + " |", "|---|" + "--:|" * len(columns)]
    lines += [f"| {name} | " + " | ".join(str(count[column]) for column in columns) + " |" for name, count in rows]
    return "\n".join(lines) + "\n"


def _columns(entries: Mapping[str, Entry]) -> list[str]:
    found: list[str] = []
    for entry in entries.values():
        found += ["records", entry.kind] + (["malformed"] if entry.malformed else [])
    return found


def _entry(fields: dict[str, str]) -> Entry:
    kinds: dict[str, Kind] = {kind: kind for kind in KINDS}
    words = {name: text for name, text in fields.items() if name != "class"}
    return Entry(kinds[fields["class"]], **words)


if __name__ == "__main__":
    sys.stdout.write(table())
