"""Rules of operations: ids, parameters, bodies, answers."""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterator
from typing import Final

from openapi.codegen.bundle import Bundle, Json, SpecOperation
from openapi.codegen.errors import Problem
from openapi.codegen.facts import is_constant
from openapi.codegen.media import MediaTypes

RETRIES: Final = ("read", "replace", "delete", "once", "start")
"""Values of `x-retry`; `openapi.yaml` says what they mean."""

BUCKETS: Final = ("all", "ais", "local", "remote")
"""Values of `x-buckets`; `openapi.yaml` says what they mean."""

_SNAKE: Final = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
_TAKEN: Final = frozenset(("answer", "body", "call", "client", "document", "fields", "query", "url"))
"""Names that a generated module uses itself."""


def check(spec: Bundle, media: MediaTypes) -> Iterator[Problem]:
    """What is wrong with the operations."""
    yield from _same_ids(spec)
    for operation in spec.operations():
        yield from _operation(operation, spec)
        for parameter in operation.body.get("parameters", []):
            yield from _parameter(operation, spec.resolve(parameter), spec)
        yield from _path_parameters(operation, spec)
        yield from _request(operation, spec, media)
        yield from _answers(operation, spec, media)


def _place(operation: SpecOperation, spec: Bundle, where: str = "") -> str:
    file = spec.origins["paths", operation.path]
    return f"{file}: {operation.id}{', ' if where else ''}{where}"


def _same_ids(spec: Bundle) -> Iterator[Problem]:
    first: dict[str, SpecOperation] = {}
    for operation in spec.operations():
        key = operation.id.replace("_", "").lower()
        if key in first:
            what = f"its id is that of {first[key].id} up to case and underscores, and would overwrite its module"
            yield Problem(_place(operation, spec), what, "give it another operationId")
        first.setdefault(key, operation)


def _operation(operation: SpecOperation, spec: Bundle) -> Iterator[Problem]:
    body, place = operation.body, _place(operation, spec)
    name = body.get("operationId")
    if not isinstance(name, str) or not _SNAKE.fullmatch(name) or keyword.iskeyword(name):
        yield Problem(place, f"operationId {name!r} is not snake_case", "write `verb_noun`: it names a module")
    if len(body.get("tags", [])) != 1:
        yield Problem(place, f"has {len(body.get('tags', []))} tags", "give it exactly one: it names a package")
    if not body.get("x-source"):
        yield Problem(place, "has no x-source", "say where the fact can be checked")
    if body.get("x-retry") not in RETRIES:
        what = f"x-retry is {body['x-retry']!r}" if "x-retry" in body else "has no x-retry"
        yield Problem(place, what, f"write one of {', '.join(RETRIES)}")
    if body.get("x-buckets", "all") not in BUCKETS:
        yield Problem(place, f"x-buckets is {body['x-buckets']!r}", f"write one of {', '.join(BUCKETS)}")
    for key in ("servers", "callbacks"):
        if key in body:
            yield Problem(place, f"has {key}, which calls do not know", "leave it out")


def _parameter(operation: SpecOperation, parameter: Json, spec: Bundle) -> Iterator[Problem]:
    name = str(parameter.get("name", "?"))
    place = _place(operation, spec, f"parameter {name}")
    if "content" in parameter:
        yield Problem(place, "has `content`, and the generator leaves such parameters out", "give it a `schema`")
        return
    if parameter.get("in") not in ("path", "query", "header"):
        yield Problem(place, f"is in {parameter.get('in')!r}, which calls do not send", "use path, query or header")
    if name.replace("-", "_").lower() in _TAKEN:
        yield Problem(place, "has a name that generated modules use themselves", "rename it, or split the operation")
    schema = spec.resolve(parameter.get("schema", {}))
    kinds = schema.get("type", [])
    for kind in ("array", "object"):
        if (kind == kinds or kind in kinds) and not is_constant(parameter):
            remedy = "declare one item, and `x-repeated: true` on a header that is sent for each"
            yield Problem(place, f"is of type {kind}, which calls cannot write", remedy)
    if parameter.get("x-repeated") and parameter.get("in") != "header":
        yield Problem(place, "has x-repeated and is no header", "leave x-repeated out")


def _path_parameters(operation: SpecOperation, spec: Bundle) -> Iterator[Problem]:
    parameters = [spec.resolve(node) for node in operation.body.get("parameters", [])]
    declared = {parameter.get("name") for parameter in parameters if parameter.get("in") == "path"}
    in_path = set(re.findall(r"{([^}]*)}", operation.path.partition("#")[0]))
    place = _place(operation, spec)
    for name in sorted(in_path - declared):
        yield Problem(place, f"does not declare path parameter {name}", "add it to `parameters`")
    for name in sorted(declared - in_path):
        yield Problem(place, f"declares path parameter {name}, which is not in {operation.path}", "leave it out")


def _request(operation: SpecOperation, spec: Bundle, media: MediaTypes) -> Iterator[Problem]:
    kinds = list(spec.resolve(operation.body.get("requestBody", {})).get("content", {}))
    place = _place(operation, spec, "request")
    if len(kinds) > 1:
        yield Problem(place, f"has {len(kinds)} media types", "write one operation for each")
    for kind in kinds:
        if media.of_request(kind) is None:
            what = f"is of type {kind}, for which the generator leaves out the whole operation"
            yield Problem(place, what, "use JSON or octets, or map it in openapi/codegen.yaml")


def _answers(operation: SpecOperation, spec: Bundle, media: MediaTypes) -> Iterator[Problem]:
    answers = operation.body.get("responses", {})
    place = _place(operation, spec)
    if "default" not in answers:
        yield Problem(place, "has no `default` answer", "say what an error looks like")
    if not any(status.startswith("2") for status in answers):
        yield Problem(place, "has no 2xx answer", "say what success looks like")
    for status, node in answers.items():
        answer = spec.resolve(node)
        yield from _content(_place(operation, spec, f"answer {status}"), list(answer.get("content", {})), media)
        if status.startswith("2"):
            yield from _headers(_place(operation, spec, f"answer {status}"), answer.get("headers", {}), spec)


def _content(place: str, kinds: list[str], media: MediaTypes) -> Iterator[Problem]:
    if len(kinds) > 1:
        what = f"has {len(kinds)} media types ({', '.join(kinds)}), and the generator reads the first one only"
        yield Problem(place, what, "write one operation for each")
    for kind in kinds:
        if media.of_answer(kind) is None:
            yield Problem(place, f"is of type {kind}, which the generator drops", "map it in openapi/codegen.yaml")


def _headers(place: str, headers: Json, spec: Bundle) -> Iterator[Problem]:
    for header, node in headers.items():
        name = spec.resolve(node).get("x-ais-name", header.lower().replace("-", "_"))
        if not str(name).isidentifier() or keyword.iskeyword(name) or name == "from_headers":
            yield Problem(f"{place}, header {header}", f"{name!r} cannot name an attribute", "give it an x-ais-name")
