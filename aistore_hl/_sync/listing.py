# Written by codegen.py from aistore_hl/_async/listing.py; do not edit.
"""What is in a bucket, page by page as it is used."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from attrs import evolve

from aistore_api import models
from aistore_api.api.buckets import list_objects_msgpack

from .._concurrency import Action, Ahead, all_of
from .._core.errors import ListingIncomplete
from .._core.html import facts
from .._core.limits import Limits
from .._core.listing import ListRequest, ObjectEntry, Page, decode_msgpack
from .._core.names import BucketRef
from .._core.scope import Scope, is_empty
from .session import Session

if TYPE_CHECKING:
    import pandas
    import pyarrow

_AT_ONCE = 8
"""Directories that are looked into at a time."""


class Listing:
    """The objects of a bucket in byte order of their names; each iteration asks the cluster anew.

    Two pages are held at most: the one in use, and the next, which is fetched meanwhile. A page has 10,000 entries
    where the cluster chooses.
    """

    def __init__(
        self,
        session: Session,
        bucket: BucketRef,
        request: ListRequest,
        *,
        ghosts: bool = True,
        verify: bool = False,
        limits: Limits | None = None,
    ) -> None:
        self._session = session
        self._bucket = bucket
        self._request = request
        self._ghosts = ghosts
        self._verify = verify
        self._limits = limits
        """Of all pages together; without them each has its own."""

    def __repr__(self) -> str:
        request = self._request
        prefix = f" prefix={request.prefix!r}" if request.prefix else ""
        directory = "" if request.recursive else " recursive=False"
        return f"<{type(self).__name__} {self._bucket}{prefix} {','.join(request.props)}{directory}>"

    def _repr_html_(self) -> str:
        request = self._request
        pairs = [
            ("prefix", request.prefix),
            ("properties", ", ".join(request.props)),
            ("recursive", request.recursive),
            ("start after", request.start_after),
            ("flags", request.flags.name if request.flags else ""),
        ]
        return facts(f"objects of {self._bucket}", pairs)

    def __iter__(self) -> Iterator[ObjectEntry]:
        walk = self._walk()
        count = 0
        try:
            while (page := walk.next()) is not None:
                count += len(page.entries)
                for number, entry in enumerate(page.entries):
                    # Who wants the first entry alone pays for one page.
                    if number == 1:
                        walk.look_ahead()
                    yield entry
        finally:
            walk.close()
        self._check(count)

    def pages(self) -> Iterator[Page]:
        """The same by pages, as they come."""
        walk = self._walk()
        count = 0
        try:
            while (page := walk.next()) is not None:
                count += len(page.entries)
                walk.look_ahead()
                yield page
        finally:
            walk.close()
        self._check(count)

    def to_list(self) -> list[ObjectEntry]:
        """All entries, in memory: 16 MiB for 100,000 of them."""
        entries: list[ObjectEntry] = []
        for page in self.pages():
            entries.extend(page.entries)
        return entries

    def to_pandas(self) -> pandas.DataFrame:
        """All entries as a table, with a column for each property that was asked for (extra `pandas`).

        Raises:
            MissingExtra: pandas is not installed.
        """
        from .._core.tables import PandasColumns

        table = PandasColumns(self._request.props)
        for page in self.pages():
            table.add(page.entries)
        return table.table()

    def to_arrow(self) -> pyarrow.Table:
        """All entries as an Arrow table, with a column for each property that was asked for (extra `arrow`).

        Raises:
            MissingExtra: pyarrow is not installed.
            InvalidName: a name is not UTF-8.
        """
        from .._core.tables import ArrowColumns

        table = ArrowColumns(self._request.props)
        for page in self.pages():
            table.add(page.entries)
        return table.table()

    def _check(self, count: int) -> None:
        """Compare with what the cluster counts, if that is wanted.

        Raises:
            ListingIncomplete: names are missing.
        """
        if not self._verify:
            return
        from .summary import bucket_summary

        prefix = self._request.prefix
        counted = bucket_summary(
            self._session, self._bucket, prefix=prefix, cached=True, present=False, timeout=None
        )
        if count < counted.objects:
            raise ListingIncomplete(
                f"{count:,} names of {self._bucket} were listed, and the cluster counts {counted.objects:,}"
            )

    def _walk(self) -> _Walk:
        scope = Scope.of(self._request, is_remote=self._bucket.is_remote)
        return _Walk(self._session, self._bucket, scope, ghosts=self._ghosts, limits=self._limits)


class _Walk:
    """One way through a listing."""

    def __init__(
        self, session: Session, bucket: BucketRef, scope: Scope, *, ghosts: bool, limits: Limits | None
    ) -> None:
        self._session = session
        self._bucket = bucket
        self._scope = scope
        self._ghosts = ghosts or bucket.is_remote
        self._limits = limits
        self._request: ListRequest | None = scope.request
        self._ahead: Ahead[Page] | None = None

    def next(self) -> Page | None:
        """The next page; `None` after the last."""
        request, ahead = self._request, self._ahead
        if request is None:
            return None
        self._ahead = None
        page = (ahead.result() if ahead is not None else self._fetch(request))
        page = self._scope.wanted(page)
        self._request = request.after(page)
        return page if self._ghosts else self._without_ghosts(page)

    def look_ahead(self) -> None:
        """Begin to fetch the next page, if there is one."""
        request = self._request
        if request is not None and self._ahead is None:
            self._ahead = Ahead(lambda: self._fetch(request))

    def close(self) -> None:
        """Drop what was fetched ahead."""
        ahead, self._ahead = self._ahead, None
        if ahead is not None:
            ahead.drop()

    def _fetch(self, request: ListRequest) -> Page:
        limits = self._limits or self._session.limits(None, control=True)
        return fetch_page(self._session, self._bucket, request, limits)

    def _without_ghosts(self, page: Page) -> Page:
        """Without directories that nothing is in: AIS keeps them when the last object is deleted."""
        directories = [entry for entry in page.entries if entry.is_dir]
        if not directories:
            return page
        looks = [self._look_into(entry) for entry in directories]
        found = all_of(looks, at_once=_AT_ONCE)
        empty = {entry.name for entry, first in zip(directories, found, strict=True) if not first.entries}
        return evolve(page, entries=[entry for entry in page.entries if entry.name not in empty]) if empty else page

    def _look_into(self, directory: ObjectEntry) -> Action[Page]:
        return lambda: self._fetch(is_empty(directory))


def fetch_page(session: Session, bucket: BucketRef, request: ListRequest, limits: Limits) -> Page:
    """One page of a listing."""
    action = models.ListObjectsAction.from_dict(request.message())
    call = list_objects_msgpack.call(bucket.name, body=action, **bucket.address())
    return session.part(call, lambda answer: decode_msgpack(answer.content), limits)
