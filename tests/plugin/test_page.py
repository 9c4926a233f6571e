"""The page about the plugin knows all of it."""

from __future__ import annotations

import re
from pathlib import Path

PLUGIN = Path(__file__).parents[2] / "aistore_hl" / "pytest_plugin.py"
PAGE = Path(__file__).parents[2] / "docs" / "testing.md"


def test_the_page_names_every_fixture_and_setting() -> None:
    """And no other."""
    source = PLUGIN.read_text()
    fixtures = set(re.findall(r"@pytest\.fixture.*\ndef (\w+)\(", source))
    settings = set(re.findall(r'add(?:option|ini)\("([\w-]+)"', source))

    assert fixtures == set(re.findall(r"^\| `(ais_\w+)` \|", PAGE.read_text(), re.MULTILINE))
    assert [] == [name for name in settings if f"`{name}" not in PAGE.read_text()]
