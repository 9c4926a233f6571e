"""`aisx` as a process of its own, as users run it."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from attrs import frozen

if TYPE_CHECKING:
    from aistore_hl import LocalCluster
    from tests.conftest import RealCluster


@frozen
class Done:
    """What a command returned and wrote."""

    code: int
    out: bytes
    told: str
    """On stderr."""

    @property
    def lines(self) -> list[str]:
        return self.out.decode("utf-8", "surrogateescape").splitlines()

    @property
    def rows(self) -> list[list[str]]:
        return [line.split("\t") for line in self.lines]

    @property
    def documents(self) -> list[Any]:
        return [json.loads(line) for line in self.lines]


Aisx = Callable[..., Done]
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


@pytest.fixture
def aisx(
    cluster: LocalCluster | RealCluster, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> Aisx:
    """Run `aisx` in this process, on the cluster of the tests, at no terminal."""
    from aistore_hl.cli.command import run

    monkeypatch.setenv("AIS_ENDPOINT", cluster.endpoint)

    def call(*arguments: str | Path, given: bytes = b"") -> Done:
        before, sys.stdin = sys.stdin, io.TextIOWrapper(io.BytesIO(given))
        try:
            code = run([str(argument) for argument in arguments])
        finally:
            sys.stdin = before
        out, told = capsysbinary.readouterr()
        return Done(code, out, told.decode())

    return call
