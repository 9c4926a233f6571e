"""The datasets in a DataLoader: in one process, in workers that fork, in workers that are spawned."""

from __future__ import annotations

import functools
import operator
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
import torch
from torch.utils.data import DataLoader, RandomSampler

from aistore_hl import Bucket
from aistore_hl.errors import BucketNotFound, ObjectNotFound
from aistore_hl.local import LocalCluster
from aistore_hl.torch import (
    BatchDataset,
    ByteBatchSampler,
    DiskCache,
    IterDataset,
    MapDataset,
    Sample,
    ShardDataset,
    Source,
)

ALL = [f"n/{number:02}" for number in range(23)]
WORKERS = [
    pytest.param({}, id="no worker"),
    pytest.param({"num_workers": 2, "multiprocessing_context": "fork"}, id="forked"),
    pytest.param({"num_workers": 2, "multiprocessing_context": "spawn"}, id="spawned"),
]


def as_is(batch: Any) -> Any:
    """Batches as they are, also out of another process."""
    return batch


def names(batches: Iterable[Any]) -> list[str]:
    """Of samples, in batches or alone."""
    return [item.name for batch in batches for item in ([batch] if isinstance(batch, Sample) else batch)]


@pytest.mark.parametrize("workers", WORKERS)
def test_a_map_dataset_is_loaded_whole(numbered: Bucket, workers: dict[str, Any]) -> None:
    """By batches, in the order of its names, with their contents."""
    batches = list(DataLoader(MapDataset(numbered), batch_size=5, collate_fn=as_is, **workers))

    assert [Sample(f"n/{n:02}", bytes([n]) * n) for n in range(23)] == functools.reduce(operator.iadd, batches, [])
    assert [5, 5, 5, 5, 3] == [len(batch) for batch in batches]


@pytest.mark.parametrize("workers", WORKERS)
@pytest.mark.parametrize(
    "make",
    [
        pytest.param(lambda bucket: (IterDataset(bucket, shuffle=True), 5), id="single"),
        pytest.param(lambda bucket: (BatchDataset(bucket, 5, shuffle=True, read_ahead=100), None), id="batches"),
    ],
)
def test_workers_share_the_samples(numbered: Bucket, make: Callable[..., Any], workers: dict[str, Any]) -> None:
    """Each comes once, whichever worker reads it, and in another order than they are listed."""
    dataset, size = make(numbered)
    found = names(DataLoader(dataset, batch_size=size, collate_fn=as_is, **workers))

    assert sorted(found) == ALL
    assert found != ALL


@pytest.mark.parametrize("workers", WORKERS)
def test_workers_share_the_shards(sharded: Bucket, workers: dict[str, Any]) -> None:
    """Each sample comes once, decoded."""
    dataset = ShardDataset(sharded, shuffle=True, window=3, decode={"cls": int})
    samples = list(DataLoader(dataset, batch_size=None, **workers))

    assert list(range(23)) == sorted(sample["cls"] for sample in samples)
    assert all(sample["bin"] == bytes([sample["cls"]]) * sample["cls"] for sample in samples)


def test_the_length_of_a_loader_is_how_many_batches_come(numbered: Bucket) -> None:
    """With as many workers as there may be, for batches that are dealt whole."""
    for workers in (0, 1, 2):
        loader = DataLoader(BatchDataset(numbered, 5), batch_size=None, collate_fn=as_is, num_workers=workers)
        assert len(loader) == len(list(loader)) == 5


def test_batches_by_bytes(numbered: Bucket) -> None:
    """No batch is over its bytes, and there are as many as the loader says, in each epoch."""
    dataset = MapDataset(numbered)
    sampler = ByteBatchSampler(dataset, 40, shuffle=True)
    loader = DataLoader(dataset, batch_sampler=sampler, collate_fn=as_is, num_workers=2)
    for epoch in range(2):
        sampler.set_epoch(epoch)
        batches = list(loader)
        assert len(loader) == len(batches)
        assert ALL == sorted(names(batches))
        assert [] == [batch for batch in batches if sum(len(sample.data) for sample in batch) > 40]


def test_a_sampler_of_torch_chooses(numbered: Bucket) -> None:
    """Indices are those of the listing."""
    dataset = MapDataset(numbered)
    sampler = RandomSampler(dataset, generator=torch.Generator().manual_seed(0))

    assert ALL == sorted(names(DataLoader(dataset, batch_size=4, sampler=sampler, collate_fn=as_is)))


def test_a_transform_makes_tensors(numbered: Bucket) -> None:
    """Which torch puts together into one."""
    dataset = MapDataset(numbered, transform=lambda sample: torch.tensor(len(sample.data)))

    assert [list(range(23))] == [batch.tolist() for batch in DataLoader(dataset, batch_size=23)]


def test_an_epoch_reaches_workers_that_stay(numbered: Bucket) -> None:
    """Persistent workers shuffle anew; the same epoch again is the same order."""
    dataset = IterDataset(numbered, shuffle=True)
    loader = DataLoader(dataset, batch_size=4, collate_fn=as_is, num_workers=2, persistent_workers=True)
    orders = []
    for epoch in (0, 1, 0):
        dataset.set_epoch(epoch)
        orders.append(names(loader))

    assert orders[0] == orders[2] != orders[1]
    assert [ALL] * 3 == [sorted(order) for order in orders]


def test_nothing_is_listed_before_it_is_needed(local: LocalCluster, bucket_name: Callable[[], str]) -> None:
    """Datasets of a bucket that is not there can be made; the loader says so."""
    from aistore_hl import Client

    with Client(local.endpoint) as client:
        bucket = client.bucket(bucket_name())
        datasets = [MapDataset(bucket), IterDataset(bucket), BatchDataset(bucket, 3), ShardDataset(bucket)]

        assert 0 == local.seen.requests()
        for dataset in datasets:
            with pytest.raises(BucketNotFound):
                list(DataLoader(dataset, batch_size=None))


def test_workers_need_not_list_what_was_loaded(local: LocalCluster) -> None:
    """One listing for all of them, and for the length."""
    from aistore_hl import Client

    with Client(local.endpoint) as client:
        bucket = client.bucket("b").create()
        for number in range(4):
            bucket.object(str(number)).put(b"")
        dataset = IterDataset(bucket)
        dataset.load()
        local.seen.clear()
        loader = DataLoader(dataset, batch_size=2, collate_fn=as_is, num_workers=2, multiprocessing_context="spawn")

        assert 4 == len(names(loader))
        assert [] == [each.path for each in local.proxy.seen.arrivals("GET") if each.path.startswith("/v1/buckets")]


@pytest.mark.parametrize("workers", WORKERS)
def test_an_error_in_a_worker_is_the_error(numbered: Bucket, workers: dict[str, Any]) -> None:
    """Of its class, with its text, which names the object."""
    dataset = MapDataset(Source(numbered, names=["n/01", "gone"]))
    with pytest.raises(ObjectNotFound, match="gone"):
        list(DataLoader(dataset, batch_size=2, **workers))


@pytest.mark.parametrize("workers", WORKERS)
def test_what_is_left_out_makes_a_batch_smaller(numbered: Bucket, workers: dict[str, Any]) -> None:
    """The others come."""
    dataset = MapDataset(Source(numbered, names=["n/01", "gone", "n/02"]), on_error="skip")

    assert ["n/01", "n/02"] == names(DataLoader(dataset, batch_size=3, collate_fn=as_is, **workers))


@pytest.mark.parametrize("workers", WORKERS)
def test_workers_fill_one_cache(numbered: Bucket, tmp_path: Path, workers: dict[str, Any]) -> None:
    """The second epoch reads nothing from the cluster: the objects may be gone."""
    dataset = MapDataset(numbered, cache=DiskCache(tmp_path, max_bytes=10_000))
    loader = DataLoader(dataset, batch_size=4, collate_fn=as_is, **workers)
    first = list(loader)
    for name in ALL:
        numbered.object(name).delete()

    assert first == list(loader)


def test_ranks_of_a_process_group_share_the_samples(numbered: Bucket, tmp_path: Path) -> None:
    """As torch.distributed says who is who, also to workers that are spawned."""
    store = tmp_path / "store"
    processes = torch.multiprocessing.start_processes(
        _rank, (str(store), numbered, str(tmp_path)), nprocs=2, start_method="spawn", join=False
    )
    assert processes is not None
    while not processes.join(60):
        pass
    found = [(tmp_path / f"rank-{rank}").read_text().split() for rank in range(2)]

    assert ALL == sorted(functools.reduce(operator.iadd, found, []))
    assert [12, 11] == [len(part) for part in found]


def _rank(rank: int, store: str, bucket: Bucket, folder: str) -> None:
    torch.distributed.init_process_group("gloo", init_method=f"file://{store}", rank=rank, world_size=2)
    try:
        dataset = IterDataset(bucket, shuffle=True)
        loader = DataLoader(dataset, batch_size=4, collate_fn=as_is, num_workers=2, multiprocessing_context="spawn")
        Path(folder, f"rank-{rank}").write_text(" ".join(names(loader)))
    finally:
        torch.distributed.destroy_process_group()


@pytest.mark.parametrize(
    "wrong",
    [
        lambda bucket: BatchDataset(bucket, 0),
        lambda bucket: ShardDataset(bucket, window=0),
        lambda bucket: IterDataset(bucket, rank=1),
        lambda bucket: IterDataset(bucket).set_epoch(-1),
        lambda bucket: MapDataset(bucket, on_error="ignore"),
    ],
    ids=["batch", "window", "rank alone", "epoch", "policy"],
)
def test_arguments_that_cannot_be_are_refused(bucket: Bucket, wrong: Callable[[Bucket], object]) -> None:
    """Before anything is listed."""
    with pytest.raises(ValueError, match=r"batch_size|window|rank|epoch|on_error"):
        wrong(bucket)
