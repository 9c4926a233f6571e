# Written by codegen.py from aistore_hl/_async/cold.py; do not edit.
"""Reads of remote objects that the cluster has to fetch first, longer perhaps than anybody waits for an answer."""

from __future__ import annotations

from typing import TypeVar

from aistore_api.api.objects import check_object_lock
from aistore_api.models import CheckLockAction
from aistore_api.types import Call

from .._concurrency import monotonic, sleep
from .._core.errors import AisError, Conflict, ReadTimeout
from .._core.limits import Limits
from .._core.names import ObjectRef
from .._wire.blocking import Response
from .session import Session

T = TypeVar("T")

_SHORTEST, _LONGEST = 0.1, 10.0
"""Seconds between two looks: each is half as long again as the one before."""


def open_cold(session: Session, call: Call[T], ref: ObjectRef, limits: Limits) -> Response:
    """The 2xx answer to a read of a remote object.

    A target that fetches an object says nothing until it has it, and keeps it locked: where it was silent for too long
    the lock is looked at, and the object is asked for again when it is free. As long as it is fetched there is no
    limit but the deadline.

    Raises:
        ReadTimeout: it was silent, and nothing is being fetched.
    """
    while True:
        try:
            return session.open(call, limits)
        except ReadTimeout:
            if not _was_fetched(session, ref, limits):
                raise


def _was_fetched(session: Session, ref: ObjectRef, limits: Limits) -> bool:
    """Wait while the object is being fetched; whether it was."""
    wait = _SHORTEST
    was_fetched = False
    while _is_locked(session, ref, limits):
        if limits.deadline is not None and monotonic() + wait >= limits.deadline:
            return False
        was_fetched = True
        sleep(wait)
        wait = min(wait * 1.5, _LONGEST)
    return was_fetched


def _is_locked(session: Session, ref: ObjectRef, limits: Limits) -> bool:
    call = check_object_lock.call(ref.bucket.name, ref.name, body=CheckLockAction(), **ref.bucket.address())
    try:
        session.part(call, call.parse, limits)
    except Conflict as exc:
        return exc.status == 423
    except AisError:
        return False
    return False
