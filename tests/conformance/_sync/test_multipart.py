# Written by codegen.py from tests/conformance/_async/test_multipart.py; do not edit.
"""Objects are sent in parts, by hand and by several workers: whole, verified, or not at all."""

from __future__ import annotations

import io
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from aistore_api.api.buckets import set_bucket_props
from aistore_api.models import SetBucketPropsAction
from aistore_hl import Bucket, Client
from aistore_hl.errors import BucketNotFound, InvalidMetadata, InvalidName, NotFound, ObjectNotFound, UploadLost

MIB = 1 << 20
LARGE = random.Random(11).randbytes(5 * MIB + 7)
PARTS = [LARGE[at : at + MIB] for at in range(0, len(LARGE), MIB)]


def content(bucket: Bucket, name: str = "o") -> bytes:
    return bucket.object(name).get().read_all()


@pytest.mark.parametrize("order", [[1, 2, 3, 4, 5, 6], [6, 1, 5, 2, 4, 3]], ids=["in order", "in another"])
def test_parts_by_hand_make_the_object(bucket: Bucket, order: list[int]) -> None:
    """Whatever order they come in; the object has their bytes in the order of their numbers."""
    upload = bucket.object("o").multipart()
    upload.create()
    for number in order:
        upload.put_part(number, PARTS[number - 1])
    stored = upload.complete()

    assert content(bucket) == LARGE
    assert len(LARGE) == stored.size
    assert bucket.object("o").head().checksum == stored.checksum


def test_nothing_is_seen_before_an_upload_is_complete(bucket: Bucket) -> None:
    """The old object stays until the new one is whole."""
    bucket.object("o").put(b"old")
    with bucket.object("o").multipart() as upload:
        upload.put_part(1, b"new")

        assert b"old" == content(bucket)
    assert b"new" == content(bucket)


def test_a_block_that_fails_gives_the_upload_up(bucket: Bucket) -> None:
    """Nothing is stored, and the upload is gone."""
    with pytest.raises(InterruptedError):
        with bucket.object("o").multipart() as upload:
            upload.put_part(1, b"new")
            raise InterruptedError

    assert upload.is_over
    assert not bucket.object("o").exists()
    with pytest.raises(UploadLost):
        bucket.object("o").multipart(upload.id).parts()


def test_an_upload_is_given_up(bucket: Bucket) -> None:
    """Again it is nothing, and no part is taken any more."""
    upload = bucket.object("o").multipart()
    upload.create()
    upload.put_part(1, b"content")
    upload.abort()
    upload.abort()
    with pytest.raises(ValueError, match="is over"):
        upload.put_part(2, b"content")
    with pytest.raises(NotFound):
        bucket.object("o").multipart(upload.id).put_part(2, b"content")

    assert not bucket.object("o").exists()


def test_parts_are_listed(bucket: Bucket) -> None:
    """Those that have arrived, none at first."""
    with bucket.object("folder/a +ü%.bin").multipart() as upload:
        assert [] == upload.parts()
        upload.put_part(1, b"a")
        upload.put_part(2, b"b")
        assert [1, 2] == upload.parts()


def test_a_part_is_sent_once(bucket: Bucket) -> None:
    """Of a part that came twice AIS would lose the content, so it is refused before."""
    with bucket.object("o").multipart() as upload:
        upload.put_part(1, b"content")
        with pytest.raises(ValueError, match="sent before"):
            upload.put_part(1, b"content")

    assert b"content" == content(bucket)


def test_a_part_is_not_begun_twice_at_once(bucket: Bucket) -> None:
    """The second time while the body of the first is still being collected."""
    upload = bucket.object("o").multipart()

    def body() -> Iterator[bytes]:
        with pytest.raises(ValueError, match="sent before"):
            upload.put_part(1, b"another")
        yield b"content"

    with upload:
        upload.put_part(1, body())

    assert b"content" == content(bucket)


def test_a_part_whose_body_cannot_be_read_may_be_sent_again(bucket: Bucket, tmp_path: Path) -> None:
    """Nothing of it has left."""
    with bucket.object("o").multipart() as upload:
        with pytest.raises(FileNotFoundError):
            upload.put_part(1, tmp_path / "absent")
        upload.put_part(1, b"content")

    assert b"content" == content(bucket)


@pytest.mark.parametrize("number", [0, -1, 10_000])
def test_a_number_that_cannot_be_is_refused(bucket: Bucket, number: int) -> None:
    """With the numbers that can."""
    with bucket.object("o").multipart() as upload:
        with pytest.raises(ValueError, match="1 to 9,999"):
            upload.put_part(number, b"content")
        upload.put_part(1, b"content")


def test_a_missing_part_is_an_error_before_anything_is_sent(bucket: Bucket) -> None:
    """To complete, and to list: which would lock the upload in AIS for good."""
    with bucket.object("o").multipart() as upload:
        upload.put_part(1, b"a")
        upload.put_part(3, b"c")
        with pytest.raises(ValueError, match="part 2 is missing"):
            upload.complete()
        with pytest.raises(ValueError, match="part 2 is missing"):
            upload.parts()
        upload.put_part(2, b"b")

    assert b"abc" == content(bucket)


def test_an_upload_without_parts_makes_nothing(bucket: Bucket) -> None:
    """It is an error, and given up."""
    with pytest.raises(ValueError, match="without parts"):
        with bucket.object("o").multipart() as upload:
            pass

    assert upload.is_over
    assert not bucket.object("o").exists()
    with pytest.raises(UploadLost):
        bucket.object("o").multipart(upload.id).parts()


def test_an_empty_part_is_refused(bucket: Bucket) -> None:
    """AIS takes none."""
    with bucket.object("o").multipart() as upload:
        with pytest.raises(ValueError, match="empty"):
            upload.put_part(1, b"")
        upload.put_part(1, b"content")


def test_a_part_is_any_body(bucket: Bucket, tmp_path: Path) -> None:
    """What `put` takes."""
    (tmp_path / "b").write_bytes(b"path ")
    with bucket.object("o").multipart() as upload:
        upload.put_part(1, memoryview(b"bytes "))
        upload.put_part(2, tmp_path / "b")
        upload.put_part(3, io.BytesIO(b"file "))
        upload.put_part(4, iter([b"pie", b"ces"]))

    assert b"bytes path file pieces" == content(bucket)


def test_an_upload_is_taken_up_again(bucket: Bucket) -> None:
    """By its id: what has arrived is not sent again."""
    first = bucket.object("o").multipart()
    upload_id = first.create()
    first.put_part(1, b"one ")
    again = bucket.object("o").multipart(upload_id)

    assert [1] == again.parts()
    with pytest.raises(ValueError, match="sent before"):
        again.put_part(1, b"one ")
    again.put_part(2, b"two")
    again.complete()
    assert b"one two" == content(bucket)


def test_metadata_follows_an_upload(bucket: Bucket) -> None:
    """Of the old object none is left."""
    bucket.object("o").put(b"old", metadata={"old": "1"})
    upload = bucket.object("o").multipart()
    upload.create()
    upload.put_part(1, b"new")
    stored = upload.complete(metadata={"new": "2"})

    assert {"new": "2"} == stored.custom == bucket.object("o").head().custom


def test_an_upload_into_a_missing_bucket_is_an_error(absent: Bucket) -> None:
    """When it is begun."""
    with pytest.raises(BucketNotFound):
        absent.object("o").multipart().create()


def test_an_upload_of_a_bad_name_is_refused(bucket: Bucket) -> None:
    """As any other write of it."""
    with pytest.raises(InvalidName):
        bucket.object("a/../b").multipart()
    with pytest.raises(InvalidName):
        bucket.object("a/../b").put_multipart(LARGE)


@pytest.mark.parametrize("workers", [1, 3, 16])
@pytest.mark.parametrize("kind", ["path", "file", "bytes", "stream"])
def test_workers_put_what_was_given(bucket: Bucket, tmp_path: Path, kind: str, workers: int) -> None:
    """From wherever it comes, by however many."""
    (tmp_path / "o").write_bytes(LARGE)
    bodies: dict[str, Any] = {"path": tmp_path / "o", "file": io.BytesIO(LARGE), "bytes": LARGE, "stream": stream()}
    stored = bucket.object("o").put_multipart(bodies[kind], part_size=MIB, workers=workers)

    assert content(bucket) == LARGE
    assert len(LARGE) == stored.size
    assert bucket.object("o").head().checksum == stored.checksum


@pytest.mark.parametrize("kind", ["crc32c", "md5", "none"])
def test_workers_verify_by_any_checksum(client: Client, bucket: Bucket, kind: str) -> None:
    """Whatever type the bucket has, and AIS chooses."""
    body = SetBucketPropsAction.from_dict({"action": "set-bprops", "value": {"checksum": {"type": kind}}})
    client.raw.answer(set_bucket_props.call(bucket.name, body=body))
    bucket.object("o").put_multipart(LARGE, part_size=MIB, workers=1)
    bucket.object("p").put_multipart(LARGE, part_size=MIB, workers=4)

    assert content(bucket) == content(bucket, "p") == LARGE


@pytest.mark.parametrize("body", [b"", b"small", LARGE], ids=["nothing", "small", "one part"])
@pytest.mark.parametrize("streamed", [False, True], ids=["bytes", "stream"])
def test_what_fits_into_one_part_is_put_as_it_is(bucket: Bucket, body: bytes, streamed: bool) -> None:
    """In one request, with its metadata."""
    given = iter([body]) if streamed else body
    bucket.object("o").put_multipart(given, metadata={"k": "v"})
    found = bucket.object("o").head()

    assert body == content(bucket)
    assert {"k": "v"} == found.custom
    assert bucket.object("o").head(props=["chunked"]).chunks is None


def test_workers_report_progress(bucket: Bucket) -> None:
    """It grows, up to all there is."""
    seen: list[tuple[int, int | None]] = []
    bucket.object("o").put_multipart(
        LARGE, part_size=MIB, progress=lambda done, total: seen.append((done, total))
    )

    assert sorted(seen) == seen
    assert (len(LARGE), len(LARGE)) == seen[-1]


def test_workers_that_are_stopped_store_nothing(bucket: Bucket) -> None:
    """The old object stays, and the upload is gone."""
    bucket.object("o").put(b"old")

    def stop(done: int, total: int | None) -> None:
        if done > 2 * MIB:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        bucket.object("o").put_multipart(LARGE, part_size=MIB, progress=stop)

    assert b"old" == content(bucket)


def test_a_stream_that_fails_stores_nothing(bucket: Bucket) -> None:
    """Its error is passed on."""

    def broken() -> Iterator[bytes]:
        yield LARGE
        raise InterruptedError

    with pytest.raises(InterruptedError):
        bucket.object("o").put_multipart(broken(), part_size=MIB)

    assert not bucket.object("o").exists()


def test_metadata_follows_what_workers_put(bucket: Bucket) -> None:
    """In a request of its own."""
    bucket.object("o").put_multipart(LARGE, part_size=MIB, metadata={"k": "v"})

    assert {"k": "v"} == bucket.object("o").head().custom


def test_bad_metadata_is_refused_before_anything_is_sent(absent: Bucket) -> None:
    """The bucket need not exist."""
    with pytest.raises(InvalidMetadata):
        absent.object("o").put_multipart(LARGE, part_size=MIB, metadata={"a b": "v"})


@pytest.mark.parametrize("there", [[], [1], [1, 2, 3], [1, 2, 3, 4, 5, 6]], ids=len)
@pytest.mark.parametrize("streamed", [False, True], ids=["bytes", "stream"])
def test_workers_take_up_an_upload(bucket: Bucket, there: list[int], streamed: bool) -> None:
    """Only what is missing is sent."""
    upload = bucket.object("o").multipart()
    upload_id = upload.create()
    for number in there:
        upload.put_part(number, PARTS[number - 1])
    body = stream() if streamed else LARGE
    bucket.object("o").put_multipart(body, part_size=MIB, upload_id=upload_id)

    assert content(bucket) == LARGE


def test_an_upload_that_was_brought_stays_when_it_fails(bucket: Bucket) -> None:
    """To be taken up again."""
    upload_id = bucket.object("o").multipart().create()

    def stop(done: int, total: int | None) -> None:
        if done > 3 * MIB:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        bucket.object("o").put_multipart(LARGE, part_size=MIB, upload_id=upload_id, progress=stop)
    there = bucket.object("o").multipart(upload_id).parts()
    bucket.object("o").put_multipart(LARGE, part_size=MIB, upload_id=upload_id)

    assert list(range(1, len(there) + 1)) == there
    assert content(bucket) == LARGE


def test_an_upload_that_is_gone_starts_anew(bucket: Bucket) -> None:
    """Its parts cannot be listed."""
    upload = bucket.object("o").multipart()
    upload_id = upload.create()
    upload.abort()
    bucket.object("o").put_multipart(LARGE, part_size=MIB, upload_id=upload_id)

    assert content(bucket) == LARGE


def test_a_name_whose_parts_cannot_be_listed_starts_anew(bucket: Bucket) -> None:
    """The S3 interface would cut it at the '?'."""
    upload = bucket.object("what?").multipart()
    upload_id = upload.create()
    upload.put_part(1, b"other")
    bucket.object("what?").put_multipart(LARGE, part_size=MIB, upload_id=upload_id)

    assert content(bucket, "what?") == LARGE


@pytest.mark.parametrize("given", [{"workers": 0}, {"part_size": 1000}])
def test_workers_and_parts_that_cannot_be_meant_are_refused(absent: Bucket, given: dict[str, int]) -> None:
    """Before anything is sent: the bucket need not exist."""
    with pytest.raises(ValueError, match=next(iter(given))):
        absent.object("o").put_multipart(LARGE, **given)  # type: ignore[arg-type]


def stream() -> Iterator[bytes]:
    """The content in pieces that fit no part."""
    for at in range(0, len(LARGE), 700_001):
        yield LARGE[at : at + 700_001]


def test_a_missing_object_has_no_upload_to_complete(bucket: Bucket) -> None:
    """An id that is none is not found."""
    with pytest.raises(NotFound):
        bucket.object("o").multipart("nosuchupload").put_part(1, b"x")
    with pytest.raises(ObjectNotFound):
        bucket.object("o").head()
