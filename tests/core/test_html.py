"""What notebooks show."""

from __future__ import annotations

from aistore_hl._core.html import MAX_ROWS, facts, table


def test_facts_leave_out_what_is_empty() -> None:
    """A line for each other one."""
    shown = facts("ais://b", [("provider", "ais"), ("namespace", "")])

    assert "provider" in shown
    assert "namespace" not in shown


def test_markup_in_a_name_is_text() -> None:
    """Whoever named an object does not write our page."""
    shown = table("<b>", ["<i>"], [["<script>"], ["\udcff"]], total=2)

    assert "<script>" not in shown
    assert "&lt;script&gt;" in shown


def test_long_table_says_how_many_there_are() -> None:
    """And shows the first."""
    rows = [[f"row{number}"] for number in range(100)]
    shown = table("t", ["n"], rows, total=1_000)

    assert f"({MAX_ROWS} of 1,000)" in shown
    assert f"row{MAX_ROWS}<" not in shown
