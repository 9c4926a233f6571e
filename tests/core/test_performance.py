"""What a node has counted: what it means, and what came between two looks."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import pytest

from aistore_hl._core.errors import ProtocolError
from aistore_hl._core.performance import Performance, Tally

COUNTED = {
    "up.ns.time": 4_000_000_000, "get.n": 8, "err.get.n": 1, "get.size": 400, "get.ns.total": 2_000_000_000,
    "get.ns": 7, "lst.n": 2, "lst.ns": 1_000_000_000, "state.flags": 6, "disk.vda.util": 30,
}  # fmt: skip


def performance(more: Mapping[str, int] | None = None, *, node: str = "t1", at: float = 10.0) -> Performance:
    """What a target has counted in four seconds, and more."""
    return Performance.from_document(node, {"tracker": {**COUNTED, **(more or {})}}, at)


@pytest.mark.parametrize(
    ("operation", "expected", "latency"),
    [
        ("get", Tally(8, 1, 400, 2.0), 0.25),
        ("lst", Tally(2, 0, 0, 1.0), 0.5),
        ("put", Tally(0, 0, 0, 0.0), 0.0),
    ],
)
def test_an_operation_is_counted(operation: str, expected: Tally, latency: float) -> None:
    """How often, how much and how long; one that never was is nought."""
    found = performance().of(operation)

    assert (expected, latency) == (found, found.latency)


def test_a_size_that_is_chance_is_not_told() -> None:
    """Of two counts under one name AIS tells either; the one beside it is always the same, be it nought."""
    looks = [performance({"put.bps": 0, "put.size": size}, at=float(size)) for size in (100, 0, 100)]
    counted = performance({"put.bps": 30, "put.size": 130}).of("put")

    assert [0, 0] == [later.since(earlier).of("put").size for earlier, later in pairwise(looks)]
    assert 30 == counted.size


def test_rates_are_by_the_second() -> None:
    """Of the time that the node has been up."""
    found = performance()

    assert (4.0, 2.0, 100.0, 0.0) == (found.seconds, found.rate("get"), found.throughput("get"), found.rate("put"))


def test_what_came_between_two_looks() -> None:
    """Sums are told apart from what is so now; a counter that is new counts from nought."""
    more = {"get.n": 9, "put.n": 3, "state.flags": 7, "disk.vda.util": 10}
    found = performance(more, at=12.0).since(performance())

    assert (2.0, 0.5, 1.5) == (found.seconds, found.rate("get"), found.rate("put"))
    assert (7, 10) == (found.counters["state.flags"], found.counters["disk.vda.util"])


def test_no_time_has_no_rate() -> None:
    """Two looks at the same moment."""
    found = performance().since(performance())

    assert (0.0, 0.0) == (found.rate("get"), found.throughput("get"))


@pytest.mark.parametrize(
    ("earlier", "why"),
    [(performance(node="t2"), "not those of"), (performance({"up.ns.time": 5_000_000_000}), "started anew")],
    ids=["another node", "started anew"],
)
def test_only_an_earlier_look_at_the_same_node_is_compared(earlier: Performance, why: str) -> None:
    """Anything else would be a number without a meaning."""
    with pytest.raises(ValueError, match=why):
        performance().since(earlier)


@pytest.mark.parametrize("document", [None, {}, {"tracker": None}, {"tracker": {}}, {"tracker": {"up.ns.time": "x"}}])
def test_what_is_no_statistics_is_told(document: Any) -> None:
    """And not taken for a node that has done nothing."""
    with pytest.raises(ProtocolError, match="no statistics"):
        Performance.from_document("t1", document)
