"""Requests to a server, as bytes, and what comes back."""

from __future__ import annotations

import http.client
import socket

from attrs import frozen

PATIENCE = 20


@frozen
class Heard:
    """An answer; `status` 0: the connection ended before it did."""

    status: int
    headers: dict[str, str]
    body: bytes


def head(
    method: str, target: str, *, body: bytes | None, chunked: bool, length: int | None, node_url: str | None
) -> bytes:
    """The head of a request."""
    lines = [f"{method} {target} HTTP/1.1", "Host: transformer", "User-Agent: Go-http-client/1.1"]
    if node_url is not None:
        lines.append(f"Ais-Node-Url: {node_url}")
    if chunked:
        lines.append("Transfer-Encoding: chunked")
    elif body is not None or method in ("PUT", "POST"):
        lines.append(f"Content-Length: {length if length is not None else len(body or b'')}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def framed(body: bytes, size: int = 700) -> bytes:
    """A body in chunks."""
    pieces = [body[start : start + size] for start in range(0, len(body), size)]
    return b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


def ask(
    port: int,
    method: str,
    target: str,
    *,
    body: bytes | None = None,
    chunked: bool = False,
    length: int | None = None,
    node_url: str | None = None,
) -> Heard:
    """One request on a connection of its own; `length` is a lie, after which nothing more is sent."""
    with socket.create_connection(("127.0.0.1", port), PATIENCE) as connection:
        opening = head(method, target, body=body, chunked=chunked, length=length, node_url=node_url)
        connection.sendall(opening + (framed(body or b"") if chunked else body or b""))
        if length is not None:
            connection.shutdown(socket.SHUT_WR)
        return hear(connection, method)


def hear(connection: socket.socket, method: str) -> Heard:
    """The answer that comes."""
    answer = http.client.HTTPResponse(connection, method=method)
    try:
        answer.begin()
        body = answer.read()
    except (http.client.HTTPException, ConnectionError):
        return Heard(0, {}, b"")
    return Heard(answer.status, {name.lower(): value for name, value in answer.getheaders()}, body)


def raw(port: int, data: bytes, method: str = "PUT") -> Heard:
    """What comes back for bytes, after which nothing more is sent."""
    with socket.create_connection(("127.0.0.1", port), PATIENCE) as connection:
        try:
            connection.sendall(data)
            connection.shutdown(socket.SHUT_WR)
        except OSError:
            # It was refused before it had come to its end.
            return Heard(0, {}, b"")
        return hear(connection, method)
