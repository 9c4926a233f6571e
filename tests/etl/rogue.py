"""A transformer that does wrong, as its arguments or the content say: `python rogue.py`, at PORT."""

from __future__ import annotations

import os
import signal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit


class Rogue(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.answer(200, b"Running")

    def do_PUT(self) -> None:
        content = self.rfile.read(int(self.headers["Content-Length"]))
        arguments = parse_qs(urlsplit(self.path).query).get("etl_args", [""])[0]
        how = arguments or content.decode()
        if how == "short":
            self.answer(200, b"half", length=100)
            self.close_connection = True
        elif how == "breaks":
            self.close_connection = True
        elif how == "garbage":
            self.wfile.write(b"this is no answer\r\n\r\n")
            self.close_connection = True
        elif how == "dies":
            os.kill(os.getpid(), signal.SIGKILL)
        elif how == "dies within":
            self.answer(200, b"half", length=100)
            self.wfile.flush()
            os.kill(os.getpid(), signal.SIGKILL)
        elif how == "hangs":
            signal.sigwait([])  # in a thread: nothing comes
        elif how == "204":
            self.send_response(204)
            self.end_headers()
        elif how.isdigit():
            self.answer(int(how), b"in its own words")
        else:
            self.answer(200, content.upper())

    def answer(self, status: int, content: bytes, *, length: int | None = None) -> None:
        """With a length that may be a lie."""
        self.send_response(status)
        self.send_header("Content-Length", str(len(content) if length is None else length))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        pass


if __name__ == "__main__":
    ThreadingHTTPServer(("127.0.0.1", int(os.environ["PORT"])), Rogue).serve_forever()
