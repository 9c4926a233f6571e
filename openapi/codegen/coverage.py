"""The page that follows every operation: call, method, buckets, the local cluster, recordings."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from openapi.codegen import curated, local_page, tables
from openapi.codegen.bundle import Bundle, SpecOperation
from openapi.codegen.source import Sources

_CLASSES: Final = "tests/spec/manifest.json"
_REPLAYED: Final = "tests/local/manifest.json"
BUCKETS: Final = {
    "all": "all",
    "ais": "`ais://`, also of remote clusters",
    "local": "`ais://`",
    "remote": "all but `ais://`",
}
"""`x-buckets` -> how the page says it."""


def page(root: Path, spec: Bundle, sources: Sources, answered: local_page.Answered) -> str:
    """The page; empty for a project without recordings."""
    if not (root / _CLASSES).is_file():
        return ""
    recorded, replayed = _exchanges(root)
    methods = curated.methods(root, sources)
    lines = [
        "# Operations and who has them",
        "",
        "What sends an operation, which buckets it is for, and how it is known.",
        "A call without a method is sent by `Client.raw`. *Local* says whether the local cluster answers it.",
        "*Exchanges* were recorded on AIS 5.0, wrong requests included, and the specification agrees with them;",
        "in brackets, how many the local cluster answers in the same way.",
        "",
    ]
    rows: dict[str, list[Sequence[str]]] = {tag["name"]: [] for tag in spec.document.get("tags", [])}
    for operation in spec.operations():
        name, tag = operation.id, operation.body["tags"][0]
        shown = ", ".join(f"`{method}`" for method in methods.get(name, ()))
        seen = f"{recorded[name]} ({replayed[name]})" if recorded[name] else ""
        cells = (f"`api.{tag}.{name}`", shown, _buckets(operation, spec), _local(answered.get(name, {})), seen)
        rows.setdefault(tag, []).append(cells)
    head = ("Call, in `aistore_api`", "Method", "Buckets", "Local", "Exchanges")
    return tables.page([*lines, *_sections(rows, head)])


def _sections(rows: Mapping[str, list[Sequence[str]]], head: Sequence[str]) -> Iterator[str]:
    for tag, found in rows.items():
        if found:
            yield from (f"## {tag}", "", *tables.table(head, found), "")


def _exchanges(root: Path) -> tuple[Counter[str], Counter[str]]:
    """By operation: how many exchanges were recorded, and how many are replayed."""
    recorded: Counter[str] = Counter()
    replayed: Counter[str] = Counter()
    kept = json.loads((root / _REPLAYED).read_text("utf-8")) if (root / _REPLAYED).is_file() else {}
    for file, entries in json.loads((root / _CLASSES).read_text("utf-8")).items():
        for name, entry in entries.items():
            if operation := entry.get("operation"):
                recorded[operation] += 1
                replayed[operation] += kept.get(file, {}).get(name, {}).get("class") == "replayed"
    return recorded, replayed


def _buckets(operation: SpecOperation, spec: Bundle) -> str:
    names = {spec.resolve(node)["name"] for node in operation.body.get("parameters", [])}
    if not names & {"bucket", "easy"}:
        return ""
    return BUCKETS[operation.body.get("x-buckets", "all")]


def _local(sides: Mapping[str, str]) -> str:
    built = [side for side, missing in sides.items() if not missing]
    return "yes" if len(built) == len(sides) and built else " ".join(built)
