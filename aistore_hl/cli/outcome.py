"""What became of each object or file: told as it happens, counted at the end."""

from __future__ import annotations

import sys
import time
from typing import Any, Final, Self

import click
from attrs import frozen

from .failure import OTHER, describe
from .output import Output, warn
from .words import counted, in_bytes

_REFRESH: Final = 0.1
"""Seconds between two looks of the progress line."""


@frozen
class Outcome:
    """One thing that is done."""

    action: str
    source: str
    target: str = ""

    def __str__(self) -> str:
        return f"{self.action} {self.source}" + (f" -> {self.target}" if self.target else "")


class Outcomes:
    """What was done, skipped and failed. Leaving the block says so in a line, whatever ended it."""

    def __init__(self, verb: str, *, as_json: bool = False, dry_run: bool = False, verbose: bool = False) -> None:
        self._verb = f"would be {verb}" if dry_run else verb
        self._output = Output(as_json=as_json)
        self._dry_run = dry_run
        self._verbose = verbose
        self._line = sys.stderr if sys.stderr.isatty() else None
        self._began = self._shown = time.monotonic()
        self._done = self._skipped = self._failed = self._bytes = 0
        self._codes: set[int] = set()

    @property
    def code(self) -> int:
        """What the process returns: the code of the failures, if they are all of one kind."""
        return 0 if not self._codes else min(self._codes) if len(self._codes) == 1 else OTHER

    def done(self, outcome: Outcome) -> None:
        """It was done, or with a dry run would be."""
        self._done += 1
        if self._output.as_json:
            self._document(outcome, "planned" if self._dry_run else "done")
        elif self._dry_run:
            self._clear()
            self._output.lines([str(outcome) if self._output.is_terminal else self._output.name(str(outcome))])
        elif self._verbose:
            self._say(str(outcome))
        self._progress()

    def skipped(self, outcome: Outcome, why: str) -> None:
        """Nothing was to be done."""
        self._skipped += 1
        if self._output.as_json:
            self._document(outcome, "skipped", reason=why)
        elif self._verbose:
            self._say(f"{outcome}: skipped, {why}")
        self._progress()

    def left_out(self, source: str, why: str) -> None:
        """Something in a folder that is neither a file nor a folder: told, since its like is easily missed."""
        self._skipped += 1
        if self._output.as_json:
            self._document(Outcome("copy", source), "skipped", reason=why)
        else:
            self._say(f"{source}: left out, {why}")

    def failed(self, outcome: Outcome, exc: Exception) -> None:
        """It was not done."""
        self._failed += 1
        line, code = describe(exc)
        self._codes.add(code)
        if self._output.as_json:
            self._document(outcome, "failed", error=line, code=code)
        self._say(f"{outcome}: {line}")

    def moved(self, count: int) -> None:
        """So many bytes more were sent or received."""
        self._bytes += count
        self._progress()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self._clear()
        counts = (self._done, self._skipped, self._failed)
        is_quiet = not self._verbose and self._line is None
        if (exc[0] is not None and not any(counts)) or (counts == (1, 0, 0) and is_quiet):
            return
        parts = [f"{self._done:,} {self._verb}" + (f" ({in_bytes(self._bytes)})" if self._bytes else "")]
        parts += [f"{self._skipped:,} skipped"] if self._skipped else []
        parts += [f"{self._failed:,} failed"] if self._failed else []
        click.echo(", ".join(parts), err=True)

    def _document(self, outcome: Outcome, what: str, **more: Any) -> None:
        document = {"action": outcome.action, "source": outcome.source, "target": outcome.target or None}
        self._output.document({**document, "outcome": what, **more})

    def _say(self, text: str) -> None:
        self._clear()
        warn(text)

    def _progress(self) -> None:
        now = time.monotonic()
        if self._line is None or now - self._shown < _REFRESH:
            return
        self._shown = now
        rate = in_bytes(int(self._bytes / max(now - self._began, 0.001)))
        done = counted(self._done + self._skipped + self._failed, "object")
        click.echo(f"\r\x1b[K{done}, {in_bytes(self._bytes)}, {rate}/s", file=self._line, nl=False)

    def _clear(self) -> None:
        if self._line is not None:
            click.echo("\r\x1b[K", file=self._line, nl=False)


class Meter:
    """The bytes of one transfer, as progress tells them: it may begin anew."""

    def __init__(self, outcomes: Outcomes) -> None:
        self._outcomes = outcomes
        self._done = 0

    def __call__(self, done: int, total: int | None) -> None:
        self._outcomes.moved(done - self._done)
        self._done = done
