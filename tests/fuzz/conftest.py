"""The cluster that tests/abuse has, with transformers, for what schemathesis makes up. Needs the group
`fuzz`: tox -e fuzz."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from aistore_hl.local.etl.images import OURS
from tests.abuse.conftest import Victim, running
from tests.etl.conftest import TOY

IMAGE = "toy"


@pytest.fixture(scope="module")
def victim() -> Iterator[Victim]:
    with running("--etl-image", f"{IMAGE}={{python}} -m {OURS} {TOY}") as victim:
        yield victim
