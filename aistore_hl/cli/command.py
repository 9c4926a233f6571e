"""`aisx` itself: its commands, and how it ends."""

from __future__ import annotations

import contextlib
import io
import os
import sys
from collections.abc import Sequence
from typing import Final

import click

from aistore_hl import __version__, errors

from .failure import CODES, INTERRUPTED, OTHER, describe
from .lazy import LazyGroup
from .output import flush

COMMANDS: Final = {
    "cat": ("content:cat", "Write objects to stdout, one after the other."),
    "completion": ("completion:completion", "Print what makes a shell complete commands, buckets and names."),
    "config show": ("settings:show", "Show every setting, and where its value comes from."),
    "cp": ("transfer:cp", "Copy files to objects, objects to files, or objects to objects."),
    "demo": ("demo:demo", "Store files in a cluster and read them back, past two faults."),
    "etl check": ("etl_check:check", "Say what AIS would make of a transformer."),
    "etl init": ("etl_init:init", "Start an ETL."),
    "etl logs": ("etl:logs", "Print what an ETL has printed."),
    "etl ls": ("etl:list_etls", "List the ETLs of the cluster."),
    "etl new": ("etl_new:new", "Write a transformer to start from."),
    "etl rm": ("etl:rm", "End ETLs, and forget them."),
    "etl serve": ("etl_serve:serve", "Run a transformer without a cluster."),
    "etl show": ("etl:show", "Show an ETL, and what failed lately."),
    "etl start": ("etl:start", "Start ETLs that were stopped."),
    "etl stop": ("etl:stop", "Stop ETLs."),
    "etl top": ("etl_top:top", "Show what ETLs use, again and again."),
    "etl transform": ("etl_transform:transform", "Store what an ETL makes of a bucket, or of one object."),
    "health": ("health:health", "Show the nodes, and whether each of them answers."),
    "jobs follow": ("jobs:follow", "Wait for a job, and show how far it is."),
    "jobs list": ("jobs:list_jobs", "List the jobs that the cluster remembers."),
    "jobs show": ("jobs:show", "Show how a job stands, on each target."),
    "jobs start": ("jobs:start", "Start a job of a kind."),
    "jobs stop": ("jobs:stop", "Stop a job, or every job of a kind."),
    "ls": ("listing:ls", "List buckets, or the objects of one."),
    "mb": ("buckets:mb", "Make buckets."),
    "meta": ("metadata:meta", "Show or change the custom metadata of an object."),
    "mv": ("transfer:mv", "Move or rename; the source goes once the copy is verified."),
    "nodes add": ("nodes:add", "Add a target to a local cluster."),
    "nodes decommission": ("nodes:decommission", "Let a target go for good."),
    "nodes kill": ("nodes:kill", "Let a target die."),
    "nodes list": ("nodes:list_nodes", "List the nodes of a local cluster."),
    "nodes maintain": ("nodes:maintain", "Put a target into maintenance."),
    "nodes restore": ("nodes:restore", "Take a target back from maintenance."),
    "nodes start": ("nodes:start", "Start a target that was killed or stopped."),
    "nodes stop": ("nodes:stop", "End a target."),
    "props": ("properties:props", "Show or change the properties of a bucket."),
    "rb": ("buckets:rb", "Remove buckets and everything in them."),
    "rm": ("removal:rm", "Delete objects."),
    "run": ("running:run", "Run a program with a local cluster of its own."),
    "serve": ("serve:serve", "Run a small AIStore until it is told to end."),
    "stat": ("facts:stat", "Show what the cluster says of objects and buckets."),
    "ui": ("ui:ui", "Print where a local cluster is seen in a browser."),
}
"""Every command: where it is, and its line in the help. Nothing of it is loaded before it is called."""

GROUPS: Final = {
    "config": "See how aisx is set up.",
    "etl": "Write, try, start and use transformers.",
    "jobs": "See and steer the jobs of the cluster.",
    "nodes": "See and change the nodes of a local cluster.",
}
"""Commands that are there for those below them."""

_EPILOG = "\b\nIt returns\n" + "\n".join(f"  {code:3}  {meaning}" for code, meaning in CODES.items())

aisx = click.version_option(__version__, message="%(prog)s %(version)s")(
    LazyGroup(
        table=COMMANDS,
        groups=GROUPS,
        name="aisx",
        help="AIStore from the command line, with a small AIStore inside.",
        epilog=_EPILOG,
    )
)


def run(arguments: Sequence[str]) -> int:
    """Run one command; what the process returns."""
    _open_what_is_closed()
    for stream in (sys.stdout, sys.stderr):
        # A terminal that cannot show a character gets a question mark instead of ending the command.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    if "_AISX_COMPLETE" in os.environ:
        from .completion import register  # a shell asks what may come next

        register()
    try:
        code = aisx.main(list(arguments), prog_name="aisx", standalone_mode=False)
        flush()
    except BrokenPipeError:
        # Whoever read our output has gone, and nothing is wrong with that.
        _drop_output()
        return OTHER
    except (KeyboardInterrupt, click.Abort):
        return _fail("interrupted", INTERRUPTED)
    except (click.ClickException, errors.AisError, OSError) as exc:
        _drop_output()
        return _fail(*describe(exc))
    return code if isinstance(code, int) else 0


def main() -> None:
    """Run the command that the process was started with, and end it."""
    sys.exit(run(sys.argv[1:]))


def _drop_output() -> None:
    """What stdout does not take any more is dropped: the interpreter would try once more at its end, and say so."""
    try:
        sys.stdout.flush()
    except OSError:
        with contextlib.suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _open_what_is_closed() -> None:
    """A shell's `>&-`: Python has no stream then, and the next file or socket would get its number."""
    if sys.stdin is None:
        # Not one that is empty: an object would be made of that. Reading it fails.
        sys.stdin = open(os.devnull, "w")  # noqa: SIM115 - open until the process ends
    if sys.stdout is None:
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w")  # noqa: SIM115


def _fail(line: str, code: int) -> int:
    click.echo(f"aisx: {line}", err=True)
    return code
