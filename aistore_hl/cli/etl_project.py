"""The files of a new transformer."""

from __future__ import annotations

from string import Template
from typing import Final

from aistore_hl import __version__

SERVERS: Final = {"threads": "HTTPMultiThreadedServer", "flask": "FlaskServer", "fastapi": "FastAPIServer"}
"""Servers by the word for them."""


def files(name: str, server: str, image: str) -> dict[str, str]:
    """Texts by the name of the file."""
    values = {
        "name": name,
        "module": name.replace("-", "_"),
        "server": server,
        "image": image,
        "version": __version__,
        "extra": "[etl]" if server != SERVERS["threads"] else "",
    }
    return {Template(path).substitute(values): Template(text).substitute(values) for path, text in _FILES.items()}


_SERVER: Final = '''\
"""$name: what it makes of an object."""

from aistore_hl.etlserver import $server


class Server($server):
    """Content in capital letters."""

    def setup(self):
        """Prepare what every transform needs, such as a model: once in each process."""

    def transform(self, data, path, etl_args):
        """What becomes of an object: `data` are its bytes, `etl_args` the text that whoever reads it gave."""
        if etl_args not in ("", "twice"):
            raise ValueError(f"etl_args must be 'twice' or nothing, not {etl_args!r}")
        return data.upper() * (2 if etl_args == "twice" else 1)


if __name__ == "__main__":
    Server().start()
'''

_TEST: Final = '''\
"""$name beside the targets of a small AIStore, which pytest starts."""

from pathlib import Path

import pytest
from aistore_hl.errors import EtlFailed

SERVER = Path(__file__).with_name("server.py")


@pytest.fixture(scope="module")
def etl(ais_etl):
    """The transformer, started once for all tests."""
    return ais_etl(SERVER)


def test_object(etl, ais_bucket):
    """What is read is transformed; what is stored stays as it is."""
    ais_bucket.object("greeting").put(b"hello")

    assert b"HELLO" == ais_bucket.object("greeting").get(etl=etl).read_all()
    assert b"HELLOHELLO" == ais_bucket.object("greeting").get(etl=etl, etl_args="twice").read_all()
    assert b"hello" == ais_bucket.object("greeting").get().read_all()


def test_bucket(etl, ais_bucket, ais_client):
    """A job transforms all of a bucket into another one."""
    for number in range(10):
        ais_bucket.object(f"{number}.txt").put(b"hello")
    results = ais_client.bucket(f"{ais_bucket.name}-results")
    try:
        done = ais_bucket.transform(etl, results).wait(timeout=60)

        assert 10 == done.done
        assert {b"HELLO"} == {results.object(entry.name).get().read_all() for entry in results.list_objects()}
    finally:
        results.delete(missing_ok=True)


def test_failure(etl, ais_bucket):
    """What raises is an error of whoever reads, with the reason."""
    ais_bucket.object("greeting").put(b"hello")

    with pytest.raises(EtlFailed, match="must be 'twice' or nothing"):
        ais_bucket.object("greeting").get(etl=etl, etl_args="thrice")
'''

_DOCKERFILE: Final = """\
# docker build -t $image .
FROM python:3.13-slim
WORKDIR /app
COPY requirements.txt ./
RUN pip install --no-cache-dir -r requirements.txt
COPY server.py ./
ENV PYTHONUNBUFFERED=1
EXPOSE 8000
CMD ["python", "server.py"]
"""

_REQUIREMENTS: Final = """\
aistore-hl$extra>=$version
"""

_POD: Final = """\
# aisx etl init $name --spec pod.yaml
apiVersion: v1
kind: Pod
metadata:
  name: $name
  annotations:
    communication_type: "hpush://"
    wait_timeout: "5m"
    support_direct_put: "true"
spec:
  containers:
    - name: server
      image: $image
      ports:
        - name: default
          containerPort: 8000
      command: ["python", "server.py"]
      readinessProbe:
        httpGet:
          path: /health
          port: default
"""

_FILES: Final = {
    "server.py": _SERVER,
    "test_$module.py": _TEST,
    "requirements.txt": _REQUIREMENTS,
    "Dockerfile": _DOCKERFILE,
    "pod.yaml": _POD,
}
