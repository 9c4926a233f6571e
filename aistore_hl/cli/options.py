"""Options that several commands have, and the client that they lead to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import click

from .output import shown

if TYPE_CHECKING:
    from aistore_hl import AsyncClient, Client
    from aistore_hl.local import Control

ENDPOINT: Final = click.option(
    "--endpoint", metavar="URL", help="Which cluster: the address of a proxy; without it AIS_ENDPOINT says."
)
CONTROL: Final = click.option(
    "--control", envvar="AIS_CONTROL", metavar="URL", help="Its control port; else `AIS_CONTROL`."
)
SECRET: Final = click.option(
    "--secret",
    envvar="AIS_CONTROL_SECRET",
    metavar="TEXT",
    help="Its secret; else `AIS_CONTROL_SECRET`, which other users of the machine do not see.",
)
JSON: Final = click.option("--json", "as_json", is_flag=True, help="JSON on stdout: a document to a line.")
YES: Final = click.option("--yes", "-y", is_flag=True, help="Do not ask.")
DRY_RUN: Final = click.option("--dry-run", "-n", is_flag=True, help="Only print what would be done.")
INCLUDE: Final = click.option(
    "--include",
    multiple=True,
    metavar="GLOB",
    help="Of a folder, only names that match: as in a shell, but `*` also matches a slash. May be repeated.",
)
EXCLUDE: Final = click.option(
    "--exclude",
    multiple=True,
    metavar="GLOB",
    help="Of a folder, no names that match; it counts before --include. May be repeated.",
)
AT_ONCE: Final = click.option(
    "--at-once", "-j", default=8, show_default=True, type=click.IntRange(1, 64), help="How many objects at a time."
)


def connect(endpoint: str | None) -> Client:
    """A client of the cluster that the option or the environment names."""
    from aistore_hl import Client

    return Client(endpoint)


def connect_async(endpoint: str | None) -> AsyncClient:
    """The same for tasks."""
    from aistore_hl import AsyncClient

    return AsyncClient(endpoint)


def confirm(question: str, *, yes: bool) -> None:
    """Return if that may be done; ask where somebody is there to answer.

    Raises:
        UsageError: nobody is.
        ClickException: the answer is no.
    """
    import sys

    if yes:
        return
    if not sys.stdin.isatty():
        raise click.UsageError(f"{question} Nobody is there to answer: say --yes")
    # Not click.confirm: before 8.4 it writes a space to stdout.
    click.echo(f"{shown(question)} [y/N]: ", nl=False, err=True)
    answer = sys.stdin.readline()
    if not answer:
        raise click.Abort
    if answer.strip().lower() not in ("y", "yes"):
        raise click.ClickException("nothing was done")


def reach(control: str | None, secret: str | None) -> Control:
    """The control port of a local cluster, which answers."""
    from aistore_hl.local import Control

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
    return found
