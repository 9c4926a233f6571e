"""What the demo shows at a terminal, or writes where there is none."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping, Sequence
from typing import Final, TextIO

import click

from .files import File
from .story import FIGURES, Row
from .words import counted, in_bytes

_BAR: Final = 30
_REFRESH: Final = 0.05
"""Seconds between two looks of the progress line: more often nobody sees."""


class Screen:
    """The story on one stream; progress on another, if that is a terminal."""

    def __init__(self, out: TextIO, progress: TextIO) -> None:
        self._out = out
        self._line = progress if progress.isatty() else None
        self._color = out.isatty() and not os.environ.get("NO_COLOR")
        self._shown = 0.0
        self._number = 0

    def say(self, text: str = "") -> None:
        """One line."""
        self.clear()
        click.echo(text, file=self._out)

    def title(self, text: str) -> None:
        """A line that begins something."""
        self.say(self._styled(text, bold=True))

    def progress(self, step: str, done: int, total: int) -> None:
        """How far a step is."""
        now = time.monotonic()
        if self._line is None or now - self._shown < _REFRESH:
            return
        self._shown = now
        filled = _BAR * done // max(total, 1)
        bar = "━" * filled + "─" * (_BAR - filled)
        click.echo(f"\r\x1b[K    {step:13}  {bar}  {done:,}/{total:,}", file=self._line, nl=False)

    def clear(self) -> None:
        """Take the progress line away."""
        if self._line is not None and self._shown:
            click.echo("\r\x1b[K", file=self._line, nl=False)
            self._shown = 0.0

    def step(self, row: Row) -> None:
        """A step that is over: what it did, and the lines that did it."""
        self._number += 1
        self.say(f"{self._number:2}  {self._styled(f'{row.step:13}', bold=True)}  {row.said}")
        for line in row.code.splitlines():
            self.say(self._styled(f"      {line}", dim=True))

    def table(self, rows: Sequence[Row]) -> None:
        """Every step in figures."""
        self.say()
        lines = [FIGURES, *(row.figures() for row in rows)]
        widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
        for number, (step, *figures) in enumerate(lines):
            cells = [f"{cell:>{width}}" for cell, width in zip(figures, widths[1:], strict=True)]
            self.say(self._styled("  ".join((f"{step:{widths[0]}}", *cells)), bold=number == 0))

    def landed(self, landed: Mapping[str, Sequence[File]]) -> None:
        """How many objects each target got, as bars."""
        self.say()
        most = max(map(len, landed.values()))
        for node, files in landed.items():
            bar = "█" * max(1, round(_BAR * len(files) / most)) if files else ""
            size = in_bytes(sum(file.size for file in files))
            self.say(f"t[{node}]  {bar:{_BAR}}  {counted(len(files), 'object')}, {size}")

    def _styled(self, text: str, *, bold: bool = False, dim: bool = False) -> str:
        return click.style(text, bold=bold or None, dim=dim or None) if self._color else text
