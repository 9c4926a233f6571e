"""What a read does when the cluster misbehaves: whole and verified, or an error."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import xxhash

from aistore_hl import AsyncBucket, AsyncClient, LocalCluster, RetryPolicy, errors
from tests.faults.endpoints import Answer, Endpoint, Request, serving, store

pytestmark = pytest.mark.anyio

SIZE = 3_000_000


@pytest.fixture
def content() -> bytes:
    return os.urandom(SIZE)


@pytest.mark.parametrize("at", [0, 1, 65_536, 1_500_000, SIZE - 1])
@pytest.mark.parametrize("reset", [False, True], ids=["fin", "reset"])
async def test_a_read_that_breaks_is_resumed(
    cluster: LocalCluster, bucket: AsyncBucket, content: bytes, at: int, reset: bool
) -> None:
    """Wherever the connection ends, the rest is asked for and the whole is verified."""
    await bucket.object("o").put(content)
    cluster.faults.once("GET object", side="target", cut=at, reset=reset)
    async with await bucket.object("o").get() as reader:
        chunks = [chunk async for chunk in reader]

    assert content == b"".join(chunks)


async def test_a_resumed_read_asks_for_the_rest_only(
    cluster: LocalCluster, bucket: AsyncBucket, content: bytes
) -> None:
    """What arrived is not sent again."""
    await bucket.object("o").put(content)
    cluster.faults.once("GET object", side="target", cut=2_000_000)
    async with await bucket.object("o").get() as reader:
        async for _ in reader:
            pass
    asked = [each.header("range") for each in cluster.targets.seen.arrivals("GET")]

    assert [None, f"bytes=2000000-{SIZE - 1}"] == asked


async def test_a_read_that_falls_silent_is_resumed(cluster: LocalCluster, bucket: AsyncBucket, content: bytes) -> None:
    """Silence for the read time-out is a break."""
    await bucket.object("o").put(content)
    cluster.faults.once("GET object", side="target", delay=3, at=1_000_000)
    async with await bucket.object("o").get() as reader:
        chunks = [chunk async for chunk in reader]

    assert content == b"".join(chunks)


async def test_a_read_survives_two_refusals_and_a_lost_answer(
    cluster: LocalCluster, bucket: AsyncBucket, content: bytes
) -> None:
    """Reading again changes nothing."""
    await bucket.object("o").put(content)
    cluster.faults.once("GET object", side="proxy", status=503)
    cluster.faults.once("GET object", side="target", status=500)
    cluster.faults.once("GET object", side="target", lose_answer=True)

    assert content == await (await bucket.object("o").get()).read_all()


@pytest.mark.parametrize("at", [0, 1_000_000, SIZE - 1])
async def test_a_flipped_bit_is_healed_by_reading_again(
    cluster: LocalCluster, bucket: AsyncBucket, content: bytes, at: int
) -> None:
    """Nothing was handed over yet, so the whole is asked for once more."""
    await bucket.object("o").put(content)
    cluster.faults.once("GET object", side="target", flip=at)

    assert content == await (await bucket.object("o").get()).read_all()


async def test_bits_that_always_flip_are_an_error(cluster: LocalCluster, bucket: AsyncBucket, content: bytes) -> None:
    """The second copy is not what was stored either."""
    await bucket.object("o").put(content)
    cluster.faults.once("GET object", side="target", flip=5, times=9)
    with pytest.raises(errors.ChecksumMismatch):
        await (await bucket.object("o").get()).read_all()


@pytest.mark.parametrize("at", [0, SIZE - 1])
async def test_a_stream_with_a_flipped_bit_keeps_its_last_chunk_and_raises(
    cluster: LocalCluster, bucket: AsyncBucket, content: bytes, at: int
) -> None:
    """Whoever iterates never sees the end of a body that is not what was stored."""
    await bucket.object("o").put(content)
    cluster.faults.once("GET object", side="target", flip=at)
    seen = 0
    with pytest.raises(errors.ChecksumMismatch):
        async for chunk in await bucket.object("o").get():
            seen += len(chunk)

    assert seen < SIZE


async def test_a_download_with_a_flipped_bit_begins_anew(
    cluster: LocalCluster, bucket: AsyncBucket, content: bytes, tmp_path: Path
) -> None:
    """The file is nobody's yet."""
    await bucket.object("o").put(content)
    cluster.faults.once("GET object", side="target", flip=SIZE - 1)
    await bucket.object("o").download(tmp_path / "o")

    assert content == (tmp_path / "o").read_bytes()


async def test_a_download_that_fails_leaves_the_old_file_and_nothing_else(
    cluster: LocalCluster, bucket: AsyncBucket, content: bytes, tmp_path: Path
) -> None:
    """No partial final file, no temporary one."""
    (tmp_path / "o").write_bytes(b"old")
    await bucket.object("o").put(content)
    cluster.faults.once("GET object", side="target", flip=5, times=9)
    with pytest.raises(errors.ChecksumMismatch):
        await bucket.object("o").download(tmp_path / "o")

    assert [tmp_path / "o"] == list(tmp_path.iterdir())
    assert b"old" == (tmp_path / "o").read_bytes()


async def test_an_object_that_is_overwritten_while_it_is_read_is_not_spliced(
    cluster: LocalCluster, bucket: AsyncBucket, content: bytes
) -> None:
    """Half of the old one and half of the new one is neither."""
    await bucket.object("o").put(content)
    cluster.faults.once("GET object", side="target", cut=2_000_000)
    reader = await bucket.object("o").get()
    chunks = aiter(reader)
    await anext(chunks)
    await bucket.object("o").put(os.urandom(SIZE))
    with pytest.raises(errors.ObjectChanged):
        async for _ in chunks:
            pass


async def test_a_whole_read_of_an_object_that_is_overwritten_is_the_new_one(
    cluster: LocalCluster, bucket: AsyncBucket, tmp_path: Path
) -> None:
    """Nothing of the old one was handed over."""
    large = os.urandom(20_000_000)
    await bucket.object("o").put(large)
    cluster.faults.once("GET object", side="target", cut=15_000_000)
    reader = await bucket.object("o").get()
    await bucket.object("o").put(b"new")

    assert b"new" == await reader.read_all()


async def test_a_range_is_checked_by_its_length(cluster: LocalCluster, bucket: AsyncBucket, content: bytes) -> None:
    """A cut range is resumed within the range."""
    await bucket.object("o").put(content)
    cluster.faults.once("GET object", side="target", cut=500_000)
    read = await (await bucket.object("o").get(offset=100, length=1_000_000)).read_all()

    assert content[100:1_000_100] == read


async def test_a_read_that_never_gets_on_is_an_error(cluster: LocalCluster, bucket: AsyncBucket) -> None:
    """Five times without a byte is enough."""
    await bucket.object("o").put(b"body" * 1000)
    cluster.faults.once("GET object", side="target", cut=10, times=100)
    with pytest.raises(errors.BodyInterrupted):
        async for _ in await bucket.object("o").get():
            pass


async def test_a_deadline_covers_the_reading(cluster: LocalCluster, bucket: AsyncBucket, content: bytes) -> None:
    """Resuming stops when the time given for the whole call is over."""
    await bucket.object("o").put(content)
    cluster.faults.once("GET object", side="target", delay=0.5, cut=200_000, times=100)
    with pytest.raises(TimeoutError):
        await (await bucket.object("o").get(timeout=1.0)).read_all()


@pytest.mark.parametrize(
    ("headers", "content"),
    [
        ({"Content-Type": "text/html"}, b"<html>log in</html>"),
        ({"Content-Encoding": "gzip", "Ais-Version": "1"}, b"\x1f\x8b"),
    ],
    ids=["captive portal", "encoded"],
)
async def test_what_is_not_an_answer_of_ais_is_not_handed_over(headers: dict[str, str], content: bytes) -> None:
    """200 alone proves nothing."""

    def answer(endpoint: Endpoint, request: Request) -> Answer:
        return 200, headers, content

    with serving(answer) as endpoint:
        async with AsyncClient(endpoint.origin) as client:
            with pytest.raises(errors.ProtocolError):
                await (await client.bucket("b").object("o").get()).read_all()


@pytest.mark.parametrize(
    "content",
    [b"", b"no json", b"[]", b'{"pmap": 7}', b"[" * 100_000, b"\xff\xfe"],
    ids=["empty", "text", "list", "wrong type", "deep", "not utf-8"],
)
async def test_a_document_of_another_shape_is_a_typed_error(content: bytes) -> None:
    """Whatever a server sends."""

    def answer(endpoint: Endpoint, request: Request) -> Answer:
        return 200, {"Content-Type": "application/json"}, content

    with serving(answer) as endpoint:
        async with AsyncClient(endpoint.origin, retry=RetryPolicy(attempts=1)) as client:
            with pytest.raises(errors.ProtocolError):
                await client.cluster().get_info()


@pytest.mark.parametrize(
    "fields",
    [
        {"Content-Range": "bytes 0-1/19"},
        {"Content-Range": "bytes 3-4/19"},
        {"Content-Range": "bytes 2-4/3"},
        {"Content-Range": "nonsense"},
        {},
    ],
    ids=["other begin", "other end", "outside", "nonsense", "none"],
)
async def test_a_part_that_was_not_asked_for_is_refused(fields: dict[str, str]) -> None:
    """A range is checked by what the answer says it holds."""

    def answer(endpoint: Endpoint, request: Request) -> Answer:
        return 206, {"Ais-Version": "1", **fields}, b"ab"

    with serving(answer) as endpoint:
        async with AsyncClient(endpoint.origin, retry=RetryPolicy(attempts=1)) as client:
            with pytest.raises(errors.ProtocolError):
                await (await client.bucket("b").object("o").get(byte_range="bytes=2-3")).read_all()


async def test_a_range_that_was_ignored_is_refused() -> None:
    """The whole object is not the part."""
    with serving(store) as endpoint:
        endpoint.objects["/v1/objects/b/o"] = b"content"
        async with AsyncClient(endpoint.origin) as client:
            with pytest.raises(errors.ProtocolError):
                await (await client.bucket("b").object("o").get(offset=2, length=2)).read_all()


async def test_a_connection_that_failed_is_not_used_again(
    cluster: LocalCluster, bucket: AsyncBucket, content: bytes
) -> None:
    """What is left of a broken answer never becomes the next one's."""
    await bucket.object("large").put(content)
    await bucket.object("o").put(b"small")
    reader = await bucket.object("large").get()
    await anext(aiter(reader))
    await reader.close()

    assert b"small" == await (await bucket.object("o").get()).read_all()
    assert f"xxhash2:{xxhash.xxh64(content).hexdigest()}" == str((await bucket.object("large").head()).checksum)


async def test_calls_that_succeed_pay_for_later_retries(cluster: LocalCluster) -> None:
    """More retries than the budget has tokens for, spread over more calls that need none: all of them are made."""
    async with AsyncClient(cluster.endpoint, retry=RetryPolicy(base=0)) as client:
        object = (await client.bucket("paying").create(exist_ok=True)).object("o")
        await object.put(b"content")
        for _ in range(110):
            cluster.faults.once("HEAD object", status=503, times=2)
            assert 7 == (await object.head()).size
            for _ in range(5):
                await object.head()
