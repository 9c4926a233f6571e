"""What the templates need to know of an operation and the generator does not tell them."""

from __future__ import annotations

import re
from typing import Any, Final, TypedDict

from openapi.codegen.bundle import Bundle, Json, SpecOperation
from openapi.codegen.media import Form, MediaTypes

IDEMPOTENT: Final = frozenset(("read", "replace", "delete"))
"""Values of `x-retry` after which doing it twice is the same as doing it once."""

_SCALARS: Final = {
    "boolean": ("bool", "to_bool({})"),
    "integer": ("int", "to_int({})"),
    "number": ("float", "to_float({})"),
    "string": ("str", "{}"),
}
"""JSON type -> Python type, and the function of `values.py` that makes it from text."""


class HeaderField(TypedDict):
    """One declared header of a 2xx answer, as an attribute of a class."""

    name: str
    attribute: str
    type: str
    convert: str
    """Expression with `{}` for the text of the field."""
    schema: str
    """Named schema of a JSON document in the header, or empty."""
    doc: str


class Facts(TypedDict):
    """One operation, as `_operations.jinja` has it."""

    path: str
    parts: list[tuple[str, str]]
    """The path in pieces: (text, "") or ("", name of a parameter)."""
    tag: str
    redirects: bool
    uploads: bool
    downloads: bool
    idempotent: bool
    retry: str
    keeps_path: bool
    accept: str
    """Media type to ask for; empty where the server has no choice."""
    content_type: str
    constants: list[tuple[str, Any]]
    """Query parameters that have one value only."""
    constant_headers: list[tuple[str, str]]
    slashes: list[str]
    repeated: list[str]
    """Header parameters that are sent once for each item."""
    parameters: list[tuple[str, str]]
    """Name and description."""
    headers: list[HeaderField]
    headers_class: str
    header_statuses: list[str]
    source: str


def of_all(bundle: Bundle, media: MediaTypes) -> dict[str, Facts]:
    """The facts of every operation by its id."""
    return {operation.id: of(operation, bundle, media) for operation in bundle.operations()}


def of(operation: SpecOperation, bundle: Bundle, media: MediaTypes) -> Facts:
    """The facts of one operation."""
    body, path = operation.body, operation.path.partition("#")[0]
    parameters = [bundle.resolve(node) for node in body.get("parameters", [])]
    successes = _successes(body, bundle)
    answer_types = [kind for answer in successes.values() for kind in answer.get("content", {})]
    request_types = list(bundle.resolve(body.get("requestBody", {})).get("content", {}))
    headers = _headers(successes, bundle)
    return Facts(
        path=path,
        parts=_parts(path),
        tag=body["tags"][0],
        redirects=any(str(status).startswith("3") for status in body["responses"]),
        uploads=any(media.of_request(kind) is Form.OCTETS for kind in request_types),
        downloads=any(media.streams(kind) for kind in answer_types),
        idempotent=body["x-retry"] in IDEMPOTENT,
        retry=body["x-retry"],
        keeps_path=body.get("x-redirect-path") != "other",
        accept=_accept(parameters, answer_types, media),
        content_type=next((kind for kind in request_types if media.of_request(kind) is Form.JSON), ""),
        constants=_constants(parameters, "query"),
        constant_headers=_constants(parameters, "header"),
        slashes=[p["name"] for p in parameters if p.get("x-slashes")],
        repeated=[p["name"] for p in parameters if p["in"] == "header" and p.get("x-repeated")],
        parameters=[(p["name"], _one_line(p.get("description", ""))) for p in parameters],
        headers=headers,
        headers_class=_pascal(operation.id) + "Headers" if headers else "",
        header_statuses=[status for status, answer in successes.items() if answer.get("headers")],
        source=str(body["x-source"]),
    )


def is_constant(parameter: Json) -> bool:
    """Whether a parameter leaves the caller no choice: it is written into the target and is no argument."""
    return parameter["in"] != "path" and bool(parameter.get("required")) and "const" in parameter.get("schema", {})


def _constants(parameters: list[Json], place: str) -> list[tuple[str, Any]]:
    return [(p["name"], p["schema"]["const"]) for p in parameters if p["in"] == place and is_constant(p)]


def _accept(parameters: list[Json], answer_types: list[str], media: MediaTypes) -> str:
    """The form to ask for, where the server has more than one and the parameters do not say it."""
    if any(parameter["name"].lower() == "accept" for parameter in parameters):
        return ""
    return next((kind for kind in answer_types if kind in media.overrides), "")


def _successes(body: Json, bundle: Bundle) -> dict[str, Json]:
    return {status: bundle.resolve(node) for status, node in body["responses"].items() if status.startswith("2")}


def _parts(path: str) -> list[tuple[str, str]]:
    pieces = re.split(r"{([^}]*)}", path)
    return [("", piece) if index % 2 else (piece, "") for index, piece in enumerate(pieces) if piece]


def _headers(successes: dict[str, Json], bundle: Bundle) -> list[HeaderField]:
    fields: dict[str, HeaderField] = {}
    for answer in successes.values():
        for name, node in answer.get("headers", {}).items():
            fields.setdefault(name.lower(), _header(name, bundle.resolve(node), bundle))
    return list(fields.values())


def _header(name: str, header: Json, bundle: Bundle) -> HeaderField:
    type_, convert, schema = _typed(header, bundle)
    return HeaderField(
        name=name,
        attribute=header.get("x-ais-name") or name.lower().replace("-", "_"),
        type=type_,
        convert=convert,
        schema=schema,
        doc=_one_line(header.get("description", "")),
    )


def _typed(header: Json, bundle: Bundle) -> tuple[str, str, str]:
    """Python type, conversion, and the named schema of a header that carries a JSON document."""
    if "content" in header:
        schema = next(iter(header["content"].values()))["schema"]
        named = schema.get("$ref", "").rpartition("/")[2]
        return ("", "", named) if named else ("Any", "to_document({})", "")
    schema = bundle.resolve(header["schema"])
    kind = _json_type(schema)
    if kind == "array" or header.get("x-repeated"):
        return "tuple[str, ...]", "", ""
    if kind == "string" and schema.get("format") == "date-time":
        return "datetime.datetime", "to_time({})", ""
    type_, convert = _SCALARS[kind]
    return type_, convert, ""


def _json_type(schema: Json) -> str:
    if "const" in schema:
        return {bool: "boolean", int: "integer", float: "number"}.get(type(schema["const"]), "string")
    kinds = schema.get("type", "string")
    return str(next(kind for kind in kinds if kind != "null") if isinstance(kinds, list) else kinds)


def _pascal(text: str) -> str:
    return "".join(word.capitalize() for word in text.split("_"))


def _one_line(text: str) -> str:
    return " ".join(str(text).split())
