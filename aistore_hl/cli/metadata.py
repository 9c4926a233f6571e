"""`aisx meta`: what users wrote beside an object's content."""

from __future__ import annotations

import click

from . import options
from .address import ADDRESS, Remote
from .output import Output


def custom(pairs: tuple[str, ...]) -> dict[str, str]:
    """Keys and values of `KEY=VALUE`.

    Raises:
        UsageError: one has no `=`.
    """
    without = [pair for pair in pairs if "=" not in pair]
    if without:
        raise click.UsageError(f"metadata is given as KEY=VALUE, not {without[0]!r}")
    return dict(pair.split("=", 1) for pair in pairs)


@click.command()
@click.argument("where", metavar="ADDRESS", type=ADDRESS)
@click.argument("pairs", metavar="[KEY=VALUE]...", nargs=-1)
@click.option("--replace", is_flag=True, help="Make the pairs all there is; without any pair, remove all metadata.")
@options.JSON
@options.DRY_RUN
@options.ENDPOINT
def meta(
    where: Remote, pairs: tuple[str, ...], replace: bool, as_json: bool, dry_run: bool, endpoint: str | None
) -> None:
    """Show the custom metadata of an object, or change it.

    Pairs are added to what is there; a key that is there gets the new value.
    Shown is what the object has afterwards.
    """
    changes = custom(pairs)
    output = Output(as_json=as_json)
    with options.connect(endpoint) as client:
        thing = client.object(str(where.object))
        if dry_run:
            known = dict(thing.head().custom)
            found = changes if replace else {**known, **changes}
        else:
            if replace:
                thing.replace_metadata(changes)
            elif changes:
                thing.merge_metadata(changes)
            found = dict(thing.head().custom)
    if as_json:
        output.document({"url": str(where), "metadata": found})
    else:
        output.facts((key, output.name(value)) for key, value in sorted(found.items()))
