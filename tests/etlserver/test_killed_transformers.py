"""Transformers that are killed while a job uses them: whole objects only at the destination, and each failure named."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

import psutil
import pytest
from attrs import frozen

from aistore_hl import Bucket, Client, Etl, LocalCluster, errors

PATIENCE = 400
SLOW = '''"""Content in pieces, slowly: there is always a transform under way."""

import asyncio
import os
import time

from aistore_hl.etlserver import FastAPIServer, HTTPMultiThreadedServer

PAUSE = float(os.environ["PAUSE"])


class Upper(HTTPMultiThreadedServer):
    def transform_stream(self, reader, path, etl_args):
        while piece := reader.read(16 << 10):
            yield piece.upper()
            time.sleep(PAUSE)


class Joined(HTTPMultiThreadedServer):
    def transform_stream(self, reader, path, etl_args):
        while piece := reader.read(16 << 10):
            yield piece.replace(b" ", b"_")
            time.sleep(PAUSE)


class OverWebSockets(FastAPIServer):
    async def transform_stream(self, reader, path, etl_args):
        while piece := await reader.read(16 << 10):
            yield piece.upper()
            await asyncio.sleep(PAUSE)
'''


@frozen
class Case:
    """What is killed, and how often."""

    direct: bool = True
    way: Any = "hpush"
    stages: tuple[str, ...] = ("Upper",)
    is_on_disk: bool = False
    objects: int = 1000
    kills: int = 50
    pause: float = 0.06
    seed: int = 1

    def expected(self, content: bytes) -> bytes:
        """What becomes of content."""
        return content.upper().replace(b" ", b"_") if "Joined" in self.stages else content.upper()


FEW = {"objects": 40, "kills": 2, "pause": 0.01}
CASES = {
    "40 objects, 2 killed, kept by the source's target": Case(direct=False, **FEW),
    "40 objects, 2 killed, put directly": Case(**FEW),
    **{
        f"1,000 objects, 50 killed, {how}, {seed}": Case(direct=direct, seed=seed)
        for how, direct in (("kept by the source's target", False), ("put directly", True))
        for seed in (1, 2, 3)
    },
    "1,000 objects, 50 killed, over WebSockets": Case(way="ws", stages=("OverWebSockets",), pause=0.2),
    "1,000 objects, 50 killed, pulled": Case(way="hpull"),
    "1,000 objects, 50 killed, a pipeline": Case(stages=("Upper", "Joined"), pause=0.03),
    "1,000 objects, 50 killed, files": Case(is_on_disk=True),
}


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[bool], Client]]:
    """A client of a cluster of two targets that knows the slow ones as images, in memory or on disk; one of each."""
    file = tmp_path_factory.mktemp("slow") / "slow.py"
    file.write_text(SLOW)
    words = ["{python}", "-m", "aistore_hl.etlserver"]
    images = {f"slow/{name}": [*words, f"{file}:{name}"] for name in ("Upper", "Joined", "OverWebSockets")}
    made: dict[bool, Client] = {}
    with ExitStack() as stack:

        def start(is_on_disk: bool) -> Client:
            if is_on_disk not in made:
                folder: Path | None = tmp_path_factory.mktemp("cluster") if is_on_disk else None
                cluster = stack.enter_context(LocalCluster(targets=2, dir=folder, etl_images=images))
                made[is_on_disk] = stack.enter_context(Client(cluster.endpoint))
            return made[is_on_disk]

        yield start


def transformers() -> list[psutil.Process]:
    """The processes that transform: what the supervisors of this process's clusters have started."""
    found = []
    for process in psutil.Process().children(recursive=True):
        with suppress(psutil.NoSuchProcess):
            if any("slow.py:" in word for word in process.cmdline()) and not process.children():
                found.append(process)
    return found


def kill_some(case: Case, etls: Sequence[Etl], to: Bucket) -> int:
    """Kill so many transformers, each when all run and some more results have come; how many were."""
    chance, killed, until = random.Random(case.seed), 0, time.monotonic() + PATIENCE
    while killed < case.kills and time.monotonic() < until:
        # Another process is there only after the cluster has seen the end of the one before, and says so.
        victims = transformers()
        if len(victims) < 2 * len(etls) or {"Running"} != {each for etl in etls for each in etl.health().values()}:
            continue
        if sum(1 for _ in to.list_objects()) < killed * case.objects // (2 * case.kills):
            continue
        victim = chance.choice(victims)
        with suppress(psutil.NoSuchProcess):
            victim.kill()
            victim.wait(PATIENCE)
            killed += 1
    return killed


def content(number: int) -> bytes:
    """Pieces enough to be killed between, of a length of its own."""
    return f"object {number} ".encode() * (4000 + number)


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(
            case,
            id=name,
            marks=[pytest.mark.stress, pytest.mark.timeout(2 * PATIENCE)] if case.objects > 40 else (),
        )
        for name, case in CASES.items()
    ],
)
def test_killed_transformers_leave_no_half_objects(
    start: Callable[[bool], Client], case: Case, bucket_name: Callable[[], str]
) -> None:
    """What arrived is whole and right, and what did not is named with its cause."""
    client = start(case.is_on_disk)
    source, to = (client.bucket(bucket_name()).create() for _ in range(2))
    contents = {f"object-{number:04}": content(number) for number in range(case.objects)}
    source.put_many(contents)
    failed: dict[str, str] = {}
    with ExitStack() as stack:
        env = {"PAUSE": str(case.pause)}
        etls = [
            stack.enter_context(
                client.etl(f"slow-{number}").init(
                    f"slow/{stage}", communication=case.way, direct_put=case.direct, object_timeout=30, env=env
                )
            )
            for number, stage in enumerate(case.stages)
        ]
        job = source.transform(etls[0] if len(etls) == 1 else etls[0] >> etls[1], to, continue_on_error=True)
        killed = kill_some(case, etls, to)
        try:
            job.wait(timeout=PATIENCE)
        except errors.GroupFailed as exc:
            failed = dict(exc.failed)
    arrived = {entry.name: to.object(entry.name).get().read_all() for entry in to.list_objects()}

    assert case.kills == killed
    assert [] == [name for name, made in arrived.items() if case.expected(contents[name]) != made]
    assert sorted(contents) == sorted([*arrived, *failed])
    assert [] == [name for name, cause in failed.items() if not cause]
