"""The official client: many objects in one answer."""

from __future__ import annotations

import io
import tarfile
import zipfile
from typing import Any

import pytest
from aistore.sdk import Bucket, Client

EXPECTED = {f"o{number}": f"content {number}".encode() for number in range(5)}


@pytest.fixture
def filled(made: Bucket) -> Bucket:
    """A bucket with five objects."""
    for name, content in EXPECTED.items():
        made.object(name).get_writer().put_content(content)
    return made


def found(batch: Any) -> list[tuple[str, bytes]]:
    """Names and contents, as they come."""
    return [(info.obj_name, bytes(content)) for info, content in batch.get()]


@pytest.mark.parametrize("format", [".tar", ".tgz", ".tar.gz", ".zip"])
def test_a_batch_has_any_format(official: Client, filled: Bucket, format: str) -> None:
    """Which its reader hides."""
    assert [*EXPECTED.items()] == found(official.batch(list(EXPECTED), bucket=filled, output_format=format))


def test_a_batch_is_read_raw(official: Client, filled: Bucket) -> None:
    """It is the archive itself, in the order of the request."""
    response = official.batch(list(EXPECTED), bucket=filled).get(raw=True)
    with tarfile.open(fileobj=io.BytesIO(response.read())) as archive:  # type: ignore[union-attr]
        assert [f"{filled.name}/{name}" for name in EXPECTED] == archive.getnames()


def test_a_zip_is_read_raw(official: Client, filled: Bucket) -> None:
    """With the names of the objects alone, where that is asked for."""
    batch = official.batch(list(EXPECTED), bucket=filled, output_format=".zip", only_obj_name=True)
    with zipfile.ZipFile(io.BytesIO(batch.get(raw=True).read())) as archive:  # type: ignore[union-attr]
        assert [*EXPECTED] == archive.namelist()


def test_a_batch_is_decoded_as_it_arrives(official: Client, filled: Bucket) -> None:
    """The same things come."""
    batch = official.batch(list(EXPECTED), bucket=filled)

    assert [*EXPECTED.values()] == [bytes(content) for _, content in batch.get(decode_as_stream=True)]


def test_a_batch_is_emptied_when_it_is_read(official: Client, filled: Bucket) -> None:
    """Unless it is to stay."""
    batch = official.batch(list(EXPECTED), bucket=filled)
    first = [bytes(content) for _, content in batch.get(clear_batch=False)]
    kept = len(batch.requests_list)
    second = [bytes(content) for _, content in batch.get()]

    assert (first, 5) == (second, kept)
    assert 0 == len(batch)


def test_a_batch_is_cleared(official: Client, filled: Bucket) -> None:
    """And can be filled anew."""
    batch = official.batch(list(EXPECTED), bucket=filled).clear().add("o3")

    assert [("o3", EXPECTED["o3"])] == found(batch)


def test_a_batch_of_several_buckets(official: Client, filled: Bucket, unmade: Bucket) -> None:
    """Each item names its own."""
    unmade.create()
    unmade.object("other").get_writer().put_content(b"of another")
    batch = official.batch(bucket=filled).add("o1").add("other", bck=unmade.name, provider="ais")

    assert [EXPECTED["o1"], b"of another"] == [content for _, content in found(batch)]


def test_what_is_opaque_comes_back(official: Client, filled: Bucket) -> None:
    """Where the answer tells of its items."""
    batch = official.batch(bucket=filled, streaming_get=False).add("o2", opaque=b"mine")
    ((info, content),) = list(batch.get())

    assert (b"mine", EXPECTED["o2"]) == (info.opaque, bytes(content))


def test_what_is_missing_is_told(official: Client, filled: Bucket) -> None:
    """Beside what is there."""
    batch = official.batch(["o1", "missing", "o2"], bucket=filled, streaming_get=False)
    told = [(info.obj_name, bool(info.err_msg)) for info, _ in batch.get()]

    assert [("o1", False), ("missing", True), ("o2", False)] == told


def test_a_single_object_is_a_batch(official: Client, filled: Bucket) -> None:
    """By its handle."""
    assert [("o4", EXPECTED["o4"])] == found(official.batch(filled.object("o4")))
