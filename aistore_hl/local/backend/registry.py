"""Which backends a cluster has: folders by provider, other clusters by uuid and alias."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from attrs import define, evolve, field

from ..._core.errors import InvalidName
from ..._core.names import check_provider
from ..answers import Refusal
from ..buckets import Address
from .cluster import ClusterBackend
from .contract import Backend
from .folder import FolderBackend
from .peer import Unreachable


def check_folders(given: Mapping[str, str | os.PathLike[str]]) -> dict[str, Path]:
    """Folders by the canonical names of the providers that they stand for.

    Raises:
        ValueError: no such provider, one that is this cluster itself, two for one, or no folder.
    """
    found: dict[str, Path] = {}
    for name, folder in given.items():
        try:
            provider = check_provider(name)
        except InvalidName as exc:
            raise ValueError(str(exc)) from exc
        path = Path(folder)
        if provider == "ais":
            raise ValueError("ais is this cluster itself; a backend is aws, gcp, azure or oci")
        if provider in found:
            raise ValueError(f"two folders for the backend {provider}")
        if not path.is_dir():
            raise ValueError(f"backend {provider}: no such folder: {str(path)!r}")
        found[provider] = path.resolve()
    return found


def check_cluster(alias: str, url: str) -> str:
    """The address of a cluster that is to be attached, if it and its alias are such.

    Raises:
        ValueError: they are not.
    """
    if not alias:
        raise ValueError("alias is missing")
    parts = urlsplit(url)
    if parts.scheme != "http" or not parts.hostname or parts.port is None or parts.path.strip("/"):
        raise ValueError(f"not the address of a cluster (http://host:port): {url!r}")
    return f"{parts.scheme}://{parts.netloc}"


@define(eq=False)
class Backends:
    """All that stands behind buckets. Changed by the cluster's thread only."""

    _folders: Mapping[str, FolderBackend] = field(factory=dict)
    _clusters: dict[str, ClusterBackend] = field(init=False, factory=dict)
    _defunct: dict[str, str] = field(init=False, factory=dict)
    """Addresses by alias of clusters that nobody has reached yet."""
    _was_attached: bool = field(init=False, default=False)

    @classmethod
    def of(cls, folders: Mapping[str, Path], *, fsync: bool = False) -> Backends:
        """With a folder for each of some providers."""
        return cls({provider: FolderBackend(provider, path, fsync=fsync) for provider, path in folders.items()})

    @property
    def providers(self) -> Sequence[str]:
        """Those that have a folder."""
        return sorted(self._folders)

    @property
    def clusters(self) -> Sequence[ClusterBackend]:
        """Those that were reached, by uuid."""
        return [self._clusters[uuid] for uuid in sorted(self._clusters)]

    def behind(self, address: Address) -> Backend | None:
        """What a bucket is taken from; `None` where that is not there."""
        if address.provider != "ais":
            return self._folders.get(address.provider)
        return self._clusters.get(address.cluster)

    def known(self, address: Address) -> Address:
        """The bucket with the uuid of its cluster in place of an alias, where it is known."""
        if address.provider != "ais" or not address.cluster or address.cluster in self._clusters:
            return address
        found = (each.uuid for each in self._clusters.values() if each.alias == address.cluster)
        return evolve(address, cluster=next(found, address.cluster))

    async def resolve(self, address: Address) -> Address:
        """The same, and a cluster that was not reached when it was attached is looked for again."""
        url = self._defunct.get(address.cluster)
        if url is not None:
            await self.attach(address.cluster, url)
        return self.known(address)

    async def attach(self, alias: str, url: str) -> None:
        """Attach a cluster. One that does not answer is attached all the same, as AIS does it.

        Raises:
            Refusal: 400, the alias is another one's.
        """
        self._was_attached = True
        try:
            await self.reach(alias, url)
        except ConnectionError:
            self._defunct[alias] = url
        except ValueError as exc:
            raise Refusal(400, str(exc)) from exc

    async def reach(self, alias: str, url: str) -> None:
        """Attach a cluster that answers.

        Raises:
            ConnectionError: it does not.
            ValueError: the alias is another one's.
        """
        try:
            found = await ClusterBackend.reach(url, alias)
        except Unreachable as exc:
            raise ConnectionError(f"no AIS cluster answers at {url}: {exc}") from exc
        for other in self._clusters.values():
            if alias in (other.alias, other.uuid) and other.uuid != found.uuid:
                raise ValueError(f"cannot attach {url}: alias {alias!r} is already in use for {other.uuid}")
        self._was_attached = True
        self._defunct.pop(alias, None)
        self._clusters[found.uuid] = found

    def detach(self, alias: str) -> None:
        """Forget a cluster, by alias or uuid; its buckets stay known, with what is here of them.

        Raises:
            Refusal: 404, there is none.
        """
        try:
            self.forget(alias)
        except KeyError as exc:
            raise Refusal(404, "failed to detach remote cluster, err: not found", "ErrFailedTo") from exc

    def forget(self, alias: str) -> None:
        """The same.

        Raises:
            KeyError: there is none.
        """
        found = [uuid for uuid, each in self._clusters.items() if alias in (uuid, each.alias)]
        if not found and alias not in self._defunct:
            raise KeyError(alias)
        self._defunct.pop(alias, None)
        for uuid in found:
            del self._clusters[uuid]

    def document(self) -> dict[str, Any]:
        """As what=remote tells it."""
        told: list[dict[str, Any]] = [each.document() for each in self.clusters]
        for alias, url in sorted(self._defunct.items()):
            told.append({"smap": None, "url": f"[{url}]", "alias": alias, "uuid": "defunct"})
        return {"a": told if self._was_attached else None, "ver": 0}
