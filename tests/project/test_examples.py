"""Every file in examples/ runs, as a program of its own, on the local cluster."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.py"))


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_example_runs(example: Path, tmp_path: Path, cluster_endpoint: str) -> None:
    """It takes the cluster from AIS_ENDPOINT, needs nothing else, and leaves with success."""
    done = subprocess.run(
        [sys.executable, "-W", "error", str(example)],
        cwd=tmp_path,
        env={**os.environ, "AIS_ENDPOINT": cluster_endpoint},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=50,
    )

    assert 0 == done.returncode, done.stdout


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_example_says_what_it_shows(example: Path) -> None:
    """Its docstring is its title."""
    assert ast.get_docstring(ast.parse(example.read_text()))
