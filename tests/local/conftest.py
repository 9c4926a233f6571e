"""One cluster for the tests that leave it as it was, and a fresh bucket for each of them."""

from __future__ import annotations

import secrets
from collections.abc import Iterator

import pytest

from aistore_hl.local import LocalCluster
from tests.local.http import ask


@pytest.fixture(scope="session", params=["memory", "disk"])
def shared(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalCluster]:
    """A cluster of three targets that nobody breaks, with each kind of store."""
    folder = tmp_path_factory.mktemp("cluster") if request.param == "disk" else None
    with LocalCluster(dir=folder) as cluster:
        yield cluster


@pytest.fixture
def bucket(shared: LocalCluster) -> str:
    """The name of an empty bucket of the shared cluster."""
    name = f"b-{secrets.token_hex(6)}"
    assert 200 == ask(shared.endpoint, "POST", f"/v1/buckets/{name}", {"action": "create-bck"}).status
    return name
