"""How many objects may be under way at a time: few enough for the memory, enough to keep every node busy."""

from __future__ import annotations

from typing import Final

from attrs import define, field

MOST: Final = 256
"""Objects under way at a time: twice as many gain nothing, half as many lose a tenth (bench/many.py)."""
BYTES: Final = 32 * 1024 * 1024
"""Bytes that those may come to, as far as the sizes seen so far tell."""
_FIRST: Final = 64
_FORGETS: Final = 0.9


@define
class Window:
    """Objects that were asked for and not handed over yet.

    Sizes are known only when answers come: it begins small, and goes by the largest of late.
    """

    most: int = MOST
    bytes: int = BYTES
    now: int = field(default=_FIRST, init=False)
    """How many may be under way."""
    _size: float = field(default=0.0, init=False)

    def __attrs_post_init__(self) -> None:
        if isinstance(self.most, bool) or not isinstance(self.most, int):
            raise TypeError(f"window must be int, not {type(self.most).__name__}")
        if self.most < 1:
            raise ValueError(f"window must be 1 or more, not {self.most}")
        self.now = min(self.now, self.most)

    def room(self, under_way: int) -> int:
        """How many more may be asked for; none while it is only a few, which would go out one by one."""
        room = self.now - under_way
        return room if room >= max(self.now // 4, 1) else 0

    def saw(self, largest: int) -> None:
        """Some more have come; the largest has that many bytes."""
        self._size = max(float(largest), self._size * _FORGETS)
        fitting = int(self.bytes // max(self._size, 1.0))
        self.now = max(1, min(self.most, fitting, 2 * self.now))
