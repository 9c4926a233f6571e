"""The nodes of the cluster, as far as a client must know them: which ones a redirect may name."""

from __future__ import annotations

import logging

from aistore_api.redirects import Hop, UnknownNode, follow
from aistore_api.redirects import RedirectRefused as Refused

from .._concurrency import AsyncAction, AsyncLock
from .._core.errors import AisError, RedirectRefused
from .._core.smap import ClusterMap

_log = logging.getLogger("aistore_hl")


class AsyncNodes:
    """Origins that a redirect may name: those of the cluster map, read when the first redirect arrives.

    A node that is not in the map makes it be read once more, since a node may have joined. A map that cannot be read
    leaves every other rule of redirects in force, and is said once.
    """

    def __init__(self, read_map: AsyncAction[ClusterMap]) -> None:
        self._read_map = read_map
        self._known: frozenset[str] | None = frozenset()
        self._lock = AsyncLock()

    async def hop(self, origin: str, target: str, location: str | None, *, hops: int, keeps_path: bool) -> Hop:
        """Where a redirected request goes next.

        Raises:
            RedirectRefused: it must not be followed.
        """
        known = self._known
        try:
            return follow(
                origin=origin, target=target, location=location, nodes=known, hops=hops, keeps_path=keeps_path
            )
        except UnknownNode:
            await self._learn(beyond=known)
        except Refused as exc:
            raise RedirectRefused(str(exc), node=origin) from exc
        try:
            return follow(
                origin=origin, target=target, location=location, nodes=self._known, hops=hops, keeps_path=keeps_path
            )
        except Refused as exc:
            raise RedirectRefused(str(exc), node=origin) from exc

    async def _learn(self, beyond: frozenset[str] | None) -> None:
        """Read the map, unless somebody else did so since `beyond` was looked at."""
        async with self._lock:
            if self._known is not beyond:
                return
            try:
                self._known = (await self._read_map()).origins
            except AisError as exc:
                if self._known:
                    return
                _log.warning("the cluster map cannot be read: redirects to any host are followed (%s)", exc)
                self._known = None
