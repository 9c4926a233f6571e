"""`aisx serve`: the local cluster, until it is told to end."""

from __future__ import annotations

import os
import threading
from typing import Final

import click

from aistore_hl import LocalCluster

from .signals import terminable

_LOOK: Final = 0.5
"""Seconds between two looks at whether the parent is still there."""


@click.command()
@click.option("--targets", default=3, show_default=True, type=click.IntRange(1, 64), help="How many targets.")
@click.option("--port", default=0, type=click.IntRange(0, 65535), help="The proxy's port; any free one without it.")
@click.option("--host", default="127.0.0.1", show_default=True, help="A loopback address.")
@click.option("--die-with-parent", is_flag=True, help="End when the process that started it ends.")
def serve(targets: int, port: int, host: str, die_with_parent: bool) -> None:
    """Run a small AIStore, in memory, until Ctrl-C or SIGTERM.

    On stdout is the line that tells a shell where it is, and nothing else.
    """
    parent = os.getppid()
    try:
        cluster = LocalCluster(targets, host=host, port=port)
    except ValueError as exc:
        raise click.UsageError(str(exc)) from exc
    except OSError as exc:
        reason = exc.strerror or exc
        raise click.ClickException(f"port {port} of {host}: {reason}; choose another one with --port") from exc
    with cluster, terminable():
        try:
            click.echo(f"export AIS_ENDPOINT={cluster.endpoint}")
            click.echo(f"1 proxy, {targets} targets, all in memory; Ctrl-C ends it", err=True)
            _wait(parent if die_with_parent else None)
        except KeyboardInterrupt:
            click.echo("ended; what it held is gone", err=True)


def _wait(parent: int | None) -> None:
    """Until a signal raises, or the parent is gone."""
    never = threading.Event()
    while parent is None or os.getppid() == parent:
        never.wait(_LOOK)
