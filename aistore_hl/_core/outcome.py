"""What became of each file or object of many."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, Literal, TypeAlias, get_args

from attrs import frozen

Existing: TypeAlias = Literal["replace", "skip", "skip equal"]
"""What to do where something has the name: put the new one in its place, leave it, or leave it if it is equal."""

EXISTING: Final[tuple[Existing, ...]] = get_args(Existing)

FileState: TypeAlias = Literal["done", "planned", "skipped", "left out", "failed"]


@frozen(kw_only=True)
class FileOutcome:
    """What became of one file."""

    name: str
    """Of the object."""
    path: str
    """Of the file; empty where it could not get one."""
    state: FileState
    """`planned` with a dry run; `left out` is what is neither file nor folder."""
    reason: str = ""
    """Why it was skipped or left out."""
    error: Exception | None = None
    """Why it failed."""
    size: int = 0
    """Bytes that were copied."""


@frozen
class FilesResult:
    """What became of all of them, by the names of the objects."""

    outcomes: Mapping[str, FileOutcome] = MappingProxyType({})

    @property
    def done(self) -> int:
        """How many were copied, or with a dry run would be."""
        return sum(each.state in ("done", "planned") for each in self.outcomes.values())

    @property
    def skipped(self) -> int:
        """How many had nothing to be done, or were left out."""
        return sum(each.state in ("skipped", "left out") for each in self.outcomes.values())

    @property
    def size(self) -> int:
        """Bytes that were copied."""
        return sum(each.size for each in self.outcomes.values())


def check_existing(existing: str) -> Existing:
    """`existing`, if there is such a way.

    Raises:
        ValueError: there is none.
    """
    for known in EXISTING:
        if existing == known:
            return known
    raise ValueError(f"existing is one of {', '.join(map(repr, EXISTING))}, not {existing!r}")
