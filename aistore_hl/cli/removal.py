"""`aisx rm`: objects go."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from typing import TYPE_CHECKING

import click

from aistore_hl import errors
from aistore_hl.disk import Filter

from . import options
from .address import ADDRESS, Remote
from .outcome import Outcome, Outcomes
from .signals import terminable
from .words import counted
from .workers import work

if TYPE_CHECKING:
    from aistore_hl import AsyncClient, Client


@click.command()
@click.argument("addresses", metavar="ADDRESS...", nargs=-1, required=True, type=ADDRESS)
@click.option("--recursive", "-r", is_flag=True, help="Take ADDRESS for a folder: everything whose name begins so.")
@options.INCLUDE
@options.EXCLUDE
@click.option("--missing-ok", is_flag=True, help="One that is not there is no error.")
@options.AT_ONCE
@options.YES
@options.JSON
@options.DRY_RUN
@options.ENDPOINT
def rm(
    addresses: tuple[Remote, ...],
    recursive: bool,
    include: tuple[str, ...],
    exclude: tuple[str, ...],
    missing_ok: bool,
    at_once: int,
    yes: bool,
    as_json: bool,
    dry_run: bool,
    endpoint: str | None,
) -> int:
    """Delete objects; it asks before.

    With -r, `ais://bucket/photos` means everything below `photos/`, and `ais://bucket` everything in the bucket.
    One that fails is told, and the others are deleted nevertheless.
    """
    if not recursive:
        if include or exclude:
            raise click.UsageError("--include and --exclude choose from a folder: add -r")
        for where in addresses:
            _check_object(where)
    names = Filter(include, exclude)
    if not dry_run:
        with options.connect(endpoint) as client:
            options.confirm(_question(client, addresses, names, recursive=recursive), yes=yes)
    outcomes = Outcomes("deleted", as_json=as_json, dry_run=dry_run)

    async def delete_all() -> None:
        async with options.connect_async(endpoint) as client:
            if not recursive:
                wanted = _each(addresses)
            else:
                wanted = _below(client, addresses, names)
            await work(wanted, lambda where: _delete(client, where, outcomes, missing_ok, dry_run), at_once)

    with terminable(), outcomes:
        asyncio.run(delete_all())
    return outcomes.code


def _check_object(where: Remote) -> None:
    if where.is_folder:
        raise click.UsageError(f"{where} is a folder: add -r to delete everything in it")
    _ = where.object  # raises where no object can have such a name


def _question(client: Client, addresses: tuple[Remote, ...], names: Filter, *, recursive: bool) -> str:
    if not recursive:
        return (
            f"Delete {', '.join(map(str, addresses))}?" if len(addresses) < 4 else f"Delete {len(addresses)} objects?"
        )
    parts = []
    for where in addresses:
        page = client.bucket(str(where.bucket)).list_page(where.below, props=("name",))
        count = sum(names.takes(entry.name[len(where.below) :]) for entry in page.entries)
        many = f"{count:,} objects or more" if page.token else counted(count, "object")
        parts.append(f"{many} in {Remote(where.bucket, where.below)}")
    return f"Delete {' and '.join(parts)}?"


async def _each(addresses: tuple[Remote, ...]) -> AsyncGenerator[Remote, None]:
    for where in addresses:
        yield where


async def _below(client: AsyncClient, addresses: tuple[Remote, ...], names: Filter) -> AsyncGenerator[Remote, None]:
    for where in addresses:
        found = False
        async for entry in client.bucket(str(where.bucket)).list_objects(where.below, props=("name",)):
            found = True
            if names.takes(entry.name[len(where.below) :]):
                yield Remote(where.bucket, entry.name)
        if not found and where.name:
            raise errors.ObjectNotFound(f"there is no object in {Remote(where.bucket, where.below)}")


async def _delete(client: AsyncClient, where: Remote, outcomes: Outcomes, missing_ok: bool, dry_run: bool) -> None:
    began = Outcome("delete", str(where))
    try:
        if not dry_run:
            await client.object(str(where.object)).delete(missing_ok=missing_ok)
    except errors.AisError as exc:
        outcomes.failed(began, exc)
    else:
        outcomes.done(began)
