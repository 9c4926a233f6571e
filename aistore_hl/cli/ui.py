"""`aisx ui`: the address of the page of a local cluster that runs."""

from __future__ import annotations

import webbrowser

import click

from aistore_hl.local import Control


@click.command()
@click.option("--control", envvar="AIS_CONTROL", metavar="URL", help="Its control port; else `AIS_CONTROL`.")
@click.option(
    "--secret",
    envvar="AIS_CONTROL_SECRET",
    metavar="TEXT",
    help="Its secret; else `AIS_CONTROL_SECRET`, which other users of the machine do not see.",
)
@click.option("--open", "opens", is_flag=True, help="Show it in a browser too.")
def ui(control: str | None, secret: str | None, opens: bool) -> None:
    """Print the address of the page of a local cluster: objects, nodes, faults, requests.

    `aisx serve --control` prints the two variables that say which cluster. The address holds the secret: whoever has
    it can change the cluster.
    """
    if not control or not secret:
        raise click.UsageError(
            "no cluster: start one with `aisx serve --control`, and set the AIS_CONTROL and AIS_CONTROL_SECRET that it "
            "prints"
        )
    try:
        found = Control(control, secret)
        found.state()
    except PermissionError as exc:
        raise click.ClickException(f"the secret is not that of the cluster at {control}") from exc
    except ValueError as exc:
        raise click.UsageError(str(exc)) from exc
    except OSError as exc:
        raise click.ClickException(f"no local cluster answers at {control}; is it still running?") from exc
    click.echo(found.page)
    if opens and not webbrowser.open(found.page):
        raise click.ClickException("no browser was found; open the address yourself")
