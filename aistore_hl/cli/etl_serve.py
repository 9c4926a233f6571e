"""`aisx etl serve`: a transformer without a cluster."""

from __future__ import annotations

import errno
import os
from typing import Final

import click

from .etl_file import loaded

_OF_PORTS: Final = (errno.EADDRINUSE, errno.EACCES)
"""What the port is to blame for; else it is the host."""


@click.command()
@click.argument("file", metavar="FILE.py[:NAME]")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen at.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="0: any free one.")
@click.option("--workers", metavar="COUNT", type=click.IntRange(1), help="Processes; else NUM_WORKERS, or 1.")
@click.option("--threads", metavar="COUNT", type=click.IntRange(1), help="Transforms at a time in each; else 32.")
def serve(file: str, host: str, port: int, workers: int | None, threads: int | None) -> None:
    """Run a transformer by itself, until Ctrl-C or SIGTERM.

    \b
    aisx etl serve server.py
    curl -T photo.jpg http://127.0.0.1:8000/bucket/photo.jpg

    FILE has a class that extends one of the servers of `aistore_hl.etlserver`, or a function `transform`. There is no
    target that it could fetch objects from, unless AIS_TARGET_URL names one.
    """
    # What AIS sets for what it starts: set to nothing it says that there is no target.
    os.environ.setdefault("AIS_TARGET_URL", "")
    cls = loaded(file)
    try:
        server = cls(host=host, port=port)
    except (TypeError, ValueError) as exc:
        raise click.ClickException(f"{file}: {exc}") from exc
    try:
        server.start(workers=workers, threads=threads)
    except OSError as exc:
        said = exc.strerror or exc
        if exc.errno in _OF_PORTS:
            raise click.ClickException(f"port {port} of {host}: {said}; choose another one with --port") from exc
        raise click.ClickException(f"host {host}: {said}; give an address of this machine with --host") from exc
