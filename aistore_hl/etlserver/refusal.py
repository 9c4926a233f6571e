"""Why a request gets no content, and the one shape in which that is said."""

from __future__ import annotations

import json
from typing import Final

RETRY_REASON: Final = "Ais-Etl-Retry-Reason"
TRANSIENT: Final = "direct-put-transient"
"""With 503: the target sends the object again. Source: api/apc/headers.go (AIS 5.0)"""

_LONGEST: Final = 1_000


class Refused(Exception):
    """The answer is a status of 400 or more, and these words."""

    def __init__(self, status: int, message: str, headers: tuple[tuple[str, str], ...] = ()) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.headers = headers


class BrokenBody(ConnectionError):
    """The request ended before its body did: nobody is left to be answered."""


def transient(message: str) -> Refused:
    """A direct put that may go well next time, of content that is used up here."""
    return Refused(503, message, ((RETRY_REASON, TRANSIENT),))


def error_body(status: int, message: str) -> bytes:
    """What a caller gets to read; AIS shows it after `ETL error:`."""
    return json.dumps({"status": status, "error": message[:_LONGEST]}).encode() + b"\n"


def said(exc: BaseException, hidden: str = "") -> str:
    """An exception of a transform in one line, without the path of the file that it was given."""
    text = str(exc)
    if hidden:
        text = text.replace(hidden, "the object's file")
    line = " ".join(text.split())[:_LONGEST]
    return f"{type(exc).__name__}: {line}" if line else type(exc).__name__
