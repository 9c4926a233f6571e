"""Quoting, queries, header fields: the plain data of calls."""

from __future__ import annotations

import copy
import pickle
from enum import StrEnum
from typing import Any
from urllib.parse import parse_qsl, unquote_to_bytes

import pytest
from aistore_api.types import (
    UNSET,
    Answer,
    Call,
    Headers,
    Operation,
    Response,
    Unset,
    encode_query,
    quote_path,
    quote_query,
    quote_segment,
)
from hypothesis import given
from hypothesis import strategies as st

from tests.generated.corpus import NAMES, REFUSED

WIRE_SAFE = set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~%")


class Color(StrEnum):
    RED = "re d"


def wire(name: str) -> bytes:
    return name.encode("utf-8", "surrogateescape")


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_a_quoted_name_decodes_to_itself(name: str) -> None:
    """Every byte of a name survives the path."""
    assert wire(name) == unquote_to_bytes(quote_path(name))


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_a_quoted_name_has_nothing_that_a_path_could_mistake(name: str) -> None:
    """Only unreserved characters, `%` and `/` are left."""
    assert set(quote_path(name)) <= WIRE_SAFE | {"/"}


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_a_quoted_segment_is_one_element(name: str) -> None:
    """`/` is percent-encoded too."""
    quoted = quote_segment(name)

    assert set(quoted) <= WIRE_SAFE
    assert wire(name) == unquote_to_bytes(quoted)


@pytest.mark.parametrize("name", REFUSED.values(), ids=REFUSED)
@pytest.mark.parametrize("quote", [quote_path, quote_segment])
def test_names_that_a_path_cannot_carry_are_refused(quote: Any, name: str) -> None:
    """A name that would be collapsed to another one is never sent."""
    with pytest.raises(ValueError, match="not a name that a path can carry"):
        quote(name)


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), min_size=1))
def test_quoting_any_text_is_reversible(name: str) -> None:
    """What holds for the corpus holds for all names."""
    if {".", ".."} & set(name.split("/")):
        return
    assert wire(name) == unquote_to_bytes(quote_path(name))


@given(st.lists(st.tuples(st.text(min_size=1), st.text()), max_size=5))
def test_a_query_reads_back(pairs: list[tuple[str, str]]) -> None:
    """Names and values of any text come back in order."""
    try:
        query = encode_query(pairs)
    except UnicodeEncodeError:  # a surrogate that stands for no byte
        return
    read = parse_qsl(query.removeprefix("?"), keep_blank_values=True, errors="surrogateescape")

    assert pairs == read


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        ([], ""),
        ([("a", UNSET)], ""),
        ([("a", None)], ""),
        ([("a", UNSET), ("b", "c")], "?b=c"),
        ([("a", "")], "?a="),
        ([("a", True), ("b", False)], "?a=true&b=false"),
        ([("a", 1), ("b", 0)], "?a=1&b=0"),
        ([("a", 1.5)], "?a=1.5"),
        ([("a", Color.RED)], "?a=re%20d"),
        ([("a", "x&y=z#?+%/")], "?a=x%26y%3Dz%23%3F%2B%25/"),
        ([("namespace", "@#ns")], "?namespace=%40%23ns"),
        ([("a b", "c")], "?a%20b=c"),
        ([("a", "\udcff")], "?a=%FF"),
        ([("a", "1"), ("a", "2")], "?a=1&a=2"),
    ],
)
def test_queries(pairs: list[tuple[str, Any]], expected: str) -> None:
    """Unset parameters vanish; booleans are words of Go; the rest is percent-encoded by the rule of paths."""
    assert expected == encode_query(pairs)


def test_a_quoted_query_keeps_slashes() -> None:
    """As the server writes them itself."""
    assert "a/b%20c" == quote_query("a/b c")


def test_headers_are_found_without_regard_to_case() -> None:
    """Names of header fields have no case."""
    headers = Headers([("Ais-Version", "3")])

    assert "3" == headers["AIS-VERSION"]
    assert "ais-version" in headers
    assert 1 not in headers
    assert ["ais-version"] == list(headers)
    assert 1 == len(headers)
    assert "Headers({'ais-version': ['3']})" == repr(headers)


def test_headers_keep_fields_of_one_name_apart() -> None:
    """Custom metadata comes as several fields, and a comma may be part of a value."""
    headers = Headers([("Ais-Custom-Md", "a=1,2"), ("Other", "x"), ("ais-custom-md", "b=3")])

    assert ["a=1,2", "b=3"] == headers.get_all("Ais-Custom-Md")
    assert "a=1,2" == headers["ais-custom-md"]
    assert [] == headers.get_all("absent")
    assert headers.get("absent") is None


def test_what_get_all_returns_is_the_callers() -> None:
    """Changing it does not change the answer."""
    headers = Headers([("a", "1")])
    headers.get_all("a").append("2")

    assert ["1"] == headers.get_all("a")


def test_a_missing_header_is_a_key_error() -> None:
    """As in any mapping."""
    with pytest.raises(KeyError):
        Headers()["absent"]


def test_headers_from_a_block() -> None:
    """Lines end in CRLF; spaces and tabs around values are not part of them, bytes that are not UTF-8 are kept."""
    block = b"Ais-Name: \xc3\xa9\r\nX:\t a: b \t\r\nX:\xff\r\nEmpty:\r\nno colon\r\n\r\n"
    headers = Headers.from_block(block)

    assert {"ais-name": "é", "x": "a: b", "empty": ""} == dict(headers)
    assert ["a: b", "\udcff"] == headers.get_all("x")


def test_headers_with_the_same_fields_are_equal() -> None:
    """Also in the second field of a name."""
    one = Headers([("A", "1"), ("A", "2")])

    assert one == Headers([("a", "1"), ("a", "2")])
    assert one != Headers([("a", "1")])
    assert {"a": "1"} == Headers([("a", "1")])


def test_unset_is_one_value() -> None:
    """It is compared with `is`, also after a copy or a pickle."""
    assert UNSET is pickle.loads(pickle.dumps(UNSET))
    assert UNSET is copy.deepcopy(UNSET)
    assert not UNSET
    assert isinstance(UNSET, Unset)
    assert "UNSET" == repr(UNSET)


def test_calls_and_answers_are_plain_data() -> None:
    """They pickle, whole."""
    operation = Operation("get_x", "GET", "/x", "t", False, False, False, True, "read")
    call: Call[int] = Call(operation, "/x?a=b", (("A", "b"),), b"body", _status)
    answer = Answer(200, Headers([("a", "b"), ("a", "c")]), b"content")
    response = Response(200, answer.headers, 7)

    again = pickle.loads(pickle.dumps((call, answer, response)))

    assert (call.target, call.headers, call.body) == (again[0].target, again[0].headers, again[0].body)
    assert 200 == again[0].parse(again[1])
    assert (["b", "c"], b"content") == (again[1].headers.get_all("a"), again[1].content)
    assert (200, 7) == (again[2].status_code, again[2].parsed)


def _status(answer: Answer) -> int:
    return answer.status
