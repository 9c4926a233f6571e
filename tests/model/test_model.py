"""A cluster holds what a dict holds, whatever is done to it, and whatever goes wrong meanwhile."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from aistore_hl import Client, LocalCluster, RetryPolicy
from aistore_hl.local.faults import Faults

from .groups import Groups
from .shards import Shards
from .uploads import Uploads

pytestmark = pytest.mark.timeout(900)

STORES: dict[str, Callable[[Path], dict[str, Any]]] = {
    "memory": lambda folder: {},
    "disk": lambda folder: {"dir": folder},
}
"""How a local cluster is made that stores so."""


class Everything(Uploads, Shards, Groups):
    """All rules together."""


_STEPS = 50
"""In one example; then it begins with empty buckets."""


def run(connect: Callable[[], Client], faults: Faults | None, *, examples: int, real: bool = False) -> int:
    """Let hypothesis choose what is done, always alike; how many steps that were."""
    steps = 0

    def count() -> None:
        nonlocal steps
        steps += 1

    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        lambda: Everything(connect, faults, count, real=real),
        settings=settings(
            max_examples=examples,
            stateful_step_count=_STEPS,
            deadline=None,
            derandomize=True,
            database=None,
            phases=(Phase.generate, Phase.shrink),
            suppress_health_check=list(HealthCheck),
        ),
    )
    return steps


def _local(store: str, folder: Path, *, faulted: bool, examples: int) -> int:
    with LocalCluster(targets=3, **STORES[store](folder)) as cluster:
        return run(
            lambda: Client(cluster.endpoint, retry=RetryPolicy(base=0.001)),
            cluster.faults if faulted else None,
            examples=examples,
        )


@pytest.mark.parametrize("faulted", [False, True], ids=["sound", "faulted"])
@pytest.mark.parametrize("store", STORES)
def test_a_local_cluster_holds_what_a_dict_holds(store: str, faulted: bool, tmp_path: Path) -> None:
    """A sample of the long run."""
    assert _local(store, tmp_path, faulted=faulted, examples=8) > 200


@pytest.mark.stress
@pytest.mark.parametrize("faulted", [False, True], ids=["sound", "faulted"])
@pytest.mark.parametrize("store", STORES)
def test_it_holds_for_ten_thousand_steps(store: str, faulted: bool, tmp_path: Path) -> None:
    """In memory and on disk, with one fault in most steps and without."""
    assert _local(store, tmp_path, faulted=faulted, examples=260) >= 10_000


@pytest.mark.cluster
def test_it_holds_on_a_real_cluster() -> None:
    """Ten thousand steps on the cluster at AIS_TEST_ENDPOINT."""
    assert run(lambda: Client(os.environ["AIS_TEST_ENDPOINT"]), None, examples=260, real=True) >= 10_000
