"""Nodes that a transformer may talk to: the target beside it, other targets, stages. They note what they are told."""

from __future__ import annotations

import asyncio
import contextlib
from asyncio import Server, StreamReader, StreamWriter
from collections.abc import Callable
from typing import Final, Self

from attrs import define, field, frozen

from ..messages import LONGEST_HEAD, Head, body_pieces

HOST: Final = "127.0.0.1"


@frozen
class Heard:
    """A request that a node got."""

    method: str
    target: str
    """Path and query."""
    fields: tuple[tuple[bytes, bytes], ...]
    body: bytes
    is_whole: bool

    def text(self, name: bytes) -> str:
        """A header field, given in lower case; empty where there is none."""
        return next((value for found, value in self.fields if found.lower() == name), b"").decode("latin-1")


@frozen
class Say:
    """What a node answers."""

    status: int
    content: bytes = b""
    fields: tuple[tuple[str, str], ...] = ()
    missing: int = 0
    """Bytes that are announced, and do not come."""

    def encode(self) -> bytes:
        """As it goes on the wire."""
        lines = [f"HTTP/1.1 {self.status} -", *(f"{name}: {text}" for name, text in self.fields)]
        if self.status != 204:
            lines.append(f"Content-Length: {len(self.content) + self.missing}")
        return "\r\n".join((*lines, "", "")).encode("latin-1") + self.content


@define(eq=False)
class Node:
    """One node, which listens on loopback."""

    answer: Callable[[Heard], Say]
    heard: list[Heard] = field(init=False, factory=list)
    port: int = field(init=False, default=0)
    _server: Server | None = field(init=False, default=None)
    _writers: set[StreamWriter] = field(init=False, factory=set)

    @property
    def place(self) -> str:
        """Host and port."""
        return f"{HOST}:{self.port}"

    @property
    def origin(self) -> str:
        """Its address."""
        return f"http://{self.place}"

    async def listen(self, port: int = 0) -> Self:
        """Begin; at any free port without one.

        Raises:
            OSError: somebody else listens there.
        """
        self._server = await asyncio.start_server(self._serve, HOST, port, limit=LONGEST_HEAD)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    def close(self) -> None:
        """End, with all connections."""
        if self._server is not None:
            self._server.close()
        for writer in self._writers:
            writer.close()

    async def _serve(self, reader: StreamReader, writer: StreamWriter) -> None:
        self._writers.add(writer)
        # Whoever talks to it may break off at any point, which is nothing to tell anybody.
        with contextlib.suppress(OSError, EOFError, ValueError):
            while (head := await Head.read(reader)) is not None:
                said = await self._exchange(head, reader, writer)
                if said.missing:
                    break
        writer.close()
        self._writers.discard(writer)

    async def _exchange(self, head: Head, reader: StreamReader, writer: StreamWriter) -> Say:
        if (head.field(b"expect") or b"").lower() == b"100-continue":
            writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        body, is_whole = b"", True
        try:
            async for piece in body_pieces(reader, head.framing(otherwise=0)):
                body += piece
        except (OSError, EOFError, ValueError):
            is_whole = False
        method, target = head.words
        heard = Heard(method, target, head.fields, body, is_whole)
        self.heard.append(heard)
        if not is_whole:
            raise ConnectionError("the request broke off")
        said = self.answer(heard)
        writer.write(said.encode())
        await writer.drain()
        return said
