"""The specification as a list of operations, and which of them a request is."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final, TypeAlias
from urllib.parse import unquote

from attrs import frozen
from jsonschema import Draft202012Validator
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from openapi.codegen.bundle import METHODS, read
from tests.spec.recordings import Json, Request

FOLDER: Final = Path(__file__).parents[2] / "openapi"

_BASE: Final = "urn:aistore"
"""What references inside a schema are made relative to, so that a piece of the document can be used on its own."""

Node: TypeAlias = dict[str, Any]
"""An object of the document."""


class AmbiguousOperation(LookupError):
    """Two operations claim a request alike: the specification must tell them apart."""


@frozen
class Selectors:
    """The fragment of a path key: what a request must have, beside method and path.

    `action=x`, `value.name` and `body.name=x` speak of the JSON body, `accept=x` of the `Accept` header, `header.name`
    of that header, the others of the query.
    """

    pairs: tuple[tuple[str, str | None], ...] = ()

    @classmethod
    def parse(cls, fragment: str) -> Selectors:
        """`a=b&c` as pairs; a name without `=` has `None`."""
        items = (item.partition("=") for item in fragment.split("&") if item)
        return cls(tuple((name, value if equals else None) for name, equals, value in items))

    def hold(self, request: Request, *, body_may_be_absent: bool) -> bool:
        """Whether all of them are true of the request."""
        return all(self._holds(name, value, request, body_may_be_absent) for name, value in self.pairs)

    @staticmethod
    def _holds(name: str, value: str | None, request: Request, body_may_be_absent: bool) -> bool:
        if name == "accept":
            return value in [item.strip() for item in request.header("accept").split(",")]
        if name == "action":
            if request.body is None:
                return body_may_be_absent
            return isinstance(request.body, dict) and request.body.get("action") == value
        if name.startswith("header."):
            return name.removeprefix("header.").lower() in request.headers
        if name.startswith("body."):
            held = request.body.get(name.removeprefix("body.")) if isinstance(request.body, dict) else None
            return json.dumps(held) == value
        if name.startswith("value."):
            held = request.body.get("value") if isinstance(request.body, dict) else None
            return isinstance(held, dict) and name.removeprefix("value.") in held
        return any(name == key and value in (None, given) for key, given in request.query)


@frozen(eq=False)
class SpecOperation:
    """One operation: all references but those of schemas resolved."""

    id: str
    method: str
    path: str
    """Template, without the fragment."""
    selectors: Selectors
    forms: Mapping[str, str]
    """Parameter of the path -> what it looks like there, where it is not one element of whatever text."""
    parameters: tuple[Node, ...]
    body: Node | None
    answers: Mapping[str, Node]
    """Status, or `default` -> response."""
    keeps_path: bool = True
    """Whether a redirect names the same path."""

    @property
    def redirects(self) -> bool:
        """Whether a proxy may name another node."""
        return any(status.startswith("3") for status in self.answers)

    @property
    def body_is_required(self) -> bool:
        return bool(self.body and self.body.get("required"))

    def path_values(self, path: str) -> dict[str, str] | None:
        """Parameters of a percent-encoded path, decoded; `None` if it is another path."""
        found = re.fullmatch(self._pattern(), path)
        return {name: unquote(text) for name, text in found.groupdict().items()} if found else None

    def claims(self, request: Request) -> bool:
        """Whether method, path and selectors are this operation's."""
        if request.method != self.method or self.path_values(request.path) is None:
            return False
        return self.selectors.hold(request, body_may_be_absent=not self.body_is_required)

    def _pattern(self) -> str:
        pieces = re.split(r"{([^}]*)}", self.path)
        return "".join(
            f"(?P<{piece}>{self.forms.get(piece, '[^/]+')})" if odd % 2 else re.escape(piece)
            for odd, piece in enumerate(pieces)
        )


class Spec:
    """The specification."""

    def __init__(self, document: Node) -> None:
        self._document = document
        self._registry = Registry().with_resource(_BASE, DRAFT202012.create_resource(_absolute(document)))
        self.operations = tuple(
            self._operation(path, method, item[method])
            for path, item in document["paths"].items()
            for method in METHODS
            if method in item
        )
        self._by_id = {operation.id: operation for operation in self.operations}

    @classmethod
    def load(cls, folder: Path = FOLDER) -> Spec:
        """What the files say."""
        return cls(read(folder).document)

    @property
    def document(self) -> Node:
        """All of it, as one document."""
        return self._document

    def operation(self, id: str) -> SpecOperation:
        """The operation of that id; `KeyError` if there is none."""
        return self._by_id[id]

    def match(self, request: Request) -> SpecOperation | None:
        """The operation that the request is: of those that claim it, the one with the most selectors.

        Raises:
            AmbiguousOperation: several have as many.
        """
        claims = [operation for operation in self.operations if operation.claims(request)]
        most = max((len(operation.selectors.pairs) for operation in claims), default=0)
        best = [operation for operation in claims if len(operation.selectors.pairs) == most]
        if len(best) > 1:
            raise AmbiguousOperation(f"{request.method} {request.path}: {[operation.id for operation in best]}")
        return best[0] if best else None

    def schema_errors(self, schema: Node, value: Json) -> list[str]:
        """What a schema of the document has against a value."""
        validator = Draft202012Validator(_absolute(schema), registry=self._registry)
        return [f"{error.json_path}: {error.message[:300]}" for error in validator.iter_errors(value)]

    def resolve(self, node: Node) -> Node:
        """The node itself, or what its `$ref` finally points to."""
        while "$ref" in node:
            target: Json = self._document
            for part in node["$ref"].removeprefix("#/").split("/"):
                target = target[part]
            node = target
        return node

    def _operation(self, key: str, method: str, raw: Node) -> SpecOperation:
        path, _, fragment = key.partition("#")
        parameters = tuple(self.resolve(node) for node in raw.get("parameters", ()))
        return SpecOperation(
            id=raw["operationId"],
            method=method.upper(),
            path=path,
            forms=dict(self._forms(parameters)),
            selectors=Selectors.parse(fragment),
            parameters=parameters,
            body=self.resolve(raw["requestBody"]) if "requestBody" in raw else None,
            answers={status: self._answer(node) for status, node in raw["responses"].items()},
            keeps_path=raw.get("x-redirect-path") != "other",
        )

    def _forms(self, parameters: Iterable[Node]) -> Iterator[tuple[str, str]]:
        for parameter in parameters:
            values = self.resolve(parameter["schema"]).get("enum", ())
            if parameter["in"] == "path" and (parameter.get("x-slashes") or values):
                yield parameter["name"], "|".join(map(re.escape, values)) or ".+"

    def _answer(self, node: Node) -> Node:
        answer = dict(self.resolve(node))
        headers = answer.get("headers", {})
        answer["headers"] = {name.lower(): self.resolve(header) for name, header in headers.items()}
        return answer


@cache
def spec() -> Spec:
    """The specification of this checkout, read once."""
    return Spec.load()


def _absolute(node: Json) -> Json:
    if isinstance(node, dict):
        return {
            key: _BASE + value if key == "$ref" and isinstance(value, str) else _absolute(value)
            for key, value in node.items()
        }
    return [_absolute(item) for item in node] if isinstance(node, list) else node
