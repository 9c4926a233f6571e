"""Batches by bytes: as many samples as fit, in as many batches as `len` says."""

from __future__ import annotations

import logging
from array import array
from collections.abc import Iterator, Sequence
from typing import Final, Literal, Protocol, TypeAlias

from .inventory import UNKNOWN
from .order import Permutation, ordered
from .place import Place, Share, Uneven

Oversized: TypeAlias = Literal["alone", "drop", "raise"]
"""A sample larger than a batch may be: a batch of its own, none, or an error."""

_KINDS: Final = ("alone", "drop", "raise")

_log = logging.getLogger("aistore_hl")


class Sized(Protocol):
    """A dataset that knows how large its samples are."""

    @property
    def sizes(self) -> Sequence[int]: ...


class ByteBatchSampler:
    """Batches of indices whose samples have at most `max_bytes` together, and are at most `max_samples`.

    For `DataLoader(batch_sampler=...)`. Batches are filled in the order of the epoch, shuffled if wanted, and shared
    among ranks so that each reads as many of them as the others; `len` is what one rank reads in this epoch.
    """

    def __init__(
        self,
        sizes: Sized | Sequence[int],
        max_bytes: int,
        *,
        max_samples: int | None = None,
        oversized: Oversized = "alone",
        drop_last: bool = False,
        shuffle: bool = False,
        seed: int = 0,
        rank: int = 0,
        world: int = 1,
        uneven: Uneven = "pad",
    ) -> None:
        """`sizes` is a `MapDataset`, or the bytes of each sample. `drop_last` leaves out the last batch of the epoch.

        Raises:
            ValueError: a limit below 1, or a rank that there is not.
        """
        if max_bytes < 1 or (max_samples is not None and max_samples < 1):
            raise ValueError("a batch has room for at least one byte and one sample")
        if oversized not in _KINDS:
            raise ValueError(f"oversized must be one of {', '.join(_KINDS)}, not {oversized!r}")
        self._given = sizes
        self._max_bytes = max_bytes
        self._max_samples = max_samples
        self._oversized = oversized
        self._drop_last = drop_last
        self._shuffle = shuffle
        self._seed = seed
        self._place = Place(rank=rank, world=world)
        self._uneven: Uneven = Share(0, self._place, uneven).uneven
        self._epoch = 0
        self._filled: tuple[int, array[int], array[int]] | None = None
        """Of the epoch that it is for: indices in order, and where each batch ends."""

    def __len__(self) -> int:
        return len(self._share())

    def __iter__(self) -> Iterator[list[int]]:
        indices, ends = self._batches()
        share = self._share()
        # Of batches: they were filled from shuffled samples, but an oversized one would stand where it fell.
        order = ordered(len(ends), shuffle=self._shuffle, seed=self._seed, epoch=self._epoch)
        for at in range(len(share)):
            batch = order[share[at]]
            yield indices[ends[batch - 1] if batch else 0 : ends[batch]].tolist()

    def set_epoch(self, epoch: int) -> None:
        """Which epoch the next iteration is: another order, and perhaps another number of batches."""
        self._epoch = epoch

    def _share(self) -> Share:
        return Share(len(self._batches()[1]), self._place, self._uneven)

    def _batches(self) -> tuple[array[int], array[int]]:
        if self._filled is None or self._filled[0] != self._epoch:
            self._filled = (self._epoch, *self._fill())
        return self._filled[1:]

    def _fill(self) -> tuple[array[int], array[int]]:
        sizes = self._given if isinstance(self._given, Sequence) else self._given.sizes
        order: Sequence[int] | Permutation = range(len(sizes))
        if self._shuffle:
            order = Permutation(len(sizes), seed=self._seed, epoch=self._epoch, stream=1)
        indices, ends = array("Q"), array("Q")
        held = count = 0
        for index in order:
            size = self._size(index, sizes[index])
            if size is None:
                continue
            if count and (held + size > self._max_bytes or count == self._max_samples):
                ends.append(len(indices))
                held = count = 0
            indices.append(index)
            held += size
            count += 1
        if count and not self._drop_last:
            ends.append(len(indices))
        return indices, ends

    def _size(self, index: int, size: int) -> int | None:
        """The bytes of a sample; `None` for one that is left out."""
        if size == UNKNOWN:
            raise ValueError(f"the size of sample {index} is not known, since it was named and not listed")
        if size <= self._max_bytes or self._oversized == "alone":
            return size
        text = f"sample {index} has {size:,} bytes, and a batch at most {self._max_bytes:,}"
        if self._oversized == "raise":
            raise ValueError(text)
        _log.warning("%s: it is left out", text)
        return None
