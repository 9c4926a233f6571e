"""Reed-Solomon: of so many data slices, parity slices that stand in for any of them. Pure.

Over the field of 256 elements, with a Cauchy matrix, so that any as many slices as there is data are enough. A slice is
multiplied by a constant with one `bytes.translate`, and added with one XOR of two large integers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Final, TypeAlias

Row: TypeAlias = "list[int]"

_POLYNOMIAL: Final = 0x11D
_ORDER: Final = 255
MOST: Final = 256
"""Slices in all, data and parity."""


def _powers() -> tuple[list[int], list[int]]:
    powers, logarithms, value = [0] * (2 * _ORDER), [0] * (_ORDER + 1), 1
    for exponent in range(_ORDER):
        powers[exponent] = powers[exponent + _ORDER] = value
        logarithms[value] = exponent
        value = value << 1 ^ (_POLYNOMIAL if value & 0x80 else 0)
    return powers, logarithms


_POWERS, _LOGARITHMS = _powers()


def _times(a: int, b: int) -> int:
    return _POWERS[_LOGARITHMS[a] + _LOGARITHMS[b]] if a and b else 0


def _inverse(a: int) -> int:
    return _POWERS[_ORDER - _LOGARITHMS[a]]


@cache
def _table(factor: int) -> bytes:
    """What each byte becomes when it is multiplied."""
    return bytes(_times(factor, value) for value in range(256))


def _row(index: int, data: int) -> Row:
    """How slice `index` is made of the data: itself, or a row of the Cauchy matrix."""
    if index < data:
        return [int(column == index) for column in range(data)]
    return [_inverse(index ^ column) for column in range(data)]


def _combined(factors: Sequence[int], parts: Sequence[bytes]) -> bytes:
    total = 0
    for factor, part in zip(factors, parts, strict=True):
        if factor:
            scaled = part if factor == 1 else part.translate(_table(factor))
            total ^= int.from_bytes(scaled, "little")
    return total.to_bytes(len(parts[0]), "little")


def parity_of(parts: Sequence[bytes], parity: int) -> list[bytes]:
    """The parity slices of data slices, which are all as long as one another."""
    data = len(parts)
    return [_combined(_row(data + index, data), parts) for index in range(parity)]


def restored(present: Mapping[int, bytes], data: int) -> list[bytes]:
    """The data slices, from any as many slices by their numbers; parity follows data in the numbering.

    Raises:
        ValueError: there are too few.
    """
    if len(present) < data:
        raise ValueError(f"{len(present)} slices, and {data} are needed")
    chosen = sorted(present)[:data]
    if chosen == list(range(data)):
        return [present[index] for index in chosen]
    solution = _inverted([_row(index, data) for index in chosen])
    parts = [present[index] for index in chosen]
    return [present[column] if column in present else _combined(solution[column], parts) for column in range(data)]


def _inverted(matrix: list[Row]) -> list[Row]:
    """By elimination, beside a unit matrix. Every square part of a Cauchy matrix has an inverse."""
    size = len(matrix)
    rows = [[*row, *(int(column == index) for column in range(size))] for index, row in enumerate(matrix)]
    for column in range(size):
        pivot = next(index for index in range(column, size) if rows[index][column])
        rows[column], rows[pivot] = rows[pivot], rows[column]
        scale = _inverse(rows[column][column])
        rows[column] = [_times(scale, value) for value in rows[column]]
        for index in range(size):
            factor = rows[index][column]
            if index != column and factor:
                rows[index] = [a ^ _times(factor, b) for a, b in zip(rows[index], rows[column], strict=True)]
    return [row[size:] for row in rows]
