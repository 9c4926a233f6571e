"""Objects of buckets that are somewhere else, at the target that keeps copies: fetched, compared, written through."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from attrs import evolve

from .._core.checksum import Checksum, new
from .answers import Answer, Refusal, bad_request
from .backend import Backend, Outside
from .buckets import no_remote_bucket
from .headers import absent_fields, absent_props
from .lookup import backend_of
from .props import size_of
from .store import Content, Facts, StoredObject

if TYPE_CHECKING:
    from .request import NodeRequest
    from .target import Place

_MOST_WORKERS: Final = 128
_OUTSIDE: Final = "5"


async def make_present(place: Place, *, latest: bool = False) -> bool:
    """Fetch an object that is not here, or with `latest` also one that is another one there now; whether it came.

    Raises:
        Refusal: 404, there is none; 400, nobody answers.
    """
    latest = latest or place.bucket.props.versioning.validate_warm_get
    if not latest and place.table.get(place.name) is not None:
        return False
    async with place.node.state.writers.write(place.key):
        stored = place.table.get(place.name)
        if stored is not None and (not latest or not await _is_stale(place, stored)):
            return False
        await _fetch(place)
        return True


async def _is_stale(place: Place, stored: StoredObject) -> bool:
    """Whether another version is there now.

    Raises:
        Refusal: 404, none is: the copy stays, unless the bucket is to be kept in step.
    """
    try:
        return bool((await look(place)).difference(stored))
    except Refusal as refusal:
        if refusal.status != 404:
            raise
        if place.bucket.props.versioning.synchronize:
            await place.table.delete(place.name)
        raise place.is_empty() from refusal


async def look(place: Place) -> Outside:
    """The object as it is there.

    Raises:
        Refusal.
    """
    return await _backend(place).head(place.bucket.origin, place.name, place.node.label)


async def _fetch(place: Place) -> None:
    backend = _backend(place)
    address, label = place.bucket.origin, place.node.label
    # Asked about first, as AIS does it: what is wrong is then told of the HEAD.
    await backend.head(address, place.name, label)
    draft = place.node.state.store.draft(place.name)
    kept = place.bucket.props.checksum.type
    try:
        async with backend.get(address, place.name, label) as (outside, pieces):
            told = outside.checksum
            kinds = {kept} if told is None else {kept, told.type}
            hashers = {kind: hasher for kind in kinds if (hasher := new(kind)) is not None}
            async for piece in pieces:
                await draft.add(piece)
                for hasher in hashers.values():
                    hasher.update(piece)
        found = {kind: Checksum(kind, hasher.hexdigest()) for kind, hasher in hashers.items()}
        if draft.size != outside.size or (told is not None and found.get(told.type, told) != told):
            raise Refusal(500, f"BAD DATA CHECKSUM: {told} != {found} (context: {place})", "ErrBadCksum")
        facts = Facts(found.get(kept), outside.version, outside.custom)
        await place.table.put(place.name, draft, lambda _: facts)
        place.imitation.dress(place)
    finally:
        draft.discard()
    counters = place.node.counters
    counters["get.cold.n"] += 1


async def write_through(
    place: Place, content: Content, checksum: Checksum | None, custom: Mapping[str, str]
) -> Outside:
    """Store an object there; what is to be kept of it here.

    Raises:
        Refusal: it was not stored.
    """
    if place.node.state.backends.behind(place.bucket.origin) is None:
        raise no_remote_bucket(place.bucket.origin)
    outside = await _backend(place).put(place.bucket.origin, place.name, content, checksum, custom)
    return evolve(outside, custom={**custom, **outside.custom})


async def delete(place: Place, *, evicts: bool) -> None:
    """Remove an object here, and there unless only the copy is meant.

    Raises:
        Refusal: 404, there is none.
    """
    async with place.node.state.writers.write(place.key):
        if not evicts:
            await _backend(place).delete(place.bucket.origin, place.name, place.node.label)
        if not await place.table.delete(place.name) and evicts:
            raise Refusal(404, f"{place} doesn't exist")


async def head(place: Place, request: NodeRequest) -> Answer | None:
    """The answer to a HEAD of an object that is not here; `None` where the copy that is here is what was asked for.

    Raises:
        Refusal: 404, there is none, or only a copy was asked for; 409, the copy is of another version; 410, it is of
            something that is gone.
    """
    presence = request.query.get("presence", "0")
    stored = place.table.get(place.name)
    if stored is not None:
        if request.query.get("latest-ver") == "true" and presence != _OUTSIDE:
            await _compare(place, stored)
        return None
    if presence in ("2", "3", "4"):
        raise place.is_empty()
    outside = await look(place)
    if presence == "1":
        return Answer()
    shown = StoredObject(outside.size, outside.checksum, outside.version, outside.custom)
    props = request.query.get("props", "")
    address = place.bucket.address
    fields = absent_props(shown, props) if props else absent_fields(address, place.name, shown)
    return Answer(200, fields, length=outside.size)


async def _compare(place: Place, stored: StoredObject) -> None:
    try:
        difference = (await look(place)).difference(stored)
    except Refusal as refusal:
        if refusal.status == 404:
            raise evolve(refusal, status=410) from refusal
        raise
    if difference:
        raise Refusal(409, f"metadata mismatch: {difference}", "ErrRemoteMetadataMismatch")


def check_blob_fields(fields: Mapping[str, str]) -> None:
    """Whether header fields say sensibly how an object is to be fetched in chunks.

    Raises:
        Refusal: 400. Source: recorded on AIS 5.0 (02r blob-get-bad, blob-get-badw)
    """
    chunk, workers = fields.get("ais-blob-chunk", ""), fields.get("ais-blob-workers", "")
    if chunk and size_of(chunk) is None:
        raise bad_request(f"blob-downloader: failed to parse Ais-Blob-Chunk={chunk}: invalid syntax")
    if not workers:
        return
    try:
        number = int(workers)
    except ValueError as exc:
        raise bad_request(f"blob-downloader: failed to parse Ais-Blob-Workers={workers}: invalid syntax") from exc
    if not -1 <= number <= _MOST_WORKERS:
        raise bad_request(f"blob-downloader: invalid Ais-Blob-Workers={workers}: expecting (-1..128) range")


def _backend(place: Place) -> Backend:
    return backend_of(place.node.state, place.bucket)
