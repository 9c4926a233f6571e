"""Objects by many names: content and properties, in order or as they come, errors by name."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest

from aistore_hl import AsyncBucket, AsyncClient, Timeouts, errors

pytestmark = pytest.mark.anyio

COUNT = 100


@pytest.fixture
async def contents(bucket: AsyncBucket) -> dict[str, bytes]:
    """Objects of different sizes, by name."""
    made = {f"some/{number:04}": os.urandom(number % 700) for number in range(COUNT)}
    await bucket.put_many(made)
    return made


async def test_get_many_gives_every_content_in_the_order_of_the_names(
    bucket: AsyncBucket, contents: dict[str, bytes]
) -> None:
    """Each with its name and number."""
    names = list(reversed(contents))
    found = [(item.index, item.name, item.content) async for item in bucket.get_many(names)]

    assert [(number, name, contents[name]) for number, name in enumerate(names)] == found


async def test_get_many_as_they_come_gives_the_same(bucket: AsyncBucket, contents: dict[str, bytes]) -> None:
    """Each once, in whatever order."""
    found = [(item.name, item.content) async for item in bucket.get_many(contents, ordered=False)]

    assert len(found) == COUNT
    assert contents == dict(found)


async def test_get_many_from_the_targets_gives_the_same(bucket: AsyncBucket, contents: dict[str, bytes]) -> None:
    """Found by the cluster map instead of the proxy."""
    found = {item.name: item.content async for item in bucket.get_many(contents, direct=True)}

    assert contents == found


@pytest.mark.parametrize("direct", [False, True], ids=["proxy", "direct"])
async def test_head_many_gives_what_head_gives(bucket: AsyncBucket, contents: dict[str, bytes], direct: bool) -> None:
    """Size, checksum, version and all the rest."""
    names = list(contents)[:20]
    alone = [await bucket.object(name).head() for name in names]
    found = [item.props async for item in bucket.head_many(names, direct=direct)]

    assert [(props.name, props.size, props.checksum, props.version) for props in alone] == [
        (props.name, props.size, props.checksum, props.version) for props in found
    ]


async def test_get_many_tells_the_properties(bucket: AsyncBucket) -> None:
    """Those of the answer that the content came with."""
    await bucket.object("o").put(b"content", metadata={"label": "7"})
    async with await bucket.object("o").get() as reader:
        alone = reader.props
    [item] = [item async for item in bucket.get_many(["o"])]

    assert (alone.size, alone.checksum, alone.version, {"label": "7"}) == (
        item.props.size,
        item.props.checksum,
        item.props.version,
        item.props.custom,
    )


@pytest.mark.parametrize("direct", [False, True], ids=["proxy", "direct"])
async def test_what_is_missing_is_told_at_the_end_by_name(
    bucket: AsyncBucket, contents: dict[str, bytes], direct: bool
) -> None:
    """All others come first."""
    names = ["no/1", *list(contents)[:50], "no/2"]
    found = []
    with pytest.raises(errors.BatchError) as caught:
        async for item in bucket.get_many(names, direct=direct):
            found.append(item.name)

    assert list(contents)[:50] == found
    assert {"no/1": errors.ObjectNotFound, "no/2": errors.ObjectNotFound} == {
        name: type(exc) for name, exc in caught.value.failures.items()
    }
    assert caught.value.total == 52
    assert "2 of 52" in str(caught.value)


async def test_errors_can_come_in_their_place(bucket: AsyncBucket, contents: dict[str, bytes]) -> None:
    """As values, where they are not to be raised; their content raises."""
    names = ["some/0001", "no", "some/0002"]
    found = [item async for item in bucket.get_many(names, raise_errors=False)]

    assert [None, errors.ObjectNotFound, None] == [None if item.error is None else type(item.error) for item in found]
    with pytest.raises(errors.ObjectNotFound):
        _ = found[1].content


async def test_head_many_tells_what_is_missing(bucket: AsyncBucket, contents: dict[str, bytes]) -> None:
    """By name, as for content."""
    with pytest.raises(errors.BatchError) as caught:
        async for _ in bucket.head_many(["no", *contents]):
            pass

    assert list(caught.value.failures) == ["no"]


async def test_a_bucket_that_does_not_exist_fails_every_name(absent: AsyncBucket) -> None:
    """Each is told that the bucket is not there."""
    with pytest.raises(errors.BatchError) as caught:
        async for _ in absent.get_many(["a", "b"]):
            pass

    assert {errors.BucketNotFound} == {type(exc) for exc in caught.value.failures.values()}


async def test_a_name_that_cannot_be_fails_alone(bucket: AsyncBucket, contents: dict[str, bytes]) -> None:
    """Before anything is sent for it; the others come."""
    found = [item async for item in bucket.get_many(["../up", "some/0003"], raise_errors=False)]

    assert isinstance(found[0].error, errors.InvalidName)
    assert contents["some/0003"] == found[1].content


async def test_no_names_give_nothing(bucket: AsyncBucket) -> None:
    """And ask for nothing."""
    assert [] == [item async for item in bucket.get_many([])]


async def test_the_same_name_twice_comes_twice(bucket: AsyncBucket, contents: dict[str, bytes]) -> None:
    """Reading changes nothing."""
    found = [item.content async for item in bucket.get_many(["some/0009"] * 3)]

    assert [contents["some/0009"]] * 3 == found


async def test_names_may_come_from_anything(bucket: AsyncBucket, contents: dict[str, bytes]) -> None:
    """From a generator of either kind, and from a listing."""

    def ordinary() -> Iterator[str]:
        yield from contents

    async def other() -> AsyncIterator[str]:
        async for entry in bucket.list_objects():
            yield entry.name

    assert contents == {item.name: item.content async for item in bucket.get_many(ordinary())}
    assert contents == {item.name: item.content async for item in bucket.get_many(other())}


async def test_names_of_all_kinds_come_back(bucket: AsyncBucket) -> None:
    """As with single calls: what has to be escaped is."""
    names = ["plain", "with space", "ünïcode/✓", "a%2Fb", "a?b#c", "plus+and&=", "deep/" * 20 + "end"]
    await bucket.put_many({name: name.encode() for name in names})

    assert [name.encode() for name in names] == [item.content async for item in bucket.get_many(names)]


async def test_an_empty_object_has_an_empty_content(bucket: AsyncBucket) -> None:
    """Not none."""
    await bucket.object("empty").put(b"")
    [item] = [item async for item in bucket.get_many(["empty"])]

    assert (b"", False, 0) == (item.content, item.is_large, item.props.size)


async def test_objects_larger_than_a_buffer_come_whole(bucket: AsyncBucket) -> None:
    """Among small ones."""
    made = {f"{size}": os.urandom(size) for size in (1, 70_000, 300_000, 5, 2_000_000, 6)}
    await bucket.put_many(made)

    assert made == {item.name: item.content async for item in bucket.get_many(made)}


async def test_an_object_that_is_too_large_comes_without_content(bucket: AsyncBucket) -> None:
    """Its properties say how large; the others are not disturbed."""
    size = 9 * 1024 * 1024
    await bucket.put_many({"a": b"1", "large": bytes(size), "b": b"2"})
    found = {item.name: item async for item in bucket.get_many(["a", "large", "b"])}

    assert (b"1", b"2") == (found["a"].content, found["b"].content)
    assert (True, size) == (found["large"].is_large, found["large"].props.size)
    with pytest.raises(ValueError, match="larger than"):
        _ = found["large"].content


async def test_stopping_early_leaves_the_client_as_it_was(bucket: AsyncBucket, contents: dict[str, bytes]) -> None:
    """Connections with answers still to come are not used again."""
    async with bucket.get_many(contents) as items:
        async for item in items:
            assert contents[item.name] == item.content
            break
    async with await bucket.object("some/0042").get() as reader:
        again = await reader.read_all()

    assert contents["some/0042"] == again
    assert [] == [item async for item in items]


async def test_progress_counts_objects(bucket: AsyncBucket, contents: dict[str, bytes]) -> None:
    """Up to all of them, and how many that is."""
    seen: list[tuple[int, int | None]] = []
    async for _ in bucket.get_many(contents, progress=lambda done, total: seen.append((done, total))):
        pass

    assert (COUNT, COUNT) == seen[-1]
    assert sorted(seen) == seen


async def test_a_small_window_gives_the_same(bucket: AsyncBucket, contents: dict[str, bytes]) -> None:
    """One by one, if that is wanted."""
    names = list(contents)[:20]

    assert [contents[name] for name in names] == [item.content async for item in bucket.get_many(names, window=1)]


@pytest.mark.parametrize("names", ["name", b"name"])
async def test_a_single_name_is_refused(bucket: AsyncBucket, names: str) -> None:
    """Its letters would be taken for names."""
    with pytest.raises(TypeError, match="iterable of names"):
        bucket.get_many(names)


async def test_a_closed_client_says_so(cluster: object, bucket: AsyncBucket, client: AsyncClient) -> None:
    """And does not hang."""
    other = AsyncClient(client.endpoint)
    await other.close()

    with pytest.raises(errors.ClientClosed):
        async for _ in other.bucket(bucket.name).get_many(["a"]):
            pass


async def test_connections_that_read_into_a_buffer_serve_many(bucket: AsyncBucket) -> None:
    """What came to where a caller wanted it is nobody's body any more."""
    large = os.urandom(4 << 20)
    await bucket.object("large").put(large)
    async with await bucket.object("large").get() as reader:
        found = bytearray(len(large))
        done = 0
        while done < len(found):
            done += await reader.readinto(memoryview(found)[done:])

    assert large == found
    assert [large] * 3 == [item.content async for item in bucket.get_many(["large"] * 3)]


async def test_an_object_is_read_while_many_come(cluster: Any, bucket: AsyncBucket, contents: dict[str, bytes]) -> None:
    """With two connections to a node there is one for it."""
    async with AsyncClient(cluster.endpoint, pool_size=2, timeout=Timeouts(pool=5)) as client:
        narrow = client.bucket(bucket.name)
        found = {}
        async for item in narrow.get_many(contents):
            found[item.name] = await (await narrow.object(item.name).get()).read_all()

    assert contents == found
