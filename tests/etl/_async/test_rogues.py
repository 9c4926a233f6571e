"""Transformers that do wrong, and transforms that cannot be: each is an error that names its object and its cause."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from aistore_hl import AsyncBucket, AsyncClient, AsyncEtl
from aistore_hl.errors import (
    AisError,
    BodyInterrupted,
    BucketNotFound,
    EtlFailed,
    EtlNotFound,
    GroupFailed,
    InvalidETL,
    ServerError,
    StatusError,
)

pytestmark = pytest.mark.anyio

WRONGS = {
    "short": (BodyInterrupted, "100 bytes before the end of the body"),
    "hangs": (EtlFailed, "deadline exceeded"),
    "garbage": (ServerError, "malformed HTTP response"),
    "breaks": (ServerError, "EOF"),
    "204": (EtlFailed, "500: ETL error: 204, as if the result were stored elsewhere"),
    **{str(status): (EtlFailed, f"{status}: ETL error: in its own words") for status in (400, 403, 404, 429, 500, 503)},
}
LONG = {"garbage", "breaks"}
"""Those that are asked again and again."""


@pytest.fixture
async def fatal(client: AsyncClient) -> AsyncIterator[AsyncEtl]:
    """One for a test that ends it."""
    async with await client.etl("rogue-2").init("rogue:1", object_timeout=20) as etl:
        yield etl


@pytest.mark.parametrize(
    ("how", "error", "words"),
    [
        pytest.param(how, *wrong, id=how, marks=pytest.mark.stress if how in LONG else ())
        for how, wrong in WRONGS.items()
    ],
)
async def test_what_a_transformer_does_wrong_is_told_to_who_reads(
    bucket: AsyncBucket, rogue: str, how: str, error: type[AisError], words: str
) -> None:
    """With the object; and the next one is read as if nothing had been."""
    with pytest.raises(error, match=rf"^GET /v1/objects/{bucket.name}/in/one.txt at .*{words}"):
        async with await bucket.object("in/one.txt").get(etl=rogue, etl_args=how) as reader:
            await reader.read_all()
    async with await bucket.object("in/one.txt").get(etl=rogue) as reader:
        assert b"HELLO ONE" == await reader.read_all()


@pytest.mark.parametrize("how", ["short", "204", pytest.param("hangs", marks=pytest.mark.stress), "403"])
async def test_what_a_transformer_does_wrong_is_told_to_who_copies(bucket: AsyncBucket, rogue: str, how: str) -> None:
    """And nothing is stored."""
    with pytest.raises(StatusError, match=rf"^PUT /v1/objects/{bucket.name}/in/one.txt at "):
        await bucket.object("in/one.txt").copy_to(bucket.object("made"), etl=rogue, etl_args=how)

    assert not await bucket.object("made").exists()


@pytest.mark.stress
async def test_all_that_went_wrong_in_a_job_is_named(bucket: AsyncBucket, other: AsyncBucket, rogue: str) -> None:
    """Object by object; the destination has what went well, whole."""
    for how in [*WRONGS, "dies within"]:
        await bucket.object(how).put(how.encode())
    job = await bucket.transform(rogue, other, continue_on_error=True)
    with pytest.raises(GroupFailed) as raised:
        await job.wait(timeout=50)
    failed = dict(raised.value.failed)
    arrived = {entry.name async for entry in other.list_objects()}

    assert sorted([*WRONGS, "dies within"]) == sorted(failed)
    assert all(failed.values())
    # By a job a 204 is believed, as on AIS; that nothing has arrived is seen afterwards.
    assert "it did not arrive" in failed["204"]
    assert {how for how in WRONGS if how.isdigit()} - {"204"} == {
        how for how, why in failed.items() if "ETL error" in why
    }
    assert {"in/one.txt", "in/two.txt"} == arrived


@pytest.mark.stress
async def test_one_that_dies_of_an_object_is_told_with_its_end(bucket: AsyncBucket, fatal: AsyncEtl) -> None:
    """It is started again some times, and asked again each time; then it is stopped."""
    with pytest.raises(EtlNotFound, match=r"/in/one.txt at .* was stopped \(.*ended with status 137, 5 times before"):
        await bucket.object("in/one.txt").get(etl=fatal, etl_args="dies")


@pytest.mark.parametrize("at_first", [False, True], ids=["second", "first"])
async def test_a_stage_that_is_not_there_is_named(
    bucket: AsyncBucket, other: AsyncBucket, rogue: str, at_first: bool, client: AsyncClient
) -> None:
    """Inline and by a job, which makes no bucket then."""
    stages = [client.etl("no-such-etl"), client.etl(rogue)]
    piped = stages[0] >> stages[1] if at_first else stages[1] >> stages[0]
    with pytest.raises(EtlNotFound, match="no-such-etl does not exist"):
        await bucket.object("in/one.txt").get(etl=piped)
    with pytest.raises(EtlNotFound, match="no-such-etl doesn't exist"):
        await bucket.transform(piped, other)

    assert not await other.exists()


async def test_a_bucket_that_is_not_there_is_named(
    bucket: AsyncBucket, other: AsyncBucket, rogue: str, client: AsyncClient
) -> None:
    """Whether it is to be read, or an object copied into it; one that is transformed into is made."""
    with pytest.raises(BucketNotFound, match=other.name):
        await other.transform(rogue, bucket)
    with pytest.raises(BucketNotFound, match=other.name):
        await bucket.object("in/one.txt").copy_to(other.object("made"), etl=rogue)
    await (await bucket.transform(rogue, other)).wait(timeout=30)

    assert {"in/one.txt", "in/two.txt"} == {entry.name async for entry in other.list_objects()}


async def test_arguments_that_are_too_long_are_not_sent(bucket: AsyncBucket, rogue: str) -> None:
    """As long as they may be they arrive."""
    async with await bucket.object("in/one.txt").get(etl=rogue, etl_args="x" * (56 << 10)) as reader:
        assert b"HELLO ONE" == await reader.read_all()
    with pytest.raises(InvalidETL, match="put them into an object"):
        await bucket.object("in/one.txt").get(etl=rogue, etl_args="x" * (57 << 10))
