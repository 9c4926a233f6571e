# Written by codegen.py from tests/faults/_async/test_traps.py; do not edit.
"""What is right although AIS does wrong: the clients on a cluster with AIS's faults (`quirks="ais"`).

That the cluster has each of them, for a client that does not mind, is in `tests/local/test_quirks.py`.
"""

from __future__ import annotations

import io
import tarfile
from collections.abc import Iterator

import pytest

from aistore_hl import Bucket, Client, LocalCluster, errors

pytestmark = pytest.mark.anyio

MIB = 1 << 20
DIRECTORIES = 24
"""Of so many some are on the mountpath where their name would be looked for, and some are not."""


@pytest.fixture(scope="module")
def shared() -> Iterator[LocalCluster]:
    """By its ids what shares a mountpath is the same in every run."""
    with LocalCluster(quirks="ais", node_ids=("one", "two", "three")) as running:
        yield running


def read(bucket: Bucket, name: str = "o") -> bytes:
    return bucket.object(name).get().read_all()


def tar() -> bytes:
    """A tar of one file, ended as AIS ends its own."""
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as archive:
        info = tarfile.TarInfo("first")
        info.size = 1
        archive.addfile(info, io.BytesIO(b"1"))
    return file.getvalue()[: 4 * 512]


@pytest.mark.parametrize("number", [1, 2, 3])
@pytest.mark.parametrize("fault", [{"lose_answer": True}, {"cut": 1000, "reset": True}], ids=["lost", "broken"])
def test_no_part_is_lost_by_sending_it_again(
    cluster: LocalCluster, bucket: Bucket, number: int, fault: dict[str, int | bool]
) -> None:
    """T1: what arrived is found in the list of parts, and only what did not arrive is sent again."""
    content = bytes(range(256)) * (10 * MIB // 1024)
    cluster.faults.once(f"PUT object?partNumber={number}", side="target", **fault)  # type: ignore[arg-type]
    bucket.object("o").put_multipart(content, part_size=MIB, workers=2)

    assert content == read(bucket)


def test_a_part_by_hand_is_sent_once(bucket: Bucket) -> None:
    """T1: the second time it is refused, and the first one stays."""
    with bucket.object("o").multipart() as upload:
        upload.put_part(1, b"one")
        with pytest.raises(ValueError, match="sent before"):
            upload.put_part(1, b"one")

    assert b"one" == read(bucket)


def test_a_gap_among_parts_is_never_shown(bucket: Bucket) -> None:
    """T2: neither the end of the upload nor the list of its parts is asked for, so both work once it is filled."""
    with bucket.object("o").multipart() as upload:
        upload.put_part(1, b"a")
        upload.put_part(3, b"c")
        with pytest.raises(ValueError, match="part 2 is missing"):
            upload.parts()
        with pytest.raises(ValueError, match="part 2 is missing"):
            upload.complete()
        upload.put_part(2, b"b")

        assert [1, 2, 3] == upload.parts()

    assert b"abc" == read(bucket)


def test_a_member_that_fails_leaves_the_tar_whole(bucket: Bucket) -> None:
    """T3: it is collected before anything is sent; the tar is read and added to afterwards."""

    def pieces() -> Iterator[bytes]:
        yield b"some"
        raise RuntimeError("no more")

    shard = bucket.object("s.tar")
    shard.put(tar())
    with pytest.raises(RuntimeError, match="no more"):
        shard.add_member("second", pieces())
    shard.add_member("third", b"3")
    shard.add_member("fourth", b"4")

    assert ["first", "fourth", "third"] == sorted(entry.name for entry in shard.members())
    assert b"4" == shard.get_member("fourth").read_all()


def test_metadata_that_would_be_wiped_is_refused(bucket: Bucket) -> None:
    """T4: all three ways to come to over 2,048 bytes; what is there stays."""
    there = {"a": "x" * 900, "b": "y" * 900}
    bucket.object("o").put(b"content", metadata=there)
    with pytest.raises(errors.InvalidMetadata):
        bucket.object("o").merge_metadata({"c": "z" * 900})
    with pytest.raises(errors.InvalidMetadata):
        bucket.object("o").replace_metadata({**there, "c": "z" * 900})
    with pytest.raises(errors.InvalidMetadata):
        bucket.object("o").put(b"content", metadata={**there, "c": "z" * 900})

    assert there == bucket.object("o").head().custom


def test_metadata_of_equal_content_are_stored(bucket: Bucket) -> None:
    """T5: not only shown, so that they outlive the next PUT."""
    bucket.object("o").put(b"content")
    bucket.object("o").put(b"content", metadata={"k": "v"})
    bucket.object("o").put(b"other")

    assert {"k": "v"} == bucket.object("o").head().custom


def test_a_marker_of_a_directory_is_never_sent(bucket: Bucket) -> None:
    """T9: it would be an object in the way of all that is to be in that directory."""
    with pytest.raises(errors.InvalidName):
        bucket.object("folder/").put(b"")
    bucket.object("folder/x").put(b"x")

    assert ["folder/x"] == [entry.name for entry in bucket.list_objects().to_list()]


def test_an_object_in_the_way_is_told(bucket: Bucket) -> None:
    """T9: where AIS cannot make the directory, PUT is an error in its words, and the object is as it was."""
    refused = []
    for number in range(12):
        bucket.object(f"file{number}").put(b"in the way")
        try:
            bucket.object(f"file{number}/x").put(b"x")
        except errors.BadRequest as exc:
            refused.append((number, exc.tcode))

    assert {"ErrMv"} == {tcode for _, tcode in refused}
    assert {b"in the way"} == {read(bucket, f"file{number}") for number, _ in refused}


def test_a_directory_is_no_object(bucket: Bucket) -> None:
    """T10: not found, whatever the status and whoever asks, and an object only once it was put."""
    names = [f"dir{number}" for number in range(DIRECTORIES)]
    bucket.put_many({f"{name}/x": b"x" for name in names})
    statuses = set()
    for name in names:
        with pytest.raises(errors.ObjectNotFound) as caught:
            bucket.object(name).get()
        statuses.add(caught.value.status)
        assert not bucket.object(name).exists()
    with pytest.raises(errors.BatchError) as many:
        for _ in bucket.get_many(names):
            pass

    assert {404, 500} == statuses
    assert {errors.ObjectNotFound} == {type(exc) for exc in many.value.failures.values()}
    assert {*names} == {*many.value.failures}


@pytest.mark.parametrize("kind", ["xxhash2", "md5", "crc32c", "sha256", "sha512", "none"])
def test_only_types_that_ais_knows_are_sent(bucket: Bucket, kind: str) -> None:
    """T12: whatever the bucket has, bytes and pieces arrive and come back."""
    bucket.set_props({"checksum": {"type": kind}})

    def pieces() -> Iterator[bytes]:
        yield b"con"
        yield b"tent"

    bucket.object("o").put(b"content")
    bucket.object("p").put(pieces())

    assert [b"content"] * 2 == [read(bucket, name) for name in "op"]


def test_a_second_writer_keeps_what_it_wrote(bucket: Bucket) -> None:
    """T16: an append that would take the place of what others wrote is an error, and not seen."""
    with bucket.object("o").append() as file:
        file.write(b"mine")
    late = bucket.object("o").append()
    late.write(b"x" * (5 * MIB))
    with bucket.object("o").append() as file:
        file.write(b", and mine")
    with pytest.raises(errors.ObjectChanged):
        late.flush()
    late.close()

    assert b"mine, and mine" == read(bucket)


def test_a_limit_of_a_bucket_is_waited_for(
    cluster: LocalCluster, patient: Client, bucket: Bucket
) -> None:
    """T17: 429 comes without `Retry-After`, so that the waits are the client's own."""
    bucket.object("o").put(b"content")
    limit = {"enabled": True, "max_tokens": 4, "burst_size": 1, "interval": "1s"}
    bucket.set_props({"rate_limit": {"frontend": limit}})
    cluster.seen.clear()
    contents = [read(patient.bucket(bucket.name)) for _ in range(5)]

    assert [b"content"] * 5 == contents
    assert 5 < cluster.proxy.seen.requests("GET")


def test_an_archive_in_a_new_directory_is_refused_in_words(bucket: Bucket) -> None:
    """T18: AIS says that a file of its own is missing; our error says what to do, and doing it works."""
    with pytest.raises(errors.ArchiveRefused, match="itself first"):
        bucket.object("nowhere/s.tar").replace_with_member("x", b"x")
    bucket.object("nowhere/s.tar").put(tar())
    bucket.object("nowhere/s.tar").add_member("x", b"x")

    assert ["first", "x"] == [entry.name for entry in bucket.object("nowhere/s.tar").members()]


def test_an_evict_deletes_nothing(bucket: Bucket) -> None:
    """What is in the cluster alone is refused before it is sent: AIS would delete it and say 200."""
    bucket.object("o").put(b"content")
    with pytest.raises(errors.NotRemote):
        bucket.object("o").evict()
    with pytest.raises(errors.NotRemote):
        bucket.objects(["o"]).evict()

    assert b"content" == read(bucket)
