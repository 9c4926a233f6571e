"""`aisx serve`: a cluster as a process, that ends when it is told to."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys

import pytest

from aistore_hl import Client, RetryPolicy
from aistore_hl.cli.command import run

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


PARENT = """
import subprocess, sys
command = [sys.executable, "-m", "aistore_hl", "serve", "--targets", "1", "--die-with-parent"]
subprocess.run(command, stderr=subprocess.DEVNULL)
"""
