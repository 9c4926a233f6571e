"""Many small objects in one go: ours beside the peers and beside raw sockets, in one interleaved run.

    python bench/many.py --endpoint URL [--rounds 7] [--count 1000] [--machine NAME] [--write docs/benchmarks-many.md]

Only a real AIS has get-batch, so that an endpoint is needed. All go through the proxy and are verified by those that
can, but where the name says otherwise. CPU time is that of the client.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import re
import resource
import socket
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

sys.path.insert(0, str(Path(__file__).resolve().parent))

import aiohttp
import httpx
import page

from aistore_hl import AsyncClient, Client

SIZE = 4096
WINDOW = 256
TASKS = 32
BUCKET = "ais-hl-test-bench-many"
_LOCATION = re.compile(rb"\r\nLocation: http://([^/]+)(\S+)")
_LENGTH = re.compile(rb"\r\nContent-Length: (\d+)")
_PREFACE = """# Measured: many objects at a time

{source}
All go through the proxy, but where the name says direct; ours are verified.
A get-batch is one request whose answer holds all objects; the raw one takes its bytes and looks at none: \
what it costs is the kernel's, and so little that multiples of it vary from run to run, \
with the speed of what is not the kernel: 2.6 to 4.7 by way of the proxy, 1.9 to 3.2 direct, over the runs so far.
Raw and pipelined is a script that sends and receives the same requests as get_many, without any check.
On one machine with its data in memory a get-batch is not the faster way: it ends about 100 ms after its last object. \
On a cluster whose disks rule it may be, and it alone gives members of archives.

![CPU of the client for each object](images/many.svg)

"""

Way = Callable[[], int]
"""Does the work; the bytes, or the objects, that it moved."""


class Raw:
    """Sockets and nothing else: no check, no error that is understood."""

    def __init__(self, endpoint: str, names: list[str]) -> None:
        self.host = urlsplit(endpoint).netloc
        self.names = names
        self._sockets: dict[str, socket.socket] = {}
        self._places: dict[str, str] = {}

    def batch(self) -> int:
        """The bytes of one get-batch, as they come."""
        entries = [{"objname": name, "bucket": BUCKET, "provider": "ais"} for name in self.names]
        body = json.dumps({"in": entries, "mime": ".tar", "coer": True, "onob": True, "strm": True}).encode()
        target = f"/v1/ml/moss/{BUCKET}?provider=ais"
        fields = b"Content-Type: application/json\r\nContent-Length: %d\r\n" % len(body)
        host = self.host
        while True:
            sock = socket.create_connection(_place(host))
            first = f"GET {target} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n".encode()
            sock.sendall(first + fields + b"\r\n" + body)
            data = sock.recv(1 << 20)
            found = _LOCATION.search(data)
            if found is None:
                break
            sock.close()
            host, target = found[1].decode(), found[2].decode()
        moved, buffer = len(data), bytearray(1 << 18)
        while count := sock.recv_into(buffer):
            moved += count
        sock.close()
        if moved < len(self.names) * SIZE:
            raise RuntimeError(f"a get-batch of {moved} bytes")
        return len(self.names) * SIZE

    def pipelined(self) -> int:
        """GETs through the proxy, many before their answers: first the redirects of a window, then the objects."""
        moved = 0
        for start in range(0, len(self.names), WINDOW):
            window = self.names[start : start + WINDOW]
            asked = "".join(f"GET /v1/objects/{BUCKET}/{name} HTTP/1.1\r\nHost: {self.host}\r\n\r\n" for name in window)
            by_host: dict[str, list[str]] = {}
            for head, _ in self._ask(self.host, asked, len(window)):
                found = _LOCATION.search(head)
                assert found is not None
                host = found[1].decode()
                by_host.setdefault(host, []).append(f"GET {found[2].decode()} HTTP/1.1\r\nHost: {host}\r\n\r\n")
            for host, requests in by_host.items():
                self._socket(host).sendall("".join(requests).encode())
            for host, requests in by_host.items():
                moved += sum(len(body) for _, body in self._answers(self._socket(host), len(requests)))
        return moved

    def direct(self) -> int:
        """The same of the targets themselves, where it is known which one has what."""
        if not self._places:
            asked = "".join(
                f"GET /v1/objects/{BUCKET}/{name} HTTP/1.1\r\nHost: {self.host}\r\n\r\n" for name in self.names
            )
            for name, (head, _) in zip(self.names, self._ask(self.host, asked, len(self.names)), strict=True):
                found = _LOCATION.search(head)
                assert found is not None
                self._places[name] = found[1].decode()
        moved = 0
        for start in range(0, len(self.names), WINDOW):
            by_host: dict[str, list[str]] = {}
            for name in self.names[start : start + WINDOW]:
                host = self._places[name]
                by_host.setdefault(host, []).append(f"GET /v1/objects/{BUCKET}/{name} HTTP/1.1\r\nHost: {host}\r\n\r\n")
            for host, requests in by_host.items():
                self._socket(host).sendall("".join(requests).encode())
            for host, requests in by_host.items():
                moved += sum(len(body) for _, body in self._answers(self._socket(host), len(requests)))
        return moved

    def _ask(self, host: str, requests: str, count: int) -> list[tuple[bytes, bytes]]:
        sock = self._socket(host)
        sock.sendall(requests.encode())
        return self._answers(sock, count)

    def _answers(self, sock: socket.socket, count: int) -> list[tuple[bytes, bytes]]:
        found, data = [], b""
        while len(found) < count:
            received = sock.recv(1 << 18)
            if not received:
                raise ConnectionError("the connection ended within an answer")
            data = data + received if data else received
            start = 0
            while (end := data.find(b"\r\n\r\n", start)) >= 0:
                head = data[start:end]
                length = _LENGTH.search(head)
                stop = end + 4 + (int(length[1]) if length else 0)
                if stop > len(data):
                    break
                found.append((head, data[end + 4 : stop]))
                start = stop
            data = data[start:]
        return found

    def _socket(self, host: str) -> socket.socket:
        sock = self._sockets.get(host)
        if sock is None:
            sock = self._sockets[host] = socket.create_connection(_place(host))
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return sock


def _place(host: str) -> tuple[str, int]:
    name, _, port = host.partition(":")
    return name, int(port)


def reads(client: Client, runner: asyncio.Runner, tasks: AsyncClient, raw: Raw, names: list[str]) -> dict[str, Way]:
    """All ways to read them."""
    bucket = client.bucket(BUCKET)
    official = _official(client.endpoint, names)
    return {
        "raw socket, one get-batch": raw.batch,
        "raw socket, pipelined": raw.pipelined,
        "raw socket, pipelined, direct": raw.direct,
        "aistore-hl get_many": lambda: sum(len(item.content) for item in bucket.get_many(names)),
        "aistore-hl get_many, as they come": lambda: sum(
            len(item.content) for item in bucket.get_many(names, ordered=False)
        ),
        "aistore-hl get_many, direct": lambda: sum(len(item.content) for item in bucket.get_many(names, direct=True)),
        "aistore-hl async get_many": lambda: runner.run(_many_async(tasks, names)),
        "aistore-hl get, one by one": lambda: sum(_get(bucket.object(name)) for name in names),
        "aistore 2.0.0 batch": official["batch"],
        "aistore 2.0.0, one by one": official["loop"],
        f"aiohttp, {TASKS} tasks": lambda: asyncio.run(_by_aiohttp(client.endpoint, names)),
        f"httpx, {TASKS} tasks": lambda: asyncio.run(_by_httpx(client.endpoint, names)),
    }


def others(client: Client, names: list[str]) -> dict[str, Way]:
    """Writes and properties."""
    bucket = client.bucket(BUCKET)

    def put_many() -> int:
        # Content that is stored nowhere: AIS does not write what it has already.
        return len(bucket.put_many({f"put/{name}": os.urandom(SIZE) for name in names})) * SIZE

    def put() -> int:
        return sum(bucket.object(f"put/{name}").put(os.urandom(SIZE)).size or 0 for name in names)

    return {
        "aistore-hl put_many": put_many,
        "aistore-hl put, one by one": put,
        "aistore-hl head_many": lambda: sum(item.props.size or 0 for item in bucket.head_many(names)),
        "aistore-hl head, one by one": lambda: sum(bucket.object(name).head().size or 0 for name in names),
    }


def _get(object: Any) -> int:
    with object.get() as reader:
        return len(reader.read_all())


def _official(endpoint: str, names: list[str]) -> dict[str, Way]:
    from aistore import Client as OfficialClient

    client = OfficialClient(endpoint)
    bucket = client.bucket(BUCKET)

    def batch() -> int:
        return sum(len(content) for _, content in client.batch(names, bucket=bucket).get())

    def loop() -> int:
        return sum(len(bucket.object(name).get_reader().read_all()) for name in names)

    return {"batch": batch, "loop": loop}


async def _many_async(client: AsyncClient, names: list[str]) -> int:
    moved = 0
    async for item in client.bucket(BUCKET).get_many(names):
        moved += len(item.content)
    return moved


async def _by_aiohttp(endpoint: str, names: list[str]) -> int:
    left = iter(names)

    async def get(session: aiohttp.ClientSession) -> int:
        moved = 0
        for name in left:
            async with session.get(f"{endpoint}/v1/objects/{BUCKET}/{name}") as answer:
                moved += len(await answer.read())
        return moved

    async with aiohttp.ClientSession() as session:
        return sum(await asyncio.gather(*(get(session) for _ in range(TASKS))))


async def _by_httpx(endpoint: str, names: list[str]) -> int:
    left = iter(names)

    async def get(client: httpx.AsyncClient) -> int:
        return sum([len((await client.get(f"{endpoint}/v1/objects/{BUCKET}/{name}")).content) for name in left])

    async with httpx.AsyncClient(follow_redirects=True) as client:
        return sum(await asyncio.gather(*(get(client) for _ in range(TASKS))))


Cell = list[tuple[float, float]] | str
"""CPU and wall seconds of each round, or what went wrong."""


def measure(ways: dict[str, Way], rounds: int, moved: int) -> dict[str, Cell]:
    """Each way in turn, round after round; the first one is not counted."""
    cells: dict[str, Cell] = {name: [] for name in ways}
    for number in range(rounds + 1):
        for name, way in ways.items():
            cell = cells[name]
            if isinstance(cell, str):
                continue
            try:
                cost = _timed(way, moved)
            except Exception as exc:  # noqa: BLE001 - a peer may fail in any way of its own, and then the table says so
                cells[name] = f"{type(exc).__name__}: {str(exc)[:80]}"
                continue
            if number:
                cell.append(cost)
    return cells


def _timed(way: Way, moved: int) -> tuple[float, float]:
    cpu, wall = _cpu(), time.perf_counter()
    got = way()
    spent = _cpu() - cpu, time.perf_counter() - wall
    if got != moved:
        raise RuntimeError(f"{got} bytes instead of {moved}")
    return spent


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def part(title: str, cells: dict[str, Cell], floor: str, count: int) -> str:
    """One table: microseconds per object, and multiples of the floor."""
    least = _median(cells[floor], 0)
    rows = []
    for name, cell in cells.items():
        if isinstance(cell, str):
            rows.append((name, cell, "", ""))
            continue
        cpu, wall = (_median(cell, kind) for kind in (0, 1))
        rows.append((name, f"{cpu / count * 1e6:.1f}", f"{cpu / least:.1f}", f"{wall / count * 1e6:.1f}"))
    return f"## {title}\n\n" + page.table(("", "CPU, us per object", f"x {floor}", "wall, us per object"), rows)


def plot(cells: dict[str, Cell], count: int) -> str:
    """The same for eyes, without those that would make all others too small to see."""
    shown = {name: _median(cell, 0) / count * 1e6 for name, cell in cells.items() if not isinstance(cell, str)}
    few = {name: value for name, value in shown.items() if value < 20 * shown["aistore-hl get_many"]}
    return page.bars(f"CPU of the client for each of {count:,} objects of 4 KiB", "us", few, "aistore-hl")


def _median(cell: Cell, part: int) -> float:
    assert not isinstance(cell, str), cell
    return statistics.median(round[part] for round in cell)


def main() -> None:
    parser = argparse.ArgumentParser(description="many small objects at a time")
    parser.add_argument("--endpoint", required=True, help="a running AIS")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--machine", help="what to call this one")
    parser.add_argument("--write", type=Path, help="a page in docs to bring up to date")
    given = parser.parse_args()
    names = [f"some/object-{number:06}" for number in range(given.count)]
    tasks = AsyncClient(given.endpoint)
    with asyncio.Runner() as runner, Client(given.endpoint) as client:
        bucket = client.bucket(BUCKET).create(exist_ok=True)
        try:
            bucket.put_many({name: os.urandom(SIZE) for name in names})
            raw = Raw(client.endpoint, names)
            read = measure(reads(client, runner, tasks, raw, names), given.rounds, given.count * SIZE)
            other = measure(others(client, names), given.rounds, given.count * SIZE)
        finally:
            bucket.delete()
            runner.run(tasks.close())
    text = part(f"GET of {given.count:,} objects of 4 KiB", read, "raw socket, one get-batch", given.count)
    text += "\n" + part(f"PUT and HEAD of {given.count:,}", other, "aistore-hl head_many", given.count)
    print(text)
    if given.write:
        rounds = f"{given.rounds} rounds interleaved after one that does not count; medians"
        picture = given.write.parent / "images" / "many.svg"
        picture.write_text(plot(read, given.count))
        source = page.source("many.py", given.machine or page.AIS, rounds)
        given.write.write_text(_PREFACE.format(source=source) + text)


if __name__ == "__main__":
    main()
