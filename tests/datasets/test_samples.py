"""Objects as samples."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from aistore_hl import Bucket, Client
from aistore_hl.errors import MemberNotFound, ObjectNotFound
from aistore_hl.local import LocalCluster
from aistore_hl.torch import SKIP, DiskCache, Sample, ShardWriter, Source
from aistore_hl.torch.inventory import Inventory
from aistore_hl.torch.policy import Policy
from aistore_hl.torch.samples import Samples


def of(bucket: Bucket, *names: str) -> Inventory:
    return Inventory([Source(bucket, names=names)])


def test_a_batch_comes_in_the_order_asked_for(numbered: Bucket) -> None:
    """Names and contents, also the same one twice."""
    samples = Samples(Inventory.of(numbered))

    assert [Sample(f"n/{n:02}", bytes([n]) * n) for n in (5, 0, 22, 5)] == samples.many([5, 0, 22, 5])
    assert Sample("n/03", b"\3\3\3") == samples.one(3)


def test_a_transform_makes_the_sample(numbered: Bucket) -> None:
    """Of name and content."""
    samples = Samples(Inventory.of(numbered), lambda sample: (sample.name[-1], len(sample.data)))

    assert [("4", 14), ("2", 2)] == samples.many([14, 2])


def test_a_missing_object_is_an_error_by_name(numbered: Bucket) -> None:
    """The samples before it have come by then."""
    stream = Samples(of(numbered, "n/01", "gone", "n/02")).stream(range(3))

    assert (0, Sample("n/01", b"\1")) == next(stream)
    with pytest.raises(ObjectNotFound, match="gone"):
        next(stream)


def test_a_missing_object_can_be_left_out(numbered: Bucket) -> None:
    """Of a batch; one that is asked for alone cannot."""
    samples = Samples(of(numbered, "n/01", "gone", "n/02"), policy=Policy("skip"))

    assert ["n/01", "n/02"] == [sample.name for sample in samples.many(range(3))]
    assert SKIP is next(iter(samples.stream([1])))[1]
    with pytest.raises(LookupError, match="'gone' is left out"):
        samples.one(1)


def test_a_function_stands_in_for_a_missing_object(numbered: Bucket) -> None:
    """With what it returns."""
    policy = Policy(lambda name, error: (name, type(error).__name__))

    assert [("gone", "ObjectNotFound")] == Samples(of(numbered, "gone"), policy=policy).many([0])


def test_a_sample_is_asked_for_again_as_often_as_said(local: LocalCluster) -> None:
    """What the client gave up is tried again by the dataset, and an error once that is used up."""
    with Client(local.endpoint) as client:
        bucket = client.bucket("b").create()
        bucket.object("a").put(b"content")
        local.faults.once("GET object", status=404)

        assert [Sample("a", b"content")] == Samples(of(bucket, "a"), policy=Policy(retries=1)).many([0])

        local.faults.once("GET object", status=404, times=None)
        with pytest.raises(ObjectNotFound):
            Samples(of(bucket, "a"), policy=Policy(retries=1)).many([0])


def test_a_cached_sample_is_not_asked_for_again(local: LocalCluster, tmp_path: Path) -> None:
    """The second epoch reads the disk; an object of another size is another one."""
    with Client(local.endpoint) as client:
        bucket = client.bucket("b").create()
        bucket.object("a").put(b"content")
        samples = Samples(Inventory.of(bucket), cache=DiskCache(tmp_path, max_bytes=1000))
        first = samples.many([0])
        asked = local.seen.requests()

        assert first == samples.many([0])
        assert asked == local.seen.requests()

        bucket.object("a").put(b"changed content")
        again = Samples(Inventory.of(bucket), cache=DiskCache(tmp_path, max_bytes=1000))
        assert [Sample("a", b"changed content")] == again.many([0])


def test_reading_ahead_changes_nothing_but_when(numbered: Bucket) -> None:
    """The same samples in the same order, errors at their place."""
    plain = Samples(Inventory.of(numbered))
    ahead = Samples(Inventory.of(numbered), read_ahead=30)

    assert list(plain.stream(range(23))) == list(ahead.stream(range(23)))

    broken = Samples(of(numbered, "n/01", "gone"), read_ahead=30).stream(range(2))
    assert "n/01" == next(broken)[1].name
    with pytest.raises(ObjectNotFound):
        next(broken)


def test_samples_of_several_buckets_come_in_order(
    client: Client, numbered: Bucket, bucket_name: Callable[[], str]
) -> None:
    """Whichever bucket each is in, more of them than are looked up together."""
    other = client.bucket(bucket_name()).create()
    other.object("x").put(b"other")
    inventory = Inventory([Source(numbered), Source(other)])
    samples = Samples(inventory).many([23, *range(23), 23, *range(23)])
    other.delete()

    numbers = [Sample(f"n/{n:02}", bytes([n]) * n) for n in range(23)]
    assert [Sample("x", b"other"), *numbers] * 2 == samples


def test_a_large_object_is_a_sample_too(bucket: Bucket) -> None:
    """Over 8 MiB, which is not fetched together with others."""
    large = bytes(9 << 20)
    bucket.object("a").put(b"small")
    bucket.object("b").put(large)
    bucket.object("c").put(b"small")

    assert [b"small", large, b"small"] == [sample.data for sample in Samples(Inventory.of(bucket)).many(range(3))]


def test_no_more_is_asked_for_than_is_used(local: LocalCluster) -> None:
    """Whoever stops after the first of many samples has not fetched them all."""
    with Client(local.endpoint) as client:
        bucket = client.bucket("b").create()
        bucket.put_many((f"{number:05}", bytes(1000)) for number in range(3000))
        stream = Samples(Inventory.of(bucket)).stream(range(3000))
        next(stream)
        stream.close()

        assert local.targets.seen.requests("GET") < 3000


ARCHIVED = [("s/0.tar", "00.n"), ("s/0.tar", "01.n"), ("s/1.tar", "02.n")]


@pytest.fixture
def archived(bucket: Bucket) -> Bucket:
    """Three files in two archives, and an object beside them."""
    with ShardWriter(bucket, "s/%d.tar", max_samples=2) as writer:
        for number in range(3):
            writer.write({"__key__": f"{number:02}", "n": number})
    bucket.object("plain").put(b"plain")
    return bucket


def test_files_in_archives_are_samples(archived: Bucket) -> None:
    """Listed or named, one for itself or in a batch; each is known by both names."""
    expected = [Sample(f"{name}/{member}", member[1:2].encode()) for name, member in ARCHIVED]
    listed = Inventory([Source(archived, members=True)])
    named = Inventory([Source(archived, names=ARCHIVED, members=True)])

    assert expected == Samples(listed).many(range(3)) == Samples(named).many(range(3))
    assert [1, 1, 1] == list(listed.sizes)
    assert expected[1] == Samples(named).one(1)
    assert expected[::-1] == Samples(listed, read_ahead=2).many([2, 1, 0])
    assert [("s/0.tar", "00.n", 1)] == list(Source(archived, suffixes=("00.n",), members=True).entries())


def test_a_file_that_is_not_in_its_archive_is_an_error_of_its_own(archived: Bucket) -> None:
    """The others of the batch come."""
    named = Inventory([Source(archived, names=[*ARCHIVED, ("s/0.tar", "x"), ("gone.tar", "x")], members=True)])
    told = Samples(named, policy=Policy(lambda name, error: (name, type(error)))).many(range(5))

    assert [("s/0.tar/x", MemberNotFound), ("gone.tar/x", ObjectNotFound)] == told[3:]
    assert ["0", "1", "2"] == [sample.data.decode() for sample in told[:3]]


def test_objects_come_by_get_batch_on_request(local: LocalCluster, tmp_path: Path) -> None:
    """In one request for all; with a cache, for what is not in it; more missing ones than a batch may have, by name."""
    with Client(local.endpoint) as client:
        bucket = client.bucket("b").create()
        bucket.put_many((f"{number:02}", b"%d" % number) for number in range(20))
        samples = Samples(Inventory.of(bucket), get_batch=True, cache=DiskCache(tmp_path, max_bytes=10_000))
        samples.inventory.load()
        local.seen.clear()
        expected = [Sample(f"{number:02}", b"%d" % number) for number in range(20)]

        assert expected == samples.many(range(20))
        assert [] == [each for each in local.proxy.seen.arrivals("GET") if "/v1/objects/" in each.target]
        local.seen.clear()
        assert expected == samples.many(range(20))
        assert 0 == local.seen.requests()

        names = [*(f"gone{number}" for number in range(12)), "03"]
        policy = Policy(lambda name, error: type(error))
        found = Samples(of(bucket, *names), policy=policy, get_batch=True).many(range(13))
        assert [*([ObjectNotFound] * 12), Sample("03", b"3")] == found


def test_names_are_of_objects_or_of_files_in_archives(bucket: Bucket) -> None:
    """Never both in one source."""
    with pytest.raises(ValueError, match="pairs"):
        Source(bucket, names=["a.tar"], members=True)
    with pytest.raises(ValueError, match="pairs"):
        Source(bucket, names=[("a.tar", "b")])
