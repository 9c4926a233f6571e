"""One process of a server with a thread for each connection: `/health` waits for nobody."""

from __future__ import annotations

import errno
import select
import signal
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from selectors import EVENT_READ, DefaultSelector
from threading import BoundedSemaphore, Thread
from time import monotonic, perf_counter
from typing import Final, TypeAlias

from aistore_hl._wire.blocking import Engine

from ._sync.transformer import Transformer
from .inlet import Gone, Inlet, InletBody, head_of
from .journal import note, show
from .outcome import Answer, cut_short, refused
from .pages import page
from .plan import Page, Plan, plan
from .refusal import BrokenBody, Refused
from .request_head import RequestHead
from .server import ETLServer
from .workers import listen, run_workers, wake_sockets

_SPENT: Final = frozenset((errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM))
_PAUSE: Final = 0.1
"""Seconds until the system may have more of what it had no more of."""


Routes: TypeAlias = Callable[[RequestHead, InletBody, Inlet], Answer | None]
"""What a server answers by itself; None for what is ours. It may raise `Refused` and `BrokenBody`."""


def serve(server: ETLServer, routes: Routes | None = None) -> None:
    """Listen, and serve in as many processes as the settings say, until told to stop.

    Raises:
        SystemExit: a worker could not begin to serve.
    """
    show()
    with listen(server.host, server.port) as listener:
        run_workers(server.settings.workers, lambda: Acceptor(server, listener, routes).run())


def turn_away(sock: socket.socket) -> None:
    """Say that there are too many connections, if it can be said at once."""
    with sock, suppress(OSError):
        sock.setblocking(False)
        answer = refused(Refused(503, "there are too many connections"))
        sock.send(head_of(answer, keep_alive=False) + bytes(answer.content or b""))


class Acceptor:
    """One process: its listener, and the connections that it took."""

    def __init__(self, server: ETLServer, listener: socket.socket, routes: Routes | None = None) -> None:
        self._server = server
        self._listener = listener
        self._routes = routes
        self._inlets: set[Inlet] = set()
        self._is_stopping = False
        self._wake_out, self._wake_in = wake_sockets()
        self._transformer = Transformer(
            server=server,
            engine=Engine(pool_size=server.settings.threads, tls=server.settings.tls),
            slots=BoundedSemaphore(server.settings.threads),
        )

    def run(self) -> None:
        """Serve until SIGTERM or SIGINT."""
        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGTERM, self._stop)
            signal.signal(signal.SIGINT, self._stop)
            # A signal that comes just before the wait would not end it: Python calls its handler after the wait.
            signal.set_wakeup_fd(self._wake_in.fileno(), warn_on_full_buffer=False)
        self._server._etl_begin()
        self._server.logger.info("listening on %s:%d", *self._listener.getsockname()[:2])
        self._listener.setblocking(False)
        with DefaultSelector() as selector:
            selector.register(self._listener, EVENT_READ)
            selector.register(self._wake_out, EVENT_READ)
            while not self._is_stopping:
                if any(key.fileobj is self._listener for key, _ in selector.select()):
                    self._accept()
        self._end()

    def _stop(self, *_: object) -> None:
        self._is_stopping = True

    def _accept(self) -> None:
        try:
            sock, _ = self._listener.accept()
        except OSError as exc:
            # Another process took it, the client has left already, or the system has no more of something: that may
            # last, and the listener stays ready.
            if exc.errno in _SPENT:
                select.select([self._wake_out], [], [], _PAUSE)
            return
        server = self._server
        if len(self._inlets) >= server.max_connections:
            turn_away(sock)
            return
        try:
            inlet = Inlet(sock, head_timeout=server.head_timeout, idle_timeout=server.idle_timeout)
        except OSError:
            # The client has left already.
            sock.close()
            return
        self._inlets.add(inlet)
        try:
            Thread(target=self._attend, args=(inlet,), daemon=True, name="aistore-hl etl").start()
        except RuntimeError as exc:
            server.logger.error("a connection was refused: %s", exc)
            self._inlets.discard(inlet)
            turn_away(sock)

    def _attend(self, inlet: Inlet) -> None:
        """One connection until its end."""
        try:
            while self._exchange(inlet):
                pass
        except (Gone, BrokenBody):
            pass
        except Exception:
            self._server.logger.exception("a connection failed")
        finally:
            inlet.sock.close()
            self._inlets.discard(inlet)

    def _exchange(self, inlet: Inlet) -> bool:
        """One request and its answer; whether another may follow."""
        try:
            head = inlet.next_request()
        except Refused as exc:
            note("?", None, exc.status, 0.0, came=0, went=0, why=exc.message)
            inlet.answer(refused(exc), "GET", keep_alive=False)
            inlet.linger()
            return False
        began = perf_counter()
        body = InletBody(inlet, head)
        work: Plan | None = None
        own: Answer | None = None
        status, why = 0, "the client is gone"
        try:
            try:
                own = None if self._routes is None else self._routes(head, body, inlet)
                if own is None:
                    work = plan(head.method, head.target, head.fields.get("ais-node-url"), self._server.settings)
                    answer = self._answer(work, head, body)
                else:
                    answer = own
            except Refused as exc:
                answer = refused(exc)
            except BrokenBody as exc:
                answer = cut_short(exc)
            keep_alive = self._says_all(inlet, head, body, answer)
            status, why = answer.status, answer.why
            return keep_alive
        except (Refused, BrokenBody, Gone) as exc:
            why = str(exc) or why
            return False
        finally:
            if own is None:
                self._server._etl_done(head.method, work, status, began, came=body.came, went=inlet.went, why=why)

    def _answer(self, work: Plan, head: RequestHead, body: InletBody) -> Answer:
        if isinstance(work, Page):
            return page(work, self._server._etl_metrics)
        return self._transformer.perform(work, body, takes_pieces=not head.is_old)

    def _says_all(self, inlet: Inlet, head: RequestHead, body: InletBody, answer: Answer) -> bool:
        """Say the answer; whether another request may follow."""
        # While pieces go out the body may still be read: how much is left of it then, nobody knows yet.
        keep_alive = head.keep_alive and not self._is_stopping and (answer.pieces is not None or body.is_nearly_over)
        inlet.answer(answer, head.method, keep_alive=keep_alive)
        # From here on it can be hung up on. The rest of the body comes after the answer: it need not come first.
        inlet.is_idle = True
        if keep_alive and body.drain():
            return not self._is_stopping
        if not body.is_over:
            inlet.linger()
        return False

    def _end(self) -> None:
        """Finish what is under way."""
        self._listener.close()
        until = monotonic() + self._server.grace
        while self._inlets and monotonic() < until:
            for inlet in list(self._inlets):
                inlet.wake()
            select.select([], [], [], 0.02)
        self._transformer.engine.close()
