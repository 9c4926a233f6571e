"""The programs that are run: their exact versions, and ruff over text that was written."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

from openapi.codegen.errors import Problem, Refused

PINS: Final = {"openapi-python-client": "0.29.1", "ruff": "0.17.5"}
"""Exact: 24 templates of the generator changed between 0.29.0 and 0.29.1, and formatting changes with ruff's minors."""

_COMMON: Final = ("--no-cache", "--quiet", "--isolated", "--target-version=py311", "--line-length=120")
"""Not the settings of the project: what is written must not change with them."""


def check_versions(pins: Mapping[str, str] = PINS) -> None:
    """Does nothing if the pinned tools are installed.

    Raises:
        Refused: another version is, or none.
    """
    problems = []
    for name, wanted in pins.items():
        try:
            found = version(name)
        except PackageNotFoundError:
            found = "none"
        if found != wanted:
            remedy = f"pip install {name}=={wanted}"
            problems.append(Problem("codegen.py", f"needs {name} {wanted}, {found} is installed", remedy))
    if problems:
        raise Refused(problems)


def run(arguments: Sequence[str | Path], *, cwd: Path) -> None:
    """Runs a module of this Python; its output is shown only when it fails.

    Raises:
        Refused: it failed.
    """
    # -P: a `types.py` in the working directory would be taken for Python's own.
    command = [sys.executable, "-P", "-m", *arguments]
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    if done.returncode:
        said = (done.stdout + done.stderr).strip()
        raise Refused([Problem(str(arguments[0]), f"failed: {said}", "see what it says")])


def tidy(folder: Path) -> None:
    """Sorts and drops imports, then formats, every Python file below `folder`."""
    # UP017 would write `datetime.UTC` where the generator imports `datetime` in another way.
    run(["ruff", "check", folder, *_COMMON, "--fix-only", "--select=F401,I,UP", "--ignore=UP017"], cwd=folder.parent)
    run(["ruff", "format", folder, *_COMMON], cwd=folder.parent)


def sort_imports(folder: Path) -> None:
    """Sorts imports in every Python file below `folder`; the rest of their layout stays."""
    ours = "lint.isort.known-first-party=['aistore_api', 'aistore_hl']"
    run(["ruff", "check", folder, *_COMMON, "--fix-only", "--select=I", "--config", ours], cwd=folder.parent)
