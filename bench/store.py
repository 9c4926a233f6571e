"""What the stores of the local cluster take for one step, in memory and on disk, and how long one of 100,000 objects
takes to start.

    python bench/store.py [--objects N] [--dir DIR]

Figures are microseconds where nothing else is said.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Final

from aistore_hl.local.store import DiskStore, Facts, MemoryStore, ObjectTable, Store

_SMALL: Final = b"x" * 4096
_PIECE: Final = b"x" * 65536
_LARGE: Final = 256 << 20


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--objects", type=int, default=100_000, metavar="N")
    parser.add_argument("--dir", metavar="DIR", help="where the folders are made")
    chosen = parser.parse_args()
    print(f"{'':20}" + "".join(f"{name:>12}" for name in _COLUMNS))
    for kind in ("memory", "disk", "fsync"):
        count = chosen.objects if kind != "fsync" else chosen.objects // 50
        with tempfile.TemporaryDirectory(prefix="aistore-bench-", dir=chosen.dir) as folder:
            figures = _measure(kind, Path(folder), count)
            print(f"{kind + f' {count:,}':20}" + "".join(f"{figure:12,.1f}" for figure in figures))


_COLUMNS: Final = ("put", "slowest ms", "overwrite", "get 4 KiB", "head", "page ms", "PUT MB/s", "GET MB/s", "start ms")


def _measure(kind: str, folder: Path, count: int) -> list[float]:
    store: Store = MemoryStore() if kind == "memory" else DiskStore(folder, fsync=kind == "fsync")
    store.save_bucket(1, b"", version=1)
    figures = asyncio.run(_steps(store, store.table("t", 1), count))
    store.close()
    if kind == "memory":
        return [*figures, 0.0]
    began = time.perf_counter()
    DiskStore(folder).close()
    return [*figures, (time.perf_counter() - began) * 1e3]


async def _steps(store: Store, table: ObjectTable, count: int) -> list[float]:
    names = [b"dir/%09d" % number for number in range(count)]
    put, slowest = await _each(names, lambda name: _put(store, table, name))
    overwrite, _ = await _each(names, lambda name: _put(store, table, name))
    get, _ = await _each(names, lambda name: _get(table, name))
    began = time.perf_counter()
    for name in names:
        table.get(name)
    head = (time.perf_counter() - began) / count * 1e6
    began = time.perf_counter()
    table.first(names[0], None, 10_000)
    page = (time.perf_counter() - began) * 1e3
    return [put, slowest, overwrite, get, head, page, *await _large(store, table)]


async def _each(names: list[bytes], act: Callable[[bytes], Awaitable[None]]) -> tuple[float, float]:
    """Microseconds for one, and milliseconds for the slowest."""
    slowest, began = 0.0, time.perf_counter()
    for name in names:
        start = time.perf_counter()
        await act(name)
        slowest = max(slowest, time.perf_counter() - start)
    return (time.perf_counter() - began) / len(names) * 1e6, slowest * 1e3


async def _put(store: Store, table: ObjectTable, name: bytes) -> None:
    draft = store.draft(name)
    await draft.add(_SMALL)
    await table.put(name, draft, lambda old: Facts(None, 1, {}))


async def _get(table: ObjectTable, name: bytes) -> None:
    opened = table.open(name)
    assert opened is not None
    await opened[1].read(0, opened[1].size)
    opened[1].close()
    table.touch(name)


async def _large(store: Store, table: ObjectTable) -> Iterator[float]:
    draft = store.draft(b"large")
    began = time.perf_counter()
    for _ in range(0, _LARGE, len(_PIECE)):
        await draft.add(_PIECE)
    await table.put(b"large", draft, lambda old: Facts(None, 1, {}))
    put = time.perf_counter() - began
    opened = table.open(b"large")
    assert opened is not None
    began = time.perf_counter()
    for start in range(0, _LARGE, 256 << 10):
        await opened[1].read(start, start + (256 << 10))
    opened[1].close()
    return iter((_LARGE / 1e6 / put, _LARGE / 1e6 / (time.perf_counter() - began)))


if __name__ == "__main__":
    main()
