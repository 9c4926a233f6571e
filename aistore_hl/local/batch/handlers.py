"""A get-batch at the proxy, which chooses a target, and at the target, which collects."""

from __future__ import annotations

import secrets
from collections.abc import AsyncGenerator
from typing import TYPE_CHECKING, Final

import msgspec
from aistore_api.types import Bytes

from .. import proxy
from ..answers import Answer, Part, Refusal, bad_request
from ..archive.format import LZ4, TAR, ZIP
from ..archive.source import PIECE
from ..buckets import Bucket, address_of
from ..jobs import Subject
from ..lookup import find_bucket
from ..streams import Stream
from .collecting import Collector
from .request import Batch

if TYPE_CHECKING:
    from ..jobs import Job
    from ..node import Node
    from ..request import NodeRequest

PATH: Final = "/v1/ml"
_MOSS: Final = b"moss"
_TYPES: Final = {TAR: b"application/x-tar", ZIP: b"application/zip", LZ4: b"application/x-lz4"}
_EXPECTED: Final = 10_000
"""Batches that are sent on and not begun: of more the oldest are forgotten."""

_ENDS: Final = 4
"""Elements of the path at a target: bucket, job, work, number of targets."""


async def redirect_batch(node: Node, request: NodeRequest) -> Answer:
    """The way to a target that collects it: each can be gone once. Source: recorded on AIS 5.0"""
    rest = _rest(request)
    if len(rest) > 1:
        raise _unknown_path(request)
    _check_coloc(request.query.get("coloc", "0"))
    bucket = await find_bucket(node, address_of(request.query, rest[0])) if rest else None
    batch = await Batch.of(node, await request.content(), bucket)
    first = batch.items[0]
    targets = node.state.membership.targets
    chosen = secrets.choice(sorted(node.state.membership.placement))
    if request.query.get("coloc", "0") != "0":
        chosen = node.state.owner(first.bucket, first.name).id
    job = node.state.jobs.idling("get-batch", targets, Subject(bucket.address if bucket else None))
    work = f"{node.id[:7]}-{secrets.token_urlsafe(4)[:5]}"
    _expect(node.state.batches, (job.id, work))
    named = (b"/" + rest[0]) if rest else b""
    path = b"/v1/ml/moss%s/%s/%s/%d" % (named, job.id.encode(), work.encode(), len(targets))
    where = proxy.location(node, request, targets[chosen], request.scope["query_string"], path=path)
    shown = where.replace(b"&", b"&amp;")
    fields = [(b"Content-Type", b"text/html; charset=utf-8"), (b"Location", where)]
    return Answer(307, fields, b'<a href="%s">Temporary Redirect</a>.\n\n' % shown)


def _expect(batches: dict[tuple[str, str], None], coming: tuple[str, str]) -> None:
    """Remember that one will be asked for. Who does not follow a redirect at once does not follow it."""
    batches[coming] = None
    while len(batches) > _EXPECTED:
        del batches[next(iter(batches))]


async def get_batch(node: Node, request: NodeRequest) -> Answer:
    """The archive, as it is made; or all of it, after a list of what is in it."""
    if not request.is_redirected:
        raise Refusal(401, "direct target access denied")
    rest = _rest(request)
    if len(rest) not in (_ENDS - 1, _ENDS):
        raise _unknown_path(request)
    name, work = (each.decode("latin-1") for each in rest[-3:-1])
    job = node.state.jobs.get(name)
    if job is None or job.ended or job.kind.name != "get-batch":
        # Source: ais/ml.go (AIS 5.0)
        raise Refusal(404 if job is None else 409, f'x-moss: xid "{name}" not active')
    if (name, work) not in node.state.batches:
        raise Refusal(404, f'x-get-batch[{name}]: wid="{work}" does not exist', "ErrNotFound")
    del node.state.batches[name, work]
    bucket = await _default(node, request, rest)
    collector = Collector(node, await Batch.of(node, await request.content(), bucket), job.part(node.id))
    collector.check()
    return await (_streamed if collector.batch.streams else _whole)(collector, job)


async def _default(node: Node, request: NodeRequest, rest: list[bytes]) -> Bucket | None:
    return await find_bucket(node, address_of(request.query, rest[0])) if len(rest) == _ENDS else None


async def _streamed(collector: Collector, job: Job) -> Answer:
    media_type = _TYPES.get(collector.batch.format, b"application/gzip")
    return Answer(200, [(b"Content-Type", media_type)], Stream(collector.pieces()))


async def _whole(collector: Collector, job: Job) -> Answer:
    """The archive is kept where objects are until it is sent: what is in it stands before it."""
    draft = collector.node.state.store.draft(b"batch")
    try:
        async for piece in collector.pieces():
            await draft.add(bytes(piece))
        content = await draft.content()
    except BaseException:
        draft.discard()
        raise
    told = msgspec.json.encode({"uuid": job.id, "out": collector.results})
    boundary = secrets.token_hex(30)
    head = (
        f'--{boundary}\r\nContent-Disposition: form-data; name="metadata"\r\n\r\n'.encode()
        + told
        + f'\r\n--{boundary}\r\nContent-Disposition: form-data; name="archive"; filename="get-batch[{job.id}]"\r\n'
        "Content-Type: application/octet-stream\r\n\r\n".encode()
    )

    def release() -> None:
        content.close()
        draft.discard()

    end = f"\r\n--{boundary}--\r\n".encode()
    pieces = _parts(head, Part(content, 0, content.size), end)
    stream = Stream(pieces, len(head) + content.size + len(end), release)
    return Answer(200, [(b"Content-Type", f"multipart/mixed; boundary={boundary}".encode())], stream)


async def _parts(head: bytes, content: Part, end: bytes) -> AsyncGenerator[Bytes, None]:
    yield head
    for start in range(0, len(content), PIECE):
        yield await content.read(start, min(start + PIECE, len(content)))
    yield end


def _rest(request: NodeRequest) -> list[bytes]:
    """What follows `moss` in the path.

    Raises:
        Refusal: 400, another path.
    """
    elements = [each for each in request.decoded_path.split(b"/") if each][2:]
    if elements[:1] != [_MOSS]:
        raise _unknown_path(request)
    return elements[1:]


def _unknown_path(request: NodeRequest) -> Refusal:
    return bad_request(f"invalid request URI: '{request.method} {request.shown_path}' from {request.shown_client}")


def _check_coloc(text: str) -> None:
    if not text.isascii() or not text.isdigit():
        raise bad_request(f"dpq: 'coloc={text}', err: invalid syntax")
    if text not in ("0", "1", "2"):
        raise bad_request(f"invalid 'coloc={text}' (expecting 0, 1, or 2)")
