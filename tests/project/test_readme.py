"""README.md is executed: every block, in an empty folder of its own, with a local cluster at AIS_ENDPOINT.

The first two blocks are lines for an empty shell, which install the package first: .ci/run executes them.
`python` blocks run as programs. In `console` blocks the lines that begin with `$ ` run one after another; what stands
between them must appear in their output, line by line and in order, where `...` stands for anything.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path

import pytest
from attrs import frozen

README = Path(__file__).parents[2] / "README.md"
LONGEST_README = 170
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@frozen
class Block:
    """One fenced block of a page."""

    line: int
    language: str
    text: str

    @property
    def id(self) -> str:
        return f"line {self.line}, {self.language or 'no language'}"


def blocks() -> list[Block]:
    """All blocks of README.md."""
    text = README.read_text()
    return [Block(text.count("\n", 0, match.start()) + 1, match[1], match[2]) for match in BLOCK.finditer(text)]


def run(command: list[str], folder: Path, endpoint: str) -> str:
    """What a command prints; the test fails with all of it if the command does."""
    scripts = sysconfig.get_path("scripts")
    environment = {
        **os.environ,
        "AIS_ENDPOINT": endpoint,
        "PATH": os.pathsep.join((scripts, os.environ["PATH"])),
        "PYTHONWARNINGS": "error",
    }
    done = subprocess.run(
        command,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=50,
    )
    assert 0 == done.returncode, f"{command}\n{done.stdout}"
    return done.stdout


def session(text: str) -> Iterator[tuple[str, list[str]]]:
    """Each command of a console block, and the lines shown after it."""
    for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        command, _, shown = part.partition("\n")
        yield command, [line for line in shown.splitlines() if line.strip()]


def appears(shown: list[str], printed: str) -> bool:
    """Whether the lines appear in what was printed, in order; `...` stands for anything."""
    lines = (re.escape(line.strip()).replace(r"\.\.\.", ".*") for line in shown if line.strip() != "...")
    return re.search(".*".join(lines), printed, re.DOTALL) is not None


@pytest.mark.parametrize("block", blocks()[2:], ids=lambda block: block.id)
def test_block_runs(block: Block, tmp_path: Path, cluster_endpoint: str) -> None:
    """A program ends with success; a command does, and prints what the page shows."""
    if block.language == "python":
        run([sys.executable, "-c", block.text], tmp_path, cluster_endpoint)
    for command, shown in session(block.text):
        printed = run(["bash", "-euo", "pipefail", "-c", command], tmp_path, cluster_endpoint)
        assert appears(shown, printed), f"{command}\n{printed}"


def test_the_two_lines_for_an_empty_shell_come_first() -> None:
    """One line runs the demo, one the tests."""
    demo, tests = (block.text.splitlines() for block in blocks()[:2])

    assert [1, 1] == [len(demo), len(tests)]
    assert demo[0].startswith("python3 -m venv ")
    assert demo[0].endswith("aisx demo")
    assert tests[0].startswith("python3 -m venv ")
    assert tests[0].endswith("tox p -o")


def test_every_block_is_executed_by_somebody() -> None:
    """A block in another language, or a command without `$ `, would be shown and never run."""
    shown = blocks()[2:]

    assert [] == [block.id for block in shown if block.language not in ("python", "console")]
    assert [] == [block.id for block in shown if block.language == "console" and not block.text.startswith("$ ")]


def test_readme_fits() -> None:
    """At most 150 lines."""
    assert len(README.read_text().splitlines()) <= LONGEST_README
