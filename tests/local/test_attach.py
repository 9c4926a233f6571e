"""Another cluster attached to a local one: its buckets by alias and by uuid, and what is left when it is away."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from attrs import frozen

from aistore_hl._core.smap import digest, owner
from aistore_hl.local import LocalCluster
from tests.local.http import Answer, ask, follow, until


@frozen
class Pair:
    """A cluster that is attached to another one as `far`, and a bucket `b` there with one object `o`."""

    near: LocalCluster
    far: LocalCluster

    def bucket(self, method: str, body: Any = None, query: str = "namespace=@far", name: str = "b") -> Answer:
        """A request about a bucket."""
        return ask(self.near.endpoint, method, f"/v1/buckets/{name}?{query}", body)

    def object(self, method: str, name: str = "o", body: Any = None, query: str = "namespace=@far") -> Answer:
        """A request about an object, followed to its target."""
        return follow(self.near.endpoint, method, f"/v1/objects/b/{name}?{query}", body)

    def there(self, method: str, name: str = "o", body: Any = None) -> Answer:
        """The same, sent to the other cluster."""
        return follow(self.far.endpoint, method, f"/v1/objects/b/{name}", body)


@pytest.fixture
def pair() -> Iterator[Pair]:
    """Two clusters, of which the second is attached to the first."""
    with LocalCluster() as near, LocalCluster(2) as far:
        ask(far.endpoint, "POST", "/v1/buckets/b", {"action": "create-bck"})
        follow(far.endpoint, "PUT", "/v1/objects/b/o", b"far away", [("Ais-Custom-Md", "k=v")])
        near.attach("far", far.endpoint)
        yield Pair(near, far)


def test_an_attached_cluster_is_told(pair: Pair) -> None:
    """With its alias, address, uuid and map; a target says the same."""
    told = ask(pair.near.endpoint, "GET", "/v1/cluster?what=remote").document["a"]
    target = ask(pair.near.targets[0].origin, "GET", "/v1/daemon?what=remote").document["a"]

    assert [("far", pair.far.endpoint, pair.far.smap["uuid"])] == [(e["alias"], e["url"], e["uuid"]) for e in told]
    assert pair.far.smap["tmap"].keys() == told[0]["smap"]["tmap"].keys()
    assert told == target


@pytest.mark.parametrize("by", ["@far", "@{uuid}", "far", "@far%23"])
def test_a_bucket_is_named_by_alias_and_by_uuid(pair: Pair, by: str) -> None:
    """The redirect names the uuid in any case."""
    query = "namespace=" + by.format(uuid=pair.far.smap["uuid"])
    first = ask(pair.near.endpoint, "GET", f"/v1/objects/b/o?{query}")

    assert b"far away" == pair.object("GET", query=query).content
    assert "%40" + pair.far.smap["uuid"] in first.location or by.format(uuid=pair.far.smap["uuid"]) in first.location


def test_a_namespace_of_the_other_cluster(pair: Pair) -> None:
    """`@alias#ns` is its namespace `ns`."""
    ask(pair.far.endpoint, "POST", "/v1/buckets/b?namespace=%23ns", {"action": "create-bck"})
    put = pair.object("PUT", body=b"in ns", query="namespace=@far%23ns")

    assert 200 == put.status
    assert b"in ns" == follow(pair.far.endpoint, "GET", "/v1/objects/b/o?namespace=%23ns").content
    assert b"far away" == pair.object("GET").content


def test_a_copy_has_the_version_checksum_and_metadata(pair: Pair) -> None:
    """And says where it is from."""
    here, there = pair.object("GET"), pair.there("GET")

    names = ("Ais-Version", "Ais-Checksum-Value", "Ais-Checksum-Type")
    assert [there.header(name) for name in names] == [here.header(name) for name in names]
    assert ["k=v", "source=ais"] == here.headers("Ais-Custom-Md")


def test_put_and_delete_happen_at_both(pair: Pair) -> None:
    """What is written is there with its metadata, and gone there when it is deleted."""
    target = "/v1/objects/b/new?namespace=@far"
    put = follow(pair.near.endpoint, "PUT", target, b"through", [("Ais-Custom-Md", "color=red")])
    there = pair.there("GET", "new")
    deleted = pair.object("DELETE", "new")

    assert (200, b"through", ["color=red"]) == (put.status, there.content, there.headers("Ais-Custom-Md"))
    assert (200, 404, 404) == (deleted.status, pair.there("HEAD", "new").status, pair.object("GET", "new").status)


def test_an_object_copied_into_a_remote_bucket_is_there(pair: Pair) -> None:
    """And one of a remote bucket is fetched to be copied."""
    ask(pair.near.endpoint, "POST", "/v1/buckets/own", {"action": "create-bck"})
    out = follow(pair.near.endpoint, "PUT", "/v1/objects/b/o?namespace=@far&object_to=ais/@%23/own/copied")
    back = follow(pair.near.endpoint, "PUT", "/v1/objects/own/copied?object_to=ais/@far%23/b/back")

    assert (200, 200) == (out.status, back.status)
    assert b"far away" == follow(pair.near.endpoint, "GET", "/v1/objects/own/copied").content
    assert b"far away" == pair.there("GET", "back").content


def test_some_copies_stay_here_with_the_faults_of_ais() -> None:
    """Of a bucket that is copied into one of another cluster, those that belong to one target in both."""
    with LocalCluster(quirks="ais") as near, LocalCluster(1) as far:
        near.attach("far", far.endpoint)
        near.job_linger = 0.0
        for cluster, name in ((near, "b"), (far, "c")):
            ask(cluster.endpoint, "POST", f"/v1/buckets/{name}", {"action": "create-bck"})
        names = [f"o{number}" for number in range(12)]
        for name in names:
            follow(near.endpoint, "PUT", f"/v1/objects/b/{name}", name.encode())
        uuid, placement = far.smap["uuid"], {target.id: digest(target.id) for target in near.targets}
        to = f"/v1/buckets/b?bck_to=ais/@{uuid}%23/c/"
        job = ask(near.endpoint, "POST", to, {"action": "copy-bck", "value": {}}).content.decode()
        status = {"id": job}
        until(lambda: ask(near.endpoint, "GET", "/v1/cluster?what=status", status).document["end_time"])
        listed = ask(far.endpoint, "GET", "/v1/buckets/c", {"action": "list", "value": {}}).document

    homes = {name: [owner(f"ais/@{at}#/{bucket}/{name}", placement) for at, bucket in (("", "b"), (uuid, "c"))]
             for name in names}  # fmt: skip
    assert [name for name, (source, to) in sorted(homes.items()) if source != to] == [
        entry["name"] for entry in listed["entries"]
    ]


def test_buckets_are_made_and_destroyed_there(pair: Pair) -> None:
    """What it refuses it says itself."""
    made = [pair.bucket("POST", {"action": "create-bck"}, name="made") for _ in range(2)]
    is_there = ask(pair.far.endpoint, "HEAD", "/v1/buckets/made").status
    gone = pair.bucket("DELETE", {"action": "destroy-bck"}, name="made").status

    assert ([200, 409], 200, 200) == ([each.status for each in made], is_there, gone)
    assert f"p[{pair.far.proxy.id}]" == made[1].document["node"]
    assert 404 == ask(pair.far.endpoint, "HEAD", "/v1/buckets/made").status


def test_buckets_are_listed_by_alias_and_by_uuid(pair: Pair) -> None:
    """An alias is shown as it was given; `@@` means every cluster; `presence=2` those that are known here."""
    uuid = pair.far.smap["uuid"]

    def found(query: str) -> list[tuple[str, str]] | None:
        answer = ask(pair.near.endpoint, "GET", f"/v1/buckets?provider=ais&{query}", {"action": "list"}).document
        return answer and [(each["namespace"]["uuid"], each["name"]) for each in answer]

    assert [("far", "b")] == found("namespace=@far")
    assert [(uuid, "b")] == found(f"namespace=@{uuid}") == found("namespace=@@%23")
    assert not found("namespace=@far&presence=2")
    pair.bucket("HEAD")
    assert [(uuid, "b")] == found("namespace=@far&presence=2")


def test_a_bucket_that_must_be_known_is_not_looked_for(pair: Pair) -> None:
    """List flag 64: 404 before the first look; flag 256 does not make it known."""
    refused = pair.bucket("GET", {"action": "list", "value": {"flags": "64"}})
    listed = pair.bucket("GET", {"action": "list", "value": {"flags": "256"}})

    assert ((404, "ErrRemoteBckNotFound"), 200) == ((refused.status, refused.tcode), listed.status)
    assert 404 == pair.bucket("HEAD", query="namespace=@far&presence=2").status


def test_errors_are_those_of_the_other_cluster(pair: Pair) -> None:
    """A missing object and a missing bucket say which node has not found them."""
    missing, bucket = pair.object("GET", "nope"), pair.bucket("HEAD", name="nope")

    assert (404, "ErrNotFound") == (missing.status, missing.tcode)
    assert missing.document["node"] in {f"t[{target.id}]" for target in pair.far.targets}
    assert (404, "ErrBckNotFound", f"p[{pair.far.proxy.id}]") == (bucket.status, bucket.tcode, bucket.document["node"])


def test_copies_are_read_while_the_other_cluster_is_away(pair: Pair) -> None:
    """All that needs it fails as on AIS. Source: recorded (02r off-*)"""
    pair.object("GET")
    pair.far.close()
    cold, put = pair.object("GET", "other"), pair.object("PUT", "other", b"x")
    listed = pair.bucket("GET", {"action": "list", "value": {}})
    kept = pair.bucket("GET", {"action": "list", "value": {"flags": "1"}})

    assert b"far away" == pair.object("GET").content
    assert [(400, "OpError"), (500, "Error"), (500, "OpError")] == [(e.status, e.tcode) for e in (cold, put, listed)]
    assert (["o"], 200) == ([each["name"] for each in kept.document["entries"]], pair.bucket("HEAD").status)
    assert 200 == pair.bucket("DELETE", {"action": "evict-remote-bck"}).status


def test_check_lock_says_who_writes(pair: Pair) -> None:
    """423 while a copy is being fetched, 200 before and after."""
    check = {"action": "check-lock"}
    before = pair.object("POST", body=check).status
    pair.far.faults.once("GET object", side="target", delay=30)
    with ThreadPoolExecutor(1) as threads:
        fetched = threads.submit(lambda: pair.object("GET").status)
        until(lambda: pair.far.faults.orders()[0].hits == 1)
        during = pair.object("POST", body=check).status
        pair.far.close()

        assert (200, 423, 400) == (before, during, fetched.result())
    assert 200 == pair.object("POST", body=check).status


def test_a_blob_is_downloaded_by_a_job(pair: Pair) -> None:
    """One of the object's target; what is here already needs none, and a missing one is 404."""

    def download(name: str, value: Any = None) -> Answer:
        message = {"action": "blob-download", "name": name, "value": value}
        return follow(pair.near.endpoint, "POST", "/v1/objects/b?namespace=@far", message)

    begun = download("o", {"chunk-size": "64KiB", "num-workers": 2})
    query = {"id": begun.content.decode()}

    def snapshots() -> list[dict[str, Any]]:
        told = ask(pair.near.endpoint, "GET", "/v1/cluster?what=qryxstats", query).document
        return [each for of_target in told.values() for each in of_target]

    until(lambda: all(each["is_idle"] for each in snapshots()))
    stats = snapshots()[0]["stats"]
    pair.far.targets.seen.clear()

    assert (1, "blob-download", "1", "8") == (
        len(snapshots()), snapshots()[0]["kind"], stats["loc-objs"], stats["in-bytes"],
    )  # fmt: skip
    assert b"far away" == pair.object("GET").content
    assert 0 == pair.far.targets.seen.requests("GET")
    assert [(200, b""), (404, "ErrNotFound")] == [
        (download("o").status, download("o").content), (download("no").status, download("no").tcode),
    ]  # fmt: skip
    assert 400 == download("o", {"chunks": 1}).status


def test_an_inventory_is_a_list_of_what_was_there(pair: Pair) -> None:
    """Made by a job, shown, listed from while the other cluster is away, one to a bucket, and destroyed."""
    create = {"action": "create-inventory", "value": {"name": "inv", "props": "name,size"}}
    id = pair.bucket("POST", create).content.decode()
    until(lambda: ask(pair.near.endpoint, "GET", "/v1/cluster?what=status", {"id": id}).document["end_time"] != 0)
    shown = pair.bucket("GET", {"action": "show-inventory"}).document
    again = pair.bucket("POST", create)
    pair.there("PUT", "later", b"x")
    pair.far.close()
    listed = pair.bucket("GET", {"action": "list", "value": {"flags": "32768"}}).document["entries"]
    by_header = [("Ais-Bucket-Inventory", "true"), ("Ais-Inv-Name", "no")]
    target = "/v1/buckets/b?namespace=@far"
    missing = ask(pair.near.endpoint, "GET", target, {"action": "list", "value": {}}, by_header)
    destroyed = [pair.bucket("DELETE", {"action": "destroy-inventory", "name": "inv"}).status for _ in range(2)]

    assert (True, ["inv"], [1]) == (
        id.startswith("inv-"), [e["name"] for e in shown.values()], [e["ntotal"] for e in shown.values()],
    )  # fmt: skip
    assert (400, [("o", "8")]) == (again.status, [(each["name"], each["size"]) for each in listed])
    assert ((404, "ErrNotFound"), [200, 200]) == ((missing.status, missing.tcode), destroyed)
    assert {} == pair.bucket("GET", {"action": "show-inventory"}).document


def test_each_target_has_its_part_of_an_inventory(pair: Pair) -> None:
    """One is listed, where it belongs; with a target that leaves for good goes its part, and so the inventory."""
    for number in range(9):
        pair.there("PUT", f"o{number}", b"x")
    message = {"action": "create-inventory", "value": {"name": "inv", "names_per_chunk": 2}}
    id = pair.bucket("POST", message).content.decode()
    until(lambda: ask(pair.near.endpoint, "GET", "/v1/cluster?what=status", {"id": id}).document["end_time"] != 0)
    (key, shown), *_ = pair.bucket("GET", {"action": "show-inventory"}).document.items()
    kept = ask(pair.near.endpoint, "GET", "/v1/buckets/.sys-inventory", {"action": "list", "value": {}}).document
    size = len(follow(pair.near.endpoint, "GET", f"/v1/objects/.sys-inventory/{key.replace('#', '%23')}").content)
    names = [
        entry["name"]
        for entry in pair.bucket("GET", {"action": "list", "value": {"flags": "32768"}}).document["entries"]
    ]
    gone = pair.near.targets[0].id
    pair.near.decommission_target(gone)
    until(lambda: gone not in pair.near.smap["tmap"])
    after = pair.bucket("GET", {"action": "list", "value": {"flags": "32768"}})

    assert [(key, size)] == [(each["name"], int(each.get("size", "0"))) for each in kept["entries"]]
    assert (10, 3) == (shown["ntotal"], shown["nat"])
    assert sorted(names) == names == ["o", *(f"o{number}" for number in range(9))]
    assert (404, {}) == (after.status, pair.bucket("GET", {"action": "show-inventory"}).document)


def test_a_bucket_of_the_cluster_has_no_inventory(pair: Pair) -> None:
    """400, where every target of AIS exits."""
    ask(pair.near.endpoint, "POST", "/v1/buckets/own", {"action": "create-bck"})
    refused = pair.bucket("POST", {"action": "create-inventory", "value": {}}, query="", name="own")

    assert (400, "ErrNotRemoteBck") == (refused.status, refused.tcode)
    assert b"far away" == pair.object("GET").content


def test_many_cold_gets_of_one_object_fetch_it_once(pair: Pair) -> None:
    """The others wait for the first."""
    pair.far.seen.clear()
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda _: pair.object("GET").content, range(8)))

    assert [b"far away"] * 8 == answers
    assert 1 == pair.far.targets.seen.requests("GET")


def test_attach_and_detach_on_the_wire(pair: Pair) -> None:
    """By header fields; what is here stays, and an unknown alias is 404."""
    other = [("Ais-Remote-Ais-Alias", "far")]
    pair.object("GET")
    detached = ask(pair.near.endpoint, "PUT", "/v1/cluster/detach?what=remote", None, other).status
    after = pair.object("GET", query=f"namespace=@{pair.far.smap['uuid']}")
    again = ask(pair.near.endpoint, "PUT", "/v1/cluster/detach?what=remote", None, other).status
    url = ("Ais-Remote-Ais-Url", pair.far.endpoint)
    attached = ask(pair.near.endpoint, "PUT", "/v1/cluster/attach?what=remote", None, [*other, url]).status

    assert (200, b"far away", 404, 200) == (detached, after.content, again, attached)
    assert 400 == ask(pair.near.endpoint, "PUT", "/v1/cluster/attach", None, [*other, url]).status


def test_one_that_does_not_answer_is_attached_all_the_same() -> None:
    """On the wire, as on AIS; it is usable once it answers. `attach` says at once that nobody is there."""
    with LocalCluster(1) as far:
        port = int(far.endpoint.rpartition(":")[2])
    fields = [("Ais-Remote-Ais-Alias", "late"), ("Ais-Remote-Ais-Url", far.endpoint)]
    with LocalCluster(1) as near:
        attached = ask(near.endpoint, "PUT", "/v1/cluster/attach?what=remote", None, fields).status
        told = ask(near.endpoint, "GET", "/v1/cluster?what=remote").document["a"][0]
        with pytest.raises(ConnectionError, match="no AIS cluster answers"):
            near.attach("late", far.endpoint)
        with LocalCluster(1, port=port) as late:
            ask(late.endpoint, "POST", "/v1/buckets/b", {"action": "create-bck"})

            assert (200, "defunct") == (attached, told["uuid"])
            assert 200 == ask(near.endpoint, "HEAD", "/v1/buckets/b?namespace=@late").status


def test_two_clusters_attached_to_each_other() -> None:
    """Each sees the other's buckets, and its own as they are."""
    with LocalCluster(1) as one, LocalCluster(1) as two:
        for cluster in (one, two):
            ask(cluster.endpoint, "POST", "/v1/buckets/b", {"action": "create-bck"})
            follow(cluster.endpoint, "PUT", "/v1/objects/b/o", cluster.endpoint.encode())
        one.attach("two", two.endpoint)
        two.attach("one", one.endpoint)
        seen = [
            follow(cluster.endpoint, "GET", f"/v1/objects/b/o{query}").content.decode()
            for cluster, query in ((one, ""), (one, "?namespace=@two"), (two, ""), (two, "?namespace=@one"))
        ]

        assert [one.endpoint, two.endpoint, two.endpoint, one.endpoint] == seen


@pytest.mark.parametrize(("alias", "url"), [("", "http://127.0.0.1:1"), ("a", "ftp://x:1"), ("a", "127.0.0.1:1")])
def test_what_is_no_cluster_is_refused(alias: str, url: str) -> None:
    """Before anything is asked."""
    with LocalCluster(1) as cluster, pytest.raises(ValueError, match=r"alias|address"):
        cluster.attach(alias, url)
