"""What a copy means: which name or file each object or file goes to. Decisions only, nothing is looked at or sent."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import click
from attrs import evolve, frozen

from aistore_hl.disk import disk_parts

from .address import Local, Place, Remote, Standard


@frozen
class Single:
    """One file or object, and where it goes."""

    source: Place
    target: Place


@frozen
class Tree:
    """Everything below a folder or a prefix, and what their names are put behind."""

    source: Local | Remote
    target: Local | Remote

    def object_of(self, name: str) -> Remote:
        """The object that a file below the folder becomes."""
        assert isinstance(self.target, Remote)
        return evolve(self.target, name=self.target.below + name)


def plan(
    sources: Sequence[Place], target: Place, *, recursive: bool, is_folder: Callable[[str], bool]
) -> list[Single] | Tree:
    """What is to be copied; `is_folder` tells whether a path is a folder now.

    Raises:
        UsageError: it cannot be meant so; the text says what can.
    """
    if recursive:
        return _plan_tree(sources, target)
    into = _takes_many(target, is_folder)
    if len(sources) > 1 and not into:
        raise click.UsageError(f"several sources go into a folder: {target} is none, {target}/ may be")
    found = [_single(source, target, into=into, is_folder=is_folder) for source in sources]
    _refuse_twice(found)
    return found


def _plan_tree(sources: Sequence[Place], target: Place) -> Tree:
    if len(sources) > 1:
        raise click.UsageError("-r takes one folder at a time: names below two of them could be the same")
    source = sources[0]
    if isinstance(source, Standard) or isinstance(target, Standard):
        raise click.UsageError("a folder cannot go through stdin or stdout")
    if isinstance(source, Local) and isinstance(target, Local):
        raise _both_here()
    is_within = (
        isinstance(source, Remote)
        and isinstance(target, Remote)
        and source.bucket == target.bucket
        and target.below.startswith(source.below)
    )
    if is_within:
        raise click.UsageError(f"{target} is within {source}: it would be copied into itself for ever")
    return Tree(source, target)


def _takes_many(target: Place, is_folder: Callable[[str], bool]) -> bool:
    if isinstance(target, Remote):
        return target.is_folder
    return isinstance(target, Local) and (target.path.endswith("/") or is_folder(target.path))


def _single(source: Place, target: Place, *, into: bool, is_folder: Callable[[str], bool]) -> Single:
    if not isinstance(source, Remote) and not isinstance(target, Remote):
        raise _both_here()
    if isinstance(source, Standard):
        if into:
            raise click.UsageError(f"what comes from stdin has no name: give one, {str(target).rstrip('/')}/NAME")
        return Single(source, target)
    if isinstance(source, Local) and is_folder(source.path):
        raise click.UsageError(f"{source} is a folder: add -r to copy what is in it")
    if isinstance(source, Remote) and source.is_folder:
        raise click.UsageError(f"{source} is a folder: add -r to copy what is in it")
    if into:
        name = source.name if isinstance(source, Remote) else source.path
        target = _into(target, name.rpartition("/")[2])
    if source == target:
        raise click.UsageError(f"{source} cannot be copied onto itself")
    return Single(source, target)


def _into(target: Place, name: str) -> Place:
    if isinstance(target, Remote):
        return evolve(target, name=target.below + name)
    assert isinstance(target, Local)
    return Local("/".join((target.path.rstrip("/"), *disk_parts(name))))


def _refuse_twice(found: Iterable[Single]) -> None:
    seen: dict[Place, Place] = {}
    for one in found:
        other = seen.setdefault(one.target, one.source)
        if other is not one.source and not isinstance(one.target, Standard):
            raise click.UsageError(f"{other} and {one.source} would both become {one.target}")


def _both_here() -> click.UsageError:
    return click.UsageError("one side has to be in the cluster: ais://bucket/name; the cp of your system does the rest")
