"""Which public methods send an operation: read from the sources of the clients, so that no list has to be kept."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from attrs import frozen

from openapi.codegen.source import Sources

_PACKAGE: Final = "aistore_hl"
_CALLS: Final = "aistore_api.api."


@frozen
class _Unit:
    """A function, a method, or a value of a module: what it is called by, and what it speaks of."""

    name: str
    owner: str = ""
    """The class that it is a method of."""
    is_public: bool = False
    names: frozenset[str] = frozenset()
    own: frozenset[str] = frozenset()
    """Attributes of `self` and `cls`."""

    by_class: bool = False
    """Whether it is used wherever its class is: users get objects of a public class from another method."""

    def speaks_of(self, other: _Unit) -> bool:
        """Whether it uses the other one, by its own name or by that of its class."""
        if other.owner:
            return (other.by_class and other.owner in self.names) or (
                other.owner == self.owner and other.name in self.own
            )
        return other.name in self.names


def methods(root: Path, sources: Sources) -> Mapping[str, tuple[str, ...]]:
    """Operation -> the public methods nearest to its call, as the sync clients have them: `Object.get`."""
    public = set(sources.public_names(f"{_PACKAGE}/__init__.py"))
    units: list[_Unit] = []
    calls: dict[str, list[_Unit]] = {}
    for file in sorted((root / _PACKAGE / "_async").glob("*.py")):
        module = sources.module(file.relative_to(root).as_posix())
        operations = dict(_imported(module)) if module else {}
        for unit in _units(module, public) if module else ():
            units.append(unit)
            for name, operation in operations.items():
                if name in unit.names:
                    calls.setdefault(operation, []).append(unit)
    return {operation: tuple(_public(callers, units)) for operation, callers in calls.items()}


def _public(callers: list[_Unit], units: list[_Unit]) -> list[str]:
    """Public methods among these; else among those that use them, and so on."""
    seen = list(callers)
    while callers:
        if found := sorted({_shown(unit) for unit in callers if unit.is_public}):
            return found
        callers = [unit for unit in units if unit not in seen and any(unit.speaks_of(each) for each in callers)]
        seen += callers
    return []


def _shown(unit: _Unit) -> str:
    return f"{unit.owner.removeprefix('Async')}.{unit.name}"


def _imported(module: ast.Module) -> Iterator[tuple[str, str]]:
    for node in ast.walk(module):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(_CALLS):
            yield from ((alias.asname or alias.name, alias.name) for alias in node.names)


def _units(module: ast.Module, public: set[str]) -> Iterator[_Unit]:
    for item in module.body:
        if isinstance(item, ast.ClassDef):
            found = [inner for inner in item.body if isinstance(inner, ast.FunctionDef | ast.AsyncFunctionDef)]
            # What is opened by a method of a handle counts as that method.
            is_opened = any(_is_maker(inner) and inner.name != "__init__" for inner in found)
            for inner in found:
                yield _method(inner, item.name, is_public=item.name in public and not is_opened)
        elif isinstance(item, ast.FunctionDef | ast.AsyncFunctionDef):
            yield _Unit(item.name, names=_names(item), own=frozenset())
        elif isinstance(item, ast.AnnAssign) and isinstance(item.target, ast.Name):
            yield _Unit(item.target.id, names=_names(item) - {item.target.id}, own=frozenset())


def _method(node: ast.FunctionDef | ast.AsyncFunctionDef, owner: str, *, is_public: bool) -> _Unit:
    own = frozenset(
        each.attr
        for each in ast.walk(node)
        if isinstance(each, ast.Attribute) and isinstance(each.value, ast.Name) and each.value.id in ("self", "cls")
    )
    is_for_users = is_public and not node.name.startswith("_")
    return _Unit(node.name, owner, is_for_users, _names(node), own, by_class=not is_public)


def _is_maker(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    return any(argument.arg == "session" for argument in node.args.args)


def _names(node: ast.AST) -> frozenset[str]:
    return frozenset(each.id for each in ast.walk(node) if isinstance(each, ast.Name))
