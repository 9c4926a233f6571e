"""The order of an epoch: decided by a seed alone, known at every position, held nowhere."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterator, Sequence
from typing import Final, TypeVar

T = TypeVar("T")

_ROUNDS: Final = 8
_MASK: Final = (1 << 64) - 1


class Permutation:
    """The numbers below `count`, each once, shuffled by seed and epoch; any position in constant time and memory.

    A Feistel network over a rectangle of sides a and b with a * b just above `count`: numbers that fall outside are
    sent round again, at most a few times, as the rectangle has fewer than b of them too many.
    """

    def __init__(self, count: int, *, seed: int, epoch: int, stream: int = 0) -> None:
        self._count = count
        self._a = math.isqrt(max(count - 1, 0)) + 1
        self._b = -(-count // self._a)
        digest = hashlib.blake2b(f"{seed}/{epoch}/{stream}".encode(), digest_size=64).digest()
        self._keys = [int.from_bytes(digest[at : at + 8], "little") for at in range(0, 8 * _ROUNDS, 8)]

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, position: int) -> int:
        if not 0 <= position < self._count:
            raise IndexError(f"position {position} of {self._count}")
        number = position
        while True:
            number = self._step(number)
            if number < self._count:
                return number

    def __iter__(self) -> Iterator[int]:
        return map(self.__getitem__, range(self._count))

    def _step(self, number: int) -> int:
        a, b = self._a, self._b
        left, right = divmod(number, b)
        keys = iter(self._keys)
        for key, next_key in zip(keys, keys, strict=True):
            left = (left + _mixed(right ^ key)) % a
            right = (right + _mixed(left ^ next_key)) % b
        return left * b + right


def ordered(count: int, *, shuffle: bool, seed: int, epoch: int) -> Sequence[int] | Permutation:
    """Which sample comes at each position of an epoch."""
    return Permutation(count, seed=seed, epoch=epoch) if shuffle else range(count)


def rearranged(window: Sequence[T], *, seed: int, epoch: int, stream: int) -> Iterator[T]:
    """The items of one window of a stream, in an order of that window's own."""
    return map(window.__getitem__, Permutation(len(window), seed=seed, epoch=epoch, stream=stream))


def _mixed(number: int) -> int:
    """64 bits of which each depends on each of the number: the finalizer of splitmix64."""
    number = ((number ^ (number >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    number = ((number ^ (number >> 27)) * 0x94D049BB133111EB) & _MASK
    return number ^ (number >> 31)
