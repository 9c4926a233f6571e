"""Copies that are not the same file in another place: of another checksum, or into what is somewhere else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from .._core.checksum import Checksum, new
from . import outside
from .backend.contract import SOURCE
from .store import Facts, StoredObject

if TYPE_CHECKING:
    from .target import Place

_PIECE: Final = 256 << 10


def is_of_another_checksum(stored: StoredObject, destination: Place) -> bool:
    """Whether a copy has not the checksum of its object: where that has none, or the bucket keeps none.

    One of another type stays; AIS keeps it too, or has the bucket's, by whether both are on one target.
    Source: tried on AIS 5.0
    """
    return (stored.checksum is None) is not (destination.bucket.props.checksum.type == "none")


async def copy_anew(place: Place, destination: Place) -> bool:
    """Copy an object with the checksum that its new bucket keeps; whether it was here."""
    found = place.table.open(place.name)
    if found is None:
        return False
    stored, content = found
    kind, draft = destination.bucket.props.checksum.type, place.node.state.store.draft(destination.name)
    hasher = new(kind)
    try:
        for start in range(0, content.size, _PIECE):
            piece = bytes(await content.read(start, min(start + _PIECE, content.size)))
            await draft.add(piece)
            if hasher is not None:
                hasher.update(piece)
        checksum = None if hasher is None else Checksum(kind, hasher.hexdigest())
        facts = Facts(checksum, stored.version, stored.custom, stored.chunks)
        await destination.table.put(destination.name, draft, lambda _: facts)
    finally:
        draft.discard()
        content.close()
    return True


async def copy_through(place: Place, destination: Place) -> bool:
    """Copy an object into a bucket that is somewhere else; whether it was here."""
    found = place.table.open(place.name)
    if found is None:
        return False
    stored, content = found
    draft = place.node.state.store.draft(destination.name)
    try:
        custom = {key: value for key, value in stored.custom.items() if key != SOURCE}
        async with place.node.state.writers.write(destination.key):
            there = await outside.write_through(destination, content, stored.checksum, custom)
            for start in range(0, content.size, _PIECE):
                await draft.add(bytes(await content.read(start, min(start + _PIECE, content.size))))
            facts = Facts(stored.checksum, there.version, there.custom)
            await destination.table.put(destination.name, draft, lambda _: facts)
    finally:
        draft.discard()
        content.close()
    return True
