"""What AIS's image transformer_md5 does: the MD5 of the content, in hexadecimal."""

from __future__ import annotations

import hashlib
from typing import Any

from aistore_hl.etlserver.transformers import over_websockets


def transform(data: bytes, path: str, etl_args: str) -> bytes:
    """What it makes of an object."""
    return hashlib.md5(data).hexdigest().encode()


def __getattr__(name: str) -> Any:
    if name != "OverWebSockets":
        raise AttributeError(name)
    return over_websockets(transform)
