"""What may be in two buckets: of each object all that it can be, one thing unless a change to it has failed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Final, TypeAlias

from attrs import define, field

from tests.local.archives import entries

Place: TypeAlias = "tuple[int, str]"
"""Which bucket, and the name in it."""

Members: TypeAlias = "tuple[tuple[str, bytes], ...]"
Seen: TypeAlias = "bytes | tuple[tuple[str, bytes], ...] | None"
"""Content, or the members of an archive, sorted; `None`: there is no object."""

NOTHING: Final[frozenset[Seen]] = frozenset({None})


def seen(content: bytes) -> Seen:
    """Content as it can be compared."""
    members = entries(content)
    return content if members is None else tuple(sorted(members))


class Wrong(AssertionError):
    """The cluster shows what cannot be."""


@define(eq=False)
class Ledger:
    """Kept by one writer, who alone changes these objects."""

    _held: dict[Place, frozenset[Seen]] = field(factory=dict)

    def may_be(self, place: Place) -> frozenset[Seen]:
        """All that an object can be."""
        return self._held.get(place, NOTHING)

    def names(self, number: int) -> Iterator[str]:
        """All names that were ever written in a bucket."""
        return (name for of, name in self._held if of == number)

    def known(self, number: int) -> dict[str, Seen]:
        """The objects of which is certain that they are there, and what they are."""
        single = {name: self.may_be((number, name)) for name in self.names(number)}
        return {name: found for name, (found, *rest) in single.items() if found is not None and not rest}

    @contextmanager
    def changing(self, after: Mapping[Place, Seen | frozenset[Seen]]) -> Iterator[None]:
        """What objects become; if that fails they are that or what they were."""
        wanted = {place: each if isinstance(each, frozenset) else frozenset({each}) for place, each in after.items()}
        for place, each in wanted.items():
            self._held[place] = self.may_be(place) | each
        yield
        self._held |= wanted

    def settle(self, place: Place, found: Seen) -> None:
        """An object is this."""
        self._held[place] = frozenset({found})

    def check(self, place: Place, found: Seen) -> None:
        """An object was read, or is not there.

        Raises:
            Wrong: it cannot be so.
        """
        if found not in self.may_be(place):
            raise Wrong(f"{place} is {_shown(found)}, and may be {sorted(map(_shown, self.may_be(place)))}")

    def check_names(self, number: int, prefix: str, found: Iterable[str]) -> None:
        """The names in a bucket were listed.

        Raises:
            Wrong: one is missing, there twice, or there at all.
        """
        listed = list(found)
        if sorted(set(listed)) != listed:
            raise Wrong(f"a listing has names twice, or not in order: {listed}")
        for name in self.names(number):
            may_be = self.may_be((number, name))
            if name.startswith(prefix) and may_be == NOTHING and name in listed:
                raise Wrong(f"{name!r} is listed and was deleted")
            if name.startswith(prefix) and None not in may_be and name not in listed:
                raise Wrong(f"{name!r} is not listed: {listed}")


def _shown(found: Seen) -> str:
    if found is None or isinstance(found, bytes):
        return "absent" if found is None else f"{len(found)} bytes {found[:24]!r}"
    return f"an archive of {[(name, len(content)) for name, content in found]}"
