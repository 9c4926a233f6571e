"""Web servers for transformers: a class with `transform` becomes what AIS runs beside each target.

`FlaskServer` and `FastAPIServer` need the extra `etl`. Names are loaded on first use.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .fastapi import FastAPIServer
    from .flask import FlaskServer
    from .function import server_of
    from .server import ETLServer
    from .settings import ServerSettings
    from .threaded import HTTPMultiThreadedServer

__all__ = ["ETLServer", "FastAPIServer", "FlaskServer", "HTTPMultiThreadedServer", "ServerSettings", "server_of"]

_HOMES = {
    "ETLServer": ".server",
    "FastAPIServer": ".fastapi",
    "FlaskServer": ".flask",
    "HTTPMultiThreadedServer": ".threaded",
    "ServerSettings": ".settings",
    "server_of": ".function",
}


def __getattr__(name: str) -> Any:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(home, __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
