"""Objects through the local cluster, against what AIS 5.0 was recorded to do."""

from __future__ import annotations

import hashlib
import http.client
import json
from urllib.parse import urlsplit

import pytest
import xxhash

from aistore_hl.local import LocalCluster
from tests.local.http import Answer, ask, follow

_CONTENT = b"hello world 2"


def _put(shared: LocalCluster, bucket: str, name: str, body: bytes = _CONTENT, **given: str) -> Answer:
    """Store an object; `custom` and `checksum` become header fields, `query` the query."""
    fields = [("Ais-Custom-Md", pair) for pair in given.get("custom", "").split() if pair]
    if given.get("checksum"):
        kind, _, value = given["checksum"].partition(":")
        fields += [("Ais-Checksum-Type", kind), ("Ais-Checksum-Value", value)]
    query = f"?{given['query']}" if given.get("query") else ""
    return follow(shared.endpoint, "PUT", f"/v1/objects/{bucket}/{name}{query}", body, fields)


def _get(shared: LocalCluster, bucket: str, name: str, **fields: str) -> Answer:
    return follow(shared.endpoint, "GET", f"/v1/objects/{bucket}/{name}", fields=fields.items())


def _custom(shared: LocalCluster, bucket: str, name: str) -> set[str]:
    answer = follow(shared.endpoint, "HEAD", f"/v1/objects/{bucket}/{name}?props=custom")
    return set(answer.headers("Ais-Custom-Md"))


def test_put_answers_with_what_is_stored(shared: LocalCluster, bucket: str) -> None:
    """Checksum, version and time, and an empty body."""
    answer = _put(shared, bucket, "a/o1")

    assert (200, b"") == (answer.status, answer.content)
    assert {"Ais-Atime", "Ais-Checksum-Type", "Ais-Checksum-Value", "Ais-Version"} == answer.names
    assert ("xxhash2", "272e3ddeda19db0a") == (answer.header("Ais-Checksum-Type"), answer.header("Ais-Checksum-Value"))


def test_version_goes_up_by_one(shared: LocalCluster, bucket: str) -> None:
    """With every PUT of the name."""
    versions = [_put(shared, bucket, "o", bytes([count])).header("Ais-Version") for count in range(3)]

    assert ["1", "2", "3"] == versions


def test_get_returns_what_was_put(shared: LocalCluster, bucket: str) -> None:
    """Byte for byte, with the header fields of the PUT's answer."""
    put = _put(shared, bucket, "o", custom="k1=v1 k2=v2=x")
    answer = _get(shared, bucket, "o")

    assert (200, _CONTENT) == (answer.status, answer.content)
    assert "application/octet-stream" == answer.header("Content-Type")
    assert put.headers("Ais-Custom-Md") == answer.headers("Ais-Custom-Md") == ["k1=v1", "k2=v2=x"]
    assert put.names | {"Content-Type"} == answer.names


@pytest.mark.parametrize("size", [0, 1, 65535, 65536, 262144, 262145, 3_000_001])
def test_sizes_around_the_edges(shared: LocalCluster, bucket: str, size: int) -> None:
    """Slices and pieces leave no seam."""
    content = bytes(range(256)) * (size // 256 + 1)
    _put(shared, bucket, "o", content[:size])
    answer = _get(shared, bucket, "o")

    assert str(size) == answer.header("Content-Length")
    assert content[:size] == answer.content


# Source: records range-00 to range-13, range-empty of an object of 13 bytes; `bytes=` crashes AIS.
_RANGES = [
    ("bytes=0-4", 206, "bytes 0-4/13", b"hello"),
    ("bytes=6-", 206, "bytes 6-12/13", b"world 2"),
    ("bytes=-5", 206, "bytes 8-12/13", b"rld 2"),
    ("bytes=0-1000", 206, "bytes 0-12/13", _CONTENT),
    ("bytes=-0", 206, "bytes 13-12/13", b""),
    ("bytes=0-0", 206, "bytes 0-0/13", b"h"),
    ("bytes=0-", 206, "bytes 0-12/13", _CONTENT),
    ("bytes=-99", 206, "bytes 0-12/13", _CONTENT),
    ("bytes=100-200", 416, "bytes */13", b""),
    ("bytes=13-", 416, "bytes */13", b""),
    ("bytes=5-2", 416, None, b""),
    ("bytes=0-1,3-4", 416, None, b""),
    ("bytes=a-b", 416, None, b""),
    ("bytes=-", 416, None, b""),
    ("bytes=", 416, None, b""),
    ("chunks=0-1", 416, None, b""),
    ("bytes=99999999999999999999999-", 416, None, b""),
]


@pytest.mark.parametrize(("spec", "status", "content_range", "content"), _RANGES, ids=[each[0] for each in _RANGES])
def test_ranges(
    shared: LocalCluster, bucket: str, spec: str, status: int, content_range: str | None, content: bytes
) -> None:
    """One range, or 416; the checksum stays that of the whole object."""
    _put(shared, bucket, "o")
    answer = _get(shared, bucket, "o", Range=spec)

    assert (status, content_range) == (answer.status, answer.header("Content-Range"))
    if status == 206:
        assert (content, "bytes") == (answer.content, answer.header("Accept-Ranges"))
        assert "272e3ddeda19db0a" == answer.header("Ais-Checksum-Value")


def test_any_range_of_an_empty_object_is_refused(shared: LocalCluster, bucket: str) -> None:
    """416, with the length that it has."""
    _put(shared, bucket, "empty", b"")
    answer = _get(shared, bucket, "empty", Range="bytes=0-")

    assert (416, "bytes */0") == (answer.status, answer.header("Content-Range"))
    assert "ErrRangeNotSatisfiable" == answer.tcode


def test_the_range_has_its_own_checksum_where_the_bucket_says_so(shared: LocalCluster, bucket: str) -> None:
    """With `enable_read_range`, under the same header names."""
    value = {"checksum": {"type": "md5", "enable_read_range": True}}
    ask(shared.endpoint, "PATCH", f"/v1/buckets/{bucket}", {"action": "set-bprops", "value": value})
    _put(shared, bucket, "r", b"0123456789")
    answer = _get(shared, bucket, "r", Range="bytes=2-5")

    assert (206, hashlib.md5(b"2345").hexdigest()) == (answer.status, answer.header("Ais-Checksum-Value"))


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("none", None),
        ("xxhash", "45ab6734b21e6968"),
        ("xxhash2", "45ab6734b21e6968"),
        ("md5", "5eb63bbbe01eeed093cb22bb8f5acdc3"),
        ("crc32c", "c99465aa"),
        ("sha256", "b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9"),
        ("sha512", hashlib.sha512(b"hello world").hexdigest()),
    ],
)
def test_the_bucket_says_which_checksum(shared: LocalCluster, bucket: str, kind: str, value: str | None) -> None:
    """Of every type that AIS has, and none where it is switched off; the ETag follows."""
    props = {"action": "set-bprops", "value": {"checksum": {"type": kind}}}
    ask(shared.endpoint, "PATCH", f"/v1/buckets/{bucket}", props)
    put = _put(shared, bucket, "o", b"hello world")
    head = follow(shared.endpoint, "HEAD", f"/v1/objects/{bucket}/o?props=checksum,etag")

    assert value == put.header("Ais-Checksum-Value") == head.header("Ais-Checksum-Value")
    begin = {"none": "", "md5": f'"{value}"'}.get(kind, f'"v1-{value}-')
    assert (head.header("Etag") or "").startswith(begin)
    assert (kind == "none") == (head.header("Etag") is None)


@pytest.mark.parametrize("kind", ["xxhash2", "md5", "crc32c", "sha256"])
def test_a_wrong_checksum_stores_nothing(shared: LocalCluster, bucket: str, kind: str) -> None:
    """500 ErrBadCksum; what was there stays."""
    _put(shared, bucket, "o", b"old")
    answer = _put(shared, bucket, "o", b"new", checksum=f"{kind}:00")

    assert (500, "ErrBadCksum") == (answer.status, answer.tcode)
    assert b"old" == _get(shared, bucket, "o").content


def test_the_stored_checksum_announced_again_changes_nothing(shared: LocalCluster, bucket: str) -> None:
    """200 without any header field; the body is not even looked at, but custom metadata is added."""
    value = xxhash.xxh64_hexdigest(b"right")
    _put(shared, bucket, "o", b"right", custom="k=v")
    answer = _put(shared, bucket, "o", b"wrong", checksum=f"xxhash2:{value}", custom="more=1")

    assert (200, set()) == (answer.status, answer.names)
    assert (b"right", "1") == (_get(shared, bucket, "o").content, _get(shared, bucket, "o").header("Ais-Version"))
    assert {"k=v", "more=1"} == _custom(shared, bucket, "o")


def test_skip_vc_starts_afresh(shared: LocalCluster, bucket: str) -> None:
    """The version is 1 again, old metadata is gone, and an announced checksum is not looked at."""
    _put(shared, bucket, "o", b"one", custom="k=v")
    answer = _put(shared, bucket, "o", b"two", query="skip_vc=true", checksum="xxhash2:00", custom="new=1")

    assert (200, "1") == (answer.status, answer.header("Ais-Version"))
    assert {"new=1"} == _custom(shared, bucket, "o")
    assert b"two" == _get(shared, bucket, "o").content


def test_an_unknown_checksum_type_is_refused(shared: LocalCluster, bucket: str) -> None:
    """400, where AIS drops the connection."""
    assert 400 == _put(shared, bucket, "o", checksum="foo:00").status
    assert 200 == _put(shared, bucket, "o", checksum="xxhash2:").status


def test_put_merges_custom_metadata_into_the_old(shared: LocalCluster, bucket: str) -> None:
    """Keys of the version before stay; the answer has them all."""
    _put(shared, bucket, "o", b"1", custom="a=1 b=2")
    answer = _put(shared, bucket, "o", b"2", custom="b=3 c=4")

    assert {"a=1", "b=3", "c=4"} == set(answer.headers("Ais-Custom-Md")) == _custom(shared, bucket, "o")


def test_patch_merges_or_replaces(shared: LocalCluster, bucket: str) -> None:
    """`set-new-custom` replaces; null changes nothing."""
    target = f"/v1/objects/{bucket}/o"
    _put(shared, bucket, "o", custom="k1=v1 k2=v2")

    assert 200 == follow(shared.endpoint, "PATCH", target, {"value": {"k3": "v3", "k1": "new"}}).status
    assert {"k1=new", "k2=v2", "k3=v3"} == _custom(shared, bucket, "o")
    assert 200 == follow(shared.endpoint, "PATCH", target, {"value": None}).status
    assert 3 == len(_custom(shared, bucket, "o"))
    assert 200 == follow(shared.endpoint, "PATCH", f"{target}?set-new-custom=true", {"value": {"only": "one"}}).status
    assert {"only=one"} == _custom(shared, bucket, "o")


@pytest.mark.parametrize(
    "value", [{"a": 1}, ["a"], "a", {"": "x"}, {"k": "v" * 2048}, {"k": "a\0b"}, {"k": "a\1b"}], ids=str
)
def test_custom_metadata_that_is_refused(shared: LocalCluster, bucket: str, value: object) -> None:
    """400: not text, no key, too much, or what could not be read back."""
    _put(shared, bucket, "o", custom="k=v")

    assert 400 == follow(shared.endpoint, "PATCH", f"/v1/objects/{bucket}/o", {"value": value}).status
    assert {"k=v"} == _custom(shared, bucket, "o")


def test_custom_metadata_never_grows_over_the_budget(shared: LocalCluster, bucket: str) -> None:
    """AIS drops all of it, with 200; here what does not fit is refused, by PATCH and by PUT."""
    half = "v" * 1500
    _put(shared, bucket, "o", custom=f"a={half}")

    assert 400 == follow(shared.endpoint, "PATCH", f"/v1/objects/{bucket}/o", {"value": {"b": half}}).status
    assert 400 == _put(shared, bucket, "o", b"new", custom=f"b={half}").status
    assert {f"a={half}"} == _custom(shared, bucket, "o")
    assert _CONTENT == _get(shared, bucket, "o").content


@pytest.mark.parametrize("pair", ["novalue", "=x", "k=" + "v" * 5000])
def test_put_refuses_malformed_custom_metadata(shared: LocalCluster, bucket: str, pair: str) -> None:
    """400, and nothing is stored."""
    assert 400 == _put(shared, bucket, "o", custom=pair).status
    assert 404 == _get(shared, bucket, "o").status


def test_custom_metadata_is_not_split_at_commas(shared: LocalCluster, bucket: str) -> None:
    """One header field is one pair; text may be any UTF-8, and line breaks come back as spaces."""
    follow(shared.endpoint, "PUT", f"/v1/objects/{bucket}/o", b"x", [("Ais-Custom-Md", "k1=v1,k2=ü")])

    assert {"k1=v1,k2=ü".encode().decode("latin-1")} == _custom(shared, bucket, "o")
    follow(shared.endpoint, "PATCH", f"/v1/objects/{bucket}/o?set-new-custom=true", {"value": {"k": "a\r\nb"}})
    assert {"k=a  b"} == _custom(shared, bucket, "o")


@pytest.mark.parametrize("value", [" v ", "a\x0bb\x0cc", "\x1f\x7f", "\t", "\udcff", "ü" * 500, "a=b; c"])
def test_any_custom_metadata_can_be_read_back(shared: LocalCluster, bucket: str, value: str) -> None:
    """By strict clients too: what a header field cannot carry comes as spaces, outer ones not at all."""
    _put(shared, bucket, "o")
    message = json.dumps({"value": {"ETag": value}}, ensure_ascii=False).encode("utf-8", "surrogateescape")
    assert 200 == follow(shared.endpoint, "PATCH", f"/v1/objects/{bucket}/o", message).status

    for answer in (
        _get(shared, bucket, "o"),
        follow(shared.endpoint, "HEAD", f"/v1/objects/{bucket}/o"),
        follow(shared.endpoint, "HEAD", f"/v1/objects/{bucket}/o?props=etag,custom"),
    ):
        expected = "".join(" " if char < " " or char == "\x7f" else char for char in f"ETag={value}").strip()
        found = (answer.header("Ais-Custom-Md") or "").encode("latin-1")
        assert (200, expected.encode("utf-8", "surrogateescape")) == (answer.status, found)


def test_the_key_etag_sets_the_etag(shared: LocalCluster, bucket: str) -> None:
    """Bare on GET and PUT, quoted on HEAD."""
    put = _put(shared, bucket, "o", custom="ETag=abc")
    head = follow(shared.endpoint, "HEAD", f"/v1/objects/{bucket}/o?props=etag")

    assert ("abc", "abc", '"abc"') == (
        put.header("Etag"),
        _get(shared, bucket, "o").header("Etag"),
        head.header("Etag"),
    )


def test_head_tells_everything(shared: LocalCluster, bucket: str) -> None:
    """Under the names of AIS's property tree, in a namespace too."""
    space = "?namespace=@%23ns1"
    ask(shared.endpoint, "POST", f"/v1/buckets/{bucket}{space}", {"action": "create-bck"})
    follow(shared.endpoint, "PUT", f"/v1/objects/{bucket}/a/o1{space}", _CONTENT, [("Ais-Custom-Md", "k=v")])
    answer = follow(shared.endpoint, "HEAD", f"/v1/objects/{bucket}/a/o1{space}")

    assert (200, "13", b"") == (answer.status, answer.header("Content-Length"), answer.content)
    assert ("a/o1", bucket, "ais", "ns1") == tuple(
        answer.header(f"Ais-{name}") for name in ("Name", "Bucket-Name", "Bucket-Provider", "Bucket-Namespace-Name")
    )
    assert ("true", "1") == (answer.header("Ais-Present"), answer.header("Ais-Mirror-Copies"))
    assert f"[{(answer.header('Ais-Location') or '').partition(':mp[')[2].partition(',')[0]}]" == answer.header(
        "Ais-Mirror-Paths"
    )


@pytest.mark.parametrize(
    ("props", "names"),
    [
        ("name", set()),
        ("size", set()),
        ("ec", set()),
        ("chunked", set()),
        (" name , size ", set()),
        ("checksum", {"Ais-Checksum-Type", "Ais-Checksum-Value"}),
        ("atime", {"Ais-Atime"}),
        ("version", {"Ais-Version"}),
        ("custom", {"Ais-Custom-Md"}),
        ("last-modified", {"Last-Modified"}),
        ("etag", {"Etag"}),
        ("location", {"Ais-Location"}),
        ("copies", {"Ais-Mirror-Copies", "Ais-Mirror-Paths"}),
    ],
)
def test_head_tells_what_props_ask_for(shared: LocalCluster, bucket: str, props: str, names: set[str]) -> None:
    """Nothing else, but always whether it is there and how long it is."""
    _put(shared, bucket, "cm", b"x", custom="k=v")
    answer = follow(shared.endpoint, "HEAD", f"/v1/objects/{bucket}/cm?props={props.replace(' ', '%20')}")

    assert (200, "1") == (answer.status, answer.header("Content-Length"))
    assert names | {"Ais-Present"} == answer.names


@pytest.mark.parametrize("props", ["cached", "status", "nosuch", "name,nosuch"])
def test_head_refuses_unknown_props(shared: LocalCluster, bucket: str, props: str) -> None:
    """400, told in a header field."""
    _put(shared, bucket, "cm", b"x")
    answer = follow(shared.endpoint, "HEAD", f"/v1/objects/{bucket}/cm?props={props}")

    assert (400, 400) == (answer.status, answer.document["status"])


@pytest.mark.parametrize(
    ("presence", "there", "absent"),
    [(0, 200, 404), (1, 200, 404), (2, 200, 404), (3, 200, 404), (4, 200, 404), (5, 400, 404)],
)
def test_head_presence(shared: LocalCluster, bucket: str, presence: int, there: int, absent: int) -> None:
    """1 and 3 answer without a word about the object, 5 wants it elsewhere."""
    _put(shared, bucket, "o", b"x")
    heads = [
        follow(shared.endpoint, "HEAD", f"/v1/objects/{bucket}/{name}?presence={presence}") for name in ("o", "no")
    ]

    assert [there, absent] == [head.status for head in heads]
    assert (presence in (1, 3)) == (set() == heads[0].names)


def test_delete_takes_the_object_out(shared: LocalCluster, bucket: str) -> None:
    """Once: then it is 404. A body may say anything that is a message."""
    _put(shared, bucket, "o")

    assert 400 == follow(shared.endpoint, "DELETE", f"/v1/objects/{bucket}/o", b"{").status
    assert 200 == follow(shared.endpoint, "DELETE", f"/v1/objects/{bucket}/o", {"action": "anything"}).status
    assert 404 == follow(shared.endpoint, "DELETE", f"/v1/objects/{bucket}/o").status
    assert (404, "ErrNotFound") == (_get(shared, bucket, "o").status, _get(shared, bucket, "o").tcode)


def test_rename_keeps_content_metadata_and_version(shared: LocalCluster, bucket: str) -> None:
    """Whichever target the new name belongs to, and over what was there."""
    for number in range(8):
        _put(shared, bucket, f"old{number}", b"%d" % number, custom="k=v")
        _put(shared, bucket, f"dir/new{number}", b"in the way", custom="other=1")
        message = {"action": "rename-obj", "name": f"dir/new{number}"}
        assert 200 == follow(shared.endpoint, "POST", f"/v1/objects/{bucket}/old{number}", message).status

        assert 404 == _get(shared, bucket, f"old{number}").status
        assert b"%d" % number == _get(shared, bucket, f"dir/new{number}").content
        assert {"k=v"} == _custom(shared, bucket, f"dir/new{number}")


@pytest.mark.parametrize(
    ("old", "new", "status", "tcode"),
    [
        ("nosuch", "x", 404, "ErrNotFound"),
        ("o", "o", 400, ""),
        ("o", "", 400, "errInvalidPath"),
        ("o", "../x", 400, "errInvalidPath"),
        ("o", "x/", 400, "errInvalidPath"),
    ],
)
def test_rename_that_is_refused(shared: LocalCluster, bucket: str, old: str, new: str, status: int, tcode: str) -> None:
    """A missing object, itself, or a name that is none."""
    _put(shared, bucket, "o")
    answer = follow(shared.endpoint, "POST", f"/v1/objects/{bucket}/{old}", {"action": "rename-obj", "name": new})

    assert (status, tcode) == (answer.status, answer.tcode)


def test_copy_brings_metadata_and_version(shared: LocalCluster, bucket: str) -> None:
    """To a bucket that must exist; a body is ignored; onto itself is no error."""
    _put(shared, bucket, "o", b"one")
    _put(shared, bucket, "o", b"two", custom="k=v")
    for number in range(8):
        target = f"/v1/objects/{bucket}/o?object_to=ais%2F%40%23%2F{bucket}%2Fcopy{number}"
        answer = follow(shared.endpoint, "PUT", target, b"ignored")
        assert (200, set(), b"") == (answer.status, answer.names, answer.content)

        copy = _get(shared, bucket, f"copy{number}")
        assert (b"two", "2", "k=v") == (copy.content, copy.header("Ais-Version"), copy.header("Ais-Custom-Md"))
    itself = f"/v1/objects/{bucket}/o?object_to=ais/@%23/{bucket}/o"
    assert 200 == follow(shared.endpoint, "PUT", itself).status


@pytest.mark.parametrize(
    ("source", "destination", "status", "tcode"),
    [
        ("nosuch", "ais/@%23/{bucket}/x", 404, "ErrNotFound"),
        ("o", "ais/@%23/no-such-bucket/x", 404, "ErrBckNotFound"),
        ("o", "x", 400, ""),
        ("o", "ais/@%23/{bucket}/", 400, ""),
        ("o", "ais/@%23/{bucket}/../x", 400, "errInvalidPath"),
    ],
)
def test_copy_that_is_refused(
    shared: LocalCluster, bucket: str, source: str, destination: str, status: int, tcode: str
) -> None:
    """No source, no bucket, or no name."""
    _put(shared, bucket, "o")
    target = f"/v1/objects/{bucket}/{source}?object_to={destination.format(bucket=bucket)}"
    answer = follow(shared.endpoint, "PUT", target)

    assert (status, tcode) == (answer.status, answer.tcode)


def test_without_versioning_the_version_stands_still(shared: LocalCluster, bucket: str) -> None:
    """An object that has one keeps it, a new one has none. Tried on AIS 5.0."""
    _put(shared, bucket, "old", b"1")
    props = {"action": "set-bprops", "value": {"versioning": {"enabled": False}}}
    ask(shared.endpoint, "PATCH", f"/v1/buckets/{bucket}", props)

    assert "1" == _put(shared, bucket, "old", b"2").header("Ais-Version")
    assert _put(shared, bucket, "new", b"1").header("Ais-Version") is None


def test_a_reader_keeps_what_it_began_to_read(shared: LocalCluster, bucket: str) -> None:
    """An overwrite while a GET is under way does not reach it. AIS makes the writer wait instead."""
    old, new = b"o" * 8_000_000, b"n" * 8_000_000
    _put(shared, bucket, "o", old)
    where = ask(shared.endpoint, "GET", f"/v1/objects/{bucket}/o")
    reading = http.client.HTTPConnection(urlsplit(where.leads_to).netloc, timeout=10)
    reading.request("GET", where.location.removeprefix(where.leads_to))
    response = reading.getresponse()
    begun = response.read(1000)
    _put(shared, bucket, "o", new)
    rest = response.read()
    reading.close()

    assert old == begun + rest
    assert new == _get(shared, bucket, "o").content
