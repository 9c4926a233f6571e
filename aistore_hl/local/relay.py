"""A relay before the nodes of any cluster: every leg of a request passes through it, and may go wrong on order."""

from __future__ import annotations

import asyncio
import json
import threading
from asyncio import StreamReader, StreamWriter
from collections.abc import Callable
from typing import TYPE_CHECKING, Final, Self
from urllib.parse import unquote_to_bytes, urlsplit

import h11
from aistore_api.redirects import origin_of

from .faults import Asked, Faults, noun_of
from .messages import LONGEST_HEAD, Head
from .relayed import Place, Relayed
from .seen import Log, Seen

if TYPE_CHECKING:
    from .._core.smap import ClusterMap

_WAIT: Final = 30.0
"""Seconds after which a start or an end that hangs is given up; they take milliseconds."""

_HOST: Final = "127.0.0.1"
_NETS: Final = ("public_net", "intra_control_net", "intra_data_net")


class Relay:
    """Listens on one loopback port for each node of a cluster, and passes on what arrives there.

    Redirects and cluster maps name the relay's own addresses, so that a client that was given `endpoint` never leaves
    it. `faults` are those of a `LocalCluster`, for a cluster that has none of its own. It runs in a thread, from its
    making to `close`.
    """

    def __init__(self, endpoint: str, cluster_map: ClusterMap) -> None:
        """Start it, before the cluster of which `endpoint` is a proxy.

        Of nodes that speak https the certificates are verified as the system has it.

        Raises:
            ValueError: the endpoint is not an address.
            OSError: there is no free port.
        """
        parts = urlsplit(endpoint)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError(f"not an address of a proxy: {endpoint!r}")
        self.faults = Faults()
        """Where things that go wrong are ordered."""
        self._log = Log()
        self.seen = Seen(self._log)
        """What passed through, at all nodes."""
        self._places = _places(origin_of(parts.scheme, parts.hostname, parts.port), cluster_map)
        self._own: dict[str, str] = {}
        """Where the relay listens, by id of the node."""
        self._servers: list[asyncio.Server] = []
        self._connections: set[asyncio.Task[None]] = set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="aistore-relay", daemon=True)
        self._thread.start()
        try:
            asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result(_WAIT)
        except BaseException:
            self.close()
            raise

    @property
    def endpoint(self) -> str:
        """The address to give to a client."""
        return self._own[self._places[0].id]

    def origin(self, node: str) -> str:
        """Where it listens for a node, by the node's id.

        Raises:
            KeyError: there was no such node when it started.
        """
        return self._own[node]

    def close(self) -> None:
        """Stop it, and drop every connection. A second time does nothing."""
        if self._thread.is_alive():
            asyncio.run_coroutine_threadsafe(self._stop(), self._loop).result(_WAIT)
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join()
            self._loop.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def __repr__(self) -> str:
        state = "" if self._thread.is_alive() else ", closed"
        return f"Relay({self.endpoint}, nodes={len(self._places)}{state})"

    def arrived(self, place: Place, head: Head) -> Asked:
        """Note a request; what faults look at in it."""
        method, target = head.words
        self._log.add(place.id, place.side, h11.Request(method=method, target=target, headers=list(head.fields)))
        elements = unquote_to_bytes(target.partition("?")[0]).lstrip(b"/").split(b"/", 3)
        return Asked(
            method,
            noun_of(elements),
            place.side,
            place.id,
            target,
            host=(head.field(b"host") or b"").decode("latin-1"),
            expects=head.field(b"expect") is not None,
        )

    def renamed(self, location: bytes) -> bytes:
        """A redirect's address as a client must see it; a stranger's stays what it is."""
        parts = urlsplit(location.decode("latin-1"))
        if not parts.hostname:
            return location
        named = origin_of(parts.scheme, parts.hostname, parts.port)
        for place in self._places:
            if named in place.origins:
                there = f"{parts.scheme}://{parts.netloc}".encode("latin-1")
                return self._own[place.id].encode() + location.removeprefix(there)
        return location

    def redrawn(self, content: bytes) -> bytes:
        """A cluster map with the relay's addresses in place of the nodes'."""
        document = json.loads(content)
        nodes = [node for part in ("pmap", "tmap") for node in (document.get(part) or {}).values()]
        for node in [*nodes, document.get("proxy_si") or {}]:
            own = self._own.get(node.get("daemon_id", ""))
            if own is not None:
                net = {"node_ip_addr": _HOST, "daemon_port": own.rpartition(":")[2], "direct_url": own}
                node.update(dict.fromkeys(_NETS, net))
                node.pop("pub_extra", None)
        return json.dumps(document).encode()

    async def _listen(self) -> None:
        for place in self._places:
            server = await asyncio.start_server(self._accepts(place), _HOST, 0, limit=LONGEST_HEAD)
            self._servers.append(server)
            self._own[place.id] = f"http://{_HOST}:{server.sockets[0].getsockname()[1]}"

    def _accepts(self, place: Place) -> Callable[[StreamReader, StreamWriter], None]:
        def accept(reader: StreamReader, writer: StreamWriter) -> None:
            task = self._loop.create_task(Relayed(self, place, reader, writer).run())
            self._connections.add(task)
            task.add_done_callback(self._connections.discard)

        return accept

    async def _stop(self) -> None:
        for server in self._servers:
            server.close()
        tasks = list(self._connections)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._loop.shutdown_asyncgens()
        # Once more around the loop: transports close their sockets in a callback.
        await asyncio.sleep(0)


def _places(endpoint: str, cluster_map: ClusterMap) -> list[Place]:
    """The nodes, first the one to begin with."""
    places = [
        Place(node.id, node.type, endpoint if endpoint in node.origins else node.public, node.origins)
        for node in cluster_map.nodes.values()
    ]
    if not any(place.origin == endpoint for place in places):
        # A name or a balancer that the map does not know.
        places.append(Place("endpoint", "proxy", endpoint, frozenset((endpoint,))))
    return sorted(places, key=lambda place: place.origin != endpoint)
