# Written by codegen.py from tests/etl/_async/test_pipelines.py; do not edit.
"""Several ETLs, one after the other."""

from __future__ import annotations

from urllib.request import urlopen

import pytest

from aistore_hl import Bucket, Etl
from aistore_hl.errors import BadRequest, EtlFailed, EtlNotFound, GroupFailed

from .test_offline import content_of

pytestmark = pytest.mark.anyio


def test_an_object_goes_from_one_to_the_next(bucket: Bucket, push: Etl, turn: Etl) -> None:
    """In their order, which matters; by handles, or by names behind a handle."""
    read = []
    for etl in (push >> turn, turn >> "toy-push", push >> turn >> push):
        with bucket.object("in/one.txt").get(etl=etl) as reader:
            read.append(reader.read_all())

    assert [b"ENO OLLEH"] * 3 == read


def test_every_stage_has_the_arguments(bucket: Bucket, push: Etl, turn: Etl) -> None:
    """The first puts them behind, the second in front of what it turns round."""
    with bucket.object("in/one.txt").get(etl=push >> turn, etl_args="12") as reader:
        assert b"1221ENO OLLEH" == reader.read_all()


def test_a_url_of_a_pipeline_has_what_it_makes(bucket: Bucket, push: Etl, turn: Etl) -> None:
    """For whatever speaks HTTP."""
    with urlopen(bucket.object("in/one.txt").get_url(etl=push >> turn, etl_args="1")) as answer:  # on 127.0.0.1
        assert b"11ENO OLLEH" == answer.read()


def test_urls_of_a_bucket_have_the_etl(bucket: Bucket, push: Etl) -> None:
    """As each object's own."""
    found = [url for url in bucket.list_urls("in/", etl=push, etl_args="!")]

    assert [bucket.object(f"in/{name}.txt").get_url(etl=push, etl_args="!") for name in ("one", "two")] == found
    with urlopen(found[0]) as answer:  # on 127.0.0.1
        assert b"HELLO ONE!" == answer.read()


def test_a_copy_is_made_by_a_pipeline(bucket: Bucket, push: Etl, turn: Etl) -> None:
    """What the last stage makes is stored."""
    copy = bucket.object("in/one.txt").copy_to(bucket.object("copy"), etl=push >> turn)
    with copy.get() as reader:
        assert b"ENO OLLEH" == reader.read_all()


def test_a_bucket_and_a_group_are_transformed_by_a_pipeline(
    bucket: Bucket, other: Bucket, push: Etl, turn: Etl
) -> None:
    """By jobs; one that begins with an ETL that fetches objects too."""
    bucket.transform(push >> turn, other, prepend="a/").wait(timeout=30)
    bucket.transform("toy-pull", other, prepend="b/").wait(timeout=30)
    bucket.objects(["in/two.txt"]).transform(push >> turn, other, prepend="c/").wait(timeout=30)

    assert {
        "a/in/one.txt": b"ENO OLLEH",
        "a/in/two.txt": b"OWT OLLEH",
        "b/in/one.txt": b"HELLO ONE",
        "b/in/two.txt": b"HELLO TWO",
        "c/in/two.txt": b"OWT OLLEH",
    } == content_of(other)


def test_what_fails_at_a_later_stage_is_told(
    bucket: Bucket, other: Bucket, push: Etl, turn: Etl
) -> None:
    """With its words, to who reads and by the job; nothing of it is stored."""
    bucket.object("in/bad").put(b"twisted")
    with pytest.raises(EtlFailed, match="it is twisted"):
        bucket.object("in/bad").get(etl=push >> turn)
    with pytest.raises(GroupFailed, match=r"'in/bad'.*it is twisted"):
        bucket.transform(push >> turn, other).wait(timeout=30)

    assert {"in/one.txt", "in/two.txt"} == set(content_of(other))


def test_a_stage_that_is_not_there_is_missed_by_name(bucket: Bucket, push: Etl) -> None:
    """And nothing is read."""
    with pytest.raises(EtlNotFound, match="no-such-etl"):
        bucket.object("in/one.txt").get(etl=push >> "no-such-etl")


def test_a_pipeline_that_begins_with_what_fetches_is_not_read(
    bucket: Bucket, pull: Etl, turn: Etl
) -> None:
    """AIS refuses it: the reader would be sent to the first of them."""
    with pytest.raises(BadRequest, match="pipeline"):
        bucket.object("in/one.txt").get(etl=pull >> turn)
