"""What a dict says of many objects at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, Final

from hypothesis import strategies as st

from aistore_hl import GroupJob, ObjectGroup, errors

from .machine import (
    ALL,
    FAULTS,
    NAMES,
    NUMBERED,
    SHARDS,
    SIDES,
    SIZES,
    UNHEARD,
    Model,
    Objects,
    Place,
    Stored,
    filled,
    step,
)

_TEMPLATE: Final = "n-{1..3}"
_NAMES: Final = st.none() | st.lists(st.sampled_from(ALL), min_size=1, max_size=6, unique=True)
"""The names of a group; `None`: those of the template."""

_BODIES: Final = st.dictionaries(
    st.sampled_from((*NUMBERED, "a.txt", "d/a", "ü é")), st.tuples(SIZES, st.integers(0, 3)), min_size=1, max_size=6
)


class Groups(Objects):
    """Rules for groups, and for many objects one by one."""

    @step(number=st.integers(0, 1), names=_NAMES, missing_ok=st.booleans(), fault=FAULTS)
    def delete_group(self, number: int, names: list[str] | None, missing_ok: bool, fault: Any) -> None:
        """Who did not allow for it hears which were not there."""
        asked = list(NUMBERED) if names is None else names
        wanted = {place: stored for place, stored in self._model.items() if place not in [(number, n) for n in asked]}
        group = self._group(number, names)
        missing = [name for name in asked if (number, name) not in self._model]
        self._do(wanted, lambda: group.delete(missing_ok=missing_ok), missing, fault, missing_ok=missing_ok)

    @step(
        number=st.integers(0, 1),
        other=st.integers(0, 1),
        names=_NAMES,
        prepend=st.sampled_from(["", "p-", "p/"]),
        missing_ok=st.booleans(),
        fault=FAULTS,
        rare=st.integers(0, 19),
    )
    def copy_group(
        self,
        number: int,
        other: int,
        names: list[str] | None,
        prepend: str,
        missing_ok: bool,
        fault: Any,
        rare: int,
    ) -> None:
        """Into the other bucket, or into the same under other names. On a real cluster rarely: each takes 6 seconds."""
        if (number == other and not prepend) or (self._real and rare):
            return
        asked = list(NUMBERED) if names is None else names
        there = {name: self._model[number, name] for name in asked if (number, name) in self._model}
        copies = {(other, prepend + name): stored for name, stored in there.items()}
        before = dict(self._model)
        group = self._group(number, names)
        to = self._buckets[other]
        missing = [name for name in asked if name not in there]
        self._do(
            {**self._model, **copies},
            lambda: group.copy_to(to, prepend=prepend, missing_ok=missing_ok),
            missing,
            fault,
            missing_ok=missing_ok,
        )
        for place, stored in copies.items():
            self._forgive(place, stored, before.get(place))

    @step(
        number=st.integers(0, 1),
        place=SHARDS,
        names=st.lists(st.sampled_from((*NAMES, *NUMBERED)), min_size=1, max_size=6, unique=True),
        fault=FAULTS,
        rare=st.integers(0, 19),
    )
    def archive_group(self, number: int, place: Place, names: list[str], fault: Any, rare: int) -> None:
        """Those that are there, in any order. What the object was before is gone."""
        there = [(name, self._model[number, name]) for name in names if (number, name) in self._model]
        missing = [name for name in names if (number, name) not in self._model]
        # On a real cluster rarely, and never with a name that is missing: it refuses archives for a while then.
        if not there or any(stored.members is not None for _, stored in there) or (self._real and (rare or missing)):
            return
        members = tuple((name, stored.content) for name, stored in there)
        group = self._group(number, names)
        to = self._buckets[place[0]]
        self._do(
            {**self._model, place: Stored(b"", {}, 1, members)},
            lambda: group.archive(place[1], to=to),
            missing,
            fault,
            missing_ok=False,
        )
        self._take_order(place, members)

    @step(number=st.integers(0, 1), names=st.lists(st.sampled_from(ALL), max_size=12), fault=FAULTS, side=SIDES)
    def get_many(self, number: int, names: list[str], fault: Any, side: Any) -> None:
        """In the order asked for, each by itself."""
        with self._striking(fault, side):
            found = list(self._buckets[number].get_many(names, raise_errors=False))
        assert names == [each.name for each in found]
        for each in found:
            stored = self._model.get((number, each.name))
            if stored is None:
                assert isinstance(each.error, errors.ObjectNotFound)
            else:
                assert each.error is None
                assert stored.holds(bytes(each.content))

    @step(number=st.integers(0, 1), bodies=_BODIES, fault=FAULTS, side=SIDES)
    def put_many(self, number: int, bodies: dict[str, tuple[int, int]], fault: Any, side: Any) -> None:
        """As `put` does each."""
        contents = {name: filled(*body) for name, body in bodies.items()}
        wanted = {**self._model}
        for name, content in contents.items():
            wanted[number, name] = self._put(wanted.get((number, name)), content)
        failures: Mapping[str, Exception] = {}
        may_break = self._may_break(fault)
        with self._striking(fault, side):
            try:
                results = self._buckets[number].put_many(contents)
            except errors.BatchError as exc:
                results, failures = dict(exc.results), exc.failures
        assert contents.keys() == {*results, *failures}
        assert not failures or may_break
        assert all(isinstance(failure, UNHEARD) for failure in failures.values()), failures
        self._adopt_each(wanted, [(number, name) for name in failures])

    def _group(self, number: int, names: list[str] | None) -> ObjectGroup:
        bucket = self._buckets[number]
        return bucket.objects(template=_TEMPLATE) if names is None else bucket.objects(names)

    def _do(
        self, wanted: Model, begin: Callable[[], GroupJob], missing: list[str], fault: Any, *, missing_ok: bool
    ) -> None:
        """Do it to a group: its objects become those that are `wanted`, each by itself where nobody has heard of it."""
        unheard = UNHEARD if self._may_break(fault) else ()
        found: list[str] = []
        failed: Mapping[str, str] = {}
        try:
            with self._striking(fault, "proxy"):
                failed = begin().wait().failed
        except errors.GroupFailed as exc:
            found, failed = list(exc.missing), exc.failed
        except unheard:
            self._settle()
            changed = wanted.keys() ^ self._model.keys()
            changed |= {place for place in wanted.keys() & self._model.keys() if wanted[place] != self._model[place]}
            self._adopt_each(wanted, list(changed))
            return
        assert ([] if missing_ok else missing, {}) == (found, dict(failed))
        self._model = wanted

    def _take_order(self, place: Place, members: tuple[tuple[str, bytes], ...]) -> None:
        """AIS adds what each target sends as it comes."""
        if self._real:
            seen = self._read(place)
            assert seen is not None
            found = seen[0]
            assert isinstance(found, tuple)
            assert sorted(found) == sorted(members)
            self._model = {**self._model, place: Stored(b"", {}, 1, found)}

    def _settle(self) -> None:
        """Wait until nothing is being done to any group."""
        for kind in ("delete-listrange", "copy-listrange", "archive"):
            for job in self._client.cluster().list_running_jobs(kind=kind):
                with suppress(errors.JobFailed, errors.NotFound):  # names that were not there
                    job.wait(timeout=30)
