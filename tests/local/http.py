"""Requests to a local cluster, byte by byte: none of our own client takes part."""

from __future__ import annotations

import http.client
import json
import socket
import threading
import time
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import urlsplit

from attrs import frozen

Fields = Iterable[tuple[str, str]]


@frozen
class Answer:
    """What came back, and from whom."""

    origin: str
    status: int
    fields: list[tuple[str, str]]
    content: bytes

    def header(self, name: str) -> str | None:
        """The first header field of that name."""
        return next((value for field, value in self.fields if field.lower() == name.lower()), None)

    def headers(self, name: str) -> list[str]:
        """All header fields of that name."""
        return [value for field, value in self.fields if field.lower() == name.lower()]

    @property
    def names(self) -> set[str]:
        """The header names, as they were written, without those that every answer has."""
        return {name for name, _ in self.fields} - {"Date", "Content-Length"}

    @property
    def document(self) -> Any:
        """The JSON in the body, or of a HEAD's error."""
        return json.loads(self.content or self.header("Hdr-Error") or "null")

    @property
    def tcode(self) -> str:
        """AIS's name of the error."""
        return str((self.document or {}).get("tcode", ""))

    @property
    def location(self) -> str:
        """Where a redirect leads."""
        return self.header("Location") or ""

    @property
    def leads_to(self) -> str:
        """The origin of `location`."""
        parts = urlsplit(self.location)
        return f"{parts.scheme}://{parts.netloc}"


def connect(origin: str) -> socket.socket:
    """A connection to a node."""
    parts = urlsplit(origin)
    assert parts.hostname
    assert parts.port
    return socket.create_connection((parts.hostname, parts.port), timeout=10)


def ask(origin: str, method: str, target: str, body: Any = None, fields: Fields = ()) -> Answer:
    """One request and its answer; a body that is not bytes is sent as JSON."""
    parts = urlsplit(origin)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=10)
    try:
        content = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
        connection.putrequest(method, target, skip_accept_encoding=True)
        for name, value in fields:
            connection.putheader(name, value.encode("utf-8", "surrogateescape"))
        if content is not None or method in ("PUT", "POST", "PATCH"):
            connection.putheader("Content-Length", str(len(content or b"")))
        connection.endheaders(content)
        response = connection.getresponse()
        return Answer(origin, response.status, response.getheaders(), response.read())
    finally:
        connection.close()


def follow(origin: str, method: str, target: str, body: Any = None, fields: Fields = ()) -> Answer:
    """As `ask`, and once more where the answer leads: the first leg carries no body."""
    first = ask(origin, method, target, body if method == "POST" else None, fields)
    if first.status not in (301, 307):
        return first
    query = urlsplit(first.location).query
    path = target.partition("?")[0]
    return ask(first.leads_to, method, f"{path}?{query}", body, fields)


def until(is_so: Callable[[], bool], *, patience: float = 20.0) -> None:
    """Wait for something to be so."""
    deadline = time.monotonic() + patience
    while not is_so():
        assert time.monotonic() < deadline, "it did not come to be so"
        threading.Event().wait(0.005)


def read_to_end(connection: socket.socket) -> bytes:
    """All that still comes, until the other side closes."""
    return b"".join(iter(lambda: connection.recv(65536), b""))
