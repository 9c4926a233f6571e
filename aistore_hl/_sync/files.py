# Written by codegen.py from aistore_hl/_async/files.py; do not edit.
"""Folders into buckets and back: many files at a time, each for itself."""

from __future__ import annotations

import os
from abc import ABC, abstractmethod
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import TypeAlias

from attrs import frozen

from .._concurrency import in_thread, lock, monotonic, together
from .._core.checksum import Checksum
from .._core.errors import AisError, BatchError, DeadlineExceeded, InvalidName, ObjectNotFound
from .._core.limits import Limits
from .._core.listing import ListRequest
from .._core.names import BucketRef, ObjectRef, check_object_name
from .._core.outcome import Existing, FileOutcome, FilesResult, FileState, check_existing
from .._core.parts import check_workers
from .._core.props import ObjectProps
from ..disk import Filter, Folder, disk_parts, walk
from .absence import find
from .download import download
from .listing import Listing
from .put import custom_of, put
from .reader import Reader
from .session import Session
from .source import open_source

OnFile: TypeAlias = Callable[[FileOutcome], object]
"""Called with what became of each file, as it is done."""

_IS_THERE = "there is one of that name"

_PIECE = 1024 * 1024


@frozen
class FilesPlan:
    """How files are copied."""

    names: Filter
    existing: Existing
    workers: int
    dry_run: bool
    on_file: OnFile | None
    limits: Limits
    """Of all files together."""

    @classmethod
    def of(
        cls,
        names: Filter,
        existing: str,
        workers: int,
        *,
        dry_run: bool,
        on_file: OnFile | None,
        limits: Limits,
    ) -> FilesPlan:
        """A plan that can be carried out.

        Raises:
            ValueError: a number or a word that means nothing.
        """
        check_workers(workers)
        return cls(names, check_existing(existing), workers, dry_run, on_file, limits)


@frozen
class _Step:
    """One file, and the object that it is or becomes."""

    name: str
    path: str
    parts: Sequence[str] = ()
    """Of its path below the folder, where it is to be written."""
    left_out: str = ""
    error: Exception | None = None


class Files(ABC):
    """Carries a plan out: what fails is told by its name, and the others go on."""

    def __init__(self, session: Session, bucket: BucketRef, plan: FilesPlan) -> None:
        self._session = session
        self._bucket = bucket
        self._plan = plan
        self._limits = plan.limits
        self._outcomes: dict[str, FileOutcome] = {}
        self._stopped = False

    def run(self, verb: str, *, raise_errors: bool) -> FilesResult:
        """What became of all.

        Raises:
            BatchError: some failed; the others are done.
        """
        turn = lock()
        with closing(self._steps()) as steps:

            def work() -> None:
                while not self._stopped:
                    with turn:
                        step = next(steps, None)
                    if step is None:
                        return
                    self._do(step)

            together([work] * self._plan.workers, self._stop)
        failures = {name: each.error for name, each in self._outcomes.items() if each.error is not None}
        if failures and raise_errors:
            done = {name: each for name, each in self._outcomes.items() if each.error is None}
            raise BatchError.of(verb, failures, total=len(self._outcomes), results=done)
        return FilesResult(self._outcomes)

    @abstractmethod
    def _steps(self) -> Generator[_Step, None]:
        """What is to be done, as it is found."""

    @abstractmethod
    def _why_not(self, step: _Step) -> str:
        """Why it need not be done; empty if it must."""

    @abstractmethod
    def _copy(self, step: _Step) -> ObjectProps:
        """Do it."""

    def _why_keep(self, path: str, there: ObjectProps) -> str:
        """Why what is there stays; empty if it is to be replaced."""
        if self._plan.existing == "skip":
            return _IS_THERE
        return "it is equal" if in_thread(lambda: _has_content(path, there)) else ""

    def _ref(self, step: _Step) -> ObjectRef:
        """The object.

        Raises:
            InvalidName: no object can have the name.
        """
        return ObjectRef(self._bucket, step.name)

    def _stop(self) -> None:
        self._stopped = True

    def _do(self, step: _Step) -> None:
        try:
            if step.error is not None:
                raise step.error
            if self._limits.deadline is not None and monotonic() >= self._limits.deadline:
                raise DeadlineExceeded("not begun, since the time for all was over")
            if reason := step.left_out:
                self._tell(step, "left out", reason=reason)
            elif reason := self._why_not(step):
                self._tell(step, "skipped", reason=reason)
            elif self._plan.dry_run:
                self._tell(step, "planned")
            else:
                self._tell(step, "done", size=self._copy(step).size or 0)
        except (AisError, OSError) as exc:
            self._tell(step, "failed", error=exc)

    def _tell(
        self, step: _Step, state: FileState, *, reason: str = "", error: Exception | None = None, size: int = 0
    ) -> None:
        outcome = FileOutcome(name=step.name, path=step.path, state=state, reason=reason, error=error, size=size)
        self._outcomes[step.name] = outcome
        if self._plan.on_file is not None:
            self._plan.on_file(outcome)


class FilesIn(Files):
    """Files of a folder that become objects."""

    def __init__(
        self,
        session: Session,
        bucket: BucketRef,
        folder: str,
        plan: FilesPlan,
        *,
        prefix: str,
        recursive: bool,
        follow_links: bool,
        metadata: Mapping[str, str] | None,
    ) -> None:
        super().__init__(session, bucket, plan)
        self._found = walk(folder, follow_links=follow_links, recursive=recursive)
        self._prefix = prefix
        self._custom = custom_of(metadata)

    def _steps(self) -> Generator[_Step, None]:
        while (found := in_thread(lambda: next(self._found, None))) is not None:
            if self._plan.names.takes(found.name):
                yield _Step(self._prefix + found.name, found.path, left_out=found.left_out)

    def _why_not(self, step: _Step) -> str:
        if self._plan.existing == "replace":
            return ""
        try:
            there = find(self._session, self._ref(step), self._limits)
        except ObjectNotFound:
            return ""
        return self._why_keep(step.path, there)

    def _copy(self, step: _Step) -> ObjectProps:
        check_object_name(step.name, write=True)
        with open_source(Path(step.path)) as source:
            return put(self._session, self._ref(step), source, self._custom, self._limits)


class FilesOut(Files):
    """Objects of a bucket that become files in a folder. A name that would lead out of it is an error of its own."""

    def __init__(
        self, session: Session, bucket: BucketRef, folder: str, plan: FilesPlan, *, prefix: str, recursive: bool
    ) -> None:
        super().__init__(session, bucket, plan)
        self._folder = Folder(folder, dry_run=plan.dry_run)
        self._prefix = prefix
        self._recursive = recursive
        self._names: dict[str, str] = {}
        """Of the objects, by the paths of their files."""

    def _steps(self) -> Generator[_Step, None]:
        request = ListRequest(prefix=self._prefix, recursive=self._recursive)
        for entry in Listing(self._session, self._bucket, request, ghosts=False, limits=self._limits):
            name = entry.name[len(self._prefix) :].removeprefix("/")
            if entry.is_dir or not self._plan.names.takes(name):
                continue
            yield self._step(entry.name, name)

    def _step(self, name: str, below: str) -> _Step:
        try:
            parts = disk_parts(below)
            path = in_thread(lambda: self._folder.make(parts))
            other = self._names.setdefault(path, name)
            if other != name:
                raise InvalidName(f"{name!r} and {other!r} would be the same file")
            return _Step(name, path, parts)
        except (InvalidName, OSError) as exc:
            return _Step(name, "", error=exc)

    def _why_not(self, step: _Step) -> str:
        if self._plan.existing == "replace" or not os.path.lexists(step.path):
            return ""
        if self._plan.existing == "skip":
            return _IS_THERE
        there = find(self._session, self._ref(step), self._limits)
        return self._why_keep(step.path, there)

    def _copy(self, step: _Step) -> ObjectProps:
        place = in_thread(lambda: self._folder.open(step.parts))
        with place:
            reading = self._session.reading(None)
            reader = Reader.open(self._session, self._ref(step), None, options=reading, limits=self._limits)
            return download(reader, Path(place.path), None, folder=place.folder)


def _has_content(path: str, props: ObjectProps) -> bool:
    """Whether a file has the size and the checksum of an object; not so where the object has none."""
    known = props.checksum
    if known is None or not os.path.isfile(path) or os.path.getsize(path) != props.size:
        return False
    with open(path, "rb") as file:
        return known == Checksum.of(known.type, iter(lambda: file.read(_PIECE), b""))
