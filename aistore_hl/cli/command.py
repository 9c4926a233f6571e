"""`aisx` itself: its commands, and how it ends."""

from __future__ import annotations

import contextlib
import io
import os
import sys
from collections.abc import Sequence

import click

from aistore_hl import __version__, errors

from .demo import demo
from .failure import CODES, INTERRUPTED, OTHER, describe
from .serve import serve

_EPILOG = "\b\nIt returns\n" + "\n".join(f"  {code:3}  {meaning}" for code, meaning in CODES.items())


@click.group(invoke_without_command=True, epilog=_EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, message="%(prog)s %(version)s")
@click.pass_context
def aisx(context: click.Context) -> None:
    """AIStore from the command line, with a small AIStore inside."""
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


aisx.add_command(serve)
aisx.add_command(demo)


def run(arguments: Sequence[str]) -> int:
    """Run one command; what the process returns."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal that cannot show a character gets a question mark instead of ending the command.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    try:
        code = aisx.main(list(arguments), prog_name="aisx", standalone_mode=False)
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read our output has gone, and nothing is wrong with that; the interpreter would write once more.
        with contextlib.suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OTHER
    except (KeyboardInterrupt, click.Abort):
        return _fail("interrupted", INTERRUPTED)
    except (click.ClickException, errors.AisError, OSError) as exc:
        return _fail(*describe(exc))
    return code if isinstance(code, int) else 0


def main() -> None:
    """Run the command that the process was started with, and end it."""
    sys.exit(run(sys.argv[1:]))


def _fail(line: str, code: int) -> int:
    click.echo(f"aisx: {line}", err=True)
    return code
