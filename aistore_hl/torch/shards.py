"""Samples out of shards: tar archives whose files are grouped by WebDataset's rules."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from typing import Any, Final, TypeAlias

from attrs import define, frozen

from aistore_hl._untar import members
from aistore_hl.errors import AisError

from .grouping import grouped
from .inventory import Entry, Inventory
from .order import ordered, rearranged
from .place import Share
from .policy import SKIP, Policy
from .prefetch import ahead

SUFFIXES: Final = (".tar", ".tar.gz", ".tgz")
"""How the names of shards end."""


Found: TypeAlias = "tuple[int, int, tuple[Entry, dict[str, Any] | Exception]]"
"""Number of the shard, number of the sample in it, and the sample with its shard, or what was met in its place."""


@define
class Mark:
    """How far an iteration is: `shard`-th shard of the worker, `sample`-th sample of it, `passed` of a window."""

    shard: int = 0
    sample: int = 0
    passed: int = 0


@frozen
class Shards:
    """The samples of some shards, in the order of an epoch."""

    inventory: Inventory
    decode: Mapping[str, Callable[[bytes], Any]]
    transform: Callable[[dict[str, Any]], Any] | None
    policy: Policy
    shuffle: bool
    window: int
    """Samples that are put into another order at a time: what a shuffle holds in memory."""
    read_ahead: int = 0
    """Bytes that are fetched before they are asked for; 0: none."""

    def stream(self, share: Share, mark: Mark, *, seed: int, epoch: int) -> Iterator[Any]:
        """The samples of a share of the shards from a mark on, which moves along: one that is left out moves it too."""
        order = ordered(len(self.inventory), shuffle=self.shuffle, seed=seed, epoch=epoch)
        with ahead(self._read(share, order, mark), size=_size, limit=self.read_ahead) as source:
            window = self.window if self.shuffle else 1
            while items := list(islice(source, window)):
                yield from self._window(items, mark, seed, epoch)

    def _window(self, window: list[Found], mark: Mark, seed: int, epoch: int) -> Iterator[Any]:
        mark.shard, mark.sample, _ = window[0]
        # A window is known by where it begins, so that one that is read again is shuffled as before.
        stream = mark.shard << 32 | mark.sample
        shuffled = rearranged(window, seed=seed, epoch=epoch, stream=stream + 1)
        for _, _, item in islice(shuffled, mark.passed, None):
            mark.passed += 1
            made = self._made(item)
            if made is not SKIP:
                yield made
        mark.shard, mark.sample, mark.passed = window[-1][0], window[-1][1] + 1, 0

    def _read(self, share: Share, order: Any, mark: Mark) -> Iterator[Found]:
        first, skipped = mark.shard, mark.sample
        for shard in range(first, len(share)):
            entry = self.inventory[order[share[shard]]]
            yield from self._shard(entry, shard, skipped if shard == first else 0)

    def _shard(self, entry: Entry, shard: int, begin: int) -> Iterator[Found]:
        """The samples of one shard from one on, asked for again where it breaks; what comes in its place at the end."""
        for retries in range(self.policy.retries, -1, -1):
            try:
                with entry.open() as reader:
                    files = members(reader, compressed=entry.name.endswith(("gz",)))
                    for sample in islice(grouped(files), begin, None):
                        yield shard, begin, (entry, sample)
                        begin += 1
            except AisError as exc:
                if not retries:
                    yield shard, begin, (entry, exc)
            except ValueError as exc:
                # Files that make no samples: they would not be others when they are asked for again.
                yield shard, begin, (entry, exc)
                return
            else:
                return

    def _made(self, item: tuple[Entry, dict[str, Any] | Exception]) -> Any:
        entry, sample = item
        if isinstance(sample, Exception):
            return self.policy.settle(entry.name, sample)
        name = f"{entry.name}/{sample['__key__']}"
        return self.policy.apply(self._decoded, name, {**sample, "__url__": str(entry.object.ref)})

    def _decoded(self, sample: dict[str, Any]) -> Any:
        for name, decoder in self.decode.items():
            if name in sample:
                sample[name] = decoder(sample[name])
        return sample if self.transform is None else self.transform(sample)


def _size(found: Found) -> int:
    sample = found[2][1]
    return 0 if isinstance(sample, Exception) else sum(map(len, sample.values()))
