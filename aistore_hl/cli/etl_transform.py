"""`aisx etl transform`: what an ETL makes of a bucket, or of one object."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, Final

import click

from aistore_hl import errors

from . import options
from .address import ADDRESS, PLACE, Local, Place, Remote, Standard
from .etl_name import PIPELINE
from .failure import INTERRUPTED, OTHER, Told
from .output import Output, warn, write
from .signals import terminable
from .words import counted, in_bytes

if TYPE_CHECKING:
    from aistore_hl import Client, GroupJob
    from aistore_hl.types import GroupResult, JobProgress, Pipeline

_BAR: Final = 30


@click.command()
@click.argument("etl", metavar="ETL", type=PIPELINE)
@click.argument("source", metavar="SOURCE", type=ADDRESS)
@click.argument("target", metavar="[TARGET]", type=PLACE, required=False)
@click.option("--prefix", metavar="TEXT", default="", help="Only objects whose names begin so.")
@click.option("--ext", multiple=True, metavar="OLD=NEW", help="Names that end with .OLD end with .NEW; repeatable.")
@click.option("--workers", metavar="COUNT", type=click.IntRange(-1), help="Of each target; else one per mountpath.")
@click.option(
    "--object-timeout",
    metavar="SECONDS",
    type=click.FloatRange(min=0, min_open=True),
    help="For an object; AIS 5.0 keeps to that of the ETL.",
)
@click.option("--skip-existing", is_flag=True, help="Leave out what TARGET has already: to go on after a break.")
@click.option("--fail-fast", is_flag=True, help="End with the first object that fails.")
@click.option("--latest", is_flag=True, help="Of a remote bucket: also what the cluster does not hold, as it is there.")
@click.option("--dry-run", "-n", is_flag=True, help="Transform, and store nothing; TARGET is not needed.")
@click.option("--args", "arguments", metavar="TEXT", help="For one object: the ETL's arguments. AIS has none in jobs.")
@click.option("--timeout", metavar="SECONDS", type=click.FloatRange(min=0), help="Fail if it still runs then.")
@options.JSON
@options.ENDPOINT
def transform(
    etl: Pipeline,
    source: Remote,
    target: Place | None,
    arguments: str | None,
    timeout: float | None,
    dry_run: bool,
    as_json: bool,
    endpoint: str | None,
    **more: Any,
) -> int:
    """Store what an ETL, or several as `a,b`, makes of objects in another bucket, which is made if need be.

    \b
    aisx etl transform upper-case ais://words ais://loud           all of a bucket
    aisx etl transform upper-case ais://words/a/ ais://loud/b/     a/x as b/a/x
    aisx etl transform upper-case ais://words/a/x ais://loud       one object
    aisx etl transform upper-case ais://words/a/x -                one, to stdout

    What fails is told with its name and the reason, the others are stored nevertheless, and the command fails in the
    end. Objects appear whole or not at all.
    """
    if target is None and not dry_run:
        raise click.UsageError("where to? TARGET is a bucket, or say --dry-run")
    if target is None and more["skip_existing"]:
        raise click.UsageError("--skip-existing of what? Name TARGET, also with --dry-run")
    if isinstance(target, Local):
        raise errors.InvalidName(f"not an address: {target.path!r}: results are stored in the cluster")
    with options.connect(endpoint) as client, terminable():
        if not source.is_folder:
            if dry_run or any(more.values()):
                raise click.UsageError(f"{source} is one object: it takes --args alone; a folder ends with a slash")
            _one(client, etl, source, target, arguments)
            return 0
        if arguments is not None:
            raise click.UsageError("AIS gives no arguments to an ETL in a job: put them into its environment")
        if isinstance(target, Standard):
            raise click.UsageError("only one object goes to stdout")
        return _many(client, etl, source, target, dry_run=dry_run, timeout=timeout, as_json=as_json, **more)


def _one(client: Client, etl: Pipeline, source: Remote, target: Place | None, arguments: str | None) -> None:
    found = client.object(str(source.object))
    if isinstance(target, Remote):
        name = target.name + source.name.rpartition("/")[2] if target.is_folder else target.name
        found.copy_to(client.object(str(Remote(target.bucket, name).object)), etl=etl, etl_args=arguments)
        return
    with found.get(etl=etl, etl_args=arguments) as reader:
        for piece in reader:
            write(piece)


def _many(
    client: Client,
    etl: Pipeline,
    source: Remote,
    target: Remote | None,
    *,
    prefix: str,
    ext: tuple[str, ...],
    fail_fast: bool,
    object_timeout: float | None,
    dry_run: bool,
    timeout: float | None,
    as_json: bool,
    **more: Any,
) -> int:
    if target is not None and not target.is_folder:
        raise click.UsageError(f"{target} is an object: what is put before names ends with a slash, {target}/")
    bucket = client.bucket(str(source.bucket))
    to = target or Remote(source.bucket)
    total = _count(bucket.list_objects(source.name + prefix, props=("name",))) if sys.stderr.isatty() else 0
    job = bucket.transform(
        etl,
        to.bucket,
        prefix=source.name + prefix,
        prepend=to.name,
        extensions=_extensions(ext),
        continue_on_error=not fail_fast,
        request_timeout=object_timeout,
        dry_run=dry_run,
        only_cached=not more["latest"],
        **more,
    )
    result = _waited(job, total, timeout)
    _tell(job, result, source, as_json=as_json, dry_run=dry_run)
    return OTHER if result.failed else 0


def _count(listing: Any) -> int:  # Any: whatever it yields
    return sum(1 for _ in listing)


def _extensions(texts: tuple[str, ...]) -> dict[str, str] | None:
    pairs = [text.partition("=") for text in texts]
    for (old, mark, new), text in zip(pairs, texts, strict=True):
        if not (old and mark and new):
            raise click.UsageError(f"--ext takes OLD=NEW, not {text!r}")
    return {old.lstrip("."): new.lstrip(".") for old, _, new in pairs} or None


def _waited(job: GroupJob, total: int, timeout: float | None) -> GroupResult:
    """What became of it.

    Raises:
        JobFailed: of which objects is not known.
    """
    is_watched = sys.stderr.isatty()

    def watch(progress: JobProgress) -> None:
        done = min(progress.local.objects, total)
        filled = _BAR * done // max(total, 1)
        bar = "━" * filled + "─" * (_BAR - filled)
        click.echo(f"\r\x1b[K{bar}  {done:,}/{total:,}, {in_bytes(_stored(progress))}", err=True, nl=False)

    try:
        return job.wait(timeout=timeout, progress=watch if is_watched else False)
    except errors.GroupFailed as exc:
        if exc.result is None:
            raise
        return exc.result
    except KeyboardInterrupt as exc:
        line = f"interrupted, and job {job.id} goes on: `aisx jobs follow {job.id}`, or `aisx jobs stop {job.id}`"
        raise Told(line, INTERRUPTED) from exc
    finally:
        if is_watched:
            click.echo("\r\x1b[K", err=True, nl=False)


def _stored(progress: JobProgress) -> int:
    """Bytes of results, wherever they are kept: those for another target count as sent alone."""
    return progress.local.bytes + progress.sent.bytes


def _tell(job: GroupJob, result: GroupResult, source: Remote, *, as_json: bool, dry_run: bool) -> None:
    verb = "would be transformed" if dry_run else "transformed"
    size = _stored(result.progress) if result.progress is not None else 0
    if as_json:
        output = Output(as_json=True)
        for name, why in sorted(result.failed.items()):
            output.document({"object": str(Remote(source.bucket, name)), "outcome": "failed", "error": why})
        output.document({"job": job.id, "done": result.done, "failed": len(result.failed), "bytes": size})
    for name, why in sorted(result.failed.items()):
        warn(f"{Remote(source.bucket, name)}: {' '.join(why.split())}")
    failed = f", {len(result.failed):,} failed" if result.failed else ""
    click.echo(f"{counted(result.done, 'object')} {verb} ({in_bytes(size)}){failed}", err=True)
