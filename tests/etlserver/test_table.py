"""The table of behaviour, on each server: what is answered, and what arrives at other nodes."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from itertools import count
from typing import Any
from zlib import crc32

import pytest

from tests.etlserver.cluster import Node
from tests.etlserver.conftest import KINDS, Scene, wanted
from tests.etlserver.http import ask
from tests.etlserver.table import DIRECT, REPLY, Row
from tests.etlserver.table_pages import ASKED
from tests.etlserver.table_stages import MALFORMED, STAGES

ROWS = [*REPLY, *DIRECT, *STAGES, *MALFORMED, *ASKED]
TAGS = count(1)
PATIENCE = 3.0
"""Seconds until a node that was hung up on has noticed."""


def cases() -> Iterator[Any]:
    """Every row on every server: in the short run with a transform of one shape, under stress with the others too."""
    for row in ROWS:
        for kind in KINDS:
            shapes = [shape for each, shape, env in wanted() if (each, env) == (kind, row.env) and shape in row.shapes]
            chosen = crc32(f"{row.id} {kind}".encode()) % len(shapes)
            for index, shape in enumerate(shapes):
                marks = [] if index == chosen else [pytest.mark.stress]
                yield pytest.param(row, kind, shape, id=f"{row.id}-{kind}-{shape.replace(' ', '-')}", marks=marks)


def arrived(scene: Scene, tag: str) -> list[tuple[str, str, str, bytes | None, str | None]]:
    """What nodes got that has to do with a tag."""
    nodes: dict[str, Node] = {"own": scene.own, "peer": scene.peer, "stranger": scene.stranger}
    return [
        (name, seen.method, seen.target, seen.body, seen.node_url)
        for name, node in nodes.items()
        for seen in list(node.seen)
        if tag in seen.target
    ]


def expected(scene: Scene, row: Row, tag: str) -> list[tuple[str, str, str, bytes | None, str | None]]:
    """What the table says that nodes get."""
    puts = [
        (
            name,
            "PUT",
            scene.fill(target, tag),
            None if body is None else scene.fill(body.decode(), tag).encode(),
            None if url is None else scene.fill(url, tag),
        )
        for name, target, body, url in row.puts
    ]
    return [*((name, "GET", scene.fill(target, tag), b"", None) for name, target in row.gets), *puts]


def test_the_table_is_long_enough() -> None:
    """Eighty rows or more, none of them twice."""
    ids = [row.id for row in ROWS]

    assert len(ids) >= 80
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize(("row", "kind", "shape"), list(cases()))
def test_row(scene: Scene, row: Row, kind: str, shape: str) -> None:
    """The answer is the one in the table, nodes get what it says and nothing else, and errors are JSON."""
    tag = f"t{next(TAGS)}t"

    heard = ask(
        scene.ports[kind, shape, row.env],
        row.method,
        scene.fill(row.target, tag),
        body=row.body,
        chunked=row.chunked,
        length=row.length,
        node_url=None if row.node_url is None else scene.fill(row.node_url, tag),
    )

    assert row.status == heard.status, heard.body
    if row.answer is not None:
        assert scene.fill(row.answer.decode(), tag).encode() == heard.body
    assert row.headers == {name: heard.headers.get(name) for name in row.headers}
    wanted_there = sorted(expected(scene, row, tag), key=str)
    deadline = time.monotonic() + PATIENCE
    while wanted_there != sorted(arrived(scene, tag), key=str) and time.monotonic() < deadline:
        time.sleep(0.005)
    assert wanted_there == sorted(arrived(scene, tag), key=str)
    if heard.status >= 400 and row.method != "HEAD":
        told = json.loads(heard.body)
        assert row.status == told["status"]
        assert not [hidden for hidden in (str(scene.root), str(scene.outside), "s3cr3t") if hidden in told["error"]]
