"""The tables of the reference: operations, errors, settings."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from openapi.codegen.bundle import Bundle, SpecOperation
from openapi.codegen.prose import cell, code, docstring, first_line
from openapi.codegen.source import Sources

_ERRORS: Final = "aistore_hl/_core/errors.py"
_SETTINGS: Final = "aistore_hl/_core/config.py"


def operations(spec: Bundle) -> str:
    """All operations, by tag."""
    lines = [
        "# Operations",
        "",
        "What the specification describes, and `aistore_api.api.<tag>.<id>` sends.",
        "A path's `#fragment` tells operations of one path apart and is never sent.",
        "",
    ]
    tags: dict[str, list[SpecOperation]] = {tag["name"]: [] for tag in spec.document.get("tags", [])}
    for operation in spec.operations():
        tags.setdefault(operation.body["tags"][0], []).append(operation)
    head = ("Operation", "Request", "Redirects", "Retry", "Parameters", "Statuses", "Source")
    for tag, found in tags.items():
        if found:
            lines += [f"## {tag}", "", *table(head, (_operation(operation, spec) for operation in found)), ""]
    return page(lines)


def errors(sources: Sources) -> str:
    """The tree of errors as it is drawn in its module, and which answer becomes which."""
    module = sources.module(_ERRORS)
    if module is None:
        return ""
    classes = [item for item in module.body if isinstance(item, ast.ClassDef)]
    drawing = docstring(module).partition("\n\n")[2]
    lines = ["# Errors", "", "All are in `aistore_hl.errors`.", "", "```text", drawing, "```", ""]
    rows = ((f"`{item.name}`", _bases(item), first_line(docstring(item))) for item in classes)
    lines += [*table(("Error", "Is a", "Meaning"), rows), ""]
    if answers := list(_answers(module)):
        lines += ["## From answers", "", *table(("Status", "`tcode`", "Error"), answers)]
    return page(lines)


def settings(sources: Sources) -> str:
    """Every field of `Settings`, with the variable that sets it."""
    found = sources.find(_SETTINGS, "Settings")
    if found is None or not isinstance(found.node, ast.ClassDef):
        return ""
    rows = [row for item in found.node.body if isinstance(item, ast.AnnAssign) for row in _setting(item, sources)]
    lines = [
        "# Settings",
        "",
        "An argument of the client counts before the variable of the environment, and that before the default.",
        "",
        *table(("Argument", "Variable", "Default", "Meaning"), rows),
    ]
    return page(lines) if rows else ""


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """The lines of a table."""
    yield f"| {' | '.join(head)} |"
    yield f"|{'---|' * len(head)}"
    for row in rows:
        yield f"| {' | '.join(map(cell, row))} |"


def page(lines: Iterable[str]) -> str:
    """A page of them."""
    return "\n".join(lines).rstrip() + "\n"


def _operation(operation: SpecOperation, spec: Bundle) -> Sequence[str]:
    body = operation.body
    parameters = [spec.resolve(node) for node in body.get("parameters", [])]
    names = [f"`{p['name']}`{' (header)' if p['in'] == 'header' else ''}" for p in parameters if p["in"] != "path"]
    statuses = [status for status in body["responses"] if status != "default"]
    return (
        f"`{operation.id}`",
        f"{operation.method.upper()} `{operation.path}`",
        "yes" if any(status.startswith("3") for status in statuses) else "",
        body["x-retry"],
        ", ".join(names),
        " ".join(sorted(statuses)),
        _source(body["x-source"]),
    )


def _source(source: object) -> str:
    return ", ".join(map(str, source)) if isinstance(source, list) else str(source)


def _bases(node: ast.ClassDef) -> str:
    return ", ".join(f"`{code(base)}`" for base in node.bases)


def _answers(module: ast.Module) -> Iterator[Sequence[str]]:
    """The rows of `_CLASSES`: (status, tcode) -> class."""
    for item in module.body:
        if isinstance(item, ast.AnnAssign) and code(item.target) == "_CLASSES" and isinstance(item.value, ast.Dict):
            for key, value in zip(item.value.keys, item.value.values, strict=True):
                if key is not None:
                    status, tcode = ast.literal_eval(key)
                    yield str(status), f"`{tcode}`" if tcode else "", f"`{code(value)}`"


def _setting(item: ast.AnnAssign, sources: Sources) -> Iterator[Sequence[str]]:
    call = item.value
    if not isinstance(call, ast.Call) or code(call.func) != "setting":
        return
    words = {keyword.arg: keyword.value for keyword in call.keywords}
    texts = {name: str(ast.literal_eval(words[name])) for name in ("env", "argument", "doc", "shown") if name in words}
    default = code(_default(call.args[0], sources)) if call.args else ""
    shown = texts.get("shown") or default
    shown = "" if "NOTHING" in shown else f"`{shown}`" if shown.isprintable() and " " not in shown else shown
    argument = texts.get("argument") or code(item.target)
    yield f"`{argument}`", f"`{texts['env']}`" if texts.get("env") else "", shown, texts.get("doc", "")


def _default(value: ast.expr, sources: Sources) -> ast.expr:
    """A default that is a field of another value, as in `Timeouts().connect`: that field's own default."""
    if not (isinstance(value, ast.Attribute) and isinstance(value.value, ast.Call) and not value.value.args):
        return value
    found = sources.find(_SETTINGS, code(value.value.func))
    for item in found.node.body if found and isinstance(found.node, ast.ClassDef) else []:
        if isinstance(item, ast.AnnAssign) and code(item.target) == value.attr:
            given = item.value.keywords if isinstance(item.value, ast.Call) else []
            return next((keyword.value for keyword in given if keyword.arg == "default"), value)
    return value
