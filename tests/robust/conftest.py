"""A cluster in a process of its own, shared by the tests of a module."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from .processes import running_cluster


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    with running_cluster() as endpoint:
        yield endpoint
