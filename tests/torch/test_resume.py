"""Checkpoints in the middle of an epoch, by torchdata's StatefulDataLoader and by hand."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from typing import Any

import pytest
from torch.utils.data import DataLoader
from torchdata.stateful_dataloader import StatefulDataLoader

from aistore_hl import Bucket
from aistore_hl.torch import BatchDataset, ByteBatchSampler, IterDataset, MapDataset, ShardDataset

# torchdata 0.11 calls what torch 2.15 no longer wants to be called.
pytestmark = pytest.mark.filterwarnings("ignore:'set_vital' is deprecated")


def as_is(batch: Any) -> Any:
    return batch


def single(bucket: Bucket) -> tuple[Any, int | None]:
    return IterDataset(bucket, shuffle=True, seed=3), 3


def batched(bucket: Bucket) -> tuple[Any, int | None]:
    return BatchDataset(bucket, 3, shuffle=True, seed=3), None


def of_shards(bucket: Bucket) -> tuple[Any, int | None]:
    return ShardDataset(bucket, shuffle=True, window=5, seed=3), 2


MAKERS = [
    pytest.param("numbered", single, id="single"),
    pytest.param("numbered", batched, id="batches"),
    pytest.param("sharded", of_shards, id="shards"),
]


@pytest.mark.parametrize(("where", "make"), MAKERS)
@pytest.mark.parametrize("workers", [0, 2], ids=["no worker", "two workers"])
@pytest.mark.parametrize("taken", [1, 4])
def test_a_loader_takes_up_where_it_was(
    request: pytest.FixtureRequest, where: str, make: Callable[..., Any], workers: int, taken: int
) -> None:
    """What it had handed out and what it hands out afterwards are the epoch, in its order; the next one is whole."""
    bucket = request.getfixturevalue(where)

    def loader() -> StatefulDataLoader[Any]:
        dataset, size = make(bucket)
        dataset.set_epoch(2)
        return StatefulDataLoader(dataset, batch_size=size, collate_fn=as_is, num_workers=workers)

    whole = list(loader())
    first = loader()
    begun = list(islice(first, taken))
    state = first.state_dict()
    again = loader()
    again.load_state_dict(state)

    assert whole == begun + list(again)
    assert whole == list(again)


@pytest.mark.parametrize(("where", "make"), MAKERS)
def test_a_dataset_takes_up_by_itself(request: pytest.FixtureRequest, where: str, make: Callable[..., Any]) -> None:
    """Without workers its own state is enough, with torch's own DataLoader."""
    bucket = request.getfixturevalue(where)
    dataset, size = make(bucket)
    dataset.set_epoch(2)
    whole = list(DataLoader(dataset, batch_size=size, collate_fn=as_is))
    begun = list(islice(DataLoader(dataset, batch_size=size, collate_fn=as_is), 2))
    state = dataset.state_dict()
    again, _ = make(bucket)
    again.load_state_dict(state)

    assert 2 == again.epoch
    assert whole == begun + list(DataLoader(again, batch_size=size, collate_fn=as_is))


@pytest.mark.parametrize("workers", [0, 2], ids=["no worker", "two workers"])
def test_batches_by_bytes_are_taken_up(numbered: Bucket, workers: int) -> None:
    """The sampler of an epoch is the same again, so that the loader finds its place."""

    def loader() -> StatefulDataLoader[Any]:
        dataset = MapDataset(numbered)
        sampler = ByteBatchSampler(dataset, 40, shuffle=True)
        sampler.set_epoch(1)
        return StatefulDataLoader(dataset, batch_sampler=sampler, collate_fn=as_is, num_workers=workers)

    whole = list(loader())
    first = loader()
    begun = list(islice(first, 2))
    again = loader()
    again.load_state_dict(first.state_dict())

    assert whole == begun + list(again)


def test_a_state_of_other_objects_is_refused(numbered: Bucket) -> None:
    """What is left of them would not be what did not come."""
    state = IterDataset(numbered).state_dict()
    numbered.object("more").put(b"")
    with pytest.raises(ValueError, match="digest"):
        IterDataset(numbered).load_state_dict(state)
