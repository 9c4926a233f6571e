"""Writes down which recorded exchanges the local cluster answers as recorded.

    python -m tests.local.recorded 04c-archive 08-get-batch

After something is built: the groups are replayed, with AIS's faults and without, and `manifest.json` and
`tests/data/local/differences.yaml` are brought up to what was found. Read the difference before you commit it:
- what is alike is `replayed` from now on, and out of the lists;
- what is not keeps its reason, and gets "not built: <operation>" or the row of what a refused operation would have made
  if it had none. Where neither is true, write what is, or make it alike: `-v` says in words what differs.
- The counts in tests/local/test_recordings.py are changed by hand: they are the record of what was reached.

Ids of nodes are the recorded ones; ids of jobs, uploads and listings are mapped (`Replay`). What comes by chance
matches one of the answers in `tests/data/local/outcomes.json`.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, TypeAlias

from ruamel.yaml import YAML

from openapi.codegen.differences import PLACE
from tests.local.clusters import RUNS
from tests.local.manifest import FILE
from tests.local.replay import replayed
from tests.spec.manifest import load as spec_manifest

Found: TypeAlias = "Mapping[str, tuple[int, list[str]]]"

_DIFFERENCES: Final = Path(__file__).parents[2] / PLACE
_NOT_MADE: Final = "what an operation that is refused with 501 would have made or removed"


def main(words: list[str]) -> None:
    """Replays the groups that are named, or all, and writes what came of it."""
    names = [word for word in words if not word.startswith("-")]
    manifest, lists = json.loads(FILE.read_text("utf-8")), _yaml().load(_DIFFERENCES.read_text("utf-8"))
    for groups in RUNS:
        if not names or set(groups) & set(names):
            with replayed(groups, quirks="ais") as replay:
                for group in groups:
                    _enter(group, replay.run(group), manifest, is_told="-v" in words)
            with replayed(groups) as replay:
                for group in groups:
                    _list(group, replay.run(group), lists)
    lists["recorded"] = sum(map(len, manifest.values()))
    FILE.write_text(_text(manifest), "utf-8")
    with _DIFFERENCES.open("w", encoding="utf-8") as file:
        _yaml().dump(lists, file)


def _enter(group: str, found: Found, manifest: dict[str, Any], *, is_told: bool) -> None:
    before, entries = manifest.get(group, {}), {}
    for name, (status, what) in found.items():
        if what and is_told:
            sys.stdout.write(f"{group}/{name}: {'; '.join(what)}\n")
        reason = before.get(name, {}).get("reason") or _reason(group, name, status)
        kind = before.get(name, {}).get("class", "spec only")
        entries[name] = (
            {"class": "spec only" if kind == "replayed" else kind, "reason": reason} if what else {"class": "replayed"}
        )
    manifest[group] = entries
    alike = sum(entry["class"] == "replayed" for entry in entries.values())
    sys.stdout.write(f"{group}: {alike} of {len(entries)} are replayed\n")


def _reason(group: str, name: str, status: int) -> str:
    operation = spec_manifest()[group][name].operation
    otherwise = f"{_NOT_MADE}: not built"
    return f"not built: {operation}" if status == 501 and operation else otherwise


def _list(group: str, found: Found, lists: Any) -> None:
    otherwise = {name: status for name, (status, what) in found.items() if what}
    lists["not_built"][group] = sum(status == 501 for status in otherwise.values())
    missing = [name for name, status in otherwise.items() if status != 501]
    rows = [row["records"] for row in lists["differences"] if "records" in row]
    for records in (lists["not_compared"], *rows):
        if group in records:
            kept = [name for name in records[group] if name in missing]
            missing = [name for name in missing if name not in kept]
            if len(kept) < len(records[group]):
                records[group][:] = kept
            if not kept:
                del records[group]
    if missing:
        rows = [row["records"] for row in lists["differences"] if row["what"] == _NOT_MADE]
        if not rows:
            row = {"what": _NOT_MADE, "ais": "there, or gone", "local": "as if it had not been asked for"}
            rows = [{}]
            lists["differences"].append({**row, "why": "not built", "records": rows[0]})
        rows[0].setdefault(group, []).extend(missing)


def _text(manifest: Mapping[str, Any]) -> str:
    groups = [
        f"  {json.dumps(group)}: {{\n"
        + ",\n".join(f"    {json.dumps(name)}: {json.dumps(entry)}" for name, entry in manifest[group].items())
        + "\n  }"
        for group in sorted(manifest)
    ]
    return "{\n" + ",\n".join(groups) + "\n}\n"


def _yaml() -> YAML:
    yaml = YAML()
    yaml.width = 120
    yaml.indent(mapping=2, sequence=4, offset=2)
    return yaml


if __name__ == "__main__":
    main(sys.argv[1:])
