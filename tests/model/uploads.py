"""What a dict says of objects that come in pieces: uploads in parts, and what is appended."""

from __future__ import annotations

from contextlib import suppress
from typing import Any, Final

import pytest
from attrs import evolve
from hypothesis import strategies as st

from aistore_hl import Multipart, errors

from .machine import CUSTOM, FAULTS, PLACES, SIDES, SIZES, UNHEARD, Objects, Place, Stored, filled, step

_PIECES: Final = st.lists(st.tuples(SIZES, st.integers(0, 3)), min_size=1, max_size=3)
_PARTS: Final = st.lists(st.tuples(SIZES.filter(bool), st.integers(0, 3)), min_size=1, max_size=4)
_STEPS: Final = st.sampled_from(["create", "put", "list", "end"])
"""Of an upload: where the fault strikes."""


class Uploads(Objects):
    """Rules for objects that are not sent in one request."""

    @step(
        place=PLACES,
        parts=_PARTS,
        order=st.permutations([1, 2, 3, 4]),
        custom=st.none() | CUSTOM,
        fault=FAULTS,
        side=SIDES,
        step=_STEPS,
    )
    def put_parts(
        self,
        place: Place,
        parts: Any,
        order: list[int],
        custom: dict[str, str] | None,
        fault: Any,
        side: Any,
        step: Any,
    ) -> None:
        """Whatever order they are sent in. Custom metadata of the object before is gone."""
        contents = {number: filled(*part) for number, part in enumerate(parts, 1)}
        old = self._model.get(place)
        whole = b"".join(contents.values())
        stored = Stored(whole, custom or {}, old.version + 1 if old else 1)

        def call() -> None:
            upload = self._object(place).multipart()
            with self._armed(fault if step == "create" else None, side):
                upload.create()
            with self._armed(fault if step == "put" else None, side):
                for number in [number for number in order if number in contents]:
                    upload.put_part(number, contents[number])
            with self._armed(fault if step == "list" else None, side):
                assert sorted(contents) == upload.parts()
            with self._armed(fault if step == "end" else None, side):
                upload.complete(metadata=custom)

        # Metadata follows in a second request: between the two there is none.
        self._change({place: stored}, call, fault, side, once=True, armed=True, between=evolve(stored, custom={}))

    @step(place=PLACES, parts=_PARTS, sent=st.integers(0, 4), fault=FAULTS, side=SIDES)
    def take_up_parts(self, place: Place, parts: Any, sent: int, fault: Any, side: Any) -> None:
        """Who takes an upload up finds in it what was sent, and sends the rest."""
        contents = {number: filled(*part) for number, part in enumerate(parts, 1)}
        begun = self._begun(place)
        there = [number for number in contents if number <= sent]
        for number in reversed(there):
            begun.put_part(number, contents[number])
        old = self._model.get(place)
        stored = Stored(b"".join(contents.values()), {}, old.version + 1 if old else 1)

        def call() -> None:
            upload = self._object(place).multipart(begun.id)
            assert there == upload.parts()
            for number in contents.keys() - set(there):
                upload.put_part(number, contents[number])
            upload.complete()

        self._change({place: stored}, call, fault, side, once=True)

    @step(place=PLACES, parts=_PARTS, fault=FAULTS, side=SIDES)
    def give_parts_up(self, place: Place, parts: Any, fault: Any, side: Any) -> None:
        """Nothing of it is seen, before and after."""
        upload = self._begun(place)
        for number, part in enumerate(parts, 1):
            upload.put_part(number, filled(*part))
        self._change({}, upload.abort, fault, side, once=True)
        self._compare_seen(place)

    @step(place=PLACES, pieces=_PIECES, fault=FAULTS, side=SIDES)
    def append(self, place: Place, pieces: Any, fault: Any, side: Any) -> None:
        """It is seen once it was flushed, not before. With a fault one piece, so that there are two outcomes."""
        stored = self._model.get(place)
        if stored is not None and stored.members is not None:
            return
        if stored is not None and (self._object(place).head(props=["chunked"]).chunks or 1) > 1:
            with self._striking(fault, side), pytest.raises((errors.ObjectInChunks, *UNHEARD)):
                self._append(place, [b"more"])
            self._compare_seen(place)
            return
        contents = [filled(*piece) for piece in pieces[: 1 if self._may_break(fault) else None]]
        for content in filter(None, contents):
            before = stored or Stored(b"", {}, 0)
            stored = evolve(before, content=before.content + content, version=before.version + 1)

        self._change({place: stored}, lambda: self._append(place, contents), fault, side, once=True)

    @step(place=PLACES, size=SIZES, fill=st.integers(0, 3))
    def append_and_leave(self, place: Place, size: int, fill: int) -> None:
        """What was sent and not flushed is not seen, also when its writer has gone."""
        self._counted()
        writer = self._object(place).append()
        with suppress(errors.ObjectInChunks):
            writer.write(filled(size, fill) + bytes(1_048_576))  # so much is sent at once
        self._compare_seen(place)

    def _begun(self, place: Place) -> Multipart:
        """An upload, although the last step's fault may still strike."""
        while True:
            upload = self._object(place).multipart()
            try:
                upload.create()
            except errors.AmbiguousWrite:
                assert self._has_struck
                self._has_struck = False
            else:
                return upload

    def _append(self, place: Place, contents: list[bytes]) -> None:
        """Each piece flushed by itself where there are several."""
        with self._object(place).append() as writer:
            for content in contents:
                writer.write(content)
                if len(contents) > 1:
                    writer.flush()
