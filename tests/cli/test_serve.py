"""`aisx serve`: a cluster as a process, that ends when it is told to."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from aistore_api import models
from aistore_api.api.objects import update_object_metadata

from aistore_hl import Client, RetryPolicy, errors
from aistore_hl.cli.command import run
from aistore_hl.local import Control

from .conftest import Start


def endpoint_of(process: subprocess.Popen[str]) -> str:
    """What the line on stdout tells a shell."""
    assert process.stdout is not None
    found = re.fullmatch(r"export AIS_ENDPOINT=(http://127\.0\.0\.1:\d+)\n", process.stdout.readline())
    assert found is not None
    return found[1]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=lambda number: number.name)
def test_serves_until_a_signal(start: Start, number: signal.Signals) -> None:
    """stdout has the line for a shell and nothing else; ending on demand is success."""
    process = start("serve", "--targets", "2")
    endpoint = endpoint_of(process)
    with Client(endpoint) as client:
        assert 2 == len(client.cluster().get_info().targets)

    process.send_signal(number)
    out, told = process.communicate(timeout=20)

    assert (0, "") == (process.returncode, out)
    assert "2 targets" in told
    with Client(endpoint, retry=RetryPolicy(attempts=1)) as client:
        assert not client.cluster().is_aistore_running()


def test_serves_with_the_quirks_of_ais(start: Start) -> None:
    """`--quirks ais`: metadata that grows too long is dropped, with 200."""
    process = start("serve", "--targets", "1", "--quirks", "ais")
    with Client(endpoint_of(process)) as client:
        kept = client.bucket("b").create().object("o")
        kept.put(b"content", metadata={"k": "v" * 1500})
        message = models.CustomMetadataMessage.from_dict({"value": {"l": "w" * 1500}})
        client.raw.send(update_object_metadata.call("b", "o", body=message))

        assert {} == kept.head().custom
    process.terminate()
    process.communicate(timeout=20)


def test_serves_with_a_control_port(start: Start) -> None:
    """`--control`: two more lines tell where it is, and the secret; with both, another program orders a fault."""
    process = start("serve", "--control")
    endpoint = endpoint_of(process)
    assert process.stdout is not None
    lines = [process.stdout.readline().strip() for _ in range(2)]
    found = [re.fullmatch(r"export AIS_CONTROL(?:_SECRET)?=(\S+)", line) for line in lines]
    url, secret = (match[1] for match in found if match is not None)
    Control(url, secret).faults.once("GET health", status=500, times=None)
    with Client(endpoint, retry=RetryPolicy(attempts=1)) as client:
        assert not client.cluster().is_aistore_running()
    process.terminate()
    out, told = process.communicate(timeout=20)

    assert "" == out
    assert secret not in told


def test_serves_on_the_port_that_is_asked_for(start: Start) -> None:
    """Port 0, the default, is any free one."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    process = start("serve", "--port", str(port))

    assert f"http://127.0.0.1:{port}" == endpoint_of(process)
    process.terminate()
    process.communicate(timeout=20)


def test_port_that_is_taken_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    """Within a line that says how to go on."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        assert 1 == run(["serve", "--port", str(port)])

    assert "choose another one with --port" in capsys.readouterr().err


def test_ends_with_its_parent() -> None:
    """`--die-with-parent`: whoever started it was killed and could not stop it."""
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONWARNINGS": "error"},
    )
    assert parent.stdout is not None
    endpoint_of(parent)

    parent.kill()
    parent.wait(20)

    # The end of file on the pipe that it inherited: the last process that held it has gone.
    assert "" == parent.stdout.read()
    parent.stdout.close()


def test_serves_what_is_in_folders(start: Start, folder: Path) -> None:
    """`--load`, once for each; without a terminal no progress is shown."""
    process = start("serve", "--targets", "1", "--load", str(folder), "--load", f"b={folder / 'sub'}")
    with Client(endpoint_of(process)) as client:
        found = [[entry.name for entry in client.bucket(name).list_objects()] for name in ("files", "b")]
    process.terminate()
    _, told = process.communicate(timeout=20)

    assert [["<b> & 'é' #%20?.txt", "empty", "large.bin", "sub/a.txt"], ["a.txt"]] == found
    assert told.startswith("files: 4 objects loaded\nb: 1 objects loaded\n")
    assert "\r" not in told


def test_serves_others_with_a_token(start: Start) -> None:
    """`--allow-remote`: the token is on stdout, once, and nowhere else."""
    process = start("serve", "--targets", "1", "--allow-remote", "--log")
    assert process.stdout is not None
    name, _, token = process.stdout.readline().strip().partition("=")
    endpoint = endpoint_of(process)
    with Client(endpoint, token=token) as client:
        client.bucket("b").create().object("o").put(b"content")
    with Client(endpoint) as stranger, pytest.raises(errors.Unauthorized):
        stranger.bucket("b").head()
    process.terminate()
    out, told = process.communicate(timeout=20)

    assert ("export AIS_AUTHN_TOKEN", "") == (name, out)
    assert "allow_insecure_token=True" in told
    assert re.search(r" p\[\w+\] POST /v1/buckets/b 200 ", told)
    assert token not in told


def test_a_log_is_added_to(start: Start, tmp_path: Path) -> None:
    """`--log FILE`: a file that is there keeps what it has."""
    log = tmp_path / "requests"
    log.write_text("before\n")
    process = start("serve", "--targets", "1", "--log", str(log))
    with Client(endpoint_of(process)) as client:
        assert client.cluster().is_aistore_running()
    process.terminate()
    process.communicate(timeout=20)

    first, *rest = log.read_text().splitlines()
    assert "before" == first
    assert any(" GET /v1/health 200 " in line for line in rest)


PARENT = """
import subprocess, sys
command = [sys.executable, "-m", "aistore_hl", "serve", "--targets", "1", "--die-with-parent"]
subprocess.run(command, stderr=subprocess.DEVNULL)
"""


def test_a_folder_is_there_the_next_time(start: Start, tmp_path: Path) -> None:
    """`--dir`: what was put is found by the next cluster, and the end says where it is."""
    for life in ("first", "second"):
        process = start("serve", "--dir", str(tmp_path / "kept"), "--targets", "2", "--fsync")
        with Client(endpoint_of(process)) as client:
            bucket = client.bucket("b").create(exist_ok=True)
            if life == "first":
                bucket.object("o").put(b"kept")
            found = bucket.object("o").get().read_all()
        process.terminate()
        _, told = process.communicate(timeout=20)

        assert b"kept" == found
        assert f"kept in {tmp_path / 'kept'}" in told
        assert f"what it held is in {tmp_path / 'kept'}" in told


def test_a_folder_of_something_else_is_refused(start: Start, tmp_path: Path) -> None:
    """In one line that says what to do."""
    (tmp_path / "thesis.txt").write_text("not to be lost")
    process = start("serve", "--dir", str(tmp_path))
    out, told = process.communicate(timeout=20)

    assert (2, "", 1) == (process.returncode, out, len(told.splitlines()))
    assert "choose an empty folder" in told
