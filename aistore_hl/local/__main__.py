"""`python -m aistore_hl.local`: a cluster as a process, until it is told to end."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import threading
from typing import Final

from . import LocalCluster

_LOOK: Final = 0.5
"""Seconds between two looks at whether the parent is still there."""


def main(arguments: list[str] | None = None) -> int:
    """Run a cluster until SIGINT or SIGTERM; prints how to reach it."""
    parser = argparse.ArgumentParser(prog="python -m aistore_hl.local", description=__doc__)
    parser.add_argument("--targets", type=int, default=3, metavar="N", help="how many targets (3)")
    parser.add_argument("--port", type=int, default=0, metavar="P", help="the proxy's port (any free one)")
    parser.add_argument("--host", default="127.0.0.1", metavar="H", help="a loopback address (127.0.0.1)")
    parser.add_argument("--die-with-parent", action="store_true", help="end when the process that started it ends")
    chosen = parser.parse_args(arguments)
    stopped = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: stopped.set())
    parent = os.getppid()
    try:
        cluster = LocalCluster(chosen.targets, host=chosen.host, port=chosen.port)
    except (OSError, ValueError) as exc:
        print(f"aistore_hl.local: {exc}", file=sys.stderr)
        return 1
    with cluster:
        print(f"export AIS_ENDPOINT={cluster.endpoint}", flush=True)
        while not stopped.wait(_LOOK if chosen.die_with_parent else None):
            if chosen.die_with_parent and os.getppid() != parent:
                break
    return 0


if __name__ == "__main__":
    sys.exit(main())
