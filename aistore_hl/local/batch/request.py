"""What a get-batch asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import msgspec
from attrs import frozen
from msgspec import Struct, field

from ..answers import Refusal, bad_request
from ..archive.format import TAR, by_media_type
from ..archive.matching import check_member
from ..archive.packing import check_packer
from ..buckets import Bucket, address_of
from ..lookup import find_bucket
from ..names import check_object_name

if TYPE_CHECKING:
    from ..node import Node

_WHOLE: Final = -1


class _Item(Struct):
    objname: str = ""
    bucket: str = ""
    provider: str = ""
    uname: str = ""
    archpath: str = ""
    opaque: str = ""
    start: int = 0
    length: int = 0


class _Request(Struct):
    items: list[_Item] = field(default=[], name="in")
    mime: str = ""
    coer: bool = False
    onob: bool = False
    strm: bool = False


@frozen
class Item:
    """One thing that is wanted."""

    bucket: Bucket
    name: bytes
    member: str
    path: str
    """What it is called in the answer."""
    opaque: str
    start: int
    length: int
    """Bytes; 0: all of it, -1: all from there on."""

    @property
    def shown(self) -> str:
        """The object, and the member in it, as results have it."""
        name = self.name.decode("utf-8", "surrogateescape")
        return f"{name}/{self.member}" if self.member else name

    def span(self, size: int) -> tuple[int, int]:
        """Which bytes of so many are wanted.

        Raises:
            Refusal: 400 ErrRangeNotSatisfiable.
        """
        if not self.start and not self.length:
            return 0, size
        stop = size if self.length == _WHOLE else self.start + self.length
        if self.start >= size or stop > size:
            what = f"size={size}: not satisfiable range [start={self.start},length={self.length}]"
            raise bad_request(what, "ErrRangeNotSatisfiable")
        return self.start, stop


@frozen
class Batch:
    """All that is wanted, and how."""

    items: tuple[Item, ...]
    format: str
    continues: bool
    """Whether what is missing is told of in its place."""
    streams: bool

    @classmethod
    async def of(cls, node: Node, content: bytes, bucket: Bucket | None) -> Batch:
        """The request in a body; unknown keys mean nothing.

        Raises:
            Refusal: 400, or 404, a bucket is not there. Source: recorded on AIS 5.0
        """
        try:
            found = msgspec.json.decode(content, type=_Request)
        except msgspec.DecodeError as exc:
            raise bad_request(f"failed to unmarshal [*apc.MossReq] (GET), err: {str(exc) or 'EOF'}") from exc
        if not found.items:
            raise bad_request("moss: empty input")
        items = [await _item(node, each, bucket, has_bucket=not found.onob) for each in found.items]
        try:
            format = by_media_type(found.mime) if found.mime else TAR
        except Refusal as refusal:
            # A target says so to AIS's proxy.
            raise Refusal(refusal.status, refusal.message, refusal.tcode, method="POST") from refusal
        check_packer(format)
        return cls(tuple(items), format, found.coer, found.strm)


async def _item(node: Node, item: _Item, default: Bucket | None, *, has_bucket: bool) -> Item:
    name = item.objname.encode("utf-8", "surrogateescape")
    try:
        check_object_name(name)
    except Refusal as refusal:
        raise bad_request(f"unmarshalerDecoder: {refusal.message}") from refusal
    if item.archpath:
        check_member(item.archpath)
    if item.start < 0 or item.length < _WHOLE or (item.start and not item.length):
        what = f'not satisfiable range [start={item.start},length={item.length} (oname: "{item.objname}")]'
        raise bad_request(f"unmarshalerDecoder: {what}")
    bucket = await _bucket(node, item, default)
    path = item.objname + (f"/{item.archpath}" if item.archpath else "")
    shown = f"{bucket.address.name}/{path}" if has_bucket else path
    # Source: recorded on AIS 5.0 (08 uname-bck)
    return Item(bucket, name, item.archpath, "" if item.uname else shown, item.opaque, item.start, item.length)


async def _bucket(node: Node, item: _Item, default: Bucket | None) -> Bucket:
    if item.uname:
        provider, namespace, name, rest = (*item.uname.split("/", 3), "", "", "", "")[:4]
        if rest:
            raise bad_request(f'parse-uname "{item.uname}": not expecting object name')
        query = {"provider": provider, "namespace": namespace}
        return await find_bucket(node, address_of(query, name.encode("utf-8", "surrogateescape")))
    if item.bucket:
        query = {"provider": item.provider} if item.provider else {}
        return await find_bucket(node, address_of(query, item.bucket.encode("utf-8", "surrogateescape")))
    if default is None:
        raise bad_request(f'missing bucket specification for object "{item.objname}"')
    return default


def result(item: Item, size: int, error: str) -> dict[str, Any]:
    """What the answer tells of an item."""
    told: dict[str, Any] = {
        "objname": item.shown,
        "bucket": item.bucket.address.name,
        "provider": item.bucket.address.provider,
    }
    if item.opaque:
        told["opaque"] = item.opaque
    if error:
        told["err_msg"] = error
    return told | {"size": size}
