"""What the generator would swallow, garble or leave out, found before it runs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from openapi_spec_validator import OpenAPIV31SpecValidator

from openapi.codegen import operation_rules, schema_rules
from openapi.codegen.bundle import Bundle, Json
from openapi.codegen.errors import Problem
from openapi.codegen.media import MediaTypes

_SHOWN: Final = 300
"""Characters of a validator's message: it quotes whole objects."""


def lint(spec: Bundle, media: MediaTypes) -> list[Problem]:
    """All that is wrong with a specification, in the order of the files; empty if nothing is."""
    # The other rules follow references, so these must point somewhere.
    if problems := list(_dangling(spec)):
        return problems
    problems = [*operation_rules.check(spec, media), *schema_rules.check(spec)]
    # Last, because it tells the same mistakes in less helpful words.
    return problems or list(_invalid(spec))


def _dangling(spec: Bundle) -> Iterator[Problem]:
    for place, node in _places(spec):
        for inside, ref in _references(node, ""):
            try:
                spec.resolve({"$ref": ref})
            except KeyError:
                what = f"$ref {ref!r} points nowhere"
                yield Problem(f"{place}{inside}", what, "correct it, or add what it names")


def _places(spec: Bundle) -> Iterator[tuple[str, Json]]:
    for operation in spec.operations():
        yield f"{spec.origins['paths', operation.path]}: {operation.id}", operation.body
    for name, schema in spec.schemas().items():
        yield f"{spec.origins['schemas', name]}: schema {name}", schema
    for kind, named in spec.document["components"].items():
        if kind != "schemas":
            yield f"openapi.yaml: components/{kind}", named


def _references(node: Json, place: str) -> Iterator[tuple[str, str]]:
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield place, node["$ref"]
        for key, value in node.items():
            yield from _references(value, f"{place}/{key}")
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from _references(value, f"{place}/{index}")


def _invalid(spec: Bundle) -> Iterator[Problem]:
    for error in OpenAPIV31SpecValidator(spec.document).iter_errors():
        place = "/".join(map(str, error.absolute_path)) or "openapi.yaml"
        yield Problem(place, " ".join(error.message.split())[:_SHOWN], "see OpenAPI 3.1.0")
