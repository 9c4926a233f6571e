"""A cluster as a transformer sees it: nodes that serve, take results, and misbehave by the name of an object."""

from __future__ import annotations

import contextlib
import socket
import struct
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread

from attrs import define, field, frozen

SECRET = "/v1/etl/_object/an-etl/s3cr3t"
"""The path of AIS_TARGET_URL."""


@frozen
class Seen:
    """One request that a node got."""

    method: str
    target: str
    body: bytes | None
    """None: it did not come whole."""
    node_url: str | None = None
    headers: dict[str, str] = field(factory=dict, eq=False)


@define(eq=False)
class Node:
    """A target, or another stage."""

    port: int = 0
    seen: list[Seen] = field(factory=list)
    lock: Lock = field(factory=Lock)
    connections: int = 0
    objects: dict[str, bytes] = field(factory=dict)
    """What it answers for some names: as a target their content, as a stage what it makes of them."""

    @property
    def place(self) -> str:
        """Where it listens, as lists of hosts have it."""
        return f"127.0.0.1:{self.port}"

    def count(self, target: str) -> int:
        """How many requests there were for that."""
        with self.lock:
            return sum(each.target == target for each in self.seen)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    node: Node

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        self._note(b"")
        name = self._name()
        if name in self.node.objects:
            self._say(200, self.node.objects[name])
        elif "huge-" in name:
            self._pour(int(name.partition("huge-")[2]))
        elif "packed" in name:
            self._say(200, b"x", **{"Content-Encoding": "gzip"})
        elif "missing" in name:
            self._say(404, b"no such object")
        elif "moved" in name:
            self._say(302, b"", Location=f"/link/elsewhere-{name}".replace("moved-", ""))
        elif "short-long" in name:
            self._say(200, bytes(200_000), length=300_000)
            self.close_connection = True
        elif "short" in name:
            self._say(200, b"short", length=100)
            self.close_connection = True
        else:
            self._say(200, b"content of " + name.encode())

    def do_PUT(self) -> None:
        body = self._body()
        self._note(body)
        if body is None:
            self.close_connection = True
            return
        name = self._name()
        if ("reset-once" in name and self.node.count(self.path) == 1) or "reset-always" in name:
            self._reset()
        elif "busy-once" in name and self.node.count(self.path) == 1:
            self._say(503, b"", **{"Ais-Etl-Retry-Reason": "direct-put-transient"})
        elif "status-" in name:
            status = int(name.partition("status-")[2][:3])
            headers = {"Location": f"http://{self.node.place}/elsewhere-{name}"} if 300 <= status < 400 else {}
            self._say(status, b"the reason why", **headers)
        elif "delivered" in name:
            self._say(204, b"", **{"Ais-Direct-Put-Length": "42"})
        elif SECRET in self.path:
            self._say(200, b"")
        elif name in self.node.objects:
            self._say(200, self.node.objects[name])
        elif "chunked" in name:
            self._say_chunks([b"of ", b"a ", b"stage"])
        elif "nothing" in name:
            self._say(200, b"")
        else:
            self._say(200, b"staged " + body)

    def _pour(self, mib: int) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(mib << 20))
        self.end_headers()
        block = bytes(1 << 20)
        for _ in range(mib):
            self.wfile.write(block)

    def _name(self) -> str:
        return self.path.partition("?")[0].replace("%2F", "/").rpartition("/")[2]

    def _note(self, body: bytes | None) -> None:
        with self.node.lock:
            headers = {name.lower(): value for name, value in self.headers.items()}
            self.node.seen.append(Seen(self.command, self.path, body, headers.get("ais-node-url"), headers))

    def _body(self) -> bytes | None:
        if self.headers.get("Transfer-Encoding") != "chunked":
            length = int(self.headers["Content-Length"])
            body = self.rfile.read(length)
            return body if len(body) == length else None
        pieces, is_kept, total = [], "discard" not in self.path, 0
        while size := int(self.rfile.readline().strip() or b"-1", 16):
            if size < 0:
                return None
            piece = self.rfile.read(size)
            self.rfile.readline()
            total += len(piece)
            if is_kept:
                pieces.append(piece)
        self.rfile.readline()
        return b"".join(pieces) if is_kept else b"%d bytes" % total

    def _say(self, status: int, body: bytes, *, length: int | None = None, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if status != 204:
            self.send_header("Content-Length", str(len(body) if length is None else length))
        self.end_headers()
        self.wfile.write(body)

    def _say_chunks(self, pieces: list[bytes]) -> None:
        self.send_response(200)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for piece in pieces:
            self.wfile.write(b"%x\r\n%b\r\n" % (len(piece), piece))
        self.wfile.write(b"0\r\n\r\n")

    def _reset(self) -> None:
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    node: Node

    def process_request(self, request: socket.socket, client_address: object) -> None:  # type: ignore[override]
        """Count the connections: of some there must be none."""
        self.node.connections += 1
        super().process_request(request, client_address)

    def handle_error(self, *_: object) -> None:
        """Connections break here, as they are meant to."""


@contextlib.contextmanager
def node() -> Iterator[Node]:
    """A node that listens."""
    seen = Node()
    handler = type("_NodeHandler", (_Handler,), {"node": seen})
    with _Server(("127.0.0.1", 0), handler) as server:
        server.node = seen
        seen.port = server.server_address[1]
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        yield seen
        server.shutdown()
        thread.join()
