"""`aisx config`: what clients run with here, and why."""

from __future__ import annotations

import os

import click

from . import options
from .output import Output


@click.command()
@click.option("--origin", is_flag=True, help="Also where each value comes from: argument, variable, file or default.")
@options.JSON
@options.ENDPOINT
def show(origin: bool, as_json: bool, endpoint: str | None) -> None:
    """Show every setting; a token is never shown, only that there is one.

    `missing` is what nobody gave and no command can do without.
    """
    from aistore_hl import Settings

    output = Output(as_json=as_json)
    found = Settings.explain(os.environ, endpoint=endpoint)
    if as_json:
        for each in found:
            where = {"origin": each.origin, "source": each.source or None} if origin else {}
            output.document({"name": each.name, "value": each.value, **where})
        return
    rows = []
    for each in found:
        name, value = each.name, output.name(each.value or "-")
        rows.append((name, value, f"{each.origin} {each.source}".strip()) if origin else (name, value))
    output.table(("setting", "value", "origin")[: 3 if origin else 2], rows)
