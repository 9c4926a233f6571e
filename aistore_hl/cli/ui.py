"""`aisx ui`: the address of the page of a local cluster that runs."""

from __future__ import annotations

import webbrowser

import click

from . import options


@click.command()
@options.CONTROL
@options.SECRET
@click.option("--open", "opens", is_flag=True, help="Show it in a browser too.")
def ui(control: str | None, secret: str | None, opens: bool) -> None:
    """Print the address of the page of a local cluster: objects, nodes, faults, requests.

    `aisx serve --control` prints the two variables that say which cluster. The address holds the secret: whoever has
    it can change the cluster.
    """
    found = options.reach(control, secret)
    click.echo(found.page)
    if opens and not webbrowser.open(found.page):
        raise click.ClickException("no browser was found; open the address yourself")
