"""Killed at any instant, a cluster on disk keeps what it acknowledged."""

from __future__ import annotations

import secrets
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from aistore_hl.local import LocalCluster
from aistore_hl.local.store.folder import File
from tests.local.http import ask, follow

from .crashes import Victim, loose_files


def _kill(folder: Path, seed: int, times: int, *options: str) -> None:
    victim = Victim(folder, seed, *options)
    for life in range(times):
        if life % 5 == 4:
            victim.die_young()
        victim.live_and_die()
    done = sum(worker.done for worker in victim.workers)

    assert done > times, f"seed {seed}: {done} changes in {times} lives"


def test_a_killed_cluster_keeps_what_it_acknowledged(tmp_path: Path) -> None:
    """Nothing acknowledged is lost, nothing is half there, no file is left behind."""
    _kill(tmp_path, 5, 6)


def test_a_killed_cluster_with_fsync_keeps_what_it_acknowledged(tmp_path: Path) -> None:
    """The same where changes are made in a thread."""
    _kill(tmp_path, 6, 4, "--fsync")


def test_what_a_commit_left_to_do_is_done_at_start(tmp_path: Path) -> None:
    """A file that was to be moved to its place is moved, one that was to go goes, and so does what nobody knows."""
    with LocalCluster(dir=tmp_path) as cluster:
        ask(cluster.endpoint, "POST", "/v1/buckets/b", {"action": "create-bck"})
        for name in ("o", "p"):
            assert 200 == follow(cluster.endpoint, "PUT", f"/v1/objects/b/{name}", name.encode() * 99).status
    unknown, old = File.of(b"x", 1), File.of(b"p", 2)
    with closing(sqlite3.connect(tmp_path / "cluster.sqlite")) as connection, connection:
        found = connection.execute("SELECT digest, generation FROM objects WHERE name = ?", (b"o",)).fetchone()
        kept = File(*found)
        connection.execute("INSERT INTO steps (digest, generation, stays) VALUES (?,?,1)", found)
        connection.execute("INSERT INTO steps (digest, generation, stays) VALUES (?,?,0)", (old.digest, old.generation))
    folder = tmp_path / "objects"
    (folder / str(kept)[:2] / str(kept)).rename(tmp_path / "incoming" / str(kept))
    (folder / str(old)[:2] / str(old)).write_bytes(b"an old version")
    (tmp_path / "incoming" / str(unknown)).write_bytes(b"half of what was put")
    with LocalCluster(dir=tmp_path) as again:
        contents = [follow(again.endpoint, "GET", f"/v1/objects/b/{name}").content for name in ("o", "p")]

    assert [b"o" * 99, b"p" * 99] == contents
    assert (set(), set()) == loose_files(tmp_path)


@pytest.mark.stress
@pytest.mark.timeout(900)
@pytest.mark.parametrize("options", [(), ("--fsync",)], ids=["process", "power"])
def test_killed_two_hundred_times(tmp_path: Path, options: tuple[str, ...]) -> None:
    """A fresh seed each time; it is in the message where something is wrong."""
    _kill(tmp_path, secrets.randbits(32), 200, *options)
