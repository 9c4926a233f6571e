# Written by codegen.py from openapi/; do not edit.
"""Every operation of AIStore's HTTP API, sync and async: `aistore_api.api.<tag>.<operation>` over a `Client`."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .client import AsyncClient as AsyncClient
    from .client import Client as Client
    from .errors import AmbiguousUpload as AmbiguousUpload
    from .errors import AnswerError as AnswerError
    from .errors import ApiError as ApiError
    from .errors import CallError as CallError
    from .errors import InsecureToken as InsecureToken
    from .errors import RedirectError as RedirectError
    from .types import UNSET as UNSET
    from .types import Answer as Answer
    from .types import Call as Call
    from .types import Headers as Headers
    from .types import Operation as Operation
    from .types import Response as Response
    from .types import Unset as Unset

__all__ = (
    "AmbiguousUpload",
    "Answer",
    "AnswerError",
    "ApiError",
    "AsyncClient",
    "Call",
    "CallError",
    "Client",
    "Headers",
    "InsecureToken",
    "Operation",
    "RedirectError",
    "Response",
    "UNSET",
    "Unset",
)

_MODULES = {
    "AsyncClient": ".client",
    "Client": ".client",
    "AmbiguousUpload": ".errors",
    "AnswerError": ".errors",
    "ApiError": ".errors",
    "CallError": ".errors",
    "InsecureToken": ".errors",
    "RedirectError": ".errors",
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
