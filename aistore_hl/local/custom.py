"""Custom metadata: pairs of text that travel with an object, 2,048 bytes in all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from .answers import bad_request

BUDGET: Final = 2048
"""Bytes of all keys and values together. Source: core/lcustom.go (AIS 5.0)"""

# AIS separates stored pairs with \x01. It takes NUL, and then no client that checks header fields can read the object.
_RESERVED: Final = frozenset("\0\1")

ETAG: Final = "ETag"
"""The key that sets the object's ETag."""


def custom_of(values: Iterable[str]) -> dict[str, str]:
    """The pairs of a request's `Ais-Custom-Md` fields; a comma does not separate.

    Raises:
        Refusal: 400, no `=`, no key, or over the budget.
    """
    found: dict[str, str] = {}
    for text in values:
        key, equals, value = text.partition("=")
        if not equals:
            raise bad_request(f'custom metadata: invalid format "{text}" (expecting key=value)')
        found[key] = value
    check_custom(found)
    return found


def patched(current: Mapping[str, str], value: Any, *, replace: bool, wipes: bool = False) -> dict[str, str]:
    """Custom metadata after a PATCH; `null` changes nothing.

    AIS checks the new pairs alone, and drops all metadata when the sum grows over the budget: here that is refused,
    but with `wipes`.

    Raises:
        Refusal: 400.
    """
    if value is None:
        return dict(current)
    if not isinstance(value, dict) or not all(isinstance(each, str) for each in value.values()):
        raise bad_request("failed to unmarshal set-custom, err: expects an object of strings")
    made = dict(value) if replace else {**current, **value}
    if wipes:
        check_custom(value)
        return made if _size(made) <= BUDGET else {}
    check_custom(made)
    return made


def check_custom(custom: Mapping[str, str]) -> None:
    """Whether an object can carry it.

    Raises:
        Refusal: 400.
    """
    for key, value in custom.items():
        if not key:
            raise bad_request(f'custom metadata: empty key (value="{value}")')
        if not _RESERVED.isdisjoint(key) or not _RESERVED.isdisjoint(value):
            raise bad_request(f"custom metadata {key!r}: key or value contains reserved symbol")
    total = _size(custom)
    if total > BUDGET:
        raise bad_request(f"custom metadata: total size {total} exceeds max {BUDGET} bytes")


def _size(custom: Mapping[str, str]) -> int:
    return sum(len(text.encode("utf-8", "surrogateescape")) for pair in custom.items() for text in pair)
