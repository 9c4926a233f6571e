"""How much memory `get_many` of 10,000 objects takes at any moment, beyond what the process had before.

    python bench/memory.py http://localhost:8080 [--count 10000] [--write docs/benchmarks-memory.md]

What is handed over is dropped at once. Linux only: its high-water mark is set back before each way.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import secrets
import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import page

from aistore_hl import AsyncClient, Bucket, Client

MIB = 1 << 20
SIZES = (4096, 65536)
_PREFACE = """# Measured: memory of many objects

{source}
The most memory that the process had at any moment while it went through `get_many` of {count:,} objects, \
beyond what it had before, in MiB.
The window is the content under way, 256 objects or 32 MiB; what was handed over is dropped.

"""


def growth(endpoint: str, bucket: str, way: str, count: int, size: int) -> float:
    """MiB more than before, at most. For a process of its own: what others left free would hide what this one takes."""
    names = [f"{number:06}" for number in range(count)]
    with Client(endpoint) as client:
        work = ways(client.bucket(bucket), endpoint)[way]
        work(names[:1])  # what is loaded on first use
        gc.collect()
        Path("/proc/self/clear_refs").write_text("5")
        before = _status("VmRSS")
        got = work(names)
        grown = (_status("VmHWM") - before) / 1024
    if got != count * size:
        raise RuntimeError(f"{got:,} bytes instead of {count * size:,}")
    return grown


def _status(what: str) -> int:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{what}:"))


async def _by_task(endpoint: str, bucket: str, names: list[str]) -> int:
    async with AsyncClient(endpoint) as client:
        return sum([len(item.content) async for item in client.bucket(bucket).get_many(names)])


def ways(bucket: Bucket, endpoint: str) -> dict[str, Callable[[list[str]], int]]:
    """All of them; each says how many bytes came."""
    return {
        "get_many": lambda names: sum(len(item.content) for item in bucket.get_many(names)),
        "as they come": lambda names: sum(len(item.content) for item in bucket.get_many(names, ordered=False)),
        "direct": lambda names: sum(len(item.content) for item in bucket.get_many(names, direct=True)),
        "async": lambda names: asyncio.run(_by_task(endpoint, bucket.name, names)),
    }


def main() -> None:
    options = argparse.ArgumentParser(description="memory of many objects")
    options.add_argument("endpoint")
    options.add_argument("--count", type=int, default=10_000)
    options.add_argument("--write", type=Path, help="a page in docs to write")
    given = options.parse_args()
    rows = []
    fresh = ProcessPoolExecutor(1, get_context("spawn"), max_tasks_per_child=1)
    with fresh, Client(given.endpoint) as client:
        for size in SIZES:
            bucket = client.bucket(f"ais-hl-bench-{secrets.token_hex(4)}").create()
            try:
                bucket.put_many(
                    (f"{number:06}", str(number).encode().ljust(size, b".")) for number in range(given.count)
                )
                for way in ways(bucket, given.endpoint):
                    grown = fresh.submit(growth, given.endpoint, bucket.name, way, given.count, size).result()
                    rows.append((way, f"{size // 1024} KiB", f"{grown:.1f}"))
                    print(*rows[-1], flush=True)
            finally:
                bucket.delete()
    if given.write:
        source = page.source("memory.py", page.AIS, "each in a process of its own")
        text = page.table(("", "objects of", "more at most, MiB"), rows)
        given.write.write_text(_PREFACE.format(source=source, count=given.count) + text)


if __name__ == "__main__":
    main()
