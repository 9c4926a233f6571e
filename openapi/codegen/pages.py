"""One page for every public name: how it is called, what it says of itself, what it can do."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator
from typing import Final

from openapi.codegen.prose import call, code, constructor_arguments, docstring, first_line, markdown, signature
from openapi.codegen.source import Found, Sources

_SUPPORTS: Final = {
    "__enter__": "`with`",
    "__aenter__": "`async with`",
    "__iter__": "`for`",
    "__aiter__": "`async for`",
    "__len__": "`len()`",
    "__getitem__": "`[...]`",
    "__contains__": "`in`",
    "__eq__": "`==`",
    "__reduce__": "`pickle`",
}
"""What the methods with underscores are for."""

_OWN_MAKERS: Final = (": Session", ": AsyncSession")
"""Arguments of constructors that only our own classes call: not worth a line of a page."""

_ATTRS: Final = ("define", "frozen", "attrs.define", "attrs.frozen")
_FIELD_MAKERS: Final = ("field", "attrs.field", "setting", "msgspec.field")


def page(found: Found, package: str, sources: Sources) -> str:
    """The page of one public name of a package."""
    lines = [f"# `{package}.{found.name}`", ""]
    if isinstance(found.node, ast.Module):
        lines += [markdown(docstring(found.node)), ""]
        for name in sources.public_names(found.path):
            if inner := sources.find(found.path, name):
                lines += [f"## `{package}.{found.name}.{name}`", "", *_body(inner, "###", sources)]
    else:
        lines += _body(found, "##", sources)
    return "\n".join(lines).rstrip() + "\n"


def section(found: Found, package: str, sources: Sources) -> str:
    """The same, as a part of another page."""
    return "\n".join([f"## `{package}.{found.name}`", "", *_body(found, "###", sources)])


def attributes(node: ast.ClassDef) -> Iterator[tuple[str, str, str]]:
    """Name, type and first sentence of the fields of a value."""
    return ((name, type_, first_line(text)) for name, type_, text in _fields(node) if "init=False" not in type_)


def summary(found: Found, sources: Sources) -> str:
    """What the index says of it."""
    return first_line(_text(found, sources))


def _text(found: Found, sources: Sources) -> str:
    module = sources.module(found.path)
    body = module.body if module else []
    index = body.index(found.node) if isinstance(found.node, ast.stmt) and found.node in body else -1
    return docstring(found.node, body, index)


def _body(found: Found, heading: str, sources: Sources) -> Iterator[str]:
    node, text = found.node, markdown(_text(found, sources))
    if isinstance(node, ast.ClassDef):
        yield from _class(_whole(node, found.path, sources), text, heading)
    elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        yield from _code(_signature(node, is_method=False))
        yield from (text, "")
    elif isinstance(node, ast.AnnAssign | ast.Assign):
        if node.value is not None and found.name != "__version__":
            yield from _code(code(node))
        yield from (text or "The version of the installed package.", "")


_CLIENTS: Final = ("aistore_hl/_async/", "aistore_hl/_sync/")


def _whole(node: ast.ClassDef, path: str, sources: Sources) -> ast.ClassDef:
    """A class with what it has from a generic one, or from a part of it in another file: users never meet those."""
    bases: list[ast.expr] = []
    inherited: list[ast.stmt] = []
    for base in node.bases:
        general = sources.find(path, code(base.value if isinstance(base, ast.Subscript) else base))
        if general is None or not isinstance(general.node, ast.ClassDef):
            bases.append(base)
        elif isinstance(base, ast.Subscript):
            inherited += _specialised(general.node, base.slice)
        elif general.node.bases and general.path.startswith(_CLIENTS):
            part = _whole(general.node, general.path, sources)
            inherited += [item for item in part.body if not isinstance(item, ast.Expr)]
        else:
            bases.append(base)
    if not inherited:
        return node
    own = {getattr(item, "name", "") for item in node.body}
    kept = [item for item in inherited if getattr(item, "name", None) not in own]
    return ast.ClassDef(node.name, bases, node.keywords, [*kept, *node.body], node.decorator_list)


def _specialised(general: ast.ClassDef, argument: ast.expr) -> list[ast.stmt]:
    """The members of a generic class of one parameter."""
    parameters = {
        code(base.slice) for base in general.bases if isinstance(base, ast.Subscript) and code(base.value) == "Generic"
    }

    class Fill(ast.NodeTransformer):
        def visit_Name(self, node: ast.Name) -> ast.expr:
            return argument if node.id in parameters else node

    # Docstrings are found by what follows a member: the class's own would be taken for one.
    members = [item for item in general.body if not isinstance(item, ast.Expr)]
    return [Fill().visit(copy.deepcopy(item)) for item in members]


def _class(node: ast.ClassDef, text: str, heading: str) -> Iterator[str]:
    fields = list(_fields(node))
    arguments = _constructor(node)
    yield from _code(f"class {call(node.name, arguments) if arguments else node.name}")
    yield from (text, "")
    if node.bases:
        yield from (f"Bases: {', '.join(f'`{code(base)}`' for base in node.bases)}.", "")
    defined = {item.name for item in node.body if isinstance(item, ast.FunctionDef | ast.AsyncFunctionDef)}
    if supports := [text for name, text in _SUPPORTS.items() if name in defined]:
        yield from (f"Works with {', '.join(supports)}.", "")
    yield from _attributes(node, fields, heading)
    for method in node.body:
        if isinstance(method, ast.FunctionDef | ast.AsyncFunctionDef) and _is_shown(method, node):
            yield from (f"{heading} `{method.name}`", "")
            yield from _code(_signature(method, is_method=not _is(method, "staticmethod")))
            yield from (markdown(docstring(method)), "")


def _attributes(node: ast.ClassDef, fields: list[tuple[str, str, str]], heading: str) -> Iterator[str]:
    methods = [item for item in node.body if isinstance(item, ast.FunctionDef) and not item.name.startswith("_")]
    properties = [item for item in methods if _is(item, "property", "cached_property")]
    if not fields and not properties:
        return
    yield from (f"{heading} Attributes", "")
    for name, type_, text in fields:
        yield f"- `{name}`{f': `{type_}`' if type_ else ''}{f' - {first_line(text)}' if text else ''}"
    for item in properties:
        type_ = f": `{code(item.returns)}`" if item.returns else ""
        text = first_line(docstring(item))
        yield f"- `{item.name}`{type_}{f' - {text}' if text else ''}"
    yield ""


def _fields(node: ast.ClassDef) -> Iterator[tuple[str, str, str]]:
    """Name, type and text of the public attributes that are written in the class."""
    for index, item in enumerate(node.body):
        if isinstance(item, ast.AnnAssign) and isinstance(item.target, ast.Name):
            name, type_ = item.target.id, code(item.annotation)
        elif isinstance(item, ast.Assign) and isinstance(item.targets[0], ast.Name):
            name, type_ = item.targets[0].id, ""
        else:
            continue
        if not name.startswith("_"):
            yield name, type_, docstring(item, node.body, index) or _keyword(item.value, "doc")


def _constructor(node: ast.ClassDef) -> list[str]:
    for item in node.body:
        if isinstance(item, ast.FunctionDef) and item.name == "__init__":
            arguments = constructor_arguments(item)
            return [] if any(text.endswith(_OWN_MAKERS) for text in arguments) else arguments
    if not any(_decorator(decorator) in _ATTRS for decorator in node.decorator_list):
        return []
    items = [item for item in node.body if isinstance(item, ast.AnnAssign)]
    return [_argument(item) for item in items if _is_argument(item)]


def _is_argument(item: ast.AnnAssign) -> bool:
    made = code(item.value) if isinstance(item.value, ast.Call) else ""
    is_public = not code(item.target).startswith("_")
    return is_public and "ClassVar" not in code(item.annotation) and "init=False" not in made


def _argument(item: ast.AnnAssign) -> str:
    value = item.value
    if isinstance(value, ast.Call) and code(value.func) in _FIELD_MAKERS:
        named = [keyword.value for keyword in value.keywords if keyword.arg in ("default", "factory")]
        given = [*value.args, *named][:1]
        value = given[0] if given and "NOTHING" not in code(given[0]) else None
    return f"{code(item.target)}: {code(item.annotation)}" + (f" = {code(value)}" if value is not None else "")


def _signature(node: ast.FunctionDef | ast.AsyncFunctionDef, *, is_method: bool) -> str:
    word = "async def " if isinstance(node, ast.AsyncFunctionDef) else "def "
    decorators = "".join(f"@{word}\n" for word in ("classmethod", "staticmethod") if _is(node, word))
    return decorators + signature(node, node.name, is_method=is_method, prefix=word)


def _is_shown(method: ast.FunctionDef | ast.AsyncFunctionDef, node: ast.ClassDef) -> bool:
    if method.name.startswith("_") or _is(method, "property", "cached_property"):
        return False
    # Of an overloaded method callers see the overloads, not what implements them.
    same = [item for item in node.body if isinstance(item, type(method)) and item.name == method.name]
    return _is(method, "overload") or not any(_is(item, "overload") for item in same)


def _is(method: ast.FunctionDef | ast.AsyncFunctionDef, *names: str) -> bool:
    return any(_decorator(decorator).rpartition(".")[2] in names for decorator in method.decorator_list)


def _decorator(node: ast.expr) -> str:
    return code(node.func if isinstance(node, ast.Call) else node)


def _keyword(value: ast.expr | None, name: str) -> str:
    found = [k.value for k in value.keywords if k.arg == name] if isinstance(value, ast.Call) else []
    return str(ast.literal_eval(found[0])) if found else ""


def _code(text: str) -> Iterator[str]:
    yield from ("```python", text, "```", "")
