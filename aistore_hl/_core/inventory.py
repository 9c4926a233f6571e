"""Inventories: listings of remote buckets that the cluster keeps."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Self

from attrs import frozen

from .errors import ProtocolError
from .times import from_nanoseconds


@frozen
class Inventory:
    """A listing of a remote bucket that the cluster keeps, and lists from when it is told to."""

    name: str
    bucket: str
    """As `provider://@cluster/bucket`."""
    object: str
    """The object of `.sys-inventory` that it is kept in."""
    prefix: str
    names: int
    size: int
    started: datetime | None
    finished: datetime | None
    """`None` while it is made."""

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Self:
        """The inventory as AIS describes it.

        Raises:
            ProtocolError: it does not.
        """
        try:
            return cls(
                name=str(document["name"]),
                bucket=str(document["bucket"]),
                object=str(document["obj_name"]),
                prefix=str(document.get("prefix") or ""),
                names=int(document.get("ntotal") or 0),
                size=int(document.get("size") or 0),
                started=from_nanoseconds(int(document.get("started") or 0)),
                finished=from_nanoseconds(int(document.get("finished") or 0)),
            )
        except (KeyError, TypeError, ValueError, OverflowError) as exc:
            raise ProtocolError("an inventory is malformed") from exc
