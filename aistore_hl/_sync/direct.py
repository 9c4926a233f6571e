# Written by codegen.py from aistore_hl/_async/direct.py; do not edit.
"""Reads that go to the target itself: it is found by the cluster map, which may be old."""

from __future__ import annotations

from typing import TypeVar

from aistore_api.types import Call

from .._concurrency import monotonic
from .._core.errors import AisError, NoTargets, TransportError
from .._core.limits import Limits
from .._core.names import ObjectRef
from .._core.reading import has_owner
from .._core.smap import ClusterMap
from .._wire.blocking import Response
from .session import CONTROL_LIMIT, Session

T = TypeVar("T")

_AGE = 10.0
"""Seconds for which a map is believed: a target that has left is asked in vain for no longer."""


def open_direct(session: Session, call: Call[T], ref: ObjectRef, limits: Limits) -> Response:
    """The 2xx answer to a read: of the target that should have the object, else by way of the proxy.

    What a target refuses, and what it cannot be asked, the proxy is asked: an object may have moved.

    Raises:
        AisError: as the proxy answers.
    """
    origin = _target(session, ref, limits)
    if origin is None:
        return session.open(call, limits)
    try:
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
    except TransportError:
        session.map_read = None
    else:
        session.map_read = None
    return session.open(call, limits)


def _target(session: Session, ref: ObjectRef, limits: Limits) -> str | None:
    """Where the object should be; `None` where only a proxy can tell."""
    if session.settings.token is not None or not has_owner(ref):
        return None
    try:
        smap = _map(session, limits)
        node = smap.owner(ref.uname)
    except (AisError, NoTargets):
        return None
    if any(target.flags for target in smap.targets.values()):
        # Objects are on the move: a target may answer with what it had before.
        return None
    return node.public or None


def _map(session: Session, limits: Limits) -> ClusterMap:
    known = session.map_read
    if known is not None and monotonic() - known[0] < _AGE:
        return known[1]
    found = session.read_map(limits)
    session.map_read = monotonic(), found
    return found
