"""One exchange under a fault: it stands between the node and the connection."""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import json
import socket
import struct
import termios
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from typing import TYPE_CHECKING, Any, Final, Protocol, TypeAlias

from .answers import Answer, Refusal, redirect
from .effect import Effect
from .faults import Asked, Faults

if TYPE_CHECKING:
    from starlette.types import Send

_LOOK: Final = 0.25
"""Seconds between two looks, during a silence, at whether anybody still waits."""

_STEPS: Final = 20
"""Pieces in a second of a body that comes slowly."""

_FOREIGN: Final = "http://192.0.2.1:51080"
"""A machine that there is not. Source: RFC 5737"""

_LONGEST_MESSAGE: Final = 4 << 20


class HungUp(Exception):
    """The connection was ended on order."""


class Wire(Protocol):
    """A connection that can be misused."""

    @property
    def is_gone(self) -> bool:
        """Whether it has ended."""
        ...

    def say(self, data: bytes) -> None:
        """Send bytes that are no answer."""

    async def hang_up(self, *, reset: bool) -> None:
        """End it after what was sent so far, with a reset or without."""


Receive: TypeAlias = Callable[[], Awaitable[MutableMapping[str, Any]]]
"""As in ASGI."""


async def struck(faults: Faults, asked: Asked, receive: Receive) -> tuple[Effect | None, Receive]:
    """What is to go wrong with a request that just came in, and where its body is to be read from now on."""
    action = ""
    if faults.looks_at_action(asked):
        action, receive = await _look_ahead(receive)
    return faults.take(asked, action), receive


class Strike:
    """What a fault does to the events of one exchange."""

    def __init__(self, effect: Effect, wire: Wire, asked: Asked, receive: Receive, send: Send) -> None:
        self._effect = effect
        self._wire = wire
        self._asked = asked
        self._in_request = asked.method == "PUT"
        self._receive = receive
        self._send = send
        self._passed = 0
        self._answered = 0
        self._is_over = False
        self._held: list[Mapping[str, Any]] = []

    async def begin(self) -> Answer | None:
        """What happens before anything is done; the answer, where it is another than the node's.

        Raises:
            Refusal: the status that was ordered.
            HungUp: the connection is gone.
        """
        effect = self._effect
        if effect.delay and effect.at is None:
            await self._silence(effect.delay)
        if effect.status:
            extra = () if effect.retry_after is None else ((b"Retry-After", b"%d" % effect.retry_after),)
            if effect.empty:
                return Answer(effect.status, [*extra])
            raise Refusal(effect.status, "a fault on order", effect.tcode, extra)
        if effect.redirect is not None:
            return self._redirected()
        if effect.raw is not None:
            await self._say(effect.raw)
        if effect.reset and effect.cut is None and not effect.lose_answer:
            await self._hang_up()
        return None

    async def receive(self) -> dict[str, Any]:
        """The next event of the request."""
        event = dict(await self._receive())
        if not self._in_request or event["type"] != "http.request":
            return event
        body = await self._passing(event.get("body", b""))
        if self._is_cut:
            await self._hang_up()
        if self._effect.rate is not None:
            await self._silence(len(body) / self._effect.rate)
        return {**event, "body": body}

    async def send(self, event: Mapping[str, Any]) -> None:
        """Pass on an event of the answer."""
        if self._effect.lose_answer:
            await self._hang_up()
        if self._is_over:
            return
        if self._effect.stale_map:
            await self._hold(event)
        elif event["type"] != "http.response.body":
            await self._send(self._with_length(event))
        else:
            await self._send_body(self._truncated(event))

    async def _send_body(self, event: Mapping[str, Any]) -> None:
        if self._in_request:
            await self._send(dict(event))
            return
        body = await self._passing(event.get("body", b""))
        more = event.get("more_body", False) or self._is_cut
        if self._effect.rate is not None:
            await self._drip(event, body, self._effect.rate)
            body = b""
        await self._send({**event, "body": body, "more_body": more})
        if self._is_cut:
            await self._hang_up()

    async def _drip(self, event: Mapping[str, Any], body: bytes | memoryview, rate: int) -> None:
        step = max(1, rate // _STEPS)
        for start in range(0, len(body), step):
            piece = body[start : start + step]
            await self._send({**event, "body": piece, "more_body": True})
            await self._silence(len(piece) / rate)

    @property
    def _is_cut(self) -> bool:
        return self._effect.cut is not None and self._passed >= self._effect.cut

    async def _passing(self, body: bytes | bytearray | memoryview) -> bytes | memoryview:
        """The bytes as they may pass: turned, cut, held up."""
        effect, start = self._effect, self._passed
        end = start + len(body)
        if effect.at is not None and start <= effect.at < max(end, start + 1):
            await self._silence(effect.delay)
        if effect.cut is not None:
            end = min(end, effect.cut)
        self._passed = end
        passed = memoryview(body)[: end - start]
        if effect.flip is None or not start <= effect.flip < end:
            return passed
        turned = bytearray(passed)
        turned[effect.flip - start] ^= 1
        return bytes(turned)

    def _with_length(self, event: Mapping[str, Any]) -> dict[str, Any]:
        """The head of an answer that will be shorter."""
        limit = self._effect.trunc
        if limit is None or self._asked.method == "HEAD":
            return dict(event)
        fields = [
            (name, b"%d" % min(int(value), limit) if name.lower() == b"content-length" else value)
            for name, value in event["headers"]
        ]
        return {**event, "headers": fields}

    def _truncated(self, event: Mapping[str, Any]) -> Mapping[str, Any]:
        limit = self._effect.trunc
        if limit is None:
            return event
        body = memoryview(event.get("body", b""))[: limit - self._answered]
        self._answered += len(body)
        self._is_over = self._answered >= limit
        return {**event, "body": body, "more_body": event.get("more_body", False) and not self._is_over}

    async def _hold(self, event: Mapping[str, Any]) -> None:
        """Keep the answer until it is whole, and then let it pass as it would have been before."""
        self._held.append(event)
        if event["type"] != "http.response.body" or event.get("more_body", False):
            return
        start, *rest = self._held
        content = aged(b"".join(each.get("body", b"") for each in rest))
        fields = [pair for pair in start["headers"] if pair[0].lower() not in (b"content-length", b"transfer-encoding")]
        await self._send({**start, "headers": [*fields, (b"Content-Length", b"%d" % len(content))]})
        await self._send({**event, "body": content, "more_body": False})

    def _redirected(self) -> Answer:
        asked = self._asked
        own = f"http://{asked.host}"
        path, mark, query = asked.target.partition("?")
        where = {
            "foreign host": _FOREIGN + asked.target,
            "other path": f"{own}{path}-other{mark}{query}",
            "loop": own + asked.target,
        }
        status = 301 if asked.method == "GET" else 307
        found = where.get(self._effect.redirect or "")
        return Answer(status) if found is None else redirect(status, found.encode("latin-1"), method=asked.method)

    async def _say(self, data: bytes) -> None:
        if not self._asked.expects:
            # Else the client could still be sending, and be told of a reset before it has read what is said here.
            while (await self._receive()).get("more_body", False):
                pass
        head, end, _ = data.partition(b"\r\n\r\n")
        self._wire.say(head + end if self._asked.method == "HEAD" else data)
        await self._hang_up()

    async def _silence(self, seconds: float) -> None:
        """Wait, as long as somebody is there to be kept waiting."""
        loop = asyncio.get_running_loop()
        end = loop.time() + seconds
        while (left := end - loop.time()) > 0:
            await asyncio.sleep(min(left, _LOOK))
            if self._wire.is_gone:
                raise HungUp

    async def _hang_up(self) -> None:
        await self._wire.hang_up(reset=self._effect.reset)
        raise HungUp


def aged(content: bytes) -> bytes:
    """A cluster map as it was one version ago: without the last of its targets. Other content stays what it is."""
    try:
        document = json.loads(content)
    except ValueError:
        return content
    targets = document.get("tmap") if isinstance(document, dict) else None
    if not targets:
        return content
    del targets[max(targets)]
    document["version"] = str(int(document.get("version", 1)) - 1)
    return json.dumps(document).encode()


async def _look_ahead(receive: Receive) -> tuple[str, Receive]:
    """The action of a control message, and where it can be read once more."""
    events: list[MutableMapping[str, Any]] = []
    size, more = 0, True
    while more and size <= _LONGEST_MESSAGE:
        event = await receive()
        events.append(event)
        size += len(event.get("body", b""))
        # Nothing, and more to come: the other side has closed.
        more = event.get("more_body", False) and bool(event.get("body"))

    async def again() -> MutableMapping[str, Any]:
        return events.pop(0) if events else await receive()

    content = b"".join(event.get("body", b"") for event in events)
    return _action_in(content), again


def _action_in(content: bytes) -> str:
    try:
        found = json.loads(content)
    except (ValueError, RecursionError):
        return ""
    return str(found.get("action", "")) if isinstance(found, dict) else ""


async def reset_after_all(transport: asyncio.WriteTransport) -> None:
    """Reset a connection once the other side has everything: a reset makes both kernels forget what is under way.

    Who does not read is not waited for longer than a second.
    """
    sock: socket.socket = transport.get_extra_info("socket")
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(1):
            while not transport.is_closing() and (transport.get_write_buffer_size() or _unacknowledged(sock)):
                await asyncio.sleep(0.001)
    if not transport.is_closing():
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()


def _unacknowledged(sock: socket.socket) -> int:
    """Bytes that the kernel still has; 0 on systems that do not tell."""
    try:
        count: int = struct.unpack("i", fcntl.ioctl(sock.fileno(), termios.TIOCOUTQ, bytes(4)))[0]
    except OSError:
        return 0
    return count
