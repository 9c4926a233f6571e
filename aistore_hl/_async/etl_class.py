"""The start of an ETL from a class, or from a function."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from .._core.errors import InvalidETL
from .._core.etl import communication_of
from .._core.etl_runtime import EtlClassOptions, Runtime, check_options, start_of
from ..etlserver.function import server_of
from ..etlserver.payload import pack, versions
from ..etlserver.server import ETLServer

if TYPE_CHECKING:
    from .etl import AsyncEtl

C = TypeVar("C", bound=type[ETLServer])


class AsyncClassStart:
    """Starts an ETL of the class that it is called with."""

    def __init__(self, etl: AsyncEtl, options: EtlClassOptions) -> None:
        check_options(options)
        self._etl = etl
        self._options = options
        self._runtime = Runtime.of(options, versions())

    async def __call__(self, cls: C) -> C:
        """Start it, and return when it is ready. The class."""
        runtime = self._runtime
        start = start_of(self._options, runtime.env(pack(cls)))
        if start.communication == "ws" and not cls.takes_websockets:
            raise InvalidETL(
                f"{cls.__name__} takes no objects over a WebSocket, as ws sends them: extend FastAPIServer"
            )
        message = start.of_image(self._etl.name, runtime.image, runtime.command)
        await self._etl.send_init(message, start.init_timeout)
        return cls


def class_of(function: Callable[..., Any], server: type[ETLServer] | None, options: EtlClassOptions) -> type[ETLServer]:
    """The class that a function becomes the `transform` of: coroutines and WebSockets take one that has them.

    Raises:
        TypeError: it takes neither content alone nor content, path and arguments.
        InvalidETL: AIS has no such communication.
        MissingExtra: that server's packages are not installed.
    """
    is_over_websocket = communication_of(options.get("communication", "hpush")) == "ws"
    if server is None and (is_over_websocket or inspect.iscoroutinefunction(function)):
        from ..etlserver.fastapi import FastAPIServer

        server = FastAPIServer
    return server_of(function, base=server)
