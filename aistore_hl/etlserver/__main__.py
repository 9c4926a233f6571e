"""python -m aistore_hl.etlserver FILE.py[:Class]: serve a transformer."""

from __future__ import annotations

import argparse
import os
import sys
from typing import Any

from aistore_hl._core.errors import MissingExtra

from .runtime import PAYLOAD, served


def main() -> int:
    """Serve until told to stop; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m aistore_hl.etlserver", description=__doc__)
    parser.add_argument("where", nargs="?", metavar="FILE.py[:Class]", help=f"without it, the class in {PAYLOAD}")
    parser.add_argument("--host", help="address to listen on; HOST or 0.0.0.0 without it")
    parser.add_argument("--port", type=int, help="PORT or 8000 without it; 0 takes a free one")
    parser.add_argument("--workers", type=int, help="processes; NUM_WORKERS or 1 without it")
    parser.add_argument("--threads", type=int, help="transforms at a time in each; ETL_THREADS or 32 without it")
    options = parser.parse_args()
    try:
        server = served(options.where, os.environ)(**given(host=options.host, port=options.port))
    except (MissingExtra, OSError, TypeError, ValueError) as exc:
        print(f"{parser.prog}: {exc}", file=sys.stderr)
        return 2
    server.start(workers=options.workers, threads=options.threads)
    return 0


def given(**options: Any) -> dict[str, Any]:  # Any: of different types
    """What was given: a class of users need not take more arguments than it is told."""
    return {name: value for name, value in options.items() if value is not None}


if __name__ == "__main__":
    sys.exit(main())
