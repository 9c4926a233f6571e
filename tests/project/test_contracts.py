"""The arrows of docs/design.md are enforced: kept as the tree stands, and a planted violation of each is caught."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PLANTS = {
    "a clock in a decision": ("aistore_hl/_core/retry.py", "import time", "aistore_hl._core.retry -> time"),
    "a socket in a decision": ("aistore_hl/_core/names.py", "import socket", "aistore_hl._core.names -> socket"),
    "a socket in the parser": ("aistore_hl/_wire/http1.py", "import socket", "aistore_hl._wire.http1 -> socket"),
    "httpx by way of an endpoint module": (
        "generated/aistore_api/api/health/get_health.py",
        "from ...client import Client as _",
        "aistore_api.api.health.get_health -> aistore_api.client",
    ),
    "httpx in a client": ("aistore_hl/_async/session.py", "import httpx", "aistore_hl._async.session -> httpx"),
    "the engine in the local cluster": (
        "aistore_hl/local/__main__.py",
        "from aistore_hl._wire import pool as _",
        "aistore_hl.local.__main__ -> aistore_hl._wire.pool",
    ),
    "the local cluster in the engine": (
        "aistore_hl/_wire/pool.py",
        "def planted():\n    from aistore_hl.local import node",
        "aistore_hl._wire.pool -> aistore_hl.local",
    ),
    "a client in a decision": (
        "aistore_hl/_core/smap.py",
        "from aistore_hl._async import client as _",
        "aistore_hl._core.smap -> aistore_hl._async.client",
    ),
    "one flavour in the other": (
        "aistore_hl/_async/bucket.py",
        "from aistore_hl._sync import bucket as _",
        "aistore_hl._async.bucket -> aistore_hl._sync.bucket",
    ),
    "the public names in an inner module": (
        "aistore_hl/_async/object.py",
        "from aistore_hl import ObjectNotFound as _",
        "aistore_hl._async.object -> aistore_hl ",
    ),
    "ours in the generated client": (
        "generated/aistore_api/errors.py",
        "import aistore_hl._core.errors as _",
        "aistore_api.errors -> aistore_hl._core.errors",
    ),
    "a private module in the command line": (
        "aistore_hl/cli/__init__.py",
        "from aistore_hl._core import names as _",
        "aistore_hl.cli -> aistore_hl._core.names",
    ),
    "a private module in the pytest plugin": (
        "aistore_hl/pytest_plugin.py",
        "from aistore_hl._sync import client as _",
        "aistore_hl.pytest_plugin -> aistore_hl._sync.client",
    ),
    "a socket in what a transformer decides": (
        "aistore_hl/etlserver/plan.py",
        "import socket",
        "aistore_hl.etlserver.plan -> socket",
    ),
    "the local cluster in a transformer": (
        "aistore_hl/etlserver/server.py",
        "from aistore_hl.local import control as _",
        "aistore_hl.etlserver.server -> aistore_hl.local",
    ),
    "a transformer in the local cluster": (
        "aistore_hl/local/journal.py",
        "from aistore_hl.etlserver import plan as _",
        "aistore_hl.local.journal -> aistore_hl.etlserver",
    ),
    "a framework in the server without one": (
        "aistore_hl/etlserver/threaded.py",
        "import flask as _",
        "aistore_hl.etlserver.threaded -> flask",
    ),
    "a WebSocket in what is asked without one": (
        "aistore_hl/local/etl/channel.py",
        "def planted():\n    import websockets",
        "aistore_hl.local.etl.channel -> websockets",
    ),
    "a web framework in a client": (
        "aistore_hl/_async/cluster.py",
        "import starlette",
        "aistore_hl._async.cluster -> starlette",
    ),
}


def lint(tree: Path) -> subprocess.CompletedProcess[str]:
    """import-linter's verdict on a copy of the tree; PYTHONPATH goes before what is installed."""
    path = os.pathsep.join((str(tree), str(tree / "generated")))
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"]
    return subprocess.run(
        [*command, "--no-cache"],
        cwd=tree,
        env={**os.environ, "PYTHONPATH": path, "NO_COLOR": "1", "COLUMNS": "300"},
        capture_output=True,
        text=True,
        timeout=50,
    )


@pytest.fixture
def tree(root: Path, tmp_path: Path) -> Path:
    """A copy of what import-linter reads."""
    for folder in ("aistore_hl", "generated"):
        shutil.copytree(root / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(root / "pyproject.toml", tmp_path)
    return tmp_path


@pytest.fixture(scope="module")
def report(root: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The verdict on a tree with every violation planted: one run serves them all."""
    tree = tmp_path_factory.mktemp("planted")
    for folder in ("aistore_hl", "generated"):
        shutil.copytree(root / folder, tree / folder, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(root / "pyproject.toml", tree)
    for where, line, _ in PLANTS.values():
        path = tree / where
        path.write_text(f"{path.read_text()}\n{line}\n")
    done = lint(tree)
    assert 1 == done.returncode, done.stdout + done.stderr
    return done.stdout


def test_contracts_are_kept(tree: Path) -> None:
    """The tree as it stands breaks no contract."""
    done = lint(tree)

    assert 0 == done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize("reported", [plant[2] for plant in PLANTS.values()], ids=list(PLANTS))
def test_planted_violation_is_caught(report: str, reported: str) -> None:
    """import-linter names the importing and the imported module."""
    assert reported in report
