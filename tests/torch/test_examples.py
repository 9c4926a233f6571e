"""The examples that need torch, as programs of their own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from aistore_hl.local import LocalCluster

EXAMPLES = sorted((Path(__file__).parents[2] / "examples/training").glob("*.py"))


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_example_runs(example: Path, tmp_path: Path, local: LocalCluster) -> None:
    """It takes the cluster from AIS_ENDPOINT, and leaves with success."""
    done = subprocess.run(
        [sys.executable, "-W", "error", str(example)],
        cwd=tmp_path,
        env={**os.environ, "AIS_ENDPOINT": local.endpoint},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=120,
    )

    assert 0 == done.returncode, done.stdout


def test_there_are_examples() -> None:
    """Or the test above says nothing."""
    assert EXAMPLES
