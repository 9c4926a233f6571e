"""The table of features, and the table of the README that is written from the same rows."""

from __future__ import annotations

from pathlib import Path

import pytest

from openapi.codegen import features
from openapi.codegen.source import Sources

ROW = '[[row]]\nsection = "1D"\nfeature = "Make a bucket"\ntests = ["tests/test_a.py::test_one"]\n'
README = f"# x\n\n{features.BEGIN}\nold\n{features.END}\nrest\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project with one test and one row."""
    for name, text in {
        "docs/features/a.toml": ROW,
        "tests/test_a.py": "def test_one(): ...\n",
        "README.md": README,
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


def _read(root: Path) -> tuple[list[features.Row], list[str]]:
    rows, problems = features.read(root, Sources(root, {}))
    return rows, [str(problem) for problem in problems]


def test_a_row_is_in_the_page_with_its_test(root: Path) -> None:
    """Under the title of its section."""
    rows, problems = _read(root)
    page = features.page(rows)

    assert [] == problems
    assert "## Buckets" in page
    assert "| Make a bucket | `test_a.py::test_one` |" in page


def test_the_readme_gets_the_rows_between_its_marks(root: Path) -> None:
    """What stands before and after stays."""
    written, problems = features.readme(root, _read(root)[0])

    assert [] == problems
    assert written is not None
    text = written.decode()
    assert text.startswith(f"# x\n\n{features.BEGIN}\n|")
    assert "| Buckets | Make a bucket |" in text
    assert "old" not in text
    assert text.endswith(f"{features.END}\nrest\n")


def test_what_others_do_is_on_the_page_alone(root: Path) -> None:
    """The README tells what is here."""
    trap = ROW.replace("1D", "T").replace("Make a bucket", "T1: parts")
    (root / "docs/features/b.toml").write_text(trap)
    rows, problems = _read(root)
    written, _ = features.readme(root, rows)

    assert [] == problems
    assert "| T1: parts | `test_a.py::test_one` |" in features.page(rows)
    assert written is not None
    assert "T1" not in written.decode()


def test_a_readme_without_marks_is_a_problem(root: Path) -> None:
    """Nothing is written over."""
    (root / "README.md").write_text("# x\n")

    written, problems = features.readme(root, _read(root)[0])

    assert written is None
    assert 1 == len(problems)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (ROW.replace("test_one", "test_two"), "is no test"),
        (ROW.replace("test_a.py", "test_b.py"), "is no test"),
        (ROW.replace("1D", "9Z"), "of section '9Z'"),
        (ROW.replace('["tests/test_a.py::test_one"]', "[]"), "has no tests"),
        (ROW.replace("feature", "what"), "is not a list of rows"),
        ("[[row", "is not a list of rows"),
        ("x = 1\n", "is not a list of rows"),
    ],
)
def test_a_wrong_row_is_a_problem(root: Path, text: str, words: str) -> None:
    """A test that is not there above all."""
    (root / "docs/features/a.toml").write_text(text)

    assert any(words in problem for problem in _read(root)[1])
