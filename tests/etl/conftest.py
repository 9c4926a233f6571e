"""A local cluster with transformers, for all tests of ETL beside and below: it is never broken."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from aistore_hl import Client, LocalCluster
from aistore_hl.local.etl.images import OURS

TOY = str(Path(__file__).with_name("toy.py"))

ROGUE = str(Path(__file__).with_name("rogue.py"))

IMAGES = {
    "rogue:1": ("{python}", ROGUE),
    "toy:*": ("{python}", "-m", OURS, f"{TOY}:Toy"),
    "turned:*": ("{python}", "-m", OURS, f"{TOY}:Turned"),
    "ends:1": ("{python}", "-c", "print('out of ideas'); raise SystemExit(3)"),
    "hangs:1": ("{python}", "-c", "import signal; print('thinking', flush=True); signal.pause()"),
}
"""What runs here where a pod would have the image."""


@pytest.fixture(scope="session")
def stage() -> Iterator[LocalCluster]:
    """Where three transformers run: two that are given objects, and one that fetches them."""
    with LocalCluster(targets=2, etl_images=IMAGES) as cluster, Client(cluster.endpoint) as client:
        client.etl("toy-push").init("toy:1")
        client.etl("toy-pull").init("toy:1", communication="hpull")
        client.etl("toy-turn").init("turned:1", direct_put=True)
        yield cluster


@pytest.fixture(scope="session")
def rogue(stage: LocalCluster) -> str:
    """The name of one that does wrong, and runs; an object has half a second."""
    with Client(stage.endpoint) as client:
        return client.etl("rogue-1").init("rogue:1", object_timeout=0.5).name
