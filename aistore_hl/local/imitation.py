"""AIS's faults at a target, where the cluster is to have them; where not, nothing here does anything."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from attrs import define, evolve, field

from .answers import Crash, Refusal
from .directories import Directories, no_data
from .locks import LockedContent, Locks
from .quirks import Quirks
from .store import Content, Key, StoredObject

if TYPE_CHECKING:
    from .buckets import Bucket
    from .mountpaths import Mountpaths
    from .target import Place

LONGEST_FILE_NAME: Final = 255
_ORIGINAL: Final = "orig_fntl"


@define(eq=False)
class Imitation:
    """What a cluster with quirks remembers. Used by its thread only."""

    quirks: Quirks
    _locks: Locks = field(init=False, factory=Locks)
    _directories: Directories = field(init=False, factory=Directories)
    _unsaved: dict[Key, Mapping[str, str]] = field(init=False, factory=dict)
    _bare: set[Key] = field(init=False, factory=set)
    _torn: dict[Key, int] = field(init=False, factory=dict)
    _marred: set[Key] = field(init=False, factory=set)
    _broken: set[Key] = field(init=False, factory=set)

    def crash(self) -> None:
        """A handler of AIS crashes here.

        Raises:
            Crash: if ours is to do so as well.
        """
        if self.quirks.crashes:
            raise Crash

    def reading(self, place: Place, content: Content) -> Content:
        """Content that keeps others from changing its object until it is closed."""
        return LockedContent(content, self._locks.read(place.key)) if self.quirks.readers_lock else content

    def leak_lock(self, place: Place) -> None:
        """Somebody reads the object from here on, and never ends.

        Raises:
            Crash.
        """
        if self.quirks.crashes:
            self._locks.read(place.key)
            raise Crash

    def is_read(self, place: Place) -> bool:
        """Whether anybody keeps others from changing the object."""
        return self._locks.is_read(place.key)

    async def settle(self, place: Place, *, comes: bool = False, goes: bool = False) -> None:
        """Wait until the object may be changed; whether there is then another one there, or none.

        Raises:
            Refusal: 400 ErrMv, it cannot come there.
        """
        if comes and self.quirks.ghost_directories:
            self._directories.check(place.bucket, place.name, place.node.mountpaths, place.table)
        await self._locks.free(place.key)
        if goes and self.quirks.ghost_directories and place.table.get(place.name) is not None:
            self._directories.leave(place.bucket, place.name, place.node.mountpaths)
        if comes or goes:
            self._unsaved.pop(place.key, None)
            self._torn.pop(place.key, None)
            self._bare.discard(place.key)
            self._marred.discard(place.key)
            self._broken.discard(place.key)

    def mar(self, place: Place) -> None:
        """Something went wrong with a tar that was appended to, and AIS has not noticed."""
        if self.quirks.mars_tars:
            self._marred.add(place.key)

    def check_tar(self, place: Place) -> None:
        """Whether AIS notices when it appends to a tar again: from then on nobody can read it.

        Raises:
            Refusal: 500 ErrLmetaCorrupted.
        """
        if place.key in self._marred:
            self._broken.add(place.key)
        self.check_whole(place)

    def check_whole(self, place: Place) -> None:
        """Whether the object can be read.

        Raises:
            Refusal: 500 ErrLmetaCorrupted.
        """
        if place.key in self._broken:
            raise Refusal(500, "errsize", "ErrLmetaCorrupted")

    def check_folder(self, place: Place) -> None:
        """Whether an archive can be made there: AIS has no folder for its work below a name that nothing begins with.

        Raises:
            Refusal: 404 PathError.
        """
        folder, slash, _ = place.name.rpartition(b"/")
        paths = place.node.mountpaths
        if (
            slash
            and self.quirks.needs_folders
            and not self._directories.is_one(place.bucket, folder, paths, place.table, near=place.name)
        ):
            raise Refusal(404, f"open {place}: no such file or directory", "PathError")

    def tear(self, place: Place, end: int | None) -> None:
        """Let nothing of the object be read from there on, if from anywhere: a part of it is lost."""
        if end is not None:
            self._torn[place.key] = end

    def torn(self, place: Place, size: int) -> int:
        """Up to where the object can be read."""
        return self._torn.get(place.key, size)

    def directories_left(self, bucket: Bucket, name: bytes, mountpaths: Mountpaths) -> frozenset[str]:
        """The mountpaths on which a directory of that name was left behind."""
        return self._directories.left(bucket, name, mountpaths)

    def check_file(self, place: Place) -> None:
        """Whether a directory is where the object would be.

        Raises:
            Refusal: 500 ErrLmetaNotFound.
        """
        node = place.node
        if self.quirks.ghost_directories and self._directories.is_one(
            place.bucket, place.name, node.mountpaths, place.table
        ):
            raise no_data(str(place))

    def show(self, place: Place, custom: Mapping[str, str]) -> None:
        """Custom metadata that is shown with the object and not stored."""
        self._unsaved[place.key] = {**self._unsaved.get(place.key, {}), **custom}

    def shown(self, place: Place, stored: StoredObject) -> StoredObject:
        """The object with what is shown of it."""
        if place.key in self._bare:
            return evolve(stored, version=0, custom={})
        unsaved = self._unsaved.get(place.key)
        return stored if unsaved is None else evolve(stored, custom={**stored.custom, **unsaved})

    def bare(self, place: Place) -> None:
        """A copy of something that is somewhere else was compared with that for a job."""
        if self.quirks.syncs_cached:
            self._bare.add(place.key)

    def dress(self, place: Place) -> None:
        """It has come from there anew."""
        self._bare.discard(place.key)

    def file_name(self, place: Place) -> dict[str, str]:
        """What a name that is too long for a file adds to the custom metadata.

        Raises:
            Refusal: 500 PathError, the name cannot be that of a file.
        """
        if not self.quirks.names_are_files:
            return {}
        shown = place.name.decode("utf-8", "surrogateescape")
        if "\0" in shown:
            raise Refusal(500, f"[fs-path] {place}: invalid argument", "PathError")
        if len(place.name) <= LONGEST_FILE_NAME:
            return {}
        path = place.node.mountpaths.of(place.bucket.owner_key(place.name))
        return {_ORIGINAL: f"{path}/@ais/{place.bucket.address.name}/%ob/{shown}"}
