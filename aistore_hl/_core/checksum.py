"""Checksums as AIS writes them: lower-case hex, by the type's name on the wire."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Final, Protocol, Self, TypeAlias

from attrs import frozen

Bytes: TypeAlias = bytes | bytearray | memoryview


class Hasher(Protocol):
    """A checksum in the making."""

    def update(self, data: Bytes, /) -> None: ...

    def hexdigest(self) -> str: ...

    def copy(self) -> Self: ...


class _Crc32c:
    """CRC-32C; the package hashes `bytes` only, so other buffers are copied."""

    __slots__ = ("_extend", "_value")

    def __init__(self) -> None:
        from google_crc32c import extend  # first use: most buckets have xxhash2, and then it is never loaded

        self._extend: Callable[[int, bytes], int] = extend
        self._value = 0

    def update(self, data: Bytes, /) -> None:
        self._value = self._extend(self._value, data if isinstance(data, bytes) else bytes(data))

    def hexdigest(self) -> str:
        return f"{self._value:08x}"

    def copy(self) -> Self:
        found = type(self)()
        found._value = self._value
        return found


def _xxhash() -> Hasher:
    from xxhash import xxh64, xxh64_hexdigest  # first use: `import aistore_hl` loads it not

    _MAKERS["xxhash"] = _MAKERS["xxhash2"] = xxh64
    _DIGESTS["xxhash"] = _DIGESTS["xxhash2"] = xxh64_hexdigest
    return xxh64()


def _hashlib(name: str) -> Callable[[], Hasher]:
    def make() -> Hasher:
        import hashlib  # first use: it loads OpenSSL, for types that few buckets have

        return hashlib.new(name, usedforsecurity=False)

    return make


# Both names mean XXH64 with seed 0. Source: cmn/cos/cksum.go (AIS 5.0); values compared with a server's.
_MAKERS: Final[dict[str, Callable[[], Hasher]]] = {
    "xxhash": _xxhash,
    "xxhash2": _xxhash,
    "md5": _hashlib("md5"),
    "crc32c": _Crc32c,
    "sha256": _hashlib("sha256"),
    "sha512": _hashlib("sha512"),
}

_DIGESTS: Final[dict[str, Callable[[Bytes], str]]] = {}
"""Those that need no object to be made, once they are loaded."""

SUPPORTED: Final = frozenset(_MAKERS)
"""Types that AIS takes, and no others: it drops the connection at a type that it does not know."""

DEFAULT: Final = "xxhash2"
"""The type of buckets that were made without one."""


@frozen
class Checksum:
    """Type and value, as in the headers `Ais-Checksum-Type` and `Ais-Checksum-Value`."""

    type: str
    value: str

    @classmethod
    def of(cls, type: str, content: Iterable[Bytes]) -> Self | None:
        """The checksum of content that comes in pieces; `None` for types that are not known."""
        hasher = new(type)
        if hasher is None:
            return None
        for piece in content:
            hasher.update(piece)
        return cls(type, hasher.hexdigest())

    def __str__(self) -> str:
        return f"{self.type}:{self.value}"


def new(type: str) -> Hasher | None:
    """An empty checksum of that type; `None` for types that are not known, `none` among them."""
    make = _MAKERS.get(type)
    return None if make is None else make()


def compute(type: str, data: Bytes) -> str | None:
    """The checksum of `data`; `None` for types that are not known."""
    # In one go: half the time for what most small objects have.
    if (digest := _DIGESTS.get(type)) is not None:
        return digest(data)
    hasher = new(type)
    if hasher is None:
        return None
    hasher.update(data)
    return hasher.hexdigest()


def combine_crc32c(first: str, second: str, length: int) -> str:
    """The CRC-32C of two contents in a row, of which the second one has `length` bytes."""
    return f"{_multiply(_power(length), int(first, 16)) ^ int(second, 16):08x}"


_POLYNOMIAL: Final = 0x82F63B78
"""CRC-32C's, as its bits stand in a value: the highest power is the lowest bit."""


def _multiply(a: int, b: int) -> int:
    """The product of two polynomials modulo CRC-32C's. Source: Mark Adler's way, as in zlib's crc32_combine"""
    product, bit = 0, 1 << 31
    while True:
        if a & bit:
            product ^= b
            if not a & (bit - 1):
                return product
        bit >>= 1
        b = b >> 1 ^ _POLYNOMIAL if b & 1 else b >> 1


@lru_cache(maxsize=16)
def _power(length: int) -> int:
    """x to the power of the bits in so many bytes. Parts are nearly all of one length."""
    power, square = 1 << 31, 1 << 23  # x ** 0, x ** 8
    while length:
        if length & 1:
            power = _multiply(square, power)
        square = _multiply(square, square)
        length >>= 1
    return power
