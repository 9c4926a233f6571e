"""A transformer that writes down what it is asked: `python toy.py FOLDER`.

It makes upper case of content and adds the arguments. In the folder is a line of JSON for each request, in
`requests.jsonl`, and what it shall do next, in files that it takes away: `slow` to wait, `die` to kill itself in the
middle of an answer, `shut` to listen no more, `early` to end before it does. Others it leaves there: `dead`, to end
each time, and `hold`, to answer nothing meanwhile. It listens for WebSockets where its ETL has `sock` in its name.
"""

from __future__ import annotations

import fcntl
import http.client
import json
import os
import signal
import socket
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, unquote_to_bytes, urlsplit

FOLDER = Path(sys.argv[1])
TARGET = os.environ["AIS_TARGET_URL"]
NAME = TARGET.split("/")[-2]


def note(**record: Any) -> None:
    """A line more."""
    with (FOLDER / "requests.jsonl").open("a", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.write(json.dumps({"target_url": TARGET, "pid": os.getpid(), **record}) + "\n")


def is_told(what: str) -> bool:
    """Whether it was told to do that, once."""
    try:
        (FOLDER / what).unlink()
    except FileNotFoundError:
        return False
    return True


def wait() -> None:
    """As long as it is told to."""
    while (FOLDER / "hold").exists():
        threading.Event().wait(0.01)


def made_of(content: bytes, arguments: str) -> bytes:
    """The result."""
    return content.upper() + (f" {arguments}".encode() if arguments else b"")


def read(path: str) -> bytes:
    """A file as `etl_fqn` names it."""
    return Path(os.fsdecode(unquote_to_bytes(path))).read_bytes()


def send(method: str, url: str, content: bytes | None = None, **fields: str) -> tuple[int, bytes]:
    """One exchange with a node: status, and content or the length of what was put."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=10)
    try:
        connection.request(method, parts.path + (f"?{parts.query}" if parts.query else ""), content, fields)
        answer = connection.getresponse()
        content = answer.read()
        return answer.status, (answer.getheader("Ais-Direct-Put-Length") or "").encode() or content
    finally:
        connection.close()


def passed_on(content: bytes, nodes: str, path: str) -> tuple[int, bytes]:
    """What becomes of a result that goes somewhere else: status, and content or the length of what was put."""
    first, _, rest = nodes.partition(",")
    parts = urlsplit(first)
    if not parts.path:
        return send("PUT", f"{first}{path}", content, **({"Ais-Node-Url": rest} if rest else {}))
    if os.environ["direct_put"] != "true":  # noqa: SIM112 - AIS's name for it
        return 200, content
    url = f"{parts.scheme}://{parts.netloc}{urlsplit(TARGET).path}{parts.path}?{parts.query}"
    status, text = send("PUT", url, content)
    return (204, str(len(content)).encode()) if status < 300 else (status, text)


class Handler(BaseHTTPRequestHandler):
    """What is asked over HTTP."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        """Health, or an object that it fetches."""
        path, _, query = self.path.partition("?")
        if path == "/health":
            self._answer(200, b"Running")
            return
        asked = self._note(None)
        status, content = send("GET", f"{TARGET}{path}{'?latest-ver=true' if 'latest-ver' in query else ''}")
        self._transform(content, asked) if status == 200 else self._answer(status, content)

    def do_PUT(self) -> None:
        """An object that it is given."""
        content = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        asked = self._note(content)
        if "etl_fqn" in asked:
            content = read(asked["etl_fqn"])
        self._transform(content, asked)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: the log is compared."""

    def _note(self, content: bytes | None) -> dict[str, str]:
        path, _, query = self.path.partition("?")
        asked = {name: values[0] for name, values in parse_qs(query).items()}
        body = None if not content else content.decode("utf-8", "replace")
        note(method=self.command, etl=NAME, path=path, query=asked, headers=dict(self.headers), body=body)
        return asked

    def _transform(self, content: bytes, asked: dict[str, str]) -> None:
        if is_told("slow"):
            threading.Event().wait(1.0)
        wait()
        if b"broken" in content:
            self._answer(500, b"cannot transform")
            return
        result = made_of(content, asked.get("etl_args", ""))
        if is_told("die"):
            self.send_response(200)
            self.send_header("Content-Length", str(len(result)))
            self.end_headers()
            self.wfile.write(result[:3])
            os.kill(os.getpid(), signal.SIGKILL)
        if is_told("shut"):
            self.server.socket.shutdown(socket.SHUT_RDWR)
            self.close_connection = True
        nodes = self.headers.get("Ais-Node-Url")
        if not nodes:
            self._answer(200, result)
            return
        status, content = passed_on(result, nodes, self.path.partition("?")[0])
        if status == 204:
            self.send_response(204)
            self.send_header("Ais-Direct-Put-Length", content.decode())
            self.end_headers()
        else:
            self._answer(status, content)

    def _answer(self, status: int, content: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Content-Type", "application/octet-stream")
        self.end_headers()
        self.wfile.write(content)


def serve_sockets() -> None:
    """The same over WebSockets."""
    from websockets.http11 import Request, Response
    from websockets.sync.server import ServerConnection, serve

    def health(connection: ServerConnection, request: Request) -> Response | None:
        return connection.respond(200, "Running") if request.path == "/health" else None

    def transform(connection: ServerConnection) -> None:
        for control in connection:
            said = json.loads(control)
            content = read(said["fqn"]) if "fqn" in said else connection.recv()
            is_sent = "fqn" not in said
            note(
                etl=NAME,
                websocket_path=connection.request.path if connection.request else "",
                control_message=said,
                control_opcode=2 if isinstance(control, bytes) else 1,
                content=bytes(content).decode() if is_sent and isinstance(content, bytes) else None,
            )
            assert isinstance(content, bytes)
            wait()
            if b"broken" in content:
                connection.close(1011, "cannot transform")
                return
            if is_told("die"):
                os.kill(os.getpid(), signal.SIGKILL)
            result = made_of(content, said.get("etl_args", ""))
            status, text = 200, result
            if said.get("pipeline"):
                status, text = passed_on(result, said["pipeline"], "/" + quote(said["path"]))
            connection.send(text.decode() if status == 204 else text)

    with serve(transform, "127.0.0.1", int(os.environ["PORT"]), process_request=health, max_size=None) as server:
        server.serve_forever()


if __name__ == "__main__":
    sys.stdout.write("line 1 of the pod's log\nline 2\n")
    sys.stdout.flush()
    if (FOLDER / "dead").exists() or is_told("early"):
        sys.exit(3)
    if "sock" in NAME:
        serve_sockets()
    else:
        ThreadingHTTPServer(("127.0.0.1", int(os.environ["PORT"])), Handler).serve_forever()
