"""NVIDIA's own datasets find on the cluster what they find on an AIS, the local one or that of AIS_TEST_ENDPOINT."""

from __future__ import annotations

import io
import tarfile
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

import pytest
from aistore.pytorch import (
    AISIterDataset,
    AISMapDataset,
    AISMultiShardStream,
    AISParallelMapDataset,
    AISShardReader,
    DynamicBatchSampler,
)
from aistore.pytorch.batch_iter_dataset import AISBatchIterDataset
from aistore.sdk import Bucket, Client, DataShard
from torch.utils.data import DataLoader

# Its clients are closed by nobody.
pytestmark = [
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

COUNT = 12
EXPECTED = {f"n/{number:02}": bytes([number]) * 1000 for number in range(COUNT)}


@pytest.fixture
def official(cluster: Any) -> Client:
    return Client(cluster.endpoint)


@pytest.fixture
def made(official: Client, bucket_name: Callable[[], str]) -> Iterator[Bucket]:
    """A bucket of twelve objects of 1,000 bytes, removed after the test."""
    bucket = official.bucket(bucket_name()).create()
    for name, content in EXPECTED.items():
        bucket.object(name).get_writer().put_content(content)
    yield bucket
    bucket.delete(missing_ok=True)


def shard(names: list[str]) -> bytes:
    """A tar with a file of each name."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as tar:
        for name in names:
            member = tarfile.TarInfo(name)
            member.size = len(name)
            tar.addfile(member, io.BytesIO(name.encode()))
    return buffer.getvalue()


def as_is(batch: Any) -> Any:
    return batch


def test_map_dataset(made: Bucket) -> None:
    """By index, and its length."""
    dataset = AISMapDataset(ais_source_list=[made])

    assert len(EXPECTED) == len(dataset)
    assert EXPECTED == dict(dataset[index] for index in range(len(dataset)))


def test_map_dataset_of_a_prefix(made: Bucket) -> None:
    """Only what begins with it."""
    dataset = AISMapDataset(ais_source_list=[made], prefix_map={made: "n/1"})

    assert {"n/10", "n/11"} == {dataset[index][0] for index in range(len(dataset))}


@pytest.mark.parametrize("workers", [0, 2])
def test_map_dataset_in_a_loader(made: Bucket, workers: int) -> None:
    """By batches, whoever reads them."""
    loader = DataLoader(AISMapDataset(ais_source_list=[made]), batch_size=5, collate_fn=as_is, num_workers=workers)

    assert EXPECTED == dict(sample for batch in loader for sample in batch)


def test_parallel_map_dataset(made: Bucket) -> None:
    """A batch by several threads."""
    dataset = AISParallelMapDataset(ais_source_list=[made], num_workers=4)

    found = {}
    for name, buffer in dataset.__getitems__(list(range(len(dataset)))):
        found[name] = buffer.tobytes()
        buffer.close()

    assert EXPECTED == found


@pytest.mark.parametrize("workers", [0, 2])
def test_iter_dataset(made: Bucket, workers: int) -> None:
    """Each once, shared among workers."""
    loader = DataLoader(AISIterDataset(ais_source_list=[made]), batch_size=5, collate_fn=as_is, num_workers=workers)
    samples = [sample for batch in loader for sample in batch]

    assert EXPECTED == dict(samples)
    assert COUNT == len(samples)


def test_iter_dataset_has_a_length(made: Bucket) -> None:
    """It lists for it."""
    assert COUNT == len(AISIterDataset(ais_source_list=[made]))


@pytest.mark.parametrize("streaming", [True, False])
def test_batch_dataset(official: Client, made: Bucket, streaming: bool) -> None:
    """By get-batch."""
    dataset = AISBatchIterDataset([made], official, max_batch_size=5, streaming=streaming)

    assert EXPECTED == dict(iter(dataset))


def test_batches_by_bytes(made: Bucket) -> None:
    """By the sizes that the cluster says."""
    dataset = AISMapDataset(ais_source_list=[made])
    batches = list(DynamicBatchSampler(dataset, max_batch_size=3000))

    assert list(range(COUNT)) == sorted(index for batch in batches for index in batch)
    assert {True} == {len(batch) <= 3 for batch in batches}


def test_shard_reader(made: Bucket) -> None:
    """The files of a tar by their names without what follows the dot."""
    made.object("s/0.tar").get_writer().put_content(shard(["a.cls", "a.jpg", "b.cls", "b.jpg"]))
    dataset = AISShardReader(bucket_list=made, prefix_map={made: "s/"})

    assert {
        "a": {"cls": b"a.cls", "jpg": b"a.jpg"},
        "b": {"cls": b"b.cls", "jpg": b"b.jpg"},
    } == dict(dataset)


def test_several_shards_side_by_side(cluster: Any, made: Bucket) -> None:
    """A member of each at a time, by listings of what is in archives."""
    for name in ("x", "y"):
        made.object(f"s/{name}.tar").get_writer().put_content(shard([f"{number}.{name}" for number in range(3)]))
    shards = [
        DataShard(client_url=cluster.endpoint, bucket_name=made.name, prefix=f"s/{name}.tar") for name in ("x", "y")
    ]

    assert [(b"0.x", b"0.y"), (b"1.x", b"1.y"), (b"2.x", b"2.y")] == list(islice(AISMultiShardStream(shards), 3))
