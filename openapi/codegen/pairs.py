"""The folders that are written from other folders, as files."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from openapi.codegen import renames, twins
from openapi.codegen.errors import Problem
from openapi.codegen.tools import sort_imports
from openapi.codegen.tree import Tree

FOLDERS: Final = {
    "aistore_hl/_async": "aistore_hl/_sync",
    "aistore_hl/etlserver/_async": "aistore_hl/etlserver/_sync",
    "tests/conformance/_async": "tests/conformance/_sync",
    "tests/etl/_async": "tests/etl/_sync",
    "tests/faults/_async": "tests/faults/_sync",
}
"""Source -> what is written from it, file for file."""


def write(
    root: Path, *, language: Mapping[str, str] = renames.LANGUAGE, names: Mapping[str, str] = renames.NAMES
) -> tuple[Tree, list[Problem]]:
    """The sync twins of the project at `root`, and what is wrong with their sources.

    A source with a problem has no twin in the tree.
    """
    files: dict[str, str] = {}
    problems: list[Problem] = []
    used: set[str] = set()
    sources = {path: text for folder in FOLDERS for path, text in _sources(root, folder).items()}
    for path, text in sources.items():
        twin = twins.convert(text, path, {**language, **names})
        used |= twin.used
        problems.extend(twin.problems or _syntax(path, twin.text))
        files[_twin_path(path)] = f"# Written by codegen.py from {path}; do not edit.\n{twin.text}"
    # A project without async sources uses no name: nothing to complain of yet.
    unused = sorted(set(names) - used) if sources else []
    problems.extend(
        Problem("openapi/codegen/renames.py", f"{name} is in no source", "remove the line") for name in unused
    )
    broken = {_twin_path(problem.place.partition(":")[0]) for problem in problems}
    kept = {path: text for path, text in files.items() if path not in broken}
    return Tree(_sorted_imports(kept), tuple(FOLDERS.values()), frozenset(broken)), problems


def _sources(root: Path, folder: str) -> dict[str, str]:
    found = sorted((root / folder).rglob("*.py"))
    return {file.relative_to(root).as_posix(): file.read_text("utf-8") for file in found}


def _twin_path(path: str) -> str:
    for source, target in FOLDERS.items():
        if path.startswith(f"{source}/"):
            return target + path.removeprefix(source)
    return path


def _syntax(path: str, text: str) -> list[Problem]:
    try:
        compile(text, path, "exec", dont_inherit=True)
    except SyntaxError as exc:
        return [Problem(f"{path}:{exc.lineno}", f"its twin is not Python: {exc.msg}", "write it another way")]
    return []


def _sorted_imports(files: Mapping[str, str]) -> dict[str, bytes]:
    """Names have changed, so their order has: sorted again, and what has become one name is named once."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for path, text in files.items():
            file = folder / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(text.encode())
        sort_imports(folder)
        return {path: (folder / path).read_bytes() for path in files}
