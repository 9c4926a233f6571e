"""Streaming costs a constant amount of memory, whatever the size; bodies are not copied more often than need be."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests.wire.programs import environment, run

MIB = 1 << 20

PRELUDE = """
import asyncio, resource, sys, tempfile
from pathlib import Path
from aistore_hl._wire.aio import AsyncEngine
from aistore_hl._wire.blocking import Engine
from aistore_hl._core.request import FileSlice
origin, size, way = sys.argv[1], int(sys.argv[2]), sys.argv[3]
MIB = 1 << 20
def pieces():
    data = bytes(MIB)
    for _ in range(size // MIB):
        yield data
def memory(name):
    status = Path("/proc/self/status")
    if status.exists():
        return next(int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith(name))
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024  # macOS: bytes
def sparse():
    file = tempfile.TemporaryFile()
    file.truncate(size)
    return FileSlice(file, 0, size)
"""

THREADS = """
engine = Engine()
def get(size):
    with engine.send(origin, "GET", f"/{size}") as response:
        if way == "readinto":
            buffer = bytearray(MIB)
            return sum(iter(lambda: response.readinto(buffer), 0))
        return sum(len(chunk) for chunk in iter(response.read_chunk, b""))
def put(body, length):
    with engine.send(origin, "PUT", "/", body=body, length=length) as response:
        return int(response.read())
get(MIB)
before = memory("VmRSS")
if way == "file":
    assert put(sparse(), None) == size
elif way == "pieces":
    assert put(pieces(), size) == size
elif way == "chunked":
    assert put(pieces(), None) > size
else:
    assert get(size) == size
print(memory("VmHWM") - before)
"""

TASKS = """
async def main():
    engine = AsyncEngine()
    async def get(size):
        async with await engine.send(origin, "GET", f"/{size}") as response:
            total = 0
            buffer = bytearray(MIB)
            while count := (await response.readinto(buffer) if way == "readinto" else len(await response.read_chunk())):
                total += count
            return total
    async def put(body, length):
        async with await engine.send(origin, "PUT", "/", body=body, length=length) as response:
            return int(await response.read())
    await get(MIB)
    before = memory("VmRSS")
    if way == "file":
        assert await put(sparse(), None) == size
    elif way == "pieces":
        assert await put(pieces(), size) == size
    elif way == "chunked":
        assert await put(pieces(), None) > size
    else:
        assert await get(size) == size
    print(memory("VmHWM") - before)
    await engine.close()
asyncio.run(main())
"""


@pytest.fixture(scope="module")
def origin() -> Iterator[str]:
    """A server in a process of its own."""
    program = [sys.executable, "-m", "tests.wire.streams"]
    with subprocess.Popen(
        program, env=environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout is not None
        assert server.stdin is not None
        yield f"http://127.0.0.1:{server.stdout.readline().strip()}"
        server.stdin.close()


def growth(code: str, origin: str, size: int, way: str) -> int:
    """KiB by which the highest resident size exceeded that before the transfer."""
    done = run(PRELUDE + code, origin, str(size), way, timeout=600)
    assert done.returncode == 0, done.stderr
    return int(done.stdout)


WAYS = ["readinto", "chunks", "file", "pieces", "chunked"]
CODES = {"threads": THREADS, "tasks": TASKS}


SAMPLE = [
    ("threads", "readinto"),
    ("threads", "file"),
    ("threads", "chunked"),
    ("tasks", "chunks"),
    ("tasks", "pieces"),
]


@pytest.mark.parametrize(("kind", "way"), SAMPLE)
def test_streaming_256_mib_takes_constant_memory(origin: str, kind: str, way: str) -> None:
    assert growth(CODES[kind], origin, 256 * MIB, way) <= 16 * 1024


@pytest.mark.stress
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("code", CODES.values(), ids=CODES)
def test_streaming_2_gib_takes_constant_memory(origin: str, code: str, way: str) -> None:
    assert growth(code, origin, 2048 * MIB, way) <= 16 * 1024
