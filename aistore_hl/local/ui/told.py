"""What the page is told beside what the control port tells everyone; on the wire JSON objects with the same names."""

from __future__ import annotations

from attrs import frozen


@frozen
class BucketState:
    """A bucket."""

    name: str
    namespace: str


@frozen
class JobState:
    """A job."""

    id: str
    kind: str
    bucket: str
    began: float
    """In seconds since 1970."""
    ended: float | None
    aborted: bool


@frozen
class SpaceState:
    """The room at a target."""

    node: str
    used: int
    """Bytes of content."""
    total: int


@frozen
class Overview:
    """What changes by itself, beside nodes and faults."""

    buckets: list[BucketState]
    jobs: list[JobState]
    """The latest, newest first."""
    space: list[SpaceState]


@frozen
class ObjectState:
    """An entry of a listing."""

    name: str
    """As it can be shown: what is not UTF-8 in it is replaced."""
    path: str
    """As it is asked for: percent-encoded, as one element of a path."""
    size: int
    version: str


@frozen
class ListingState:
    """A page of a listing."""

    objects: list[ObjectState]
    more: str | None
    """What to give as `after` for the next page; `None` at the end."""
