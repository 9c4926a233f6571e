"""A range of objects is a template, and back."""

from __future__ import annotations

import pytest

from aistore_hl._core.errors import InvalidTemplate
from aistore_hl._core.object_range import ObjectRange


def test_range_is_a_template() -> None:
    """With as many digits as it says."""
    found = ObjectRange("shard-", 8, 12, step=2, digits=3, suffix=".tar").template

    assert ("shard-{008..012..2}.tar", ["shard-008.tar", "shard-010.tar", "shard-012.tar"]) == (found.text, list(found))


def test_range_of_a_template() -> None:
    """And back."""
    assert ObjectRange("a", 1, 9, 2, 1, ".b") == ObjectRange.from_template("a{1..9..2}.b")


@pytest.mark.parametrize("text", ["a", "a{1..2}{3..4}"])
def test_range_of_a_template_with_another_number_of_them(text: str) -> None:
    """It has one."""
    with pytest.raises(InvalidTemplate, match="not one range"):
        ObjectRange.from_template(text)


@pytest.mark.parametrize(
    "made", [ObjectRange("a{1..2}", 1, 2), ObjectRange("a", 1, 2, suffix="{1..2}"), ObjectRange("a", 3, 2)]
)
def test_range_that_is_none(made: ObjectRange) -> None:
    """Its texts, or its numbers."""
    with pytest.raises(InvalidTemplate):
        _ = made.template
