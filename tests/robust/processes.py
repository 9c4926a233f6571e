"""Other processes: a cluster in one of its own, and programs that say in JSON what they saw."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]

# Python 3.12 warns of every fork in a process with threads; clients that survive it are what is tested here.
WARNINGS = ("-W", "error", "-W", "ignore:This process:DeprecationWarning")


@contextmanager
def running_cluster() -> Iterator[str]:
    """The endpoint of a local cluster whose memory, threads and descriptors are not those of the test."""
    command = [sys.executable, "-m", "aistore_hl.local", "--die-with-parent"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip().removeprefix("export AIS_ENDPOINT=")
        finally:
            process.terminate()


def command_of(program: str, *arguments: object) -> list[str]:
    """The command that runs one of `programs`, with every warning an error."""
    return [sys.executable, *WARNINGS, "-m", f"tests.robust.programs.{program}", *map(str, arguments)]


def run(program: str, *arguments: object, timeout: float = 60) -> Any:
    """What a program says; it must end well, and have nothing to complain about."""
    done = subprocess.run(
        command_of(program, *arguments), cwd=ROOT, env=environment(), capture_output=True, text=True, timeout=timeout
    )

    assert done.stderr == "", done.stderr
    assert done.returncode == 0, done.returncode
    return json.loads(done.stdout)


def environment() -> dict[str, str]:
    """This process's environment; what a program prints comes at once."""
    return {**os.environ, "PYTHONUNBUFFERED": "1"}


def say(found: object) -> None:
    """From within a program: what it saw, as one line."""
    sys.stdout.write(json.dumps(found) + "\n")
    sys.stdout.flush()
