"""What AIS knows of a kind of job before one runs: how its ids look, who is told of it, what it cannot run beside."""

from __future__ import annotations

import secrets
import string
from collections.abc import Mapping
from typing import Final

from attrs import frozen

from ..._core.errors import InvalidName
from ..._core.jobs import IDLING, KINDS, STARTABLE, check_kind
from ..membership import new_uuid


@frozen
class Kind:
    """One kind of job."""

    name: str
    idles: bool = False
    """It serves request after request, never ends by itself, and what=status does not know it."""
    is_told: bool = True
    """Whether what=status knows it."""
    prefix: str = ""
    """What its ids begin with."""
    lingers: bool = False
    """On AIS it goes on for some seconds after its last object. Source: recorded on AIS 5.0 (06 snaps-running)"""
    is_of_one_target: bool = False
    """One target does it, and the others do not tell of it. Source: recorded on AIS 5.0 (02r blob-snaps)"""
    yields: bool = False
    """It is refused while the cluster rebalances, or a target resilvers."""

    def new_id(self) -> str:
        """An id as AIS makes them: nine letters and digits, or ten letters for a kind that goes idle.

        Those of a rebalance are counted: whoever starts one gives it.
        """
        if not self.idles:
            return self.prefix + new_uuid()
        return self.prefix + "".join(secrets.choice(string.ascii_letters) for _ in range(10))


_UNTOLD: Final = frozenset(("blob-download", "dsort", "evict-remote-bck", "summary-bck", "summary-shard"))
_PREFIXES: Final = {
    "copy-listrange": "tco-",
    "etl-listrange": "tco-",
    "get-batch": "gbt-",
    "create-inventory": "inv-",
    "etl-inline": "etl-",
}
_LINGERING: Final = frozenset(("copy-bck", "rebalance"))
_YIELDING: Final = frozenset(
    ("cleanup-store", "rechunk", "index-shard", "copy-listrange", "etl-listrange", "dsort", "ec-encode", "move-bck",
     "copy-bck", "etl-bck", "get-batch", "create-inventory")
)  # fmt: skip

# Source: xact/api_table.go (AIS 5.0)
TABLE: Final[Mapping[str, Kind]] = {
    name: Kind(
        name,
        idles=name in IDLING,
        is_told=name not in _UNTOLD and (name not in IDLING or name == "download"),
        prefix=_PREFIXES.get(name, ""),
        lingers=name in _LINGERING,
        is_of_one_target=name == "blob-download",
        yields=name in _YIELDING,
    )
    for name in KINDS
}
"""Every kind, by name."""

MOVING: Final = ("rebalance", "resilver")
"""Kinds beside which others are not begun."""


def known_kind(text: str) -> str:
    """The kind of that name or display name; empty when AIS knows none."""
    try:
        return check_kind(text)
    except InvalidName:
        return ""


def is_startable(kind: str) -> bool:
    """Whether AIS starts it by itself, and not by an operation on a bucket."""
    return kind in STARTABLE
