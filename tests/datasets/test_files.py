"""Objects as binary files, by address."""

from __future__ import annotations

import io
import pickle
import tarfile

import pytest

from aistore_hl import Bucket, Client
from aistore_hl.errors import InvalidName, ObjectNotFound
from aistore_hl.torch.files import open_address, split_address
from aistore_hl.types import BucketRef


@pytest.mark.parametrize(
    ("address", "bucket", "rest"),
    [
        ("gcp://bucket-name/folder/", BucketRef("bucket-name", "gcp"), "folder/"),
        ("aws:bucket-name/folder/", BucketRef("bucket-name", "aws"), "folder/"),
        ("ais://bucket-name/folder/", BucketRef("bucket-name"), "folder/"),
        ("bucket-name/folder/x", BucketRef("bucket-name"), "folder/x"),
        ("s3://b", BucketRef("b", "aws"), ""),
        ("ais://@uuid#ns/b/o/p", BucketRef("b", "ais", "@uuid#ns"), "o/p"),
        ("ais:b/a:b//c", BucketRef("b"), "a:b//c"),
    ],
)
def test_addresses_are_understood_as_they_were_written(address: str, bucket: BucketRef, rest: str) -> None:
    """With and without slashes, with a provider or none."""
    assert (bucket, rest) == split_address(address)


@pytest.mark.parametrize("address", ["", "/", "ais://", "ftp://b/o", "ais:///o"])
def test_an_address_without_a_bucket_is_refused(address: str) -> None:
    """Or of a provider that there is not."""
    with pytest.raises(InvalidName):
        split_address(address)


def test_an_object_is_an_open_file(client: Client, bucket: Bucket) -> None:
    """Read in pieces, by lines, and by whatever reads files."""
    bucket.object("a").put(b"one\ntwo\n" + bytes(300_000))
    with open_address(client, f"ais:{bucket.name}/a") as file:
        assert b"one" == file.read(3)
        assert b"\n" == file.readline()
        assert b"two\n" == file.readline()
        assert 300_000 == len(file.read())
        assert b"" == file.read()

    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w") as tar:
        tar.addfile(tarfile.TarInfo("member"))
    bucket.object("t").put(archive.getvalue())
    with open_address(client, f"{bucket.name}/t") as file, tarfile.open(fileobj=file, mode="r|") as tar:
        assert ["member"] == tar.getnames()


def test_what_goes_to_another_process_is_what_is_left(client: Client, bucket: Bucket) -> None:
    """As a file in memory."""
    bucket.object("a").put(b"content")
    file = open_address(client, f"{bucket.name}/a")
    file.read(3)
    there = pickle.loads(pickle.dumps(file))

    assert isinstance(there, io.BytesIO)
    assert b"tent" == there.read()


def test_a_closed_file_holds_no_object(client: Client, bucket: Bucket) -> None:
    """Closing in the middle lets go of it, and so does forgetting it."""
    bucket.object("a").put(bytes(5_000_000))
    file = open_address(client, f"{bucket.name}/a")
    file.read(1)
    file.close()
    open_address(client, f"{bucket.name}/a").read(1)

    bucket.object("a").put(b"new", timeout=10)
    assert b"new" == open_address(client, f"{bucket.name}/a").read()


def test_a_missing_object_is_an_error_at_once(client: Client, bucket: Bucket) -> None:
    """Not at the first read."""
    with pytest.raises(ObjectNotFound):
        open_address(client, f"{bucket.name}/gone")
