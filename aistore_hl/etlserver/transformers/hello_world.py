"""What AIS's image transformer_hello_world does: a greeting, whatever the content is."""

from __future__ import annotations

from typing import Any

from aistore_hl.etlserver.transformers import over_websockets


def transform(data: bytes, path: str, etl_args: str) -> bytes:
    """What it makes of an object."""
    return b"Hello World!"


def __getattr__(name: str) -> Any:
    if name != "OverWebSockets":
        raise AttributeError(name)
    return over_websockets(transform)
