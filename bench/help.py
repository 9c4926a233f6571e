"""What `aisx --help` takes beside importing click: fresh interpreters, interleaved, best round.

    python bench/help.py [--rounds 15] [--limit 2.0]

Ends with 1 if it takes more than `--limit` times as long, whole processes compared.
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
from collections.abc import Mapping, Sequence

CLICK, HELP = "import click", "aisx --help"
PROGRAMS = {
    "the bare interpreter": ["-c", "pass"],
    CLICK: ["-c", "import click"],
    HELP: ["-m", "aistore_hl", "--help"],
    "aisx ls --help": ["-m", "aistore_hl", "ls", "--help"],
    "aisx cp --help": ["-m", "aistore_hl", "cp", "--help"],
}


def seconds(arguments: Sequence[str], environ: Mapping[str, str]) -> float:
    start = time.perf_counter()
    subprocess.run([sys.executable, *arguments], check=True, env=environ, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def best_of(rounds: int) -> dict[str, float]:
    """Seconds of each program, run from bytecode as installed packages are."""
    best = dict.fromkeys(PROGRAMS, float("inf"))
    with tempfile.TemporaryDirectory() as cache:
        environ = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        environ["PYTHONPYCACHEPREFIX"] = cache
        for arguments in PROGRAMS.values():
            seconds(arguments, environ)
        for _ in range(rounds):
            for name, arguments in PROGRAMS.items():
                best[name] = min(best[name], seconds(arguments, environ))
    return best


def main() -> None:
    options = argparse.ArgumentParser(description="start-up of the command")
    options.add_argument("--rounds", type=int, default=15)
    options.add_argument("--limit", type=float, default=2.0)
    given = options.parse_args()
    best = best_of(given.rounds)
    print(f"{datetime.date.today()}, Python {platform.python_version()}, {os.cpu_count()} cores")
    for name, took in best.items():
        print(f"{name:24}{took * 1e3:7.0f} ms {took / best[CLICK]:6.2f}x")
    if best[HELP] > given.limit * best[CLICK]:
        sys.exit(f"{HELP} takes more than {given.limit} times of {CLICK}")


if __name__ == "__main__":
    main()
