"""`aisx etl`: the transformers of the cluster, and their end."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

import click

from aistore_hl import errors

from . import options
from .etl_name import ETL
from .outcome import Outcome, Outcomes
from .output import Output

if TYPE_CHECKING:
    from aistore_hl import Client
    from aistore_hl.types import EtlDetails, EtlInfo

_COLUMNS: Final = ("etl", "stage", "job", "objects", "in", "out")


@click.command("ls")
@options.JSON
@options.ENDPOINT
def list_etls(as_json: bool, endpoint: str | None) -> None:
    """List the ETLs of the cluster: whether they run, and what was read through them since they started."""
    output = Output(as_json=as_json)
    with options.connect(endpoint) as client:
        found = sorted(client.cluster().list_etls(), key=lambda info: info.name)
    if as_json:
        for info in found:
            output.document(document(info))
        return
    rows = [
        (info.name, info.stage, info.job_id or "-", str(info.objects), str(info.bytes_in), str(info.bytes_out))
        for info in found
    ]
    output.table(_COLUMNS, rows, right=("objects", "in", "out"))


@click.command()
@click.argument("name", metavar="NAME", type=ETL)
@click.option("--job", metavar="JOB", default="", help="What failed in this job; else when objects were read.")
@options.JSON
@options.ENDPOINT
def show(name: str, job: str, as_json: bool, endpoint: str | None) -> None:
    """Show how an ETL was started, how it is beside each target, and what failed lately.

    Of failures the cluster keeps 128 beside each target, and of an ETL that was stopped it tells nothing but that.
    """
    output = Output(as_json=as_json)
    with options.connect(endpoint) as client:
        info = find(client, name)
        details = client.etl(name).view(job=job) if info.is_running else None
        health = client.etl(name).health() if info.is_running else {}
    if as_json:
        output.document({**document(info), **_of_details(details), "health": health})
        return
    facts = [("etl", name), ("stage", info.stage), ("job", info.job_id or "-")]
    if details is not None:
        command = shlex.join(details.command) or "-"
        facts += [
            ("communication", details.communication),
            ("image", details.image or "- (a pod specification)"),
            ("command", output.name(command if len(command) < _LONGEST else f"{command[:_LONGEST]}...")),
            ("direct put", "yes" if details.direct_put else "no"),
            ("time to start", details.init_timeout or "-"),
            ("time for an object", details.object_timeout or "-"),
        ]
    facts += [(f"target {target}", state) for target, state in sorted(health.items())]
    facts += [("failed", output.name(f"{each.object}: {each.message}")) for each in details.errors] if details else []
    output.facts(facts)


_LONGEST: Final = 120
"""Characters of a command that are shown: those that install packages are scripts."""


@click.command()
@click.argument("name", metavar="NAME", type=ETL)
@click.argument("target", metavar="[TARGET]", default="")
@options.JSON
@options.ENDPOINT
def logs(name: str, target: str, as_json: bool, endpoint: str | None) -> None:
    """Print what an ETL has printed beside each target, or beside one."""
    output = Output(as_json=as_json)
    with options.connect(endpoint) as client:
        found = client.etl(name).logs(target)
    for where, text in sorted(found.items()):
        if as_json:
            output.document({"target": where, "log": text})
        elif target:
            output.lines(text.splitlines())
        else:
            output.lines(f"{where}\t{line}" for line in text.splitlines())


@click.command()
@click.argument("names", metavar="NAME...", nargs=-1, required=True, type=ETL)
@options.JSON
@options.ENDPOINT
def start(names: tuple[str, ...], as_json: bool, endpoint: str | None) -> int:
    """Start ETLs that were stopped, and return when they are ready."""
    with options.connect(endpoint) as client, Outcomes("started", as_json=as_json) as outcomes:
        for name in names:
            with _told(Outcome("start", name), outcomes):
                client.etl(name).start()
    return outcomes.code


@click.command()
@click.argument("names", metavar="NAME...", nargs=-1, required=True, type=ETL)
@options.YES
@options.JSON
@options.ENDPOINT
def stop(names: tuple[str, ...], yes: bool, as_json: bool, endpoint: str | None) -> int:
    """Stop ETLs: jobs that use them are aborted. They are known still, and `aisx etl start` starts them again."""
    with options.connect(endpoint) as client:
        options.confirm(f"Stop {', '.join(names)}, and abort the jobs that use them?", yes=yes)
        with Outcomes("stopped", as_json=as_json) as outcomes:
            for name in names:
                with _told(Outcome("stop", name), outcomes):
                    client.etl(name).stop()
    return outcomes.code


@click.command()
@click.argument("names", metavar="NAME...", nargs=-1, required=True, type=ETL)
@click.option("--missing-ok", is_flag=True, help="One that is not there is no error.")
@options.YES
@options.JSON
@options.ENDPOINT
def rm(names: tuple[str, ...], missing_ok: bool, yes: bool, as_json: bool, endpoint: str | None) -> int:
    """End ETLs, and have the cluster forget them: jobs that use them are aborted."""
    with options.connect(endpoint) as client:
        options.confirm(f"End {', '.join(names)}, and abort the jobs that use them?", yes=yes)
        with Outcomes("ended", as_json=as_json) as outcomes:
            for name in names:
                with _told(Outcome("end", name), outcomes):
                    client.etl(name).delete(missing_ok=missing_ok)
    return outcomes.code


@contextmanager
def _told(outcome: Outcome, outcomes: Outcomes) -> Iterator[None]:
    """What is done within is told: that it was done, or why not."""
    try:
        yield
    except errors.AisError as exc:
        outcomes.failed(outcome, exc)
    else:
        outcomes.done(outcome)


def find(client: Client, name: str) -> EtlInfo:
    """The ETL in the list of them.

    Raises:
        EtlNotFound: it is not there.
    """
    found = next((info for info in client.cluster().list_etls() if info.name == name), None)
    if found is None:
        client.etl(name).view()  # says so, as the cluster does
        raise errors.EtlNotFound(f"there is no ETL {name!r}")
    return found


def document(info: EtlInfo) -> dict[str, Any]:
    return {
        "etl": info.name,
        "stage": info.stage,
        "job": info.job_id or None,
        "objects": info.objects,
        "bytes_in": info.bytes_in,
        "bytes_out": info.bytes_out,
    }


def _of_details(details: EtlDetails | None) -> dict[str, Any]:
    if details is None:
        return {}
    return {
        "communication": details.communication,
        "image": details.image or None,
        "command": list(details.command),
        "direct_put": details.direct_put,
        "init_timeout": details.init_timeout or None,
        "object_timeout": details.object_timeout or None,
        "errors": [{"object": each.object, "message": each.message, "status": each.status} for each in details.errors],
    }
