"""Modules that were written for NVIDIA's SDK run after their import line is changed."""

from __future__ import annotations

import importlib.util
import os
import re
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tests.etlserver.conftest import PATIENCE, free_ports
from tests.etlserver.http import ask

THREADED = '''
import argparse
import hashlib
from aistore.sdk.etl.webserver.http_multi_threaded_server import HTTPMultiThreadedServer


class SeededHash(HTTPMultiThreadedServer):
    """Hash with a seed that is given at start, or with the object."""

    def __init__(self, port: int = 8000, seed: str = ""):
        super().__init__(port=port)
        self.seed = seed
        self.metrics, self.roots = {}, []

    def transform(self, data: bytes, _path: str, etl_args: str) -> bytes:
        seed = etl_args or self.seed
        self.logger.debug("seed %s", seed)
        return hashlib.md5(seed.encode() + data).hexdigest().encode()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--seed", default="")
    SeededHash(**vars(parser.parse_args())).start()
'''
FLASK = """
from aistore.sdk.etl.webserver.flask_server import FlaskServer


class HelloServer(FlaskServer):
    def transform(self, _data, *_args):
        return b"Hello World!"

    def get_mime_type(self):
        return "text/plain"


flask_server = HelloServer(port=8000)
flask_app = flask_server.app


@flask_app.route("/version")
def version():
    return "1"


if __name__ == "__main__":
    flask_server.start()
"""
FASTAPI = '''
import json
from aistore.sdk.etl.webserver.fastapi_server import FastAPIServer


class Cut(FastAPIServer):
    """A piece of the content, as `etl_args` says."""

    def __init__(self):
        super().__init__()
        # Whatever a module calls its own.
        self.metrics = self.roots = self.streams = self.busy = self.session = self._tasks = self._threads = {}

    def prepare(self, data):
        return data

    answer = pieces = begin = serve = face = prepare

    def transform(self, data: bytes, path: str, etl_args: str) -> bytes:
        asked = json.loads(etl_args) if etl_args else {}
        self.logger.info("cutting %s", path)
        return self.prepare(data)[slice(asked.get("from"), asked.get("to"))]


fastapi_server = Cut()
fastapi_app = fastapi_server.app

if __name__ == "__main__":
    fastapi_server.start()
'''
IMPORT = re.compile(r"^from aistore\.sdk\.etl\.webserver\.\w+ import", re.MULTILINE)


def written(folder: Path, name: str, text: str) -> Path:
    """The module, with its one import line changed."""
    changed, count = IMPORT.subn("from aistore_hl.etlserver import", text)
    assert 1 == count
    file = folder / f"{name}.py"
    file.write_text(changed)
    return file


def module(file: Path) -> Any:
    """What is in it."""
    spec = importlib.util.spec_from_file_location(file.stem, file)
    assert spec is not None
    assert spec.loader is not None
    found = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(found)
    return found


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """What AIS sets."""
    monkeypatch.setenv("AIS_TARGET_URL", "http://127.0.0.1:9/v1/etl/_object/x/y")
    monkeypatch.setenv("DIRECT_PUT", "true")


def test_of_flask_in_this_process(tmp_path: Path) -> None:
    """Its transform, its type of content and its own route."""
    client = module(written(tmp_path, "hello", FLASK)).flask_app.test_client()

    heard = client.put("/b/o", data=b"x")

    assert (200, b"Hello World!", "text/plain") == (heard.status_code, heard.data, heard.content_type)
    assert b"1" == client.get("/version").data
    assert b"Running" == client.get("/health").data


def test_of_fastapi_in_this_process(tmp_path: Path) -> None:
    """Its transform and its arguments."""
    import asyncio

    import httpx

    app = module(written(tmp_path, "cut", FASTAPI)).fastapi_app

    async def ask_it() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://t") as client:
            return await client.put("/b/o", params={"etl_args": '{"from": 1, "to": 3}'}, content=b"abcdef")

    assert b"bc" == asyncio.run(ask_it()).content


COMMANDS = {
    "threaded": (THREADED, ["{file}", "--port", "{port}", "--seed", "s"], b"x", b"2c38b9e45cec1b324dde4e3d5b22c648"),
    "flask by gunicorn": (
        FLASK,
        ["-m", "gunicorn", "module:flask_app", "--bind", "127.0.0.1:{port}", "--workers", "2", "--no-control-socket"],
        b"x",
        b"Hello World!",
    ),
    "fastapi by uvicorn": (FASTAPI, ["-m", "uvicorn", "module:fastapi_app", "--port", "{port}"], b"x", b"x"),
    "fastapi by start": (FASTAPI, ["{file}"], b"x", b"x"),
}


@pytest.mark.stress
@pytest.mark.parametrize(("text", "command", "body", "answer"), COMMANDS.values(), ids=COMMANDS)
def test_by_its_command(tmp_path: Path, text: str, command: list[str], body: bytes, answer: bytes) -> None:
    """As its image starts it."""
    port = free_ports(1)[0]
    file = written(tmp_path, "module", text)
    environ = {**os.environ, "PORT": str(port), "HOST": "127.0.0.1", "PYTHONPATH": os.getcwd()}
    words = [word.format(file=file, port=port) for word in command]
    with subprocess.Popen([sys.executable, *words], cwd=tmp_path, env=environ) as process:
        try:
            deadline = time.monotonic() + PATIENCE
            while True:
                try:
                    socket.create_connection(("127.0.0.1", port), PATIENCE).close()
                    break
                except ConnectionRefusedError:
                    assert time.monotonic() < deadline
                    assert process.poll() is None
            heard = ask(port, "PUT", "/b/o", body=body)
            health = ask(port, "GET", "/health")
        finally:
            process.terminate()
            process.wait(PATIENCE)

    assert (200, answer) == (heard.status, heard.body)
    assert b"Running" == health.body
