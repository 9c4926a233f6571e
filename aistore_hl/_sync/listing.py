# Written by codegen.py from aistore_hl/_async/listing.py; do not edit.
"""What is in a bucket, page by page as it is used."""

from __future__ import annotations

from collections.abc import Iterator

from aistore_api import models
from aistore_api.api.buckets import list_objects_msgpack

from .._core.listing import ListRequest, ObjectEntry, Page, decode_msgpack
from .._core.names import BucketRef
from .._core.request import Timeouts
from .session import Session


class Listing:
    """The objects of a bucket in byte order of their names; each iteration asks the cluster anew.

    One page is held at a time: 10,000 entries where the cluster chooses.
    """

    def __init__(self, session: Session, bucket: BucketRef, request: ListRequest) -> None:
        self._session = session
        self._bucket = bucket
        self._request = request

    def __repr__(self) -> str:
        prefix = f" prefix={self._request.prefix!r}" if self._request.prefix else ""
        return f"<{type(self).__name__} {self._bucket}{prefix}>"

    def __iter__(self) -> Iterator[ObjectEntry]:
        request: ListRequest | None = self._request
        while request is not None:
            page = fetch_page(self._session, self._bucket, request)
            for entry in page.entries:
                yield entry
            request = request.after(page)

    def pages(self) -> Iterator[Page]:
        """The same by pages, as they come."""
        request: ListRequest | None = self._request
        while request is not None:
            page = fetch_page(self._session, self._bucket, request)
            yield page
            request = request.after(page)

    def to_list(self) -> list[ObjectEntry]:
        """All entries, in memory: 16 MiB for 100,000 of them."""
        entries: list[ObjectEntry] = []
        for page in self.pages():
            entries.extend(page.entries)
        return entries


def fetch_page(
    session: Session, bucket: BucketRef, request: ListRequest, *, timeout: float | Timeouts | None = None
) -> Page:
    """One page of a listing."""
    action = models.ListObjectsAction.from_dict(request.message())
    call = list_objects_msgpack.call(bucket.name, body=action, **bucket.address())
    return session.read(call, lambda answer: decode_msgpack(answer.content), timeout=timeout)
