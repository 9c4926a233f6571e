"""What can be done, with the tests that show it: `docs/features`, as a page and as a table of the README."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from attrs import frozen

from openapi.codegen import tables
from openapi.codegen.errors import Problem
from openapi.codegen.source import Sources

FOLDER: Final = "docs/features"
README: Final = "README.md"
BEGIN: Final = "<!-- features: written by codegen.py from docs/features -->"
END: Final = "<!-- end of features -->"
SECTIONS: Final = {
    "1A": "Client and transport",
    "1B": "Errors",
    "1C": "Cluster",
    "1D": "Buckets",
    "1E": "Listing",
    "1F": "Reading objects",
    "1G": "Writing objects",
    "1H": "Groups of objects",
    "1I": "Batches",
    "1J": "Jobs",
    "1K": "ETL",
    "1L": "Servers for transformers",
    "1M": "PyTorch",
    "1N": "The API of 2022",
    "1O": "More of AIS",
    "2": "Where aistore 2.0.0 falls short",
    "3": "What aistore 2.0.0 asks of a server",
    "L": "Two older pages, line by line: the README of 2022, and the one on ETL web servers",
    "T": "Traps of AIS 5.0, and what comes of them here",
}
"""The sections, in the order of the page."""
_ON_THE_PAGE_ALONE: Final = frozenset(("2", "3", "L", "T"))
"""They say what others do, which the README leaves to the page."""


@frozen
class Row:
    """One thing that can be done."""

    section: str
    feature: str
    tests: tuple[str, ...]
    """As pytest names them."""
    file: str


def read(root: Path, sources: Sources) -> tuple[list[Row], list[Problem]]:
    """All rows, in the order of sections and files, and what is wrong with them."""
    rows: list[Row] = []
    problems: list[Problem] = []
    for file in sorted((root / FOLDER).glob("*.toml")):
        name = file.relative_to(root).as_posix()
        try:
            rows += [_row(item, name) for item in tomllib.loads(file.read_text("utf-8"))["row"]]
        except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as exc:
            what = f"is not a list of rows: {exc}"
            problems.append(Problem(name, what, "write [[row]] with section, feature and tests"))
    problems += [problem for row in rows for problem in _problems(row, sources)]
    order = list(SECTIONS)
    return sorted((row for row in rows if row.section in SECTIONS), key=lambda row: order.index(row.section)), problems


def page(rows: list[Row]) -> str:
    """Every feature with its tests."""
    if not rows:
        return ""
    lines = [
        "# Features",
        "",
        "Each has tests by name that show it, here and on a real AIS where they say `conformance`.",
        "",
    ]
    for section, found in _by_section(rows):
        cells = ((row.feature, "<br>".join(f"`{test.removeprefix('tests/')}`" for test in row.tests)) for row in found)
        lines += [f"## {SECTIONS[section]}", "", *tables.table(("Feature", "Tests"), cells), ""]
    return tables.page(lines)


def readme(root: Path, rows: list[Row]) -> tuple[bytes | None, list[Problem]]:
    """The README with its table brought up to date; `None` where there is no README, or no place for it."""
    file = root / README
    if not rows or not file.is_file():
        return None, []
    text = file.read_text("utf-8")
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        return None, [Problem(README, f"has no {BEGIN} ... {END}", "put both where the table belongs")]
    told = [row for row in rows if row.section not in _ON_THE_PAGE_ALONE]
    cells = ((SECTIONS[section], "; ".join(row.feature for row in found)) for section, found in _by_section(told))
    written = "\n".join(tables.table(("", "What is there"), cells))
    return f"{before}{begin}\n{written}\n{end}{after}".encode(), []


def _by_section(rows: list[Row]) -> Iterator[tuple[str, list[Row]]]:
    for section in SECTIONS:
        if found := [row for row in rows if row.section == section]:
            yield section, found


def _row(item: dict[str, object], file: str) -> Row:
    tests = item["tests"]
    if not isinstance(tests, list) or set(item) != {"section", "feature", "tests"}:
        raise ValueError(f"{sorted(item)}")
    return Row(str(item["section"]), str(item["feature"]), tuple(map(str, tests)), file)


def _problems(row: Row, sources: Sources) -> Iterator[Problem]:
    place = f"{row.file}: {row.feature}"
    if row.section not in SECTIONS:
        yield Problem(place, f"is of section {row.section!r}", f"write one of {', '.join(SECTIONS)}")
    if not row.tests:
        yield Problem(place, "has no tests", "name one that shows it")
    for test in row.tests:
        path, _, name = test.partition("::")
        module = sources.module(path)
        found = _tests(module) if module else set()
        if name.partition("[")[0] not in found:
            yield Problem(place, f"{test} is no test", "name one that is")


def _tests(module: ast.Module) -> set[str]:
    """Names of functions where pytest looks for them: at the top level, and in classes."""
    bodies = [module.body, *(node.body for node in module.body if isinstance(node, ast.ClassDef))]
    return {
        node.name
        for body in bodies
        for node in body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_")
    }
