"""`aisx run`: a program with a cluster of its own."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from aistore_hl import Client, RetryPolicy
from aistore_hl.cli.command import run

from .conftest import Start

PROGRAM = """
import os, signal, sys
from aistore_hl import Client
with Client() as client:
    client.bucket("b").create().object("o").put(sys.stdin.buffer.read() or b"-")
    print(client.bucket("b").object("o").get().read_all().decode(), os.environ["AIS_ENDPOINT"], flush=True)
sys.exit(7)
"""
WAITING = """
import os, signal, sys
for number in (signal.SIGTERM, signal.SIGUSR1, signal.SIGINT):
    # Not by print: the signal may come while the line below is being written.
    signal.signal(number, lambda number, frame: (os.write(1, b"got %d\\n" % number), sys.exit(40 + number)))
print(os.environ["AIS_ENDPOINT"], flush=True)
signal.pause()
"""


def test_program_has_a_cluster_and_its_own_streams(tmp_path: Path) -> None:
    """stdin, stdout and the code are the program's; afterwards the cluster is gone."""
    done = subprocess.run(
        [
            sys.executable,
            "-W",
            "error",
            "-m",
            "aistore_hl",
            "run",
            "--targets",
            "1",
            "--",
            sys.executable,
            "-c",
            PROGRAM,
        ],
        cwd=tmp_path,
        input=b"from stdin",
        capture_output=True,
        timeout=50,
    )

    words = done.stdout.decode().split()
    assert (7, b"", ["from", "stdin"]) == (done.returncode, done.stderr, words[:2])
    with Client(words[2], retry=RetryPolicy(attempts=1)) as client:
        assert not client.cluster().is_aistore_running()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGUSR1, signal.SIGINT], ids=lambda number: number.name)
def test_signals_are_passed_on(start: Start, number: signal.Signals) -> None:
    """The program decides what they mean."""
    process = start("run", sys.executable, "-c", WAITING)
    assert process.stdout is not None
    process.stdout.readline()

    process.send_signal(number)
    out, told = process.communicate(timeout=20)

    assert (40 + number, f"got {number}\n", "") == (process.returncode, out, told)


def test_program_that_a_signal_ends(start: Start) -> None:
    """128 and its number, as in a shell."""
    process = start("run", "sh", "-c", "kill -9 $$")
    process.communicate(timeout=20)

    assert 128 + 9 == process.returncode


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["no-such-program"], 127, "aisx: no-such-program: no such program"),
        (["/does/not/exist"], 127, "no such program"),
        (["{folder}"], 126, "Permission denied"),
    ],
    ids=["name", "path", "folder"],
)
def test_program_that_cannot_be_run(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, words: list[str], code: int, said: str
) -> None:
    """127 and 126, as in a shell, and a line."""
    assert code == run(["run", *(word.format(folder=tmp_path) for word in words)])

    told = capsys.readouterr().err
    assert 1 == told.count("\n")
    assert said in told


def test_options_after_the_program_are_its_own(capfd: pytest.CaptureFixture[str]) -> None:
    """With or without the two dashes."""
    assert 0 == run(["run", "--targets", "1", "echo", "--targets", "x", "-h"])
    assert 0 == run(["run", "--targets", "1", "--", "echo", "--json"])

    assert "--targets x -h\n--json\n" == capfd.readouterr().out


def test_without_a_program_it_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    """It would have nothing to do."""
    assert 2 == run(["run"])
    assert "PROGRAM" in capsys.readouterr().err
