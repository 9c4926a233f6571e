"""Buckets and groups that are transformed into other buckets."""

from __future__ import annotations

import pytest

from aistore_hl import AsyncBucket, AsyncClient, AsyncEtl
from aistore_hl.errors import BadRequest, EtlNotFound, GroupFailed, InvalidName, JobAborted

pytestmark = pytest.mark.anyio


async def content_of(bucket: AsyncBucket) -> dict[str, bytes]:
    """What is in a bucket, by name."""
    found = {}
    async for entry in bucket.list_objects():
        async with await bucket.object(entry.name).get() as reader:
            found[entry.name] = await reader.read_all()
    return found


async def test_a_bucket_is_transformed(bucket: AsyncBucket, other: AsyncBucket, push: AsyncEtl) -> None:
    """Into one that is made, under other names; the result counts."""
    await bucket.object("else").put(b"not this one")
    job = await bucket.transform(push, other, prefix="in/", prepend="out/", extensions={"txt": "up"}, workers=2)
    result = await job.wait(timeout=30)

    assert {"out/in/one.up": b"HELLO ONE", "out/in/two.up": b"HELLO TWO"} == await content_of(other)
    assert (2, (), {}) == (result.done, result.missing, result.failed)
    assert "etl-bck" == job.kind


async def test_a_bucket_is_transformed_by_what_is_pulled(
    bucket: AsyncBucket, other: AsyncBucket, pull: AsyncEtl
) -> None:
    """Offline it is the target that asks."""
    await (await bucket.transform(pull, other, request_timeout=20)).wait(timeout=30)

    assert {"in/one.txt": b"HELLO ONE", "in/two.txt": b"HELLO TWO"} == await content_of(other)


async def test_an_object_has_the_time_of_the_etl(bucket: AsyncBucket, other: AsyncBucket, fresh: AsyncEtl) -> None:
    """AIS 5.0 takes the time-out of a request, and does not use it."""
    await fresh.init_function(lambda data: __import__("time").sleep(0.2) or data)

    result = await (await bucket.transform(fresh, other, request_timeout=0.05)).wait(timeout=30)

    assert (2, {}) == (result.done, result.failed)


async def test_without_recursion_folders_are_left_out(bucket: AsyncBucket, other: AsyncBucket, push: AsyncEtl) -> None:
    """Also of the names that are looked for afterwards."""
    await bucket.object("top").put(b"top")
    result = await (await bucket.transform(push, other, recursive=False)).wait(timeout=30)

    assert {"top": b"TOP"} == await content_of(other)
    assert 1 == result.done


async def test_what_failed_is_named_with_its_cause(bucket: AsyncBucket, other: AsyncBucket, push: AsyncEtl) -> None:
    """And the others are done."""
    await bucket.object("in/bad").put(b"broken")
    job = await bucket.transform(push, other)
    with pytest.raises(GroupFailed, match=r"'in/bad'.*it is broken") as raised:
        await job.wait(timeout=30)

    assert ["in/bad"] == list(raised.value.failed)
    assert {"in/one.txt", "in/two.txt"} == set(await content_of(other))


async def test_more_failures_than_ais_keeps_are_named_too(
    bucket: AsyncBucket, other: AsyncBucket, push: AsyncEtl
) -> None:
    """Of each target 128 are told; the others are not in the destination."""
    names = [f"in/bad-{number}" for number in range(270)]
    await bucket.put_many((name, b"broken") for name in names)
    with pytest.raises(GroupFailed) as raised:
        await (await bucket.transform(push, other)).wait(timeout=60)
    failed = raised.value.failed

    assert set(names) == set(failed)
    assert 256 >= sum("it is broken" in why for why in failed.values()) > 200
    assert any("did not arrive" in why for why in failed.values())


async def test_the_first_failure_ends_it_where_it_shall(
    bucket: AsyncBucket, other: AsyncBucket, push: AsyncEtl
) -> None:
    """With the object and the cause in the error."""
    await bucket.object("in/bad").put(b"broken")
    job = await bucket.transform(push, other, continue_on_error=False)
    with pytest.raises((JobAborted, GroupFailed), match=r"'in/bad': 500: ETL error: .*it is broken"):
        await job.wait(timeout=30)


async def test_what_is_done_is_skipped_the_second_time(bucket: AsyncBucket, other: AsyncBucket, push: AsyncEtl) -> None:
    """What the destination has stays as it is, and what is new or failed is transformed."""
    await bucket.object("in/bad").put(b"broken")
    with pytest.raises(GroupFailed):
        await (await bucket.transform(push, other)).wait(timeout=30)
    await bucket.object("in/bad").put(b"mended")
    await other.object("in/one.txt").put(b"kept")
    result = await (await bucket.transform(push, other, skip_existing=True)).wait(timeout=30)

    assert 1 == result.done
    assert {"in/bad": b"MENDED", "in/one.txt": b"kept", "in/two.txt": b"HELLO TWO"} == await content_of(other)


async def test_nothing_is_begun_where_all_is_done(bucket: AsyncBucket, other: AsyncBucket, push: AsyncEtl) -> None:
    """There is no job then, and its `wait` returns at once."""
    await (await bucket.transform(push, other)).wait(timeout=30)
    for job in (
        await bucket.transform(push, other, skip_existing=True),
        await bucket.objects(["in/one.txt"]).transform(push, other, skip_existing=True),
    ):
        assert ((), "", "") == (job.jobs, job.id, job.kind)
        assert repr(job).endswith("that is left>")
        assert 0 == (await job.wait()).done


async def test_what_failed_again_is_named_though_it_was_there(
    bucket: AsyncBucket, other: AsyncBucket, push: AsyncEtl
) -> None:
    """An older result of that name is none of this job."""
    await (await bucket.transform(push, other)).wait(timeout=30)
    await bucket.object("in/two.txt").put(b"broken")
    with pytest.raises(GroupFailed) as raised:
        await (await bucket.transform(push, other)).wait(timeout=30)

    assert ["in/two.txt"] == list(raised.value.failed)
    assert b"HELLO TWO" == (await content_of(other))["in/two.txt"]


async def test_a_dry_run_stores_nothing_and_names_what_fails(
    bucket: AsyncBucket, other: AsyncBucket, push: AsyncEtl
) -> None:
    """Not even the bucket."""
    await bucket.object("in/bad").put(b"broken")
    with pytest.raises(GroupFailed) as raised:
        await (await bucket.transform(push, other, dry_run=True)).wait(timeout=30)

    assert ["in/bad"] == list(raised.value.failed)
    assert not await other.exists()


async def test_a_dry_run_may_skip_what_is_done(bucket: AsyncBucket, other: AsyncBucket, push: AsyncEtl) -> None:
    """It counts what would be left."""
    await other.create()
    await other.object("in/one.txt").put(b"kept")
    job = await bucket.transform(push, other, dry_run=True, skip_existing=True)

    assert 1 == (await job.wait(timeout=30)).done
    assert {"in/one.txt": b"kept"} == await content_of(other)


async def test_an_etl_is_tried_on_a_bucket(bucket: AsyncBucket, push: AsyncEtl) -> None:
    """Nothing of the bucket changes."""
    before = await content_of(bucket)
    result = await (await bucket.inspect(push, prefix="in/")).wait(timeout=30)
    await bucket.object("in/bad").put(b"broken")
    with pytest.raises(GroupFailed) as raised:
        await (await bucket.inspect(push)).wait(timeout=30)

    assert 2 == result.done
    assert ["in/bad"] == list(raised.value.failed)
    assert {**before, "in/bad": b"broken"} == await content_of(bucket)


async def test_a_bucket_is_not_transformed_onto_itself(bucket: AsyncBucket, push: AsyncEtl) -> None:
    """AIS refuses that."""
    with pytest.raises(BadRequest, match="onto itself"):
        await bucket.transform(push, bucket)


async def test_a_group_is_transformed(bucket: AsyncBucket, other: AsyncBucket, push: AsyncEtl) -> None:
    """What was not there is named."""
    group = bucket.objects(["in/one.txt", "in/none"])
    job = await group.transform(push, other, prepend="g/", extensions={"txt": "up"})
    with pytest.raises(GroupFailed) as raised:
        await job.wait(timeout=30)

    assert (("in/none",), {}) == (raised.value.missing, raised.value.failed)
    assert {"g/in/one.up": b"HELLO ONE"} == await content_of(other)


async def test_each_transform_of_a_group_is_by_its_own_etl(
    client: AsyncClient, bucket: AsyncBucket, other: AsyncBucket, push: AsyncEtl, pull: AsyncEtl
) -> None:
    """AIS would do the second one as the first: its job serves both, unless it is ended."""
    group = bucket.objects(["in/one.txt"])
    first = await group.transform(push, other, prepend="a/")
    second = await group.transform(pull, other, prepend="b/")
    await first.wait(timeout=30)
    await second.wait(timeout=30)

    assert {"a/in/one.txt", "b/in/one.txt"} == set(await content_of(other))
    assert first.id != second.id


async def test_a_group_by_prefix_is_transformed(bucket: AsyncBucket, other: AsyncBucket, push: AsyncEtl) -> None:
    """And what failed once is not held against the next one, which the same job may serve."""
    await bucket.object("in/bad").put(b"broken")
    group = bucket.objects(prefix="in/")
    with pytest.raises(GroupFailed, match="it is broken"):
        await (await group.transform(push, other)).wait(timeout=30)
    await bucket.object("in/bad").put(b"mended")
    result = await (await group.transform(push, other)).wait(timeout=30)

    assert 3 == result.done
    assert b"MENDED" == (await content_of(other))["in/bad"]


async def test_an_etl_is_tried_on_a_group(bucket: AsyncBucket, push: AsyncEtl) -> None:
    """Nothing of it changes."""
    await bucket.object("in/bad").put(b"broken")
    with pytest.raises(GroupFailed) as raised:
        await (await bucket.objects(["in/bad", "in/one.txt"]).inspect(push)).wait(timeout=30)

    assert ["in/bad"] == list(raised.value.failed)
    assert b"hello one" == (await content_of(bucket))["in/one.txt"]


async def test_an_etl_that_is_not_there_begins_no_job(bucket: AsyncBucket, other: AsyncBucket) -> None:
    """And makes no bucket."""
    with pytest.raises(EtlNotFound):
        await bucket.transform("no-such-etl", other)
    with pytest.raises(EtlNotFound):
        await bucket.objects(["in/one.txt"]).transform("no-such-etl", other)
    assert not await other.exists()


async def test_what_ais_would_refuse_is_not_sent(bucket: AsyncBucket, other: AsyncBucket, push: AsyncEtl) -> None:
    """Before anything is asked."""
    with pytest.raises(ValueError, match="nothing can be prepended"):
        await bucket.transform(push, other, sync=True, prepend="x/")
    with pytest.raises(InvalidName, match="not a name"):
        await bucket.transform("x", other)
    with pytest.raises(ValueError, match=r"without it: '\.txt'"):
        await bucket.transform(push, other, extensions={".txt": "up"})


async def test_a_bucket_is_not_a_text(bucket: AsyncBucket, push: AsyncEtl) -> None:
    """Which would not say whose it is; nor is it an object."""
    for given in ("other", bucket.object("in/one.txt")):
        with pytest.raises(TypeError, match=r"another bucket, such as client\.bucket"):
            await bucket.transform(push, given)  # type: ignore[arg-type]
        with pytest.raises(TypeError, match=r"another bucket, such as client\.bucket"):
            await bucket.objects(["in/one.txt"]).transform(push, given)  # type: ignore[arg-type]
