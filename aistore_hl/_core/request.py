"""What a request carries besides its target: how long to wait, which bytes to send, which to ask for."""

from __future__ import annotations

from typing import Any, BinaryIO

from attrs import Attribute, field, frozen


def _not_negative(_: object, attribute: Attribute[Any], value: float) -> None:
    # attrs.validators has this too; loading it takes longer than all else in this file.
    if value < 0:
        raise ValueError(f"{attribute.name} must be 0 or more, not {value!r}")


@frozen
class Timeouts:
    """Seconds that each kind of wait may last; 0 waits for ever."""

    connect: float = field(default=3.0, validator=_not_negative)
    """For a new connection, TLS handshake included."""
    pool: float = field(default=10.0, validator=_not_negative)
    """For a connection that is in use to become free."""
    write: float = field(default=30.0, validator=_not_negative)
    """For the server to take more of the request."""
    first_byte: float = field(default=60.0, validator=_not_negative)
    """For the first byte of the answer."""
    read: float = field(default=30.0, validator=_not_negative)
    """For the next byte of the answer."""


@frozen
class FileSlice:
    """`length` bytes of an open file from `offset` on; the file's own position is neither used nor kept."""

    file: BinaryIO
    offset: int = field(validator=_not_negative)
    length: int = field(validator=_not_negative)


@frozen
class ByteRange:
    """Bytes `first` to `last`, both included; to the end without `last`, the final `last` bytes without `first`."""

    first: int | None
    last: int | None

    def __str__(self) -> str:
        first = "" if self.first is None else self.first
        last = "" if self.last is None else self.last
        return f"bytes={first}-{last}"
