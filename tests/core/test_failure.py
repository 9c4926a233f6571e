"""From an answer to an error that tells everything on one line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from aistore_api.types import Answer, Headers, Operation

from aistore_hl._core.errors import (
    BadRequest,
    BucketNotFound,
    Busy,
    EtlFailed,
    EtlNotFound,
    NotFound,
    ObjectNotFound,
    ServerError,
    StatusError,
    Unavailable,
)
from aistore_hl._core.failure import from_answer, tell
from aistore_hl._core.retry import RetryClass, Verdict, verdict

WIRE = Path(__file__).parent.parent / "data/wire"


def operation(tag: str = "objects", id: str = "head_object") -> Operation:
    return Operation(id, "HEAD", "/", tag, True, False, False, True, "read")


def recorded(file: str, name: str) -> Answer:
    """One recorded answer."""
    with (WIRE / f"{file}.jsonl").open(encoding="utf-8") as lines:
        response = next(record for record in map(json.loads, lines) if record["id"] == name)["response"]
    content = b"" if response["body"] is None else json.dumps(response["body"]).encode()
    return Answer(response["status"], Headers(response["headers"].items()), content)


def test_error_in_the_body() -> None:
    """The server's words, its code, and who said it."""
    exc = from_answer(recorded("03-list-objects", "missing"), operation("buckets"), node="p")

    assert isinstance(exc, BucketNotFound)
    assert '404 ErrBckNotFound: bucket "ais://wirerec-nosuch" does not exist' == str(exc)
    assert (404, "ErrBckNotFound") == (exc.status, exc.tcode)
    assert exc.server_message.startswith("bucket")
    assert exc.node.startswith("p[")


def test_error_of_a_head() -> None:
    """A HEAD has it in a header."""
    exc = from_answer(recorded("04-objects", "head-missing"), operation(), node="x")

    assert isinstance(exc, ObjectNotFound)
    assert exc.node.startswith("t[")


def test_not_found_is_of_what_was_asked() -> None:
    """AIS has one code for objects, jobs and mountpaths."""
    answer = Answer(404, Headers(), b'{"tcode": "ErrNotFound", "message": "x"}')

    assert ObjectNotFound is type(from_answer(answer, operation("objects"), node="n"))
    assert NotFound is type(from_answer(answer, operation("jobs"), node="n"))
    assert ObjectNotFound is type(from_answer(Answer(404, Headers(), b""), operation("objects"), node="n"))
    bucket = Answer(404, Headers(), b'{"tcode": "ErrBckNotFound", "message": "x"}')
    assert BucketNotFound is type(from_answer(bucket, operation("objects"), node="n"))


@pytest.mark.parametrize(
    ("tag", "node", "cls"),
    [
        ("buckets", "p[kzfp24780]", Unavailable),
        ("groups", "p[kzfp24780]", Unavailable),
        ("jobs", "p[kzfp24780]", Unavailable),
        ("cluster", "p[kzfp24780]", BadRequest),
        ("archives", "t[qfwt24083]", BadRequest),
        ("buckets", "", BadRequest),
    ],
)
def test_proxy_that_does_not_reach_a_target(tag: str, node: str, cls: type[StatusError]) -> None:
    """It says 400, by the code that has other reasons too: at a target, and where no target is asked."""
    document = {"tcode": "ErrFailedTo", "message": "failed to call t[Ynbt24781]: connection refused", "node": node}
    exc = from_answer(Answer(400, Headers(), json.dumps(document).encode()), operation(tag), node="n")

    assert (cls, 400, "ErrFailedTo") == (type(exc), exc.status, exc.tcode)


def test_recorded_failures_of_other_kinds_are_bad_requests() -> None:
    """A pattern that a target cannot use is wrong, and stays so."""
    exc = from_answer(recorded("04c-archive", "multi-badrx"), operation("archives", "get_members"), node="n")

    assert BadRequest is type(exc)


@pytest.mark.parametrize("retry", ["read", "start"])
def test_two_jobs_of_one_id_are_busy(retry: str) -> None:
    """AIS makes ids of the minute: nothing has begun, and a later one gets another. Seen on AIS 5.0."""
    document = {"tcode": "errDuplicateTrname", "message": 'duplicate transport endpoint "arch"', "node": "t[a]"}
    exc = from_answer(Answer(400, Headers(), json.dumps(document).encode()), operation("groups"), node="n")

    assert Busy is type(exc)
    assert Verdict.RETRY is verdict(exc, RetryClass(retry), replayable=True)


FOREIGN: dict[str, tuple[int, bytes, type[StatusError], str]] = {
    "nothing": (503, b"", Unavailable, "503"),
    "text": (500, b"no\n  luck\n", ServerError, "500: no luck"),
    "cut": (500, b'{"tcode": "Er', ServerError, '500: {"tcode": "Er'),
    "list": (500, b"[1]", ServerError, "500: [1]"),
    "deep": (500, b'{"a":' * 100_000, ServerError, "500: " + ('{"a":' * 100_000)[:500]),
    "not UTF-8": (500, b'{"message": "a\xffb"}', ServerError, "500: a\ufffdb"),
    "long": (502, b"x" * 10_000, Unavailable, "502: " + "x" * 500),
}


@pytest.mark.parametrize(("status", "content", "cls", "text"), FOREIGN.values(), ids=FOREIGN)
def test_whatever_a_server_says(status: int, content: bytes, cls: type[StatusError], text: str) -> None:
    """One line, of bounded length, and the node that was asked."""
    exc = from_answer(Answer(status, Headers(), content), operation(), node="http://n:1")

    assert (cls, text, "http://n:1") == (type(exc), str(exc), exc.node)


@pytest.mark.parametrize(("attempts", "shown"), [(1, "1 attempt, 0.25 s"), (3, "3 attempts, 0.25 s")])
def test_text_is_completed_once(attempts: int, shown: str) -> None:
    """Verb, path without query, node, attempts, seconds; telling again changes nothing."""
    exc = Unavailable("503", status=503)
    facts: dict[str, Any] = {"operation": operation(), "node": "http://n:1", "attempts": attempts, "seconds": 0.25}
    tell(exc, target="/v1/objects/b/o?provider=aws", **facts)
    tell(exc, target="/elsewhere", **facts)

    assert f"HEAD /v1/objects/b/o at http://n:1: 503 ({shown})" == str(exc)
    assert ("head_object", attempts) == (exc.operation, exc.attempts)
    assert (str(exc),) == exc.args


def test_a_secret_that_a_server_shows_is_left_out() -> None:
    """Wherever it stands: in a field of the document, in the header of an answer to HEAD, in no document at all."""
    shown = b'{"message": "not valid: Bearer t0ken", "node": "t0ken", "tcode": "t0ken"}'
    answers = [
        Answer(401, Headers(), shown),
        Answer(401, Headers([("Hdr-Error", shown.decode())]), b""),
        Answer(401, Headers(), b"Authorization: Bearer t0ken"),
    ]
    found = [from_answer(answer, operation(), node="n", secret="t0ken") for answer in answers]

    assert [False] * 3 == ["t0ken" in f"{exc} {vars(exc)}" for exc in found]
    assert "Bearer <secret>" in str(found[0])


@pytest.mark.parametrize(
    ("id", "status", "document", "cls"),
    [
        ("transform_object", 500, {"message": "ETL error: it is broken\n", "tcode": ""}, EtlFailed),
        ("transform_object", 404, {"message": "ETL error: no such key"}, EtlFailed),
        ("transform_object", 404, {"message": "no such object", "tcode": "ErrNotFound"}, ObjectNotFound),
        ("transform_object", 404, {"message": "no such ETL"}, EtlNotFound),
        ("transform_bucket", 404, {"message": "no such ETL"}, EtlNotFound),
        ("get_etl", 404, {"message": "no such ETL", "tcode": "ErrNotFound"}, EtlNotFound),
        ("get_etl", 404, {"message": "no bucket", "tcode": "ErrBckNotFound"}, BucketNotFound),
    ],
)
def test_what_an_etl_says_and_what_is_said_of_it(
    id: str, status: int, document: dict[str, str], cls: type[StatusError]
) -> None:
    """The words of a transformer have AIS's mark in front; of what is not there the operation tells which it is."""
    answer = Answer(status, Headers(), json.dumps(document).encode())
    exc = from_answer(answer, operation("etls", id), node="n")

    assert cls is type(exc)
    assert "\n" not in str(exc)


@pytest.mark.parametrize("status", [404, 500, 503])
def test_what_a_transformer_answers_by_itself_is_its_failure(status: int) -> None:
    """To a reader that a target has sent to it, there is no mark in front."""
    answer = Answer(status, Headers(), b'{"status": 500, "error": "it is broken"}\n')
    exc = from_answer(answer, operation("etls", "transform_object"), node="n", by_etl=True)

    assert (EtlFailed, status) == (type(exc), exc.status)
    assert str(exc).endswith('{"status": 500, "error": "it is broken"}')
