"""Every recorded exchange, sent again in its order, each file on a fresh cluster with the recorded ids of its nodes.

What "alike" means stands in tests/local/likeness.py. With `quirks="ais"` the manifest says of every record what it is;
without, what is answered otherwise is listed with a reason, and that list is in docs/reference/local.md.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest
from attrs import fields

from aistore_hl.local.quirks import Quirks
from openapi.codegen import differences
from tests.local.clusters import CLUSTERS, RUNS
from tests.local.manifest import counts, load
from tests.local.replay import records, replayed
from tests.spec.manifest import load as spec_manifest

_KNOWN: Final = differences.read(Path(__file__).parents[2])
assert _KNOWN is not None, f"{differences.PLACE} is missing"


def first(groups: tuple[str, ...]) -> str:
    """The name of a run."""
    return groups[0]


@pytest.mark.parametrize("groups", RUNS, ids=first)
def test_recordings_are_replayed_as_the_manifest_says(groups: tuple[str, ...]) -> None:
    """With AIS's faults: what is replayed is alike, and nothing else is."""
    with replayed(groups, quirks="ais") as replay:
        for group in groups:
            found = {name: what for name, (_, what) in replay.run(group).items() if what}
            expected = {name for name, entry in load()[group].items() if entry.kind != "replayed"}

            assert expected == found.keys(), {name: found.get(name) for name in expected ^ found.keys()}


@pytest.mark.parametrize("groups", RUNS, ids=first)
def test_recorded_exchanges(groups: tuple[str, ...]) -> None:
    """Without AIS's faults: as it answered, but for what is listed and what is not built."""
    with replayed(groups) as replay:
        for group in groups:
            found = {name: (status, what) for name, (status, what) in replay.run(group).items() if what}
            otherwise = {name: what for name, (status, what) in found.items() if status != 501}

            assert otherwise.keys() == _KNOWN.by_record()[group], otherwise
            assert _KNOWN.not_built[group] == len(found) - len(otherwise)


def test_at_least_500_are_replayed() -> None:
    """Of 1,342."""
    assert 1342 == counts().total()
    assert 500 <= counts()["replayed"]


def test_the_list_counts_what_the_manifest_counts() -> None:
    """With quirks; without them fewer are alike."""
    assert counts()["replayed"] == _KNOWN.alike(with_quirks=True) > _KNOWN.alike()
    assert counts().total() == _KNOWN.recorded


@pytest.mark.parametrize("group", CLUSTERS)
def test_the_manifest_has_every_record_once(group: str) -> None:
    """In the order in which they were recorded."""
    assert [record["id"] for record in records(group)] == list(load()[group])


def test_what_is_not_replayed_has_a_reason() -> None:
    """And only that has one."""
    entries = [entry for by_name in load().values() for entry in by_name.values()]

    assert [] == [entry for entry in entries if bool(entry.reason) is (entry.kind == "replayed")]


def test_what_the_specification_has_is_not_outside() -> None:
    """Outside is what neither has, what is no HTTP message, and networks that the local cluster has not."""
    outside = {
        (group, name)
        for group, by_name in load().items()
        for name, entry in by_name.items()
        if entry.kind == "outside" and spec_manifest()[group][name].kind != "outside"
    }

    assert {
        ("01-health-cluster-daemon", "ctrlnet-daemon"),
        ("01-health-cluster-daemon", "ctrlnet-health"),
        ("01-health-cluster-daemon", "datanet-daemon"),
    } >= outside - {(group, name) for group, name in outside if name.startswith("put-expect-")}


def test_no_recorded_exchange_has_two_reasons() -> None:
    """Each stands once in the list, so that its counts add up."""
    listed = (_KNOWN.not_compared, *(row.records for row in _KNOWN.rows))
    names = [(group, name) for groups in listed for group, names in groups.items() for name in names]

    assert len(names) == len(set(names))


def test_every_quirk_has_its_row() -> None:
    """In the list of differences, and no row has one that is not there."""
    assert {field.name for field in fields(Quirks)} == {row.quirk for row in _KNOWN.rows if row.quirk}
