"""Which class is served: of a file, of a function, of a payload."""

from __future__ import annotations

import base64
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import cloudpickle
import pytest

from aistore_hl.etlserver import ETLServer, FastAPIServer, HTTPMultiThreadedServer, server_of
from aistore_hl.etlserver.payload import pack, unpack, versions
from aistore_hl.etlserver.runtime import class_in, served
from tests.etlserver.http import ask

NOWHERE = {"AIS_TARGET_URL": ""}
SECRET = b"global of the module"


class Salted(HTTPMultiThreadedServer):
    """A class that needs its module."""

    def transform(self, data: bytes, path: str, etl_args: str) -> bytes:
        return data + SECRET


@contextmanager
def running(
    command: list[str], environ: dict[str, str], folder: Path | None = None
) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """A program that serves, and its port; it is ended whatever happens."""
    with subprocess.Popen(command, cwd=folder, env=environ, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stderr is not None
            said = process.stderr.readline()
            match = re.search(r"listening on 127\.0\.0\.1:(\d+)", said)
            assert match, said
            yield process, int(match[1])
        finally:
            process.kill()


def payload(**changes: str) -> str:
    """A payload whose head says something else."""
    head = json.dumps({**versions(), "name": "Salted", **changes}).encode()
    return base64.b64encode(head + b"\n" + cloudpickle.dumps(None)).decode()


def test_a_class_and_its_module_travel() -> None:
    """What is packed here runs where this module is not."""
    code = (
        "import sys; from aistore_hl.etlserver.payload import unpack;"
        "print(unpack(sys.stdin.read())(environ={'AIS_TARGET_URL': ''}).transform(b'x', '', ''))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        input=pack(Salted),
        capture_output=True,
        text=True,
        check=True,
        cwd="/",
        timeout=50,
    )

    assert repr(b"x" + SECRET) == done.stdout.strip()


def test_what_is_no_server_is_not_packed() -> None:
    """A class of another kind, or one that only has what all servers have."""
    bare = type("Bare", (ETLServer,), {"transform": lambda self, data, *_: data})

    with pytest.raises(TypeError, match="not a class that extends"):
        pack(dict)  # type: ignore[type-var]  # what callers may do wrong
    with pytest.raises(TypeError, match="Bare serves nothing: extend one of the three servers"):
        pack(bare)


@pytest.mark.parametrize("what", ["python", "cloudpickle"])
def test_a_payload_of_other_versions_is_refused(what: str) -> None:
    """With both of them in the text, before anything of it runs."""
    with pytest.raises(ValueError, match=rf"packed with {what} 0\.1, and here is {what} {versions()[what]}"):
        unpack(payload(**{what: "0.1"}))


@pytest.mark.parametrize(
    "text", ["", "AAAA", "!", base64.b64encode(b"{}\nx").decode(), base64.b64encode(b"[]\n").decode()]
)
def test_what_is_no_payload_is_refused(text: str) -> None:
    """Whatever it is."""
    with pytest.raises(ValueError, match="not what `pack` makes"):
        unpack(text)


@pytest.mark.parametrize(
    ("source", "name", "served_as"),
    [
        (
            "from aistore_hl.etlserver import HTTPMultiThreadedServer as S\nclass A(S): pass",
            "",
            "A",
        ),
        (
            "from aistore_hl.etlserver import HTTPMultiThreadedServer as S\nclass A(S): pass\nclass B(A): pass",
            ":B",
            "B",
        ),
        ("def transform(data): return data", "", "ServerOf_transform"),
        ("def other(data, path, args): return data", ":other", "ServerOf_other"),
    ],
)
def test_a_class_of_a_file(tmp_path: Path, source: str, name: str, served_as: str) -> None:
    """The one that is there, the one that is named, or one of a function."""
    file = tmp_path / "some_transformer.py"
    file.write_text(source)

    assert served_as == class_in(f"{file}{name}").__name__


@pytest.mark.parametrize(
    ("source", "name", "why"),
    [
        ("x = 1", "", "neither a server class nor a function"),
        ("x = 1", ":x", "no server class or function 'x'"),
        ("from aistore_hl.etlserver import ETLServer as S\nclass A(S): pass\nclass B(S): pass", "", r"several.*A, B"),
    ],
)
def test_a_file_without_one_says_so(tmp_path: Path, source: str, name: str, why: str) -> None:
    """With what is there instead."""
    file = tmp_path / "other_transformer.py"
    file.write_text(source)

    with pytest.raises(ValueError, match=why):
        class_in(f"{file}{name}")


def test_nothing_to_serve_says_what_to_give() -> None:
    """A file or a payload."""
    with pytest.raises(ValueError, match=r"FILE\.py"):
        served(None, {})


@pytest.mark.parametrize("base", [HTTPMultiThreadedServer, FastAPIServer])
def test_a_function_is_a_server(base: type[ETLServer]) -> None:
    """Of content alone, or of content, path and arguments, on any server."""
    one = server_of(lambda data: data[::-1], base=base)(environ=NOWHERE)
    three = server_of(lambda data, path, args: data + path.encode() + args.encode(), base=base)(environ=NOWHERE)

    assert b"cba" == one.transform(b"abc", "p", "a")
    assert b"abcpa" == three.transform(b"abc", "p", "a")


def test_a_function_travels() -> None:
    """As a class does."""
    assert b"x!" == unpack(pack(server_of(exclaim)))(environ=NOWHERE).transform(b"x", "", "")


def exclaim(data: bytes) -> bytes:
    return data + b"!"


def test_a_function_of_two_arguments_is_refused() -> None:
    """It is not known which they are."""
    with pytest.raises(TypeError, match="neither content alone"):
        server_of(lambda a, b: a)
    with pytest.raises(TypeError, match=r"does not say what it takes: wrap it, as in `lambda data"):
        server_of(bytes.upper)


def test_a_payload_is_served_as_a_program() -> None:
    """From the environment, until SIGTERM, which is no failure."""
    command = [sys.executable, "-m", "aistore_hl.etlserver", "--port", "0"]
    told = {**os.environ, **NOWHERE, "HOST": "127.0.0.1", "ETL_CLASS_PAYLOAD": pack(Salted)}
    with running(command, told) as (process, port):
        heard = ask(port, "PUT", "/b/o", body=b"x")
        process.terminate()
        code = process.wait(20)

    assert (b"x" + SECRET, 0) == (heard.body, code)


ORIGINAL = """
from {package}.http_multi_threaded_server import HTTPMultiThreadedServer

class EchoServer(HTTPMultiThreadedServer):
    def transform(self, data, *_):
        return data

if __name__ == "__main__":
    EchoServer(port=8000).start()
"""


def test_a_module_of_the_other_kind_runs_after_its_import_line_is_changed(tmp_path: Path) -> None:
    """The seed's first example, with nothing else changed but its port, run as its container does."""
    text = ORIGINAL.replace("{package}.http_multi_threaded_server", "aistore_hl.etlserver").replace("8000", "0")
    (tmp_path / "echo_server.py").write_text(text)
    told = {**os.environ, **NOWHERE, "HOST": "127.0.0.1"}
    with running([sys.executable, "echo_server.py"], told, tmp_path) as (_, port):
        heard = ask(port, "PUT", "/b/o", body=b"echo")

    assert b"echo" == heard.body


def test_a_program_without_a_target_says_so(tmp_path: Path) -> None:
    """In one line, with code 2."""
    file = tmp_path / "t.py"
    file.write_text("def transform(data): return data")
    environ = {name: value for name, value in os.environ.items() if name != "AIS_TARGET_URL"}
    done = subprocess.run(
        [sys.executable, "-m", "aistore_hl.etlserver", str(file)],
        env=environ,
        capture_output=True,
        text=True,
        timeout=50,
    )

    assert (2, 1) == (done.returncode, len(done.stderr.splitlines()))
    assert "AIS_TARGET_URL is not set" in done.stderr
