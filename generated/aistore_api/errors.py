# Copied by codegen.py from openapi/templates/runtime/errors.py; do not edit.
"""What a call can end with besides its result.

CallError
├── ApiError                          the cluster answered, and not with success
├── AnswerError (ValueError)          a success whose content is not what the specification says
├── RedirectError (PermissionError)   a redirect that was not followed
├── InsecureToken (PermissionError)   the token would have gone over plain http to another machine; nothing was sent
└── AmbiguousUpload                   an upload that may or may not have happened

What goes wrong with HTTP itself is raised as httpx raises it: `httpx.TransportError` and its kinds.
None of these errors holds header fields of a request, so none can tell a token.
"""

from __future__ import annotations

import json
from typing import Any, Final

from .models.ais_error import AisError
from .types import Answer, Headers

_SHOWN_CHARACTERS: Final = 500  # of a server's message in a line of log; the whole is in `error` and `answer`
_TEXTS: Final = ("tcode", "message", "method", "url_path", "remote_addr", "caller", "node")


class CallError(Exception):
    """Something went wrong with a call. `str()` is one line that stands alone in a log."""

    def __init__(self, message: str = "", *, operation: str = "", method: str = "", target: str = "") -> None:
        super().__init__(message)
        self.operation = operation
        """Id of the operation."""
        self.method = method
        self.target = target
        """Path and query of the call, as the caller built them: without what a proxy adds."""

    def __str__(self) -> str:
        what = f"{self.method} {self.target}: " if self.method else ""
        return f"{what}{self._message()}"

    def _message(self) -> str:
        return str(self.args[0]) if self.args else ""


class ApiError(CallError):
    """The cluster answered with something else than 2xx.

    `error` is what AIS says of it, from the body or, for HEAD, from `Hdr-Error`; `None` where it says nothing that
    can be read: an answer of another server on the way, or of a node that is starting.
    """

    def __init__(self, status: int, error: AisError | None, answer: Answer, **where: str) -> None:
        super().__init__("", **where)
        self.args = (status, error, answer)  # what an exception is pickled with
        self.status = status
        self.error = error
        self.answer = answer

    def _message(self) -> str:
        if self.error is None:
            return f"{self.status}"
        tcode = f" {self.error.tcode}" if self.error.tcode else ""
        message = _one_line(self.error.message)
        # Most messages of targets begin with their name.
        node = "" if message.startswith(self.error.node) else f"{self.error.node}: "
        return f"{self.status}{tcode}: {node}{message}"


class AnswerError(CallError, ValueError):
    """A success whose content is not what the specification says: another server, or another version."""


class RedirectError(CallError, PermissionError):
    """A redirect that was not followed; the text says why."""


class InsecureToken(CallError, PermissionError):
    """A token would have gone over plain http to another machine. Nothing was sent."""


class AmbiguousUpload(CallError):
    """An upload failed after an empty object may have taken the place of the one to be stored.

    Only an endpoint that stops redirecting from one request to the next leads here.
    """


def parse_error(answer: Answer) -> AisError | None:
    """What AIS says of an error: the body's JSON, else that of `Hdr-Error`; `None` if neither can be read.

    Fields that are missing or of another type are empty: who reads an error must not fail over it.
    """
    return _from_json(answer.content) or _from_json(_hdr_error(answer.headers))


def _hdr_error(headers: Headers) -> bytes:
    return headers.get("Hdr-Error", "").encode("utf-8", "surrogateescape")


def _from_json(text: bytes) -> AisError | None:
    try:
        # AIS echoes input, so messages may hold bytes that are not UTF-8.
        found: Any = json.loads(text.decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict) or not isinstance(found.get("message"), str):
        return None
    fields: dict[str, Any] = {name: "" for name in _TEXTS if name != "tcode"}
    fields |= {name: found[name] for name in _TEXTS if isinstance(found.get(name), str)}
    status = found.get("status")
    fields["status"] = status if isinstance(status, int) else 0
    return AisError.from_dict(fields)


def _one_line(text: str) -> str:
    shown = " ".join("".join(char if char.isprintable() else " " for char in text).split())
    return shown if len(shown) <= _SHOWN_CHARACTERS else f"{shown[:_SHOWN_CHARACTERS]}..."
