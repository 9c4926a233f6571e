"""`aisx serve`: the local cluster, until it is told to end."""

from __future__ import annotations

import contextlib
import os
import shlex
import sys
import threading
from collections.abc import Iterator, Sequence
from typing import Final, Literal

import click

from aistore_hl import LocalCluster
from aistore_hl.local import Load
from aistore_hl.local.journal import opened_log
from aistore_hl.local.loading import meter, pairs

from .signals import terminable

_LOOK: Final = 0.5
"""Seconds between two looks at whether the parent is still there."""


@click.command()
@click.option("--targets", type=click.IntRange(1, 64), help="How many targets; 3, or as the folder had.")
@click.option("--port", default=0, type=click.IntRange(0, 65535), help="The proxy's port; any free one without it.")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen at.")
@click.option(
    "--allow-remote", is_flag=True, help="Let other machines ask, with a token that is printed once; see `--host`."
)
@click.option("--dir", type=click.Path(file_okay=False), help="Keep everything in this folder; else in memory.")
@click.option("--fsync", is_flag=True, help="What is in the folder survives a loss of power.")
@click.option("--capacity", type=click.IntRange(0), metavar="BYTES", help="Room for content; else what there is.")
@click.option("--quirks", type=click.Choice(["ais"]), help="Do wrong what AIS does wrong.")
@click.option("--load", multiple=True, metavar="[BUCKET=]DIR", help="Put the files of a folder into a bucket.")
@click.option("--backend", multiple=True, metavar="PROVIDER=DIR", help="Serve a folder as aws, gcp, azure or oci.")
@click.option("--attach", multiple=True, metavar="ALIAS=URL", help="Attach another cluster: its buckets are `@ALIAS`.")
@click.option("--promotable", metavar="DIR", help="Files that may become objects on request; /var/lib/ais/promote.")
@click.option(
    "--etl-image",
    multiple=True,
    metavar="IMAGE=COMMAND",
    help="What runs here for an ETL of that image, which may have `*` in it; `{python}` is this Python.",
)
@click.option(
    "--log",
    is_flag=False,
    flag_value="-",
    metavar="[FILE]",
    help="A line for each request, to stderr or added to a file.",
)
@click.option("--control", is_flag=True, help="Let other programs order faults; prints where, and the secret.")
@click.option("--die-with-parent", is_flag=True, help="End when the process that started it ends.")
def serve(
    targets: int | None,
    port: int,
    host: str,
    allow_remote: bool,
    dir: str | None,
    fsync: bool,
    capacity: int | None,
    quirks: Literal["ais"] | None,
    load: Sequence[str],
    backend: Sequence[str],
    attach: Sequence[str],
    promotable: str | None,
    etl_image: Sequence[str],
    log: str | None,
    control: bool,
    die_with_parent: bool,
) -> None:
    """Run a small AIStore, in memory or in a folder, until Ctrl-C or SIGTERM.

    On stdout are the lines that tell a shell where it is, and nothing else.
    """
    parent = os.getppid()
    with contextlib.ExitStack() as stack, terminable():
        try:
            folders, others = pairs(backend, "PROVIDER=DIR"), pairs(attach, "ALIAS=URL")
            images = {image: shlex.split(text) for image, text in pairs(etl_image, "IMAGE=COMMAND").items()}
            loads = [Load.parse(text) for text in load]
            stream = stack.enter_context(opened_log(log))
            with _naming_the_port(port, host):
                cluster = LocalCluster(
                    targets,
                    host=host,
                    port=port,
                    dir=dir,
                    fsync=fsync,
                    capacity=capacity,
                    quirks=quirks,
                    backends=folders,
                    promotable=promotable,
                    etl_images=images,
                    allow_remote=allow_remote,
                    log=stream,
                )
            stack.enter_context(cluster)
            for alias, url in others.items():
                cluster.attach(alias, url)
        except ValueError as exc:
            raise click.UsageError(str(exc)) from exc
        try:
            for each in loads:
                done = cluster.load(each, progress=meter(sys.stderr))
                click.echo(f"{done.bucket}: {done.objects:,} objects loaded", err=True)
            where = "all in memory" if dir is None else f"kept in {dir}"
            click.echo(f"1 proxy, {len(cluster.targets)} targets, {where}; Ctrl-C ends it", err=True)
            if allow_remote:
                click.echo(f"other machines: {cluster.proxy.origin}, with allow_insecure_token=True", err=True)
            if control:
                click.echo("`aisx ui`, with these set, says where it is seen in a browser:", err=True)
            # Last: a program that reads these lines may end this one at once.
            more = cluster.control.environment if control else {}
            for name, value in {**cluster.environment, **more}.items():
                click.echo(f"export {name}={value}")
            _wait(parent if die_with_parent else None)
        except KeyboardInterrupt:
            kept = "what it held is gone" if dir is None else f"what it held is in {dir}"
            click.echo(f"ended; {kept}", err=True)


@contextlib.contextmanager
def _naming_the_port(port: int, host: str) -> Iterator[None]:
    try:
        yield
    except OSError as exc:
        reason = exc.strerror or exc
        raise click.ClickException(f"port {port} of {host}: {reason}; choose another one with --port") from exc


def _wait(parent: int | None) -> None:
    """Until a signal raises, or the parent is gone."""
    never = threading.Event()
    while parent is None or os.getppid() == parent:
        never.wait(_LOOK)
