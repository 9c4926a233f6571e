"""Bodies of requests: what they are made of, how long they are, whether they can be sent twice."""

from __future__ import annotations

import asyncio
import io
import os
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from aistore_api.upload import PIECE, Reader, Upload

TEXT = b"0123456789" * 30


async def in_thread(read: Reader, size: int) -> bytes:
    return await asyncio.to_thread(read, size)


def sent(upload: Upload) -> bytes:
    return b"".join(upload.pieces())


async def sent_by_task(upload: Upload) -> bytes:
    return b"".join([piece async for piece in upload.apieces(in_thread)])


def generator() -> Iterator[bytes]:
    for start in range(0, len(TEXT), 7):
        yield TEXT[start : start + 7]


async def async_generator() -> AsyncIterator[bytes]:
    for piece in generator():
        yield piece


class Chunks:
    """Iterable again and again, in both ways."""

    def __iter__(self) -> Iterator[bytes]:
        return generator()

    def __aiter__(self) -> AsyncIterator[bytes]:
        return async_generator()


class Pipe:
    """Readable, and nothing else."""

    def __init__(self) -> None:
        self._rest = io.BytesIO(TEXT)

    def read(self, size: int) -> bytes:
        return self._rest.read(min(size, 11))


class Dribble(io.BytesIO):
    def read(self, size: int | None = -1, /) -> bytes:
        return super().read(min(size or 0, 13))


def positioned() -> io.BytesIO:
    file = io.BytesIO(b"skipped" + TEXT)
    file.seek(len(b"skipped"))
    return file


def unbuffered() -> io.BytesIO:
    """As a raw file, which may give less than was asked for."""
    return Dribble(TEXT)


BODIES: dict[str, tuple[Callable[[], Any], int | None, bool]] = {
    "bytes": (lambda: TEXT, len(TEXT), True),
    "bytearray": (lambda: bytearray(TEXT), len(TEXT), True),
    "memoryview": (lambda: memoryview(TEXT), len(TEXT), True),
    "wide-memoryview": (lambda: memoryview(TEXT).cast("H"), len(TEXT), True),
    "sparse-memoryview": (lambda: memoryview(bytes(b for c in TEXT for b in (c, 0)))[::2], len(TEXT), True),
    "buffer": (lambda: io.BytesIO(TEXT), len(TEXT), True),
    "buffer-from-its-position": (positioned, len(TEXT), True),
    "raw-file": (unbuffered, len(TEXT), True),
    "readable": (Pipe, None, False),
    "list": (lambda: list(generator()), None, True),
    "list-of-views": (lambda: [memoryview(TEXT).cast("H"), b""], None, True),
    "iterable": (Chunks, None, True),
    "generator": (generator, None, False),
    "iterator": (lambda: iter([TEXT[:5], b"", bytearray(TEXT[5:])]), None, False),
}


@pytest.mark.parametrize(("make", "length", "replayable"), BODIES.values(), ids=BODIES)
def test_bodies(make: Callable[[], Any], length: int | None, replayable: bool) -> None:
    """Whatever holds the bytes, they are sent, and once more where that is possible."""
    upload = Upload(make())

    assert (length, replayable) == (upload.length, upload.replayable)
    assert TEXT == sent(upload)
    if replayable:
        upload.rewind()
        assert TEXT == sent(upload)


@pytest.mark.parametrize(("make", "length", "replayable"), BODIES.values(), ids=BODIES)
def test_bodies_in_tasks(make: Callable[[], Any], length: int | None, replayable: bool) -> None:
    """The same bytes for asyncio."""
    upload = Upload(make())

    assert TEXT == asyncio.run(sent_by_task(upload))
    if replayable:
        upload.rewind()
        assert TEXT == asyncio.run(sent_by_task(upload))


def test_a_file_on_disk(tmp_path: Path) -> None:
    """From where it is read to its end."""
    path = tmp_path / "file"
    path.write_bytes(b"skipped" + TEXT)

    with path.open("rb") as file:
        file.seek(len(b"skipped"))
        upload = Upload(file)

        assert (len(TEXT), True) == (upload.length, upload.replayable)
        assert TEXT == sent(upload)


@pytest.mark.parametrize(("make", "only_async", "replayable"), [(async_generator, True, False), (Chunks, False, True)])
def test_async_bodies(make: Callable[[], Any], only_async: bool, replayable: bool) -> None:
    """An async iterable needs a task; one that is iterable in both ways does not."""
    upload = Upload(make())

    assert (only_async, replayable) == (upload.is_async_only, upload.replayable)
    assert upload.length is None
    assert TEXT == asyncio.run(sent_by_task(upload))


@pytest.mark.parametrize(
    "body",
    [None, "text", {"a": b"b"}, 7, object(), io.StringIO("text"), os.curdir, 1.5],
    ids=lambda body: type(body).__name__,
)
def test_what_is_no_body(body: Any) -> None:
    """Refused by its type, before anything is sent."""
    with pytest.raises(TypeError, match="not a body of bytes"):
        Upload(body)


@pytest.mark.parametrize("body", [["text"], [7], iter([None])], ids=["text", "integer", "none"])
def test_pieces_that_are_no_bytes(body: Any) -> None:
    """An integer is not taken for that many zeros, nor text for its UTF-8."""
    with pytest.raises(TypeError, match="a body is made of bytes"):
        sent(Upload(body))
    with pytest.raises(TypeError, match="a body is made of bytes"):
        asyncio.run(sent_by_task(Upload([*body, "text"])))


def test_a_long_body_is_sent_in_pieces() -> None:
    """httpcore needs quadratic time for a long one."""
    body = b"x" * (2 * PIECE + 1)

    for upload in (Upload(body), Upload([body]), Upload(io.BytesIO(body))):
        assert [PIECE, PIECE, 1] == [len(piece) for piece in upload.pieces()]
        assert upload.small is None


def test_a_small_body_is_not_copied() -> None:
    """It is the caller's own object."""
    body = b"x" * PIECE

    assert body is Upload(body).small


@pytest.mark.parametrize("body", [b"", bytearray(), memoryview(b"")])
def test_an_empty_body_has_a_length(body: Any) -> None:
    """Of 0, which is announced."""
    upload = Upload(body)

    assert (0, b"", b"") == (upload.length, upload.small, sent(upload))


def test_a_file_that_grows_is_sent_as_long_as_it_was() -> None:
    """That length has been announced."""
    file = io.BytesIO(TEXT)
    upload = Upload(file)
    file.seek(0, io.SEEK_END)
    file.write(b"more")
    upload.rewind()

    assert TEXT == sent(upload)


def test_a_file_that_shrinks_is_an_error() -> None:
    """The object would be a part of it."""
    file = io.BytesIO(TEXT)
    upload = Upload(file)
    file.truncate(10)

    with pytest.raises(ValueError, match="ended 290 bytes before"):
        sent(upload)
    upload.rewind()
    with pytest.raises(ValueError, match="ended 290 bytes before"):
        asyncio.run(sent_by_task(upload))


def test_a_file_read_beyond_its_end_is_empty() -> None:
    """Not of a negative length."""
    file = io.BytesIO(TEXT)
    file.seek(1000)

    assert (0, b"") == (Upload(file).length, sent(Upload(file)))


def test_what_was_read_cannot_be_rewound() -> None:
    """It is gone; the caller has to know."""
    with pytest.raises(ValueError, match="read only once"):
        Upload(generator()).rewind()
