"""The page about the local cluster: what it answers, operation by operation, and where it differs from AIS."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final, TypeAlias

from openapi.codegen import differences, tables
from openapi.codegen.bundle import Bundle
from openapi.codegen.differences import Differences
from openapi.codegen.errors import Problem

_ROUTES: Final = "aistore_hl/local/routes.py"
# Made by code, the table cannot be read as other sources are; and this process may work on a copy of its project, so
# it does not import it either.
_ASK: Final = """
import json
from aistore_hl.local.routes import PROXY, TARGET

found = {}
for side, table in (("proxy", PROXY), ("target", TARGET)):
    for route in table:
        name = "" if route.handler else route.operation
        for operation in (route.operation, *route.also):
            sides = found.setdefault(operation, {})
            sides[side] = name and sides.get(side, name)
        for operation in route.but:
            found.setdefault(operation, {})[side] = operation
print(json.dumps(found))
"""

Answered: TypeAlias = Mapping[str, Mapping[str, str]]
"""By operation and kind of node, the name in its 501; empty where it is answered."""


def page(root: Path, spec: Bundle) -> tuple[str, list[Problem], Answered]:
    """The page, what stands in its way, and who answers what; empty for a project without a local cluster."""
    known = differences.read(root)
    if known is None or not (root / _ROUTES).is_file():
        return "", [], {}
    found = _ask(root)
    if isinstance(found, Problem):
        return "", [found], {}
    missing = [operation.id for operation in spec.operations() if operation.id not in found]
    problems = [Problem(_ROUTES, f"{name} has no row", "add one, without a handler if need be") for name in missing]
    return tables.page([*_head(known), *_KEPT.splitlines(), "", *_operations(spec, found)]), problems, found


def _ask(root: Path) -> Answered | Problem:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join((str(root), str(root / "generated")))}
    command = [sys.executable, "-B", "-c", _ASK]
    done = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
        return Problem(_ROUTES, f"cannot be imported: {last}", "correct it")
    found: Answered = json.loads(done.stdout)
    return found


def _head(known: Differences) -> Iterator[str]:
    differing = sum(row.count for row in known.rows)
    raw = sum(map(len, known.not_compared.values()))
    yield from ("# Local cluster", "")
    yield "`LocalCluster`, `Client.local()` and `aisx serve` run a small AIS, in memory or in a folder."
    yield from ("It answers as AIS 5.0 does, but for what stands here.", "")
    yield from ("## Where it differs from AIS 5.0", "")
    yield f"A test sends it the {known.recorded} exchanges that were recorded on AIS 5.0."
    yield f"{known.alike()} are answered as recorded, {sum(known.not_built.values())} with 501 and a name;"
    yield f"{differing} are answered otherwise, as the last column counts them, and {raw} are compared elsewhere."
    yield from ("Rows without a count were found by the tests that run on both.", "")
    yield 'A cluster that is started with `quirks="ais"` also does what AIS does wrong, where a row has a quirk:'
    yield "clients are to survive it."
    yield from (f"Then {known.alike(with_quirks=True)} are answered as recorded.", "")
    rows = ((row.what, row.ais, row.local, row.why, _code(row.quirk), str(row.count or "")) for row in known.rows)
    yield from tables.table(("What", "AIS 5.0", "Local cluster", "Why", "Quirk", "Exchanges"), rows)
    yield ""


_KEPT: Final = """\
## What it keeps

In memory everything is gone when it ends.
With `LocalCluster(dir=...)`, `aisx serve --dir` or `python -m aistore_hl.local --dir` it is kept in a folder:

| What | How |
|---|---|
| a restart | finds the same buckets, properties, objects, metadata and ids of nodes; ports are new, jobs are not kept |
| a process that is killed | loses nothing that it acknowledged, and leaves nothing half done |
| a loss of power | can lose the last half minute, as with AIS; with `fsync` nothing, and a PUT takes milliseconds |
| another number of targets | moves objects to their new owners at start; without a number there are as many as before |
| a second cluster on the folder | is refused while the first one runs |
| something else in the folder, another format, a broken database | is refused, and nothing in the folder changes |
| a broken or missing file of an object | GET of that object answers 500 and names the file; all else works |
| a full disk | PUT answers 507 `ErrCapExceeded`, as AIS does; what is there is read, and can be removed |
| a backup | is a copy of the folder, made while no cluster uses it |

`capacity` limits the bytes of all content, in memory too: beyond it a PUT is answered as by a full AIS.
An object may be as large as the disk: its content passes in slices, both ways.
No list of names is held in memory, so that a start takes as long with ten million objects as with ten.

## Buckets that are somewhere else

`LocalCluster(backends={"aws": folder})` and `aisx serve --backend aws=DIR` serve a folder as a provider: each folder directly in it is a bucket, and the files below that are its objects.
The providers are `aws`, `gcp`, `azure` and `oci`.
`LocalCluster.attach(alias, endpoint)`, `aisx serve --attach ALIAS=URL` and AIS's own `PUT /v1/cluster/attach` attach another cluster, local or real; its buckets are named by `@alias` or `@uuid`.

| What | How |
|---|---|
| GET | fetches what is not here, keeps it and sends it; with `latest-ver` also what has changed there |
| PUT and DELETE | happen there and here |
| evict | removes the copy, of one object, of a group or of a bucket |
| a file | has no custom metadata: that of a PUT stays with the copy, and its ETag is made of time and size |
| links and special files in a folder | are no objects and no buckets; nothing outside of the folder is read or written |
| names that no file can have | are 404, and 400 to put |
| a bucket of this cluster whose `backend_bck` names one of these | takes its objects from there, keeps and writes them through, and is listed and evicted as that is; to untie it, set name, provider and namespace to nothing |
| a cluster that is away | copies are read; what needs it is 400, a listing or a PUT 500 |
| a restart on a folder | knows the buckets and their copies; backends and attached clusters are to be given again |

## Files that become objects

`Bucket.promote()` makes objects of files that the targets can read: here those of the user who runs the cluster.
AIS takes them from below `/var/lib/ais/promote` alone, and so does the local cluster; `LocalCluster(promotable=DIR)`, `aisx serve --promotable DIR` and `python -m aistore_hl.local --promotable DIR` name another folder.
Whoever may ask the cluster may promote what is in it, and have it removed: put nothing there that is not meant for it.

| What | How |
|---|---|
| a path outside, or with `.` or `..` | 400 `errInvalidPromoteSource` |
| a link to a file in the folder | followed where it is named itself, or folders are entered; else left out |
| a link that leads out of the folder | 400; in a folder that is promoted the job tells of it, and the others are promoted |
| a link to a folder | 400, as it is empty; in a folder that is promoted the job tells of it |
| pipes, sockets, devices | never read |
| a file that changes while it is read | 500, and no object; with a folder the job tells of it |
| `dls` | removes the file, or the link to one, once its object is stored; never a folder |

## Targets that come and go

| Method, and command of `aisx nodes` | What becomes of the target | Its objects |
|---|---|---|
| `add_target()`, `add` | a new one | those that it owns move to it |
| `maintain(id)`, `maintain` | in the map, takes no part | move to the others |
| `restore(id)`, `restore` | takes part again | return |
| `decommission_target(id)`, `decommission` | leaves the map and ends when it is empty | move to the others |
| `stop_target(id)`, `stop` | leaves the map, finishes what is under way, ends | are away |
| `kill_target(id)`, `kill` | ends at once; leaves the map after `dead_after` seconds, 27 as on AIS | are away |
| `start_target(id)`, `start` | joins again | are back; what was written meanwhile stays |

Each change makes a new version of the map and a rebalance, the job `g1`, `g2` and so on, in steps of 64 objects.
While objects are on their way all of them are read and written; `settle()` waits for the end.
While a target is dead and the map still has it, requests for its objects find nobody, and listings are refused with 500.
An object that was deleted while a target with a copy of it was away is there again when that returns, as on AIS.
"""


def _operations(spec: Bundle, answered: Answered) -> Iterator[str]:
    yield from ("## Operations", "")
    yield "Yes: answered by that kind of node, if only with a redirect or a refusal of AIS's."
    yield "501: the name in the error says what is not built."
    yield from ("An empty cell: the operation is not for that kind of node.", "")
    rows: dict[str, list[Sequence[str]]] = {tag["name"]: [] for tag in spec.document.get("tags", [])}
    for operation in spec.operations():
        sides = answered.get(operation.id, {})
        cells = (_cell(sides.get(side)) for side in ("proxy", "target"))
        rows.setdefault(operation.body["tags"][0], []).append((f"`{operation.id}`", *cells))
    for tag, found in rows.items():
        if found:
            yield from (f"### {tag}", "", *tables.table(("Operation", "Proxy", "Target"), found), "")


def _code(name: str) -> str:
    return f"`{name}`" if name else ""


def _cell(name: str | None) -> str:
    if name is None:
        return ""
    return f"501 `{name}`" if name else "yes"
