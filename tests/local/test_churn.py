"""Readers and writers while targets come, go, die and return: what was acknowledged is there, whole, and the latest."""

from __future__ import annotations

import http.client
import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pytest
from attrs import define, field

from aistore_hl.local import LocalCluster
from tests.local.http import ask, follow, until

_KEYS: Final = 24
"""Per writer: a name has one writer, so that its latest content is known."""

_LOST: Final = (OSError, http.client.HTTPException)
"""How a request to a target that dies ends."""


@define(eq=False)
class Record:
    """What is known of one object."""

    name: str
    acknowledged: int = 0
    sent: int = 0
    """The last one that was sent, acknowledged or not."""


@define(eq=False)
class Load:
    """Threads that read and write until they are told to end, and what they found wrong."""

    cluster: LocalCluster
    records: list[list[Record]] = field(
        factory=lambda: [[Record(f"w{writer}/o{key}") for key in range(_KEYS)] for writer in range(2)]
    )
    wrong: list[str] = field(factory=list)
    is_over: threading.Event = field(factory=threading.Event)
    calm: int = 0
    """How often a target has gone; odd while one is away."""
    partings: int = 0
    """How often a target has gone for good, whose address some still have; odd while one is about to."""
    reads: int = 0
    writes: int = 0

    def write(self, record: Record) -> None:
        """Put the next content of an object."""
        record.sent += 1
        with self._lost_only_while_away(f"PUT of {record.name}"):
            answer = follow(self.cluster.endpoint, "PUT", f"/v1/objects/b/{record.name}", content(record, record.sent))
            if answer.status == 200:
                record.acknowledged = record.sent
                self.writes += 1
            elif not self._is_away():
                self.wrong.append(f"PUT of {record.name}: {answer.status} {answer.content!r}")

    def read(self, record: Record) -> None:
        """Read an object: it is whole, and where no target was away meanwhile not older than what was acknowledged."""
        least, calm = record.acknowledged, self.calm
        with self._lost_only_while_away(f"GET of {record.name}"):
            answer = follow(self.cluster.endpoint, "GET", f"/v1/objects/b/{record.name}")
            is_calm = calm == self.calm and not calm % 2
            if answer.status == 200:
                number = int(answer.content.partition(b"#")[0].rpartition(b":")[2])
                self.reads += 1
                if answer.content != content(record, number):
                    self.wrong.append(f"GET of {record.name}: mixed content of {number}")
                if is_calm and number < least:
                    self.wrong.append(f"GET of {record.name}: {number} after {least} was acknowledged")
            elif is_calm and least:
                self.wrong.append(f"GET of {record.name}: {answer.status} after {least} was acknowledged")

    @contextmanager
    def parting(self) -> Iterator[None]:
        """While a target goes whose objects have gone before."""
        self.partings += 1
        try:
            yield
        finally:
            self.partings += 1

    @contextmanager
    def away(self) -> Iterator[None]:
        """While a target is away."""
        self.calm += 1
        try:
            yield
        finally:
            self.calm += 1

    def check(self) -> None:
        """Every object has its latest content, or one that was sent after it and never acknowledged."""
        for record in (record for records in self.records for record in records):
            answer = follow(self.cluster.endpoint, "GET", f"/v1/objects/b/{record.name}")
            if not record.acknowledged and answer.status == 404:
                continue
            allowed = range(record.acknowledged, record.sent + 1)
            assert answer.content in {content(record, number) for number in allowed}, record

    @property
    def is_enough(self) -> bool:
        """Whether what is found says something, however slow the machine is."""
        return min(self.reads, self.writes) > 20

    def _is_away(self) -> bool:
        return bool(self.calm % 2)

    @contextmanager
    def _lost_only_while_away(self, what: str) -> Iterator[None]:
        before = (self.calm, self.partings)
        try:
            yield
        except _LOST as exc:
            if before == (self.calm, self.partings) and not before[0] % 2 and not before[1] % 2:
                self.wrong.append(f"{what}: {exc!r}")


def content(record: Record, number: int) -> bytes:
    """Content that says what it is, and is of one piece."""
    head = f"{record.name}:{number}#".encode()
    return head + bytes((number * 7 + index) & 0xFF for index in range(number % 50)) * (1 + number % 97)


def loaded(load: Load, seed: int) -> list[threading.Thread]:
    """Two writers, each of its own objects, and two readers of all of them."""

    def run(act: Callable[[Record], None], records: list[Record], number: int) -> None:
        dice = random.Random(seed + number)
        while not load.is_over.is_set():
            act(dice.choice(records))

    everything = [record for records in load.records for record in records]
    threads = [threading.Thread(target=run, args=(load.write, mine, at)) for at, mine in enumerate(load.records)]
    threads += [threading.Thread(target=run, args=(load.read, everything, 10 + at)) for at in range(2)]
    for thread in threads:
        thread.start()
    return threads


def churned(load: Load, seed: int, seconds: float) -> dict[str, int]:
    """Change who belongs to the cluster, one thing after the other, until enough has happened; how often each did."""
    dice, done = random.Random(seed), dict.fromkeys(("add", "maintain", "kill", "stop", "decommission"), 0)
    cluster, deadline = load.cluster, time.monotonic() + seconds
    while not load.wrong and (time.monotonic() < deadline or not load.is_enough or not all(done.values())):
        step = min(done, key=lambda name: (done[name], dice.random()))
        target = dice.choice(list(cluster.smap["tmap"]))
        if step == "add":
            cluster.add_target()
        elif step == "maintain":
            cluster.maintain(target)
            load.is_over.wait(dice.random() / 20)
            cluster.restore(target)
        elif step == "decommission":
            if len(cluster.smap["tmap"]) < 4:
                cluster.add_target()
            with load.parting():
                cluster.decommission_target(target)
                until(lambda gone=target: gone not in {node.id for node in cluster.control.state().nodes})
        else:
            with load.away():
                (cluster.kill_target if step == "kill" else cluster.stop_target)(target)
                load.is_over.wait(dice.random() / 5)
                cluster.start_target(target)
        done[step] += 1
        if dice.random() < 0.5:
            cluster.settle()
    cluster.settle()
    return done


@pytest.mark.timeout(180)
@pytest.mark.parametrize("store", ["memory", "disk", "fsync"])
@pytest.mark.parametrize("seconds", [pytest.param(60, marks=pytest.mark.stress), 0.6])
def test_what_was_acknowledged_is_there_whole_and_the_latest(tmp_path: Path, store: str, seconds: float) -> None:
    """After any number of changes, and while they happen wherever no target is away."""
    folder = None if store == "memory" else tmp_path / "kept"
    with LocalCluster(dir=folder, fsync=store == "fsync", dead_after=0.05) as cluster:
        ask(cluster.endpoint, "POST", "/v1/buckets/b", {"action": "create-bck"})
        load = Load(cluster)
        threads = loaded(load, 1)
        try:
            done = churned(load, 1, seconds)
        finally:
            load.is_over.set()
            for thread in threads:
                thread.join()

        assert [] == load.wrong
        load.check()
        assert all(done.values())
        assert load.is_enough
        page = ask(cluster.endpoint, "GET", "/v1/buckets/b", {"action": "list", "value": {}}).document
        names = [each["name"] for each in page["entries"]]
        assert sorted(set(names)) == names
