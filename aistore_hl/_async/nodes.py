"""The nodes of the cluster, as far as a client must know them: which ones a redirect may name."""

from __future__ import annotations

import logging
from math import inf
from typing import Final

from aistore_api.redirects import Hop, UnknownNode, follow
from aistore_api.redirects import RedirectRefused as Refused

from .._concurrency import AsyncAction, monotonic
from .._core.attendance import Attendance
from .._core.errors import AisError, ClientClosed, ProtocolError, RedirectRefused, TransportError
from .._core.smap import ClusterMap

_PAUSE: Final = 0.1
"""Seconds between two looks at the map while objects are not found: the map of a large cluster takes a millisecond or
two, which who looks for many things that are not there should not pay for each."""

_log = logging.getLogger("aistore_hl")


class AsyncNodes:
    """Origins that a redirect may name: those of the cluster map, read when the first redirect arrives.

    A node that is not in the map makes it be read once more, since a node may have joined. A map that cannot be read
    leaves every other rule of redirects in force, and is said once.
    """

    def __init__(self) -> None:
        self._known: frozenset[str] | None = frozenset()
        self._map: ClusterMap | None = None
        self._read_at = -inf
        self._doubted_at = -inf
        self._looked_at = -inf
        self._attendance = Attendance()

    @property
    def known(self) -> frozenset[str] | None:
        """Origins that a redirect may name without another look at the map; None: any."""
        return self._known

    async def map(self, read_map: AsyncAction[ClusterMap], *, since: float) -> ClusterMap:
        """The map, as it was at that moment of the monotonic clock or later.

        Raises:
            AisError: it cannot be read.
        """
        if self._map is None or self._read_at < since:
            now = monotonic()
            self._take(await read_map(), now)
        assert self._map is not None
        return self._map

    def doubt(self, *, pause: float) -> None:
        """The map led somewhere where nothing was: it is read again when it is needed next, once in so many seconds."""
        now = monotonic()
        if now - self._doubted_at >= pause:
            self._doubted_at, self._read_at = now, -inf

    async def away(self, read_map: AsyncAction[ClusterMap]) -> tuple[str, ...]:
        """Targets that are out, as far as the map shows it: what they hold is not found meanwhile.

        Raises:
            AisError: the map cannot be read.
        """
        now = monotonic()
        if now - self._looked_at > _PAUSE:
            self._looked_at = now
        await self.map(read_map, since=self._looked_at)
        return self._attendance.away(now)

    def _take(self, found: ClusterMap, now: float) -> None:
        self._map, self._read_at, self._known = found, now, found.origins
        self._attendance.note(found, now)

    async def hop(
        self,
        origin: str,
        target: str,
        location: str | None,
        *,
        hops: int,
        keeps_path: bool,
        read_map: AsyncAction[ClusterMap],
    ) -> Hop:
        """Where a redirected request goes next. `read_map` is asked when the map has to be read.

        Raises:
            RedirectRefused: it must not be followed.
        """
        known = self._known
        try:
            return follow(
                origin=origin, target=target, location=location, nodes=known, hops=hops, keeps_path=keeps_path
            )
        except UnknownNode:
            await self._learn(read_map)
        except Refused as exc:
            raise RedirectRefused(str(exc), node=origin) from exc
        try:
            return follow(
                origin=origin, target=target, location=location, nodes=self._known, hops=hops, keeps_path=keeps_path
            )
        except Refused as exc:
            raise RedirectRefused(str(exc), node=origin) from exc

    async def _learn(self, read_map: AsyncAction[ClusterMap]) -> None:
        """Read the map.

        Two may do so at once: with a lock, one whose deadline is near would wait for one who has time, and in a forked
        child for a thread that does not exist there.

        Raises:
            TransportError: nobody answered, which says nothing about the map.
            ClientClosed: nobody was asked.
        """
        try:
            now = monotonic()
            self._take(await read_map(), now)
        except AisError as exc:
            if self._known:
                return
            if isinstance(exc, TransportError) and not isinstance(exc, ProtocolError):
                # Of the call that was redirected nothing has been sent to the node in question.
                exc.sent = False
                raise
            if isinstance(exc, ClientClosed):
                raise
            _log.warning("the cluster map cannot be read: redirects to any host are followed (%s)", exc)
            self._known = None
