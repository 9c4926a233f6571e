"""Objects as samples: their content, transformed, in the order in which it was asked for."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from itertools import islice
from typing import Any, Final, NamedTuple, TypeAlias

from attrs import frozen

from aistore_hl import Bucket
from aistore_hl.errors import AisError
from aistore_hl.types import BatchItem

from .cache import DiskCache
from .inventory import UNKNOWN, Entry, Inventory
from .policy import SKIP, Policy
from .prefetch import ahead

_PORTION: Final = 32
"""Samples that are looked up together, where a cache or several buckets are asked before one of them is fetched."""

_AT_ONCE: Final = 8
"""Objects that ETLs are asked for at a time."""

Content: TypeAlias = bytes | AisError


class Sample(NamedTuple):
    """An object: its name within its bucket, and its content."""

    name: str
    data: bytes


@frozen
class Samples:
    """The samples of an inventory by their index."""

    inventory: Inventory
    transform: Callable[[Sample], Any] | None = None
    policy: Policy = Policy()
    cache: DiskCache | None = None
    read_ahead: int = 0
    """Bytes that a stream may fetch before they are asked for; 0: none."""
    get_batch: bool = False
    """Whether many are asked for in one get-batch; files in archives are in any case."""

    def one(self, index: int) -> Any:
        """One sample.

        Raises:
            AisError: it cannot be read, and the policy has nothing that stands in for it.
        """
        for item in self.many([index]):
            return item
        raise LookupError(f"sample {self.inventory[index].label!r} is left out, and there is no other in its place")

    def many(self, indices: Iterable[int]) -> list[Any]:
        """The samples of a batch; those that the policy leaves out are not among them."""
        return [sample for _, sample in self.stream(indices) if sample is not SKIP]

    def stream(self, indices: Iterable[int]) -> Iterator[tuple[int, Any]]:
        """Each index with its sample as they come from the cluster, in order; `SKIP` for one that is left out."""
        with ahead(self._contents(indices), size=_size, limit=self.read_ahead) as contents:
            for index, name, found in contents:
                if isinstance(found, AisError):
                    yield index, self.policy.settle(name, found)
                else:
                    yield index, self.policy.apply(self.transform, name, Sample(name, found))

    def _contents(self, indices: Iterable[int]) -> Iterator[tuple[int, str, Content]]:
        entries = ((index, self.inventory[index]) for index in indices)
        buckets = self.inventory.buckets
        if self.cache is None and len(buckets) == 1 and not self._is_batched and not self.inventory.has_etl:
            waiting: deque[tuple[int, Entry]] = deque()
            for content in self._fetched(buckets[0], _noted(entries, waiting)):
                index, entry = waiting.popleft()
                yield index, entry.label, self._again(entry, content)
            return
        while portion := list(islice(entries, _PORTION)):
            yield from self._portion(portion)

    def _portion(self, portion: list[tuple[int, Entry]]) -> Iterator[tuple[int, str, Content]]:
        """Some samples: those that are in the cache, and the others bucket by bucket."""
        found: dict[int, Content] = {}
        missing: defaultdict[tuple[Bucket, str], dict[int, Entry]] = defaultdict(dict)
        for index, entry in portion:
            cached = self.cache.get(_key(entry)) if self.cache is not None else None
            if cached is None:
                missing[entry.bucket, entry.made_by][index] = entry
            else:
                found[index] = cached
        for (bucket, made_by), entries in missing.items():
            contents = _made(entries.values()) if made_by else self._together(bucket, list(entries.values()))
            for (index, entry), content in zip(entries.items(), contents, strict=True):
                found[index] = self._kept(entry, self._again(entry, content))
        return ((index, entry.label, found[index]) for index, entry in portion)

    @property
    def _is_batched(self) -> bool:
        return self.get_batch or self.inventory.has_members

    def _together(self, bucket: Bucket, entries: list[Entry]) -> Iterator[Content]:
        """The content of each of some, asked for at once."""
        if self._is_batched:
            return _batched(bucket, entries)
        return self._fetched(bucket, [entry.name for entry in entries])

    def _fetched(self, bucket: Bucket, names: Iterable[str]) -> Iterator[Content]:
        """The content of each, or what it failed with; an object that is too large for many at once comes by itself."""
        with bucket.get_many(names, raise_errors=False) as many:
            for item in many:
                if item.error is not None:
                    yield item.error
                else:
                    yield _content(Entry(bucket, item.name, UNKNOWN)) if item.is_large else item.content

    def _again(self, entry: Entry, content: Content) -> Content:
        """The content, asked for again as often as the policy says where it failed."""
        for _ in range(self.policy.retries):
            if not isinstance(content, AisError):
                break
            content = _content(entry)
        return content

    def _kept(self, entry: Entry, content: Content) -> Content:
        if self.cache is not None and isinstance(content, bytes):
            self.cache.put(_key(entry), content)
        return content


def _noted(entries: Iterable[tuple[int, Entry]], waiting: deque[tuple[int, Entry]]) -> Iterator[str]:
    """Names, taken as far ahead as there is room for what they name, and noted until that comes."""
    for each in entries:
        waiting.append(each)
        yield each[1].name


def _batched(bucket: Bucket, entries: list[Entry]) -> Iterator[Content]:
    """The content of each by one get-batch. What that does not bring is asked for alone, to learn why."""
    found: dict[int, bytes] = {}
    with suppress(AisError), bucket.get_batch(BatchItem(entry.name, entry.member) for entry in entries) as batch:
        for item in batch:
            found[item.index] = item.read_all()
    for index, entry in enumerate(entries):
        yield found[index] if index in found else _content(entry)


def _made(entries: Iterable[Entry]) -> Iterator[Content]:
    """What ETLs make of each, some at a time: there is no request for several."""
    # Not kept: a thread would not be there any more in a process that is forked.
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        yield from pool.map(_content, entries)


def _content(entry: Entry) -> Content:
    """One by itself, or what it failed with."""
    try:
        with entry.open() as reader:
            return reader.read_all()
    except AisError as exc:
        return exc


def _key(entry: Entry) -> str:
    """What a cached content is known by: another size is another content, and so is what another ETL makes of it."""
    return "\n".join(filter(None, (f"{entry.bucket.ref}/{entry.label}", str(entry.size), entry.made_by)))


def _size(content: tuple[int, str, Content]) -> int:
    found = content[2]
    return len(found) if isinstance(found, bytes) else 0
