"""Dialogues of one call with a cluster: what is sent after which answer, and what never is."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from aistore_api.endpoint import Endpoint
from aistore_api.errors import AmbiguousUpload, ApiError, CallError, RedirectError
from aistore_api.exchange import Exchange, Leg
from aistore_api.types import Answer, Call, Headers, Operation
from aistore_api.upload import Upload
from hypothesis import given
from hypothesis import strategies as st

PROXY = "http://127.0.0.1:8080"
TARGET = "http://127.0.0.1:8081"
STRANGER = "http://127.0.0.1:9999"
NODES = frozenset((PROXY, TARGET))
PATH = "/v1/objects/b/o"
SECURE = "https://127.0.0.1:8081"
WHO = {PROXY: "proxy", TARGET: "target", STRANGER: "stranger", SECURE: "secure target"}

GET = Operation("get_object", "GET", PATH, "objects", True, False, True, True, "read")
PUT = Operation("put_object", "PUT", PATH, "objects", True, True, False, True, "replace")
PATCH = Operation("update_object_metadata", "PATCH", PATH, "objects", True, False, False, True, "replace")
LIST = Operation("list_buckets", "GET", "/v1/buckets", "buckets", False, False, False, True, "read")
BATCH = Operation("get_batch", "GET", "/v1/ml/moss/b", "batch", True, False, True, True, "read", keeps_path=False)

MAP = {"tmap": {"t": {"public_net": {"direct_url": TARGET}}}}
OK = Answer(200, Headers(), b"")


def to(origin: str = TARGET, query: str = "pid=p&utm=t", *, status: int = 307, path: str = PATH) -> Answer:
    return Answer(status, Headers([("Location", f"{origin}{path}?{query}")]), b"")


def refusal(status: int, tcode: str = "", message: str = "no") -> Answer:
    return Answer(status, Headers([("Hdr-Error", json.dumps({"message": message, "tcode": tcode}))]), b"")


def smap(document: object = MAP, status: int = 200) -> Answer:
    return Answer(status, Headers(), json.dumps(document).encode())


def endpoint(**known: Any) -> Endpoint:
    return Endpoint(PROXY, **{"nodes": NODES, "token": "sesame"} | known)


def spoken(leg: Leg) -> str:
    """A leg in a few words: method, node, body, and whether the token goes with it."""
    body = leg.body
    what = "" if body is None else " empty" if body.length == 0 else " chunked" if leg.chunked else " body"
    return f"{leg.method} {WHO[leg.origin]}{what}{' token' if leg.authorized else ''}"


class Talk:
    """A dialogue that was held: what was said, and how it ended."""

    def __init__(self, to: Endpoint, operation: Operation, body: Any, *answers: Answer, target: str = PATH) -> None:
        call: Call[bytes] = Call(operation, target, (("Ais-X", "y"), ("authorization", "own")), body, _content)
        legs = Exchange(to, call, None if body is None else Upload(body)).legs()
        self.legs = [next(legs)]
        self.error: CallError | None = None
        rest = list(answers)
        try:
            while rest:
                answer = rest.pop(0)
                if self.legs[-1].final and 200 <= answer.status < 300:
                    break
                self.legs.append(legs.send(answer))
        except CallError as exc:
            self.error = exc
        assert not rest, "not all answers were asked for"

    @property
    def said(self) -> list[str]:
        return [spoken(leg) for leg in self.legs]


def _content(answer: Answer) -> bytes:
    return answer.content


def test_a_read_follows_to_the_target() -> None:
    """Same method, own header fields, no token; the first redirect asks for the map."""
    at = endpoint(nodes=None)
    talk = Talk(at, GET, None, to(status=301), smap(), OK)

    assert ["GET proxy token", "GET proxy token", "GET target"] == talk.said
    assert ["/v1/cluster?what=smap", f"{PATH}?pid=p&utm=t"] == [leg.target for leg in talk.legs[1:]]
    assert (("Ais-X", "y"),) == talk.legs[-1].headers
    assert NODES == at.nodes
    assert talk.error is None


def test_the_map_is_read_once() -> None:
    """Later redirects are checked against what was learnt."""
    assert ["GET proxy token", "GET target"] == Talk(endpoint(), GET, None, to(), OK).said


def test_an_unknown_node_makes_the_map_be_read_again() -> None:
    """A target may have joined since."""
    joined = {"tmap": {"t": {"public_net": {"direct_url": STRANGER}}}}
    talk = Talk(endpoint(), GET, None, to(STRANGER), smap(joined), OK)

    assert ["GET proxy token", "GET proxy token", "GET stranger"] == talk.said


@pytest.mark.parametrize(
    ("nodes", "answers"),
    [(NODES, [to(STRANGER), smap()]), (None, [to(STRANGER), smap()])],
    ids=["read-again", "just-read"],
)
def test_a_stranger_is_refused(nodes: frozenset[str] | None, answers: list[Answer]) -> None:
    """The map that was read last does not name it."""
    talk = Talk(endpoint(nodes=nodes), GET, None, *answers)

    assert ["GET proxy token", "GET proxy token"] == talk.said
    assert isinstance(talk.error, RedirectError)
    assert STRANGER in str(talk.error)
    assert ("get_object", "GET", PATH) == (talk.error.operation, talk.error.method, talk.error.target)


def test_a_stranger_is_followed_where_that_is_wanted() -> None:
    """`redirects="any"`: without a look at the map, and still without the token."""
    talk = Talk(endpoint(nodes=None, unchecked=True), GET, None, to(STRANGER), OK)

    assert ["GET proxy token", "GET stranger"] == talk.said


def test_a_cluster_that_hides_its_map_is_followed() -> None:
    """There is nothing to check against; the endpoint has said so itself."""
    talk = Talk(endpoint(nodes=None), GET, None, to(), refusal(403), to(), OK)

    assert ["GET proxy token", "GET proxy token", "GET target", "GET target"] == talk.said


def test_a_map_that_cannot_be_read_now_is_an_error() -> None:
    """A busy proxy does not switch the check off."""
    talk = Talk(endpoint(nodes=None), GET, None, to(), refusal(503))

    assert isinstance(talk.error, RedirectError)
    assert "(503)" in str(talk.error)


@pytest.mark.parametrize(
    "answer",
    [
        Answer(307, Headers(), b""),
        to(path="/v1/objects/b/other"),
        to("http://u:p@127.0.0.1:8081"),
        to("ftp://127.0.0.1:8081"),
    ],
    ids=["no-location", "other-path", "credentials", "other-scheme"],
)
@pytest.mark.parametrize("operation", [GET, PUT], ids=["read", "upload"])
def test_redirects_that_are_refused(operation: Operation, answer: Answer) -> None:
    """With nothing more said."""
    talk = Talk(endpoint(redirecting=True), operation, b"x" if operation is PUT else None, answer)

    assert 1 == len(talk.said)
    assert isinstance(talk.error, RedirectError)


def test_a_loop_is_refused() -> None:
    """After three redirects."""
    talk = Talk(endpoint(), GET, None, to(), to(), to(), to())

    assert ["GET proxy token", *["GET target"] * 3] == talk.said
    assert isinstance(talk.error, RedirectError)


def test_https_is_not_left() -> None:
    """On whichever leg it is tried."""
    talk = Talk(endpoint(nodes=NODES | {SECURE}), GET, None, to(SECURE), to(TARGET))

    assert ["GET proxy token", "GET secure target"] == talk.said
    assert isinstance(talk.error, RedirectError)


def test_an_operation_that_is_never_redirected() -> None:
    """Who redirects it is not AIS."""
    talk = Talk(endpoint(), LIST, None, to())

    assert isinstance(talk.error, RedirectError)
    assert "never" in str(talk.error)


def test_an_operation_that_moves_takes_the_new_path() -> None:
    """Get-batch: the path names the job."""
    talk = Talk(endpoint(), BATCH, None, to(path="/v1/ml/moss/b/job"), OK, target="/v1/ml/moss/b")

    assert "/v1/ml/moss/b/job?pid=p&utm=t" == talk.legs[-1].target


@pytest.mark.parametrize("status", [300, 304, 400, 404, 500])
def test_what_is_no_success_is_an_error(status: int) -> None:
    """Of the node that answered."""
    at_proxy = Talk(endpoint(), GET, None, refusal(status, "ErrX", "why"))
    at_target = Talk(endpoint(), GET, None, to(), refusal(status, "ErrX", "why"))

    for error in (at_proxy.error, at_target.error):
        assert isinstance(error, ApiError)
        assert f"GET {PATH}: {status} ErrX: why" == str(error)
        assert "get_object" == error.operation


def test_json_goes_with_every_leg() -> None:
    """With its length, which is what a signed redirect covers then."""
    talk = Talk(endpoint(), PATCH, b"{}", to(query="pid=p&u=signed"), OK)

    assert ["PATCH proxy body token", "PATCH target body"] == talk.said


def test_the_first_upload_asks_by_head() -> None:
    """Then comes a probe, and the body goes to the target only."""
    at = endpoint(nodes=None)
    talk = Talk(at, PUT, b"data", to(), smap(), to(), OK)

    assert ["HEAD proxy token", "GET proxy token", "PUT proxy empty token", "PUT target body"] == talk.said
    assert [PATH, "/v1/cluster?what=smap", PATH, f"{PATH}?pid=p&utm=t"] == [leg.target for leg in talk.legs]
    assert at.redirecting is True


def test_later_uploads_probe() -> None:
    """What the first one learnt is remembered."""
    talk = Talk(endpoint(redirecting=True), PUT, b"data", to(), OK)

    assert ["PUT proxy empty token", "PUT target body"] == talk.said


def test_a_probe_has_the_header_fields_of_the_upload() -> None:
    """The checksum among them lets a server that takes the probe refuse it."""
    talk = Talk(endpoint(redirecting=True), PUT, b"data", to(), OK)

    assert ("Ais-X", "y") in talk.legs[0].headers


def test_a_signed_redirect_is_answered_chunked() -> None:
    """The signature covers the probe's length, which is 0. Source: wire/14-signed-redirects (AIS 5.1)"""
    talk = Talk(endpoint(redirecting=True), PUT, b"data", to(query="pid=p&u=sig&x=1"), OK)

    assert ["PUT proxy empty token", "PUT target chunked"] == talk.said


@pytest.mark.parametrize(
    "answer", [OK, refusal(404, "ErrNotFound"), refusal(404), refusal(405), refusal(501)], ids=lambda a: str(a.status)
)
def test_an_endpoint_that_answers_itself_gets_the_body(answer: Answer) -> None:
    """At once, and never a probe, which would overwrite the object."""
    at = endpoint()

    assert ["HEAD proxy token", "PUT proxy body token"] == Talk(at, PUT, b"data", answer, OK).said
    assert at.redirecting is False
    assert ["PUT proxy body token"] == Talk(at, PUT, b"data", OK).said


def test_head_that_is_forbidden_says_nothing() -> None:
    """A bucket may be written and not read: the body shows what the endpoint does, and is sent again."""
    at = endpoint()
    talk = Talk(at, PUT, b"data", refusal(403), to(), to(), OK)

    assert ["HEAD proxy token", "PUT proxy body token", "PUT proxy empty token", "PUT target body"] == talk.said
    assert at.redirecting is True


@pytest.mark.parametrize(
    "answer",
    [refusal(404, "ErrBckNotFound"), refusal(404, "ErrRemoteBckNotFound"), refusal(400), refusal(401), refusal(503)],
    ids=["bucket", "remote-bucket", "name", "token", "busy"],
)
def test_an_upload_that_would_fail_is_not_begun(answer: Answer) -> None:
    """Nothing was sent but a HEAD, and nothing was learnt."""
    at = endpoint()
    talk = Talk(at, PUT, b"data", answer)

    assert ["HEAD proxy token"] == talk.said
    assert isinstance(talk.error, ApiError)
    assert ("HEAD", "put_object") == (talk.error.method, talk.error.operation)
    assert at.redirecting is None


def test_a_refused_probe_is_an_error_of_the_upload() -> None:
    """A missing bucket costs no body; the next upload asks again, since this answer shows no redirect."""
    at = endpoint(redirecting=True)
    talk = Talk(at, PUT, b"data", refusal(404, "ErrBckNotFound"))

    assert ["PUT proxy empty token"] == talk.said
    assert isinstance(talk.error, ApiError)
    assert at.redirecting is None


def test_a_probe_that_fails_its_checksum_was_taken_and_not_stored() -> None:
    """The endpoint does not redirect any more: it gets the body, and nothing is in doubt."""
    at = endpoint(redirecting=True)
    talk = Talk(at, PUT, b"data", refusal(500, "ErrBadCksum"), OK)

    assert ["PUT proxy empty token", "PUT proxy body token"] == talk.said
    assert (None, False) == (at.redirecting, talk.legs[-1].ambiguous)


def test_a_probe_that_was_taken_is_made_good() -> None:
    """The endpoint is forgotten, and the body sent there at once."""
    at = endpoint(redirecting=True)
    talk = Talk(at, PUT, b"data", OK, OK)

    assert ["PUT proxy empty token", "PUT proxy body token"] == talk.said
    assert (None, True) == (at.redirecting, talk.legs[-1].ambiguous)
    assert talk.error is None


def test_a_probe_that_could_not_be_made_good_is_told() -> None:
    """The object may be empty now."""
    talk = Talk(endpoint(redirecting=True), PUT, b"data", OK, refusal(500))

    assert isinstance(talk.error, AmbiguousUpload)


def test_a_probe_that_was_taken_and_a_body_that_was_not() -> None:
    """An endpoint that cannot make up its mind: the body can be sent again, or the caller is told."""
    again = Talk(endpoint(redirecting=True), PUT, b"data", OK, to(), to(), OK)
    gone = Talk(endpoint(redirecting=True), PUT, iter([b"data"]), OK, to())

    assert ["PUT proxy empty token", "PUT proxy body token", "PUT proxy empty token", "PUT target body"] == again.said
    assert again.error is None
    assert isinstance(gone.error, AmbiguousUpload)


def test_a_body_that_is_gone_is_not_sent_as_nothing() -> None:
    """An iterator that an endpoint took before it redirected; the next upload asks first."""
    at = endpoint(redirecting=False)
    talk = Talk(at, PUT, iter([b"data"]), to())

    assert isinstance(talk.error, RedirectError)
    assert "after the body was sent" in str(talk.error)
    assert at.redirecting is True


def test_a_file_goes_back_to_where_it_was() -> None:
    """When an endpoint took it before it redirected."""
    file = io.BytesIO(b"skipped data")
    file.seek(8)
    body = Upload(file)
    call: Call[bytes] = Call(PUT, PATH, (), file, _content)
    legs = Exchange(endpoint(redirecting=False), call, body).legs()
    next(legs)
    file.read()

    legs.send(to())

    assert 8 == file.tell()


def test_a_target_that_redirects_an_upload_is_refused() -> None:
    """The body was sent; AIS never does that."""
    talk = Talk(endpoint(redirecting=True), PUT, b"data", to(), to())

    assert isinstance(talk.error, RedirectError)


def test_an_endpoint_that_never_makes_up_its_mind() -> None:
    """The body is sent to it twice at most."""
    talk = Talk(endpoint(redirecting=True), PUT, b"data", OK, to(), OK, to())

    assert 4 == len(talk.said)
    assert isinstance(talk.error, AmbiguousUpload)


ANSWERS = [
    OK,
    Answer(206, Headers(), b""),
    to(),
    to(PROXY),
    to(STRANGER),
    to(SECURE),
    to(query="u=signed"),
    to(path="/v1/objects/b/other"),
    Answer(302, Headers(), b""),
    smap(),
    refusal(400),
    refusal(403),
    refusal(404, "ErrBckNotFound"),
    refusal(404, "ErrNotFound"),
    refusal(405),
    refusal(500, "ErrBadCksum"),
    refusal(503),
]


@given(
    answers=st.lists(st.sampled_from(ANSWERS), min_size=20, max_size=20),
    operation=st.sampled_from([GET, PUT, PATCH, LIST]),
    redirecting=st.sampled_from([None, True, False]),
    nodes=st.sampled_from([None, NODES]),
    once=st.booleans(),
)
def test_whatever_a_cluster_answers(
    answers: list[Answer], operation: Operation, redirecting: bool | None, nodes: frozenset[str] | None, once: bool
) -> None:
    """It ends soon; the token, probes and bodies go only where they may."""
    at = endpoint(nodes=nodes, redirecting=redirecting)
    body = None if operation in (GET, LIST) else Upload(iter([b"data"])) if once else Upload(b"data")
    call: Call[bytes] = Call(operation, PATH, (), None, _content)
    dialogue = Exchange(at, call, body).legs()
    leg, said, seen_redirecting = next(dialogue), 0, redirecting
    bodies = 0
    for answer in answers:
        said += 1
        is_probe = operation is PUT and leg.body is not None and leg.body.length == 0
        bodies += leg.body is body and body is not None
        assert not leg.authorized or leg.origin == PROXY
        assert leg.origin == PROXY or at.unchecked or leg.origin in (at.nodes or ())
        assert not is_probe or seen_redirecting
        if leg.final and 200 <= answer.status < 300:
            break
        if leg.origin == PROXY and answer.status in (302, 307):
            seen_redirecting = True
        try:
            leg = dialogue.send(answer)
        except CallError:
            break
    else:
        pytest.fail("it never ended")
    assert said <= 12
    assert not (once and operation is PUT) or bodies <= 1


def test_an_upload_without_a_body_is_an_empty_one() -> None:
    """Of length 0."""
    talk = Talk(endpoint(redirecting=True), PUT, None, to(), OK)

    assert ["PUT proxy empty token", "PUT target empty"] == talk.said


def test_a_redirect_to_the_endpoint_itself_has_no_token() -> None:
    """A target never needs it, and what redirects is not asked twice."""
    assert ["GET proxy token", "GET proxy"] == Talk(endpoint(), GET, None, to(PROXY), OK).said
