"""Two buckets and a dict that says what is in them: whatever is done to both comes to the same."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from typing import Any, Final

import pytest
from attrs import evolve, frozen
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from aistore_hl import Bucket, Client, Object, errors
from aistore_hl.local.faults import Faults

_RUN: Final = secrets.token_hex(4)
"""In the names of the buckets, which decide where objects are: one and the same for all examples."""

NAMES: Final = ("a.txt", "d/a", "d/b", "d/e/c", "ü é", "x+y", "~z", "0")
"""None is the folder of another: AIS has files there."""

SIZES: Final = st.one_of(st.integers(0, 40), st.sampled_from([4096, 65_537, 300_000]))
_WORDS: Final = st.text("abcdefgh XYZ-_.", min_size=1, max_size=8).map(lambda text: f"k{text}k")
CUSTOM: Final = st.dictionaries(_WORDS.map(lambda text: text.replace(" ", "-")), _WORDS, max_size=3)
PLACES: Final = st.tuples(st.integers(0, 1), st.sampled_from(NAMES))
FAULTS: Final = st.one_of(
    st.none(),
    st.builds(lambda after, reset: {"cut": after, "reset": reset}, st.sampled_from([0, 1, 20, 5000]), st.booleans()),
    st.builds(lambda reset: {"lose_answer": True, "reset": reset}, st.booleans()),
    st.builds(lambda status: {"status": status}, st.sampled_from([429, 503])),
    st.just({"reset": True}),
)
SIDES: Final = st.sampled_from(["proxy", "target"])

UNHEARD: Final = (errors.AmbiguousWrite, errors.BodyConsumed, errors.TooManyRequests, errors.Unavailable)
"""What a call says that may be sent once only."""

Place = tuple[int, str]


@frozen
class Stored:
    """What the dict knows of an object."""

    content: bytes
    custom: dict[str, str]
    version: int


Model = dict[Place, Stored]


class Objects(RuleBasedStateMachine):
    """Every rule does one thing to the cluster and to the dict, and compares.

    With `faults` one of them may strike each step. Then a call that may be sent again must succeed all the same; one
    that may not can say that it is not known what came of it, and is looked up: it was done whole or not at all.
    """

    def __init__(
        self, connect: Callable[[], Client], faults: Faults | None, counted: Callable[[], None], *, real: bool
    ) -> None:
        super().__init__()
        self._faults = faults
        self._counted = counted
        self._real = real
        # A client of its own: what others spent on retries is not missing here.
        self._client = connect()
        self._buckets: list[Bucket] = [
            self._client.bucket(f"ais-hl-test-model-{_RUN}-{number}").create() for number in range(2)
        ]
        self._model: Model = {}

    def teardown(self) -> None:
        """Compare everything once more."""
        self._forget_faults()
        try:
            for place, stored in self._model.items():
                self._compare(place, stored)
            for number in range(2):
                assert self._names(number) == [entry.name for entry in self._buckets[number].list_objects()]
        finally:
            for bucket in self._buckets:
                bucket.delete()
            self._client.close()

    @rule(place=PLACES, size=SIZES, fill=st.integers(0, 3), fault=FAULTS, side=SIDES)
    def put(self, place: Place, size: int, fill: int, fault: Any, side: Any) -> None:
        """Bytes come with their checksum: where the object has it already nothing is done."""
        content = _content(size, fill)
        old = self._model.get(place)
        if old is None:
            stored = Stored(content, {}, 1)
        elif old.content == content:
            stored = old
        else:
            stored = Stored(content, old.custom, old.version + 1)
        self._change({place: stored}, lambda: self._object(place).put(content), fault, side)

    @rule(place=PLACES, size=SIZES, fill=st.integers(0, 3), custom=CUSTOM, fault=FAULTS, side=SIDES)
    def put_afresh(self, place: Place, size: int, fill: int, custom: dict[str, str], fault: Any, side: Any) -> None:
        """With metadata the object begins anew."""
        content = _content(size, fill)
        after = {place: Stored(content, custom, 1)}
        self._change(after, lambda: self._object(place).put(content, metadata=custom), fault, side)

    @rule(place=PLACES, size=SIZES, fill=st.integers(0, 3), fault=FAULTS, side=SIDES)
    def put_stream(self, place: Place, size: int, fill: int, fault: Any, side: Any) -> None:
        """A stream cannot be sent again."""
        content = _content(size, fill)
        old = self._model.get(place)
        stored = Stored(content, {}, 1) if old is None else Stored(content, old.custom, old.version + 1)
        self._change({place: stored}, lambda: self._object(place).put(_pieces(content)), fault, side, once=True)

    @rule(place=PLACES, fault=FAULTS, side=SIDES)
    def get(self, place: Place, fault: Any, side: Any) -> None:
        with self._striking(fault, side):
            if place in self._model:
                assert self._model[place].content == self._object(place).get().read_all()
            else:
                with pytest.raises(errors.ObjectNotFound):
                    self._object(place).get()

    @rule(place=PLACES, offset=st.integers(0, 60), length=st.integers(1, 5000), fault=FAULTS, side=SIDES)
    def get_range(self, place: Place, offset: int, length: int, fault: Any, side: Any) -> None:
        stored = self._model.get(place)
        if stored is None or not stored.content:
            return
        with self._striking(fault, side):
            if offset >= len(stored.content):
                with pytest.raises(errors.RangeNotSatisfiable):
                    self._object(place).get(offset=offset, length=length)
            else:
                found = self._object(place).get(offset=offset, length=length).read_all()
                assert stored.content[offset : offset + length] == found

    @rule(place=PLACES, fault=FAULTS, side=SIDES)
    def head(self, place: Place, fault: Any, side: Any) -> None:
        with self._striking(fault, side):
            if place in self._model:
                self._compare_head(place, self._model[place])
            else:
                assert not self._object(place).exists()

    @rule(place=PLACES, fault=FAULTS, side=SIDES)
    def delete(self, place: Place, fault: Any, side: Any) -> None:
        # A try whose answer was lost may have deleted it: where a fault strikes, "not found" can mean that it is done.
        heard = place in self._model or self._faults is None or fault is None
        call = self._object(place).delete if heard else lambda: self._object(place).delete(missing_ok=True)
        self._change({place: None}, call, fault, side, exists=place in self._model or not heard)

    @rule(place=PLACES, other=PLACES, fault=FAULTS, side=SIDES)
    def copy(self, place: Place, other: Place, fault: Any, side: Any) -> None:
        if place == other:
            return
        source, copy = self._object(place), self._object(other)
        stored, old = self._model.get(place), self._model.get(other)
        self._change({other: stored}, lambda: source.copy_to(copy), fault, side, exists=stored is not None)
        self._forgive(other, stored, old)

    @rule(place=PLACES, name=st.sampled_from(NAMES), fault=FAULTS, side=SIDES)
    def rename(self, place: Place, name: str, fault: Any, side: Any) -> None:
        number, old = place
        if old == name:
            return
        stored, overwritten = self._model.get(place), self._model.get((number, name))
        after = {(number, name): stored, place: None}
        self._change(after, lambda: self._object(place).rename(name), fault, side, exists=stored is not None, once=True)
        self._forgive((number, name), stored, overwritten)

    @rule(place=PLACES, custom=CUSTOM.filter(bool), fault=FAULTS, side=SIDES)
    def merge_metadata(self, place: Place, custom: dict[str, str], fault: Any, side: Any) -> None:
        stored = self._model.get(place)
        after = stored and evolve(stored, custom=stored.custom | custom)
        call = self._object(place).merge_metadata
        self._change({place: after}, lambda: call(custom), fault, side, exists=stored is not None)

    @rule(place=PLACES, custom=CUSTOM, fault=FAULTS, side=SIDES)
    def replace_metadata(self, place: Place, custom: dict[str, str], fault: Any, side: Any) -> None:
        stored = self._model.get(place)
        after = stored and evolve(stored, custom=custom)
        call = self._object(place).replace_metadata
        self._change({place: after}, lambda: call(custom), fault, side, exists=stored is not None)

    @rule(number=st.integers(0, 1), prefix=st.sampled_from(["", "d/", "d/e/", "nothing"]), fault=FAULTS)
    def list(self, number: int, prefix: str, fault: Any) -> None:
        with self._striking(fault, "proxy"):
            found = [(entry.name, entry.size) for entry in self._buckets[number].list_objects(prefix=prefix)]
        names = [name for name in self._names(number) if name.startswith(prefix)]
        assert [(name, len(self._model[number, name].content)) for name in names] == found

    @precondition(lambda self: self._model)
    @rule(data=st.data())
    def look(self, data: st.DataObject) -> None:
        """At one that is there, without a fault."""
        place = data.draw(st.sampled_from(sorted(self._model)))
        self._counted()
        self._compare(place, self._model[place])

    def _change(
        self,
        after: dict[Place, Stored | None] | dict[Place, Stored],
        call: Callable[[], object],
        fault: Any,
        side: Any,
        *,
        exists: bool = True,
        once: bool = False,
    ) -> None:
        """Do what changes some objects: they become what `after` says, or there is no object to do it to.

        What may be sent only `once` can fail where a fault struck.
        """
        unheard = UNHEARD if once and fault is not None and self._faults is not None else ()
        if not exists:
            with self._striking(fault, side), pytest.raises((errors.ObjectNotFound, *unheard)):
                call()
            self._adopt(self._model, list(after))
            return
        wanted: Model = {**self._model}
        for place, stored in after.items():
            if stored is None:
                wanted.pop(place, None)
            else:
                wanted[place] = stored
        try:
            with self._striking(fault, side):
                call()
        except unheard:
            self._adopt(wanted, list(after))
        else:
            self._model = wanted

    def _forgive(self, place: Place, stored: Stored | None, old: Stored | None) -> None:
        """AIS keeps the old object's custom metadata where the new one comes from another target, and the old object
        itself where both have the same content."""
        if self._real and stored is not None and old is not None:
            props = self._object(place).head()
            custom, version = dict(props.custom), int(props.version)
            allowed = [(stored.version, stored.custom), (stored.version, old.custom | stored.custom)]
            if stored.content == old.content:
                allowed += [(old.version, old.custom), (old.version, old.custom | stored.custom)]
            assert (version, custom) in allowed
            self._model = {**self._model, place: evolve(stored, custom=custom, version=version)}

    def _adopt(self, wanted: Model, places: list[Place]) -> None:
        """Look what came of a change: all of it, or nothing."""
        held = {place: self._read(place) for place in places}
        for outcome in (wanted, self._model):
            if held == {place: _visible(outcome.get(place)) for place in places}:
                self._model = outcome
                return
        raise AssertionError(f"neither done nor undone: {places}")

    def _read(self, place: Place) -> tuple[bytes, dict[str, str]] | None:
        stored = self._object(place)
        try:
            return stored.get().read_all(), dict(stored.head().custom)
        except errors.ObjectNotFound:
            return None

    def _striking(self, fault: Any, side: Any) -> _Striking:
        self._counted()
        return _Striking(self._faults, fault, side)

    def _compare(self, place: Place, stored: Stored) -> None:
        assert stored.content == self._object(place).get().read_all()
        self._compare_head(place, stored)

    def _compare_head(self, place: Place, stored: Stored) -> None:
        props = self._object(place).head()
        assert (len(stored.content), stored.custom) == (props.size, dict(props.custom))
        if self._faults is None:  # a try whose answer was lost counts as a version
            assert str(stored.version) == props.version

    def _object(self, place: Place) -> Object:
        number, name = place
        return self._buckets[number].object(name)

    def _names(self, number: int) -> list[str]:
        return sorted((name for of, name in self._model if of == number), key=str.encode)

    def _forget_faults(self) -> None:
        if self._faults is not None:
            self._faults.clear()


class _Striking:
    """One fault for the requests of a step, forgotten after it."""

    def __init__(self, faults: Faults | None, fault: dict[str, Any] | None, side: Any) -> None:
        self._faults = faults
        if faults is not None and fault is not None:
            faults.once("* *", side=side, **fault)

    def __enter__(self) -> None:
        pass

    def __exit__(self, *exc: object) -> None:
        if self._faults is not None:
            self._faults.clear()


def _visible(stored: Stored | None) -> tuple[bytes, dict[str, str]] | None:
    return None if stored is None else (stored.content, stored.custom)


def _content(size: int, fill: int) -> bytes:
    return bytes([65 + fill]) * size


def _pieces(content: bytes) -> Iterator[bytes]:
    for start in range(0, len(content), 50_000):
        yield content[start : start + 50_000]
