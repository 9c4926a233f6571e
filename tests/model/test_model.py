"""A cluster holds what a dict holds, whatever is done to it, and whatever goes wrong meanwhile."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from aistore_hl import Client, LocalCluster, RetryPolicy
from aistore_hl.local.faults import Faults

from .groups import Groups
from .machine import RULES
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

BEGINS = (1, 2, 3, 4)
"""Four runs of a few minutes make ten thousand steps."""

EXAMPLES = 60

_AT_ONCE = 10
"""Hypothesis leaves out some rules of each example, others each time; after so many it mostly varies what it had, and a
rule that was left out of that hardly occurs any more."""

RARE = ("archive_group", "copy_group")
"""What a real cluster does rarely, since it takes seconds."""


def run(
    connect: Callable[[], Client], faults: Faults | None, *, examples: int, begin: int = 0, real: bool = False
) -> Counter[str]:
    """Let hypothesis choose what is done, alike for the same `begin`; how many steps of each rule that were."""
    steps: Counter[str] = Counter()

    def machine() -> Everything:
        return Everything(connect, faults, lambda name: steps.update([name]), real=real)

    for done in range(0, examples, _AT_ONCE):
        run_state_machine_as_test(  # type: ignore[no-untyped-call]
            seed(begin * EXAMPLES + done)(machine),
            settings=settings(
                max_examples=min(_AT_ONCE, examples - done),
                stateful_step_count=_STEPS,
                deadline=None,
                database=None,
                phases=(Phase.generate, Phase.shrink),
                suppress_health_check=list(HealthCheck),
            ),
        )
    return steps


def _local(store: str, folder: Path, *, faulted: bool, examples: int, begin: int = 0) -> Counter[str]:
    with LocalCluster(targets=3, **STORES[store](folder)) as cluster:
        return run(
            lambda: Client(cluster.endpoint, retry=RetryPolicy(base=0.001)),
            cluster.faults if faulted else None,
            examples=examples,
            begin=begin,
        )


@pytest.mark.parametrize("faulted", [False, True], ids=["sound", "faulted"])
@pytest.mark.parametrize("store", STORES)
def test_a_local_cluster_holds_what_a_dict_holds(store: str, faulted: bool, tmp_path: Path) -> None:
    """A sample of the long run."""
    assert _local(store, tmp_path, faulted=faulted, examples=8).total() > 200


@pytest.mark.stress
@pytest.mark.parametrize("begin", BEGINS)
@pytest.mark.parametrize("faulted", [False, True], ids=["sound", "faulted"])
@pytest.mark.parametrize("store", STORES)
def test_it_holds_for_ten_thousand_steps(store: str, faulted: bool, begin: int, tmp_path: Path) -> None:
    """In memory and on disk, with one fault in most steps and without; of each rule there are many."""
    steps = _local(store, tmp_path, faulted=faulted, examples=EXAMPLES, begin=begin)

    assert steps.total() >= 2_500
    assert {} == {name: steps[name] for name in RULES if steps[name] < 10}


@pytest.mark.cluster
@pytest.mark.parametrize("begin", BEGINS)
def test_it_holds_on_a_real_cluster(begin: int) -> None:
    """Ten thousand steps on the cluster at AIS_TEST_ENDPOINT."""
    steps = run(lambda: Client(os.environ["AIS_TEST_ENDPOINT"]), None, examples=EXAMPLES, begin=begin, real=True)

    assert steps.total() >= 2_500
    assert {} == {name: steps[name] for name in RULES if steps[name] < (10 if name not in RARE else 1)}
