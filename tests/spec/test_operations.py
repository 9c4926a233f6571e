"""Which operation a request is."""

from __future__ import annotations

from typing import Any

import pytest

from tests.spec.operations import AmbiguousOperation, Selectors, Spec, spec
from tests.spec.recordings import Request

BUCKET = "/v1/buckets/b"
OBJECT = "/v1/objects/b/o"


def list_of(value: dict[str, Any]) -> dict[str, Any]:
    return {"action": "list", "value": value}


@pytest.mark.parametrize(
    ("operation", "request_"),
    [
        ("list_buckets", Request("GET", "/v1/buckets")),
        ("list_buckets", Request("GET", "/v1/buckets", body={"action": "list"})),
        ("start_buckets_summary", Request("GET", "/v1/buckets", body={"action": "summary-bck"})),
        ("list_objects", Request("GET", BUCKET)),
        ("list_objects", Request("GET", BUCKET, body=list_of({}))),
        ("list_objects_msgpack", Request("GET", BUCKET, headers={"Accept": "application/msgpack"}, body=list_of({}))),
        ("list_objects_msgpack", Request("GET", BUCKET, headers={"Accept": "a/b, application/msgpack"})),
        ("start_bucket_summary", Request("GET", BUCKET, body={"action": "summary-bck", "value": {}})),
        ("get_bucket_summary", Request("GET", BUCKET, body={"action": "summary-bck", "value": {"uuid": "x"}})),
        ("head_bucket", Request("HEAD", BUCKET)),
        ("head_bucket_summary", Request("HEAD", BUCKET, {"bsumm_remote": "true"})),
        ("head_prefix_summary", Request("HEAD", BUCKET + "/a/", {"bsumm_remote": "true"})),
        ("head_object", Request("HEAD", OBJECT)),
        ("head_object_props", Request("HEAD", OBJECT, {"props": "size"})),
        ("put_object", Request("PUT", OBJECT)),
        ("copy_object", Request("PUT", OBJECT, {"object_to": "x"})),
        ("append_object", Request("PUT", OBJECT, {"append_type": "append", "append_handle": ""})),
        ("flush_object", Request("PUT", OBJECT, {"append_type": "flush", "append_handle": ""})),
        ("update_object_metadata", Request("PATCH", OBJECT, body={"value": {}})),
        ("replace_object_metadata", Request("PATCH", OBJECT, {"set-new-custom": "true"}, body={"value": {}})),
        ("get_object", Request("GET", "/v1/objects/b//lead%2Fa//b")),
        ("get_archive_member", Request("GET", OBJECT, {"archpath": "m"})),
        ("get_archive_members", Request("GET", OBJECT, {"archregx": "m", "archmode": "prefix"})),
        ("get_object", Request("GET", OBJECT, {"archregx": "m"})),
        ("replace_with_archive", Request("PUT", OBJECT, {"archpath": "m"})),
        ("append_to_archive", Request("PUT", OBJECT, {"archpath": "m"}, {"ais-pine": "1"})),
        ("get_bucket_batch", Request("GET", "/v1/ml/moss/b", body={"in": []})),
        ("get_bucket_batch", Request("GET", "/v1/ml/moss/b", body={"in": [], "strm": False})),
        ("stream_bucket_batch", Request("GET", "/v1/ml/moss/b", body={"in": [], "strm": True})),
        ("stream_batch", Request("GET", "/v1/ml/moss", body={"strm": True})),
        ("easy_get_object", Request("GET", "/gs/b/a/b")),
        ("list_parts", Request("GET", "/s3/b/o", {"uploadId": "x"})),
    ],
)
def test_a_request_is_one_operation(operation: str, request_: Request) -> None:
    """The one whose selectors hold, and most of them."""
    match = spec().match(request_)

    assert match is not None
    assert operation == match.id


@pytest.mark.parametrize(
    "request_",
    [
        Request("GET", "/v1/nosuch"),
        Request("GET", "/oc/b/o"),
        Request("GET", "/s3/b/o"),
        Request("FOO", OBJECT),
        Request("GET", "/v1/objects/b"),
        Request("GET", "/v1/objects/b/"),
        Request("GET", "/v1/buckets/"),
        Request("HEAD", BUCKET + "/a/"),
        Request("POST", BUCKET),
        Request("POST", BUCKET, body={"action": "nosuch"}),
        Request("POST", BUCKET, body=["create-bck"]),
        Request("POST", BUCKET, {"action": "create-bck"}),
        Request("GET", "/v1/cluster", {"what": "nosuch"}),
        Request("GET", "/v1/cluster"),
    ],
    ids=str,
)
def test_a_request_may_be_no_operation(request_: Request) -> None:
    """Another path, method, action or `what` is not taken for the nearest one."""
    assert spec().match(request_) is None


def test_two_operations_that_claim_a_request_alike_are_an_error() -> None:
    """Which of them it is must not depend on their order."""
    answers = {"200": {"description": "x"}}
    doubled = Spec(
        {
            "paths": {
                "/a#x": {"get": {"operationId": "one", "responses": answers}},
                "/a#y": {"get": {"operationId": "two", "responses": answers}},
            },
            "components": {},
        }
    )

    with pytest.raises(AmbiguousOperation, match=r"one.*two"):
        doubled.match(Request("GET", "/a", {"x": "1", "y": "1"}))


def test_a_fragment_is_a_list_of_selectors() -> None:
    """A name without `=` only has to be there."""
    assert (("action", "list"), ("props", None), ("x", "")) == Selectors.parse("action=list&props&x=").pairs


def test_a_segment_does_not_take_a_slash() -> None:
    """Unless the parameter is marked `x-slashes`."""
    operation = spec().operation("get_object")

    assert {"bucket": "b", "object": "a/ü?"} == operation.path_values("/v1/objects/b/a/%C3%BC%3F")
    assert spec().operation("head_bucket").path_values("/v1/buckets/a/b") is None
