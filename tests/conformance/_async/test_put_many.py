"""Many objects stored in one call: bodies of every kind, what the cluster says of each, errors by name."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from aistore_hl import AsyncBucket, AsyncClient, Timeouts, errors
from aistore_hl._concurrency import async_together

pytestmark = pytest.mark.anyio


async def test_put_many_stores_every_body(bucket: AsyncBucket) -> None:
    """And says of each what the cluster says, in the order given."""
    made = {f"o/{number:03}": os.urandom(number * 7) for number in range(200)}
    stored = await bucket.put_many(made)
    found = {item.name: item.content async for item in bucket.get_many(made)}

    assert made == found
    assert [(name, len(body)) for name, body in made.items()] == [(name, props.size) for name, props in stored.items()]
    alone = await bucket.object("o/007").head()
    assert (alone.checksum, alone.version) == (stored["o/007"].checksum, stored["o/007"].version)


async def test_put_many_takes_whatever_put_takes(bucket: AsyncBucket, tmp_path: Path) -> None:
    """Bytes, paths, open files and iterables, small and large."""
    large = os.urandom(600_000)
    (tmp_path / "small").write_bytes(b"small file")
    (tmp_path / "large").write_bytes(large)

    def pieces() -> Iterator[bytes]:
        yield b"piece "
        yield b"by piece"

    await bucket.put_many(
        [
            ("bytes", b"bytes"),
            ("bytearray", bytearray(b"array")),
            ("view", memoryview(b"a view")[2:]),
            ("path", tmp_path / "small"),
            ("text", str(tmp_path / "large")),
            ("file", BytesIO(b"open file")),
            ("pieces", pieces()),
            ("large", large),
        ]
    )
    names = ["bytes", "bytearray", "view", "path", "text", "file", "pieces", "large"]

    assert [b"bytes", b"array", b"view", b"small file", large, b"open file", b"piece by piece", large] == [
        item.content async for item in bucket.get_many(names)
    ]


async def test_put_many_takes_pairs_from_anything(bucket: AsyncBucket) -> None:
    """From a generator of either kind."""

    def ordinary() -> Iterator[tuple[str, bytes]]:
        yield from (("a", b"1"), ("b", b"2"))

    async def other() -> AsyncIterator[tuple[str, bytes]]:
        for number in range(20):
            yield f"c{number}", b"3"

    assert list(await bucket.put_many(ordinary())) == ["a", "b"]
    assert len(await bucket.put_many(other())) == 20


async def test_of_several_bodies_by_one_name_the_last_stays(bucket: AsyncBucket) -> None:
    """They are stored one after the other."""
    await bucket.put_many([("first", b"")])
    pairs = [(f"same/{number % 3}", b"%03d" % number) for number in range(150)]
    await bucket.put_many([*pairs, ("same/0", bytes(300_000)), ("same/0", b"last")])

    assert {"same/0": b"last", "same/1": b"148", "same/2": b"149"} == {
        item.name: item.content async for item in bucket.get_many([f"same/{number}" for number in range(3)])
    }


async def test_one_bad_item_does_not_lose_the_others(bucket: AsyncBucket, tmp_path: Path) -> None:
    """A name that cannot be, a file that is not there, a body that is none: each fails by its name."""
    items = [
        ("a", b"1"),
        ("../up", b"2"),
        ("missing", tmp_path / "no such file"),
        ("none", None),
        ("b", b"3"),
        ("folder", tmp_path),
    ]
    with pytest.raises(errors.BatchError) as caught:
        await bucket.put_many(items)  # type: ignore[arg-type]

    found = {name: type(exc) for name, exc in caught.value.failures.items()}
    assert (errors.InvalidName, FileNotFoundError, TypeError) == (found["../up"], found["missing"], found["none"])
    assert issubclass(found["folder"], OSError)
    assert (["a", "b"], 6) == (list(caught.value.results), caught.value.total)
    assert {"a": b"1", "b": b"3"} == {item.name: item.content async for item in bucket.get_many(["a", "b"])}


async def test_put_many_into_a_bucket_that_does_not_exist(absent: AsyncBucket) -> None:
    """Every item fails, and nothing is made."""
    with pytest.raises(errors.BatchError) as caught:
        await absent.put_many({"a": b"1", "b": b"2"})

    assert {errors.BucketNotFound} == {type(exc) for exc in caught.value.failures.values()}
    assert not await absent.exists()


async def test_put_many_over_what_is_stored_already(bucket: AsyncBucket) -> None:
    """AIS does not write equal content again, and says less of it: the checksum is known all the same."""
    made = {f"o{number}": b"content %d" % number for number in range(20)}
    first = await bucket.put_many(made)
    second = await bucket.put_many(made)

    assert [props.checksum for props in first.values()] == [props.checksum for props in second.values()]


async def test_put_many_of_nothing(bucket: AsyncBucket) -> None:
    """Is nothing."""
    assert await bucket.put_many({}) == {}


async def test_put_many_reports_progress(bucket: AsyncBucket) -> None:
    """In objects."""
    seen: list[tuple[int, int | None]] = []
    await bucket.put_many(
        {f"o{number}": b"x" for number in range(50)}, progress=lambda done, total: seen.append((done, total))
    )

    assert (50, 50) == seen[-1]


async def test_empty_bodies_are_stored(bucket: AsyncBucket) -> None:
    """An empty body is a body, also as the first of a client."""
    await bucket.put_many({f"empty{number}": b"" for number in range(5)})

    assert [b""] * 5 == [item.content async for item in bucket.get_many([f"empty{number}" for number in range(5)])]


async def test_without_checks_the_content_is_the_same(bucket: AsyncBucket, client: AsyncClient) -> None:
    """`integrity="off"` sends and compares no checksums."""
    made = {f"o{number}": os.urandom(100) for number in range(10)}
    async with AsyncClient(client.endpoint, integrity="off") as other:
        unchecked = other.bucket(bucket.name)
        await unchecked.put_many(made)

        assert made == {item.name: item.content async for item in unchecked.get_many(made)}


@pytest.mark.parametrize("pool_size", [1, 2])
async def test_put_many_needs_one_connection_to_a_node(cluster: Any, bucket: AsyncBucket, pool_size: int) -> None:
    """What is sent by itself does not wait for those that the small ones hold, nor several calls for one another."""
    small, pieces = [(f"{number}", b"x") for number in range(100)], [bytes(1 << 19)] * 2
    async with AsyncClient(cluster.endpoint, pool_size=pool_size, timeout=Timeouts(pool=5)) as client:
        narrow = client.bucket(bucket.name)

        async def store() -> None:
            await narrow.put_many([*small, ("large", bytes(1 << 20)), *small, ("pieces", iter(pieces)), *small])

        await async_together([store, store], lambda: None)

        assert {"large": 1 << 20, "pieces": 1 << 20} == {
            name: (await narrow.object(name).head()).size for name in ("large", "pieces")
        }
