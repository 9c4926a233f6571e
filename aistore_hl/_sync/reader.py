# Written by codegen.py from aistore_hl/_async/reader.py; do not edit.
"""The content of an object as it arrives: verified, and resumed where it breaks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NoReturn, Protocol, Self

from aistore_api.api.objects import get_object
from aistore_api.types import UNSET, Bytes, Call, Headers

from .._concurrency import monotonic
from .._core import failure
from .._core.body import Cursor, Fingerprint
from .._core.errors import AisError, ClientClosed, ObjectChanged, ObjectNotFound, RangeNotSatisfiable
from .._core.limits import Limits
from .._core.names import ObjectRef
from .._core.props import ObjectProps
from .._core.reading import PLAIN, BlobDownload, ReadOptions
from .._core.request import ByteRange
from .._wire.blocking import Response
from .absence import unavailable
from .cold import open_cold
from .direct import ask_target, doubt
from .session import Session

ONE_PIECE = 16 * 1024 * 1024
"""Bytes up to which a whole object is received in one piece, and asked for anew where it breaks."""


class Sink(Protocol):
    """Takes a whole body that may have to begin anew, since nothing of it was shown to anybody yet."""

    def write(self, piece: Bytes) -> None:
        """Keep the piece."""

    def restart(self) -> None:
        """Forget every piece."""


class Reader:
    """An open object. Close it: a reader that is neither read to its end nor closed keeps the object locked in AIS."""

    def __init__(
        self, session: Session, ref: ObjectRef, cursor: Cursor, options: ReadOptions, limits: Limits
    ) -> None:
        self._session = session
        self._ref = ref
        self._cursor = cursor
        self._options = options
        self._limits = limits
        self._started = monotonic()
        self._response: Response | None = None
        self._closed = False
        self._head: tuple[int, Headers] | None = None
        """Of the first answer. Its properties are read when somebody asks: most who read a small object do not."""

    @classmethod
    def open(
        cls,
        session: Session,
        ref: ObjectRef,
        wanted: ByteRange | None,
        *,
        options: ReadOptions = PLAIN,
        limits: Limits,
        pinned: Fingerprint | None = None,
    ) -> Self:
        """Ask for the content and wait for the head of the answer, which has to be of `pinned` where that is given."""
        made = options.transform is not None
        cursor = Cursor.reading(wanted, integrity=session.settings.integrity, pinned=pinned, made=made)
        reader = cls(session, ref, cursor, options, limits)
        try:
            reader._ask(wanted)
        except AisError as exc:
            reader._fail(exc)
        return reader

    @property
    def props(self) -> ObjectProps:
        """Size, checksum, version and custom metadata, as the first answer gave them."""
        assert self._head is not None
        return ObjectProps.from_get(*self._head)

    @property
    def fingerprint(self) -> Fingerprint:
        """The state of the object that is being read."""
        assert self._cursor.fingerprint is not None
        return self._cursor.fingerprint

    @property
    def length(self) -> int | None:
        """Bytes to read: of the part, where one was asked for; `None` where the answer does not say."""
        return self._cursor.expected

    def __reduce__(self) -> NoReturn:
        raise TypeError(f"a {type(self).__name__} cannot be pickled, since it is half read: hand over its Object")

    def __repr__(self) -> str:
        of = "" if self.length is None else f" of {self.length:,}"
        return f"<{type(self).__name__} {self._ref} {self._cursor.position:,}{of} bytes>"

    def read_all(self) -> bytes:
        """What is left, in memory: verified before it is handed over, if nothing was read before.

        Raises:
            ChecksumMismatch: the content is not what was stored, also the second time.
            BodyInterrupted: it broke too often.
            ObjectChanged: it was overwritten after a part of it had been read.
        """
        fresh = self._cursor.position == 0
        length = self._cursor.expected
        if fresh and length is not None and length <= ONE_PIECE:
            return self._read_one_piece()
        collected = _Collected()
        if fresh:
            self.pour(collected)
        else:
            for chunk in self:
                collected.write(chunk)
        return b"".join(collected.pieces)

    def readinto(self, buffer: bytearray | memoryview) -> int:
        """Fill the buffer from its start, as far as bytes are there; how many, 0 at the end.

        Raises: as iteration. What is in the buffer after an error does not count.
        """
        view = memoryview(buffer).cast("B")
        if not view:
            return 0
        while (response := self._open_response()) is not None:
            try:
                count = response.readinto(view)
                if count == 0:
                    self._cursor.finish()
                    break
                if good := self._cursor.take(view[:count]):
                    self._release_if_complete()
                    return good
            except AisError as exc:
                self._recover(exc, whole=False)
        self._release()
        return 0

    def __iter__(self) -> Iterator[bytes]:
        """The content in chunks of up to 1 MiB.

        The last chunk comes only once the whole is verified: a body that fails raises instead of ending.

        Raises:
            ChecksumMismatch: the content is not what was stored.
            BodyInterrupted: it broke too often, or cannot be known again.
            ObjectChanged: it was overwritten meanwhile.
        """
        while (chunk := self._next(whole=False)) is not None:
            if chunk:
                yield bytes(chunk)

    def pour(self, sink: Sink) -> None:
        """Give the sink the whole content; begin anew, once, where the object turns out to be another one."""
        while (chunk := self._next(whole=True, sink=sink)) is not None:
            if chunk:
                sink.write(chunk)

    def close(self) -> None:
        """Stop reading. Again: nothing."""
        self._closed = True
        self._release()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self._closed = True
        self._release()

    def _read_one_piece(self) -> bytes:
        while (response := self._open_response()) is not None:
            try:
                data = self._cursor.advance(response.read())
                self._cursor.finish()
            except AisError as exc:
                self._recover(exc, whole=True)
            else:
                self._response = None  # read to its end: it has nothing left to close
                return data if isinstance(data, bytes) else bytes(data)
        return b""

    def _next(self, *, whole: bool, sink: Sink | None = None) -> Bytes | None:
        """Bytes that may be handed over, perhaps none yet; `None` at the end."""
        response = self._open_response()
        if response is None:
            return None
        try:
            chunk = response.read_chunk()
            if chunk:
                good = self._cursor.advance(chunk)
                self._release_if_complete()
                return good
            held = self._cursor.finish()
        except AisError as exc:
            self._recover(exc, whole=whole)
            if sink is not None and self._cursor.position == 0:
                sink.restart()
            return b""
        self._release()
        return held

    def _open_response(self) -> Response | None:
        """The answer that is being read; `None` once everything was."""
        if self._closed:
            raise ClientClosed(f"the reader of {self._ref} was closed")
        return self._response

    def _ask(self, byte_range: ByteRange | None) -> None:
        if self._options.transform is not None:
            from .transform import open_transformed  # most programs have no ETL

            self._begin(open_transformed(self._session, self._ref, self._options, self._limits))
            return
        call = _call(self._ref, byte_range, self._options)
        if self._options.direct and self._head is None and self._ask_target(call):
            return
        if self._ref.bucket.is_remote:
            response = open_cold(self._session, call, self._ref, self._limits)
        else:
            response = self._session.open(call, self._limits)
        self._begin(response)

    def _ask_target(self, call: Call[bytes]) -> bool:
        """Whether the target that should have the object has given it."""
        response = ask_target(self._session, call, self._ref, self._limits)
        if response is None:
            return False
        try:
            self._begin(response)
        except ObjectChanged:
            # Another state than the one that is wanted: perhaps that of before the object moved. The proxy knows.
            doubt(self._session)
            return False
        return True

    def _begin(self, response: Response) -> None:
        """Take in the head of an answer."""
        headers = response.headers
        try:
            self._cursor.open(response.status, headers)
        except BaseException:
            response.close()
            raise
        if self._head is None or self._cursor.position == 0:
            self._head = response.status, headers
        self._response = response

    def _recover(self, cause: AisError, *, whole: bool) -> None:
        """Continue after `cause`, or raise what the caller has to know."""
        try:
            while True:
                self._release()
                deadline = self._limits.deadline
                if deadline is not None and monotonic() >= deadline:
                    raise cause
                byte_range = self._cursor.resume_after(cause, whole=whole)
                try:
                    self._ask(byte_range)
                except (ObjectChanged, RangeNotSatisfiable) as exc:
                    cause = exc
                else:
                    return
        except AisError as exc:
            self._fail(exc)

    def _fail(self, exc: AisError) -> NoReturn:
        """Raise what the caller has to know."""
        failure.tell(
            exc,
            operation=get_object.OPERATION,
            target=f"/v1/objects/{self._ref.bucket.name}/{self._ref.name}",
            node=getattr(exc, "node", "") or self._session.origin,
            attempts=max(exc.attempts, 1),
            seconds=monotonic() - self._started,
        )
        if isinstance(exc, ObjectNotFound):
            instead = unavailable(self._session, exc, self._ref.bucket, self._limits)
            if instead is not None:
                raise instead from exc
        raise exc

    def _release_if_complete(self) -> None:
        if self._cursor.is_complete:
            self._release()

    def _release(self) -> None:
        response, self._response = self._response, None
        if response is not None:
            response.close()


def _call(ref: ObjectRef, byte_range: ByteRange | None, options: ReadOptions) -> Call[bytes]:
    range_ = UNSET if byte_range is None else str(byte_range)
    if options is PLAIN:
        return get_object.call(ref.bucket.name, ref.name, range_=range_, **ref.bucket.address())
    blob = options.blob or BlobDownload()
    return get_object.call(
        ref.bucket.name,
        ref.name,
        range_=range_,
        latest_ver=True if options.latest else UNSET,
        validate_checksum=True if options.validate else UNSET,
        ais_blob_download=True if options.blob else UNSET,
        ais_blob_chunk=UNSET if blob.chunk_size is None else str(blob.chunk_size),
        ais_blob_workers=UNSET if blob.workers is None else blob.workers,
        ais_blob_threshold=UNSET if blob.threshold is None else str(blob.threshold),
        **ref.bucket.address(),
    )


class _Collected:
    """A sink in memory."""

    def __init__(self) -> None:
        self.pieces: list[Bytes] = []

    def write(self, piece: Bytes) -> None:
        self.pieces.append(piece)

    def restart(self) -> None:
        self.pieces.clear()
