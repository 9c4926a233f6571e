# Written by codegen.py from tests/conformance/_async/test_file.py; do not edit.
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
from aistore_hl import Bucket, Client
from aistore_hl.errors import BucketNotFound, ObjectChanged, ObjectNotFound

LARGE = random.Random(9).randbytes((9 << 20) + 7)
TEXT = "first\r\nsecönd\rthird\n\nlast ✓"


@pytest.fixture
def large(bucket: Bucket) -> Bucket:
    """A bucket with a large object."""
    bucket.object("o").put(LARGE)
    return bucket


def test_a_file_reads_what_was_put(large: Bucket) -> None:
    """All of it, without a size."""
    with large.object("o").open() as file:
        found = file.read()

    assert LARGE == found


def test_a_file_reads_in_small_pieces(large: Bucket) -> None:
    """However they are cut."""
    dice, pieces = random.Random(1), []
    with large.object("o").open("rb") as file:
        while piece := file.read(dice.choice((1, 100, 5_000, 70_000, 200_000, 3 << 20))):
            pieces.append(piece)

    assert LARGE == b"".join(pieces)


def test_a_file_reads_at_any_position(large: Bucket) -> None:
    """300 jumps, forward and back, short and long: each reads what is there."""
    dice, model = random.Random(2), io.BytesIO(LARGE)
    with large.object("o").open() as file:
        for _ in range(300):
            whence = dice.choice((0, 0, 1, 2))
            most = 300_000 if whence == 1 else len(LARGE)
            offset = -dice.randrange(most) if whence == 2 else dice.randrange(most)
            size = dice.choice((0, 1, 16, 1_000, 100_000, 400_000))

            assert model.seek(offset, whence) == file.seek(offset, whence)
            assert model.read(size) == file.read(size)
            assert model.tell() == file.tell()


def test_a_file_fills_a_buffer(large: Bucket) -> None:
    """`readinto` says how much of it; nothing behind the end."""
    buffer = bytearray(1000)
    with large.object("o").open() as file:
        file.seek(len(LARGE) - 600)

        assert 600 == file.readinto(buffer)
        assert LARGE[-600:] == buffer[:600]
        assert 0 == file.readinto(buffer)


def test_a_file_has_lines(bucket: Bucket) -> None:
    """As bytes, each with its line feed, the last as it is."""
    content = b"one\ntwo\n\n" + b"x" * 300_000 + b"\nlast"
    bucket.object("o").put(content)
    with bucket.object("o").open() as file:
        first = file.readline()
        rest = [line for line in file]

    assert content.splitlines(keepends=True) == [first, *rest]


def test_a_position_behind_the_end_reads_nothing(bucket: Bucket) -> None:
    """It is no error, as with other files."""
    bucket.object("o").put(b"content")
    with bucket.object("o").open() as file:
        file.seek(100)

        assert b"" == file.read()
        assert 100 == file.tell()


def test_a_position_before_the_beginning_is_an_error(bucket: Bucket) -> None:
    """And the file stays where it was."""
    bucket.object("o").put(b"content")
    with bucket.object("o").open() as file:
        file.read(3)
        with pytest.raises(ValueError, match="-"):
            file.seek(-8, os.SEEK_END)

        assert b"tent" == file.read()


def test_an_empty_object_is_an_empty_file(bucket: Bucket) -> None:
    """There is nothing to read, at any position."""
    bucket.object("o").put(b"")
    with bucket.object("o").open() as file:
        assert b"" == file.read()
        assert 0 == file.seek(0, os.SEEK_END)


def test_a_file_is_read_only(bucket: Bucket) -> None:
    """It says what it can do, as other files."""
    bucket.object("o").put(b"content")
    with bucket.object("o").open() as file:
        assert (True, True, False) == (file.readable(), file.seekable(), file.writable())


def test_a_closed_file_refuses(bucket: Bucket) -> None:
    """With the error of Python's own files; closing again is none."""
    bucket.object("o").put(b"content")
    file = bucket.object("o").open()
    file.close()
    file.close()

    assert file.closed
    with pytest.raises(ValueError, match="closed file"):
        file.read()
    with pytest.raises(ValueError, match="closed file"):
        file.seek(0)


def test_a_file_is_not_pickled_or_copied(bucket: Bucket) -> None:
    """Its copy would be another file; the object itself can be handed over."""
    bucket.object("o").put(b"content")
    with bucket.object("o").open() as file:
        with pytest.raises(TypeError, match="hand over its Object"):
            pickle.dumps(file)
        with pytest.raises(TypeError, match="hand over its Object"):
            copy.copy(file)


def test_a_missing_object_is_not_opened(bucket: Bucket) -> None:
    """As with a missing file: when it is opened, not when it is read."""
    with pytest.raises(FileNotFoundError) as caught:
        bucket.object("o").open()

    assert isinstance(caught.value, ObjectNotFound)


def test_a_missing_bucket_has_no_files(absent: Bucket) -> None:
    """The error says that it is the bucket."""
    with pytest.raises(BucketNotFound):
        absent.object("o").open()


@pytest.mark.parametrize("mode", ["", "a", "ab", "r+", "br", "rb+", "U", "x", "bw", "w+"])
def test_another_mode_is_refused(bucket: Bucket, mode: str) -> None:
    """Before anything is sent: the object need not exist."""
    with pytest.raises(ValueError, match="not a mode"):
        bucket.object("o").open(mode)  # type: ignore[call-overload]


@pytest.mark.parametrize("back", [True, False], ids=["jump", "next window"])
def test_an_overwritten_object_is_an_error(bucket: Bucket, back: bool) -> None:
    """The bytes of two objects are never mixed, wherever reading goes on."""
    bucket.object("o").put(LARGE[: 4 << 20])
    with bucket.object("o").open() as file:
        file.seek(1 << 20)
        file.read(1000)
        bucket.object("o").put(LARGE[1 << 20 : 5 << 20])
        with pytest.raises(ObjectChanged):
            (file.seek(0) if back else file.seek(3 << 20))
            file.read(1 << 20)


@pytest.mark.parametrize("newline", [None, "", "\n", "\r", "\r\n"])
def test_text_has_the_lines_of_python(bucket: Bucket, newline: str | None) -> None:
    """Ends of lines are what `open` takes for them."""
    bucket.object("o").put(TEXT.encode())
    with bucket.object("o").open("r", newline=newline) as file:
        found = [line for line in file]

    assert list(io.TextIOWrapper(io.BytesIO(TEXT.encode()), "utf-8", newline=newline)) == found


def test_text_is_read_by_characters(bucket: Bucket) -> None:
    """Sizes are of characters, also where one is cut by the pieces that arrive."""
    text = "aé✓" * 100_000
    bucket.object("o").put(text.encode())
    with bucket.object("o").open("rt") as file:
        found = [file.read(1), file.read(7)]
        while piece := file.read(99_999):
            found.append(piece)

    assert text == "".join(found)
    assert ["a", "é✓aé✓aé"] == found[:2]


def test_text_is_read_whole(bucket: Bucket) -> None:
    """Over several pieces, as one text and as one line."""
    text = "aé✓" * 100_000
    bucket.object("o").put(f"{text}\nend".encode())
    with bucket.object("o").open("r") as file:
        assert [f"{text}\n", "end", ""] == [file.readline(), file.readline(), file.readline()]
    with bucket.object("o").open("r") as file:
        assert ["a", f"{text}\nend"[1:], ""] == [file.read(1), file.read(), file.read()]


def test_text_has_the_encoding_asked_for(bucket: Bucket) -> None:
    """What is not text in it is an error, unless told otherwise."""
    bucket.object("o").put("né".encode("latin-1"))
    with bucket.object("o").open("r", encoding="latin-1") as file:
        assert "né" == file.read()
    with bucket.object("o").open("r", errors="replace") as file:
        assert "n\ufffd" == file.read()
    with bucket.object("o").open("r") as file:
        with pytest.raises(UnicodeDecodeError):
            file.read()


def test_a_bucket_whose_ranges_have_checksums_is_read(client: Client, bucket: Bucket) -> None:
    """By which no range could be told from one of another object: the whole is read, as far as it is needed."""
    update = {"checksum": {"enable_read_range": True}}
    body = SetBucketPropsAction.from_dict({"action": "set-bprops", "value": update})
    client.raw.answer(set_bucket_props.call(bucket.name, body=body))
    bucket.object("o").put(LARGE)
    with bucket.object("o").open() as file:
        for position in (5 << 20, 1 << 20, 8 << 20):
            file.seek(position)

            assert LARGE[position : position + 1000] == file.read(1000)
        file.read()  # to the end: a reader on its way would keep AIS from writing
        bucket.object("o").put(LARGE[::-1])
        file.seek(0)
        with pytest.raises(ObjectChanged):
            file.read(1000)
