"""A local cluster begins, tells what it saw, and ends without a trace."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from urllib.parse import urlsplit

import psutil
import pytest

from aistore_hl.local import Control, LocalCluster
from tests.local.http import ask, connect, follow

_DEADLINE = 10.0


def _wait(what: str, done: Callable[[], bool]) -> None:
    deadline = time.monotonic() + _DEADLINE
    while not done():
        assert time.monotonic() < deadline, what
        time.sleep(0.01)


def _is_over(connection: socket.socket) -> bool:
    with connection:
        try:
            return connection.recv(1) == b""
        except ConnectionError:
            return True


def test_it_is_up_within_a_second() -> None:
    """All nodes answer when the constructor returns."""
    began = time.monotonic()
    with LocalCluster(targets=5) as cluster:
        assert time.monotonic() - began < 1
        assert [200] * 6 == [ask(node.origin, "GET", "/v1/health").status for node in (cluster.proxy, *cluster.targets)]


def test_it_ends_without_a_trace() -> None:
    """No thread, no socket, and its ports are free; also with connections open and a request under way."""
    this = psutil.Process()
    threads, files = threading.active_count(), this.num_fds()
    cluster = LocalCluster()
    origins = [node.origin for node in (cluster.proxy, *cluster.targets)]
    idle = connect(cluster.endpoint)
    cluster.faults.once("GET health", delay=3600)
    waiting = connect(cluster.endpoint)
    waiting.sendall(b"GET /v1/health HTTP/1.1\r\nHost: x\r\n\r\n")
    _wait("the request arrives", lambda: not cluster.faults.is_armed)
    cluster.close()
    cluster.close()

    assert threads == threading.active_count()
    assert [True, True] == [_is_over(connection) for connection in (idle, waiting)]
    assert files == this.num_fds()
    for origin in origins:
        with pytest.raises(ConnectionRefusedError):
            connect(origin)
    assert not cluster.is_running


def test_clusters_live_side_by_side() -> None:
    """Each with its own buckets."""
    with LocalCluster(targets=1) as one, LocalCluster(targets=1) as other:
        ask(one.endpoint, "POST", "/v1/buckets/b", {"action": "create-bck"})

        assert [200, 404] == [ask(each.endpoint, "HEAD", "/v1/buckets/b").status for each in (one, other)]


def test_a_port_can_be_given_and_taken_again() -> None:
    """A taken one is an OSError, and leaves nothing behind."""
    with LocalCluster(targets=1) as cluster:
        port = urlsplit(cluster.endpoint).port or 0
        threads = threading.active_count()
        with pytest.raises(OSError, match="in use"):
            LocalCluster(port=port)
        assert threads == threading.active_count()
    with LocalCluster(targets=1, port=port) as again:
        assert f"http://127.0.0.1:{port}" == again.endpoint


@pytest.mark.parametrize("host", ["0.0.0.0", "localhost.example", "10.0.0.1", "::", ""])
def test_it_listens_on_loopback_only(host: str) -> None:
    """ValueError for anything else."""
    with pytest.raises(ValueError, match="loopback"):
        LocalCluster(host=host)


@pytest.mark.parametrize(
    "given", [{"targets": 0}, {"node_ids": []}, {"node_ids": ["a", "a"]}, {"node_ids": ["a"], "proxy_id": "a"}], ids=str
)
def test_ids_must_fit(given: dict[str, object]) -> None:
    """ValueError."""
    with pytest.raises(ValueError, match=r"target|ids"):
        LocalCluster(**given)  # type: ignore[arg-type]


def test_ids_can_be_given() -> None:
    """Of the proxy and of the targets, in that order."""
    with LocalCluster(node_ids=["t1", "t2"], proxy_id="p1") as cluster:
        assert ("p1", ["t1", "t2"]) == (cluster.proxy.id, [target.id for target in cluster.targets])
        assert f"LocalCluster({cluster.endpoint}, targets=2)" == repr(cluster)
    assert "closed" in repr(cluster)


def test_a_closed_cluster_changes_no_more() -> None:
    """RuntimeError."""
    cluster = LocalCluster(targets=1)
    cluster.close()

    with pytest.raises(RuntimeError, match="closed"):
        cluster.maintain(cluster.targets[0].id)


def test_it_tells_what_arrived(local: LocalCluster) -> None:
    """By node and side: requests, bytes of bodies that nobody read too, and header fields."""
    ask(local.endpoint, "POST", "/v1/buckets/b", {"action": "create-bck"})
    local.seen.clear()
    follow(local.endpoint, "PUT", "/v1/objects/b/o?a=b", b"x" * 100_000, [("X-Mine", "yes")])
    ask(local.endpoint, "PUT", "/v1/objects/b/o", b"y" * 1000)
    home = next(target for target in local.targets if target.seen.requests())

    assert (2, 1, 3, 0) == (
        local.proxy.seen.requests("PUT"),
        local.targets.seen.requests("PUT"),
        local.seen.requests(),
        local.seen.requests("GET"),
    )
    assert (1000, 100_000) == (local.proxy.seen.body_bytes("PUT"), local.targets.seen.body_bytes("PUT"))
    first, second, third = local.seen.arrivals("PUT")
    assert ("/v1/objects/b/o", "/v1/objects/b/o?a=b") == (first.path, first.target)
    assert [("proxy", local.proxy.id), ("target", home.id)] == [(each.side, each.node) for each in (first, second)]
    assert ["yes", "yes", None] == [each.header("x-mine") for each in (first, second, third)]
    assert [second] == home.seen.arrivals()


def test_only_the_last_thousand_are_remembered(local: LocalCluster) -> None:
    """All are counted."""
    head = b"GET /v1/health HTTP/1.1\r\nHost: x\r\n\r\n"
    with connect(local.endpoint) as connection:
        for _ in range(1100):
            connection.sendall(head)
            assert connection.recv(65536)

    assert (1100, 1000) == (local.seen.requests(), len(local.seen.arrivals()))


def _start(*arguments: str, **more: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "aistore_hl.local", *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, **more)  # type: ignore[call-overload, no-any-return]


@pytest.mark.parametrize("name", [signal.SIGINT, signal.SIGTERM])
def test_it_runs_as_a_process_until_it_is_told_to_end(name: signal.Signals) -> None:
    """It says where it listens, in a line for the shell, and ends with 0."""
    with _start("--targets", "2") as process:
        assert process.stdout
        line = process.stdout.readline()
        endpoint = line.removeprefix("export AIS_ENDPOINT=").strip()
        assert 200 == ask(endpoint, "GET", "/v1/health").status
        assert 2 == len(ask(endpoint, "GET", "/v1/daemon?what=smap").document["tmap"])
        process.send_signal(name)

        assert 0 == process.wait(_DEADLINE)


def test_a_process_tells_of_its_control_port() -> None:
    """`--control`: where it is, and the secret, in two more lines for the shell."""
    with _start("--targets", "1", "--control") as process:
        assert process.stdout
        told = dict(process.stdout.readline().strip().removeprefix("export ").split("=", 1) for _ in range(3))
        state = Control(told["AIS_CONTROL"], told["AIS_CONTROL_SECRET"]).state()
        process.terminate()

    assert told["AIS_ENDPOINT"] == state.endpoint


def test_a_process_on_a_taken_port_says_so() -> None:
    """One line, status 1."""
    with (
        LocalCluster(targets=1) as cluster,
        _start("--port", str(urlsplit(cluster.endpoint).port), stderr=subprocess.PIPE) as process,
    ):
        _, errors = process.communicate(timeout=_DEADLINE)

    assert (1, 1) == (process.returncode, errors.count("\n"))
    assert errors.startswith("aistore_hl.local: ")


def test_a_process_dies_with_its_parent() -> None:
    """When it was started so: here the parent is a shell that is killed."""
    script = (
        "import subprocess, sys, time\n"
        "child = subprocess.Popen([sys.executable, '-m', 'aistore_hl.local', '--targets', '1', '--die-with-parent'])\n"
        "print(child.pid, flush=True)\n"
        "time.sleep(3600)\n"
    )
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout
        lines = [parent.stdout.readline(), parent.stdout.readline()]
        pid = next(int(line) for line in lines if line.strip().isdigit())
        assert psutil.pid_exists(pid)
        parent.kill()
        parent.wait()

        _wait(
            "the child ends", lambda: not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
        )


def test_importing_it_loads_no_server() -> None:
    """The import is for everybody, the server for those who start one."""
    heavy = ("starlette", "uvicorn", "h11", "msgspec", "xxhash", "asyncio", "httpx")
    script = f"import sys, aistore_hl.local; print([name for name in {heavy} if name in sys.modules])"

    assert "[]\n" == subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout


def test_a_forked_child_does_not_stop_it() -> None:
    """It has no thread there: closing frees only what the child inherited."""
    with LocalCluster(targets=1) as cluster:
        child = os.fork()
        if child == 0:
            cluster.close()
            os._exit(0)
        _, status = os.waitpid(child, 0)

        assert 0 == status
        assert 200 == ask(cluster.endpoint, "GET", "/v1/health").status
