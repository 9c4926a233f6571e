"""README.md is executed: every block, in an empty folder of its own, with a local cluster at AIS_ENDPOINT.

`python` blocks run as programs. In `console` blocks the lines that begin with `$ ` run one after another; what stands
between them must appear in their output, line by line and in order, where `...` stands for anything.
`sh` blocks are the lines for an empty shell, which install the package first: .ci/run executes them.
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
LONGEST_README = 150
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


def blocks(*languages: str) -> list[Block]:
    """The blocks of README.md in these languages, or all."""
    if not README.exists():
        return []
    text = README.read_text()
    found = [Block(text.count("\n", 0, match.start()) + 1, match[1], match[2]) for match in BLOCK.finditer(text)]
    return [block for block in found if not languages or block.language in languages]


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


@pytest.mark.parametrize("block", blocks("python"), ids=lambda block: block.id)
def test_python_block_runs(block: Block, tmp_path: Path, cluster_endpoint: str) -> None:
    """A block is a whole program."""
    run([sys.executable, "-c", block.text], tmp_path, cluster_endpoint)


@pytest.mark.parametrize("block", blocks("console"), ids=lambda block: block.id)
def test_console_block_runs(block: Block, tmp_path: Path, cluster_endpoint: str) -> None:
    """Every command succeeds and prints what the page shows."""
    for command, shown in session(block.text):
        printed = run(["bash", "-euo", "pipefail", "-c", command], tmp_path, cluster_endpoint)
        assert appears(shown, printed), f"{command}\n{printed}"


def test_the_two_lines_for_an_empty_shell_come_first() -> None:
    """One line runs the demo, one the tests; .ci/run executes both."""
    first = blocks()[:2]

    assert ["sh", "sh"] == [block.language for block in first]
    assert [1, 1] == [len(block.text.splitlines()) for block in first]
    assert "aisx demo" in first[0].text
    assert "tox" in first[1].text


def test_every_block_is_executed_by_somebody() -> None:
    """A block in another language would be shown and never run."""
    assert [] == [block.id for block in blocks() if block.language not in ("python", "console", "sh")]


def test_readme_fits() -> None:
    """At most 150 lines."""
    assert len(README.read_text().splitlines()) <= LONGEST_README
