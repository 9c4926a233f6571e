"""The three things that `codegen.py` does."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from attrs import frozen

from openapi.codegen import bundle, pairs, reference, stock
from openapi.codegen.bundle import Bundle
from openapi.codegen.errors import Problem, Refused
from openapi.codegen.generate import generate
from openapi.codegen.lint import lint
from openapi.codegen.media import MediaTypes
from openapi.codegen.tools import check_versions
from openapi.codegen.tree import Tree, union


@frozen
class Report:
    """What there is to say at the end."""

    lines: Sequence[str]
    summary: str
    failed: bool


def lint_only(root: Path) -> Report:
    """Checks the specification of the project at `root`.

    Raises:
        Refused: something is wrong with it.
    """
    spec = _checked_spec(root)
    return Report([], f"openapi/ is in order: {_size(spec)}", failed=False)


def check(root: Path) -> Report:
    """Compares every written file with what would be written now."""
    tree, problems = _everything(root)
    lines = [*map(str, problems), *map(str, tree.differences(root))]
    if lines:
        return Report(lines, f"{len(lines)} things are out of step: run codegen.py", failed=True)
    return Report([], f"{len(tree.files)} files are in step", failed=False)


def write(root: Path) -> Report:
    """Writes what differs. What cannot be written is reported; the rest is written all the same."""
    tree, problems = _everything(root)
    changed = tree.write(root)
    return Report(
        [str(problem) for problem in problems],
        f"{len(tree.files)} files, {len(changed)} changed, {len(problems)} problems",
        failed=bool(problems),
    )


def _everything(root: Path) -> tuple[Tree, list[Problem]]:
    check_versions()
    if problems := stock.changed(root / "openapi" / "templates"):
        raise Refused(problems)
    twins, problems = pairs.write(root)
    spec = _checked_spec(root)
    written = union([twins, generate(root, spec)])
    pages, unknown = reference.write(root, spec, written.files)
    return union([written, pages]), [*problems, *unknown]


def _checked_spec(root: Path) -> Bundle:
    spec = bundle.read(root / "openapi")
    if problems := lint(spec, MediaTypes.load(root / "openapi" / "codegen.yaml")):
        raise Refused(problems)
    return spec


def _size(spec: Bundle) -> str:
    return f"{sum(1 for _ in spec.operations())} operations, {len(spec.schemas())} schemas"
