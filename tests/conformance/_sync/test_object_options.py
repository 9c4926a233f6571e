# Written by codegen.py from tests/conformance/_async/test_object_options.py; do not edit.
"""What else can be asked of objects: chosen properties, presence, other ways to read, what is for remote buckets."""

from __future__ import annotations

import pytest

from aistore_api.api.objects import head_object
from aistore_hl import Bucket, Client
from aistore_hl.errors import BadRequest, NotRemote, ObjectNotFound, RangeNotSatisfiable
from aistore_hl.types import BlobDownload, Presence


def test_head_answers_the_properties_asked_for(bucket: Bucket) -> None:
    """Those, size and presence; nothing else."""
    stored = bucket.object("o").put(b"content", metadata={"k": "v"})
    found = bucket.object("o").head(props=["etag", "last-modified", "checksum"])

    assert (7, True, stored.checksum) == (found.size, found.is_present, found.checksum)
    assert found.etag
    assert found.last_modified is not None
    assert ({}, "", None) == (found.custom, found.location, found.copies)


def test_a_silent_head_answers_the_same(client: Client, bucket: Bucket) -> None:
    """What is there and what is not; only the log of the cluster does not have it."""
    bucket.object("o").put(b"content")
    found = client.raw.answer(head_object.call(bucket.name, "o", sln=True))

    assert 200 == found.status
    assert "7" == found.headers["content-length"]
    with pytest.raises(ObjectNotFound):
        client.raw.answer(head_object.call(bucket.name, "missing", sln=True))


def test_head_tells_chunks_and_copies(bucket: Bucket) -> None:
    """Of an object that was sent in parts."""
    with bucket.object("o").multipart() as upload:
        upload.put_part(1, b"a" * 2000)
        upload.put_part(2, b"b" * 10)
    found = bucket.object("o").head(props=["chunked", "copies", "location", "ec"])

    assert (2, 2000, 1) == (found.chunks, found.chunk_size, found.copies)
    assert found.location
    assert found.erasure_coding is None


@pytest.mark.parametrize("props", [[], ["cached"], ["nosuch"], "etag"])
def test_head_refuses_properties_that_are_none(absent: Bucket, props: list[str]) -> None:
    """Before anything is sent: the bucket need not exist."""
    with pytest.raises((TypeError, ValueError), match="props"):
        absent.object("o").head(props=props)


def test_head_does_not_ask_for_the_latest_properties(absent: Bucket) -> None:
    """AIS would drop the connection."""
    with pytest.raises(ValueError, match="either"):
        absent.object("o").head(props=["etag"], latest=True)


@pytest.mark.parametrize("presence", [None, *Presence])
def test_an_object_of_ais_is_present(bucket: Bucket, presence: Presence | None) -> None:
    """In the cluster, and never only outside of it."""
    bucket.object("o").put(b"content")
    if presence is Presence.OUTSIDE:
        with pytest.raises(BadRequest):
            bucket.object("o").exists(presence=presence)
    else:
        assert bucket.object("o").exists(presence=presence)
    assert not bucket.object("p").exists(presence=presence)


def test_a_target_compares_before_it_sends(bucket: Bucket) -> None:
    """With `validate`; the content is the same."""
    bucket.object("o").put(b"content")

    assert b"content" == bucket.object("o").get(validate=True).read_all()


def test_chunks_are_for_remote_objects(bucket: Bucket) -> None:
    """Of others there is nothing to fetch, and AIS says so."""
    bucket.object("o").put(b"content")
    with pytest.raises(BadRequest):
        bucket.object("o").get(blob=BlobDownload(chunk_size=1 << 20))


@pytest.mark.parametrize("name", ["o", "folder/a b", "ü?%41", "a+b&c=d"])
def test_a_direct_read_is_the_same(bucket: Bucket, name: str) -> None:
    """Content, part and properties, whatever the name."""
    bucket.object(name).put(b"0123456789", metadata={"k": "v"})
    with bucket.object(name).get(direct=True) as reader:
        assert b"0123456789" == reader.read_all()
        assert {"k": "v"} == reader.props.custom
    with bucket.object(name).get(byte_range="bytes=2-4", direct=True) as reader:
        assert b"234" == reader.read_all()


def test_a_direct_read_has_the_same_errors(bucket: Bucket, absent: Bucket) -> None:
    """Those of the proxy."""
    bucket.object("o").put(b"content")
    with pytest.raises(ObjectNotFound):
        bucket.object("p").get(direct=True)
    with pytest.raises(FileNotFoundError):
        absent.object("o").get(direct=True)
    with pytest.raises(RangeNotSatisfiable):
        bucket.object("o").get(byte_range="bytes=100-", direct=True)


def test_a_client_reads_directly(client: Client, bucket: Bucket) -> None:
    """Where it was made so."""
    bucket.object("o").put(b"content")
    with Client(client.endpoint, direct=True) as direct:
        assert b"content" == direct.bucket(bucket.name).object("o").get().read_all()


def test_an_object_of_ais_is_not_evicted(bucket: Bucket) -> None:
    """AIS would delete it; it stays."""
    bucket.object("o").put(b"content")
    with pytest.raises(NotRemote, match="delete"):
        bucket.object("o").evict()

    assert bucket.object("o").exists()


def test_an_object_of_ais_is_not_fetched(bucket: Bucket) -> None:
    """There is nowhere to fetch it from."""
    bucket.object("o").put(b"content")
    with pytest.raises(NotRemote):
        bucket.object("o").blob_download()


def test_a_copy_may_ask_for_the_latest(bucket: Bucket) -> None:
    """Which in a bucket of AIS is what is there."""
    bucket.object("o").put(b"content")
    copy = bucket.object("o").copy_to(bucket.object("p"), latest=True)

    assert b"content" == copy.get().read_all()
