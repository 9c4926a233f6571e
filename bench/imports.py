"""What it takes to have a client: fresh interpreters, interleaved, best round; the bare interpreter is subtracted.

    python bench/imports.py [--rounds 15] [--limit 1.3]

Ends with 1 if having both clients costs more than `--limit` times of importing httpx alone.
"""

from __future__ import annotations

import argparse
import datetime
import os
import platform
import subprocess
import sys
import time

PROGRAMS = {
    "the bare interpreter": "pass",
    "import httpx": "import httpx",
    "import aistore_hl": "import aistore_hl",
    "both clients, one made": "from aistore_hl import Client, AsyncClient; Client('http://127.0.0.1:1')",
    "a local cluster imported": "from aistore_hl import LocalCluster",
}


def seconds(program: str) -> float:
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", program], check=True)
    return time.perf_counter() - start


def main() -> None:
    options = argparse.ArgumentParser(description="import times")
    options.add_argument("--rounds", type=int, default=15)
    options.add_argument("--limit", type=float, default=1.3)
    given = options.parse_args()
    best = dict.fromkeys(PROGRAMS, float("inf"))
    for _ in range(given.rounds):
        for name, program in PROGRAMS.items():
            best[name] = min(best[name], seconds(program))
    bare = best.pop("the bare interpreter")
    httpx = best["import httpx"] - bare
    print(f"{datetime.date.today()}, Python {platform.python_version()}, {os.cpu_count()} cores")
    for name, took in best.items():
        print(f"{name:28}{(took - bare) * 1e3:7.0f} ms {(took - bare) / httpx:6.2f}x")
    if best["both clients, one made"] - bare > given.limit * httpx:
        sys.exit(f"both clients cost more than {given.limit} times of httpx")


if __name__ == "__main__":
    main()
