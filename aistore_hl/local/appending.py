"""What a handle of an append stands for: an object in the making, kept until it is flushed."""

from __future__ import annotations

from typing import Final

from attrs import define, frozen

from .._core.checksum import Hasher
from .answers import bad_request
from .store import Draft, Key, StoredObject

_PARTS: Final = 4


@frozen
class Handle:
    """What a client passes on: `<node>|<work file>|<type of checksum>|<state of its hash>`."""

    node: str
    file: str
    type: str
    state: str

    @classmethod
    def of(cls, text: str) -> Handle | None:
        """The handle in a request; `None` where there is none yet.

        Raises:
            Refusal: 400, it is none.
        """
        if not text:
            return None
        parts = text.split("|")
        if len(parts) != _PARTS or not all(parts[:3]):
            raise bad_request(f'invalid APPEND handle: "{text}"')
        return cls(*parts)

    def __str__(self) -> str:
        return f"{self.node}|{self.file}|{self.type}|{self.state}"


@define(eq=False)
class Work:
    """An object in the making, and what it is to continue."""

    key: Key
    draft: Draft
    hasher: Hasher | None
    type: str
    begun: StoredObject | None
    """The object that was there when it began."""
    state: str = ""
    """What the last handle says: an older one means that what came since would come twice."""
    is_busy: bool = False


class Appends:
    """Those of all targets. Used by the cluster's thread only; they end with the cluster."""

    def __init__(self) -> None:
        self._held: dict[str, Work] = {}

    def add(self, work: Work, file: str) -> None:
        """Keep one."""
        self._held[file] = work

    def get(self, file: str, key: Key) -> Work | None:
        """The one with that file, if it is of that object at that target."""
        found = self._held.get(file)
        return found if found is not None and found.key == key else None

    def drop(self, file: str) -> None:
        """Forget one, with what came."""
        found = self._held.pop(file, None)
        if found is not None:
            found.draft.discard()

    def forget(self, bucket: int) -> None:
        """A bucket is gone."""
        for file in [file for file, work in self._held.items() if work.key.bucket == bucket]:
            self.drop(file)

    def close(self) -> None:
        """Forget all of them."""
        for file in list(self._held):
            self.drop(file)
