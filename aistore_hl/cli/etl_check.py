"""`aisx etl check`: what AIS would make of a transformer."""

from __future__ import annotations

import asyncio
import sys
from typing import BinaryIO, Final
from urllib.parse import urlsplit

import click
from attrs import asdict

from aistore_hl.local.etlcheck.program import NotServing
from aistore_hl.local.etlcheck.run import Checked, findings, target_url
from aistore_hl.local.etlcheck.trial import Finding

from . import options
from .etl_file import loaded, words_of
from .failure import OTHER
from .output import Output
from .signals import terminable

_COLUMNS: Final = ("way", "tried", "verdict", "answer", "what AIS makes of it")
_LINE: Final = b"a sample of content\n"
_VERDICTS: Final = {"ok": "as AIS wants", "note": "with limits", "wrong": "wrong", "untried": "not tried"}


@click.command()
@click.argument("where", metavar="[FILE.py[:NAME]|URL]", default="")
@click.option("--command", metavar="TEXT", default="", help="Start this, which listens at PORT, or `{port}` in it.")
@click.option("--sample", metavar="FILE", type=click.File("rb"), help="Content that it can transform; else a line.")
@click.option("--args", "arguments", metavar="TEXT", default="", help="Its etl_args, for every object.")
@click.option(
    "--timeout", metavar="SECONDS", default=10.0, show_default=True, type=click.FloatRange(0.1), help="For an object."
)
@click.option("--large", metavar="BYTES", default=8 << 20, type=click.IntRange(0), help="Of the large object; 8 MiB.")
@click.option(
    "--target-port",
    metavar="PORT",
    default=0,
    type=click.IntRange(0, 65535),
    help="For a URL: where the target listens that its AIS_TARGET_URL names.",
)
@options.JSON
def check(
    where: str,
    command: str,
    sample: BinaryIO | None,
    arguments: str,
    timeout: float,
    large: int,
    target_port: int,
    as_json: bool,
) -> int:
    """Ask a transformer for everything that AIS may ask one for, and say what AIS would make of the answers.

    \b
    aisx etl check server.py
    aisx etl check --command 'python theirs.py --port {port}'
    aisx etl check http://127.0.0.1:8000

    It is started here, with nodes around it that note what they are told; no cluster is needed. One that runs already
    fetches and puts nothing here, unless it was started with the AIS_TARGET_URL that goes with --target-port. It
    fails if anything is wrong.
    """
    if bool(where) == bool(command):
        raise click.UsageError("which one? FILE.py, URL, or --command TEXT")
    is_url = where.startswith(("http://", "https://"))
    if where.startswith("https://"):
        raise click.UsageError("only http is spoken here, as by targets to what is beside them")
    if is_url and not _is_address(where):
        raise click.UsageError(f"not the address of a transformer: {where!r}, such as http://127.0.0.1:8000")
    words = words_of(command) if command else [sys.executable, "-m", "aistore_hl.etlserver", where]
    checked = Checked(
        command=() if is_url else words,
        url=where if is_url else "",
        arguments=arguments,
        seconds=timeout,
        large=large,
        target_port=target_port,
        sample=_LINE if sample is None else sample.read(),
    )
    try:
        with terminable():
            found = asyncio.run(_found(checked))
    except NotServing as exc:
        if where and not is_url:
            loaded(where)  # where the file itself is at fault, that says more than the end of a log
        raise click.ClickException(str(exc)) from exc
    _show(found, as_json=as_json)
    if any(each.verdict == "untried" for each in found) and is_url:
        click.echo(f"to try all: AIS_TARGET_URL={target_url(target_port or 9999)} and --target-port", err=True)
    return OTHER if any(each.verdict == "wrong" for each in found) else 0


async def _found(checked: Checked) -> list[Finding]:
    return [each async for each in findings(checked)]


def _is_address(url: str) -> bool:
    """Whether there is a host in it, and no port that is none."""
    try:
        parts = urlsplit(url)
        return bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def _show(found: list[Finding], *, as_json: bool) -> None:
    output = Output(as_json=as_json)
    if as_json:
        for each in found:
            output.document(asdict(each))
    else:
        rows = [
            (each.way, each.tried, each.verdict, output.name(each.answer), output.name(each.means)) for each in found
        ]
        output.table(_COLUMNS, rows)
    counts = {verdict: sum(each.verdict == verdict for each in found) for verdict in _VERDICTS}
    click.echo(
        ", ".join(f"{counts[verdict]} {words}" for verdict, words in _VERDICTS.items() if counts[verdict]), err=True
    )
