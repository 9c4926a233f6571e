"""How the sources are written, as far as a program can see it (CONTRIBUTING.md)."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

LONGEST_MODULE = 500
VAGUE = {"utils", "helpers", "common", "misc", "manager", "base"}
MACHINE = re.compile(r"/(?:home|Users|root)/\w|[A-Z]:\\\\Users")
MARKERS = re.compile(r"#\s*(?:TODO|FIXME|XXX|HACK)\b")


@pytest.fixture(scope="module")
def trees(sources: list[Path]) -> dict[Path, ast.Module]:
    """What is written, read once."""
    return {path: ast.parse(path.read_text()) for path in sources}


def imported(tree: ast.AST) -> Iterator[str]:
    """Full names of everything that a module imports."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_no_module_is_too_long(sources: list[Path]) -> None:
    """A module over 500 lines is two nouns."""
    lengths = {str(path): len(path.read_text().splitlines()) for path in sources}

    assert {} == {path: length for path, length in lengths.items() if length > LONGEST_MODULE}


def test_modules_are_named_after_a_noun(sources: list[Path]) -> None:
    """No module is called after the fact that somebody had nowhere to put things."""
    assert [] == [path for path in sources if path.stem.removeprefix("_") in VAGUE]


def test_modules_say_what_they_stand_for(trees: dict[Path, ast.Module]) -> None:
    """The first line of a module is a docstring."""
    assert [] == [path for path, tree in trees.items() if tree.body and not ast.get_docstring(tree)]


def test_nothing_is_mocked(trees: dict[Path, ast.Module]) -> None:
    """Tests send bytes over loopback or values into pure functions."""
    mocks = ("unittest.mock", "mock", "pytest_mock", "respx", "responses")
    found = {path: name for path, tree in trees.items() for name in imported(tree) if name.startswith(mocks)}

    assert {} == found


def test_our_code_is_not_patched_in_tests(sources: list[Path]) -> None:
    """A misbehaving cluster is `local.faults`, never a replaced function."""
    texts = {path: path.read_text() for path in sources if path != Path(__file__)}

    assert [] == [path for path, text in texts.items() if re.search(r"monkeypatch\.set(?:attr|item)\b", text)]


def naps(tree: ast.AST) -> Iterator[int]:
    """Lines that sleep, but for those in a loop, which ask for a condition in between."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.While | ast.AsyncFor | ast.For):
            continue
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ("time.sleep", "asyncio.sleep", "anyio.sleep"):
            yield from [node.lineno] if ast.unparse(node.args[0]) != "0" else []
        yield from naps(node)


def test_tests_do_not_sleep(trees: dict[Path, ast.Module], root: Path) -> None:
    """They wait for a condition with a deadline."""
    found = {str(path): list(naps(tree)) for path, tree in trees.items() if path.is_relative_to(root / "tests")}

    assert {} == {path: lines for path, lines in found.items() if lines}


def test_nothing_is_left_to_do(sources: list[Path]) -> None:
    """What is not built is absent."""
    texts = {path: path.read_text() for path in sources}

    assert [] == [path for path, text in texts.items() if MARKERS.search(text)]


def test_no_path_of_a_machine(sources: list[Path], pages: list[Path], root: Path) -> None:
    """Nothing names a folder that exists only where it was written."""
    settings = [root / name for name in ("pyproject.toml", "tox.ini", ".ci/run")]
    texts = {path: path.read_text() for path in [*sources, *pages, *settings] if path != Path(__file__)}

    assert {} == {path: found[0] for path, text in texts.items() if (found := MACHINE.search(text))}
