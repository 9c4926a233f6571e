"""examples/reports is a project of its own: its tests run in an environment that has our wheel, and not this tree."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

BUILD = "import hatchling.build as b, sys; print(b.build_wheel(sys.argv[1]))"


@pytest.fixture(scope="module")
def wheel(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Our wheel, built with what is installed."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run([sys.executable, "-c", BUILD, str(folder)], cwd=root, check=True, capture_output=True, timeout=50)
    (path,) = folder.glob("*.whl")
    return path


@pytest.fixture
def project(root: Path, tmp_path: Path) -> Path:
    """The sample, away from this tree."""
    return Path(shutil.copytree(root / "examples" / "reports", tmp_path / "reports"))


def _run(python: Path, *arguments: str, folder: Path, **settings: str) -> str:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("AIS_", "PYTHON"))}
    done = subprocess.run(
        [python, *arguments],
        cwd=folder,
        env={**environment, **settings},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert 0 == done.returncode, done.stdout
    return done.stdout


def test_it_passes_with_our_wheel(project: Path, wheel: Path, tmp_path: Path) -> None:
    """In an environment of its own, that borrows only our dependencies: installing them is in the long run."""
    venv.create(tmp_path / "venv")
    packages = Path(sysconfig.get_path("purelib", vars={"base": str(tmp_path / "venv")}))
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(packages)
    # After the wheel's own folder, and without the files in it that would lead back to this tree.
    (packages / "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n")
    python = tmp_path / "venv" / "bin" / "python"

    where = _run(python, "-c", "import aistore_hl, aistore_api; print(aistore_hl.__file__)", folder=project)
    assert where.startswith(str(packages))
    assert "5 passed" in _run(python, "-m", "pytest", "-p", "no:cacheprovider", folder=project)


@pytest.mark.stress
def test_it_passes_as_its_users_install_it(project: Path, wheel: Path, tmp_path: Path) -> None:
    """pip, our wheel and pytest; nothing of this environment."""
    venv.create(tmp_path / "venv", with_pip=True)
    python = tmp_path / "venv" / "bin" / "python"
    _run(python, "-m", "pip", "install", "--quiet", str(wheel), "pytest>=8.3", folder=project)
    _run(python, "-m", "pip", "install", "--quiet", "--no-deps", ".", folder=project)

    assert "5 passed" in _run(python, "-m", "pytest", "-p", "no:cacheprovider", folder=project)
