"""What the templates make of a small specification: calls, answers, headers, models."""

from __future__ import annotations

import datetime
import importlib
import json
import pickle
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from openapi.codegen.bundle import read
from openapi.codegen.generate import PACKAGE, generate

PROJECT = Path(__file__).parents[2]

SPEC = """
openapi: 3.1.0
info: {title: Sample, version: "1"}
tags: [{name: things}]
paths:
  "/v1/things/{bucket}/{thing}#what=one":
    get:
      operationId: get_thing
      tags: [things]
      summary: One thing
      description: With "quotes", a \\\\ and {braces}.
      x-source: ais/things.go
      x-retry: read
      parameters:
        - {name: bucket, in: path, required: true, schema: {type: string}}
        - {name: thing, in: path, required: true, description: Its name., x-slashes: true, schema: {type: string}}
        - {name: what, in: query, required: true, schema: {const: one}}
        - {name: latest-ver, in: query, schema: {type: boolean}}
        - {name: limit, in: query, schema: {type: integer}}
        - {name: kind, in: query, schema: {$ref: "#/components/schemas/Kind"}}
        - {name: Range, in: header, schema: {type: string}}
        - {name: X-Count, in: header, required: true, schema: {type: integer}}
      responses:
        "200": {description: d, content: {application/json: {schema: {$ref: "#/components/schemas/Thing"}}}}
        default: &error {description: d, content: {application/json: {schema: {$ref: "#/components/schemas/AisError"}}}}
  /v1/things:
    get:
      operationId: list_things
      tags: [things]
      x-source: ais/things.go
      x-retry: read
      responses:
        "200":
          description: d
          content:
            application/json: {schema: {type: [array, "null"], items: {$ref: "#/components/schemas/Thing"}}}
        default: *error
    head:
      operationId: head_things
      tags: [things]
      x-source: ais/things.go
      x-retry: read
      responses:
        "200":
          description: d
          headers:
            Content-Length: {x-ais-name: size, schema: {type: integer}}
            X-Share: {schema: {type: number}}
            X-Present: {schema: {type: boolean}}
            X-Kind: {schema: {$ref: "#/components/schemas/Kind"}}
            X-Time: {schema: {type: string, format: date-time}}
            X-Note: {x-repeated: true, schema: {type: array, items: {type: string}}}
            X-Thing: {content: {application/json: {schema: {$ref: "#/components/schemas/Thing"}}}}
            X-Any: {content: {application/json: {schema: {}}}}
        default: {description: d}
    post:
      operationId: start_things
      tags: [things]
      x-source: ais/things.go
      x-retry: start
      requestBody: {required: true, content: {application/json: {schema: {$ref: "#/components/schemas/Thing"}}}}
      responses:
        "200": {description: d, content: {text/plain: {schema: {type: string}}}}
        "202": {description: d, content: {application/json: {schema: {$ref: "#/components/schemas/Thing"}}}}
        "204": {description: d}
        default: *error
    delete:
      operationId: delete_things
      tags: [things]
      x-source: ais/things.go
      x-retry: delete
      requestBody: {content: {application/json: {schema: {$ref: "#/components/schemas/Thing"}}}}
      responses:
        "200": {description: d}
        default: *error
  "/v1/things#accept=application/msgpack":
    get:
      operationId: list_things_msgpack
      tags: [things]
      x-source: ais/things.go
      x-retry: read
      responses:
        "200": {description: d, content: {application/msgpack: {schema: {type: string, format: binary}}}}
        default: *error
  /v1/content:
    get:
      operationId: get_content
      tags: [things]
      x-source: ais/things.go
      x-retry: read
      responses:
        "200":
          description: d
          headers: {Content-Length: {schema: {type: integer}}}
          content: {application/octet-stream: {schema: {type: string, format: binary}}}
        "301": {description: d}
        default: *error
    put:
      operationId: put_content
      tags: [things]
      x-source: ais/things.go
      x-retry: replace
      x-redirect-path: other
      parameters:
        - {name: X-Note, in: header, x-repeated: true, schema: {type: string}}
      requestBody: {required: true, content: {application/octet-stream: {schema: {type: string, format: binary}}}}
      responses:
        "200": {description: d}
        "307": {description: d}
        default: *error
"""
SCHEMAS = """
Kind: {x-source: s, type: string, enum: [plain, odd-one]}
Part: {x-source: s, type: object, required: [id], properties: {id: {type: integer}}}
Thing:
  x-source: s
  type: object
  required: [action]
  properties:
    action: {const: make, default: make}
    start-time: {type: string, format: date-time}
    kind: {$ref: "#/components/schemas/Kind"}
    parts: {type: array, items: {$ref: "#/components/schemas/Part"}}
AisError: {x-source: s, type: object, required: [message], properties: {message: {type: string}}}
"""


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModuleType]:
    """The package that is made of `SPEC`, imported."""
    root = tmp_path_factory.mktemp("sample")
    spec = root / "openapi"
    shutil.copytree(PROJECT / "openapi" / "templates", spec / "templates")
    shutil.copy(PROJECT / "openapi" / "codegen.yaml", spec)
    (spec / "openapi.yaml").write_text(SPEC, "utf-8")
    (spec / "schemas").mkdir()
    (spec / "schemas" / "all.yaml").write_text(SCHEMAS, "utf-8")
    for path, content in generate(root, read(spec)).files.items():
        file = root / "sample_api" / path.removeprefix(f"{PACKAGE}/")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    sys.path.insert(0, str(root))
    yield importlib.import_module("sample_api")
    sys.path.remove(str(root))
    for name in [name for name in sys.modules if name.partition(".")[0] == "sample_api"]:
        del sys.modules[name]


def module(sample: ModuleType, name: str) -> Any:
    return importlib.import_module(f"{sample.__name__}.api.things.{name}")


def answer(sample: ModuleType, content: bytes = b"", status: int = 200, *fields: tuple[str, str]) -> Any:
    types: Any = importlib.import_module(f"{sample.__name__}.types")
    return types.Answer(status, types.Headers(fields), content)


def parsed(sample: ModuleType, name: str, content: bytes = b"", status: int = 200, *fields: tuple[str, str]) -> Any:
    operation = module(sample, name)
    arguments = {"body": sample.models.Thing()} if name == "start_things" else {}
    return operation.call(**arguments).parse(answer(sample, content, status, *fields))


@pytest.fixture
def models(sample: ModuleType) -> Any:
    return importlib.import_module(f"{sample.__name__}.models")


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ({}, "/v1/things/b/n?what=one"),
        ({"bucket": "a/b", "thing": "c/d e"}, "/v1/things/a%2Fb/c/d%20e?what=one"),
        ({"thing": "#?%ü"}, "/v1/things/b/%23%3F%25%C3%BC?what=one"),
        ({"latest_ver": True, "limit": 0}, "/v1/things/b/n?what=one&latest-ver=true&limit=0"),
        ({"latest_ver": False}, "/v1/things/b/n?what=one&latest-ver=false"),
        ({"kind": "odd-one"}, "/v1/things/b/n?what=one&kind=odd-one"),
        ({"kind": "new & other"}, "/v1/things/b/n?what=one&kind=new%20%26%20other"),
    ],
    ids=["constant", "slashes", "reserved", "values", "false", "enum", "unknown enum"],
)
def test_a_target_is_what_goes_on_the_wire(sample: ModuleType, arguments: dict[str, Any], expected: str) -> None:
    """The constant is no argument, the fragment is never sent, what was not given is left out."""
    given = {"bucket": "b", "thing": "n", **arguments}
    call = module(sample, "get_thing").call(given.pop("bucket"), given.pop("thing"), x_count=1, **given)

    assert expected == call.target


def test_an_enum_member_is_sent_as_its_value(sample: ModuleType, models: Any) -> None:
    """Not as `Kind.ODD_ONE`."""
    call = module(sample, "get_thing").call("b", "n", x_count=1, kind=models.Kind.ODD_ONE)

    assert "/v1/things/b/n?what=one&kind=odd-one" == call.target


@pytest.mark.parametrize("name", ["", ".", "a/../b"])
def test_a_name_that_a_path_cannot_carry_is_refused(sample: ModuleType, name: str) -> None:
    """Before there is a call."""
    with pytest.raises(ValueError, match="not a name that a path can carry"):
        module(sample, "get_thing").call("b", name, x_count=1)


def test_header_parameters_are_sent_when_they_are_given(sample: ModuleType) -> None:
    """As text, under their own names."""
    get_thing = module(sample, "get_thing")

    assert (("X-Count", "3"),) == get_thing.call("b", "n", x_count=3).headers
    assert (("Range", "bytes=0-"), ("X-Count", "3")) == get_thing.call("b", "n", x_count=3, range_="bytes=0-").headers


def test_a_repeated_header_is_sent_once_for_each_item(sample: ModuleType) -> None:
    """A comma is no separator there."""
    put_content = module(sample, "put_content")

    assert () == put_content.call(body=b"").headers
    assert (("X-Note", "a=1,2"), ("X-Note", "b=")) == put_content.call(body=b"", x_note=["a=1,2", "b="]).headers


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("get_thing", ("GET", "/v1/things/{bucket}/{thing}", False, False, False, True, "read", True)),
        ("start_things", ("POST", "/v1/things", False, False, False, False, "start", True)),
        ("delete_things", ("DELETE", "/v1/things", False, False, False, True, "delete", True)),
        ("get_content", ("GET", "/v1/content", True, False, True, True, "read", True)),
        ("put_content", ("PUT", "/v1/content", True, True, False, True, "replace", False)),
        ("list_things_msgpack", ("GET", "/v1/things", False, False, False, True, "read", True)),
    ],
)
def test_an_operation_is_what_the_specification_says(sample: ModuleType, name: str, expected: tuple[Any, ...]) -> None:
    """Redirects by its 3xx answers, bodies by their media types, repetition by `x-retry`."""
    found = module(sample, name).OPERATION

    assert (name, "things") == (found.id, found.tag)
    assert expected == (
        found.method,
        found.path,
        found.redirects,
        found.uploads,
        found.downloads,
        found.idempotent,
        found.retry,
        found.keeps_path,
    )


def test_json_becomes_a_model(sample: ModuleType, models: Any) -> None:
    """With nested models, open enums and aware times; what is absent is UNSET."""
    document = {"action": "make", "start-time": "2026-11-20T23:34:00.123456789Z", "kind": "new", "parts": [{"id": 1}]}
    call = module(sample, "get_thing").call("b", "n", x_count=1)

    thing = call.parse(answer(sample, json.dumps(document).encode()))

    assert datetime.datetime(2026, 11, 20, 23, 34, 0, 123456, datetime.UTC) == thing.start_time
    assert "new" == thing.kind
    assert [models.Part(id=1)] == thing.parts
    assert sample.UNSET is models.Thing.from_dict({"action": "make"}).kind


@pytest.mark.parametrize(("content", "expected"), [(b"null", None), (b"[]", [])])
def test_a_list_may_be_null(sample: ModuleType, content: bytes, expected: Any) -> None:
    """AIS writes `null` for an empty list."""
    assert expected == parsed(sample, "list_things", content)


@pytest.mark.parametrize("content", [b"{}", b'["x"]', b"[{}]", b'[{"action": "make", "parts": [{}]}]'])
def test_a_list_that_is_not_what_was_declared_is_an_error(sample: ModuleType, content: bytes) -> None:
    """It is not handed over as it came."""
    with pytest.raises((TypeError, ValueError, KeyError)):
        parsed(sample, "list_things", content)


def test_a_constant_that_differs_is_refused(sample: ModuleType) -> None:
    """An answer to another question is not taken for this one's."""
    with pytest.raises(ValueError, match="must match const"):
        parsed(sample, "list_things", b'[{"action": "break"}]')


@pytest.mark.parametrize(
    ("status", "content", "expected"),
    [(200, b"id-1", "id-1"), (202, b'{"action": "make"}', "make"), (204, b"", None), (299, b"id-2", "id-2")],
)
def test_several_statuses_have_several_results(
    sample: ModuleType, status: int, content: bytes, expected: str | None
) -> None:
    """One that is not declared is read as the first."""
    result = parsed(sample, "start_things", content, status)

    assert expected == getattr(result, "action", result)


def test_an_empty_answer_is_none_and_octets_are_bytes(sample: ModuleType) -> None:
    """Nothing else is made of them."""
    assert parsed(sample, "delete_things") is None
    assert b"\xff" == parsed(sample, "get_content", b"\xff")
    assert b"\x81" == parsed(sample, "list_things_msgpack", b"\x81")


def test_declared_headers_are_the_result_of_an_empty_answer(sample: ModuleType) -> None:
    """Each as a value of its type."""
    fields = (
        ("content-length", "12"),
        ("X-Share", "0.5"),
        ("X-Present", "true"),
        ("X-Kind", "odd-one"),
        ("X-Time", "0001-01-01T00:00:00Z"),
        ("X-Note", "a, b"),
        ("X-Note", "c"),
        ("X-Thing", '{"action": "make"}'),
        ("X-Any", "[1]"),
    )

    found = parsed(sample, "head_things", b"", 200, *fields)

    assert (12, 0.5, True, "odd-one") == (found.size, found.x_share, found.x_present, found.x_kind)
    assert datetime.datetime(1, 1, 1, tzinfo=datetime.UTC) == found.x_time
    assert ("a, b", "c") == found.x_note
    assert ("make", [1]) == (found.x_thing.action, found.x_any)


def test_headers_that_did_not_come_are_none(sample: ModuleType) -> None:
    """And those that may come several times are empty."""
    found = parsed(sample, "head_things")

    assert (None, None, None, None) == (found.size, found.x_present, found.x_time, found.x_thing)
    assert () == found.x_note


@pytest.mark.parametrize(("name", "value"), [("content-length", "1_0"), ("x-present", "maybe"), ("x-thing", "{")])
def test_a_malformed_header_is_an_error(sample: ModuleType, name: str, value: str) -> None:
    """It is not taken for an absent one."""
    with pytest.raises(ValueError, match=r"not a|Expecting"):
        parsed(sample, "head_things", b"", 200, (name, value))


def test_headers_beside_a_body_have_a_class_too(sample: ModuleType) -> None:
    """For those who read the body themselves."""
    get_content = module(sample, "get_content")

    found = get_content.GetContentHeaders.from_headers(answer(sample, b"", 200, ("Content-Length", "3")).headers)

    assert 3 == found.content_length


def test_a_json_body_is_bytes_and_says_so(sample: ModuleType, models: Any) -> None:
    """With the constant filled in; an optional one may be left out."""
    start = module(sample, "start_things").call(body=models.Thing(kind=models.Kind.PLAIN))
    delete = module(sample, "delete_things")

    assert b'{"action":"make","kind":"plain"}' == start.body
    assert (("Content-Type", "application/json"),) == start.headers
    assert delete.call().body is None
    assert b'{"action":"make"}' == delete.call(body=models.Thing()).body


def test_an_upload_is_passed_on_untouched(sample: ModuleType) -> None:
    """It is neither copied nor read."""
    body = iter([b"a"])

    assert body is module(sample, "put_content").call(body=body).body


def test_the_form_of_an_answer_is_asked_for(sample: ModuleType) -> None:
    """Where the media type is not what the server would send by itself."""
    assert (("Accept", "application/msgpack"),) == module(sample, "list_things_msgpack").call().headers
    assert () == module(sample, "list_things").call().headers


def test_only_downloads_can_be_streamed(sample: ModuleType) -> None:
    """A document is of use only when all of it is there."""
    assert hasattr(module(sample, "get_content"), "stream")
    assert hasattr(module(sample, "get_content"), "astream")
    assert not hasattr(module(sample, "list_things_msgpack"), "stream")


def test_an_unknown_enum_value_is_a_member_that_pickles(models: Any) -> None:
    """A newer server's answer can be read, kept and sent."""
    value = models.Kind("newer")

    assert isinstance(value, models.Kind)
    assert "newer" == value == value.value == f"{value}"
    assert value == pickle.loads(pickle.dumps(value))
    assert models.Kind.PLAIN is models.Kind("plain")
    with pytest.raises(ValueError, match="not a valid Kind"):
        models.Kind(3)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-11-20T23:34:05Z", datetime.datetime(2026, 11, 20, 23, 34, 5, tzinfo=datetime.UTC)),
        ("2026-11-20T23:34:05.5+01:00", datetime.datetime(2026, 11, 20, 22, 34, 5, 500000, datetime.UTC)),
        ("20 Nov 26 23:34 UTC", datetime.datetime(2026, 11, 20, 23, 34, tzinfo=datetime.UTC)),
        ("Fri, 20 Nov 2026 23:34:05 GMT", datetime.datetime(2026, 11, 20, 23, 34, 5, tzinfo=datetime.UTC)),
        ("2026-11-20T23:34:05", datetime.datetime(2026, 11, 20, 23, 34, 5, tzinfo=datetime.UTC)),
    ],
    ids=["rfc3339", "offset", "rfc822", "http", "naive"],
)
def test_times_are_aware_in_every_form_that_ais_writes(
    sample: ModuleType, text: str, expected: datetime.datetime
) -> None:
    """UTC where the text does not say."""
    values: Any = importlib.import_module(f"{sample.__name__}.values")
    found = values.parse_time(text)

    assert expected == found
    assert found.utcoffset() is not None


def test_a_text_that_is_no_time_is_an_error(sample: ModuleType) -> None:
    """It does not become today."""
    values: Any = importlib.import_module(f"{sample.__name__}.values")

    for text in ("", "yesterday", "20"):
        with pytest.raises(ValueError, match=r".+"):
            values.parse_time(text)


def test_documentation_keeps_quotes_and_backslashes(sample: ModuleType) -> None:
    """Descriptions are text, whatever is in them."""
    text = module(sample, "get_thing").call.__doc__

    assert 'With "quotes", a \\\\ and {braces}.' in text
    assert "thing: Its name." in text
    assert "Source: ais/things.go" in text


def test_models_are_loaded_when_they_are_asked_for(sample: ModuleType) -> None:
    """Neither the package nor a call loads one, not even one that it takes or answers; and nothing loads httpx."""
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]);"
        "import sample_api.models as m, sample_api.api.things.get_thing, sample_api.api.things.delete_things;"
        "print(sorted(n for n in sys.modules if n.startswith('sample_api.models.')), 'httpx' in sys.modules,"
        "m.Part.__module__, sorted(set(m.__all__) - set(dir(m))))"
    )
    root = Path(str(sample.__file__)).parents[1]

    done = subprocess.run([sys.executable, "-c", code, root], capture_output=True, text=True, check=True, timeout=60)

    assert "[] False sample_api.models.part []\n" == done.stdout


def test_a_name_that_is_not_there_is_an_attribute_error(sample: ModuleType, models: Any) -> None:
    """As of any module."""
    with pytest.raises(AttributeError, match="has no attribute 'Nothing'"):
        _ = models.Nothing
    with pytest.raises(AttributeError, match="has no attribute 'Nothing'"):
        _ = sample.Nothing
