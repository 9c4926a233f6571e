"""Objects are read as files: at any position, and as Python's own files do it."""

from __future__ import annotations

import copy
import io
import os
import pickle
import random

import pytest
from aistore_api.api.buckets import set_bucket_props
from aistore_api.models import SetBucketPropsAction

from aistore_hl import AsyncBucket, AsyncClient
from aistore_hl.errors import BucketNotFound, ObjectChanged, ObjectNotFound

LARGE = random.Random(9).randbytes((9 << 20) + 7)
TEXT = "first\r\nsecönd\rthird\n\nlast ✓"


@pytest.fixture
async def large(bucket: AsyncBucket) -> AsyncBucket:
    """A bucket with a large object."""
    await bucket.object("o").put(LARGE)
    return bucket


async def test_a_file_reads_what_was_put(large: AsyncBucket) -> None:
    """All of it, without a size."""
    async with await large.object("o").open() as file:
        found = await file.read()

    assert LARGE == found


async def test_a_file_reads_in_small_pieces(large: AsyncBucket) -> None:
    """However they are cut."""
    dice, pieces = random.Random(1), []
    async with await large.object("o").open("rb") as file:
        while piece := await file.read(dice.choice((1, 100, 5_000, 70_000, 200_000, 3 << 20))):
            pieces.append(piece)

    assert LARGE == b"".join(pieces)


async def test_a_file_reads_at_any_position(large: AsyncBucket) -> None:
    """300 jumps, forward and back, short and long: each reads what is there."""
    dice, model = random.Random(2), io.BytesIO(LARGE)
    async with await large.object("o").open() as file:
        for _ in range(300):
            whence = dice.choice((0, 0, 1, 2))
            most = 300_000 if whence == 1 else len(LARGE)
            offset = -dice.randrange(most) if whence == 2 else dice.randrange(most)
            size = dice.choice((0, 1, 16, 1_000, 100_000, 400_000))

            assert model.seek(offset, whence) == await file.seek(offset, whence)
            assert model.read(size) == await file.read(size)
            assert model.tell() == await file.tell()


async def test_a_file_fills_a_buffer(large: AsyncBucket) -> None:
    """`readinto` says how much of it; nothing behind the end."""
    buffer = bytearray(1000)
    async with await large.object("o").open() as file:
        await file.seek(len(LARGE) - 600)

        assert 600 == await file.readinto(buffer)
        assert LARGE[-600:] == buffer[:600]
        assert 0 == await file.readinto(buffer)


async def test_a_file_has_lines(bucket: AsyncBucket) -> None:
    """As bytes, each with its line feed, the last as it is."""
    content = b"one\ntwo\n\n" + b"x" * 300_000 + b"\nlast"
    await bucket.object("o").put(content)
    async with await bucket.object("o").open() as file:
        first = await file.readline()
        rest = [line async for line in file]

    assert content.splitlines(keepends=True) == [first, *rest]


async def test_a_position_behind_the_end_reads_nothing(bucket: AsyncBucket) -> None:
    """It is no error, as with other files."""
    await bucket.object("o").put(b"content")
    async with await bucket.object("o").open() as file:
        await file.seek(100)

        assert b"" == await file.read()
        assert 100 == await file.tell()


async def test_a_position_before_the_beginning_is_an_error(bucket: AsyncBucket) -> None:
    """And the file stays where it was."""
    await bucket.object("o").put(b"content")
    async with await bucket.object("o").open() as file:
        await file.read(3)
        with pytest.raises(ValueError, match="-"):
            await file.seek(-8, os.SEEK_END)

        assert b"tent" == await file.read()


async def test_an_empty_object_is_an_empty_file(bucket: AsyncBucket) -> None:
    """There is nothing to read, at any position."""
    await bucket.object("o").put(b"")
    async with await bucket.object("o").open() as file:
        assert b"" == await file.read()
        assert 0 == await file.seek(0, os.SEEK_END)


async def test_a_file_is_read_only(bucket: AsyncBucket) -> None:
    """It says what it can do, as other files."""
    await bucket.object("o").put(b"content")
    async with await bucket.object("o").open() as file:
        assert (True, True, False) == (file.readable(), file.seekable(), file.writable())


async def test_a_closed_file_refuses(bucket: AsyncBucket) -> None:
    """With the error of Python's own files; closing again is none."""
    await bucket.object("o").put(b"content")
    file = await bucket.object("o").open()
    await file.close()
    await file.close()

    assert file.closed
    with pytest.raises(ValueError, match="closed file"):
        await file.read()
    with pytest.raises(ValueError, match="closed file"):
        await file.seek(0)


async def test_a_file_is_not_pickled_or_copied(bucket: AsyncBucket) -> None:
    """Its copy would be another file; the object itself can be handed over."""
    await bucket.object("o").put(b"content")
    async with await bucket.object("o").open() as file:
        with pytest.raises(TypeError, match="hand over its Object"):
            pickle.dumps(file)
        with pytest.raises(TypeError, match="hand over its Object"):
            copy.copy(file)


async def test_a_missing_object_is_not_opened(bucket: AsyncBucket) -> None:
    """As with a missing file: when it is opened, not when it is read."""
    with pytest.raises(FileNotFoundError) as caught:
        await bucket.object("o").open()

    assert isinstance(caught.value, ObjectNotFound)


async def test_a_missing_bucket_has_no_files(absent: AsyncBucket) -> None:
    """The error says that it is the bucket."""
    with pytest.raises(BucketNotFound):
        await absent.object("o").open()


@pytest.mark.parametrize("mode", ["", "a", "ab", "r+", "br", "rb+", "U", "x", "bw", "w+"])
async def test_another_mode_is_refused(bucket: AsyncBucket, mode: str) -> None:
    """Before anything is sent: the object need not exist."""
    with pytest.raises(ValueError, match="not a mode"):
        await bucket.object("o").open(mode)  # type: ignore[call-overload]


@pytest.mark.parametrize("back", [True, False], ids=["jump", "next window"])
async def test_an_overwritten_object_is_an_error(bucket: AsyncBucket, back: bool) -> None:
    """The bytes of two objects are never mixed, wherever reading goes on."""
    await bucket.object("o").put(LARGE[: 4 << 20])
    async with await bucket.object("o").open() as file:
        await file.seek(1 << 20)
        await file.read(1000)
        await bucket.object("o").put(LARGE[1 << 20 : 5 << 20])
        with pytest.raises(ObjectChanged):
            await (file.seek(0) if back else file.seek(3 << 20))
            await file.read(1 << 20)


@pytest.mark.parametrize("newline", [None, "", "\n", "\r", "\r\n"])
async def test_text_has_the_lines_of_python(bucket: AsyncBucket, newline: str | None) -> None:
    """Ends of lines are what `open` takes for them."""
    await bucket.object("o").put(TEXT.encode())
    async with await bucket.object("o").open("r", newline=newline) as file:
        found = [line async for line in file]

    assert list(io.TextIOWrapper(io.BytesIO(TEXT.encode()), "utf-8", newline=newline)) == found


async def test_text_is_read_by_characters(bucket: AsyncBucket) -> None:
    """Sizes are of characters, also where one is cut by the pieces that arrive."""
    text = "aé✓" * 100_000
    await bucket.object("o").put(text.encode())
    async with await bucket.object("o").open("rt") as file:
        found = [await file.read(1), await file.read(7)]
        while piece := await file.read(99_999):
            found.append(piece)

    assert text == "".join(found)
    assert ["a", "é✓aé✓aé"] == found[:2]


async def test_text_is_read_whole(bucket: AsyncBucket) -> None:
    """Over several pieces, as one text and as one line."""
    text = "aé✓" * 100_000
    await bucket.object("o").put(f"{text}\nend".encode())
    async with await bucket.object("o").open("r") as file:
        assert [f"{text}\n", "end", ""] == [await file.readline(), await file.readline(), await file.readline()]
    async with await bucket.object("o").open("r") as file:
        assert ["a", f"{text}\nend"[1:], ""] == [await file.read(1), await file.read(), await file.read()]


async def test_text_has_the_encoding_asked_for(bucket: AsyncBucket) -> None:
    """What is not text in it is an error, unless told otherwise."""
    await bucket.object("o").put("né".encode("latin-1"))
    async with await bucket.object("o").open("r", encoding="latin-1") as file:
        assert "né" == await file.read()
    async with await bucket.object("o").open("r", errors="replace") as file:
        assert "n\ufffd" == await file.read()
    async with await bucket.object("o").open("r") as file:
        with pytest.raises(UnicodeDecodeError):
            await file.read()


async def test_a_bucket_whose_ranges_have_checksums_is_read(client: AsyncClient, bucket: AsyncBucket) -> None:
    """By which no range could be told from one of another object: the whole is read, as far as it is needed."""
    update = {"checksum": {"enable_read_range": True}}
    body = SetBucketPropsAction.from_dict({"action": "set-bprops", "value": update})
    await client.raw.answer(set_bucket_props.call(bucket.name, body=body))
    await bucket.object("o").put(LARGE)
    async with await bucket.object("o").open() as file:
        for position in (5 << 20, 1 << 20, 8 << 20):
            await file.seek(position)

            assert LARGE[position : position + 1000] == await file.read(1000)
        await file.read()  # to the end: a reader on its way would keep AIS from writing
        await bucket.object("o").put(LARGE[::-1])
        await file.seek(0)
        with pytest.raises(ObjectChanged):
            await file.read(1000)
