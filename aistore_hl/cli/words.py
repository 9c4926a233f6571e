"""Numbers as people say them."""

from __future__ import annotations


def in_bytes(size: int) -> str:
    """A number of bytes as people say it."""
    for unit, power in (("GiB", 30), ("MiB", 20), ("KiB", 10)):
        if size >= 1 << power:
            return f"{size / (1 << power):,.1f} {unit}"
    return f"{size:,} B"


def counted(number: int, thing: str, many: str = "") -> str:
    """`1 file`, `2 files`."""
    return f"{number:,} {thing if number == 1 else many or thing + 's'}"
