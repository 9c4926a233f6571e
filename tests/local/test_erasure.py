"""Reed-Solomon: whatever is lost, as long as enough is left, comes back."""

from __future__ import annotations

from itertools import combinations
from random import Random

import pytest

from aistore_hl.local.erasure import parity_of, restored


@pytest.mark.parametrize(("data", "parity"), [(1, 1), (1, 3), (2, 1), (2, 2), (3, 2), (4, 4), (5, 1)])
@pytest.mark.parametrize("length", [0, 1, 100])
def test_any_as_many_slices_as_there_is_data_are_enough(data: int, parity: int, length: int) -> None:
    """In every choice of them."""
    random = Random(f"{data} {parity} {length}")
    parts = [random.randbytes(length) for _ in range(data)]
    slices = dict(enumerate([*parts, *parity_of(parts, parity)]))

    for chosen in combinations(slices, data):
        assert parts == restored({index: slices[index] for index in chosen}, data)


def test_too_few_slices_are_not_enough() -> None:
    """Nothing is made up."""
    with pytest.raises(ValueError, match="2 are needed"):
        restored({1: b"x"}, 2)


def test_the_largest_number_of_slices_differs_in_each() -> None:
    """128 of data and as many of parity: all of them from parity alone."""
    parts = [bytes((index, 255 - index)) for index in range(128)]
    parity = parity_of(parts, 128)

    assert len({*parity}) == 128
    assert parts == restored({128 + index: each for index, each in enumerate(parity)}, 128)
