"""What the local cluster serves, beside a real AIS and moto's server, in one interleaved run.

    python bench/local.py --endpoint http://... [--rounds 7] [--write docs/benchmarks-local.md]

All run as processes of their own, and are asked by our HTTP engine over one connection to each node. Of AIS, real and
local, every operation is two requests: to the proxy, and to the target that it names. moto's server has one node.
"""

from __future__ import annotations

import argparse
import contextlib
import datetime
import os
import platform
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

from attrs import define, field

from aistore_hl import LocalCluster
from aistore_hl._wire.blocking import Engine

SMALL, LARGE = 4 << 10, 8 << 20
WORKLOADS = {
    "GET 4 KiB": ("requests/s", SMALL, 150),
    "PUT 4 KiB": ("requests/s", SMALL, 150),
    "GET 8 MiB": ("MB/s", LARGE, 6),
    "PUT 8 MiB": ("MB/s", LARGE, 6),
}
"""Unit, bytes of one operation, operations per round."""

_START = 20.0

# moto looks whether a request is signed, not by whom.
_MOTO = (
    (
        "Authorization",
        "AWS4-HMAC-SHA256 Credential=k/20260101/us-east-1/s3/aws4_request, Signature=s",
    ),
)


@define
class Server:
    """One that is measured."""

    name: str
    origin: str
    bucket_path: str
    make: tuple[str, bytes]
    """How the bucket is made: method and body."""
    remove: tuple[str, bytes]
    object_path: str
    headers: tuple[tuple[str, str], ...] = ()
    _engine: Engine = field(factory=Engine)
    _stamp: int = 0

    def make_bucket(self) -> None:
        """An empty bucket."""
        self._one(self.make[0], self.bucket_path, self.make[1])

    def fill(self) -> None:
        """An object of each size."""
        for name, size in (("small", SMALL), ("large", LARGE)):
            self._send("PUT", name, self._fresh(size))

    def tidy(self) -> None:
        """Remove it. moto removes empty buckets only, and forgets everything anyway."""
        if self.remove[0]:
            self._one(self.remove[0], self.bucket_path, self.remove[1])

    def run(self, workload: str, count: int) -> None:
        """So many operations."""
        method, size = workload.split()[0], WORKLOADS[workload][1]
        name = "small" if size == SMALL else "large"
        for _ in range(count):
            self._send(method, name, self._fresh(size) if method == "PUT" else None, size)

    def _send(self, method: str, name: str, body: bytes | None, size: int = 0) -> None:
        target = f"{self.object_path}/{name}"
        origin, redirected = self.origin, "/v1/" in self.object_path
        if redirected:
            first = self._engine.send(origin, method, target)
            first.read()
            parts = urlsplit(first.headers.get("location") or "")
            origin, target = f"{parts.scheme}://{parts.netloc}", f"{target}?{parts.query}"
        response = self._engine.send(origin, method, target, self.headers, body)
        content = response.read()
        if response.status != 200 or (method == "GET" and len(content) != size):
            raise RuntimeError(f"{self.name}: {method} {target}: {response.status}, {len(content)} bytes")

    def _one(self, method: str, target: str, body: bytes) -> None:
        response = self._engine.send(self.origin, method, target, (), body)
        response.read()
        if response.status not in (200, 204):
            raise RuntimeError(f"{self.name}: {method} {target}: {response.status}")

    def _fresh(self, size: int) -> bytes:
        """Content that is stored nowhere: AIS does not write what it has already."""
        self._stamp += 1
        return self._stamp.to_bytes(8, "big") + bytes(size - 8)


def main() -> None:
    given = _options()
    with contextlib.ExitStack() as stack:
        local = stack.enter_context(LocalCluster.process())
        servers = [_ais("local cluster", local.endpoint), _moto(stack.enter_context(moto()))]
        if given.endpoint:
            servers.insert(0, _ais("AIS", given.endpoint))
        for server in servers:
            server.make_bucket()
            stack.callback(server.tidy)
            server.fill()
        took = _measure(servers, given.rounds)
    text = _page(took, given.rounds)
    print(text)
    if given.write:
        given.write.write_text(text)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="the local cluster beside AIS and moto")
    parser.add_argument("--endpoint", help="a running AIS")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--write", type=Path, help="the page to write")
    return parser.parse_args()


def _ais(name: str, origin: str) -> Server:
    bucket = f"bench-local-{os.getpid()}"
    make, remove = b'{"action":"create-bck"}', b'{"action":"destroy-bck"}'
    return Server(name, origin, f"/v1/buckets/{bucket}", ("POST", make), ("DELETE", remove), f"/v1/objects/{bucket}")


def _moto(origin: str) -> Server:
    return Server("moto's server", origin, "/bench", ("PUT", b""), ("", b""), "/bench", _MOTO)


@contextlib.contextmanager
def moto() -> Iterator[str]:
    """moto's server in a process of its own."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            _wait_for(port)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + _START
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
        else:
            return


Took = dict[str, dict[str, float]]
"""Median rate by workload and server."""


def _measure(servers: list[Server], rounds: int) -> Took:
    seconds: dict[str, dict[str, list[float]]] = {name: {each.name: [] for each in servers} for name in WORKLOADS}
    for number in range(rounds + 1):
        for workload, (_, _, count) in WORKLOADS.items():
            for server in servers:
                one = _timed(lambda server=server, workload=workload, count=count: server.run(workload, count))
                if number:  # the first round opens connections
                    seconds[workload][server.name].append(one / count)
    return {
        workload: {name: _rate(workload, statistics.median(each)) for name, each in row.items()}
        for workload, row in seconds.items()
    }


def _timed(work: Callable[[], None]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _rate(workload: str, seconds: float) -> float:
    unit, size, _ = WORKLOADS[workload]
    return 1 / seconds if unit == "requests/s" else size / 1e6 / seconds


def _page(took: Took, rounds: int) -> str:
    names = list(next(iter(took.values())))
    lines = [
        "# The local cluster, measured",
        "",
        "Written by `bench/local.py`.",
        "",
        f"Measured on {datetime.date.today()}, Python {platform.python_version()}, {os.cpu_count()} cores, "
        f"{platform.machine()}; {rounds} rounds interleaved, medians.",
        "Each server is a process (AIS: four), asked by one client: a rate is one over the time of an operation.",
        "Of AIS and of the local cluster an operation is two requests, as the proxy redirects; of moto's it is one.",
        "",
        "| | | " + " | ".join(names) + " | local / moto | local / AIS |",
        "|---|---|" + "--:|" * (len(names) + 2),
    ]
    for workload, row in took.items():
        ours = row["local cluster"]
        beside = (f"{ours / row[name]:.2f}" if name in row else "-" for name in ("moto's server", "AIS"))
        cells = [*(f"{row[name]:,.0f}" for name in names), *beside]
        lines.append(f"| {workload} | {WORKLOADS[workload][0]} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
