"""What the pages of figures have in common: where they come from, tables, bars."""

from __future__ import annotations

import datetime
import os
import platform
from collections.abc import Iterable, Sequence
from html import escape

AIS = "AIS 5.0 (one proxy, three targets, same machine)"
_HEIGHT = 22
_LABEL = 250
_WIDTH = 760


def source(script: str, where: str, rounds: str) -> str:
    """The line under the title: who wrote the page, on what, when."""
    day = datetime.datetime.now(datetime.UTC).date()
    cores = f"Python {platform.python_version()}, {os.cpu_count()} cores"
    return f"Written by `bench/{script}`: {where}, on {day}, {cores}, {rounds}."


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Names at the left, figures at the right."""
    lines = [head, ["---", *["--:"] * (len(head) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def bars(title: str, unit: str, values: dict[str, float], ours: str) -> str:
    """An SVG of one bar for each; those whose names begin with `ours` stand out."""
    most = max(values.values())
    height = 40 + _HEIGHT * len(values)
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" role="img" '
        f'aria-label="{escape(title)}" font-family="sans-serif" font-size="13">',
        f'<rect width="{_WIDTH}" height="{height}" fill="#ffffff"/>',
        f'<text x="10" y="22" font-weight="bold" fill="#1f2328">{escape(title)}</text>',
    ]
    for place, (name, value) in enumerate(values.items()):
        top = 36 + _HEIGHT * place
        long = max((_WIDTH - _LABEL - 90) * value / most, 1.0)
        color = "#3a7d1e" if name.startswith(ours) else "#8c959f"
        shown = f"{value:,.1f}" if value < 100 else f"{value:,.0f}"
        lines += [
            f'<text x="{_LABEL - 8}" y="{top + 13}" text-anchor="end" fill="#1f2328">{escape(name)}</text>',
            f'<rect x="{_LABEL}" y="{top}" width="{long:.1f}" height="{_HEIGHT - 6}" fill="{color}"/>',
            f'<text x="{_LABEL + long + 6:.1f}" y="{top + 13}" fill="#1f2328">{shown} {escape(unit)}</text>',
        ]
    return "\n".join([*lines, "</svg>"]) + "\n"
