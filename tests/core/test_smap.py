"""The cluster map and placement, against what real proxies did."""

from __future__ import annotations

import json
import pickle
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aistore_hl._core.errors import NoTargets, ProtocolError
from aistore_hl._core.smap import ClusterMap, Node, NodeFlag, _mix, digest, owner, owners

DATA = Path(__file__).parent.parent / "data"
PLACEMENT = json.loads((DATA / "placement.json").read_text(encoding="utf-8"))


def recorded(name: str) -> dict[str, Any]:
    """The answer's body of one recorded exchange."""
    with (DATA / "wire/01-health-cluster-daemon.jsonl").open(encoding="utf-8") as lines:
        return next(record for record in map(json.loads, lines) if record["id"] == name)["response"]["body"]


def test_placement_is_as_recorded() -> None:
    """600 of 600: every object is where AIS put it, in each namespace, provider and state of the cluster."""
    right = 0
    for case in PLACEMENT["cases"]:
        targets = {
            name: int(node["id_digest"])
            for name, node in case["targets"].items()
            if Node("", "target", "", flags=node["flags"]).is_active
        }
        right += sum(target == owner(uname, targets) for uname, _, _, target in case["vectors"])

    assert 600 == right


def test_digests_and_weights_are_as_recorded() -> None:
    """Also the numbers on the way, so that a failure shows where it began."""
    for case in PLACEMENT["cases"]:
        for name, node in case["targets"].items():
            assert int(node["id_digest"]) == digest(name)
        for uname, named, weight, target in case["vectors"]:
            assert int(named) == digest(uname)
            assert int(weight) == _mix(digest(uname) ^ digest(target))
    for plain, mixed in PLACEMENT["mix"]:
        assert int(mixed) == _mix(int(plain))


def test_no_target_is_an_error() -> None:
    """The one that AIS answers with."""
    with pytest.raises(NoTargets) as caught:
        owner("ais/@#/b/o", {})

    assert (400, "ErrNoNodes") == (caught.value.status, caught.value.tcode)


def test_names_that_are_not_utf8_have_an_owner() -> None:
    """They are hashed as the bytes that they are."""
    assert digest("a\udcff") != digest("a\ufffd")


def test_recorded_map() -> None:
    """One proxy and three targets, with every address that a redirect may name."""
    smap = ClusterMap.from_document(recorded("cluster-smap"))

    assert (12, "nwPp51080", 1, 3) == (smap.version, smap.primary, len(smap.proxies), len(smap.targets))
    assert 4 * 3 == len(smap.origins)
    assert "http://127.0.0.1:51083" == smap.targets["ZsRt51083"].public
    assert "http://127.0.0.1:53083" in smap.origins
    assert NodeFlag.IC_MEMBER == smap.nodes["nwPp51080"].flags
    assert set(smap.targets) == set(smap.placement)
    assert "eUjt51082" == smap.owner("ais/@#/b/o").id
    assert smap == pickle.loads(pickle.dumps(smap))
    assert repr(smap) == f"ClusterMap(uuid={smap.uuid!r}, version=12, primary='nwPp51080', proxies=1, targets=3)"


def small(**changes: Any) -> dict[str, Any]:
    """A map of two targets, one of them in maintenance."""
    target = {
        "daemon_id": "t1",
        "daemon_type": "target",
        "public_net": {"direct_url": "http://10.0.0.1:8080"},
        "intra_data_net": None,
        "pub_extra": [{"direct_url": "http://10.0.1.1:8080"}, {"direct_url": ""}],
    }
    leaving = target | {"daemon_id": "t2", "flags": 4, "pub_extra": None}
    return {"version": "7", "tmap": {"t1": target, "t2": leaving}, "pmap": None, "proxy_si": None} | changes


def test_sparse_map() -> None:
    """What is missing is empty, digests are computed, and a target in maintenance owns nothing."""
    smap = ClusterMap.from_document(small())

    assert ("", "", {}) == (smap.uuid, smap.primary, smap.proxies)
    assert {"t1": digest("t1")} == smap.placement
    assert {"http://10.0.0.1:8080", "http://10.0.1.1:8080"} == smap.targets["t1"].origins == smap.origins
    assert "targets=2 (1 leaving)" in repr(smap)


@pytest.mark.parametrize("flags", [4, 8, 20])
def test_leaving_targets_are_not_active(flags: int) -> None:
    """Maintenance and decommission; the other flags change nothing."""
    assert not Node("t", "target", "", flags=NodeFlag(flags)).is_active
    assert Node("t", "target", "", flags=NodeFlag(3)).is_active


MALFORMED: dict[str, Any] = {
    "no version": {"version": None},
    "version of letters": {"version": "x"},
    "version beyond": {"version": float("inf")},
    "list of targets": {"tmap": ["t1"]},
    "primary text": {"proxy_si": "p"},
    "node text": {"tmap": {"t1": "x"}},
    "node without id": {"tmap": {"t1": {"daemon_type": "target"}}},
    "node of a number": {"tmap": {"t1": {"daemon_id": 1, "daemon_type": "target"}}},
    "node of no type": {"tmap": {"t1": {"daemon_id": "t1"}}},
    "node of another type": {"tmap": {"t1": {"daemon_id": "t1", "daemon_type": "x"}}},
    "flags of letters": {"tmap": {"t1": {"daemon_id": "t1", "daemon_type": "target", "flags": "x"}}},
    "address of another scheme": {
        "tmap": {"t1": {"daemon_id": "t1", "daemon_type": "target", "public_net": {"direct_url": "file:///etc"}}}
    },
    "address of a bad port": {
        "tmap": {"t1": {"daemon_id": "t1", "daemon_type": "target", "public_net": {"direct_url": "http://h:x"}}}
    },
}


@pytest.mark.parametrize("changes", MALFORMED.values(), ids=MALFORMED)
def test_malformed_map_is_refused(changes: dict[str, Any]) -> None:
    """A map that makes no sense is no map: nothing is routed by it."""
    with pytest.raises(ProtocolError):
        ClusterMap.from_document(small(**changes))


@given(
    unames=st.lists(st.text(alphabet=st.characters(exclude_categories=["Cs"])), max_size=20),
    ids=st.lists(st.text(min_size=1, max_size=8), min_size=1, max_size=9, unique=True),
)
def test_many_owners_at_a_time_are_those_of_each(unames: list[str], ids: list[str]) -> None:
    """All in one integer, and each as by itself."""
    targets = {name: digest(name) for name in ids}

    assert [owner(uname, targets) for uname in unames] == owners(unames, targets)


def test_where_there_is_no_target_nobody_owns_anything() -> None:
    """Many at a time as one by one."""
    with pytest.raises(NoTargets):
        owners(["ais/@#/b/o"], {})


def test_gateways_begin_with_the_primary() -> None:
    """Then the others, by id; who has no address is none."""
    proxies = {
        name: {
            "daemon_id": name,
            "daemon_type": "proxy",
            "public_net": {"direct_url": f"http://{name}:51080" if name != "p4" else ""},
        }
        for name in ("p3", "p1", "p4", "p2")
    }
    smap = ClusterMap.from_document(small(pmap=proxies, proxy_si={"daemon_id": "p2"}))

    assert ("http://p2:51080", "http://p1:51080", "http://p3:51080") == smap.gateways


def test_owners_are_nodes_of_the_map() -> None:
    """Of many names those of each."""
    targets = {name: {"daemon_id": name, "daemon_type": "target"} for name in ("t1", "t2", "t3")}
    found = ClusterMap.from_document(small(tmap=targets))
    unames = [f"ais/@#/b/{number}" for number in range(20)]

    assert [found.owner(uname) for uname in unames] == found.owners(unames)
    assert {*targets} == {node.id for node in found.owners(unames)}
