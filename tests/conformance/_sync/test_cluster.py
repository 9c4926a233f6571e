# Written by codegen.py from tests/conformance/_async/test_cluster.py; do not edit.
"""The cluster as a whole: whether it is there, its map, what is in it."""

from __future__ import annotations

import pytest

from aistore_hl import Bucket, Client
from aistore_hl.errors import BadRequest, ConnectFailed, InvalidName


def test_running_cluster_says_so(client: Client) -> None:
    """A proxy answers at the endpoint."""
    assert client.cluster().is_aistore_running() is True


def test_started_cluster_is_ready(client: Client) -> None:
    """It serves data."""
    assert client.cluster().is_ready() is True


def test_nobody_is_not_a_running_cluster(nobody: Client) -> None:
    """Where nothing listens there is no cluster, and asking is no error."""
    assert nobody.cluster().is_aistore_running() is False


def test_nobody_is_not_ready(nobody: Client) -> None:
    """Where nothing listens nothing is served, and asking is no error."""
    assert nobody.cluster().is_ready() is False


def test_target_is_not_a_running_cluster(client: Client) -> None:
    """A target answers health too, but clients talk to proxies."""
    target = next(iter(client.cluster().get_info().targets.values()))
    with Client(target.public) as direct:
        running = direct.cluster().is_aistore_running()

    assert running is False


def test_targets_tell_what_they_have_counted(client: Client, bucket: Bucket) -> None:
    """What is put and read between two looks is counted at the target that has it: how often, how much, how long."""
    stored = bucket.object("counted")
    at = client.cluster().get_info().owner(stored.ref.uname).id
    before = client.cluster().get_performance()
    stored.put(b"x" * 1000)
    for _ in range(3):
        stored.get().read_all()
    between = {node: found.since(before[node]) for node, found in client.cluster().get_performance().items()}
    put, get = between[at].of("put"), between[at].of("get")

    assert set(client.cluster().get_info().targets) == set(between)
    assert (True, True) == (put.count >= 1, get.count >= 3)
    assert (True, True) == (put.size >= 1000, get.size >= 3000)
    assert (True, True) == (put.latency > 0, get.latency > 0)
    assert between[at].throughput("get") > 0


def test_map_names_the_primary_among_the_proxies(client: Client) -> None:
    """The primary is one of the proxies."""
    found = client.cluster().get_info()

    assert found.primary in found.proxies


def test_map_has_an_identity(client: Client) -> None:
    """The cluster has an id, and its map a version."""
    found = client.cluster().get_info()

    assert found.uuid
    assert found.version >= 1


def test_map_keeps_proxies_and_targets_apart(client: Client) -> None:
    """Every node is of the type that it is listed under."""
    found = client.cluster().get_info()

    assert {"proxy"} == {node.type for node in found.proxies.values()}
    assert {"target"} == {node.type for node in found.targets.values()}


def test_map_lists_nodes_by_their_id(client: Client) -> None:
    """The key of a node is its id."""
    found = client.cluster().get_info()

    assert {name: name for name in found.nodes} == {name: node.id for name, node in found.nodes.items()}


def test_map_says_where_nodes_are(client: Client) -> None:
    """The endpoint is the public address of a proxy."""
    found = client.cluster().get_info()

    assert client.endpoint in {node.public for node in found.proxies.values()}


def test_map_has_a_digest_for_every_target(client: Client) -> None:
    """What placement needs is there, as whole numbers of 64 bits."""
    found = client.cluster().get_info()

    assert found.targets.keys() == found.placement.keys()
    assert all(0 < digest < 1 << 64 for digest in found.placement.values())


@pytest.mark.parametrize("name", ["a", "b/c", "ü", "a b?#%"])
def test_map_knows_where_an_object_is(bucket: Bucket, client: Client, name: str) -> None:
    """The owner by the map is the target that says it holds the object."""
    stored = bucket.object(name)
    stored.put(b"x")
    owner = client.cluster().get_info().owner(stored.ref.uname)

    assert stored.head().location.startswith(f"t[{owner.id}]")


def test_buckets_are_listed(bucket: Bucket, client: Client) -> None:
    """A bucket that was created is among them."""
    assert bucket in client.cluster().list_buckets()


def test_buckets_are_sorted(bucket: Bucket, other: Bucket, client: Client) -> None:
    """They come in the order of their names."""
    names = [str(each.ref) for each in client.cluster().list_buckets()]

    assert sorted(names) == names


def test_buckets_of_every_provider_are_listed(bucket: Bucket, client: Client) -> None:
    """The empty provider means all of them."""
    assert bucket in client.cluster().list_buckets("")


def test_buckets_of_namespaces_are_listed(namesake: Bucket, client: Client) -> None:
    """A bucket in a namespace of its own is listed with that."""
    assert namesake in client.cluster().list_buckets()


def test_deleted_bucket_is_not_listed(bucket: Bucket, client: Client) -> None:
    """A bucket that is gone is not among them."""
    bucket.delete()

    assert bucket not in client.cluster().list_buckets()


def test_buckets_of_a_backend_that_is_not_built_in(client: Client) -> None:
    """The cluster says that it cannot know them."""
    with pytest.raises(BadRequest) as caught:
        client.cluster().list_buckets("aws")

    assert (400, "ErrMissingBackend") == (caught.value.status, caught.value.tcode)


def test_buckets_of_an_unknown_provider_are_not_asked_for(nobody: Client) -> None:
    """A provider that AIS does not have is refused before anything is sent."""
    with pytest.raises(InvalidName, match="'nosuch'"):
        nobody.cluster().list_buckets("nosuch")


def test_map_of_nobody_is_an_error(nobody: Client) -> None:
    """Only the yes-or-no questions take silence for an answer."""
    with pytest.raises(ConnectFailed):
        nobody.cluster().get_info()


def test_cluster_tells_where_it_is(client: Client) -> None:
    """Its repr has the endpoint."""
    assert client.endpoint in repr(client.cluster())
