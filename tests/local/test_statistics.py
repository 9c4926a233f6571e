"""What nodes tell about what they have done and where they run."""

from __future__ import annotations

import pytest

from aistore_hl.local import LocalCluster
from tests.local.http import ask


def test_a_node_tells_its_status_through_the_proxy(shared: LocalCluster) -> None:
    """Who it is, and the version of the map that it has."""
    node = shared.targets[1]
    status = ask(
        shared.endpoint, "GET", "/v1/reverse/daemon?what=node_status", fields=[("Ais-Node-Id", node.id)]
    ).document

    assert node.id == status["snode"]["daemon_id"]
    assert shared.smap["version"] == status["smap_version"] == status["cluster"]["smap"]["version"]


@pytest.mark.parametrize("what", ["node_stats", "node_status"])
def test_a_status_is_not_packed(shared: LocalCluster, what: str) -> None:
    """501: AIS would answer in msgpack."""
    answer = ask(shared.endpoint, "GET", f"/v1/daemon?what={what}", fields=[("Accept", "application/msgpack")])

    assert (501, "ErrNotImpl") == (answer.status, answer.tcode)
    assert f"get_daemon_{what}_msgpack" in answer.document["message"]
