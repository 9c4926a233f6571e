"""Finding the bucket that a request means; one that is somewhere else is known here from the first request on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from attrs import frozen

from .answers import Refusal, no_bucket
from .backend import Backend
from .buckets import Address, Bucket, check_name, lookup_failed, no_remote_bucket

if TYPE_CHECKING:
    from .node import Node
    from .request import NodeRequest
    from .state import State

PRESENT: Final = ("2", "3")
"""Values of `presence` that mean what is known here, and nothing else. Source: api/apc/query.go (AIS 5.0)"""


@frozen
class Lookup:
    """How a bucket that is not known here is looked for."""

    asks: bool = True
    """Whether it is looked for where it would be."""
    adds: bool = True
    """Whether it is known here from then on."""


ASKS: Final = Lookup()


async def find_bucket(node: Node, address: Address, how: Lookup = ASKS) -> Bucket:
    """The bucket.

    Raises:
        Refusal: 404, there is none, or its backend is missing or does not answer.
    """
    state = node.state
    known = await state.backends.resolve(address)
    found = state.buckets.get(known)
    if found is not None:
        return found
    if not known.is_remote:
        raise no_bucket(str(known))
    check_name(known.name)
    if not how.asks:
        raise no_remote_bucket(known)
    backend = state.backends.behind(known)
    if backend is None:
        raise lookup_failed(known, node.label)
    await backend.check_bucket(known, node.label)
    return state.buckets.add_remote(known) if how.adds else Bucket.unknown(known)


def backend_of(state: State, bucket: Bucket, *, status: int = 404) -> Backend:
    """What a bucket that is known here is taken from.

    Raises:
        Refusal: `status` ErrRemoteBucketOffline, it is not there. Source: recorded on AIS 5.0 (02 skiplookup-get)
    """
    found = state.backends.behind(bucket.origin)
    is_lost = state.quirks.loses_ties and bucket.is_tied and bucket.origin.provider == "ais"
    if found is None or is_lost:
        raise Refusal(status, f'bucket "{bucket}" is currently unreachable', "ErrRemoteBucketOffline")
    return found


def is_only_present(request: NodeRequest) -> bool:
    """Whether a request means only what is known here."""
    return request.query.get("presence") in PRESENT
