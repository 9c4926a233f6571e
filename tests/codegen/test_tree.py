"""Files as they should be, against files as they are."""

from __future__ import annotations

from pathlib import Path

import pytest

from openapi.codegen.tree import Tree

TREE = Tree({"made/a.py": b"a\n", "made/deep/b.py": b"b\n", "docs/c.md": b"c\n"}, ("made",))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    TREE.write(tmp_path)
    return tmp_path


def shown(root: Path) -> list[str]:
    return [str(difference) for difference in TREE.differences(root)]


def test_what_was_written_is_in_step(root: Path) -> None:
    """Nothing differs, and writing again changes nothing."""
    assert [] == shown(root)
    assert [] == TREE.write(root)


def test_every_kind_of_difference_is_told(root: Path) -> None:
    """Missing, stale and orphaned, by path."""
    (root / "made/a.py").unlink()
    (root / "made/deep/b.py").write_text("edited\n")
    (root / "made/deep/old.py").write_text("")
    (root / "docs/by_hand.md").write_text("")

    assert ["missing: made/a.py", "stale: made/deep/b.py", "orphan: made/deep/old.py"] == shown(root)


def test_writing_mends_every_difference(root: Path) -> None:
    """Orphans go, with folders that are empty then; what is written by hand beside them stays."""
    (root / "made/a.py").unlink()
    (root / "made/old").mkdir()
    (root / "made/old/c.py").write_text("")
    (root / "docs/by_hand.md").write_text("")

    TREE.write(root)

    assert [] == shown(root)
    assert not (root / "made/old").exists()
    assert (root / "docs/by_hand.md").exists()


def test_files_that_are_in_step_are_not_touched(root: Path) -> None:
    """Builds that look at times have nothing to do."""
    before = (root / "made/deep/b.py").stat().st_mtime_ns
    (root / "made/a.py").unlink()

    TREE.write(root)

    assert before == (root / "made/deep/b.py").stat().st_mtime_ns


def test_compiled_files_and_line_ends_do_not_count(root: Path) -> None:
    """Neither Python's caches nor a checkout on Windows are out of step."""
    (root / "made/__pycache__").mkdir()
    (root / "made/__pycache__/a.pyc").write_bytes(b"")
    (root / "made/a.py").write_bytes(b"a\r\n")

    assert [] == shown(root)
