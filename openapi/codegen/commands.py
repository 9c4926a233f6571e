"""The page about the command line: every command, its options and defaults, and what it returns."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from typing import Any, Final

from attrs import frozen

from openapi.codegen import tables
from openapi.codegen.errors import Problem, Refused
from openapi.codegen.prose import code, docstring
from openapi.codegen.source import Sources

_COMMAND: Final = "aistore_hl/cli/command.py"
_CODES: Final = "aistore_hl/cli/failure.py"
_GROUP: Final = "aisx"
_KNOWN: Final = ("click.command", "click.group", "click.version_option", "click.pass_context")


@frozen
class _Parameter:
    """One option or argument of a command."""

    words: tuple[str, ...]
    facts: Mapping[str, ast.expr]
    place: str

    @property
    def is_option(self) -> bool:
        return self.words[0].startswith("-")

    @property
    def default(self) -> str:
        """As help shows it: only where it says more than the text does."""
        return f"`{self.value('default')}`" if self.value("show_default") else ""

    @property
    def shown(self) -> str:
        """As it is typed."""
        names = ", ".join(word for word in self.words if word.startswith("-"))
        value = "" if self.value("is_flag") else self.value("metavar") or self._kind
        return f"{names} {value}".strip()

    @property
    def meaning(self) -> str:
        """The help, and the range of a number."""
        kind = self.facts.get("type")
        bounds = ""
        if isinstance(kind, ast.Call) and code(kind.func) == "click.IntRange":
            ends = [ast.literal_eval(argument) for argument in kind.args]
            bounds = (" {} to {}." if len(ends) > 1 else " {} or more.").format(*ends)
        return f"{self.value('help') or ''}{bounds}"

    @property
    def _kind(self) -> str:
        kind = self.facts.get("type")
        name = code(kind.func if isinstance(kind, ast.Call) else kind) if kind else ""
        return {"": "TEXT", "click.IntRange": "INTEGER", "int": "INTEGER", "click.Path": "PATH"}.get(name, name)

    def value(self, name: str) -> Any:
        """A fact that is written out; `None` where it is not given."""
        fact = self.facts.get(name)
        try:
            return None if fact is None else ast.literal_eval(fact)
        except ValueError as exc:
            raise Refused([Problem(self.place, f"{name}={code(fact or ast.Pass())}", "write the value out")]) from exc


def page(sources: Sources) -> str:
    """The page; empty for a project without a command line."""
    module = sources.module(_COMMAND)
    if module is None:
        return ""
    lines = ["# Commands", "", "`pip install aistore-hl` brings `aisx`; `python -m aistore_hl` is the same."]
    lines += ["Data goes to stdout, everything else to stderr.", "`-h` and `--help` after any command explain it.", ""]
    for name in sorted(_added(module)):
        lines += _command(name, sources)
    codes = ((str(number), text) for number, text in _codes(sources))
    lines += ["## What they return", "", *tables.table(("Code", "Meaning"), codes)]
    return tables.page(lines)


def _added(module: ast.Module) -> Iterator[str]:
    """Names of the commands that the group is given."""
    for statement in module.body:
        if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
            call = statement.value
            if code(call.func) == f"{_GROUP}.add_command":
                yield code(call.args[0])


def _command(name: str, sources: Sources) -> Iterator[str]:
    found = sources.find(_COMMAND, name)
    if found is None or not isinstance(found.node, ast.FunctionDef):
        raise Refused([Problem(_COMMAND, f"command {name} is not a function of ours", "define and import it")])
    parameters = [each for item in found.node.decorator_list if (each := _parameter(item, found.path))]
    options = [each for each in parameters if each.is_option]
    arguments = [str(each.value("metavar") or each.words[0].upper()) for each in parameters if not each.is_option]
    yield from (f"## `{_GROUP} {name}`", "", "```text")
    yield " ".join((_GROUP, name, "[OPTIONS]", *arguments))
    yield from ("```", "", docstring(found.node), "")
    rows = ((f"`{each.shown}`", each.default, each.meaning) for each in options)
    yield from (*tables.table(("Option", "Default", "Meaning"), rows), "")


def _parameter(decorator: ast.expr, path: str) -> _Parameter | None:
    called = decorator.func if isinstance(decorator, ast.Call) else decorator
    if code(called) in _KNOWN:
        return None
    if not isinstance(decorator, ast.Call) or code(called) not in ("click.option", "click.argument"):
        what = f"decorator {code(called)} of a command is not known here"
        raise Refused([Problem(f"{path}:{decorator.lineno}", what, "teach openapi/codegen/commands.py to show it")])
    words = tuple(str(ast.literal_eval(word)) for word in decorator.args)
    facts = {keyword.arg: keyword.value for keyword in decorator.keywords if keyword.arg}
    return _Parameter(words, facts, f"{path}:{decorator.lineno}")


def _codes(sources: Sources) -> Iterator[tuple[int, str]]:
    """`CODES`, whose keys may be constants of that module."""
    found = sources.find(_CODES, "CODES")
    value = found.node.value if found and isinstance(found.node, ast.AnnAssign | ast.Assign) else None
    if not isinstance(value, ast.Dict):
        raise Refused([Problem(_CODES, "has no table CODES", "write it as a dict: code, meaning")])
    for key, text in zip(value.keys, value.values, strict=True):
        constant = sources.find(_CODES, key.id) if isinstance(key, ast.Name) else None
        number = constant.node.value if constant and isinstance(constant.node, ast.AnnAssign | ast.Assign) else key
        yield ast.literal_eval(number or ""), ast.literal_eval(text)
