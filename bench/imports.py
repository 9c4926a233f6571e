"""What it takes to have a client: fresh interpreters, interleaved, best round.

    python bench/imports.py [--rounds 15] [--limit 1.3]

Ends with 1 if having both clients costs more than `--limit` times of importing httpx alone: with the bare interpreter
subtracted, or as whole processes.
"""

from __future__ import annotations

import argparse
import datetime
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping

BARE, HTTPX, CLIENTS = "the bare interpreter", "import httpx", "both clients, one made"
PROGRAMS = {
    BARE: "pass",
    # httpx loads its own command line when pygments and rich are there. They come with tools for development, not with
    # us; without them it takes two thirds of the time, and that is what we are compared with.
    HTTPX: "import sys; sys.modules['pygments'] = None; import httpx",
    "import aistore_hl": "import aistore_hl",
    "one client made": "from aistore_hl import Client; Client('http://127.0.0.1:1')",
    CLIENTS: "from aistore_hl import Client, AsyncClient; Client('http://127.0.0.1:1')",
    "both clients made": "import aistore_hl as a; a.Client('http://127.0.0.1:1'); a.AsyncClient('http://127.0.0.1:1')",
    "a local cluster imported": "from aistore_hl import LocalCluster",
}


def seconds(program: str, environ: Mapping[str, str]) -> float:
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", program], check=True, env=environ)
    return time.perf_counter() - start


def best_of(rounds: int) -> dict[str, float]:
    """Seconds of each program. All run from bytecode, as installed packages do, in a cache of our own: pip compiles
    what it installs, but a checkout may be new, and PYTHONDONTWRITEBYTECODE would have it compiled each time.
    """
    best = dict.fromkeys(PROGRAMS, float("inf"))
    with tempfile.TemporaryDirectory() as cache:
        environ = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        environ["PYTHONPYCACHEPREFIX"] = cache
        for program in PROGRAMS.values():
            seconds(program, environ)
        for _ in range(rounds):
            for name, program in PROGRAMS.items():
                best[name] = min(best[name], seconds(program, environ))
    return best


def main() -> None:
    options = argparse.ArgumentParser(description="import times")
    options.add_argument("--rounds", type=int, default=15)
    options.add_argument("--limit", type=float, default=1.3)
    given = options.parse_args()
    best = best_of(given.rounds)
    bare, httpx = best.pop(BARE), best[HTTPX]
    print(f"{datetime.date.today()}, Python {platform.python_version()}, {os.cpu_count()} cores")
    print(f"{BARE:28}{bare * 1e3:7.0f} ms")
    for name, took in best.items():
        more = (took - bare) / (httpx - bare)
        print(f"{name:28}{(took - bare) * 1e3:7.0f} ms more {more:6.2f}x, whole process {took / httpx:6.2f}x")
    clients = best[CLIENTS]
    if max((clients - bare) / (httpx - bare), clients / httpx) > given.limit:
        sys.exit(f"both clients cost more than {given.limit} times of httpx")


if __name__ == "__main__":
    main()
