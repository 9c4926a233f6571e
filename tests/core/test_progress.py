"""Bars: for eyes only."""

from __future__ import annotations

import io
import subprocess
import sys
from contextlib import redirect_stderr

from aistore_hl._core.jobs import Counters, JobProgress
from aistore_hl._progress import shown

DONE = JobProgress("AbCdEfGhI", "lru", local=Counters(7, 3 << 20), targets=3, done=2)


class Terminal(io.StringIO):
    """A terminal that remembers."""

    def isatty(self) -> bool:
        return True


def test_function_is_told() -> None:
    """Whatever stderr is."""
    told: list[JobProgress] = []
    with shown(told.append) as tell:
        assert tell is not None
        tell(DONE)

    assert [DONE] == told


def test_nothing_is_shown_where_nobody_looks() -> None:
    """A log is no terminal."""
    with redirect_stderr(io.StringIO()) as log, shown(True) as tell:
        assert tell is None

    assert "" == log.getvalue()


def test_nothing_is_shown_unless_asked_for() -> None:
    """Not on a terminal either."""
    with redirect_stderr(Terminal()), shown(False) as tell:
        assert tell is None


def test_bar_tells_job_objects_and_bytes() -> None:
    """On a terminal."""
    with redirect_stderr(Terminal()) as terminal, shown(True) as tell:
        assert tell is not None
        tell(DONE)

    for part in ("lru[AbCdEfGhI]", "7 objects", "3.0 MiB", "2/3 targets"):
        assert part in terminal.getvalue()


WITHOUT_TQDM = """
import sys
sys.modules["tqdm.auto"] = None
from aistore_hl._progress import shown
sys.stderr.isatty = lambda: True
try:
    with shown(True):
        pass
except Exception as exc:
    print(type(exc).__name__, exc)
"""


def test_bar_without_its_package_names_the_extra() -> None:
    """It says what to install."""
    assert "MissingExtra" in (said := output(WITHOUT_TQDM))
    assert "aistore-hl[progress]" in said


NOTEBOOK = """
import sys
from types import ModuleType
from aistore_hl._progress import is_notebook
before = is_notebook()
sys.modules["IPython"] = kernel = ModuleType("IPython")
kernel.get_ipython = lambda: type("ZMQInteractiveShell", (), {})()
print(before, is_notebook())
"""


def test_notebook_is_recognised() -> None:
    """By its shell, which other terminals of IPython have not."""
    assert "False True" == output(NOTEBOOK)


def output(program: str) -> str:
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)
    return done.stdout.strip()
