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

_FOLDER: Final = "aistore_hl/cli"
_COMMAND: Final = f"{_FOLDER}/command.py"
_OPTIONS: Final = f"{_FOLDER}/options.py"
_CODES: Final = f"{_FOLDER}/failure.py"
_GROUP: Final = "aisx"
_KNOWN: Final = ("click.command", "click.pass_context")
_NUMBERS: Final = {"click.IntRange": "INTEGER", "click.FloatRange": "NUMBER", "int": "INTEGER"}


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
        bounds = _bounds(kind) if isinstance(kind, ast.Call) and code(kind.func) in _NUMBERS else ""
        return f"{self.value('help') or ''}{bounds}"

    @property
    def _kind(self) -> str:
        kind = self.facts.get("type")
        name = code(kind.func if isinstance(kind, ast.Call) else kind) if kind else ""
        return {"": "TEXT", "click.Path": "PATH", **_NUMBERS}.get(name, name)

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
    for words, where in sorted(_table(sources).items()):
        lines += _command(words, where, sources)
    codes = ((str(number), text) for number, text in _codes(sources))
    lines += ["## What they return", "", *tables.table(("Code", "Meaning"), codes)]
    return tables.page(lines)


def _table(sources: Sources) -> dict[str, str]:
    """The commands by their words, and where each is: `module:function`."""
    found = sources.find(_COMMAND, "COMMANDS")
    value = found.node.value if found and isinstance(found.node, ast.AnnAssign | ast.Assign) else None
    if value is None:
        raise Refused([Problem(_COMMAND, "has no table COMMANDS", "write it as a dict: words, (module:name, line)")])
    return {words: where for words, (where, _) in ast.literal_eval(value).items()}


def _command(words: str, where: str, sources: Sources) -> Iterator[str]:
    module, _, name = where.partition(":")
    found = sources.find(f"{_FOLDER}/{module}.py", name)
    if found is None or not isinstance(found.node, ast.FunctionDef):
        raise Refused(
            [Problem(_COMMAND, f"command {words} is not a function of ours", f"define {name} in {module}.py")]
        )
    parameters = [each for item in found.node.decorator_list if (each := _parameter(item, found.path, sources))]
    options = [each for each in parameters if each.is_option]
    arguments = [str(each.value("metavar") or each.words[0].upper()) for each in parameters if not each.is_option]
    yield from (f"## `{_GROUP} {words}`", "", "```text")
    yield " ".join((_GROUP, words, "[OPTIONS]", *arguments))
    yield from ("```", "", *_paragraphs(docstring(found.node)))
    rows = ((f"`{each.shown}`", each.default, each.meaning) for each in options)
    yield from (*tables.table(("Option", "Default", "Meaning"), rows), "") if options else ()


def _paragraphs(text: str) -> Iterator[str]:
    """Paragraphs; one whose lines click keeps as they are, by a backspace before them, is a block."""
    for paragraph in text.split("\n\n"):
        kept = paragraph.removeprefix("\b\n")
        yield from (kept, "") if kept == paragraph else ("```text", kept, "```", "")


def _parameter(decorator: ast.expr, path: str, sources: Sources) -> _Parameter | None:
    called = decorator.func if isinstance(decorator, ast.Call) else decorator
    if code(called) in _KNOWN:
        return None
    place = f"{path}:{decorator.lineno}"
    if isinstance(decorator, ast.Attribute) and code(decorator.value) == "options":
        # One that several commands have.
        shared = sources.find(_OPTIONS, decorator.attr)
        made = shared.node.value if shared and isinstance(shared.node, ast.AnnAssign | ast.Assign) else None
        decorator = made or decorator
    if not isinstance(decorator, ast.Call) or code(decorator.func) not in ("click.option", "click.argument"):
        what = f"decorator {code(called)} of a command is not known here"
        raise Refused([Problem(place, what, "teach openapi/codegen/commands.py to show it")])
    words = tuple(word for each in decorator.args if (word := str(ast.literal_eval(each))))
    facts = {keyword.arg: keyword.value for keyword in decorator.keywords if keyword.arg}
    # The name of its variable in the function is no word of an option.
    shown = tuple(word for word in words if word.startswith("-"))
    return _Parameter(shown or words, facts, place)


def _bounds(kind: ast.Call) -> str:
    """The range of a number, as a sentence."""
    least, most = [*(ast.literal_eval(argument) for argument in kind.args), None, None][:2]
    for keyword in kind.keywords:
        least = ast.literal_eval(keyword.value) if keyword.arg == "min" else least
        most = ast.literal_eval(keyword.value) if keyword.arg == "max" else most
    if most is None:
        return f" {least} or more."
    return f" At most {most}." if least is None else f" {least} to {most}."


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
