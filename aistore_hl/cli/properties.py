"""`aisx props`: how a bucket is set up, name by name."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import click

from aistore_hl import Bucket, Job, errors

from . import options
from .address import BUCKET, Remote
from .output import Output, warn


@click.command()
@click.argument("where", metavar="BUCKET", type=BUCKET)
@click.argument("pairs", metavar="[NAME=VALUE]...", nargs=-1)
@click.option("--reset", is_flag=True, help="Give it the cluster's defaults, before any NAME=VALUE is set.")
@options.JSON
@options.DRY_RUN
@options.ENDPOINT
def props(
    where: Remote, pairs: tuple[str, ...], reset: bool, as_json: bool, dry_run: bool, endpoint: str | None
) -> None:
    """Show the properties of a bucket, or change them: `mirror.enabled=true mirror.copies=2`.

    After a change, what is different is shown. Some changes start a job, as mirroring does: its id is told.
    """
    wanted = parse_pairs(pairs)
    if dry_run and reset:
        raise click.UsageError("only the cluster knows its defaults: --reset cannot be tried")
    output = Output(as_json=as_json)
    with options.connect(endpoint) as client:
        bucket = client.bucket(str(where.bucket))
        before = dict(flat(bucket.head().raw))
        if not wanted and not reset:
            _show(output, where, before)
            return
        _refuse_groups(wanted, before)
        wanted = {name: _as_known(value, before.get(name)) for name, value in wanted.items()}
        job: Job | None = None
        if dry_run:
            unknown = sorted(wanted.keys() - before.keys())
            if unknown:
                raise click.UsageError(f"the bucket has no property {', '.join(unknown)}")
            after = {**before, **wanted}
        else:
            if reset:
                job = bucket.reset_props()
            if wanted:
                job = _set(bucket, nested(wanted)) or job
            after = dict(flat(bucket.head().raw))
    _tell(output, where, before, after, "" if job is None else job.id)


def parse_pairs(pairs: Iterable[str]) -> dict[str, Any]:
    """Names and values of `NAME=VALUE`; a value is JSON where it can be, else text.

    Raises:
        UsageError: one has no `=`, or one name stands below another.
    """
    found: dict[str, Any] = {}
    for pair in pairs:
        name, equals, text = pair.partition("=")
        if not equals or not all(name.split(".")):
            raise click.UsageError(f"a property is given as NAME=VALUE, not {pair!r}")
        try:
            found[name] = json.loads(text)
        except (ValueError, RecursionError):
            found[name] = text
    for name in found:
        if any(other.startswith(f"{name}.") for other in found):
            raise click.UsageError(f"{name} is given as a whole and in parts")
    return found


def nested(props: Mapping[str, Any]) -> dict[str, Any]:
    """`{"a.b": 1}` as `{"a": {"b": 1}}`: as AIS has them."""
    found: dict[str, Any] = {}
    for name, value in props.items():
        *above, last = name.split(".")
        inner = found
        for part in above:
            inner = inner.setdefault(part, {})
        inner[last] = value
    return found


def flat(document: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    """The other way round."""
    for name, value in document.items():
        if isinstance(value, Mapping) and value:
            yield from flat(value, f"{above}{name}.")
        else:
            yield above + name, value


def _refuse_groups(wanted: Iterable[str], known: Iterable[str]) -> None:
    for name in wanted:
        inside = sorted(other for other in known if other.startswith(f"{name}."))
        if inside:
            raise click.UsageError(f"{name} is a group: set {', '.join(inside)}")


def _as_known(value: Any, known: Any) -> Any:
    """A value as the bucket has it now: AIS writes large numbers as text."""
    if isinstance(known, str) and not isinstance(value, str):
        return json.dumps(value)
    return value


def _set(bucket: Bucket, props: Mapping[str, Any]) -> Job | None:
    try:
        return bucket.set_props(props)
    except (TypeError, AttributeError, ValueError) as exc:
        if isinstance(exc, errors.AisError):
            raise
        raise click.UsageError(f"not a property, or not a value of it: {exc}") from exc


def _show(output: Output, where: Remote, props: Mapping[str, Any]) -> None:
    if output.as_json:
        output.document({"url": str(where), "props": nested(props)})
    else:
        output.facts((name, _text(value)) for name, value in sorted(props.items()))


def _tell(output: Output, where: Remote, before: Mapping[str, Any], after: Mapping[str, Any], job: str) -> None:
    names = sorted(name for name in {**before, **after} if before.get(name) != after.get(name))
    if output.as_json:
        changed = {name: {"before": before.get(name), "after": after.get(name)} for name in names}
        output.document({"url": str(where), "changed": changed, "job": job})
        return
    for name in names:
        output.lines(
            f"{sign} {name}={_text(side[name])}" for sign, side in (("-", before), ("+", after)) if name in side
        )
    if not names:
        warn("nothing is different")
    if job:
        warn(f"this started a job: aisx jobs follow {job}")


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)
