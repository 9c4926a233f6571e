"""What is read is what was stored, and what is stored is what was sent: by checksums of every type."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from aistore_api.api.objects import put_object

from aistore_hl import AsyncBucket, AsyncClient
from aistore_hl.errors import BadChecksum, IntegrityError

CONTENT = b"abcdef"
CHECKSUMS = {
    "xxhash2": "fa8afd82c423144d",
    "xxhash": "fa8afd82c423144d",
    "md5": "e80b5017098950fc58aad83c8c14978e",
    "crc32c": "53bceff1",
    "sha256": "bef57ec7f53a6d40beb640a780a639c83bc29ac8a9816f1fc6c5c6dcd93c4721",
    "sha512": (
        "e32ef19623e8ed9d267f657a81944b3d07adbb768518068e88435745564e8d41"
        "50a0a703be2a7d88b61e3d390c2bb97e2d4c311fdc69d6b1267f05f59aa920e7"
    ),
}
"""Of `CONTENT`. Recorded on AIS 5.0."""

TYPES = [*CHECKSUMS, "none"]
LARGE = random.Random(11).randbytes((17 << 20) + 9)


@pytest.fixture
async def typed(
    request: pytest.FixtureRequest, client: AsyncClient, bucket_name: Callable[[], str]
) -> AsyncIterator[AsyncBucket]:
    """A bucket with checksums of the type that the test names."""
    bucket = await client.bucket(bucket_name()).create(props={"checksum": {"type": request.param}})
    yield bucket
    await bucket.delete(missing_ok=True)


@pytest.fixture
async def trusting(client: AsyncClient) -> AsyncIterator[AsyncClient]:
    """A client that compares nothing."""
    async with AsyncClient(client.endpoint, integrity="off") as trusting:
        yield trusting


every_type = pytest.mark.parametrize("typed", TYPES, indirect=True)


@pytest.mark.parametrize(("typed", "value"), CHECKSUMS.items(), indirect=["typed"])
async def test_object_has_the_checksum_of_its_bucket(typed: AsyncBucket, value: str) -> None:
    """Of that type, whatever type the client sent along."""
    await typed.object("o").put(CONTENT)
    found = (await typed.object("o").head()).checksum

    assert found is not None
    assert ((await typed.head()).checksum_type, value) == (found.type, found.value)


@pytest.mark.parametrize("typed", ["none"], indirect=True)
async def test_object_of_a_bucket_without_checksums_has_none(typed: AsyncBucket) -> None:
    """Neither by the answer to the put nor later."""
    stored = await typed.object("o").put(CONTENT)
    found = await typed.object("o").head()

    assert (None, None) == (stored.checksum, found.checksum)


@every_type
async def test_bytes_come_back(typed: AsyncBucket) -> None:
    """Put whole, read whole."""
    await typed.object("o").put(CONTENT)

    assert CONTENT == await (await typed.object("o").get()).read_all()


@every_type
async def test_stream_comes_back(typed: AsyncBucket) -> None:
    """Put by pieces, read by pieces, compared at either end."""
    await typed.object("o").put(LARGE[at : at + 1_000_003] for at in range(0, len(LARGE), 1_000_003))
    async with await typed.object("o").get() as reader:
        content = b"".join([chunk async for chunk in reader])

    assert LARGE == content


@every_type
async def test_stream_returns_the_stored_checksum(typed: AsyncBucket) -> None:
    """The answer to the put is what a HEAD says."""
    stored = await typed.object("o").put(iter([CONTENT[:2], CONTENT[2:]]))

    assert (await typed.object("o").head()).checksum == stored.checksum


@every_type
async def test_file_comes_back(typed: AsyncBucket, tmp_path: Path) -> None:
    """From one file to another."""
    (tmp_path / "a").write_bytes(LARGE)
    await typed.object("o").put(tmp_path / "a")
    await typed.object("o").download(tmp_path / "b")

    assert LARGE == (tmp_path / "b").read_bytes()


@every_type
async def test_content_with_metadata_comes_back(typed: AsyncBucket) -> None:
    """There the server looks at no checksum, and the client compares."""
    await typed.object("o").put(CONTENT, metadata={"k": "v"})

    assert CONTENT == await (await typed.object("o").get()).read_all()


@every_type
async def test_part_comes_back(typed: AsyncBucket) -> None:
    """The checksum of the whole is not held against a part."""
    await typed.object("o").put(LARGE)

    assert LARGE[5:5_000_005] == await (await typed.object("o").get(offset=5, length=5_000_000)).read_all()


@every_type
async def test_nothing_comes_back(typed: AsyncBucket) -> None:
    """An empty object has a checksum, too."""
    await typed.object("o").put(b"")

    assert b"" == await (await typed.object("o").get()).read_all()


@pytest.mark.parametrize("kind", CHECKSUMS)
async def test_wrong_checksum_stores_nothing(client: AsyncClient, bucket: AsyncBucket, kind: str) -> None:
    """Of any type, also another than the bucket's."""
    wrong = CHECKSUMS[kind][::-1]
    call = put_object.call(bucket.name, "o", body=CONTENT, ais_checksum_type=kind, ais_checksum_value=wrong)
    with pytest.raises(BadChecksum) as caught:
        await client.raw.send(call)

    assert (500, "ErrBadCksum") == (caught.value.status, caught.value.tcode)
    assert await bucket.object("o").exists() is False


@pytest.mark.parametrize("kind", CHECKSUMS)
async def test_right_checksum_is_taken(client: AsyncClient, bucket: AsyncBucket, kind: str) -> None:
    """Of any type, also another than the bucket's."""
    right = CHECKSUMS[kind]
    call = put_object.call(bucket.name, "o", body=CONTENT, ais_checksum_type=kind, ais_checksum_value=right)
    await client.raw.send(call)

    assert CONTENT == await (await bucket.object("o").get()).read_all()


async def test_wrong_checksum_keeps_the_old_content(client: AsyncClient, bucket: AsyncBucket) -> None:
    """Readers never see what was refused."""
    await bucket.object("o").put(b"old")
    call = put_object.call(bucket.name, "o", body=CONTENT, ais_checksum_type="md5", ais_checksum_value="0" * 32)
    with pytest.raises(BadChecksum):
        await client.raw.send(call)

    assert b"old" == await (await bucket.object("o").get()).read_all()


async def test_wrong_checksum_is_a_matter_of_integrity(client: AsyncClient, bucket: AsyncBucket) -> None:
    """Who catches that catches this, and nothing was tried again."""
    call = put_object.call(bucket.name, "o", body=CONTENT, ais_checksum_type="md5", ais_checksum_value="0" * 32)
    with pytest.raises(IntegrityError) as caught:
        await client.raw.send(call)

    assert caught.value.retry_safe is False


async def test_checksum_in_capitals_is_wrong(client: AsyncClient, bucket: AsyncBucket) -> None:
    """AIS compares texts."""
    capitals = CHECKSUMS["md5"].upper()
    call = put_object.call(bucket.name, "o", body=CONTENT, ais_checksum_type="md5", ais_checksum_value=capitals)

    with pytest.raises(BadChecksum):
        await client.raw.send(call)


async def test_wrong_checksum_of_a_large_body_stores_nothing(client: AsyncClient, bucket: AsyncBucket) -> None:
    """The next request finds a clean connection."""
    call = put_object.call(bucket.name, "o", body=LARGE, ais_checksum_type="md5", ais_checksum_value="0" * 32)
    with pytest.raises(BadChecksum):
        await client.raw.send(call)

    assert await bucket.object("o").exists() is False


async def test_skip_vc_looks_at_no_checksum(client: AsyncClient, bucket: AsyncBucket) -> None:
    """What was sent is stored, with the checksum that it really has."""
    call = put_object.call(
        bucket.name, "o", body=CONTENT, skip_vc=True, ais_checksum_type="md5", ais_checksum_value="0" * 32
    )
    stored = await client.raw.send(call)

    assert ("xxhash2", CHECKSUMS["xxhash2"]) == (stored.checksum_type, stored.checksum_value)


async def test_skip_vc_begins_versions_anew(client: AsyncClient, bucket: AsyncBucket) -> None:
    """Nobody looks at the old one."""
    await bucket.object("o").put(b"1")
    await bucket.object("o").put(b"2")
    await client.raw.send(put_object.call(bucket.name, "o", body=CONTENT, skip_vc=True))

    assert "1" == (await bucket.object("o").head()).version


async def test_checksum_that_is_there_already_stores_nothing(client: AsyncClient, bucket: AsyncBucket) -> None:
    """AIS takes its word for the body: the answer has no header of the object, the version stays."""
    await bucket.object("o").put(CONTENT)
    call = put_object.call(
        bucket.name, "o", body=b"other!", ais_checksum_type="xxhash2", ais_checksum_value=CHECKSUMS["xxhash2"]
    )
    answer = await client.raw.send(call)

    assert (None, None) == (answer.checksum_value, answer.version)
    assert "1" == (await bucket.object("o").head()).version
    assert CONTENT == await (await bucket.object("o").get()).read_all()


async def test_put_that_changes_nothing_still_tells_the_checksum(bucket: AsyncBucket) -> None:
    """It is the one that was sent."""
    first = await bucket.object("o").put(CONTENT)
    second = await bucket.object("o").put(CONTENT)

    assert first.checksum == second.checksum


async def test_bucket_that_changes_its_type_keeps_old_checksums(bucket: AsyncBucket) -> None:
    """Objects of both types are read and compared."""
    await bucket.object("old").put(CONTENT)
    await bucket.set_props({"checksum": {"type": "sha256"}})
    await bucket.object("new").put(CONTENT)

    assert ["xxhash2", "sha256"] == [
        found.type for name in ("old", "new") if (found := (await bucket.object(name).head()).checksum) is not None
    ]
    assert CONTENT == await (await bucket.object("old").get()).read_all()
    assert CONTENT == await (await bucket.object("new").get()).read_all()


async def test_bucket_that_validates_when_it_reads(bucket: AsyncBucket) -> None:
    """A sound object passes."""
    await bucket.set_props({"checksum": {"validate_warm_get": True}})
    await bucket.object("o").put(CONTENT)

    assert CONTENT == await (await bucket.object("o").get()).read_all()


async def test_comparing_can_be_turned_off(trusting: AsyncClient, bucket: AsyncBucket) -> None:
    """What is sent and read is the same then."""
    await trusting.bucket(bucket.name).object("o").put(LARGE)

    assert LARGE == await (await trusting.bucket(bucket.name).object("o").get()).read_all()


async def test_content_is_always_stored_where_nothing_is_compared(trusting: AsyncClient, bucket: AsyncBucket) -> None:
    """Without a checksum AIS cannot know that it has the content already."""
    versions = [(await trusting.bucket(bucket.name).object("o").put(CONTENT)).version for _ in range(2)]

    assert ["1", "2"] == versions
