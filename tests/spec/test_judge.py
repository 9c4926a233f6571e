"""The comparison notices: what is taken from the specification, or put wrongly into the manifest, shows."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

from tests.spec.judge import judge
from tests.spec.manifest import Entry, entry_of
from tests.spec.operations import Spec, spec
from tests.spec.recordings import Record, read, read_all

OBJECT = "/v1/objects/{bucket}/{object}"
BUCKET = "/v1/buckets/{bucket}"


def record(file: str, id: str) -> Record:
    """One of the recordings."""
    return next(record for record in read(file) if record.id == id)


def without_parameter(name: str, path: str, method: str) -> Callable[[Any], None]:
    """Takes a parameter away, whether it is written there or refers to another place."""

    def edit(document: Any) -> None:
        operation = document["paths"][path][method]
        shared = document["components"]["parameters"]
        operation["parameters"] = [
            p for p in operation["parameters"] if shared.get(p.get("$ref", "").rpartition("/")[2], p)["name"] != name
        ]

    return edit


def without(*keys: str) -> Callable[[Any], None]:
    """Takes away what is at the end of these keys."""

    def edit(document: Any) -> None:
        for key in keys[:-1]:
            document = document[key]
        del document[keys[-1]]

    return edit


def schema(name: str, *keys: str, value: Any) -> Callable[[Any], None]:
    """Puts something else into a schema."""

    def edit(document: Any) -> None:
        node = document["components"]["schemas"][name]
        for key in keys[:-1]:
            node = node[key]
        node[keys[-1]] = value

    return edit


EDITS = {
    "a query parameter": without_parameter("latest-ver", OBJECT, "get"),
    "a header parameter": without_parameter("Range", OBJECT, "get"),
    "a success": without("paths", OBJECT, "get", "responses", "206"),
    "a redirect": without("paths", OBJECT, "put", "responses", "307"),
    "an error": without("paths", OBJECT, "get", "responses", "416"),
    "a header": without("paths", OBJECT, "put", "responses", "200", "headers", "Ais-Version"),
    "the real media type": without(
        "paths", BUCKET + "#action=summary-bck&value.uuid", "get", "responses", "200", "x-sent-as"
    ),
    "an operation": without("paths", BUCKET + "#action=list&accept=application/msgpack"),
    "a request body": without("paths", BUCKET + "#action=create-bck", "post", "requestBody"),
    "a field of a request": without("components", "schemas", "ListObjectsArgs", "properties", "start_after"),
    "a field of an entry": without("components", "schemas", "ObjectEntry", "properties", "copies"),
    "the strictness of a request": without("components", "schemas", "ListObjectsArgs", "additionalProperties"),
    "a number that is a string": schema("ObjectEntry", "properties", "size", value={"type": "integer"}),
    "a null": schema("ObjectPage", "properties", "entries", "type", value="array"),
    "a field that is not there": schema("AisError", "required", value=["message", "status", "code"]),
    "a pattern": schema("ObjectName", "pattern", value="^.+$"),
}


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_a_mistake_in_the_specification_is_found(edit: Callable[[Any], None]) -> None:
    """By at least one recording."""
    document = copy.deepcopy(spec().document)
    edit(document)
    changed = Spec(document)

    assert any(_found(changed, record) for record in read_all())


def _found(changed: Spec, record: Record) -> bool:
    try:
        return bool(judge(changed, record, entry_of(record)))
    except KeyError:  # the operation that the manifest names is gone
        return True


@pytest.mark.parametrize(
    ("file", "id", "entry"),
    [
        ("02-buckets", "create", Entry("spec", "destroy_bucket")),
        ("02-buckets", "create", Entry("spec", "create_bucket", malformed="no reason")),
        ("02-buckets", "create", Entry("shape", reason="no reason")),
        ("02-buckets", "create", Entry("outside", reason="no reason")),
        ("02-buckets", "create-bad-field", Entry("spec", "create_bucket")),
        ("03-list-objects", "msgpack", Entry("spec", "list_objects")),
        ("04-objects", "put-cksum-unk", Entry("shape", reason="no answer is no error form")),
    ],
)
def test_a_wrong_class_is_found(file: str, id: str, entry: Entry) -> None:
    """Whatever the manifest says, the exchange decides."""
    assert judge(spec(), record(file, id), entry)
