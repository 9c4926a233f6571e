"""`aisx mb` and `aisx rb`: buckets come and go."""

from __future__ import annotations

import click

from aistore_hl import errors

from . import options
from .address import BUCKET, Remote
from .output import Output
from .words import counted


@click.command()
@click.argument("buckets", metavar="BUCKET...", nargs=-1, required=True, type=BUCKET)
@click.option("--exist-ok", is_flag=True, help="One that is there already is no error, and stays as it is.")
@click.option(
    "--prop",
    "pairs",
    multiple=True,
    metavar="NAME=VALUE",
    help="A property other than the default, such as `mirror.copies=2`. May be repeated.",
)
@options.JSON
@options.DRY_RUN
@options.ENDPOINT
def mb(
    buckets: tuple[Remote, ...],
    exist_ok: bool,
    pairs: tuple[str, ...],
    as_json: bool,
    dry_run: bool,
    endpoint: str | None,
) -> None:
    """Make buckets: `aisx mb ais://photos`."""
    from .properties import nested, parse_pairs

    props = nested(parse_pairs(pairs))
    output = Output(as_json=as_json)
    with options.connect(endpoint) as client:
        for where in buckets:
            if not dry_run:
                try:
                    client.bucket(str(where.bucket)).create(props=props or None, exist_ok=exist_ok)
                except (TypeError, AttributeError, ValueError) as exc:
                    if isinstance(exc, errors.AisError):
                        raise
                    raise click.UsageError(f"a property cannot have such a value: {exc}") from exc
            _tell(output, "create", where, dry_run=dry_run)


@click.command()
@click.argument("buckets", metavar="BUCKET...", nargs=-1, required=True, type=BUCKET)
@click.option("--empty-only", is_flag=True, help="Refuse to remove a bucket that has an object in it.")
@click.option("--missing-ok", is_flag=True, help="One that is not there is no error.")
@options.YES
@options.JSON
@options.DRY_RUN
@options.ENDPOINT
def rb(
    buckets: tuple[Remote, ...],
    empty_only: bool,
    missing_ok: bool,
    yes: bool,
    as_json: bool,
    dry_run: bool,
    endpoint: str | None,
) -> None:
    """Remove buckets and everything in them; it asks before.

    --empty-only looks before it removes: what somebody stores in between is lost.
    A bucket of a cloud cannot be removed by AIS.
    """
    output = Output(as_json=as_json)
    with options.connect(endpoint) as client:
        found = []
        for where in buckets:
            bucket = client.bucket(str(where.bucket))
            try:
                some = bucket.list_page(page_size=1).entries
            except errors.BucketNotFound:
                if not missing_ok:
                    raise
                continue
            if some and empty_only:
                raise click.ClickException(f"{where} is not empty: leave out --empty-only to remove it nevertheless")
            found.append((where, bucket, bool(some)))
        full = sum(is_full for _, _, is_full in found)
        if found and not dry_run:
            names = ", ".join(str(where) for where, _, _ in found)
            what = f"with objects in {counted(full, 'of them', 'of them')}" if len(found) > 1 and full else ""
            state = what or ("and everything in it" if full else "(empty)")
            options.confirm(f"Remove {names} {state}?", yes=yes)
        for where, bucket, _ in found:
            if not dry_run:
                bucket.delete(missing_ok=missing_ok)
            _tell(output, "remove", where, dry_run=dry_run)


def _tell(output: Output, done: str, where: Remote, *, dry_run: bool) -> None:
    """What was done is data only where somebody asked for it; what would be done always."""
    if output.as_json:
        output.document({"action": done, "url": str(where), "done": not dry_run})
    elif dry_run:
        output.lines([f"{done} {where}"])
