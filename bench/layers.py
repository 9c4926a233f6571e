"""Where a small call spends its CPU time: raw socket, engine, session, API; each does the whole exchange by itself.

    python bench/layers.py [--endpoint URL] [--rounds 9] [--write docs/benchmarks.md]

Microseconds of the client's CPU per call through the proxy, redirect included; rounds interleaved, medians.
"""

from __future__ import annotations

import argparse
import contextlib
import datetime
import os
import platform
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from aistore_api.api.objects import get_object, head_object
from aistore_api.redirects import follow
from compare import local_cluster, write_part
from raw_socket import RawSocket
from scene import Scene

from aistore_hl import Client
from aistore_hl._wire.blocking import Engine

CALLS = 300


def main() -> None:
    parser = argparse.ArgumentParser(description="CPU by layer")
    parser.add_argument("--endpoint", help="a running AIS; the local cluster without")
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--write", type=Path, help="a page in docs to bring up to date")
    given = parser.parse_args()
    with contextlib.ExitStack() as stack:
        endpoint = given.endpoint or stack.enter_context(local_cluster())
        text = _measure(endpoint, given.rounds)
    print(text)
    if given.write:
        where = "layers, AIS at an endpoint" if given.endpoint else "layers, the local cluster"
        write_part(given.write, where, text)


def _measure(endpoint: str, rounds: int) -> str:
    scene = Scene(endpoint, "bench-layers", "", os.urandom(4096), Path(), 0)
    with Client(endpoint) as client:
        bucket = client.bucket(scene.bucket).create()
        try:
            bucket.object("small").put(scene.small)
            rows = {"GET 4 KiB": _gets(scene, client), "HEAD": _heads(scene, client)}
            took = {name: _interleaved(layers, rounds) for name, layers in rows.items()}
        finally:
            bucket.delete()
    return _table(took, rounds)


def _gets(scene: Scene, client: Client) -> dict[str, Callable[[], object]]:
    raw, engine, session = RawSocket(scene), Engine(), client._session
    call = get_object.call(scene.bucket, "small")
    limits = session.limits(None, control=False)
    nodes = client.cluster().get_info().origins
    source = client.bucket(scene.bucket).object("small")

    def by_engine() -> bytes:
        first = engine.send(scene.endpoint, "GET", call.target)
        first.read()
        location = first.headers.get("location")
        hop = follow(origin=scene.endpoint, target=call.target, location=location, nodes=nodes, hops=0)
        return engine.send(hop.origin, "GET", hop.target).read()

    def by_session() -> bytes:
        with session.open(call, limits) as response:
            return response.read()

    def by_api() -> bytes:
        with source.get() as reader:
            return reader.read_all()

    return {"raw socket": lambda: raw.get_4k(1), "engine": by_engine, "session": by_session, "API": by_api}


def _heads(scene: Scene, client: Client) -> dict[str, Callable[[], object]]:
    raw, engine, session = RawSocket(scene), Engine(), client._session
    call = head_object.call(scene.bucket, "small")
    nodes = client.cluster().get_info().origins

    def by_engine() -> int:
        first = engine.send(scene.endpoint, "HEAD", call.target)
        first.read()
        location = first.headers.get("location")
        hop = follow(origin=scene.endpoint, target=call.target, location=location, nodes=nodes, hops=0)
        second = engine.send(hop.origin, "HEAD", hop.target)
        second.read()
        return second.status

    return {
        "raw socket": lambda: raw.head_4k(1),
        "engine": by_engine,
        "session": lambda: session.read(call, lambda answer: answer),
        "API": client.bucket(scene.bucket).object("small").head,
    }


def _interleaved(layers: dict[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    took: dict[str, list[float]] = {name: [] for name in layers}
    for number in range(rounds + 1):
        for name, work in layers.items():
            began = time.process_time()
            for _ in range(CALLS):
                work()
            if number:  # the first round opens connections
                took[name].append((time.process_time() - began) / CALLS * 1e6)
    return {name: statistics.median(each) for name, each in took.items()}


def _table(took: dict[str, dict[str, float]], rounds: int) -> str:
    names = list(next(iter(took.values())))
    lines = [
        f"Measured on {datetime.date.today()}, Python {platform.python_version()}, {os.cpu_count()} cores,"
        f" {rounds} rounds of {CALLS} calls interleaved; medians.",
        "Microseconds of CPU per call; each layer includes those to its left.",
        "",
        "| | " + " | ".join(names) + " | API / raw |",
        "|---|" + "--:|" * (len(names) + 1),
    ]
    for row, layers in took.items():
        shown = " | ".join(f"{layers[name]:.0f}" for name in names)
        lines.append(f"| {row} | {shown} | {layers['API'] / layers['raw socket']:.2f} |")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
