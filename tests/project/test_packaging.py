"""What is built and installed: wheel, sdist, bounds, and a record for every dependency."""

from __future__ import annotations

import configparser
import os
import re
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from email.parser import Parser
from pathlib import Path
from typing import Any

import pytest

BUILD = "import hatchling.build as b, sys; print(b.build_wheel(sys.argv[1])); print(b.build_sdist(sys.argv[1]))"


@pytest.fixture(scope="module")
def project(root: Path) -> dict[str, Any]:
    return tomllib.loads((root / "pyproject.toml").read_text())["project"]


@pytest.fixture(scope="module")
def built(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel and the sdist, built with what is installed."""
    folder = tmp_path_factory.mktemp("built")
    subprocess.run([sys.executable, "-c", BUILD, str(folder)], cwd=root, check=True, capture_output=True, timeout=50)
    return folder


@pytest.fixture(scope="module")
def wheel(built: Path) -> zipfile.ZipFile:
    (path,) = built.glob("*.whl")
    return zipfile.ZipFile(path)


def test_the_wheel_holds_both_packages_and_nothing_else(wheel: zipfile.ZipFile) -> None:
    """`aistore_hl`, `aistore_api` and the metadata; both are typed."""
    names = wheel.namelist()

    assert {"aistore_hl", "aistore_api"} == {n.split("/")[0] for n in names if ".dist-info/" not in n}
    assert {"aistore_hl/py.typed", "aistore_api/py.typed"} <= set(names)


def test_the_wheel_holds_every_file(wheel: zipfile.ZipFile, root: Path) -> None:
    """What a module finds beside it here, it finds there."""
    sources = ((root, "aistore_hl"), (root / "generated", "aistore_api"))
    files = {path.relative_to(base).as_posix() for base, name in sources for path in (base / name).rglob("*.*")}

    assert {name for name in files if "__pycache__" not in name} == {
        n for n in wheel.namelist() if ".dist-info/" not in n
    }


def test_the_wheel_says_who_it_is(wheel: zipfile.ZipFile, project: dict[str, Any]) -> None:
    """Name, version, licence, Python, and the command."""
    (metadata,) = (name for name in wheel.namelist() if name.endswith(".dist-info/METADATA"))
    (scripts,) = (name for name in wheel.namelist() if name.endswith(".dist-info/entry_points.txt"))
    said = Parser().parsestr(wheel.read(metadata).decode())

    assert ("aistore-hl", "MIT", ">=3.11") == (said["Name"], said["License-Expression"], said["Requires-Python"])
    assert re.fullmatch(r"\d+\.\d+\.\d+(?:\.dev\d+)?", said["Version"])
    assert "aisx = aistore_hl.cli:main" in wheel.read(scripts).decode()
    assert any(name.endswith("/licenses/LICENSE") for name in wheel.namelist())


def test_the_wheel_runs_from_anywhere(wheel: zipfile.ZipFile, tmp_path: Path) -> None:
    """Unpacked somewhere else, it stores and reads an object."""
    wheel.extractall(tmp_path)
    code = (
        "import aistore_hl, aistore_api, sys; assert aistore_hl.__file__.startswith(sys.argv[1])\n"
        "with aistore_hl.Client.local() as client:\n"
        "    stored = client.bucket('b').create().object('o')\n"
        "    stored.put(b'content')\n"
        "    print(stored.get().read_all().decode())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=50,
    )

    assert "content" in done.stdout, done.stderr


@pytest.mark.parametrize(
    "entry", ["tests/conftest.py", "openapi/openapi.yaml", "docs/design.md", "codegen.py", "tox.ini", "LICENSE"]
)
def test_the_sdist_can_be_tested_and_regenerated(built: Path, entry: str) -> None:
    """It holds the tests, the specification and the pages beside the packages."""
    (path,) = built.glob("*.tar.gz")
    with tarfile.open(path) as archive:
        assert f"{path.name.removesuffix('.tar.gz')}/{entry}" in archive.getnames()


def test_the_lower_bounds_are_the_ones_that_are_tried(root: Path, project: dict[str, Any]) -> None:
    """`tox -e lowest` installs exactly the lowest release that each requirement admits."""
    tox = configparser.ConfigParser(interpolation=None)
    tox.read(root / "tox.ini")
    tried = dict(line.split("==") for line in tox["testenv:lowest"]["deps"].split())

    bounds = (re.match(r"([\w.-]+)>=([\w.]+)", requirement) for requirement in project["dependencies"])

    assert tried == {bound[1]: bound[2] for bound in bounds if bound}


def test_every_dependency_has_a_record(root: Path, project: dict[str, Any]) -> None:
    """docs/decisions says what was compared, the size, the licence and who keeps it."""
    names = [re.split(r"[<>=\[]", requirement)[0] for requirement in project["dependencies"]]
    titles = " ".join(path.read_text().splitlines()[0] for path in (root / "docs/decisions").glob("*.md"))

    assert [] == [name for name in names if name not in titles]
