"""`aisx serve`: the local cluster, until it is told to end."""

from __future__ import annotations

import contextlib
import os
import sys
import threading
from collections.abc import Sequence
from typing import Final, TextIO

import click

from aistore_hl import LocalCluster
from aistore_hl.local import Load
from aistore_hl.local.journal import opened_log
from aistore_hl.local.loading import meter

from .signals import terminable

_LOOK: Final = 0.5
"""Seconds between two looks at whether the parent is still there."""


@click.command()
@click.option("--targets", default=3, show_default=True, type=click.IntRange(1, 64), help="How many targets.")
@click.option("--port", default=0, type=click.IntRange(0, 65535), help="The proxy's port; any free one without it.")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen at.")
@click.option(
    "--allow-remote", is_flag=True, help="Let other machines ask, with a token that is printed once; see `--host`."
)
@click.option("--load", multiple=True, metavar="[BUCKET=]DIR", help="Put the files of a folder into a bucket.")
@click.option(
    "--log",
    is_flag=False,
    flag_value="-",
    metavar="[FILE]",
    help="A line for each request, to stderr or added to a file.",
)
@click.option("--die-with-parent", is_flag=True, help="End when the process that started it ends.")
def serve(
    targets: int, port: int, host: str, allow_remote: bool, load: Sequence[str], log: str | None, die_with_parent: bool
) -> None:
    """Run a small AIStore, in memory, until Ctrl-C or SIGTERM.

    On stdout are the lines that tell a shell where it is, and nothing else.
    """
    parent = os.getppid()
    with contextlib.ExitStack() as stack, terminable():
        try:
            loads = [Load.parse(text) for text in load]
            stream = stack.enter_context(opened_log(log))
            cluster = _start(targets, port, host, allow_remote=allow_remote, log=stream)
            stack.enter_context(cluster)
        except ValueError as exc:
            raise click.UsageError(str(exc)) from exc
        try:
            for each in loads:
                done = cluster.load(each, progress=meter(sys.stderr))
                click.echo(f"{done.bucket}: {done.objects:,} objects loaded", err=True)
            for name, value in cluster.environment.items():
                click.echo(f"export {name}={value}")
            click.echo(f"1 proxy, {targets} targets, all in memory; Ctrl-C ends it", err=True)
            if allow_remote:
                click.echo(f"other machines: {cluster.proxy.origin}, with allow_insecure_token=True", err=True)
            _wait(parent if die_with_parent else None)
        except KeyboardInterrupt:
            click.echo("ended; what it held is gone", err=True)


def _start(targets: int, port: int, host: str, *, allow_remote: bool, log: TextIO | None) -> LocalCluster:
    try:
        return LocalCluster(targets, host=host, port=port, allow_remote=allow_remote, log=log)
    except OSError as exc:
        reason = exc.strerror or exc
        raise click.ClickException(f"port {port} of {host}: {reason}; choose another one with --port") from exc


def _wait(parent: int | None) -> None:
    """Until a signal raises, or the parent is gone."""
    never = threading.Event()
    while parent is None or os.getppid() == parent:
        never.wait(_LOOK)
