# Written by codegen.py from aistore_hl/_async/writer.py; do not edit.
"""An object that is written piece by piece, and seen when it is closed."""

from __future__ import annotations

from collections.abc import Mapping

from .._concurrency import lock
from .._core.limits import Limits
from .._core.names import ObjectRef
from .multipart import ABORT, Multipart
from .put import custom_of, put
from .session import Session
from .source import BytesSource

PART = 16 * 1024 * 1024
"""Bytes that are kept in memory before they are sent."""


class ContentWriter:
    """Sends what was written: in parts as they become full, or at the end in one request."""

    def __init__(
        self,
        session: Session,
        ref: ObjectRef,
        *,
        part_size: int | None,
        metadata: Mapping[str, str] | None,
        limits: Limits,
    ) -> None:
        self.name = str(ref)
        self._session = session
        self._ref = ref
        self._part_size = part_size or PART
        self._metadata = metadata
        self._limits = Limits(limits.timeouts, None)
        self._buffer = bytearray()
        self._number = 0
        self._upload: Multipart | None = None
        self._failed = False
        self._turn = lock()
        """Who writes beside another one waits: what both write stays, whole, in either order."""

    def write(self, data: memoryview) -> None:
        """Take in all of it.

        Raises:
            AisError: a part could not be sent. Nothing will be stored.
        """
        with self._turn:
            if self._failed:
                raise ValueError("an earlier write has failed: nothing will be stored")
            while data:
                piece = data[: self._part_size - len(self._buffer)]
                self._buffer += piece
                data = data[len(piece) :]
                # Not before there is more: what fits into one part is put as it is.
                if data and len(self._buffer) == self._part_size:
                    self._send()

    def publish(self) -> None:
        """Make it the object.

        Raises:
            AisError: it could not be; nothing is stored, but where the error says otherwise.
        """
        with self._turn:
            if self._failed:
                return
            try:
                self._publish()
            except BaseException as exc:
                self.abort(exc)
                raise

    def abort(self, exc: BaseException | None = None) -> None:
        """Forget what was written. That this fails is noted in what has failed before, if anything has.

        Raises:
            AisError: what has arrived takes room until AIS drops it; nobody sees it.
        """
        self._failed = True
        self._buffer = bytearray()
        upload, self._upload = self._upload, None
        if upload is None or upload.is_over:
            return
        if exc is None:
            upload.abort(timeout=ABORT)
        else:
            upload.give_up(exc)

    def _publish(self) -> None:
        if self._upload is None:
            source = BytesSource(self._buffer, None)
            put(self._session, self._ref, source, custom_of(self._metadata), self._limits)
            return
        if self._buffer:
            self._send()
        self._upload.complete(metadata=self._metadata, timeout=self._limits.timeouts)

    def _send(self) -> None:
        try:
            if self._upload is None:
                self._upload = Multipart(self._session, self._ref)
                self._upload.create(timeout=self._limits.timeouts)
            self._number += 1
            self._upload.put_part(self._number, self._buffer, timeout=self._limits.timeouts)
        except BaseException as exc:
            self.abort(exc)
            raise
        self._buffer = bytearray()
