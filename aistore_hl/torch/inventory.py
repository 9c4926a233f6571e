"""Which objects a dataset has: listed when somebody first needs to know, and held in little memory."""

from __future__ import annotations

import hashlib
import json
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, Self, TypeAlias

from attrs import define, evolve, field, frozen

from aistore_hl import Bucket, Client, Etl, Object, ObjectGroup, OpenMember, Reader
from aistore_hl.types import Pipeline

from .files import OwnClient

_WITHIN: Final = "\0"
"""Between an archive and its member; in neither name."""

UNKNOWN = -1
"""The size of an object that was named, not listed."""


@frozen
class Source:
    """Objects of one bucket: those that begin with `prefix` and end with one of `suffixes`, or those of `names`.

    With `members` the files in archives are meant instead, each for itself: `suffixes` are then how their names end,
    and a name is a pair of the archive's and the file's.

    With `etl`, by name or several as `a >> b`, a sample is what it makes of the object, given `etl_args`, as
    `Object.get` has it: each is asked for by itself, some at a time.
    """

    bucket: Bucket
    prefix: str = ""
    suffixes: tuple[str, ...] = ()
    names: Sequence[str] | Sequence[tuple[str, str]] | None = None
    members: bool = field(default=False, kw_only=True)
    etl: Etl | Pipeline | str | None = field(default=None, kw_only=True)
    etl_args: Mapping[str, Any] | str | None = field(default=None, kw_only=True)  # Any: what JSON has

    def __attrs_post_init__(self) -> None:
        if self.members and self.etl is not None:
            raise ValueError("an ETL is given whole objects, not files in archives: either members or etl")
        if self.etl_args is not None and self.etl is None:
            raise ValueError("etl_args without an ETL")
        if any(isinstance(name, str) == self.members for name in self.names or ()):
            raise ValueError("names are texts, or with members=True pairs of the names of an archive and a file in it")

    @property
    def made_by(self) -> str:
        """The ETL and its arguments, as a text; empty without."""
        if self.etl is None:
            return ""
        names = self.etl if isinstance(self.etl, str) else " >> ".join(self.etl.etl_names)
        return f"{names} {json.dumps(self.etl_args, sort_keys=True)}"

    def ending(self, suffixes: tuple[str, ...]) -> Source:
        """Itself, or its part whose names end so if it does not say which it means."""
        if self.names is not None or self.suffixes:
            return self
        return evolve(self, suffixes=suffixes)

    def entries(self) -> Iterable[tuple[str, str, int]]:
        """Name, member and size of each: named ones as they are named, others as the cluster lists them, sorted."""
        if self.names is not None:
            pairs = ((name, "") if isinstance(name, str) else name for name in self.names)
            return ((name, member, UNKNOWN) for name, member in pairs)
        listed = self._listed_members() if self.members else self._listed()
        if not self.suffixes:
            return listed
        return (entry for entry in listed if (entry[1] or entry[0]).endswith(self.suffixes))

    def _listed(self) -> Iterator[tuple[str, str, int]]:
        for entry in self.bucket.list_objects(self.prefix):
            yield entry.name, "", entry.size

    def _listed_members(self) -> Iterator[tuple[str, str, int]]:
        archive = ""
        for entry in self.bucket.list_objects(self.prefix, archive=True):
            if entry.is_in_archive:
                yield archive, entry.name[len(archive) + 1 :], entry.size
            else:
                archive = entry.name


@frozen
class _Group:
    """A group of objects as a source. Which they are may have to be asked for, so not before somebody wants to know."""

    group: ObjectGroup
    members: bool = field(default=False, init=False)
    etl: None = field(default=None, init=False)
    etl_args: None = field(default=None, init=False)
    made_by: str = field(default="", init=False)

    @property
    def bucket(self) -> Bucket:
        return self.group.bucket

    def ending(self, suffixes: tuple[str, ...]) -> _Group:
        """Itself: it says which it means."""
        return self

    def entries(self) -> Iterable[tuple[str, str, int]]:
        """Those that it has, in its order; nobody says how large they are."""
        return ((each.name, "", UNKNOWN) for each in self.group)


Given: TypeAlias = Bucket | Source | ObjectGroup | str
"""A bucket, a `Source`, a group of objects, or a URL that objects begin with (`ais://bucket/prefix`)."""

Sources: TypeAlias = Given | Iterable[Given]
"""One of these, or several."""


def sources(given: Sources, client: Client | None) -> list[Source | _Group]:
    """What was given, as sources; URLs are of `client`.

    Raises:
        InvalidName: a URL that is not one.
        TypeError: something else.
    """
    return [_source(item, client) for item in _items(given)]


def _items(given: Sources) -> list[Given]:
    return [given] if isinstance(given, Bucket | Source | ObjectGroup | str) else list(given)


def _source(item: object, client: Client | None) -> Source | _Group:
    if isinstance(item, Source):
        return item
    if isinstance(item, ObjectGroup):
        return _Group(item)
    if isinstance(item, Bucket):
        return Source(item)
    if isinstance(item, str) and client is not None:
        scheme, _, rest = item.partition("://")
        bucket, _, prefix = rest.partition("/")
        return Source(client.bucket(f"{scheme}://{bucket}"), prefix)
    raise TypeError(f"not a source of samples: {item!r} (a Bucket, a Source, an ObjectGroup, or a URL)")


@frozen
class Entry:
    """One object of an inventory, or one file in it."""

    bucket: Bucket
    name: str
    """Of the object."""
    size: int
    member: str = ""
    source: Source | _Group | None = None
    """Where it is from, which says what is made of it."""

    @property
    def label(self) -> str:
        """What the sample is called."""
        return f"{self.name}/{self.member}" if self.member else self.name

    @property
    def object(self) -> Object:
        """Its handle."""
        return self.bucket.object(self.name)

    @property
    def made_by(self) -> str:
        """What makes the sample of it, as a text; empty where it is the object itself."""
        return "" if self.source is None else self.source.made_by

    def open(self) -> Reader | OpenMember:
        """Its content, or what is made of it.

        Raises:
            AisError: it cannot be read.
        """
        if self.member:
            return self.object.get_member(self.member)
        if self.source is None or self.source.etl is None:
            return self.object.get()
        return self.object.get(etl=self.source.etl, etl_args=self.source.etl_args)


@define
class _Packed:
    """Names one after the other as bytes: a tenth of the memory of a list of them, and forks share it for good."""

    names: bytearray = field(factory=bytearray)
    ends: array[int] = field(factory=lambda: array("Q"))
    sizes: array[int] = field(factory=lambda: array("q"))
    bounds: list[int] = field(factory=list)
    """How many there are up to the end of each source."""

    def add(self, source: Source | _Group) -> None:
        for name, member, size in source.entries():
            text = f"{name}{_WITHIN}{member}" if member else name
            self.names += text.encode("utf-8", "surrogateescape")
            self.ends.append(len(self.names))
            self.sizes.append(size)
        self.bounds.append(len(self.ends))


class Inventory:
    """The objects of some sources, in the order of these. Nothing is listed before the first question.

    A copy in another process lists for itself, unless `load` was called before: then it has the list.
    """

    def __init__(self, given: Sequence[Source | _Group], *, owner: object = None) -> None:
        """`owner` lives as long as the inventory."""
        self._sources = given
        self._owner = owner
        self._packed: _Packed | None = None

    @classmethod
    def of(cls, given: Sources, *, client: Client | None = None, suffixes: tuple[str, ...] = ()) -> Self:
        """Of sources of any kind; URLs are of `client`, or of one made of the environment. `suffixes` are what names
        end in, where a source does not say so itself.

        Raises:
            InvalidName: a URL that is not one.
            TypeError: something that is no source.
        """
        own = None
        if client is None and any(isinstance(item, str) for item in _items(given)):
            own = OwnClient()
            client = own.client
        found = sources(given, client)
        return cls([source.ending(suffixes) for source in found], owner=own)

    def load(self) -> _Packed:
        """List now, if that was not done yet."""
        if self._packed is None:
            packed = _Packed()
            for source in self._sources:
                packed.add(source)
            self._packed = packed
        return self._packed

    @property
    def buckets(self) -> list[Bucket]:
        """The buckets that it has objects of, each once."""
        return list({source.bucket: None for source in self._sources})

    @property
    def has_members(self) -> bool:
        """Whether some of it are files in archives."""
        return any(source.members for source in self._sources)

    @property
    def has_etl(self) -> bool:
        """Whether some of it is made by an ETL."""
        return any(source.etl is not None for source in self._sources)

    @property
    def sizes(self) -> Sequence[int]:
        """Bytes of each object; `UNKNOWN` of those that were named."""
        return self.load().sizes

    @property
    def digest(self) -> str:
        """Short, and another one where objects came, went or changed their size."""
        packed = self.load()
        found = hashlib.blake2b(packed.names, digest_size=8)
        for part in (packed.ends, packed.sizes, array("Q", packed.bounds)):
            found.update(part.tobytes())
        found.update(" ".join(str(source.bucket.ref) + source.made_by for source in self._sources).encode())
        return found.hexdigest()

    def __len__(self) -> int:
        return len(self.load().ends)

    def __getitem__(self, index: int) -> Entry:
        packed = self.load()
        count = len(packed.ends)
        if not -count <= index < count:
            raise IndexError(f"sample {index} of {count}")
        index %= count
        begin = packed.ends[index - 1] if index else 0
        text = packed.names[begin : packed.ends[index]].decode("utf-8", "surrogateescape")
        name, _, member = text.partition(_WITHIN)
        source = self._sources[bisect_right(packed.bounds, index)]
        return Entry(source.bucket, name, packed.sizes[index], member, source)
