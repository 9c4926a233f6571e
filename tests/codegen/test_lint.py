"""Each thing that the generator would swallow or garble is planted, and refused with place and remedy."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from openapi.codegen.bundle import read
from openapi.codegen.lint import lint
from openapi.codegen.media import MediaTypes

PROJECT = Path(__file__).parents[2]
MEDIA = MediaTypes.load(PROJECT / "openapi" / "codegen.yaml")
SOURCE = "api/apc/const.go"


def operation(name: str, **changes: Any) -> dict[str, Any]:
    return {
        "operationId": name,
        "tags": ["things"],
        "x-source": SOURCE,
        "x-retry": "read",
        "parameters": [{"name": "thing", "in": "path", "required": True, "schema": {"type": "string"}}],
        "responses": {
            "200": {
                "description": "d",
                "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}},
            },
            "default": {"description": "d"},
        },
        **changes,
    }


def document() -> dict[str, Any]:
    """A specification that nothing is wrong with."""
    thing = {"type": "object", "x-source": SOURCE, "properties": {"kind": {"type": "string", "enum": ["a", "b"]}}}
    return {
        "openapi": "3.1.0",
        "info": {"title": "t", "version": "1"},
        "tags": [{"name": "things"}],
        "paths": {"/v1/things/{thing}": {"get": operation("get_thing"), "put": operation("put_thing")}},
        "components": {"schemas": {"Thing": thing}},
    }


def found(folder: Path, spec: dict[str, Any]) -> list[str]:
    (folder / "openapi.yaml").write_text(json.dumps(spec), "utf-8")
    return [str(problem) for problem in lint(read(folder), MEDIA)]


def test_a_good_specification_has_no_problems(tmp_path: Path) -> None:
    """What the tables below break is in order to begin with."""
    assert [] == found(tmp_path, document())


GET = "openapi.yaml: get_thing"
Plant = Callable[[dict[str, Any], dict[str, Any]], None]
"""Takes the document and its operation `get_thing`."""


def put(spec: dict[str, Any]) -> dict[str, Any]:
    operation: dict[str, Any] = spec["paths"]["/v1/things/{thing}"]["put"]
    return operation


def thing(spec: dict[str, Any]) -> dict[str, Any]:
    schema: dict[str, Any] = spec["components"]["schemas"]["Thing"]
    return schema


def query(**changes: Any) -> dict[str, Any]:
    return {"name": "option", "in": "query", "schema": {"type": "string"}, **changes}


def content(*types: str) -> dict[str, Any]:
    return {"description": "d", "content": {name: {"schema": {"type": "string"}} for name in types}}


PLANTS: dict[str, tuple[Plant, str]] = {
    "id equal up to case": (
        lambda spec, get: put(spec).update(operationId="getThing"),
        "openapi.yaml: getThing: its id is that of get_thing up to case and underscores, and would overwrite its "
        "module; give it another operationId",
    ),
    "id equal up to underscores": (
        lambda spec, get: put(spec).update(operationId="get_th_ing"),
        "openapi.yaml: get_th_ing: its id is that of get_thing up to case and underscores, and would overwrite its "
        "module; give it another operationId",
    ),
    "parameter with content": (
        lambda spec, get: get["parameters"].append(
            {"name": "option", "in": "query", "content": {"application/json": {"schema": {"type": "object"}}}}
        ),
        f"{GET}, parameter option: has `content`, and the generator leaves such parameters out; give it a `schema`",
    ),
    "property to_dict": (
        lambda spec, get: thing(spec)["properties"].update(to_dict={"type": "string"}),
        "openapi.yaml: schema Thing: property 'to_dict' would take the place of a method of the model; "
        "describe the object by `additionalProperties` instead",
    ),
    "property from_dict, nested": (
        lambda spec, get: thing(spec)["properties"].update(in_={"type": "object", "properties": {"fromDict": {}}}),
        "openapi.yaml: schema Thing, property in_: property 'fromDict' would take the place of a method of the model; "
        "describe the object by `additionalProperties` instead",
    ),
    "property additional_properties, inline": (
        lambda spec, get: get["responses"]["200"]["content"]["application/json"].update(
            schema={"allOf": [{"$ref": "#/components/schemas/Thing"}, {"properties": {"additional-properties": {}}}]}
        ),
        f"{GET}, allOf: property 'additional-properties' would take the place of a method of the model; "
        "describe the object by `additionalProperties` instead",
    ),
    "properties equal up to case": (
        lambda spec, get: thing(spec)["properties"].update({"some-id": {}, "someId": {}}),
        "openapi.yaml: schema Thing: properties 'some-id' and 'someId' are one attribute: equal up to case and "
        "symbols; describe one of them by `additionalProperties` instead",
    ),
    "enum values equal up to case": (
        lambda spec, get: thing(spec)["properties"]["kind"].update(enum=["copy", "COPY"]),
        "openapi.yaml: schema Thing, property kind: enum values 'copy' and 'COPY' are one name: equal up to case and "
        "symbols; name them by x-enum-varnames",
    ),
    "enum values equal up to symbols": (
        lambda spec, get: get["parameters"].append(query(schema={"type": "string", "enum": ["a-b", "a_b"]})),
        f"{GET}: enum values 'a-b' and 'a_b' are one name: equal up to case and symbols; name them by x-enum-varnames",
    ),
    "names of enum values equal": (
        lambda spec, get: thing(spec)["properties"]["kind"].update({"x-enum-varnames": ["One", "ONE"]}),
        "openapi.yaml: schema Thing, property kind: enum values 'a' and 'b' are one name: equal up to case and "
        "symbols; name them by x-enum-varnames",
    ),
    "request of a type that is dropped": (
        lambda spec, get: put(spec).update(requestBody=content("text/plain")),
        "openapi.yaml: put_thing, request: is of type text/plain, for which the generator leaves out the whole "
        "operation; use JSON or octets, or map it in openapi/codegen.yaml",
    ),
    "answer of a type that is dropped": (
        lambda spec, get: get["responses"].update({"200": content("image/png")}),
        f"{GET}, answer 200: is of type image/png, which the generator drops; map it in openapi/codegen.yaml",
    ),
    "two types for one answer": (
        lambda spec, get: get["responses"].update({"200": content("application/json", "application/msgpack")}),
        f"{GET}, answer 200: has 2 media types (application/json, application/msgpack), and the generator reads the "
        "first one only; write one operation for each",
    ),
    "two types for one request": (
        lambda spec, get: put(spec).update(requestBody=content("application/json", "application/octet-stream")),
        "openapi.yaml: put_thing, request: has 2 media types; write one operation for each",
    ),
    "operation without a source": (
        lambda spec, get: get.pop("x-source"),
        f"{GET}: has no x-source; say where the fact can be checked",
    ),
    "schema without a source": (
        lambda spec, get: thing(spec).pop("x-source"),
        "openapi.yaml: schema Thing: has no x-source; say where the fact can be checked",
    ),
    "id that is not snake_case": (
        lambda spec, get: get.update(operationId="get-Thing"),
        "openapi.yaml: get-Thing: operationId 'get-Thing' is not snake_case; write `verb_noun`: it names a module",
    ),
    "no id": (
        lambda spec, get: get.pop("operationId"),
        "openapi.yaml: GET /v1/things/{thing}: operationId None is not snake_case; "
        "write `verb_noun`: it names a module",
    ),
    "no tag": (lambda spec, get: get.update(tags=[]), f"{GET}: has 0 tags; give it exactly one: it names a package"),
    "two tags": (
        lambda spec, get: get.update(tags=["things", "others"]),
        f"{GET}: has 2 tags; give it exactly one: it names a package",
    ),
    "no default answer": (
        lambda spec, get: get["responses"].pop("default"),
        f"{GET}: has no `default` answer; say what an error looks like",
    ),
    "no success": (
        lambda spec, get: get["responses"].update({"404": get["responses"].pop("200")}),
        f"{GET}: has no 2xx answer; say what success looks like",
    ),
    "path parameter that is not declared": (
        lambda spec, get: get.update(parameters=[]),
        f"{GET}: does not declare path parameter thing; add it to `parameters`",
    ),
    "path parameter that is not in the path": (
        lambda spec, get: get["parameters"].append(
            {"name": "other", "in": "path", "required": True, "schema": {"type": "string"}}
        ),
        f"{GET}: declares path parameter other, which is not in /v1/things/{{thing}}; leave it out",
    ),
    "unused schema": (
        lambda spec, get: spec["components"]["schemas"].update(Idle={"x-source": SOURCE, "type": "string"}),
        "openapi.yaml: schema Idle: is used by no operation; remove it, or refer to it",
    ),
    "schema that only itself uses": (
        lambda spec, get: spec["components"]["schemas"].update(
            Idle={"x-source": SOURCE, "properties": {"next": {"$ref": "#/components/schemas/Idle"}}}
        ),
        "openapi.yaml: schema Idle: is used by no operation; remove it, or refer to it",
    ),
    "no retry class": (
        lambda spec, get: get.pop("x-retry"),
        f"{GET}: has no x-retry; write one of read, replace, delete, once, start",
    ),
    "unknown retry class": (
        lambda spec, get: get.update({"x-retry": "always"}),
        f"{GET}: x-retry is 'always'; write one of read, replace, delete, once, start",
    ),
    "reference to nothing": (
        lambda spec, get: get["parameters"].append({"$ref": "#/components/parameters/No"}),
        f"{GET}/parameters/1: $ref '#/components/parameters/No' points nowhere; correct it, or add what it names",
    ),
    "reference to another file": (
        lambda spec, get: thing(spec)["properties"].update(other={"$ref": "other.yaml#/Other"}),
        "openapi.yaml: schema Thing/properties/other: $ref 'other.yaml#/Other' points nowhere; "
        "correct it, or add what it names",
    ),
    "parameter in a cookie": (
        lambda spec, get: get["parameters"].append(query(**{"in": "cookie"})),
        f"{GET}, parameter option: is in 'cookie', which calls do not send; use path, query or header",
    ),
    "parameter that is a list": (
        lambda spec, get: get["parameters"].append(query(schema={"type": "array", "items": {"type": "string"}})),
        f"{GET}, parameter option: is of type array, which calls cannot write; "
        "declare one item, and `x-repeated: true` on a header that is sent for each",
    ),
    "repeated parameter that is no header": (
        lambda spec, get: get["parameters"].append(query(**{"x-repeated": True})),
        f"{GET}, parameter option: has x-repeated and is no header; leave x-repeated out",
    ),
    "parameter with a name that is taken": (
        lambda spec, get: get["parameters"].append(query(name="body")),
        f"{GET}, parameter body: has a name that generated modules use themselves; rename it, or split the operation",
    ),
    "header whose name is no attribute": (
        lambda spec, get: get["responses"]["200"].update(headers={"X.Y": {"schema": {"type": "string"}}}),
        f"{GET}, answer 200, header X.Y: 'x.y' cannot name an attribute; give it an x-ais-name",
    ),
    "servers of an operation": (
        lambda spec, get: get.update(servers=[{"url": "http://elsewhere"}]),
        f"{GET}: has servers, which calls do not know; leave it out",
    ),
}


@pytest.mark.parametrize(("plant", "expected"), PLANTS.values(), ids=PLANTS.keys())
def test_what_is_planted_is_refused_with_operation_place_and_remedy(
    tmp_path: Path, plant: Plant, expected: str
) -> None:
    """The message alone is enough to find and mend it."""
    spec = document()
    plant(spec, spec["paths"]["/v1/things/{thing}"]["get"])

    assert expected in found(tmp_path, spec)


@pytest.mark.parametrize(
    "values", [["+", "-"], ["1a", "1-a"], [1, -1], ["a", None]], ids=["symbols", "digits", "numbers", "null"]
)
def test_enum_values_that_the_generator_tells_apart_are_allowed(tmp_path: Path, values: list[Any]) -> None:
    """It numbers those that do not begin with a letter."""
    spec = document()
    thing(spec)["properties"]["kind"] = {"enum": values}

    assert [] == found(tmp_path, spec)


def test_what_only_the_standard_forbids_is_found_last(tmp_path: Path) -> None:
    """A validator of OpenAPI sees the rest."""
    spec = document()
    del spec["info"]["title"]

    assert ["info: 'title' is a required property; see OpenAPI 3.1.0"] == found(tmp_path, spec)


def test_the_command_says_where_and_fails(tmp_path: Path) -> None:
    """`codegen.py --lint` exits with 1 and names the file of a planted mistake."""
    folder = tmp_path / "openapi"
    (folder / "paths").mkdir(parents=True)
    spec = document()
    paths = spec.pop("paths")
    del paths["/v1/things/{thing}"]["get"]["x-retry"]
    (folder / "openapi.yaml").write_text(json.dumps(spec), "utf-8")
    (folder / "paths" / "things.yaml").write_text(json.dumps(paths), "utf-8")
    (folder / "codegen.yaml").write_text("{}", "utf-8")

    command = [sys.executable, str(PROJECT / "codegen.py"), "--lint", "--root", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)

    assert 1 == done.returncode
    assert (
        "paths/things.yaml: get_thing: has no x-retry; write one of read, replace, delete, once, start\n" == done.stderr
    )
