"""What notebooks show of our values: small tables, from what is known already."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import Final

MAX_ROWS: Final = 20
"""Rows of a table that a notebook shows."""


def facts(title: str, pairs: Iterable[tuple[str, object]]) -> str:
    """A name and what is known of it, one line each; what is empty is left out."""
    rows = "".join(
        f"<tr><th style='text-align:left'>{_cell(name)}</th><td style='text-align:left'>{_cell(value)}</td></tr>"
        for name, value in pairs
        if value not in (None, "", (), [], {})
    )
    return f"<table><caption>{_cell(title)}</caption><tbody>{rows}</tbody></table>"


def table(title: str, columns: Sequence[str], rows: Sequence[Sequence[object]], *, total: int) -> str:
    """The first rows of a table, and how many there are."""
    head = "".join(f"<th>{_cell(name)}</th>" for name in columns)
    body = "".join(f"<tr>{''.join(f'<td>{_cell(value)}</td>' for value in row)}</tr>" for row in rows[:MAX_ROWS])
    more = f" ({min(len(rows), MAX_ROWS):,} of {total:,})" if total > MAX_ROWS else ""
    return f"<table><caption>{_cell(title)}{more}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _cell(value: object) -> str:
    # Names may hold bytes that are no text: a notebook takes none.
    return escape(str(value).encode("utf-8", "replace").decode())
