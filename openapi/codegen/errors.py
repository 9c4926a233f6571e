"""What stops a run: problems, each with its place and what to do about it."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen


@frozen(order=True)
class Problem:
    """One thing that is wrong with a source."""

    place: str
    """A file, or a file and what is meant in it."""
    what: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.place}: {self.what}; {self.remedy}"


class Refused(Exception):
    """Sources that nothing can be written from."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = list(problems)
