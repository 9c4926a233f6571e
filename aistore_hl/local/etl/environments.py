"""Environments of Python with packages that transformers ask for: each is made once, and kept for the next time."""

from __future__ import annotations

import asyncio
import fcntl
import json
import os
import shutil
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final

from attrs import frozen

from .child import Child

if TYPE_CHECKING:
    from .child import Log

_FORM: Final = 2
"""Changes with how environments are made: those of before are not taken then."""

_TICK: Final = 0.1
"""Seconds between two looks at whether another cluster has made it."""

_INHERITED: Final = (
    "PATH", "HOME", "LANG", "TMPDIR", "SSL_CERT_FILE", "SSL_CERT_DIR", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY",
    "http_proxy", "https_proxy", "no_proxy", "PIP_CERT", "PIP_CONFIG_FILE", "PIP_DEFAULT_TIMEOUT",
    "PIP_EXTRA_INDEX_URL", "PIP_FIND_LINKS", "PIP_INDEX_URL", "PIP_NO_INDEX", "PIP_PROXY", "PIP_RETRIES",
    "PIP_TRUSTED_HOST", "XDG_CACHE_HOME", "XDG_CONFIG_HOME",
)  # fmt: skip
"""What pip needs of the user's: where packages are, and by which way."""


class NotMade(Exception):
    """The packages could not be installed; the log says why."""


@frozen
class Environment:
    """What is in one."""

    packages: str
    """As a file of requirements has them: one in each line."""
    index: str = ""
    """Where they come from; the user's own index without it."""
    interpreter: str = sys.executable
    """Of which Python it is."""
    has_ours: bool = True
    """Whether it also has the packages of whoever runs the cluster, behind its own."""

    async def python(self, log: Log) -> str:
        """Its interpreter, once the packages are there; the log gets what pip says.

        Raises:
            NotMade.
            OSError: its folder cannot be written.
        """
        folder = _cache() / self._name
        python, made = folder / "bin/python", folder / "made"
        if made.exists():
            return str(python)
        folder.parent.mkdir(parents=True, exist_ok=True)
        async with _alone(folder.with_suffix(".lock")):
            if not made.exists():
                try:
                    await self._make(folder, python, log)
                except BaseException:  # half of one is of no use to anybody
                    shutil.rmtree(folder, ignore_errors=True)
                    raise
                made.touch()
        return str(python)

    async def _make(self, folder: Path, python: Path, log: Log) -> None:
        await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)
        folder.mkdir()
        venv, pip = [self.interpreter, "-m", "venv", str(folder)], [str(python), "-m", "pip", "install"]
        await self._run(venv, folder, log, "an environment of Python could not be made")
        wanted = folder / "requirements.txt"
        wanted.write_text("\n".join((*self._lines, "")), "utf-8")
        options = ["--disable-pip-version-check", "--no-input", *(["-i", self.index] if self.index else [])]
        failure = f"{', '.join(self._lines)} could not be installed"
        await self._run([*pip, *options, "-r", str(wanted)], folder, log, failure)
        if self.has_ours:
            _add_ours(folder)

    @property
    def _lines(self) -> list[str]:
        return [line.strip() for line in self.packages.splitlines() if line.strip()]

    @property
    def _name(self) -> str:
        told = [
            _FORM,
            self.interpreter,
            sys.version,
            sorted(self._lines),
            self.index,
            self.has_ours and sorted(_ours()),
        ]
        return sha256(json.dumps(told).encode()).hexdigest()[:24]

    async def _run(self, command: Sequence[str], folder: Path, log: Log, failure: str) -> None:
        environment = {name: os.environ[name] for name in _INHERITED if name in os.environ}
        child = await Child.start(command, environment, folder, log)
        try:
            status = await child.wait()
        except BaseException:
            await child.stop(0.0)
            raise
        if status:
            raise NotMade(failure)


def _cache() -> Path:
    base = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    return Path(base) / "aistore-hl/etl"


def _ours() -> list[str]:
    """Where the packages of this process are."""
    roots = [spec.submodule_search_locations for name in ("aistore_hl", "aistore_api") if (spec := find_spec(name))]
    folders = [str(Path(place).parent) for places in roots for place in places or ()]
    return [*folders, *(path for path in sys.path if path.endswith(("site-packages", "dist-packages")))]


def _add_ours(folder: Path) -> None:
    (site,) = folder.glob("lib/python*/site-packages")
    (site / "around.pth").write_text("".join(f"{place}\n" for place in dict.fromkeys(_ours())))


@asynccontextmanager
async def _alone(path: Path) -> AsyncIterator[None]:
    """While nobody else of this machine is."""
    with path.open("w") as file:
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                await asyncio.sleep(_TICK)
            else:
                break
        yield
