"""Every recorded exchange, sent again: what the local cluster answers otherwise is listed, with a reason.

Compared are status, `tcode`, names of header fields, texts, contents, pages of listings, and keys of other documents.
"""

from __future__ import annotations

from typing import Final

import pytest

from aistore_hl.local import LocalCluster
from tests.local.replay import CLUSTERS, Replay, records

_CRASH: Final = "AIS crashes: here it is answered"
_BACKEND: Final = "buckets of backends that are not built in are not kept as metadata either"
_AFTER: Final = "what it asks about was made by an operation that is not built"
_RIGHT: Final = "here it is done right"
_MOUNTPATHS: Final = "depends on the names of mountpaths"

# What is answered with 501 and its name needs no reason: it is only counted.
_DIFFERENT: Final[dict[str, dict[str, str]]] = {
    "01-health-cluster-daemon": {
        "daemon-p-browser": "browsers get the same answer as others",
        "metrics-target": "not built, and unlike the proxy's not by name",
    },
    "02-buckets": {
        **dict.fromkeys(("skiplookup-head", "skiplookup-get", "skiplookup-put", "skiplookup-list"), _BACKEND),
        **dict.fromkeys(("skiplookup-list-cached", "skiplookup-listbck", "skiplookup-evict"), _BACKEND),
        **dict.fromkeys(("skiplookup-evict-again", "head-presence-missing"), _BACKEND),
        **dict.fromkeys(("head-target", "head-target-provider"), _CRASH),
        **dict.fromkeys(("create-props-head", "ratelimited", "rename-list", "rename-old", "copy-list"), _AFTER),
        **dict.fromkeys(("copy-prefix-list", "copy-dry-snap", "copy-ext-list"), _AFTER),
        "list-target-nobody": "a target lists buckets without being told to, as a proxy does",
    },
    "03-list-objects": {
        **dict.fromkeys(("prefix-isdir", "norecurs-noslash"), _MOUNTPATHS),
        "nullvalue-name": "AIS's proxy crashes a handler of its target; the status is the same",
    },
    "04-objects": {
        **dict.fromkeys(("put-cksum-unk", "range-09", "head2-latest"), _CRASH),
        **dict.fromkeys(("append-get", "append-existing-get", "promote-file-get", "promote-dir-list"), _AFTER),
        "put-name-15": "NUL in a name is refused before the target fails at it",
        "put-name-18": "a long name needs no short one beside it in memory",
        "put-expect-small": "recorded as raw bytes: see test_uploads",
        "put-expect-large": "recorded as raw bytes: see test_uploads",
        "put-expect-target": "recorded as raw bytes: see test_uploads",
        "get-dirname": _RIGHT,
        "lock-leaked": "AIS had leaked a lock",
    },
    "04b-direct-target": {"stray-list": "an object at the wrong target is listed"},
    "06-jobs": {
        **dict.fromkeys(("status-rebalance", "snaps-rebalance", "status-running", "snaps-running"), _AFTER),
        **dict.fromkeys(("status-finished", "snaps-finished", "snaps-unkfield", "status-kind", "status-bck"), _AFTER),
        **dict.fromkeys(("status-aborted", "snaps-aborted"), _AFTER),
    },
}
_NOT_BUILT: Final = {
    "01-health-cluster-daemon": 19,
    "02-buckets": 67,
    "03-list-objects": 7,
    "04-objects": 21,
    "04b-direct-target": 0,
    "06-jobs": 12,
}


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

            assert otherwise.keys() == _DIFFERENT[group].keys(), otherwise
            assert _NOT_BUILT[group] == len(not_built), sorted(not_built)


def test_most_are_answered_alike() -> None:
    """608 of 785."""
    recorded = sum(1 for group in CLUSTERS for _ in records(group))
    different = sum(map(len, _DIFFERENT.values())) + sum(_NOT_BUILT.values())

    assert (785, 608) == (recorded, recorded - different)
