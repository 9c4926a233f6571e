"""`aisx nodes`: what becomes of the targets of a local cluster."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from aistore_hl.cli.command import run
from aistore_hl.local import LocalCluster
from tests.local.http import until


@pytest.fixture
def cluster(monkeypatch: pytest.MonkeyPatch) -> Iterator[LocalCluster]:
    """A cluster that the environment names."""
    with LocalCluster(2) as cluster:
        for name, value in cluster.control.environment.items():
            monkeypatch.setenv(name, value)
        yield cluster


def states(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, str]:
    """By node, what a command shows of it."""
    capsys.readouterr()
    assert 0 == run(["nodes", *arguments])
    rows = [line.split() for line in capsys.readouterr().out.splitlines()]
    return {row[0]: row[2] for row in rows}


def test_lists_the_nodes(cluster: LocalCluster, capsys: pytest.CaptureFixture[str]) -> None:
    """The proxy and the targets, as a table or as JSON."""
    assert 0 == run(["nodes", "list", "--json"])
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    assert dict.fromkeys((cluster.proxy.id, *(each.id for each in cluster.targets)), "up") == states(capsys, "list")
    assert [("proxy", True), ("target", True), ("target", True)] == [(each["side"], each["is_up"]) for each in told]


def test_targets_come_and_go(cluster: LocalCluster, capsys: pytest.CaptureFixture[str]) -> None:
    """Each command shows what the target is then."""
    (added,) = states(capsys, "add")
    seen = [
        states(capsys, command, added)[added]
        for command in ("maintain", "restore", "kill", "start", "stop", "start", "decommission")
    ]
    until(lambda: added not in states(capsys, "list"))

    assert ["maintenance", "up", "down", "up", "away", "up", "maintenance"] == seen


@pytest.mark.parametrize("command", ["kill", "stop", "start", "decommission", "maintain", "restore"])
def test_who_is_no_target_is_told(cluster: LocalCluster, capsys: pytest.CaptureFixture[str], command: str) -> None:
    """In one line, with a code."""
    assert 1 == run(["nodes", command, "nobody"])
    assert "there is no target 'nobody'" in capsys.readouterr().err


def test_the_last_target_stays(cluster: LocalCluster, capsys: pytest.CaptureFixture[str]) -> None:
    """Its objects would have nowhere to go."""
    first, second = (each.id for each in cluster.targets)
    run(["nodes", "decommission", first])
    until(lambda: first not in states(capsys, "list"))

    assert 1 == run(["nodes", "decommission", second])
    assert "last target" in capsys.readouterr().err
