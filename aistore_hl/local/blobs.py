"""Blob downloads: a large object that is somewhere else is fetched by a job, before anybody reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct, field

from . import outside
from .access import Access, check_access
from .answers import Answer, as_text, bad_request, redirect
from .buckets import address_of
from .jobs import Part, Subject
from .lookup import find_bucket
from .proxy import location, with_uuid
from .target import Place

if TYPE_CHECKING:
    from .node import Node
    from .request import Message, NodeRequest


class _BlobValue(Struct, forbid_unknown_fields=True):
    """How AIS is to fetch it; of this only `latest-ver` changes what comes of it. Source: api/apc/blob.go (AIS 5.0)"""

    chunk_size: int | str = field(default=0, name="chunk-size")
    num_workers: int = field(default=0, name="num-workers")
    full_size: int = field(default=0, name="full-size")
    read_timeout: int | str = field(default=0, name="chunk-read-timeout")
    latest: bool = field(default=False, name="latest-ver")

    @classmethod
    def of(cls, message: Message) -> _BlobValue:
        """What the message says; `null` is one in which nothing is given.

        Raises:
            Refusal: 400, a field or type that AIS refuses.
        """
        try:
            return cls() if message.value is None else msgspec.convert(message.value, cls)
        except msgspec.ValidationError as exc:
            raise bad_request(f"failed to unmarshal {message.action}, err: {exc}") from exc


async def redirect_blob(node: Node, request: NodeRequest) -> Answer:
    """Send the request on to the target of the object that the message names."""
    message = await request.message()
    address = address_of(request.query, request.elements[2])
    bucket = await find_bucket(node, address)
    if not bucket.is_remote:
        text = f"{message.action}: expecting remote bucket (have {bucket.address})"
        raise bad_request(text, "ErrNotRemoteBck")
    check_access(bucket, Access.GET)
    query: bytes = request.scope["query_string"]
    if bucket.address != address:
        query = with_uuid(query, bucket.address)
    target = node.state.owner(bucket, _name(message))
    return redirect(307, location(node, request, target, query), method=request.method)


async def download_blob(node: Node, request: NodeRequest) -> Answer:
    """Begin the job, unless the object is here already."""
    if not request.is_redirected:
        raise bad_request(f"{node.label}: {request.method}(obj) is expected to be redirected")
    message = await request.message()
    value = _BlobValue.of(message)
    address = node.state.backends.known(address_of(request.query, request.elements[2]))
    place = Place(node, node.state.buckets.find(address, node.label, status=400), _name(message))
    there = await outside.look(place)
    stored = place.table.get(place.name)
    if stored is not None and not (value.latest and there.difference(stored)):
        return Answer()

    async def work(part: Part) -> None:
        await outside.make_present(place, latest=value.latest)
        part.handle(there.size)
        part.received_size += there.size

    subject = Subject(place.bucket.address, message=f"{place} parent:api-blobdl")
    return as_text(node.state.jobs.run("blob-download", work, [node.id], subject).id)


def _name(message: Message) -> bytes:
    return message.name.encode("utf-8", "surrogateescape")
