"""What an answer is made of, and what the answer of the next node means for the one before. Pure.

Source: ext/etl/communicator.go, ext/etl/webserver (AIS 5.0)
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator
from typing import Final

from aistore_api.types import Bytes
from attrs import define

from .refusal import RETRY_REASON, TRANSIENT, Refused, error_body

DELIVERED_LENGTH: Final = "Ais-Direct-Put-Length"
BODILESS: Final = frozenset((204, 304))
"""Statuses whose answers have no body, and no length."""
DRAINED: Final = 256 << 10
"""A body that nobody reads is taken in and forgotten up to here; beyond it the connection is closed instead."""
LINGER: Final = 1.0
"""Seconds for a client to read its answer: closing with bytes unread would reset the connection and lose it."""
PIECE: Final = 1 << 20
"""Bytes that are read, or passed on, at a time."""
_DIGITS: Final = re.compile(r"[0-9]{1,18}")
_MEDIA_TYPE: Final = re.compile(r"[!-~](?:[ -~]*[!-~])?")


@define(eq=False)
class Answer:
    """What a server says. Neither `content` nor `pieces`: a status without a body."""

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    content: Bytes | None = None
    pieces: Iterator[Bytes] | AsyncIterator[Bytes] | None = None
    """Content that comes piece by piece; a failure while it does must break the connection."""
    length: int | None = None
    """Bytes of `pieces`, where that is known."""
    why: str = ""
    """Why it is a refusal, for the log."""


def plain(content: object) -> Bytes | None:
    """What a transform gave, so that `len` is its number of bytes: of a view on numbers it is another one.

    None: it is no content.
    """
    if isinstance(content, memoryview) and not (content.format == "B" and content.ndim == 1 and content.c_contiguous):
        return content.tobytes()
    return content if isinstance(content, (bytes, bytearray, memoryview)) else None


def media_type(given: object) -> str:
    """A Content-Type that can be sent.

    Raises:
        Refused: 500 it would end the header, or is none.
    """
    if not isinstance(given, str) or _MEDIA_TYPE.fullmatch(given) is None:
        raise Refused(500, f"get_mime_type returned what is no media type: {given!r}")
    return given


def told(content: Bytes, kind: str) -> Answer:
    """Content as the answer."""
    return Answer(200, (("Content-Type", kind),), content)


def refused(exc: Refused) -> Answer:
    """An error as the answer."""
    kind = ("Content-Type", "application/json")
    return Answer(exc.status, (kind, *exc.headers), error_body(exc.status, exc.message), why=exc.message)


def cut_short(exc: Exception) -> Answer:
    """The answer to a request that ended too early, for whoever still reads."""
    return refused(Refused(400, str(exc)))


def delivered(length: int | str | None) -> Answer:
    """The content is where it belongs: AIS has nothing more to do. 0 says that it is empty, and there."""
    found = "" if length is None else str(length)
    return Answer(204, ((DELIVERED_LENGTH, found),) if _DIGITS.fullmatch(found) else ())


def is_transient(status: int, reason: str | None) -> bool:
    """Whether the next node says that the same may go well soon."""
    return status == 503 and reason == TRANSIENT


def judge(status: int, *, is_stage: bool) -> bool:
    """Whether the answer of the next node is content, rather than that it has been delivered.

    A target that keeps an object answers 200 without content; a stage that answers 200 answers content, be it empty.

    Raises:
        Refused: it is neither.
    """
    if status == 204:
        return False
    if status == 200:
        return is_stage
    raise Refused(502, f"the next node answered {status}, which means nothing here")


def passed_on(status: int, reason: str | None, words: bytes, *, is_stage: bool) -> Refused:
    """The refusal of the next node, as the one of this one."""
    who = "the next stage" if is_stage else "the final target"
    text = " ".join(words.decode("utf-8", "replace").split())[:500]
    if not 400 <= status < 600:
        return Refused(502, f"{who} answered {status}, which means nothing here")
    headers = ((RETRY_REASON, TRANSIENT),) if is_transient(status, reason) else ()
    return Refused(status, f"{who} answered {status}: {text}" if text else f"{who} answered {status}", headers)
