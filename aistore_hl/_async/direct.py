"""Reads that go to the target itself: it is found by the cluster map, which may be old."""

from __future__ import annotations

from typing import TypeVar

from aistore_api.types import Call

from .._concurrency import monotonic
from .._core.errors import AisError, TransportError
from .._core.limits import Limits
from .._core.names import BucketRef, ObjectRef
from .._core.reading import has_owner, has_placement
from .._core.smap import ClusterMap
from .._wire.aio import AsyncResponse
from .session import CONTROL_LIMIT, AsyncSession

T = TypeVar("T")

_AGE = 10.0
"""Seconds for which a map is believed: a target that has left is asked in vain for no longer."""


async def open_direct(session: AsyncSession, call: Call[T], ref: ObjectRef, limits: Limits) -> AsyncResponse:
    """The 2xx answer to a read: of the target that should have the object, else by way of the proxy.

    What a target refuses, and what it cannot be asked, the proxy is asked: an object may have moved.

    Raises:
        AisError: as the proxy answers.
    """
    origin = await _target(session, ref, limits)
    if origin is None:
        return await session.open(call, limits)
    try:
        response = await session.transport.send(
            origin,
            call.operation.method,
            call.target,
            call.headers,
            None,
            timeouts=limits.timeouts,
            deadline=limits.deadline,
        )
        if 200 <= response.status < 300:
            return response
        await response.read(CONTROL_LIMIT)
    except TransportError:
        session.nodes.doubt()
    else:
        session.nodes.doubt()
    return await session.open(call, limits)


async def placement(session: AsyncSession, bucket: BucketRef, limits: Limits) -> ClusterMap | None:
    """The map to find the targets of a bucket's objects by; `None` where only a proxy can tell."""
    if session.settings.token is not None or not has_placement(bucket):
        return None
    try:
        found = await session.nodes.map(lambda: session.read_map(limits), since=monotonic() - _AGE)
    except AisError:
        return None
    # Objects are on the move: a target may answer with what it had before.
    return None if any(target.flags for target in found.targets.values()) or not found.placement else found


async def _target(session: AsyncSession, ref: ObjectRef, limits: Limits) -> str | None:
    """Where the object should be; `None` where only a proxy can tell."""
    if not has_owner(ref):
        return None
    found = await placement(session, ref.bucket, limits)
    return None if found is None else found.owner(ref.uname).public or None
