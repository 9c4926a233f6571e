"""Which public methods send an operation, found in the sources."""

from __future__ import annotations

from pathlib import Path

import pytest

from openapi.codegen import curated
from openapi.codegen.source import Sources

INIT = '__all__ = ["AsyncThing", "AsyncStream"]\n'
THING = """
from aistore_api.api.things import drop_thing, make_thing
from .stream import AsyncStream
from .work import work
class AsyncThing:
    def make(self):
        return make_thing.call()
    def remove(self):
        return self._remove()
    def _remove(self):
        return drop_thing.call()
    def read(self):
        return AsyncStream.open(self._session)
    def work(self):
        return work(self)
"""
STREAM = """
from aistore_api.api.things import get_thing
class AsyncStream:
    @classmethod
    def open(cls, session):
        return cls()._ask()
    def _ask(self):
        return get_thing.call()
    def readinto(self):
        return self._ask()
"""
WORK = """
def work(thing):
    from aistore_api.api.things import work_thing
    return _Worker(thing, work_thing.call)
class _Worker:
    def run(self): ...
"""


@pytest.fixture
def found(tmp_path: Path) -> dict[str, tuple[str, ...]]:
    """What is found of a small package."""
    files = {"__init__": INIT, "_async/thing": THING, "_async/stream": STREAM, "_async/work": WORK}
    for name, text in files.items():
        path = tmp_path / f"aistore_hl/{name}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return dict(curated.methods(tmp_path, Sources(tmp_path, {})))


@pytest.mark.parametrize(
    ("operation", "method"),
    [
        ("make_thing", "Thing.make"),
        ("drop_thing", "Thing.remove"),
        ("get_thing", "Thing.read"),
        ("work_thing", "Thing.work"),
    ],
)
def test_the_nearest_public_method_is_found(found: dict[str, tuple[str, ...]], operation: str, method: str) -> None:
    """By itself, through a private one, through what it opens, through a function of the same name."""
    assert (method,) == found[operation]
