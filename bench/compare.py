"""Ours beside the peers and beside a raw socket, in one interleaved run through the proxy.

    python bench/compare.py [--endpoint URL] [--rounds 5] [--write docs/reference/benchmarks.md]

The server runs in processes of its own: a real AIS at `--endpoint`, else the local cluster. What counts is the CPU
time of the client, as multiples of a raw socket that does the same on the same route: absolute times say little.
A cell that fails says so.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import datetime
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from contenders import Aiohttp, Boto3, Httpx, Official, Ours, OursAsync, Urllib3
from raw_socket import RawSocket
from scene import Scene

from aistore_hl import AsyncClient, Client

WORKLOADS = {
    "get_4k": ("GET 4 KiB", 200),
    "head_4k": ("HEAD", 200),
    "put_4k": ("PUT 4 KiB", 200),
    "get_1m": ("GET 1 MiB", 40),
    "get_256m": ("GET 256 MiB", 1),
    "put_256m_file": ("PUT 256 MiB from a file", 1),
    "list_100k": ("list all names", 1),
    "tasks_128": ("GET 4 KiB, 128 tasks", 2000),
}
"""Name in the table, and calls per round."""

_PREFACE = """# Measured

Written by `bench/compare.py` and `bench/layers.py`.
A raw socket spends most of its time in the kernel, a client in Python most of what it adds: \
where system calls are cheap, the same client is a larger multiple.
"""

LARGE = 256 << 20
NAMES = 100_000


def main() -> None:
    given = _options()
    with contextlib.ExitStack() as stack:
        endpoint = given.endpoint or stack.enter_context(local_cluster())
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        scene = stack.enter_context(_scene(endpoint, folder, given.names))
        cells = _measure(scene, given.rounds, given.only)
    where = "AIS at an endpoint" if given.endpoint else "the local cluster"
    if given.machine:
        where += f", {given.machine}"
    text = _page(cells, where, given.rounds, given.names)
    print(text)
    if given.write:
        write_part(given.write, where, text)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="ours beside the peers")
    parser.add_argument("--endpoint", help="a running AIS; the local cluster without")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--names", type=int, default=NAMES, help="objects to list")
    parser.add_argument("--only", nargs="*", choices=list(WORKLOADS), help="some of the workloads")
    parser.add_argument("--machine", help="what to call this one, where the page has figures of several")
    parser.add_argument("--write", type=Path, help="a page in docs to bring up to date")
    return parser.parse_args()


@contextlib.contextmanager
def local_cluster() -> Iterator[str]:
    """The local cluster in a process of its own."""
    command = [sys.executable, "-m", "aistore_hl.local", "--targets", "3"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip().partition("=")[2]
        finally:
            process.terminate()


@contextlib.contextmanager
def _scene(endpoint: str, folder: Path, names: int) -> Iterator[Scene]:
    """The objects that the workloads read, in buckets that are removed afterwards."""
    large = folder / "large"
    block = os.urandom(1 << 20)
    with large.open("wb") as file:
        for _ in range(LARGE >> 20):
            file.write(block)
    scene = Scene(endpoint, "bench-objects", "bench-names", os.urandom(4096), large, LARGE)
    with Client(endpoint) as client:
        bucket = client.bucket(scene.bucket).create()
        listed = client.bucket(scene.listed).create()
        try:
            bucket.object("small").put(scene.small)
            bucket.object("medium").put(block)
            bucket.object("large").put(large)
            asyncio.run(_fill(scene, names))
            yield scene
        finally:
            bucket.delete()
            listed.delete()


async def _fill(scene: Scene, names: int) -> None:
    """The names to list, by many tasks: one after the other they take as long as all the rest."""
    async with AsyncClient(scene.endpoint) as client:
        listed, numbers = client.bucket(scene.listed), iter(range(names))

        async def put() -> None:
            for number in numbers:
                await listed.object(f"some/folder/of/names/{number:07}").put(b"")

        await asyncio.gather(*(put() for _ in range(32)))


Cell = list[tuple[float, float]] | str
"""CPU and wall seconds of each round, or what went wrong."""


def _measure(scene: Scene, rounds: int, only: list[str] | None) -> dict[str, dict[str, Cell]]:
    ways = [
        RawSocket(scene),
        Ours(scene, name="aistore-hl, verified"),
        Ours(scene, name="aistore-hl, integrity off", integrity="off"),
        OursAsync(scene),
        Official(scene),
        Httpx(scene),
        Urllib3(scene),
        Aiohttp(scene),
        Boto3(scene),
    ]
    cells: dict[str, dict[str, Cell]] = {}
    for workload, (_, calls) in WORKLOADS.items():
        if only and workload not in only:
            continue
        row: dict[str, Cell] = {way.name: [] for way in ways if hasattr(way, workload)}
        for number in range(rounds + 1):
            for way in ways:
                held = row.get(way.name)
                if isinstance(held, list):
                    took = _timed(getattr(way, workload), calls)
                    if isinstance(took, str):
                        row[way.name] = took
                    elif number:  # the first round opens connections
                        held.append(took)
        cells[workload] = row
    return cells


def _timed(work: Callable[[int], int], calls: int) -> tuple[float, float] | str:
    wall, cpu = time.perf_counter(), _cpu()
    try:
        moved = work(calls)
    except Exception as exc:  # noqa: BLE001 - a peer may fail in any way of its own, and then the table says so
        return f"fails: {type(exc).__name__}"
    if not moved:
        return "fails: nothing moved"
    return (_cpu() - cpu) / calls, (time.perf_counter() - wall) / calls


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _page(cells: dict[str, dict[str, Cell]], where: str, rounds: int, names: int) -> str:
    ways = list(dict.fromkeys(way for row in cells.values() for way in row))
    lines = [
        f"Measured on {datetime.date.today()} with {where}, Python {platform.python_version()}, {os.cpu_count()} cores,"
        f" {rounds} rounds interleaved, {names:,} names; medians.",
        "CPU time of the client as multiples of the first column's; in brackets the wall time likewise.",
        "",
        "| | " + " | ".join(ways) + " |",
        "|---|" + "--:|" * len(ways),
    ]
    for workload, row in cells.items():
        scale = row.get("raw socket") or row.get("aistore-hl async")
        shown = [_shown(row.get(way), scale) for way in ways]
        lines.append(f"| {WORKLOADS[workload][0]} | " + " | ".join(shown) + " |")
    return "\n".join(lines)


def _shown(cell: Cell | None, scale: Cell | None) -> str:
    if cell is None:
        return "-"
    if isinstance(cell, str):
        return cell
    cpu, wall = _medians(cell)
    if cell is scale:
        return f"{cpu * 1e6:,.0f} us ({wall * 1e6:,.0f})"
    if not isinstance(scale, list):
        return f"{cpu * 1e6:,.0f} us"
    base_cpu, base_wall = _medians(scale)
    return f"{cpu / base_cpu:.2f} ({wall / base_wall:.2f})"


def _medians(rounds: list[tuple[float, float]]) -> tuple[float, float]:
    return statistics.median(cpu for cpu, _ in rounds), statistics.median(wall for _, wall in rounds)


def write_part(path: Path, where: str, text: str) -> None:
    """Replace the part of the page that is about this server."""
    begin, end = f"<!-- {where} -->\n", f"<!-- end of {where} -->\n"
    page = path.read_text() if path.exists() else _PREFACE
    if begin not in page:
        page += f"\n## On {where}\n\n{begin}{end}"
    before, _, rest = page.partition(begin)
    path.write_text(f"{before}{begin}{text}\n{end}{rest.partition(end)[2]}")


if __name__ == "__main__":
    main()
