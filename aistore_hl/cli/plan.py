"""What a copy means: which name or file each object or file goes to. Decisions only, nothing is looked at or sent."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Final

import click
from attrs import evolve, frozen

from aistore_hl import errors

from .address import Local, Place, Remote, Standard

LONGEST_PART: Final = 255
"""Bytes of one part of a path, on nearly every file system."""

LONGEST_PATH: Final = 4095
"""Bytes of a path. Source: PATH_MAX of Linux, without its NUL."""

_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f]")


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


def disk_parts(name: str) -> list[str]:
    """The parts of the path that an object of this name gets below a folder.

    Raises:
        InvalidName: it could lead out of the folder, or cannot be the name of a file.
    """
    parts = name.split("/")
    if name.startswith("/"):
        raise errors.InvalidName(f"{name!r} cannot be a file: it begins with a slash")
    if not all(parts):
        raise errors.InvalidName(f"{name!r} cannot be a file: it ends with a slash, or has two together")
    if "." in parts or ".." in parts:
        raise errors.InvalidName(f"{name!r} cannot be a file: '.' and '..' lead elsewhere")
    if _CONTROL.search(name):
        raise errors.InvalidName(f"{name!r} cannot be a file: it has a control character")
    encoded = [part.encode("utf-8", "surrogateescape") for part in parts]
    if max(map(len, encoded)) > LONGEST_PART or sum(map(len, encoded)) + len(encoded) > LONGEST_PATH:
        raise errors.InvalidName(f"{name[:40]!r}... cannot be a file: it is too long for a path")
    return parts
