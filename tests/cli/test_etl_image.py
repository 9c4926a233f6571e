"""The Dockerfile that `aisx etl new` writes, by what its lines do; there is no Docker here."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import urllib.request
import venv
from pathlib import Path

import pytest

from .conftest import Aisx

ROOT = Path(__file__).parents[2]
BUILD = "import hatchling.build as b, sys; print(b.build_wheel(sys.argv[1]))"


def lines_of(folder: Path) -> list[tuple[str, str]]:
    """The lines of a Dockerfile, each as its word and the rest."""
    text = (folder / "Dockerfile").read_text()
    pairs = [line.partition(" ") for line in text.splitlines() if line and not line.startswith("#")]
    return [(word, rest) for word, _, rest in pairs]


def run_image(project: Path, app: Path, python: Path, *, install: bool, **settings: str) -> tuple[bytes, bytes]:
    """Do what the lines say, in a folder in place of the image: what is answered to `/health`, and to an object.

    `FROM` is an environment with the Python of `python`, `EXPOSE` is where it listens unless PORT says otherwise.
    """
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("AIS_", "PYTHON"))}
    environment |= {"PATH": f"{python.parent}{os.pathsep}{os.environ['PATH']}", "AIS_TARGET_URL": "", **settings}
    command: list[str] = []
    for word, rest in lines_of(project):
        if word == "WORKDIR":
            app.mkdir()
        elif word == "COPY":
            *sources, target = rest.split()
            assert "./" == target
            for source in sources:
                shutil.copy(project / source, app)
        elif word == "ENV":
            name, _, value = rest.partition("=")
            environment[name] = value
        elif word == "RUN" and install:
            subprocess.run(["sh", "-c", rest], cwd=app, env=environment, check=True, capture_output=True)
        elif word == "CMD":
            command = json.loads(rest)
    environment |= {"PORT": "0", "HOST": "127.0.0.1"}
    with subprocess.Popen(command, cwd=app, env=environment, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        try:
            address = next(line for line in process.stderr if "listening on" in line).split()[-1]
            put = urllib.request.Request(f"http://{address}/bucket/object", b"hello", method="PUT")
            with urllib.request.urlopen(f"http://{address}/health", timeout=10) as health:
                state = health.read()
            with urllib.request.urlopen(put, timeout=10) as answer:
                return state, answer.read()
        finally:
            process.terminate()
            process.communicate(timeout=20)


def test_lines_make_a_server(aisx: Aisx, tmp_path: Path) -> None:
    """All but the installation, which is in the long run: what is copied is there, and the command serves."""
    aisx("etl", "new", tmp_path / "upper-case")
    words = [word for word, _ in lines_of(tmp_path / "upper-case")]

    assert ["FROM", "WORKDIR", "COPY", "RUN", "COPY", "ENV", "EXPOSE", "CMD"] == words
    assert (b"Running", b"HELLO") == run_image(
        tmp_path / "upper-case", tmp_path / "app", Path(sys.executable), install=False
    )


@pytest.mark.stress
@pytest.mark.parametrize("server", ["threads", "flask", "fastapi"])
def test_lines_install_and_make_a_server(aisx: Aisx, tmp_path: Path, server: str) -> None:
    """In a fresh environment, by pip, with the wheel of this tree in place of a release; nothing of ours besides."""
    subprocess.run([sys.executable, "-c", BUILD, str(tmp_path)], cwd=ROOT, check=True, capture_output=True, timeout=50)
    venv.create(tmp_path / "venv", with_pip=True)
    aisx("etl", "new", tmp_path / "upper-case", "--server", server)
    found = run_image(
        tmp_path / "upper-case",
        tmp_path / "app",
        tmp_path / "venv" / "bin" / "python",
        install=True,
        PIP_FIND_LINKS=str(tmp_path),
    )

    assert (b"Running", b"HELLO") == found
    assert not any(path.name.startswith("pytest") for path in (tmp_path / "venv").rglob("*") if path.is_dir())
