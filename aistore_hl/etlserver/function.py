"""A plain function as a server."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any, cast

from .server import ETLServer
from .threaded import HTTPMultiThreadedServer


def server_of(function: Callable[..., Any], *, base: type[ETLServer] | None = None) -> type[ETLServer]:
    """A class whose `transform` is that function: of the content alone, or of content, path and arguments.

    Raises:
        TypeError: it takes neither one argument nor three, or does not say.
    """
    count = _positional(function)

    def transform(self: ETLServer, data: Any, path: str, etl_args: str) -> Any:
        return function(data) if count == 1 else function(data, path, etl_args)

    async def coroutine(self: ETLServer, data: Any, path: str, etl_args: str) -> Any:
        return await transform(self, data, path, etl_args)

    used: Callable[..., Any] = coroutine if inspect.iscoroutinefunction(function) else transform
    name = getattr(function, "__name__", "transform")
    attributes = {"transform": used, "__module__": function.__module__, "__doc__": function.__doc__}
    made = type(f"ServerOf_{name}", (base or HTTPMultiThreadedServer,), attributes)
    return cast("type[ETLServer]", made)


def _positional(function: Callable[..., Any]) -> int:
    """How many arguments it is called with: three if it takes them."""
    try:
        signature = inspect.signature(function)
    except (TypeError, ValueError) as exc:  # many that are not written in Python have none
        raise TypeError(f"{function!r} does not say what it takes: wrap it, as in `lambda data: ...`") from exc
    for count in (3, 1):
        try:
            signature.bind(*range(count))
        except TypeError:
            continue
        return count
    raise TypeError(f"{function!r} takes neither content alone nor content, path and arguments")
