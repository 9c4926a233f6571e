"""Jobs that users start by themselves, and why others are refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final, TypeAlias

from attrs import frozen

from .answers import Refusal, bad_request, not_built
from .buckets import Bucket
from .jobs import Arguments, Job, Part, Subject, Work, known_kind
from .jobs.kinds import is_startable
from .props import size_of
from .redundancy import start_rechunk
from .shares import Shares

if TYPE_CHECKING:
    from .node import Node


@frozen
class Asked:
    """A job that is to be started."""

    node: Node
    kind: str
    arguments: Arguments
    name: str
    """What the control message names: of a blob download it is an object."""
    bucket: Bucket | None

    def run(self, work: Work, message: str = "", *, is_of_bucket: bool = True) -> Job:
        """Start it, on every target or on the one that is named; also where a bucket is named, not all are told of as
        jobs of it.

        Raises:
            Refusal: 503, one of them is dead, and the map still has it.
        """
        state, named = self.node.state, self.arguments.daemonid
        if named:
            state.check_reach(named)
        targets = [named] if named else Shares.of(state).targets
        subject = Subject(self.bucket.address if self.bucket and is_of_bucket else None, message=message)
        return state.jobs.run(self.kind, work, targets, subject)


Starter: TypeAlias = Callable[[Asked], Job]


def start(node: Node, arguments: Arguments, name: str) -> Job:
    """A job of the kind that is asked for.

    Raises:
        Refusal: 400, no kind that AIS knows, or one that begins elsewhere; 404, no such bucket; 501, one that cannot be
            started, or that the local cluster does not run. Source: recorded on AIS 5.0
    """
    kind = known_kind(arguments.kind)
    if not kind:
        raise bad_request(f'invalid xaction (job) kind "{arguments.kind}"')
    address = arguments.bck.address
    bucket = None if address is None else node.state.buckets.find(address, node.label)
    asked = Asked(node, kind, arguments, name, bucket)
    starter = STARTERS.get(kind)
    if starter is not None:
        return starter(asked)
    if is_startable(kind):
        raise not_built(f"job {kind}")
    if kind == "put-copies":
        raise bad_request(f'cannot start "{kind}" (is driven by PUTs into a mirrored bucket)')
    raise Refusal(501, f"cannot start xaction {kind} - operation not supported", "ErrUnsupp")


async def _nothing(part: Part) -> None:
    """Nothing here needs eviction, cleaning or warming."""
    await part.step()


def _run_nothing(asked: Asked) -> Job:
    return asked.run(_nothing)


def _clean_up(asked: Asked) -> Job:
    """A bucket that is named is in its message only. Source: recorded on AIS 5.0 (06 snaps-all)"""
    return asked.run(_nothing, f"[{asked.bucket.address if asked.bucket else ''}]", is_of_bucket=False)


def _load(asked: Asked) -> Job:
    return asked.run(_nothing, "visited:0")


def _rebalance(asked: Asked) -> Job:
    """Objects that are not where they belong go there."""
    return asked.node.state.moves.begin()


def _resilver(asked: Asked) -> Job:
    """One target looks whether its objects are on their mountpaths; they are."""
    target = asked.arguments.daemonid
    if not target:
        raise Refusal(501, "cannot run resilver on all targets in the cluster - operation not supported", "ErrUnsupp")
    if target not in asked.node.state.membership.targets:
        raise bad_request(f"cannot resilver node {target} not present in Smap", "errNodeNotFound")
    return asked.run(_nothing, "visited:0")


def _needs_remote_bucket(asked: Asked) -> Job:
    bucket = _needed(asked)
    if asked.kind == "blob-download":
        raise bad_request(f"blob-download: expecting remote bucket (have {bucket.address})", "ErrNotRemoteBck")
    raise bad_request(f"can only prefetch Cloud and remote AIS buckets (have {bucket.address})")


def _elsewhere(asked: Asked) -> Job:
    raise bad_request(f'initiating "{asked.kind}" must be done via a separate documented API')


def _rechunk(asked: Asked) -> Job:
    """By the sizes that the bucket has among its properties."""
    bucket = _needed(asked)
    chunks = bucket.props.chunks
    limit, chunk = (size_of(str(each)) or 0 for each in (chunks.objsize_limit, chunks.chunk_size))
    return start_rechunk(asked.node, bucket, limit, chunk, "")


def _needed(asked: Asked) -> Bucket:
    if asked.bucket is None:
        raise bad_request(f'xaction "{asked.kind}" requires a bucket to start')
    return asked.bucket


STARTERS: Final[Mapping[str, Starter]] = {
    "lru": _run_nothing,
    "cleanup-store": _clean_up,
    "load-lom-cache": _load,
    "rebalance": _rebalance,
    "resilver": _resilver,
    "prefetch-listrange": _needs_remote_bucket,
    "blob-download": _needs_remote_bucket,
    "make-n-copies": _elsewhere,
    "rechunk": _rechunk,
}
"""By kind, what starts it."""
