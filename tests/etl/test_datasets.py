"""Datasets whose samples are made by ETLs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from aistore_hl import Bucket, Client, LocalCluster
from aistore_hl.errors import EtlNotFound
from aistore_hl.torch import DiskCache, Source
from aistore_hl.torch.inventory import Inventory
from aistore_hl.torch.policy import Policy
from aistore_hl.torch.samples import Samples

NAMES = [f"{number:02}" for number in range(40)]


@pytest.fixture
def bucket(stage: LocalCluster) -> Iterator[Bucket]:
    """40 objects, each of its own name."""
    with Client(stage.endpoint) as client:
        bucket = client.bucket("samples").create()
        bucket.put_many((name, name.encode()) for name in NAMES)
        yield bucket
        bucket.delete()


def made(bucket: Bucket, name: str, etl: str, arguments: str) -> bytes:
    """What the ETL makes of an object."""
    return bucket.object(name).get(etl=etl, etl_args=arguments).read_all()


@pytest.mark.parametrize("etl", ["toy-push", "toy-pull"])
def test_samples_are_what_an_etl_makes(bucket: Bucket, etl: str) -> None:
    """In the order asked for, beside those of the same bucket that no ETL makes."""
    source = Source(bucket, etl=etl, etl_args="one")
    samples = Samples(Inventory.of([source, Source(bucket, prefix="0")]))
    found = samples.many([39, 0, 41, 0])

    assert ["39", "00", "01", "00"] == [sample.name for sample in found]
    assert made(bucket, "39", etl, "one") == found[0].data != b"39"
    assert [made(bucket, "00", etl, "one"), b"01"] == [found[1].data, found[2].data]
    assert 50 == len(list(samples.stream(range(50))))


def test_what_another_etl_makes_is_another_content(bucket: Bucket, tmp_path: Path) -> None:
    """For a cache as for a state; the same is found again."""
    cache = DiskCache(tmp_path / "cache", max_bytes=1 << 20)
    one, other = (Source(bucket, etl="toy-push", etl_args=arguments) for arguments in ("one", "other"))
    found = [Samples(Inventory.of(source), cache=cache).one(0).data for source in (one, other, one, Source(bucket))]

    assert [made(bucket, "00", "toy-push", each) for each in ("one", "other", "one")] == found[:3]
    assert b"00" == found[3]
    assert 3 == len({Inventory.of(source).digest for source in (one, other, Source(bucket))})


def test_an_etl_that_is_not_there_is_an_error_of_each(bucket: Bucket) -> None:
    """By the policy, as any other."""
    inventory = Inventory.of(Source(bucket, names=["00", "01"], etl="nobody"))

    assert [] == Samples(inventory, policy=Policy("skip", 0)).many([0, 1])
    with pytest.raises(EtlNotFound):
        Samples(inventory).many([0, 1])


def test_an_etl_makes_no_files_in_archives(bucket: Bucket) -> None:
    """It is given whole objects; and arguments are for an ETL."""
    with pytest.raises(ValueError, match="whole objects"):
        Source(bucket, members=True, etl="toy-push")
    with pytest.raises(ValueError, match="without an ETL"):
        Source(bucket, etl_args="one")
