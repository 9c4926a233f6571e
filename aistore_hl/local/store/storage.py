"""Which store a cluster gets."""

from __future__ import annotations

from pathlib import Path

from attrs import field, frozen
from attrs.converters import optional as optional_path
from attrs.validators import ge, optional

from .contract import Store
from .disk import DiskStore
from .memory import MemoryStore


@frozen
class Storage:
    """Memory, or a folder."""

    folder: Path | None = field(default=None, converter=optional_path(Path))
    fsync: bool = field(default=False, kw_only=True)
    """What was put survives a loss of power, not only the death of the process."""
    capacity: int | None = field(default=None, kw_only=True, validator=optional(ge(0)))
    """Bytes of content that all targets may hold."""

    def __attrs_post_init__(self) -> None:
        if self.fsync and self.folder is None:
            raise ValueError("fsync is for a folder: name one with dir")

    def open(self) -> Store:
        """The store.

        Raises:
            UnusableFolder: the folder is in use, broken, of another format or something else.
        """
        if self.folder is None:
            return MemoryStore(capacity=self.capacity)
        return DiskStore(self.folder, fsync=self.fsync, capacity=self.capacity)
