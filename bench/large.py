"""One large object: by one stream and in parts, ours beside aistore, in one interleaved run.

    python bench/large.py --endpoint URL [--rounds 5] [--mib 512] [--machine NAME] [--write docs/benchmarks-large.md]

All go through the proxy. CPU time is that of the client, with the processes that it starts.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))

import page
from floor import Floor

from aistore_hl import Client

BUCKET = "ais-hl-test-bench-large"
MIB = 1 << 20
PART = 64 * MIB
WORKERS = 4
_PREFACE = """# Measured: one large object

{source}
All go through the proxy; ours are verified, but where the name says otherwise. \
aistore verifies nothing of what it reads.
A raw socket does nothing but move the bytes: its CPU is the kernel's, and nobody gets below it.
Server and client share the cores, so that workers win less here than they do between machines.

"""
_NOTES = """
## What is in it

- New memory: the kernel has to find and clear it, which is most of what a read into it costs, by whomever: \
raw sockets alone take a quarter of aistore's CPU. \
Into a buffer that is given, `get_parallel(into=...)`, nothing has to be cleared.
- Into a file: a raw socket receives and writes. To verify it costs a read of what was written and a hash, \
in the order of the bytes, since XXH64 cannot be put together from parts. \
Parts of 8 to 128 MiB make no difference, nor do pieces of 256 KiB instead of 1 MiB.
- From a file: a raw socket uses sendfile, which copies nothing. Ours reads every piece, \
since what AIS answers at the end is compared with the checksum of each part and of the whole: \
to read and hash the file, and nothing else, takes 120 ms of CPU, \
so that even with sendfile it would be more than a quarter of aistore's. \
Pieces of 64 KiB to 1 MiB make no difference.
- aistore's parts are read whole by this script, and sent one after the other.
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

    def downloads(self, off: Client) -> dict[str, Way]:
        unverified = off.bucket(BUCKET).object("stored")
        return {
            "one stream": lambda: self.stored.download(self.copy),
            f"{WORKERS} workers": lambda: self.stored.download(self.copy, workers=WORKERS),
            f"{WORKERS} workers, not verified": lambda: unverified.download(self.copy, workers=WORKERS),
        }

    def puts(self, off: Client) -> dict[str, Way]:
        unverified = off.bucket(BUCKET).object("sent")
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


def part(title: str, cells: dict[str, Cell]) -> str:
    """One table; multiples are of the first row, and of the last one, which is aistore's way to do it in parts."""
    rows = {name: [_median(cell, kind) for kind in (0, 1)] for name, cell in cells.items()}
    first, last = next(iter(rows.values())), list(rows.values())[-1]
    head = ("", "CPU, ms", "x first", "x last", "wall, ms", "x first", "x last")
    return f"## {title}\n\n" + page.table(
        head,
        [
            (name, *(text for kind in (0, 1) for text in _said(row[kind], first[kind], last[kind])))
            for name, row in rows.items()
        ],
    )


def _said(value: float, first: float, last: float) -> tuple[str, str, str]:
    return f"{value * 1e3:.0f}", f"{value / first:.2f}", f"{value / last:.2f}"


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
            floor = Floor(endpoint, f"/v1/objects/{BUCKET}/stored", size, WORKERS)
            raw = f"raw sockets, {WORKERS} workers"
            bare: dict[str, Way] = {
                f"{raw}, warm buffer": lambda: floor.into(ours.warm),
                f"{raw}, new buffer": floor.into_new,
            }
            reads = measure(ours.reads() | bare | official.reads(), rounds)
            bare = {raw: lambda: floor.into_file(folder / "raw")}
            downloads = measure(ours.downloads(off) | bare | official.downloads(), rounds)
            bare = {raw: lambda: floor.from_file(source)}
            puts = measure(ours.puts(off) | bare | official.puts(), rounds, _touch(source))
        finally:
            bucket.delete()
    what = f"{size // MIB} MiB"
    return "\n".join(
        (part(f"{what} into memory", reads), part(f"{what} into a file", downloads), part(f"{what} from a file", puts))
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
        rounds = f"{given.rounds} rounds interleaved after one that does not count; medians"
        source = page.source("large.py", given.machine or page.AIS, rounds)
        given.write.write_text(_PREFACE.format(source=source) + text + _NOTES)


if __name__ == "__main__":
    main()
