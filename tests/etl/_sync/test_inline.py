# Written by codegen.py from tests/etl/_async/test_inline.py; do not edit.
"""Objects that are transformed while they are read or copied."""

from __future__ import annotations

from time import monotonic
from typing import Any
from urllib.request import urlopen

import psutil
import pytest

from aistore_hl import Bucket, Client, Etl, LocalCluster
from aistore_hl.errors import EtlFailed, EtlNotFound, InvalidETL, InvalidName, ObjectNotFound

pytestmark = pytest.mark.anyio


def test_an_object_is_read_through_an_etl(bucket: Bucket, push: Etl) -> None:
    """By its handle or by its name, whole or piece by piece."""
    one = bucket.object("in/one.txt")
    with one.get(etl=push) as reader:
        pieces = b"".join([piece for piece in reader])
    with one.get(etl="toy-push") as reader:
        whole = reader.read_all()

    assert b"HELLO ONE" == pieces == whole


@pytest.mark.parametrize(("args", "text"), [({"k": [1, "é"]}, '{"k":[1,"é"]}'), ("a b&c=d+%25", "a b&c=d+%25")])
def test_arguments_arrive_as_they_are(bucket: Bucket, push: Etl, args: Any, text: str) -> None:
    """A text unchanged, anything else as JSON."""
    with bucket.object("in/one.txt").get(etl=push, etl_args=args) as reader:
        assert b"HELLO ONE" + text.encode() == reader.read_all()


def _half_closed() -> int:
    """Connections of this process that the other side has closed, and we have not."""
    return sum(each.status == "CLOSE_WAIT" for each in psutil.Process().net_connections("tcp4"))


@pytest.mark.stress
def test_nothing_is_kept_of_transformers_that_have_ended(bucket: Bucket, fresh: Etl) -> None:
    """Each of thirty that are pulled from has a port of its own; whatever is read afterwards, they are let go."""
    for _ in range(30):
        fresh.init("toy:1", communication="hpull")
        with bucket.object("in/one.txt").get(etl=fresh) as reader:
            assert b"HELLO ONE" == reader.read_all()
        fresh.delete()
        assert _half_closed() < 10
    deadline = monotonic() + 20
    while _half_closed() and monotonic() < deadline:
        bucket.object("in/one.txt").head()

    assert 0 == _half_closed()


def test_what_is_pulled_comes_from_the_transformer_itself(
    stage: LocalCluster, bucket: Bucket, pull: Etl
) -> None:
    """After a redirect out of the cluster, which is looked into once for many reads."""
    stage.seen.clear()
    for _ in range(3):
        with bucket.object("in/one.txt").get(etl=pull, etl_args="!") as reader:
            assert b"HELLO ONE!" == reader.read_all()

    asked = [each for each in stage.seen.arrivals("GET") if each.target.startswith("/v1/etl/")]
    assert 1 == sum(each.target.startswith("/v1/etl/toy-pull") for each in asked if each.side == "proxy")


def test_an_object_that_is_not_there_is_missed_by_name(bucket: Bucket, push: Etl) -> None:
    """And not the ETL."""
    with pytest.raises(ObjectNotFound):
        bucket.object("in/none").get(etl=push)


def test_an_etl_that_is_not_there_is_missed_by_name(bucket: Bucket) -> None:
    """And not the object."""
    with pytest.raises(EtlNotFound, match="no-such-etl"):
        bucket.object("in/one.txt").get(etl="no-such-etl")
    with pytest.raises(EtlNotFound):
        bucket.object("in/one.txt").copy_to(bucket.object("copy"), etl="no-such-etl")


@pytest.mark.parametrize("etl", ["toy-push", "toy-pull"])
def test_what_a_transformer_cannot_do_is_not_tried_again(
    stage: LocalCluster, bucket: Bucket, etl: str
) -> None:
    """Its own words and its status are in the error, whether a target passes them on or it answers by itself."""
    bucket.object("in/bad").put(b"broken")
    stage.seen.clear()
    with pytest.raises(EtlFailed, match="ValueError: it is broken") as raised:
        bucket.object("in/bad").get(etl=etl)

    assert (500, 1) == (raised.value.status, raised.value.attempts)
    asked = [each for each in stage.seen.arrivals("GET") if each.side == "proxy"]
    assert 1 == sum(each.target.startswith("/v1/objects/") for each in asked)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize("part", [{"byte_range": "bytes=0-1"}, {"offset": 1}, {"length": 2}, {"validate": True}])
def test_a_part_is_never_asked_of_an_etl(bucket: Bucket, push: Etl, part: dict[str, Any]) -> None:
    """AIS ignores it, and would send all of it."""
    with pytest.raises(InvalidETL, match="no range"):
        bucket.object("in/one.txt").get(etl=push, **part)


def test_arguments_need_an_etl(bucket: Bucket) -> None:
    """Without one they would be dropped."""
    with pytest.raises(InvalidETL, match="name it as etl"):
        bucket.object("in/one.txt").get(etl_args="x")
    with pytest.raises(InvalidName):
        bucket.object("in/one.txt").get(etl="short")


def test_such_content_has_no_checksum_and_no_version(bucket: Bucket, push: Etl) -> None:
    """AIS says nothing of it but its length."""
    with bucket.object("in/one.txt").get(etl=push) as reader:
        props = reader.props

        assert (None, "", {}) == (props.checksum, props.version, props.custom)
        assert 9 == reader.length


def test_a_url_has_the_etl_and_its_arguments(bucket: Bucket, push: Etl) -> None:
    """Whoever gets it reads what the client would read."""
    url = bucket.object("in/one.txt").get_url(etl=push, etl_args={"k": 1})
    with urlopen(url) as answer:  # http of the cluster on 127.0.0.1
        content = answer.read()

    assert b'HELLO ONE{"k":1}' == content
    assert "etl_name=toy-push" in url


def test_a_url_has_a_pipeline(bucket: Bucket, push: Etl) -> None:
    """The ETLs after the first one by a parameter of their own."""
    url = bucket.object("in/one.txt").get_url(etl=push >> "second-1" >> "third-1")

    assert "etl_name=toy-push" in url
    assert "etl_pipeline=second-1" in url


def test_a_copy_is_made_through_an_etl(bucket: Bucket, other: Bucket, push: Etl) -> None:
    """What is stored is what it makes of the object."""
    other.create()
    for etl in (push, "toy-pull"):
        copy = bucket.object("in/one.txt").copy_to(other.object("copy"), etl=etl, etl_args=".")
        with copy.get() as reader:
            assert b"HELLO ONE." == reader.read_all()


def test_a_copy_that_fails_stores_nothing(bucket: Bucket, push: Etl) -> None:
    """What was there stays as it was."""
    bucket.object("in/bad").put(b"broken")
    for name in ("in/one.txt", "none"):
        with pytest.raises(EtlFailed, match="it is broken"):
            bucket.object("in/bad").copy_to(bucket.object(name), etl=push)
    with bucket.object("in/one.txt").get() as reader:
        assert b"hello one" == reader.read_all()
    assert not bucket.object("none").exists()


def test_errors_of_reads_are_told_by_the_etl(client: Client, bucket: Bucket, push: Etl) -> None:
    """With the object's URL and the status."""
    bucket.object("in/bad").put(b"broken")
    with pytest.raises(EtlFailed):
        bucket.object("in/bad").get(etl=push)
    errors = [each for each in push.view().errors if each.object == f"{bucket.ref}/in/bad"]

    assert [500] == [each.status for each in errors]
    assert "it is broken" in errors[0].message
