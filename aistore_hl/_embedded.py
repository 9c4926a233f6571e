"""The one step from a client to a cluster in this process: an address, nothing else."""

from __future__ import annotations

from typing import Protocol


class Embedded(Protocol):
    """A running cluster: where it listens, and how it ends."""

    @property
    def endpoint(self) -> str: ...

    def close(self) -> None: ...


def start(targets: int) -> Embedded:
    """A local cluster on loopback, in memory, gone when it is closed or the process ends."""
    from .local import LocalCluster

    return LocalCluster(targets)
