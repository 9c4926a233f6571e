"""Generated calls against what a real AIS 5.0 got and answered."""

from __future__ import annotations

import base64
import importlib
import json
import typing
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import pytest
from aistore_api import models
from aistore_api.types import Answer, Call, Headers
from openapi_python_client.strings import PythonIdentifier

from tests.spec.manifest import entry_of
from tests.spec.operations import SpecOperation, spec
from tests.spec.recordings import Json, Record, read_all, text_of

RECORDS = [record for record in read_all() if entry_of(record).kind == "spec" and not entry_of(record).malformed]
MARKERS = ("pid", "utm")
"""Written by proxies, and by those who recorded what a target says to them."""
OTHER_CASE = ("start-lower", "start-docs", "stop-rebalance")
"""`kind` for `Kind`: the server takes both, a call writes the one that the specification has."""


def name_of(record: Record) -> str:
    return f"{record.file}/{record.id}"


def module_of(operation: SpecOperation) -> Any:
    tag = next(
        node["tags"][0]
        for item in spec().document["paths"].values()
        for node in item.values()
        if isinstance(node, dict) and node.get("operationId") == operation.id
    )
    return importlib.import_module(f"aistore_api.api.{tag}.{operation.id}")


def call_of(record: Record) -> Call[Any]:
    """The call that the recorded request is."""
    operation = spec().operation(entry_of(record).operation)
    module = module_of(operation)
    values = operation.path_values(record.request.path) or {}
    named = dict(named_arguments(operation, record))
    # A call names models for type checkers only.
    named_models = {name: getattr(models, name) for name in models.__all__}
    hints = typing.get_type_hints(module.call, {**vars(module), **named_models})
    if "body" in hints and (record.request.body is not None or operation.body_is_required):
        named["body"] = body_of(hints["body"], record.request.body)
    call: Call[Any] = module.call(*values.values(), **named)
    return call


def named_arguments(operation: SpecOperation, record: Record) -> Iterator[tuple[str, Any]]:
    for parameter in operation.parameters:
        name, schema = parameter["name"], spec().resolve(parameter["schema"])
        if parameter["in"] == "path" or ("const" in schema and parameter.get("required")):
            continue
        given = record.request.headers.get(name.lower(), []) if parameter["in"] == "header" else []
        given = given or [value for key, value in record.request.query if key == name]
        if given:
            value = given if parameter.get("x-repeated") else typed(given[0], schema.get("type"))
            yield PythonIdentifier(name, prefix="field_"), value


def typed(text: str, kind: str | None) -> Any:
    if kind == "boolean":
        return text.lower() in ("true", "1", "yes", "on", "y")
    return int(text) if kind == "integer" else text


def body_of(hint: Any, body: Json) -> Any:
    readers = [one for one in (hint, *typing.get_args(hint)) if hasattr(one, "from_dict")]
    return readers[0].from_dict(body) if readers else content_of(body)


def content_of(body: Json) -> bytes:
    if body is None or (isinstance(body, dict) and set(body) in ({"size", "sha256"}, {"size", "text"})):
        return b""
    if (text := text_of(body)) is not None:
        return text.encode("utf-8", "surrogateescape")
    if isinstance(body, dict) and set(body) == {"base64"}:
        return base64.b64decode(body["base64"])
    return json.dumps(body).encode()


@pytest.mark.parametrize("record", RECORDS, ids=name_of)
def test_a_call_is_the_recorded_request(record: Record) -> None:
    """Same method, path, query and JSON body."""
    call = call_of(record)
    url = urlsplit(call.target)

    assert record.request.method == call.operation.method
    assert unquote(record.request.path) == unquote(url.path)
    assert sorted(pair for pair in record.request.query if pair[0] not in MARKERS) == sorted(
        parse_qsl(url.query, keep_blank_values=True)
    )
    if ("Content-Type", "application/json") in call.headers and record.id not in OTHER_CASE:
        assert record.request.body == (None if call.body is None else json.loads(typing.cast("bytes", call.body)))


@pytest.mark.parametrize("record", [record for record in RECORDS if 200 <= record.answer.status < 300], ids=name_of)
def test_a_recorded_success_is_read(record: Record) -> None:
    """As what the operation promises."""
    fields = [(name, value) for name, values in record.answer.headers.items() for value in values]
    # JSON's `null` was recorded as no body, with the length that it had.
    is_null = record.answer.body is None and record.answer.header("content-length") not in ("", "0")
    content = b"null" if is_null and record.request.method != "HEAD" else content_of(record.answer.body)

    call_of(record).parse(Answer(record.answer.status, Headers(fields), content))
