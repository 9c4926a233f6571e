"""Names: which are taken, how they are spelled, and that every spelling leads back."""

from __future__ import annotations

import pickle
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aistore_hl._core.errors import InvalidName
from aistore_hl._core.names import (
    MAX_OBJECT_NAME,
    BucketRef,
    ObjectRef,
    check_bucket_name,
    check_copy_name,
    check_namespace,
    check_object_name,
    check_provider,
    namespace_query,
)

BUCKETS = {
    "one letter": "b",
    "all kinds": "Az09._-",
    "longest": "x" * 64,
    "trailing dot": "b.",
    "leading dash": "-b",
    "inventory": ".sys-inventory",
    "shard index": ".sys-shardidx",
}
NOT_BUCKETS = {
    "empty": "",
    "too long": "x" * 65,
    "two dots": "a..b",
    "dots": "..",
    "leading dot": ".b",
    "slash": "a/b",
    "space": "a b",
    "newline": "b\n",
    "umlaut": "bücket",
    "digit of another script": "b１",
    "percent": "b%20",
    "question mark": "b?x",
    "namespace": "#b",
}


@pytest.mark.parametrize("name", BUCKETS.values(), ids=BUCKETS)
def test_bucket_name_is_taken(name: str) -> None:
    """What AIS takes is returned as it is."""
    assert name == check_bucket_name(name)


@pytest.mark.parametrize("name", NOT_BUCKETS.values(), ids=NOT_BUCKETS)
def test_bucket_name_is_refused(name: str) -> None:
    """What AIS would refuse is refused here, as a ValueError that quotes it."""
    with pytest.raises(InvalidName) as caught:
        check_bucket_name(name)

    assert isinstance(caught.value, ValueError)
    assert repr(name) in str(caught.value)


@pytest.mark.parametrize(
    ("given", "canonical"),
    [
        ("", "ais"),
        ("ais", "ais"),
        ("aws", "aws"),
        ("s3", "aws"),
        ("gcp", "gcp"),
        ("gs", "gcp"),
        ("azure", "azure"),
        ("az", "azure"),
        ("oci", "oci"),
        ("oc", "oci"),
    ],
)
def test_provider_has_aliases(given: str, canonical: str) -> None:
    """Either spelling means the canonical one."""
    assert canonical == check_provider(given)


@pytest.mark.parametrize("provider", ["foo", "AIS", "ht", "ais "])
def test_provider_is_refused(provider: str) -> None:
    """A backend that AIS does not have is refused with those that it has."""
    with pytest.raises(InvalidName, match="ais, aws, azure, gcp, oci, s3"):
        check_provider(provider)


@pytest.mark.parametrize(
    ("given", "normal"),
    [
        ("", ""),
        ("@", ""),
        ("#", ""),
        ("@#", ""),
        ("#ns", "#ns"),
        ("@#ns", "#ns"),
        ("@uuid", "@uuid"),
        ("@uuid#", "@uuid"),
        ("@uuid#n.s", "@uuid#n.s"),
    ],
)
def test_namespace_has_one_spelling(given: str, normal: str) -> None:
    """Spellings that mean the same become equal."""
    assert normal == check_namespace(given)


@pytest.mark.parametrize("namespace", ["ns", "@@#", "#a#b", "#a b", "@a.b", "#a..b", "#a/b", "#" + "x" * 65, "#ü"])
def test_namespace_is_refused(namespace: str) -> None:
    """A bare word, which AIS takes for a remote cluster, and what AIS would refuse."""
    with pytest.raises(InvalidName):
        check_namespace(namespace)


PLAIN = {
    "letter": "a",
    "directories": "a/b/c",
    "hidden": ".a/.b",
    "dots within": "a..b/c...",
    "three dots": ".../x",
    "tilde": "~a/~",
    "unicode": "ü/日本/😀",
    "composed and not": "\u00e9e\u0301",
    "punctuation": "q?m#h%2e%2e+&;=*'\"\\ ",
    "backslashes": "..\\..\\x",
    "longest": "x" * MAX_OBJECT_NAME,
    "longest in bytes": "ü" * (MAX_OBJECT_NAME // 2),
}
READ_ONLY = {
    "leading slash": "/a",
    "two slashes": "a//b",
    "trailing slash": "a/",
    "home": "~/a",
    "nul": "a\0b",
    "newline": "a\nb",
    "delete": "a\x7f",
    "not utf-8": "a\udcffb",
    "too long": "x" * (MAX_OBJECT_NAME + 1),
    "too long in bytes": "ü" * (MAX_OBJECT_NAME // 2) + "x",
}
NEVER = {
    "empty": "",
    "dot": ".",
    "dots": "..",
    "leading dots": "../x",
    "inner dots": "a/../b",
    "inner dot": "a/./b",
    "trailing dots": "a/..",
    "trailing dot": "a/.",
    "after two slashes": "a//..",
    "surrogate": "a\ud800",
    "surrogate of no byte": "a\udc41",
}


@pytest.mark.parametrize("write", [False, True], ids=["read", "write"])
@pytest.mark.parametrize("name", PLAIN.values(), ids=PLAIN)
def test_object_name_is_taken(name: str, write: bool) -> None:
    """Ordinary names are returned as they are, unchanged in any way."""
    assert name == check_object_name(name, write=write)


@pytest.mark.parametrize("name", READ_ONLY.values(), ids=READ_ONLY)
def test_object_name_is_read_but_not_written(name: str) -> None:
    """What a listing can return can be asked for; what would be taken for another name is not made."""
    assert name == check_object_name(name, write=False)
    with pytest.raises(InvalidName):
        check_object_name(name, write=True)


@pytest.mark.parametrize("write", [False, True], ids=["read", "write"])
@pytest.mark.parametrize("name", NEVER.values(), ids=NEVER)
def test_object_name_is_refused(name: str, write: bool) -> None:
    """Dot elements lead out of the bucket, and some strings are no bytes at all."""
    with pytest.raises(InvalidName):
        check_object_name(name, write=write)


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("~/a", "AIS refuses"),
        ("a//b", "another object's file"),
        ("a/", "another object's file"),
        ("a\x01b", "control character"),
        ("a\x7f", "control character"),
        ("a\udcff", "not UTF-8"),
        ("x" * 5000, "over 4,096 bytes"),
    ],
)
def test_refusal_says_why(name: str, why: str) -> None:
    """The text names the rule."""
    with pytest.raises(InvalidName, match=why):
        check_object_name(name, write=True)


@pytest.mark.parametrize(
    "check",
    [check_bucket_name, check_provider, check_namespace, BucketRef.parse, ObjectRef.parse],
    ids=lambda check: check.__qualname__,
)
@pytest.mark.parametrize("value", [None, 1, b"b"])
def test_names_are_text(check: Any, value: object) -> None:
    """Anything else is a TypeError, bytes too."""
    with pytest.raises(TypeError, match="must be str"):
        check(value)


def test_object_name_is_text() -> None:
    """As are names of objects."""
    with pytest.raises(TypeError, match="must be str"):
        check_object_name(b"a", write=False)  # type: ignore[arg-type]


REFS = {
    "ais": (BucketRef("b"), "ais://b", "ais/@#/b/", ()),
    "s3": (BucketRef("b", "s3"), "s3://b", "aws/@#/b/", (("provider", "aws"),)),
    "azure": (BucketRef("b", "azure"), "az://b", "azure/@#/b/", (("provider", "azure"),)),
    "gcp": (BucketRef("b", "gcp"), "gs://b", "gcp/@#/b/", (("provider", "gcp"),)),
    "oci": (BucketRef("b", "oci"), "oc://b", "oci/@#/b/", (("provider", "oci"),)),
    "namespace": (BucketRef("b", namespace="#ns"), "ais://#ns/b", "ais/@#ns/b/", (("namespace", "@#ns"),)),
    "cluster": (BucketRef("b", namespace="@u"), "ais://@u/b", "ais/@u#/b/", (("namespace", "@u#"),)),
    "both": (
        BucketRef("b", "aws", "@u#ns"),
        "s3://@u#ns/b",
        "aws/@u#ns/b/",
        (("provider", "aws"), ("namespace", "@u#ns")),
    ),
}


@pytest.mark.parametrize(("ref", "url", "uname", "query"), REFS.values(), ids=REFS)
def test_bucket_is_spelled(ref: BucketRef, url: str, uname: str, query: tuple[tuple[str, str], ...]) -> None:
    """URL, uname, query and JSON of one bucket; URL and JSON lead back to it."""
    assert url == str(ref)
    assert uname == ref.uname
    assert query == ref.query()
    assert dict(query) == ref.address()
    assert ref == BucketRef.parse(url)
    assert ref == BucketRef.from_document(ref.document())
    assert ref == pickle.loads(pickle.dumps(ref))


def test_bucket_from_sparse_document() -> None:
    """AIS leaves out what is the default."""
    assert BucketRef("b") == BucketRef.from_document({"name": "b"})
    assert BucketRef("b", "aws") == BucketRef.from_document({"name": "b", "provider": "aws", "namespace": None})


@pytest.mark.parametrize("url", ["b", "", "://b", "foo://b", "ais://", "ais://b/o", "ais://#ns", "ais:///b", "ais:/b"])
def test_bucket_url_is_refused(url: str) -> None:
    """What names no bucket, or an object."""
    with pytest.raises(InvalidName):
        BucketRef.parse(url)


@pytest.mark.parametrize("url", ["o", "b/o", "ais://b", "ais://b/", "ais:///o", "ais://b/../c", "foo://b/o"])
def test_object_url_is_refused(url: str) -> None:
    """What names no object."""
    with pytest.raises(InvalidName):
        ObjectRef.parse(url)


def test_object_url_is_not_decoded() -> None:
    """Everything after the bucket's slash is the name, query and percent signs included."""
    ref = ObjectRef.parse("ais://@u#ns/b/a//b?c=%20#d")

    assert "a//b?c=%20#d" == ref.name
    assert BucketRef("b", namespace="@u#ns") == ref.bucket
    assert "ais/@u#ns/b/a//b?c=%20#d" == ref.uname


def test_trailing_slash_of_a_bucket_url() -> None:
    """`ais://b/` is the bucket: no object has an empty name."""
    assert BucketRef("b") == BucketRef.parse("ais://b/")


_names = st.text(min_size=1).filter(lambda name: not {".", ".."} & set(name.split("/")))


@given(ref=st.sampled_from([row[0] for row in REFS.values()]), name=_names)
def test_object_url_leads_back(ref: BucketRef, name: str) -> None:
    """Whatever name can be read, `str()` of it parses to the same object."""
    found = ObjectRef(ref, name)

    assert found == ObjectRef.parse(str(found))


@given(st.binary(min_size=1, max_size=40))
def test_any_bytes_without_dot_elements_can_be_read(raw: bytes) -> None:
    """A listing returns names of any bytes, kept by surrogate escapes: each can be asked for."""
    name = raw.decode("utf-8", "surrogateescape")
    if {".", ".."} & set(name.split("/")):
        with pytest.raises(InvalidName):
            check_object_name(name, write=False)
    else:
        assert raw == check_object_name(name, write=False).encode("utf-8", "surrogateescape")


@given(st.text(max_size=40))
def test_written_names_survive(name: str) -> None:
    """A name that may be written is UTF-8, has no control character and no empty or dot element."""
    try:
        check_object_name(name, write=True)
    except InvalidName:
        return
    raw = name.encode()

    assert not {"", ".", ".."} & set(name.split("/"))
    assert all(0x20 <= byte != 0x7F for byte in raw)


@pytest.mark.parametrize("namespace", ["#ns", "@alias", "@alias#ns"])
def test_namespace_of_a_query_has_both_marks(namespace: str) -> None:
    """Whichever part is not there."""
    cluster, _, name = namespace.lstrip("@").partition("#")

    assert f"@{cluster}#{name}" == namespace_query(namespace)


@pytest.mark.parametrize("name", ["a%20", "a?b"])
def test_name_that_a_copy_loses_is_refused(name: str) -> None:
    """It may be put."""
    assert "d/ü é" == check_copy_name("d/ü é")
    with pytest.raises(InvalidName, match="put it instead"):
        check_copy_name(name)


@pytest.mark.parametrize(
    ("ref", "expected"),
    [
        (BucketRef("b"), False),
        (BucketRef("b", namespace="#ns"), False),
        (BucketRef("b", "aws"), True),
        (BucketRef("b", namespace="@alias"), True),
    ],
    ids=str,
)
def test_bucket_of_another_system_is_remote(ref: BucketRef, expected: bool) -> None:
    """A cloud's, or another cluster's."""
    assert expected == ref.is_remote
