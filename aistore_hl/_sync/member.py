# Written by codegen.py from aistore_hl/_async/member.py; do not edit.
"""One member of an archive: its content as it arrives."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NoReturn, Self

from aistore_api.api.archives import get_archive_member
from aistore_api.types import UNSET, Bytes

from .._concurrency import Action, monotonic
from .._core.archive import ArchiveFormat
from .._core.errors import BodyInterrupted, BucketNotFound, ClientClosed, MemberNotFound, NotFound, TransportError
from .._core.limits import Limits
from .._core.names import ObjectRef
from .._wire.blocking import Response
from .absence import find
from .session import Session

_TRIES = 3
"""How often a member is read that breaks before anybody saw any of it. AIS has no ranges of members to go on with."""


class Member:
    """The content of one member. AIS keeps no checksums of members: its length is all that can be verified."""

    def __init__(self, name: str, size: int | None, pull: Action[Bytes]) -> None:
        self._name = name
        self._size = size
        self._pull = pull
        self._done = 0

    @property
    def name(self) -> str:
        """Its name in the archive."""
        return self._name

    @property
    def size(self) -> int | None:
        """Bytes; `None` where nobody says."""
        return self._size

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self._name!r} {self._done:,} of {self._size or 0:,} bytes>"

    def __reduce__(self) -> NoReturn:
        raise TypeError(f"a {type(self).__name__} cannot be pickled, since it is half read")

    def read_all(self) -> bytes:
        """What is left of it, in memory.

        Raises:
            BodyInterrupted: it ended early.
        """
        first = bytes(self._next())
        if self._done == self._size:  # most are small
            return first
        pieces = [first]
        while piece := self._next():
            pieces.append(bytes(piece))
        return b"".join(pieces)

    def __iter__(self) -> Iterator[bytes]:
        """The content in chunks of up to 1 MiB.

        Raises:
            BodyInterrupted: it ended early.
        """
        while piece := self._next():
            yield bytes(piece)

    def receive(self) -> Bytes:
        """The next piece of the content; none at its end."""
        return self._next()

    def _next(self) -> Bytes:
        if self._size is not None and self._done == self._size:
            return b""
        piece = self._pull()
        self._done += len(piece)
        if not piece and self._size is not None and self._done != self._size:
            raise BodyInterrupted(f"{self._name!r} ended after {self._done:,} of {self._size:,} bytes")
        return piece


class OpenMember(Member):
    """A member that was asked for by its name. Close it: one that is half read and open keeps the archive locked."""

    def __init__(
        self, session: Session, ref: ObjectRef, name: str, format: ArchiveFormat | None, limits: Limits
    ) -> None:
        super().__init__(name, None, self._receive)
        self._session = session
        self._ref = ref
        self._format: ArchiveFormat | None = format
        self._limits = limits
        self._response: Response | None = None
        self._closed = False

    @classmethod
    def open(
        cls, session: Session, ref: ObjectRef, name: str, format: ArchiveFormat | None, limits: Limits
    ) -> Self:
        """Ask for it, and wait for the head of the answer."""
        member = cls(session, ref, name, format, limits)
        member._ask()
        return member

    def read_all(self) -> bytes:
        """What is left of it, in memory. If nothing was read before and it breaks, it is asked for again.

        Raises:
            BodyInterrupted: it ended early, also the last time.
        """
        fresh = self._done == 0
        for left in reversed(range(_TRIES)):
            try:
                return super().read_all()
            except BodyInterrupted:
                deadline = self._limits.deadline
                if not left or not fresh or (deadline is not None and monotonic() >= deadline):
                    raise
                self._ask()
        raise AssertionError("the last try returns or raises")

    def close(self) -> None:
        """Stop reading. Again: nothing."""
        self._closed = True
        self._release()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def _ask(self) -> None:
        bucket = self._ref.bucket
        call = get_archive_member.call(
            bucket.name,
            self._ref.name,
            archpath=self._name,
            archmime=UNSET if self._format is None else self._format,
            **bucket.address(),
        )
        self._release()
        try:
            self._response = self._session.open(call, self._limits)
        except BucketNotFound:
            raise
        except NotFound as exc:
            self._tell_missing(exc)
            raise
        self._done = 0
        self._size = self._response.length

    def _tell_missing(self, exc: NotFound) -> None:
        """AIS says the same of an object and of a member that is not there: look which.

        Raises:
            MemberNotFound: the archive is there.
        """
        find(self._session, self._ref, self._limits)
        raise MemberNotFound(f"{self._ref} has no member {self._name!r}", **exc.__reduce__()[1][2]) from exc

    def _receive(self) -> Bytes:
        if self._closed:
            raise ClientClosed(f"member {self._name!r} of {self._ref} was closed")
        if self._response is None:
            return b""
        try:
            piece = self._response.read_chunk()
        except TransportError as exc:
            raise BodyInterrupted(f"{self._name!r} of {self._ref} ended early: {exc}") from exc
        if not piece:
            self._release()
        return piece

    def _release(self) -> None:
        response, self._response = self._response, None
        if response is not None:
            response.close()
