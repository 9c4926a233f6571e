"""How long one fault holds a call up: the same call with and without it, interleaved, on a local cluster.

`python bench/recovery.py [rounds]`: the median and the 95th percentile of what a fault adds, in milliseconds.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final

from aistore_hl import Client, LocalCluster, Object

SIZE: Final = 1 << 20
ROUNDS: Final = 60

FAULTS: Final[Mapping[str, Mapping[str, Any]]] = {
    "reset": {"reset": True},
    "reset after 100 KB": {"reset": True, "cut": 100_000},
    "lost answer": {"lose_answer": True},
    "503": {"status": 503},
    "503 twice": {"status": 503, "times": 2},
    "429": {"status": 429, "tcode": "ErrRateLimitFrontend"},
}


def seconds(call: Callable[[], object]) -> float:
    """How long a call takes."""
    began = time.perf_counter()
    call()
    return time.perf_counter() - began


def read(source: Object) -> None:
    """The content, whole and verified."""
    with source.get() as reader:
        reader.read_all()


def added(cluster: LocalCluster, call: Callable[[], object], match: str, fault: Mapping[str, Any], rounds: int) -> str:
    """What a fault adds to a call."""
    found = []
    for _ in range(rounds):
        without = seconds(call)
        order = cluster.faults.once(match, side="target", **fault)
        found.append(1000 * (seconds(call) - without))
        assert order.is_done
        cluster.faults.clear()
    return f"{statistics.median(found):8.1f} {statistics.quantiles(found, n=20)[-1]:8.1f}"


def main(rounds: int) -> None:
    """Print the table."""
    content = os.urandom(SIZE)
    with LocalCluster() as cluster:
        print(f"{'1 MiB, ms added by':<28} {'p50':>8} {'p95':>8}")
        for method in ("GET", "PUT", "HEAD"):
            for name, fault in FAULTS.items():
                if method == "HEAD" and "cut" in fault:
                    continue
                # A client of its own for each: what it may spend on retries is limited.
                with Client(cluster.endpoint) as client:
                    item = client.bucket("recovery").create(exist_ok=True).object("o")
                    item.put(content)
                    call = {"GET": partial(read, item), "PUT": partial(item.put, content), "HEAD": item.head}[method]
                    found = added(cluster, call, f"{method} object", fault, rounds)
                print(f"{method + ', ' + name:<28} {found}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS)
