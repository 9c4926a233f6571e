"""Ctrl-C: the program ends, or goes on with the same client, and no file is left half written."""

from __future__ import annotations

import random
import signal
import subprocess
from pathlib import Path
from time import monotonic

import pytest

from .processes import ROOT, command_of, environment, run
from .programs.interrupted import leftovers

WORKS = ["download", "download small", "get", "put file", "put stream"]


def interrupt(endpoint: str, folder: Path, work: str, after: float) -> tuple[float, int, str]:
    """How long a program took to end after SIGINT, how it ended, and its last words."""
    command = command_of("interrupted", endpoint, folder, work)
    with subprocess.Popen(
        command, cwd=ROOT, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == '"working"\n'
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(after)
        process.send_signal(signal.SIGINT)
        sent = monotonic()
        try:
            _, words = process.communicate(timeout=20)
        finally:
            process.kill()
        return monotonic() - sent, process.returncode, words.strip().rpartition("\n")[2]


@pytest.mark.parametrize("work", WORKS)
def test_ctrl_c_ends_a_program_at_once(endpoint: str, tmp_path: Path, work: str) -> None:
    """Within a second, with KeyboardInterrupt, four times at random: no temporary and no partial file."""
    for _ in range(4):
        seconds, code, words = interrupt(endpoint, tmp_path, work, random.uniform(0, 0.1))

        assert (-signal.SIGINT, "KeyboardInterrupt") == (code, words)
        assert seconds < 1
        assert [] == leftovers(tmp_path)


def strike(endpoint: str, folder: Path, times: int) -> None:
    """A program that is struck so often, and looks around each time."""
    seed = random.randrange(1 << 32)
    found = run("interrupted", endpoint, folder, "any", times, seed, timeout=1500)

    assert ({"left": [], "wrong": 0, "in time": True, "struck": times}, seed) == (found, seed)


def test_a_client_goes_on_after_ctrl_c(endpoint: str, tmp_path: Path) -> None:
    """100 interrupts at random instants of nine kinds of work: the next round trip is right, and no file is left."""
    strike(endpoint, tmp_path, 100)


@pytest.mark.stress
@pytest.mark.timeout(1800)
def test_a_client_goes_on_after_4_000_times_ctrl_c(endpoint: str, tmp_path: Path) -> None:
    """As the sample in the short run."""
    strike(endpoint, tmp_path, 4_000)
