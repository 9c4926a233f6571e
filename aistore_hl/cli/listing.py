"""`aisx ls`: buckets, or the objects of one, as they come."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

import click

from aistore_hl import errors

from . import options
from .address import ParamType, Remote
from .output import Output

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from aistore_hl import Bucket, Client
    from aistore_hl.types import BucketProps, ObjectEntry, Page

_LONG: Final = ("name", "size", "checksum", "atime", "version")
_PROVIDERS: Final = "://"


class _Where(ParamType):
    """Nothing, a provider, a bucket, or a prefix in one."""

    name = "address"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Remote | str:
        if not isinstance(value, str):
            return value  # type: ignore[no-any-return]  # a default is converted again
        return value.removesuffix(_PROVIDERS) if value.endswith(_PROVIDERS) else Remote.parse(value)

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        from .completion import addresses

        return addresses(ctx.params.get("endpoint"), incomplete)


@click.command()
@click.argument("where", metavar="[ADDRESS]", required=False, type=_Where())
@click.option("--long", "-l", is_flag=True, help="Also size, time of the last access, version and checksum.")
@click.option("--recursive", "-r", is_flag=True, help="Everything below, not only what is directly there.")
@click.option("--human", "-H", is_flag=True, help="Sizes as people say them.")
@click.option("--limit", metavar="COUNT", type=click.IntRange(min=1), help="No more than so many.")
@click.option("--start-after", metavar="NAME", default="", help="Only objects whose names sort after it.")
@click.option("--url", is_flag=True, help="Addresses instead of names: what other commands take.")
@click.option(
    "--null", "-0", is_flag=True, help="Only names, exactly as they are, each with a NUL after it: for `xargs -0`."
)
@options.JSON
@options.ENDPOINT
def ls(
    where: Remote | str | None,
    long: bool,
    recursive: bool,
    human: bool,
    limit: int | None,
    start_after: str,
    url: bool,
    null: bool,
    as_json: bool,
    endpoint: str | None,
) -> None:
    """List buckets, or the objects of one.

    Without ADDRESS: the buckets of AIS itself; `s3://` those of S3, and so on.
    ADDRESS is a bucket, as in `ais://bucket`, or a prefix in it: `ais://bucket/photos/`.

    Names sort bytewise, and come as the cluster sends them, page by page: a bucket of any size can be listed.
    In a pipe columns are separated by tabs. Control characters in names are shown as `\\x0a`: --null and --json have
    names as they are. A directory ends with a slash; AIS shows one for some time after its last object has gone.
    """
    output = Output(as_json=as_json, human=human)
    with options.connect(endpoint) as client:
        if not isinstance(where, Remote):
            _list_buckets(client, where or "ais", output, long=long, limit=limit, null=null)
            return
        listing = client.bucket(str(where.bucket)).list_objects(
            where.name,
            props=_LONG if long or as_json else ("name", "size"),
            recursive=recursive,
            start_after=start_after,
            page_size=min(limit or 0, 10_000),
        )
        before = f"{where.bucket}/" if url else ""
        for entries in _limited(listing.pages(), limit):
            _show(entries, output, before, where, long=long, null=null)


def _limited(pages: Iterator[Page], limit: int | None) -> Iterator[list[ObjectEntry]]:
    left = limit
    for page in pages:
        yield page.entries[:left]
        if left is not None:
            left -= len(page.entries)
            if left <= 0:
                return


def _show(entries: list[ObjectEntry], output: Output, before: str, where: Remote, *, long: bool, null: bool) -> None:
    """One page of objects; a terminal gets its columns aligned within the page."""
    if null:
        output.names(before + entry.name for entry in entries)
    elif output.as_json:
        for entry in entries:
            output.document(_document(entry, where))
    elif not long:
        output.lines(before + output.name(entry.name) for entry in entries)
    else:
        rows = ((*_facts(entry, output), before + output.name(entry.name)) for entry in entries)
        output.table(("size", "accessed", "version", "checksum", "name"), rows, right=("size", "version"))


def _facts(entry: ObjectEntry, output: Output) -> tuple[str, ...]:
    if entry.is_dir:
        return "-", "-", "-", "-"
    return output.size(entry.size), output.time(entry.atime), entry.version or "-", entry.checksum or "-"


def _document(entry: ObjectEntry, where: Remote) -> dict[str, Any]:
    document: dict[str, Any] = {"url": f"{where.bucket}/{entry.name}", "name": entry.name}
    if entry.is_dir:
        return {**document, "is_dir": True}
    facts = {"checksum": entry.checksum, "version": entry.version, "accessed": entry.atime}
    return {**document, "is_dir": False, "size": entry.size, **facts}


def _list_buckets(client: Client, provider: str, output: Output, *, long: bool, limit: int | None, null: bool) -> None:
    found = islice(client.cluster().list_buckets(provider), limit)
    if null:
        output.names(str(bucket.ref) for bucket in found)
    elif output.as_json:
        for bucket in found:
            output.document({"url": str(bucket.ref), "name": bucket.name, "provider": bucket.provider})
    elif long:
        rows = [_bucket_row(bucket, output) for bucket in found]
        names = ("created", "checksum", "versions", "copies", "slices", "bucket")
        output.table(names, filter(None, rows), right=("copies",))
    else:
        output.lines(str(bucket.ref) for bucket in found)


def _bucket_row(bucket: Bucket, output: Output) -> tuple[str, ...] | None:
    """What is asked for most of its properties; `None` if it was removed meanwhile."""
    try:
        props: BucketProps = bucket.head()
    except errors.NotFound:
        return None
    slices = f"{props.data_slices}+{props.parity_slices}" if props.is_erasure_coded else "-"
    return (
        output.time(props.created),
        props.checksum_type,
        "yes" if props.is_versioned else "no",
        str(props.copies) if props.is_mirrored else "1",
        slices,
        str(bucket.ref),
    )
