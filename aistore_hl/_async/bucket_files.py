"""What a bucket does with folders of this machine."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from .._core.names import BucketRef
from .._core.outcome import Existing, FileOutcome, FilesResult
from .._core.request import Timeouts
from .handle import AsyncHandle

if TYPE_CHECKING:
    from .files import FilesPlan


class AsyncBucketFiles(AsyncHandle[BucketRef]):
    """Methods of a bucket: those that take a folder."""

    async def put_files(
        self,
        folder: str | os.PathLike[str],
        *,
        prefix: str = "",
        include: Sequence[str] = (),
        exclude: Sequence[str] = (),
        recursive: bool = True,
        follow_links: bool = False,
        existing: Existing = "replace",
        metadata: Mapping[str, str] | None = None,
        workers: int = 8,
        dry_run: bool = False,
        raise_errors: bool = True,
        on_file: Callable[[FileOutcome], object] | None = None,
        timeout: float | Timeouts | None = None,
    ) -> FilesResult:
        """Store the files of a folder, each by `prefix` and its name below the folder.

        `include` and `exclude` are patterns of a shell, for names below the folder. Links are left out unless
        `follow_links`, and so is what is no file. `existing` says what becomes of objects that have the names already:
        they are replaced, or stay ("skip"), or stay where they are equal, by size and checksum ("skip equal").
        `on_file` is called with what became of each; `timeout` in seconds is for all of them. With `dry_run` nothing is
        stored.

        Raises:
            BatchError: some failed, each by the object's name in `failures`; the others are stored, and in `results`.
            OSError: the folder cannot be read.
        """
        from .files import AsyncFilesIn

        files = AsyncFilesIn(
            self._session,
            self._ref,
            os.fspath(folder),
            self._plan(include, exclude, existing, workers, dry_run, on_file, timeout),
            prefix=prefix,
            recursive=recursive,
            follow_links=follow_links,
            metadata=metadata,
        )
        return await files.run("put_files", raise_errors=raise_errors)

    async def get_files(
        self,
        folder: str | os.PathLike[str],
        *,
        prefix: str = "",
        include: Sequence[str] = (),
        exclude: Sequence[str] = (),
        recursive: bool = True,
        existing: Existing = "replace",
        workers: int = 8,
        dry_run: bool = False,
        raise_errors: bool = True,
        on_file: Callable[[FileOutcome], object] | None = None,
        timeout: float | Timeouts | None = None,
    ) -> FilesResult:
        """Write the objects whose names begin with `prefix` into a folder, each by the rest of its name.

        Files appear whole and verified, or not at all. Nothing is written outside of the folder: a name that leads
        elsewhere, or is no name of a file, fails by itself, and links in the folder are not followed. Without
        `recursive` only those without a further slash come. Otherwise as `put_files`.

        Raises:
            BatchError: some failed, each by the object's name in `failures`; the others are there, and in `results`.
            BucketNotFound: there is no such bucket.
            DeadlineExceeded: the time was over before all were even found.
        """
        from .files import AsyncFilesOut

        files = AsyncFilesOut(
            self._session,
            self._ref,
            os.fspath(folder),
            self._plan(include, exclude, existing, workers, dry_run, on_file, timeout),
            prefix=prefix,
            recursive=recursive,
        )
        return await files.run("get_files", raise_errors=raise_errors)

    def _plan(
        self,
        include: Sequence[str],
        exclude: Sequence[str],
        existing: Existing,
        workers: int,
        dry_run: bool,
        on_file: Callable[[FileOutcome], object] | None,
        timeout: float | Timeouts | None,
    ) -> FilesPlan:
        from ..disk import Filter
        from .files import FilesPlan

        names, limits = Filter(include, exclude), self._session.limits(timeout, control=False)
        return FilesPlan.of(names, existing, workers, dry_run=dry_run, on_file=on_file, limits=limits)
