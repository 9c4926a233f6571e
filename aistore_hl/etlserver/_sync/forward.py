# Written by codegen.py from aistore_hl/etlserver/_async/forward.py; do not edit.
"""Putting a result where it goes next, and what the answer means here."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from attrs import define

from aistore_api.types import Bytes
from aistore_hl._concurrency import Action, sleep
from aistore_hl._core.errors import ConnectFailed, TransportError
from aistore_hl._wire.blocking import Engine, Response

from ..nodes import Hop
from ..outcome import DELIVERED_LENGTH, PIECE, Answer, delivered, is_transient, judge, passed_on, told
from ..refusal import RETRY_REASON, Refused, transient
from .source import PATIENCE, words_of

_LONGEST_PAUSE: Final = 30.0
_SMALL: Final = 1 << 20
"""Up to here the answer of another stage is taken in before it is passed on."""


@define(eq=False)
class Output:
    """A result on its way."""

    content: Bytes | Iterator[Bytes]
    sent: int = 0
    """Bytes that have been taken from it."""

    def counted(self, first: Bytes, pieces: Iterator[Bytes]) -> Iterator[Bytes]:
        """Pieces, and how much they are."""
        self.sent += len(first)
        yield first
        for piece in pieces:
            self.sent += len(piece)
            yield piece

    def close(self) -> None:
        """Nobody takes more of it."""
        content: Any = self.content  # Any: only what a generator made has it
        if hasattr(content, "close"):
            content.close()


def deliver(
    engine: Engine,
    hop: Hop,
    make: Action[Output],
    *,
    retries: int,
    pause: float,
    is_replayable: bool,
    kind: str,
) -> Answer:
    """Put what `make` gives, again if the connection broke and it can be made again; what to answer then.

    Raises:
        Refused: it was not delivered.
    """
    headers = [("Content-Type", kind)]
    if hop.rest:
        headers.append(("Ais-Node-Url", hop.rest))
    who = "the next stage" if hop.is_stage else "the final target"
    failure: Exception | None = None
    for attempt in range(retries + 1):
        output = make()
        answer: Answer | None = None
        try:
            response = engine.send(
                hop.origin, "PUT", hop.target, headers, output.content, timeouts=PATIENCE, both_ways=hop.is_stage
            )
            if not is_transient(response.status, response.headers.get(RETRY_REASON)):
                answer = _heard(response, hop, output)
                return answer
            failure = passed_on(503, None, words_of(response), is_stage=hop.is_stage)
        except ConnectFailed as exc:
            raise Refused(502, f"{who} cannot be reached: {exc}") from exc
        except TransportError as exc:
            failure = exc
        finally:
            # An answer that comes piece by piece may still need what has not been sent.
            if answer is None or answer.pieces is None:
                output.close()
        if not is_replayable:
            raise transient(f"{who} did not take the result: {failure}") from failure
        if attempt < retries:
            sleep(min(pause * 2.0**attempt, _LONGEST_PAUSE))
    raise Refused(502, f"{who} did not take the result in {retries + 1} tries: {failure}") from failure


def _heard(response: Response, hop: Hop, output: Output) -> Answer:
    """What the answer of the next node means here.

    Raises:
        Refused: it is none that means anything.
        TransportError: it broke.
    """
    if response.status not in (200, 204):
        reason = response.headers.get(RETRY_REASON)
        raise passed_on(response.status, reason, words_of(response), is_stage=hop.is_stage)
    if not judge(response.status, is_stage=hop.is_stage):
        length = response.headers.get(DELIVERED_LENGTH)
        response.close() if response.length else response.read()
        return delivered(output.sent if response.status == 200 else length)
    kind = response.headers.get("content-type") or ""
    if not kind or not kind.isascii() or not kind.isprintable():
        kind = "application/octet-stream"
    if response.length is not None and response.length <= _SMALL:
        return told(response.read(), kind)
    headers = (("Content-Type", kind),)
    return Answer(200, headers, pieces=_relayed(response, output), length=response.length)


def _relayed(response: Response, output: Output) -> Iterator[Bytes]:
    """The answer of the next stage, which takes what is left of the output while it is read.

    Raises:
        Refused: either broke.
    """
    try:
        while piece := response.read_chunk(PIECE):
            yield piece
    except TransportError as exc:
        raise Refused(502, f"the answer of the next stage broke: {exc}") from exc
    finally:
        response.close()
        output.close()
