"""Which objects of a bucket an operation on many means: by list, by template, by prefix, or all of them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import TYPE_CHECKING, Any, Final, Self, TypeVar

import msgspec
from attrs import evolve, frozen
from msgspec import Struct, field

from .._core.errors import InvalidTemplate
from .._core.templates import Template
from .answers import bad_request
from .backend import Entry
from .buckets import INVENTORIES, Bucket
from .jobs import Part, without_nulls
from .listing import ListFlag, Shelf, Wanted, check_prefix, first_page
from .lookup import backend_of
from .names import check_object_name
from .shares import Shares
from .store import StoredObject

if TYPE_CHECKING:
    from .node import Node

_PAGE: Final = 256
"""Names that are looked up at a time: some hundred microseconds, in which nobody else has a turn."""

_SKIPPED: Final = 64
"""Names of other targets after which others have a turn."""

T = TypeVar("T", bound=Struct)


class GroupValue(Struct, forbid_unknown_fields=True):
    """What an operation on many objects says. Source: api/apc/multiobj.go (AIS 5.0)"""

    objnames: list[str] = []
    template: str = ""
    num_workers: int = field(default=0, name="num-workers")
    coer: bool = False
    non_recurs: bool = field(default=False, name="non-recurs")


def decoded(value: Any, kind: type[T], action: str) -> T:
    """The value of a control message; `null` is one in which nothing is given.

    Raises:
        Refusal: 400, a field, type or value that AIS refuses.
    """
    if value is None:
        return kind()
    if not isinstance(value, dict):
        raise bad_request(f"failed to unmarshal {action}, err: expects an object")
    try:
        return msgspec.convert({key.lower(): each for key, each in without_nulls(value).items()}, kind)
    except msgspec.ValidationError as exc:
        raise bad_request(f"failed to unmarshal {action}, err: {exc}") from exc


@frozen
class Selection:
    """Names, or a template; without either the whole bucket. Names win where both are given."""

    names: Sequence[bytes]
    template: Template
    is_flat: bool = False
    """Of what begins with a prefix, only what is in no directory below it."""

    @classmethod
    def of(cls, value: GroupValue, action: str) -> Self:
        """What the message selects.

        Raises:
            Refusal: 400, a name or a template that AIS refuses.
        """
        try:
            template = Template.parse(value.template)
        except InvalidTemplate as exc:
            raise bad_request(f'failed to "{action}" List/Range: {exc}', exc.tcode) from exc
        names = [encoded(name) for name in value.objnames]
        for name in names:
            check_object_name(name)
        check_prefix(encoded(template.prefix))
        return cls(names, template, value.non_recurs)

    @classmethod
    def beginning(cls, prefix: str, *, is_flat: bool = False) -> Self:
        """All that begins so.

        Raises:
            Refusal: 400, a prefix that AIS refuses.
        """
        check_prefix(encoded(prefix))
        return cls((), Template(prefix), is_flat)

    async def each(
        self, part: Part, node: Node, bucket: Bucket, shares: Shares, *, outside: bool = False
    ) -> AsyncIterator[tuple[bytes, StoredObject | None]]:
        """What is one target's share of it, an object a step; of a list, what is not there comes without an object.

        With `outside` also what only the backend of the bucket has, and names of a range that may be there.
        """
        outside = outside and bucket.is_remote
        if not self.names and self.template.is_prefix:
            beginning = self._outside if outside else self._beginning
            async for found in beginning(part, node, bucket, shares):
                yield found
            return
        table = node.table(bucket)
        listed = self.names or map(encoded, self.template)
        for count, name in enumerate(listed):
            if shares.has(node.id, bucket, name):
                await part.step()
                stored = table.get(name)
                if stored is not None or self.names or outside:
                    yield name, stored
            elif count % _SKIPPED == 0:
                await part.step()

    def _wanted(self) -> Wanted:
        wanted = Wanted.beginning(encoded(self.template.prefix), _PAGE)
        return evolve(wanted, flags=ListFlag.NO_RECURSION) if self.is_flat else wanted

    async def _outside(
        self, part: Part, node: Node, bucket: Bucket, shares: Shares
    ) -> AsyncIterator[tuple[bytes, StoredObject | None]]:
        async for entry in self.entries(part, node, bucket, shares):
            yield entry.name, node.table(bucket).get(entry.name)

    async def entries(self, part: Part, node: Node, bucket: Bucket, shares: Shares) -> AsyncIterator[Entry]:
        """What the backend of a bucket has that begins so, an object a step, as far as it is one target's share."""
        backend, wanted = backend_of(node.state, bucket, status=500), self._wanted()
        while True:
            await part.step()
            listed = await backend.page(bucket.origin, wanted)
            for entry in listed.entries:
                if not entry.name.endswith(b"/") and shares.has(node.id, bucket, entry.name):
                    await part.step()
                    yield entry
            if not listed.token:
                return
            wanted = evolve(wanted, token=listed.token)

    async def _beginning(
        self, part: Part, node: Node, bucket: Bucket, shares: Shares
    ) -> AsyncIterator[tuple[bytes, StoredObject | None]]:
        wanted, state = self._wanted(), node.state
        while True:
            await part.step()
            await state.moves.still()
            if not shares.are_current:
                # Each target has its share, wherever that is: once, and not a version that returned with another.
                shelves = [shelf_of(bucket, wanted, state.nodes[target]) for target in state.living()]
                page = first_page(shelves, wanted, is_moving=True)
                mine = [each for each in page if shares.has(node.id, bucket, each[0])]
            else:
                mine = page = shelf_of(bucket, wanted, node).found(wanted, _PAGE)
            for name, stored, _ in mine:
                if stored is not None:  # not a directory
                    await part.step()
                    yield name, stored
            if len(page) < _PAGE:
                return
            wanted = evolve(wanted, token=page[-1][0])


def shelf_of(bucket: Bucket, wanted: Wanted, node: Node) -> Shelf:
    """One target's part of a bucket that is listed."""
    state = node.state
    hides = bucket.address == INVENTORIES or (state.quirks.hides_strays and not state.moves.is_active)
    is_home = (lambda name: state.owner(bucket, name).id == node.id) if hides else None
    left = state.imitation.directories_left(bucket, wanted.prefix, node.mountpaths)
    return Shelf(node.id, node.table(bucket), node.mountpaths, bucket.uname, left, is_home)


def encoded(text: str) -> bytes:
    """A name in a message as the bytes that it was sent as."""
    return text.encode("utf-8", "surrogateescape")
