"""What the demo did, as values: for the terminal and for the page."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from attrs import frozen

from .files import File, Selection
from .words import counted, in_bytes

FIGURES: Final = ("step", "objects", "bytes", "seconds", "objects/s", "MiB/s", "retries")
"""The columns of the table."""


@frozen
class Row:
    """One step."""

    step: str
    said: str
    """What happened, in a sentence."""
    code: str
    """The lines of the API that did it."""
    seconds: float
    objects: int = 0
    size: int = 0
    retries: int = 0

    @property
    def rate(self) -> float | None:
        """MiB/s; `None` where no content moved."""
        return self.size / 1048576 / self.seconds if self.size and self.seconds else None

    @property
    def pace(self) -> float | None:
        """Objects in a second; `None` where none were touched."""
        return self.objects / self.seconds if self.objects and self.seconds else None

    def figures(self) -> tuple[str, ...]:
        """Its line of the table."""
        return (
            self.step,
            f"{self.objects:,}" if self.objects else "-",
            in_bytes(self.size) if self.size else "-",
            f"{self.seconds:.2f}",
            "-" if self.pace is None else f"{self.pace:,.0f}",
            "-" if self.rate is None else f"{self.rate:,.1f}",
            f"{self.retries:,}",
        )


@frozen
class Sample:
    """Bytes that had arrived, or were stored, at one moment."""

    step: str
    at: float
    """Seconds since the first step."""
    size: int


@frozen
class Cut:
    """A read whose connection ended half way."""

    file: File
    after: int
    """Bytes that came over the first connection."""
    ranges: tuple[str, ...]
    """What the requests that followed asked for."""


@frozen
class Silence:
    """A read from a target that said nothing at first."""

    file: File
    node: str
    seconds: float
    """How long the target was silent."""
    patience: float
    """How long the client waited for its first byte."""
    took: float
    """Seconds until the content was there."""


@frozen
class Dataset:
    """Many small objects, and the archive that they became."""

    size: int
    """Bytes of all objects."""
    job: str
    """Id of the job that made the archive."""
    put: Row
    pack: Row
    get: Row
    batch: Row


@frozen
class Story:
    """One run."""

    selection: Selection
    endpoint: str
    bucket: str
    is_local: bool
    began: datetime
    rows: tuple[Row, ...]
    samples: tuple[Sample, ...]
    landed: Mapping[str, tuple[File, ...]]
    """Files by id of the target that holds them."""
    cut: Cut
    silence: Silence
    dataset: Dataset | None
    """`None` where no file is small."""

    @property
    def seconds(self) -> float:
        """All steps together."""
        return sum(row.seconds for row in self.rows)

    @property
    def retries(self) -> int:
        """What went wrong, and nobody noticed."""
        return sum(row.retries for row in self.rows)

    @property
    def stored(self) -> int:
        """Objects in the bucket."""
        return sum(map(len, self.landed.values()))

    @property
    def verdict(self) -> str:
        """The whole in a sentence."""
        return (
            f"{counted(self.stored, 'object')} stored, read back twice and compared in {self.seconds:.1f} s; "
            f"sent again without a word to the caller: {counted(self.retries, 'request')}."
        )
