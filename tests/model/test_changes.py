"""Everything that users do, while the nodes of a cluster change: right bytes, or an error that says what was wrong."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from typing import Any, Final

import pytest
from attrs import define, field

from aistore_hl import Client, LocalCluster, RetryPolicy, errors

from .load import KINDS, Load

OUT: Final = (
    errors.AmbiguousWrite,
    errors.BatchError,
    errors.BodyConsumed,
    errors.BodyInterrupted,
    errors.JobFailed,
    errors.ListingIncomplete,
    errors.ServerError,
    errors.TransportError,
    errors.UploadLost,
)
"""What can be said of a node that does not answer; not that anything is not there."""


@define(eq=False)
class Watch:
    """Which of the nodes' absences there were so far, and what users said meanwhile."""

    absences: int = 0
    """Odd while a node is out."""
    is_over: threading.Event = field(factory=threading.Event)
    wrong: list[str] = field(factory=list)
    failed: list[str] = field(factory=list)

    @contextmanager
    def absent(self) -> Iterator[None]:
        """While a node is out."""
        self.absences += 1
        try:
            yield
        finally:
            self.absences += 1

    def goes_on(self, loads: Sequence[Load], end: float) -> bool:
        """Whether nothing is wrong, and it is not yet the end or not everything was done."""
        return not self.wrong and (time.monotonic() < end or any(len(load.done) < len(KINDS) for load in loads))

    def run(self, load: Load) -> None:
        """Do everything by turns, each kind at least once, until it is over or something is wrong."""
        while not self.wrong:
            for kind in load.dice.sample(KINDS, len(KINDS)):
                self._do(load, kind)
                if self.is_over.is_set() and len(load.done) == len(KINDS):
                    return

    def _do(self, load: Load, kind: str) -> None:
        before = self.absences
        try:
            getattr(load, kind)()
            load.done[kind] += 1
        except errors.AisError as exc:
            if isinstance(exc, errors.Conflict) and "ErrLimitedCoexistence" in str(exc):
                return  # AIS begins no such job beside a rebalance
            self.failed.append(f"{kind}: {exc!r}")
            if not _is_honest(exc) or (before == self.absences and not before % 2):
                self.wrong.append(f"{kind}: {exc!r}")
        except Exception as exc:  # noqa: BLE001 - in a thread, and it ends the test
            self.wrong.append(f"{kind}: {exc!r}")


def _is_honest(exc: Exception) -> bool:
    failures = exc.failures.values() if isinstance(exc, errors.BatchError) else ()
    return isinstance(exc, OUT) and all(map(_is_honest, failures))


@pytest.fixture(scope="module")
def loaded() -> None:
    """Everything that users and the cluster's thread would load at their first use. Python 3.11 may fail where pytest
    rewrites modules in two threads (gh-106905)."""
    for package in ("_core", "_wire", "_sync", "local"):
        found = import_module(f"aistore_hl.{package}")
        for module in walk_packages(found.__path__, f"{found.__name__}."):
            if not module.name.endswith("__main__"):
                import_module(module.name)


@contextmanager
def used(cluster: LocalCluster, folder: Path, watch: Watch, *, users: int) -> Iterator[list[Load]]:
    """Users of a cluster, who have ended afterwards."""
    with ExitStack() as clients:
        loads = []
        for number in range(users):
            client = clients.enter_context(Client(cluster.endpoint, retry=RetryPolicy(base=0.01, total=2)))
            buckets = client.bucket(f"load-{number}").create(), client.bucket(f"copies-{number}").create()
            place = folder / f"user-{number}"
            place.mkdir()
            loads.append(Load(buckets, place, random.Random(number)))
        threads = [threading.Thread(target=watch.run, args=(load,)) for load in loads]
        for thread in threads:
            thread.start()
        try:
            yield loads
        finally:
            watch.is_over.set()
            for thread in threads:
                thread.join()
        assert [] == watch.wrong
        for load in loads:
            load.check()


STORES: Final[dict[str, Any]] = {"memory": lambda folder: {}, "disk": lambda folder: {"dir": folder / "kept"}}

LONG: Final = [
    pytest.param("memory", 1, 0.0, id="memory"),
    pytest.param("memory", 3, 60.0, id="memory-minute", marks=pytest.mark.stress),
    pytest.param("disk", 3, 60.0, id="disk-minute", marks=pytest.mark.stress),
]


@pytest.mark.usefixtures("loaded")
@pytest.mark.timeout(300)
@pytest.mark.parametrize(("store", "users", "seconds"), LONG)
def test_maintenance_costs_nobody_anything(store: str, users: int, seconds: float, tmp_path: Path) -> None:
    """Nodes go into maintenance and come back, all the time: no byte is wrong, all is there, and nothing fails but jobs
    that AIS does not begin beside a rebalance."""
    watch, turn = Watch(), 0
    with (
        LocalCluster(targets=4, **STORES[store](tmp_path)) as cluster,
        used(cluster, tmp_path, watch, users=users) as loads,
    ):
        end = time.monotonic() + seconds
        while turn < 4 or watch.goes_on(loads, end):
            node = cluster.targets[turn % 4].id
            cluster.maintain(node)
            watch.is_over.wait(0.05)
            cluster.restore(node)
            if turn % 2:
                cluster.settle()
            turn += 1

        assert [] == watch.failed


@pytest.mark.usefixtures("loaded")
@pytest.mark.timeout(300)
@pytest.mark.parametrize(("store", "users", "seconds"), LONG)
def test_a_killed_node_is_said_to_be_out(store: str, users: int, seconds: float, tmp_path: Path) -> None:
    """Nodes die and return: what fails says so, never that an object is not there, and nothing acknowledged is lost."""
    watch, turn = Watch(), 0
    with LocalCluster(targets=4, dead_after=3600, **STORES[store](tmp_path)) as cluster:
        with used(cluster, tmp_path, watch, users=users) as loads:
            end = time.monotonic() + seconds
            while turn < 4 or watch.goes_on(loads, end) or not (watch.failed or watch.wrong):
                node = cluster.targets[turn % 4].id
                with watch.absent():
                    cluster.kill_target(node)
                    watch.is_over.wait(0.05)
                    cluster.start_target(node)
                watch.is_over.wait(0.2)
                turn += 1

        assert watch.failed
