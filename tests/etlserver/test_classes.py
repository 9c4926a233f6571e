"""Classes as users write them: what is wrong with one is said where it is made."""

from __future__ import annotations

import asyncio
import subprocess
import sys
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


FORKED = """
import os
from aistore_hl.etlserver import HTTPMultiThreadedServer
class Server(HTTPMultiThreadedServer):
    def transform(self, data, path, etl_args):
        return data
server = Server(environ={"AIS_TARGET_URL": ""})
first = server.session
assert first is server.session
child = os.fork()
if child == 0:
    os._exit(3 if server.session is not first else 4)
print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), first is server.session)
"""


def test_each_process_has_a_session_of_its_own() -> None:
    """Two that were forked would read each other's answers from one connection."""
    done = subprocess.run([sys.executable, "-c", FORKED], capture_output=True, text=True, check=False, timeout=30)

    assert ("3 True\n", "") == (done.stdout, done.stderr)


def test_a_module_may_have_a_session_of_its_own() -> None:
    """`self.session = ...` in its `__init__` is what the transforms get."""
    server = Threaded(environ=ENVIRON)
    server.session = "mine"

    assert "mine" == server.session
