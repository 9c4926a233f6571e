"""Several ETLs, one after the other."""

from __future__ import annotations

from urllib.request import urlopen

import pytest

from aistore_hl import AsyncBucket, AsyncEtl
from aistore_hl.errors import BadRequest, EtlFailed, EtlNotFound, GroupFailed

from .test_offline import content_of

pytestmark = pytest.mark.anyio


async def test_an_object_goes_from_one_to_the_next(bucket: AsyncBucket, push: AsyncEtl, turn: AsyncEtl) -> None:
    """In their order, which matters; by handles, or by names behind a handle."""
    read = []
    for etl in (push >> turn, turn >> "toy-push", push >> turn >> push):
        async with await bucket.object("in/one.txt").get(etl=etl) as reader:
            read.append(await reader.read_all())

    assert [b"ENO OLLEH"] * 3 == read


async def test_every_stage_has_the_arguments(bucket: AsyncBucket, push: AsyncEtl, turn: AsyncEtl) -> None:
    """The first puts them behind, the second in front of what it turns round."""
    async with await bucket.object("in/one.txt").get(etl=push >> turn, etl_args="12") as reader:
        assert b"1221ENO OLLEH" == await reader.read_all()


async def test_a_url_of_a_pipeline_has_what_it_makes(bucket: AsyncBucket, push: AsyncEtl, turn: AsyncEtl) -> None:
    """For whatever speaks HTTP."""
    with urlopen(bucket.object("in/one.txt").get_url(etl=push >> turn, etl_args="1")) as answer:  # on 127.0.0.1
        assert b"11ENO OLLEH" == answer.read()


async def test_urls_of_a_bucket_have_the_etl(bucket: AsyncBucket, push: AsyncEtl) -> None:
    """As each object's own."""
    found = [url async for url in bucket.list_urls("in/", etl=push, etl_args="!")]

    assert [bucket.object(f"in/{name}.txt").get_url(etl=push, etl_args="!") for name in ("one", "two")] == found
    with urlopen(found[0]) as answer:  # on 127.0.0.1
        assert b"HELLO ONE!" == answer.read()


async def test_a_copy_is_made_by_a_pipeline(bucket: AsyncBucket, push: AsyncEtl, turn: AsyncEtl) -> None:
    """What the last stage makes is stored."""
    copy = await bucket.object("in/one.txt").copy_to(bucket.object("copy"), etl=push >> turn)
    async with await copy.get() as reader:
        assert b"ENO OLLEH" == await reader.read_all()


async def test_a_bucket_and_a_group_are_transformed_by_a_pipeline(
    bucket: AsyncBucket, other: AsyncBucket, push: AsyncEtl, turn: AsyncEtl
) -> None:
    """By jobs; one that begins with an ETL that fetches objects too."""
    await (await bucket.transform(push >> turn, other, prepend="a/")).wait(timeout=30)
    await (await bucket.transform("toy-pull", other, prepend="b/")).wait(timeout=30)
    await (await bucket.objects(["in/two.txt"]).transform(push >> turn, other, prepend="c/")).wait(timeout=30)

    assert {
        "a/in/one.txt": b"ENO OLLEH",
        "a/in/two.txt": b"OWT OLLEH",
        "b/in/one.txt": b"HELLO ONE",
        "b/in/two.txt": b"HELLO TWO",
        "c/in/two.txt": b"OWT OLLEH",
    } == await content_of(other)


async def test_what_fails_at_a_later_stage_is_told(
    bucket: AsyncBucket, other: AsyncBucket, push: AsyncEtl, turn: AsyncEtl
) -> None:
    """With its words, to who reads and by the job; nothing of it is stored."""
    await bucket.object("in/bad").put(b"twisted")
    with pytest.raises(EtlFailed, match="it is twisted"):
        await bucket.object("in/bad").get(etl=push >> turn)
    with pytest.raises(GroupFailed, match=r"'in/bad'.*it is twisted"):
        await (await bucket.transform(push >> turn, other)).wait(timeout=30)

    assert {"in/one.txt", "in/two.txt"} == set(await content_of(other))


async def test_a_stage_that_is_not_there_is_missed_by_name(bucket: AsyncBucket, push: AsyncEtl) -> None:
    """And nothing is read."""
    with pytest.raises(EtlNotFound, match="no-such-etl"):
        await bucket.object("in/one.txt").get(etl=push >> "no-such-etl")


async def test_a_pipeline_that_begins_with_what_fetches_is_not_read(
    bucket: AsyncBucket, pull: AsyncEtl, turn: AsyncEtl
) -> None:
    """AIS refuses it: the reader would be sent to the first of them."""
    with pytest.raises(BadRequest, match="pipeline"):
        await bucket.object("in/one.txt").get(etl=pull >> turn)
