"""What every handle is: a name in a cluster, and the session that its methods talk through."""

from __future__ import annotations

import warnings
from typing import Generic, TypeVar

from .._core.names import BucketRef, ObjectRef
from .session import AsyncSession

Ref = TypeVar("Ref", BucketRef, ObjectRef)


class AsyncHandle(Generic[Ref]):
    """Equal to another one of the same kind that has the same name, whichever client it came from."""

    def __init__(self, session: AsyncSession, ref: Ref) -> None:
        self._session = session
        self._ref: Ref = ref

    @property
    def name(self) -> str:
        """The name alone: of an object within its bucket."""
        return self._ref.name

    @property
    def ref(self) -> Ref:
        """All of the name, as a value; `str()` of it is the URL, `ais://bucket` or `ais://bucket/object`."""
        return self._ref

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self._ref}>"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, type(self)) and other._ref == self._ref

    def __hash__(self) -> int:
        return hash(self._ref)


def bucket_of(to: AsyncHandle[BucketRef] | BucketRef) -> BucketRef:
    """The bucket that is meant, by a handle or by its name as a value.

    Raises:
        TypeError: it is neither; a text does not say whose bucket it is.
    """
    ref: object = getattr(to, "ref", to)
    if not isinstance(ref, BucketRef):
        raise TypeError(f"another bucket, such as client.bucket('name'), not {to!r}")
    return ref


def need_object(other: object) -> None:
    """Return if it is a handle of an object.

    Raises:
        TypeError: it is none; a text does not say of which bucket.
    """
    if not isinstance(getattr(other, "ref", None), ObjectRef):
        raise TypeError(f"another object, such as bucket.object('name'), not {other!r}")


def warn_of_a_part(bucket: BucketRef, verb: str) -> None:
    """Tell whoever called a method of a remote bucket that AIS takes only what the cluster holds of it."""
    line = f"of {bucket} only what the cluster holds is {verb}: say latest, sync or only_cached"
    warnings.warn(line, stacklevel=3)
