"""What is right although AIS does wrong: the clients on a cluster with AIS's faults (`quirks="ais"`).

That the cluster has each of them, for a client that does not mind, is in `tests/local/test_quirks.py`.
"""

from __future__ import annotations

import io
import tarfile
from collections.abc import AsyncIterator, Iterator

import pytest

from aistore_hl import AsyncBucket, AsyncClient, LocalCluster, errors

pytestmark = pytest.mark.anyio

MIB = 1 << 20
DIRECTORIES = 24
"""Of so many some are on the mountpath where their name would be looked for, and some are not."""


@pytest.fixture(scope="module")
def shared() -> Iterator[LocalCluster]:
    """By its ids what shares a mountpath is the same in every run."""
    with LocalCluster(quirks="ais", node_ids=("one", "two", "three")) as running:
        yield running


async def read(bucket: AsyncBucket, name: str = "o") -> bytes:
    return await (await bucket.object(name).get()).read_all()


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
async def test_no_part_is_lost_by_sending_it_again(
    cluster: LocalCluster, bucket: AsyncBucket, number: int, fault: dict[str, int | bool]
) -> None:
    """T1: what arrived is found in the list of parts, and only what did not arrive is sent again."""
    content = bytes(range(256)) * (10 * MIB // 1024)
    cluster.faults.once(f"PUT object?partNumber={number}", side="target", **fault)  # type: ignore[arg-type]
    await bucket.object("o").put_multipart(content, part_size=MIB, workers=2)

    assert content == await read(bucket)


async def test_a_part_by_hand_is_sent_once(bucket: AsyncBucket) -> None:
    """T1: the second time it is refused, and the first one stays."""
    async with bucket.object("o").multipart() as upload:
        await upload.put_part(1, b"one")
        with pytest.raises(ValueError, match="sent before"):
            await upload.put_part(1, b"one")

    assert b"one" == await read(bucket)


async def test_a_gap_among_parts_is_never_shown(bucket: AsyncBucket) -> None:
    """T2: neither the end of the upload nor the list of its parts is asked for, so both work once it is filled."""
    async with bucket.object("o").multipart() as upload:
        await upload.put_part(1, b"a")
        await upload.put_part(3, b"c")
        with pytest.raises(ValueError, match="part 2 is missing"):
            await upload.parts()
        with pytest.raises(ValueError, match="part 2 is missing"):
            await upload.complete()
        await upload.put_part(2, b"b")

        assert [1, 2, 3] == await upload.parts()

    assert b"abc" == await read(bucket)


async def test_a_member_that_fails_leaves_the_tar_whole(bucket: AsyncBucket) -> None:
    """T3: it is collected before anything is sent; the tar is read and added to afterwards."""

    async def pieces() -> AsyncIterator[bytes]:
        yield b"some"
        raise RuntimeError("no more")

    shard = bucket.object("s.tar")
    await shard.put(tar())
    with pytest.raises(RuntimeError, match="no more"):
        await shard.add_member("second", pieces())
    await shard.add_member("third", b"3")
    await shard.add_member("fourth", b"4")

    assert ["first", "fourth", "third"] == sorted(entry.name for entry in await shard.members())
    assert b"4" == await (await shard.get_member("fourth")).read_all()


async def test_metadata_that_would_be_wiped_is_refused(bucket: AsyncBucket) -> None:
    """T4: all three ways to come to over 2,048 bytes; what is there stays."""
    there = {"a": "x" * 900, "b": "y" * 900}
    await bucket.object("o").put(b"content", metadata=there)
    with pytest.raises(errors.InvalidMetadata):
        await bucket.object("o").merge_metadata({"c": "z" * 900})
    with pytest.raises(errors.InvalidMetadata):
        await bucket.object("o").replace_metadata({**there, "c": "z" * 900})
    with pytest.raises(errors.InvalidMetadata):
        await bucket.object("o").put(b"content", metadata={**there, "c": "z" * 900})

    assert there == (await bucket.object("o").head()).custom


async def test_metadata_of_equal_content_are_stored(bucket: AsyncBucket) -> None:
    """T5: not only shown, so that they outlive the next PUT."""
    await bucket.object("o").put(b"content")
    await bucket.object("o").put(b"content", metadata={"k": "v"})
    await bucket.object("o").put(b"other")

    assert {"k": "v"} == (await bucket.object("o").head()).custom


async def test_a_marker_of_a_directory_is_never_sent(bucket: AsyncBucket) -> None:
    """T9: it would be an object in the way of all that is to be in that directory."""
    with pytest.raises(errors.InvalidName):
        await bucket.object("folder/").put(b"")
    await bucket.object("folder/x").put(b"x")

    assert ["folder/x"] == [entry.name for entry in await bucket.list_objects().to_list()]


async def test_an_object_in_the_way_is_told(bucket: AsyncBucket) -> None:
    """T9: where AIS cannot make the directory, PUT is an error in its words, and the object is as it was."""
    refused = []
    for number in range(12):
        await bucket.object(f"file{number}").put(b"in the way")
        try:
            await bucket.object(f"file{number}/x").put(b"x")
        except errors.BadRequest as exc:
            refused.append((number, exc.tcode))

    assert {"ErrMv"} == {tcode for _, tcode in refused}
    assert {b"in the way"} == {await read(bucket, f"file{number}") for number, _ in refused}


async def test_a_directory_is_no_object(bucket: AsyncBucket) -> None:
    """T10: not found, whatever the status and whoever asks, and an object only once it was put."""
    names = [f"dir{number}" for number in range(DIRECTORIES)]
    await bucket.put_many({f"{name}/x": b"x" for name in names})
    statuses = set()
    for name in names:
        with pytest.raises(errors.ObjectNotFound) as caught:
            await bucket.object(name).get()
        statuses.add(caught.value.status)
        assert not await bucket.object(name).exists()
    with pytest.raises(errors.BatchError) as many:
        async for _ in bucket.get_many(names):
            pass

    assert {404, 500} == statuses
    assert {errors.ObjectNotFound} == {type(exc) for exc in many.value.failures.values()}
    assert {*names} == {*many.value.failures}


@pytest.mark.parametrize("kind", ["xxhash2", "md5", "crc32c", "sha256", "sha512", "none"])
async def test_only_types_that_ais_knows_are_sent(bucket: AsyncBucket, kind: str) -> None:
    """T12: whatever the bucket has, bytes and pieces arrive and come back."""
    await bucket.set_props({"checksum": {"type": kind}})

    async def pieces() -> AsyncIterator[bytes]:
        yield b"con"
        yield b"tent"

    await bucket.object("o").put(b"content")
    await bucket.object("p").put(pieces())

    assert [b"content"] * 2 == [await read(bucket, name) for name in "op"]


async def test_a_second_writer_keeps_what_it_wrote(bucket: AsyncBucket) -> None:
    """T16: an append that would take the place of what others wrote is an error, and not seen."""
    async with bucket.object("o").append() as file:
        await file.write(b"mine")
    late = bucket.object("o").append()
    await late.write(b"x" * (5 * MIB))
    async with bucket.object("o").append() as file:
        await file.write(b", and mine")
    with pytest.raises(errors.ObjectChanged):
        await late.flush()
    await late.close()

    assert b"mine, and mine" == await read(bucket)


async def test_a_limit_of_a_bucket_is_waited_for(
    cluster: LocalCluster, patient: AsyncClient, bucket: AsyncBucket
) -> None:
    """T17: 429 comes without `Retry-After`, so that the waits are the client's own."""
    await bucket.object("o").put(b"content")
    limit = {"enabled": True, "max_tokens": 4, "burst_size": 1, "interval": "1s"}
    await bucket.set_props({"rate_limit": {"frontend": limit}})
    cluster.seen.clear()
    contents = [await read(patient.bucket(bucket.name)) for _ in range(5)]

    assert [b"content"] * 5 == contents
    assert 5 < cluster.proxy.seen.requests("GET")


async def test_an_archive_in_a_new_directory_is_refused_in_words(bucket: AsyncBucket) -> None:
    """T18: AIS says that a file of its own is missing; our error says what to do, and doing it works."""
    with pytest.raises(errors.ArchiveRefused, match="itself first"):
        await bucket.object("nowhere/s.tar").replace_with_member("x", b"x")
    await bucket.object("nowhere/s.tar").put(tar())
    await bucket.object("nowhere/s.tar").add_member("x", b"x")

    assert ["first", "x"] == [entry.name for entry in await bucket.object("nowhere/s.tar").members()]


async def test_an_evict_deletes_nothing(bucket: AsyncBucket) -> None:
    """What is in the cluster alone is refused before it is sent: AIS would delete it and say 200."""
    await bucket.object("o").put(b"content")
    with pytest.raises(errors.NotRemote):
        await bucket.object("o").evict()
    with pytest.raises(errors.NotRemote):
        await bucket.objects(["o"]).evict()

    assert b"content" == await read(bucket)
