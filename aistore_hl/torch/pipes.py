"""`AISFileLister` and `AISFileLoader`, which torchdata had up to 0.9, as datasets of ours."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from threading import local
from typing import Any

from torch.utils.data import IterableDataset, get_worker_info  # pyright: ignore[reportMissingImports]

from aistore_hl._forward import ForwardFile

from .files import OwnClient, open_address, split_address


class _Pipe(IterableDataset[Any]):
    """What both have: where they get their input, and which cluster it is of."""

    def __init__(self, source_datapipe: Iterable[str], url: str, length: int = -1) -> None:
        """`url` is where the cluster is, also without a scheme: `localhost:8080`. `length` is what `len` says."""
        self._source = source_datapipe
        self._own = OwnClient(url)
        self._length = length

    def __len__(self) -> int:
        if self._length < 0:
            raise TypeError(f"the length of this {type(self).__name__} is not known: give it as length=")
        return self._length


class AISFileLister(_Pipe):
    """Addresses of the objects that begin with one of the given ones: `ais://bucket/folder/name`.

    Prefixes may be of any provider, and with or without slashes: `gcp://bucket/folder/`, `aws:bucket/folder/`.
    In a `DataLoader` each worker has its share; an `AISFileLoader` that is given them, by whatever stands between,
    takes that share itself.
    """

    def __iter__(self) -> Iterator[str]:
        found = self._all()
        yield from found if _asking.is_loader else _share(found)

    def _all(self) -> Iterator[str]:
        for prefix in self._source:
            ref, start = split_address(prefix)
            bucket = self._own.client.bucket(ref.name, ref.provider, namespace=ref.namespace)
            namespace = f"{ref.namespace}/" if ref.namespace else ""
            for entry in bucket.list_objects(start, props=("name",)):
                yield f"{ref.provider}://{namespace}{ref.name}/{entry.name}"


class AISFileLoader(_Pipe):
    """The objects at the given addresses, as pairs of address and open binary file.

    In a `DataLoader` each worker has its share of the addresses, which all of them are given. What comes
    out of a worker is the content, as an `io.BytesIO`.
    """

    def __iter__(self) -> Iterator[tuple[str, ForwardFile]]:
        for address in _share(_unshared(self._source)):
            yield address, open_address(self._own.client, address, owner=self._own)


class _Asking(local):
    """Who asks for addresses in this thread."""

    is_loader = False


_asking = _Asking()


def _unshared(source: Iterable[str]) -> Iterator[str]:
    """The addresses as no lister has shared them yet: a share of a share would leave most of them to nobody."""
    addresses = None
    while True:
        _asking.is_loader = True
        try:
            addresses = iter(source) if addresses is None else addresses
            address = next(addresses, None)
        finally:
            _asking.is_loader = False
        if address is None:
            return
        yield address


def _share(items: Iterable[str]) -> Iterator[str]:
    worker = get_worker_info()
    return iter(items) if worker is None else islice(items, worker.id, None, worker.num_workers)
