"""The validation can fail: every kind of mistake, planted, is found."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.spec.operations import spec
from tests.spec.recordings import Answer, Leg, Request
from tests.spec.verdicts import answer_errors, error_form_errors, redirect_errors, request_errors

OBJECT = "/v1/objects/b/o"
BUCKET = "/v1/buckets/b"
NODE = "http://127.0.0.1:51081"

ERROR = {
    "message": "m",
    "method": "GET",
    "url_path": OBJECT,
    "remote_addr": "127.0.0.1:0",
    "caller": "",
    "node": "p[x]",
    "status": 404,
}
JSON = {"Content-Type": "application/json"}
PAGE = {"uuid": "u", "continuation_token": "", "entries": [{"name": "a", "size": "1"}], "flags": 0}


def wrong_in(operation: str, request: Request) -> list[str]:
    return request_errors(spec(), spec().operation(operation), request)


def wrong_answer(operation: str, answer: Answer) -> list[str]:
    return answer_errors(spec(), spec().operation(operation), answer)


RIGHT_REQUESTS = [
    ("get_object", Request("GET", OBJECT, {"latest-ver": "true"}, {"range": "bytes=0-4"})),
    ("get_object", Request("GET", OBJECT, {"pid": "p1", "utm": "dn0"})),
    ("put_object", Request("PUT", OBJECT, {}, {"Ais-Custom-Md": ["a=1", "b=2"], "Content-Type": "x/y"}, {"text": "x"})),
    ("put_object", Request("PUT", OBJECT)),
    ("create_bucket", Request("POST", BUCKET, {"provider": "ais"}, {}, {"action": "create-bck"})),
    ("list_objects", Request("GET", BUCKET)),
]

WRONG_REQUESTS = {
    "another path": ("get_object", Request("GET", BUCKET), "is not GET"),
    "another method": ("get_object", Request("PUT", OBJECT), "is not GET"),
    "no such name": ("get_object", Request("GET", "/v1/objects/b/a/../o"), "path object"),
    "no such bucket name": ("head_bucket", Request("HEAD", "/v1/buckets/a..b"), "path bucket"),
    "unknown query name": ("get_object", Request("GET", OBJECT, {"latest_ver": "true"}), "query latest_ver is not"),
    "not a boolean": ("get_object", Request("GET", OBJECT, {"latest-ver": "maybe"}), "query latest-ver"),
    "not a number": ("head_object", Request("HEAD", OBJECT, {"presence": "x"}), "query presence"),
    "number out of range": ("head_object", Request("HEAD", OBJECT, {"presence": "6"}), "query presence"),
    "not in the list": ("get_object", Request("GET", OBJECT, {"provider": "foo"}), "query provider"),
    "repeated": ("get_object", Request("GET", OBJECT, [("provider", "ais")] * 2), "query provider is repeated"),
    "missing query": ("head_object_props", Request("HEAD", OBJECT), "query props is missing"),
    "marker of another form": ("get_object", Request("GET", OBJECT, {"utm": "~"}), "query utm"),
    "marker where none is": ("head_bucket", Request("HEAD", BUCKET, {"pid": "p1"}), "query pid is not"),
    "unknown header": ("get_object", Request("GET", OBJECT, {}, {"Ais-Foo": "1"}), "header ais-foo is not"),
    "range of another operation": ("head_object", Request("HEAD", OBJECT, {}, {"Range": "bytes=0-"}), "header range"),
    "not a range": ("get_object", Request("GET", OBJECT, {}, {"Range": "bytes="}), "header range"),
    "not a pair": ("put_object", Request("PUT", OBJECT, {}, {"Ais-Custom-Md": "a"}), "header ais-custom-md"),
    "missing header": (
        "get_node_snode",
        Request("GET", "/v1/reverse/daemon", {"what": "snode"}),
        "ais-node-id is missing",
    ),
    "unknown field": (
        "list_objects",
        Request("GET", BUCKET, body={"action": "list", "value": {"x": 1}}),
        "body $.value",
    ),
    "unknown key": ("create_bucket", Request("POST", BUCKET, body={"action": "create-bck", "x": 1}), "body $"),
    "another type": (
        "list_objects",
        Request("GET", BUCKET, body={"action": "list", "value": {"flags": 1}}),
        "body $.value.flags",
    ),
    "another action": ("create_bucket", Request("POST", BUCKET, body={"action": "destroy-bck"}), "body $.action"),
    "no body": ("create_bucket", Request("POST", BUCKET), "no body"),
    "announced as JSON and empty": ("list_objects", Request("GET", BUCKET, {}, JSON), "no body"),
    "not JSON": ("create_bucket", Request("POST", BUCKET, body={"text": "{"}), "not JSON"),
    "JSON for bytes": ("put_object", Request("PUT", OBJECT, body={"a": 1}), "not recorded as bytes"),
    "a body that nobody reads": ("get_object", Request("GET", OBJECT, body={"text": "x"}), "none is declared"),
    "shorter than announced": (
        "put_object",
        Request("PUT", OBJECT, {}, {"Content-Length": "9"}, {"text": "x"}),
        "announced",
    ),
    "cut between chunks": (
        "put_object",
        Request("PUT", OBJECT, {}, {"Transfer-Encoding": "chunked"}, {"text": "1\r\nx\r\n"}),
        "last chunk",
    ),
}


@pytest.mark.parametrize(("operation", "request_"), RIGHT_REQUESTS, ids=lambda item: str(item)[:30])
def test_a_right_request_passes(operation: str, request_: Request) -> None:
    """So that what follows is about the mistake and not about the rest."""
    assert [] == wrong_in(operation, request_)


@pytest.mark.parametrize(("operation", "request_", "words"), WRONG_REQUESTS.values(), ids=WRONG_REQUESTS)
def test_a_wrong_request_is_found(operation: str, request_: Request, words: str) -> None:
    """By the mistake that was made, and by no other."""
    found = wrong_in(operation, request_)

    assert len(found) == 1
    assert words in found[0]


RIGHT_ANSWERS = [
    ("get_object", Answer(200, {"Content-Type": "application/octet-stream", "Ais-Atime": "17"}, {"base64": "eA=="})),
    ("get_object", Answer(301, {"Location": NODE + OBJECT, "Content-Type": "text/html"}, {"text": "<a>"})),
    ("get_object", Answer(404, JSON, ERROR)),
    ("put_object", Answer(307, {"Location": NODE + OBJECT})),
    ("put_object", Answer(200, {"Ais-Custom-Md": ["a=1", "b=2"]})),
    ("list_objects", Answer(200, JSON, PAGE)),
    ("list_buckets", Answer(200, {"Content-Type": "application/json; charset=utf-8"}, None)),
    ("set_bucket_props", Answer(200)),
    ("head_object", Answer(404, {"Hdr-Error": str(ERROR).replace("'", '"'), **JSON})),
]

WRONG_ANSWERS = {
    "no answer": ("get_object", Answer(0), "status 0"),
    "a redirect of its own": ("head_bucket", Answer(307, {"Location": "x"}), "location is not declared"),
    "another media type": ("list_objects", Answer(200, {"Content-Type": "text/plain"}, PAGE), "text/plain instead"),
    "no media type": ("list_objects", Answer(200, {}, PAGE), " instead of"),
    "an empty document": ("list_objects", Answer(200), "is empty"),
    "a field too many": ("list_objects", Answer(200, JSON, PAGE | {"entries": [{"name": "a", "x": 1}]}), "entries[0]"),
    "a field too few": ("list_objects", Answer(200, JSON, {k: v for k, v in PAGE.items() if k != "uuid"}), "'uuid'"),
    "another type": ("list_objects", Answer(200, JSON, PAGE | {"entries": [{"name": "a", "size": 1}]}), "size"),
    "not an error document": ("get_object", Answer(404, JSON, {"message": "m"} | ERROR | {"status": "404"}), "status"),
    "an error as text": (
        "get_object",
        Answer(404, {"Content-Type": "text/plain"}, {"text": "x"}),
        "text/plain instead",
    ),
    "a body that is not declared": ("put_object", Answer(200, {}, {"text": "x"}), "none is declared"),
    "a body after HEAD": ("head_object", Answer(200, {}, {"text": "x"}), "none is declared"),
    "an unknown header": ("get_object", Answer(301, {"Location": "x", "Ais-Foo": "1"}), "ais-foo is not declared"),
    "a header not declared here": ("put_object", Answer(200, {"Ais-Present": "true"}), "ais-present is not declared"),
    "a header that is no number": ("put_object", Answer(200, {"Ais-Atime": "now"}), "ais-atime"),
    "a header that is no boolean": ("head_object", Answer(200, {"Ais-Present": "1"}), "ais-present"),
    "a header twice": ("put_object", Answer(200, {"Ais-Version": ["1", "2"]}), "repeated"),
    "a header that is no JSON": ("head_bucket", Answer(200, {"Ais-Bucket-Props": "{"}), "ais-bucket-props"),
    "a missing header": ("put_object", Answer(307), "location is missing"),
    "no job id": ("rename_bucket", Answer(200), "body $"),
}


@pytest.mark.parametrize(("operation", "answer"), RIGHT_ANSWERS, ids=lambda item: str(item)[:30])
def test_a_right_answer_passes(operation: str, answer: Answer) -> None:
    """So that what follows is about the mistake and not about the rest."""
    assert [] == wrong_answer(operation, answer)


@pytest.mark.parametrize(("operation", "answer", "words"), WRONG_ANSWERS.values(), ids=WRONG_ANSWERS)
def test_a_wrong_answer_is_found(operation: str, answer: Answer, words: str) -> None:
    """By the mistake that was made."""
    assert [error for error in wrong_answer(operation, answer) if words in error]


def hop(**given: Any) -> list[str]:
    """What is wrong with a redirect of a GET that is right but for what is given."""
    sent = Request("GET", OBJECT, {"provider": "ais"})
    url = given.pop("url", NODE + OBJECT + "?provider=ais&pid=p1&utm=dn0")
    answer = Answer(301, {"Location": given.pop("location", url)})
    operation = spec().operation(given.pop("operation", "get_object"))
    return redirect_errors(spec(), operation, sent, answer, Leg(given.pop("method", "GET"), url, Answer(200)))


def test_a_right_redirect_passes() -> None:
    """The same request at another node, with the two markers."""
    assert [] == hop()


@pytest.mark.parametrize(
    ("plant", "words"),
    [
        (lambda: hop(method="PUT"), "PUT after GET"),
        (lambda: hop(url=NODE + "/v1/objects/b/x?provider=ais&pid=p1&utm=dn0"), "another path"),
        (lambda: hop(url=NODE + OBJECT + "?provider=ais&pid=p1"), "query differs"),
        (lambda: hop(url=NODE + OBJECT + "?pid=p1&utm=dn0"), "lost"),
        (lambda: hop(url=NODE + OBJECT + "?provider=aws&pid=p1&utm=dn0"), "query differs"),
        (lambda: hop(url=NODE + OBJECT + "?provider=ais&pid=p1&utm=DN-0"), "DN-0"),
        (lambda: hop(location=NODE + OBJECT), "went to"),
        (lambda: hop(operation="head_bucket"), "declares no redirect"),
    ],
)
def test_a_wrong_redirect_is_found(plant: Callable[[], list[str]], words: str) -> None:
    """Another request, other markers, or a redirect where none is declared."""
    assert [error for error in plant() if words in error]


@pytest.mark.parametrize(
    ("method", "answer", "right"),
    [
        ("GET", Answer(200), True),
        ("GET", Answer(404, JSON, ERROR), True),
        ("GET", Answer(404, JSON, {"message": "m"}), False),
        ("GET", Answer(404), False),
        ("HEAD", Answer(404), False),
        ("GET", Answer(405, {"Allow": "PUT"}, {"text": "Method Not Allowed\n"}), True),
        ("GET", Answer(405, {}, {"text": "Method Not Allowed\n"}), False),
        ("GET", Answer(0), False),
    ],
)
def test_the_form_of_an_error_is_checked_anywhere(method: str, answer: Answer, right: bool) -> None:
    """Also of requests that are nobody's."""
    assert right is not bool(error_form_errors(spec(), method, answer))
