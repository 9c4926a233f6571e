# Written by codegen.py from tests/conformance/_async/test_bodies.py; do not edit.
"""Everything that can be put, and what cannot."""

from __future__ import annotations

import io
import os
import random
from array import array
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from aistore_hl import Bucket

CONTENT = bytes(range(256)) * 17
LARGE = random.Random(9).randbytes((3 << 20) + 11)
HUGE = random.Random(10).randbytes((9 << 20) + 1)
"""Over what a proxy takes in before it redirects, and over what lies in the buffers of a connection."""

IN_MEMORY: dict[str, tuple[Any, bytes]] = {
    "bytes": (CONTENT, CONTENT),
    "bytearray": (bytearray(CONTENT), CONTENT),
    "memoryview": (memoryview(CONTENT), CONTENT),
    "part of a view": (memoryview(CONTENT)[100:200], CONTENT[100:200]),
    "view of numbers": (memoryview(array("I", range(500))), array("I", range(500)).tobytes()),
    "view of a matrix": (memoryview(bytes(12)).cast("B", (3, 4)), bytes(12)),
    "view with gaps": (memoryview(CONTENT)[::3], CONTENT[::3]),
    "view backwards": (memoryview(CONTENT)[::-1], CONTENT[::-1]),
}
ITERABLES: dict[str, Callable[[], Any]] = {
    "list": lambda: [CONTENT[:1000], CONTENT[1000:]],
    "tuple": lambda: (CONTENT,),
    "iterator": lambda: iter([CONTENT[:1], CONTENT[1:]]),
    "generator": lambda: (CONTENT[at : at + 100] for at in range(0, len(CONTENT), 100)),
    "byte by byte": lambda: (CONTENT[at : at + 1] for at in range(len(CONTENT))),
    "empty pieces between": lambda: [b"", CONTENT[:9], b"", b"", CONTENT[9:], b""],
    "mixed kinds": lambda: [bytearray(CONTENT[:9]), memoryview(CONTENT)[9:99], CONTENT[99:]],
    "views of numbers": lambda: [memoryview(CONTENT).cast("I")],
    "map": lambda: map(bytes, [CONTENT[:5], CONTENT[5:]]),
}
EMPTY: dict[str, Callable[[], Any]] = {
    "bytes": bytes,
    "bytearray": bytearray,
    "memoryview": lambda: memoryview(b""),
    "view of numbers": lambda: memoryview(array("I")),
    "file in memory": io.BytesIO,
    "list": list,
    "generator": lambda: (piece for piece in ()),
    "list of nothing": lambda: [b"", b""],
}
NOT_BODIES: dict[str, Any] = {"nothing": None, "number": 5, "class": bytes, "text file": io.StringIO("text")}
NOT_PIECES: dict[str, Callable[[], Any]] = {
    "text": lambda: ["text"],
    "text later": lambda: iter([CONTENT, "text"]),
    "numbers": lambda: [1, 2, 3],
    "nothing": lambda: [None],
    "mapping": lambda: {"a": b"b"},
}


class Deliberate(Exception):
    """Raised by a body in the middle."""


def stored(bucket: Bucket) -> bytes:
    """What the object `o` holds."""
    return bucket.object("o").get().read_all()


@pytest.mark.parametrize(("body", "expected"), IN_MEMORY.values(), ids=IN_MEMORY)
def test_body_in_memory(bucket: Bucket, body: Any, expected: bytes) -> None:
    """Its bytes are stored, in the order in which it shows them."""
    bucket.object("o").put(body)

    assert expected == stored(bucket)


@pytest.mark.parametrize(("body", "expected"), IN_MEMORY.values(), ids=IN_MEMORY)
def test_body_in_memory_has_a_size(bucket: Bucket, body: Any, expected: bytes) -> None:
    """Bytes are counted, not items."""
    assert len(expected) == bucket.object("o").put(body).size


@pytest.mark.parametrize("make", ITERABLES.values(), ids=ITERABLES)
def test_body_of_pieces(bucket: Bucket, make: Callable[[], Any]) -> None:
    """They are stored one after the other."""
    bucket.object("o").put(make())

    assert CONTENT == stored(bucket)


@pytest.mark.parametrize("make", ITERABLES.values(), ids=ITERABLES)
def test_body_of_pieces_has_a_size(bucket: Bucket, make: Callable[[], Any]) -> None:
    """It is known once they were sent."""
    assert len(CONTENT) == bucket.object("o").put(make()).size


def test_body_of_awaited_pieces(bucket: Bucket) -> None:
    """What its flavour iterates over is taken."""

    def pieces() -> Iterator[bytes]:
        for at in range(0, len(LARGE), 100_000):
            yield LARGE[at : at + 100_000]

    bucket.object("o").put(pieces())

    assert LARGE == stored(bucket)


def test_body_that_reads_another_object(bucket: Bucket, other: Bucket) -> None:
    """A reader is a body: the content passes through."""
    other.object("o").put(LARGE)
    with other.object("o").get() as reader:
        bucket.object("o").put(reader)

    assert LARGE == stored(bucket)


def test_huge_body_of_pieces(bucket: Bucket) -> None:
    """Of unknown length, and longer than any buffer."""
    bucket.object("o").put(HUGE[at : at + 65_537] for at in range(0, len(HUGE), 65_537))

    assert HUGE == stored(bucket)


def test_huge_body_in_memory(bucket: Bucket) -> None:
    """Longer than any buffer."""
    bucket.object("o").put(memoryview(HUGE))

    assert HUGE == stored(bucket)


def test_huge_file(bucket: Bucket, tmp_path: Path) -> None:
    """Longer than any buffer."""
    (tmp_path / "file").write_bytes(HUGE)
    bucket.object("o").put(tmp_path / "file")

    assert HUGE == stored(bucket)


@pytest.mark.parametrize("kind", [str, Path])
def test_body_by_its_path(bucket: Bucket, tmp_path: Path, kind: type) -> None:
    """Text and `Path` name a file."""
    (tmp_path / "file").write_bytes(LARGE)
    bucket.object("o").put(kind(tmp_path / "file"))

    assert LARGE == stored(bucket)


def test_file_by_its_path_with_metadata(bucket: Bucket, tmp_path: Path) -> None:
    """They go together."""
    (tmp_path / "file").write_bytes(LARGE)
    bucket.object("o").put(tmp_path / "file", metadata={"k": "v"})

    assert LARGE == stored(bucket)
    assert {"k": "v"} == bucket.object("o").head().custom


def test_missing_file_is_an_error(bucket: Bucket, tmp_path: Path) -> None:
    """Python's own, and nothing is stored."""
    with pytest.raises(FileNotFoundError, match="nosuch"):
        bucket.object("o").put(tmp_path / "nosuch")

    assert bucket.object("o").exists() is False


def test_folder_is_an_error(bucket: Bucket, tmp_path: Path) -> None:
    """Python's own, and nothing is stored."""
    with pytest.raises(IsADirectoryError):
        bucket.object("o").put(tmp_path)

    assert bucket.object("o").exists() is False


def test_file_in_memory_from_the_middle(bucket: Bucket) -> None:
    """From where it stands to its end."""
    body = io.BytesIO(CONTENT)
    body.seek(1000)
    bucket.object("o").put(body)

    assert CONTENT[1000:] == stored(bucket)


def test_file_from_the_middle(bucket: Bucket, tmp_path: Path) -> None:
    """From where it stands to its end, also where a part of it lies in a buffer."""
    (tmp_path / "file").write_bytes(LARGE)
    with (tmp_path / "file").open("rb") as body:
        body.read(1000)
        bucket.object("o").put(body)

    assert LARGE[1000:] == stored(bucket)


def test_file_without_a_buffer(bucket: Bucket, tmp_path: Path) -> None:
    """It may hand over less than it is asked for."""
    (tmp_path / "file").write_bytes(LARGE)
    with (tmp_path / "file").open("rb", buffering=0) as body:
        bucket.object("o").put(body)

    assert LARGE == stored(bucket)


def test_file_stays_open(bucket: Bucket, tmp_path: Path) -> None:
    """Who opened it closes it."""
    (tmp_path / "file").write_bytes(CONTENT)
    with (tmp_path / "file").open("rb") as body:
        bucket.object("o").put(body)
        closed = body.closed

    assert closed is False


def test_file_behind_its_end_is_nothing(bucket: Bucket) -> None:
    """An empty object."""
    body = io.BytesIO(CONTENT)
    body.seek(10_000)
    bucket.object("o").put(body)

    assert b"" == stored(bucket)


def test_pipe(bucket: Bucket) -> None:
    """A file that cannot be wound back, and has no length."""
    source, sink = os.pipe()
    os.write(sink, CONTENT)
    os.close(sink)
    with open(source, "rb") as body:
        bucket.object("o").put(body)

    assert CONTENT == stored(bucket)


def test_file_that_is_closed_is_refused(bucket: Bucket, tmp_path: Path) -> None:
    """And nothing is stored."""
    (tmp_path / "file").write_bytes(CONTENT)
    body = (tmp_path / "file").open("rb")
    body.close()
    with pytest.raises(ValueError, match="closed"):
        bucket.object("o").put(body)

    assert bucket.object("o").exists() is False


def test_file_in_text_mode_is_refused(bucket: Bucket, tmp_path: Path) -> None:
    """Nobody said which bytes its text stands for; nothing is stored."""
    (tmp_path / "file").write_text("text")
    with (tmp_path / "file").open() as body, pytest.raises(TypeError, match="binary"):
        bucket.object("o").put(body)  # type: ignore[arg-type]

    assert bucket.object("o").exists() is False


@pytest.mark.parametrize("body", NOT_BODIES.values(), ids=NOT_BODIES)
def test_what_is_no_body_is_refused(bucket: Bucket, body: Any) -> None:
    """And nothing is stored."""
    with pytest.raises(TypeError, match="body"):
        bucket.object("o").put(body)

    assert bucket.object("o").exists() is False


@pytest.mark.parametrize("make", NOT_PIECES.values(), ids=NOT_PIECES)
def test_pieces_that_are_not_bytes_are_refused(bucket: Bucket, make: Callable[[], Any]) -> None:
    """Also where the first ones are, and nothing is stored."""
    with pytest.raises(TypeError, match="bytes"):
        bucket.object("o").put(make())

    assert bucket.object("o").exists() is False


@pytest.mark.parametrize("make", EMPTY.values(), ids=EMPTY)
def test_empty_body(bucket: Bucket, make: Callable[[], Any]) -> None:
    """Of every kind, it makes an empty object."""
    bucket.object("o").put(b"full")
    bucket.object("o").put(make())

    assert b"" == stored(bucket)


@pytest.mark.parametrize("make", EMPTY.values(), ids=EMPTY)
def test_empty_body_with_metadata(bucket: Bucket, make: Callable[[], Any]) -> None:
    """The object has them."""
    bucket.object("o").put(make(), metadata={"k": "v"})

    assert (0, {"k": "v"}) == (bucket.object("o").head().size, bucket.object("o").head().custom)


def test_empty_file(bucket: Bucket, tmp_path: Path) -> None:
    """It makes an empty object."""
    (tmp_path / "file").touch()
    bucket.object("o").put(tmp_path / "file")

    assert b"" == stored(bucket)


def test_empty_pipe(bucket: Bucket) -> None:
    """It makes an empty object."""
    source, sink = os.pipe()
    os.close(sink)
    with open(source, "rb") as body:
        bucket.object("o").put(body)

    assert b"" == stored(bucket)


@pytest.mark.parametrize("before", [0, 1, 300_000, 6_000_000])
def test_body_that_raises_stores_nothing(bucket: Bucket, before: int) -> None:
    """Its error is passed on, whenever it comes."""

    def pieces() -> Iterator[bytes]:
        for at in range(0, before, 100_000):
            yield HUGE[at : min(at + 100_000, before)]
        raise Deliberate

    with pytest.raises(Deliberate):
        bucket.object("o").put(pieces())

    assert bucket.object("o").exists() is False


def test_body_that_raises_keeps_the_old_content(bucket: Bucket) -> None:
    """Readers never see half of the new."""

    def pieces() -> Iterator[bytes]:
        yield LARGE
        raise Deliberate

    bucket.object("o").put(CONTENT)
    with pytest.raises(Deliberate):
        bucket.object("o").put(pieces())

    assert CONTENT == stored(bucket)


def test_body_that_raises_disturbs_nobody(bucket: Bucket) -> None:
    """The next requests find clean connections."""

    def pieces() -> Iterator[bytes]:
        yield LARGE
        raise Deliberate

    for _ in range(3):
        with pytest.raises(Deliberate):
            bucket.object("o").put(pieces())
        bucket.object("o").put(CONTENT)

    assert CONTENT == stored(bucket)


def test_body_that_ends_early_by_its_own_error_is_not_retried(bucket: Bucket) -> None:
    """It is asked once."""
    asked = []

    def pieces() -> Iterator[bytes]:
        asked.append(1)
        yield CONTENT
        raise Deliberate

    with pytest.raises(Deliberate):
        bucket.object("o").put(pieces())

    assert [1] == asked


def test_body_that_is_refused_is_not_pulled(absent: Bucket) -> None:
    """Who is told that there is no such bucket can use it elsewhere."""
    taken = []

    def pieces() -> Iterator[bytes]:
        taken.append(1)
        yield CONTENT

    with pytest.raises(FileNotFoundError):
        absent.object("o").put(pieces())

    assert [] == taken


@pytest.mark.parametrize("metadata", [None, {"k": "v"}], ids=["plain", "metadata"])
def test_file_that_shrinks_stores_nothing(
    bucket: Bucket, tmp_path: Path, metadata: dict[str, str] | None
) -> None:
    """What was announced is no longer there, and half of it is nothing."""
    file = tmp_path / "file"
    file.write_bytes(LARGE)

    with pytest.raises(ValueError, match="ended after"):
        bucket.object("o").put(file, metadata=metadata, progress=lambda done, total: os.truncate(file, 1 << 20))

    assert bucket.object("o").exists() is False


def test_file_that_shrinks_disturbs_nobody(bucket: Bucket, tmp_path: Path) -> None:
    """The next requests find clean connections."""
    file = tmp_path / "file"
    file.write_bytes(LARGE)
    with pytest.raises(ValueError, match="ended after"):
        bucket.object("o").put(file, progress=lambda done, total: os.truncate(file, 1 << 20))
    bucket.object("o").put(file)

    assert LARGE[: 1 << 20] == stored(bucket)


def test_file_that_grows_is_stored_as_it_was(bucket: Bucket, tmp_path: Path) -> None:
    """The length at the start counts."""
    file = tmp_path / "file"
    file.write_bytes(LARGE)

    def grow(done: int, total: int | None) -> None:
        with file.open("ab") as more:
            more.write(b"more")

    bucket.object("o").put(file, progress=grow)

    assert LARGE == stored(bucket)


def test_progress_of_pieces_has_no_sum(bucket: Bucket) -> None:
    """Nobody knows how many there will be."""
    seen: list[tuple[int, int | None]] = []
    bucket.object("o").put(iter([CONTENT, CONTENT]), progress=lambda done, total: seen.append((done, total)))

    assert [(len(CONTENT), None), (2 * len(CONTENT), None)] == seen
