"""Clients of every flavour, and scripted servers for them; what is made is closed after the test, clients first."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
import trustme

from tests.generated.faces import FLAVOURS, Face
from tests.generated.pairs import MakeServer, Pair
from tests.generated.scripted import Script, ScriptedServer


@pytest.fixture
def scripted() -> Iterator[Callable[..., ScriptedServer]]:
    """Makes servers: `scripted(script)`."""
    with ExitStack() as stack:

        def make(script: Script, **options: Any) -> ScriptedServer:
            return stack.enter_context(ScriptedServer(script, **options))

        yield make


@pytest.fixture(params=FLAVOURS)
def face(request: pytest.FixtureRequest, scripted: object) -> Iterator[Callable[..., Face]]:
    """Makes clients of one flavour: `face(base_url, token=...)`. The test runs once for each flavour."""
    with ExitStack() as stack:

        def make(base_url: str, **options: Any) -> Face:
            made = Face(request.param, base_url, **options)
            stack.callback(made.close)
            return made

        yield make


@pytest.fixture
def pair(scripted: MakeServer) -> Pair:
    """A proxy and a target that follow scripts."""
    return Pair.start(scripted)


@pytest.fixture
def authority(tmp_path: Path) -> tuple[trustme.CA, str]:
    """A certificate authority, and the file that names it."""
    ca = trustme.CA()
    path = tmp_path / "ca.pem"
    ca.cert_pem.write_to_path(str(path))
    return ca, str(path)
