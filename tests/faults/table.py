"""The fault table: `outcomes.txt` read, and what the names of its rows mean."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, Literal

from attrs import frozen

from aistore_hl import Timeouts, errors
from aistore_hl.local.faults import Fault, Faults

SIZE: Final = 65_536
"""Bytes of the object that is read and written; what is streamed is longer."""

MATCHES: Final = {
    "get": "GET object",
    "stream": "GET object",
    "file": "GET object",
    "range": "GET object",
    "put": "PUT object",
    "put_file": "PUT object",
    "put_iter": "PUT object",
    "head": "HEAD object",
    "delete": "DELETE object",
    "copy": "PUT object?object_to",
    "rename": "POST object rename-obj",
    "meta": "PATCH object",
    "list": "GET bucket",
    "create": "POST bucket create-bck",
    "destroy": "DELETE bucket",
    "props": "PATCH bucket set-bprops",
    "job": "GET cluster?what=status",
}
"""The operations, and which requests are struck."""

FAULTS: Final[dict[str, dict[str, Any]]] = {
    "reset": {"reset": True},
    "reset-twice": {"reset": True, "times": 2},
    "reset-always": {"reset": True, "times": None},
    "cut-at-once": {"cut": 0},
    "cut": {"cut": 20},
    "reset-midway": {"cut": 20, "reset": True},
    "trunc": {"trunc": 20},
    "flip": {"flip": SIZE // 2},
    "flip-always": {"flip": SIZE // 2, "times": None},
    "delay": {"delay": 0.01},
    "hang": {"kind": "hang"},
    "stall": {"delay": 3600, "at": 20},
    "drip": {"rate": 5_000_000},
    "lost-answer": {"kind": "lost answer"},
    "lost-by-reset": {"kind": "lost by reset"},
    "lost-always": {"lose_answer": True, "times": None},
    "foreign-host": {"kind": "foreign host"},
    "other-path": {"kind": "other path"},
    "no-location": {"kind": "no location"},
    "loop": {"kind": "loop", "times": None},
    "not-ready": {"kind": "not ready"},
    "starting": {"kind": "starting"},
    "no-targets": {"kind": "no targets"},
    "busy": {"kind": "busy"},
    "too-many": {"kind": "too many"},
    "500": {"kind": "failure"},
    "500-always": {"status": 500, "times": None},
    "503": {"kind": "unavailable"},
    "503-always": {"status": 503, "times": None},
    "full": {"kind": "full"},
    "garbled": {"kind": "garbled head"},
    "half-a-head": {"kind": "half a head"},
    "foreign-page": {"kind": "foreign page"},
}
"""What the proxy or the target does to the operation's requests, once where nothing else is said."""

STATES: Final = ("old-map", "stale-map", "down", "down-and-up")
"""What is wrong beside the requests themselves: the client knows the nodes from an old map; it is told an old one when
it asks; none of the nodes of that kind listens; none did at the first try, and then all do."""

_ERRORS: Final = {
    "ambi": errors.AmbiguousWrite,
    "badsum": errors.BadChecksum,
    "broken": errors.ConnectionBroken,
    "busy": errors.Busy,
    "conn": errors.ConnectFailed,
    "full": errors.OutOfSpace,
    "many": errors.TooManyRequests,
    "missing": errors.NotFound,
    "noobj": errors.ObjectNotFound,
    "none": errors.NoTargets,
    "proto": errors.ProtocolError,
    "redir": errors.RedirectRefused,
    "s500": errors.ServerError,
    "s503": errors.Unavailable,
    "sum": errors.ChecksumMismatch,
    "used": errors.BodyConsumed,
}
"""The words of the cells that stand for an error."""


@frozen
class Cell:
    """One operation under one fault, and what must come of it."""

    fault: str
    leg: Literal["proxy", "target"]
    operation: str
    outcome: str
    """`ok`, or a word for an error, perhaps with an asterisk."""

    def __str__(self) -> str:
        return f"{self.operation}-{self.fault}-{self.leg}"

    @property
    def error(self) -> type[errors.AisError] | None:
        """What is raised; `None` where the call does what it was asked for."""
        return None if self.outcome == "ok" else _ERRORS[self.outcome.rstrip("*")]

    @property
    def states(self) -> tuple[str, ...]:
        """What the cluster may hold afterwards: as before, or as it was asked for."""
        match self.outcome:
            case "ok":
                return ("new",)
            case "sum":
                # Found out after the fact, and told as that.
                return ("other",)
            case "ambi" | "broken*":
                return ("old", "new")
        return ("old",)

    @property
    def timeouts(self) -> Timeouts:
        """Short ones only where they are waited for: a machine that is busy with others must not count as a fault."""
        waits = 0.2 if self.fault in ("hang", "stall") else 10
        return Timeouts(connect=10, pool=10, write=10, first_byte=waits, read=waits)

    @property
    def changes(self) -> bool:
        """Whether the operation writes."""
        return self.operation not in ("get", "stream", "file", "range", "head", "list", "job")

    def order(self, faults: Faults) -> Fault:
        """Give the order."""
        return faults.once(MATCHES[self.operation], side=self.leg, **FAULTS[self.fault])


def read() -> list[Cell]:
    """The applicable cells.

    Raises:
        ValueError: the file is not such a table.
    """
    return list(_cells((Path(__file__).parent / "outcomes.txt").read_text().splitlines()))


def _cells(lines: list[str]) -> Iterator[Cell]:
    rows = [line.split() for line in lines if line.strip() and not line.startswith("#")]
    head, seen = rows[0][2:], set()
    if head != list(MATCHES):
        raise ValueError(f"the head of the table is not {' '.join(MATCHES)}")
    for fault, leg, *outcomes in rows[1:]:
        if fault not in FAULTS and fault not in STATES:
            raise ValueError(f"{fault} is no fault")
        if leg not in ("proxy", "target") or (fault, leg) in seen:
            raise ValueError(f"{fault} {leg} is no leg, or stands there twice")
        seen.add((fault, leg))
        for operation, outcome in zip(head, outcomes, strict=True):
            if outcome not in ("-", "ok", "broken*", *_ERRORS):
                raise ValueError(f"{fault} {leg} {operation}: {outcome} is no outcome")
            if outcome != "-":
                yield Cell(fault, leg, operation, outcome)  # type: ignore[arg-type]  # looked at above
