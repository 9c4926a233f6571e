"""The header fields in which AIS describes an object."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from email.utils import formatdate
from typing import Final

from attrs import frozen

from .._core.checksum import Checksum
from .answers import Fields, Refusal, custom_fields, field_value
from .buckets import Address, Bucket
from .custom import ETAG
from .mountpaths import Mountpaths
from .slices import Meta
from .store import StoredObject

_DIGITS: Final = "0123456789abcdefghijklmnopqrstuvwxyz"


@frozen
class Described:
    """An object and where it is."""

    bucket: Bucket
    name: bytes
    stored: StoredObject
    mountpaths: Mountpaths
    copies: int = 1
    """With itself."""
    slices: Meta | None = None
    """What slices know of it, if there are any."""

    @property
    def paths(self) -> list[str]:
        """The mountpaths that it is on, its own first."""
        own = self.mountpaths.of(self.uname)
        return [own, *(each for each in self.mountpaths.paths if each != own)][: self.copies]

    @property
    def uname(self) -> str:
        """The object as one string."""
        return self.bucket.owner_key(self.name)


def content_fields(stored: StoredObject, checksum: Checksum | None) -> Fields:
    """What a GET and the answer to a PUT say of the object; `checksum` is of what is sent."""
    fields = [(b"Ais-Atime", b"%d" % stored.accessed), *_checksum_fields(checksum)]
    if stored.version:
        fields.append((b"Ais-Version", b"%d" % stored.version))
    if stored.custom:
        fields += custom_fields(stored.custom)
        if ETAG in stored.custom:
            fields.append((b"Etag", _value(stored.custom[ETAG])))
    return fields


def head_fields(described: Described) -> Fields:
    """HEAD without `props`: everything, under the names of AIS's property tree."""
    address, stored = described.bucket.address, described.stored
    fields = [
        (b"Ais-Name", field_value(described.name)),
        (b"Ais-Bucket-Name", address.name.encode()),
        (b"Ais-Bucket-Provider", address.provider.encode()),
        (b"Ais-Atime", b"%d" % stored.accessed),
        *_checksum_fields(stored.checksum),
        *custom_fields(stored.custom),
        (b"Ais-Location", described.mountpaths.location(described.uname).encode()),
        (b"Ais-Mirror-Copies", b"%d" % described.copies),
        (b"Ais-Mirror-Paths", f"[{' '.join(described.paths)}]".encode()),
        (b"Ais-Present", b"true"),
        *_slices_fields(described),
    ]
    fields[3:3] = _space_fields(address)
    if stored.version:
        fields.append((b"Ais-Version", b"%d" % stored.version))
    return fields


def absent_fields(address: Address, name: bytes, stored: StoredObject) -> Fields:
    """HEAD without `props` of an object that is somewhere else and not here. Source: recorded on AIS 5.0"""
    fields = [
        (b"Ais-Name", field_value(name)),
        (b"Ais-Bucket-Name", address.name.encode()),
        (b"Ais-Bucket-Provider", address.provider.encode()),
        *_space_fields(address),
        *_checksum_fields(stored.checksum),
        *custom_fields(stored.custom),
        (b"Ais-Mirror-Copies", b"0"),
        (b"Ais-Mirror-Paths", b"[]"),
        (b"Ais-Present", b"false"),
    ]
    if stored.version:
        fields.append((b"Ais-Version", b"%d" % stored.version))
    return fields


def absent_props(stored: StoredObject, props: str) -> Fields:
    """HEAD with `props` of such an object: what is known of it somewhere else.

    Raises:
        Refusal: 400, a property that AIS does not know.
    """
    fields: Fields = [(b"Ais-Present", b"false")]
    for prop in (each.strip() for each in props.split(",")):
        if prop not in _PROPS:
            raise Refusal(400, f'invalid property "{prop}" in props list', fields=tuple(fields[:1]))
        if prop == "checksum":
            fields += _checksum_fields(stored.checksum)
        elif prop == "version" and stored.version:
            fields.append((b"Ais-Version", b"%d" % stored.version))
        elif prop == "custom":
            fields += custom_fields(stored.custom)
        elif prop == "etag" and ETAG in stored.custom:
            fields.append((b"Etag", b'"%s"' % _value(stored.custom[ETAG])))
    return fields


def props_fields(described: Described, props: str) -> Fields:
    """HEAD with `props`: only those asked for, and whether the object is there.

    Raises:
        Refusal: 400, a property that AIS does not know.
    """
    fields: Fields = [(b"Ais-Present", b"true")]
    for prop in (each.strip() for each in props.split(",")):
        describe = _PROPS.get(prop)
        if describe is None:
            raise Refusal(400, f'invalid property "{prop}" in props list', fields=tuple(fields[:1]))
        fields += describe(described)
    return fields


def etag(stored: StoredObject) -> bytes | None:
    """What AIS gives as ETag: the one in custom metadata, an md5, or one made of checksum and time."""
    if ETAG in stored.custom:
        return b'"%s"' % _value(stored.custom[ETAG])
    if stored.checksum is None:
        return None
    if stored.checksum.type == "md5":
        return f'"{stored.checksum.value}"'.encode()
    return f'"v1-{stored.checksum.value}-{base_36(stored.created)}"'.encode()


def base_36(number: int) -> str:
    """A number as AIS writes times in `utm` and in ETags."""
    text = ""
    while number:
        number, digit = divmod(number, 36)
        text = _DIGITS[digit] + text
    return text or "0"


def _space_fields(address: Address) -> Fields:
    fields = []
    if address.cluster:
        fields.append((b"Ais-Bucket-Namespace-Uuid", address.cluster.encode()))
    if address.namespace:
        fields.append((b"Ais-Bucket-Namespace-Name", address.namespace.encode()))
    return fields


def _checksum_fields(checksum: Checksum | None) -> Fields:
    if checksum is None:
        return []
    return [
        (b"Ais-Checksum-Type", checksum.type.encode()),
        (b"Ais-Checksum-Value", checksum.value.encode()),
    ]


def _etag_fields(described: Described) -> Fields:
    found = etag(described.stored)
    return [] if found is None else [(b"Etag", found)]


def _version_fields(described: Described) -> Fields:
    return [(b"Ais-Version", b"%d" % described.stored.version)] if described.stored.version else []


def _modified_fields(described: Described) -> Fields:
    return [(b"Last-Modified", formatdate(described.stored.created / 1e9, usegmt=True).encode())]


def _copies_fields(described: Described) -> Fields:
    paths = ",".join(described.paths).encode()
    return [(b"Ais-Mirror-Copies", b"%d" % described.copies), (b"Ais-Mirror-Paths", paths)]


def _slices_fields(described: Described) -> Fields:
    """Source: tried on AIS 5.0"""
    slices = described.slices
    if slices is None:
        return []
    fields = [
        (b"Ais-Ec-Data", b"%d" % slices.data),
        (b"Ais-Ec-Generation", b"%d" % slices.generation),
        (b"Ais-Ec-Parity", b"%d" % slices.parity),
    ]
    return [*fields, (b"Ais-Ec-Replicated", b"true")] if slices.is_whole else fields


def _chunk_fields(described: Described) -> Fields:
    chunks = described.stored.chunks
    if chunks is None:
        return []
    return [
        (b"Ais-Chunks-Count", b"%d" % chunks.parts),
        (b"Ais-Chunks-Max-Chunk-Size", b"%d" % chunks.largest),
    ]


def _nothing(_: Described) -> Fields:
    return []


# Source: recorded on AIS 5.0; name and size are in no field of their own, ec says nothing of plain objects.
_PROPS: Final[dict[str, Callable[[Described], Iterable[tuple[bytes, bytes]]]]] = {
    "name": _nothing,
    "size": _nothing,
    "checksum": lambda described: _checksum_fields(described.stored.checksum),
    "atime": lambda described: [(b"Ais-Atime", b"%d" % described.stored.accessed)],
    "version": _version_fields,
    "custom": lambda described: custom_fields(described.stored.custom),
    "last-modified": _modified_fields,
    "etag": _etag_fields,
    "location": lambda described: [
        (b"Ais-Location", described.mountpaths.location(described.uname).encode("utf-8", "surrogateescape"))
    ],
    "copies": _copies_fields,
    "ec": _slices_fields,
    "chunked": _chunk_fields,
}


def _value(text: str) -> bytes:
    return field_value(text.encode("utf-8", "surrogateescape"))
