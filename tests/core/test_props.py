"""Properties, read from the headers that a real server sent."""

from __future__ import annotations

import json
import pickle
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from aistore_api.types import Headers
from hypothesis import given
from hypothesis import strategies as st

from aistore_hl._core.checksum import Checksum
from aistore_hl._core.errors import InvalidMetadata, ProtocolError
from aistore_hl._core.names import BucketRef
from aistore_hl._core.props import (
    Access,
    BucketProps,
    ContentRange,
    ErasureCoding,
    ObjectProps,
    check_custom,
    check_head_props,
    integer,
    is_of_ais,
    parse_custom,
)

WIRE = Path(__file__).parent.parent / "data/wire"


def recorded(file: str, name: str) -> Headers:
    """The header fields of one recorded answer."""
    with (WIRE / f"{file}.jsonl").open(encoding="utf-8") as lines:
        response = next(record for record in map(json.loads, lines) if record["id"] == name)["response"]
    pairs = []
    for key, value in response["headers"].items():
        pairs += [(key, each) for each in (value if isinstance(value, list) else [value])]
    return Headers(pairs)


def of(**fields: str) -> Headers:
    return Headers((name.replace("_", "-"), value) for name, value in fields.items())


def test_get() -> None:
    """Size, checksum, version and time of a whole object."""
    assert ObjectProps(
        size=13,
        checksum=Checksum("xxhash2", "272e3ddeda19db0a"),
        version="2",
        atime=datetime(2026, 11, 21, 2, 13, 35, 46431, tzinfo=UTC),
    ) == ObjectProps.from_get(200, recorded("04-objects", "get"))


def test_get_of_a_range_has_the_size_of_the_whole() -> None:
    """Five bytes came, of thirteen."""
    assert 13 == ObjectProps.from_get(206, recorded("04-objects", "range-00")).size


def test_head() -> None:
    """The plain form says where the object is too."""
    props = ObjectProps.from_head(recorded("04-objects", "head-cm"))

    assert (1, "cm", BucketRef("wirerec-o"), 1) == (props.size, props.name, props.bucket, props.copies)
    assert {"k1": "v1", "k2": "v2=x"} == props.custom
    assert ("/data/b/mp/mp2/1",) == props.mirror_paths
    assert props.location.startswith("t[xkHt24081]")
    assert props.is_present
    assert props == pickle.loads(pickle.dumps(props))


def test_head_with_props() -> None:
    """The form with `props` has ETag and modification time, and writes paths without brackets."""
    props = ObjectProps.from_head(recorded("04-objects", "head2-name_size_checksum_atime_versi"))

    assert "v1-5c80c09683041123-dn0ixpauldjy" == props.etag
    assert datetime(2026, 11, 21, 2, 13, 35, tzinfo=UTC) == props.last_modified
    assert ("/data/b/mp/mp2/1",) == props.mirror_paths
    assert (None, None, "") == (props.chunks, props.bucket, props.name)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("[/mp1, /mp2]", ("/mp1", "/mp2"), id="plain"),
        pytest.param("/mp1,/mp2", ("/mp1", "/mp2"), id="with props"),
        pytest.param("[]", (), id="none"),
    ],
)
def test_mirror_paths_are_read_in_both_spellings(text: str, expected: tuple[str, ...]) -> None:
    """Mirror paths are read in both spellings."""
    assert expected == ObjectProps.from_head(of(ais_mirror_paths=text)).mirror_paths


def test_head_of_an_empty_object_has_size_0() -> None:
    """AIS writes no Content-Length there."""
    headers = recorded("04-objects", "head-empty")

    assert "content-length" not in headers
    assert 0 == ObjectProps.from_head(headers).size


def test_head_that_says_nothing() -> None:
    """`presence=1` is answered without properties: nothing is made up."""
    assert ObjectProps() == ObjectProps.from_head(recorded("04-objects", "head-presence-1"))


def test_head_of_a_remote_object() -> None:
    """The bucket's namespace has the cluster's uuid; an object that is not here is not present."""
    headers = of(ais_bucket_name="b", ais_bucket_provider="ais", ais_bucket_namespace_uuid="U1", ais_present="false")

    props = ObjectProps.from_head(headers)

    assert BucketRef("b", namespace="@U1") == props.bucket
    assert props.is_present is False


def test_head_of_a_chunked_object() -> None:
    """How many chunks, and how large."""
    props = ObjectProps.from_head(of(ais_present="true", ais_chunks_count="3", ais_chunks_max_chunk_size="1048576"))

    assert (3, 1048576) == (props.chunks, props.chunk_size)


def test_put() -> None:
    """The answer has what the server computed; the size is what was sent."""
    props = ObjectProps.from_put(recorded("04-objects", "put"), size=11)

    assert (11, "1", Checksum("xxhash2", "45ab6734b21e6968")) == (props.size, props.version, props.checksum)
    assert ObjectProps(size=11) == ObjectProps.from_put(of(content_length="0"), size=11)


@pytest.mark.parametrize(
    ("nanoseconds", "wanted"),
    [
        ("0", None),
        ("", None),
        ("1", datetime(1970, 1, 1, tzinfo=UTC)),
        ("-1795227215046431483", datetime(2026, 11, 21, 2, 13, 35, 46431, tzinfo=UTC)),
    ],
    ids=["never", "empty", "first", "prefetched"],
)
def test_atime(nanoseconds: str, wanted: datetime | None) -> None:
    """Aware, to the microsecond; zero is no time."""
    assert wanted == ObjectProps.from_put(of(ais_atime=nanoseconds), size=0).atime


def test_date_of_an_unknown_zone_is_utc() -> None:
    """Every date that comes out is aware."""
    props = ObjectProps.from_head(of(last_modified="Sat, 21 Nov 2026 02:13:35 -0000"))

    assert datetime(2026, 11, 21, 2, 13, 35, tzinfo=UTC) == props.last_modified


MALFORMED = {
    "length of letters": of(content_length="x"),
    "length negative": of(content_length="-1"),
    "length with a sign": of(content_length="+1"),
    "length with an underscore": of(content_length="1_0"),
    "length of another script": of(content_length="１"),
    "length endless": of(content_length="9" * 21),
    "copies": of(ais_mirror_copies="many"),
    "chunks": of(ais_chunks_count="1.5"),
    "atime of letters": of(ais_atime="now"),
    "date": of(last_modified="yesterday"),
    "bucket": of(ais_bucket_name="a/b"),
    "provider": of(ais_bucket_name="b", ais_bucket_provider="foo"),
}


@pytest.mark.parametrize("headers", MALFORMED.values(), ids=MALFORMED)
def test_malformed_header_is_refused(headers: Headers) -> None:
    """A number that is none, a date that is none, a bucket that cannot be."""
    with pytest.raises(ProtocolError):
        ObjectProps.from_head(headers)


def test_integer() -> None:
    """Absent and empty are `None`; a negative one only where it means something."""
    assert integer(of(), "x") is None
    assert integer(of(x=""), "x") is None
    assert 0 == integer(of(x="0"), "x")
    assert -5 == integer(of(x="-5"), "x", negative=True)


def test_content_range() -> None:
    """First, last and total."""
    assert ContentRange(0, 4, 13) == ContentRange.of(recorded("04-objects", "range-00"))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "bytes 0-4",
        "bytes 0-4/*",
        "bytes */13",
        "bytes 13-12/13",
        "bytes 4-3/13",
        "bytes 0-13/13",
        "bytes -1-4/13",
        "bytes 0-4/13, 6-7/13",
        "items 0-4/13",
        "bytes 0-4/" + "9" * 20,
        "bytes ０-4/13",
    ],
)
def test_bad_content_range(text: str) -> None:
    """Anything else would put bytes in the wrong place."""
    with pytest.raises(ProtocolError):
        ContentRange.of(of(content_range=text))


def test_custom_metadata_comes_back() -> None:
    """One field for each pair; only the first equals sign separates."""
    fields = ["k1=v1", "k2=a=b,c", "empty=", "x=日本 x"]

    assert {"k1": "v1", "k2": "a=b,c", "empty": "", "x": "日本 x"} == parse_custom(fields)


def test_custom_field_without_a_value() -> None:
    """No server writes one; nothing breaks."""
    assert {"k": ""} == parse_custom(["k"])


@pytest.mark.parametrize("key", ["", "a b", "a=b", "ü", "a:b", "a\n", "a/b"])
def test_custom_key_is_refused(key: str) -> None:
    """Letters, digits, dot, underscore and dash go through every header and listing."""
    with pytest.raises(InvalidMetadata, match="key"):
        check_custom({key: "v"})


@pytest.mark.parametrize("value", ["a\0", "a\nb", "\r", "\t", "\x7f", "\x01", "a\udcff", "a ", " "], ids=ascii)
def test_custom_value_is_refused(value: str) -> None:
    """A NUL would make the object unreadable; a line break and a space at the end would be lost."""
    with pytest.raises(InvalidMetadata, match="value"):
        check_custom({"k": value})


@pytest.mark.parametrize("pair", [{"k": 1}, {1: "v"}, {"k": b"v"}, {"k": None}], ids=repr)
def test_custom_metadata_is_text(pair: Any) -> None:
    """Anything else is a TypeError."""
    with pytest.raises(TypeError):
        check_custom(pair)


@pytest.mark.parametrize(
    ("new", "existing"),
    [
        ({}, None),
        ({"k": " lead", "Az09._-": "ü€😀 =,:"}, None),
        ({"k": "x" * 2047}, None),
        ({"k": "ü" * 1023}, None),
        ({"k": "x" * 1047}, {"a": "x" * 999}),
        ({"k": "x" * 2047}, {"k": "y" * 2047}),
    ],
    ids=["empty", "anything", "full", "full of umlauts", "full together", "replacing"],
)
def test_custom_metadata_fits(new: dict[str, str], existing: dict[str, str] | None) -> None:
    """Up to 2,048 bytes of UTF-8, the pairs that stay included."""
    check_custom(new, existing)


@pytest.mark.parametrize(
    ("new", "existing", "told"),
    [
        ({"k": "x" * 2048}, None, "2,049 bytes, 0 present and 2,049 new"),
        ({"k": "ü" * 1024}, None, "2,049 bytes"),
        ({"k": "x" * 899}, {"a": "x" * 899, "b": "x" * 899}, "2,700 bytes, 1,800 present and 900 new"),
        ({}, {"a": "\udcff" * 2048}, "2,049 bytes, 2,049 present and 0 new"),
    ],
    ids=["alone", "in bytes", "together", "present alone"],
)
def test_custom_metadata_that_would_be_lost(new: dict[str, str], existing: dict[str, str] | None, told: str) -> None:
    """AIS would drop all of it and answer 200; the text has the sums."""
    with pytest.raises(InvalidMetadata, match=told):
        check_custom(new, existing)


@given(st.dictionaries(st.text(max_size=20), st.text(max_size=60), max_size=5))
def test_what_passes_the_check_survives_a_header(custom: dict[str, str]) -> None:
    """Whatever is let through comes back byte for byte through header fields, which are trimmed at the ends."""
    try:
        check_custom(custom)
    except InvalidMetadata:
        return
    lines = "".join(f"Ais-Custom-Md: {key}={value}\r\n" for key, value in custom.items())

    assert custom == parse_custom(Headers.from_block(lines.encode()).get_all("Ais-Custom-Md"))


def test_bucket_props() -> None:
    """What most ask for by name, the rest in `raw`."""
    props = BucketProps.from_headers(recorded("02-buckets", "head"))

    assert ("ais", "xxhash2", True) == (props.provider, props.checksum_type, props.is_versioned)
    assert (False, 2) == (props.is_mirrored, props.copies)
    assert (False, 2, 2) == (props.is_erasure_coded, props.data_slices, props.parity_slices)
    assert (False, None, 0) == (props.is_lru_enabled, props.backend, props.features)
    assert 9223372036854775809 == props.bid
    assert 2026 == (props.created or datetime.min).year
    assert Access.READ_WRITE in props.access
    assert Access.ALL is props.access
    assert "1GiB" == props.raw["chunks"]["chunk_size"]
    assert "chunk_size" not in repr(props)
    assert props == pickle.loads(pickle.dumps(props))


def test_sparse_bucket_props() -> None:
    """What an older or newer server leaves out is empty."""
    props = BucketProps.from_document({"backend_bck": {"name": "r", "provider": "s3"}})

    assert (BucketRef("r", "aws"), None, Access(0)) == (props.backend, props.created, props.access)


MALFORMED_BUCKETS = {
    "none": "",
    "text": "x",
    "list": "[]",
    "null": "null",
    "number of letters": '{"bid": "x"}',
    "number beyond": '{"bid": 1e999}',
    "list as a section": '{"mirror": [1]}',
    "time of letters": '{"created": "now"}',
    "time beyond": '{"created": 1' + "0" * 30 + "}",
    "deep": "[" * 100_000,
    "backend": '{"backend_bck": {"name": "a/b"}}',
}


@pytest.mark.parametrize("text", MALFORMED_BUCKETS.values(), ids=MALFORMED_BUCKETS)
def test_malformed_bucket_props(text: str) -> None:
    """Properties that are none are refused."""
    with pytest.raises(ProtocolError):
        BucketProps.from_headers(of(ais_bucket_props=text))


@pytest.mark.parametrize(
    ("fields", "expected"), [({"ais-atime": "1"}, True), ({"ais-version": "1"}, True), ({"content-type": "x"}, False)]
)
def test_answer_of_ais_has_a_field_of_ais(fields: dict[str, str], expected: bool) -> None:
    """Any of them."""
    assert expected == is_of_ais(fields)


def test_props_of_a_head_are_known_and_each_is_asked_for_once() -> None:
    """AIS refuses others."""
    assert "size,ec" == check_head_props(["size", "ec", "size"])
    for names in ([], ["size", "cached"]):
        with pytest.raises(ValueError, match="not props of an object"):
            check_head_props(names)
    with pytest.raises(TypeError, match="not the text 'size'"):
        check_head_props("size")


def test_head_of_an_erasure_coded_object() -> None:
    """Its slices, or whether it is copied whole."""
    sliced = ObjectProps.from_head(of(ais_ec_data="2", ais_ec_parity="1", ais_ec_generation="5"))
    copied = ObjectProps.from_head(of(ais_ec_data="2", ais_ec_parity="1", ais_ec_replicated="true"))

    assert ErasureCoding(2, 1, 5, False) == sliced.erasure_coding
    assert ErasureCoding(2, 1, None, True) == copied.erasure_coding


def test_bucket_props_are_shown_and_read_by_section() -> None:
    """Without what is there in `raw` only."""
    props = BucketProps.from_headers(recorded("02-buckets", "head"))

    assert 1 << 30 == props.setup.chunks.chunk_size
    assert "xxhash2" in props._repr_html_()
    assert "chunk_size" not in props._repr_html_()
