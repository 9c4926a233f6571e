"""The page about faults: how they are ordered, what there is, and the control port."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from openapi.codegen import pages, tables
from openapi.codegen.prose import code, docstring
from openapi.codegen.source import Sources

_OUTCOMES: Final = "tests/faults/outcomes.txt"
_EFFECT: Final = "aistore_hl/local/effect.py"
_KINDS: Final = "aistore_hl/local/kinds.py"
_REMOTE: Final = "aistore_hl/local/remote.py"
_TOLD: Final = "aistore_hl/local/told.py"

_HEAD: Final = """# Faults

A local cluster misbehaves on order, so that the error handling of a program can be tested without a patch or a mock.
`LocalCluster.faults` takes the orders of the same process, `aistore_hl.local.Control` those of another one.
`Relay.faults` takes them in front of any other AIS.

```python
cluster.faults.once("GET object", status=503)  # the next GET of an object, at the proxy
cluster.faults.once("GET object", "cut", side="target")  # by name, on the redirected leg
cluster.faults.once("PUT object", lose_answer=True, node="t1", times=3, after=2)
cluster.faults.once("GET cluster?what=smap", stale_map=True, times=None)  # until it is withdrawn
cluster.take_down("t1")  # refuses connections, until bring_up
```

## Which requests

A match is a method and a noun, `*` for either: `object`, `bucket`, `buckets`, `cluster`, `daemon`, `health`.
A query parameter narrows it, by name (`PUT object?object_to`) or by value too (`GET cluster?what=status`).
So does the action of a control message (`POST bucket create-bck`).
`side` is `proxy` or `target`, `node` the id of one node.
Without them the first leg of a request that is redirected is struck.
`after` requests that match pass first, then `times` are struck, all of them where it is `None`.
Orders are served in the order in which they were given, and a request is struck by one of them.
`orders()` says of each how often it has struck; `withdraw(id)` and `clear()` forget them.

What the nodes tell one another does not go over their ports here, so that no fault strikes it.
A listing is whole while a target is down.
"""


def page(sources: Sources) -> str:
    """The page; empty for a project without faults."""
    effect = sources.find(_EFFECT, "Effect")
    if effect is None or not isinstance(effect.node, ast.ClassDef):
        return ""
    lines = [_HEAD, "## What goes wrong", "", "The arguments of `once` say it, alone or together where they fit:", ""]
    rows = ((f"`{name}`", f"`{type_}`", text) for name, type_, text in pages.attributes(effect.node))
    lines += [*tables.table(("Argument", "Type", "Meaning"), rows), "", docstring(effect.node).partition("\n\n")[0], ""]
    lines += ["## By name", "", "`once(match, kind)` takes the name alone.", ""]
    lines += [*tables.table(("Kind", "The same as", "What happens"), _kinds(sources)), ""]
    lines += _outcomes(sources.root)
    lines += _port(sources)
    return tables.page(lines)


def _outcomes(root: Path) -> Iterator[str]:
    table = root / _OUTCOMES
    if table.is_file():
        yield from ("## What the client makes of it", "")
        yield "The tests try every operation under every fault, in both flavours, and compare with this table."
        yield "A fault strikes once, but for those that are named otherwise."
        yield from ("", "```text", table.read_text("utf-8").rstrip(), "```", "")


def _kinds(sources: Sources) -> Iterator[tuple[str, str, str]]:
    found = sources.find(_KINDS, "_ALL")
    value = found.node.value if found and isinstance(found.node, ast.AnnAssign) else None
    for item in value.elts if isinstance(value, ast.Tuple) else ():
        if isinstance(item, ast.Call) and isinstance(effect := item.args[1], ast.Call):
            arguments = ", ".join(f"{each.arg}={_argument(each.value)}" for each in effect.keywords)
            yield f"`{ast.literal_eval(item.args[0])}`", f"`{arguments}`", ast.literal_eval(item.args[2])


def _argument(value: ast.expr) -> str:
    return "..." if isinstance(value, ast.Name) else code(value)


def _port(sources: Sources) -> Iterator[str]:
    yield from ("## The control port", "")
    yield "`LocalCluster.control`, and `aisx serve --control`, open a port on loopback for other programs."
    yield "Everything there needs the cluster's secret, as `Authorization: Bearer <secret>`."
    yield "Requests under another `Host` than its own address, and from pages of other origins, are refused with 403."
    yield 'Bodies and answers are JSON objects; an error is `{"error": "..."}`.'
    yield "`raw` is in base64 there."
    yield from ("`GET /ui` is [a page for browsers](../ui.md), which needs no secret before it asks for something.", "")
    yield from (*tables.table(("Request", "Body", "Answer"), _ROWS), "")
    for name in ("ClusterState", "NodeState", "FaultState", "LogLine", "KindState", "OrderRequest", "NodeChange"):
        found = sources.find(_TOLD, name)
        if found is not None and isinstance(found.node, ast.ClassDef):
            yield from (f"### `{name}`", "", docstring(found.node).partition("\n\n")[0], "")
            rows = ((f"`{field}`", f"`{type_}`", text) for field, type_, text in pages.attributes(found.node))
            yield from (*tables.table(("Field", "Type", "Meaning"), rows), "")
    for name in ("Control", "RemoteFaults"):
        if (found := sources.find(_REMOTE, name)) is not None:
            yield pages.section(found, "aistore_hl.local", sources)


_ROWS: Final = (
    ("`GET /cluster`", "", "`ClusterState`"),
    ("`POST /nodes`", "", "`NodeState` of a new target"),
    ("`PATCH /nodes/{id}`", "`NodeChange`", "`NodeState`"),
    ("`GET /kinds`", "", "list of `KindState`"),
    ("`GET /faults`", "", "list of `FaultState`"),
    ("`POST /faults`", "`OrderRequest`", "`FaultState`"),
    ("`DELETE /faults`", "", "an empty list"),
    ("`DELETE /faults/{id}`", "", "list of `FaultState`: those that are left"),
    ("`GET /log?after={number}`", "", "list of `LogLine`"),
)
