"""What the nodes tell about themselves, and jobs, against what AIS 5.0 was recorded to do."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from aistore_hl._core.smap import ClusterMap
from aistore_hl.local import LocalCluster
from tests.local.http import Answer, ask, follow

_WIRE = Path(__file__).parent.parent / "data/wire/01-health-cluster-daemon.jsonl"


def _recorded(name: str) -> Any:
    with _WIRE.open(encoding="utf-8") as lines:
        return next(record for record in map(json.loads, lines) if record["id"] == name)["response"]["body"]


def _what(cluster: LocalCluster, what: str, *, path: str = "/v1/cluster", origin: str = "") -> Answer:
    return ask(origin or cluster.endpoint, "GET", f"{path}?what={what}")


def _query(cluster: LocalCluster, what: str, body: Any) -> Answer:
    return ask(cluster.endpoint, "GET", f"/v1/cluster?what={what}", body)


def _put(cluster: LocalCluster, action: str, value: Any) -> Answer:
    return ask(cluster.endpoint, "PUT", "/v1/cluster", {"action": action, "value": value})


_UPTIMES = {"Ais-Cluster-Uptime", "Ais-Node-Uptime"}


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "OPTIONS"])
@pytest.mark.parametrize("target", ["/v1/health", "/v1/health/", "//v1/health", "/v1/health?readiness=true"])
def test_health_is_empty(shared: LocalCluster, method: str, target: str) -> None:
    """Whatever the method; a proxy adds uptimes, a target does not."""
    proxy = ask(shared.endpoint, method, target)
    target_answer = ask(shared.targets[0].origin, method, target)

    assert (200, b"", _UPTIMES) == (proxy.status, proxy.content, proxy.names)
    assert (200, b"", set()) == (target_answer.status, target_answer.content, target_answer.names)


@pytest.mark.parametrize("query", ["cii=true", "cii-apr=true"])
def test_cluster_info(shared: LocalCluster, query: str) -> None:
    """Versions of what the nodes have in common, and not with other questions."""
    answer = ask(shared.endpoint, "GET", f"/v1/health?{query}")

    assert _recorded("health-cii").keys() == answer.document.keys()
    assert shared.proxy.id == answer.document["smap"]["Primary"]["id"]
    assert shared.smap["version"] == answer.document["smap"]["version"]
    assert 400 == ask(shared.endpoint, "GET", f"/v1/health?{query}&prr=true").status
    assert 400 == ask(shared.endpoint, "GET", "/v1/health?cii=true&cii-apr=true").status


def test_the_map_is_one_that_our_client_reads(shared: LocalCluster) -> None:
    """The same at every node, as the cluster itself gives it."""
    answers = [_what(shared, "smap"), _what(shared, "smap", path="/v1/daemon", origin=shared.targets[0].origin)]
    read = ClusterMap.from_document(answers[0].document)

    assert answers[0].document == answers[1].document == shared.smap
    assert {target.id: target.origin for target in shared.targets} == {
        name: node.public for name, node in read.targets.items()
    }
    assert (shared.proxy.id, shared.endpoint) == (read.primary, read.proxies[shared.proxy.id].public)


def _same_form(expected: Any, found: Any, at: str = "") -> list[str]:
    """Where two documents differ in keys or in types of values, below keys that both have."""
    if isinstance(expected, dict) and isinstance(found, dict):
        missing = [f"{at}/{key}" for key in expected.keys() ^ found.keys()]
        return missing + [
            each
            for key in expected.keys() & found.keys()
            for each in _same_form(expected[key], found[key], f"{at}/{key}")
        ]
    both_numbers = isinstance(expected, int | float) and isinstance(found, int | float)
    return [] if both_numbers or type(expected) is type(found) else [f"{at}: {type(found).__name__}"]


@pytest.mark.parametrize(
    ("what", "path", "record", "absent"),
    [
        ("snode", "/v1/cluster", "cluster-snode", {"/verifying_key"}),
        ("cluster_config", "/v1/cluster", "cluster-cluster_config", set()),
        ("backends", "/v1/cluster", "cluster-backends", set()),
        ("remote", "/v1/cluster", "cluster-remote", set()),
        ("sysinfo", "/v1/daemon", "daemon-p-sysinfo", set()),
        ("config", "/v1/daemon", "daemon-p-config", set()),
        ("snode", "/v1/daemon", "daemon-p-snode", {"/verifying_key"}),
    ],
)
def test_documents_have_the_recorded_form(
    shared: LocalCluster, what: str, path: str, record: str, absent: set[str]
) -> None:
    """The same keys with the same types, except for keys of signatures, which there are none of."""
    answer = _what(shared, what, path=path)

    assert 200 == answer.status
    assert absent == set(_same_form(_recorded(record), answer.document))


def test_what_every_target_tells(shared: LocalCluster) -> None:
    """Statistics, machine and mountpaths, by id; addresses on three networks."""
    ids = {target.id for target in shared.targets}
    stats = _what(shared, "node_stats").document

    assert {"snode", "tracker", "capacity"} == set(stats["proxy"])
    assert ids == set(stats["target"])
    assert ({}, ids) == (_what(shared, "sysinfo").document["proxy"], set(_what(shared, "sysinfo").document["target"]))
    mountpaths = _what(shared, "mountpaths").document["targets"]
    assert ids == set(mountpaths)
    assert all(2 == len(each["available"]) for each in mountpaths.values())
    assert 9 == len(_what(shared, "target_ips").content.split(b","))


def test_statistics_count(shared: LocalCluster, bucket: str) -> None:
    """What was put, under AIS's name for it."""

    def puts() -> int:
        nodes = _what(shared, "node_stats").document["target"].values()
        return sum(node["tracker"].get("put.n", 0) for node in nodes)

    before = puts()
    for number in range(5):
        follow(shared.endpoint, "PUT", f"/v1/objects/{bucket}/o{number}", b"x")

    assert before + 5 == puts()


def test_bucket_metadata(shared: LocalCluster, bucket: str) -> None:
    """By provider and namespace, with all properties."""
    document = _what(shared, "bmd").document

    assert {"providers", "uuid", "version"} == set(document)
    assert "xxhash2" == document["providers"]["ais"]["@#"][bucket]["checksum"]["type"]


@pytest.mark.parametrize("what", ["smap", "bmd", "snode", "config", "node_stats", "sysinfo", "software_version"])
def test_daemons_answer_for_themselves(shared: LocalCluster, what: str) -> None:
    """Proxy and targets alike."""
    for node in (shared.proxy, *shared.targets):
        assert 200 == _what(shared, what, path="/v1/daemon", origin=node.origin).status


@pytest.mark.parametrize(
    ("path", "what", "at_proxy", "at_target"),
    [
        ("/v1/daemon", "", 400, 400),
        ("/v1/daemon", "status", 400, 400),
        ("/v1/daemon", "mountpaths", 400, 200),
        ("/v1/daemon", "remote", 400, 200),
        ("/v1/daemon", "disk", 400, 501),
        ("/v1/daemon", "tls_certificate", 404, 404),
        ("/v1/cluster", "", 400, 400),
        ("/v1/cluster", "config", 400, 400),
        ("/v1/cluster", "nosuch", 400, 400),
        ("/v1/cluster", "smap", 200, 400),
    ],
)
def test_what_nodes_do_not_tell(shared: LocalCluster, path: str, what: str, at_proxy: int, at_target: int) -> None:
    """400 for what AIS has under no such name there."""
    origins = (shared.endpoint, shared.targets[0].origin)

    assert [at_proxy, at_target] == [_what(shared, what, path=path, origin=origin).status for origin in origins]


def test_nodes_can_be_asked_through_the_proxy(shared: LocalCluster) -> None:
    """By their id, about themselves; other paths are refused."""

    def asked(name: str, path: str = "daemon?what=snode") -> Answer:
        return ask(shared.endpoint, "GET", f"/v1/reverse/{path}", fields=[("Ais-Node-Id", name)] if name else [])

    for node in (shared.proxy, *shared.targets):
        assert node.id == asked(node.id).document["daemon_id"]
    assert 2 == len(asked(shared.targets[0].id, "daemon?what=mountpaths").document["available"])
    refused = [asked(""), asked("nobody"), asked(shared.targets[0].id, "objects/x/y")]
    assert [(400, ""), (404, "errNodeNotFound"), (400, "")] == [(each.status, each.tcode) for each in refused]


@pytest.mark.parametrize(("kind", "known"), [("lru", "lru"), ("lru-eviction", "lru"), ("cleanup", "cleanup-store")])
def test_a_job_runs_and_can_be_asked_about(local: LocalCluster, kind: str, known: str) -> None:
    """Its id as plain text, then its state by id and kind, and a snapshot of every target."""
    started = _put(local, "start", {"kind": kind})
    job = started.content.decode()
    status = _query(local, "status", {"id": job})
    snapshots = _query(local, "qryxstats", {"ID": job, "kind": "", "bck": {}, "show_active": None}).document

    assert (200, "text/plain; charset=utf-8") == (started.status, started.header("Content-Type"))
    expected = {"kind": known, "uuid": job, "err": "", "end_time": status.document["end_time"], "aborted": False}
    assert ("text/plain; charset=utf-8", expected) == (status.header("Content-Type"), status.document)
    assert status.document["end_time"] > 0
    assert status.content == _query(local, "status", {"kind": kind}).content
    assert [expected] == _query(local, "status_all", {"kind": kind}).document
    assert {target.id for target in local.targets} == set(snapshots)
    snapshot = snapshots[local.targets[0].id][0]
    assert (job, known, True, False) == (snapshot["id"], snapshot["kind"], snapshot["is_idle"], snapshot["aborted"])
    assert {"loc-objs", "loc-bytes", "out-objs", "out-bytes", "in-objs", "in-bytes"} == set(snapshot["stats"])


def test_a_job_may_name_a_bucket(shared: LocalCluster, bucket: str) -> None:
    """One that exists; it is found by it then, but for a clean-up, as on AIS 5.0."""

    def start(kind: str, name: str) -> Answer:
        return _put(shared, "start", {"Kind": kind, "Bck": {"name": name, "provider": "ais"}})

    def found(kind: str, name: str) -> Answer:
        return _query(shared, "status", {"kind": kind, "bck": {"name": name, "provider": "ais"}})

    job = start("load-lom-cache", bucket).content.decode()
    start("cleanup", bucket)
    missing, unknown = start("cleanup", "no-such-bucket"), found("cleanup", "no-such-bucket")

    assert job == found("load-lom-cache", bucket).document["uuid"]
    assert (404, "ErrNotFound") == (found("cleanup", bucket).status, found("cleanup", bucket).tcode)
    assert [(404, "ErrBckNotFound")] * 2 == [(each.status, each.tcode) for each in (missing, unknown)]


@pytest.mark.parametrize(
    ("value", "status"),
    [
        ({"Kind": ""}, 400),
        ({"Kind": "nosuch"}, 400),
        (None, 400),
        ("lru", 400),
        ({"kind": "lru", "nosuch": 1}, 400),
        ({"kind": "copy-bck"}, 501),
        ({"kind": "resilver"}, 501),
    ],
    ids=str,
)
def test_jobs_that_do_not_start(shared: LocalCluster, value: Any, status: int) -> None:
    """400 for what AIS does not know, 501 for what we do not run."""
    assert status == _put(shared, "start", value).status


@pytest.mark.parametrize(
    ("value", "status"),
    [
        ({"ID": "NoSuchJob"}, 200),
        ({"Kind": "lru"}, 200),
        ({"ID": "x"}, 400),
        ({"Kind": "nosuch"}, 400),
        ({}, 400),
        (None, 400),
    ],
    ids=str,
)
def test_stopping(shared: LocalCluster, value: Any, status: int) -> None:
    """That there is nothing to stop is no error."""
    assert status == _put(shared, "stop", value).status


@pytest.mark.parametrize(
    ("what", "body", "status", "tcode"),
    [
        ("status", {"id": "NoSuchJob"}, 404, "ErrNotFound"),
        ("status", {"id": "x"}, 404, "ErrNotFound"),
        ("status", {"kind": "list"}, 404, "ErrNotFound"),
        ("status", {"kind": "nosuch"}, 400, ""),
        ("status", {}, 400, ""),
        ("status", None, 400, ""),
        ("qryxstats", {"id": "NoSuchJob"}, 404, ""),
        ("qryxstats", {"id": "x"}, 400, ""),
        ("qryxstats", {"id": 1}, 400, ""),
        ("qryxstats", None, 400, ""),
    ],
)
def test_jobs_that_nobody_knows(shared: LocalCluster, what: str, body: Any, status: int, tcode: str) -> None:
    """As AIS answers, query by query."""
    answer = _query(shared, what, body)

    assert (status, tcode) == (answer.status, answer.tcode)


def test_an_unknown_kind_selects_every_snapshot(local: LocalCluster) -> None:
    """And a kind that never ran, or that runs no more, none; states of an unknown kind are null."""
    _put(local, "start", {"kind": "lru"})
    everything = _query(local, "qryxstats", {"kind": "nosuch", "nosuch": 1}).document

    assert all(1 == len(found) for found in everything.values())
    assert everything == _query(local, "qryxstats", {}).document
    assert not any(_query(local, "qryxstats", {"kind": "ec-encode"}).document.values())
    assert not any(_query(local, "qryxstats", {"show_active": True}).document.values())
    assert _query(local, "status_all", {"kind": "nosuch"}).document is None
    assert [] == _query(local, "running_all", {"kind": "lru"}).document


def test_a_kind_that_does_not_fit_the_id(local: LocalCluster) -> None:
    """400."""
    job = _put(local, "start", {"kind": "lru"}).content.decode()

    assert 400 == _query(local, "status", {"id": job, "kind": "cleanup"}).status
    assert 404 == _query(local, "qryxstats", {"id": job, "show_active": True}).status


def test_null_in_the_arguments_of_a_job_is_not_given(shared: LocalCluster, bucket: str) -> None:
    """At any depth, as to Go's decoder: NVIDIA's client sends a namespace of null."""
    value = {"Kind": "lru", "DaemonID": None, "Bck": {"name": bucket, "provider": "ais", "namespace": None}}
    answer = ask(shared.endpoint, "PUT", "/v1/cluster", {"action": "start", "value": value})

    assert 200 == answer.status
