"""What the nodes of one cluster share. In AIS they tell it one another; here they are one process, and one thread."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from attrs import Factory, define, field

from .._core.errors import NoTargets
from .._core.smap import owner
from .answers import Refusal
from .appending import Appends
from .backend import Backends
from .buckets import Bucket, Buckets
from .companions import Companions
from .etl.images import Images
from .etl.registry import Etls
from .imitation import Imitation
from .locks import Writers
from .moves import Moves
from .parts import Uploads
from .promotable import Promotable
from .protected import ProtectedStore
from .quirks import NONE, Quirks
from .ratelimit import RateLimits
from .store import MemoryStore, Store

if TYPE_CHECKING:
    from .faults import Faults
    from .guard import Guard
    from .jobs import Job, Jobs
    from .journal import Journal
    from .membership import Member, Membership
    from .node import Node
    from .roster import Roster
    from .seen import Log


@define(eq=False)
class State:
    """Map, buckets, objects and jobs. Changed by the cluster's thread only."""

    membership: Membership
    jobs: Jobs
    faults: Faults
    log: Log
    kept: Store = field(factory=MemoryStore)
    """What keeps the objects of all targets, wherever they are."""
    store: ProtectedStore = field(
        init=False, default=Factory(lambda self: ProtectedStore(self.kept, self), takes_self=True)
    )
    """The same, with each object at the target that it belongs to, and companions where its bucket wants them."""
    companions: Companions = field(init=False, default=Factory(lambda self: Companions(self), takes_self=True))
    """Copies and slices of objects."""
    buckets: Buckets = field(init=False, default=Factory(lambda self: Buckets(self.store), takes_self=True))
    backends: Backends = field(factory=Backends)
    """What stands behind buckets that are not its own."""
    writers: Writers = field(init=False, factory=Writers)
    """Objects of such buckets that are just being written."""
    promotable: Promotable = field(factory=Promotable)
    """Files of this machine that may become objects."""
    mountpaths: Mapping[str, Sequence[str]] = field(factory=dict)
    """Names of the mountpaths of a target, where they are not its own."""
    images: Images = field(factory=Images)
    """What is run for an image."""
    guard: Guard | None = None
    """What keeps strangers out, where other machines can ask."""
    journal: Journal | None = None
    """Where a line for each request goes."""
    quirks: Quirks = NONE
    """Which of AIS's faults it has."""
    imitation: Imitation = field(init=False, default=Factory(lambda self: Imitation(self.quirks), takes_self=True))
    rates: RateLimits = field(init=False, factory=RateLimits)
    batches: dict[tuple[str, str], None] = field(init=False, factory=dict)
    """Get-batches that a proxy has sent on and no target has begun: by job and work, the oldest first."""
    shards: Writers = field(init=False, factory=Writers)
    """Archives that are just being added to."""
    uploads: Uploads = field(init=False, factory=Uploads)
    """Objects that are being sent in parts."""
    appends: Appends = field(init=False, factory=Appends)
    """Objects that are being appended to."""
    nodes: dict[str, Node] = field(factory=dict)
    """All nodes by id, once they listen."""
    etls: Etls = field(init=False, default=Factory(lambda self: Etls(self, self.images), takes_self=True))
    """Transformers beside its targets."""
    moves: Moves = field(init=False, default=Factory(lambda self: Moves(self), takes_self=True))
    """Objects that are on their way since the map has changed."""
    roster: Roster = field(init=False)
    """Who belongs to the cluster; set by whoever runs it."""
    dead: set[str] = field(factory=set)
    """Targets that were killed or stopped: what they hold is out of reach."""
    started: int = field(factory=time.monotonic_ns)

    def forget_unfinished(self, bucket: Bucket) -> None:
        """A bucket is gone, and with it what was to become an object of it."""
        self.uploads.forget(bucket.number)
        self.appends.forget(bucket.number)

    def close_unfinished(self) -> None:
        """Let go of what did not become an object."""
        self.uploads.close()
        self.appends.close()

    def owner(self, bucket: Bucket, name: bytes) -> Member:
        """The target that an object belongs to.

        Raises:
            Refusal: 400 ErrNoNodes, no target takes part in placement.
        """
        try:
            chosen = owner(bucket.owner_key(name), self.membership.placement)
        except NoTargets as exc:
            raise Refusal(400, "no available targets", "ErrNoNodes") from exc
        return self.membership.targets[chosen]

    def living(self) -> list[str]:
        """The targets of the map whose objects can be reached."""
        return [name for name in self.membership.targets if name not in self.dead]

    def remove_bucket(self, bucket: Bucket, *, keeps: Job | None = None, unless_at: Iterable[str] = ()) -> bool:
        """Forget a bucket, all that is in it, and what works on it, but for one job; whether that is done: not while
        one of some targets has any of it."""
        if not self.buckets.remove(bucket, unless_at=unless_at):
            return False
        self.forget_unfinished(bucket)
        self.rates.forget(bucket)
        self.jobs.forget(bucket.address, self.buckets.version, keeps=keeps)
        return True

    def is_alive(self, target: str) -> bool:
        """Whether the objects of a target can be reached."""
        return target not in self.dead

    def check_reach(self, target: str) -> None:
        """Whether a target can tell what it has.

        Raises:
            Refusal: 503, it is dead.
        """
        if target in self.dead:
            # AIS says 400, as if the request were wrong. Source: tried on AIS 5.0, a target killed
            raise Refusal(503, f"failed to call t[{target}], err: connect: connection refused", "ErrFailedTo")

    def has_dead_members(self) -> bool:
        """Whether the map has targets that are dead, as nobody has noticed yet."""
        return not self.dead.isdisjoint(self.membership.targets)

    def place(self) -> None:
        """Put every object where it belongs, before anybody asks; nobody owns any when no target takes part."""
        targets = self.membership.placement
        if targets:
            self.kept.place(self._home, targets)

    def _home(self, number: int, name: bytes) -> str:
        bucket = self.buckets.numbered(number)
        assert bucket is not None  # the store has objects of buckets that it knows
        return self.owner(bucket, name).id
