# Written by codegen.py from tests/etl/_async/test_offline.py; do not edit.
"""Buckets and groups that are transformed into other buckets."""

from __future__ import annotations

import pytest

from aistore_hl import Bucket, Client, Etl
from aistore_hl.errors import BadRequest, EtlNotFound, GroupFailed, InvalidName, JobAborted

pytestmark = pytest.mark.anyio


def content_of(bucket: Bucket) -> dict[str, bytes]:
    """What is in a bucket, by name."""
    found = {}
    for entry in bucket.list_objects():
        with bucket.object(entry.name).get() as reader:
            found[entry.name] = reader.read_all()
    return found


def test_a_bucket_is_transformed(bucket: Bucket, other: Bucket, push: Etl) -> None:
    """Into one that is made, under other names; the result counts."""
    bucket.object("else").put(b"not this one")
    job = bucket.transform(push, other, prefix="in/", prepend="out/", extensions={"txt": "up"}, workers=2)
    result = job.wait(timeout=30)

    assert {"out/in/one.up": b"HELLO ONE", "out/in/two.up": b"HELLO TWO"} == content_of(other)
    assert (2, (), {}) == (result.done, result.missing, result.failed)
    assert "etl-bck" == job.kind


def test_a_bucket_is_transformed_by_what_is_pulled(
    bucket: Bucket, other: Bucket, pull: Etl
) -> None:
    """Offline it is the target that asks."""
    bucket.transform(pull, other, request_timeout=20).wait(timeout=30)

    assert {"in/one.txt": b"HELLO ONE", "in/two.txt": b"HELLO TWO"} == content_of(other)


def test_an_object_has_the_time_of_the_etl(bucket: Bucket, other: Bucket, fresh: Etl) -> None:
    """AIS 5.0 takes the time-out of a request, and does not use it."""
    fresh.init_function(lambda data: __import__("time").sleep(0.2) or data)

    result = bucket.transform(fresh, other, request_timeout=0.05).wait(timeout=30)

    assert (2, {}) == (result.done, result.failed)


def test_without_recursion_folders_are_left_out(bucket: Bucket, other: Bucket, push: Etl) -> None:
    """Also of the names that are looked for afterwards."""
    bucket.object("top").put(b"top")
    result = bucket.transform(push, other, recursive=False).wait(timeout=30)

    assert {"top": b"TOP"} == content_of(other)
    assert 1 == result.done


def test_what_failed_is_named_with_its_cause(bucket: Bucket, other: Bucket, push: Etl) -> None:
    """And the others are done."""
    bucket.object("in/bad").put(b"broken")
    job = bucket.transform(push, other)
    with pytest.raises(GroupFailed, match=r"'in/bad'.*it is broken") as raised:
        job.wait(timeout=30)

    assert ["in/bad"] == list(raised.value.failed)
    assert {"in/one.txt", "in/two.txt"} == set(content_of(other))


def test_more_failures_than_ais_keeps_are_named_too(
    bucket: Bucket, other: Bucket, push: Etl
) -> None:
    """Of each target 128 are told; the others are not in the destination."""
    names = [f"in/bad-{number}" for number in range(270)]
    bucket.put_many((name, b"broken") for name in names)
    with pytest.raises(GroupFailed) as raised:
        bucket.transform(push, other).wait(timeout=60)
    failed = raised.value.failed

    assert set(names) == set(failed)
    assert 256 >= sum("it is broken" in why for why in failed.values()) > 200
    assert any("did not arrive" in why for why in failed.values())


def test_the_first_failure_ends_it_where_it_shall(
    bucket: Bucket, other: Bucket, push: Etl
) -> None:
    """With the object and the cause in the error."""
    bucket.object("in/bad").put(b"broken")
    job = bucket.transform(push, other, continue_on_error=False)
    with pytest.raises((JobAborted, GroupFailed), match=r"'in/bad': 500: ETL error: .*it is broken"):
        job.wait(timeout=30)


def test_what_is_done_is_skipped_the_second_time(bucket: Bucket, other: Bucket, push: Etl) -> None:
    """What the destination has stays as it is, and what is new or failed is transformed."""
    bucket.object("in/bad").put(b"broken")
    with pytest.raises(GroupFailed):
        bucket.transform(push, other).wait(timeout=30)
    bucket.object("in/bad").put(b"mended")
    other.object("in/one.txt").put(b"kept")
    result = bucket.transform(push, other, skip_existing=True).wait(timeout=30)

    assert 1 == result.done
    assert {"in/bad": b"MENDED", "in/one.txt": b"kept", "in/two.txt": b"HELLO TWO"} == content_of(other)


def test_nothing_is_begun_where_all_is_done(bucket: Bucket, other: Bucket, push: Etl) -> None:
    """There is no job then, and its `wait` returns at once."""
    bucket.transform(push, other).wait(timeout=30)
    for job in (
        bucket.transform(push, other, skip_existing=True),
        bucket.objects(["in/one.txt"]).transform(push, other, skip_existing=True),
    ):
        assert ((), "", "") == (job.jobs, job.id, job.kind)
        assert repr(job).endswith("that is left>")
        assert 0 == job.wait().done


def test_what_failed_again_is_named_though_it_was_there(
    bucket: Bucket, other: Bucket, push: Etl
) -> None:
    """An older result of that name is none of this job."""
    bucket.transform(push, other).wait(timeout=30)
    bucket.object("in/two.txt").put(b"broken")
    with pytest.raises(GroupFailed) as raised:
        bucket.transform(push, other).wait(timeout=30)

    assert ["in/two.txt"] == list(raised.value.failed)
    assert b"HELLO TWO" == content_of(other)["in/two.txt"]


def test_a_dry_run_stores_nothing_and_names_what_fails(
    bucket: Bucket, other: Bucket, push: Etl
) -> None:
    """Not even the bucket."""
    bucket.object("in/bad").put(b"broken")
    with pytest.raises(GroupFailed) as raised:
        bucket.transform(push, other, dry_run=True).wait(timeout=30)

    assert ["in/bad"] == list(raised.value.failed)
    assert not other.exists()


def test_a_dry_run_may_skip_what_is_done(bucket: Bucket, other: Bucket, push: Etl) -> None:
    """It counts what would be left."""
    other.create()
    other.object("in/one.txt").put(b"kept")
    job = bucket.transform(push, other, dry_run=True, skip_existing=True)

    assert 1 == job.wait(timeout=30).done
    assert {"in/one.txt": b"kept"} == content_of(other)


def test_an_etl_is_tried_on_a_bucket(bucket: Bucket, push: Etl) -> None:
    """Nothing of the bucket changes."""
    before = content_of(bucket)
    result = bucket.inspect(push, prefix="in/").wait(timeout=30)
    bucket.object("in/bad").put(b"broken")
    with pytest.raises(GroupFailed) as raised:
        bucket.inspect(push).wait(timeout=30)

    assert 2 == result.done
    assert ["in/bad"] == list(raised.value.failed)
    assert {**before, "in/bad": b"broken"} == content_of(bucket)


def test_a_bucket_is_not_transformed_onto_itself(bucket: Bucket, push: Etl) -> None:
    """AIS refuses that."""
    with pytest.raises(BadRequest, match="onto itself"):
        bucket.transform(push, bucket)


def test_a_group_is_transformed(bucket: Bucket, other: Bucket, push: Etl) -> None:
    """What was not there is named."""
    group = bucket.objects(["in/one.txt", "in/none"])
    job = group.transform(push, other, prepend="g/", extensions={"txt": "up"})
    with pytest.raises(GroupFailed) as raised:
        job.wait(timeout=30)

    assert (("in/none",), {}) == (raised.value.missing, raised.value.failed)
    assert {"g/in/one.up": b"HELLO ONE"} == content_of(other)


def test_each_transform_of_a_group_is_by_its_own_etl(
    client: Client, bucket: Bucket, other: Bucket, push: Etl, pull: Etl
) -> None:
    """AIS would do the second one as the first: its job serves both, unless it is ended."""
    group = bucket.objects(["in/one.txt"])
    first = group.transform(push, other, prepend="a/")
    second = group.transform(pull, other, prepend="b/")
    first.wait(timeout=30)
    second.wait(timeout=30)

    assert {"a/in/one.txt", "b/in/one.txt"} == set(content_of(other))
    assert first.id != second.id


def test_a_group_by_prefix_is_transformed(bucket: Bucket, other: Bucket, push: Etl) -> None:
    """And what failed once is not held against the next one, which the same job may serve."""
    bucket.object("in/bad").put(b"broken")
    group = bucket.objects(prefix="in/")
    with pytest.raises(GroupFailed, match="it is broken"):
        group.transform(push, other).wait(timeout=30)
    bucket.object("in/bad").put(b"mended")
    result = group.transform(push, other).wait(timeout=30)

    assert 3 == result.done
    assert b"MENDED" == content_of(other)["in/bad"]


def test_an_etl_is_tried_on_a_group(bucket: Bucket, push: Etl) -> None:
    """Nothing of it changes."""
    bucket.object("in/bad").put(b"broken")
    with pytest.raises(GroupFailed) as raised:
        bucket.objects(["in/bad", "in/one.txt"]).inspect(push).wait(timeout=30)

    assert ["in/bad"] == list(raised.value.failed)
    assert b"hello one" == content_of(bucket)["in/one.txt"]


def test_an_etl_that_is_not_there_begins_no_job(bucket: Bucket, other: Bucket) -> None:
    """And makes no bucket."""
    with pytest.raises(EtlNotFound):
        bucket.transform("no-such-etl", other)
    with pytest.raises(EtlNotFound):
        bucket.objects(["in/one.txt"]).transform("no-such-etl", other)
    assert not other.exists()


def test_what_ais_would_refuse_is_not_sent(bucket: Bucket, other: Bucket, push: Etl) -> None:
    """Before anything is asked."""
    with pytest.raises(ValueError, match="nothing can be prepended"):
        bucket.transform(push, other, sync=True, prepend="x/")
    with pytest.raises(InvalidName, match="not a name"):
        bucket.transform("x", other)
    with pytest.raises(ValueError, match=r"without it: '\.txt'"):
        bucket.transform(push, other, extensions={".txt": "up"})


def test_a_bucket_is_not_a_text(bucket: Bucket, push: Etl) -> None:
    """Which would not say whose it is; nor is it an object."""
    for given in ("other", bucket.object("in/one.txt")):
        with pytest.raises(TypeError, match=r"another bucket, such as client\.bucket"):
            bucket.transform(push, given)  # type: ignore[arg-type]
        with pytest.raises(TypeError, match=r"another bucket, such as client\.bucket"):
            bucket.objects(["in/one.txt"]).transform(push, given)  # type: ignore[arg-type]
