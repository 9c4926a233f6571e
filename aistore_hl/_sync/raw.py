# Written by codegen.py from aistore_hl/_async/raw.py; do not edit.
"""Generated calls through the client's own session: every endpoint, with its redirects, retries and errors."""

from __future__ import annotations

from typing import TypeVar, cast

from aistore_api.types import Answer, Call

from .._core.errors import ConfigError
from .._core.request import Timeouts
from .._wire.blocking import Response
from .session import Reading, Session
from .source import Body, open_source
from .upload import Upload

T = TypeVar("T")
R = TypeVar("R")


class Raw:
    """Sends what `aistore_api.api.<tag>.<operation>.call(...)` builds."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def send(self, call: Call[T], *, timeout: float | Timeouts | None = None) -> T:
        """The typed result of a call; its answer is read whole.

        Raises:
            AisError: the same tree as everywhere; `StatusError` holds `status` and `tcode`.
        """
        return self._read(call, call.parse, timeout)

    def answer(self, call: Call[T], *, timeout: float | Timeouts | None = None) -> Answer:
        """The answer itself: status, header fields and content."""
        return self._read(call, lambda answer: answer, timeout)

    def open(self, call: Call[T], *, timeout: float | Timeouts | None = None) -> Response:
        """The answer with its body still to be read: use it with `with`. Nothing is verified and nothing resumed."""
        if call.operation.uploads:
            raise ConfigError(f"{call.operation.id} sends content: use send or answer")
        return self._session.open(call, self._session.limits(timeout, control=False))

    def _read(self, call: Call[T], reader: Reading[R], timeout: float | Timeouts | None) -> R:
        if not call.operation.uploads:
            return self._session.read(call, reader, timeout=timeout)
        with open_source(b"" if call.body is None else cast("Body", call.body)) as source:
            limits = self._session.limits(timeout, control=False)
            return Upload(self._session, call, source, limits, hashed=False).send(reader)
