"""ETLs that are started, stopped and deleted all at once, and clusters that end meanwhile: nothing is left of them."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import psutil
import pytest

from aistore_hl import Client
from aistore_hl.errors import AisError, JobAborted
from aistore_hl.local import LocalCluster
from tests.local.http import Answer, ask

TOY = str(Path(__file__).parent / "etl/toy.py")
DEADLINE = 20.0
SOON = 10.0
"""Seconds within which a stop is over: less than what waits for anything would take."""

pytestmark = pytest.mark.stress


def until(holds: Callable[[], bool], what: str) -> None:
    """Wait for something."""
    deadline = time.monotonic() + DEADLINE
    while not holds():
        assert time.monotonic() < deadline, what
        time.sleep(0.01)


@pytest.fixture
def homes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where transformers live."""
    homes = tmp_path / "homes"
    homes.mkdir()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    before, tempfile.tempdir = tempfile.tempdir, str(homes)
    yield homes
    tempfile.tempdir = before


@pytest.fixture
def cluster(tmp_path: Path, homes: Path) -> Iterator[LocalCluster]:
    """Two targets."""
    images = {
        "toy": ("{python}", TOY, str(tmp_path)),
        "never": ("{python}", "-c", "import threading; threading.Event().wait()"),
    }
    with LocalCluster(2, etl_images=images) as cluster:
        yield cluster


def children() -> list[psutil.Process]:
    """Processes below this one."""
    return [each for each in psutil.Process().children(recursive=True) if each.status() != psutil.STATUS_ZOMBIE]


@pytest.fixture
def in_thread() -> Iterator[ThreadPoolExecutor]:
    """For requests that take their time."""
    with ThreadPoolExecutor() as pool:
        yield pool


def init(cluster: LocalCluster, image: str, **env: str) -> Answer:
    """Start one."""
    runtime: dict[str, Any] = {"image": image, "env": [{"name": name, "value": env[name]} for name in env]}
    if env:
        runtime["command"] = ["sh", "-c", "exec python -m aistore_hl.etlserver"]
    message = {"name": "up-etl", "init_timeout": "9s" if image == "toy" else "5m", "runtime": runtime}
    return ask(cluster.endpoint, "PUT", "/v1/etl", message)


def test_of_several_that_begin_one_name_one_is_started(cluster: LocalCluster, in_thread: ThreadPoolExecutor) -> None:
    """The others are told that it is taken, also while it starts."""
    answers = list(in_thread.map(lambda _: init(cluster, "toy"), range(6)))

    assert [200, 409, 409, 409, 409, 409] == sorted(answer.status for answer in answers)
    assert 4 == len(children())


@pytest.mark.parametrize("how", [("POST", "/v1/etl/up-etl/stop"), ("DELETE", "/v1/etl/up-etl")], ids=["stop", "delete"])
def test_what_is_stopped_while_it_starts_does_not_start(
    cluster: LocalCluster, homes: Path, in_thread: ThreadPoolExecutor, how: tuple[str, str]
) -> None:
    """Whoever wanted it is told so; nothing is left, and the name is free."""
    starting = in_thread.submit(init, cluster, "never")
    until(lambda: len(children()) == 4, "it does not start")
    began = time.monotonic()

    stopped = ask(cluster.endpoint, *how)
    answer = starting.result(DEADLINE)

    assert time.monotonic() < began + SOON
    assert (200, 400) == (stopped.status, answer.status)
    assert "stopped while it was starting" in answer.document["message"]
    assert [] == children()
    assert [] == list(homes.iterdir())
    assert [] == ask(cluster.endpoint, "GET", "/v1/etl").document
    assert 200 == init(cluster, "toy").status


def test_starts_and_stops_in_any_order_leave_one_or_none(
    cluster: LocalCluster, homes: Path, in_thread: ThreadPoolExecutor
) -> None:
    """Twelve threads that start, stop and delete one ETL: none fails otherwise than by being refused."""
    requests = [("POST", "/v1/etl/up-etl/stop"), ("POST", "/v1/etl/up-etl/start"), ("DELETE", "/v1/etl/up-etl")]

    def some(number: int) -> list[int]:
        return [
            (init(cluster, "toy") if number % 4 == 3 else ask(cluster.endpoint, *requests[number % 4])).status
            for _ in range(6)
        ]

    statuses = {status for found in in_thread.map(some, range(12)) for status in found}
    ask(cluster.endpoint, "DELETE", "/v1/etl/up-etl")

    assert statuses <= {200, 400, 404, 409}
    until(lambda: not children(), "a process is left")
    until(lambda: not list(homes.iterdir()), "a folder is left")


def listening() -> socket.socket:
    """A place of packages that never answers."""
    silent = socket.socket()
    silent.bind(("127.0.0.1", 0))
    silent.listen()
    return silent


def ended(cluster: LocalCluster, starting: Future[Answer]) -> float:
    """Seconds that the end of a cluster takes; whoever waits for an ETL there gets an error, or no answer."""
    began = time.monotonic()
    cluster.close()
    spent = time.monotonic() - began
    with contextlib.suppress(OSError):
        assert starting.result(DEADLINE).status >= 400
    return spent


def test_a_cluster_ends_while_an_etl_starts(cluster: LocalCluster, homes: Path, in_thread: ThreadPoolExecutor) -> None:
    """At once."""
    starting = in_thread.submit(init, cluster, "never")
    until(lambda: len(children()) == 4, "it does not start")

    assert ended(cluster, starting) < SOON
    assert [] == children()
    assert [] == list(homes.iterdir())


def test_a_cluster_ends_while_packages_are_installed(
    cluster: LocalCluster, homes: Path, in_thread: ThreadPoolExecutor
) -> None:
    """At once, and pip with it."""
    with listening() as silent:
        index = f"http://127.0.0.1:{silent.getsockname()[1]}/simple"
        starting = in_thread.submit(init, cluster, "python:3-slim", PACKAGES="no-such-thing", PIP_INDEX_URL=index)
        silent.settimeout(DEADLINE)
        connection, _ = silent.accept()
        with connection:
            assert ended(cluster, starting) < SOON
            assert [] == children()
            assert [] == list(homes.iterdir())


def test_what_comes_and_goes_leaves_nothing(cluster: LocalCluster, homes: Path) -> None:
    """No process, no descriptor, no thread, no folder: ten ETLs one after the other, each used."""

    def use(communication: str) -> None:
        name = "up-sock" if communication == "ws" else "up-etl"
        with Client(cluster.endpoint) as client:
            bucket = client.bucket("b")
            etl = client.etl(name).init("toy", communication=communication, direct_put=True)  # type: ignore[arg-type]
            with etl:
                assert {b"X"} == {bucket.object(f"o{number}").get(etl=etl).read_all() for number in range(10)}
                bucket.transform(etl, client.bucket("made"), prefix="o").wait(timeout=DEADLINE)
                with pytest.raises(AisError):
                    bucket.object("none").get(etl=etl).read_all()

    def held() -> tuple[int, int]:
        return len(os.listdir("/proc/self/fd")), threading.active_count()

    with Client(cluster.endpoint) as client:
        bucket = client.bucket("b").create()
        for number in range(10):
            bucket.object(f"o{number}").put(b"x")
    use("ws")
    use("hpull")
    descriptors, threads = held()
    for number in range(10):
        use(("hpush", "hpull", "ws")[number % 3])

    until(lambda: held()[0] <= descriptors, "descriptors are left")
    until(lambda: held()[1] <= threads, "threads are left")
    assert [] == children()
    assert [] == list(homes.iterdir())


def test_a_stop_goes_on_when_nobody_waits_for_it(cluster: LocalCluster, homes: Path) -> None:
    """Whoever has asked for it hung up."""
    assert 200 == init(cluster, "toy").status
    host, _, port = cluster.endpoint.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port))) as connection:
        connection.sendall(b"DELETE /v1/etl/up-etl HTTP/1.1\r\nHost: x\r\n\r\n")

    until(lambda: not children(), "a process is left")
    until(lambda: not list(homes.iterdir()), "a folder is left")
    assert [] == json.loads(ask(cluster.endpoint, "GET", "/v1/etl").content)


@pytest.mark.parametrize("stopped", ["up-one", "up-two"])
def test_a_job_of_several_groups_ends_with_each_of_their_etls(
    cluster: LocalCluster, tmp_path: Path, stopped: str
) -> None:
    """Groups between the same buckets are one job, whichever ETLs they go through."""
    with Client(cluster.endpoint) as client:
        bucket = client.bucket("b").create()
        names = [f"o{number}" for number in range(10)]
        for name in names:
            bucket.object(name).put(b"x")
        (tmp_path / "hold").touch()
        ids = set()
        for etl in ("up-one", "up-two"):
            client.etl(etl).init("toy")
            value = {"id": etl, "objnames": names, "tobck": {"name": "made", "provider": "ais"}}
            ids.add(ask(cluster.endpoint, "POST", "/v1/buckets/b", {"action": "etl-listrange", "value": value}).content)
        job = client.job(ids.pop().decode(), kind="etl-listrange")
        assert not ids

        client.etl(stopped).stop()

        with pytest.raises(JobAborted):
            job.wait(timeout=DEADLINE)
        (tmp_path / "hold").unlink()
