"""What all servers have in common: the class that users extend."""

from __future__ import annotations

import inspect
import logging
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from threading import RLock
from time import perf_counter
from typing import TYPE_CHECKING, Any, ClassVar, Final, cast

import attrs
from aistore_api.types import Bytes

from aistore_hl._wire.pages import keep_memory

from .journal import LOGGER, note
from .metrics import Metrics
from .plan import Page, Plan
from .refusal import Refused, said
from .roots import Roots, own_mounts
from .settings import ServerSettings
from .workers import NOT_READY

if TYPE_CHECKING:
    import httpx


_ANY: Final = -1
"""In place of a process: whichever it is."""


class ETLServer:
    """A transformer: override `transform`, or `transform_stream` for content that does not fit into memory.

    Where both are overridden, `transform` is used. What begins with `_etl_` is the server's own, so that a module that
    was written for another server may have any other name.
    """

    takes_coroutines: ClassVar[bool] = False
    """Whether `transform` may be `async def`."""
    takes_websockets: ClassVar[bool] = False
    """Whether targets can give it objects over a WebSocket."""
    max_connections: ClassVar[int] = 1024
    head_timeout: ClassVar[float] = 10.0
    """Seconds in which the head of a request must have come."""
    idle_timeout: ClassVar[float] = 60.0
    """Seconds without a byte after which a connection ends."""
    grace: ClassVar[float] = 25.0
    """Seconds that requests under way have to finish after SIGTERM; a pod is killed after 30."""

    def __init__(
        self, host: str | None = None, port: int | None = None, *, environ: Mapping[str, str] | None = None
    ) -> None:
        settings = ServerSettings.read(os.environ if environ is None else environ)
        if host is not None:
            settings = attrs.evolve(settings, host=host)
        if port is not None:
            settings = attrs.evolve(settings, port=port)
        if settings.fqn_roots is None:
            settings = attrs.evolve(settings, fqn_roots=own_mounts() if settings.in_pod else ())
        self.settings = settings
        self.host = settings.host
        self.port = settings.port
        """The port that was asked for; 0 takes a free one, which the log names."""
        self.logger: logging.Logger = LOGGER
        self.host_target = "" if settings.target is None else settings.target.origin + settings.target.path
        self.direct_put = settings.direct_put
        self.direct_fqn = settings.direct_fqn
        self._etl_roots = Roots(settings.fqn_roots or ())
        self._etl_metrics = Metrics()
        self._etl_session: Any = None  # Any: a module may have set one of its own
        self._etl_session_of = 0
        """The process that made it: one that was forked must not use its connections."""
        self._etl_preparing = RLock()
        self._etl_prepared = 0
        """The process that `setup` has run in."""
        self._etl_streams = self._etl_check()
        """Whether `transform_stream` is used."""

    @property
    def session(self) -> httpx.Client:
        """For requests of a transform's own; made when it is first asked for in a process, and without a token."""
        if self._etl_session_of not in (_ANY, os.getpid()):
            with self._etl_preparing:
                if self._etl_session_of != os.getpid():
                    from aistore_hl._wire.httpx_face import plain_client

                    self._etl_session, self._etl_session_of = plain_client(), os.getpid()
        return cast("httpx.Client", self._etl_session)

    @session.setter
    def session(self, value: Any) -> None:  # Any: whatever a module has for it
        self._etl_session, self._etl_session_of = value, _ANY

    def setup(self) -> Awaitable[None] | None:
        """Prepare what every transform needs, such as a model: called once in each worker, before its first request."""

    def transform(self, data: Any, path: str, etl_args: str, /) -> Any:
        """The transformed content of an object.

        `data` is its content as bytes, or its path as text with `ETL_DIRECT_FQN`.
        """
        raise NotImplementedError

    def transform_stream(self, reader: Any, path: str, etl_args: str, /) -> Iterator[Bytes] | AsyncIterator[Bytes]:
        """The transformed content of an object piece by piece.

        `reader` is a file open for reading, or for an asynchronous generator one whose `read` is awaited.
        """
        raise NotImplementedError

    def get_mime_type(self) -> str:
        """The Content-Type of what is answered."""
        return "application/octet-stream"

    def _etl_prepare(self) -> Awaitable[None] | None:
        """Run `setup`, unless it has run in this process; what is to be awaited, where it is a coroutine."""
        if self._etl_prepared == os.getpid():
            return None
        with self._etl_preparing:
            if self._etl_prepared == os.getpid():
                return None
            result = cast("Callable[[], Any]", self.setup)()
            self._etl_prepared = os.getpid()
        return cast("Awaitable[None]", result) if inspect.isawaitable(result) else None

    def _etl_unprepare(self) -> None:
        """`setup` has not gone well after all."""
        self._etl_prepared = 0

    def _etl_done(
        self, method: str, work: Plan | None, status: int, began: float, *, came: int, went: int, why: str
    ) -> None:
        """Count and note a request; `why` it failed, if it did. Pages are not counted."""
        seconds = perf_counter() - began
        if not isinstance(work, Page):
            self._etl_metrics.record(status, seconds, came, went)
        note(method, work, status, seconds, came=came, went=went, why=why)

    def _etl_not_ready(self, exc: Exception) -> Refused:
        """What those are answered who come before `setup` has gone well."""
        self.logger.error("setup failed", exc_info=exc)
        return Refused(500, f"setup failed: {said(exc)}")

    def _etl_begin(self) -> None:
        """`prepare`, for a process that is of no use without it.

        Raises:
            SystemExit: `setup` failed.
        """
        try:
            self._etl_prepare()
        except Exception:
            self.logger.exception("setup failed")
            raise SystemExit(NOT_READY) from None

    def start(self, *, workers: int | None = None, threads: int | None = None) -> None:
        """Serve until SIGTERM or SIGINT; then finish what is under way.

        `workers` processes, with `threads` transforms at a time in each; without them NUM_WORKERS and ETL_THREADS.
        """
        if not hasattr(self, "settings"):
            raise TypeError(f"{type(self).__name__}.__init__ does not call super().__init__()")
        if workers is not None or threads is not None:
            self.settings = attrs.evolve(
                self.settings,
                workers=self.settings.workers if workers is None else workers,
                threads=self.settings.threads if threads is None else threads,
            )
        if self.settings.workers < 1 or self.settings.threads < 1:
            raise ValueError("workers and threads must be at least 1")
        _raise_limit()
        keep_memory()
        self._etl_serve()

    def _etl_serve(self) -> None:
        """What `start` does once the settings are settled."""
        raise NotImplementedError(f"{type(self).__name__} serves nothing: extend one of the three servers")

    @property
    def _etl_is_async(self) -> bool:
        """Whether what is used is awaited."""
        if self._etl_streams:
            return inspect.isasyncgenfunction(type(self).transform_stream)
        return inspect.iscoroutinefunction(type(self).transform)

    @classmethod
    def _etl_check(cls) -> bool:
        """Whether `transform_stream` is what is used.

        Raises:
            TypeError: nothing is, or this server cannot use it.
        """
        streams = cls.transform is ETLServer.transform
        if streams and cls.transform_stream is ETLServer.transform_stream:
            raise TypeError(f"{cls.__name__} has neither transform nor transform_stream")
        used = cls.transform_stream if streams else cls.transform
        if not streams and inspect.isgeneratorfunction(used):
            raise TypeError(f"{cls.__name__}.transform cannot be used: it yields pieces, as transform_stream does")
        if not cls.takes_coroutines and inspect.iscoroutinefunction(cls.setup):
            raise TypeError(f"{cls.__name__}.setup is asynchronous: that takes FastAPIServer")
        if inspect.iscoroutinefunction(used) if streams else inspect.isasyncgenfunction(used):
            what = "it yields pieces" if streams else "it returns all of the content"
            raise TypeError(f"{cls.__name__}.{used.__name__} cannot be used: {what}")
        is_async = inspect.isasyncgenfunction(used) or inspect.iscoroutinefunction(used)
        if is_async and not cls.takes_coroutines:
            raise TypeError(f"{cls.__name__}.{used.__name__} is asynchronous: that takes FastAPIServer")
        return streams


def ends(exc: BaseException) -> bool:
    """Whether an exception ends whoever runs, rather than being a transform's own failure, whatever its class: the
    panics of extensions in Rust are no `Exception`."""
    from asyncio import CancelledError

    return isinstance(exc, (GeneratorExit, CancelledError))


def _raise_limit() -> None:
    """Each connection takes a file descriptor, and the usual limit is 1,024."""
    if sys.platform == "win32":
        return
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < hard:
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
