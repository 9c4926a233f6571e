"""`aisx cat`: objects on stdout."""

from __future__ import annotations

import click

from . import options
from .address import ADDRESS, Remote
from .output import write


@click.command()
@click.argument("objects", metavar="ADDRESS...", nargs=-1, required=True, type=ADDRESS)
@click.option(
    "--range", "byte_range", metavar="RANGE", help="A part, as in HTTP: `0-99`, `100-`, or `-100` for the last."
)
@click.option("--offset", metavar="BYTES", type=click.IntRange(min=0), help="Where to begin.")
@click.option("--length", metavar="BYTES", type=click.IntRange(min=1), help="How many bytes; without it, to the end.")
@options.ENDPOINT
def cat(
    objects: tuple[Remote, ...], byte_range: str | None, offset: int | None, length: int | None, endpoint: str | None
) -> None:
    """Write objects to stdout, one after the other; of each a part, if one is named.

    A whole object is compared with its checksum: its last bytes come only if it is right, else the command fails.
    """
    if byte_range is not None:
        if offset is not None or length is not None:
            raise click.UsageError("a part is named by --range, or by --offset and --length")
        byte_range = byte_range if byte_range.startswith("bytes=") else f"bytes={byte_range}"
    elif length is not None and offset is None:
        offset = 0
    refs = [where.object for where in objects]
    with options.connect(endpoint) as client:
        for ref in refs:
            try:
                reader = client.object(str(ref)).get(byte_range=byte_range, offset=offset, length=length)
            except ValueError as exc:
                if type(exc) is ValueError:  # of what was typed; errors of the cluster have classes of their own
                    raise click.UsageError(str(exc)) from exc
                raise
            with reader:
                for chunk in reader:
                    write(chunk)
