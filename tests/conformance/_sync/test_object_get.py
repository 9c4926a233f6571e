# Written by codegen.py from tests/conformance/_async/test_object_get.py; do not edit.
"""Content is read: whole, by chunks, into a buffer, or not to its end."""

from __future__ import annotations

import random

import pytest

from aistore_hl import Bucket
from aistore_hl.errors import BucketNotFound, ClientClosed, ObjectNotFound

SMALL = bytes(range(256)) * 4
LARGE = random.Random(5).randbytes((17 << 20) + 3)
"""More than what is received in one piece."""


def test_read_all_is_what_was_put(bucket: Bucket) -> None:
    """Every value of a byte comes back."""
    bucket.object("o").put(SMALL)

    assert SMALL == bucket.object("o").get().read_all()


def test_read_all_of_large_content(bucket: Bucket) -> None:
    """Also where it takes many pieces."""
    bucket.object("o").put(LARGE)

    assert LARGE == bucket.object("o").get().read_all()


def test_read_all_of_nothing(bucket: Bucket) -> None:
    """An empty object has no bytes, and is no error."""
    bucket.object("o").put(b"")

    assert b"" == bucket.object("o").get().read_all()


def test_chunks_make_the_content(bucket: Bucket) -> None:
    """In their order, joined."""
    bucket.object("o").put(LARGE)
    with bucket.object("o").get() as reader:
        chunks = [chunk for chunk in reader]

    assert LARGE == b"".join(chunks)


def test_chunks_are_bounded(bucket: Bucket) -> None:
    """Bytes, none empty, none over 1 MiB."""
    bucket.object("o").put(LARGE)
    with bucket.object("o").get() as reader:
        chunks = [chunk for chunk in reader]

    assert {bytes} == {type(chunk) for chunk in chunks}
    assert 0 < min(map(len, chunks)) <= max(map(len, chunks)) <= 1 << 20


def test_chunks_of_nothing(bucket: Bucket) -> None:
    """There are none."""
    bucket.object("o").put(b"")
    with bucket.object("o").get() as reader:
        chunks = [chunk for chunk in reader]

    assert [] == chunks


@pytest.mark.parametrize("size", [1, 7, 1024, 5000])
def test_readinto_fills_a_buffer(bucket: Bucket, size: int) -> None:
    """Again and again, up to the end, whatever its size."""
    bucket.object("o").put(SMALL)
    buffer = bytearray(size)
    collected = b""
    with bucket.object("o").get() as reader:
        while count := reader.readinto(buffer):
            collected += buffer[:count]

    assert SMALL == collected


def test_readinto_takes_a_view(bucket: Bucket) -> None:
    """Only the part that it shows is written to."""
    bucket.object("o").put(b"abc")
    buffer = bytearray(b".....")
    with bucket.object("o").get() as reader:
        while reader.readinto(memoryview(buffer)[1:4]):
            pass

    assert b".abc." == buffer


def test_readinto_of_nothing_is_nothing(bucket: Bucket) -> None:
    """At the end it is 0, each time."""
    bucket.object("o").put(b"")
    with bucket.object("o").get() as reader:
        counts = [reader.readinto(bytearray(8)) for _ in range(2)]

    assert [0, 0] == counts


def test_readinto_of_large_content(bucket: Bucket) -> None:
    """Into a buffer of its size."""
    bucket.object("o").put(LARGE)
    buffer = bytearray(len(LARGE))
    done = 0
    with bucket.object("o").get() as reader:
        while count := reader.readinto(memoryview(buffer)[done:]):
            done += count

    assert LARGE == buffer


def test_read_all_takes_what_is_left(bucket: Bucket) -> None:
    """After a part was read it is the rest."""
    bucket.object("o").put(SMALL)
    buffer = bytearray(100)
    with bucket.object("o").get() as reader:
        count = reader.readinto(buffer)
        rest = reader.read_all()

    assert SMALL == buffer[:count] + rest


def test_read_all_twice_is_nothing_more(bucket: Bucket) -> None:
    """Content is handed over once."""
    bucket.object("o").put(SMALL)
    with bucket.object("o").get() as reader:
        found = [reader.read_all(), reader.read_all()]

    assert [SMALL, b""] == found


def test_closed_reader_cannot_be_read(bucket: Bucket) -> None:
    """It says so, and does not pretend an end."""
    bucket.object("o").put(SMALL)
    reader = bucket.object("o").get()
    reader.close()

    with pytest.raises(ClientClosed):
        reader.read_all()


def test_reader_is_closed_twice(bucket: Bucket) -> None:
    """The second time is nothing."""
    bucket.object("o").put(SMALL)
    reader = bucket.object("o").get()
    reader.close()
    reader.close()

    assert SMALL == bucket.object("o").get().read_all()


def test_reader_that_is_left_early_disturbs_nobody(bucket: Bucket) -> None:
    """The next one who reads gets the whole."""
    bucket.object("o").put(LARGE)
    with bucket.object("o").get() as reader:
        reader.readinto(bytearray(10))

    assert LARGE == bucket.object("o").get().read_all()


def test_reader_that_is_closed_lets_go_of_the_object(bucket: Bucket) -> None:
    """The object can be overwritten and deleted then."""
    bucket.object("o").put(LARGE)
    with bucket.object("o").get():
        pass
    bucket.object("o").put(b"new")
    bucket.object("o").delete()

    assert bucket.object("o").exists() is False


def test_reader_knows_the_length(bucket: Bucket) -> None:
    """Before a byte of it is read."""
    bucket.object("o").put(SMALL)
    with bucket.object("o").get() as reader:
        length = reader.length

    assert 1024 == length


def test_reader_has_the_properties(bucket: Bucket) -> None:
    """Size, checksum, version and custom metadata are those of a HEAD."""
    bucket.object("o").put(SMALL, metadata={"kind": "test"})
    with bucket.object("o").get() as reader:
        props = reader.props
    head = bucket.object("o").head()

    assert (head.size, head.checksum, head.version, head.custom) == (
        props.size,
        props.checksum,
        props.version,
        props.custom,
    )


def test_reader_tells_what_it_reads(bucket: Bucket) -> None:
    """Its repr has the object and how far it is."""
    bucket.object("o").put(SMALL)
    with bucket.object("o").get() as reader:
        shown = repr(reader)

    assert f"ais://{bucket.name}/o" in shown
    assert "1,024" in shown


def test_latest_of_an_object_of_the_cluster(bucket: Bucket) -> None:
    """Without a backend what is there is the latest."""
    bucket.object("o").put(SMALL)

    assert SMALL == bucket.object("o").get(latest=True).read_all()


def test_get_of_a_missing_object_is_an_error(bucket: Bucket) -> None:
    """It is told before anything is read."""
    with pytest.raises(ObjectNotFound) as caught:
        bucket.object("o").get()

    assert (404, "ErrNotFound") == (caught.value.status, caught.value.tcode)


def test_get_from_a_missing_bucket_is_an_error(absent: Bucket) -> None:
    """It is the bucket that is not found."""
    with pytest.raises(BucketNotFound):
        absent.object("o").get()


def test_head_of_a_missing_object_is_an_error(bucket: Bucket) -> None:
    """The answer to a HEAD has no body, and still says why."""
    with pytest.raises(ObjectNotFound) as caught:
        bucket.object("o").head()

    assert (404, "ErrNotFound") == (caught.value.status, caught.value.tcode)


def test_head_from_a_missing_bucket_is_an_error(absent: Bucket) -> None:
    """It is the bucket that is not found."""
    with pytest.raises(BucketNotFound):
        absent.object("o").head()


def test_head_has_the_properties(bucket: Bucket) -> None:
    """Name, bucket, size, version, that it is present, and one copy."""
    bucket.object("d/o").put(SMALL)
    found = bucket.object("d/o").head()

    assert ("d/o", bucket.ref, 1024, "1", True, 1) == (
        found.name,
        found.bucket,
        found.size,
        found.version,
        found.is_present,
        found.copies,
    )


def test_head_has_the_time_of_the_last_access(bucket: Bucket) -> None:
    """With a zone, and no earlier than what the put said."""
    stored = bucket.object("o").put(SMALL)
    found = bucket.object("o").head()

    assert stored.atime is not None
    assert found.atime is not None
    assert found.atime >= stored.atime
    assert found.atime.utcoffset() is not None


def test_head_does_not_read(bucket: Bucket) -> None:
    """A thousand bytes or none, the next call finds a clean connection."""
    bucket.object("o").put(SMALL)
    sizes = [bucket.object("o").head().size for _ in range(3)]

    assert [1024] * 3 == sizes
