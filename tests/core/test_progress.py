"""Bars: for eyes only."""

from __future__ import annotations

import io
import sys
from types import ModuleType

import pytest

from aistore_hl._core.errors import MissingExtra
from aistore_hl._core.jobs import Counters, JobProgress
from aistore_hl._progress import is_notebook, shown

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


def test_nothing_is_shown_where_nobody_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    """A log is no terminal."""
    monkeypatch.setattr(sys, "stderr", log := io.StringIO())
    with shown(True) as tell:
        assert tell is None

    assert "" == log.getvalue()


def test_nothing_is_shown_unless_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not on a terminal either."""
    monkeypatch.setattr(sys, "stderr", Terminal())
    with shown(False) as tell:
        assert tell is None


def test_bar_tells_job_objects_and_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a terminal."""
    monkeypatch.setattr(sys, "stderr", terminal := Terminal())
    with shown(True) as tell:
        assert tell is not None
        tell(DONE)

    for part in ("lru[AbCdEfGhI]", "7 objects", "3.0 MiB", "2/3 targets"):
        assert part in terminal.getvalue()


def test_bar_without_its_package_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    """It says what to install."""
    monkeypatch.setattr(sys, "stderr", Terminal())
    monkeypatch.setitem(sys.modules, "tqdm.auto", None)  # as if it were not installed

    with pytest.raises(MissingExtra, match=r"aistore-hl\[progress\]"), shown(True):
        pass


def test_notebook_is_recognised(monkeypatch: pytest.MonkeyPatch) -> None:
    """By its shell, which other terminals of IPython have not."""
    ipython = ModuleType("IPython")
    shell = type("ZMQInteractiveShell", (), {})()
    monkeypatch.setattr(ipython, "get_ipython", lambda: shell, raising=False)
    assert not is_notebook()
    monkeypatch.setitem(sys.modules, "IPython", ipython)

    assert is_notebook()
