"""pytest as its users run it: in a folder of its own, in a process of its own."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest
from attrs import frozen


@frozen
class Run:
    """What one run of pytest came to."""

    code: int
    shown: str

    @property
    def outcomes(self) -> dict[str, int]:
        """How many tests ended how, by pytest's words."""
        lines = [line for line in self.shown.splitlines() if re.search(r" in \d+\.\d+s", line)]
        assert lines, self.shown
        return {word.rstrip("s"): int(count) for count, word in re.findall(r"(\d+) ([a-z]+)", lines[-1])}


Pytest = Callable[..., Run]


@pytest.fixture
def run_pytest(tmp_path: Path) -> Pytest:
    """Run tests, given as the text of one file, with arguments and settings."""

    def run(tests: str, *arguments: str, ini: str = "", **settings: str) -> Run:
        (tmp_path / "test_it.py").write_text(dedent(tests))
        (tmp_path / "pytest.ini").write_text(f"[pytest]\nfilterwarnings = error\n{dedent(ini)}")
        environment = {name: value for name, value in os.environ.items() if not name.startswith(("AIS_", "PYTEST_"))}
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *arguments],
            cwd=tmp_path,
            env={**environment, **settings},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=50,
        )
        return Run(done.returncode, done.stdout)

    return run
