# Written by codegen.py from aistore_hl/_async/absence.py; do not edit.
"""What is not found, and may be there all the same: while a target is out nobody knows what it holds."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from .._concurrency import Action
from .._core.errors import AisError, NotFound, ObjectNotFound, Unavailable
from .._core.limits import Limits
from .._core.names import BucketRef, ObjectRef
from .._core.props import ObjectProps, Presence
from .head import head
from .session import Session

T = TypeVar("T")


def unavailable(session: Session, exc: NotFound, bucket: BucketRef, limits: Limits) -> Unavailable | None:
    """What to raise instead of `exc` while the map shows that a target is out; `None` while it shows none.

    What a remote bucket does not have, its backend does not have, whichever targets there are.
    """
    if bucket.is_remote:
        return None
    try:
        away = session.nodes.away(lambda: session.read_map(limits))
    except AisError:
        # Who cannot be asked shows nothing: the answer stands as it is.
        return None
    if not away:
        return None
    return Unavailable(
        f"not found while {', '.join(away)} is away, which may have it: {exc}",
        status=exc.status,
        tcode=exc.tcode,
        node=exc.node,
        operation=exc.operation,
        attempts=exc.attempts,
    )


def surely(session: Session, ref: ObjectRef, limits: Limits, look: Action[T]) -> T:
    """What `look` finds of an object.

    Raises:
        ObjectNotFound: there is no such object.
        Unavailable: it is not found, and a target is out that may have it.
    """
    try:
        return look()
    except ObjectNotFound as exc:
        if (instead := unavailable(session, exc, ref.bucket, limits)) is not None:
            raise instead from exc
        raise


def find(
    session: Session,
    ref: ObjectRef,
    limits: Limits,
    *,
    props: Iterable[str] | None = None,
    latest: bool = False,
    presence: Presence | None = None,
) -> ObjectProps:
    """The properties of an object, as `head` has them.

    Raises: as `surely`.
    """
    return surely(
        session, ref, limits, lambda: head(session, ref, limits, props=props, latest=latest, presence=presence)
    )
