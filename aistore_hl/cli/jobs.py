"""`aisx jobs`: what the cluster is doing."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, Final

import click

from . import options
from .address import BUCKET, Remote
from .output import Output
from .signals import terminable
from .words import counted, in_bytes

if TYPE_CHECKING:
    from aistore_hl import Job
    from aistore_hl.types import JobProgress, JobStatus, Snapshot

_COLUMNS: Final = ("job", "kind", "state", "ended", "error")


@click.command("list")
@click.option("--kind", metavar="KIND", default="", help="Only of this kind, such as `lru`.")
@click.option("--running", is_flag=True, help="Only those under way.")
@options.JSON
@options.ENDPOINT
def list_jobs(kind: str, running: bool, as_json: bool, endpoint: str | None) -> None:
    """List the jobs that the cluster remembers, and how they stand."""
    output = Output(as_json=as_json)
    with options.connect(endpoint) as client:
        found = client.cluster().list_jobs(kind=kind, running=running)
    if as_json:
        for status in found:
            output.document(_document(status))
    else:
        output.table(_COLUMNS, [_row(status, output) for status in found])


@click.command()
@click.argument("job", metavar="JOB")
@options.JSON
@options.ENDPOINT
def show(job: str, as_json: bool, endpoint: str | None) -> None:
    """Show what each target says of a job: its state, and the objects and bytes it worked on."""
    output = Output(as_json=as_json)
    with options.connect(endpoint) as client:
        snapshots = client.job(job).snapshots()
    rows = [(target, snapshot) for target, found in sorted(snapshots.items()) for snapshot in found]
    if as_json:
        for target, snapshot in rows:
            output.document({"target": target, **_snapshot_document(snapshot)})
        return
    names = ("target", "kind", "state", "started", "ended", "objects", "bytes", "error")
    cells = [
        (
            target,
            each.kind,
            _state_of(each),
            output.time(each.started),
            output.time(each.ended),
            str(each.local.objects),
            str(each.local.bytes),
            output.name(each.error),
        )
        for target, each in rows
    ]
    output.table(names, cells, right=("objects", "bytes"))


@click.command()
@click.argument("kind", metavar="KIND")
@click.argument("bucket", metavar="[BUCKET]", required=False, type=BUCKET)
@options.JSON
@options.ENDPOINT
def start(kind: str, bucket: Remote | None, as_json: bool, endpoint: str | None) -> None:
    """Start a job: `lru` evicts what was not used for long, `cleanup` removes what is left of deleted objects.

    Its id is printed: `aisx jobs follow` waits for it.
    """
    output = Output(as_json=as_json)
    with options.connect(endpoint) as client:
        job = client.job(kind=kind).start(None if bucket is None else bucket.bucket)
    if as_json:
        output.document({"job": job.id, "kind": job.kind})
    else:
        output.lines([job.id])


@click.command()
@click.argument("job", metavar="[JOB]", default="")
@click.option("--kind", metavar="KIND", default="", help="Every job of this kind, instead of one.")
@options.YES
@options.ENDPOINT
def stop(job: str, kind: str, yes: bool, endpoint: str | None) -> None:
    """Stop a job; one that has ended is no error."""
    if bool(job) == bool(kind):
        raise click.UsageError("which one? JOB, or --kind KIND")
    with options.connect(endpoint) as client:
        handle = client.job(job, kind=kind)
        options.confirm(f"Stop {f'job {job}' if job else f'every job of kind {kind}'}?", yes=yes)
        handle.stop()


@click.command()
@click.argument("job", metavar="JOB")
@click.option("--timeout", metavar="SECONDS", type=click.FloatRange(min=0), help="Fail if it still runs then.")
@options.JSON
@options.ENDPOINT
def follow(job: str, timeout: float | None, as_json: bool, endpoint: str | None) -> None:
    """Wait until a job is over on all targets; it fails if the job did.

    A job that serves request after request is over when it has nothing to do.
    """
    from aistore_hl import errors

    is_watched = sys.stderr.isatty()
    with options.connect(endpoint) as client, terminable():
        handle = client.job(job)
        try:
            over = handle.wait(timeout=timeout, progress=_watch if is_watched else False)
        except errors.JobFailed:
            if as_json:
                _snapshots(handle)
            raise
        finally:
            if is_watched:
                click.echo("\r\x1b[K", err=True, nl=False)
        if as_json:
            _snapshots(handle)
        else:
            click.echo(f"{job}: {_progress(over)}", err=True)


def _watch(progress: JobProgress) -> None:
    click.echo(f"\r\x1b[K{_progress(progress)}", err=True, nl=False)


def _snapshots(job: Job) -> None:
    """What each target says in the end, as documents."""
    output = Output(as_json=True)
    for target, found in sorted(job.snapshots().items()):
        for each in found:
            output.document({"target": target, **_snapshot_document(each)})


def _progress(job: JobProgress) -> str:
    done = f"done on {job.done} of {counted(job.targets, 'target')}"
    return f"{counted(job.local.objects, 'object')}, {in_bytes(job.local.bytes)}; {done}"


def _state(status: JobStatus) -> str:
    if status.is_running:
        return "running"
    return "aborted" if status.is_aborted else "failed" if status.is_failed else "done"


def _state_of(snapshot: Snapshot) -> str:
    if snapshot.is_aborted:
        return "aborted"
    if snapshot.ended is not None:
        return "failed" if snapshot.error else "done"
    return "idle" if snapshot.is_idle else "running"


def _row(status: JobStatus, output: Output) -> tuple[str, ...]:
    return status.id, status.kind, _state(status), output.time(status.ended), output.name(status.error)


def _document(status: JobStatus) -> dict[str, Any]:
    return {
        "job": status.id,
        "kind": status.kind,
        "state": _state(status),
        "ended": status.ended,
        "error": status.error or None,
    }


def _snapshot_document(each: Snapshot) -> dict[str, Any]:
    return {
        "job": each.id,
        "kind": each.kind,
        "state": _state_of(each),
        "bucket": None if each.bucket is None else str(each.bucket),
        "started": each.started,
        "ended": each.ended,
        "objects": each.local.objects,
        "bytes": each.local.bytes,
        "error": each.error or None,
    }
