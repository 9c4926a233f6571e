# Written by codegen.py from tests/conformance/_async/test_put_many.py; do not edit.
"""Many objects stored in one call: bodies of every kind, what the cluster says of each, errors by name."""

from __future__ import annotations

import os
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from aistore_hl import Bucket, Client, Timeouts, errors
from aistore_hl._concurrency import together

pytestmark = pytest.mark.anyio


def test_put_many_stores_every_body(bucket: Bucket) -> None:
    """And says of each what the cluster says, in the order given."""
    made = {f"o/{number:03}": os.urandom(number * 7) for number in range(200)}
    stored = bucket.put_many(made)
    found = {item.name: item.content for item in bucket.get_many(made)}

    assert made == found
    assert [(name, len(body)) for name, body in made.items()] == [(name, props.size) for name, props in stored.items()]
    alone = bucket.object("o/007").head()
    assert (alone.checksum, alone.version) == (stored["o/007"].checksum, stored["o/007"].version)


def test_put_many_takes_whatever_put_takes(bucket: Bucket, tmp_path: Path) -> None:
    """Bytes, paths, open files and iterables, small and large."""
    large = os.urandom(600_000)
    (tmp_path / "small").write_bytes(b"small file")
    (tmp_path / "large").write_bytes(large)

    def pieces() -> Iterator[bytes]:
        yield b"piece "
        yield b"by piece"

    bucket.put_many(
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
        item.content for item in bucket.get_many(names)
    ]


def test_put_many_takes_pairs_from_anything(bucket: Bucket) -> None:
    """From a generator of either kind."""

    def ordinary() -> Iterator[tuple[str, bytes]]:
        yield from (("a", b"1"), ("b", b"2"))

    def other() -> Iterator[tuple[str, bytes]]:
        for number in range(20):
            yield f"c{number}", b"3"

    assert list(bucket.put_many(ordinary())) == ["a", "b"]
    assert len(bucket.put_many(other())) == 20


def test_of_several_bodies_by_one_name_the_last_stays(bucket: Bucket) -> None:
    """They are stored one after the other."""
    bucket.put_many([("first", b"")])
    pairs = [(f"same/{number % 3}", b"%03d" % number) for number in range(150)]
    bucket.put_many([*pairs, ("same/0", bytes(300_000)), ("same/0", b"last")])

    assert {"same/0": b"last", "same/1": b"148", "same/2": b"149"} == {
        item.name: item.content for item in bucket.get_many([f"same/{number}" for number in range(3)])
    }


def test_one_bad_item_does_not_lose_the_others(bucket: Bucket, tmp_path: Path) -> None:
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
        bucket.put_many(items)  # type: ignore[arg-type]

    found = {name: type(exc) for name, exc in caught.value.failures.items()}
    assert (errors.InvalidName, FileNotFoundError, TypeError) == (found["../up"], found["missing"], found["none"])
    assert issubclass(found["folder"], OSError)
    assert (["a", "b"], 6) == (list(caught.value.results), caught.value.total)
    assert {"a": b"1", "b": b"3"} == {item.name: item.content for item in bucket.get_many(["a", "b"])}


def test_put_many_into_a_bucket_that_does_not_exist(absent: Bucket) -> None:
    """Every item fails, and nothing is made."""
    with pytest.raises(errors.BatchError) as caught:
        absent.put_many({"a": b"1", "b": b"2"})

    assert {errors.BucketNotFound} == {type(exc) for exc in caught.value.failures.values()}
    assert not absent.exists()


def test_put_many_over_what_is_stored_already(bucket: Bucket) -> None:
    """AIS does not write equal content again, and says less of it: the checksum is known all the same."""
    made = {f"o{number}": b"content %d" % number for number in range(20)}
    first = bucket.put_many(made)
    second = bucket.put_many(made)

    assert [props.checksum for props in first.values()] == [props.checksum for props in second.values()]


def test_put_many_of_nothing(bucket: Bucket) -> None:
    """Is nothing."""
    assert bucket.put_many({}) == {}


def test_put_many_reports_progress(bucket: Bucket) -> None:
    """In objects."""
    seen: list[tuple[int, int | None]] = []
    bucket.put_many(
        {f"o{number}": b"x" for number in range(50)}, progress=lambda done, total: seen.append((done, total))
    )

    assert (50, 50) == seen[-1]


def test_empty_bodies_are_stored(bucket: Bucket) -> None:
    """An empty body is a body, also as the first of a client."""
    bucket.put_many({f"empty{number}": b"" for number in range(5)})

    assert [b""] * 5 == [item.content for item in bucket.get_many([f"empty{number}" for number in range(5)])]


def test_without_checks_the_content_is_the_same(bucket: Bucket, client: Client) -> None:
    """`integrity="off"` sends and compares no checksums."""
    made = {f"o{number}": os.urandom(100) for number in range(10)}
    with Client(client.endpoint, integrity="off") as other:
        unchecked = other.bucket(bucket.name)
        unchecked.put_many(made)

        assert made == {item.name: item.content for item in unchecked.get_many(made)}


@pytest.mark.parametrize("pool_size", [1, 2])
def test_put_many_needs_one_connection_to_a_node(cluster: Any, bucket: Bucket, pool_size: int) -> None:
    """What is sent by itself does not wait for those that the small ones hold, nor several calls for one another."""
    small, pieces = [(f"{number}", b"x") for number in range(100)], [bytes(1 << 19)] * 2
    with Client(cluster.endpoint, pool_size=pool_size, timeout=Timeouts(pool=5)) as client:
        narrow = client.bucket(bucket.name)

        def store() -> None:
            narrow.put_many([*small, ("large", bytes(1 << 20)), *small, ("pieces", iter(pieces)), *small])

        together([store, store], lambda: None)

        assert {"large": 1 << 20, "pieces": 1 << 20} == {
            name: narrow.object(name).head().size for name in ("large", "pieces")
        }
