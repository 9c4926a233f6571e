"""`docs/reference`: what code can write about itself."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Final

from openapi.codegen import commands, coverage, faults_page, features, local_page, pages, tables
from openapi.codegen.bundle import Bundle
from openapi.codegen.errors import Problem
from openapi.codegen.source import Found, Sources
from openapi.codegen.tree import Tree

FOLDER: Final = "docs/reference"
_NAMES: Final = f"{FOLDER}/names"
_PACKAGE: Final = "aistore_hl"
_BESIDE: Final = ("compat2022", "etlserver", "torch")
"""Packages in it that users import from by their own names."""

_TITLES: Final = {
    "features.md": "what it can do, and the tests that show it",
    "operations.md": "operations of the HTTP API",
    "coverage.md": "operations and who has them: calls, methods, the local cluster, recordings",
    "errors.md": "errors",
    "settings.md": "settings",
    "aisx.md": "`aisx`: commands, options, exit codes",
    "faults.md": "faults: a local cluster that misbehaves on order, and its control port",
    "local.md": "the local cluster: what it answers, and where it differs from AIS",
}
_HEADER: Final = "<!-- Written by codegen.py; do not edit. -->\n"


def write(root: Path, spec: Bundle, written: Mapping[str, bytes]) -> tuple[Tree, list[Problem]]:
    """The pages of the project at `root`, once the files in `written` are there; and public names without a page."""
    sources = Sources(root, written)
    local, problems, answered = local_page.page(root, spec)
    rows, unshown = features.read(root, sources)
    readme, unplaced = features.readme(root, rows)
    problems += [*unshown, *unplaced]
    texts = {
        "features.md": features.page(rows),
        "operations.md": tables.operations(spec),
        "coverage.md": coverage.page(root, spec, sources, answered),
        "errors.md": tables.errors(sources),
        "settings.md": tables.settings(sources),
        "aisx.md": commands.page(sources),
        "local.md": local,
        "faults.md": faults_page.page(sources),
    }
    texts = {name: text for name, text in texts.items() if text}
    index = []
    init = f"{_PACKAGE}/__init__.py"
    problems += _missing(init, sources)
    for name in sorted(sources.public_names(init), key=str.lower):
        found = sources.find(init, name)
        if found is None:
            continue
        texts[f"names/{name}.md"] = pages.page(found, _PACKAGE, sources)
        index.append(f"- [`{name}`](names/{name}.md): {pages.summary(found, sources)}".rstrip(": "))
    beside = []
    for name in _BESIDE:
        path = f"{_PACKAGE}/{name}/__init__.py"
        if module := sources.module(path):
            found = Found(name, path, module)
            texts[f"{name}.md"] = pages.page(found, _PACKAGE, sources)
            beside.append(f"- [`{_PACKAGE}.{name}`]({name}.md): {pages.summary(found, sources)}")
            problems += _missing(path, sources)
    texts["README.md"] = _index(texts, index, beside)
    files = {f"{FOLDER}/{name}": (_HEADER + text).encode() for name, text in texts.items()}
    if readme is not None:
        files[features.README] = readme
    return Tree(files, (_NAMES,)), problems


def _missing(path: str, sources: Sources) -> Iterator[Problem]:
    """Public names of a package that are defined nowhere, so that its page is without them."""
    for name in sources.public_names(path):
        if sources.find(path, name) is None:
            what = f"public name {name} is not defined in our files"
            yield Problem(path, what, "import it under TYPE_CHECKING, or take it out of __all__")


def _index(written: Collection[str], names: list[str], beside: list[str]) -> str:
    lines = ["# Reference", ""]
    lines += [f"- [{title}]({file})" for file, title in _TITLES.items() if file in written]
    lines += ["", f"Public names of `{_PACKAGE}`:", "", *names] if names else []
    lines += ["", "Packages beside it:", "", *beside] if beside else []
    return "\n".join(lines) + "\n"
