"""A cluster as a process: it tells where it is, and leaves with whoever made it."""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

import psutil
import pytest

from aistore_hl import Client
from aistore_hl.local import ClusterProcess, LocalCluster
from tests.local.http import ask

_DEADLINE = 10.0


def _wait(what: str, done: Callable[[], bool]) -> None:
    deadline = time.monotonic() + _DEADLINE
    while not done():
        assert time.monotonic() < deadline, what
        time.sleep(0.01)


def _is_gone(pid: int) -> bool:
    return not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE


def test_it_answers_once_it_is_made() -> None:
    """And is gone once it is closed, however often that is."""
    with LocalCluster.process(targets=2) as cluster:
        assert cluster.is_running
        assert 2 == len(cluster.targets)
        assert [200] * 3 == [ask(each, "GET", "/v1/health").status for each in (cluster.endpoint, *cluster.targets)]
        assert {"AIS_ENDPOINT": cluster.endpoint} == cluster.environment
        assert f"ClusterProcess({cluster.endpoint}, pid={cluster.pid}, targets=2)" == repr(cluster)
    cluster.close()

    assert not cluster.is_running
    assert not psutil.pid_exists(cluster.pid)


@pytest.mark.parametrize(("quirks", "status"), [("ais", 206), (None, 416)])
def test_it_does_wrong_what_it_is_told_to(quirks: Literal["ais"] | None, status: int) -> None:
    """The last byte of an empty object, for one."""
    with LocalCluster.process(targets=1, quirks=quirks) as cluster, Client(cluster.endpoint) as client:
        client.bucket("b").create().object("empty").put(b"")
        found = ask(cluster.targets[0], "GET", "/v1/objects/b/empty", fields=[("Range", "bytes=-1")])

        assert status == found.status


def test_several_live_side_by_side() -> None:
    """Each with its own buckets."""
    with LocalCluster.process(targets=1) as one, LocalCluster.process(targets=1) as other:
        ask(one.endpoint, "POST", "/v1/buckets/b", {"action": "create-bck"})

        assert [200, 404] == [ask(each.endpoint, "HEAD", "/v1/buckets/b").status for each in (one, other)]


@pytest.mark.parametrize(
    ("given", "error", "said"),
    [
        ({"targets": 0}, ValueError, "at least one target"),
        ({"host": "10.0.0.1"}, ValueError, "loopback"),
        ({"port": 70_000}, ValueError, "65535"),
        ({"load": ["/does/not/exist"]}, OSError, "no such folder"),
        ({"load": ["no!=."]}, ValueError, "not a bucket name"),
        ({"log": "/does/not/exist"}, OSError, "No such file"),
    ],
    ids=["targets", "host", "port", "folder", "bucket", "log"],
)
def test_what_cannot_be_is_refused(given: dict[str, object], error: type[Exception], said: str) -> None:
    """As the constructor refuses it, and nothing runs on."""
    before = set(psutil.Process().children())
    with pytest.raises(error, match=said):
        LocalCluster.process(**given)  # type: ignore[arg-type]

    assert before == set(psutil.Process().children())


def test_a_taken_port_is_refused(shared: LocalCluster) -> None:
    """OSError, with the address in it."""
    port = urlsplit(shared.endpoint).port or 0
    with pytest.raises(OSError, match=f"127.0.0.1:{port}"):
        LocalCluster.process(port=port)


def test_a_token_and_a_log_pass_through(tmp_path: Path) -> None:
    """The token is told to whoever made it, and the log has no word of it."""
    log = tmp_path / "requests"
    with LocalCluster.process(targets=1, allow_remote=True, log=log) as cluster:
        with Client(cluster.endpoint, token=cluster.token) as client:
            client.bucket("b").create()
        assert 401 == ask(cluster.endpoint, "HEAD", "/v1/buckets/b").status

    assert ["POST", "HEAD"] == [line.split()[2] for line in log.read_text().splitlines()]
    assert cluster.token
    assert cluster.token not in log.read_text()


def _look(cluster: ClusterProcess, told: multiprocessing.Queue[object]) -> None:
    """What a worker can do with a cluster of its parent."""
    with Client(cluster.endpoint) as client:
        seen = client.bucket("b").exists()
    running = cluster.is_running
    cluster.close()
    told.put((seen, running))


@pytest.mark.filterwarnings("ignore:This process.*multi-threaded:DeprecationWarning")  # from Python 3.12 on
@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_workers_use_it_and_cannot_end_it(method: str) -> None:
    """A copy of the handle, forked or pickled, has the address and no power over the process."""
    context = multiprocessing.get_context(method)
    with LocalCluster.process(targets=1) as cluster:
        ask(cluster.endpoint, "POST", "/v1/buckets/b", {"action": "create-bck"})
        told: multiprocessing.Queue[object] = context.Queue()
        worker = context.Process(target=_look, args=(cluster, told))
        worker.start()

        assert (True, False) == told.get(timeout=_DEADLINE)
        worker.join(_DEADLINE)
        assert 200 == ask(cluster.endpoint, "GET", "/v1/health").status
        assert cluster.endpoint == pickle.loads(pickle.dumps(cluster)).endpoint


PARENT = """
import os, time
from aistore_hl.local import LocalCluster
cluster = LocalCluster.process(targets=1)
worker = os.fork() if {forks} else -1
if worker == 0:
    time.sleep(3600)
print(cluster.pid, worker, flush=True)
{ending}
"""


@pytest.mark.parametrize("forks", [False, True], ids=["alone", "with a worker that lives on"])
def test_it_dies_with_its_parent(forks: bool) -> None:
    """Also with one that is killed, and where a forked worker holds what the parent held."""
    script = PARENT.format(forks=forks, ending="time.sleep(3600)")
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout
        pid, worker = map(int, parent.stdout.readline().split())
        try:
            assert psutil.pid_exists(pid)
            parent.kill()
            parent.wait()

            _wait("the cluster ends", lambda: _is_gone(pid))
        finally:
            if worker > 0:
                os.kill(worker, 9)


def test_it_dies_with_a_parent_that_forgot_it() -> None:
    """Whoever ends without closing leaves nothing behind."""
    done = subprocess.run(
        [sys.executable, "-c", PARENT.format(forks=False, ending="")], stdout=subprocess.PIPE, text=True, check=True
    )

    pid = int(done.stdout.split()[0])
    _wait("the cluster ends", lambda: _is_gone(pid))


def test_one_that_was_killed_is_known_to_be() -> None:
    """`is_running` looks, and closing it is nothing."""
    with LocalCluster.process(targets=1) as cluster:
        os.kill(cluster.pid, 9)

        _wait("it is gone", lambda: not cluster.is_running)


def test_an_interrupt_is_for_its_owner() -> None:
    """Ctrl-C reaches the whole group, and whoever made it may still have to tidy up; SIGTERM ends it."""
    with LocalCluster.process(targets=1) as cluster:
        os.kill(cluster.pid, signal.SIGINT)
        with pytest.raises(psutil.TimeoutExpired):
            psutil.Process(cluster.pid).wait(0.3)  # ending takes a tenth of that
        assert 200 == ask(cluster.endpoint, "GET", "/v1/health").status
        os.kill(cluster.pid, signal.SIGTERM)

        _wait("it is gone", lambda: not cluster.is_running)


def test_a_start_that_fails_says_how(tmp_path: Path) -> None:
    """OSError with the status of a process that ended before it said anything."""
    with pytest.raises(OSError, match="ended with status 2"):
        ClusterProcess(["--nonsense"])
