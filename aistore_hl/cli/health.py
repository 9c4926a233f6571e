"""`aisx health`: the nodes, and whether each of them answers from here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

import click
from attrs import frozen

from aistore_hl import errors

from . import options
from .output import Output, warn

if TYPE_CHECKING:
    from aistore_hl.types import ClusterMap, Node

_WAIT: Final = 3.0
"""Seconds for each question to a node: longer means that something is wrong with it."""

_AT_ONCE: Final = 16


@frozen
class _Answer:
    """One node, and what it said."""

    node: Node
    state: str
    version: str = "-"
    uptime: float | None = None
    """Seconds."""


@click.command()
@options.JSON
@options.ENDPOINT
def health(as_json: bool, endpoint: str | None) -> int:
    """Show the nodes of the cluster: whether each answers from here, its version and how long it has been up.

    It fails if one does not answer, or if the cluster has not started.
    """
    output = Output(as_json=as_json)
    with options.connect(endpoint) as client:
        found = client.cluster().get_info()
        is_ready = client.cluster().is_ready(timeout=_WAIT)
        where = client.endpoint
    answers = _ask_all(found)
    if as_json:
        output.document(_document(where, found, answers, is_ready=is_ready))
    else:
        rows = [_row(each, found.primary) for each in answers]
        output.table(("node", "type", "address", "state", "version", "uptime"), rows, right=("uptime",))
    silent = [each.node.id for each in answers if each.state == _SILENT]
    if silent or not is_ready:
        problem = f"no answer from {', '.join(silent)}" if silent else "the cluster has not started yet"
        warn(problem)
        return 3
    return 0


_SILENT: Final = "no answer"


def _ask_all(found: ClusterMap) -> list[_Answer]:
    """Each node, several at a time, in the order of the map: proxies first."""
    from concurrent.futures import ThreadPoolExecutor

    nodes = [*found.proxies.values(), *found.targets.values()]
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        return list(pool.map(_ask, nodes))


def _ask(node: Node) -> _Answer:
    from aistore_api.api.daemon import get_daemon_node_stats, get_daemon_software_version
    from aistore_api.api.health import get_health

    from aistore_hl import Client, RetryPolicy

    # Without the token: that belongs to the endpoint.
    with Client(node.public, token="", retry=RetryPolicy(attempts=1), timeout=_WAIT) as client:
        try:
            client.raw.send(get_health.call())
        except (errors.AisError, OSError):
            return _Answer(node, _SILENT)
        state = "up" if node.is_active else "leaving"
        try:
            version = client.raw.send(get_daemon_software_version.call())
            tracker = client.raw.send(get_daemon_node_stats.call()).to_dict().get("tracker") or {}
        except errors.AisError:  # where only those with a token may ask
            return _Answer(node, state)
    # AIS writes major.minor.build; a build without a number leaves the dot.
    return _Answer(node, state, version.rstrip("."), tracker.get("up.ns.time", 0) / 1e9)


def _row(each: _Answer, primary: str) -> Sequence[str]:
    node = each.node
    kind = f"{node.type}, primary" if node.id == primary else node.type
    return node.id, kind, node.public, each.state, each.version, _in_words(each.uptime)


def _document(where: str, found: ClusterMap, answers: Sequence[_Answer], *, is_ready: bool) -> dict[str, Any]:
    nodes = [
        {
            "id": each.node.id,
            "type": each.node.type,
            "address": each.node.public,
            "state": each.state,
            "version": each.version,
            "uptime": each.uptime,
        }
        for each in answers
    ]
    return {
        "endpoint": where,
        "is_ready": is_ready,
        "uuid": found.uuid,
        "map_version": found.version,
        "primary": found.primary,
        "nodes": nodes,
    }


def _in_words(seconds: float | None) -> str:
    if seconds is None:
        return "-"
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    return f"{days}d {hours:02}:{minutes:02}:{rest:02}" if days else f"{hours:02}:{minutes:02}:{rest:02}"
