"""Buckets transformed by a job, with direct put and without; and how long a new transformer takes to its first answer.

    python bench/etl.py [--objects 400] [--size 65536] [--rounds 3] [--write docs/benchmarks-etl-jobs.md]

On a local cluster of three targets in this very process. The transformer makes capitals, on our server with threads
and on NVIDIA's; both are asked for the same in turn. Each job's destination is counted afterwards, and a sample of it
compared. The servers alone, without a cluster, are in bench/etl_server.py.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import page

from aistore_hl import Bucket, Client, LocalCluster
from aistore_hl.etlserver import FastAPIServer, FlaskServer, HTTPMultiThreadedServer

ROOT = Path(__file__).resolve().parent
OURS, THEIRS = "aistore-hl", "aistore 2.0.0"
TRANSFORMERS = {
    OURS: "from aistore_hl.etlserver import HTTPMultiThreadedServer as Base",
    THEIRS: "from aistore.sdk.etl.webserver.http_multi_threaded_server import HTTPMultiThreadedServer as Base",
}
CODE = """import os
{base}
class Upper(Base):
    def transform(self, data, path, etl_args):
        return data.upper()
Upper(port=int(os.environ["PORT"])).start()
"""

PREFACE = """# Measured: jobs with transformers

{source}
What a server for transformers does on its own is what `bench/etl_server.py` measures.

## A bucket by a job

`bucket.transform`: {objects:,} objects of {size:,} bytes, transformed by `hpush` into another bucket, on three targets.
With direct put the transformer sends what it made to the target that keeps it; without, its own target does.
That spares a cluster of many machines a way over its network. The targets of a local cluster are one process, which has
another request to answer instead: there direct put is for trying it, not for speed.
NVIDIA's server does not ask whether direct put is on: it puts its results in both rows.

"""

FIRST = """
## From a class to its first answer

`etl.init_class(cls)`, and then one object read through it, in the caller's environment: each target starts a process.

"""


class Upper(HTTPMultiThreadedServer):
    """On threads."""

    def transform(self, data: bytes, path: str, etl_args: str) -> bytes:
        return data.upper()


class UpperOnFlask(FlaskServer):
    """On Flask."""

    def transform(self, data: bytes, path: str, etl_args: str) -> bytes:
        return data.upper()


class UpperOnFastAPI(FastAPIServer):
    """On FastAPI."""

    async def transform(self, data: bytes, path: str, etl_args: str) -> bytes:
        return data.upper()


def main() -> None:
    """Print objects a second of each job, and seconds to the first answer."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--objects", type=int, default=400)
    parser.add_argument("--size", type=int, default=64 << 10)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--write", type=Path, help="a page in docs to write")
    given = parser.parse_args()
    with ExitStack() as stack:
        images = {name: [sys.executable, "-c", CODE.format(base=base)] for name, base in TRANSFORMERS.items()}
        cluster = stack.enter_context(LocalCluster(targets=3, etl_images=images))
        client = stack.enter_context(Client(cluster.endpoint))
        jobs = measured_jobs(client, given)
        starts = measured_starts(client, given.rounds)
    rows = [
        (
            "with direct put" if direct else "without",
            *(f"{given.objects / jobs[maker, direct]:,.0f}" for maker in TRANSFORMERS),
            f"{jobs[THEIRS, direct] / jobs[OURS, direct]:.1f}",
        )
        for direct in (False, True)
    ]
    head = ("", f"{OURS}, objects/s", f"{THEIRS}, objects/s", "times as many")
    first = [(name, f"{least:.2f}", f"{most:.2f}") for name, (least, most) in starts.items()]
    first_head = ("server", "best, s", "worst, s")
    print(page.table(head, rows), page.table(first_head, first), sep="\n")
    if given.write:
        source = page.source("etl.py", "a local cluster", f"best of {given.rounds} rounds, interleaved")
        preface = PREFACE.format(source=source, objects=given.objects, size=given.size)
        given.write.write_text(preface + page.table(head, rows) + FIRST + page.table(first_head, first))


def measured_jobs(client: Client, given: argparse.Namespace) -> dict[tuple[str, bool], float]:
    """Seconds of the best job, by server and whether results are put directly."""
    source = client.bucket("source").create()
    source.put_many({f"{number:06}": b"x" * given.size for number in range(given.objects)})
    best: dict[tuple[str, bool], float] = {}
    etls = {
        (maker, direct): client.etl(f"job-{index}{int(direct)}-upper").init(maker, direct_put=direct)
        for index, maker in enumerate(TRANSFORMERS)
        for direct in (False, True)
    }
    for number in range(given.rounds):
        for (maker, direct), etl in etls.items():
            to = client.bucket(f"to-{etl.name}-{number}").create()
            began = time.perf_counter()
            job = source.transform(etl, to)
            client.job(job.jobs[0].id, kind="etl-bck").wait(timeout=120)
            took = time.perf_counter() - began
            check(to, given)
            to.delete()
            best[maker, direct] = min(best.get((maker, direct), took), took)
    for etl in etls.values():
        etl.delete()
    source.delete()
    return best


def check(to: Bucket, given: argparse.Namespace) -> None:
    """All are there, and one of them is what it should be."""
    names = [entry.name for entry in to.list_objects()]
    if len(names) != given.objects or to.object(names[-1]).get().read_all() != b"X" * given.size:
        raise SystemExit(f"{to.name} has {len(names):,} objects, or wrong ones")


def measured_starts(client: Client, rounds: int) -> dict[str, tuple[float, float]]:
    """Seconds from a class to its first answer: least and most, by server."""
    bucket = client.bucket("first").create()
    bucket.object("text").put(b"text")
    classes: dict[str, Callable[[], float]] = {
        cls.__mro__[1].__name__: lambda cls=cls: start(client, bucket, cls)  # type: ignore[misc]
        for cls in (Upper, UpperOnFlask, UpperOnFastAPI)
    }
    taken: dict[str, list[float]] = {name: [] for name in classes}
    for _ in range(rounds):
        for name, measure in classes.items():
            taken[name].append(measure())
    bucket.delete()
    return {name: (min(each), max(each)) for name, each in taken.items()}


def start(client: Client, bucket: Bucket, cls: type[HTTPMultiThreadedServer | FlaskServer | FastAPIServer]) -> float:
    """Seconds from a class to its first answer."""
    etl = client.etl("first-answer")
    began = time.perf_counter()
    etl.init_class(cls)
    content = bucket.object("text").get(etl=etl).read_all()
    took = time.perf_counter() - began
    etl.delete()
    if content != b"TEXT":
        raise SystemExit(f"{cls.__name__} made {content!r}")
    return took


if __name__ == "__main__":
    main()
