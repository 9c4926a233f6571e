"""Errors of the low-level client: what they say, what they keep, what they never hold."""

from __future__ import annotations

import json
import pickle
from typing import Any

import pytest
from aistore_api.errors import (
    AmbiguousUpload,
    AnswerError,
    ApiError,
    CallError,
    InsecureToken,
    RedirectError,
    parse_error,
)
from aistore_api.models import AisError
from aistore_api.types import UNSET, Answer, Headers

# Recorded on AIS 5.0 (group 04: GET of a missing object).
DOCUMENT: dict[str, Any] = {
    "tcode": "ErrNotFound",
    "message": "t[xyz]: ais://b/o does not exist",
    "method": "GET",
    "url_path": "/v1/objects/b/o",
    "remote_addr": "127.0.0.1:0",
    "caller": "",
    "node": "t[xyz]",
    "status": 404,
}


def answered(content: bytes = b"", *, status: int = 404, hdr_error: str | None = None) -> Answer:
    return Answer(status, Headers([] if hdr_error is None else [("Hdr-Error", hdr_error)]), content)


def error_of(answer: Answer) -> ApiError:
    return ApiError(
        answer.status, parse_error(answer), answer, operation="get_object", method="GET", target="/v1/objects/b/o?x=1"
    )


def test_an_error_in_the_body() -> None:
    """JSON, as every node answers it."""
    error = parse_error(answered(json.dumps(DOCUMENT).encode() + b"\n"))

    assert error is not None
    assert DOCUMENT == error.to_dict()


def test_an_error_in_the_header() -> None:
    """HEAD has no body."""
    error = parse_error(answered(hdr_error=json.dumps(DOCUMENT)))

    assert error is not None
    assert "ErrNotFound" == error.tcode


def test_an_error_without_a_type() -> None:
    """Most of AIS's errors have none."""
    error = parse_error(answered(b'{"message":"m","status":400}'))

    assert error is not None
    assert error.tcode is UNSET
    assert ("m", 400, "") == (error.message, error.status, error.node)


def test_a_message_that_is_not_utf_8() -> None:
    """AIS echoes what it was sent."""
    in_body = parse_error(answered(b'{"message":"bad \xff name"}'))
    in_header = parse_error(answered(hdr_error='{"message":"bad \udcff name"}'))

    assert in_body is not None
    assert in_header is not None
    assert "bad \ufffd name" == in_body.message == in_header.message


def test_fields_of_another_type_are_empty() -> None:
    """Who reads an error must not fail over it."""
    error = parse_error(answered(b'{"message":"m","tcode":7,"status":"x","node":null,"more":[1]}'))

    assert AisError(message="m", method="", url_path="", remote_addr="", caller="", node="", status=0) == error


@pytest.mark.parametrize(
    "content",
    [b"", b"<html>", b"Method Not Allowed\n", b"[]", b"7", b"{}", b'{"message":7}', b"\xff", b"[" * 100_000],
    ids=lambda content: repr(content[:20]),
)
def test_what_says_nothing(content: bytes) -> None:
    """Answers of other servers, and of nodes that are starting."""
    assert parse_error(answered(content)) is None


def test_the_text_stands_alone_in_a_log() -> None:
    """Method, path, status, type and the server's words, on one line."""
    error = error_of(answered(json.dumps(DOCUMENT).encode()))

    assert "GET /v1/objects/b/o?x=1: 404 ErrNotFound: t[xyz]: ais://b/o does not exist" == str(error)


def test_the_node_is_named_where_its_message_does_not() -> None:
    """Most messages begin with it."""
    document = DOCUMENT | {"message": "no such thing", "tcode": ""}

    assert str(error_of(answered(json.dumps(document).encode()))).endswith("?x=1: 404: t[xyz]: no such thing")


def test_the_text_of_an_answer_that_says_nothing() -> None:
    """The status is what is known."""
    assert "GET /v1/objects/b/o?x=1: 503" == str(error_of(answered(status=503)))


def test_a_server_cannot_write_lines_or_pages_into_a_log() -> None:
    """Its message is made one line, of a length that can be read."""
    message = "a\nFAKE line\r\n\x1b[31m" + "x" * 10_000
    text = str(error_of(answered(json.dumps({"message": message}).encode())))

    assert text.isprintable()
    assert 600 > len(text)


@pytest.mark.parametrize("kind", [CallError, AnswerError, RedirectError, InsecureToken, AmbiguousUpload])
def test_errors_pickle(kind: type[CallError]) -> None:
    """Text and facts come back."""
    exc = kind("what happened", operation="put_object", method="PUT", target="/v1/objects/b/o")
    again = pickle.loads(pickle.dumps(exc))

    assert kind is type(again)
    assert ("PUT /v1/objects/b/o: what happened", "put_object") == (str(again), again.operation)


def test_an_api_error_pickles() -> None:
    """With what the server said."""
    exc = error_of(answered(json.dumps(DOCUMENT).encode()))
    again = pickle.loads(pickle.dumps(exc))

    assert str(exc) == str(again)
    assert (404, "get_object", "GET") == (again.status, again.operation, again.method)
    assert (exc.error, exc.answer.content) == (again.error, again.answer.content)


def test_what_errors_are_besides() -> None:
    """`except PermissionError` and `except ValueError` mean what they say."""
    assert issubclass(RedirectError, PermissionError)
    assert issubclass(InsecureToken, PermissionError)
    assert issubclass(AnswerError, ValueError)
    assert "text" == str(CallError("text"))
    assert "" == str(CallError())
