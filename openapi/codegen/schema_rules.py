"""Rules of schemas: sources, uses, names of properties, values of enums."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from openapi.codegen.bundle import Bundle, Json
from openapi.codegen.errors import Problem

_METHODS: Final = frozenset(("additional_properties", "from_dict", "to_dict"))
"""Attributes of every generated model."""

_PREFIX: Final = "#/components/schemas/"


def check(spec: Bundle) -> Iterator[Problem]:
    """What is wrong with the schemas, named and nested ones."""
    used = _used(spec)
    for name, schema in spec.schemas().items():
        place = f"{spec.origins['schemas', name]}: schema {name}"
        if not schema.get("x-source"):
            yield Problem(place, "has no x-source", "say where the fact can be checked")
        if name not in used:
            yield Problem(place, "is used by no operation", "remove it, or refer to it")
        yield from _schema(place, schema)
    for operation in spec.operations():
        file = spec.origins["paths", operation.path]
        for nested in _inline(operation.body):
            yield from _schema(f"{file}: {operation.id}", nested)
    components = {key: value for key, value in spec.document["components"].items() if key != "schemas"}
    for kind, named in components.items():
        for nested in _inline(named):
            yield from _schema(f"openapi.yaml: components/{kind}", nested)


def _schema(place: str, schema: Json) -> Iterator[Problem]:
    """The rules for one schema and all that are inside of it."""
    if not isinstance(schema, dict):
        return
    if "enum" in schema:
        yield from _enum(place, schema)
    properties = schema.get("properties", {})
    yield from _properties(place, properties)
    for name, nested in properties.items():
        yield from _schema(f"{place}, property {name}", nested)
    for key in ("items", "additionalProperties", "not"):
        yield from _schema(f"{place}, {key}", schema.get(key))
    for key in ("allOf", "anyOf", "oneOf", "prefixItems"):
        for nested in schema.get(key, []):
            yield from _schema(f"{place}, {key}", nested)


def _properties(place: str, properties: Json) -> Iterator[Problem]:
    first: dict[str, str] = {}
    for name in properties:
        attribute = _snake(name)
        if attribute in _METHODS:
            what = f"property {name!r} would take the place of a method of the model"
            yield Problem(place, what, "describe the object by `additionalProperties` instead")
        if attribute in first:
            what = f"properties {first[attribute]!r} and {name!r} are one attribute: equal up to case and symbols"
            yield Problem(place, what, "describe one of them by `additionalProperties` instead")
        first.setdefault(attribute, name)


def _enum(place: str, schema: Json) -> Iterator[Problem]:
    values = [value for value in schema["enum"] if value is not None]
    first: dict[str, Json] = {}
    for name, value in zip(_member_names(values, schema.get("x-enum-varnames", [])), values, strict=True):
        if name in first:
            what = f"enum values {first[name]!r} and {value!r} are one name: equal up to case and symbols"
            yield Problem(place, what, "name them by x-enum-varnames")
        first.setdefault(name, value)


def _member_names(values: list[Json], given: list[str]) -> Iterator[str]:
    """The names that the generator gives to the values of an enum."""
    for index, value in enumerate(values):
        if len(given) == len(values):
            yield _snake(given[index]).upper()
        elif isinstance(value, str) and value[:1].isalpha():
            yield _snake(value.upper()).upper()
        else:
            yield f"VALUE_{index}"


def _snake(name: str) -> str:
    """The identifier that the generator makes of a name.

    Source: strings.py, snake_case (openapi-python-client 0.29.1)
    """
    kept = "".join(char for char in name if char.isidentifier() or char.isdecimal() or char in ". _-")
    if any(char.isupper() for char in kept):
        kept = " ".join(re.split("([A-Z]?[a-z]+)", kept))
    return "_".join(re.findall(r"[^. _-]+", kept)).lower()


def _inline(node: Json) -> Iterator[Json]:
    """Schemas that stand where they are used."""
    if isinstance(node, dict):
        for key, value in node.items():
            if key == "schema":
                yield value
            else:
                yield from _inline(value)
    elif isinstance(node, list):
        for value in node:
            yield from _inline(value)


def _used(spec: Bundle) -> set[str]:
    """Schemas that an operation needs, directly or by way of others."""
    used: set[str] = set()
    seen: set[str] = set()
    waiting: list[Json] = [spec.document["paths"]]
    while waiting:
        for ref in _refs(waiting.pop()):
            if ref.startswith(_PREFIX):
                used.add(ref.removeprefix(_PREFIX))
            if ref not in seen:
                seen.add(ref)
                waiting.append(spec.resolve({"$ref": ref}))
    return used


def _refs(node: Json) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        for value in node.values():
            yield from _refs(value)
    elif isinstance(node, list):
        for value in node:
            yield from _refs(value)
