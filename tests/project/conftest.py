"""What the tests of the repository about itself share: where it is, and which files are of whose hand."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
WRITTEN = ("generated", "_sync")
"""Folders that codegen.py writes."""


@pytest.fixture(scope="session")
def root() -> Path:
    """The folder of the repository."""
    return ROOT


@pytest.fixture(scope="session")
def sources(root: Path) -> list[Path]:
    """Every Python file written by hand."""
    folders = ("aistore_hl", "bench", "examples", "openapi", "tests")
    found = [path for folder in folders for path in (root / folder).rglob("*.py")]
    return sorted(
        path for path in [root / "codegen.py", *found] if not set(WRITTEN) & set(path.relative_to(root).parts)
    )


@pytest.fixture(scope="session")
def pages(root: Path) -> list[Path]:
    """Every page for readers."""
    return sorted([*root.glob("*.md"), *(root / "docs").rglob("*.md"), *(root / "changes").glob("*.md")])


@pytest.fixture(scope="session")
def cluster_endpoint() -> Iterator[str]:
    """Where programs of other processes find a local cluster."""
    from aistore_hl.local import LocalCluster

    with LocalCluster(targets=3) as running:
        yield running.endpoint
