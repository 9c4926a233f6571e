"""Who reads what: ranks of a training, and workers of each."""

from __future__ import annotations

from typing import Literal, TypeAlias

from attrs import field, frozen
from attrs.validators import ge, in_

Uneven: TypeAlias = Literal["keep", "pad", "drop"]
"""What is done where samples do not divide evenly among ranks.

`keep`: some ranks read one more than others. `pad`: all read as many as the longest; the first ones come twice.
`drop`: all read as many as the shortest; the last ones of the epoch do not come.
"""


@frozen(kw_only=True)
class Place:
    """One worker of one rank."""

    rank: int = field(default=0, validator=ge(0))
    world: int = field(default=1, validator=ge(1))
    worker: int = field(default=0, validator=ge(0))
    workers: int = field(default=1, validator=ge(1))

    def __attrs_post_init__(self) -> None:
        if self.rank >= self.world or self.worker >= self.workers:
            raise ValueError(f"no such place: rank {self.rank} of {self.world}, worker {self.worker} of {self.workers}")


@frozen
class Share:
    """The positions of an epoch of `count` that one worker reads: every `workers`-th of its rank's every `world`-th.

    Over all workers of all ranks each position comes once, but for what `uneven` repeats or drops.
    """

    count: int
    place: Place
    uneven: Uneven = field(default="keep", validator=in_(("keep", "pad", "drop")))

    def of_rank(self) -> int:
        """How many positions the rank reads, with all of its workers."""
        rank, world = self.place.rank, self.place.world
        if self.uneven == "keep":
            return len(range(rank, self.count, world))
        if self.uneven == "drop":
            return self.count // world
        return -(-self.count // world)

    def __len__(self) -> int:
        return len(range(self.place.worker, self.of_rank(), self.place.workers))

    def __getitem__(self, index: int) -> int:
        if not 0 <= index < len(self):
            raise IndexError(f"{index} of {len(self)}")
        place = self.place
        within_rank = place.worker + index * place.workers
        return (place.rank + within_rank * place.world) % self.count
