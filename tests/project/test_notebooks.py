"""Every notebook in examples/ runs from its first cell to its last in a fresh interpreter, and is kept without results.

In Jupyter itself it runs in tests/torch.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

NOTEBOOKS = sorted((Path(__file__).parents[2] / "examples").glob("*.ipynb"))


def cells(notebook: Path, kind: str) -> list[dict[str, Any]]:
    return [cell for cell in json.loads(notebook.read_text())["cells"] if cell["cell_type"] == kind]


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_runs(notebook: Path, tmp_path: Path) -> None:
    """Cell after cell, without a cluster or a setting from outside."""
    program = tmp_path / "program.py"
    program.write_text("\n".join("".join(cell["source"]) for cell in cells(notebook, "code")))
    done = subprocess.run(
        [sys.executable, "-W", "error", str(program)],
        cwd=tmp_path,
        env={name: value for name, value in os.environ.items() if not name.startswith("AIS_")},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=50,
    )

    assert 0 == done.returncode, done.stdout


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_is_kept_without_results(notebook: Path) -> None:
    """So that a change of it is a change of what it says."""
    assert [] == [cell["id"] for cell in cells(notebook, "code") if cell["outputs"] or cell["execution_count"]]


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_begins_with_a_title_and_a_cluster(notebook: Path) -> None:
    """Its first cell says what it shows, and the first that runs starts the cluster."""
    assert cells(notebook, "markdown")[0]["source"][0].startswith("# ")
    assert "LocalCluster(" in "".join(cells(notebook, "code")[0]["source"])


def test_there_is_a_notebook() -> None:
    """Or the tests above say nothing."""
    assert NOTEBOOKS
