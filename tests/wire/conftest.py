"""The two engines, one after the other."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from tests.wire.faces import FACES, Face, MakeFace


@pytest.fixture(params=FACES)
def make_face(request: pytest.FixtureRequest) -> Iterator[MakeFace]:
    """Engines with settings of the test's own, closed after it."""
    with ExitStack() as stack:

        def make(**options: Any) -> Face:
            face = FACES[request.param](**options)
            stack.callback(face.close)
            return face

        yield make


@pytest.fixture
def face(make_face: MakeFace) -> Face:
    """An engine with default settings."""
    return make_face()
