"""Classes as users write them: what is wrong with one is said where it is made."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from typing import Any

import pytest

from aistore_hl.etlserver import FastAPIServer, FlaskServer, HTTPMultiThreadedServer

ENVIRON = {"AIS_TARGET_URL": ""}


class Echo:
    """What is given."""

    def transform(self, data: Any, path: str, etl_args: str) -> Any:
        return data


class Threaded(Echo, HTTPMultiThreadedServer):
    """With no more than that."""


class Fast(Echo, FastAPIServer):
    """With no more than that."""


def test_a_transform_that_yields_is_refused() -> None:
    """It would give a generator for content; the message names `transform_stream`."""

    class Yielding(HTTPMultiThreadedServer):
        def transform(self, data: Any, path: str, etl_args: str) -> Iterator[bytes]:
            yield data

    with pytest.raises(TypeError, match="transform_stream"):
        Yielding(environ=ENVIRON)


@pytest.mark.parametrize("base", [HTTPMultiThreadedServer, FlaskServer])
def test_a_setup_that_nobody_would_await_is_refused(base: type[HTTPMultiThreadedServer]) -> None:
    """Called without an `await` it would do nothing, and nobody would know."""

    class Loading(Echo, base):  # type: ignore[misc, valid-type]  # one of two
        async def setup(self) -> None:
            """Load a model."""

    with pytest.raises(TypeError, match="setup is asynchronous"):
        Loading(environ=ENVIRON)


def test_an_asynchronous_setup_is_waited_for_by_all() -> None:
    """Who comes while it is under way waits too, and it runs once; one that failed runs again."""
    runs: list[str] = []

    class Loading(Fast):
        async def setup(self) -> None:  # type: ignore[override]  # either will do
            runs.append("begun")
            await asyncio.sleep(0)
            await asyncio.sleep(0)
            if len(runs) == 1:
                raise ValueError("no model")
            runs.append("done")

    async def main() -> list[str]:
        server = Loading(environ=ENVIRON)
        with pytest.raises(ValueError, match="no model"):
            await server._etl_get_ready()

        async def come() -> str:
            await server._etl_get_ready()
            return runs[-1]

        return await asyncio.gather(come(), come(), come())

    assert ["done"] * 3 == asyncio.run(main())
    assert ["begun", "begun", "done"] == runs


def test_a_class_that_forgets_its_base_is_told_so() -> None:
    """In the words of the mistake, rather than by a name that is not there."""

    class Forgetful(Threaded):
        def __init__(self) -> None:
            """No word to the base."""

    with pytest.raises(TypeError, match=r"super\(\).__init__"):
        Forgetful().start()


def test_each_process_has_a_session_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two that were forked would read each other's answers from one connection."""
    server = Threaded(environ=ENVIRON)
    first = server.session
    again = server.session
    here = os.getpid()
    monkeypatch.setattr("aistore_hl.etlserver.server.os.getpid", lambda: here + 1)
    forked = server.session
    first.close()
    forked.close()

    assert first is again
    assert first is not forked


def test_a_module_may_have_a_session_of_its_own() -> None:
    """`self.session = ...` in its `__init__` is what the transforms get."""
    server = Threaded(environ=ENVIRON)
    server.session = "mine"

    assert "mine" == server.session
