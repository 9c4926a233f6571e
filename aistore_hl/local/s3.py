"""The one operation of the S3 interface that is built: which parts of an upload have come. The native one has none."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from html import escape
from typing import TYPE_CHECKING, Final

from .answers import Answer, Refusal, not_built
from .buckets import Bucket
from .proxy import location
from .target import Place, named_object

if TYPE_CHECKING:
    from .node import Node
    from .request import NodeRequest

_XML: Final = '<?xml version="1.0" encoding="UTF-8"?>'


async def list_parts_at_proxy(node: Node, request: NodeRequest) -> Answer:
    """The way to the object's target. Buckets are found by their name alone. Source: recorded on AIS 5.0"""
    return await _answered(_redirect, node, request)


async def list_parts(node: Node, request: NodeRequest) -> Answer:
    """Number and ETag of each part. Those that came by the native interface have none. Source: tried on AIS 5.0"""
    return await _answered(_parts, node, request)


async def _redirect(node: Node, request: NodeRequest) -> Answer:
    meant = _meant(node, request)
    owner = node.state.owner(meant.bucket, meant.name)
    where = location(node, request, owner, request.scope["query_string"])
    fields = [(b"Content-Type", b"text/xml; charset=utf-8"), (b"Location", where), (b"Server", b"AIStore")]
    shown = escape(where.decode("latin-1"), quote=False)
    code = "<Code>TemporaryRedirect</Code><Message>Redirect</Message>"
    bucket = meant.bucket.address.name
    document = f"{_XML}<Error>{code}<Endpoint>{shown}</Endpoint><Bucket>{bucket}</Bucket></Error>"
    return Answer(307, fields, document.encode())


async def _parts(node: Node, request: NodeRequest) -> Answer:
    place, id = _meant(node, request), request.query["uploadId"]
    upload = node.state.uploads.get(id, place.key)
    if upload is None:
        hint = f"List uploads in s3://{place.bucket.address.name} to see available upload IDs"
        raise Refusal(404, f'upload "{id}" not found\n{hint}', "NoSuchUpload")
    numbers = sorted(upload.parts)
    missing = next((at for at, number in enumerate(numbers, 1) if at != number), 0)
    if missing and node.state.quirks.gaps_hang:
        upload.hangs = True
        raise Refusal(404, f"o[{place.bucket.address.name}]: chunk {missing} does not exist", "ErrNotFound")
    parts = "".join(f"<Part><ETag></ETag><PartNumber>{number}</PartNumber></Part>" for number in numbers)
    named = f"<Bucket>{place.bucket.address.name}</Bucket><Key>{_text(place.name.decode('utf-8', 'replace'))}</Key>"
    document = f"{_XML}\n<ListPartsResult>{named}<UploadId>{_text(id)}</UploadId>{parts}</ListPartsResult>"
    return Answer(200, [(b"Content-Type", b"application/xml")], document.encode())


def _meant(node: Node, request: NodeRequest) -> Place:
    """The object that is meant.

    Raises:
        Refusal.
    """
    if not request.query.get("uploadId"):
        raise not_built("s3")
    path = b"/v1/objects/" + request.scope["raw_path"].lstrip(b"/").partition(b"/")[2]
    meant = request.standing_for(path, b"provider=ais")
    name = meant.elements[2].decode("utf-8", "surrogateescape") if len(meant.elements) > 2 else ""
    found = [bucket for bucket in node.state.buckets if bucket.address.name == name]
    if not found:
        raise Refusal(404, f'bucket "{name}" does not exist', "NoSuchBucket")
    if len(found) > 1:
        raise Refusal(404, f'bucket name "{name}" is ambiguous', "AmbiguousBucketName")
    return Place(node, _only(found), named_object(meant))


def _only(buckets: list[Bucket]) -> Bucket:
    (found,) = buckets
    return found


async def _answered(
    handler: Callable[[Node, NodeRequest], Awaitable[Answer]], node: Node, request: NodeRequest
) -> Answer:
    """An answer, also of what is refused, as XML."""
    try:
        return await handler(node, request)
    except Refusal as refusal:
        if refusal.status == 501:
            raise
        told = f"<Code>{refusal.tcode}</Code><Message>{_text(refusal.message)}</Message>"
        document = f"{_XML}\n<Error>{told}<Resource></Resource><RequestId></RequestId></Error>"
        fields = [(b"Content-Type", b"application/xml"), (b"X-Content-Type-Options", b"nosniff")]
        return Answer(refusal.status, fields, document.encode())


def _text(text: str) -> str:
    """Text as Go's encoder escapes it."""
    return escape(text, quote=False).replace('"', "&#34;").replace("'", "&#39;").replace("\n", "&#xA;")
