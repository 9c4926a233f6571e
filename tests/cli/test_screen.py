"""What the demo shows, at a terminal and elsewhere."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from aistore_hl.cli.files import File
from aistore_hl.cli.screen import Screen
from aistore_hl.cli.story import Row


class Terminal(io.StringIO):
    """A stream that somebody looks at."""

    def isatty(self) -> bool:
        return True


ROW = Row("store", "it was stored", "bucket.object(name).put(path)", 0.5, 3, 1 << 20, 2)


def test_progress_is_for_terminals_only() -> None:
    """A log gets whole lines only."""
    log, terminal = io.StringIO(), Terminal()

    Screen(io.StringIO(), log).progress("store", 1, 2)
    Screen(io.StringIO(), terminal).progress("store", 1, 2)

    assert "" == log.getvalue()
    assert "1/2" in terminal.getvalue()


def test_progress_line_is_taken_away() -> None:
    """Before anything else is written, and at the end."""
    terminal = Terminal()
    screen = Screen(terminal, terminal)

    screen.progress("store", 1, 2)
    screen.step(ROW)

    assert "\r\x1b[K 1  " in terminal.getvalue().replace("\x1b[1m", "").replace("\x1b[0m", "")


def test_colours_can_be_switched_off(monkeypatch: pytest.MonkeyPatch) -> None:
    """By NO_COLOR, as everywhere."""
    plain, coloured = Terminal(), Terminal()

    Screen(coloured, coloured).title("x")
    monkeypatch.setenv("NO_COLOR", "1")
    Screen(plain, plain).title("x")

    assert "x\n" == plain.getvalue()
    assert "\x1b[1m" in coloured.getvalue()


def test_table_has_a_line_for_each_step() -> None:
    """Figures are aligned to the right."""
    out = io.StringIO()

    Screen(out, io.StringIO()).table([ROW, Row("raw call", "", "", 0.0)])

    assert [
        "step      objects    bytes  seconds  objects/s  MiB/s  retries",
        "store           3  1.0 MiB     0.50          6    2.0        2",
        "raw call        -        -     0.00          -      -        0",
    ] == out.getvalue().splitlines()[1:]


def test_bars_are_of_objects() -> None:
    """A target without any has no bar."""
    out = io.StringIO()
    file = File(Path("f"), "f", 5, "")

    Screen(out, io.StringIO()).landed({"a": (file, file), "b": (file,), "c": ()})

    assert [30, 15, 0] == [line.count("█") for line in out.getvalue().splitlines()[1:]]
    assert "t[b]" in out.getvalue()
    assert "1 object, 5 B" in out.getvalue()
