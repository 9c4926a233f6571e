"""A WebSocket to a transformer, as a target has it: messages, one after the other. Source: RFC 6455"""

from __future__ import annotations

import base64
import os
import struct
from asyncio import IncompleteReadError, StreamReader
from typing import Final

from attrs import frozen

from .exchange import Ask, Line, Reply

_TEXT, _BINARY, _CLOSE, _PING, _PONG = 1, 2, 8, 9, 10
_FINAL: Final = 0x80


@frozen
class Message:
    """What came: content, text, or that it was closed."""

    content: bytes | None = None
    text: str | None = None
    code: int = 0
    """With which it was closed; 1006 where the connection just ended."""
    reason: str = ""

    def __str__(self) -> str:
        if self.content is not None:
            return f"{len(self.content):,} bytes"
        if self.text is not None:
            return f"text {self.text[:40]!r}"
        return f"closed with {self.code}" + (f": {self.reason}" if self.reason else "")


async def upgraded(line: Line, path: str) -> Reply:
    """Ask for a WebSocket; 101 says that the line is one now."""
    key = base64.b64encode(os.urandom(16)).decode()
    fields = (
        ("Connection", "Upgrade"),
        ("Upgrade", "websocket"),
        ("Sec-WebSocket-Version", "13"),
        ("Sec-WebSocket-Key", key),
    )
    return await line.ask(Ask("GET", path, fields=fields))


async def send(line: Line, content: bytes) -> None:
    """A binary message."""
    _, writer = await line.opened()
    writer.write(_frame(_BINARY, content))


async def receive(line: Line) -> Message:
    """The next message."""
    reader, writer = await line.opened()
    content, kind = b"", 0
    while True:
        try:
            opcode, is_last, payload = await _read(reader)
        except (IncompleteReadError, OSError):
            return Message(code=1006)
        if opcode == _PING:
            writer.write(_frame(_PONG, payload))
        elif opcode == _CLOSE:
            code = struct.unpack(">H", payload[:2])[0] if len(payload) >= 2 else 1005
            return Message(code=code, reason=payload[2:].decode("utf-8", "replace"))
        elif opcode != _PONG:
            content += payload
            kind = opcode or kind
            if is_last:
                return Message(text=content.decode("utf-8", "replace")) if kind == _TEXT else Message(content)


async def _read(reader: StreamReader) -> tuple[int, bool, bytes]:
    first, second = await reader.readexactly(2)
    length = second & 0x7F
    if length == 126:
        (length,) = struct.unpack(">H", await reader.readexactly(2))
    elif length == 127:
        (length,) = struct.unpack(">Q", await reader.readexactly(8))
    return first & 0x0F, bool(first & _FINAL), await reader.readexactly(length)


def _frame(opcode: int, content: bytes) -> bytes:
    """A frame; what a client sends is masked, here with zeros."""
    size = len(content)
    if size < 126:
        length = struct.pack(">B", 0x80 | size)
    elif size < 1 << 16:
        length = struct.pack(">BH", 0x80 | 126, size)
    else:
        length = struct.pack(">BQ", 0x80 | 127, size)
    return bytes((_FINAL | opcode,)) + length + bytes(4) + content
