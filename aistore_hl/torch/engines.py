"""What yields samples, place by place and epoch by epoch: one at a time, by batches, and out of shards."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from attrs import define, frozen

from .order import ordered
from .place import Place, Share, Uneven
from .policy import SKIP
from .samples import Samples
from .shards import Mark, Shards


@define
class Position:
    """How many samples or batches of its share a worker is through with."""

    position: int = 0


@frozen
class SampleEngine:
    """Samples one at a time."""

    samples: Samples
    shuffle: bool
    seed: int
    uneven: Uneven

    @property
    def digest(self) -> str:
        return self.samples.inventory.digest

    def mark(self, **fields: int) -> Position:
        return Position(**fields)

    def length(self, place: Place) -> int:
        """Samples of a rank, with all of its workers."""
        return Share(len(self.samples.inventory), place, self.uneven).of_rank()

    def stream(self, place: Place, epoch: int, mark: Position) -> Iterator[Any]:
        count = len(self.samples.inventory)
        order = ordered(count, shuffle=self.shuffle, seed=self.seed, epoch=epoch)
        share = Share(count, place, self.uneven)
        indices = (order[share[at]] for at in range(mark.position, len(share)))
        for _, sample in self.samples.stream(indices):
            mark.position += 1
            if sample is not SKIP:
                yield sample


@frozen
class BatchEngine:
    """Batches of samples: a rank's samples are cut into batches, and these are dealt to its workers."""

    samples: Samples
    shuffle: bool
    seed: int
    uneven: Uneven
    size: int
    drop_last: bool

    @property
    def digest(self) -> str:
        return f"{self.samples.inventory.digest}/{self.size}"

    def mark(self, **fields: int) -> Position:
        return Position(**fields)

    def length(self, place: Place) -> int:
        """Batches of a rank, with all of its workers."""
        return self._count(self._share(place))

    def stream(self, place: Place, epoch: int, mark: Position) -> Iterator[list[Any]]:
        order = ordered(len(self.samples.inventory), shuffle=self.shuffle, seed=self.seed, epoch=epoch)
        share = self._share(place)
        numbers = range(place.worker, self._count(share), place.workers)[mark.position :]
        batches = [range(number * self.size, min((number + 1) * self.size, share.of_rank())) for number in numbers]
        # One stream over all batches, so that reading ahead does not stop at the end of each.
        stream = self.samples.stream(order[share[at]] for batch in batches for at in batch)
        for batch in batches:
            # By number, not by exhaustion: a sample that is left out makes its own batch smaller, not the next one.
            found = [sample for _, (_, sample) in zip(batch, stream, strict=False) if sample is not SKIP]
            mark.position += 1
            if found:
                yield found

    def _share(self, place: Place) -> Share:
        return Share(len(self.samples.inventory), Place(rank=place.rank, world=place.world), self.uneven)

    def _count(self, share: Share) -> int:
        return share.of_rank() // self.size if self.drop_last else -(-share.of_rank() // self.size)


@frozen
class ShardEngine:
    """Samples out of shards: shards are dealt to ranks and workers, never parts of one."""

    shards: Shards
    seed: int
    uneven: Uneven

    @property
    def shuffle(self) -> bool:
        return self.shards.shuffle

    @property
    def digest(self) -> str:
        return f"{self.shards.inventory.digest}/{self.shards.window if self.shards.shuffle else 1}"

    def mark(self, **fields: int) -> Mark:
        return Mark(**fields)

    def stream(self, place: Place, epoch: int, mark: Mark) -> Iterator[Any]:
        share = Share(len(self.shards.inventory), place, self.uneven)
        return self.shards.stream(share, mark, seed=self.seed, epoch=epoch)
