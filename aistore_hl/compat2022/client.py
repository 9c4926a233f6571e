"""The client as it was made in 2022."""

from __future__ import annotations

from types import TracebackType
from typing import Self

from attrs import frozen

import aistore_hl

from .advice import advise
from .bucket import Bucket
from .etl import Etl
from .xaction import Xaction


@frozen
class Namespace:
    """A namespace: of the remote cluster `uuid`, called `name`."""

    uuid: str = ""
    name: str = ""

    def __str__(self) -> str:
        return (f"@{self.uuid}" if self.uuid else "") + (f"#{self.name}" if self.name else "")


class Client:
    """One cluster, by the address of a proxy of it."""

    def __init__(self, endpoint: str) -> None:
        """Connects to nothing.

        Raises:
            ConfigError: it is no address.
        """
        self._client = aistore_hl.Client(endpoint)

    @property
    def today(self) -> aistore_hl.Client:
        """The same client in today's spelling."""
        return self._client

    def cluster(self) -> aistore_hl.Cluster:
        """The cluster: `is_aistore_running()`, `get_info()` and `list_buckets()` are spelled as they were."""
        return self._client.cluster()

    def bucket(self, bck_name: str, provider: str = "ais", ns: str | Namespace | None = None) -> Bucket:
        """A bucket; whether it exists is not looked at.

        Raises:
            InvalidName: AIS would refuse such a name.
        """
        if ns:
            advise("bucket(ns=...)", "bucket(namespace='@uuid#name')")
        return Bucket(self._client, self._client.bucket(bck_name, provider, namespace=str(ns) if ns else ""))

    def xaction(self) -> Xaction:
        """What jobs were called."""
        return Xaction(self._client)

    def etl(self) -> Etl:
        """The ETLs of the cluster, each by its id."""
        return Etl(self._client)

    def close(self) -> None:
        """Drop the connections, which the client of 2022 left to the garbage collector."""
        self._client.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: BaseException | TracebackType | type[BaseException] | None) -> None:
        self.close()
