"""What a word names: never both a file and something in the cluster."""

from __future__ import annotations

import pytest

from aistore_hl import errors
from aistore_hl.cli.address import Local, Remote, Standard, place
from aistore_hl.types import BucketRef


@pytest.mark.parametrize(
    ("text", "bucket", "name"),
    [
        ("ais://b", BucketRef("b"), ""),
        ("ais://b/", BucketRef("b"), ""),
        ("ais://b/o", BucketRef("b"), "o"),
        ("ais://b/a/b c%?#.txt", BucketRef("b"), "a/b c%?#.txt"),
        ("ais://b/a/", BucketRef("b"), "a/"),
        ("ais://b/x://y", BucketRef("b"), "x://y"),
        ("ais://b/\udcff", BucketRef("b"), "\udcff"),
        ("s3://b/o", BucketRef("b", "aws"), "o"),
        ("ais://@c#n/b/o", BucketRef("b", "ais", "@c#n"), "o"),
        ("ais://#n/b", BucketRef("b", "ais", "#n"), ""),
    ],
)
def test_address_is_read(text: str, bucket: BucketRef, name: str) -> None:
    """Provider, namespace, bucket; what follows is the name, as it is."""
    assert Remote(bucket, name) == Remote.parse(text)
    assert Remote.parse(text) == place(text)


@pytest.mark.parametrize("text", ["ais://b/a b", "ais://b", "s3://b/o", "ais://@c#n/b/o"])
def test_address_is_shown_as_it_is_typed(text: str) -> None:
    """So that it can be given to the next command."""
    assert text == str(Remote.parse(text))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("b/o", "ais://b/o"),
        ("/b/o", "ais://b/o"),
        ("", "not an address"),
        ("ais://", "not a bucket name"),
        ("ftp://b/o", "no such provider"),
        ("ais:///o", "not a bucket name"),
        ("ais://b..c/o", "not a bucket name"),
    ],
)
def test_what_is_no_address_is_told(text: str, said: str) -> None:
    """With what was perhaps meant."""
    with pytest.raises(errors.InvalidName, match=said):
        Remote.parse(text)


@pytest.mark.parametrize("text", ["b/o", "./ais://b/o", "/tmp/x", "ais:/b", "a:b", "..", "://x"])
def test_without_a_provider_it_is_a_file(text: str) -> None:
    """Whatever is in the cluster, or in the folder."""
    assert Local(text) == place(text)


def test_dash_is_a_stream() -> None:
    """stdin or stdout; a file of that name is `./-`."""
    assert Standard() == place("-")
    assert Local("./-") == place("./-")


def test_another_scheme_is_neither() -> None:
    """`ftp://x` is hardly meant as a file; how to say it nevertheless is told."""
    with pytest.raises(errors.InvalidName, match=r"a file of that name is \./ftp://x"):
        place("ftp://x")


def test_object_of_a_bucket_is_refused() -> None:
    """A command that needs a name says so."""
    with pytest.raises(errors.InvalidName, match="is a bucket, not an object"):
        Remote.parse("ais://b").object  # noqa: B018
