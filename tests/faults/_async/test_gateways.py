"""What a client does when the proxy that it was given goes away, and others are there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from aistore_hl import AsyncClient, LocalCluster, RetryPolicy, errors
from aistore_hl.types import ClusterMap
from tests.faults.endpoints import Answer, Endpoint, Request, serving, smap

pytestmark = pytest.mark.anyio

QUICK = RetryPolicy(attempts=3, base=0.01)


class Pair:
    """Two proxies of one cluster; each sends objects on to the local cluster's."""

    def __init__(self, cluster: LocalCluster) -> None:
        self._cluster = cluster
        self._stacks = {name: ExitStack() for name in ("first", "second")}
        self.first = self._stacks["first"].enter_context(serving(self._answer))
        self.second = self._stacks["second"].enter_context(serving(self._answer))

    def stop(self, name: str) -> None:
        """Take a proxy away: its port refuses."""
        self._stacks[name].close()

    def _answer(self, endpoint: Endpoint, request: Request) -> Answer:
        # Closed after each answer, since a kept connection would outlive the port.
        close = {"Connection": "close"}
        if request.path == "/v1/cluster":
            status, headers, content = smap(
                self.first, self._cluster.endpoint, *self._targets(), proxies=(self.second,)
            )
            return status, headers | close, content
        return 307, {"Location": self._cluster.endpoint + request.path, **close}, b""

    def _targets(self) -> list[str]:
        return [target.origin for target in self._cluster.targets]


@pytest.fixture
def pair(cluster: LocalCluster) -> Iterator[Pair]:
    made = Pair(cluster)
    yield made
    made.stop("first")
    made.stop("second")


async def test_another_proxy_is_asked_when_the_endpoint_is_gone(pair: Pair, cluster: LocalCluster) -> None:
    """Reads and writes go on, by way of the one that is left."""
    async with AsyncClient(cluster.endpoint) as direct:
        await direct.bucket("rotating").create()
    async with AsyncClient(pair.first.origin, retry=QUICK) as client:
        object = client.bucket("rotating").object("o")
        await object.put(b"one")
        pair.stop("first")

        assert b"one" == await (await object.get()).read_all()
        await object.put(b"two")
        assert b"two" == await (await object.get()).read_all()
    assert {"GET", "PUT"} <= {request.method for request in pair.second.requests}


async def test_a_token_is_not_shown_to_another_proxy(pair: Pair, cluster: LocalCluster) -> None:
    """It was given for the endpoint: without that there is an error, and the other one hears nothing."""
    async with AsyncClient(cluster.endpoint) as direct:
        await direct.bucket("rotating").create(exist_ok=True)
        await direct.bucket("rotating").object("o").put(b"one")
    async with AsyncClient(pair.first.origin, retry=QUICK, token="sesame") as client:
        object = client.bucket("rotating").object("o")
        assert b"one" == await (await object.get()).read_all()
        pair.stop("first")

        with pytest.raises(errors.ConnectFailed):
            await object.get()
    assert [] == pair.second.requests


async def test_when_all_are_gone_the_error_is_that_of_a_connection(pair: Pair, cluster: LocalCluster) -> None:
    """It names a proxy and how often was tried."""
    async with AsyncClient(cluster.endpoint) as direct:
        await direct.bucket("rotating").create(exist_ok=True)
        await direct.bucket("rotating").object("o").put(b"one")
    async with AsyncClient(pair.first.origin, retry=QUICK) as client:
        object = client.bucket("rotating").object("o")
        await (await object.get()).read_all()
        pair.stop("first")
        pair.stop("second")

        with pytest.raises(errors.ConnectFailed, match="3 attempts"):
            await object.get()


async def test_a_client_that_was_closed_follows_nobody() -> None:
    """Nobody was asked for the map then, which says nothing about the host that a redirect names."""

    async def read_map() -> ClusterMap:
        raise errors.ClientClosed("the client was closed")

    nodes, path = AsyncClient("http://p:1")._session.nodes, "/v1/objects/b/o"
    with pytest.raises(errors.ClientClosed):
        await nodes.hop("http://p:1", path, f"http://evil:1{path}?pid=p", hops=0, keeps_path=True, read_map=read_map)

    assert frozenset() == nodes.known
