"""Who reads what."""

from __future__ import annotations

import functools
import operator
from collections import Counter
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aistore_hl.torch.place import Place, Share, Uneven

counts = st.integers(0, 200)
some = st.integers(1, 7)


def shares(count: int, world: int, workers: int, uneven: Uneven) -> dict[int, list[int]]:
    """What each rank reads, with all its workers."""
    read: dict[int, list[int]] = {rank: [] for rank in range(world)}
    for rank, worker in product(range(world), range(workers)):
        share = Share(count, Place(rank=rank, world=world, worker=worker, workers=workers), uneven)
        read[rank] += [share[index] for index in range(len(share))]
    return read


@given(counts, some, some)
def test_every_position_is_read_once(count: int, world: int, workers: int) -> None:
    """Over all workers of all ranks, and ranks differ by one at most."""
    read = shares(count, world, workers, "keep")
    lengths = [len(positions) for positions in read.values()]

    assert list(range(count)) == sorted(functools.reduce(operator.iadd, read.values(), []))
    assert max(lengths) - min(lengths) <= 1


@given(counts, some, some)
def test_padding_makes_ranks_equal_by_repeating_the_first(count: int, world: int, workers: int) -> None:
    """Everything comes, and fewer positions twice than there are ranks."""
    read = shares(count, world, workers, "pad")
    times = Counter(functools.reduce(operator.iadd, read.values(), []))

    assert len({len(positions) for positions in read.values()}) == 1
    assert set(range(count)) == set(times)
    assert sum(times.values()) - count < world
    assert [] == [position for position, seen in times.items() if seen > 1 and count >= world and position >= world]


@given(counts, some, some)
def test_dropping_makes_ranks_equal_by_leaving_out_the_last(count: int, world: int, workers: int) -> None:
    """Nothing comes twice, and fewer positions are missing than there are ranks."""
    read = shares(count, world, workers, "drop")

    assert len({len(positions) for positions in read.values()}) == 1
    assert list(range(count // world * world)) == sorted(functools.reduce(operator.iadd, read.values(), []))


@given(counts, some, some, some)
def test_the_length_of_a_rank_does_not_depend_on_its_workers(count: int, world: int, one: int, other: int) -> None:
    """`of_rank` is what its workers read together."""
    place = Place(rank=world - 1, world=world, workers=one)

    assert Share(count, place).of_rank() == len(shares(count, world, other, "keep")[world - 1])


@pytest.mark.parametrize(
    "wrong", [{"rank": 2, "world": 2}, {"worker": 1}, {"rank": -1}, {"world": 0}, {"workers": 0}], ids=str
)
def test_a_place_that_there_is_not_is_refused(wrong: dict[str, int]) -> None:
    """Before anything is read."""
    with pytest.raises(ValueError, match=r"rank|worker|world"):
        Place(**wrong)


def test_an_unknown_way_to_divide_is_refused() -> None:
    """A misspelt word is not silently one of the three."""
    with pytest.raises(ValueError, match="uneven"):
        Share(3, Place(), "padded")


def test_an_index_outside_is_an_error() -> None:
    """Of a share as of any sequence."""
    with pytest.raises(IndexError):
        Share(3, Place(world=2))[2]
