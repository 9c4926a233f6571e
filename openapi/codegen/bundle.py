"""One OpenAPI document out of many files: the generator does not follow references between files."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, TypeAlias

from attrs import frozen
from ruamel.yaml import YAML
from ruamel.yaml.constructor import DuplicateKeyError
from ruamel.yaml.error import YAMLError

from openapi.codegen.errors import Problem, Refused

Json: TypeAlias = Any
"""A value of a JSON document. Its shape is what the lint is there to check."""

METHODS: Final = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
"""Source: OpenAPI 3.1.0, Path Item Object"""


@frozen
class SpecOperation:
    """One operation, with where it stands."""

    path: str
    """The path key, with its fragment."""
    method: str
    body: dict[str, Json]

    @property
    def id(self) -> str:
        """Its operationId; method and path where it has none."""
        return str(self.body.get("operationId") or f"{self.method.upper()} {self.path}")


@frozen
class Bundle:
    """The specification as one document."""

    document: dict[str, Json]
    origins: dict[tuple[str, str], str]
    """(`paths` or `schemas`, key) -> the file that it is in."""

    def operations(self) -> Iterator[SpecOperation]:
        """All operations, in the order of the files."""
        for path, item in self.document["paths"].items():
            for method in METHODS:
                if method in item:
                    yield SpecOperation(path, method, item[method])

    def schemas(self) -> dict[str, Json]:
        """The named schemas."""
        schemas: dict[str, Json] = self.document["components"]["schemas"]
        return schemas

    def resolve(self, node: Json) -> Json:
        """The node itself, or what its `$ref` finally points to.

        Raises:
            KeyError: it points nowhere; the argument is the reference.
        """
        seen = set()
        while isinstance(node, dict) and "$ref" in node:
            ref = node["$ref"]
            if ref in seen:
                raise KeyError(ref)
            seen.add(ref)
            node = self._at(ref)
        return node

    def _at(self, ref: str) -> Json:
        if not ref.startswith("#/"):
            raise KeyError(ref)
        node: Json = self.document
        for part in ref.removeprefix("#/").split("/"):
            key = part.replace("~1", "/").replace("~0", "~")
            if not isinstance(node, dict) or key not in node:
                raise KeyError(ref)
            node = node[key]
        return node


def read(folder: Path) -> Bundle:
    """The union of `openapi.yaml`, `paths/*.yaml` and `schemas/*.yaml`.

    Raises:
        Refused: a file cannot be read, or two of them have the same key.
    """
    document = _load(folder / "openapi.yaml", folder)
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    origins: dict[tuple[str, str], str] = {}
    _merge(folder, "paths", document.setdefault("paths", {}), origins)
    _merge(folder, "schemas", schemas, origins)
    # YAML anchors make one object out of two places: a change made to one of them would show in both.
    return Bundle(_unshared(document), origins)


def _merge(folder: Path, kind: str, into: dict[str, Json], origins: dict[tuple[str, str], str]) -> None:
    origins.update({(kind, key): "openapi.yaml" for key in into})
    problems = []
    for file in sorted((folder / kind).glob("*.yaml")):
        name = file.relative_to(folder).as_posix()
        for key, value in _load(file, folder).items():
            if key in into:
                first = origins[kind, key]
                problems.append(Problem(name, f"{key!r} is already in {first}", "keep one of the two"))
                continue
            into[key] = value
            origins[kind, key] = name
    if problems:
        raise Refused(problems)


def _load(file: Path, folder: Path) -> dict[str, Json]:
    name = file.relative_to(folder).as_posix()
    try:
        loaded = YAML(typ="safe").load(file.read_text("utf-8"))
    except DuplicateKeyError as exc:
        raise Refused([Problem(name, f"a key stands twice: {_first_line(exc)}", "keep one of the two")]) from exc
    except (OSError, UnicodeDecodeError, YAMLError) as exc:
        raise Refused([Problem(name, f"cannot be read: {_first_line(exc)}", "make it UTF-8 YAML 1.2")]) from exc
    if not isinstance(loaded, dict):
        raise Refused([Problem(name, "is not a mapping", "write `key: value` at its top level")])
    return loaded


def _first_line(exc: Exception) -> str:
    problem = getattr(exc, "problem", None)
    mark = getattr(exc, "problem_mark", None)
    text = " ".join(str(problem or exc).split())
    return f"{text} (line {mark.line + 1})" if mark is not None else text


def _unshared(node: Json) -> Json:
    if isinstance(node, dict):
        return {str(key): _unshared(value) for key, value in node.items()}  # `200:` is a number to YAML
    if isinstance(node, list):
        return [_unshared(value) for value in node]
    return copy.copy(node)
