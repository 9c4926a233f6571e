# Written by codegen.py from openapi/; do not edit.
"""Every operation of AIStore's HTTP API, sync and async: `aistore_api.api.<tag>.<operation>` over a `Client`."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .client import AsyncClient as AsyncClient
    from .client import Client as Client
    from .errors import ApiError as ApiError
    from .types import UNSET as UNSET
    from .types import Answer as Answer
    from .types import Call as Call
    from .types import Headers as Headers
    from .types import Operation as Operation
    from .types import Response as Response
    from .types import Unset as Unset

__all__ = ("Answer", "ApiError", "AsyncClient", "Call", "Client", "Headers", "Operation", "Response", "UNSET", "Unset")

_MODULES = {
    "AsyncClient": ".client",
    "Client": ".client",
    "ApiError": ".errors",
    "UNSET": ".types",
    "Answer": ".types",
    "Call": ".types",
    "Headers": ".types",
    "Operation": ".types",
    "Response": ".types",
    "Unset": ".types",
}


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(_MODULES[name], __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
