"""Connections to transformers that are kept: what one object leaves behind is never another one's."""

from __future__ import annotations

import asyncio
import contextlib
from asyncio import StreamReader, StreamWriter
from collections.abc import Awaitable, Callable

import pytest
from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed

from aistore_hl.local.answers import Refusal
from aistore_hl.local.etl.channel import Channel, Request, Unanswered
from aistore_hl.local.etl.sockets import Sockets

SECONDS = 10.0
RIGHT = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nright"
WRONG = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nwrong"


class Server:
    """A transformer that answers each request with the same bytes, and counts its connections."""

    def __init__(self, answer: bytes, *, closes: bool = False) -> None:
        self.connections = 0
        self._answer = answer
        self._closes = closes
        self._tasks: set[asyncio.Task[None]] = set()

    async def asked(self, times: int) -> list[bytes]:
        """What several requests get, one after the other."""
        async with await asyncio.start_server(self._accept, "127.0.0.1", 0) as listening:
            channel = Channel(f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}")
            try:
                return [
                    await (await channel.ask(Request("GET", "/o"), seconds=SECONDS)).content(100) for _ in range(times)
                ]
            finally:
                channel.close()
                await asyncio.gather(*self._tasks)

    def _accept(self, reader: StreamReader, writer: StreamWriter) -> None:
        self.connections += 1
        self._tasks.add(asyncio.ensure_future(self._serve(reader, writer)))

    async def _serve(self, reader: StreamReader, writer: StreamWriter) -> None:
        with contextlib.suppress(EOFError, OSError):
            while await reader.readuntil(b"\r\n\r\n"):
                writer.write(self._answer)
                await writer.drain()
                if self._closes:
                    break
        writer.close()


def test_a_connection_is_kept_for_the_next_object() -> None:
    """Where there is nothing to be said against that."""
    server = Server(RIGHT)

    assert [b"right"] * 5 == asyncio.run(server.asked(5))
    assert 1 == server.connections


@pytest.mark.parametrize("rest", [b"!", WRONG], ids=["a-byte", "an-answer"])
def test_what_comes_after_an_answer_is_not_the_next_one(rest: bytes) -> None:
    """A transformer that sends more than its head has told: the rest is nobody's."""
    server = Server(RIGHT + rest)

    assert [b"right"] * 3 == asyncio.run(server.asked(3))
    assert 3 == server.connections


def test_a_connection_that_was_closed_is_not_used() -> None:
    """Another one is taken."""
    server = Server(RIGHT, closes=True)

    assert [b"right"] * 3 == asyncio.run(server.asked(3))
    assert 3 == server.connections


@pytest.mark.parametrize(
    "answer",
    [
        b"nonsense\r\n\r\n",
        b"HTTP/1.1\r\n\r\n",
        b"HTTP/1.1 abc\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: +5\r\n\r\nright",
        b"HTTP/1.1 200 OK\r\nContent-Length: 0_5\r\n\r\nright",
        b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nshort",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nright\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-5\r\nright\r\n0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nX: " + b"x" * (70 << 10) + b"\r\n\r\n",
        b"",
    ],
    ids=[
        "words",
        "no-status",
        "letters",
        "negative",
        "no-length",
        "sign",
        "separator",
        "short",
        "no-end",
        "no-chunk",
        "negative-chunk",
        "long",
        "nothing",
    ],
)
def test_what_is_no_whole_answer_is_none(answer: bytes) -> None:
    """Whatever it is."""
    with pytest.raises(Unanswered):
        asyncio.run(Server(answer, closes=True).asked(1))


def conversed(
    handler: Callable[[ServerConnection], Awaitable[None]], ask: Callable[[Sockets], Awaitable[None]]
) -> None:
    """Something is asked of a transformer with WebSockets."""

    async def run() -> None:
        async with serve(handler, "127.0.0.1", 0) as server, asyncio.timeout(SECONDS):
            sockets = Sockets(f"ws://127.0.0.1:{next(iter(server.sockets)).getsockname()[1]}/ws")
            await ask(sockets)
            await sockets.close()

    asyncio.run(run())


@pytest.mark.parametrize("is_begun", [False, True], ids=["not-begun", "begun"])
def test_an_answer_that_nobody_reads_to_its_end_ends_its_connection(is_begun: bool) -> None:
    """It is not left open, and the next object has another one."""
    ended: list[bool] = []

    async def handler(connection: ServerConnection) -> None:
        with contextlib.suppress(ConnectionClosed):
            async for _ in connection:
                await connection.send([b"one", b"two", b"three"])
        ended.append(True)

    async def ask(sockets: Sockets) -> None:
        first = await sockets.ask(b"{}", seconds=SECONDS, open_content=None)
        if is_begun:
            assert b"one" == await anext(first.pieces)
        await first.close()
        while not ended:
            await asyncio.sleep(0.01)
        second = await sockets.ask(b"{}", seconds=SECONDS, open_content=None)
        assert b"onetwothree" == await second.content(100)
        # A second end of the first one does not concern the connection, which somebody else has now.
        third = await sockets.ask(b"{}", seconds=SECONDS, open_content=None)
        await second.close()
        assert b"onetwothree" == await third.content(100)

    conversed(handler, ask)


@pytest.mark.parametrize("text", ["12 bytes", "-1", "9" * 30, "\u0663"])
def test_a_text_that_is_no_length_is_a_failure(text: str) -> None:
    """It would be taken for a result that is stored elsewhere."""

    async def handler(connection: ServerConnection) -> None:
        with contextlib.suppress(ConnectionClosed):
            async for _ in connection:
                await connection.send(text)

    async def ask(sockets: Sockets) -> None:
        with pytest.raises(Refusal, match="not the length of what was put"):
            await sockets.ask(b"{}", seconds=SECONDS, open_content=None)

    conversed(handler, ask)
