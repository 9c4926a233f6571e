"""Who uses two buckets, knows what must be in them, and compares."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from attrs import define, field

from aistore_hl import Bucket, Object, errors

from .ledger import Ledger, Members, Place, seen

PLAIN: Final = tuple(f"o{number:02}" for number in range(12))
SPARE: Final = ("o90", "o91", "o92")
"""Names for copies."""

LARGE: Final = ("large-0", "large-1")
SHARDS: Final = ("s.tar", "s.tgz", "s.zip")
MADE: Final = ("made.tar", "made.tgz", "made.zip")

PART: Final = 1 << 20
_SIZES: Final = (1, 40, 4096, 65_537, 300_000)


@define(eq=False)
class User:
    """One who alone changes what is in two buckets."""

    buckets: tuple[Bucket, Bucket]
    folder: Path
    dice: random.Random
    ledger: Ledger = field(factory=Ledger)
    done: Counter[str] = field(factory=Counter)
    """How often each kind of thing was done, by its name."""

    def check(self) -> None:
        """Compare everything.

        Raises:
            Wrong: something is not what it must be.
        """
        for number, bucket in enumerate(self.buckets):
            for name in list(self.ledger.names(number)):
                self._look((number, name))
            self.ledger.check_names(number, "", (entry.name for entry in bucket.list_objects()))

    def _look(self, place: Place) -> None:
        try:
            content = self._object(place).get().read_all()
        except errors.ObjectNotFound:
            self.ledger.check(place, None)
        else:
            self.ledger.check(place, seen(content) if place[1] in (*SHARDS, *MADE) else content)

    def _object(self, place: Place) -> Object:
        return self.buckets[place[0]].object(place[1])

    def _content(self) -> bytes:
        return self.dice.randbytes(8 + self.dice.choice(_SIZES))

    def _blocks(self, count: int) -> bytes:
        return self.dice.randbytes(count * PART + self.dice.randrange(PART))

    def _plain(self) -> Place:
        return 0, self.dice.choice(PLAIN)

    def _large(self) -> Place:
        return 0, self.dice.choice(LARGE)

    def _shard(self) -> Place:
        return 0, self.dice.choice(SHARDS)

    def _present(self) -> str:
        return self._there(PLAIN, lambda place: self._put(place, self._content()))

    def _present_large(self) -> str:
        return self._there(LARGE, lambda place: self._put(place, self._blocks(2)))

    def _present_shard(self, *ends: str) -> str:
        names = [name for name in SHARDS if name.endswith(ends)] if ends else SHARDS
        return self._there(names, lambda place: self._put_member(place, self._content()))

    def _there(self, names: Sequence[str], make: Callable[[Place], None]) -> str:
        """One that is certain to be there, made if need be."""
        there = [name for name in names if None not in self.ledger.may_be((0, name))]
        if there:
            return self.dice.choice(there)
        make((0, names[0]))
        return names[0]

    def _some(self) -> dict[str, bytes]:
        """Three of which is certain what they are."""
        while len(found := self._known()) < 3:
            self._put(self._plain(), self._content())
        return {name: found[name] for name in self.dice.sample(sorted(found), 3)}

    def _known(self) -> dict[str, bytes]:
        known = self.ledger.known(0)
        return {name: each for name in PLAIN if isinstance(each := known.get(name), bytes)}

    def _put(self, place: Place, content: bytes) -> None:
        with self.ledger.changing({place: content}):
            self._object(place).put(content)

    def _put_member(self, place: Place, content: bytes) -> None:
        with self.ledger.changing({place: (("m", content),)}):
            self._object(place).replace_with_member("m", content)

    def _archives(self, name: str) -> list[Members]:
        return [each for each in self.ledger.may_be((0, name)) if isinstance(each, tuple)]

    def _is_absent(self, name: str, error: errors.AisError) -> bool:
        """Whether an object is not there: while a node is out nobody knows, and it may be called unavailable."""
        if isinstance(error, errors.ObjectNotFound):
            self.ledger.check((0, name), None)
            return True
        return isinstance(error, errors.Unavailable) and None in self.ledger.may_be((0, name))
