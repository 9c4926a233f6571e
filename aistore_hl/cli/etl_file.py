"""A transformer in a file of the user's."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from aistore_hl.etlserver import ETLServer


def loaded(where: str) -> type[ETLServer]:
    """The server class in `FILE.py[:NAME]`, or one of its function; the file is run for that.

    Raises:
        ClickException: there is none, or the file fails.
    """
    from aistore_hl.etlserver.runtime import class_in

    path = path_of(where)
    if Path(path).is_dir():
        raise click.ClickException(f"{path} is a folder: name the FILE.py in it")
    try:
        return class_in(where)
    except SystemExit as exc:  # it may be a program, of which the end is the end of all
        line = f"{where}: it ends when it is loaded, with {exc.code!r}: run what it runs below __name__ == '__main__'"
        raise click.ClickException(line) from exc
    except ImportError as exc:
        raise click.ClickException(f"{where}: {exc}; is it installed here? What `setup` imports need not be") from exc
    except Exception as exc:  # whatever the file does when it is run, and said with its name
        text = str(exc)
        said = text if path in text else f"{where}: {type(exc).__name__}: {text}"
        raise click.ClickException(said) from exc


def path_of(where: str) -> str:
    """The file in `FILE.py[:NAME]`."""
    path, _, name = where.rpartition(":")
    return path if path.endswith(".py") and not Path(where).exists() and name else where


def words_of(command: str) -> list[str]:
    """The words of a command, as a shell has them.

    Raises:
        UsageError: a quote of it is open.
    """
    try:
        return shlex.split(command)
    except ValueError as exc:
        raise click.UsageError(f"--command {command!r}: {str(exc).lower()}") from exc
