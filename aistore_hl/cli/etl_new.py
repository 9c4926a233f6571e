"""`aisx etl new`: a project that is a transformer."""

from __future__ import annotations

from pathlib import Path

import click

from .etl_name import checked
from .etl_project import SERVERS, files


@click.command()
@click.argument("folder", metavar="NAME", type=click.Path(path_type=Path))
@click.option(
    "--server",
    metavar="threads|flask|fastapi",
    default="threads",
    show_default=True,
    type=click.Choice(list(SERVERS)),
    help="Which of the three.",
)
@click.option("--image", metavar="IMAGE", default="", help="What the image is called; else NAME:1.")
def new(folder: Path, server: str, image: str) -> None:
    """Write a transformer to start from, into a new folder: server, test, Dockerfile and pod specification.

    \b
    aisx etl new upper-case
    pytest upper-case
    aisx etl init upper-case --file upper-case/server.py

    The last part of NAME is also the name of the ETL: 6 to 32 of a-z, 0-9 and dashes.
    """
    name = checked(folder.name)
    try:
        folder.mkdir(parents=True)
    except FileExistsError as exc:
        raise click.ClickException(f"{folder} is there already; nothing was written") from exc
    except OSError as exc:
        raise click.ClickException(f"{folder}: {exc.strerror or exc}; nothing was written") from exc
    for path, text in files(name, SERVERS[server], image or f"{name}:1").items():
        (folder / path).write_text(text, encoding="utf-8")
        click.echo(folder / path)
