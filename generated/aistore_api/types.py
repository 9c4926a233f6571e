# Copied by codegen.py from openapi/templates/runtime/types.py; do not edit.
"""Plain data that the generated calls are made of: nothing here does I/O or loads an HTTP library."""

from __future__ import annotations

import re
from collections.abc import AsyncIterable, Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any, BinaryIO, Final, Generic, Literal, TypeAlias, TypeVar, overload
from urllib.parse import quote_from_bytes

from attrs import define, frozen

T = TypeVar("T")


class Unset:
    """The type of `UNSET`: a parameter or a field that was not given, as distinct from `None`."""

    def __bool__(self) -> Literal[False]:
        return False

    def __repr__(self) -> str:
        return "UNSET"

    def __reduce__(self) -> str:
        return "UNSET"  # copies and pickles are this very value: it is compared with `is`


UNSET: Final = Unset()

Bytes: TypeAlias = bytes | bytearray | memoryview
"""Content in memory."""

BodyContent: TypeAlias = Bytes | BinaryIO | Iterable[Bytes] | AsyncIterable[Bytes]
"""What may be sent as an octet-stream body. Files are read from their current position to the end."""


class Headers(Mapping[str, str]):
    """Header fields of an answer: names without regard to case, several fields of one name kept apart.

    Indexing gives the first field of that name. Values are decoded as UTF-8; bytes that are not UTF-8 are kept
    as surrogate escapes, so that nothing is lost and nothing raises.
    """

    __slots__ = ("_first", "_further")

    def __init__(self, fields: Iterable[tuple[str, str]] = ()) -> None:
        self._first: dict[str, str] = {}
        self._further: dict[str, list[str]] = {}
        for name, value in fields:
            self._add(name.lower(), value)

    @classmethod
    def from_block(cls, block: bytes) -> Headers:
        """Fields of a header block: lines that end in CRLF, already checked for syntax."""
        self = cls.__new__(cls)
        first: dict[str, str] = {}
        self._first = first
        self._further = {}
        for line in block.decode("utf-8", "surrogateescape").split("\r\n"):
            name, colon, value = line.partition(":")
            if colon:
                name = name.lower()
                # Written out, not self._add: this runs for each field of each answer.
                if name in first:
                    self._further.setdefault(name, []).append(value.strip(" \t"))
                else:
                    first[name] = value.strip(" \t")
        return self

    def _add(self, name: str, value: str) -> None:
        if name in self._first:
            self._further.setdefault(name, []).append(value)
        else:
            self._first[name] = value

    @property
    def first(self) -> Mapping[str, str]:
        """The first field of each name, by its name in lower case: for readers of many fields."""
        return self._first

    def get_all(self, name: str) -> list[str]:
        """Every field of that name, in the order received."""
        name = name.lower()
        first = self._first.get(name)
        return [] if first is None else [first, *self._further.get(name, ())]

    @overload
    def get(self, name: str, /) -> str | None: ...
    @overload
    def get(self, name: str, /, default: str | T) -> str | T: ...
    def get(self, name: str, /, default: str | T | None = None) -> str | T | None:
        """The first field of that name. Not left to `Mapping`, whose way through `KeyError` costs ten times as much."""
        return self._first.get(name.lower(), default)

    def __getitem__(self, name: str) -> str:
        return self._first[name.lower()]

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and name.lower() in self._first

    def __iter__(self) -> Iterator[str]:
        return iter(self._first)

    def __len__(self) -> int:
        return len(self._first)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Headers):
            return self._first == other._first and self._further == other._further
        return super().__eq__(other)

    def __repr__(self) -> str:
        return f"Headers({ {name: self.get_all(name) for name in self._first} })"


@frozen(eq=False)
class Operation:
    """What the specification says of one operation, apart from its parameters."""

    id: str
    method: str
    path: str
    tag: str
    redirects: bool
    """Whether a proxy may answer 3xx and name another node."""
    uploads: bool
    """Whether the request carries an octet-stream body."""
    downloads: bool
    """Whether the answer is an octet stream."""
    idempotent: bool
    """Whether doing it twice leaves the same state as doing it once."""
    retry: str
    """`x-retry` of the specification: read, replace, delete, once, start."""
    keeps_path: bool = True
    """Whether a redirect must name the same path."""


@define(eq=False)
class Answer:
    """A whole answer: status, header fields, body."""

    status: int
    headers: Headers
    content: bytes


@define(eq=False)
class Call(Generic[T]):
    """One request, ready to be sent, and the reader of its 2xx answer. Plain data."""

    operation: Operation
    target: str
    """Path and query, percent-encoded: exactly what follows the method on the wire."""
    headers: tuple[tuple[str, str], ...]
    body: BodyContent | None
    """JSON bodies are `bytes`; an operation that uploads has what the caller gave."""
    parse: Callable[[Answer], T]


@frozen(eq=False)
class Response(Generic[T]):
    """A result with the status and the header fields that it came with."""

    status_code: int
    headers: Headers
    parsed: T


_DOTS = frozenset((".", ".."))
# A name that is sent as it is: unreserved characters, and no element begins with a dot. Most are: one look is enough.
_PLAIN = re.compile(r"(?:[A-Za-z0-9_~-][A-Za-z0-9._~-]*+/*+)++")


def quote_path(value: str) -> str:
    """One name as part of a path: every byte but unreserved ones and `/` is percent-encoded.

    Raises:
        ValueError: the name is empty or has a `.` or `..` element, which servers and libraries would collapse.
    """
    if _PLAIN.fullmatch(value):
        return value
    if not value or not _DOTS.isdisjoint(value.split("/")):
        raise ValueError(f"not a name that a path can carry: {value!r}")
    return quote_from_bytes(value.encode("utf-8", "surrogateescape"), safe="/-._~")


@lru_cache(maxsize=256)
def quote_segment(value: str) -> str:
    """One element of a path: as `quote_path`, and `/` is percent-encoded too.

    Kept, since it is the bucket: the same few come again and again.
    """
    return quote_path(value).replace("/", "%2F")


def quote_query(value: str) -> str:
    """One name or value of a query, percent-encoded by the same rule, `/` kept."""
    return quote_from_bytes(value.encode("utf-8", "surrogateescape"), safe="/-._~")


def encode_query(pairs: Iterable[tuple[str, Any]]) -> str:
    """`?a=b&c=d`, or an empty string when every value is `UNSET`; booleans as `true` and `false`."""
    parts = []
    for name, value in pairs:
        if value is UNSET or value is None:
            continue
        text = str(value).lower() if isinstance(value, bool) else quote_query(str(value))
        parts.append(f"{quote_query(name)}={text}")
    return "?" + "&".join(parts) if parts else ""
