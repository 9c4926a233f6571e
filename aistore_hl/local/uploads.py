"""Objects that are sent in parts, at their target."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from .._core.checksum import new
from . import target
from .answers import Answer, Refusal, as_text, bad_request
from .parts import Part, Upload, check_id, check_number, part_number
from .store import Draft, Facts, StoredObject
from .target import Place, next_version, redirected_place

if TYPE_CHECKING:
    from .node import Node
    from .request import NodeRequest

_SHA256: Final = "x-amz-content-sha256"
_UNSIGNED: Final = "UNSIGNED-PAYLOAD"


async def create_upload(node: Node, request: NodeRequest) -> Answer:
    """Begin one; the answer is its id."""
    place = redirected_place(node, request)
    return as_text(node.state.uploads.begin(place.key, place.bucket.props.checksum.type).id)


async def put_part(node: Node, request: NodeRequest) -> Answer:
    """Take a part in. Of its header fields AIS looks at a SHA-256 alone, and so does this. Source: tried on AIS 5.0"""
    place = redirected_place(node, request)
    id, text = request.query.get("uploadId", ""), request.query.get("partNumber", "")
    try:
        number = part_number(text)
    except ValueError as exc:
        raise bad_request(f'{_shown(place)}: invalid part number "{text}" for uploadID "{id}"') from exc
    upload = _found(place, id)
    check_number(number, f"chunk-manifest[{place}, id={id}]")
    if not request.announced:
        raise bad_request(f"{place}: put-part invalid size ({request.announced})")
    draft = node.state.store.draft(place.name)
    try:
        part = await _received(upload, number, request, draft)
        if not node.state.uploads.has(upload):  # completed or given up meanwhile
            raise _missing(place, id)
        if number in upload.parts and node.state.quirks.loses_parts:
            upload.lost.add(number)
        upload.add(number, part)
    except BaseException:
        draft.discard()
        raise
    return Answer()


async def _received(upload: Upload, number: int, request: NodeRequest, draft: Draft) -> Part:
    wanted = request.headers.get(_SHA256, "")
    crc32c, sha256 = new("crc32c"), new("sha256") if wanted not in ("", _UNSIGNED) else None
    assert crc32c is not None
    whole = upload.begin(number)
    hashers = [hasher for hasher in (crc32c, sha256, whole) if hasher is not None]
    is_whole = False
    try:
        async for piece in request.stream():
            await draft.add(piece)
            for hasher in hashers:
                hasher.update(piece)
        if sha256 is not None and sha256.hexdigest() != wanted:
            raise bad_request(f"BAD DATA CHECKSUM: sha256({wanted} != {sha256.hexdigest()})", "ErrBadCksum")
        is_whole = True
    finally:
        upload.end(whole, is_whole=is_whole)
    return Part(draft, draft.size, crc32c.hexdigest())


async def complete_upload(node: Node, request: NodeRequest) -> Answer:
    """Make the parts the object: a new version, without the custom metadata of the one before."""
    place = redirected_place(node, request)
    numbers = _numbers((await request.message()).value)
    upload = _found(place, request.query.get("uploadId", ""))
    if upload.hangs:
        await request.wait_for_end()
    upload.check(numbers)
    node.state.uploads.take(upload)
    draft = node.state.store.draft(place.name)
    try:
        if 1 in upload.lost:
            raise Refusal(404, f"{node.label}: failed to finalize {place}, err: no such file", "ErrFailedTo")
        facts = Facts(upload.checksum(), 0, {}, upload.chunks())
        await upload.join(draft)
        await place.imitation.settle(place, comes=True)
        await target.store(place, draft, lambda old: _next(place, old, facts))
        place.imitation.tear(place, upload.readable())
    finally:
        draft.discard()
        upload.discard()
    node.counters["put.n"] += 1
    return Answer()


def _next(place: Place, old: StoredObject | None, facts: Facts) -> Facts:
    return Facts(facts.checksum, next_version(place.bucket, old), facts.custom, facts.chunks)


async def abort_upload(node: Node, request: NodeRequest) -> Answer:
    """Give an upload up. Without that action it is the object that is deleted, as in AIS."""
    message = await request.message() if request.announced else None
    if message is None or message.action != "mpt-abort":
        return await target.delete_object(node, request)
    place = redirected_place(node, request)
    id = request.query.get("uploadId", "")
    check_id(id)
    upload = node.state.uploads.get(id, place.key)
    if upload is None:
        what = f"failed to load partial chunk-manifest[{place}, id={id}]"
        raise Refusal(404, f"{what}: no such file or directory", "wrapError")
    node.state.uploads.take(upload)
    upload.discard()
    return Answer()


def _numbers(value: Any) -> list[int]:
    """The parts that a message names, in any order.

    Raises:
        Refusal: 400.
    """
    if value is None:
        raise bad_request("nil parts list")
    if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
        raise bad_request("apc.MptCompletedParts: decode slice: expect [ or n")
    found = [each.get("part-number", 0) for each in value]
    if not all(isinstance(each, int) and not isinstance(each, bool) for each in found):
        raise bad_request("apc.MptCompletedParts.PartNumber: readUint64: unexpected character")
    return found


def _found(place: Place, id: str) -> Upload:
    upload = place.node.state.uploads.get(id, place.key)
    if upload is None:
        raise _missing(place, id)
    return upload


def _missing(place: Place, id: str) -> Refusal:
    return Refusal(404, f"{_shown(place)}: {id} does not exist", "ErrNotFound")


def _shown(place: Place) -> str:
    return f"o[{place.bucket.address.name}/{place.name.decode('utf-8', 'replace')}(-)]"
