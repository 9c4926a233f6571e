"""Every recorded exchange, sent again: what the local cluster answers otherwise is listed, with a reason.

Compared are status, `tcode`, names of header fields, texts, contents, pages of listings, and keys of other documents.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest

from aistore_hl.local import LocalCluster
from openapi.codegen import differences
from tests.local.replay import CLUSTERS, Replay, records

_KNOWN: Final = differences.read(Path(__file__).parents[2])
assert _KNOWN is not None, f"{differences.PLACE} is missing"


@pytest.mark.parametrize(
    "groups",
    [
        ("01-health-cluster-daemon",),
        ("02-buckets",),
        ("03-list-objects",),
        ("04-objects", "04b-direct-target"),
        ("06-jobs",),
    ],
    ids=lambda groups: groups[0],
)
def test_recorded_exchanges(groups: tuple[str, ...]) -> None:
    """As AIS answered, but for what is listed here and what is not built."""
    proxy, targets = CLUSTERS[groups[0]]
    with LocalCluster(node_ids=targets, proxy_id=proxy) as cluster:
        for group in groups:
            found = Replay(cluster, group).run()
            not_built = {name for name, (status, _) in found.items() if status == 501}
            otherwise = {name: what for name, (status, what) in found.items() if status != 501}

            assert otherwise.keys() == _KNOWN.by_record[group], otherwise
            assert _KNOWN.not_built[group] == len(not_built), sorted(not_built)


def test_most_are_answered_alike() -> None:
    """611 of 785."""
    recorded = sum(1 for group in CLUSTERS for _ in records(group))

    assert (785, 611) == (recorded, _KNOWN.alike)
    assert recorded == _KNOWN.recorded


def test_no_recorded_exchange_has_two_reasons() -> None:
    """Each stands once in the list, so that its counts add up."""
    listed = (_KNOWN.not_compared, *(row.records for row in _KNOWN.rows))
    names = [(group, name) for groups in listed for group, names in groups.items() for name in names]

    assert len(names) == len(set(names))
