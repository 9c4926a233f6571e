"""What the pytest plugin costs a project that does not use it: the CPU time of pytest with it and without it.

    python bench/plugin.py [--rounds 10]

Each run collects and runs one empty test, in a folder of its own; with and without take turns.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

WITHOUT = ("-p", "no:aistore-hl")


def main() -> None:
    parser = argparse.ArgumentParser(description="the pytest plugin where it is not used")
    parser.add_argument("--rounds", type=int, default=10)
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "test_nothing.py").write_text("def test_nothing(): pass\n")
        took: dict[tuple[str, ...], list[float]] = {(): [], WITHOUT: []}
        for number in range(rounds + 1):
            for arguments, seconds in took.items():
                one = _seconds(arguments, folder)
                if number:  # the first round writes bytecode
                    seconds.append(one)
    given, without = (statistics.median(took[arguments]) for arguments in ((), WITHOUT))
    print(f"with {given * 1000:.0f} ms, without {without * 1000:.0f} ms: {given / without:.3f} times, {rounds} rounds")


def _seconds(arguments: tuple[str, ...], folder: str) -> float:
    before = _cpu()
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *arguments]
    subprocess.run(command, cwd=folder, env=dict(os.environ), check=True, stdout=subprocess.DEVNULL)
    return _cpu() - before


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main()
