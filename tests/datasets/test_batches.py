"""Batches by bytes."""

from __future__ import annotations

import functools
import operator
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aistore_hl.torch import ByteBatchSampler

sizes = st.lists(st.integers(0, 40), max_size=80)


@settings(deadline=None)
@given(sizes, st.integers(1, 60), st.integers(1, 9), st.booleans(), st.integers(0, 3))
def test_batches_keep_their_limits_and_have_everything(
    sizes: list[int], limit: int, most: int, shuffle: bool, epoch: int
) -> None:
    """Each sample once, no batch over its bytes but one of a single sample, none over its samples."""
    sampler = ByteBatchSampler(sizes, limit, max_samples=most, shuffle=shuffle, seed=5)
    sampler.set_epoch(epoch)
    batches = list(sampler)

    assert list(range(len(sizes))) == sorted(functools.reduce(operator.iadd, batches, []))
    assert [] == [b for b in batches if len(b) > 1 and sum(sizes[i] for i in b) > limit]
    assert [] == [b for b in batches if not 1 <= len(b) <= most]


@settings(deadline=None)
@given(sizes, st.integers(1, 60), st.integers(1, 4), st.booleans(), st.sampled_from(["keep", "pad", "drop"]))
def test_the_length_is_the_number_of_batches(
    sizes: list[int], limit: int, world: int, drop_last: bool, uneven: str
) -> None:
    """In every epoch, for every rank: what `len` says is what comes."""
    for rank in range(world):
        sampler = ByteBatchSampler(
            sizes, limit, shuffle=True, drop_last=drop_last, rank=rank, world=world, uneven=uneven
        )
        for epoch in range(3):
            sampler.set_epoch(epoch)
            assert len(sampler) == len(list(sampler))


@settings(deadline=None)
@given(sizes, st.integers(1, 60), st.integers(1, 4))
def test_ranks_share_the_batches(sizes: list[int], limit: int, world: int) -> None:
    """Together they have each batch once, or twice where one is repeated so that all have as many."""
    alone = Counter(map(tuple, ByteBatchSampler(sizes, limit, shuffle=True)))
    ranks = [list(ByteBatchSampler(sizes, limit, shuffle=True, rank=rank, world=world)) for rank in range(world)]
    together = Counter(tuple(batch) for batches in ranks for batch in batches)

    assert len({len(batches) for batches in ranks}) == 1
    assert set(alone) == set(together)
    assert together.total() - alone.total() < world


def test_batches_are_filled_in_order() -> None:
    """A batch ends where the next sample does not fit."""
    assert [[0, 1], [2], [3, 4]] == list(ByteBatchSampler([4, 6, 7, 5, 5], 10))


def test_an_epoch_has_an_order_of_its_own() -> None:
    """The same epoch always the same one."""
    sampler = ByteBatchSampler([1] * 20, 3, shuffle=True, seed=1)
    first = list(sampler)
    sampler.set_epoch(1)
    second = list(sampler)
    sampler.set_epoch(0)

    assert first == list(sampler)
    assert first != second


def test_the_last_batch_can_be_left_out() -> None:
    """It is what the others left over."""
    assert [[0, 1], [2, 3]] == list(ByteBatchSampler([5] * 5, 10, drop_last=True))


def test_what_is_too_large_is_alone_or_absent_or_an_error(caplog: pytest.LogCaptureFixture) -> None:
    """As wanted; what is left out is named in the log."""
    sizes = [1, 99, 1]
    with pytest.raises(ValueError, match="sample 1 has 99 bytes"):
        len(ByteBatchSampler(sizes, 10, oversized="raise"))

    assert [[0], [1], [2]] == list(ByteBatchSampler(sizes, 10))
    assert [[0, 2]] == list(ByteBatchSampler(sizes, 10, oversized="drop"))
    assert "sample 1 has 99 bytes" in caplog.text


@pytest.mark.parametrize(
    "wrong",
    [{"max_bytes": 0}, {"max_samples": 0}, {"oversized": "split"}, {"rank": 1}, {"uneven": "even"}],
    ids=str,
)
def test_a_limit_that_cannot_be_is_refused(wrong: dict[str, object]) -> None:
    """Where the sampler is made."""
    with pytest.raises(ValueError, match=r"batch|oversized|rank|uneven"):
        ByteBatchSampler([1], **{"max_bytes": 1, **wrong})


def test_a_size_that_nobody_knows_is_an_error() -> None:
    """Objects that were named were not listed."""
    with pytest.raises(ValueError, match="named and not listed"):
        list(ByteBatchSampler([-1], 10))
