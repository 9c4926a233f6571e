"""How far an iteration is, as a state that a checkpoint keeps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final, Generic, Protocol, TypeVar

from attrs import asdict

from .place import Place

_FORM: Final = 1

# Any: the marks are attrs classes of the engines, whose fields are numbers.
M = TypeVar("M", bound=Any)


class Engine(Protocol[M]):
    """What yields the samples of one place in one epoch."""

    @property
    def seed(self) -> int:
        """What a shuffled order is of, with the epoch."""
        ...

    @property
    def shuffle(self) -> bool:
        """Whether the order is a shuffled one."""
        ...

    @property
    def digest(self) -> str:
        """Of what there is to read."""
        ...

    def mark(self, **fields: int) -> M:
        """Where a state says that an iteration was; without fields, its beginning."""
        ...

    def stream(self, place: Place, epoch: int, mark: M) -> Iterator[Any]:
        """The samples from a mark on, which moves along: before a sample is handed out."""
        ...


class Progress(Generic[M]):
    """Where one worker is in the epochs of an engine."""

    def __init__(self, engine: Engine[M]) -> None:
        self._engine = engine
        self._resumed: M | None = None
        self._current: tuple[int, M] | None = None

    def run(self, place: Place, epoch: int) -> Iterator[Any]:
        """The samples of an epoch; the first time after `load`, those that are left of it."""
        mark, self._resumed = self._resumed or self._engine.mark(), None
        self._current = (epoch, mark)
        return self._engine.stream(place, epoch, mark)

    def state(self, place: Place, epoch: int) -> dict[str, Any]:
        """What a checkpoint keeps: plain numbers and texts. `epoch` counts where none has begun."""
        epoch, mark = self._current or (epoch, self._resumed or self._engine.mark())
        return {"epoch": epoch, "mark": asdict(mark), **self._identity(place)}

    def load(self, place: Place, state: Mapping[str, Any]) -> int:
        """Begin the next iteration where the state was taken; the epoch of that.

        Raises:
            ValueError: it is of another iteration: other objects, another order, or another number of workers or ranks.
        """
        for name, mine in self._identity(place).items():
            if state.get(name) != mine:
                raise ValueError(
                    f"the state is of another iteration: its {name} is {state.get(name)!r}, here it is {mine!r}"
                )
        self._resumed = self._engine.mark(**state["mark"])
        self._current = None
        return int(state["epoch"])

    def _identity(self, place: Place) -> dict[str, Any]:
        """A state fits another iteration only where all of this is the same."""
        order = {"shuffle": self._engine.shuffle, "seed": self._engine.seed}
        return {"form": _FORM, **order, "digest": self._engine.digest, "place": asdict(place)}
