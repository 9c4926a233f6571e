"""`python -m aistore_hl.local`: a cluster as a process, until it is told to end."""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import select
import signal
import sys
from collections.abc import Iterator
from types import FrameType
from typing import Any, Final

from . import Load, LocalCluster
from .etl.images import read_table
from .journal import opened_log
from .loading import meter, pairs

_LOOK: Final = 0.5
"""Seconds between two looks at whether the parent is still there."""


def main(arguments: list[str] | None = None) -> int:
    """Run a cluster until SIGINT or SIGTERM; prints how to reach it."""
    chosen = _parser().parse_args(arguments)
    with contextlib.ExitStack() as stack:
        woken = stack.enter_context(_woken_by_signals(owned=chosen.owned))
        parent = os.getppid()
        try:
            loads = [Load.parse(text) for text in chosen.load]
            log = stack.enter_context(opened_log(chosen.log))
            cluster = LocalCluster(
                chosen.targets,
                host=chosen.host,
                port=chosen.port,
                dir=chosen.dir,
                fsync=chosen.fsync,
                capacity=chosen.capacity,
                quirks=chosen.quirks,
                backends=pairs(chosen.backend, "PROVIDER=DIR"),
                promotable=chosen.promotable,
                etl_images=read_table(chosen.etl_image),
                allow_remote=chosen.allow_remote,
                log=log,
            )
            stack.enter_context(cluster)
            for alias, url in pairs(chosen.attach, "ALIAS=URL").items():
                cluster.attach(alias, url)
            for load in loads:
                cluster.load(load, progress=meter(sys.stderr))
        except (OSError, ValueError) as exc:
            return _refuse(exc, owned=chosen.owned)
        if chosen.owned:
            _tell_owner(_card(cluster))
        else:
            more = cluster.control.environment if chosen.control else {}
            told = {**cluster.environment, **more}
            print(*(f"export {name}={value}" for name, value in told.items()), sep="\n", flush=True)
        _wait(woken, parent if chosen.die_with_parent or chosen.owned else None, owned=chosen.owned)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m aistore_hl.local", description=__doc__)
    add = parser.add_argument
    add("--targets", type=int, metavar="N", help="how many targets (3, or as the folder had)")
    add("--port", type=int, default=0, metavar="P", help="the proxy's port (any free one)")
    add("--host", default="127.0.0.1", metavar="H", help="the address to listen at (127.0.0.1)")
    add("--dir", metavar="DIR", help="keep everything in this folder (in memory)")
    add("--fsync", action="store_true", help="what is in the folder survives a loss of power")
    add("--capacity", type=int, metavar="BYTES", help="room for content (as much as there is)")
    add("--quirks", choices=["ais"], help="do wrong what AIS does wrong")
    add("--allow-remote", action="store_true", help="let other machines ask, with a token that is printed once")
    add("--load", action="append", default=[], metavar="[BUCKET=]DIR", help="put the files of a folder into a bucket")
    add(
        "--backend",
        action="append",
        default=[],
        metavar="PROVIDER=DIR",
        help="serve a folder as aws, gcp, azure or oci",
    )
    add("--attach", action="append", default=[], metavar="ALIAS=URL", help="attach another cluster, under an alias")
    add("--promotable", metavar="DIR", help="files that may become objects on request (/var/lib/ais/promote)")
    add(
        "--etl-image",
        action="append",
        default=[],
        metavar="IMAGE=COMMAND",
        help="what is run for an ETL of that image; {python} and {port} in it are replaced",
    )
    add("--log", nargs="?", const="-", metavar="FILE", help="a line for each request, to stderr or added to a file")
    add("--control", action="store_true", help="let other programs order faults; prints where, and the secret")
    add("--die-with-parent", action="store_true", help="end when the process that started it ends")
    # By ClusterProcess: stdin is its life, and what it tells is one line of JSON.
    add("--owned", action="store_true", help=argparse.SUPPRESS)
    return parser


def _card(cluster: LocalCluster) -> dict[str, Any]:
    targets = [target.origin for target in cluster.targets]
    return {"endpoint": cluster.endpoint, "token": cluster.token, "targets": targets}


def _tell_owner(told: dict[str, Any]) -> None:
    print(json.dumps(told), flush=True)


def _refuse(exc: OSError | ValueError, *, owned: bool) -> int:
    if owned:
        _tell_owner({"refused": str(exc), "kind": "ValueError" if isinstance(exc, ValueError) else "OSError"})
    else:
        print(f"aistore_hl.local: {exc}", file=sys.stderr)
    return 1


@contextlib.contextmanager
def _woken_by_signals(*, owned: bool) -> Iterator[int]:
    """A file descriptor that can be read once SIGINT or SIGTERM came.

    SIGINT means nothing to one that is owned: Ctrl-C reaches both, and the owner may still have to tidy up here.
    """
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    wanted = {signal.SIGINT: signal.SIG_IGN if owned else _noted, signal.SIGTERM: _noted}
    before = {name: signal.signal(name, handler) for name, handler in wanted.items()}
    old = signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
    try:
        yield reading
    finally:
        signal.set_wakeup_fd(old)
        for name, handler in before.items():
            signal.signal(name, handler)
        os.close(reading)
        os.close(writing)


def _noted(number: int, frame: FrameType | None) -> None:
    """A signal that has a handler is written to the descriptor."""


def _wait(woken: int, parent: int | None, *, owned: bool) -> None:
    """Until a signal, the end of the owner's pipe, or the parent is gone."""
    watched = [woken, sys.stdin.fileno()] if owned else [woken]
    while not select.select(watched, [], [], None if parent is None else _LOOK)[0]:
        if os.getppid() != parent:
            return


if __name__ == "__main__":
    sys.exit(main())
