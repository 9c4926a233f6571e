"""What says the same twice once async and sync names are one: unions, and the classes of `isinstance`."""

from __future__ import annotations

import ast
import io
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import TypeAlias

_Edit: TypeAlias = tuple[int, int, tuple[int, int] | None]
"""Start and end of bytes to cut, and the range of bytes to put in their place."""

_CLASS_TESTS = ("isinstance", "issubclass")


def without_duplicates(source: str) -> str:
    """The same module with `X | X` as `X` and `isinstance(v, (X, X))` as `isinstance(v, X)`."""
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return source  # the caller compiles it, and says where it came from
    data = source.encode()
    starts = [0, *accumulate(len(line) for line in io.BytesIO(data))]
    found = set(_edits(tree, starts))
    outer = (edit for edit in found if not any(_contains(other, edit) for other in found))
    for start, end, keep in sorted(outer, reverse=True):
        data = data[:start] + (data[keep[0] : keep[1]] if keep else b"") + data[end:]
    return data.decode()


def _edits(tree: ast.AST, starts: Sequence[int]) -> Iterator[_Edit]:
    inner: set[ast.AST] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr) and node not in inner:
            operands = list(_operands(node, inner))
            yield from _cuts(operands, starts)
        elif isinstance(node, ast.Call) and _tests_class(node) and isinstance(node.args[1], ast.Tuple):
            classes = node.args[1]
            if len({ast.dump(item) for item in classes.elts}) == 1:
                yield (*_span(classes, starts), _span(classes.elts[0], starts))
            else:
                yield from _cuts(classes.elts, starts)


def _operands(node: ast.expr, inner: set[ast.AST]) -> Iterator[ast.expr]:
    """`a | b | c` from left to right; walking must not meet the parts of a chain again."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
        inner.add(node)
        yield from _operands(node.left, inner)
        yield from _operands(node.right, inner)
    else:
        yield node


def _cuts(items: Sequence[ast.expr], starts: Sequence[int]) -> Iterator[_Edit]:
    """From the end of the item before to the end of one that was there already."""
    seen: set[str] = set()
    for index, item in enumerate(items):
        text = ast.dump(item)
        if text in seen:
            yield (_span(items[index - 1], starts)[1], _span(item, starts)[1], None)
        seen.add(text)


def _contains(outer: _Edit, inner: _Edit) -> bool:
    return outer != inner and outer[0] <= inner[0] and inner[1] <= outer[1]


def _tests_class(node: ast.Call) -> bool:
    return isinstance(node.func, ast.Name) and node.func.id in _CLASS_TESTS and len(node.args) == 2


def _span(node: ast.expr, starts: Sequence[int]) -> tuple[int, int]:
    end_row, end_column = node.end_lineno or node.lineno, node.end_col_offset or 0
    return starts[node.lineno - 1] + node.col_offset, starts[end_row - 1] + end_column
