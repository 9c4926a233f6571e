"""Docstrings and signatures as Markdown."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator, Sequence
from typing import Final

_WIDTH: Final = 100
_QUOTED: Final = re.compile(r"'([^'\"\\]*)'")
_SECTION: Final = re.compile(r"(Raises|Args|Fields):")
_ENTRY: Final = re.compile(r"    (\w[\w., ]*): (.*)")


def docstring(node: ast.AST, body: Sequence[ast.stmt] = (), index: int = -1) -> str:
    """The docstring of a definition; or, given the statements it stands in, the string after an attribute."""
    if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef | ast.Module):
        return ast.get_docstring(node) or ""
    following = body[index + 1] if index + 1 < len(body) else None
    if isinstance(following, ast.Expr) and isinstance(following.value, ast.Constant):
        value = following.value.value
        return inspect.cleandoc(value) if isinstance(value, str) else ""
    return ""


def markdown(text: str) -> str:
    """A docstring with its `Raises:` and the like as lists."""
    return "\n".join(_lines(text.splitlines())).strip()


def code(node: ast.AST) -> str:
    """An expression as we would write it: with double quotes."""
    return _QUOTED.sub(r'"\1"', ast.unparse(node))


def first_line(text: str) -> str:
    """The first paragraph on one line: what a table has room for."""
    return " ".join(text.partition("\n\n")[0].split())


def cell(text: str) -> str:
    """Text that does not break a table."""
    return " ".join(text.split()).replace("|", "\\|")


def signature(node: ast.FunctionDef | ast.AsyncFunctionDef, name: str, *, is_method: bool, prefix: str = "") -> str:
    """How it is called, in one line if that fits, else an argument to a line."""
    arguments = _without_self(node.args) if is_method else node.args
    returns = f" -> {code(node.returns)}" if node.returns else ""
    return call(f"{prefix}{name}", _arguments(arguments), returns)


def call(name: str, arguments: Sequence[str], returns: str = "") -> str:
    """`name(arguments) -> ...`, wrapped."""
    line = f"{name}({', '.join(arguments)}){returns}"
    if len(line) <= _WIDTH:
        return line
    inside = "".join(f"    {argument},\n" for argument in arguments)
    return f"{name}(\n{inside}){returns}"


def constructor_arguments(node: ast.FunctionDef | ast.AsyncFunctionDef) -> list[str]:
    """The arguments of `__init__` as a caller sees them."""
    return _arguments(_without_self(node.args))


def _without_self(arguments: ast.arguments) -> ast.arguments:
    positional = arguments.posonlyargs or arguments.args
    if not positional or positional[0].arg not in ("self", "cls"):
        return arguments
    return ast.arguments(
        posonlyargs=arguments.posonlyargs[1:],
        args=arguments.args if arguments.posonlyargs else arguments.args[1:],
        vararg=arguments.vararg,
        kwonlyargs=arguments.kwonlyargs,
        kw_defaults=arguments.kw_defaults,
        kwarg=arguments.kwarg,
        defaults=arguments.defaults,
    )


def _arguments(arguments: ast.arguments) -> list[str]:
    positional = [*arguments.posonlyargs, *arguments.args]
    missing: list[ast.expr | None] = [None] * (len(positional) - len(arguments.defaults))
    texts = [_argument(*pair) for pair in zip(positional, [*missing, *arguments.defaults], strict=True)]
    if arguments.posonlyargs:
        texts.insert(len(arguments.posonlyargs), "/")
    if arguments.vararg:
        texts.append(f"*{_argument(arguments.vararg, None)}")
    elif arguments.kwonlyargs:
        texts.append("*")
    texts += [_argument(*pair) for pair in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)]
    if arguments.kwarg:
        texts.append(f"**{_argument(arguments.kwarg, None)}")
    return texts


def _argument(argument: ast.arg, default: ast.expr | None) -> str:
    annotation = f": {code(argument.annotation)}" if argument.annotation else ""
    equals = " = " if annotation else "="
    return f"{argument.arg}{annotation}" + (f"{equals}{code(default)}" if default is not None else "")


def _lines(lines: Sequence[str]) -> Iterator[str]:
    in_section = False
    for line in lines:
        if _SECTION.fullmatch(line):
            in_section = True
            yield f"**{line.removesuffix(':')}**"
            yield ""
        elif in_section and (entry := _ENTRY.fullmatch(line)):
            yield f"- `{entry[1]}`: {entry[2]}"
        elif in_section and line.startswith("        "):
            yield f"  {line.strip()}"
        else:
            in_section = in_section and not line.strip()
            yield line
