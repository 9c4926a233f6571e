#!/usr/bin/env python3
"""Writes what is not written by hand: the generated client, the sync twins and the reference.

    python codegen.py            write
    python codegen.py --check    list what is missing, stale or orphaned, and exit with 1
    python codegen.py --lint     only check the specification

Edit openapi/, aistore_hl/_async and tests/*/_async; never what is written from them.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent


def main() -> int:
    """The exit status."""
    started = time.perf_counter()
    options = _options()
    # Not installed, and the name is a common one: ours must come first, wherever this is started from.
    sys.path.insert(0, str(ROOT))
    from openapi.codegen import run
    from openapi.codegen.errors import Refused

    try:
        if options.lint:
            report = run.lint_only(options.root)
        elif options.check:
            report = run.check(options.root)
        else:
            report = run.write(options.root)
    except Refused as exc:
        print(*exc.problems, sep="\n", file=sys.stderr)
        return 1
    print(*report.lines, f"{report.summary} ({time.perf_counter() - started:.1f} s)", sep="\n")
    return int(report.failed)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    only = parser.add_mutually_exclusive_group()
    only.add_argument("--check", action="store_true", help="write nothing; exit with 1 if something is out of step")
    only.add_argument("--lint", action="store_true", help="check openapi/ and write nothing")
    parser.add_argument("--root", type=Path, default=ROOT, help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
