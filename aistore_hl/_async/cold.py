"""Reads of remote objects that the cluster has to fetch first, longer perhaps than anybody waits for an answer."""

from __future__ import annotations

from typing import TypeVar

from aistore_api.api.objects import check_object_lock
from aistore_api.models import CheckLockAction
from aistore_api.types import Call

from .._concurrency import async_sleep, monotonic
from .._core.errors import AisError, Conflict, ReadTimeout
from .._core.limits import Limits
from .._core.names import ObjectRef
from .._wire.aio import AsyncResponse
from .session import AsyncSession

T = TypeVar("T")

_SHORTEST, _LONGEST = 0.1, 10.0
"""Seconds between two looks: each is half as long again as the one before."""


async def open_cold(session: AsyncSession, call: Call[T], ref: ObjectRef, limits: Limits) -> AsyncResponse:
    """The 2xx answer to a read of a remote object.

    A target that fetches an object says nothing until it has it, and keeps it locked: where it was silent for too long
    the lock is looked at, and the object is asked for again when it is free. As long as it is fetched there is no
    limit but the deadline.

    Raises:
        ReadTimeout: it was silent, and nothing is being fetched.
    """
    while True:
        try:
            return await session.open(call, limits)
        except ReadTimeout:
            if not await _was_fetched(session, ref, limits):
                raise


async def _was_fetched(session: AsyncSession, ref: ObjectRef, limits: Limits) -> bool:
    """Wait while the object is being fetched; whether it was."""
    wait = _SHORTEST
    was_fetched = False
    while await _is_locked(session, ref, limits):
        if limits.deadline is not None and monotonic() + wait >= limits.deadline:
            return False
        was_fetched = True
        await async_sleep(wait)
        wait = min(wait * 1.5, _LONGEST)
    return was_fetched


async def _is_locked(session: AsyncSession, ref: ObjectRef, limits: Limits) -> bool:
    call = check_object_lock.call(ref.bucket.name, ref.name, body=CheckLockAction(), **ref.bucket.address())
    try:
        await session.part(call, call.parse, limits)
    except Conflict as exc:
        return exc.status == 423
    except AisError:
        return False
    return False
