"""The floor of every measurement: a loop over a socket that parses nothing but what it must."""

from __future__ import annotations

import re
import socket
import time
from urllib.parse import urlsplit

from attrs import define, field
from scene import PIECE, Scene

HEAD = 64 << 10
IDLE = 5.0
"""Seconds after which a connection is not used again: AIS closes those that are idle for long."""
# The names of the workload are of one length and ASCII, so that no decoder is needed to go on.
_TOKEN = re.compile(rb"ContinuationToken(?:\xd9.|[\xa0-\xbf])(some/folder/of/names/[0-9]{7})")


@define
class RawSocket:
    """The least that Python can do."""

    scene: Scene
    name: str = "raw socket"
    _connections: dict[str, tuple[socket.socket, float]] = field(factory=dict)

    def get_4k(self, count: int) -> int:
        return sum(len(self._get("small")) for _ in range(count))

    def get_1m(self, count: int) -> int:
        return sum(self._get_into("medium", bytearray(PIECE)) for _ in range(count))

    def get_256m(self, count: int) -> int:
        return sum(self._get_into("large", bytearray(PIECE)) for _ in range(count))

    def head_4k(self, count: int) -> int:
        for _ in range(count):
            self._redirected("HEAD", "small")
        return count

    def put_4k(self, count: int) -> int:
        for _ in range(count):
            self._redirected("PUT", "put", self.scene.fresh())
        return count * len(self.scene.small)

    def put_256m_file(self, count: int) -> int:
        for _ in range(count):
            host, target = self._located("PUT", "put-large", b"Content-Length: 0\r\n")
            with self.scene.large_file.open("rb") as file:
                sock = self._send(host, "PUT", target, b"Content-Length: %d\r\n" % self.scene.large_size)
                sock.sendfile(file)
                self._answer(sock)
        return count * self.scene.large_size

    def list_100k(self, count: int) -> int:
        return sum(self._list() for _ in range(count))

    def _list(self) -> int:
        moved, token = 0, b""
        host, target = urlsplit(self.scene.endpoint).netloc, f"/v1/buckets/{self.scene.listed}"
        fields = b"Accept: application/msgpack\r\nContent-Type: application/json\r\n"
        while True:
            value = b'{"action":"list","value":{"props":"name,size","continuation_token":"%s"}}' % token
            sock = self._send(host, "GET", target, fields + b"Content-Length: %d\r\n" % len(value), value)
            page = self._body(sock)
            moved += len(page)
            found = _TOKEN.search(page)
            if found is None:
                return moved
            token = found[1]

    def _body(self, sock: socket.socket) -> bytes:
        """A body as it comes: of a chunked one with its framing, since taking that out is what a client has to do
        besides. A page of few names has a length instead."""
        head, data = self._head(sock)
        if (length := _length(head)) is not None:
            return self._rest(sock, data, length)
        parts, tail = [data], data[-7:]
        while not tail.endswith(b"\r\n0\r\n\r\n"):
            data = _received(sock)
            parts.append(data)
            tail = (tail + data)[-7:]
        return b"".join(parts)

    def _get(self, name: str) -> bytes:
        host, target = self._located("GET", name)
        return self._answer(self._send(host, "GET", target))[1]

    def _get_into(self, name: str, buffer: bytearray) -> int:
        host, target = self._located("GET", name)
        sock = self._send(host, "GET", target)
        head, got = self._head(sock)
        length = _length(head) or 0
        left = length - len(got)
        view = memoryview(buffer)
        while left:
            count = sock.recv_into(view, min(left, len(view)))
            if not count:
                raise ConnectionError("the connection ended within a body")
            left -= count
        return length

    def _redirected(self, method: str, name: str, body: bytes = b"") -> None:
        host, target = self._located(method, name, b"Content-Length: 0\r\n" if method == "PUT" else b"")
        fields = b"Content-Length: %d\r\n" % len(body) if method == "PUT" else b""
        self._answer(self._send(host, method, target, fields, body), method)

    def _located(self, method: str, name: str, fields: bytes = b"") -> tuple[str, str]:
        netloc = urlsplit(self.scene.endpoint).netloc
        head, _ = self._answer(self._send(netloc, method, self.scene.path(name), fields), method)
        found = re.search(rb"(?i)\r\nlocation: http://([^/]+)(\S+)", head)
        assert found is not None, head
        return found[1].decode(), found[2].decode()

    def _send(self, host: str, method: str, target: str, fields: bytes = b"", body: bytes = b"") -> socket.socket:
        sock, used = self._connections.get(host, (None, 0.0))
        now = time.monotonic()
        if sock is None or now - used > IDLE:
            name, _, port = host.partition(":")
            sock = socket.create_connection((name, int(port)))
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._connections[host] = sock, now
        first = f"{method} {target} HTTP/1.1\r\nHost: {host}\r\n".encode()
        sock.sendall(b"%s%s\r\n%s" % (first, fields, body))
        return sock

    def _head(self, sock: socket.socket) -> tuple[bytes, bytes]:
        data = _received(sock, HEAD)
        while (end := data.find(b"\r\n\r\n")) < 0:
            data += _received(sock, HEAD)
        return data[:end], data[end + 4 :]

    def _answer(self, sock: socket.socket, method: str = "GET") -> tuple[bytes, bytes]:
        head, body = self._head(sock)
        return head, self._rest(sock, body, 0 if method == "HEAD" else _length(head) or 0)

    def _rest(self, sock: socket.socket, begun: bytes, length: int) -> bytes:
        parts, have = [begun], len(begun)
        while have < length:
            parts.append(_received(sock, min(length - have, PIECE)))
            have += len(parts[-1])
        return b"".join(parts)


def _received(sock: socket.socket, most: int = PIECE) -> bytes:
    """The next bytes; a connection that ends instead is an error, and no reason to wait for ever."""
    data = sock.recv(most)
    if not data:
        raise ConnectionError("the connection ended within an answer")
    return data


def _length(head: bytes) -> int | None:
    found = re.search(rb"(?i)\r\ncontent-length: (\d+)", head)
    return int(found[1]) if found else None
