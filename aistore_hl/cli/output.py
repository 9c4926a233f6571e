"""What a command found, on stdout: a table at a terminal, tab-separated columns elsewhere, or JSON."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Final

import click

from .words import in_bytes

_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_SURROGATE: Final = re.compile(r"[\udc80-\udcff]")
_TURNING: Final = re.compile(r"[\u202a-\u202e\u2066-\u2069]")
"""What lets text run the other way: after it a name looks like another one."""


def shown(text: str) -> str:
    """A name on one line, for eyes: control characters and bytes that are not UTF-8 as `\\x1b`."""
    text = _TURNING.sub(_escape, _visible(text))
    return _SURROGATE.sub(lambda match: f"\\x{ord(match[0]) - 0xDC00:02x}", text)


def _visible(text: str) -> str:
    if text.isprintable():  # nearly all
        return text
    return _CONTROL.sub(_escape, text)


def _escape(match: re.Match[str]) -> str:
    code = ord(match[0])
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"


def warn(text: str) -> None:
    """A line on stderr."""
    click.echo(f"aisx: {shown(text)}", err=True)


class Output:
    """stdout, for one kind of rows."""

    def __init__(self, *, as_json: bool = False, human: bool = False) -> None:
        self.as_json = as_json
        self.is_terminal = sys.stdout.isatty() and not as_json
        self._human = human
        self._bold = self.is_terminal and not os.environ.get("NO_COLOR")

    def size(self, size: int | None) -> str:
        """A number of bytes: exact, unless people shall read it."""
        if size is None:
            return "-"
        return in_bytes(size) if self._human else str(size)

    def time(self, time: datetime | None) -> str:
        """A moment, to the second."""
        return "-" if time is None else f"{time:%Y-%m-%dT%H:%M:%SZ}"

    def document(self, document: Any) -> None:
        """One JSON document on a line."""
        self._write(json.dumps(document, default=_plain) + "\n")

    def table(self, names: Sequence[str], rows: Iterable[Sequence[str]], *, right: Sequence[str] = ()) -> None:
        """Rows in columns; all at once, so not for what may be without end."""
        found = list(rows)
        if not self.is_terminal:
            self.lines("\t".join(map(_visible, row)) for row in found)
            return
        cells = [tuple(names), *(tuple(map(shown, row)) for row in found)]
        widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
        for number, row in enumerate(cells):
            parts = [
                f"{cell:>{width}}" if name in right else f"{cell:{width}}"
                for name, cell, width in zip(names, row, widths, strict=True)
            ]
            line = "  ".join(parts).rstrip()
            click.echo(click.style(line, bold=True) if self._bold and number == 0 else line)

    def facts(self, facts: Iterable[tuple[str, str]]) -> None:
        """Names and values, one to a line."""
        found = list(facts)
        width = max((len(name) for name, _ in found), default=0)
        if self.is_terminal:
            self.lines(f"{name:{width}}  {value}".rstrip() for name, value in found)
        else:
            self.lines(f"{name}\t{value}" for name, value in found)

    def lines(self, lines: Iterable[str]) -> None:
        """Lines; in a pipe with bytes that are not UTF-8 as they are, so that names can be used again."""
        if self.is_terminal:
            text = "".join(f"{shown(line)}\n" for line in lines)
        else:
            # A tab is what separates columns: names were made visible before.
            text = "".join(f"{line}\n" for line in lines)
        self._write(text)

    def name(self, name: str) -> str:
        """A name as a column of it: a line break or a tab in it would be taken for another name."""
        return shown(name) if self.is_terminal else _visible(name)

    def names(self, names: Iterable[str]) -> None:
        """Names that end with a NUL, exactly as they are."""
        self._write("".join(f"{name}\0" for name in names))

    def _write(self, text: str) -> None:
        write(text.encode("utf-8", "surrogateescape"))


def write(content: bytes | bytearray | memoryview) -> None:
    """Bytes on stdout.

    Raises:
        OSError: it takes no more; `BrokenPipeError` where nobody reads it.
    """
    with _naming_it():
        sys.stdout.flush()
        sys.stdout.buffer.write(content)


def flush() -> None:
    """What was written is out.

    Raises:
        OSError: as `write`.
    """
    with _naming_it():
        sys.stdout.flush()


@contextmanager
def _naming_it() -> Iterator[None]:
    try:
        yield
    except OSError as exc:
        raise OSError(exc.errno, exc.strerror, "stdout") from exc


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value)
