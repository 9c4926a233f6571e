# Written by codegen.py from aistore_hl/_async/assembly.py; do not edit.
"""One object sent in parts by several workers, and an upload that was interrupted taken up again."""

from __future__ import annotations

from collections.abc import Mapping
from threading import Lock

from aistore_api.types import Bytes

from .._concurrency import Pieces, Turns, each, lock, together
from .._core import checksum
from .._core.errors import UploadLost
from .._core.limits import Limits
from .._core.names import ObjectRef
from .._core.parts import (
    MOST,
    Parts,
    check_number,
    check_part_size,
    check_workers,
    fitting_stream,
    fitting_upload,
)
from .._core.props import ObjectProps
from .multipart import Multipart
from .part import MemoryStore, PartSource, Store, open_store
from .put import checksum_type, custom_of, put
from .session import Session
from .source import Body, BytesSource, Progress, checked, open_source


class Assembly:
    """How one body is sent in parts."""

    def __init__(
        self,
        session: Session,
        ref: ObjectRef,
        *,
        part_size: int | None,
        workers: int,
        progress: Progress | None,
        metadata: Mapping[str, str] | None,
        upload_id: str | None,
        limits: Limits,
    ) -> None:
        check_workers(workers)
        check_part_size(part_size)
        self._session = session
        self._ref = ref
        self._part_size = part_size
        self._workers = workers
        self._progress = progress
        self._metadata = metadata
        self._upload_id = upload_id
        self._limits = limits

    def put(self, body: Body) -> ObjectProps:
        """Send all of it."""
        store = open_store(body)
        if not isinstance(store, Store):
            return self._put_stream(store)
        with store:
            size = self._part_size or fitting_upload(store.size)
            if self._upload_id is not None or store.size > size:
                return self._put_store(store, size)
        with open_source(body, self._progress) as source:
            return put(self._session, self._ref, source, custom_of(self._metadata), self._limits)

    def _put_store(self, store: Store, part_size: int) -> ObjectProps:
        if not store.size:
            raise ValueError("an upload in parts cannot be of nothing: put it as it is")
        if -(-store.size // part_size) > MOST:
            raise ValueError(f"{store.size:,} bytes in parts of {part_size:,} are more than {MOST:,} parts")
        try:
            return self._send_store(store, part_size, self._upload_id)
        except UploadLost:
            # Of the old one nobody can tell what has arrived. Nothing of it was seen by anybody.
            return self._send_store(store, part_size, None)

    def _send_store(self, store: Store, part_size: int, upload_id: str | None) -> ObjectProps:
        upload = Multipart(self._session, self._ref, upload_id)
        try:
            there = _begin(upload, self._limits)
            parts, turns, tally = Parts(store.size, part_size), Turns(), _Tally(self._progress, store.size)
            for part in parts.all[: len(there)]:
                parts.take()
                tally.add(part.length)
            turns.done(len(there))

            def work() -> None:
                while (part := parts.take()) is not None:
                    source = PartSource(
                        store, part.offset, part.length, number=part.number, turns=turns, advance=tally.add
                    )
                    upload.deliver(part.number, source, self._limits)
                    turns.done(part.number)

            def stop() -> None:
                parts.stop()
                turns.stop()

            together([work] * min(self._workers, len(parts.all)), stop)
            return upload.finish(self._limits, self._metadata, size=store.size, digest=store.digest)
        except BaseException as exc:
            self._give_up(upload, exc, brought=upload_id is not None)
            raise

    def _put_stream(self, pieces: Pieces) -> ObjectProps:
        kind = checksum_type(self._session, self._ref.bucket, self._limits)
        cutter = Cutter(pieces, self._part_size, kind)
        taken = [cutter.take()]
        if self._upload_id is None and cutter.ended:
            source = BytesSource(taken[0][1], self._progress)
            return put(self._session, self._ref, source, custom_of(self._metadata), self._limits)
        upload = Multipart(self._session, self._ref, self._upload_id)
        try:
            there = _begin(upload, self._limits)
            turns, tally = Turns(), _Tally(self._progress, None)
            turns.done(len(there))

            def work() -> None:
                while send(*(taken.pop() if taken else cutter.take())):
                    pass

            def send(number: int, content: Bytes) -> bool:
                # Of its own, so that nobody keeps a part while the next one is cut.
                if number <= len(there):
                    tally.add(len(content))
                elif content:
                    store = MemoryStore(content)
                    source = PartSource(store, 0, len(content), number=number, turns=turns, advance=tally.add)
                    upload.deliver(number, source, self._limits)
                    turns.done(number)
                return len(content) > 0

            def stop() -> None:
                cutter.stop()
                turns.stop()

            together([work] * self._workers, stop)
            return upload.finish(self._limits, self._metadata, size=cutter.size, digest=cutter.digest)
        except BaseException as exc:
            self._give_up(upload, exc, brought=self._upload_id is not None)
            raise

    def _give_up(self, upload: Multipart, exc: BaseException, *, brought: bool) -> None:
        """Drop what has arrived. An upload that was brought stays, to be taken up again, unless it is lost."""
        if not brought or isinstance(exc, UploadLost):
            upload.give_up(exc)


def _begin(upload: Multipart, limits: Limits) -> list[int]:
    """The parts that are there already."""
    if upload.id is not None:
        return upload.arrived(limits)
    upload.begin(limits)
    return []


class Cutter:
    """Cuts a stream into parts, and hashes all of it on the way: afterwards it is gone."""

    def __init__(self, pieces: Pieces, part_size: int | None, kind: str) -> None:
        self.size = 0
        self.ended = False
        self._pieces = each(pieces)
        self._part_size = part_size
        self._hashers = {each: checksum.new(each) for each in {kind, "crc32c"}}
        self._number = 0
        self._rest = memoryview(b"")
        self._turn = lock()

    def stop(self) -> None:
        """No more parts."""
        self.ended = True
        self._rest = memoryview(b"")

    def take(self) -> tuple[int, Bytes]:
        """The number and the content of the next part; without content at the end."""
        with self._turn:
            number = self._number + 1
            if self.ended and not self._rest:
                return number, b""
            found = self._collect(self._part_size or fitting_stream(number))
            if found:
                check_number(number)
                self._number = number
                self.size += len(found)
            return number, found

    def digest(self, kind: str) -> str | None:
        """The checksum of all that was cut."""
        hasher = self._hashers.get(kind)
        return None if hasher is None else hasher.hexdigest()

    def _collect(self, size: int) -> bytearray:
        found = bytearray()
        while len(found) < size:
            if not self._rest:
                try:
                    self._rest = memoryview(checked(next(self._pieces)))
                except StopIteration:
                    self.ended = True
                    break
            piece = self._rest[: size - len(found)]
            self._rest = self._rest[len(piece) :]
            found += piece
            for hasher in self._hashers.values():
                if hasher is not None:
                    hasher.update(piece)
        return found


class _Tally:
    """Counts what was sent, by whoever sends it."""

    def __init__(self, progress: Progress | None, total: int | None) -> None:
        self._progress = progress
        self._total = total
        self._done = 0
        self._turn = Lock()

    def add(self, count: int) -> None:
        if self._progress is not None:
            with self._turn:
                self._done += count
                self._progress(self._done, self._total)
