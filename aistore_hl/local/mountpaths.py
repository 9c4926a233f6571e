"""The mountpaths that a target claims to have: where AIS would keep an object, and show it in `location`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from attrs import Factory, field, frozen

from .._core.smap import digest, owner

_COUNT: Final = 2
"""As many as a small real target has; with two, what a mountpath changes in listings shows."""


@frozen
class Mountpaths:
    """Two names for the memory of one target. An object belongs to one of them, by the rule that places it on nodes."""

    target: str
    given: Sequence[str] = ()
    """Their names, where they are not made of the target's."""
    _digests: dict[str, int] = field(
        init=False, default=Factory(lambda self: _digests(self.target, self.given), takes_self=True)
    )

    @property
    def paths(self) -> tuple[str, ...]:
        """Their names."""
        return tuple(self._digests)

    def of(self, uname: str) -> str:
        """The mountpath of an object."""
        return owner(uname, self._digests)

    def location(self, uname: str) -> str:
        """`t[id]:mp[path, disk, type]`, as AIS shows it."""
        return f"t[{self.target}]:mp[{self.of(uname)}, ram, ram]"

    def document(self) -> dict[str, list[str]]:
        """As AIS describes them (`what=mountpaths`)."""
        return {"available": list(self.paths), "waiting_dd": [], "disabled": []}


def check_names(given: Mapping[str, Sequence[str]]) -> None:
    """Whether mountpaths can be called so.

    Raises:
        ValueError: not two names for a target, or no absolute paths.
    """
    for target, names in given.items():
        if len(set(names)) != _COUNT or not all(name.startswith("/") for name in names):
            raise ValueError(f"{target} has {_COUNT} mountpaths, of absolute paths, not {list(names)!r}")


def _digests(target: str, given: Sequence[str]) -> dict[str, int]:
    paths = given or tuple(f"/memory/mp{number}/{target}" for number in range(1, _COUNT + 1))
    return {path: digest(path) for path in paths}
