"""Buckets and groups that are copied, and buckets that are renamed: what is where afterwards, and what is refused."""

from __future__ import annotations

import secrets
from typing import Any

import pytest

from aistore_hl.local import LocalCluster
from tests.local.http import ask, follow
from tests.local.jobs.waiting import act, names, over, read, snapshots, store, to, total

CONTENT = {
    f"{folder}/{number}.{kind}": f"{folder}{number}".encode()
    for folder in "ab"
    for number, kind in enumerate(("txt", "bin", "tar.gz"))
}


@pytest.fixture
def filled(shared: LocalCluster, bucket: str) -> str:
    """The name of a bucket with six objects."""
    store(shared, bucket, CONTENT)
    return bucket


@pytest.fixture
def other() -> str:
    """The name of a bucket that is not there."""
    return f"c-{secrets.token_hex(6)}"


def test_a_copy_has_all_that_the_bucket_has(shared: LocalCluster, filled: str, other: str) -> None:
    """Under the same names; its bucket is made with the same properties."""
    assert 200 == act(shared, "PATCH", filled, "set-bprops", {"checksum": {"type": "md5"}}).status
    found = over(shared, act(shared, "POST", filled, "copy-bck", None, to(other)))

    assert CONTENT == read(shared, other) == read(shared, filled)
    assert '"type":"md5"' in (ask(shared.endpoint, "HEAD", f"/v1/buckets/{other}").header("Ais-Bucket-Props") or "")
    assert (6, sum(map(len, CONTENT.values()))) == (total(found, "loc-objs"), total(found, "loc-bytes"))
    assert total(found, "out-objs") == total(found, "in-objs")
    assert {filled} == {each["src-bck"]["name"] for each in found}
    assert {other} == {each["bck"]["name"] for each in found} == {each["dst-bck"]["name"] for each in found}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"prefix": "a/"}, {"a/0.txt", "a/1.bin", "a/2.tar.gz"}),
        ({"prefix": "a/0", "prepend": "bak/"}, {"bak/a/0.txt"}),
        ({"ext": {"txt": "md"}, "prefix": "a/"}, {"a/0.md", "a/1.bin", "a/2.tar.gz"}),
        ({"ext": {"gz": ".lz4", "none": "x"}, "prefix": "b"}, {"b/0.txt", "b/1.bin", "b/2.tar.lz4"}),
        ({"prefix": "nothing"}, set()),
        ({"num-workers": 2, "coer": True, "force": True, "latest-ver": True}, set(CONTENT)),
        ({"non-recurs": True}, set()),
    ],
    ids=["prefix", "prepend", "extension", "dotted extension", "nothing", "options", "flat"],
)
def test_a_copy_takes_what_it_is_told(
    shared: LocalCluster, filled: str, other: str, value: Any, expected: set[str]
) -> None:
    """And calls it as it is told."""
    over(shared, act(shared, "POST", filled, "copy-bck", value, to(other)))

    assert expected == set(names(shared, other))


def test_a_dry_run_counts_and_copies_nothing(shared: LocalCluster, filled: str, other: str) -> None:
    """Its destination is not made."""
    found = over(shared, act(shared, "POST", filled, "copy-bck", {"dry_run": True}, to(other)))

    assert (6, 0) == (total(found, "loc-objs"), total(found, "out-objs"))
    assert 404 == ask(shared.endpoint, "HEAD", f"/v1/buckets/{other}").status


def test_a_synchronized_copy_has_no_more_than_the_bucket(shared: LocalCluster, filled: str, other: str) -> None:
    """Within the prefix; without it what was there stays."""
    assert 200 == act(shared, "POST", other, "create-bck").status
    store(shared, other, {"a/old": b"1", "z/old": b"2"})
    over(shared, act(shared, "POST", filled, "copy-bck", {"prefix": "a/"}, to(other)))
    assert {"a/old", "z/old"} < set(names(shared, other))

    over(shared, act(shared, "POST", filled, "copy-bck", {"prefix": "a/", "synchronize": True}, to(other)))

    assert {"a/0.txt", "a/1.bin", "a/2.tar.gz", "z/old"} == set(names(shared, other))


def test_a_copy_is_as_good_as_what_it_is_of(shared: LocalCluster, filled: str, other: str) -> None:
    """With metadata, version and checksum, and independent of it."""
    path = f"/v1/objects/{filled}/a/0.txt"
    assert 200 == follow(shared.endpoint, "PUT", path, b"second", [("Ais-Custom-Md", "k=v")]).status
    over(shared, act(shared, "POST", filled, "copy-bck", {"prefix": "a/0"}, to(other)))
    assert 200 == follow(shared.endpoint, "DELETE", path).status
    answer = follow(shared.endpoint, "GET", f"/v1/objects/{other}/a/0.txt")

    assert (b"second", "2", "k=v") == (answer.content, answer.header("Ais-Version"), answer.header("Ais-Custom-Md"))


def test_a_stopped_copy_is_aborted(shared: LocalCluster, filled: str, other: str) -> None:
    """What was copied stays, and the status says so."""
    shared.job_linger = 60
    try:
        job = act(shared, "POST", filled, "copy-bck", None, to(other)).content.decode()
        stopped = {"action": "stop", "value": {"id": job}}
        assert 200 == ask(shared.endpoint, "PUT", "/v1/cluster", stopped).status
    finally:
        shared.job_linger = 0
    status = ask(shared.endpoint, "GET", "/v1/cluster?what=status", {"id": job}).document

    assert (True, "user abort") == (status["aborted"], status["err"])
    assert status["end_time"]
    assert {("user abort", True)} == {(each["abort-err"], each["is_idle"]) for each in snapshots(shared, job)}


def test_a_renamed_bucket_is_the_same_under_another_name(shared: LocalCluster, filled: str, other: str) -> None:
    """With its properties; the old name is free."""
    assert 200 == act(shared, "PATCH", filled, "set-bprops", {"versioning": {"enabled": False}}).status
    over(shared, act(shared, "POST", filled, "move-bck", None, to(other)))

    assert CONTENT == read(shared, other)
    assert 404 == ask(shared.endpoint, "HEAD", f"/v1/buckets/{filled}").status
    assert '"versioning":{"enabled":false' in (
        ask(shared.endpoint, "HEAD", f"/v1/buckets/{other}").header("Ais-Bucket-Props") or ""
    )
    assert 200 == act(shared, "POST", filled, "create-bck").status
    assert [] == names(shared, filled)


def test_the_same_copy_is_not_begun_twice_at_once(shared: LocalCluster, filled: str, other: str) -> None:
    """400 while it runs; another one may."""
    shared.job_linger = 60
    try:
        first = act(shared, "POST", filled, "copy-bck", None, to(other))
        again = act(shared, "POST", filled, "copy-bck", None, to(other))
        elsewhere = act(shared, "POST", filled, "copy-bck", None, to(f"{other}-2"))
    finally:
        shared.job_linger = 0
    over(shared, first)
    over(shared, elsewhere)

    assert (400, "ErrXactUsePrev") == (again.status, again.tcode)
    over(shared, act(shared, "POST", filled, "copy-bck", None, to(other)))


@pytest.mark.parametrize(
    ("action", "query", "status", "tcode"),
    [
        ("copy-bck", "", 400, ""),
        ("copy-bck", "?bck_to=x", 400, ""),
        ("copy-bck", "?bck_to=ais/@%23/a%20b/", 400, ""),
        ("copy-bck", "?bck_to=foo/@%23/abc/", 400, "ErrInvalidBackendProvider"),
        ("move-bck", "", 400, ""),
        ("move-bck", "?bck_to=aws/@%23/abc/", 400, ""),
        ("move-bck", "?bck_to=ais/@%23/..a/", 400, ""),
    ],
)
def test_a_destination_that_cannot_be_is_refused(
    shared: LocalCluster, bucket: str, action: str, query: str, status: int, tcode: str
) -> None:
    """Before anything is done."""
    answer = act(shared, "POST", bucket, action, None, query)

    assert (status, tcode) == (answer.status, answer.tcode)


def test_a_bucket_is_not_copied_onto_itself_nor_renamed_onto_another(shared: LocalCluster, filled: str) -> None:
    """400; onto itself neither."""
    assert 200 == act(shared, "POST", f"{filled}-2", "create-bck").status

    assert 400 == act(shared, "POST", filled, "copy-bck", None, to(filled)).status
    assert 400 == act(shared, "POST", filled, "move-bck", None, to(filled)).status
    refused = act(shared, "POST", filled, "move-bck", None, to(f"{filled}-2"))
    assert (400, "ErrBucketAlreadyExists") == (refused.status, refused.tcode)


def test_who_must_not_write_there_copies_nothing(shared: LocalCluster, filled: str, other: str) -> None:
    """403, and 403 where a bucket must not be moved."""
    assert 200 == act(shared, "POST", other, "create-bck", {"access": "451"}).status

    assert 403 == act(shared, "POST", filled, "copy-bck", None, to(other)).status
    assert 403 == act(shared, "POST", other, "move-bck", None, to(f"{other}-2")).status


def test_listed_objects_are_copied_by_a_job_that_idles(shared: LocalCluster, filled: str, other: str) -> None:
    """The same one for the same two buckets; it never ends, and what=status does not know it."""
    there = {"name": other, "provider": "ais"}
    first = act(shared, "POST", filled, "copy-listrange", {"tobck": there, "objnames": ["a/0.txt", "b/1.bin"]})
    over(shared, first)
    again = act(shared, "POST", filled, "copy-listrange", {"tobck": there, "template": "a/", "prepend": "p/"})
    found = over(shared, again)

    assert first.content == again.content
    assert first.content.startswith(b"tco-")
    assert {"a/0.txt", "b/1.bin", "p/a/0.txt", "p/a/1.bin", "p/a/2.tar.gz"} == set(names(shared, other))
    assert {"0001-01-01T00:00:00Z"} == {each["end-time"] for each in found}
    status = ask(shared.endpoint, "GET", "/v1/cluster?what=status", {"id": first.content.decode()})
    assert 404 == status.status


def test_a_listed_object_that_is_missing_is_an_error_of_the_job(shared: LocalCluster, filled: str, other: str) -> None:
    """By name; one of a range is none."""
    there = {"name": other, "provider": "ais"}
    found = over(shared, act(shared, "POST", filled, "copy-listrange", {"tobck": there, "objnames": ["nope"]}))
    assert [f"ais://{filled}/nope does not exist"] == [each["err"].partition(": ")[2] for each in found if each["err"]]

    found = over(shared, act(shared, "POST", filled, "copy-listrange", {"tobck": there, "template": "x{1..3}"}))
    assert 1 == sum(bool(each["err"]) for each in found)


def test_objects_are_copied_within_their_bucket(shared: LocalCluster, filled: str) -> None:
    """Under another name."""
    value = {"tobck": {"name": filled, "provider": "ais"}, "objnames": ["a/0.txt"], "prepend": "copy/"}
    over(shared, act(shared, "POST", filled, "copy-listrange", value))

    assert {**CONTENT, "copy/a/0.txt": CONTENT["a/0.txt"]} == read(shared, filled)
