"""Samples place by place and epoch by epoch, and where a state takes them up again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice, product
from typing import Any

import pytest

from aistore_hl import Bucket
from aistore_hl.torch import ShardWriter, Source
from aistore_hl.torch.engines import BatchEngine, SampleEngine, ShardEngine
from aistore_hl.torch.inventory import Inventory
from aistore_hl.torch.place import Place
from aistore_hl.torch.policy import Policy
from aistore_hl.torch.progress import Engine, Progress
from aistore_hl.torch.samples import Samples
from aistore_hl.torch.shards import Shards

PLACES = [
    Place(rank=rank, world=world, worker=worker, workers=workers)
    for world, workers in ((1, 1), (2, 1), (1, 3), (2, 3))
    for rank, worker in product(range(world), range(workers))
]
SHARDS = 7


@pytest.fixture
def sharded(bucket: Bucket) -> Bucket:
    """23 samples in shards of at most four."""
    with ShardWriter(bucket, "s/%02d.tar", max_samples=4) as writer:
        for number in range(23):
            writer.write({"__key__": f"{number:02}", "n": number})
    return bucket


def single(bucket: Bucket, **options: Any) -> SampleEngine:
    return SampleEngine(Samples(Inventory.of(bucket), str_of_name), **{"seed": 3, "uneven": "keep", **options})


def batched(bucket: Bucket, **options: Any) -> BatchEngine:
    samples = Samples(Inventory.of(bucket), str_of_name)
    return BatchEngine(samples, **{"seed": 3, "uneven": "keep", "size": 4, "drop_last": False, **options})


def of_shards(bucket: Bucket, **options: Any) -> ShardEngine:
    policy = options.pop("policy", Policy())
    shards = Shards(
        Inventory([Source(bucket, "s/")]), {}, lambda s: s["__key__"], policy, window=5, **{"read_ahead": 0, **options}
    )
    return ShardEngine(shards, seed=3, uneven="keep")


def str_of_name(sample: Any) -> str:
    return str(sample.name[-2:])


ENGINES = [
    pytest.param("numbered", single, id="samples"),
    pytest.param("numbered", batched, id="batches"),
    pytest.param("sharded", of_shards, id="shards"),
]
ALL = [f"{number:02}" for number in range(23)]


def flat(items: Iterator[Any]) -> list[str]:
    """The samples of what may be batches."""
    return [name for item in items for name in ([item] if isinstance(item, str) else item)]


def epoch(engine: Engine[Any], place: Place, number: int = 0) -> Iterator[Any]:
    return engine.stream(place, number, engine.mark())


@pytest.mark.parametrize(("where", "make"), ENGINES)
@pytest.mark.parametrize("shuffle", [False, True], ids=["in order", "shuffled"])
def test_every_sample_comes_once(request: pytest.FixtureRequest, where: str, make: Any, shuffle: bool) -> None:
    """Over all workers of all ranks, in an order of each epoch's own if it is shuffled."""
    engine = make(request.getfixturevalue(where), shuffle=shuffle)
    for world, workers in ((1, 1), (2, 1), (1, 3), (2, 3)):
        places = [p for p in PLACES if (p.world, p.workers) == (world, workers)]
        assert ALL == sorted(name for place in places for name in flat(epoch(engine, place)))
    first, second = flat(epoch(engine, Place(), 0)), flat(epoch(engine, Place(), 1))

    assert ((first == second), (first == ALL)) == ((not shuffle), (not shuffle))


@pytest.mark.parametrize(("where", "make"), ENGINES)
@pytest.mark.parametrize("options", [{"shuffle": False}, {"shuffle": True}], ids=str)
def test_a_state_takes_up_where_it_was_taken(
    request: pytest.FixtureRequest, where: str, make: Any, options: dict[str, Any]
) -> None:
    """After any number of samples, at every place, through JSON: what is left is what would have come."""
    bucket = request.getfixturevalue(where)
    engine = make(bucket, **options)
    for place in (Place(), PLACES[-1]):
        whole = list(epoch(engine, place, 2))
        for taken in range(len(whole) + 1):
            progress = Progress(engine)
            assert whole[:taken] == list(islice(progress.run(place, 2), taken))
            state = json.loads(json.dumps(progress.state(place, 9)))
            again = Progress(make(bucket, **options))
            assert 2 == again.load(place, state)
            assert whole[taken:] == list(again.run(place, 2))
            assert whole == list(again.run(place, 2))  # the epoch after that is whole


@pytest.mark.parametrize(("where", "make"), ENGINES)
def test_a_state_of_another_iteration_is_refused(request: pytest.FixtureRequest, where: str, make: Any) -> None:
    """Other objects or workers, or another order: the samples left would not be the ones that did not come."""
    bucket = request.getfixturevalue(where)
    state = Progress(make(bucket, shuffle=True)).state(Place(), 0)
    with pytest.raises(ValueError, match="place"):
        Progress(make(bucket, shuffle=True)).load(Place(workers=2), state)
    with pytest.raises(ValueError, match="its shuffle is True, here it is False"):
        Progress(make(bucket, shuffle=False)).load(Place(), state)
    with pytest.raises(ValueError, match="form"):
        Progress(make(bucket, shuffle=True)).load(Place(), {})
    bucket.object("s/new.tar").put(b"")

    with pytest.raises(ValueError, match="digest"):
        Progress(make(bucket, shuffle=True)).load(Place(), state)


@pytest.mark.parametrize(("where", "make"), ENGINES)
def test_a_state_says_where_the_next_one_begins(request: pytest.FixtureRequest, where: str, make: Any) -> None:
    """Before anything was read it is the beginning; a state that was loaded is given back."""
    engine = make(request.getfixturevalue(where), shuffle=True)
    progress = Progress(engine)
    assert 4 == progress.state(Place(), 4)["epoch"]
    list(islice(progress.run(Place(), 4), 3))
    state = progress.state(Place(), 0)

    resumed = Progress(engine)
    resumed.load(Place(), state)
    assert state == resumed.state(Place(), 4)


@pytest.mark.parametrize(("drop_last", "sizes"), [(False, [4, 4, 4, 4, 4, 3]), (True, [4, 4, 4, 4, 4])])
def test_batches_are_full_but_for_the_last(numbered: Bucket, drop_last: bool, sizes: list[int]) -> None:
    """However many workers share them; the length is how many there are."""
    engine = batched(numbered, shuffle=True, drop_last=drop_last)
    workers = [list(epoch(engine, Place(worker=worker, workers=2))) for worker in range(2)]

    assert sizes == [len(batch) for batch in epoch(engine, Place())]
    assert sorted(sizes) == sorted(len(batch) for batches in workers for batch in batches)
    assert len(sizes) == engine.length(Place())


@pytest.mark.parametrize("make", [single, batched], ids=["samples", "batches"])
def test_the_length_is_a_rank_s(numbered: Bucket, make: Any) -> None:
    """As many as come, for uneven ends too."""
    for uneven, rank in product(("keep", "pad", "drop"), range(2)):
        place = Place(rank=rank, world=2)
        engine = make(numbered, shuffle=True, uneven=uneven)
        assert len(list(epoch(engine, place))) == engine.length(place)


def test_what_is_left_out_is_counted_all_the_same(numbered: Bucket) -> None:
    """A batch is short of it, the next one is whole, and a state is right."""
    names = [f"n/{number:02}" for number in range(9)]
    names[1:1] = ["gone"]
    samples = Samples(Inventory([Source(numbered, names=names)]), str_of_name, Policy("skip"))
    engine = BatchEngine(samples, shuffle=False, seed=0, uneven="keep", size=5, drop_last=False)
    progress = Progress(engine)
    running = progress.run(Place(), 0)

    assert ["00", "01", "02", "03"] == next(running)
    again = Progress(engine)
    again.load(Place(), progress.state(Place(), 0))
    assert [["04", "05", "06", "07", "08"]] == list(again.run(Place(), 0)) == list(running)
