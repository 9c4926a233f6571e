# Written by codegen.py from aistore_hl/_async/direct.py; do not edit.
"""Reads that go to the target itself: it is found by the cluster map, which may be old."""

from __future__ import annotations

from contextlib import suppress
from typing import TypeVar

from aistore_api.types import Call

from .._concurrency import monotonic
from .._core.errors import AisError, TransportError
from .._core.limits import Limits
from .._core.names import BucketRef, ObjectRef
from .._core.reading import has_owner, has_placement
from .._core.smap import ClusterMap
from .._wire.blocking import Response
from .session import CONTROL_LIMIT, Session

T = TypeVar("T")

_AGE = 10.0
"""Seconds for which a map is believed, and in which it is doubted once: a target that has left is asked in vain for no
longer, and objects that do not exist cost one look at the map in all."""


def ask_target(session: Session, call: Call[T], ref: ObjectRef, limits: Limits) -> Response | None:
    """The 2xx answer to a read by the target that should have the object; `None` where only a proxy can tell.

    That is where there is no such target, where it cannot be asked, and whatever it refuses: an object may have moved.
    """
    origin = _target(session, ref, limits)
    if origin is None:
        return None
    # What breaks is asked again by way of the proxy, as what is refused.
    with suppress(TransportError):
        response = session.transport.send(
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
        response.read(CONTROL_LIMIT)
    doubt(session)
    return None


def doubt(session: Session) -> None:
    """A target did not have what the map says it has: the map is read again before its time, unless it just was."""
    session.nodes.doubt(pause=_AGE)


def placement(session: Session, bucket: BucketRef, limits: Limits) -> ClusterMap | None:
    """The map to find the targets of a bucket's objects by; `None` where only a proxy can tell."""
    if session.settings.token is not None or not has_placement(bucket):
        return None
    try:
        found = session.nodes.map(lambda: session.read_map(limits), since=monotonic() - _AGE)
    except AisError:
        return None
    # Objects are on the move: a target may answer with what it had before.
    return None if any(target.flags for target in found.targets.values()) or not found.placement else found


def _target(session: Session, ref: ObjectRef, limits: Limits) -> str | None:
    """Where the object should be; `None` where only a proxy can tell."""
    if not has_owner(ref):
        return None
    found = placement(session, ref.bucket, limits)
    return None if found is None else found.owner(ref.uname).public or None
