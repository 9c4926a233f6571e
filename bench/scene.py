"""What the workloads of a measurement work on."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

from attrs import define, field

PIECE = 1 << 20
"""Bytes that are taken at a time from a large body."""


@define
class Scene:
    """What the workloads work on."""

    endpoint: str
    bucket: str
    listed: str
    """The bucket with many names."""
    small: bytes
    large_file: Path
    large_size: int

    _stamps: Iterator[int] = field(init=False, factory=itertools.count)

    def fresh(self) -> bytes:
        """Content that is stored nowhere: AIS does not write what it has already, and a PUT would look too fast."""
        return next(self._stamps).to_bytes(8, "big") + self.small[8:]

    def path(self, name: str) -> str:
        return f"/v1/objects/{self.bucket}/{name}"

    def url(self, name: str) -> str:
        return self.endpoint + self.path(name)
