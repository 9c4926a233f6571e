"""`aisx cp` and `aisx mv`: between this machine and the cluster, and within the cluster."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator, Sequence
from typing import TYPE_CHECKING, TypeAlias

import click

from aistore_hl import errors
from aistore_hl.disk import Filter, Folder, check_replaceable, disk_parts, walk

from . import options
from .address import PLACE, Local, Place, Remote, Standard
from .copying import Copier, Rules
from .metadata import custom
from .outcome import Outcomes
from .output import shown, write
from .plan import Single, Tree, plan
from .signals import terminable
from .workers import work

if TYPE_CHECKING:
    from aistore_hl import AsyncClient

Step: TypeAlias = Callable[[], Awaitable[None]]
"""One copy, to be begun when somebody has time for it."""


@click.command()
@click.argument("places", metavar="SOURCE... TARGET", nargs=-1, required=True, type=PLACE)
@click.option("--recursive", "-r", is_flag=True, help="SOURCE is a folder: copy what is in it to below TARGET.")
@options.INCLUDE
@options.EXCLUDE
@click.option("--skip-existing", is_flag=True, help="Leave what has the name already as it is.")
@click.option(
    "--update",
    is_flag=True,
    help="Leave what is equal: the same size and the same checksum. Times never count.",
)
@click.option("--meta", "pairs", multiple=True, metavar="KEY=VALUE", help="Custom metadata of objects made from files.")
@click.option("--follow-links", is_flag=True, help="With -r, take what links lead to; else they are left out.")
@click.option("--verbose", "-v", is_flag=True, help="A line on stderr for each file.")
@options.AT_ONCE
@options.JSON
@options.DRY_RUN
@options.ENDPOINT
def cp(
    places: tuple[Place, ...],
    recursive: bool,
    include: tuple[str, ...],
    exclude: tuple[str, ...],
    skip_existing: bool,
    update: bool,
    pairs: tuple[str, ...],
    follow_links: bool,
    verbose: bool,
    at_once: int,
    as_json: bool,
    dry_run: bool,
    endpoint: str | None,
) -> int:
    """Copy files to objects, objects to files, or objects to objects.

    \b
    aisx cp cat.jpg ais://photos              as ais://photos/cat.jpg
    aisx cp ais://photos/cat.jpg .            as ./cat.jpg
    aisx cp -r pictures ais://photos/2026     pictures/a/b.jpg as ais://photos/2026/a/b.jpg
    aisx cp -r ais://photos/2026 pictures     and back
    tar c . | aisx cp - ais://backup/all.tar  from stdin; `-` as TARGET is stdout

    What has an address, ais://..., is in the cluster; everything else is a file. TARGET is a folder if it is a bucket,
    ends with a slash, or is a folder on this machine.

    Files and objects appear whole and verified, or not at all, and replace what has the name. One that fails is told
    with its name, the others are copied nevertheless, and the command fails in the end. An object whose name would
    lead out of the folder, or is no name of a file, is such a one.

    To go on after a break, give the same command with --skip-existing or --update.
    """
    if skip_existing and update:
        raise click.UsageError("--skip-existing leaves what --update would compare: give one of them")
    rules = Rules(
        skip_existing=skip_existing, update=update, metadata=custom(pairs) if pairs else None, dry_run=dry_run
    )
    wanted = _plan(places, recursive=recursive, include=include, exclude=exclude)
    if pairs and not _is_upload(wanted):
        raise click.UsageError("--meta is for objects that are made from files: copies have that of their source")
    if streams := _streams(wanted):
        if as_json or skip_existing or update:
            raise click.UsageError("what goes through stdin or stdout is neither compared nor told about")
        for one in streams:
            _stream(one, rules, endpoint)
        return 0
    outcomes = Outcomes("copied", as_json=as_json, dry_run=dry_run, verbose=verbose)
    names = Filter(include, exclude)
    return _carry_out(wanted, rules, outcomes, names, at_once, follow_links=follow_links, endpoint=endpoint)


@click.command()
@click.argument("places", metavar="SOURCE... TARGET", nargs=-1, required=True, type=PLACE)
@click.option("--recursive", "-r", is_flag=True, help="SOURCE is a folder: move what is in it to below TARGET.")
@options.INCLUDE
@options.EXCLUDE
@click.option("--verbose", "-v", is_flag=True, help="A line on stderr for each file.")
@options.AT_ONCE
@options.JSON
@options.DRY_RUN
@options.ENDPOINT
def mv(
    places: tuple[Place, ...],
    recursive: bool,
    include: tuple[str, ...],
    exclude: tuple[str, ...],
    verbose: bool,
    at_once: int,
    as_json: bool,
    dry_run: bool,
    endpoint: str | None,
) -> int:
    """Move files and objects; within a bucket, rename.

    Addresses and folders are as for `aisx cp`. What moves to another bucket, or between the cluster and this machine,
    is copied; the source is deleted once the copy is known to have its content, and only if it is still what was
    copied. Folders of this machine stay, empty; links in them are left out.
    """
    wanted = _plan(places, recursive=recursive, include=include, exclude=exclude)
    if _streams(wanted):
        raise click.UsageError("what goes through stdin or stdout cannot be moved: copy it")
    outcomes = Outcomes("moved", as_json=as_json, dry_run=dry_run, verbose=verbose)
    rules = Rules(move=True, dry_run=dry_run)
    return _carry_out(wanted, rules, outcomes, Filter(include, exclude), at_once, follow_links=False, endpoint=endpoint)


def _plan(
    places: Sequence[Place], *, recursive: bool, include: Sequence[str], exclude: Sequence[str]
) -> list[Single] | Tree:
    if len(places) < 2:
        raise click.UsageError("from where to where? SOURCE TARGET")
    if (include or exclude) and not recursive:
        raise click.UsageError("--include and --exclude choose from a folder: add -r")
    *sources, target = places
    found = plan(sources, target, recursive=recursive, is_folder=os.path.isdir)
    for each in sources:
        if isinstance(each, Local) and recursive and not os.path.isdir(each.path):
            what = "a file: leave out -r" if os.path.exists(each.path) else "not there"
            raise click.UsageError(f"{each} is {what}")
    return found


def _streams(wanted: list[Single] | Tree) -> list[Single]:
    """What goes through stdin or stdout: all or nothing, since there is one target."""
    found = wanted if isinstance(wanted, list) else []
    return [one for one in found if isinstance(one.source, Standard) or isinstance(one.target, Standard)]


def _is_upload(wanted: list[Single] | Tree) -> bool:
    found = wanted if isinstance(wanted, list) else [wanted]
    return all(not isinstance(one.source, Remote) for one in found)


def _carry_out(
    wanted: list[Single] | Tree,
    rules: Rules,
    outcomes: Outcomes,
    names: Filter,
    at_once: int,
    *,
    follow_links: bool,
    endpoint: str | None,
) -> int:
    async def copy_all() -> None:
        async with options.connect_async(endpoint) as client:
            copier = Copier(client, rules, outcomes)
            if isinstance(wanted, list):
                steps = _singles(wanted, copier)
            elif isinstance(wanted.source, Local):
                steps = _from_disk(wanted, copier, names, outcomes, follow_links=follow_links)
            else:
                steps = _from_cluster(client, wanted, copier, names, dry_run=rules.dry_run)
            await work(steps, lambda step: step(), at_once)

    with terminable(), outcomes:
        asyncio.run(copy_all())
    return outcomes.code


async def _singles(wanted: list[Single], copier: Copier) -> AsyncGenerator[Step, None]:
    for one in wanted:
        yield _step(copier, one.source, one.target)


def _step(copier: Copier, source: Place, target: Place) -> Step:
    if isinstance(target, Local):
        assert isinstance(source, Remote)
        try:
            path = _final(target.path)
        except OSError as exc:
            return _failing(copier, str(source), str(target), exc)
        return lambda: copier.download(source, path)
    assert isinstance(target, Remote)
    if isinstance(source, Local):
        return lambda: copier.upload(source, target)
    assert isinstance(source, Remote)
    return lambda: copier.copy(source, target)


def _failing(copier: Copier, source: str, target: str, exc: Exception) -> Step:
    async def fail() -> None:
        copier.fail(source, target, exc)

    return fail


def _final(path: str) -> str:
    """The file that a path of the user's leads to: a link stays one, what it leads to is replaced."""
    path = os.path.realpath(path)
    folder = os.path.dirname(path)
    if not os.path.isdir(folder):
        raise FileNotFoundError(f"there is no folder {folder}")
    check_replaceable(path)
    return path


async def _from_disk(
    wanted: Tree, copier: Copier, names: Filter, outcomes: Outcomes, *, follow_links: bool
) -> AsyncGenerator[Step, None]:
    assert isinstance(wanted.source, Local)
    for found in walk(wanted.source.path, follow_links=follow_links):
        if not names.takes(found.name):
            continue
        if found.left_out:
            how = "; --follow-links takes it" if found.left_out == "a link" else ""
            outcomes.left_out(found.path, found.left_out + how)
        else:
            yield _step(copier, Local(found.path), wanted.object_of(found.name))


async def _from_cluster(
    client: AsyncClient, wanted: Tree, copier: Copier, names: Filter, *, dry_run: bool
) -> AsyncGenerator[Step, None]:
    source = wanted.source
    assert isinstance(source, Remote)
    below = source.below
    folder = Folder(wanted.target.path, dry_run=dry_run) if isinstance(wanted.target, Local) else None
    found = False
    async for entry in client.bucket(str(source.bucket)).list_objects(below, props=("name",)):
        found = True
        name = entry.name[len(below) :]
        if not names.takes(name):
            continue
        one = Remote(source.bucket, entry.name)
        if folder is None:
            yield _step(copier, one, wanted.object_of(name))
            continue
        try:
            path = folder.make(disk_parts(name))
        except (errors.InvalidName, OSError) as exc:
            yield _failing(copier, str(one), str(wanted.target), exc)
        else:
            yield _download(copier, one, path)
    if not found and source.name:
        raise errors.ObjectNotFound(f"there is no object in {Remote(source.bucket, below)}")


def _download(copier: Copier, source: Remote, path: str) -> Step:
    return lambda: copier.download(source, path)


def _stream(one: Single, rules: Rules, endpoint: str | None) -> None:
    """stdin to an object, or an object to stdout: one after the other, in a thread that Ctrl-C ends while it waits."""
    if rules.dry_run:
        click.echo(shown(f"copy {one.source} -> {one.target}"))
        return
    with terminable(), options.connect(endpoint) as client:
        if isinstance(one.target, Remote):
            client.object(str(one.target.object)).put(_stdin(), metadata=rules.metadata)
            return
        assert isinstance(one.source, Remote)
        with client.object(str(one.source.object)).get() as reader:
            for chunk in reader:
                write(chunk)


def _stdin() -> Iterator[bytes]:
    if not sys.stdin.readable():
        raise click.UsageError("stdin is closed: there is nothing to store")
    while piece := sys.stdin.buffer.read(1 << 20):
        yield piece
