"""Objects as samples: their content, transformed, in the order in which it was asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from attrs import frozen

from aistore_hl.errors import AisError

from .cache import DiskCache
from .inventory import Entry, Inventory
from .policy import SKIP, Policy
from .prefetch import ahead


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

    def one(self, index: int) -> Any:
        """One sample.

        Raises:
            AisError: it cannot be read, and the policy has nothing that stands in for it.
        """
        for item in self.many([index]):
            return item
        raise LookupError(f"sample {self.inventory[index].name!r} is left out, and there is no other in its place")

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

    def _contents(self, indices: Iterable[int]) -> Iterator[tuple[int, str, bytes | AisError]]:
        for index in indices:
            entry = self.inventory[index]
            yield index, entry.name, self._content(entry)

    def _content(self, entry: Entry) -> bytes | AisError:
        cached = self.cache.get(_key(entry)) if self.cache is not None else None
        if cached is not None:
            return cached
        content = self._fetched(entry)
        if self.cache is not None and isinstance(content, bytes):
            self.cache.put(_key(entry), content)
        return content

    def _fetched(self, entry: Entry) -> bytes | AisError:
        retries = self.policy.retries
        while True:
            try:
                return entry.object.get().read_all()
            except AisError as exc:
                if not retries:
                    return exc
                retries -= 1


def _key(entry: Entry) -> str:
    """What a cached content is known by: another size is another content."""
    return f"{entry.bucket.ref}/{entry.name}\n{entry.size}"


def _size(content: tuple[int, str, bytes | AisError]) -> int:
    found = content[2]
    return len(found) if isinstance(found, bytes) else 0
