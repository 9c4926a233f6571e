"""Transformers that are killed while a job uses them: whole objects only at the destination, and each failure named."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from contextlib import suppress

import psutil
import pytest

from aistore_hl import Bucket, Client, Etl, LocalCluster, errors

PATIENCE = 120
SLOW = '''"""Capitals in pieces, slowly: there is always a transform under way."""

import os
import time

from aistore_hl.etlserver import HTTPMultiThreadedServer


class SlowUpper(HTTPMultiThreadedServer):
    def transform_stream(self, reader, path, etl_args):
        while piece := reader.read(16 << 10):
            yield piece.upper()
            time.sleep(float(os.environ["PAUSE"]))
'''
SIZES = [
    pytest.param(40, 2, 0.01, id="40 objects, 2 killed"),
    pytest.param(
        1000, 50, 0.06, id="1,000 objects, 50 killed", marks=[pytest.mark.stress, pytest.mark.timeout(2 * PATIENCE)]
    ),
]


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """Of a cluster of two targets that knows the slow one as an image."""
    file = tmp_path_factory.mktemp("slow") / "slow.py"
    file.write_text(SLOW)
    images = {"slow": ["{python}", "-m", "aistore_hl.etlserver", str(file)]}
    with LocalCluster(targets=2, etl_images=images) as cluster, Client(cluster.endpoint) as client:
        yield client


def transformers() -> list[psutil.Process]:
    """The processes that transform: what the supervisors of this process's cluster have started."""
    found = []
    for process in psutil.Process().children(recursive=True):
        with suppress(psutil.NoSuchProcess):
            if any(word.endswith("slow.py") for word in process.cmdline()) and not process.children():
                found.append(process)
    return found


def kill_some(count: int, etl: Etl, to: Bucket, objects: int) -> int:
    """Kill so many transformers, each when all run and some more results have come; how many were."""
    chance, killed, until = random.Random(count), 0, time.monotonic() + PATIENCE
    while killed < count and time.monotonic() < until:
        # A second process is there only after the cluster has seen the end of the one before, and says so.
        victims = transformers()
        if len(victims) < 2 or {"Running"} != set(etl.health().values()):
            continue
        if sum(1 for _ in to.list_objects()) < killed * objects // (2 * count):
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


@pytest.mark.parametrize(("objects", "kills", "pause"), SIZES)
@pytest.mark.parametrize("direct", [False, True], ids=["kept by the source's target", "put directly"])
def test_killed_transformers_leave_no_half_objects(
    client: Client, direct: bool, objects: int, kills: int, pause: float
) -> None:
    """What arrived is whole and right, and what did not is named with its cause."""
    source, to = (client.bucket(f"{word}-{objects}-{direct}".lower()).create() for word in ("from", "to"))
    contents = {f"object-{number:04}": content(number) for number in range(objects)}
    source.put_many(contents)
    failed: dict[str, str] = {}
    with client.etl("slow-upper").init("slow", direct_put=direct, object_timeout=30, env={"PAUSE": str(pause)}) as etl:
        job = source.transform(etl, to, continue_on_error=True)
        killed = kill_some(kills, etl, to, objects)
        try:
            job.wait(timeout=PATIENCE)
        except errors.GroupFailed as exc:
            failed = dict(exc.failed)
    arrived = {entry.name: to.object(entry.name).get().read_all() for entry in to.list_objects()}

    assert kills == killed
    assert [] == [name for name, made in arrived.items() if contents[name].upper() != made]
    assert sorted(contents) == sorted([*arrived, *failed])
    assert [] == [name for name, cause in failed.items() if not cause]
