# Written by codegen.py from tests/conformance/_async/test_append.py; do not edit.
"""Objects grow at their end, by one writer at a time."""

from __future__ import annotations

import pickle
import random

import pytest

from aistore_hl import Bucket
from aistore_hl._concurrency import together
from aistore_hl.errors import BucketNotFound, InvalidName, ObjectChanged, ObjectInChunks

LARGE = random.Random(13).randbytes((2 << 20) + 7)


def content(bucket: Bucket) -> bytes:
    return bucket.object("o").get().read_all()


def test_what_is_appended_comes_after_what_is_there(bucket: Bucket) -> None:
    """In the order in which it was written."""
    bucket.object("o").put(b"begin ")
    with bucket.object("o").append() as file:
        assert 4 == file.write(b"one ")
        assert 3 == file.write(bytearray(b"two"))

    assert b"begin one two" == content(bucket)


def test_appending_makes_an_object(bucket: Bucket) -> None:
    """Where there is none; of any size."""
    with bucket.object("o").append() as file:
        for at in range(0, len(LARGE), 100_000):
            file.write(LARGE[at : at + 100_000])

    assert content(bucket) == LARGE


def test_what_is_appended_is_seen_when_it_is_flushed(bucket: Bucket) -> None:
    """Not before, and the writer goes on after it."""
    bucket.object("o").put(b"a")
    with bucket.object("o").append() as file:
        file.write(b"b")
        assert b"a" == content(bucket)
        file.flush()
        assert b"ab" == content(bucket)
        file.write(b"c")
        file.flush()
        file.flush()

    assert b"abc" == content(bucket)


def test_a_block_that_fails_appends_nothing(bucket: Bucket) -> None:
    """Since the last flush."""
    bucket.object("o").put(b"a")
    with pytest.raises(InterruptedError):
        with bucket.object("o").append() as file:
            file.write(b"b")
            file.flush()
            file.write(LARGE)
            raise InterruptedError

    assert file.closed
    assert b"ab" == content(bucket)


def test_nothing_appended_makes_nothing(bucket: Bucket) -> None:
    """There is no object afterwards."""
    with bucket.object("o").append() as file:
        file.write(b"")

    assert not bucket.object("o").exists()


def test_what_is_appended_at_once_is_all_there(bucket: Bucket) -> None:
    """By one writer that several tasks or threads share: each piece whole, in some order."""
    pieces = [bytes([number]) * 700_000 for number in range(6)]
    with bucket.object("o").append() as file:

        def work() -> None:
            file.write(left.pop())

        left = list(pieces)
        together([work] * len(pieces), lambda: None)
    found = content(bucket)

    assert sorted(pieces) == sorted(found[at : at + 700_000] for at in range(0, len(found), 700_000))


def test_a_second_writer_is_noticed(bucket: Bucket) -> None:
    """AIS would throw away what the other one wrote; it stays, and what was appended is not seen."""
    bucket.object("o").put(b"a")
    file = bucket.object("o").append()
    file.write(LARGE)
    bucket.object("o").put(b"of somebody else")
    with pytest.raises(ObjectChanged):
        file.flush()
    file.close()

    assert b"of somebody else" == content(bucket)


def test_metadata_stays_when_appended_to(bucket: Bucket) -> None:
    """It is the same object."""
    bucket.object("o").put(b"a", metadata={"k": "v"})
    with bucket.object("o").append() as file:
        file.write(b"b")

    assert {"k": "v"} == bucket.object("o").head().custom


def test_a_closed_writer_takes_nothing(bucket: Bucket) -> None:
    """Closing again is nothing."""
    file = bucket.object("o").append()
    file.close()
    file.close()
    with pytest.raises(ValueError, match="closed file"):
        file.write(b"x")
    with pytest.raises(ValueError, match="closed file"):
        file.flush()


def test_a_writer_is_not_pickled(bucket: Bucket) -> None:
    """There must not be two."""
    with pytest.raises(TypeError, match="hand over its Object"):
        pickle.dumps(bucket.object("o").append())


def test_appending_to_a_missing_bucket_is_an_error(absent: Bucket) -> None:
    """And every write after it."""
    file = absent.object("o").append()
    with pytest.raises(BucketNotFound):
        file.write(LARGE)
    with pytest.raises(ValueError, match="failed"):
        file.write(LARGE)
    file.close()


def test_appending_to_a_bad_name_is_refused(bucket: Bucket) -> None:
    """Before anything is sent."""
    with pytest.raises(InvalidName):
        bucket.object("a/../b").append()


def test_text_is_not_appended(bucket: Bucket) -> None:
    """It has to be encoded first."""
    with bucket.object("o").append() as file:
        with pytest.raises(TypeError, match="bytes"):
            file.write("text")  # type: ignore[arg-type]


def in_chunks(bucket: Bucket, name: str) -> bytes:
    """Puts an object that came in two parts."""
    upload = bucket.object(name).multipart()
    upload.create()
    upload.put_part(1, LARGE[:1000])
    upload.put_part(2, LARGE[1000:1700])
    upload.complete()
    return LARGE[:1700]


def test_what_is_stored_in_chunks_is_not_appended_to(bucket: Bucket) -> None:
    """AIS would keep the first one only. Put anew it can be: with metadata, since equal content is not stored again."""
    stored = in_chunks(bucket, "o")
    with pytest.raises(ObjectInChunks, match="2 chunks"):
        with bucket.object("o").append() as file:
            file.write(b"more")
    refused = content(bucket)
    bucket.object("o").put(stored, metadata={"put": "anew"})
    with bucket.object("o").append() as file:
        file.write(b"more")

    assert stored == refused
    assert stored + b"more" == content(bucket)


@pytest.mark.parametrize("act", ["add_member", "replace_with_member"])
def test_an_archive_in_chunks_is_not_changed_in_place(bucket: Bucket, act: str) -> None:
    """AIS could not read it any more."""
    stored = in_chunks(bucket, "shard.tgz")
    with pytest.raises(ObjectInChunks, match="2 chunks"):
        getattr(bucket.object("shard.tgz"), act)("more", b"more")

    assert stored == bucket.object("shard.tgz").get().read_all()
