"""From an answer of 400 or more to the error that says everything on one line."""

from __future__ import annotations

import json
from typing import Any

from aistore_api.types import Answer, Operation

from .errors import AisError, BadRequest, EtlFailed, EtlNotFound, NotFound, ObjectNotFound, StatusError, class_of

_SHOWN = 500
"""Characters of a server's text that an error shows: AIS's own messages stay below, a foreign page does not."""


_BY_ETL = "ETL error: "
"""What the words of a transformer begin with: AIS gives them no other sign.

Source: ext/etl/communicator.go (AIS 5.0)
"""

_LATE = "context deadline exceeded"
"""What AIS says, with 400, of a transformer that took longer than `obj_timeout`: as recorded on AIS 5.0."""


_UNREACHED = (400, "ErrFailedTo")


def from_answer(
    answer: Answer, operation: Operation, *, node: str, secret: str = "", by_etl: bool = False
) -> StatusError:
    """The error of an answer: recognised by status and `tcode`, told in the server's words.

    AIS puts the error's JSON in the body, and for HEAD in `Hdr-Error`. `secret` is left out of those words: who answers
    with what it was sent, as proxies do for debugging, answers with the token. `by_etl` is what a transformer answers
    by itself, to a reader that was sent to it.
    """
    header = answer.headers.get("hdr-error", "").encode("utf-8", "surrogateescape")
    content, header = (
        text.replace(secret.encode(), b"<secret>") if secret else text for text in (answer.content, header)
    )
    document = _document(content, header)
    tcode = str(document.get("tcode", ""))
    message = str(document.get("message", "")) or _text(content)
    said_by = str(document.get("node", ""))
    cls = class_of(answer.status, tcode)
    if (answer.status, tcode) == _UNREACHED and not _asks_targets(operation, said_by):
        cls = BadRequest
    # A DELETE of what is not there is answered without a tcode, and a job that is not there like an object.
    if cls in (NotFound, ObjectNotFound):
        cls = _not_found(cls, operation)
    if by_etl or (operation.tag == "etls" and message.startswith(_BY_ETL)):
        cls, message = EtlFailed, message.rstrip()
    elif cls is BadRequest and operation.id.startswith("transform_object") and _LATE in message:
        cls = EtlFailed
    said = " ".join(filter(None, (str(answer.status), tcode)))
    return cls(
        f"{said}: {message}" if message else said,
        status=answer.status,
        tcode=tcode,
        server_message=message,
        node=said_by or node,
    )


def _asks_targets(operation: Operation, said_by: str) -> bool:
    """Whether what failed can only be that a target did not answer the proxy, which keeps one that was killed in its
    map for 37 s (seen on AIS 5.0): targets say the same of what they cannot do, and proxies of other clusters.

    Source: ais/htcommon.go, toErr (AIS 5.0)
    """
    return said_by.startswith("p[") and operation.tag not in ("cluster", "daemon")


def _not_found(cls: type[StatusError], operation: Operation) -> type[StatusError]:
    """What is not there: of a transform with a tcode the object, without one the ETL."""
    if operation.tag in ("objects", "archives"):
        return ObjectNotFound
    if operation.tag != "etls":
        return NotFound
    return ObjectNotFound if cls is ObjectNotFound and operation.id.startswith("transform_object") else EtlNotFound


def tell(exc: AisError, *, operation: Operation, target: str, node: str, attempts: int, seconds: float) -> None:
    """Complete the text of `exc`: verb, path, node, attempts, seconds. Once: an error told already is left alone."""
    if getattr(exc, "operation", ""):
        return
    times = "1 attempt" if attempts == 1 else f"{attempts} attempts"
    path = target.partition("?")[0]
    exc.message = f"{operation.method} {path} at {node}: {exc.message} ({times}, {seconds:.2f} s)"
    exc.args = (exc.message,)
    exc.operation = operation.id
    exc.attempts = attempts


def _document(*texts: bytes) -> dict[str, Any]:
    for text in texts:
        if text.lstrip()[:1] == b"{":
            try:
                found: dict[str, Any] = json.loads(text.decode("utf-8", "replace"))
            except (ValueError, RecursionError):
                continue
            return found
    return {}


def _text(content: bytes) -> str:
    text = content[: 4 * _SHOWN].decode("utf-8", "replace")
    return " ".join(text.split())[:_SHOWN]
