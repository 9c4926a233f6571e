"""Folders of sources become folders of twins, file for file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from openapi.codegen import pairs

SOURCE = "aistore_hl/_async/thing.py"


def project(root: Path, files: Mapping[str, str]) -> Path:
    for name, text in files.items():
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    return root


def test_every_source_has_a_twin_that_says_where_it_came_from(tmp_path: Path) -> None:
    """Of the package, and of the tests."""
    tests = "tests/conformance/_async/deep/test_thing.py"
    root = project(tmp_path, {SOURCE: "async def f() -> None: ...\n", tests: "async def test_f() -> None: ...\n"})

    tree, problems = pairs.write(root, names={})

    assert [] == problems
    assert {
        "aistore_hl/_sync/thing.py": b"# Written by codegen.py from aistore_hl/_async/thing.py; do not edit.\n"
        b"def f() -> None: ...\n",
        "tests/conformance/_sync/deep/test_thing.py": b"# Written by codegen.py from "
        b"tests/conformance/_async/deep/test_thing.py; do not edit.\ndef test_f() -> None: ...\n",
    } == tree.files


def test_imports_are_sorted_by_their_new_names_and_named_once(tmp_path: Path) -> None:
    """Linters find nothing to complain of in a twin."""
    imports = "from collections.abc import AsyncIterator, Callable, Iterator\n\nfrom .b import AsyncZebra, Lion\n"
    use = "\nx: AsyncIterator[AsyncZebra] | Callable[[], Lion] | Iterator[str]\n"
    root = project(tmp_path, {SOURCE: imports + use})

    tree, _ = pairs.write(root, names={"AsyncZebra": "Ant"})

    expected = "from collections.abc import Callable, Iterator\n\nfrom .b import Ant, Lion\n"
    assert expected in tree.files["aistore_hl/_sync/thing.py"].decode()


def test_a_rename_that_no_source_uses_is_an_error(tmp_path: Path) -> None:
    """A table keeps growing unless something says what is no longer needed."""
    root = project(tmp_path, {SOURCE: "x: AsyncUsed\n"})

    _, problems = pairs.write(root, names={"AsyncUsed": "Used", "AsyncIdle": "Idle"})

    assert ["openapi/codegen/renames.py: AsyncIdle is in no source; remove the line"] == list(map(str, problems))


def test_a_project_without_sources_is_in_order(tmp_path: Path) -> None:
    """There is nothing yet to use the names in."""
    tree, problems = pairs.write(tmp_path)

    assert [] == problems
    assert {} == tree.files


def test_a_source_with_a_problem_leaves_its_twin_alone(tmp_path: Path) -> None:
    """The twin on the disk is neither overwritten with half of it nor taken for an orphan."""
    root = project(tmp_path, {SOURCE: "x = AsyncUnknown\n", "aistore_hl/_sync/thing.py": "old = 1\n"})

    tree, problems = pairs.write(root, names={})

    assert [f"{SOURCE}:1"] == [problem.place for problem in problems]
    assert [] == tree.differences(root)


def test_a_twin_that_is_not_python_is_told_with_its_line(tmp_path: Path) -> None:
    """Two arguments that get the same name, for instance."""
    root = project(tmp_path, {SOURCE: "\ndef f(aiter, iter): ...\n"})

    _, problems = pairs.write(root, names={})

    assert [f"{SOURCE}:2: its twin is not Python: duplicate argument 'iter' in function definition; "] == [
        str(problem).partition("write it")[0] for problem in problems
    ]
