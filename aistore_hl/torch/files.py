"""Objects as binary files, opened by address in the many ways in which addresses were written."""

from __future__ import annotations

import io
import re
import weakref
from collections.abc import Callable
from typing import Any

from aistore_hl import Client, Object, Reader
from aistore_hl.types import BucketRef

_ADDRESS = re.compile(r"(?:([A-Za-z0-9]+):(?://)?)?([@#][^/]*/)?([^/]+)(?:/(.*))?", re.DOTALL)


class ObjectFile(io.BufferedReader):
    """The content of an object as an open binary file, read forward only.

    What goes to another process is the content that is left, as an `io.BytesIO`.
    """

    def __init__(self, opened: Object, *, owner: object = None, buffer_size: int = 1 << 18) -> None:
        """`owner` lives as long as the file."""
        super().__init__(_Raw(opened.get()), buffer_size)
        self._owner = owner

    def __reduce_ex__(self, protocol: object) -> tuple[Callable[[bytes], io.BytesIO], tuple[bytes]]:
        return io.BytesIO, (self.read(),)


class _Raw(io.RawIOBase):
    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def readable(self) -> bool:
        return True

    # Any: a writable buffer, which has no name of its own in Python 3.11.
    def readinto(self, buffer: Any) -> int:
        return self._reader.readinto(buffer)

    def close(self) -> None:
        if not self.closed:
            self._reader.close()
        super().close()


class OwnClient:
    """A client that nobody closes: it is closed when nobody holds this any more."""

    def __init__(self, endpoint: str | None = None) -> None:
        """`endpoint` may be without a scheme: `localhost:8080`. None: as the environment says."""
        self._endpoint = endpoint if endpoint is None or "://" in endpoint else f"http://{endpoint}"
        self.client = Client(self._endpoint)
        weakref.finalize(self, self.client.close)

    def __reduce__(self) -> tuple[type[OwnClient], tuple[str | None]]:
        return OwnClient, (self._endpoint,)


def split_address(address: str) -> tuple[BucketRef, str]:
    """Bucket and what follows it, of `gcp://bucket/folder/`, `aws:bucket/folder/` or `bucket/folder/`.

    Raises:
        InvalidName: it names no bucket.
    """
    match = _ADDRESS.fullmatch(address)
    provider, namespace, bucket, rest = match.groups() if match else ("", "", "", "")
    return BucketRef(bucket, provider or "ais", (namespace or "").rstrip("/")), rest or ""


def open_address(client: Client, address: str, *, owner: object = None) -> ObjectFile:
    """The object at an address, opened.

    Raises:
        InvalidName: it names no object.
        ObjectNotFound: there is no such object.
    """
    ref, name = split_address(address)
    opened = client.bucket(ref.name, ref.provider, namespace=ref.namespace).object(name)
    return ObjectFile(opened, owner=owner)
