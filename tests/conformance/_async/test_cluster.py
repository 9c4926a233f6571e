"""The cluster as a whole: whether it is there, its map, what is in it."""

from __future__ import annotations

import pytest

from aistore_hl import AsyncBucket, AsyncClient
from aistore_hl.errors import BadRequest, ConnectFailed, InvalidName


async def test_running_cluster_says_so(client: AsyncClient) -> None:
    """A proxy answers at the endpoint."""
    assert await client.cluster().is_aistore_running() is True


async def test_started_cluster_is_ready(client: AsyncClient) -> None:
    """It serves data."""
    assert await client.cluster().is_ready() is True


async def test_nobody_is_not_a_running_cluster(nobody: AsyncClient) -> None:
    """Where nothing listens there is no cluster, and asking is no error."""
    assert await nobody.cluster().is_aistore_running() is False


async def test_nobody_is_not_ready(nobody: AsyncClient) -> None:
    """Where nothing listens nothing is served, and asking is no error."""
    assert await nobody.cluster().is_ready() is False


async def test_target_is_not_a_running_cluster(client: AsyncClient) -> None:
    """A target answers health too, but clients talk to proxies."""
    target = next(iter((await client.cluster().get_info()).targets.values()))
    async with AsyncClient(target.public) as direct:
        running = await direct.cluster().is_aistore_running()

    assert running is False


async def test_targets_tell_what_they_have_counted(client: AsyncClient, bucket: AsyncBucket) -> None:
    """What is put and read between two looks is counted at the target that has it: how often, how much, how long."""
    stored = bucket.object("counted")
    at = (await client.cluster().get_info()).owner(stored.ref.uname).id
    before = await client.cluster().get_performance()
    await stored.put(b"x" * 1000)
    for _ in range(3):
        await (await stored.get()).read_all()
    between = {node: found.since(before[node]) for node, found in (await client.cluster().get_performance()).items()}
    put, get = between[at].of("put"), between[at].of("get")

    assert set((await client.cluster().get_info()).targets) == set(between)
    assert (True, True) == (put.count >= 1, get.count >= 3)
    assert (True, True) == (put.size >= 1000, get.size >= 3000)
    assert (True, True) == (put.latency > 0, get.latency > 0)
    assert between[at].throughput("get") > 0


async def test_map_names_the_primary_among_the_proxies(client: AsyncClient) -> None:
    """The primary is one of the proxies."""
    found = await client.cluster().get_info()

    assert found.primary in found.proxies


async def test_map_has_an_identity(client: AsyncClient) -> None:
    """The cluster has an id, and its map a version."""
    found = await client.cluster().get_info()

    assert found.uuid
    assert found.version >= 1


async def test_map_keeps_proxies_and_targets_apart(client: AsyncClient) -> None:
    """Every node is of the type that it is listed under."""
    found = await client.cluster().get_info()

    assert {"proxy"} == {node.type for node in found.proxies.values()}
    assert {"target"} == {node.type for node in found.targets.values()}


async def test_map_lists_nodes_by_their_id(client: AsyncClient) -> None:
    """The key of a node is its id."""
    found = await client.cluster().get_info()

    assert {name: name for name in found.nodes} == {name: node.id for name, node in found.nodes.items()}


async def test_map_says_where_nodes_are(client: AsyncClient) -> None:
    """The endpoint is the public address of a proxy."""
    found = await client.cluster().get_info()

    assert client.endpoint in {node.public for node in found.proxies.values()}


async def test_map_has_a_digest_for_every_target(client: AsyncClient) -> None:
    """What placement needs is there, as whole numbers of 64 bits."""
    found = await client.cluster().get_info()

    assert found.targets.keys() == found.placement.keys()
    assert all(0 < digest < 1 << 64 for digest in found.placement.values())


@pytest.mark.parametrize("name", ["a", "b/c", "ü", "a b?#%"])
async def test_map_knows_where_an_object_is(bucket: AsyncBucket, client: AsyncClient, name: str) -> None:
    """The owner by the map is the target that says it holds the object."""
    stored = bucket.object(name)
    await stored.put(b"x")
    owner = (await client.cluster().get_info()).owner(stored.ref.uname)

    assert (await stored.head()).location.startswith(f"t[{owner.id}]")


async def test_buckets_are_listed(bucket: AsyncBucket, client: AsyncClient) -> None:
    """A bucket that was created is among them."""
    assert bucket in await client.cluster().list_buckets()


async def test_buckets_are_sorted(bucket: AsyncBucket, other: AsyncBucket, client: AsyncClient) -> None:
    """They come in the order of their names."""
    names = [str(each.ref) for each in await client.cluster().list_buckets()]

    assert sorted(names) == names


async def test_buckets_of_every_provider_are_listed(bucket: AsyncBucket, client: AsyncClient) -> None:
    """The empty provider means all of them."""
    assert bucket in await client.cluster().list_buckets("")


async def test_buckets_of_namespaces_are_listed(namesake: AsyncBucket, client: AsyncClient) -> None:
    """A bucket in a namespace of its own is listed with that."""
    assert namesake in await client.cluster().list_buckets()


async def test_deleted_bucket_is_not_listed(bucket: AsyncBucket, client: AsyncClient) -> None:
    """A bucket that is gone is not among them."""
    await bucket.delete()

    assert bucket not in await client.cluster().list_buckets()


async def test_buckets_of_a_backend_that_is_not_built_in(client: AsyncClient) -> None:
    """The cluster says that it cannot know them."""
    with pytest.raises(BadRequest) as caught:
        await client.cluster().list_buckets("aws")

    assert (400, "ErrMissingBackend") == (caught.value.status, caught.value.tcode)


async def test_buckets_of_an_unknown_provider_are_not_asked_for(nobody: AsyncClient) -> None:
    """A provider that AIS does not have is refused before anything is sent."""
    with pytest.raises(InvalidName, match="'nosuch'"):
        await nobody.cluster().list_buckets("nosuch")


async def test_map_of_nobody_is_an_error(nobody: AsyncClient) -> None:
    """Only the yes-or-no questions take silence for an answer."""
    with pytest.raises(ConnectFailed):
        await nobody.cluster().get_info()


async def test_cluster_tells_where_it_is(client: AsyncClient) -> None:
    """Its repr has the endpoint."""
    assert client.endpoint in repr(client.cluster())
