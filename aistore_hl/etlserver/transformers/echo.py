"""What AIS's image transformer_echo does: the content as it is."""

from __future__ import annotations

from typing import Any

from aistore_hl.etlserver.transformers import over_websockets


def transform(data: bytes, path: str, etl_args: str) -> bytes:
    """What it makes of an object."""
    return data


def __getattr__(name: str) -> Any:
    if name != "OverWebSockets":
        raise AttributeError(name)
    return over_websockets(transform)
