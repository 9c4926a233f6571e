"""A store of each kind."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from aistore_hl.local.store import ObjectTable, Store

from .stores import KINDS, a_store


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    """Each kind of store."""
    return str(request.param)


@pytest.fixture
def store(kind: str) -> Iterator[Store]:
    """A store with the empty buckets 1 and 2."""
    with a_store(kind) as store:
        yield store


@pytest.fixture
def table(store: Store) -> ObjectTable:
    """The empty bucket 1 at target t1."""
    return store.table("t1", 1)
