"""Servers that do exactly what a test says, byte by byte, on a loopback port of their own."""

from __future__ import annotations

import socket
import ssl
import struct
from collections.abc import Callable
from contextlib import suppress
from threading import Event, Thread
from types import TracebackType
from typing import Self, TypeAlias

from attrs import frozen

PATIENCE = 10.0
"""Seconds after which a test that waits has failed."""


@frozen
class Request:
    """One request as it arrived."""

    head: bytes
    body: bytes

    @property
    def method(self) -> str:
        return self.head.split(b" ", 1)[0].decode()

    @property
    def target(self) -> str:
        return self.head.split(b" ", 2)[1].decode()

    def header(self, name: str) -> str | None:
        """The value of a field."""
        for line in self.head.split(b"\r\n")[1:]:
            key, _, value = line.partition(b": ")
            if key.lower() == name.lower().encode():
                return value.decode()
        return None


class Peer:
    """The server's end of one connection."""

    def __init__(self, sock: socket.socket, number: int, stopping: Event) -> None:
        self.sock = sock
        self.number = number
        """Which connection it is, counted from 0."""
        self.stopping = stopping
        self.portion = 1 << 20
        """How much it receives at a time."""
        self.pause = 0.0
        """Seconds that it lets pass before it receives more."""
        self._rest = bytearray()

    def read_head(self) -> bytes | None:
        """The next request's head; None when the client has closed."""
        while b"\r\n\r\n" not in self._rest:
            if not self._more():
                return None
        return self._take_to(b"\r\n\r\n")

    def read_body(self, head: bytes) -> bytes:
        """The body that belongs to a head."""
        request = Request(head, b"")
        if request.header("transfer-encoding") == "chunked":
            return self._read_chunks()
        return self._read_exactly(int(request.header("content-length") or 0))

    def read(self) -> Request | None:
        """The next request; None when the client has closed."""
        head = self.read_head()
        return None if head is None else Request(head, self.read_body(head))

    def read_some(self) -> bytes:
        """What comes next, as much as has arrived; nothing at the end."""
        return self._take(len(self._rest)) if self._rest or self._more() else b""

    def send(self, data: bytes) -> None:
        """Send all of it."""
        self.sock.sendall(data)

    def drip(self, data: bytes, pause: float) -> None:
        """Send byte by byte until all is sent or the client has enough."""
        for index in range(len(data)):
            if self.stopping.wait(pause):
                return
            self.send(data[index : index + 1])

    def hold(self) -> None:
        """Do nothing until the test is over."""
        self.stopping.wait(PATIENCE)

    def reset(self) -> None:
        """Break the connection so that the client's next call fails."""
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.sock.close()

    def _more(self) -> bool:
        if self.pause:
            self.stopping.wait(self.pause)
        data = self.sock.recv(self.portion)
        self._rest += data
        return bool(data)

    def _take(self, count: int) -> bytes:
        data = bytes(memoryview(self._rest)[:count])
        del self._rest[:count]
        return data

    def _take_to(self, mark: bytes) -> bytes:
        data = self._take(self._rest.index(mark) + len(mark))
        return data[: -len(mark)]

    def _read_exactly(self, count: int) -> bytes:
        while len(self._rest) < count:
            if not self._more():
                raise ConnectionResetError("the client closed in the middle of a body")
        return self._take(count)

    def _read_line(self) -> bytes:
        while b"\r\n" not in self._rest:
            if not self._more():
                raise ConnectionResetError("the client closed in the middle of a body")
        return self._take_to(b"\r\n")

    def _read_chunks(self) -> bytes:
        body = bytearray()
        while size := int(self._read_line(), 16):
            body += self._read_exactly(size)
            assert self._read_line() == b""
        assert self._read_line() == b""
        return bytes(body)


Script: TypeAlias = Callable[[Peer], None]
"""What a server does with one connection; it is closed afterwards."""


class Server:
    """Runs a script for each connection."""

    def __init__(self, script: Script, *, context: ssl.SSLContext | None = None, backlog: int = 128) -> None:
        self._script = script
        self._context = context
        self._stopping = Event()
        self._peers: list[Peer] = []
        self._threads: list[Thread] = []
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=backlog)
        port = self._listener.getsockname()[1]
        self.address = f"127.0.0.1:{port}"
        self.origin = f"{'https' if context else 'http'}://{self.address}"

    @property
    def connections(self) -> int:
        """How many have been made."""
        return len(self._peers)

    def __enter__(self) -> Self:
        self._start(self._accept)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, exc: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stopping.set()
        # Wakes the thread in accept(), which closing alone does not.
        self._listener.shutdown(socket.SHUT_RDWR)
        for peer in self._peers:
            with suppress(OSError):
                peer.sock.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(PATIENCE)
            assert not thread.is_alive()
        self._listener.close()

    def drop_all(self) -> None:
        """Close every connection made so far, as a server does with idle ones."""
        for peer in self._peers:
            peer.sock.shutdown(socket.SHUT_RDWR)

    def _start(self, work: Callable[[], None]) -> None:
        thread = Thread(target=work, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while not self._stopping.is_set():
            try:
                sock, _ = self._listener.accept()
            except OSError:
                return
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            peer = Peer(sock, len(self._peers), self._stopping)
            self._peers.append(peer)
            self._start(lambda peer=peer: self._serve(peer))  # type: ignore[misc]

    def _serve(self, peer: Peer) -> None:
        plain = peer.sock
        try:
            if self._context is not None:
                peer.sock = self._context.wrap_socket(plain, server_side=True)
            self._script(peer)
        except OSError:
            pass  # the client went away: that is for the client's side of the test to judge
        finally:
            peer.sock.close()
            plain.close()


def answer(status: int = 200, body: bytes = b"", *headers: str, length: int | None = None) -> bytes:
    """An ordinary answer as bytes."""
    lines = [f"HTTP/1.1 {status} Whatever", *headers, f"Content-Length: {len(body) if length is None else length}"]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def always(data: bytes) -> Script:
    """Every request gets the same bytes."""

    def script(peer: Peer) -> None:
        while peer.read() is not None:
            peer.send(data)

    return script


def once(data: bytes) -> Script:
    """The first request gets these bytes, then the connection is closed."""

    def script(peer: Peer) -> None:
        if peer.read() is not None:
            peer.send(data)

    return script


def recording(kept: list[Request], data: bytes = answer()) -> Script:
    """Every request is kept and gets the same bytes."""

    def script(peer: Peer) -> None:
        while (request := peer.read()) is not None:
            kept.append(request)
            peer.send(data)

    return script
