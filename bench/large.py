"""One large object: by one stream and in parts, ours beside aistore, in one interleaved run.

    python bench/large.py --endpoint URL [--rounds 5] [--mib 512] [--machine NAME] [--write docs/benchmarks-large.md]

All go through the proxy. CPU time is that of the client, with the processes that it starts.
"""

from __future__ import annotations

import argparse
import datetime
import os
import platform
import resource
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from aistore_hl import Client, Object

BUCKET = "ais-hl-test-bench-large"
MIB = 1 << 20
PART = 64 * MIB
WORKERS = 4
_PREFACE = """# Measured: one large object

Written by `bench/large.py`: {where}, on {day}, Python {python}, {cores} cores, \
{rounds} rounds interleaved after one that does not count; medians.
All go through the proxy; ours are verified, but where the name says otherwise.
Server and client share the cores, so that workers win less here than they do between machines.

"""

Way = Callable[[], object]
Cell = list[tuple[float, float]]


class Ours:
    """aistore_hl, as users call it."""

    def __init__(self, client: Client, size: int, source: Path, folder: Path) -> None:
        self.stored = client.bucket(BUCKET).object("stored")
        self.sent = client.bucket(BUCKET).object("sent")
        self.warm = bytearray(size)
        self.source = source
        self.copy = folder / "copy"

    def one_stream(self) -> None:
        with self.stored.get() as reader, memoryview(self.warm) as view:
            done = 0
            while count := reader.readinto(view[done:]):
                done += count

    def reads(self) -> dict[str, Way]:
        """Into memory: one that is there already, and one that has to be made."""
        return {
            "one stream, warm buffer": self.one_stream,
            f"{WORKERS} workers, warm buffer": lambda: self.stored.get_parallel(self.warm, workers=WORKERS),
            "one stream, new buffer": lambda: self.stored.get().read_all(),
            f"{WORKERS} workers, new buffer": lambda: self.stored.get_parallel(workers=WORKERS),
        }

    def downloads(self) -> dict[str, Way]:
        return {
            "one stream": lambda: self.stored.download(self.copy),
            f"{WORKERS} workers": lambda: self.stored.download(self.copy, workers=WORKERS),
        }

    def puts(self, unverified: Object) -> dict[str, Way]:
        return {
            "one PUT": lambda: self.sent.put(self.source),
            f"{WORKERS} workers": lambda: self.sent.put_multipart(self.source, workers=WORKERS),
            f"{WORKERS} workers, not verified": lambda: unverified.put_multipart(self.source, workers=WORKERS),
        }


class Official:
    """The aistore package. It verifies nothing."""

    def __init__(self, endpoint: str, source: Path, folder: Path) -> None:
        from aistore import Client as Aistore

        bucket = Aistore(endpoint).bucket(BUCKET)
        self.stored: Any = bucket.object("stored")
        self.sent: Any = bucket.object("sent")
        self.source = source
        self.copy = folder / "other"

    def reads(self) -> dict[str, Way]:
        return {
            "aistore, one stream": lambda: self.stored.get_reader().read_all(),
            f"aistore, {WORKERS} workers": self._parallel,
        }

    def downloads(self) -> dict[str, Way]:
        return {
            "aistore, one stream": lambda: self._to_file(self.stored.get_reader(chunk_size=MIB)),
            f"aistore, {WORKERS} workers": lambda: self._to_file(self.stored.get_reader(num_workers=WORKERS)),
        }

    def puts(self) -> dict[str, Way]:
        return {
            "aistore, one PUT": lambda: self.sent.get_writer().put_file(str(self.source)),
            "aistore, in parts": self._parts,
        }

    def _parallel(self) -> None:
        with self.stored.get_reader(num_workers=WORKERS).read_all() as found:
            assert len(found.buf) > 0

    def _to_file(self, reader: Any) -> None:
        with self.copy.open("wb") as file:
            for chunk in reader:
                file.write(chunk)

    def _parts(self) -> None:
        upload = self.sent.multipart_upload().create()
        with self.source.open("rb") as file:
            for number, content in enumerate(iter(lambda: file.read(PART), b""), 1):
                upload.add_part(number).put_content(content)
        upload.complete()


def measure(ways: dict[str, Way], rounds: int, before: Way = lambda: None) -> dict[str, Cell]:
    """CPU and wall seconds of each way in each round."""
    cells: dict[str, Cell] = {name: [] for name in ways}
    for number in range(rounds + 1):
        for name, way in ways.items():
            before()
            cpu, start = _cpu(), time.perf_counter()
            way()
            if number:
                cells[name].append((_cpu() - cpu, time.perf_counter() - start))
    return cells


def _cpu() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


def page(title: str, cells: dict[str, Cell]) -> str:
    """One table; multiples are of the first row."""
    least = [_median(next(iter(cells.values())), part) for part in (0, 1)]
    lines = [f"## {title}", "", "| | CPU, ms | x first | wall, ms | x first |", "|---|--:|--:|--:|--:|"]
    for name, cell in cells.items():
        cpu, wall = (_median(cell, part) for part in (0, 1))
        lines.append(f"| {name} | {cpu * 1e3:.0f} | {cpu / least[0]:.2f} | {wall * 1e3:.0f} | {wall / least[1]:.2f} |")
    return "\n".join(lines) + "\n"


def _median(cell: Cell, part: int) -> float:
    return statistics.median(each[part] for each in cell)


def _touch(source: Path) -> Way:
    """Makes the content another one: AIS does not store what it has already."""
    stamps = iter(range(1, 1 << 30))

    def touch() -> None:
        with source.open("r+b") as file:
            file.write(next(stamps).to_bytes(8, "big"))

    return touch


def run(endpoint: str, size: int, rounds: int, folder: Path) -> str:
    """Three tables."""
    source = folder / "source"
    block = os.urandom(MIB)
    with source.open("wb") as file:
        for number in range(size // MIB):
            file.write(number.to_bytes(8, "big") + block[8:])
    with Client(endpoint) as client, Client(endpoint, integrity="off") as off:
        bucket = client.bucket(BUCKET).create(exist_ok=True)
        try:
            bucket.object("stored").put(source)
            ours, official = Ours(client, size, source, folder), Official(endpoint, source, folder)
            reads = measure(ours.reads() | official.reads(), rounds)
            downloads = measure(ours.downloads() | official.downloads(), rounds)
            unverified = off.bucket(BUCKET).object("sent")
            puts = measure(ours.puts(unverified) | official.puts(), rounds, _touch(source))
        finally:
            bucket.delete()
    what = f"{size // MIB} MiB"
    return "\n".join(
        (page(f"{what} into memory", reads), page(f"{what} into a file", downloads), page(f"{what} from a file", puts))
    )


def main() -> None:
    parser = argparse.ArgumentParser(description="one large object")
    parser.add_argument("--endpoint", required=True, help="a running AIS")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--mib", type=int, default=512)
    parser.add_argument("--machine", help="what to call this one")
    parser.add_argument("--write", type=Path, help="a page in docs to write")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        text = run(given.endpoint, given.mib * MIB, given.rounds, Path(folder))
    print(text)
    if given.write:
        preface = _PREFACE.format(
            where=given.machine or "one proxy and three targets of AIS 5.0 on the same machine",
            day=datetime.datetime.now(datetime.UTC).date(),
            python=platform.python_version(),
            cores=os.cpu_count(),
            rounds=given.rounds,
        )
        given.write.write_text(preface + text)


if __name__ == "__main__":
    main()
