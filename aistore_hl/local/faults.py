"""Faults on order: which request they strike, and what goes wrong with it."""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import re
import socket
import struct
import termios
from collections.abc import Awaitable, Callable, Mapping, Sequence
from threading import Lock
from typing import TYPE_CHECKING, Any, Final, Protocol, TypeAlias

from attrs import define, frozen

from .answers import Refusal
from .seen import Side

if TYPE_CHECKING:
    from starlette.types import Send

_MATCH: Final = re.compile(r"(\*|[A-Z]+) (\*|object|bucket|buckets|cluster|daemon|health)")


@frozen
class Effect:
    """What goes wrong. The body that `cut`, `flip` and `at` speak of is the request's for PUT, else the answer's."""

    delay: float = 0.0
    """Seconds of silence: before anything is done, or where `at` says."""
    at: int | None = None
    """Bytes of the body that pass before the silence."""
    status: int = 0
    """Refused with this status; nothing is done."""
    tcode: str = ""
    retry_after: int | None = None
    """Seconds in `Retry-After`, beside `status`."""
    cut: int | None = None
    """The connection ends after so many bytes of the body."""
    flip: int | None = None
    """The lowest bit of the byte at this offset is turned."""
    lose_answer: bool = False
    """Everything is done, and then the connection ends without an answer."""
    reset: bool = False
    """The connection ends with a reset: where `cut` or `lose_answer` end it, or at once."""

    @property
    def is_nothing(self) -> bool:
        """Whether nothing would go wrong."""
        return self == Effect() or self == Effect(at=self.at)


@define(eq=False)
class Fault:
    """One order: `times` requests are struck, then it is done."""

    method: str
    noun: str
    side: Side | None
    node: str | None
    effect: Effect
    left: int
    hits: int = 0
    """How many requests were struck."""

    def strikes(self, method: str, noun: str, side: Side, node: str) -> bool:
        """Whether it is meant for such a request."""
        return (
            self.left > 0
            and self.method in ("*", method)
            and self.noun in ("*", noun)
            and self.side in (None, side)
            and self.node in (None, node)
        )


class Faults:
    """The orders of one cluster. Any thread may give them."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._orders: list[Fault] = []

    @property
    def is_armed(self) -> bool:
        """Whether any order is left."""
        return bool(self._orders)

    def once(
        self,
        match: str,
        *,
        side: Side | None = None,
        node: str | None = None,
        times: int = 1,
        delay: float = 0.0,
        at: int | None = None,
        status: int = 0,
        tcode: str = "",
        retry_after: int | None = None,
        cut: int | None = None,
        flip: int | None = None,
        lose_answer: bool = False,
        reset: bool = False,
    ) -> Fault:
        """Order a fault for the next `times` requests that match: a method and `object`, `bucket`, `buckets`,
        `cluster`, `daemon` or `health`, or `*` for either.

        `side` and `node` narrow it to one kind of node or to one; without them a request that is redirected is struck
        on its first leg. Orders are served in the order in which they were given; a request is struck by one.

        Raises:
            ValueError: the match is none, or nothing would go wrong.
        """
        found = _MATCH.fullmatch(match)
        if found is None:
            raise ValueError(f"not a method and a noun: {match!r} (as in 'GET object')")
        effect = Effect(delay, at, status, tcode, retry_after, cut, flip, lose_answer, reset)
        if effect.is_nothing:
            raise ValueError("a fault needs an effect: delay, status, cut, flip, lose_answer or reset")
        fault = Fault(found[1], found[2], side, node, effect, times)
        with self._lock:
            self._orders.append(fault)
        return fault

    def clear(self) -> None:
        """Forget all orders; what strikes already goes on."""
        with self._lock:
            self._orders.clear()

    def take(self, method: str, noun: str, side: Side, node: str) -> Effect | None:
        """What is to go wrong with a request that just came in."""
        with self._lock:
            for fault in self._orders:
                if fault.strikes(method, noun, side, node):
                    fault.left -= 1
                    fault.hits += 1
                    if fault.left == 0:
                        self._orders.remove(fault)
                    return fault.effect
        return None


def noun_of(elements: Sequence[bytes]) -> str:
    """What a request is about, in the words of `Faults.once`: told by the elements of its decoded path."""
    resource = elements[1] if len(elements) > 1 else b""
    if resource == b"objects":
        return "object"
    if resource == b"buckets":
        return "bucket" if len(elements) > 2 and elements[2] else "buckets"
    return resource.decode("latin-1")


class HungUp(Exception):
    """The connection was ended on order."""


class HangsUp(Protocol):
    """A connection that can be ended."""

    async def hang_up(self, *, reset: bool) -> None:
        """End it after what was sent so far, with a reset or without."""


Receive: TypeAlias = Callable[[], Awaitable[Mapping[str, Any]]]
"""As in ASGI; events are only read."""


class Strike:
    """One exchange under a fault: it stands between the node and the connection."""

    def __init__(self, effect: Effect, connection: HangsUp, method: str, receive: Receive, send: Send) -> None:
        self._effect = effect
        self._connection = connection
        self._in_request = method == "PUT"
        self._receive = receive
        self._send = send
        self._passed = 0

    async def begin(self) -> None:
        """What happens before anything is done.

        Raises:
            Refusal: the status that was ordered.
            HungUp: the connection is gone.
        """
        effect = self._effect
        if effect.delay and effect.at is None:
            await asyncio.sleep(effect.delay)
        if effect.status:
            extra = () if effect.retry_after is None else ((b"Retry-After", b"%d" % effect.retry_after),)
            raise Refusal(effect.status, "a fault on order", effect.tcode, extra)
        if effect.reset and effect.cut is None and not effect.lose_answer:
            await self._hang_up()

    async def receive(self) -> dict[str, Any]:
        """The next event of the request."""
        event = dict(await self._receive())
        if not self._in_request or event["type"] != "http.request":
            return event
        body = await self._passing(event.get("body", b""))
        if self._is_cut:
            await self._hang_up()
        return {**event, "body": body}

    async def send(self, event: Mapping[str, Any]) -> None:
        """Pass on an event of the answer."""
        if self._effect.lose_answer:
            await self._hang_up()
        if self._in_request or event["type"] != "http.response.body":
            await self._send(dict(event))
            return
        body = await self._passing(event.get("body", b""))
        more = event.get("more_body", False) or self._is_cut
        await self._send({**event, "body": body, "more_body": more})
        if self._is_cut:
            await self._hang_up()

    @property
    def _is_cut(self) -> bool:
        return self._effect.cut is not None and self._passed >= self._effect.cut

    async def _passing(self, body: bytes | bytearray | memoryview) -> bytes | memoryview:
        """The bytes as they may pass: turned, cut, held up."""
        effect, start = self._effect, self._passed
        end = start + len(body)
        if effect.at is not None and start <= effect.at < max(end, start + 1):
            await asyncio.sleep(effect.delay)
        if effect.cut is not None:
            end = min(end, effect.cut)
        self._passed = end
        passed = memoryview(body)[: end - start]
        if effect.flip is None or not start <= effect.flip < end:
            return passed
        turned = bytearray(passed)
        turned[effect.flip - start] ^= 1
        return bytes(turned)

    async def _hang_up(self) -> None:
        await self._connection.hang_up(reset=self._effect.reset)
        raise HungUp


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
