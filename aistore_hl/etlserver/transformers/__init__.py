"""Transformers that AIS has images of: functions, served with threads, or over WebSockets where that is wanted."""

from __future__ import annotations

from collections.abc import Callable

from ..server import ETLServer


def over_websockets(transform: Callable[[bytes, str, str], bytes]) -> type[ETLServer]:
    """The server with WebSockets, which takes longer to start."""
    from ..fastapi import FastAPIServer
    from ..function import server_of

    return server_of(transform, base=FastAPIServer)
