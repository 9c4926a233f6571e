"""Where a public name is defined, found by reading the source: nothing is imported, so nothing need be runnable."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TypeAlias

from attrs import field, frozen

from openapi.codegen.errors import Problem, Refused

Definition: TypeAlias = ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef | ast.AnnAssign | ast.Assign | ast.Module


@frozen
class Found:
    """A definition, and the file that has it."""

    name: str
    path: str
    node: Definition


@frozen
class Sources:
    """The Python files of a project, as they will be once all is written."""

    root: Path
    written: Mapping[str, bytes]
    """Files that this run writes: they may be old, or missing, on the disk."""
    _parsed: dict[str, ast.Module | None] = field(factory=dict, eq=False)

    def module(self, path: str) -> ast.Module | None:
        """A file as a tree; `None` if there is none."""
        if path not in self._parsed:
            self._parsed[path] = self._parse(path)
        return self._parsed[path]

    def public_names(self, path: str) -> list[str]:
        """`__all__` of a file, in its order; empty if there is no such file."""
        module = self.module(path)
        for statement in module.body if module else []:
            if _binds(statement, "__all__") and isinstance(statement, ast.Assign | ast.AnnAssign):
                value = statement.value
                return [str(item) for item in ast.literal_eval(value)] if value is not None else []
        return []

    def find(self, path: str, name: str) -> Found | None:
        """The definition that `name` of a file stands for, through as many imports as it takes.

        `None` for what is not in these files: other packages' names, and what is made at run time.
        """
        module = self.module(path)
        for statement in _statements(module) if module else ():
            if isinstance(statement, ast.ImportFrom):
                for alias in statement.names:
                    if (alias.asname or alias.name) == name:
                        return self._imported(path, statement, alias.name)
            elif isinstance(statement, Definition) and _binds(statement, name):
                return Found(name, path, statement)
        return None

    def _imported(self, path: str, statement: ast.ImportFrom, name: str) -> Found | None:
        target = _module_path(path, statement)
        for file in (f"{target}.py", f"{target}/__init__.py"):
            # `from . import errors` in `__init__.py` would be found there again.
            if file != path and (found := self.find(file, name)):
                return found
        for file in (f"{target}/{name}.py", f"{target}/{name}/__init__.py"):
            if module := self.module(file):
                return Found(name, file, module)
        return None

    def _parse(self, path: str) -> ast.Module | None:
        file = self.root / path
        if path in self.written:
            text = self.written[path].decode()
        elif file.is_file():
            text = file.read_text("utf-8")
        else:
            return None
        try:
            return ast.parse(text)
        except SyntaxError as exc:
            raise Refused([Problem(f"{path}:{exc.lineno}", f"is not Python: {exc.msg}", "correct it")]) from exc


def _module_path(path: str, statement: ast.ImportFrom) -> str:
    """The file that a statement imports from, without its suffix."""
    words = (statement.module or "").split(".") if statement.module else []
    if not statement.level:
        return "/".join(words if words[0] != "aistore_api" else ["generated", *words])
    folder = path.split("/")[: -statement.level]
    return "/".join([*folder, *words])


def _statements(module: ast.Module) -> Iterator[ast.stmt]:
    """Top-level statements, and those that only type checkers see."""
    for statement in module.body:
        if isinstance(statement, ast.If) and ast.unparse(statement.test) == "TYPE_CHECKING":
            yield from statement.body
        else:
            yield statement


def _binds(statement: ast.stmt, name: str) -> bool:
    if isinstance(statement, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
        return statement.name == name
    if isinstance(statement, ast.AnnAssign):
        return isinstance(statement.target, ast.Name) and statement.target.id == name
    if isinstance(statement, ast.Assign):
        return any(isinstance(target, ast.Name) and target.id == name for target in statement.targets)
    return False
