"""Listings of the local cluster, against what AIS 5.0 was recorded to do."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import msgspec
import pytest

from aistore_hl.local import LocalCluster
from tests.local.http import Answer, ask, follow

# The bucket of data/wire/03-list-objects.jsonl, without its archives; every object is one byte longer than the last.
_NAMES = [
    "a/b/c/deep.txt", "a/b/one.txt", "a/b/two.txt", "a/top1.txt", "a/top2.txt", "aa.txt", "b/x.bin", "b/y.bin", "c.txt",
    "h#h.txt", "pct%20.txt", "plus+.txt", "q?m.txt", "sp ace.txt", "z.txt", "ü/ñ.txt",
]  # fmt: skip


@pytest.fixture(scope="module")
def filled() -> Iterator[LocalCluster]:
    """A cluster whose bucket `ls` holds the recorded names."""
    with LocalCluster() as cluster:
        ask(cluster.endpoint, "POST", "/v1/buckets/ls", {"action": "create-bck"})
        ask(cluster.endpoint, "POST", "/v1/buckets/empty", {"action": "create-bck"})
        for size, name in enumerate(_NAMES, 1):
            custom = [("Ais-Custom-Md", "k2=v2"), ("Ais-Custom-Md", "k1=v1")] if size == 1 else []
            follow(cluster.endpoint, "PUT", f"/v1/objects/ls/{quote(name)}", b"d" * size, custom)
        yield cluster


def _list(cluster: LocalCluster, value: Any, *, bucket: str = "ls", accept: str = "") -> Answer:
    fields = [("Accept", accept)] if accept else []
    return ask(cluster.endpoint, "GET", f"/v1/buckets/{bucket}", {"action": "list", "value": value}, fields)


def _names(answer: Answer) -> list[str]:
    return [entry["name"] for entry in answer.document["entries"] or []]


def test_default_is_name_and_size(filled: LocalCluster) -> None:
    """In byte order; sizes are text; every entry says that it is in the cluster."""
    page = _list(filled, {}).document
    expected = [{"name": name, "size": str(size), "flags": 64} for size, name in enumerate(_NAMES, 1)]

    assert {"uuid": page["uuid"], "continuation_token": "", "entries": expected, "flags": 0} == page
    assert page["entries"] == ask(filled.endpoint, "GET", "/v1/buckets/ls").document["entries"]
    assert page["entries"] == _list(filled, {"props": None, "Prefix": ""}).document["entries"]


@pytest.mark.parametrize(
    ("props", "keys"),
    [
        ("name", set()),
        ("size", {"size"}),
        ("sizes,xname", {"size"}),
        ("checksum", {"checksum"}),
        ("atime", {"atime"}),
        ("version", {"version"}),
        ("custom", {"custom-md"}),
        ("location", {"location"}),
        ("copies", {"copies"}),
        ("cached,status,ec,last-modified,etag,chunked,nosuch", set()),
        (
            "name,size,checksum,atime,version,cached,status,copies,ec,custom,location",
            {"size", "checksum", "atime", "version", "custom-md", "location", "copies"},
        ),
    ],
)
def test_props_are_matched_by_substring(filled: LocalCluster, props: str, keys: set[str]) -> None:
    """Unknown ones mean nothing; what an object has not is absent."""
    first, second, *_ = _list(filled, {"props": props}).document["entries"]

    assert keys | {"name", "flags"} == set(first)
    assert (keys - {"custom-md"}) | {"name", "flags"} == set(second)
    assert "custom" not in props or first["custom-md"] == "[k1:v1 k2:v2]"


@pytest.mark.parametrize(
    ("value", "names"),
    [
        ({"prefix": "a/b/"}, _NAMES[:3]),
        ({"prefix": "a/t"}, _NAMES[3:5]),
        ({"prefix": "a/*"}, _NAMES[:5]),
        ({"prefix": "nosuch/"}, []),
        ({"prefix": "ü"}, ["ü/ñ.txt"]),
        ({"start_after": "b/x.bin"}, _NAMES[7:]),
        ({"start_after": "b"}, _NAMES[6:]),
        ({"prefix": "a/", "start_after": "a/b/two.txt"}, _NAMES[3:5]),
        ({"start_after": "b", "continuation_token": "c.txt"}, _NAMES[9:]),
        ({"continuation_token": "aa"}, _NAMES[5:]),
        ({"continuation_token": "zz"}, ["ü/ñ.txt"]),
        ({"pagesize": 1000000}, _NAMES),
        ({"pagesize": 0}, _NAMES),
        ({"target": ""}, _NAMES),
        ({"flags": "1"}, _NAMES),
        ({"flags": "8192"}, _NAMES),
    ],
    ids=json.dumps,
)
def test_which_names(filled: LocalCluster, value: dict[str, Any], names: list[str]) -> None:
    """Prefix, start and token, and flags that mean nothing here."""
    assert names == _names(_list(filled, {"props": "name", **value}))


_DIRECTORIES = [
    ({}, ["a/", "aa.txt", "b/", *_NAMES[8:15], "ü/"]),
    ({"prefix": "a/"}, ["a/b/", "a/top1.txt", "a/top2.txt"]),
    ({"prefix": "a/b"}, ["a/b/c/", "a/b/one.txt", "a/b/two.txt"]),
    ({"prefix": "a/t"}, ["a/top1.txt", "a/top2.txt"]),
    ({"continuation_token": "a/"}, ["aa.txt", "b/", *_NAMES[8:15], "ü/"]),
    ({"continuation_token": "a/b/one.txt"}, ["aa.txt", "b/", *_NAMES[8:15], "ü/"]),
    ({"continuation_token": "a"}, ["a/", "aa.txt", "b/", *_NAMES[8:15], "ü/"]),
    ({"pagesize": 2}, ["a/", "aa.txt"]),
    ({"pagesize": 2, "continuation_token": "aa.txt"}, ["b/", "c.txt"]),
]


@pytest.mark.parametrize(("value", "names"), _DIRECTORIES, ids=[json.dumps(value) for value, _ in _DIRECTORIES])
def test_no_recursion(filled: LocalCluster, value: dict[str, Any], names: list[str]) -> None:
    """What is directly there, and directories with a slash at the end and flag 256; each once."""
    entries = _list(filled, {"flags": "2048", **value}).document["entries"]

    assert names == [entry["name"] for entry in entries]
    assert all((entry["flags"] == 256) == entry["name"].endswith("/") for entry in entries)


def test_a_prefix_that_names_a_directory_lists_what_is_in_it(filled: LocalCluster) -> None:
    """Siblings that only begin so are left out on mountpaths that have the directory, as in AIS."""
    names = _names(_list(filled, {"props": "name", "prefix": "a"}))

    assert _NAMES[:5] == [name for name in names if name != "aa.txt"]
    assert _NAMES[:3] == _names(_list(filled, {"props": "name", "prefix": "a/b"}))


def test_pages_follow_one_another(filled: LocalCluster) -> None:
    """The token is the last name; a full last page has one too, and then comes an empty page."""
    names: list[str] = []
    value: dict[str, Any] = {"props": "name", "pagesize": 4}
    sizes = []
    while True:
        page = _list(filled, value).document
        sizes.append(len(page["entries"] or []))
        names += [entry["name"] for entry in page["entries"] or []]
        if not page["continuation_token"]:
            break
        assert names[-1] == page["continuation_token"]
        value |= {"continuation_token": page["continuation_token"], "uuid": page["uuid"]}
    again = _list(filled, {**value, "continuation_token": "a/top1.txt", "uuid": "AbCdEfGhI"}).document

    assert (_NAMES, [4, 4, 4, 4, 0]) == (names, sizes)
    assert page["entries"] is None
    assert ("AbCdEfGhI", _NAMES[4]) == (again["uuid"], again["entries"][0]["name"])


@pytest.mark.parametrize(
    ("layout", "form"),
    [
        ("", r"\d\d [A-Z][a-z]{2} \d\d \d\d:\d\d UTC"),
        ("2006-01-02T15:04:05Z07:00", r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"),
        ("unix", "unix"),
    ],
)
def test_times_have_the_layout_that_was_asked_for(filled: LocalCluster, layout: str, form: str) -> None:
    """One of Go's; RFC 822 without one."""
    entry = _list(filled, {"props": "atime", "time_format": layout}).document["entries"][0]

    assert re.fullmatch(form, entry["atime"])


@pytest.mark.parametrize(
    ("value", "status", "tcode"),
    [
        ({"prefix": "../x"}, 400, "errInvalidPath"),
        ({"prefix": "~/x"}, 400, "errInvalidPath"),
        ({"pagesize": "5"}, 400, ""),
        ({"pagesize": -1}, 400, ""),
        ({"flags": 1}, 400, ""),
        ({"flags": "x"}, 400, ""),
        ({"flags": "512"}, 400, ""),
        ({"flags": "4096"}, 400, ""),
        ({"flags": "32768"}, 400, ""),
        ({"uuid": "x"}, 400, ""),
        ({"target": "nosuchtgt"}, 400, "errNodeNotFound"),
        ({"nosuch": 1}, 400, ""),
        ("x", 400, ""),
        (None, 400, ""),
    ],
    ids=json.dumps,
)
def test_what_is_refused(filled: LocalCluster, value: Any, status: int, tcode: str) -> None:
    """In JSON also where msgpack was asked for. A negative page size ends every target of a real cluster."""
    for accept in ("", "application/msgpack"):
        answer = _list(filled, value, accept=accept)
        assert (status, tcode) == (answer.status, answer.tcode)


def test_msgpack_says_the_same_in_single_letters(filled: LocalCluster) -> None:
    """Sizes are numbers there; everything that is empty is absent."""
    value = {"props": "name,size,checksum,atime,version,custom,copies", "prefix": "a/b/"}
    packed, plain = _list(filled, value, accept="application/json, application/msgpack"), _list(filled, value)
    page = msgspec.msgpack.decode(packed.content)
    letters = {
        "name": "n",
        "checksum": "cs",
        "atime": "a",
        "version": "v",
        "custom-md": "m",
        "copies": "c",
        "flags": "f",
    }

    assert "application/msgpack" == packed.header("Content-Type")
    assert {"UUID", "ContinuationToken", "Entries", "Flags"} == set(page)
    expected = [
        {letters.get(key, "s"): int(entry[key]) if key == "size" else entry[key] for key in entry}
        for entry in plain.document["entries"]
    ]
    assert expected == page["Entries"]


def test_an_empty_page(filled: LocalCluster) -> None:
    """`null` in JSON, an empty array in msgpack."""
    assert _list(filled, {}, bucket="empty").document["entries"] is None
    packed = _list(filled, {}, bucket="empty", accept="application/msgpack").content
    assert [] == msgspec.msgpack.decode(packed)["Entries"]


def test_names_that_are_not_utf8_are_listed_as_they_are(shared: LocalCluster, bucket: str) -> None:
    """In both encodings, also as tokens; so does AIS, although neither JSON nor msgpack allow it."""
    for path in ("%FFbad", "a", "%ff" * 40, "%ff" * 300):
        follow(shared.endpoint, "PUT", f"/v1/objects/{bucket}/{path}", b"x")
    plain = _list(shared, {"props": "name", "pagesize": 2}, bucket=bucket).content
    packed = _list(shared, {"props": "name"}, bucket=bucket, accept="application/msgpack").content

    assert b'"continuation_token":"\xffbad","entries":[{"name":"a","flags":64},{"name":"\xffbad","flags":64}]' in plain
    assert b"\xa4\xffbad" in packed
    assert b"\xd9\x28" + b"\xff" * 40 in packed
    assert b"\xda\x01\x2c" + b"\xff" * 300 in packed
    token = b'{"action":"list","value":{"props":"name","continuation_token":"\xffbad"}}'
    rest = ask(shared.endpoint, "GET", f"/v1/buckets/{bucket}", token).content
    assert rest.count(b'"name"') == 2


def test_a_target_lists_only_its_own(filled: LocalCluster) -> None:
    """For a listing that has an id, always in msgpack; with the marks of a proxy not at all."""
    own: list[str] = []
    for target in filled.targets:
        value = {"action": "list", "value": {"props": "name", "uuid": "WrAbCdEfG"}}
        answer = ask(target.origin, "GET", "/v1/buckets/ls", value)
        own += [entry["n"] for entry in msgspec.msgpack.decode(answer.content)["Entries"]]
        assert 400 == ask(target.origin, "GET", "/v1/buckets/ls", {"action": "list", "value": {}}).status
        assert 403 == ask(target.origin, "GET", "/v1/buckets/ls?pid=x&utm=1", value).status

    assert _NAMES == sorted(own, key=str.encode)


def test_missing_buckets(shared: LocalCluster) -> None:
    """404, or what the provider is told."""
    for query, status, tcode in (
        ("", 404, "ErrBckNotFound"),
        ("?provider=aws", 404, "ErrFailedTo"),
        ("?provider=foo", 400, "ErrInvalidBackendProvider"),
        ("?namespace=@%23zz", 404, "ErrBckNotFound"),
    ):
        answer = ask(shared.endpoint, "GET", f"/v1/buckets/no-such-bucket{query}", {"action": "list", "value": {}})
        assert (status, tcode) == (answer.status, answer.tcode)
