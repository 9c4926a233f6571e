"""Two buckets and a dict that says what is in them: whatever is done to both comes to the same."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Sequence
from functools import wraps
from typing import Any, Final, TypeAlias

import pytest
from attrs import evolve, frozen
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule
from hypothesis.strategies import SearchStrategy

from aistore_hl import Bucket, Client, Object, errors
from aistore_hl.local.faults import Faults
from tests.local.archives import entries

_RUN: Final = secrets.token_hex(4)
"""In the names of the buckets, which decide where objects are: one and the same for all examples."""

NAMES: Final = ("a.txt", "d/a", "d/b", "d/e/c", "ü é", "x+y", "~z", "0")
"""None is the folder of another: AIS has files there."""

NUMBERED: Final = ("n-1", "n-2", "n-3")
"""What a template means."""

ARCHIVES: Final = ("s.tar", "s.tgz", "s.zip")
"""They come to be with their first member; a copy of one by another name is an object as any other."""

ALL: Final = (*NAMES, *NUMBERED, *ARCHIVES)

SIZES: Final = st.one_of(st.integers(0, 40), st.sampled_from([4096, 65_537, 300_000]))
_WORDS: Final = st.text("abcdefgh XYZ-_.", min_size=1, max_size=8).map(lambda text: f"k{text}k")
CUSTOM: Final = st.dictionaries(_WORDS.map(lambda text: text.replace(" ", "-")), _WORDS, max_size=3)
PLACES: Final = st.tuples(st.integers(0, 1), st.sampled_from(NAMES))
SHARDS: Final = st.tuples(st.integers(0, 1), st.sampled_from(ARCHIVES))
ANY: Final = st.tuples(st.integers(0, 1), st.sampled_from(ALL))
FAULTS: Final = st.one_of(
    st.none(),
    st.builds(lambda after, reset: {"cut": after, "reset": reset}, st.sampled_from([0, 1, 20, 5000]), st.booleans()),
    st.builds(lambda reset: {"lose_answer": True, "reset": reset}, st.booleans()),
    st.builds(lambda status: {"status": status}, st.sampled_from([429, 503])),
    st.just({"reset": True}),
)
SIDES: Final = st.sampled_from(["proxy", "target"])

UNHEARD: Final = (
    errors.AmbiguousWrite,
    errors.BodyConsumed,
    errors.TooManyRequests,
    errors.Unavailable,
    errors.UploadLost,
)
"""What a call says that may be sent once only."""

Place = tuple[int, str]
Seen: TypeAlias = "bytes | tuple[tuple[str, bytes], ...]"
"""Content, or the members of an archive."""


@frozen
class Stored:
    """What the dict knows of an object."""

    content: bytes
    custom: dict[str, str]
    version: int
    members: tuple[tuple[str, bytes], ...] | None = None
    """Of an archive, whose content nobody foretells: what is in it."""

    def holds(self, content: bytes) -> bool:
        """Whether the cluster's object is this one."""
        return self.seen == _seen(content)

    @property
    def seen(self) -> Seen:
        """What can be compared."""
        return self.content if self.members is None else self.members


Model = dict[Place, Stored]


RULES: Final[list[str]] = []
"""The names of all rules."""


def step(**drawn: SearchStrategy[Any]) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """A rule whose name is told with each step of it: one that has nothing to do is none."""

    def named(act: Callable[..., None]) -> Callable[..., None]:
        RULES.append(act.__name__)

        @wraps(act)
        def acting(self: Objects, **values: Any) -> None:
            self.begin(act.__name__)
            act(self, **values)

        return rule(**drawn)(acting)

    return named


class Objects(RuleBasedStateMachine):
    """Every rule does one thing to the cluster and to the dict, and compares.

    With `faults` one of them may strike each step. Then a call that may be sent again must succeed all the same; one
    that may not can say that it is not known what came of it, and is looked up: it was done whole or not at all.
    """

    def __init__(
        self, connect: Callable[[], Client], faults: Faults | None, counted: Callable[[str], None], *, real: bool
    ) -> None:
        super().__init__()
        self._faults = faults
        self._report = counted
        self._real = real
        # A client of its own: what others spent on retries is not missing here.
        self._client = connect()
        self._buckets: list[Bucket] = [
            self._client.bucket(f"ais-hl-test-model-{_RUN}-{number}").create() for number in range(2)
        ]
        self._model: Model = {}
        self._rule = ""
        self._has_struck = False

    def begin(self, name: str) -> None:
        """What follows is of this rule."""
        self._rule = name

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

    @step(place=PLACES, size=SIZES, fill=st.integers(0, 3), fault=FAULTS, side=SIDES)
    def put(self, place: Place, size: int, fill: int, fault: Any, side: Any) -> None:
        """Bytes come with their checksum: where the object has it already nothing is done."""
        content = filled(size, fill)
        old = self._model.get(place)
        stored = self._put(old, content)
        self._change({place: stored}, lambda: self._object(place).put(content), fault, side)

    @step(place=PLACES, size=SIZES, fill=st.integers(0, 3), custom=CUSTOM, fault=FAULTS, side=SIDES)
    def put_afresh(self, place: Place, size: int, fill: int, custom: dict[str, str], fault: Any, side: Any) -> None:
        """With metadata the object begins anew."""
        content = filled(size, fill)
        after = {place: Stored(content, custom, 1)}
        self._change(after, lambda: self._object(place).put(content, metadata=custom), fault, side)

    @step(place=PLACES, size=SIZES, fill=st.integers(0, 3), fault=FAULTS, side=SIDES)
    def put_stream(self, place: Place, size: int, fill: int, fault: Any, side: Any) -> None:
        """A stream cannot be sent again."""
        content = filled(size, fill)
        old = self._model.get(place)
        stored = Stored(content, {}, 1) if old is None else Stored(content, old.custom, old.version + 1)
        self._change({place: stored}, lambda: self._object(place).put(_pieces(content)), fault, side, once=True)

    @step(place=ANY, fault=FAULTS, side=SIDES)
    def get(self, place: Place, fault: Any, side: Any) -> None:
        with self._striking(fault, side):
            if place in self._model:
                assert self._model[place].holds(self._object(place).get().read_all())
            else:
                with pytest.raises(errors.ObjectNotFound):
                    self._object(place).get()

    @step(place=PLACES, offset=st.integers(0, 60), length=st.integers(1, 5000), fault=FAULTS, side=SIDES)
    def get_range(self, place: Place, offset: int, length: int, fault: Any, side: Any) -> None:
        stored = self._model.get(place)
        if stored is None or not stored.content or stored.members is not None:
            return
        with self._striking(fault, side):
            if offset >= len(stored.content):
                with pytest.raises(errors.RangeNotSatisfiable):
                    self._object(place).get(offset=offset, length=length)
            else:
                found = self._object(place).get(offset=offset, length=length).read_all()
                assert stored.content[offset : offset + length] == found

    @step(place=ANY, fault=FAULTS, side=SIDES)
    def head(self, place: Place, fault: Any, side: Any) -> None:
        with self._striking(fault, side):
            if place in self._model:
                self._compare_head(place, self._model[place])
            else:
                assert not self._object(place).exists()

    @step(place=ANY, fault=FAULTS, side=SIDES)
    def delete(self, place: Place, fault: Any, side: Any) -> None:
        # A try whose answer was lost may have deleted it: where a fault strikes, "not found" can mean that it is done.
        heard = place in self._model or not self._may_break(fault)
        call = self._object(place).delete if heard else lambda: self._object(place).delete(missing_ok=True)
        self._change({place: None}, call, fault, side, exists=place in self._model or not heard)

    @step(place=ANY, other=PLACES, fault=FAULTS, side=SIDES)
    def copy(self, place: Place, other: Place, fault: Any, side: Any) -> None:
        if place == other:
            return
        source, copy = self._object(place), self._object(other)
        stored, old = self._model.get(place), self._model.get(other)
        self._change({other: stored}, lambda: source.copy_to(copy), fault, side, exists=stored is not None)
        self._forgive(other, stored, old)

    @step(place=ANY, name=st.sampled_from(NAMES), fault=FAULTS, side=SIDES)
    def rename(self, place: Place, name: str, fault: Any, side: Any) -> None:
        number, old = place
        if old == name:
            return
        stored, overwritten = self._model.get(place), self._model.get((number, name))
        after = {(number, name): stored, place: None}
        self._change(after, lambda: self._object(place).rename(name), fault, side, exists=stored is not None, once=True)
        self._forgive((number, name), stored, overwritten)

    @step(place=ANY, custom=CUSTOM.filter(bool), fault=FAULTS, side=SIDES)
    def merge_metadata(self, place: Place, custom: dict[str, str], fault: Any, side: Any) -> None:
        stored = self._model.get(place)
        after = stored and evolve(stored, custom=stored.custom | custom)
        call = self._object(place).merge_metadata
        self._change({place: after}, lambda: call(custom), fault, side, exists=stored is not None)

    @step(place=ANY, custom=CUSTOM, fault=FAULTS, side=SIDES)
    def replace_metadata(self, place: Place, custom: dict[str, str], fault: Any, side: Any) -> None:
        stored = self._model.get(place)
        after = stored and evolve(stored, custom=custom)
        call = self._object(place).replace_metadata
        self._change({place: after}, lambda: call(custom), fault, side, exists=stored is not None)

    @step(number=st.integers(0, 1), prefix=st.sampled_from(["", "d/", "d/e/", "nothing"]), fault=FAULTS)
    def list(self, number: int, prefix: str, fault: Any) -> None:
        with self._striking(fault, "proxy"):
            found = [(entry.name, entry.size) for entry in self._buckets[number].list_objects(prefix=prefix)]
        names = [name for name in self._names(number) if name.startswith(prefix)]
        assert names == [name for name, _ in found]
        for name, size in found:
            stored = self._model[number, name]
            assert size == len(stored.content) or stored.members is not None

    @precondition(lambda self: self._model)
    @step(data=st.data())
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
        armed: bool = False,
        between: Stored | None = None,
    ) -> None:
        """Do what changes some objects: they become what `after` says, or there is no object to do it to.

        What may be sent only `once` can fail where a fault struck; then it may be as it was, or something `between`.
        A call that is `armed` sees to the fault itself.
        """
        unheard = UNHEARD if once and self._may_break(fault) else ()
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
            with self._striking(None if armed else fault, side):
                call()
        except unheard:
            halfway = [] if between is None else [{**wanted, **dict.fromkeys(after, between)}]
            self._adopt(wanted, list(after), *halfway)
        else:
            self._model = wanted

    def _forgive(self, place: Place, stored: Stored | None, old: Stored | None) -> None:
        """AIS keeps the old object's custom metadata where the new one comes from another target, and the old object
        itself where both have the same content. Within one target a copy has the version 1; one of an archive that came
        by its first member, which has none, has that of the old object."""
        if self._real and stored is not None:
            props = self._object(place).head()
            custom, version = dict(props.custom), int(props.version or 0)
            old = old or stored
            allowed = [
                (stored.version, stored.custom),
                (stored.version, old.custom | stored.custom),
                (1, stored.custom),
            ]
            if not stored.version:
                allowed += [(old.version, old.custom | stored.custom)]
            if stored.seen == old.seen:
                allowed += [(old.version, old.custom), (old.version, old.custom | stored.custom)]
            assert (version, custom) in allowed, (version, custom, allowed)
            self._model = {**self._model, place: evolve(stored, custom=custom, version=version)}

    def _put(self, old: Stored | None, content: bytes) -> Stored:
        """What bytes become that come with their checksum."""
        if old is None:
            return Stored(content, {}, 1)
        return old if old.seen == content else Stored(content, old.custom, old.version + 1)

    def _adopt_each(self, wanted: Model, places: Sequence[Place]) -> None:
        """What is wanted, but for these, of which each is looked up."""
        held = self._model
        self._model = wanted
        for place in places:
            self._model = {key: stored for key, stored in self._model.items() if key != place}
            if place in held:
                self._model[place] = held[place]
            after = {key: stored for key, stored in self._model.items() if key != place}
            if place in wanted:
                after[place] = wanted[place]
            self._adopt(after, [place])

    def _adopt(self, wanted: Model, places: Sequence[Place], *between: Model) -> None:
        """Look what came of a change: all of it, or nothing."""
        held = {place: self._read(place) for place in places}
        for outcome in (wanted, self._model, *between):
            if held == {place: _visible(outcome.get(place)) for place in places}:
                self._model = outcome
                return
        raise AssertionError(f"neither done nor undone: {places}")

    def _read(self, place: Place) -> tuple[Seen, dict[str, str]] | None:
        stored = self._object(place)
        try:
            return _seen(stored.get().read_all()), dict(stored.head().custom)
        except errors.ObjectNotFound:
            return None

    def _counted(self) -> None:
        self._report(self._rule)

    def _striking(self, fault: Any, side: Any) -> _Striking:
        self._counted()
        return self._armed(fault, side)

    def _may_break(self, fault: Any) -> bool:
        """Whether a fault strikes this step, or the last one's still does: a connection that breaks after an answer was
        whole, as one does that is empty or a refusal, is found broken by the next request."""
        return self._faults is not None and (fault is not None or self._has_struck)

    def _armed(self, fault: Any, side: Any) -> _Striking:
        self._has_struck = self._faults is not None and fault is not None
        return _Striking(self._faults, fault, side)

    def _compare_seen(self, place: Place) -> None:
        """It is as it was."""
        assert _visible(self._model.get(place)) == self._read(place)

    def _compare(self, place: Place, stored: Stored) -> None:
        assert stored.holds(self._object(place).get().read_all())
        self._compare_head(place, stored)

    def _compare_head(self, place: Place, stored: Stored) -> None:
        props = self._object(place).head()
        assert stored.custom == dict(props.custom)
        assert len(stored.content) == props.size or stored.members is not None
        if self._faults is None:  # a try whose answer was lost counts as a version
            assert (str(stored.version) if stored.version else "") == props.version

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


def _visible(stored: Stored | None) -> tuple[Seen, dict[str, str]] | None:
    return None if stored is None else (stored.seen, stored.custom)


def _seen(content: bytes) -> Seen:
    members = entries(content)
    return content if members is None else tuple(members)


def filled(size: int, fill: int) -> bytes:
    """Content that is told by two numbers."""
    return bytes([65 + fill]) * size


def _pieces(content: bytes) -> Iterator[bytes]:
    for start in range(0, len(content), 50_000):
        yield content[start : start + 50_000]
