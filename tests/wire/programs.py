"""Programs of their own process, that see what the tests see."""

from __future__ import annotations

import os
import subprocess
import sys


def environment() -> dict[str, str]:
    """The same modules can be imported there."""
    return {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}


def run(code: str, *arguments: str, timeout: float = 50) -> subprocess.CompletedProcess[str]:
    """Run a program to its end; its warnings are errors."""
    # Forking beside threads is what is tested; Python 3.12 warns of it.
    warnings = ["-W", "error", "-W", "ignore:This process:DeprecationWarning"]
    program = [sys.executable, *warnings, "-c", code, *arguments]
    return subprocess.run(program, env=environment(), capture_output=True, text=True, timeout=timeout)
