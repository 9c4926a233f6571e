"""The generator's own templates that ours are written against."""

from __future__ import annotations

import hashlib
from importlib.resources import files
from pathlib import Path
from typing import Final

from openapi.codegen.errors import Problem

FILE: Final = "STOCK.sha256"


def changed(templates: Path) -> list[Problem]:
    """Originals that are not those which our templates were written against, and templates that nothing is known of."""
    recorded = dict(_recorded(templates / FILE))
    problems = []
    for name in overridden(templates):
        if recorded.get(name) != digest(name):
            what = "the generator's own template is not the one that ours was written against"
            problems.append(Problem(f"openapi/templates/{name}", what, f"compare the two, then correct {FILE}"))
    for name in sorted(set(recorded) - set(overridden(templates))):
        problems.append(Problem(f"openapi/templates/{FILE}", f"{name} is not overridden", "remove the line"))
    return problems


def overridden(templates: Path) -> list[str]:
    """The templates that we have, by name."""
    return sorted(file.relative_to(templates).as_posix() for file in templates.rglob("*.jinja"))


def digest(name: str) -> str:
    """SHA-256 of a template of the installed generator; empty if it has none of that name."""
    stock = files("openapi_python_client") / "templates" / name
    return hashlib.sha256(stock.read_bytes()).hexdigest() if stock.is_file() else ""


def _recorded(file: Path) -> list[tuple[str, str]]:
    """Lines as `sha256sum` writes them, as (name, digest)."""
    lines = file.read_text("utf-8").splitlines() if file.is_file() else []
    return [(line.split()[1], line.split()[0]) for line in lines if line.strip()]
