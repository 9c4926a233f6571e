"""The datasets, as torch has them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import torch  # pyright: ignore[reportMissingImports]
from torch import distributed  # pyright: ignore[reportMissingImports]
from torch.utils.data import Dataset, IterableDataset, get_worker_info  # pyright: ignore[reportMissingImports]

from aistore_hl import Client

from .cache import DiskCache
from .engines import BatchEngine, SampleEngine, ShardEngine
from .inventory import Inventory, Sources
from .place import Place, Uneven
from .policy import OnError, Policy
from .progress import Engine, Progress
from .samples import Sample, Samples
from .shards import SUFFIXES, Shards

# Any, here and below: what a sample is in the end is what the user's transform makes of it.


class MapDataset(Dataset[Any]):
    """Objects by index, for samplers: a whole batch of a `DataLoader` is fetched at once.

    Nothing is listed before somebody asks for its length or a sample. A batch does not have the samples that
    `on_error` leaves out; one that is asked for alone cannot be left out.
    """

    def __init__(
        self,
        source: Sources,
        *,
        transform: Callable[[Sample], Any] | None = None,
        on_error: OnError = "raise",
        retries: int = 0,
        cache: DiskCache | None = None,
        get_batch: bool = False,
        client: Client | None = None,
    ) -> None:
        """`transform` makes of a `Sample` what the training sees; without, it is that: name and content.

        `retries` is how often a sample that could not be read is asked for again; the client has tried several times
        by then. `client` is whose the sources are that are URLs. `get_batch` has the cluster put what is asked for
        together into one archive, as it always does for files in archives (`Source(..., members=True)`).
        """
        self._samples = Samples(
            Inventory.of(source, client=client), transform, Policy(on_error, retries), cache, 0, get_batch
        )

    @property
    def sizes(self) -> Sequence[int]:
        """Bytes of each object, as listed; -1 of one that was named."""
        return self._samples.inventory.sizes

    @property
    def names(self) -> Sequence[str]:
        """Names of the samples, within their buckets."""
        inventory = self._samples.inventory
        return [inventory[index].label for index in range(len(inventory))]

    def __len__(self) -> int:
        return len(self._samples.inventory)

    def __getitem__(self, index: int) -> Any:
        return self._samples.one(index)

    def __getitems__(self, indices: Sequence[int]) -> list[Any]:
        return self._samples.many(indices)


class _Stream(IterableDataset[Any]):
    """What all datasets that are iterated have: a place, an epoch, a state."""

    def __init__(self, engine: Engine[Any], inventory: Inventory, rank: int | None, world: int | None) -> None:
        if (rank is None) != (world is None):
            raise ValueError("rank and world are given together")
        self._engine = engine
        self._inventory = inventory
        self._progress = Progress(engine)
        self._rank = None if rank is None or world is None else Place(rank=rank, world=world)
        # In shared memory: workers that stay for several epochs learn of the next one.
        self._epoch = torch.zeros((), dtype=torch.int64).share_memory_()

    @property
    def epoch(self) -> int:
        """The epoch that the next iteration is."""
        return int(self._epoch.item())

    def set_epoch(self, epoch: int) -> None:
        """Which epoch the next iteration is: another order, if it is shuffled. Workers that are there learn of it."""
        if epoch < 0:
            raise ValueError(f"an epoch is 0 or more, not {epoch}")
        self._epoch.fill_(epoch)

    def load(self) -> None:
        """List the objects now: workers that start later have the list, and need not each ask for it."""
        self._inventory.load()

    def state_dict(self) -> dict[str, Any]:
        """Where the iteration is, for a checkpoint; in a worker, where that worker's is."""
        return self._progress.state(self._place(), self.epoch)

    def load_state_dict(self, state_dict: Mapping[str, Any]) -> None:
        """Begin the next iteration where the state was taken.

        Raises:
            ValueError: it is of another iteration: other objects, another order, or another number of workers or ranks.
        """
        self.set_epoch(self._progress.load(self._place(), state_dict))

    def __iter__(self) -> Iterator[Any]:
        return self._progress.run(self._place(), self.epoch)

    def __getstate__(self) -> dict[str, Any]:
        # A worker that is spawned is in no process group: it learns its rank here.
        return {**self.__dict__, "_rank": self._ranked()}

    def _ranked(self) -> Place | None:
        if self._rank is not None or not (distributed.is_available() and distributed.is_initialized()):
            return self._rank
        return Place(rank=distributed.get_rank(), world=distributed.get_world_size())

    def _place(self) -> Place:
        ranked = self._ranked() or Place()
        worker = get_worker_info()
        if worker is None:
            return ranked
        return Place(rank=ranked.rank, world=ranked.world, worker=worker.id, workers=worker.num_workers)


class IterDataset(_Stream):
    """Objects one after the other, shared among ranks and workers, shuffled if wanted, resumed where a state says."""

    def __init__(
        self,
        source: Sources,
        *,
        transform: Callable[[Sample], Any] | None = None,
        shuffle: bool = False,
        seed: int = 0,
        uneven: Uneven = "keep",
        read_ahead: int = 0,
        on_error: OnError = "raise",
        retries: int = 0,
        cache: DiskCache | None = None,
        get_batch: bool = False,
        client: Client | None = None,
        rank: int | None = None,
        world: int | None = None,
    ) -> None:
        """As `MapDataset`. `read_ahead` is how many bytes a thread may fetch before they are asked for.

        `uneven` says what is done where samples do not divide evenly among ranks. `rank` and `world` are those of
        torch's process group if they are not given.
        """
        inventory = Inventory.of(source, client=client)
        samples = Samples(inventory, transform, Policy(on_error, retries), cache, read_ahead, get_batch)
        engine = SampleEngine(samples, shuffle, seed, uneven)
        super().__init__(engine, inventory, rank, world)
        self._length = engine.length

    def __len__(self) -> int:
        """Samples of this rank."""
        return self._length(self._place())


class BatchDataset(_Stream):
    """The same by batches, as lists: for `DataLoader(batch_size=None)`, each batch fetched at once by its worker."""

    def __init__(
        self,
        source: Sources,
        batch_size: int,
        *,
        transform: Callable[[Sample], Any] | None = None,
        shuffle: bool = False,
        seed: int = 0,
        uneven: Uneven = "keep",
        drop_last: bool = False,
        read_ahead: int = 0,
        on_error: OnError = "raise",
        retries: int = 0,
        cache: DiskCache | None = None,
        get_batch: bool = False,
        client: Client | None = None,
        rank: int | None = None,
        world: int | None = None,
    ) -> None:
        """As `IterDataset`. `drop_last` leaves out a last batch that is not full.

        Raises:
            ValueError: a batch of no samples.
        """
        if batch_size < 1:
            raise ValueError(f"batch_size must be 1 or more, not {batch_size}")
        inventory = Inventory.of(source, client=client)
        samples = Samples(inventory, transform, Policy(on_error, retries), cache, read_ahead, get_batch)
        engine = BatchEngine(samples, shuffle, seed, uneven, batch_size, drop_last)
        super().__init__(engine, inventory, rank, world)
        self._length = engine.length

    def __len__(self) -> int:
        """Batches of this rank."""
        return self._length(self._place())


class ShardDataset(_Stream):
    """Samples out of tar archives, grouped by WebDataset's rules: `{"__key__": ..., "__url__": ..., field: bytes}`.

    Shards are dealt to ranks and workers whole: there should be as many as workers of all ranks, better a multiple.
    Their order is shuffled, and samples within a window of some hundred.
    """

    def __init__(
        self,
        source: Sources,
        *,
        decode: Mapping[str, Callable[[bytes], Any]] | None = None,
        transform: Callable[[dict[str, Any]], Any] | None = None,
        shuffle: bool = False,
        window: int = 512,
        seed: int = 0,
        uneven: Uneven = "keep",
        read_ahead: int = 0,
        on_error: OnError = "raise",
        retries: int = 0,
        client: Client | None = None,
        rank: int | None = None,
        world: int | None = None,
    ) -> None:
        """`decode` has a function for fields by their name; `transform` gets the sample afterwards.

        `window` is how many samples are shuffled among themselves at a time, held in memory. `uneven` counts shards.
        A shard that cannot be read to its end is one failure, whatever came out of it before.

        Raises:
            ValueError: a window of no samples.
        """
        if window < 1:
            raise ValueError(f"window must be 1 or more, not {window}")
        inventory = Inventory.of(source, client=client, suffixes=SUFFIXES)
        policy = Policy(on_error, retries)
        shards = Shards(inventory, dict(decode or {}), transform, policy, shuffle, window, read_ahead)
        super().__init__(ShardEngine(shards, seed, uneven), inventory, rank, world)
