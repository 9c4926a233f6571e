"""Properties of objects and buckets: from headers to values, and custom metadata both ways."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import IntEnum, IntFlag
from typing import TYPE_CHECKING, Any, Final, Self

from aistore_api.types import Headers
from attrs import asdict, field, frozen

from .checksum import Checksum
from .errors import InvalidMetadata, InvalidName, ProtocolError
from .names import BucketRef, ObjectRef
from .times import from_nanoseconds, from_text

if TYPE_CHECKING:
    from .setup import BucketSetup

MAX_CUSTOM: Final = 2048
"""Bytes of all keys and values of an object's custom metadata. Beyond, AIS drops all of it and answers 200.

Source: cmn/objattrs.go, core/lom_xattr.go (AIS 5.0)
"""

CUSTOM_HEADER: Final = "Ais-Custom-Md"

_KEY: Final = re.compile(r"[A-Za-z0-9._-]+", re.ASCII)
# Control characters become spaces in answers, and a NUL makes the object unreadable for strict HTTP clients; spaces at
# the end of a header are no part of it.
_BAD_VALUE: Final = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]| \Z")
_CONTENT_RANGE: Final = re.compile(r"bytes ([0-9]{1,19})-([0-9]{1,19})/([0-9]{1,19})", re.ASCII)


def integer(fields: Mapping[str, str], name: str, *, negative: bool = False) -> int | None:
    """The number in a header; `None` without it.

    Raises:
        ProtocolError: it is not a whole number, or negative where that means nothing.
    """
    text = fields.get(name)
    if not text:
        return None
    digits = text[1:] if negative and text[0] == "-" else text
    # More than 20 digits are beyond 64 bits. `isdigit` alone would take those of every script.
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 20):
        raise ProtocolError(f"header {name} is not a number: {text[:40]!r}")
    return int(text)


@frozen
class ContentRange:
    """Which bytes of how many an answer holds; `last` is included."""

    first: int
    last: int
    total: int

    @classmethod
    def of(cls, headers: Headers) -> Self:
        """The range that a 206 says it holds.

        Raises:
            ProtocolError: it does not say, or says nonsense.
        """
        text = headers.get("content-range", "")
        match = _CONTENT_RANGE.fullmatch(text)
        if match is None:
            raise ProtocolError(f"206 with a bad Content-Range: {text[:80]!r}")
        found = cls(*map(int, match.groups()))
        if not found.first <= found.last < found.total:
            raise ProtocolError(f"206 with a bad Content-Range: {text[:80]!r}")
        return found


def is_of_ais(fields: Mapping[str, str]) -> bool:
    """Whether a target of AIS can have answered so; captive portals and caches answer everything with 200 too."""
    # Nearly every answer has the first: looking at all names takes four times as long.
    return "ais-atime" in fields or any(name.startswith("ais-") for name in fields)


def checksum_of(fields: Mapping[str, str]) -> Checksum | None:
    """The checksum in an answer's headers; on a 206 it is the whole object's, but for buckets that say otherwise."""
    value = fields.get("ais-checksum-value")
    kind = fields.get("ais-checksum-type")
    return Checksum(kind, value.lower()) if kind and value else None


HEAD_PROPS: Final = frozenset(
    ("atime", "checksum", "chunked", "copies", "custom", "ec", "etag", "last-modified", "location", "size", "version")
)
"""What a HEAD can be asked for by name. AIS 5.0 refuses others, `cached` and `status` among them (recorded)."""


def check_head_props(names: Iterable[str]) -> str:
    """The names as AIS takes them.

    Raises:
        TypeError: a text instead of several.
        ValueError: there are none, or an unknown one.
    """
    if isinstance(names, str):
        raise TypeError(f"props are several names, not the text {names!r}")
    found = list(dict.fromkeys(names))
    unknown = [name for name in found if name not in HEAD_PROPS]
    if unknown or not found:
        raise ValueError(f"not props of an object: {unknown} (of {', '.join(sorted(HEAD_PROPS))})")
    return ",".join(found)


@frozen
class ErasureCoding:
    """How an object is erasure-coded."""

    data: int
    """Slices of content."""
    parity: int
    """Slices that may be lost."""
    generation: int | None = None
    """Which of its encodings it is."""
    is_replicated: bool = False
    """Whether it is kept as whole copies instead, as small objects are."""


@frozen(slots=False)  # attrs fills a frozen instance with a dictionary in two thirds of the time
class ObjectProps:
    """What the cluster says of one object. `None` and empty: this answer did not say."""

    size: int | None = None
    checksum: Checksum | None = None
    version: str = ""
    atime: datetime | None = None
    """When it was last read or written, as the target remembers it."""
    custom: Mapping[str, str] = field(factory=dict)
    name: str = ""
    bucket: BucketRef | None = None
    location: str = ""
    """Target and mountpath, as the target writes them."""
    copies: int | None = None
    mirror_paths: tuple[str, ...] = ()
    is_present: bool | None = None
    """Whether the cluster itself holds it, rather than only the remote bucket behind it."""
    etag: str = ""
    last_modified: datetime | None = None
    chunks: int | None = None
    """Chunks that it is stored in; `None` when it is in one piece."""
    chunk_size: int | None = None
    """Bytes of the largest of them."""
    erasure_coding: ErasureCoding | None = None
    """How it is erasure-coded; `None` when it is not, or nobody asked."""

    @classmethod
    def from_get(cls, status: int, headers: Headers) -> Self:
        """Of the answer to a GET, whole or of a range; `size` is always the whole object's.

        Raises:
            ProtocolError: a header is malformed.
        """
        size = ContentRange.of(headers).total if status == 206 else integer(headers, "content-length")
        return cls(size=size, **_common(headers))

    @classmethod
    def from_head(cls, headers: Headers, ref: ObjectRef | None = None) -> Self:
        """Of the answer to a HEAD, with or without `props`.

        `ref` is whom it was asked for: its names are taken then. In its header AIS trims a name, and gives one over
        255 bytes as that of the file (recorded on AIS 5.0).

        Raises:
            ProtocolError: a header is malformed.
        """
        fields = headers.first
        size = integer(fields, "content-length")
        present = fields.get("ais-present")
        if size is None and present is not None:
            size = 0  # AIS 5.0 writes no Content-Length in the plain HEAD of an empty object (recorded)
        return cls(
            size=size,
            name=fields.get("ais-name", "") if ref is None else ref.name,
            bucket=_bucket(headers) if ref is None else ref.bucket,
            location=fields.get("ais-location", ""),
            copies=integer(fields, "ais-mirror-copies"),
            mirror_paths=_paths(fields.get("ais-mirror-paths", "")),
            is_present=None if present is None else present == "true",
            etag=fields.get("etag", "").strip('"'),
            last_modified=from_text(fields.get("last-modified", "")),
            chunks=integer(fields, "ais-chunks-count"),
            chunk_size=integer(fields, "ais-chunks-max-chunk-size"),
            erasure_coding=_erasure_coding(fields),
            **_common(headers),
        )

    @classmethod
    def from_put(cls, headers: Headers, *, size: int) -> Self:
        """Of the answer to a PUT of `size` bytes. No checksum in it: what was stored already is what was sent.

        Raises:
            ProtocolError: a header is malformed.
        """
        return cls(size=size, **_common(headers))


def _common(headers: Headers) -> dict[str, Any]:
    """What GET, HEAD and PUT say alike."""
    fields = headers.first
    return {
        "checksum": checksum_of(fields),
        "version": fields.get("ais-version", ""),
        "atime": from_nanoseconds(integer(fields, "ais-atime", negative=True)),
        "custom": parse_custom(headers.get_all(CUSTOM_HEADER)) if "ais-custom-md" in fields else {},
    }


def _erasure_coding(fields: Mapping[str, str]) -> ErasureCoding | None:
    data, parity = integer(fields, "ais-ec-data"), integer(fields, "ais-ec-parity")
    if not data and not parity:
        return None
    is_replicated = fields.get("ais-ec-replicated", "") == "true"
    return ErasureCoding(data or 0, parity or 0, integer(fields, "ais-ec-generation"), is_replicated)


def _bucket(headers: Headers) -> BucketRef | None:
    name = headers.get("ais-bucket-name")
    if not name:
        return None
    cluster, inner = headers.get("ais-bucket-namespace-uuid", ""), headers.get("ais-bucket-namespace-name", "")
    try:
        return BucketRef(name, headers.get("ais-bucket-provider", ""), f"@{cluster}#{inner}")
    except InvalidName as exc:
        raise ProtocolError(f"an answer names a bucket that cannot be: {exc}") from None


def _paths(text: str) -> tuple[str, ...]:
    """The plain HEAD writes `[a, b]`, the one with `props` writes `a,b`."""
    text = text.removeprefix("[").removesuffix("]").strip()
    if "," not in text:  # one copy, as nearly every object has
        return (text,) if text else ()
    return tuple(filter(None, (path.strip() for path in text.split(","))))


def parse_custom(fields: Iterable[str]) -> dict[str, str]:
    """Custom metadata from its header fields, one `key=value` each."""
    found = {}
    for text in fields:
        key, _, value = text.partition("=")
        found[key] = value
    return found


def check_custom(new: Mapping[str, str], existing: Mapping[str, str] | None = None) -> None:
    """Refuse custom metadata that AIS would lose or garble; `existing` is what `new` will be merged into.

    Raises:
        TypeError: a key or value is not `str`.
        InvalidMetadata: a key is not made of letters, digits, dots, underscores and dashes; a value has a control
            character, ends in a space or is not UTF-8; or all together exceed 2,048 bytes.
    """
    for key, value in new.items():
        _check_pair(key, value)
    kept = {key: value for key, value in (existing or {}).items() if key not in new}
    added, present = _bytes_in(new), _bytes_in(kept)
    if added + present > MAX_CUSTOM:
        raise InvalidMetadata(
            f"custom metadata would have {added + present:,} bytes, {present:,} present and {added:,} new: "
            f"over {MAX_CUSTOM:,} AIS drops all of it"
        )


def _check_pair(key: object, value: object) -> None:
    if not isinstance(key, str) or not isinstance(value, str):
        raise TypeError(f"custom metadata must be str: {key!r}: {value!r}")
    if not _KEY.fullmatch(key):
        raise InvalidMetadata(f"not a key of custom metadata: {key!r} (letters, digits, dot, underscore, dash)")
    if _BAD_VALUE.search(value):
        raise InvalidMetadata(
            f"not a value of custom metadata: {key!r}: {value!r} "
            "(a control character, a space at the end, or not UTF-8)"
        )


def _bytes_in(custom: Mapping[str, str]) -> int:
    return sum(len(text.encode("utf-8", "surrogateescape")) for pair in custom.items() for text in pair)


class Presence(IntEnum):
    """Which are meant: those that the cluster itself holds, those behind it, or both.

    Source: api/apc/presence.go (AIS 5.0)
    """

    ANYWHERE = 0
    ANYWHERE_NO_PROPS = 1
    PRESENT = 2
    PRESENT_NO_PROPS = 3
    IN_CLUSTER = 4
    """On some target, perhaps not the one whose turn it is."""
    OUTSIDE = 5
    """Only those that the cluster does not hold."""


class Access(IntFlag):
    """What may be done with a bucket. Source: api/apc/access.go (AIS 5.0)."""

    GET = 1
    HEAD_OBJECT = 2
    PUT = 4
    APPEND = 8
    DELETE_OBJECT = 16
    MOVE_OBJECT = 32
    PROMOTE = 64
    UPDATE_OBJECT = 128
    HEAD_BUCKET = 256
    LIST_OBJECTS = 512
    PATCH = 1024
    SET_BUCKET_ACL = 2048
    LIST_BUCKETS = 4096
    SHOW_CLUSTER = 8192
    CREATE_BUCKET = 16384
    DESTROY_BUCKET = 32768
    MOVE_BUCKET = 65536
    ADMIN = 131072
    READ_ONLY = 771
    READ_WRITE = 831
    ALL = (1 << 64) - 1


@frozen
class BucketProps:
    """How a bucket is set up. The most asked for has a name here; everything is in `raw`, as AIS writes it."""

    provider: str
    bid: int
    """The bucket's number in the cluster's metadata: a bucket made anew has another one."""
    created: datetime | None
    access: Access
    features: int
    checksum_type: str
    is_versioned: bool
    is_mirrored: bool
    copies: int
    """Copies of each object, when it is mirrored."""
    is_erasure_coded: bool
    data_slices: int
    parity_slices: int
    is_lru_enabled: bool
    backend: BucketRef | None
    """The remote bucket behind it."""
    raw: Mapping[str, Any] = field(repr=False)

    @property
    def setup(self) -> BucketSetup:
        """Every section of them, with sizes in bytes and times in seconds.

        Raises:
            ProtocolError: one is malformed.
        """
        from .setup import BucketSetup

        return BucketSetup.of(self.raw)

    def _repr_html_(self) -> str:
        from .html import facts

        return facts("bucket", [(name, value) for name, value in asdict(self).items() if name != "raw"])

    @classmethod
    def from_headers(cls, headers: Headers) -> Self:
        """Of the answer to a HEAD of the bucket.

        Raises:
            ProtocolError: it has no properties, or they are malformed.
        """
        try:
            document = json.loads(headers.get("ais-bucket-props", ""))
        except (ValueError, RecursionError):
            document = None
        return cls.from_document(document)

    @classmethod
    def from_document(cls, document: Any) -> Self:
        """Of the properties as AIS writes them in JSON.

        Raises:
            ProtocolError: they are malformed.
        """
        try:
            part = {name: document.get(name) or {} for name in ("checksum", "versioning", "mirror", "ec", "lru")}
            backend = document.get("backend_bck") or {}
            return cls(
                provider=str(document.get("provider") or ""),
                bid=int(document.get("bid") or 0),
                created=from_nanoseconds(int(document.get("created") or 0)),
                access=Access(int(document.get("access") or 0)),
                features=int(document.get("features") or 0),
                checksum_type=str(part["checksum"].get("type") or ""),
                is_versioned=bool(part["versioning"].get("enabled")),
                is_mirrored=bool(part["mirror"].get("enabled")),
                copies=int(part["mirror"].get("copies") or 0),
                is_erasure_coded=bool(part["ec"].get("enabled")),
                data_slices=int(part["ec"].get("data_slices") or 0),
                parity_slices=int(part["ec"].get("parity_slices") or 0),
                is_lru_enabled=bool(part["lru"].get("enabled")),
                backend=BucketRef.from_document(backend) if backend.get("name") else None,
                raw=document,
            )
        except (AttributeError, OverflowError, TypeError, ValueError) as exc:
            raise ProtocolError("the properties of the bucket are malformed") from exc
