"""Where there is no browser, that is said; this needs none, and is in the short run."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.ui.browser import Missing, browsing


def program(folder: Path, name: str) -> None:
    (folder / name).write_text("#!/bin/sh\n")
    (folder / name).chmod(0o755)


@pytest.mark.parametrize(
    ("installed", "words"), [([], "no browser is installed"), (["chromium"], "no chromedriver is installed")], ids=str
)
def test_what_is_missing_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, installed: list[str], words: str
) -> None:
    """The browser, or what drives it."""
    for name in installed:
        program(tmp_path, name)
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(Missing, match=words), browsing(tmp_path / "profile"):
        pass


def test_the_tests_fail_without_a_browser(tmp_path: Path) -> None:
    """With one line, and not as if they had passed or were not meant."""
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-m", "ui", "-p", "no:cacheprovider", "tests/ui"],
        cwd=Path(__file__).parents[2],
        env={"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=50,
    )

    assert 1 == done.returncode
    assert "the page cannot be tested: no browser is installed" in done.stdout + done.stderr
    assert " passed" not in done.stdout
