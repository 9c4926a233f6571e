"""Our servers for transformers beside NVIDIA's, in one interleaved run: echo and MD5, sizes, clients; and `/health`.

    python bench/etl_server.py [--rounds 5] [--only flask] [--write docs/benchmarks-etl-servers.md]

Each server is a process of its own, and is asked over raw sockets, which are kept where the server keeps them. CPU is
that of the server's processes, which other work on the machine does not change as much as it does the time.
"""

from __future__ import annotations

import argparse
import contextlib
import datetime
import hashlib
import os
import platform
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
from attrs import define, field, frozen

SIZES = {"4 KiB": 4 << 10, "1 MiB": 1 << 20, "64 MiB": 64 << 20}
COUNTS = {
    ("4 KiB", 1): 200,
    ("4 KiB", 16): 480,
    ("1 MiB", 1): 24,
    ("1 MiB", 16): 48,
    ("64 MiB", 1): 5,
    ("64 MiB", 16): 16,
}
PAIRS = {
    "threaded": ("threaded", "their threaded"),
    "Flask, start()": ("flask start", "their flask start"),
    "Flask, gunicorn": ("flask gunicorn", "their flask gunicorn"),
    "FastAPI, async def": ("fastapi async", "their fastapi"),
    "FastAPI, in a thread": ("fastapi thread", "their fastapi"),
}
NAP = 0.3
"""Seconds that a sleeping transform sleeps, and that one which computes takes of a processor."""
ROUNDS_OF_LARGE = 3
"""At most so many of the rounds with 64 MiB, which take two thirds of the time."""


def transform(data: bytes, path: str, etl_args: str) -> bytes:
    """Echo, MD5, or a nap."""
    if etl_args == "md5":
        return hashlib.md5(data).hexdigest().encode()
    if etl_args == "nap":
        time.sleep(NAP)
    if etl_args == "spin":
        until = time.thread_time() + NAP
        while time.thread_time() < until:
            pass
    return data


class Plain:
    """The transform of servers that call it."""

    def transform(self, data: bytes, path: str, etl_args: str) -> bytes:
        return transform(data, path, etl_args)


class Awaited:
    """The same for those that await it."""

    async def transform(self, data: bytes, path: str, etl_args: str) -> bytes:
        if etl_args == "nap":
            import asyncio

            await asyncio.sleep(NAP)
            return data
        return transform(data, path, etl_args)


def server(name: str, port: int = 8000) -> Any:
    """One of the servers."""
    word = name.removeprefix("their ").split()[0]
    if name.startswith("their "):
        import importlib

        module, cls = {
            "threaded": ("http_multi_threaded_server", "HTTPMultiThreadedServer"),
            "flask": ("flask_server", "FlaskServer"),
            "fastapi": ("fastapi_server", "FastAPIServer"),
        }[word]
        base = getattr(importlib.import_module(f"aistore.sdk.etl.webserver.{module}"), cls)
    else:
        from aistore_hl import etlserver

        base = getattr(
            etlserver, {"threaded": "HTTPMultiThreadedServer", "flask": "FlaskServer"}.get(word, "FastAPIServer")
        )
    made = type("Bench", (Awaited if name == "fastapi async" else Plain, base), {})
    return made(host="127.0.0.1", port=port)


def ours() -> Any:
    """For gunicorn."""
    return server("flask").app


def theirs() -> Any:
    """For gunicorn."""
    return server("their flask").app


def run(name: str, port: int) -> None:
    """Serve."""
    if name == "their fastapi":
        import uvicorn

        uvicorn.run(server(name, port).app, host="127.0.0.1", port=port, access_log=False, log_level="warning")
    else:
        server(name, port).start()


def command(name: str, port: int) -> list[str]:
    """How a server is started."""
    if name.endswith("gunicorn"):
        app = f"bench.etl_server:{'theirs' if name.startswith('their') else 'ours'}()"
        options = ["--worker-class", "gthread", "--threads", "32", "--bind", f"127.0.0.1:{port}", "--keep-alive", "60"]
        return [sys.executable, "-m", "gunicorn", *options, "--no-control-socket", app]
    return [sys.executable, "-m", "bench.etl_server", "--serve", name, "--port", str(port)]


@define
class Running:
    """A server that runs."""

    name: str
    port: int
    process: psutil.Process
    times: dict[tuple[str, str, int], list[float]] = field(factory=dict)
    rates: dict[tuple[str, str, int], list[float]] = field(factory=dict)
    cpu: dict[tuple[str, str, int], list[float]] = field(factory=dict)
    resets: int = 0
    """How often a connection ended instead of an answer."""

    def used(self) -> float:
        """Seconds of CPU so far."""
        total = 0.0
        for process in (self.process, *self.process.children(recursive=True)):
            with contextlib.suppress(psutil.NoSuchProcess):
                found = process.cpu_times()
                total += found.user + found.system
        return total


@contextlib.contextmanager
def started(name: str) -> Iterator[Running]:
    """A server, until the block ends."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environ = {**os.environ, "AIS_TARGET_URL": "http://127.0.0.1:9/v1/etl/_object/x/y"}
    with subprocess.Popen(
        command(name, port), env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        deadline = time.monotonic() + 30
        while True:
            try:
                Client(port).ask(request("GET", "/health"))
                break
            except OSError:
                if time.monotonic() > deadline or process.poll() is not None:
                    raise SystemExit(f"{name} did not start") from None
                time.sleep(0.05)
        try:
            yield Running(name, port, psutil.Process(process.pid))
        finally:
            process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(5)
            process.kill()


def request(method: str, target: str, body: bytes = b"") -> bytes:
    """A request as bytes."""
    length = f"Content-Length: {len(body)}\r\n" if method == "PUT" else ""
    head = f"{method} {target} HTTP/1.1\r\nHost: b\r\nUser-Agent: Go-http-client/1.1\r\n{length}\r\n"
    return head.encode() + body


class Client:
    """A connection that is kept, where the server keeps it."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.socket: socket.socket | None = None
        self.buffer = bytearray(1 << 20)

    def ask(self, data: bytes) -> float:
        """Send a request and take its answer; the seconds that took."""
        began = time.perf_counter()
        if self.socket is None:
            self.socket = socket.create_connection(("127.0.0.1", self.port), 60)
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.sendall(data)
        have = b""
        while (end := have.find(b"\r\n\r\n")) < 0:
            piece = self.socket.recv(65536)
            if not piece:
                raise ConnectionError("no answer")
            have += piece
        head = have[:end].lower()
        assert head[9:12] == b"200", have[:200]
        length = head.partition(b"content-length:")[2].partition(b"\r\n")[0].strip()
        left = int(length) - (len(have) - end - 4) if length else -1
        while left:
            count = self.socket.recv_into(self.buffer)
            if not count:
                assert left < 0
                break
            left -= count
        if left or head.startswith(b"http/1.0") or b"connection: close" in head:
            self.socket.close()
            self.socket = None
        return time.perf_counter() - began


def measure(running: Running, what: str, size: str, clients: int) -> None:
    """One round of one workload."""
    key = (what, size, clients)
    data = request("PUT", f"/b/o?etl_args={what}", os.urandom(1024) * (SIZES[size] // 1024))
    count = COUNTS[size, clients] // clients
    times: list[float] = []
    begin = threading.Barrier(clients + 1)

    def client() -> None:
        mine = Client(running.port)
        mine.ask(request("GET", "/health"))
        if clients == 1:
            # What the system does once for memory, such as to put large pages together, is done for all of them.
            mine.ask(data)
        begin.wait()
        for _ in range(count):
            while True:
                try:
                    times.append(mine.ask(data))
                    break
                except ConnectionError:
                    mine.socket = None
                    running.resets += 1

    threads = [threading.Thread(target=client) for _ in range(clients)]
    for thread in threads:
        thread.start()
    begin.wait()
    began, used = time.perf_counter(), running.used()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - began
    assert len(times) == count * clients
    running.times.setdefault(key, []).extend(times)
    running.rates.setdefault(key, []).append(len(times) / seconds)
    running.cpu.setdefault(key, []).append((running.used() - used) / len(times))


@frozen
class Naps:
    """How a server does while eight transforms sleep, or compute."""

    health: float
    """Seconds until `/health` was answered, the longest of ten."""
    eight: float
    """Seconds that the eight took together."""


def naps(running: Running, what: str) -> Naps:
    """Eight transforms at once that sleep or compute, and `/health` meanwhile."""
    data = request("PUT", f"/b/o?etl_args={what}", b"x")
    clients = [Client(running.port) for _ in range(8)]
    threads = [threading.Thread(target=each.ask, args=(data,)) for each in clients]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    time.sleep(NAP / 4)
    health = max(Client(running.port).ask(request("GET", "/health")) for _ in range(10))
    for thread in threads:
        thread.join()
    return Naps(health, time.perf_counter() - began)


def main() -> None:
    """Measure, and print or write a page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", default="", help="pairs whose name has this word")
    parser.add_argument("--sizes", nargs="*", default=list(SIZES))
    parser.add_argument("--what", nargs="*", default=["echo", "md5"])
    parser.add_argument("--write", type=Path)
    parser.add_argument("--serve")
    parser.add_argument("--port", type=int, default=8000)
    options = parser.parse_args()
    if options.serve:
        run(options.serve, options.port)
        return
    pairs = {label: names for label, names in PAIRS.items() if options.only.lower() in label.lower()}
    names = list(dict.fromkeys(name for pair in pairs.values() for name in pair))
    keys = [(what, size, clients) for what in options.what for size in options.sizes for clients in (1, 16)]
    with contextlib.ExitStack() as stack:
        servers = {name: stack.enter_context(started(name)) for name in names}
        asleep = {name: naps(each, "nap") for name, each in servers.items()}
        busy = {name: naps(each, "spin") for name, each in servers.items()}
        for key in keys:
            for _ in range(min(options.rounds, ROUNDS_OF_LARGE) if key[1] == "64 MiB" else options.rounds):
                for each in servers.values():
                    measure(each, *key)
    text = page(pairs, servers, keys, asleep, busy, options.rounds)
    if options.write:
        options.write.write_text(text)
    print(text)


def page(
    pairs: dict[str, tuple[str, str]],
    servers: dict[str, Running],
    keys: list[tuple[str, str, int]],
    asleep: dict[str, Naps],
    busy: dict[str, Naps],
    rounds: int,
) -> str:
    """The figures as tables."""
    lines = [
        "# Servers for transformers, measured",
        "",
        "Written by `bench/etl_server.py`.",
        "",
        f"Measured on {datetime.date.today()}, Python {platform.python_version()}, {os.cpu_count()} cores,"
        f" {platform.machine()}; {rounds} rounds interleaved ({min(rounds, ROUNDS_OF_LARGE)} with 64 MiB), medians;"
        " `aistore` 2.0.0 beside ours.",
        "`rate` is requests a second and `p99` in milliseconds, for clients that wait for each answer;"
        " `CPU` is microseconds of the server for one request.",
        "`x` is ours over theirs for the rate, and theirs over ours for CPU: above 1 ours is ahead.",
        "",
    ]
    for label, (mine, other) in pairs.items():
        lines += [f"## {label}", ""]
        lines += [
            "| | clients | rate | theirs | x | p99 | theirs | CPU | theirs | x |",
            "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|",
        ]
        for key in keys:
            a, b = servers[mine], servers[other]
            rate, rate_of_other = statistics.median(a.rates[key]), statistics.median(b.rates[key])
            cpu, cpu_of_other = statistics.median(a.cpu[key]) * 1e6, statistics.median(b.cpu[key]) * 1e6
            lines.append(
                f"| {key[0]} {key[1]} | {key[2]} | {rate:,.0f} | {rate_of_other:,.0f} | {rate / rate_of_other:.2f} "
                f"| {p99(a.times[key]):.1f} | {p99(b.times[key]):.1f} | {cpu:,.0f} | {cpu_of_other:,.0f} "
                f"| {cpu_of_other / max(cpu, 1):.2f} |"
            )
        lines.append("")
    lines += [
        f"## While eight transforms sleep for {NAP:g} s, and while eight compute for {NAP:g} s each",
        "",
        "The longest of ten times that `/health` took, and how long the eight took together."
        " What computes in Python lets one thread run at a time: that is reported, not aimed at.",
        "",
        "| | asleep: `/health`, ms | all eight, s | computing: `/health`, ms | all eight, s |",
        "|---|--:|--:|--:|--:|",
        *(
            f"| {name} | {found.health * 1000:.0f} | {found.eight:.2f} "
            f"| {busy[name].health * 1000:.0f} | {busy[name].eight:.2f} |"
            for name, found in asleep.items()
        ),
        "",
    ]
    lost = {each.name: each.resets for each in servers.values() if each.resets}
    if lost:
        lines += [f"Connections that ended instead of an answer, which was then asked for again: {lost}.", ""]
    return "\n".join(lines)


def p99(times: list[float]) -> float:
    """Milliseconds."""
    return sorted(times)[min(int(len(times) * 0.99), len(times) - 1)] * 1000


if __name__ == "__main__":
    main()
