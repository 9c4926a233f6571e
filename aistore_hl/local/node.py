"""One node: the port it listens on, its connections, and how a request becomes an answer on the wire."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections import Counter
from email.utils import formatdate
from typing import TYPE_CHECKING, Any, Final
from weakref import WeakSet

import h11
from aistore_api.types import Bytes
from starlette.requests import ClientDisconnect
from uvicorn.config import Config
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.server import ServerState

from . import routes
from .answers import Answer, Crash, Part, Refusal, for_browser, refused
from .browsers import check_sender
from .journal import Entry
from .mountpaths import Mountpaths
from .port import Port
from .request import NodeRequest
from .store import Damaged, NoSuchBucket, ObjectTable, OutOfSpace, StoreFailure
from .streams import Stream
from .strike import HungUp, Strike, reset_after_all, struck

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

    from .buckets import Bucket
    from .membership import Member
    from .seen import Arrival, Log, Side
    from .state import State

SLICE: Final = 256 << 10
"""Bytes of content that go to the transport at a time: it copies what the socket does not take at once."""

_DRAINED: Final = 256 << 10
"""An unread body up to this size is read and forgotten; for a larger one AIS closes the connection (net/http)."""

_LINGER: Final = 0.5
"""Seconds between such an answer and the end of its connection. Source: measured on AIS 5.0; net/http of Go"""

_PIECE: Final = 64 << 10
_BACKLOG: Final = 512
_HEAD_LIMIT: Final = 64 << 10
_MOST_FIELDS: Final = 1_000
"""Header fields of one request. h11 looks at the size of a head only while it is incomplete, and 20,000 fields take
2.4 MiB here, which connections of uvicorn keep until the garbage collector goes through everything."""
_IDLE: Final = 75
"""Seconds after which an idle connection is closed; AIS keeps them for longer than any test waits."""


class _Parser(h11.Connection):
    """h11, with every request, its answer and every byte of a body noted: also those that no handler reads."""

    def __init__(self, node: str, side: Side, log: Log) -> None:
        super().__init__(h11.SERVER, _HEAD_LIMIT)
        self._node = node
        self._side: Side = side
        self._log = log
        self.arrival: Arrival | None = None
        """The request that is being read."""

    def next_event(self) -> Any:
        event = super().next_event()
        if isinstance(event, h11.Request):
            if len(event.headers) > _MOST_FIELDS:
                raise h11.RemoteProtocolError(f"more than {_MOST_FIELDS:,} header fields", error_status_hint=431)
            self.arrival = self._log.add(self._node, self._side, event)
        elif isinstance(event, h11.Data) and self.arrival is not None:
            self._log.add_body(self.arrival, len(event.data))
        return event

    def send(self, event: Any) -> Any:  # h11 has an overload for each kind of event
        """The bytes of an event, which is noted."""
        arrival = self.arrival
        if arrival is not None:
            kind = type(event)
            if kind is h11.Data:
                self._log.add_sent(arrival, len(event.data))
            elif kind is h11.Response:
                arrival.status = event.status_code
            elif kind is h11.EndOfMessage:
                arrival.end()
        return super().send(event)


class Connection(H11Protocol):
    """uvicorn's connection, and three things that it keeps from the application: the log, half-closing, hanging up."""

    def __init__(self, node: Node, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(node.config, node.server_state, {"connection": self}, loop)
        self.conn: _Parser = _Parser(node.id, node.side, node.state.log)
        # uvicorn would write its access log wherever the program that we run in has set up logging.
        self.access_log = False
        self._node = node
        self.is_half_closed = False
        """The client closed its side; it still reads."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        """Read in pieces that malloc keeps: with asyncio's 256 KiB each piece is mapped and unmapped anew, four times
        over as h11 and uvicorn copy it, and taking in 256 MiB costs 230,000 page faults instead of 66,000."""
        setattr(transport, "max_size", _PIECE)  # noqa: B010 - an attribute of asyncio's transports that is not typed
        super().connection_made(transport)
        if not self._node.is_up:
            # Accepted just before the node went down, and not among those that it drops.
            transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        """Nothing more comes of the request that was under way."""
        if self.conn.arrival is not None:
            self.conn.arrival.end()
        super().connection_lost(exc)

    def eof_received(self) -> bool | None:  # type: ignore[override]  # asyncio's own signature; uvicorn's is narrower
        """Keep the connection while an answer is due, also one to a request that ended too early, as AIS does."""
        cycle = self.cycle
        # uvicorn sets it with the first request, and declares it as if it always were.
        if cycle is None or cycle.response_complete:  # type: ignore[redundant-expr]
            return None
        self.is_half_closed = True
        if cycle.more_body:
            cycle.message_event.set()
        return True

    @property
    def is_gone(self) -> bool:
        """Whether it has ended."""
        return self.transport.is_closing()

    def say(self, data: bytes) -> None:
        """Send bytes that are no answer."""
        self.transport.write(data)

    async def hang_up(self, *, reset: bool) -> None:
        """End the connection after what was sent so far, with a reset or without."""
        self.cycle.disconnected = True
        if reset:
            await reset_after_all(self.transport)
        else:
            self.transport.close()


class Node:
    """One proxy or target, listening on its port. It is the ASGI application that its connections run."""

    def __init__(self, member: Member, state: State) -> None:
        self.id = member.id
        self.last_member = member
        """The node as the map had it when it was last looked for there."""
        self.side: Side = member.side
        self.label = member.label
        self.state = state
        self.mountpaths = Mountpaths(member.id, state.mountpaths.get(member.id, ()))
        self.counters: Counter[str] = Counter()
        """What it has done, under AIS's names of counters."""
        self.config = Config(
            self,
            http=H11Protocol,
            ws="none",
            lifespan="off",
            loop="none",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            timeout_keep_alive=_IDLE,
        )
        self.config.load()
        self.server_state = ServerState()
        self._table = routes.AT_PROXY if member.side == "proxy" else routes.AT_TARGET
        self._server: asyncio.Server | None = None
        self._port: Port | None = None
        self._dated = 0.0
        self._dropped: WeakSet[asyncio.Task[None]] = WeakSet()
        """Requests under way when the node closed or went down."""

    @property
    def member(self) -> Member:
        """The node as the map has it now, or had it last."""
        found = self.state.membership.member(self.id)
        if found is not None:
            self.last_member = found
        return self.last_member

    def table(self, bucket: Bucket) -> ObjectTable:
        """The objects of a bucket at this node."""
        return self.state.store.table(self.id, bucket.number)

    def peers(self) -> list[Node]:
        """The targets, sorted by id."""
        return [self.state.nodes[name] for name in sorted(self.state.membership.targets)]

    async def listen(self, port: Port) -> None:
        """Begin to take connections."""
        loop = asyncio.get_running_loop()
        self._port = port
        self._server = await loop.create_server(lambda: Connection(self, loop), sock=port.sock, backlog=_BACKLOG)

    async def close(self) -> None:
        """Stop listening and drop every connection."""
        await self._stop_listening()
        if self._port is not None:
            self._port.close()
        await self._drop()

    @property
    def is_up(self) -> bool:
        """Whether it listens."""
        return self._server is not None

    async def go_down(self, *, patience: float = 0.0) -> None:
        """Drop every connection and refuse new ones, until `come_up`; its port stays its own. Again: nothing.

        Requests that are under way have `patience` to end by themselves.
        """
        if self._server is not None and self._port is not None:
            host, number = self._port.sock.getsockname()[:2]
            await self._stop_listening()
            tasks = list(self.server_state.tasks)
            if tasks and patience:
                await asyncio.wait(tasks, timeout=patience)
            # At once, so that nobody else gets it.
            self._port = Port.take(host, number)
            await self._drop()

    async def come_up(self) -> None:
        """Listen again, with all that it held. Again: nothing."""
        if self._server is None and self._port is not None:
            await self.listen(self._port)

    async def _stop_listening(self) -> None:
        server, self._server = self._server, None
        if server is None:
            return
        loop = asyncio.get_running_loop()
        for sock in server.sockets:
            loop.remove_reader(sock.fileno())
        # What was accepted becomes a connection meanwhile, in two steps: asyncio would leave it open and forget it.
        for _ in range(3):
            await asyncio.sleep(0)
        server.close()

    async def _drop(self) -> None:
        """End every connection, and with it the requests under way."""
        for connection in list(self.server_state.connections):
            connection.transport.abort()
        tasks = list(self.server_state.tasks)
        self._dropped.update(tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def answer(self, request: NodeRequest) -> Answer:
        """The answer to a request, not yet on the wire.

        Raises:
            Refusal: what the node refuses.
        """
        return await self._table.answer(self, request)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request. A client that goes away, or is hung up on, gets none."""
        self._set_date()
        entry = self._entry(scope, send)
        try:
            await self._exchange(scope, receive, send if entry is None else entry.send)
        except (ClientDisconnect, HungUp):
            return
        except asyncio.CancelledError:
            # uvicorn would report it as our failure; when the node closes it is how requests under way end.
            if asyncio.current_task() not in self._dropped:
                raise
            scope["state"]["connection"].cycle.disconnected = True
        finally:
            if entry is not None:
                entry.close()

    def _entry(self, scope: Scope, send: Send) -> Entry | None:
        """The line of the request log that this request will be."""
        if self.state.journal is None:
            return None
        connection: Connection = scope["state"]["connection"]
        arrival = connection.conn.arrival
        assert arrival is not None  # a request is only run once its head was read
        return Entry(self.state.journal, self.label, arrival, send)

    async def _exchange(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = NodeRequest(scope, receive)
        try:
            request.check_path()
            if self.state.guard is None:
                check_sender(scope["headers"])
            else:
                self.state.guard.check(self, request)
            instead = None
            if self.state.faults.is_armed:
                asked = request.asked(self.side, self.id)
                effect, body = await struck(self.state.faults, asked, receive)
                request.receive_from(body)
                if effect is not None:
                    strike = Strike(effect, request.connection, asked, body, send)
                    request.receive_from(strike.receive)
                    send = strike.send
                    instead = await strike.begin()
            answer = await self.answer(request) if instead is None else instead
            agent = request.headers.get("user-agent", "")
            if self.state.quirks.pretty_for_browsers and agent.startswith("Mozilla/5.0"):
                for_browser(answer)
        except Crash:
            await request.connection.hang_up(reset=False)
            return
        except (Refusal, StoreFailure) as failure:
            self.counters[f"err.{request.method.lower()}.n"] += 1
            # It gets no other name: this frame would hold the error, and that the frame, with the body that was read.
            answer = refused(
                failure if isinstance(failure, Refusal) else _store_refusal(failure, self.label),
                method=request.method,
                path=request.shown_path,
                client=request.shown_client,
                node=self.label,
            )
        try:
            await self._send(answer, request, send)
        except StoreFailure:
            # The head is gone, and says how much is coming: that less comes is all that can still be told.
            await request.connection.hang_up(reset=True)
        finally:
            await answer.close()

    async def _send(self, answer: Answer, request: NodeRequest, send: Send) -> None:
        fields = answer.head()
        unread = 0 if request.body_taken else request.announced
        expects = unread != 0 and "expect" in request.headers
        waits = self.state.quirks.waits_for_bodies
        if waits and unread is None and not expects and await request.ends_within(_DRAINED):
            unread = 0
        closes = request.connection.is_half_closed or unread is None or unread > _DRAINED or expects
        is_over = request.connection.is_half_closed
        # Who has closed its side already is told nothing, but where it never said how much would come. As AIS does it.
        if closes and (not is_over or request.announced is None):
            fields.append((b"Connection", b"close"))
        await send({"type": "http.response.start", "status": answer.status, "headers": fields})
        sent, last = (0, b"") if request.method == "HEAD" else await _send_all_but_last(answer.content, request, send)
        announced = answer.length if answer.length is not None else sent
        if isinstance(answer.content, Stream) and answer.content.length is not None:
            announced = answer.content.length
        is_cut = request.method != "HEAD" and sent < announced
        if is_cut:
            await send(_body(last, more=True))
            await request.connection.hang_up(reset=False)
        elif is_over:
            await send(_body(last, more=False))
            await request.connection.hang_up(reset=False)
        elif closes and not expects and unread != 0:
            await send(_body(last, more=True))
            await self._linger(request)
        elif waits and expects and unread is not None and unread <= _DRAINED:
            await send(_body(last, more=True))
            await request.forget()
            await request.connection.hang_up(reset=False)
        else:
            await send(_body(last, more=False))

    async def _linger(self, request: NodeRequest) -> None:
        """Close our side and read on for a while: closed at once, the kernel would reset the connection, and the
        client, which still sends, could lose the answer before it has read it."""
        if self.state.quirks.stops_reading:
            # What is not read stays in the kernel, which answers it with a reset when the connection is closed.
            with contextlib.suppress(OSError):
                request.connection.transport.write_eof()
            await asyncio.sleep(_LINGER)
            await request.connection.hang_up(reset=False)
            return
        # A client that has gone already cannot be told so: OSError.
        with contextlib.suppress(OSError, ClientDisconnect, Refusal):
            request.connection.transport.write_eof()
            async with asyncio.timeout(_LINGER):
                await request.drain()
        await request.connection.hang_up(reset=False)

    def _set_date(self) -> None:
        now = time.time()
        if now - self._dated >= 1:
            self._dated = float(int(now))
            # Changed in place: connections hold this list.
            self.server_state.default_headers[:] = [(b"Date", formatdate(now, usegmt=True).encode())]


async def _send_all_but_last(content: Bytes | Part | Stream, request: NodeRequest, send: Send) -> tuple[int, Bytes]:
    """Send a body up to its last slice, which is returned; and how long the body is.

    Raises:
        HungUp: whoever asked is gone.
        StoreFailure: no more of it can be had.
    """
    if isinstance(content, Stream):
        return await _send_stream(content, request, send)
    start, stop = 0, len(content)
    while stop - start > SLICE:
        if request.connection.transport.is_closing():
            # Nothing here waits, so the event loop gets no chance to tell us.
            await request.connection.hang_up(reset=False)
            raise HungUp
        await send(_body(await _slice(content, start, start + SLICE), more=True))
        start += SLICE
    return stop, await _slice(content, start, stop)


async def _send_stream(stream: Stream, request: NodeRequest, send: Send) -> tuple[int, Bytes]:
    sent = 0
    last: Bytes = b""
    try:
        async for piece in stream.pieces:
            if request.connection.transport.is_closing():
                await request.connection.hang_up(reset=False)
                raise HungUp
            if last:
                await send(_body(last, more=True))
            sent, last = sent + len(piece), piece
    except Refusal as refusal:
        # The head is gone: that less comes is all that can still be told.
        raise Damaged(refusal.message) from refusal
    return sent, last


async def _slice(content: Bytes | Part, start: int, stop: int) -> Bytes:
    if isinstance(content, Part):
        return await content.read(start, stop)
    return memoryview(content)[start:stop]


_REFUSALS: Final = {OutOfSpace: (507, "ErrCapExceeded"), NoSuchBucket: (404, "ErrBckNotFound")}


def _store_refusal(failure: StoreFailure, node: str) -> Refusal:
    """What a request is told when the store cannot do its part; 500 where it is broken."""
    status, tcode = _REFUSALS.get(type(failure), (500, ""))
    return Refusal(status, f"{node}: {failure}", tcode)


def _body(content: Bytes, *, more: bool) -> dict[str, Any]:
    return {"type": "http.response.body", "body": content, "more_body": more}
