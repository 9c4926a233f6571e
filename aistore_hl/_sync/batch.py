# Written by codegen.py from aistore_hl/_async/batch.py; do not edit.
"""Many objects in one answer: get-batch, each compared with what was asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, NoReturn, Self, cast

from attrs import evolve, frozen

from aistore_api.api.batches import get_batch, get_bucket_batch, stream_batch, stream_bucket_batch
from aistore_api.types import UNSET, Bytes, Call

from .._core.archive import ArchiveFormat, check_format
from .._core.batch import BatchItem, BatchPlan, read_metadata, ref_of
from .._core.errors import (
    AisError,
    BodyInterrupted,
    BrokenArchive,
    ClientClosed,
    Conflict,
    IntegrityError,
    NotFound,
    TransportError,
    Unavailable,
)
from .._core.limits import Limits
from .._core.multipart import MultipartParser, Part, boundary_of
from .._core.names import BucketRef, ObjectRef
from .._wire.blocking import Response
from .absence import unavailable
from .head import head
from .member import Member
from .session import Session
from .unarchive import Unarchiver, unarchive

if TYPE_CHECKING:
    from aistore_api import models

_METADATA_LIMIT = 256 * 1024 * 1024
"""Bytes of what an answer tells of its items; AIS writes about 100 for each."""


_BUFFER = 256 * 1024
"""Bytes that are received at a time. They are used up before the next ones come."""


class BatchMember(Member):
    """One of a batch: its content as it arrives, and what it was asked for by."""

    def __init__(self, index: int, item: BatchItem, content: Member) -> None:
        super().__init__(content.name, content.size, content.receive)
        self._index = index
        self._item = item

    @property
    def index(self) -> int:
        """Its place in the request."""
        return self._index

    @property
    def item(self) -> BatchItem:
        """What was asked for."""
        return self._item


class Batch:
    """The answer to a get-batch, to be iterated once, in the order of the request. Close it."""

    def __init__(
        self, session: Session, batch: BatchPlan, response: Response, format: ArchiveFormat, limits: Limits
    ) -> None:
        self._session = session
        self._limits = limits
        self._batch = batch
        self._response = response
        self._format: ArchiveFormat = format
        self._said: list[dict[str, Any]] | None = None
        self._parts: _Parts | None = None
        self._archive: Unarchiver | None = None
        self._closed = False
        # AIS sends a chunk for each header and each content: taken one by one they cost more than all else.
        self._buffer = memoryview(bytearray(_BUFFER))

    @classmethod
    def open(
        cls,
        session: Session,
        items: Iterable[BatchItem],
        *,
        format: str,
        streaming: bool,
        colocation: int,
        limits: Limits,
    ) -> Self:
        """Ask for all of them, and wait for the head of the answer."""
        known = check_format(format)
        if colocation not in (0, 1, 2):
            raise ValueError(f"colocation is 0, 1 or 2, not {colocation!r}")
        batch = BatchPlan.of([_bounded(session, item, limits) for item in items])
        call = _call(batch, known, streaming=streaming, colocation=colocation)
        response = session.persist(call, lambda: _ask(session, call, limits), limits)
        opened = cls(session, batch, response, known, limits)
        try:
            opened._begin(streaming=streaming)
        except BaseException:
            opened.close()
            raise
        return opened

    def __len__(self) -> int:
        return len(self._batch.items)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {len(self):,}>"

    def __reduce__(self) -> NoReturn:
        raise TypeError(f"a {type(self).__name__} cannot be pickled, since it is half read")

    def __iter__(self) -> Iterator[BatchMember]:
        """Each as it comes; what is not read of one is passed over by the next. What is missing or wrong is left out.

        Raises:
            BatchError: after the last one: some did not come, or not as they were asked for. It says which.
        """
        failures: dict[int, AisError] = {}
        for index, item in enumerate(self._batch.items):
            try:
                content = self._next()
            except (IntegrityError, TransportError) as exc:
                failures |= dict.fromkeys(range(index, len(self)), exc)
                break
            if content is None:
                missing = BodyInterrupted(f"the batch ended after {index:,} of {len(self):,}")
                failures |= dict.fromkeys(range(index, len(self)), missing)
                break
            said = None if self._said is None or index >= len(self._said) else self._said[index]
            if (failure := self._batch.judge(index, content.name, content.size, said)) is not None:
                failures[index] = failure
            else:
                yield BatchMember(index, item, content)
        else:
            if self._next() is not None:
                raise BrokenArchive(f"the batch has more than the {len(self):,} that were asked for")
        self.close()
        if failures:
            raise self._batch.failure({index: self._judged(index, exc) for index, exc in failures.items()})

    def close(self) -> None:
        """Stop reading. Again: nothing."""
        self._closed = True
        self._response.close()
        if self._archive is not None:
            self._archive.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def _begin(self, *, streaming: bool) -> None:
        if streaming:
            self._archive = unarchive(self._receive, self._format)
            return
        self._parts = _Parts(self._response.headers.get("content-type") or "")
        self._said = read_metadata(self._read_metadata())
        self._archive = unarchive(self._receive_part, self._format)

    def _judged(self, index: int, exc: AisError) -> AisError:
        """What became of an item; of one that is not there, whether a target is out that may have it."""
        if not isinstance(exc, NotFound):
            return exc
        bucket = self._batch.items[index].ref.bucket
        return unavailable(self._session, exc, bucket, self._limits) or exc

    def _next(self) -> Member | None:
        assert self._archive is not None
        return self._archive.next()

    def _receive(self) -> Bytes:
        if self._closed:
            raise ClientClosed("the batch was closed")
        try:
            return self._buffer[: self._response.readinto(self._buffer)]
        except TransportError as exc:
            raise BodyInterrupted(f"the batch ended early: {exc}") from exc

    def _read_metadata(self) -> bytes:
        content = bytearray()
        assert self._parts is not None
        while (piece := self._part("metadata")) is not None:
            content += piece
            if len(content) > _METADATA_LIMIT:
                raise BrokenArchive(f"over {_METADATA_LIMIT:,} bytes of what a batch tells of itself")
        return bytes(content)

    def _receive_part(self) -> Bytes:
        return self._part("archive") or b""

    def _part(self, name: str) -> Bytes | None:
        """The next bytes of a part; `None` once it is over."""
        assert self._parts is not None
        while (piece := self._parts.next(name)) == b"":
            received = self._receive()
            if not received:
                raise BrokenArchive("the answer ends before its last part does")
            self._parts.feed(received)
        return piece


class _Parts:
    """The parts of an answer, in the order in which they are wanted."""

    def __init__(self, media_type: str) -> None:
        self._parser = MultipartParser(boundary_of(media_type))
        self._events: list[Part | bytes] = []
        self._current = ""

    def feed(self, received: Bytes) -> None:
        self._events += self._parser.feed(received)

    def next(self, name: str) -> bytes | None:
        """Bytes of that part; none as long as none are there, `None` when another one or the end has come."""
        while self._events:
            event = self._events[0]
            if isinstance(event, Part):
                if self._current == name:
                    return None
                self._current = event.name
            elif self._current == name:
                self._events.pop(0)
                return event
            self._events.pop(0)
        return None if self._parser.is_whole else b""


def _bounded(session: Session, item: BatchItem, limits: Limits) -> BatchItem:
    """An item whose length is known if it has an offset: of a part that lies behind the end AIS may send the whole."""
    if item.offset is None or item.length is not None:
        return item
    size = head(session, item.ref, limits).size
    assert size is not None
    if item.offset >= size:
        raise ValueError(f"{item.ref} has {size:,} bytes: nothing of it is behind {item.offset:,}")
    return evolve(item, length=size - item.offset)


def _ask(session: Session, call: Call[bytes], limits: Limits) -> Response:
    """The answer to one request. A target that is led to after the cluster map has changed may know the job no more
    that it is to collect for: 409 if it ended, 404 if it never was there. The next request gets a new one.

    Source: ais/ml.go (AIS 5.0)
    """
    try:
        return session.exchange(call, limits)
    except (Conflict, NotFound) as exc:
        # What is not there has a tcode, and a server that knows no batches is no target.
        if exc.tcode or not exc.node.startswith("t["):
            raise
        raise Unavailable(
            f"the target collects nothing for this batch (any more): {exc}",
            status=exc.status,
            node=exc.node,
            server_message=exc.server_message,
        ) from exc


def _call(batch: BatchPlan, format: ArchiveFormat, *, streaming: bool, colocation: int) -> Call[bytes]:
    document = _Document(batch.document(format, streaming=streaming))
    coloc = colocation or UNSET
    if streaming:
        body = cast("models.BatchStreamRequest", document)
        if batch.bucket is None:
            return stream_batch.call(body=body, coloc=coloc)
        return stream_bucket_batch.call(batch.bucket.name, body=body, coloc=coloc, **batch.bucket.address())
    request = cast("models.BatchRequest", document)
    if batch.bucket is None:
        return get_batch.call(body=request, coloc=coloc)
    return get_bucket_batch.call(batch.bucket.name, body=request, coloc=coloc, **batch.bucket.address())


@frozen
class _Document:
    """A request as a generated model would have it: one of those for each item costs as much as reading it."""

    document: dict[str, Any]

    def to_dict(self) -> dict[str, Any]:
        return self.document


def items_of(items: Iterable[BatchItem | object], bucket: BucketRef | None) -> list[BatchItem]:
    """What a caller asked for: items, objects, or their names.

    Raises:
        TypeError: something else.
        InvalidName: no object can have such a name.
    """
    return [each.within(bucket) if isinstance(each, BatchItem) else BatchItem(_named(each, bucket)) for each in items]


def _named(each: object, bucket: BucketRef | None) -> ObjectRef:
    from .object import Object

    if isinstance(each, str):
        return ref_of(each, bucket)
    if isinstance(each, Object):
        return each.ref
    raise TypeError(f"a batch is of names, objects or BatchItem, not of {type(each).__name__}")
