"""What a dict says of archives: their members, in order."""

from __future__ import annotations

from typing import Any, Final

import pytest
from attrs import evolve
from hypothesis import strategies as st

from aistore_hl import errors

from .machine import FAULTS, SHARDS, SIDES, Objects, Place, Stored, filled, step

_MEMBERS: Final = st.sampled_from(["a.txt", "d/a.jpg", "d/b", "ü é"])
_SIZES: Final = st.one_of(st.integers(1, 40), st.sampled_from([511, 512, 513, 65_537]))
"""AIS takes no empty member."""


class Shards(Objects):
    """Rules for archives."""

    @step(place=SHARDS, name=_MEMBERS, size=_SIZES, fill=st.integers(0, 3), fault=FAULTS, side=SIDES)
    def replace_with_member(self, place: Place, name: str, size: int, fill: int, fault: Any, side: Any) -> None:
        """Custom metadata and version stay; a new one has the version 0."""
        content = filled(size, fill)
        old = self._model.get(place) or Stored(b"", {}, 0)
        stored = evolve(old, content=b"", members=((name, content),))
        call = self._object(place).replace_with_member
        self._change({place: stored}, lambda: call(name, content), fault, side, once=True)

    @step(place=SHARDS, name=_MEMBERS, size=_SIZES, fill=st.integers(0, 3), fault=FAULTS, side=SIDES)
    def add_member(self, place: Place, name: str, size: int, fill: int, fault: Any, side: Any) -> None:
        """It is the last; of several by one name all are there."""
        if self._real and place[1].endswith(".tar") and not name.isascii():
            return  # AIS refuses it with 500, `write too long`, and the archive stays as it was
        content = filled(size, fill)
        old = self._model.get(place)
        stored = old and evolve(old, members=(*(old.members or ()), (name, content)))
        call = self._object(place).add_member
        self._change({place: stored}, lambda: call(name, content), fault, side, exists=old is not None, once=True)

    @step(place=SHARDS, name=_MEMBERS, fault=FAULTS, side=SIDES)
    def get_member(self, place: Place, name: str, fault: Any, side: Any) -> None:
        """The first of those by its name."""
        stored = self._model.get(place)
        members = dict(reversed(stored.members or ())) if stored is not None else {}
        with self._striking(fault, side):
            if name in members:
                with self._object(place).get_member(name) as member:
                    assert members[name] == member.read_all()
            else:
                missing = errors.ObjectNotFound if stored is None else errors.MemberNotFound
                with pytest.raises(missing):
                    self._object(place).get_member(name)

    @step(place=SHARDS, pattern=st.sampled_from(["", "d/", "a"]))
    def get_members(self, place: Place, pattern: str) -> None:
        """All that match, in their order. Without faults: what breaks is not gone on with."""
        if place[1].endswith(".zip"):
            return  # never asked for, see `aistore_hl.Object.get_members`
        self._counted()
        stored = self._model.get(place)
        members = [(name, content) for name, content in (stored and stored.members) or () if name.startswith(pattern)]
        if not members:
            with pytest.raises(errors.ObjectNotFound), self._object(place).get_members(pattern, mode="prefix") as found:
                list(found)
            return
        with self._object(place).get_members(pattern, mode="prefix") as found:
            assert members == [(member.name, member.read_all()) for member in found]

    @step(place=SHARDS, fault=FAULTS)
    def list_members(self, place: Place, fault: Any) -> None:
        """Sorted by name; those by one name in their order."""
        stored = self._model.get(place)
        with self._striking(fault, "proxy"):
            if stored is None:
                with pytest.raises(errors.ObjectNotFound):
                    self._object(place).members()
                return
            found = [(entry.name, entry.size) for entry in self._object(place).members()]
        members = [(name, len(content)) for name, content in stored.members or ()]
        assert sorted(members, key=lambda member: member[0].encode()) == found
