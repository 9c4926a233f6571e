"""Names of buckets and objects: their rules, their URLs, and how AIS spells them on the wire."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final, Self, TypedDict, cast

from attrs import field, frozen

from .errors import InvalidName

PROVIDERS: Final = ("ais", "aws", "azure", "gcp", "oci")
"""Canonical names of the backends. Source: api/apc/provider.go (AIS 5.0)."""

_ALIASES: Final = {"": "ais", "s3": "aws", "az": "azure", "gs": "gcp", "oc": "oci"}
_SCHEMES: Final = {"aws": "s3", "azure": "az", "gcp": "gs", "oci": "oc"}
SYSTEM_BUCKETS: Final = frozenset((".sys-inventory", ".sys-shardidx"))
"""The only names with a leading dot. Source: core/meta/bck.go (AIS 5.0)."""

MAX_OBJECT_NAME: Final = 4096
"""Bytes of UTF-8 that we write. AIS took 4,000 (recorded on 5.0) and has no limit of its own; this one is PATH_MAX."""

_WORD = re.compile(r"(?!.*\.\.)[A-Za-z0-9._-]{1,64}", re.ASCII)
_NAMESPACE = re.compile(r"(?:@([A-Za-z0-9_-]{1,64})?)?(?:#([A-Za-z0-9._-]{0,64}))?", re.ASCII)
_DOTS = re.compile(r"(?:^|/)\.{1,2}(?:/|\Z)")
# A slash at either end or two together name the same file as the plain name on some mountpaths, so that one object
# hides the other (9 of 60 names on AIS 5.0); control characters are lost in the redirect.
_UNSAFE = re.compile(r"^/|^~/|//|/\Z|[\x00-\x1f\x7f]|[\ud800-\udfff]")
_FOREIGN_SURROGATE = re.compile(r"[\ud800-\udc7f\udd00-\udfff]")


def check_provider(provider: str) -> str:
    """The canonical name of a backend; `s3`, `gs`, `az` and `oc` are aliases.

    Raises:
        InvalidName: AIS has no such backend.
    """
    need_text("provider", provider)
    name = _ALIASES.get(provider, provider)
    if name not in PROVIDERS:
        known = ", ".join((*PROVIDERS, *(alias for alias in _ALIASES if alias)))
        raise InvalidName(f"no such provider: {provider!r} (one of {known})")
    return name


def check_bucket_name(name: str) -> str:
    """`name`, if AIS takes it: 1 to 64 letters, digits, dots, dashes and underscores; no `..`, no leading dot.

    Raises:
        InvalidName: AIS would refuse it.

    Source: cmn/bck.go, cmn/cos/uuid.go (AIS 5.0)
    """
    need_text("bucket name", name)
    if not _WORD.fullmatch(name) or (name[0] == "." and name not in SYSTEM_BUCKETS):
        raise InvalidName(
            f"not a bucket name: {name!r} (1 to 64 of A-Z a-z 0-9 . _ -, no leading dot and no two dots together)"
        )
    return name


def check_namespace(namespace: str) -> str:
    """`""` for the global namespace, else `#name`, `@cluster` or `@cluster#name`.

    A bare word is refused: AIS takes it for a remote cluster, most people for a namespace of this one.

    Raises:
        InvalidName: AIS would refuse it or take it for something else.
    """
    need_text("namespace", namespace)
    match = _NAMESPACE.fullmatch(namespace)
    if match is None or ".." in namespace:
        raise InvalidName(f"not a namespace: {namespace!r} (#name, @cluster or @cluster#name)")
    cluster, name = match.groups()
    return (f"@{cluster}" if cluster else "") + (f"#{name}" if name else "")


def namespace_query(namespace: str) -> str:
    """A checked namespace as the query parameter of a list of buckets: `@cluster#name`."""
    cluster, _, name = namespace.lstrip("@").partition("#")
    return f"@{cluster}#{name}"


def check_object_name(name: str, *, write: bool = False) -> str:
    """`name`, if it can be sent and means one object.

    What is read, deleted or listed may have any name that a listing can return. What is written must also be a name
    that every server, redirect and file system keeps as it is.

    Raises:
        InvalidName: the name is empty or has a `.` or `..` element; written: also a slash at either end or two
            together, a leading `~/`, a control character, a character that UTF-8 has not, or over 4,096 bytes.

    Source: cmn/cos/err.go (AIS 5.0), and names tried on it
    """
    need_text("object name", name)
    if not name:
        raise InvalidName("an object name cannot be empty")
    if "." in name and _DOTS.search(name):
        raise InvalidName(f"not an object name: {name!r} has an element '.' or '..'")
    if not name.isascii() and _FOREIGN_SURROGATE.search(name):
        raise InvalidName(f"not an object name: {name!r} has a character that no name of bytes has")
    if write:
        _check_written(name)
    return name


def check_copy_name(name: str) -> str:
    """`name`, if a copy can be given it.

    Raises:
        InvalidName: it has a `%` or a `?`. A target writes the name unescaped into the address of the other target: the
            copy is stored under another name, or nowhere, and a rename then deletes the source.

    Source: tried on AIS 5.0: of 10 names each, 5 to 8 were lost.
    """
    if "%" in name or "?" in name:
        raise InvalidName(f"not a name for a copy: {name!r} (AIS loses it with '%' or '?' in it: put it instead)")
    return name


def _check_written(name: str) -> None:
    unsafe = _UNSAFE.search(name)
    if unsafe is not None:
        raise InvalidName(f"not a name to write: {name!r} ({_why(unsafe.group())})")
    # Four bytes is the most that one character takes: most names need no encoding to be measured.
    if len(name) * 4 > MAX_OBJECT_NAME and len(name.encode()) > MAX_OBJECT_NAME:
        raise InvalidName(f"not a name to write: {name[:40]!r}... (over {MAX_OBJECT_NAME:,} bytes)")


def _why(found: str) -> str:
    if found == "~/":
        return "AIS refuses a leading '~/'"
    if "/" in found:
        return "a slash at either end, or two together, can name another object's file"
    if found < "\x20" or found == "\x7f":
        return "a control character is changed by the redirect"
    return "it is not UTF-8"


def need_text(what: str, value: object) -> None:
    """Return if a value is a text.

    Raises:
        TypeError: it is not; `what` says which value that is.
    """
    if not isinstance(value, str):
        raise TypeError(f"{what} must be str, not {type(value).__name__}")


class Address(TypedDict, total=False):
    """Which bucket of a name is meant, as generated calls take it."""

    provider: str
    namespace: str


@frozen
class BucketRef:
    """Which bucket: name, provider and namespace, checked. `str()` is its URL."""

    name: str = field(converter=check_bucket_name)
    provider: str = field(default="ais", converter=check_provider)
    namespace: str = field(default="", converter=check_namespace)

    @classmethod
    def parse(cls, url: str) -> Self:
        """The bucket of `ais://bucket` or `ais://@cluster#namespace/bucket`.

        Raises:
            InvalidName: it is not such a URL.
        """
        provider, namespace, bucket, rest = _split(url)
        if rest:
            raise InvalidName(f"{url!r} names an object, not a bucket")
        return cls(bucket, provider, namespace)

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Self:
        """The bucket that AIS describes as `{"name", "provider", "namespace": {"uuid", "name"}}`.

        Raises:
            InvalidName: a name in it is not one that AIS could have taken.
        """
        inner = document.get("namespace") or {}
        cluster, name = inner.get("uuid") or "", inner.get("name") or ""
        return cls(document.get("name") or "", document.get("provider") or "", f"@{cluster}#{name}")

    def document(self) -> dict[str, Any]:
        """The bucket as AIS describes it in JSON."""
        cluster, name = self._parts()
        return {"name": self.name, "provider": self.provider, "namespace": {"uuid": cluster, "name": name}}

    def query(self) -> tuple[tuple[str, str], ...]:
        """The query parameters that say which bucket; none for a bucket of AIS itself in the global namespace."""
        pairs = (("provider", self.provider),) if self.provider != "ais" else ()
        return (*pairs, ("namespace", "@{}#{}".format(*self._parts()))) if self.namespace else pairs

    def address(self) -> Address:
        """The same as keyword arguments of a generated call."""
        if self.provider == "ais" and not self.namespace:  # nearly all
            return {}
        return cast("Address", dict(self.query()))

    @property
    def is_remote(self) -> bool:
        """Whether another system stands behind it: a cloud, or another cluster. Not seen here: a `backend_bck`."""
        return self.provider != "ais" or self.namespace.startswith("@")

    @property
    def uname(self) -> str:
        """The bucket as one string, as in `bck_to`: `provider/@cluster#namespace/bucket/`."""
        if not self.namespace:
            return f"{self.provider}/@#/{self.name}/"
        return "{}/@{}#{}/{}/".format(self.provider, *self._parts(), self.name)

    def __str__(self) -> str:
        scheme = _SCHEMES.get(self.provider, self.provider)
        return f"{scheme}://{self.namespace}/{self.name}" if self.namespace else f"{scheme}://{self.name}"

    def _parts(self) -> tuple[str, str]:
        cluster, _, name = self.namespace.lstrip("@").partition("#")
        return cluster, name


@frozen
class ObjectRef:
    """Which object: bucket and name, checked for reading. `str()` is its URL."""

    bucket: BucketRef
    name: str = field(converter=check_object_name)

    @classmethod
    def parse(cls, url: str) -> Self:
        """The object of `ais://bucket/name`; everything after the bucket's slash is the name, nothing is decoded.

        Raises:
            InvalidName: it is not such a URL.
        """
        provider, namespace, bucket, name = _split(url)
        if not name:
            raise InvalidName(f"{url!r} names no object")
        return cls(BucketRef(bucket, provider, namespace), name)

    @property
    def uname(self) -> str:
        """The object as one string: what placement hashes, and `object_to` carries."""
        return self.bucket.uname + self.name

    def __str__(self) -> str:
        return f"{self.bucket}/{self.name}"


def _split(url: str) -> tuple[str, str, str, str]:
    """Provider, namespace, bucket and what follows the bucket's slash."""
    need_text("URL", url)
    provider, separator, rest = url.partition("://")
    if not separator or not provider:
        raise InvalidName(f"not a URL of AIS: {url!r} (ais://bucket/object)")
    namespace = ""
    if rest[:1] in ("@", "#"):
        namespace, _, rest = rest.partition("/")
    bucket, _, name = rest.partition("/")
    return provider, namespace, bucket, name
