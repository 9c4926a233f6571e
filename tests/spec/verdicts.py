"""Whether a request, an answer or a redirect is as the specification says. Pure: what is wrong comes back as text."""

from __future__ import annotations

import json
import re
from typing import Any, Final
from urllib.parse import unquote

from tests.spec.operations import Node, Spec, SpecOperation
from tests.spec.recordings import Answer, Json, Leg, Request, document_of, size_of, text_of

_OCTETS: Final = "application/octet-stream"

_OWN_HEADERS: Final = re.compile(r"ais-.*|hdr-error|etag|last-modified|location|content-range|accept-ranges|range")
"""Headers that mean something to AIS. What is not one of them belongs to HTTP and is not the specification's matter."""

_NOTHING: Final = object()

_SIGNED: Final = frozenset(("vpams", "x", "u"))
"""Markers that only clusters add which sign their redirects."""


def request_errors(spec: Spec, operation: SpecOperation, request: Request) -> list[str]:
    """What is wrong with a request, taken for that operation."""
    path = operation.path_values(request.path)
    if request.method != operation.method or path is None:
        return [f"{request.method} {request.path} is not {operation.method} {operation.path}"]
    found = _parameter_errors(spec, operation, "path", [(name, [text]) for name, text in path.items()])
    found += _query_errors(spec, operation, request)
    found += _header_errors(spec, operation, request)
    return found + _body_errors(spec, operation, request) + _framing_errors(request)


def answer_errors(spec: Spec, operation: SpecOperation, answer: Answer) -> list[str]:
    """What is wrong with an answer to that operation."""
    declared = declared_answer(operation, answer.status)
    if declared is None:
        return [f"status {answer.status} is not declared"]
    found = []
    for name, header in declared["headers"].items():
        found += _answer_header_errors(spec, name, header, answer.headers.get(name))
    for name in answer.headers:
        if _OWN_HEADERS.fullmatch(name) and name not in declared["headers"]:
            found.append(f"header {name} is not declared for {answer.status}")
    return found + _answer_body_errors(spec, operation, declared, answer)


def declared_answer(operation: SpecOperation, status: int, *, by_name: bool = False) -> Node | None:
    """The response that a status has; with `by_name` not the default one."""
    answers = operation.answers
    named = answers.get(str(status)) or answers.get(f"{status // 100}XX")
    return named if named or by_name or not status else answers.get("default")


def redirect_errors(spec: Spec, operation: SpecOperation, request: Request, answer: Answer, after: Leg) -> list[str]:
    """What is wrong with a redirect, and with the hop that followed it."""
    markers = _markers(operation)
    leaves = declared_answer(operation, answer.status, by_name=True) or {}
    found = [] if markers else [f"{operation.id} declares no redirect with markers"]
    if after.method != request.method:
        found.append(f"{after.method} after {request.method}")
    if leaves.get("x-leaves"):
        return found
    # A line end in a name becomes a space on the way through the Location header: the one that is sent is what counts.
    if operation.keeps_path and unquote(after.path) != unquote(request.path).replace("\n", " "):
        found.append(f"another path: {after.path}")
    if unquote(answer.header("location")) != unquote(after.url):
        found.append(f"went to {after.url}, not to {answer.header('location')}")
    # Of a remote cluster's alias its id is made.
    before, then = ([_without_cluster(pair) for pair in query] for query in (request.query, after.query))
    added = [pair for pair in then if pair not in before]
    lost = [pair for pair in before if pair not in then]
    if lost or sorted(name for name, _ in added) != sorted(markers.keys() - _SIGNED):
        found.append(f"query differs: {added} added, {lost} lost")
    return found + [
        error for name, text in added if name in markers for error in spec.schema_errors(markers[name], text)
    ]


def error_form_errors(spec: Spec, method: str, answer: Answer) -> list[str]:
    """What is wrong with the form of an error, whatever it is about. Nothing is wrong with a success."""
    if answer.status == 405:
        allowed = text_of(answer.body) == "Method Not Allowed\n" or method == "HEAD"
        return [] if allowed and "allow" in answer.headers else ["a 405 without Allow, or with another text"]
    if 100 <= answer.status < 400:
        return []
    schema = {"$ref": "#/components/schemas/AisError"}
    if method == "HEAD":
        text = answer.header("hdr-error")
        return spec.schema_errors(schema, json.loads(text)) if text else ["no Hdr-Error"]
    return spec.schema_errors(schema, document_of(answer.body))


def _without_cluster(pair: tuple[str, str]) -> tuple[str, str]:
    name, text = pair
    return (name, re.sub("^@[^#]*#?", "@", text)) if name == "namespace" else pair


def _markers(operation: SpecOperation) -> Node:
    for status, answer in operation.answers.items():
        if status.startswith("3") and "x-markers" in answer:
            return dict(answer["x-markers"])
    return {}


def _query_errors(spec: Spec, operation: SpecOperation, request: Request) -> list[str]:
    markers = _markers(operation) if operation.keeps_path else {}
    held: dict[str, list[str]] = {}
    found = []
    for name, text in request.query:
        if name in markers:
            found += [f"query {name}: {error}" for error in spec.schema_errors(markers[name], text)]
        else:
            held.setdefault(name, []).append(text)
    return found + _parameter_errors(spec, operation, "query", list(held.items()))


def _header_errors(spec: Spec, operation: SpecOperation, request: Request) -> list[str]:
    declared = {parameter["name"].lower() for parameter in operation.parameters if parameter["in"] == "header"}
    held = [item for item in request.headers.items() if item[0] in declared or _OWN_HEADERS.fullmatch(item[0])]
    return _parameter_errors(spec, operation, "header", held)


def _parameter_errors(spec: Spec, operation: SpecOperation, place: str, held: list[tuple[str, list[str]]]) -> list[str]:
    declared = {_key(p["name"], place): p for p in operation.parameters if p["in"] == place}
    found = []
    for name, texts in held:
        parameter = declared.get(_key(name, place))
        if parameter is None:
            found.append(f"{place} {name} is not declared")
            continue
        if len(texts) > 1 and not parameter.get("x-repeated"):
            found.append(f"{place} {name} is repeated")
        for text in texts:
            value = _typed(spec, parameter["schema"], text)
            found += [f"{place} {name}: {error}" for error in spec.schema_errors(parameter["schema"], value)]
    present = {_key(name, place) for name, _ in held}
    missing = [name for name, p in declared.items() if p.get("required") and name not in present]
    return found + [f"{place} {name} is missing" for name in missing]


def _key(name: str, place: str) -> str:
    return name.lower() if place == "header" else name


def _typed(spec: Spec, schema: Node, text: str) -> Json:
    """A parameter or a header as the value that its schema speaks of; the text itself where it is none."""
    kind = spec.resolve(schema).get("type")
    if kind == "boolean" and text in ("true", "false"):
        return text == "true"
    if kind == "integer" and re.fullmatch(r"-?[0-9]+", text):
        return int(text)
    return text


def _body_errors(spec: Spec, operation: SpecOperation, request: Request) -> list[str]:
    if operation.body is None:
        return ["a body, and none is declared"] if request.body is not None else []
    media_type, content = next(iter(operation.body["content"].items()))
    if media_type == _OCTETS:
        return [] if size_of(request.body) is not None else ["the body was not recorded as bytes"]
    if request.body is None:
        announced = request.header("content-type").startswith("application/json")
        return ["no body"] if operation.body_is_required or announced else []
    if text_of(request.body) is not None:
        return ["the body is not JSON"]
    return [f"body {error}" for error in spec.schema_errors(content["schema"], request.body)]


def _framing_errors(request: Request) -> list[str]:
    if "chunked" in request.header("transfer-encoding"):
        text = text_of(request.body) or ""
        return [] if text.endswith("0\r\n\r\n") else ["chunked, without a last chunk"]
    announced, size = request.header("content-length"), size_of(request.body)
    if announced and size is not None and int(announced) != size:
        return [f"{announced} bytes announced, {size} sent"]
    return []


def _answer_header_errors(spec: Spec, name: str, header: Node, texts: list[str] | None) -> list[str]:
    if texts is None:
        return [f"header {name} is missing"] if header.get("required") else []
    values: list[Any]
    if "content" in header:
        schema = next(iter(header["content"].values()))["schema"]
        values = [_parsed(texts[0])]
    else:
        schema = header["schema"]
        is_list = spec.resolve(schema).get("type") == "array"
        values = [texts] if is_list else [_typed(spec, schema, text) for text in texts]
    if len(values) > 1:
        return [f"header {name} is repeated"]
    return [f"header {name}: {error}" for error in spec.schema_errors(schema, values[0])]


def _parsed(text: str) -> Json:
    try:
        return json.loads(text)
    except ValueError:
        return _NOTHING


def _answer_body_errors(spec: Spec, operation: SpecOperation, declared: Node, answer: Answer) -> list[str]:
    content = declared.get("content", {})
    if operation.method == "HEAD" or not content:
        return ["a body, and none is declared"] if answer.body is not None else []
    is_empty = answer.body is None and not answer.media_type
    media_type, body = next(iter(content.items()))
    sent_as = declared.get("x-sent-as", media_type)
    is_other = answer.media_type not in (sent_as if isinstance(sent_as, list) else [sent_as])
    if not is_empty and is_other and sent_as != "any":
        return [f"{answer.media_type} instead of {sent_as}"]
    return [f"body {error}" for error in _content_errors(spec, media_type, body["schema"], answer, is_empty)]


def _content_errors(spec: Spec, media_type: str, schema: Node, answer: Answer, is_empty: bool) -> list[str]:
    if media_type == "application/json":
        return ["is empty"] if is_empty else spec.schema_errors(schema, document_of(answer.body))
    text = "" if is_empty else text_of(answer.body)
    if media_type.startswith("text/") and text is not None:
        return spec.schema_errors(schema, text)
    # Of long texts only size and digest were recorded.
    return [] if size_of(answer.body) is not None else ["is not bytes"]
