"""Killed at any instant, a cluster on disk keeps what it acknowledged."""

from __future__ import annotations

import secrets
from pathlib import Path

import pytest

from .crashes import Victim


def _kill(folder: Path, seed: int, times: int, *options: str) -> None:
    victim = Victim(folder, seed, *options)
    for _ in range(times):
        victim.live_and_die()
    done = sum(worker.done for worker in victim.workers)

    assert done > times, f"seed {seed}: {done} changes in {times} lives"


def test_a_killed_cluster_keeps_what_it_acknowledged(tmp_path: Path) -> None:
    """Nothing acknowledged is lost, nothing is half there, no file is left behind."""
    _kill(tmp_path, 5, 6)


def test_a_killed_cluster_with_fsync_keeps_what_it_acknowledged(tmp_path: Path) -> None:
    """The same where changes are made in a thread."""
    _kill(tmp_path, 6, 4, "--fsync")


@pytest.mark.stress
@pytest.mark.timeout(900)
@pytest.mark.parametrize("options", [(), ("--fsync",)], ids=["process", "power"])
def test_killed_two_hundred_times(tmp_path: Path, options: tuple[str, ...]) -> None:
    """A fresh seed each time; it is in the message where something is wrong."""
    _kill(tmp_path, secrets.randbits(32), 200, *options)
