"""The programs that are run are the pinned ones."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from openapi.codegen import tools
from openapi.codegen.errors import Refused

PROJECT = Path(__file__).parents[2]


def test_the_pins_are_those_of_the_project() -> None:
    """One of the two would otherwise be forgotten."""
    groups = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))["dependency-groups"]

    assert set(groups["codegen"]) >= {f"{name}=={version}" for name, version in tools.PINS.items()}


@pytest.mark.parametrize(
    ("pins", "expected"),
    [
        ({"ruff": "0.0.1"}, "codegen.py: needs ruff 0.0.1, "),
        (
            {"no-such-package": "1"},
            "codegen.py: needs no-such-package 1, none is installed; pip install no-such-package==1",
        ),
    ],
    ids=["another", "none"],
)
def test_another_version_is_refused(pins: dict[str, str], expected: str) -> None:
    """With what to install."""
    with pytest.raises(Refused) as caught:
        tools.check_versions(pins)

    assert str(caught.value).startswith(expected)


def test_a_program_that_fails_is_told_with_its_words(tmp_path: Path) -> None:
    """Not with a traceback of ours."""
    with pytest.raises(Refused, match=r"(?s)^json\.tool: failed: .*No such file"):
        tools.run(["json.tool", "missing.json"], cwd=tmp_path)
