"""`app` under the programs that containers start, with their own workers and threads."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError

import pytest

SERVER = """\
from aistore_hl.etlserver import {kind}


class Upper({kind}):
    def setup(self):
        self.mark = b"> "

    def transform(self, data, path, etl_args):
        return self.mark + data.upper()


app = Upper(port=8000).app
"""
COMMANDS = {
    "FlaskServer": "gunicorn --workers 2 --worker-class gthread --threads 32 --bind 127.0.0.1:{port} module:app",
    "FastAPIServer": "uvicorn module:app --workers 2 --ws-max-size 17179869184 --host 127.0.0.1 --port {port}",
}
"""As the page on transformers has them, with two workers."""


@contextmanager
def running(kind: str, folder: Path) -> Iterator[str]:
    """The address of one that was started as a container starts it."""
    (folder / "module.py").write_text(SERVER.format(kind=kind))
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    words = COMMANDS[kind].format(port=port).split()
    settings = {**os.environ, "AIS_TARGET_URL": "", "PYTHONPATH": str(folder)}
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen([sys.executable, "-m", *words], cwd=folder, env=settings, stdout=log, stderr=log)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(30)


def health(url: str, log: Path) -> bytes:
    """What it says of itself once it listens."""
    deadline, pause = time.monotonic() + 30, threading.Event()
    while True:
        try:
            with urllib.request.urlopen(f"{url}/health", timeout=20) as answer:
                return bytes(answer.read())
        except URLError:
            assert time.monotonic() < deadline, log.read_text()
            pause.wait(0.05)


@pytest.mark.stress
@pytest.mark.parametrize("kind", list(COMMANDS))
def test_an_app_is_served_by_the_program_for_it(tmp_path: Path, kind: str) -> None:
    """By several workers, each of them set up; health and objects as under `start`."""
    with running(kind, tmp_path) as url:
        state = health(url, tmp_path / "log")
        found = set()
        for number in range(20):
            request = urllib.request.Request(f"{url}/bucket/{number}", b"hello", method="PUT")
            with urllib.request.urlopen(request, timeout=20) as answer:
                found.add(answer.read())

    assert (b"Running", {b"> HELLO"}) == (state, found)
