# Written by codegen.py from tests/conformance/_async/test_batch.py; do not edit.
"""Get-batch: many objects in one answer, each compared with what was asked for."""

from __future__ import annotations

import io
import tarfile
from typing import Any

import pytest

from aistore_hl import Batch, Bucket, Client
from aistore_hl.errors import (
    BadRequest,
    BatchError,
    BucketNotFound,
    InvalidName,
    NotFound,
    ObjectNotFound,
)
from aistore_hl.types import BatchItem

pytestmark = pytest.mark.anyio

OBJECTS = {"o0": b"object-0", "dir/o1": b"object-1" * 2, "empty": b"", "large": bytes(range(256)) * 12_000}
FORMATS = [".tar", ".tgz", ".tar.gz", ".zip", ".tar.lz4"]


def tar(content: dict[str, bytes]) -> bytes:
    """An archive of these members."""
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as archive:
        for name, data in content.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return file.getvalue()


@pytest.fixture
def filled(bucket: Bucket) -> Bucket:
    """A bucket of four objects and an archive of two members."""
    for name, content in OBJECTS.items():
        bucket.object(name).put(content)
    bucket.object("s.tar").put(tar({"a/1.txt": b"one", "b.bin": b"0123456789"}))
    return bucket


def _read(batch: Batch) -> list[tuple[Any, bytes]]:
    with batch:
        return [(member.item.object, member.read_all()) for member in batch]


def _content(batch: Batch) -> list[bytes]:
    return [content for _, content in _read(batch)]


@pytest.mark.parametrize("streaming", [True, False], ids=["streaming", "multipart"])
@pytest.mark.parametrize("format", FORMATS)
def test_batch_has_what_was_asked_for(filled: Bucket, format: Any, streaming: bool) -> None:
    """In the order of the request, in every format and both ways."""
    names = ["large", "o0", "empty", "dir/o1", "o0"]

    found = _read(filled.get_batch(names, format=format, streaming=streaming))

    assert [(filled.object(name).ref, OBJECTS[name]) for name in names] == found


def test_batch_of_objects_and_urls(filled: Bucket, client: Client) -> None:
    """By handle, by URL and by item alike."""
    thing = filled.object("o0")

    found = _content(client.get_batch([thing, str(thing.ref), BatchItem(thing.ref)]))

    assert [b"object-0"] * 3 == found


def test_batch_of_several_buckets(filled: Bucket, other: Bucket, client: Client) -> None:
    """Each is named in full."""
    other.object("o0").put(b"elsewhere")

    found = _content(client.get_batch([filled.object("o0"), other.object("o0")]))

    assert [b"object-0", b"elsewhere"] == found


def test_batch_of_a_namespace(filled: Bucket, namesake: Bucket, client: Client) -> None:
    """Another bucket of the same name."""
    namesake.object("o0").put(b"in a namespace")

    assert [b"in a namespace"] == _content(namesake.get_batch(["o0"]))
    both = client.get_batch([namesake.object("o0"), filled.object("o0")])
    assert [b"in a namespace", b"object-0"] == _content(both)


@pytest.mark.parametrize("streaming", [True, False], ids=["streaming", "multipart"])
def test_batch_of_members_of_archives(filled: Bucket, streaming: bool) -> None:
    """Beside whole objects."""
    items = [BatchItem("s.tar", "b.bin"), "o0", BatchItem("s.tar", "a/1.txt")]

    found = _content(filled.get_batch(items, streaming=streaming))

    assert [b"0123456789", b"object-0", b"one"] == found


@pytest.mark.parametrize("streaming", [True, False], ids=["streaming", "multipart"])
def test_batch_of_parts(filled: Bucket, streaming: bool) -> None:
    """Of objects, also to their end, and of members."""
    items = [
        BatchItem("o0", offset=2, length=3),
        BatchItem("o0", length=2),
        BatchItem("large", offset=1_000_000),
        BatchItem("s.tar", "b.bin", offset=2, length=3),
    ]

    found = _content(filled.get_batch(items, streaming=streaming))

    assert [b"jec", b"ob", OBJECTS["large"][1_000_000:], b"234"] == found


def test_batch_gives_back_what_is_opaque(filled: Bucket) -> None:
    """With the item that it belongs to."""
    items = [BatchItem("o0", opaque=b"\0one"), BatchItem("o0", opaque=b"two")]

    with filled.get_batch(items, streaming=False) as batch:
        assert [(0, b"\0one"), (1, b"two")] == [(member.index, member.item.opaque) for member in batch]


def test_batch_is_read_as_a_stream(filled: Bucket) -> None:
    """Large objects come in chunks; what is not read is passed over."""
    with filled.get_batch(["large", "o0", "large"]) as batch:
        sizes = []
        for member in batch:
            if member.index == 0:
                continue
            sizes.append([len(chunk) for chunk in member])

    assert 8 == sum(sizes[0])
    assert len(sizes[1]) > 1
    assert len(OBJECTS["large"]) == sum(sizes[1])


def test_batch_that_is_left_early_disturbs_nobody(filled: Bucket) -> None:
    """The next one is whole."""
    with filled.get_batch(["large", "o0"]):
        pass

    assert [b"object-0"] == _content(filled.get_batch(["o0"]))


@pytest.mark.parametrize("streaming", [True, False], ids=["streaming", "multipart"])
def test_missing_objects_are_an_error_by_name(filled: Bucket, streaming: bool) -> None:
    """After the others, which came."""
    found = []
    with filled.get_batch(["o0", "nosuch", "dir/o1"], streaming=streaming) as batch:
        with pytest.raises(BatchError, match="1 of 3") as caught:
            for member in batch:
                found.append(member.read_all())

    failures = caught.value.failures
    assert [b"object-0", b"object-1object-1"] == found
    assert [str(filled.object("nosuch").ref)] == list(failures)
    assert isinstance(failures[str(filled.object("nosuch").ref)], ObjectNotFound)
    assert 3 == caught.value.total


def test_missing_members_are_an_error_by_name(filled: Bucket) -> None:
    """As missing objects are."""
    items = [BatchItem("s.tar", "nosuch"), BatchItem("s.tar", "b.bin")]

    with pytest.raises(BatchError) as caught:
        _content(filled.get_batch(items))

    assert [f"{filled.object('s.tar').ref}/nosuch"] == list(caught.value.failures)
    assert isinstance(next(iter(caught.value.failures.values())), NotFound)


def test_more_missing_than_ais_bears_is_an_error(filled: Bucket) -> None:
    """Whether AIS refuses it, or ends the archive early: nothing is taken for something else."""
    with pytest.raises((BadRequest, BatchError)):
        _content(filled.get_batch([f"no{number}" for number in range(20)], streaming=False))


def test_part_behind_the_end_is_refused(filled: Bucket) -> None:
    """AIS would send all of the object, perhaps, after 20 seconds."""
    with pytest.raises(ValueError, match="nothing of it is behind"):
        filled.get_batch([BatchItem("o0", offset=8)])


def test_batch_of_a_missing_bucket_is_an_error(absent: Bucket) -> None:
    """Before anything comes."""
    with pytest.raises(BucketNotFound):
        absent.get_batch(["o0"])


@pytest.mark.parametrize(
    ("items", "error"),
    [
        ([], ValueError),
        (["../x"], InvalidName),
        ([""], InvalidName),
        ([1], TypeError),
    ],
)
def test_impossible_batch_is_never_sent(bucket: Bucket, items: Any, error: type[Exception]) -> None:
    """AIS would refuse it."""
    with pytest.raises(error):
        bucket.get_batch(items)


@pytest.mark.parametrize("wanted", [{"format": ".rar"}, {"colocation": 3}])
def test_impossible_way_is_never_sent(bucket: Bucket, wanted: Any) -> None:
    """AIS would refuse it."""
    with pytest.raises(ValueError, match=r"no such format|0, 1 or 2"):
        bucket.get_batch(["o0"], **wanted)


@pytest.mark.parametrize("colocation", [1, 2])
def test_batch_may_say_where_things_are(filled: Bucket, colocation: int) -> None:
    """A hint, that changes nothing of the content."""
    assert [b"object-0"] == _content(filled.get_batch(["o0"], colocation=colocation))


def test_batch_of_many_objects(bucket: Bucket) -> None:
    """Names, order and content of 300."""
    content = {f"many/{number:03}": b"%03d" % number * number for number in range(300)}
    for name, data in content.items():
        bucket.object(name).put(data)

    assert list(content.values()) == _content(bucket.get_batch(content))


def test_item_is_checked() -> None:
    """Where it is made."""
    with pytest.raises(InvalidName):
        BatchItem("o", "../m")
    with pytest.raises(ValueError, match="1 or more"):
        BatchItem("o", length=0)
    with pytest.raises(ValueError, match="0 or more"):
        BatchItem("o", offset=-1, length=1)
    with pytest.raises(ValueError, match="how long"):
        BatchItem("o", "m", offset=1)
