"""`aisx mb`, `rb` and `props`: buckets come, go and change."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from aistore_hl import Bucket, Client

from .conftest import Aisx


@pytest.fixture
def fresh(client: Client, bucket_name: Callable[[], str]) -> Iterator[Bucket]:
    """A bucket that is not there yet; removed after the test."""
    bucket = client.bucket(bucket_name())
    yield bucket
    bucket.delete(missing_ok=True)


def test_makes_a_bucket(aisx: Aisx, fresh: Bucket) -> None:
    """With properties, and quietly."""
    done = aisx("mb", fresh.ref, "--prop", "checksum.type=md5", "--prop", "versioning.enabled=false")

    assert (0, b"", "") == (done.code, done.out, done.told)
    props = fresh.head()
    assert ("md5", False) == (props.checksum_type, props.is_versioned)


def test_bucket_that_is_there_is_refused(aisx: Aisx, bucket: Bucket) -> None:
    """Unless that is in order."""
    assert 6 == aisx("mb", bucket.ref).code
    assert 0 == aisx("mb", "--exist-ok", bucket.ref).code


@pytest.mark.parametrize(
    "arguments",
    [
        ["--prop", "x"],
        ["--prop", "nope=1"],
        ["--prop", "mirror=1"],
        ["--prop", "mirror.copies=1", "--prop", "mirror=1"],
    ],
    ids=" ".join,
)
def test_property_that_cannot_be_is_refused(aisx: Aisx, fresh: Bucket, arguments: list[str]) -> None:
    """Nothing is made."""
    assert 2 == aisx("mb", fresh.ref, *arguments).code
    assert not fresh.exists()


def test_dry_run_makes_and_removes_nothing(aisx: Aisx, bucket: Bucket, fresh: Bucket) -> None:
    """It says what would be done, and asks nobody."""
    assert [f"create {fresh.ref}"] == aisx("mb", "-n", fresh.ref).lines
    assert [f"remove {bucket.ref}"] == aisx("rb", "-n", bucket.ref).lines
    assert (False, True) == (fresh.exists(), bucket.exists())


def test_removes_a_bucket_only_if_told_so(aisx: Aisx, bucket: Bucket) -> None:
    """Nobody can be asked here."""
    bucket.object("x").put(b"x")

    refused = aisx("rb", bucket.ref)
    assert 2 == refused.code
    assert f"Remove {bucket.ref} and everything in it? Nobody is there to answer: say --yes" in refused.told

    assert 0 == aisx("rb", "-y", bucket.ref).code
    assert not bucket.exists()


def test_full_bucket_stays_with_empty_only(aisx: Aisx, bucket: Bucket) -> None:
    """Until it is empty."""
    bucket.object("x").put(b"x")
    assert 1 == aisx("rb", "-y", "--empty-only", bucket.ref).code

    bucket.object("x").delete()
    assert 0 == aisx("rb", "-y", "--empty-only", bucket.ref).code
    assert not bucket.exists()


def test_one_that_is_missing_keeps_the_others(aisx: Aisx, bucket: Bucket, fresh: Bucket) -> None:
    """All are looked at before any is removed."""
    assert 5 == aisx("rb", "-y", bucket.ref, fresh.ref).code
    assert bucket.exists()
    assert 0 == aisx("rb", "-y", "--missing-ok", bucket.ref, fresh.ref).code
    assert not bucket.exists()


def test_object_is_no_bucket(aisx: Aisx, bucket: Bucket) -> None:
    """`rb` of an address with a name in it is a slip, and would be a bad one."""
    done = aisx("rb", "-y", f"{bucket.ref}/x")

    assert 2 == done.code
    assert bucket.exists()


def test_properties_are_shown_one_to_a_line(aisx: Aisx, bucket: Bucket) -> None:
    """By the names that they are set by."""
    props = dict(aisx("props", bucket.ref).rows)
    (document,) = aisx("props", "--json", bucket.ref).documents

    assert ("xxhash2", "true") == (props["checksum.type"], props["versioning.enabled"])
    assert "xxhash2" == document["props"]["checksum"]["type"]


def test_change_shows_what_is_different(aisx: Aisx, bucket: Bucket) -> None:
    """Before and after; the same again changes nothing."""
    done = aisx("props", bucket.ref, "versioning.enabled=false")

    assert ["- versioning.enabled=true", "+ versioning.enabled=false"] == done.lines
    assert not bucket.head().is_versioned
    again = aisx("props", bucket.ref, "versioning.enabled=false")
    assert (b"", "aisx: nothing is different\n") == (again.out, again.told)


def test_change_can_be_tried(aisx: Aisx, bucket: Bucket) -> None:
    """`-n` computes the difference and sends nothing."""
    (document,) = aisx("props", "-n", "--json", bucket.ref, "versioning.enabled=false").documents

    assert {"versioning.enabled": {"before": True, "after": False}} == document["changed"]
    assert bucket.head().is_versioned


def test_defaults_come_back(aisx: Aisx, bucket: Bucket) -> None:
    """`--reset`; with a pair, that is set afterwards."""
    bucket.set_props({"versioning": {"enabled": False}, "lru": {"enabled": True}})

    done = aisx("props", bucket.ref, "--reset", "checksum.type=md5")

    assert 0 == done.code
    assert {"+ versioning.enabled=true", "+ checksum.type=md5"} <= set(done.lines)


@pytest.mark.parametrize(
    ("pair", "said"),
    [
        ("mirror=1", "mirror is a group: set mirror."),
        ("nope=1", "no such bucket property: nope"),
        ("versioning", "NAME=VALUE"),
        ("=1", "NAME=VALUE"),
    ],
)
def test_wrong_property_is_told(aisx: Aisx, bucket: Bucket, pair: str, said: str) -> None:
    """What it is, and nothing is changed."""
    done = aisx("props", bucket.ref, pair)

    assert (2, 1) == (done.code, done.told.count("\n"))
    assert said in done.told
