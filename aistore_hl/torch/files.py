"""Objects as binary files, opened by address in the many ways in which addresses were written."""

from __future__ import annotations

import re
import weakref

from aistore_hl import Client
from aistore_hl._forward import ForwardFile
from aistore_hl.types import BucketRef

_ADDRESS = re.compile(r"(?:([A-Za-z0-9]+):(?://)?)?([@#][^/]*/)?([^/]+)(?:/(.*))?", re.DOTALL)


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


def open_address(client: Client, address: str, *, owner: object = None) -> ForwardFile:
    """The object at an address, opened.

    Raises:
        InvalidName: it names no object.
        ObjectNotFound: there is no such object.
    """
    ref, name = split_address(address)
    opened = client.bucket(ref.name, ref.provider, namespace=ref.namespace).object(name)
    reader = opened.get()
    return ForwardFile(reader, reader.close, owner=owner)
