"""Endpoints that no cluster of ours is: one that takes bodies itself, one that redirects where it should not."""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import xxhash
from attrs import define, field


@define
class Request:
    """One request as it arrived, its body included."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    query: str = ""


@define
class Endpoint:
    """A scripted server: `answer` says what to do with each request."""

    origin: str
    requests: list[Request] = field(factory=list)
    objects: dict[str, bytes] = field(factory=dict)

    def puts(self) -> list[bytes]:
        """The bodies of the PUTs that arrived."""
        return [request.body for request in self.requests if request.method == "PUT"]


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that breaks off is what some tests are about; everything else is said as usual."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


Answer = tuple[int, dict[str, str], bytes]


@contextmanager
def serving(answer: Callable[[Endpoint, Request], Answer | None]) -> Iterator[Endpoint]:
    """An endpoint on loopback. `answer` returning `None` drops the connection without a word."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def handle_any(self) -> None:
            body = self._body()
            path, _, query = self.path.partition("?")
            request = Request(self.command, path, {k.lower(): v for k, v in self.headers.items()}, body, query)
            endpoint.requests.append(request)
            found = answer(endpoint, request)
            if found is None:
                self.close_connection = True
                return
            status, headers, content = found
            self.send_response(status)
            for name, value in {"Content-Length": str(len(content)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content if self.command != "HEAD" else b"")

        do_GET = do_PUT = do_HEAD = do_DELETE = do_POST = do_PATCH = handle_any

        def _body(self) -> bytes:
            if self.headers.get("transfer-encoding") == "chunked":
                return b"".join(iter(self._chunk, b""))
            return self.rfile.read(int(self.headers.get("content-length", 0)))

        def _chunk(self) -> bytes:
            size = int(self.rfile.readline(), 16)
            data = self.rfile.read(size)
            self.rfile.readline()
            return data

        def log_message(self, *args: Any) -> None:
            """Say nothing."""

    server = _Server(("127.0.0.1", 0), Handler)
    endpoint = Endpoint(f"http://127.0.0.1:{server.server_address[1]}")
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield endpoint
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def smap(endpoint: Endpoint, *nodes: str, proxies: Sequence[Endpoint] = ()) -> Answer:
    """The cluster map of an endpoint whose targets are at `nodes`, with `proxies` beside it."""
    known = {f"t{i}": _node(f"t{i}", "target", origin) for i, origin in enumerate(nodes)}
    proxy = _node("p", "proxy", endpoint.origin)
    document = {
        "pmap": {"p": proxy, **{f"p{i}": _node(f"p{i}", "proxy", other.origin) for i, other in enumerate(proxies)}},
        "tmap": known,
        "proxy_si": proxy,
        "version": "1",
        "uuid": "u",
        "creation_time": "",
    }
    return 200, {"Content-Type": "application/json"}, json.dumps(document).encode()


def _node(name: str, kind: str, origin: str) -> dict[str, Any]:
    host, _, port = origin.removeprefix("http://").partition(":")
    net = {"node_ip_addr": host, "daemon_port": port, "direct_url": origin}
    return {
        "daemon_id": name,
        "daemon_type": kind,
        "public_net": net,
        "intra_control_net": net,
        "intra_data_net": net,
        "flags": 0,
        "id_digest": 1,
    }


def store(endpoint: Endpoint, request: Request) -> Answer:
    """What a server does that takes bodies itself, with AIS's headers."""
    if request.method == "PUT":
        endpoint.objects[request.path] = request.body
    content = endpoint.objects.get(request.path, b"")
    headers = {
        "Ais-Checksum-Type": "xxhash2",
        "Ais-Checksum-Value": xxhash.xxh64(content).hexdigest(),
        "Ais-Version": "1",
    }
    return 200, headers, content if request.method == "GET" else b""
