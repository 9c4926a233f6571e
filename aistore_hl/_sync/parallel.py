# Written by codegen.py from aistore_hl/_async/parallel.py; do not edit.
"""One object read in parts, by several workers at once: into memory, or into a file."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from threading import Lock

from .._concurrency import in_thread, together
from .._core import checksum
from .._core.body import Fingerprint
from .._core.errors import BodyInterrupted, ChecksumMismatch, ObjectChanged
from .._core.limits import Limits
from .._core.names import ObjectRef
from .._core.parts import Part, Parts, check_part_size, check_workers, fitting
from .._core.props import ObjectProps
from .._core.reading import ReadOptions
from .._core.request import ByteRange
from .._wire.pages import untouched
from .absence import find
from .download import PartialFile
from .reader import Reader
from .session import Session
from .source import Progress

_PIECE = 1024 * 1024


class Shelf(ABC):
    """Where parts go, each to its place, in any order."""

    @abstractmethod
    def receive(self, reader: Reader, part: Part, parts: Parts) -> None:
        """Take in one part, unless all are told to stop."""

    @abstractmethod
    def pieces(self, part: Part) -> Iterator[memoryview]:
        """What was taken in."""


class Memory(Shelf):
    """A buffer."""

    def __init__(self, buffer: memoryview) -> None:
        self._buffer = buffer

    def receive(self, reader: Reader, part: Part, parts: Parts) -> None:
        done = 0
        while done < part.length and not parts.stopped:
            begin = part.offset + done
            with self._buffer[begin : min(begin + _PIECE, part.offset + part.length)] as view:
                done += _some(reader.readinto(view), part)

    def pieces(self, part: Part) -> Iterator[memoryview]:
        for begin in range(part.offset, part.offset + part.length, _PIECE):
            yield self._buffer[begin : min(begin + _PIECE, part.offset + part.length)]


class FileShelf(Shelf):
    """A file under a temporary name."""

    def __init__(self, file: PartialFile) -> None:
        self._file = file
        self._scratch = memoryview(b"")

    def receive(self, reader: Reader, part: Part, parts: Parts) -> None:
        scratch = memoryview(bytearray(min(_PIECE, part.length)))
        done = 0
        while done < part.length and not parts.stopped:
            count = _some(reader.readinto(scratch[: min(_PIECE, part.length - done)]), part)
            self._file.write_at(part.offset + done, scratch[:count])
            done += count

    def pieces(self, part: Part) -> Iterator[memoryview]:
        # One for all parts, since they are read by many threads, of which each would keep the memory of its own.
        if len(self._scratch) < min(_PIECE, part.length):
            self._scratch = memoryview(bytearray(min(_PIECE, part.length)))
        scratch = self._scratch
        for done in range(0, part.length, _PIECE):
            yield scratch[: self._file.read_at(part.offset + done, scratch[: min(_PIECE, part.length - done)])]


class ParallelRead:
    """One object, read by several workers. All parts are of the state that it had at the beginning."""

    def __init__(
        self, session: Session, ref: ObjectRef, props: ObjectProps, options: ReadOptions, limits: Limits
    ) -> None:
        self.size = props.size or 0
        self._session = session
        self._ref = ref
        self._options = options
        self._limits = limits
        self._pinned = Fingerprint(self.size, props.checksum, props.version)

    def run(self, shelf: Shelf, workers: int, part_size: int, progress: Progress | None) -> None:
        """Read all of it; what is on the shelf afterwards is what was stored.

        Raises:
            ChecksumMismatch: it is not, also the second time.
            ObjectChanged: it was overwritten meanwhile.
        """
        if self._pinned.checksum is None:
            self._learn()
        try:
            self._once(shelf, workers, part_size, progress)
        except ChecksumMismatch:
            self._once(shelf, workers, part_size, progress)
        except ObjectChanged as exc:
            if not exc.perhaps_range:
                raise
            # Its bucket may give ranges checksums of their own: the whole has that of the object.
            self._once(shelf, 1, self.size, progress)

    def _once(self, shelf: Shelf, workers: int, part_size: int, progress: Progress | None) -> None:
        parts = Parts(self.size, part_size)
        # A whole that comes in one part is verified as it is read.
        verify = self._session.settings.integrity == "auto" and len(parts.all) > 1
        check = _Check(self._pinned, parts, shelf, progress, verify=verify)

        def work() -> None:
            while (part := parts.take()) is not None:
                with self._open(part.range if len(parts.all) > 1 else None) as reader:
                    shelf.receive(reader, part, parts)
                if not parts.stopped:
                    in_thread(partial(check.finish, part))

        together([work] * max(min(workers, len(parts.all)), 1), parts.stop)
        check.compare()

    def _open(self, wanted: ByteRange | None) -> Reader:
        return Reader.open(
            self._session, self._ref, wanted, options=self._options, limits=self._limits, pinned=self._pinned
        )

    def _learn(self) -> None:
        """Of a remote object that was never read the checksum is not known yet; other objects have none."""
        if not self.size:
            return
        with Reader.open(self._session, self._ref, ByteRange(0, 0), limits=self._limits) as reader:
            if reader.fingerprint.size != self.size:
                found = reader.fingerprint
                raise ObjectChanged(f"the object was {self._pinned}, and now is {found}", old=self._pinned, new=found)
            self._pinned = reader.fingerprint


class _Check:
    """Hashes parts in order while others still arrive, and counts them."""

    def __init__(
        self, pinned: Fingerprint, parts: Parts, shelf: Shelf, progress: Progress | None, *, verify: bool
    ) -> None:
        self._told = pinned.checksum
        self._hasher = checksum.new(self._told.type) if verify and self._told is not None else None
        self._size = pinned.size
        self._parts = parts
        self._shelf = shelf
        self._progress = progress
        self._finished: set[int] = set()
        self._next = 0
        self._bytes = 0
        self._turn = Lock()
        self._counting = Lock()

    def finish(self, part: Part) -> None:
        """One part is there."""
        with self._counting:
            self._finished.add(part.number)
            self._bytes += part.length
            if self._progress is not None:
                self._progress(self._bytes, self._size)
        # Nobody waits for another one's hashing: who comes later hashes what was left over.
        if self._turn.acquire(blocking=False):
            try:
                self._advance()
            finally:
                self._turn.release()

    def compare(self) -> None:
        """Whether the whole is what was stored.

        Raises:
            ChecksumMismatch: it is not.
        """
        self._advance()
        if self._hasher is None or self._told is None:
            return
        if (found := self._hasher.hexdigest()) != self._told.value:
            raise ChecksumMismatch(
                f"{self._bytes:,} bytes read in parts have the {self._told.type} checksum {found}, "
                f"not {self._told.value}",
                checksum_type=self._told.type,
                expected=self._told.value,
                found=found,
            )

    def _advance(self) -> None:
        while self._hasher is not None and self._next + 1 in self._finished:
            for piece in self._shelf.pieces(self._parts.all[self._next]):
                self._hasher.update(piece)
            self._next += 1


def _some(count: int, part: Part) -> int:
    if not count:
        raise BodyInterrupted(f"part {part.number} ended early")
    return count


def get_parallel(
    session: Session,
    ref: ObjectRef,
    into: bytearray | memoryview | None,
    *,
    workers: int,
    part_size: int | None,
    progress: Progress | None,
    options: ReadOptions,
    limits: Limits,
) -> memoryview:
    """The whole object in memory; `into`, cut to its length, where that is given.

    Raises:
        ValueError: the buffer is too small, or nobody may write to it.
    """
    check_workers(workers)
    check_part_size(part_size)
    given = None if into is None else memoryview(into).cast("B")
    if given is not None and given.readonly:
        raise ValueError("the buffer is read-only")
    read = ParallelRead(session, ref, find(session, ref, limits), options, limits)
    if given is not None and len(given) < read.size:
        raise ValueError(f"the buffer has {len(given):,} bytes, the object {read.size:,}")
    view = untouched(read.size).getbuffer() if given is None else given[: read.size]
    read.run(Memory(view), workers, part_size or fitting(read.size, workers), progress)
    return view


def download_parallel(
    session: Session,
    ref: ObjectRef,
    path: Path,
    *,
    workers: int,
    part_size: int | None,
    progress: Progress | None,
    options: ReadOptions,
    limits: Limits,
) -> ObjectProps:
    """Write the object to `path`, or nothing."""
    check_workers(workers)
    check_part_size(part_size)
    props = find(session, ref, limits)
    read = ParallelRead(session, ref, props, options, limits)
    with PartialFile(path, read.size, None) as file:
        file.reserve(read.size)
        read.run(FileShelf(file), workers, part_size or fitting(read.size, workers), progress)
        file.publish()
    return props
