"""The page of the web-server SDK, block by block: a server, its image, its specification, its start, its use."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent

import pytest

from aistore_hl import Client, LocalCluster

from .conftest import Aisx

SERVER = """
    # echo_server.py
    from aistore_hl.etlserver import HTTPMultiThreadedServer

    class EchoServer(HTTPMultiThreadedServer):
        def transform(self, data, *_):
            return data

    if __name__ == "__main__":
        EchoServer(port=PORT).start()
"""
"""As it stands there, but for the import line, and a port that is free."""

DOCKERFILE = """
    # Dockerfile
    FROM python:3.13-alpine
    RUN pip install --upgrade aistore[etl]>=1.13.6
    WORKDIR /app
    COPY echo_server.py ./
    ENV PYTHONUNBUFFERED=1
    EXPOSE 8000
"""

POD = """
    # init_spec.yaml
    apiVersion: v1
    kind: Pod
    metadata:
    name: etl-echo
    annotations:
      communication_type: "hpush://"
      wait_timeout: "5m"
    spec:
    containers:
      - name: server
        image: <myrepo>/echo-etl:latest
        ports: [{ name: default, containerPort: 8000 }]
        command: ["python", "echo_server.py"]
        readinessProbe:
          httpGet: { path: /health, port: default }
"""
"""As it stands there: its indentation is lost."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of the page."""
    folder = tmp_path_factory.mktemp("echo")
    server = dedent(SERVER).replace("port=PORT", 'port=int(__import__("os").environ["PORT"])')
    (folder / "echo_server.py").write_text(server)
    (folder / "Dockerfile").write_text(dedent(DOCKERFILE))
    (folder / "init_spec.yaml").write_text(dedent(POD))
    return folder


@pytest.fixture(scope="module")
def cluster(folder: Path) -> Iterator[LocalCluster]:
    """One that has the image: its command is run here."""
    images = {"<myrepo>/echo-etl:*": ["{python}", str(folder / "echo_server.py")]}
    with LocalCluster(targets=1, etl_images=images) as running:
        yield running


def test_server_starts_as_a_program(aisx: Aisx, folder: Path) -> None:
    """The block in Python: `python echo_server.py`, after its import line is changed."""
    done = aisx(
        "etl", "check", "--json", "--command", f"{sys.executable} {folder / 'echo_server.py'}", "--large", "1000"
    )

    assert 0 == done.code, done.told
    assert "200, 20 bytes" == next(each["answer"] for each in done.documents if each["tried"] == "content in the body")


def test_dockerfile_line_by_line(aisx: Aisx, tmp_path: Path) -> None:
    """Each of its lines is in ours, but for what is wrong with it: an unquoted `>=`, and no command."""
    aisx("etl", "new", tmp_path / "echo-one")
    ours = (tmp_path / "echo-one" / "Dockerfile").read_text().splitlines()
    theirs = [line for line in dedent(DOCKERFILE).splitlines() if line and not line.startswith("#")]

    assert ["FROM", "RUN", "WORKDIR", "COPY", "ENV", "EXPOSE"] == [line.split()[0] for line in theirs]
    assert {"WORKDIR /app", "ENV PYTHONUNBUFFERED=1", "EXPOSE 8000"} <= {*ours} & {*theirs}
    assert any(re.match(r"FROM python:3\.13-", line) for line in ours)
    assert "RUN pip install --no-cache-dir -r requirements.txt" in ours
    assert "COPY server.py ./" in ours
    assert 'CMD ["python", "server.py"]' == ours[-1]


def test_specification_and_flow(aisx: Aisx, folder: Path, client: Client) -> None:
    """`ais etl init spec --name my-echo --from-file init_spec.yaml`, `ais etl bucket my-echo ais://src ais://dst`.

    The specification is repaired, which is told.
    """
    source = client.bucket("src").create()
    source.object("o").put(b"content")
    started = aisx("etl", "init", "my-echo", "--spec", folder / "init_spec.yaml")
    transformed = aisx("etl", "transform", "my-echo", "ais://src", "ais://dst")

    assert (0, 0) == (started.code, transformed.code), started.told + transformed.told
    assert "init_spec.yaml: the pod specification has lost its indentation" in started.told
    assert b"content" == client.bucket("dst").object("o").get().read_all()
