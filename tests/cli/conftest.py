"""`aisx` as a process of its own, as users run it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Start = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def start(tmp_path: Path) -> Start:
    """Start `aisx` with arguments, in an empty folder, at no terminal."""

    def start(*arguments: str, **settings: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-W", "error", "-m", "aistore_hl", *arguments],
            cwd=tmp_path,
            env={**os.environ, **settings},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    return start


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A few files: one that is worth cutting, an empty one, one in a folder, one whose name is all but plain."""
    folder = tmp_path / "files"
    (folder / "sub").mkdir(parents=True)
    (folder / "large.bin").write_bytes(bytes(range(256)) * 2_000)
    (folder / "empty").touch()
    (folder / "sub" / "a.txt").write_text("a")
    (folder / "<b> & 'é' #%20?.txt").write_text("b" * 3_000)
    return folder
